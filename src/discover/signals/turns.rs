//! A Latin and a dotted name that take turns in one document: `Kelsey Hightower` above, `凯尔西·海塔尔` below.
//!
//! The Chinese name must sound like the English letters, part by part. Two Chinese names that sound like one English name
//! belong together through it.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::discover::evidence::{Evidence, Signal};
use crate::discover::facts::Facts;
use crate::discover::signals::sound::ends;
use crate::similarity::transliteration::Name;
use crate::text::script::has_han;

/// Score of a transliteration from which it speaks for the pair.
const EVEN: f64 = 0.3;
/// Weight of each point of the score above it.
const WEIGHT: f64 = 1.2;
/// Weight at most.
const MOST: f64 = 5.5;
/// Weight of each doubling of the documents.
const WEIGHT_DOCUMENTS: f64 = 0.35;
/// Scores below this are not mentioned.
const LEAST: f64 = 0.0;

/// Adds the evidence.
pub fn find(facts: &Facts<'_>, evidence: &mut Evidence) {
    let found: Vec<Vec<(u32, f64, usize)>> = facts
        .latin
        .list
        .par_iter()
        .map(|latin| {
            // Documents with both, by the number of the dotted name.
            let mut both: FxHashMap<u32, usize> = FxHashMap::default();
            for &text in &latin.texts {
                for &dotted in &facts.dotted.of_text[text as usize] {
                    *both.entry(dotted).or_default() += 1;
                }
            }
            let mut both: Vec<(u32, usize)> = both.into_iter().collect();
            both.sort_unstable();
            let Some(pair) = Pair::new(latin.text).filter(|_| !both.is_empty()) else { return Vec::new() };
            let scored = both
                .into_iter()
                .map(|(dotted, documents)| (dotted, pair.score(facts.dotted.list[dotted as usize].text), documents));
            scored.filter(|(_, score, _)| *score >= LEAST).collect()
        })
        .collect();
    for (latin, found) in facts.latin.list.iter().zip(found) {
        for (dotted, score, documents) in found {
            let dotted = facts.dotted.list[dotted as usize].text;
            let weight = (WEIGHT * (score - EVEN)).min(MOST) + WEIGHT_DOCUMENTS * (documents as f64).log2();
            let words = format!("\"{}\" and \"{dotted}\" stand in the same documents ({documents})", latin.text);
            evidence.source(dotted, latin.text, score);
            evidence.add(latin.text, dotted, Signal::Turns, weight, words);
        }
    }
}

/// An English name, whole and by its first and last part.
pub struct Pair {
    whole: Name<'static>,
    first: Name<'static>,
    last: Name<'static>,
}

impl Pair {
    /// `None` for a name of one part.
    pub fn new(english: &str) -> Option<Self> {
        let (first, last) = (english.split(' ').next()?, english.rsplit(' ').next()?);
        let is_name = first.len() > 1 && last.len() > 1 && first.len() + last.len() < english.len();
        is_name.then(|| Self { whole: Name::new(english), first: Name::new(first), last: Name::new(last) })
    }

    /// How likely a dotted name renders it: the mean of the whole and of its worse part.
    pub fn score(&self, dotted: &str) -> f64 {
        let Some((first, last)) = ends(dotted) else { return self.whole.score(dotted) };
        let part = |name: &Name<'_>, part: &str| if has_han(part) { name.score(part) } else { 0.5 };
        let worse = part(&self.first, first).min(part(&self.last, last));
        f64::midpoint(self.whole.score(dotted), worse)
    }
}
