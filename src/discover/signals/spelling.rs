//! Latin words with a slip: `Kubenetes` beside thousands of `Kubernetes`.
//!
//! A rare word, no English one, that is one letter dropped, added, changed or swapped away from a frequent one.

use rustc_hash::FxHashMap;

use crate::discover::evidence::{Evidence, Signal};
use crate::discover::facts::Facts;
use crate::matcher::words::is_english;

/// Letters of the word at least.
const SHORTEST: usize = 6;
/// How many times as frequent the right word must be.
const LEAST_RATIO: u32 = 15;
/// Weight at that ratio; each doubling adds half a point.
const WEIGHT: f64 = 1.5;

/// Adds the evidence.
pub fn find(facts: &Facts<'_>, evidence: &mut Evidence) {
    // Every string that is one letter shorter leads to the frequent words that it can be made from.
    let mut frequent: Vec<(&str, u32)> = facts
        .vocabulary
        .folded
        .iter()
        .filter(|(lower, _)| lower.len() >= SHORTEST - 1 && lower.is_ascii())
        .map(|(lower, ways)| (&**lower, ways.iter().map(|(_, count)| count.mentions).sum()))
        .filter(|(_, mentions)| *mentions >= LEAST_RATIO)
        .collect();
    frequent.sort_unstable();
    let mut index: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (number, (word, _)) in frequent.iter().enumerate() {
        index.entry((*word).to_owned()).or_default().push(number);
        for shorter in shorter(word) {
            index.entry(shorter).or_default().push(number);
        }
    }
    let mut rare: Vec<(&str, u32)> = facts
        .vocabulary
        .folded
        .iter()
        .filter(|(lower, _)| lower.len() >= SHORTEST && lower.is_ascii() && lower.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .map(|(lower, ways)| (&**lower, ways.iter().map(|(_, count)| count.mentions).sum()))
        .collect();
    rare.sort_unstable();
    for (word, mentions) in rare {
        if is_english(word) || is_inflected(word) {
            continue;
        }
        let mut best: Option<(u32, &str)> = None;
        for key in std::iter::once(word.to_owned()).chain(shorter(word)) {
            for &number in index.get(&key).into_iter().flatten() {
                let (right, count) = frequent[number];
                let slip = right != word && is_slip(word, right, count / mentions.max(1));
                if slip && count >= LEAST_RATIO * mentions && best.is_none_or(|(most, _)| count > most) {
                    best = Some((count, right));
                }
            }
        }
        let Some((count, right)) = best else { continue };
        let (Some((shown, _)), Some((usual, _))) = (facts.vocabulary.usual(word), facts.vocabulary.usual(right)) else {
            continue;
        };
        let ratio = f64::from(count) / f64::from(mentions * LEAST_RATIO);
        let length = (word.len() as f64 - 7.0).clamp(-1.0, 3.0) * 0.6;
        let weight = WEIGHT + 0.7 * ratio.ln() + length;
        let words = format!("\"{shown}\" ({mentions}) is one letter off \"{usual}\" ({count})");
        evidence.add(shown, usual, Signal::Spelling, weight, words);
    }
}

/// Endings that make another word of one.
fn is_inflected(word: &str) -> bool {
    let stem = |ending: &str| word.strip_suffix(ending).is_some_and(is_english);
    ["s", "es", "ed", "d", "er", "r", "ing", "ly", "y"].iter().any(|ending| stem(ending))
}

/// The word without each of its letters.
fn shorter(word: &str) -> impl Iterator<Item = String> + '_ {
    (0..word.len()).map(|at| {
        let mut shorter = String::with_capacity(word.len() - 1);
        shorter.push_str(&word[..at]);
        shorter.push_str(&word[at + 1..]);
        shorter
    })
}

/// How many times as frequent a word must be that only lacks its last letter, or has one more.
const LEAST_RATIO_END: u32 = 200;

/// Whether one letter is dropped, added, changed or swapped with its neighbour; not the first, and the last only when
/// nearly nobody writes it so: plurals and derived words end like that.
fn is_slip(word: &str, right: &str, ratio: u32) -> bool {
    let is_end = word.starts_with(right) || right.starts_with(word) && ratio < LEAST_RATIO_END;
    word.as_bytes().first() == right.as_bytes().first() && !is_end && strsim::osa_distance(word, right) == 1
}
