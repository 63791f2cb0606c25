//! Longer strings that hold the two of a likely pair: where `容器` and `集装箱` are one, `容器化` and `集装箱化` are.
//!
//! Only strings that the corpus has get a hint, and only where the two stand in the same surroundings.

use rustc_hash::FxHashMap;

use crate::discover::corpus::Corpus;
use crate::discover::evidence::{Evidence, Signal};
use crate::discover::presence::Presence;
use crate::matcher::segmentation;
use crate::matcher::strings::Strings;
use crate::text::script::{has_han, is_interpunct};

/// Odds of a pair that is carried over.
const LEAST_ODDS: f64 = 1.5;
/// Weight of a compound, and of each point of likeness of its surroundings above the even one.
const WEIGHT: f64 = 2.2;
const WEIGHT_LIKENESS: f64 = 12.0;
const EVEN_LIKENESS: f64 = 0.1;
/// Characters of a compound at most.
const LONGEST: usize = 14;
/// Documents that must have each of the two.
const FEWEST: usize = 2;

/// Whether what stands beside a part is made of words: nothing, two characters or more, or an ending that makes words.
fn is_word_part(text: &str) -> bool {
    text.is_empty()
        || text.contains(' ')
        || matches!(text, "化" | "性" | "式" | "型" | "层" | "端" | "器" | "者" | "区" | "组" | "云" | "网")
        || text.chars().count() > 1 && segmentation::words(text).iter().all(|word| word.chars().count() > 1)
}

/// Adds the evidence.
pub fn find(corpus: &Corpus, evidence: &mut Evidence) {
    let plain = |text: &str| !text.contains(is_interpunct) && text.chars().count() > 1;
    // Rivals of each string: at least one of the two must be Chinese.
    let mut rivals: FxHashMap<String, Vec<String>> = FxHashMap::default();
    for (odds, left, right) in evidence.ranked() {
        let (left, right) = (evidence.strings.get(left), evidence.strings.get(right));
        if odds < LEAST_ODDS {
            break;
        }
        if plain(left) && plain(right) && (has_han(left) || has_han(right)) {
            rivals.entry(left.to_owned()).or_default().push(right.to_owned());
            rivals.entry(right.to_owned()).or_default().push(left.to_owned());
        }
    }
    let mut parts: Vec<(String, Vec<String>)> = rivals.into_iter().collect();
    parts.sort_unstable();
    let Ok(search) = Strings::new(parts.iter().map(|(part, _)| part.as_str())) else { return };
    let mut memory = Vec::new();
    let mut compounds: Vec<(String, String)> = Vec::new();
    for compound in evidence.strings.all() {
        if !has_han(compound) || compound.chars().count() > LONGEST || !plain(compound) {
            continue;
        }
        search.find_all(compound, &mut memory, |number, span| {
            let (part, rivals) = &parts[number];
            if !is_word_part(&compound[..span.start]) || !is_word_part(&compound[span.end..]) {
                return;
            }
            for rival in rivals.iter().filter(|rival| part.len() < compound.len() && !compound.contains(rival.as_str())) {
                let other = format!("{}{rival}{}", &compound[..span.start], &compound[span.end..]);
                compounds.push((compound.to_owned(), other));
            }
        });
    }
    compounds.sort_unstable();
    compounds.dedup();
    let mut strings: Vec<&str> = compounds.iter().flat_map(|(left, right)| [left.as_str(), right.as_str()]).collect();
    strings.sort_unstable();
    strings.dedup();
    let presence = Presence::new(corpus, &strings, &vec![true; strings.len()]);
    let number = |text: &str| strings.binary_search(&text).unwrap_or(0);
    for (left, right) in &compounds {
        let (one, other) = (number(left), number(right));
        if presence.texts[one].len() < FEWEST || presence.texts[other].len() < FEWEST {
            continue;
        }
        let likeness = presence.likeness(one, other).map_or(0.0, |likeness| WEIGHT_LIKENESS * (likeness - EVEN_LIKENESS));
        let weight = WEIGHT + likeness.clamp(-2.5, 2.0);
        evidence.add(left, right, Signal::Compound, weight, format!("\"{left}\" and \"{right}\" are made alike"));
    }
}
