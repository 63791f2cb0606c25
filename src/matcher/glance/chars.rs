//! Sets of characters of two bytes and three.

use crate::matcher::gate::{self, is_width_variant, little_endian};
use crate::matcher::seek::{Bits16, Runs, Window};
use crate::text::script::{is_han, is_interpunct};

/// Characters of three bytes: as the set is exact and small, it stays in the nearest cache however many terms there are.
#[derive(Debug)]
pub(super) struct Chars(Box<[u64; 1024]>);

impl Chars {
    pub(super) fn new() -> Self {
        Self(Box::new([0; 1024]))
    }

    /// The set of these, each of three bytes.
    pub(super) fn of(chars: &[char]) -> Self {
        let mut set = Self::new();
        for c in chars {
            set.insert(little_endian(c.encode_utf8(&mut [0; 4]).as_bytes()));
        }
        set
    }

    /// The character's number in Unicode, from its three bytes.
    const fn bit(three: u64) -> u64 {
        (three & 0xf) << 12 | (three >> 8 & 0x3f) << 6 | three >> 16 & 0x3f
    }

    pub(super) fn insert(&mut self, three: u64) {
        self.insert_bit(Self::bit(three));
    }

    fn insert_bit(&mut self, bit: u64) {
        self.0[(bit / 64) as usize] |= 1 << (bit % 64);
    }

    #[inline]
    pub(super) fn has(&self, three: u64) -> bool {
        self.has_bit(Self::bit(three))
    }

    #[inline]
    fn has_bit(&self, bit: u64) -> bool {
        self.0.get((bit / 64) as usize).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }
}

/// Characters that are neither ASCII nor common Chinese, but may be folded to either or dropped; and interpuncts, if wanted.
#[derive(Debug)]
pub(super) struct Variants {
    chars: Chars,
    /// Interpuncts that are no variants.
    dots: Chars,
}

impl Variants {
    pub(super) fn new(with_interpuncts: bool) -> Self {
        let (mut variants, mut dots) = (Chars::new(), Chars::new());
        for first in (0xe0..=0xe3).chain(0xea..=0xef) {
            for (second, third) in (0x80..0xc0).flat_map(|second| (0x80..0xc0).map(move |third| (second, third))) {
                let three = [first, second, third];
                if matches!(three, [0xe3, 0x90..=0xbf, _]) || is_width_variant(&three, 0) {
                    variants.insert(little_endian(&three));
                }
            }
        }
        // There are no characters of three bytes with these numbers.
        variants.0.iter_mut().zip(gate::variants()).for_each(|(word, of_two)| *word |= of_two);
        for c in ('\u{80}'..='\u{ffff}').filter(|&c| with_interpuncts && is_dot(c)) {
            if !variants.has_bit(c.into()) {
                dots.insert_bit(c.into());
                variants.insert_bit(c.into());
            }
        }
        Self { chars: variants, dots }
    }

    /// Whether an interpunct stands at `at` that is no variant.
    pub(super) fn is_dot(&self, bytes: &[u8], at: usize) -> bool {
        self.dots.has_bit(Self::number(bytes, at))
    }

    /// Whether one of them may stand at `at`; of four bytes, any does.
    #[inline]
    pub(super) fn may_stand_at(&self, bytes: &[u8], at: usize) -> bool {
        self.chars.has_bit(Self::number(bytes, at)) | (bytes.get(at).is_some_and(|&first| first >= 0xf0))
    }

    /// The number of a character of two or three bytes.
    #[inline]
    fn number(bytes: &[u8], at: usize) -> u64 {
        let rest = bytes.get(at..).unwrap_or_default();
        let four = rest.first_chunk().map_or_else(|| little_endian(rest), |&four| u64::from(u32::from_le_bytes(four)));
        if four & 0x20 == 0 { (four & 0x1f) << 6 | four >> 8 & 0x3f } else { Chars::bit(four) }
    }
}

/// Whether a character folds to itself and to nothing else.
pub(super) fn is_plain_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}') && is_han(c) && !is_interpunct(c)
}

/// Whether a character folds to an interpunct: so does the Greek one.
const fn is_dot(c: char) -> bool {
    is_interpunct(c) || c == '\u{387}'
}

/// Chinese characters by which renderings without two neighbouring ones are told: these are taken for the renderings.
#[derive(Debug, Default)]
pub(super) struct OtherList {
    /// Of those without an interpunct after the character.
    pub alone: Vec<char>,
    /// Of those with one. The text has one there too, or markup, or what folding drops.
    pub before_dots: Vec<char>,
}

impl OtherList {
    /// Adds a rendering, if it has a Chinese character.
    pub(super) fn add(&mut self, rendering: &str) -> Option<()> {
        let chars = || rendering.chars().filter(|&c| is_plain_han(c));
        let has_dot = |c: &char| rendering.split_once(*c).is_some_and(|(_, after)| after.starts_with(is_interpunct));
        match chars().find(has_dot) {
            Some(c) => self.before_dots.push(c),
            None => self.alone.push(chars().next()?),
        }
        Some(())
    }
}

impl<'l> FromIterator<&'l Self> for OtherList {
    fn from_iter<T: IntoIterator<Item = &'l Self>>(lists: T) -> Self {
        lists.into_iter().fold(Self::default(), |mut all, list| {
            all.alone.extend(&list.alone);
            all.before_dots.extend(&list.before_dots);
            all
        })
    }
}

/// Chinese characters that are taken for renderings wherever they stand.
#[derive(Debug)]
pub(super) struct Others {
    chars: Chars,
    /// The same, but for their first bytes.
    last_two: Bits16,
}

impl Others {
    /// Of these characters, if there are any; `runs` will have them met from the character before, too.
    pub(super) fn new(chars: &[char], runs: &mut Runs) -> Option<Self> {
        let mut last_two = Bits16::default();
        for c in chars {
            let window = Window::at(c.encode_utf8(&mut [0; 4]).as_bytes(), 0);
            runs.meet_before(window);
            last_two.insert(window.last_two());
        }
        (!chars.is_empty()).then(|| Self { chars: Chars::of(chars), last_two })
    }

    /// Whether one of the characters may stand here, but for its first byte.
    #[inline]
    pub(super) fn may_start(&self, window: Window) -> bool {
        self.last_two.has(window.last_two())
    }

    pub(super) fn has(&self, bytes: &[u8], at: usize) -> bool {
        gate::three(bytes, at).is_some_and(|three| self.chars.has(three))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn every_interpunct_is_known() {
        for c in '\u{80}'..=char::MAX {
            let mut buffer = [0; 4];
            assert_eq!(fold(c.encode_utf8(&mut buffer)) == "·", is_dot(c), "{c:?}");
        }
    }

    #[test]
    fn renderings_without_neighbours_are_told_by_one_character() {
        let mut others = OtherList::default();
        assert!(["丹·肖", "甲、乙", "乙", "肖・", "·"].map(|text| others.add(text).is_some()) == [true, true, true, true, false]);
        assert_eq!((others.alone, others.before_dots), (vec!['甲', '乙'], vec!['丹', '肖']));
    }
}
