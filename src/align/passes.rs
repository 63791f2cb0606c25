//! Passes over two sides: align, learn which words go together, align again; and whether that found anything.
//!
//! One pass is for `search`; what is alike, for `vectors` and `score`.

use super::lexicon::learned;
use super::path::Bead;
use super::sides::SideText;
use super::tokens::{TokenKind, Vocabulary};
use super::vectors::{self, Knowledge, Unit, Vectors};
use super::{Alignment, Options, search};

/// A bead's score from 0 to 1; nothing is known of one with an empty side.
fn confidence(bead: &Bead) -> f32 {
    if bead.source.is_empty() || bead.target.is_empty() { 0.0 } else { bead.score.clamp(0.0, 1.0) }
}

/// What is aligned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Levels {
    /// Blocks, then sentences within them.
    BlocksAndSentences,
    /// Sentences only.
    Sentences,
}

/// Passes over a document: each learns from the one before.
const ROUNDS: usize = 3;
/// If a smaller part of the words than this can be compared at all, lengths decide.
const LITTLE: f32 = 0.1;
/// This part of the beads, the least sure ones, is not learned from.
const DOUBTFUL: f32 = 0.2;

/// Aligns, learns which words go together, and aligns again.
pub(super) fn passes(sides: [SideText; 2], vocabulary: &Vocabulary, options: &Options<'_>, levels: Levels) -> Alignment {
    let units = [sides[0].units.as_slice(), sides[1].units.as_slice()];
    let mut ties = Vec::new();
    let mut blocks = Vec::new();
    let mut sentences = Vec::new();
    for round in 0..ROUNDS {
        let knowledge = Knowledge { lexicons: options.lexicons, learned: &ties };
        let (vectors, coverage) = vectors::vectors(units, vocabulary, &knowledge);
        let by_length = coverage < LITTLE;
        (blocks, sentences) = match levels {
            Levels::BlocksAndSentences => two_levels(&sides, &vectors, by_length),
            Levels::Sentences => (
                Vec::new(),
                search::search([&vectors[0], &vectors[1]], None, by_length, search::ratio([&vectors[0], &vectors[1]]), None),
            ),
        };
        if round + 1 < ROUNDS {
            ties = learn(units, &sentences, vocabulary);
        }
    }
    for bead in sentences.iter_mut().chain(&mut blocks) {
        bead.score = confidence(bead);
    }
    let score = sentences.iter().map(|bead| bead.score).sum::<f32>() / sentences.len().max(1) as f32;
    let [source, target] = sides;
    Alignment { source, target, blocks, sentences, score, ..Alignment::default() }
}

/// Beads of blocks, and beads of sentences within them.
fn two_levels(sides: &[SideText; 2], vectors: &[Vectors; 2], by_length: bool) -> (Vec<Bead>, Vec<Bead>) {
    let stretches = |side: usize| vectors[side].grouped(sides[side].blocks.iter().map(|block| block.sentences.clone()));
    let grouped = [stretches(0), stretches(1)];
    let structure = [sides[0].blocks.as_slice(), sides[1].blocks.as_slice()];
    let ratio = search::ratio([&vectors[0], &vectors[1]]);
    let blocks = search::search([&grouped[0], &grouped[1]], Some(structure), by_length, ratio, None);
    let lone = search::skip([&vectors[0], &vectors[1]], None, ratio);
    let mut sentences = Vec::new();
    for bead in &blocks {
        let stretch = |side: usize, blocks: &std::ops::Range<usize>| {
            let of = &sides[side].blocks[blocks.clone()];
            match (of.first(), of.last()) {
                (Some(first), Some(last)) => first.sentences.start..last.sentences.end,
                _ => 0..0,
            }
        };
        let (source, target) = (stretch(0, &bead.source), stretch(1, &bead.target));
        if source.len() == 1 && target.len() == 1 {
            sentences.push(Bead { source, target, score: bead.score });
            continue;
        }
        let rows = |side: usize, range: &std::ops::Range<usize>| vectors[side].grouped(range.clone().map(|row| row..row + 1));
        let (left, right) = (rows(0, &source), rows(1, &target));
        for inner in search::search([&left, &right], None, by_length, ratio, Some(lone)) {
            sentences.push(Bead {
                source: source.start + inner.source.start..source.start + inner.source.end,
                target: target.start + inner.target.start..target.start + inner.target.end,
                score: inner.score,
            });
        }
    }
    (blocks, sentences)
}

/// What the better beads of a pass teach about words.
fn learn(units: [&[Unit]; 2], beads: &[Bead], vocabulary: &Vocabulary) -> Vec<learned::Tie> {
    let full = || beads.iter().filter(|bead| !bead.source.is_empty() && !bead.target.is_empty());
    let mut scores: Vec<f32> = full().map(|bead| bead.score).collect();
    scores.sort_by(f32::total_cmp);
    let least = scores.get((scores.len() as f32 * DOUBTFUL) as usize).copied().unwrap_or(0.0);
    let words = |side: usize, range: &std::ops::Range<usize>| {
        let tokens = units[side][range.clone()].iter().flat_map(|unit| unit.tokens.iter().copied());
        tokens.filter(|&token| vocabulary.kind(token) == TokenKind::Word).collect::<Vec<_>>()
    };
    let pairs: Vec<learned::PairTokens> = full()
        .filter(|bead| bead.score >= least)
        .map(|bead| learned::PairTokens { source: words(0, &bead.source), target: words(1, &bead.target) })
        .collect();
    learned::learn(&pairs)
}

/// Sentences of each side that the comparison with chance looks at.
const COMPARED: usize = 400;

/// How an alignment of the sentences scores, and how it scores when the target is turned by half its length, so that
/// nothing belongs together.
pub(super) fn against_chance(sides: [&SideText; 2], vocabulary: &Vocabulary, options: &Options<'_>) -> (f32, f32) {
    let units = |side: usize, turned: bool| {
        let mut units: Vec<Unit> = sides[side].units.iter().take(COMPARED).cloned().collect();
        let half = units.len() / 2;
        units.rotate_left(if turned { half } else { 0 });
        SideText { units, ..SideText::default() }
    };
    let score = |turned: bool| passes([units(0, false), units(1, turned)], vocabulary, options, Levels::Sentences).score;
    (score(false), score(true))
}
