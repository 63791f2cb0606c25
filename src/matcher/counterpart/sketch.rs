//! Counts of very many different things in a fixed amount of memory.
//!
//! A count-min sketch (Cormode and Muthukrishnan, 2005): counts are never too low, and seldom too high. Sums of sketches are
//! sketches of the whole, so neither the order of documents nor the number of threads changes anything.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// How many counters a row has, as a power of two.
const BITS: u32 = 22;
/// Rows; the least of a thing's counters is its count.
const ROWS: usize = 2;

/// Counts by hash, which several threads may add to at once.
#[derive(Debug, Default)]
pub struct Sketch {
    /// Made when something is counted first.
    counters: OnceLock<Box<[AtomicU32]>>,
}

impl Sketch {
    fn slots(hash: u64) -> [usize; ROWS] {
        let index = |bits: u64| usize::try_from(bits >> (64 - BITS)).unwrap_or(0);
        // Odd multipliers spread hashes that differ little (Knuth, multiplicative hashing).
        [
            index(hash.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
            (1 << BITS) + index((hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)),
        ]
    }

    /// Counts a thing once more.
    pub fn add(&self, hash: u64) {
        let counters = self.counters.get_or_init(|| std::iter::repeat_with(AtomicU32::default).take(ROWS << BITS).collect());
        for slot in Self::slots(hash) {
            counters[slot].fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How often a thing was counted, or a little more.
    pub fn get(&self, hash: u64) -> u32 {
        let Some(counters) = self.counters.get() else { return 0 };
        Self::slots(hash).into_iter().map(|slot| counters[slot].load(Ordering::Relaxed)).min().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_kept_whoever_counts() {
        let sketch = Sketch::default();
        assert_eq!(sketch.get(1), 0);
        std::thread::scope(|scope| {
            for part in 0..2_u64 {
                let sketch = &sketch;
                scope
                    .spawn(move || (0..1000_u64).filter(|number| number % 2 == part).for_each(|number| sketch.add(number % 100)));
            }
        });
        assert!((0..100).all(|number| sketch.get(number) == 10));
        assert_eq!(sketch.get(100), 0);
    }
}
