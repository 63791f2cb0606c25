//! From coarse to fine: long documents are first aligned with neighbours put together, then within a band around that path.
//!
//! After Vecalign (Thompson & Koehn 2019): every level costs a constant for each unit, so the whole is linear.

use super::path::{Band, Bead, best};
use super::score::{Calibration, Scorer};
use super::sides::Block;
use super::vectors::Vectors;

/// Up to so many nodes are searched as a whole.
const WHOLE: usize = 400_000;
/// Units on either side of the coarser path that are searched.
const REACH: usize = 20;
/// As `WHOLE`, where only lengths say anything: a coarse path is then a poor guide.
const WHOLE_BY_LENGTH: usize = 4_000_000;
/// As `REACH`, where only lengths say anything.
const REACH_BY_LENGTH: usize = 150;
/// What a lone unit is worth where only lengths say anything: the logarithm of how seldom there is one.
const LONE_BY_LENGTH: f32 = -5.3;

/// The best beads; `lone` is what a unit that is left alone is worth, if that is known already.
pub fn search(sides: [&Vectors; 2], blocks: Option<[&[Block]; 2]>, by_length: bool, ratio: f32, lone: Option<f32>) -> Vec<Bead> {
    let (whole, reach) = if by_length { (WHOLE_BY_LENGTH, REACH_BY_LENGTH) } else { (WHOLE, REACH) };
    let mut levels = Vec::new();
    while let [source, target] = levels.last().map_or(sides, |[source, target]: &[Vectors; 2]| [source, target])
        && (source.len() + 1) * (target.len() + 1) > whole
        && source.len().min(target.len()) > 3 * reach
    {
        levels.push([source.halved(), target.halved()]);
    }
    let mut path: Option<Vec<Bead>> = None;
    for level in (0..=levels.len()).rev() {
        let sides = if level == 0 { sides } else { [&levels[level - 1][0], &levels[level - 1][1]] };
        let band = match &path {
            Some(coarse) => around(coarse, sides[0].len(), sides[1].len(), reach),
            None => Band::full(sides[0].len(), sides[1].len()),
        };
        let mut scorer = Scorer::new(sides, &band, Calibration { skip: 0.0, ratio, by_length }, blocks.filter(|_| level == 0));
        scorer.calibration.skip = match lone {
            _ if by_length => LONE_BY_LENGTH,
            Some(lone) if level == 0 => lone,
            _ => skip(sides, blocks.filter(|_| level == 0), ratio),
        };
        let found = best(&band, |source, target, sources, targets| scorer.bead(source, target, sources, targets));
        path = found.map(|mut beads| {
            for bead in &mut beads {
                bead.score = scorer.bead(bead.source.start, bead.target.start, bead.source.len(), bead.target.len());
            }
            beads
        });
    }
    path.unwrap_or_default()
}

/// Target characters for each source character.
pub fn ratio(sides: [&Vectors; 2]) -> f32 {
    let [source, target] = sides.map(|vectors| vectors.lengths.iter().sum::<f32>().max(1.0));
    target / source
}

/// The nodes near a path that was found with every two units as one.
fn around(coarse: &[Bead], sources: usize, targets: usize, reach: usize) -> Band {
    let mut rows = vec![(usize::MAX, 0); sources + 1];
    let mut cover = |source: usize, target: usize| {
        let row = &mut rows[source.min(sources)];
        row.0 = row.0.min(target.saturating_sub(reach));
        row.1 = row.1.max((target + reach).min(targets));
    };
    for bead in coarse {
        for source in 2 * bead.source.start..=2 * bead.source.end {
            cover(source, 2 * bead.target.start);
            cover(source, 2 * bead.target.end);
        }
    }
    rows[0].0 = 0;
    rows[sources].1 = targets;
    // Where the source is long and the target is left out, the band must not run away from itself.
    let mut most = 0;
    for row in &mut rows {
        most = most.max(row.1);
        row.1 = most.min(targets);
    }
    let mut least = targets;
    for row in rows.iter_mut().rev() {
        least = least.min(row.0);
        row.0 = least.min(row.1);
    }
    Band { rows }
}

/// What a lone unit is worth: half of what two units that do not belong together reach by chance.
///
/// Pairs far from the diagonal are such units. Where there are few of them, 0 counts with them, which is usual.
pub fn skip(sides: [&Vectors; 2], blocks: Option<[&[Block]; 2]>, ratio: f32) -> f32 {
    let (sources, targets) = (sides[0].len(), sides[1].len());
    let mut scores = Vec::new();
    if sources > 0 && targets > 0 {
        let far = (sources as f32 / 10.0).max(3.0);
        let is_far = |source: usize, target: usize| (source as f32 - target as f32 * sources as f32 / targets as f32).abs() > far;
        let mut random = random(0x9e37_79b9_7f4a_7c15);
        let calibration = Calibration { skip: 0.0, ratio, by_length: false };
        let scorer = Scorer::anywhere(sides, calibration, blocks);
        for _ in 0..SAMPLES {
            let (source, target) = (random(sources), random(targets));
            if is_far(source, target) {
                scores.push(scorer.bead(source, target, 1, 1));
            }
        }
    }
    scores.sort_by(f32::total_cmp);
    let by_chance = scores.get((scores.len() as f32 * CHANCE) as usize).copied().unwrap_or(0.0);
    let weight = (sources.min(targets) as f32 / ENOUGH).min(1.0) * scores.len() as f32 / SAMPLES as f32;
    weight * by_chance / 2.0
}

/// The part of the pairs by chance that score less than what a lone unit is compared with.
const CHANCE: f32 = 0.5;
/// With fewer units than this on a side, chance is not known well.
const ENOUGH: f32 = 10.0;
/// Pairs that are looked at to learn what chance gives.
const SAMPLES: usize = 500;

/// Numbers below a bound, always the same ones.
fn random(mut seed: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below.max(1) as u64) as usize
    }
}
