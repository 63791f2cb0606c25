//! Latin renderings, by their letters and digits alone: what stands between these may be markup.

use rustc_hash::FxHashSet;

use crate::matcher::gate::{self, ALPHANUMERIC, Bits, MIX};
use crate::text::fold::fold;

/// Hashes of no letters yet: of renderings that must stand in their own case, and of those in any case.
const EXACT: u64 = 1;
const FOLDED: u64 = 2;

/// The hash with one more letter.
fn step(hash: u64, byte: u8) -> u64 {
    (hash.rotate_left(5) ^ u64::from(byte)).wrapping_mul(MIX)
}

/// Latin renderings by their letters and digits, without what stands between these.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Hashes of the letters of each rendering: as written if it is `EXACT`, else in lower case.
    wholes: FxHashSet<u64>,
    /// Of what their letters begin with, and go on after.
    beginnings: Option<Bits>,
    /// Words that may begin one of them, by their heads, in any case.
    heads: Option<Bits>,
}

impl Words {
    /// Adds a rendering; `room` is for about how many words there must be room.
    pub(super) fn add(&mut self, rendering: &str, is_exact: bool, room: usize) {
        let text = if is_exact { rendering.to_owned() } else { fold(rendering) };
        // Up to what is not ASCII: other characters may be written in more ways.
        let mut pieces = text.split(|c: char| !c.is_ascii()).filter(|piece| piece.contains(|c: char| c.is_ascii_alphanumeric()));
        let letters: String = pieces.next().unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
        // The text may write the words together or a word in pieces.
        let heads = self.heads.get_or_insert_with(|| Bits::new(room));
        let beginnings = self.beginnings.get_or_insert_with(|| Bits::new(room));
        let mut hash = if is_exact { EXACT } else { FOLDED };
        for (at, byte) in letters.bytes().enumerate() {
            beginnings.insert(hash);
            heads.insert(gate::word_hash(&letters.as_bytes()[..=at]));
            hash = step(hash, byte);
        }
        self.wholes.insert(hash);
    }

    /// Whether a rendering may begin with the word at `start..end`.
    #[inline]
    pub(super) fn has(&self, bytes: &[u8], start: usize, end: usize) -> bool {
        self.heads.as_ref().is_some_and(|heads| heads.has(gate::word_hash_at(bytes, start, end))) && self.spells(bytes, start)
    }

    /// Whether the letters from `start` on spell a rendering, whatever punctuation and markup stands between them.
    fn spells(&self, bytes: &[u8], start: usize) -> bool {
        let (mut exact, mut folded) = (EXACT, FOLDED);
        let mut at = start;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                _ if ALPHANUMERIC[usize::from(byte)] => {
                    (exact, folded) = (step(exact, byte), step(folded, byte.to_ascii_lowercase()));
                    if !bytes.get(at + 1).is_some_and(|&next| ALPHANUMERIC[usize::from(next)]) {
                        if self.wholes.contains(&exact) || self.wholes.contains(&folded) {
                            return true;
                        }
                        if !self.beginnings.as_ref().is_some_and(|known| known.has(exact) || known.has(folded)) {
                            return false;
                        }
                    }
                }
                // Chinese ends it, and so do a full stop, an enumeration comma and quotation marks.
                0xe5..=0xe9 => return false,
                0xe3 if matches!(bytes[at + 1..], [0x80, 0x81..=0x82, ..]) => return false,
                0xe2 if matches!(bytes[at + 1..], [0x80, 0x9c..=0x9d, ..]) => return false,
                // These may fold to what stands in a rendering.
                0xef if matches!(bytes[at + 1..], [0xbc..=0xbd, ..]) => at += 2,
                // What stands behind these, or what these stand for, is not simply the next byte.
                b']' | b'<' | b'&' | b'{' | b'\\' | 0x80.. => return true,
                b':' if bytes[at..].starts_with(b":::") => return true,
                b'\n' if bytes[at + 1..].starts_with(b"import ") || bytes[at + 1..].starts_with(b"export ") => return true,
                _ => {}
            }
            at += 1;
        }
        false
    }
}
