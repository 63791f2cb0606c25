//! Short forms: `海托华` and `Hightower` beside `凯尔西·海托华` and `Kelsey Hightower`, when nobody else has them.
//!
//! A surname that another person of the corpus shares, or that is an ordinary word, is left out. First names that sound
//! alike count as one: those are renderings of one person.

use rustc_hash::FxHashMap;

use crate::discover::evidence::{Evidence, Signal};
use crate::discover::facts::Facts;
use crate::discover::names;
use crate::discover::presence::Presence;
use crate::discover::signals::sound::ends;
use crate::matcher::segmentation;
use crate::matcher::words::is_english;
use crate::similarity::{sound, spelling};
use crate::text::script::{has_han, is_han, is_interpunct};

/// Weight of a short form in a document that has the whole name, and of each doubling of such documents.
const WEIGHT: f64 = 3.0;
const WEIGHT_DOCUMENTS: f64 = 0.4;
/// Mean odds of the characters of a short form at least: `高塔` is a word.
const LEAST_ODDS: f64 = 3.0;
/// Distance of two first names up to which they are one.
const ONE_PERSON: f64 = 0.25;

/// Asks for the short forms.
pub fn propose(facts: &Facts<'_>, evidence: &mut Evidence) {
    for (short, name) in owned(facts) {
        evidence.strings.id(short);
        evidence.strings.id(name);
    }
}

/// Adds the evidence.
pub fn find(facts: &Facts<'_>, presence: &Presence, evidence: &mut Evidence) {
    for (short, name) in owned(facts) {
        let (Some(one), Some(whole)) = (evidence.strings.known(short), evidence.strings.known(name)) else { continue };
        let documents = presence.together(one as usize, whole as usize);
        if documents > 0 {
            let weight = WEIGHT + WEIGHT_DOCUMENTS * (documents as f64).log2();
            let words = format!("\"{short}\" is short for \"{name}\" (documents with both: {documents})");
            evidence.add(short, name, Signal::Short, weight, words);
        }
    }
}

/// Short forms with the most frequent name that has them, sorted.
fn owned<'c>(facts: &Facts<'c>) -> Vec<(&'c str, &'c str)> {
    let mut owners: FxHashMap<&str, Vec<(&str, u32)>> = FxHashMap::default();
    for name in facts.dotted.list.iter().chain(&facts.latin.list) {
        if let Some(short) = short_form(name.text) {
            owners.entry(short).or_default().push((name.text, name.mentions));
        }
    }
    let mut owned: Vec<(&str, &str)> = Vec::new();
    for (short, mut names) in owners {
        names.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let first = names[0].0;
        if names.iter().all(|(name, _)| one_person(first, name)) {
            owned.push((short, first));
        }
    }
    owned.sort_unstable();
    owned
}

/// Whether two names with one surname have first names that are written or sound alike.
fn one_person(left: &str, right: &str) -> bool {
    match (ends(left), ends(right)) {
        (Some((first, _)), Some((other, _))) => sound::distance(first, other) <= ONE_PERSON,
        _ => left == right || spelling::similarity(left, right) > 0.9,
    }
}

/// The part of a name that stands for the whole: the last that is Chinese, or the last word.
fn short_form(text: &str) -> Option<&str> {
    if has_han(text) {
        ends(text)?;
        let part = text.rsplit(is_interpunct).find(|part| part.chars().all(is_han))?;
        let count = part.chars().count();
        let mean = part.chars().map(names::odds).sum::<f64>() / count.max(1) as f64;
        let is_word = segmentation::ln_frequency(part).is_some_and(|ln| ln > 4.0);
        return (count > 1 && mean >= LEAST_ODDS && !is_word).then_some(part);
    }
    let (_, last) = text.rsplit_once(' ')?;
    let is_name = last.starts_with(char::is_uppercase) && last.chars().any(char::is_lowercase);
    (last.len() > 3 && is_name && !is_english(&last.to_lowercase())).then_some(last)
}
