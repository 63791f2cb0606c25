//! How usual a sequence of tokens is in the translations of a corpus.

use rustc_hash::FxHashMap;

use super::statistics::{ORDER, PairStatistics, Sketches, stretches};
use super::tokens::{Token, join};

/// Stupid backoff of 0.4 (Brants et al. 2007), in nats.
const BACKOFF: f64 = 0.916;

/// The hash of a stretch of tokens, as `stretches` makes it.
pub fn stretch(hashes: &[u64]) -> u64 {
    hashes.iter().rev().fold(0, |hash, &token| join(hash, token))
}

/// The model of the corpus without one text.
pub struct Model<'a> {
    sketches: &'a Sketches,
    own: FxHashMap<u64, u32>,
    total: f64,
}

impl<'a> Model<'a> {
    /// The model without the text.
    pub fn new(sketches: &'a Sketches, statistics: &PairStatistics, text: &[Token]) -> Self {
        let mut own = FxHashMap::default();
        for (_, stretch) in stretches(text) {
            *own.entry(stretch).or_default() += 1;
        }
        Self { sketches, own, total: statistics.tokens as f64 + 1000.0 }
    }

    /// How often a stretch occurs elsewhere.
    pub fn count(&self, stretch: u64) -> u32 {
        self.sketches.gram(stretch).saturating_sub(self.own.get(&stretch).copied().unwrap_or(0))
    }

    /// Nats that a token costs after the last of the tokens `before`.
    pub fn cost(&self, before: &[u64], token: u64) -> f64 {
        let longest = before.len().min(ORDER - 1);
        let (mut with, mut context) = (join(0, token), 0);
        let mut cost = -((f64::from(self.count(with)) + 0.3) / self.total).ln() + BACKOFF * longest as f64;
        for back in 1..=longest {
            let previous = before[before.len() - back];
            with = join(with, previous);
            context = join(context, previous);
            let (both, alone) = (self.count(with), self.count(context));
            if both == 0 {
                break;
            }
            cost = (f64::from(alone.max(both)) / f64::from(both)).ln() + BACKOFF * (longest - back) as f64;
        }
        cost
    }
}
