//! Where runs are dense, every character is asked whether one starts there: tables of fixed size, so that a test is short.

use super::anchors::Window;
use super::table::{Keyed, Slots, has_two_bits, two_bits};

/// Words of 64 bits for anchors of four characters: up to some hundred thousand of them, few others pass.
const FOURS: usize = 1 << 15;
/// The same for anchors of two and three, which are rare then; they fit the nearest cache.
const SHORTS: usize = 1 << 11;

/// Anchors of runs: sets, each by two bits of one word, and where those of four stand, without another filter before them.
#[derive(Debug)]
pub(in crate::matcher) struct Dense {
    fours: Box<[u64; FOURS]>,
    shorts: Box<[u64; SHORTS]>,
    pub(super) slots: Slots,
}

impl Dense {
    /// Of anchors of two and three characters that start here, and of those of four in patterns of these `texts`.
    pub(super) fn new<'k>(
        twos: impl Iterator<Item = Window>,
        threes: impl Iterator<Item = Window>,
        fours: impl Iterator<Item = &'k Keyed> + Clone,
        texts: &[u8],
    ) -> Self {
        let mut sets = Self { fours: words(), shorts: words(), slots: Slots::new(fours.clone(), texts) };
        let mut insert = |key: u64| sets.shorts[place::<SHORTS>(key)] |= two_bits(key);
        twos.for_each(|window| insert(window.two_key()));
        threes.for_each(|window| insert(window.three_key()));
        let fours = fours.map(|(_, place)| Window::at(texts, place.anchor()).four_key());
        fours.for_each(|key| sets.fours[place::<FOURS>(key)] |= two_bits(key));
        sets
    }

    /// Whether an anchor may start here.
    #[inline]
    pub(in crate::matcher) fn may_start(&self, window: Window) -> bool {
        has(&self.fours, window.four_key()) | has(&self.shorts, window.three_key()) | has(&self.shorts, window.two_key())
    }
}

fn words<const WORDS: usize>() -> Box<[u64; WORDS]> {
    vec![0; WORDS].into_boxed_slice().try_into().expect("as many words as asked for")
}

/// Which word tells of a key, by its highest bits.
#[inline]
const fn place<const WORDS: usize>(key: u64) -> usize {
    (key >> (u64::BITS - WORDS.trailing_zeros())) as usize
}

#[inline]
fn has<const WORDS: usize>(words: &[u64; WORDS], key: u64) -> bool {
    has_two_bits(words[place::<WORDS>(key)], key)
}
