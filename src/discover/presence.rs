//! Where the strings of the evidence stand: their documents, and the words around them.
//!
//! One pass over the texts for all of them. What follows from it is for the signals that run after it.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

use super::corpus::Corpus;
use crate::matcher::strings::Strings;
use crate::text::Span;
use crate::text::script::is_han;

/// Occurrences of a string whose surroundings are looked at.
const MOST_OCCURRENCES: u32 = 300;

/// Occurrences from which surroundings mean something.
const FEWEST_OCCURRENCES: u32 = 5;

/// Documents and surroundings of strings, by their number.
#[derive(Clone, Debug, Default)]
pub struct Presence {
    /// Numbers of the texts that have a string, ascending.
    pub texts: Vec<Vec<u32>>,
    /// What stands around a string: (hash, weight), by hash; of length 1.
    surroundings: Vec<Vec<(u32, f32)>>,
    /// Times a string was found, within longer ones too.
    pub mentions: Vec<u32>,
}

impl Presence {
    /// Looks for the strings; `wants_context` says of which the surroundings are kept.
    pub fn new(corpus: &Corpus, strings: &[&str], wants_context: &[bool]) -> Self {
        let Ok(search) = Strings::new(strings.iter().copied()) else {
            let empty = strings.len();
            return Self { texts: vec![Vec::new(); empty], surroundings: vec![Vec::new(); empty], mentions: vec![0; empty] };
        };
        let hits: Vec<Vec<(u32, u32)>> = corpus
            .texts
            .par_iter()
            .map_init(Vec::new, |memory, text| {
                let mut hits = Vec::new();
                search.find_all(&text.text, memory, |number, span| {
                    let number32 = number as u32;
                    hits.push((number32, 0));
                    if wants_context[number] {
                        around(&text.text, span, |hash| hits.push((number32, hash)));
                    }
                });
                hits.sort_unstable();
                hits
            })
            .collect();
        let mut texts = vec![Vec::new(); strings.len()];
        let mut seen = vec![0_u32; strings.len()];
        let mut counts: Vec<FxHashMap<u32, u32>> = vec![FxHashMap::default(); strings.len()];
        for (text, hits) in hits.iter().enumerate() {
            for &(number, hash) in hits {
                let at = number as usize;
                if hash == 0 {
                    seen[at] += 1;
                    if texts[at].last() != Some(&(text as u32)) {
                        texts[at].push(text as u32);
                    }
                } else if seen[at] <= MOST_OCCURRENCES {
                    *counts[at].entry(hash).or_default() += 1;
                }
            }
        }
        Self { texts, surroundings: weighted(&counts), mentions: seen }
    }

    /// How alike the surroundings of two strings are: the cosine, 0 to 1; `None` where too little is known.
    pub fn likeness(&self, left: usize, right: usize) -> Option<f64> {
        if self.mentions.get(left)?.min(self.mentions.get(right)?) < &FEWEST_OCCURRENCES {
            return None;
        }
        let (left, right) = (self.surroundings.get(left)?, self.surroundings.get(right)?);
        let (mut at, mut sum) = (0, 0.0);
        for &(hash, weight) in left {
            while right.get(at).is_some_and(|&(other, _)| other < hash) {
                at += 1;
            }
            if let Some(&(other, other_weight)) = right.get(at)
                && other == hash
            {
                sum += f64::from(weight * other_weight);
            }
        }
        Some(sum)
    }

    /// Documents with both strings.
    pub fn together(&self, left: usize, right: usize) -> usize {
        let (Some(left), Some(right)) = (self.texts.get(left), self.texts.get(right)) else { return 0 };
        let (short, long) = if left.len() < right.len() { (left, right) } else { (right, left) };
        short.iter().filter(|text| long.binary_search(text).is_ok()).count()
    }
}

/// Counts to unit vectors: what stands beside many strings counts little.
fn weighted(counts: &[FxHashMap<u32, u32>]) -> Vec<Vec<(u32, f32)>> {
    let mut strings: FxHashMap<u32, u32> = FxHashMap::default();
    for hash in counts.iter().flat_map(FxHashMap::keys) {
        *strings.entry(*hash).or_default() += 1;
    }
    let total = counts.iter().filter(|count| !count.is_empty()).count() as f32 + 1.0;
    let vector = |count: &FxHashMap<u32, u32>| {
        let weight = |hash: u32, times: u32| (times as f32).ln_1p() * (total / strings[&hash] as f32).ln().max(0.05);
        let mut vector: Vec<(u32, f32)> = count.iter().map(|(&hash, &times)| (hash, weight(hash, times))).collect();
        vector.sort_unstable_by_key(|(hash, _)| *hash);
        let norm = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(f32::EPSILON);
        vector.iter_mut().for_each(|(_, weight)| *weight /= norm);
        vector
    };
    counts.par_iter().map(vector).collect()
}

/// Calls `each` with hashes of what stands around a place: one and two characters on either side, the Latin words near.
fn around(text: &str, span: Span, mut each: impl FnMut(u32)) {
    let mut feature = |side: u8, string: &str| {
        let mut hasher = FxHasher::default();
        (side, string).hash(&mut hasher);
        each((hasher.finish() >> 20) as u32 | 1);
    };
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let last = |count: usize| before.char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at);
    let next = |count: usize| after.char_indices().nth(count).map_or(after.len(), |(at, _)| at);
    for (side, count) in [(1, 1), (2, 2)] {
        feature(side, &before[last(count)..]);
        feature(10 + side, &after[..next(count)]);
    }
    let near = [&before[last(60)..], &after[..next(60)]];
    for word in near.iter().flat_map(|near| near.split(|c: char| !c.is_ascii_alphanumeric() || is_han(c))) {
        if word.len() > 2 {
            feature(20, word);
        }
    }
}
