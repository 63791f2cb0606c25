//! What the translator wrote instead of an approved rendering.
//!
//! Every stretch of some tokens of the unit's target is a candidate. It is judged by what the corpus knows: whether the
//! approved rendering, put in its place, makes the text more usual (a model of token sequences, orders 1 to 4, stupid backoff,
//! Brants et al. 2007), whether other words of the source explain it, where it stands beside what they explain, whether it
//! begins and ends as words do, what it shares with the approved rendering. The weights were fitted by maximum likelihood on
//! renderings that were replaced at random, and hold on corpora that were left out. Names are found by their sound.

use super::LostText;
use super::explain::Explained;
use super::model::{Model, stretch};
use super::statistics::{ORDER, PairStatistics, Sketches};
use super::tokens::{TokenKind, join, tokens};
use crate::glossary::Kind;
use crate::similarity::transliteration;
use crate::text::{Locus, Span, segmentation};

/// The longest candidate, in tokens.
const LONGEST: usize = 6;
/// A stretch that sounds as much like a name stands for it.
const SOUNDS: f64 = 1.2;
/// Words of grammar, of one character, that no term begins or ends with.
const GRAMMAR: &str = "的了和在是与将会为以及这该其对从到不有可并被使用";

/// The string that stands for a term, and how sure that is.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The string.
    pub text: String,
    /// Where it stands.
    pub locus: Locus,
    /// Log-odds that it stands for the term.
    pub score: f64,
    /// Units without an approved rendering that have the string.
    pub units: u32,
    /// Whether it sounds like the name that it stands for.
    pub by_sound: bool,
}

/// What is weighed of a candidate to find the best one.
#[derive(Clone, Copy, Debug, Default)]
struct Features {
    /// Nats by which the text is more usual with the approved rendering in the candidate's place.
    gain: f64,
    length: f64,
    /// Tokens by which the candidate's length differs from that of the approved rendering.
    difference: f64,
    /// Tokens that other words of the source explain.
    explained: f64,
    /// Edges that are no edges of words.
    cut: f64,
    /// Words.
    words: f64,
    /// Part of its characters that the approved rendering has too.
    shared: f64,
    /// Logarithm of how often the candidate occurs elsewhere.
    elsewhere: f64,
    /// The same for the approved rendering with what stands before the candidate, and after.
    left: f64,
    right: f64,
    /// Tokens from where it is expected.
    distance: f64,
    latin: f64,
    /// Nats of the first token.
    first_cost: f64,
    /// Begins, and ends, with a word of grammar.
    grammar: (f64, f64),
    /// Nats that as many tokens cost on average.
    usual: f64,
    /// What speaks for it because other units without a rendering have it too.
    together: f64,
}

impl Features {
    fn score(&self) -> f64 {
        0.0995 * self.gain - 0.4821 * self.length - 0.6629 * self.difference - 1.1704 * self.explained
            + 0.6888 * (self.length - self.explained)
            - 2.1691 * f64::from(u8::from(self.length < 1.5))
            - 2.0839 * self.cut
            - 0.6224 * self.words
            + 9.683 * self.shared
            - 0.1667 * self.elsewhere
            + 0.6332 * self.left
            + 0.5115 * self.right
            - 0.1372 * self.distance
            - 1.7121 * self.latin
            + 0.1462 * self.first_cost
            - 1.662 * self.grammar.0
            - 1.6446 * self.grammar.1
            - 0.1073 * self.usual
            + self.together
    }

    /// Log-odds that the best candidate stands for the term at all; `margin` is its lead over those elsewhere in the text,
    /// `spread` the logarithm of how many are about as good.
    fn log_odds(&self, margin: f64, spread: f64) -> f64 {
        0.730 + 0.1887 * self.score() + 0.2749 * margin.min(6.0) - 0.5643 * spread + 0.0046 * self.gain
            - 1.4224 * self.explained / self.length
            + 1.8223 * self.shared
            + 0.0128 * self.left
            - 0.1703 * self.right
            - 0.2748 * self.elsewhere
            - 3.5266 * self.latin
            - 0.3682 * self.length
            - 0.1446 * self.difference
            - 0.1664 * self.cut
            + 0.0209 * (self.gain - self.usual)
            + self.together
    }
}

/// The stretch that most likely stands for the term; `approved` is its most usual approved rendering.
pub fn name(text: &LostText, approved: &str, sketches: &Sketches, statistics: &PairStatistics) -> Option<Named> {
    if let Some(named) = by_sound(text) {
        return Some(named);
    }
    let model = Model::new(sketches, statistics, &text.tokens);
    let hashes: Vec<u64> = text.tokens.iter().map(|token| token.hash).collect();
    let right: Vec<u64> = tokens(approved).iter().map(|token| token.hash).collect();
    let explained = Explained::new(text, sketches, statistics);
    let costs: Vec<f64> = (0..hashes.len()).map(|at| model.cost(&hashes[..at], hashes[at])).collect();
    let average = costs.iter().sum::<f64>() / costs.len().max(1) as f64;
    let edges = word_ends(&text.text);
    let lost = f64::from(statistics.rendered(text.concept).lost);
    let mut spliced: Vec<u64> = Vec::new();
    let mut candidates: Vec<(usize, usize, f64, Features, u32)> = Vec::new();
    for first in 0..hashes.len() {
        for last in first..hashes.len().min(first + LONGEST) {
            if !continues(text, first, last) {
                break;
            }
            if !is_candidate(text, first, last) {
                continue;
            }
            let after = (last + ORDER).min(hashes.len());
            spliced.clear();
            spliced.extend_from_slice(&hashes[first.saturating_sub(ORDER - 1)..first]);
            let known = spliced.len();
            spliced.extend_from_slice(&right);
            spliced.extend_from_slice(&hashes[last + 1..after]);
            let old: f64 = costs[first..after].iter().sum();
            let new: f64 = (known..spliced.len()).map(|at| model.cost(&spliced[..at], spliced[at])).sum();
            let length = (last + 1 - first) as f64;
            let inner = &hashes[first..=last];
            let span = Span::new(text.tokens[first].span.start, text.tokens[last].span.end);
            let is_edge = |at: usize| at == 0 || edges.binary_search(&at).is_ok();
            let starts = is_edge(span.start) || text.text[..span.start].ends_with(char::is_whitespace);
            let (together, units) = together(text, first, last, sketches, statistics, lost);
            let beside = |stretches: Option<Vec<u64>>| {
                stretches.map_or(0.0, |stretches| f64::from(model.count(stretch(&stretches))).ln_1p())
            };
            let grammar = |at: usize| f64::from(u8::from(is_grammar(text, at)));
            let features = Features {
                gain: old - new,
                length,
                difference: (length - right.len() as f64).abs(),
                explained: explained.sum(first, last),
                cut: f64::from(u8::from(!starts)) + f64::from(u8::from(!is_edge(span.end))),
                words: edges.iter().filter(|&&end| span.start < end && end <= span.end).count() as f64,
                shared: inner.iter().filter(|hash| right.contains(hash)).count() as f64 / length.max(right.len() as f64),
                elsewhere: if inner.len() <= ORDER { f64::from(model.count(stretch(inner))).ln_1p() } else { 0.0 },
                left: beside(
                    first
                        .checked_sub(1)
                        .map(|before| std::iter::once(hashes[before]).chain(right.iter().copied().take(ORDER - 1)).collect()),
                ),
                right: beside(
                    hashes
                        .get(last + 1)
                        .map(|&after| right[right.len().saturating_sub(ORDER - 1)..].iter().copied().chain([after]).collect()),
                ),
                distance: explained.distance((first + last) as f64 / 2.0),
                latin: f64::from(u8::from(text.tokens[first..=last].iter().any(|token| token.kind != TokenKind::Han))),
                first_cost: costs[first],
                grammar: (grammar(first), grammar(last)),
                usual: average * length,
                together,
            };
            candidates.push((first, last, features.score(), features, units));
        }
    }
    let best = candidates.iter().max_by(|left, right| left.2.total_cmp(&right.2))?;
    let &(first, last, score, features, units) = best;
    let others = candidates.iter().filter(|other| other.1 < first || other.0 > last).map(|other| other.2);
    let margin = score - others.fold(score - 5.0, f64::max);
    let spread = candidates.iter().map(|other| (other.2 - score).exp()).sum::<f64>().ln();
    named(text, first, last, features.log_odds(margin, spread), units)
}

fn named(text: &LostText, first: usize, last: usize, score: f64, units: u32) -> Option<Named> {
    let span = Span::new(text.tokens.get(first)?.span.start, text.tokens.get(last)?.span.end);
    Some(Named { text: span.get(&text.text).to_owned(), locus: text.locus(first, last)?, score, units, by_sound: false })
}

/// Finds a name by its sound.
fn by_sound(text: &LostText) -> Option<Named> {
    if text.kind == Kind::Term {
        return None;
    }
    let (span, score) = transliteration::best_window(&text.name, &text.text)?;
    let first = text.tokens.iter().position(|token| token.span.start >= span.start)?;
    let last = text.tokens.iter().rposition(|token| token.span.end <= span.end)?;
    let is_free = first <= last && !text.taken[first..=last].contains(&true);
    let named = named(text, first, last, 4.0 * score, 0).filter(|_| score >= SOUNDS && is_free)?;
    Some(Named { by_sound: true, ..named })
}

/// The ends of the words of a text, in bytes.
fn word_ends(text: &str) -> Vec<usize> {
    let base = text.as_ptr() as usize;
    segmentation::words(text).into_iter().map(|word| word.as_ptr() as usize - base + word.len()).collect()
}

/// Whether a candidate may go on to this token.
fn continues(text: &LostText, first: usize, last: usize) -> bool {
    let token = text.tokens[last];
    if text.taken[last] || token.kind == TokenKind::Sign && token.span.get(&text.text) != "-" {
        return false;
    }
    let Some(previous) = last.checked_sub(1).filter(|_| last > first) else { return true };
    let between = &text.text[text.tokens[previous].span.end..token.span.start];
    !between.contains('\n') && between.len() <= 1
}

fn is_candidate(text: &LostText, first: usize, last: usize) -> bool {
    let edge = |at: usize| matches!(text.tokens[at].kind, TokenKind::Han | TokenKind::Word);
    edge(first) && edge(last)
}

fn is_grammar(text: &LostText, at: usize) -> bool {
    GRAMMAR.contains(text.tokens[at].span.get(&text.text))
}

/// What speaks for a stretch because other units without a rendering have it too, and how many units do.
fn together(
    text: &LostText,
    first: usize,
    last: usize,
    sketches: &Sketches,
    statistics: &PairStatistics,
    lost: f64,
) -> (f64, u32) {
    let hashes: Vec<u64> = text.tokens[first..=last].iter().map(|token| token.hash).collect();
    // A longer stretch is as frequent as its rarest part.
    let parts = hashes.windows(ORDER.min(hashes.len()));
    let counts = parts.map(|part| {
        let part = stretch(part);
        let together = statistics.lost.get(&join(part, u64::from(text.concept))).copied().unwrap_or(0);
        (together, sketches.gram(part))
    });
    let (least, all) = counts.fold((u32::MAX, u32::MAX), |(least, all), (one, other)| (least.min(one), all.min(other)));
    if last == first && text.tokens[first].kind == TokenKind::Han || least < 3 {
        return (0.0, least);
    }
    let dice = 2.0 * f64::from(least) / (lost + f64::from(all.max(least)));
    (4.0 * dice * f64::from(least).ln().min(3.0), least)
}
