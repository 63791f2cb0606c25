//! Where runs are dense, every character is asked whether one starts there: tables of fixed size, so that a test is short.

use super::anchors::Window;

/// Words of 64 bits for anchors of four characters: up to some hundred thousand of them, few others pass.
const FOURS: usize = 1 << 15;
/// The same for anchors of two and three, which are rare then; they fit the nearest cache.
const SHORTS: usize = 1 << 11;

/// Sets of anchors, each by two bits of one word.
#[derive(Debug)]
pub(in crate::matcher) struct Dense {
    fours: Box<[u64; FOURS]>,
    shorts: Box<[u64; SHORTS]>,
}

impl Dense {
    /// Of anchors that start here, by how many characters they have.
    pub(super) fn new(
        twos: impl Iterator<Item = Window>,
        threes: impl Iterator<Item = Window>,
        fours: impl Iterator<Item = Window>,
    ) -> Self {
        let mut sets = Self { fours: words(), shorts: words() };
        let mut insert = |key: u64| sets.shorts[place::<SHORTS>(key)] |= bits(key);
        twos.for_each(|window| insert(window.two_key()));
        threes.for_each(|window| insert(window.three_key()));
        fours.map(Window::four_key).for_each(|key| sets.fours[place::<FOURS>(key)] |= bits(key));
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

/// Which bits of it do.
const fn bits(key: u64) -> u64 {
    1 << (key >> 40 & 63) | 1 << (key >> 34 & 63)
}

#[inline]
fn has<const WORDS: usize>(words: &[u64; WORDS], key: u64) -> bool {
    let word = words[place::<WORDS>(key)];
    word >> (key >> 40 & 63) & word >> (key >> 34 & 63) & 1 != 0
}
