//! How many patterns want an anchor: counted by all threads at once.

use std::sync::atomic::{AtomicU16, Ordering};

/// Counts by the hashes of anchors. Few anchors share a number: it is rather too high than too low.
///
/// What is counted does not depend on the order, so that it is the same whatever the number of threads.
pub(super) struct Loads(Box<[AtomicU16]>);

impl Loads {
    /// More than anybody asks for, and as many threads as may come too late to see it still find room.
    const MOST: u16 = u16::MAX / 2;

    /// Room for so many anchors.
    pub(super) fn new(anchors: usize) -> Self {
        Self((0..(4 * anchors).next_power_of_two()).map(|_| AtomicU16::new(0)).collect())
    }

    fn slot(&self, hash: u64) -> &AtomicU16 {
        &self.0[(hash >> 8) as usize & (self.0.len() - 1)]
    }

    /// How many have this anchor.
    pub(super) fn get(&self, hash: u64) -> u32 {
        self.slot(hash).load(Ordering::Relaxed).into()
    }

    /// One more has it.
    pub(super) fn add(&self, hash: u64) {
        let slot = self.slot(hash);
        if slot.load(Ordering::Relaxed) < Self::MOST {
            slot.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// One fewer has it; or none, where more than `few` have, which all choose again.
    pub(super) fn remove(&mut self, hash: u64, few: u32) {
        let slot = self.slot(hash);
        let load = slot.load(Ordering::Relaxed);
        slot.store(if u32::from(load) > few { 0 } else { load.saturating_sub(1) }, Ordering::Relaxed);
    }
}
