//! Where anchors of four characters are dense, every character is asked whether one starts there: a table of fixed size, so that
//! a test is short.

use super::anchors::Window;
use super::table::{Marks, has_two_bits, two_bits};

/// Words of 64 bits for anchors of four characters: up to some hundred thousand of them, few others pass.
const FOURS: usize = 1 << 15;

/// Anchors that start with a common Chinese character: sets, each by two bits of one word.
#[derive(Debug)]
pub(in crate::matcher) struct Dense {
    fours: Box<[u64; FOURS]>,
    /// Those of two and three, which are rare then.
    shorts: Marks,
}

impl Dense {
    /// Of anchors of two, three and four characters that start here.
    pub(super) fn new(
        twos: impl Iterator<Item = Window> + Clone,
        threes: impl Iterator<Item = Window> + Clone,
        fours: impl Iterator<Item = Window>,
    ) -> Self {
        let fixed = vec![0; FOURS].into_boxed_slice().try_into().expect("as many words as asked for");
        let mut sets = Self { fours: fixed, shorts: Marks::new(twos.clone().count() + threes.clone().count()) };
        twos.for_each(|window| sets.shorts.insert(window.two_key()));
        threes.for_each(|window| sets.shorts.insert(window.three_key()));
        fours.map(Window::four_key).for_each(|key| sets.fours[word(key)] |= two_bits(key));
        sets
    }

    /// Whether an anchor may start here.
    #[inline]
    pub(super) fn may_start(&self, window: Window) -> bool {
        let [has_two, has_three, has_four] = self.kinds(window);
        has_two | has_three | has_four
    }

    /// Whether an anchor of two, three and four characters may start here, without a branch.
    #[inline]
    pub(super) fn kinds(&self, window: Window) -> [bool; 3] {
        [self.shorts.has(window.two_key()), self.shorts.has(window.three_key()), self.may_start_four(window)]
    }

    /// Whether an anchor of four characters may start here.
    #[inline]
    pub(in crate::matcher) fn may_start_four(&self, window: Window) -> bool {
        let key = window.four_key();
        has_two_bits(self.fours[word(key)], key)
    }
}

/// Which word tells of a key, by its highest bits.
#[inline]
const fn word(key: u64) -> usize {
    (key >> (u64::BITS - FOURS.trailing_zeros())) as usize
}
