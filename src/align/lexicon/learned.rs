//! What pairs of sentences teach: IBM model 1 in both directions, by expectation maximization.
//!
//! Brown et al. 1993, "The mathematics of statistical machine translation", model 1. Which sentences are pairs is for the
//! aligner.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::Lexicon;
use super::table::{Builder, Table};
use crate::align::tokens::{TokenId, Vocabulary};

/// Rounds of expectation maximization.
const ROUNDS: usize = 5;
/// Probabilities below this are dropped in the end.
const LEAST: f32 = 0.02;
/// At most so many cells (source token by target token within a pair) are looked at; longer batches are thinned out.
const MOST_CELLS: usize = 8_000_000;
/// A pair with more cells than this teaches little and costs much.
const MOST_CELLS_IN_A_PAIR: usize = 10_000;

/// The first line of a learned lexicon.
const HEADER: &str = "source\ttarget\tweight";

/// Source and target tokens of one pair of sentences; marks and anchors are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PairTokens {
    /// Of the source.
    pub source: Vec<TokenId>,
    /// Of the target.
    pub target: Vec<TokenId>,
}

/// A tie between a source token and a target token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// The source token.
    pub source: TokenId,
    /// The target token.
    pub target: TokenId,
    /// Geometric mean of the two translation probabilities.
    pub weight: f32,
}

/// Learns which tokens go together. The ties come sorted by source and target token.
pub fn learn(pairs: &[PairTokens]) -> Vec<Tie> {
    let useful = |pair: &&PairTokens| {
        let cells = pair.source.len() * pair.target.len();
        cells > 0 && cells <= MOST_CELLS_IN_A_PAIR
    };
    let total: usize = pairs.iter().filter(useful).map(|pair| pair.source.len() * pair.target.len()).sum();
    let step = total.div_ceil(MOST_CELLS).max(1);
    let pairs: Vec<&PairTokens> = pairs.iter().filter(useful).step_by(step).collect();
    // Number of each pair of tokens that stand in one pair of sentences.
    let mut numbers: FxHashMap<(TokenId, TokenId), u32> = FxHashMap::default();
    let mut ties: Vec<(TokenId, TokenId)> = Vec::new();
    let mut cells: Vec<u32> = Vec::with_capacity(total.min(MOST_CELLS));
    let mut most = 0;
    for pair in &pairs {
        for &target in &pair.target {
            most = most.max(target);
            for &source in &pair.source {
                most = most.max(source);
                let number = *numbers.entry((source, target)).or_insert_with(|| {
                    ties.push((source, target));
                    ties.len() as u32 - 1
                });
                cells.push(number);
            }
        }
    }
    drop(numbers);
    let size = most as usize + 1;
    let forward = expectation_maximization(&pairs, &cells, &ties, size, Direction::Forward);
    let backward = expectation_maximization(&pairs, &cells, &ties, size, Direction::Backward);
    let mut learned: Vec<Tie> = ties
        .iter()
        .zip(forward.iter().zip(&backward))
        .filter_map(|(&(source, target), (&forward, &backward))| {
            let weight = (forward * backward).sqrt();
            (weight >= LEAST).then_some(Tie { source, target, weight })
        })
        .collect();
    learned.sort_by_key(|tie| (tie.source, tie.target));
    learned
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    /// How probable the target token is, given the source token.
    Forward,
    /// The other way round.
    Backward,
}

/// Translation probabilities by number of the tie.
fn expectation_maximization(
    pairs: &[&PairTokens],
    cells: &[u32],
    ties: &[(TokenId, TokenId)],
    size: usize,
    direction: Direction,
) -> Vec<f32> {
    let given = |tie: usize| match direction {
        Direction::Forward => ties[tie].0 as usize,
        Direction::Backward => ties[tie].1 as usize,
    };
    let mut probability = vec![1.0_f32; ties.len()];
    // The empty word gives every token, as often as it stands in the texts.
    let mut empty = vec![0.0_f32; size];
    let mut tokens = 0.0;
    for pair in pairs {
        for &token in if direction == Direction::Forward { &pair.target } else { &pair.source } {
            empty[token as usize] += 1.0;
            tokens += 1.0;
        }
    }
    empty.iter_mut().for_each(|count| *count /= tokens);
    let mut expected = vec![0.0_f32; ties.len()];
    let mut totals = vec![0.0_f32; size];
    for _ in 0..ROUNDS {
        expected.fill(0.0);
        let mut rest = cells;
        for pair in pairs {
            let (sources, targets) = (pair.source.len(), pair.target.len());
            let (own, after) = rest.split_at(sources * targets);
            rest = after;
            match direction {
                Direction::Forward => {
                    for (&target, row) in pair.target.iter().zip(own.chunks_exact(sources)) {
                        share(row.iter().map(|&tie| tie as usize), empty[target as usize], &probability, &mut expected);
                    }
                }
                Direction::Backward => {
                    for (at, &source) in pair.source.iter().enumerate() {
                        let column = own.iter().skip(at).step_by(sources).map(|&tie| tie as usize);
                        share(column, empty[source as usize], &probability, &mut expected);
                    }
                }
            }
        }
        totals.fill(0.0);
        for (tie, count) in expected.iter().enumerate() {
            totals[given(tie)] += count;
        }
        for (tie, count) in expected.iter().enumerate() {
            // Half a count for what was not seen: a word that stood once is no proof.
            probability[tie] = count / (totals[given(tie)] + 0.5);
        }
    }
    probability
}

/// Shares one token out to those that may have given it.
fn share(ties: impl Iterator<Item = usize> + Clone, empty: f32, probability: &[f32], expected: &mut [f32]) {
    let sum: f32 = ties.clone().map(|tie| probability[tie]).sum::<f32>() + empty;
    if sum > 0.0 {
        for tie in ties {
            expected[tie] += probability[tie] / sum;
        }
    }
}

/// What a corpus taught.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    table: Table,
    /// Source, target, weight; strongest first.
    rows: Vec<(Box<str>, Box<str>, f32)>,
}

impl Learned {
    /// Learns from pairs of sentences over one vocabulary; `spellings` is how each token is shown, by number.
    pub fn from_pairs(pairs: &[PairTokens], vocabulary: &Vocabulary, spellings: &[String]) -> Self {
        let mut builder = Builder::default();
        let mut rows = Vec::new();
        for tie in learn(pairs) {
            let (source, target) = (vocabulary.text(tie.source), vocabulary.text(tie.target));
            builder.tie(source, target, tie.weight);
            let shown = |id: TokenId, text: &str| spellings.get(id as usize).map_or(text, String::as_str).into();
            rows.push((shown(tie.source, source), shown(tie.target, target), tie.weight));
        }
        rows.sort_by(|a: &(Box<str>, Box<str>, f32), b| b.2.total_cmp(&a.2).then_with(|| (&a.0, &a.1).cmp(&(&b.0, &b.1))));
        Self { table: builder.build(), rows }
    }

    /// Whether a file starts as those of `to_tsv` do.
    pub fn is_written(start: &[u8]) -> bool {
        start.split(|byte| *byte == b'\n').next().is_some_and(|line| line.trim_ascii() == HEADER.as_bytes())
    }

    /// The table as two columns and the weight, which `TwoColumn` reads.
    pub fn to_tsv(&self) -> String {
        let mut text = format!("{HEADER}\n");
        for (source, target, weight) in &self.rows {
            // Writing to memory does not fail.
            let _ = writeln!(text, "{source}\t{target}\t{weight:.3}");
        }
        text
    }

    /// How many ties there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing was learned.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Lexicon for Learned {
    fn translations(&self, word: &str, each: &mut dyn FnMut(&str, f32)) {
        self.table.translations(word, each);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_sentences_teach_which_words_go_together() {
        let mut pairs = Vec::new();
        // Tokens 0 to 4 become 10 to 14; each pair of sentences has two of them.
        for first in 0..5 {
            for second in 0..5 {
                if first != second {
                    pairs.push(PairTokens { source: vec![first, second], target: vec![second + 10, first + 10] });
                }
            }
        }
        let ties = learn(&pairs);
        for token in 0..5 {
            let best = ties.iter().filter(|tie| tie.source == token).max_by(|a, b| a.weight.total_cmp(&b.weight));
            assert_eq!(best.map(|tie| tie.target), Some(token + 10));
        }
        assert_eq!(learn(&[]), []);
    }
}
