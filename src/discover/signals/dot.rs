//! The same name without its dot: `约阿布杰克逊` beside `约阿布·杰克逊`.
//!
//! The strings are looked for where they could stand; only those that the corpus has get a hint.

use crate::discover::evidence::{Evidence, Signal};
use crate::discover::facts::Facts;
use crate::discover::presence::Presence;
use crate::text::script::{is_han, is_interpunct};

/// Weight of a name without its dot.
const WEIGHT: f64 = 5.0;
/// Characters of the name at least: shorter ones could be anything.
const SHORTEST: usize = 5;

/// Asks for the names without their dots.
pub fn propose(facts: &Facts<'_>, evidence: &mut Evidence) {
    for name in &facts.dotted.list {
        if let Some(plain) = plain(name.text) {
            evidence.strings.id(name.text);
            evidence.strings.id(&plain);
        }
    }
}

/// Adds the evidence.
pub fn find(facts: &Facts<'_>, presence: &Presence, evidence: &mut Evidence) {
    for name in &facts.dotted.list {
        let Some(plain) = plain(name.text) else { continue };
        let found = evidence.strings.known(&plain).and_then(|id| presence.texts.get(id as usize));
        if found.is_some_and(|texts| !texts.is_empty()) {
            evidence.add(name.text, &plain, Signal::Dot, WEIGHT, format!("\"{plain}\" is \"{}\" without its dot", name.text));
        }
    }
}

fn plain(name: &str) -> Option<String> {
    let plain: String = name.chars().filter(|&c| !is_interpunct(c)).collect();
    (plain.chars().count() >= SHORTEST && plain.chars().all(is_han)).then_some(plain)
}
