//! Latin words that were split or have another case: `kube con`, `Kube Con`, `Kubecon` beside `KubeCon`.
//!
//! Two or three neighbours that make a known word of the corpus when joined are that word. Ordinary English words beside
//! each other (`on line`) are left alone unless capitals say that they are a name.

use rustc_hash::FxHashMap;

use crate::discover::evidence::{Evidence, Signal};
use crate::discover::facts::Facts;
use crate::discover::latin::Count;
use crate::matcher::words::is_english;

/// Weight of a word that only joins, or one with capitals inside.
const WEIGHT_SPLIT: f64 = 5.0;
/// Weight where both pieces are English words.
const WEIGHT_ENGLISH: f64 = 3.0;
/// Weight of another case of a word with capitals inside.
const WEIGHT_CASE: f64 = 5.5;
/// Letters of the joined word at least.
const SHORTEST: usize = 5;

/// Adds the evidence.
pub fn find(facts: &Facts<'_>, evidence: &mut Evidence) {
    let mut splits: FxHashMap<&str, (Box<str>, Count, usize)> = FxHashMap::default();
    let mut joined = String::new();
    for (number, text) in facts.corpus.texts.iter().enumerate() {
        for (at, word) in text.words.iter().enumerate() {
            let mut end = word.end;
            joined.clear();
            joined.push_str(word.get(&text.text));
            for next in text.words.iter().skip(at + 1).take(2) {
                if !matches!(text.text.get(end as usize..next.start as usize), Some(" " | "-")) {
                    break;
                }
                end = next.end;
                joined.push_str(next.get(&text.text));
                if joined.len() < SHORTEST || joined.len() > 30 {
                    continue;
                }
                joined.make_ascii_lowercase();
                if facts.vocabulary.folded.contains_key(joined.as_str()) {
                    let split = text.text.get(word.start as usize..end as usize).unwrap_or_default();
                    let (_, count, last) =
                        splits.entry(split).or_insert_with(|| (joined.as_str().into(), Count::default(), usize::MAX));
                    count.mentions += 1;
                    count.documents += u32::from(*last != number);
                    *last = number;
                }
            }
        }
    }
    let mut splits: Vec<_> = splits.into_iter().collect();
    splits.sort_unstable_by_key(|(split, _)| *split);
    for (split, (lower, count, _)) in &splits {
        let Some((word, usual)) = facts.vocabulary.usual(lower) else { continue };
        if let Some(weight) = split_weight(split, *count, word, usual) {
            evidence.add(split, word, Signal::Split, weight, format!("\"{split}\" joins to \"{word}\""));
        }
    }
    cases(facts, evidence);
}

fn split_weight(split: &str, count: Count, word: &str, usual: Count) -> Option<f64> {
    if usual.documents + count.documents < 3 || usual.mentions < 2 {
        return None;
    }
    let pieces: Vec<&str> = split.split([' ', '-']).collect();
    let english = pieces.iter().filter(|piece| is_english_or_short(piece)).count();
    let lower = word.to_lowercase();
    let is_name = has_inner_capital(word) || word.starts_with(char::is_uppercase) && !is_english(&lower);
    let capitals = pieces.iter().all(|piece| piece.starts_with(char::is_uppercase));
    if !is_name {
        // `on line`, `front end`: two ways of writing an English word, which is no name.
        return None;
    }
    // `In Cloud` is no `InCloud`, a name's last word may start the next one: mostly split, and English, is two words.
    let mostly_split = count.mentions > 4 * usual.mentions;
    match (english == pieces.len(), capitals) {
        (true, true) if mostly_split && !has_inner_capital(word) => None,
        (true, true) => Some(WEIGHT_ENGLISH),
        (true, false) if mostly_split => None,
        (true, false) => Some(WEIGHT_ENGLISH - 0.5),
        (false, _) => Some(WEIGHT_SPLIT),
    }
}

fn is_english_or_short(piece: &str) -> bool {
    piece.len() < 3 || is_english(&piece.to_lowercase())
}

/// Whether a capital follows a small letter.
pub fn has_inner_capital(word: &str) -> bool {
    word.chars().zip(word.chars().skip(1)).any(|(before, c)| before.is_lowercase() && c.is_uppercase())
}

/// Other cases of words that have a capital inside.
fn cases(facts: &Facts<'_>, evidence: &mut Evidence) {
    let mut ways: Vec<_> = facts.vocabulary.folded.values().filter(|ways| ways.len() > 1).collect();
    ways.sort_unstable_by_key(|ways| ways[0].0);
    for ways in ways {
        let Some((word, count)) = ways.iter().find(|(word, _)| has_inner_capital(word)).copied() else { continue };
        let lower = word.to_lowercase();
        if word.len() < 4 || count.mentions < 2 || is_english(&lower) {
            continue;
        }
        for (other, _) in ways.iter().filter(|(other, _)| *other != word) {
            evidence.add(word, other, Signal::Split, WEIGHT_CASE, format!("\"{other}\" is \"{word}\" in another case"));
        }
    }
}
