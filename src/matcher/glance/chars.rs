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
        let bit = Self::bit(three);
        self.0.get((bit / 64) as usize).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }
}

/// Characters of three bytes that are to be looked at, without the common Chinese ones.
pub(super) fn wide_variants() -> Chars {
    let mut variants = Chars::new();
    for first in (0xe0..=0xe3).chain(0xea..=0xef) {
        for (second, third) in (0x80..0xc0).flat_map(|second| (0x80..0xc0).map(move |third| (second, third))) {
            let three = [first, second, third];
            if matches!(three, [0xe3, 0x90..=0xbf, _]) || is_width_variant(&three, 0) {
                variants.insert(little_endian(&three));
            }
        }
    }
    variants
}

/// Whether a character folds to itself and to nothing else.
pub(super) fn is_plain_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}') && is_han(c) && !is_interpunct(c)
}

/// First characters of renderings without two neighbouring Chinese characters, which are taken for these.
#[derive(Debug)]
pub(super) struct Others {
    firsts: Chars,
    /// The same, but for their first bytes.
    last_two: Bits16,
}

impl Others {
    /// Of these characters, if there are any; `runs` will have them met from the character before, too.
    pub(super) fn new(firsts: &[char], runs: &mut Runs) -> Option<Self> {
        let mut others = Self { firsts: Chars::new(), last_two: Bits16::default() };
        for first in firsts {
            let mut buffer = [0; 4];
            let first = first.encode_utf8(&mut buffer).as_bytes();
            let window = Window::at(first, 0);
            runs.meet_before(window);
            others.last_two.insert(window.last_two());
            others.firsts.insert(little_endian(first));
        }
        (!firsts.is_empty()).then_some(others)
    }

    /// Whether one of the first characters may stand here, but for its first byte.
    #[inline]
    pub(super) fn may_start(&self, window: Window) -> bool {
        self.last_two.has(window.last_two())
    }

    pub(super) fn has(&self, bytes: &[u8], at: usize) -> bool {
        gate::three(bytes, at).is_some_and(|three| self.firsts.has(three))
    }
}
