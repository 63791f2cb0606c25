//! The best path through two rows of units: one dynamic program over beads, within a band.
//!
//! What a bead is worth is for `score`; where the band comes from, for `search`.

/// Units of the source and of the target that belong together; one side may be empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Bead {
    /// First to last source unit.
    pub source: std::ops::Range<usize>,
    /// First to last target unit.
    pub target: std::ops::Range<usize>,
    /// How sure it is.
    pub score: f32,
}

/// The beads that are tried: units of the source, units of the target.
pub const BEADS: [(usize, usize); 8] = [(1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (0, 1), (1, 0)];

/// Where the path may go: for each number of source units passed, the least and most target units passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// Inclusive bounds, by source units passed (one more than there are source units).
    pub rows: Vec<(usize, usize)>,
}

impl Band {
    /// Everything.
    pub fn full(sources: usize, targets: usize) -> Self {
        Self { rows: vec![(0, targets); sources + 1] }
    }

    /// How many nodes there are.
    pub fn size(&self) -> usize {
        self.rows.iter().map(|(least, most)| most - least + 1).sum()
    }
}

/// The best sequence of beads from start to end. `score` values a bead by where it starts and its two lengths.
///
/// `None` if the band does not lead from start to end.
pub fn best(band: &Band, mut score: impl FnMut(usize, usize, usize, usize) -> f32) -> Option<Vec<Bead>> {
    let rows = &band.rows;
    let mut starts = Vec::with_capacity(rows.len());
    let mut size = 0;
    for (least, most) in rows {
        starts.push(size);
        size += most - least + 1;
    }
    let at = |source: usize, target: usize| {
        let &(least, most) = rows.get(source)?;
        (least <= target && target <= most).then(|| starts[source] + target - least)
    };
    let mut value = vec![f32::NEG_INFINITY; size];
    let mut taken = vec![u8::MAX; size];
    if let Some(first) = at(0, 0) {
        value[first] = 0.0;
    }
    for source in 0..rows.len() {
        let (least, most) = rows[source];
        for target in least..=most {
            let here = value[starts[source] + target - least];
            if here == f32::NEG_INFINITY {
                continue;
            }
            for (number, &(sources, targets)) in BEADS.iter().enumerate() {
                let Some(next) = at(source + sources, target + targets) else { continue };
                let reached = here + score(source, target, sources, targets);
                if reached > value[next] {
                    value[next] = reached;
                    taken[next] = number as u8;
                }
            }
        }
    }
    let mut source = rows.len() - 1;
    let mut target = rows.last()?.1;
    let mut beads = Vec::new();
    while source > 0 || target > 0 {
        let &(sources, targets) = BEADS.get(taken[at(source, target)?] as usize)?;
        source -= sources;
        target -= targets;
        beads.push(Bead { source: source..source + sources, target: target..target + targets, score: 0.0 });
    }
    beads.reverse();
    Some(beads)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_beads_cover_everything_in_order() {
        // Units that are equal belong together; two of the source may be one of the target.
        let (source, target) = ([1, 2, 3, 4, 9], [1, 5, 4, 7, 9]);
        let score = |s: usize, t: usize, a: usize, b: usize| {
            let sum = |units: &[i32], from: usize, count: usize| units[from..from + count].iter().sum::<i32>();
            if a == 0 || b == 0 {
                -0.5
            } else if sum(&source, s, a) == sum(&target, t, b) {
                1.0
            } else {
                -1.0
            }
        };
        let beads = best(&Band::full(5, 5), score).expect("a path");
        let found: Vec<_> = beads.iter().map(|bead| (bead.source.clone(), bead.target.clone())).collect();
        assert_eq!(found, [(0..1, 0..1), (1..3, 1..2), (3..4, 2..3), (4..4, 3..4), (4..5, 4..5)]);
    }

    #[test]
    fn an_empty_side_is_left_out() {
        let beads = best(&Band::full(0, 2), |_, _, _, _| 0.0).expect("a path");
        assert_eq!(beads.iter().map(|bead| bead.target.clone()).collect::<Vec<_>>(), [0..1, 1..2]);
        assert_eq!(best(&Band::full(0, 0), |_, _, _, _| 0.0), Some(vec![]));
    }
}
