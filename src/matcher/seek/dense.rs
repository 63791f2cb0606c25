//! Where runs are dense, every character is asked whether an anchor of four starts there: a table of fixed size, so that a test is
//! short.

use super::anchors::Window;
use super::table::{Marks, has_two_bits, two_bits};

/// Words of 64 bits for anchors of four characters: up to some hundred thousand of them, few others pass.
const WORDS: usize = 1 << 15;

/// Anchors of four characters, each by two bits of one word.
#[derive(Debug)]
pub(in crate::matcher) struct Fours(Box<[u64; WORDS]>);

impl Fours {
    fn new() -> Self {
        Self(vec![0; WORDS].into_boxed_slice().try_into().expect("as many words as asked for"))
    }

    fn insert(&mut self, window: Window) {
        let key = window.four_key();
        self.0[word(key)] |= two_bits(key);
    }

    /// Whether one may start here.
    #[inline]
    pub(in crate::matcher) fn may_start(&self, window: Window) -> bool {
        let key = window.four_key();
        has_two_bits(self.0[word(key)], key)
    }
}

/// Which word tells of a key, by its highest bits.
#[inline]
const fn word(key: u64) -> usize {
    (key >> (u64::BITS - WORDS.trailing_zeros())) as usize
}

/// Anchors that start with a common Chinese character.
#[derive(Debug)]
pub(super) struct Dense {
    fours: Fours,
    /// Those of runs, unless nearly all are: then one table, which is near, serves both. What is approved stands everywhere in a
    /// text, and a glance should not stop at it.
    runs: Option<Fours>,
    /// Anchors of two and three.
    shorts: Marks,
}

impl Dense {
    /// Of anchors of two, three and four characters that start here; of the last, each with whether it is of a run.
    pub(super) fn new(
        twos: impl Iterator<Item = Window> + Clone,
        threes: impl Iterator<Item = Window> + Clone,
        fours: impl Iterator<Item = (Window, bool)> + Clone,
    ) -> Self {
        let mut shorts = Marks::new(twos.clone().count() + threes.clone().count());
        twos.for_each(|window| shorts.insert(window.two_key()));
        threes.for_each(|window| shorts.insert(window.three_key()));
        let set = |windows: &mut dyn Iterator<Item = Window>| {
            let mut set = Fours::new();
            windows.for_each(|window| set.insert(window));
            set
        };
        let runs = || fours.clone().filter(|&(_, is_run)| is_run);
        let has_others = 20 * (fours.clone().count() - runs().count()) > fours.clone().count();
        let runs = has_others.then(|| set(&mut runs().map(|(window, _)| window)));
        Self { fours: set(&mut fours.map(|(window, _)| window)), runs, shorts }
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
        [self.shorts.has(window.two_key()), self.shorts.has(window.three_key()), self.fours.may_start(window)]
    }

    /// The anchors of runs, and few others.
    pub(super) fn runs(&self) -> &Fours {
        self.runs.as_ref().unwrap_or(&self.fours)
    }
}
