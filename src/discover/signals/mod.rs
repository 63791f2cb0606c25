//! The signals: one file per kind of evidence, each with its weights, one list.
//!
//! A signal reads `Facts` and adds hints to `Evidence`; it decides nothing.

mod apposition;
mod character;
pub mod compound;
pub mod dot;
mod headline;
pub mod short;
pub mod sound;
mod spelling;
mod split;
mod together;
pub mod transcription;
pub mod turns;
mod url;

use super::evidence::Evidence;
use super::facts::Facts;
use super::presence::Presence;

/// All signals. To add one: a file beside this one and a line here.
pub const SIGNALS: &[fn(&Facts<'_>, &mut Evidence)] = &[
    url::find,
    apposition::find,
    headline::find,
    sound::find,
    turns::find,
    transcription::find,
    split::find,
    spelling::find,
    character::find,
];

/// What is looked at when it is known where the strings of the others stand.
pub fn with_presence(facts: &Facts<'_>, presence: &Presence, evidence: &mut Evidence) {
    dot::find(facts, presence, evidence);
    short::find(facts, presence, evidence);
    together::find(presence, facts.corpus.texts.len(), evidence);
}
