//! What the translator wrote instead of an approved rendering.
//!
//! Every stretch of some tokens of the unit's target is a candidate. It is judged by what the corpus knows: whether the
//! approved rendering, put in its place, makes the text more usual (a model of token sequences, orders 1 to 4, stupid backoff,
//! Brants et al. 2007), whether other words of the source explain it, where it stands beside what they explain, whether it
//! begins and ends as words do, what it shares with the approved rendering, whether it is the rendering of another term that
//! the source does not have. `candidate` weighs all that. Names are found by their sound.

use super::LostText;
use super::candidate::{Candidate, Standing};
use super::explain::Explained;
use super::lost::Rival;
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

/// Words of grammar that no term ends with, though one may begin so, or that stand after a term more often than in one.
const AFTERWARDS: &str = "已最且但也就都还又而或则让给里各每些只才仍再很太中上后";

/// The string that stands for a term, and how sure that is.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The string.
    pub text: String,
    /// Where it stands.
    pub locus: Locus,
    /// Log-odds that anything stands for the term.
    pub score: f64,
    /// Log-odds that it is this string, if anything does.
    pub sureness: f64,
    /// Units without an approved rendering that have the string.
    pub units: u32,
    /// Whether it sounds like the name that it stands for.
    pub by_sound: bool,
    /// The concept whose rendering it is.
    pub rival: Option<u32>,
}

/// What is looked at once for all candidates of a text.
struct View<'a> {
    text: &'a LostText,
    sketches: &'a Sketches,
    statistics: &'a PairStatistics,
    model: Model<'a>,
    hashes: Vec<u64>,
    /// Tokens of the approved rendering.
    right: Vec<u64>,
    explained: Explained,
    costs: Vec<f64>,
    /// Nats that a token costs on average.
    average: f64,
    /// Ends of words, in bytes.
    edges: Vec<usize>,
    /// Units in which a rendering is missing.
    lost: f64,
}

/// The stretch that most likely stands for the term; `approved` is its most usual approved rendering.
pub fn name(text: &LostText, approved: &str, sketches: &Sketches, statistics: &PairStatistics) -> Option<Named> {
    if let Some(named) = by_sound(text) {
        return Some(named);
    }
    let view = View::new(text, approved, sketches, statistics);
    let candidates = view.candidates();
    let scores: Vec<f64> = candidates.iter().map(Candidate::score).collect();
    let best_of = |open: &[usize]| open.iter().copied().max_by(|&left, &right| scores[left].total_cmp(&scores[right]));
    // The term's first gap in a unit has the best string, the next one the best of those apart from it.
    let mut open: Vec<usize> = (0..candidates.len()).collect();
    for _ in 0..text.rank {
        let taken = &candidates[best_of(&open)?];
        open.retain(|&other| candidates[other].is_apart(taken));
    }
    let best = best_of(&open)?;
    let (candidate, score) = (&candidates[best], scores[best]);
    let apart = open.iter().filter(|&&other| candidates[other].is_apart(candidate));
    let rendered = statistics.rendered(text.concept);
    let standing = Standing {
        margin: score - apart.map(|&other| scores[other]).fold(score - 6.0, f64::max),
        spread: open.iter().map(|&other| (scores[other] - score).exp()).sum::<f64>().ln(),
        rate: f64::from(rendered.approved) / f64::from(rendered.source.max(1)),
    };
    let odds = (candidate.log_odds(text, standing), candidate.sureness(text, standing));
    named(text, candidate.first, candidate.last, odds, candidate.units)
}

impl<'a> View<'a> {
    fn new(text: &'a LostText, approved: &str, sketches: &'a Sketches, statistics: &'a PairStatistics) -> Self {
        let model = Model::new(sketches, statistics, &text.tokens);
        let hashes: Vec<u64> = text.tokens.iter().map(|token| token.hash).collect();
        let costs: Vec<f64> = (0..hashes.len()).map(|at| model.cost(&hashes[..at], hashes[at])).collect();
        Self {
            text,
            sketches,
            statistics,
            right: tokens(approved).iter().map(|token| token.hash).collect(),
            explained: Explained::new(text, sketches, statistics),
            average: costs.iter().sum::<f64>() / costs.len().max(1) as f64,
            edges: word_ends(&text.text),
            lost: f64::from(statistics.rendered(text.concept).lost),
            model,
            hashes,
            costs,
        }
    }

    /// How telling it is that the rendering of another term stands here.
    fn surprise(&self, rival: &Rival) -> f64 {
        self.statistics.rendered(rival.concept).surprise()
    }

    fn candidates(&self) -> Vec<Candidate> {
        let (text, count) = (self.text, self.hashes.len());
        let mut spliced = Vec::new();
        let mut candidates = Vec::new();
        for first in 0..count {
            for last in first..count.min(first + LONGEST) {
                if !continues(text, first, last) {
                    break;
                }
                if is_candidate(text, first, last) {
                    candidates.push(self.candidate(first, last, &mut spliced));
                }
            }
        }
        candidates
    }

    fn candidate(&self, first: usize, last: usize, spliced: &mut Vec<u64>) -> Candidate {
        let Self { text, model, hashes, right, explained, edges, .. } = self;
        let after = (last + ORDER).min(hashes.len());
        spliced.clear();
        spliced.extend_from_slice(&hashes[first.saturating_sub(ORDER - 1)..first]);
        let known = spliced.len();
        spliced.extend_from_slice(right);
        spliced.extend_from_slice(&hashes[last + 1..after]);
        let old: f64 = self.costs[first..after].iter().sum();
        let new: f64 = (known..spliced.len()).map(|at| model.cost(&spliced[..at], spliced[at])).sum();
        let length = (last + 1 - first) as f64;
        let inner = &hashes[first..=last];
        let span = Span::new(text.tokens[first].span.start, text.tokens[last].span.end);
        let is_edge = |at: usize| at == 0 || edges.binary_search(&at).is_ok();
        let starts = is_edge(span.start) || text.text[..span.start].ends_with(char::is_whitespace);
        let (together, units) = together(text, first, last, self.sketches, self.statistics, self.lost);
        let beside =
            |stretches: Option<Vec<u64>>| stretches.map_or(0.0, |stretches| f64::from(model.count(stretch(&stretches))).ln_1p());
        let flag = |is: bool| f64::from(u8::from(is));
        let rival = text.rivals.iter().find(|rival| rival.tokens == (first..last + 1));
        let mut spaced = text.tokens[first..=last].iter().filter(|token| token.kind == TokenKind::Word);
        let is_latin = text.tokens[first..=last].iter().any(|token| token.kind != TokenKind::Han);
        let is_copied = spaced.any(|token| text.latin.binary_search(&token.hash).is_ok());
        Candidate {
            first,
            last,
            gain: old - new,
            length,
            difference: (length - right.len() as f64).abs(),
            explained: explained.sum(first, last),
            cut: flag(!starts) + flag(!is_edge(span.end)),
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
            latin: (flag(is_latin && !is_copied), flag(is_latin && is_copied)),
            first_cost: self.costs[first],
            grammar: (
                flag(is_one_of(GRAMMAR, text, first)),
                flag(is_one_of(GRAMMAR, text, last) || is_one_of(AFTERWARDS, text, last)),
            ),
            usual: self.average * length,
            cost: self.costs[first..=last].iter().sum(),
            rival: match rival {
                Some(rival) if rival.is_supported => (0.0, self.surprise(rival)),
                Some(rival) => (self.surprise(rival), 0.0),
                None => (0.0, 0.0),
            },
            glossed: flag(text.glossed.iter().any(|&at| at as usize == last)),
            away: flag(text.away[first]),
            word: flag(segmentation::ln_frequency(span.get(&text.text)).is_some()),
            together,
            units,
        }
    }
}

fn named(text: &LostText, first: usize, last: usize, (score, sureness): (f64, f64), units: u32) -> Option<Named> {
    let span = Span::new(text.tokens.get(first)?.span.start, text.tokens.get(last)?.span.end);
    let rival = text.rivals.iter().find(|rival| rival.tokens == (first..last + 1)).map(|rival| rival.concept);
    let locus = text.locus(first, last)?;
    Some(Named { text: span.get(&text.text).to_owned(), locus, score, sureness, units, by_sound: false, rival })
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
    let named = named(text, first, last, (4.0 * score, 4.0 * score), 0).filter(|_| score >= SOUNDS && is_free)?;
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
    // The rendering of another term stands for this one as a whole, or not at all.
    let splits = |rival: &Rival| {
        let (start, end) = (rival.tokens.start.max(first), rival.tokens.end.min(last + 1));
        start < end && end - start < rival.tokens.len()
    };
    edge(first) && edge(last) && text.away[first] == text.away[last] && !text.rivals.iter().any(splits)
}

fn is_one_of(words: &str, text: &LostText, at: usize) -> bool {
    words.contains(text.tokens[at].span.get(&text.text))
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
