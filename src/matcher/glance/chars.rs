//! Sets of characters of three bytes.

use crate::matcher::gate::{self, is_width_variant, little_endian};
use crate::matcher::seek::{Bits16, Runs, Window};
use crate::text::script::{is_han, is_interpunct};

/// Characters of three bytes: as the set is exact and small, it stays in the nearest cache however many terms there are.
#[derive(Debug)]
pub(super) struct Chars(Box<[u64]>);

impl Chars {
    pub(super) fn new() -> Self {
        Self(vec![0; 1024].into())
    }

    /// The set of these, each of three bytes.
    pub(super) fn of(chars: &[char]) -> Self {
        let mut set = Self::new();
        for c in chars {
            set.insert(little_endian(c.encode_utf8(&mut [0; 4]).as_bytes()));
        }
        set
    }

    /// The character's number, from its three bytes.
    const fn bit(three: u64) -> u64 {
        (three & 0xf) << 12 | (three >> 8 & 0x3f) << 6 | three >> 16 & 0x3f
    }

    pub(super) fn insert(&mut self, three: u64) {
        let bit = Self::bit(three);
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

/// Characters that are neither ASCII nor common Chinese, but may be folded to either or dropped.
#[derive(Debug)]
pub(super) struct Variants(Chars);

impl Variants {
    pub(super) fn new() -> Self {
        let mut variants = Chars::new();
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
        Self(variants)
    }

    /// Whether one of them may stand at `at`; of four bytes, any does.
    #[inline]
    pub(super) fn may_stand_at(&self, bytes: &[u8], at: usize) -> bool {
        let rest = bytes.get(at..).unwrap_or_default();
        let four = rest.first_chunk().map_or_else(|| little_endian(rest), |&four| u64::from(u32::from_le_bytes(four)));
        let of_two = (four & 0x1f) << 6 | four >> 8 & 0x3f;
        let bit = if four & 0x20 == 0 { of_two } else { Chars::bit(four) };
        self.0.has_bit(bit) | (four & 0xf0 == 0xf0)
    }
}

/// Whether a character folds to itself and to nothing else.
pub(super) fn is_plain_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}') && is_han(c) && !is_interpunct(c)
}

/// Chinese characters by which renderings without two neighbouring ones are told: these are taken for the renderings.
#[derive(Debug, Default)]
pub(super) struct OtherList {
    /// Of those that have nothing after the character, or what begins as a common Chinese one does.
    pub alone: Vec<char>,
    /// Of those that have another mark after it. So has the text, or it has markup there, or what folding drops.
    pub before_marks: Vec<char>,
}

impl OtherList {
    /// Adds a rendering, if it has a Chinese character.
    pub(super) fn add(&mut self, rendering: &str) -> Option<()> {
        let chars = || rendering.char_indices().filter(|&(_, c)| is_plain_han(c));
        let next = |(at, c): (usize, char)| rendering.as_bytes().get(at + c.len_utf8());
        match chars().find(|&found| next(found).is_some_and(|byte| !matches!(byte, 0xe4..=0xe9))) {
            Some((_, c)) => self.before_marks.push(c),
            None => self.alone.push(chars().next()?.1),
        }
        Some(())
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
