//! Transcriptions without a dot: `伊斯蒂奥` beside `Istio`, `海托华` beside `Hightower`.
//!
//! Runs of characters that transcribed names are made of, cut at the edges that the corpus shows, are held against the
//! Latin words of the same documents, and against each other by sound.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::discover::evidence::{Evidence, Signal};
use crate::discover::facts::Facts;
use crate::discover::names;
use crate::discover::signals::sound::ends;
use crate::matcher::segmentation;
use crate::matcher::words::is_english;
use crate::similarity::sound;
use crate::similarity::transliteration::Name;
use crate::text::script::{has_han, is_interpunct};

/// Odds from which a character can belong to a run, and from which it can start or end one.
const LEAST_ODDS: f64 = -0.5;
const LEAST_ODDS_EDGE: f64 = 0.4;
/// Sum of the odds of a run at least.
const LEAST_SUM: f64 = 13.0;
/// Characters of a run.
const LENGTH: std::ops::RangeInclusive<usize> = 3..=7;
/// Score of a transliteration from which it speaks for the pair.
const EVEN: f64 = 0.7;
/// Weight of each point of the score above it.
const WEIGHT: f64 = 1.1;
/// Weight of each doubling of the documents with both.
const WEIGHT_DOCUMENTS: f64 = 0.5;
/// Weight of two runs that sound the same, and what their distance takes away.
const WEIGHT_SOUND: (f64, f64) = (5.0, 16.0);
/// What it takes away that only the end of a name is heard.
const WEIGHT_PART: f64 = 1.0;
/// How many times chance the documents with both must be.
const LEAST_LIFT: f64 = 1.8;
/// Latin words of a document that are compared at most.
const MOST_WORDS: usize = 400;

/// Adds the evidence.
pub fn find(facts: &Facts<'_>, evidence: &mut Evidence) {
    let runs = runs(facts);
    let surnames = facts.dotted.list.iter().filter_map(|name| {
        let (_, last) = ends(name.text)?;
        has_han(last).then_some((name.text, last, name.texts.as_slice()))
    });
    let heard: Vec<(&str, &str, &[u32])> =
        runs.iter().map(|(run, texts)| (*run, *run, texts.as_slice())).chain(surnames).collect();
    latin(facts, &heard, evidence);
    alike(facts, &runs, evidence);
}

/// Runs with the documents that have them, in the order of their strings; surnames of dotted names among them.
fn runs<'c>(facts: &Facts<'c>) -> Vec<(&'c str, Vec<u32>)> {
    let found: Vec<Vec<&str>> = facts.corpus.texts.par_iter().map(|text| text_runs(&text.text)).collect();
    let mut of: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
    for (number, runs) in found.into_iter().enumerate() {
        for run in runs {
            let texts = of.entry(run).or_default();
            if texts.last() != Some(&(number as u32)) {
                texts.push(number as u32);
            }
        }
    }
    let mut runs: Vec<(&str, Vec<u32>)> = of.into_iter().collect();
    runs.sort_unstable();
    runs
}

fn text_runs(text: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c < '\u{4e00}' || names::odds(c) < LEAST_ODDS_EDGE {
            continue;
        }
        let (mut end, mut count, mut sum) = (start + c.len_utf8(), 1, names::odds(c));
        let (mut length, mut total) = (count, sum);
        while let Some(&(at, c)) = chars.peek() {
            let odds = if c < '\u{4e00}' { f64::MIN } else { names::odds(c) };
            if odds < LEAST_ODDS {
                break;
            }
            length += 1;
            total += odds;
            if odds >= LEAST_ODDS_EDGE {
                (end, count, sum) = (at + c.len_utf8(), length, total);
            }
            chars.next();
        }
        if !LENGTH.contains(&count) || sum < LEAST_SUM {
            continue;
        }
        // A part of a dotted name is spoken of as a whole.
        let dotted =
            text[..start].chars().next_back().is_some_and(is_interpunct) || text[end..].chars().next().is_some_and(is_interpunct);
        let run = &text[start..end];
        if !dotted && segmentation::ln_frequency(run).is_none_or(|ln| ln < 4.0) {
            runs.push(run);
        }
    }
    runs
}

/// Runs (the string, what is heard of it, its documents) beside the Latin words of their documents.
fn latin(facts: &Facts<'_>, runs: &[(&str, &str, &[u32])], evidence: &mut Evidence) {
    // Names among the Latin words of each document.
    let words: Vec<Vec<&str>> = facts
        .corpus
        .texts
        .par_iter()
        .map(|text| {
            let all: FxHashSet<&str> = text.words.iter().map(|word| word.get(&text.text)).collect();
            let is_name = |word: &&str| {
                word.len() > 3
                    && word.chars().any(char::is_uppercase)
                    && word.chars().any(char::is_lowercase)
                    && word.is_ascii()
                    && !is_english(&word.to_lowercase())
            };
            let mut words: Vec<&str> = all.into_iter().filter(is_name).collect();
            words.sort_unstable();
            words.truncate(MOST_WORDS);
            words
        })
        .collect();
    let mut frequent: FxHashMap<&str, u32> = FxHashMap::default();
    for word in words.iter().flatten() {
        *frequent.entry(word).or_default() += 1;
    }
    let mut wanted: FxHashMap<&str, Vec<(usize, u32)>> = FxHashMap::default();
    for (number, (_, run, texts)) in runs.iter().enumerate() {
        let length = run.chars().count();
        let mut both: FxHashMap<&str, u32> = FxHashMap::default();
        for &text in texts.iter().take(200) {
            for &word in &words[text as usize] {
                if (length + 1..=3 * length + 2).contains(&word.len()) {
                    *both.entry(word).or_default() += 1;
                }
            }
        }
        for (word, documents) in both {
            let share = f64::from(documents) / texts.len().min(200) as f64;
            let lift = share * words.len() as f64 / f64::from(frequent[word]);
            if share >= 0.25 && lift >= LEAST_LIFT {
                wanted.entry(word).or_default().push((number, documents));
            }
        }
    }
    let mut wanted: Vec<(&str, Vec<(usize, u32)>)> = wanted.into_iter().collect();
    wanted.sort_unstable_by_key(|(word, _)| *word);
    let scored: Vec<Vec<(usize, u32, f64)>> = wanted
        .par_iter()
        .map(|(word, found)| {
            let name = Name::new(word);
            let mut scored: Vec<(usize, u32, f64)> =
                found.iter().map(|&(run, documents)| (run, documents, name.score(runs[run].1))).collect();
            scored.retain(|(_, _, score)| *score > 0.0);
            scored.sort_unstable_by_key(|(run, ..)| *run);
            scored
        })
        .collect();
    for ((word, _), scored) in wanted.iter().zip(scored) {
        for (run, documents, score) in scored {
            let weight = WEIGHT * (score - EVEN) + WEIGHT_DOCUMENTS * f64::from(documents).log2();
            let (run, heard, _) = runs[run];
            // A surname beside one word of many: only what is surely heard counts.
            let weight = if run == heard { weight } else { weight - WEIGHT_PART };
            let words = format!("\"{run}\" sounds like \"{word}\" in the same documents ({documents})");
            evidence.add(word, run, Signal::Turns, weight.min(5.0), words);
        }
    }
}

/// Runs that sound alike, and runs that sound like the last part of a dotted name in their documents.
fn alike(facts: &Facts<'_>, runs: &[(&str, Vec<u32>)], evidence: &mut Evidence) {
    let mut blocks: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (number, (run, _)) in runs.iter().enumerate().filter(|(_, (run, _))| run.chars().count() > 3) {
        let keys = sound::keys(run);
        for (at, first) in keys.iter().enumerate() {
            for second in &keys[at + 1..] {
                blocks.entry(format!("{first}{second}")).or_default().push(number);
            }
        }
    }
    let mut blocks: Vec<(String, Vec<usize>)> = blocks.into_iter().filter(|(_, runs)| (2..200).contains(&runs.len())).collect();
    blocks.sort_unstable();
    let mut pairs: Vec<(usize, usize)> = blocks
        .iter()
        .flat_map(|(_, members)| {
            members.iter().enumerate().flat_map(|(at, &left)| members[at + 1..].iter().map(move |&right| (left, right)))
        })
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let scored: Vec<f64> = pairs.par_iter().map(|&(left, right)| sound::distance(runs[left].0, runs[right].0)).collect();
    for ((left, right), distance) in pairs.into_iter().zip(scored).filter(|(_, distance)| *distance < 0.3) {
        let (left, right) = (runs[left].0, runs[right].0);
        if left.contains(right) || right.contains(left) {
            continue;
        }
        let weight = WEIGHT_SOUND.0 - WEIGHT_SOUND.1 * distance;
        evidence.add(left, right, Signal::Sound, weight, format!("\"{left}\" and \"{right}\" sound alike"));
    }
    for (run, texts) in runs.iter().filter(|(run, _)| run.chars().count() > 3) {
        let mut seen: FxHashMap<&str, u32> = FxHashMap::default();
        for &text in texts {
            for &name in &facts.dotted.of_text[text as usize] {
                *seen.entry(facts.dotted.list[name as usize].text).or_default() += 1;
            }
        }
        let mut seen: Vec<(&str, u32)> = seen.into_iter().collect();
        seen.sort_unstable();
        for (name, documents) in seen {
            let Some((_, last)) = ends(name) else { continue };
            let distance = sound::distance(last, run);
            if last != *run && distance < 0.25 && last.chars().count() > 3 {
                let weight = WEIGHT_SOUND.0 - WEIGHT_SOUND.1 * distance + WEIGHT_DOCUMENTS * f64::from(documents).log2();
                evidence.add(name, run, Signal::Sound, weight, format!("\"{run}\" sounds like the end of \"{name}\""));
            }
        }
    }
}
