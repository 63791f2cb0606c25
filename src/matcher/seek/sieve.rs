//! Places that may hold something, gathered without a branch for each.

/// How many places one step may add.
pub(super) const STEP: usize = 64;
const ROOM: usize = 2 * STEP;

/// Places of a text, ascending. Those that passed a first test are looked at later, many in a row: then the processor does
/// not have to guess at each place how the test will come out.
#[derive(Debug)]
pub(in crate::matcher) struct Sieve {
    places: [usize; ROOM],
    count: usize,
}

impl Default for Sieve {
    fn default() -> Self {
        Self { places: [0; ROOM], count: 0 }
    }
}

impl Sieve {
    /// Adds a place if it passes; at most `STEP` of them before `is_full` is asked again.
    #[inline]
    pub(in crate::matcher) fn add(&mut self, at: usize, passes: bool) {
        self.places[self.count % ROOM] = at;
        self.count += usize::from(passes);
    }

    /// As `add`, of places that are counted from `base` on; `passes` is asked with what is counted.
    #[inline]
    pub(in crate::matcher) fn extend(&mut self, base: usize, places: impl Iterator<Item = u32>, passes: impl Fn(usize) -> bool) {
        // A number of its own: it need not be in memory before the last.
        let mut count = self.count;
        for place in places {
            self.places[count % ROOM] = base + place as usize;
            count += usize::from(passes(place as usize));
        }
        self.count = count;
    }

    /// Adds the places of a set, which are counted from `base` on: one after another, as many as there mostly are at a step.
    #[inline]
    pub(in crate::matcher) fn gather<const AT_ONCE: usize>(&mut self, base: usize, mut set: u64) {
        let mut count = self.count;
        loop {
            for _ in 0..AT_ONCE {
                self.places[count % ROOM] = base + set.trailing_zeros() as usize;
                count += usize::from(set != 0);
                set &= set.wrapping_sub(1);
            }
            if set == 0 {
                break;
            }
        }
        self.count = count;
    }

    /// Keeps the places that pass another test too.
    #[inline]
    pub(in crate::matcher) fn retain(&mut self, passes: impl Fn(usize) -> bool) {
        let count = std::mem::take(&mut self.count).min(ROOM);
        for number in 0..count {
            let at = self.places[number];
            self.add(at, passes(at));
        }
    }

    /// Whether there is no room for another step.
    #[inline]
    pub(in crate::matcher) const fn is_full(&self) -> bool {
        self.count > ROOM - STEP
    }

    /// Takes the places out.
    pub(in crate::matcher) fn drain(&mut self) -> &[usize] {
        let count = std::mem::take(&mut self.count).min(ROOM);
        &self.places[..count]
    }
}
