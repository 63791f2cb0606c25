//! Latin renderings, by their letters and digits alone: what stands between these may be markup.

use rustc_hash::FxHashSet;

use crate::matcher::gate::{self, ALPHANUMERIC, MIX};
use crate::matcher::seek::Filter;
use crate::text::fold::fold;

/// Hashes of no letters yet: of renderings that must stand in their own case, and of those in any case.
const EXACT: u64 = 1;
const FOLDED: u64 = 2;

/// The hash with one more letter.
const fn step(hash: u64, byte: u8) -> u64 {
    let product = (hash.rotate_left(5) ^ byte as u64).wrapping_mul(MIX);
    product ^ product >> 32
}

/// Latin renderings by their letters and digits, without what stands between these.
#[derive(Debug)]
pub(super) struct Words {
    /// Hashes of the letters of each rendering: as written if it is `EXACT`, else in lower case.
    wholes: FxHashSet<u64>,
    /// Of what their letters begin with, and go on after.
    beginnings: Filter,
    /// Words that may begin one of them, by their heads, in any case.
    heads: Filter,
}

impl Words {
    /// Of these renderings; each with whether it must stand in its own case.
    pub(super) fn new(renderings: &[(&str, bool)]) -> Self {
        // Many beginnings are those of others too.
        let room = renderings.iter().map(|(text, _)| text.len()).sum::<usize>() / 2;
        let (mut wholes, mut beginnings, mut heads) = (FxHashSet::default(), Filter::new(room), Filter::new(room));
        for &(text, is_exact) in renderings {
            let text = if is_exact { text.to_owned() } else { fold(text) };
            // Up to what is not ASCII: other characters may be written in more ways.
            let mut pieces =
                text.split(|c: char| !c.is_ascii()).filter(|piece| piece.contains(|c: char| c.is_ascii_alphanumeric()));
            let letters: String = pieces.next().unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
            // The text may write the words together or a word in pieces.
            let mut hash = if is_exact { EXACT } else { FOLDED };
            for (at, byte) in letters.bytes().enumerate() {
                beginnings.insert(hash);
                heads.insert(gate::word_hash(&letters.as_bytes()[..=at]));
                hash = step(hash, byte);
            }
            wholes.insert(hash);
        }
        Self { wholes, beginnings, heads }
    }

    /// Whether a rendering may begin with the word at `start..end`, by its head.
    #[inline]
    pub(super) fn may_begin(&self, bytes: &[u8], start: usize, end: usize) -> bool {
        self.heads.has(gate::word_hash_at(bytes, start, end))
    }

    /// As `may_begin`, for a word of this length that begins with these eight bytes, the first one lowest.
    #[inline]
    pub(super) fn has_head(&self, eight: u64, length: usize) -> bool {
        self.heads.has(gate::head_hash(eight, length))
    }

    /// Whether the letters from `start` on spell a rendering, whatever punctuation and markup stands between them.
    pub(super) fn spells(&self, bytes: &[u8], start: usize) -> bool {
        let (mut exact, mut folded) = (EXACT, FOLDED);
        let is_whole = |exact: u64, folded: u64| self.wholes.contains(&exact) || self.wholes.contains(&folded);
        let may_go_on = |exact: u64, folded: u64| self.beginnings.has(exact) || self.beginnings.has(folded);
        let mut at = start;
        // Whether the letter after this begins another word.
        let mut is_between = false;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                _ if ALPHANUMERIC[usize::from(byte)] => {
                    (exact, folded) = (step(exact, byte), step(folded, byte.to_ascii_lowercase()));
                    let is_last = !bytes.get(at + 1).is_some_and(|&next| ALPHANUMERIC[usize::from(next)]);
                    if is_last && is_whole(exact, folded) {
                        return true;
                    }
                    // What goes on with another word has to go on with its first letter.
                    if is_between && !may_go_on(exact, folded) {
                        return false;
                    }
                    is_between = is_last;
                }
                // Chinese ends it, and so do a full stop, an enumeration comma and quotation marks.
                0xe5..=0xe9 => return false,
                0xe3 if matches!(bytes[at + 1..], [0x80, 0x81..=0x82, ..]) => return false,
                0xe2 if matches!(bytes[at + 1..], [0x80, 0x9c..=0x9d, ..]) => return false,
                // These may fold to what stands in a rendering.
                0xef if matches!(bytes[at + 1..], [0xbc..=0xbd, ..]) => at += 2,
                // What stands behind these, or what these stand for, is not simply the next byte.
                b']' | b'<' | b'&' | b'{' | b'\\' | 0x80.. => return may_go_on(exact, folded),
                b':' if bytes[at..].starts_with(b":::") => return may_go_on(exact, folded),
                b'\n' if bytes[at + 1..].starts_with(b"import ") || bytes[at + 1..].starts_with(b"export ") => {
                    return may_go_on(exact, folded);
                }
                _ => {}
            }
            at += 1;
        }
        false
    }
}
