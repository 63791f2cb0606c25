//! What a bead is worth: how alike its sides are, less how alike each is to the other's neighbours, times how well the
//! lengths go together.
//!
//! Margin scoring after Artetxe & Schwenk 2019 and Bertalign (Liu & Zhu 2022); length after Gale & Church 1993.

use super::path::Band;
use super::sides::{Block, BlockKind};
use super::vectors::{Vectors, product};
use crate::document::Role;

/// How much of the likeness to neighbours is taken off.
const NEIGHBOURS: f32 = 0.6;
/// Variance of the length of a translation, for each character (Gale & Church have 6.8 for European languages).
const VARIANCE: f32 = 3.0;
/// What a length that could not be worse costs.
const LENGTH: f32 = 0.2;
/// What each block beyond one to one costs.
const MERGING_BLOCKS: f32 = 0.1;
/// What each sentence beyond one to one costs.
const MERGING_SENTENCES: f32 = 0.015;
/// The most units of one side in a bead.
const MOST: usize = 3;

/// What a document's own units say about scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// What a unit that is left alone is worth.
    pub skip: f32,
    /// Target characters for each source character.
    pub ratio: f32,
    /// Whether lengths must decide, because next to nothing is known about the words.
    pub by_length: bool,
}

/// Scores of all beads within a band.
pub struct Scorer<'v> {
    sides: [&'v Vectors; 2],
    /// For each source unit, the first target unit of its row of products, and the row; none where they are made on demand.
    rows: Option<Vec<(usize, Vec<f32>)>>,
    /// Norm of a stretch, by first unit and length.
    norms: [Vec<[f32; MOST]>; 2],
    pub calibration: Calibration,
    structure: Option<[&'v [Block]; 2]>,
}

impl<'v> Scorer<'v> {
    /// Multiplies what the band may need.
    pub fn new(sides: [&'v Vectors; 2], band: &Band, calibration: Calibration, structure: Option<[&'v [Block]; 2]>) -> Self {
        let [source, target] = sides;
        let mut dense = vec![0.0_f32; source.width().max(target.width())];
        let mut rows = Vec::with_capacity(source.len());
        for unit in 0..source.len() {
            let (from, to) = window(band, unit, target.len());
            for &(feature, value) in source.row(unit) {
                dense[feature as usize] = value;
            }
            let product = |other: usize| target.row(other).iter().map(|&(feature, value)| dense[feature as usize] * value).sum();
            rows.push((from, (from..to).map(product).collect()));
            for &(feature, _) in source.row(unit) {
                dense[feature as usize] = 0.0;
            }
        }
        Self { sides, rows: Some(rows), norms: sides.map(norms), calibration, structure }
    }

    /// Multiplies when it is asked: for few beads anywhere in the documents.
    pub fn anywhere(sides: [&'v Vectors; 2], calibration: Calibration, structure: Option<[&'v [Block]; 2]>) -> Self {
        Self { sides, rows: None, norms: sides.map(norms), calibration, structure }
    }

    fn product(&self, source: usize, target: usize) -> f32 {
        match &self.rows {
            Some(rows) => rows.get(source).and_then(|(from, row)| row.get(target.wrapping_sub(*from))).copied().unwrap_or(0.0),
            None => product(self.sides[0].row(source), self.sides[1].row(target)),
        }
    }

    fn cosine(&self, source: (usize, usize), target: (usize, usize)) -> f32 {
        let mut sum = 0.0;
        for unit in source.0..source.0 + source.1 {
            for other in target.0..target.0 + target.1 {
                sum += self.product(unit, other);
            }
        }
        let norm = self.norms[0][source.0][source.1 - 1] * self.norms[1][target.0][target.1 - 1];
        if norm > 0.0 { sum / norm } else { 0.0 }
    }

    /// How alike the two stretches are, less how alike each is to the neighbours of the other.
    pub fn margin(&self, source: (usize, usize), target: (usize, usize)) -> f32 {
        let cosine = self.cosine(source, target);
        let mut sum = 0.0;
        let mut count = 0;
        let mut add = |cosine: f32| {
            sum += cosine;
            count += 1;
        };
        if target.0 > 0 {
            add(self.cosine(source, (target.0 - 1, 1)));
        }
        if target.0 + target.1 < self.sides[1].len() {
            add(self.cosine(source, (target.0 + target.1, 1)));
        }
        if source.0 > 0 {
            add(self.cosine((source.0 - 1, 1), target));
        }
        if source.0 + source.1 < self.sides[0].len() {
            add(self.cosine((source.0 + source.1, 1), target));
        }
        cosine - if count > 0 { NEIGHBOURS * sum / count as f32 } else { 0.0 }
    }

    /// Value of the bead that starts at two units and has two lengths.
    pub fn bead(&self, source: usize, target: usize, sources: usize, targets: usize) -> f32 {
        if sources == 0 || targets == 0 {
            return self.calibration.skip * (sources + targets) as f32;
        }
        let structure = self
            .structure
            .map_or(0.0, |[left, right]| agreement(&left[source..source + sources], &right[target..target + targets]));
        if self.calibration.by_length {
            self.text(source, target, sources, targets) + 10.0 * structure
        } else {
            self.text(source, target, sources, targets) + structure
        }
    }

    fn text(&self, source: usize, target: usize, sources: usize, targets: usize) -> f32 {
        let length = |vectors: &Vectors, from: usize, count: usize| vectors.lengths[from..from + count].iter().sum::<f32>();
        let left = (length(self.sides[0], source, sources) * self.calibration.ratio).max(1.0);
        let right = length(self.sides[1], target, targets).max(1.0);
        let fit = (1.0 + left.min(right) / left.max(right)).log2();
        let delta = (right - left) / (VARIANCE * (left + right) / 2.0).sqrt();
        let extra = (sources + targets - 2) as f32;
        let margin = self.margin((source, sources), (target, targets)) * fit;
        if self.calibration.by_length {
            let prior = match (sources, targets) {
                (1, 1) => -0.11,
                (1, 2) | (2, 1) => -2.3,
                (2, 2) => -3.5,
                _ => -4.5,
            };
            return 3.0 * margin + prior - (delta * delta / 2.0).min(12.0);
        }
        let likely = -(delta * delta / 2.0).min(8.0) / 8.0;
        let merging = if self.structure.is_some() { MERGING_BLOCKS } else { MERGING_SENTENCES };
        margin + LENGTH * likely - merging * extra
    }
}

/// How well kinds and keys of blocks go together.
fn agreement(sources: &[Block], targets: &[Block]) -> f32 {
    let is_prose = |block: &Block| matches!(block.kind, BlockKind::Paragraph | BlockKind::Item | BlockKind::Quote);
    if sources.len() + targets.len() > 2 && !sources.iter().chain(targets).all(is_prose) {
        // Headings, cells and code are not merged.
        return -2.0;
    }
    let mut sum = 0.0;
    for source in sources {
        for target in targets {
            sum += match (source.key, target.key) {
                (Some(left), Some(right)) if left == right => 1.0,
                (Some(_), Some(_)) if source.has_id && target.has_id => -0.3,
                _ => 0.0,
            };
            sum += match (source.kind, target.kind) {
                (left, right) if left == right => 0.2,
                (BlockKind::Heading(_), BlockKind::Heading(_)) => -0.05,
                (BlockKind::Code, _) | (_, BlockKind::Code) => -2.0,
                // A title in the front matter of one side may be a heading of the other.
                (BlockKind::Heading(_), BlockKind::Attribute(Role::Title))
                | (BlockKind::Attribute(Role::Title), BlockKind::Heading(_)) => 0.0,
                (BlockKind::Heading(_), _) | (_, BlockKind::Heading(_)) => -0.2,
                (
                    BlockKind::Paragraph | BlockKind::Item | BlockKind::Quote,
                    BlockKind::Paragraph | BlockKind::Item | BlockKind::Quote,
                ) => -0.1,
                _ => -0.3,
            };
        }
    }
    sum / (sources.len() * targets.len()) as f32
}

/// The target units that a source unit may be multiplied with: its band and a neighbour on either side.
fn window(band: &Band, unit: usize, targets: usize) -> (usize, usize) {
    let last = (unit + MOST + 1).min(band.rows.len() - 1);
    let first = unit.saturating_sub(MOST);
    let least = band.rows[first].0;
    let most = band.rows[last].1;
    (least.saturating_sub(1), (most + MOST + 1).min(targets))
}

fn norms(vectors: &Vectors) -> Vec<[f32; MOST]> {
    let n = vectors.len();
    let products: Vec<[f32; MOST]> = (0..n)
        .map(|row| {
            std::array::from_fn(|step| if row + step < n { product(vectors.row(row), vectors.row(row + step)) } else { 0.0 })
        })
        .collect();
    (0..n)
        .map(|first| {
            let mut sum = 0.0;
            std::array::from_fn(|extra| {
                let last = first + extra;
                if last < n {
                    sum += products[last][0];
                    for earlier in first..last {
                        sum += 2.0 * products[earlier][last - earlier];
                    }
                }
                sum.max(0.0).sqrt()
            })
        })
        .collect()
}
