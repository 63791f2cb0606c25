//! Sixty-four bytes of a text at once: which of them begin what is to be looked at.

use fearless_simd::{Simd, SimdFrom as _, u8x64};

use crate::matcher::seek::Window;
use crate::text::step::places_without;

/// Bytes of a block.
pub(super) const BLOCK: usize = 64;

/// A bit for each byte of a block, the first one lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// Letters and digits of ASCII.
    pub letters: u64,
    /// First bytes of common Chinese characters.
    pub chinese: u64,
    /// First bytes of what is not ASCII.
    pub starts: u64,
}

/// Bytes of a block and of what stands behind it.
const VIEW: usize = BLOCK + 16;

/// The bytes of a block, and what stands behind it; past the end of the text they are 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'b>(&'b [u8; VIEW]);

impl<'b> View<'b> {
    /// Of the block at `at`; `spare` is memory.
    #[inline]
    pub fn at(bytes: &'b [u8], at: usize, spare: &'b mut [u8; VIEW]) -> Self {
        match bytes.get(at..).and_then(<[u8]>::first_chunk) {
            Some(view) => Self(view),
            None => {
                *spare = last(bytes.get(at..).unwrap_or_default());
                Self(spare)
            }
        }
    }

    /// Memory for `at`.
    pub const fn spare() -> [u8; VIEW] {
        [0; VIEW]
    }

    /// The eight bytes from one of the block on, the first one lowest.
    #[inline]
    pub fn eight(self, at: usize) -> u64 {
        self.0[at..].first_chunk().map_or(0, |&eight| u64::from_le_bytes(eight))
    }

    /// What starts at one of the block.
    #[inline]
    pub fn window(self, at: usize) -> Window {
        self.0[at..].first_chunk().map_or_else(Window::default, Window::of)
    }
}

impl Block {
    /// The block at `at`, with the instructions of one kind of processors; past the end of the text there is nothing.
    #[inline(always)]
    pub fn at<S: Simd>(simd: S, bytes: &[u8], at: usize) -> Self {
        match bytes.get(at..).and_then(<[u8]>::first_chunk) {
            Some(block) => Self::of(simd, block),
            None => Self::of(simd, &last(bytes.get(at..).unwrap_or_default())),
        }
    }

    #[inline(always)]
    fn of<S: Simd>(simd: S, bytes: &[u8; BLOCK]) -> Self {
        let all = |byte: u8| u8x64::simd_from(simd, byte);
        let bits = |which| simd.to_bitmask_mask8x64(which);
        let bytes = u8x64::simd_from(simd, *bytes);
        // What is below the first wraps around.
        let in_range = |bytes: u8x64<S>, first: u8, last: u8| bits(simd.simd_le_u8x64(bytes - all(first), all(last - first)));
        Self {
            letters: in_range(bytes | all(0x20), b'a', b'z') | in_range(bytes, b'0', b'9'),
            chinese: in_range(bytes, 0xe4, 0xe9),
            starts: bits(simd.simd_ge_u8x64(bytes, all(0xc0))),
        }
    }

    /// Where words of ASCII begin, `before` telling whether the byte before the block belongs to one.
    #[inline]
    pub const fn words(&self, before: bool) -> u64 {
        self.letters & !(self.letters << 1 | before as u64)
    }

    /// Whether the last byte belongs to a word of ASCII.
    #[inline]
    pub const fn ends_in_word(&self) -> bool {
        self.letters >> 63 == 1
    }

    /// The length of the word that begins at a bit, up to 64; `next` is the next block.
    #[inline]
    pub const fn length(&self, start: u32, next: &Self) -> usize {
        (self.letters >> start | next.letters << 1 << (63 - start)).trailing_ones() as usize
    }

    /// First bytes of what is neither ASCII nor common Chinese.
    #[inline]
    pub const fn others(&self) -> u64 {
        self.starts & !self.chinese
    }

    /// Common Chinese characters that ASCII follows, or the end of the text.
    #[inline]
    pub const fn ends(&self, next: &Self) -> u64 {
        self.chinese & !(self.starts >> 3 | next.starts << 61)
    }

    /// Chinese characters; of those that follow each other only every second one, if so wished, from the first on.
    #[inline]
    pub fn some_chinese(&self, is_every_second: bool) -> impl Iterator<Item = u32> {
        places_without(self.chinese, if is_every_second { 0b1001 } else { 1 })
    }
}

/// The last bytes of a text, and zeros.
#[cold]
fn last<const LENGTH: usize>(rest: &[u8]) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    bytes.iter_mut().zip(rest).for_each(|(byte, &other)| *byte = other);
    bytes
}

#[cfg(test)]
mod tests {
    use fearless_simd::{Level, dispatch};

    use super::*;

    /// The block at `at`, for this processor, and as any can make it out.
    fn block_at(bytes: &[u8], at: usize) -> Block {
        let [best, any] = [Level::new(), Level::baseline()].map(|level| dispatch!(level, simd => Block::at(simd, bytes, at)));
        assert_eq!(best, any, "{bytes:?} at {at}");
        best
    }

    #[test]
    fn every_byte_is_known_wherever_it_stands() {
        for byte in 0..=255_u8 {
            for place in 0..BLOCK {
                let mut bytes = *b"-\xe4a&9\x80\xff@\xe4\xb8\xad\xe3\x80\x82z ".repeat(4).first_chunk::<BLOCK>().unwrap();
                bytes[place] = byte;
                let set = |is: fn(u8) -> bool| bytes.iter().rev().fold(0, |set, &byte| set << 1 | u64::from(is(byte)));
                let expected = Block {
                    letters: set(|byte| byte.is_ascii_alphanumeric()),
                    chinese: set(|byte| matches!(byte, 0xe4..=0xe9)),
                    starts: set(|byte| byte >= 0xc0),
                };
                assert_eq!(block_at(&bytes, 0), expected, "{byte:#x} at {place}");
                assert_eq!(expected.others(), set(|byte| byte >= 0xc0 && !matches!(byte, 0xe4..=0xe9)));
            }
        }
    }

    #[test]
    fn words_and_runs_go_on_in_the_next_block() {
        let text = format!("{}abcdefg中文字符", "-".repeat(60));
        let (block, next) = (block_at(text.as_bytes(), 0), block_at(text.as_bytes(), BLOCK));
        assert_eq!((block.words(false), block.length(60, &next)), (1 << 60, 7));
        assert!(block.ends_in_word());
        assert_eq!(next.words(true), 0);
        assert_eq!(next.some_chinese(true).collect::<Vec<_>>(), [3, 9]);
        assert_eq!(next.some_chinese(false).collect::<Vec<_>>(), [3, 6, 9, 12]);
        assert_eq!(next.ends(&Block::default()), 1 << 12);
        let text = format!("{}中文", "-".repeat(61));
        let (block, next) = (block_at(text.as_bytes(), 0), block_at(text.as_bytes(), BLOCK));
        assert_eq!((block.ends(&next), next.ends(&Block::default())), (0, 1));
        assert_eq!(block_at(text.as_bytes(), 2 * BLOCK), Block::default());
    }
}
