//! What the translator wrote instead of an approved rendering.
//!
//! Every stretch of the unit's target is a candidate. For each, the approved rendering is put in its place: where that makes
//! the text more like the rest of the corpus (a model of token sequences, orders 1 to 4, stupid backoff, Brants et al. 2007)
//! the stretch is what stands for the term. A stretch that other words of the source explain is none; one that stands in
//! many units without a rendering is likelier.

use super::LostText;
use super::statistics::{ORDER, PairStatistics, Sketches, pair, stretches};
use super::tokens::{Token, TokenKind, join, tokens};
use crate::text::Locus;

/// The longest candidate, in tokens.
const LONGEST: usize = 8;
/// Nats that a token of running text costs on average: what is saved by leaving one out.
const TOKEN: f64 = 2.6;
/// Weight of the explanation of a token by another word of the source.
const EXPLAINED: f64 = 6.0;
/// Stupid backoff.
const BACKOFF: f64 = 0.916;

/// The string that stands for a term, and how sure that is.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The string.
    pub text: String,
    /// Where it stands.
    pub locus: Locus,
    /// Nats by which the approved rendering would be more usual there; some 0 where nothing speaks for the string.
    pub score: f64,
    /// Units without an approved rendering that have the string.
    pub units: u32,
}

/// The model of the corpus without this one text.
struct Model<'a> {
    sketches: &'a Sketches,
    own: rustc_hash::FxHashMap<u64, u32>,
    total: f64,
}

impl<'a> Model<'a> {
    fn new(sketches: &'a Sketches, statistics: &PairStatistics, text: &[Token]) -> Self {
        let mut own = rustc_hash::FxHashMap::default();
        for (_, stretch) in stretches(text) {
            *own.entry(stretch).or_default() += 1;
        }
        Self { sketches, own, total: statistics.tokens as f64 + 1000.0 }
    }

    fn count(&self, stretch: u64) -> u32 {
        self.sketches.gram(stretch).saturating_sub(self.own.get(&stretch).copied().unwrap_or(0))
    }

    /// Nats that the token `hash` costs after `before` (the nearest last).
    fn cost(&self, before: &[u64], hash: u64) -> f64 {
        let longest = before.len().min(ORDER - 1);
        let (mut with, mut context) = (join(0, hash), 0);
        let mut best = -((f64::from(self.count(with)) + 0.3) / self.total).ln() + BACKOFF * longest as f64;
        for back in 1..=longest {
            let previous = before[before.len() - back];
            with = join(with, previous);
            context = join(context, previous);
            let (both, alone) = (self.count(with), self.count(context));
            if both == 0 {
                break;
            }
            let cost = (f64::from(alone.max(both)) / f64::from(both)).ln() + BACKOFF * (longest - back) as f64;
            best = cost;
        }
        best
    }
}

/// How much of the text other words of the source explain, token by token, from 0 to 1.
fn explained(text: &LostText, sketches: &Sketches, statistics: &PairStatistics) -> Vec<f64> {
    let mut explained = vec![0.0_f64; text.tokens.len()];
    let units = f64::from(statistics.units.max(1));
    for (number, two) in text.tokens.windows(2).enumerate() {
        if two.iter().any(|token| token.kind == TokenKind::Sign) {
            continue;
        }
        let pair = pair(&two[0], &two[1]);
        let all = f64::from(sketches.gram(pair)).max(1.0);
        let best = text
            .words
            .iter()
            .map(|&word| {
                let both = sketches.link(word, pair).saturating_sub(1);
                let word = f64::from(sketches.word(word).saturating_sub(1)).max(1.0);
                let share = f64::from(both) / word;
                if both >= 2 && share * units > 3.0 * all { share.min(1.0) } else { 0.0 }
            })
            .fold(0.0, f64::max);
        for slot in [number, number + 1] {
            explained[slot] = explained[slot].max(best);
        }
    }
    explained
}

/// The stretch that most likely stands for the term; `approved` is its most usual approved rendering.
pub fn name(text: &LostText, approved: &str, sketches: &Sketches, statistics: &PairStatistics) -> Option<Named> {
    let model = Model::new(sketches, statistics, &text.tokens);
    let hashes: Vec<u64> = text.tokens.iter().map(|token| token.hash).collect();
    let right: Vec<u64> = tokens(approved).iter().map(|token| token.hash).collect();
    let explained = explained(text, sketches, statistics);
    let context = |end: usize| &hashes[end.saturating_sub(ORDER - 1)..end];
    let costs: Vec<f64> = (0..hashes.len()).map(|at| model.cost(context(at), hashes[at])).collect();
    let lost = f64::from(statistics.rendered(text.concept).lost);
    let mut best: Option<(f64, usize, usize, u32)> = None;
    let mut spliced: Vec<u64> = Vec::new();
    for first in 0..hashes.len() {
        for last in first..hashes.len().min(first + LONGEST) {
            if !continues(text, first, last) {
                break;
            }
            if !is_candidate(text, first, last) {
                continue;
            }
            let after = (last + 1 + ORDER - 1).min(hashes.len());
            spliced.clear();
            spliced.extend_from_slice(context(first));
            let known = spliced.len();
            spliced.extend_from_slice(&right);
            spliced.extend_from_slice(&hashes[last + 1..after]);
            let old: f64 = costs[first..after].iter().sum();
            let new: f64 =
                (known..spliced.len()).map(|at| model.cost(&spliced[at.saturating_sub(ORDER - 1)..at], spliced[at])).sum();
            let length = (last + 1 - first) as f64;
            let elsewhere: f64 = explained[first..=last].iter().sum();
            let (bonus, units) = together(text, first, last, sketches, statistics, lost);
            let score = old - new - TOKEN * (length - right.len() as f64) - EXPLAINED * elsewhere + bonus;
            if best.is_none_or(|(known, ..)| score > known) {
                best = Some((score, first, last, units));
            }
        }
    }
    let (score, first, last, units) = best?;
    let span = crate::text::Span::new(text.tokens.get(first)?.span.start, text.tokens.get(last)?.span.end);
    Some(Named { text: span.get(&text.text).to_owned(), locus: text.locus(first, last)?, score, units })
}

/// Whether a candidate may go on to this token.
fn continues(text: &LostText, first: usize, last: usize) -> bool {
    if text.taken[last] || text.tokens[last].kind == TokenKind::Sign && !is_hyphen(text, last) {
        return false;
    }
    let Some(previous) = last.checked_sub(1).filter(|_| last > first) else { return true };
    let between = &text.text[text.tokens[previous].span.end..text.tokens[last].span.start];
    !between.contains('\n') && between.len() <= 1
}

fn is_hyphen(text: &LostText, at: usize) -> bool {
    text.tokens[at].span.get(&text.text) == "-"
}

fn is_candidate(text: &LostText, first: usize, last: usize) -> bool {
    let edge = |at: usize| matches!(text.tokens[at].kind, TokenKind::Han | TokenKind::Word);
    edge(first) && edge(last)
}

/// What speaks for a stretch because other units without a rendering have it too: nats, and how many units.
fn together(
    text: &LostText,
    first: usize,
    last: usize,
    sketches: &Sketches,
    statistics: &PairStatistics,
    lost: f64,
) -> (f64, u32) {
    let (mut least, mut all) = (u32::MAX, u32::MAX);
    let mut at = first;
    // A longer stretch is as frequent as its rarest part.
    loop {
        let end = (at + ORDER - 1).min(last);
        let stretch = (at..=end).rev().fold(0, |hash, number| join(hash, text.tokens[number].hash));
        let together = statistics.lost.get(&join(stretch, u64::from(text.concept))).copied().unwrap_or(0);
        least = least.min(together);
        all = all.min(sketches.gram(stretch));
        if end >= last {
            break;
        }
        at += 1;
    }
    if last == first && text.tokens[first].kind == TokenKind::Han || least < 2 {
        return (0.0, least);
    }
    let dice = 2.0 * f64::from(least) / (lost + f64::from(all.max(least)));
    (6.0 * dice * f64::from(least).ln().min(3.0), least)
}
