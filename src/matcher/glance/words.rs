//! Latin renderings, by their letters and digits alone: what stands between these may be markup.

use rustc_hash::FxHashSet;

use super::markup::Next;
use crate::matcher::gate::{self, ALPHANUMERIC, MIX};
use crate::matcher::seek::Filter;
use crate::text::fold::fold;

/// The hash of no letters yet, and of none that have to stand in their own case.
const NONE: u64 = 1;
const EXACT: u64 = 2;

/// The hash with one more letter.
const fn step(hash: u64, byte: u8) -> u64 {
    (hash.rotate_left(5) ^ byte as u64).wrapping_mul(MIX)
}

/// What a set knows a hash by: all bits are good.
const fn mixed(hash: u64) -> u64 {
    hash ^ hash >> 32
}

/// Latin renderings by their letters and digits, without what stands between these.
#[derive(Debug)]
pub(super) struct Words {
    /// Hashes of the letters of each rendering: in lower case, or from `EXACT` on as written if it must stand in its own case.
    wholes: FxHashSet<u64>,
    /// Of the letters of all in lower case, quicker to ask and not as sure.
    may_be_whole: Filter,
    /// Of what these begin with, all of them too.
    beginnings: Filter,
    /// The same of those that may stand in any case, and as written of those that must stand in their own.
    beginnings_by_case: Filter,
    /// Words that may begin one of them, by their heads, in any case.
    heads: Filter,
}

impl Words {
    /// Of these renderings; each with whether it must stand in its own case.
    pub(super) fn new(renderings: &[(&str, bool)]) -> Self {
        // Many beginnings are those of others too, and where there are many, less sure sets are quicker: they are near.
        let room = renderings.iter().map(|(text, _)| text.len()).sum::<usize>() / 4;
        let mut wholes = FxHashSet::default();
        let (mut may_be_whole, mut beginnings) = (Filter::new(renderings.len()), Filter::new(room));
        let (mut beginnings_by_case, mut heads) = (Filter::new(room), Filter::new(room));
        for &(text, is_exact) in renderings {
            let text = if is_exact { text.to_owned() } else { fold(text) };
            // Up to what is not ASCII: other characters may be written in more ways.
            let mut pieces =
                text.split(|c: char| !c.is_ascii()).filter(|piece| piece.contains(|c: char| c.is_ascii_alphanumeric()));
            let letters: String = pieces.next().unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
            // The text may write the words together or a word in pieces.
            let (mut hash, mut by_case) = (NONE, if is_exact { EXACT } else { NONE });
            for at in 0..=letters.len() {
                beginnings.insert(mixed(hash));
                beginnings_by_case.insert(mixed(by_case));
                if let Some(&byte) = letters.as_bytes().get(at) {
                    heads.insert(gate::word_hash(&letters.as_bytes()[..=at]));
                    hash = step(hash, byte.to_ascii_lowercase());
                    by_case = step(by_case, byte);
                }
            }
            may_be_whole.insert(mixed(hash));
            wholes.insert(by_case);
        }
        Self { wholes, may_be_whole, beginnings, beginnings_by_case, heads }
    }

    /// Has `has_head` say yes of another word.
    pub(super) fn add_head(&mut self, word: &str) {
        self.heads.insert(gate::word_hash(word.as_bytes()));
    }

    /// Whether a rendering, or a word that was added, may begin with a word of this length that begins with these eight bytes,
    /// the first one lowest.
    #[inline]
    pub(super) fn has_head(&self, eight: u64, length: usize) -> bool {
        self.heads.has(gate::head_hash(eight, length))
    }

    /// Whether the letters from `start` on spell a rendering, whatever punctuation and markup stands between them.
    pub(super) fn spells(&self, bytes: &[u8], start: usize) -> bool {
        let letters = |end: usize| bytes[start..end].iter().copied().filter(|&byte| ALPHANUMERIC[usize::from(byte)]);
        // Of the letters up to `end`, in lower case and as written.
        let by_case =
            |hash: u64, end: usize| std::iter::once(hash).chain(std::iter::once_with(move || letters(end).fold(EXACT, step)));
        let may_go_on = |hash: u64| self.beginnings.has(mixed(hash));
        let (mut hash, mut at) = (NONE, start);
        loop {
            while let Some(&byte) = bytes.get(at).filter(|&&byte| ALPHANUMERIC[usize::from(byte)]) {
                hash = step(hash, byte.to_ascii_lowercase());
                at += 1;
            }
            if self.may_be_whole.has(mixed(hash)) && by_case(hash, at).any(|hash| self.wholes.contains(&hash)) {
                return true;
            }
            match between(bytes, at) {
                Next::At(next) => at = next,
                Next::Nothing => return false,
                Next::Unknown => {
                    let is_beginning = |hash| self.beginnings_by_case.has(mixed(hash));
                    return may_go_on(hash) && by_case(hash, at).any(is_beginning);
                }
            }
            // What goes on with another word has to go on with its first letter.
            hash = step(hash, bytes[at].to_ascii_lowercase());
            at += 1;
            if !may_go_on(hash) {
                return false;
            }
        }
    }
}

/// The next letter or digit at `at` or behind it, if a rendering may go on with it.
fn between(bytes: &[u8], mut at: usize) -> Next {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            _ if ALPHANUMERIC[usize::from(byte)] => return Next::At(at),
            // Chinese ends it, and so do a full stop, an enumeration comma and quotation marks.
            0xe5..=0xe9 => return Next::Nothing,
            0xe4 if matches!(bytes[at + 1..], [0xb8..=0xbf, ..]) => return Next::Nothing,
            0xe3 if matches!(bytes[at + 1..], [0x80, 0x81..=0x82, ..]) => return Next::Nothing,
            0xe2 if matches!(bytes[at + 1..], [0x80, 0x9c..=0x9d, ..]) => return Next::Nothing,
            // These may fold to what stands in a rendering.
            0xef if matches!(bytes[at + 1..], [0xbc..=0xbd, ..]) => at += 2,
            // What stands behind these, or what these stand for, is not simply the next byte.
            b']' | b'<' | b'&' | b'{' | b'\\' | 0x80.. => return Next::Unknown,
            b':' if bytes[at..].starts_with(b":::") => return Next::Unknown,
            b'\n' if bytes[at + 1..].starts_with(b"import ") || bytes[at + 1..].starts_with(b"export ") => return Next::Unknown,
            _ => {}
        }
        at += 1;
    }
    Next::Nothing
}
