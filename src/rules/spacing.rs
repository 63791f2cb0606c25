//! Whether a text puts a space between Chinese and Latin, as what is put into it should.
//!
//! Where that matters is for `replacement`.

use crate::text::step::{self, STEP, all, in_range, load, same};

/// Whether a text puts a space between Chinese and Latin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spacing {
    spaced: u32,
    tight: u32,
}

/// So many places where Chinese and Latin meet show the habit of a file.
const HABIT: u32 = 100;
/// Bytes that are looked at in one step.
const WINDOW: usize = 64;
/// So many of them are looked at again in the next one: a Chinese character and a space, before a letter.
const OVERLAP: usize = 4;

impl Spacing {
    /// Counts the habit of a file's text as it is written, markup and all, up to where it is plain.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut spacing = Self::default();
        let mut fresh = u64::MAX;
        for at in (0..bytes.len()).step_by(WINDOW - OVERLAP) {
            let rest = &bytes[at..];
            let mut padded = [0; WINDOW];
            let window = rest.first_chunk().unwrap_or_else(|| {
                padded[..rest.len()].copy_from_slice(rest);
                &padded
            });
            let found = Window::of(window);
            let (spaced, tight) = (found.spaced() & fresh, found.tight() & fresh);
            let with_all = spacing.and(spaced, tight);
            if with_all.is_plain() {
                return spacing.until_plain(spaced, tight);
            }
            (spacing, fresh) = (with_all, u64::MAX << OVERLAP);
        }
        spacing
    }

    /// With the places of two sets.
    const fn and(self, spaced: u64, tight: u64) -> Self {
        Self { spaced: self.spaced + spaced.count_ones(), tight: self.tight + tight.count_ones() }
    }

    /// With as many of the first places of two sets as make it plain.
    fn until_plain(mut self, mut spaced: u64, mut tight: u64) -> Self {
        while !self.is_plain() && spaced | tight != 0 {
            let rest = (spaced | tight).wrapping_sub(1);
            self = self.and(spaced & !rest, tight & !rest);
            (spaced, tight) = (spaced & rest, tight & rest);
        }
        self
    }

    /// Whether enough was counted.
    const fn is_plain(self) -> bool {
        self.spaced + self.tight >= HABIT || self.spaced > HABIT / 2 || self.tight > HABIT / 2
    }

    /// Whether Chinese and Latin are set apart; where the text shows no habit, they are.
    pub const fn is_spaced(self) -> bool {
        self.spaced >= self.tight
    }
}

/// A bit for each byte of a window, the first one lowest.
#[derive(Clone, Copy, Default)]
struct Window {
    /// Letters and digits of ASCII.
    words: u64,
    spaces: u64,
    /// First bytes of common Chinese characters.
    chinese: u64,
}

impl Window {
    #[inline]
    fn of(bytes: &[u8; WINDOW]) -> Self {
        let mut window = Self::default();
        for (number, sixteen) in bytes.as_chunks().0.iter().map(load).enumerate() {
            let bits = |which| u64::from(step::bits(which)) << (STEP * number);
            window.words |= bits(in_range(sixteen | all(0x20), b'a', b'z') | in_range(sixteen, b'0', b'9'));
            window.spaces |= bits(same(sixteen, b' '));
            window.chinese |= bits(in_range(sixteen, 0xe4, 0xe9));
        }
        window
    }

    /// Where Chinese and Latin touch: the later of the two.
    const fn tight(self) -> u64 {
        self.chinese << 3 & self.words | self.words << 1 & self.chinese
    }

    /// Where a space stands between them: the later of the two.
    const fn spaced(self) -> u64 {
        (self.chinese << 3 & self.spaces) << 1 & self.words | (self.words << 1 & self.spaces) << 1 & self.chinese
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Spacing;
    use crate::text::script::is_han;

    #[test]
    fn a_text_shows_how_it_is_spaced() {
        let count = |spaced, tight| Spacing { spaced, tight };
        assert_eq!(Spacing::of("用 Go 写a的 b，K8s 集群 - 和"), count(4, 2));
        assert_eq!(Spacing::of("a 容\n\n器 "), count(1, 0));
        assert!(Spacing::of(&("容 a 器b".repeat(25) + &"容a器".repeat(200))).is_spaced());
        assert!(!Spacing::of(&("容 a 器".repeat(20) + &"容a器".repeat(200))).is_spaced());
    }

    proptest! {
        #[test]
        fn every_place_is_counted_once(text in "[容器龥ab9 \n，é-]{0,150}") {
            let chars: Vec<char> = text.chars().collect();
            let meet = |left: char, right: char| {
                is_han(left) && right.is_ascii_alphanumeric() || left.is_ascii_alphanumeric() && is_han(right)
            };
            let tight = chars.windows(2).filter(|pair| meet(pair[0], pair[1])).count();
            let spaced = chars.windows(3).filter(|three| three[1] == ' ' && meet(three[0], three[2])).count();
            let spacing = Spacing::of(&text);
            if !spacing.is_plain() {
                prop_assert_eq!((spacing.spaced as usize, spacing.tight as usize), (spaced, tight));
            }
        }
    }
}
