//! How strongly a term and a string of the translations go together, by the beads that have them.

use super::tokens::BeadId;

/// Counts of a term and a string.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Association {
    /// Beads with both.
    pub both: usize,
    /// Beads with the term.
    pub source: usize,
    /// Beads with the string.
    pub target: usize,
    /// All beads.
    pub all: usize,
}

impl Association {
    /// Dice's coefficient, 0 to 1: twice the beads with both by those with either, each counted by itself.
    pub fn dice(&self) -> f64 {
        2.0 * self.both as f64 / (self.source + self.target).max(1) as f64
    }

    /// Share of the term's beads that have the string.
    pub fn coverage(&self) -> f64 {
        self.both as f64 / self.source.max(1) as f64
    }

    /// Share of the string's beads that have the term.
    pub fn specificity(&self) -> f64 {
        self.both as f64 / self.target.max(1) as f64
    }

    /// The log-likelihood ratio G² (Dunning 1993, "Accurate methods for the statistics of surprise and coincidence"), from 0;
    /// above 10.8 the two stand together by chance once in a thousand times.
    pub fn log_likelihood(&self) -> f64 {
        let (both, source, target, all) = (self.both as f64, self.source as f64, self.target as f64, self.all as f64);
        let cells = [
            (both, source * target),
            (source - both, source * (all - target)),
            (target - both, (all - source) * target),
            (all - source - target + both, (all - source) * (all - target)),
        ];
        let term = |(seen, margins): (f64, f64)| if seen > 0.0 { seen * (seen * all / margins).ln() } else { 0.0 };
        (2.0 * cells.into_iter().map(term).sum::<f64>()).max(0.0)
    }
}

/// How many beads two ascending lists have in common.
pub fn common(left: &[BeadId], right: &[BeadId]) -> usize {
    let (short, long) = if left.len() < right.len() { (left, right) } else { (right, left) };
    if short.len() * 16 < long.len() {
        return short.iter().filter(|bead| long.binary_search(bead).is_ok()).count();
    }
    let (mut at, mut count) = (0, 0);
    for bead in short {
        while long.get(at).is_some_and(|other| other < bead) {
            at += 1;
        }
        count += usize::from(long.get(at) == Some(bead));
    }
    count
}

/// The beads of an ascending list that another has not.
pub fn without(beads: &[BeadId], others: &[BeadId]) -> Vec<BeadId> {
    beads.iter().copied().filter(|bead| others.binary_search(bead).is_err()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_together_only_is_associated() {
        let always = Association { both: 10, source: 10, target: 10, all: 100 };
        assert!((always.dice() - 1.0).abs() < 1e-9);
        // Twice the entropy of one in ten, a hundred times: 2 * 100 * 0.325083.
        assert!((always.log_likelihood() - 65.0166).abs() < 1e-3);
        let chance = Association { both: 1, source: 10, target: 10, all: 100 };
        assert!((chance.dice() - 0.1).abs() < 1e-9 && chance.log_likelihood() < 1e-9);
    }

    #[test]
    fn lists_of_beads_are_sets() {
        let many: Vec<BeadId> = (0..100).collect();
        assert_eq!((common(&[3, 5, 200], &many), common(&[1, 3, 5], &[2, 3, 5, 9])), (2, 2));
        assert_eq!(without(&[1, 3, 5], &[3]), [1, 5]);
    }
}
