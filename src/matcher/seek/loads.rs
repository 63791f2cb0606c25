//! How many patterns want an anchor.

/// Counts by the hashes of anchors. Few anchors share a number: it is rather too high than too low. It is small, so that it
/// stays in a near cache, and counting is much quicker than in a map.
pub(super) struct Loads(Vec<u8>);

impl Loads {
    /// Room for so many anchors.
    pub(super) fn new(anchors: usize) -> Self {
        Self(vec![0; (4 * anchors).next_power_of_two()])
    }

    fn slot(&self, hash: u64) -> usize {
        (hash >> 8) as usize & (self.0.len() - 1)
    }

    /// How many have this anchor; of very many, so many that nobody asks for more.
    pub(super) fn get(&self, hash: u64) -> u32 {
        self.0[self.slot(hash)].into()
    }

    /// One more has it.
    pub(super) fn add(&mut self, hash: u64) {
        let slot = self.slot(hash);
        self.0[slot] = self.0[slot].saturating_add(1);
    }

    /// One fewer has it; or none, where more than `few` have, which all choose again.
    pub(super) fn remove(&mut self, hash: u64, few: u32) {
        let slot = self.slot(hash);
        let load = self.0[slot];
        self.0[slot] = if u32::from(load) > few { 0 } else { load.saturating_sub(1) };
    }
}
