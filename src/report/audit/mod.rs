//! What a corpus says about a glossary: rows nobody needs, rows that it does not follow, strings that set traps.
//!
//! Mentions are those of the inconsistency report; the only thing that is looked for here are traps. What to do about a
//! row is for the people who keep the glossary.

mod traps;
mod write;

use serde::Serialize;

use super::inconsistency::Report;
use super::inconsistency::model::Status;
use crate::glossary::{Concept, Glossary};

pub use traps::{Trap, Word, traps};
pub use write::{Format, write};

/// The glossary, measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// Files that were looked at.
    pub files: usize,
    /// One for each concept, in the order of the glossary.
    pub rows: Vec<Row>,
    /// Strings that also stand inside longer words, those with most such places first.
    pub traps: Vec<Trap>,
}

/// What the corpus makes of one concept.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The concept's id.
    pub concept: String,
    /// File of its row.
    pub file: String,
    /// Line of its row, from 1.
    pub line: usize,
    /// What is to be written.
    pub preferred: Option<String>,
    /// Mentions of any rendering.
    pub mentions: usize,
    /// Documents with a mention.
    pub documents: usize,
    /// Mentions of approved renderings.
    pub approved: usize,
    /// Share of mentions that are approved; none without mentions.
    pub agreement: Option<f64>,
    /// The rendering that is not approved and yet stands more often than all approved ones together.
    pub rival: Option<Rival>,
    /// Renderings of the row that were never found, although the concept was.
    pub unused: Vec<String>,
}

/// A rendering that dominates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rival {
    /// The rendering.
    pub text: String,
    /// What the glossary says of it.
    pub status: Status,
    /// How often it stands there.
    pub mentions: usize,
}

/// Measures the glossary by the report of a run with it; the concepts that were asked for, or all.
pub fn audit(glossary: &Glossary, report: &Report, asked: &[String], traps: Vec<Trap>) -> Audit {
    let concepts = glossary.concepts.iter().filter(|concept| asked.is_empty() || asked.contains(&concept.id));
    Audit { files: report.totals.files, rows: concepts.map(|concept| row(concept, report)).collect(), traps }
}

fn row(concept: &Concept, report: &Report) -> Row {
    let measured = report.concepts.iter().find(|measured| measured.id == concept.id);
    let (mentions, approved) = measured.map_or((0, 0), |measured| (measured.mentions, measured.approved));
    let renderings = measured.map_or(&[][..], |measured| &measured.renderings);
    let rival = renderings
        .iter()
        .filter(|rendering| !rendering.status.is_approved() && rendering.mentions > approved)
        .max_by_key(|rendering| rendering.mentions)
        .map(|rendering| Rival { text: rendering.text.clone(), status: rendering.status, mentions: rendering.mentions });
    let is_found = |text: &str| renderings.iter().any(|rendering| rendering.text == text && rendering.mentions > 0);
    let mut unused: Vec<String> = Vec::new();
    for term in &concept.terms {
        if mentions > 0
            && !is_found(&term.text)
            && !unused.iter().any(|text| term.text == text)
            && !term.language.starts_with("en")
        {
            unused.push(term.text.to_string());
        }
    }
    Row {
        concept: concept.id.clone(),
        file: concept.origin.file.to_string(),
        line: concept.origin.line as usize,
        preferred: measured.and_then(|measured| measured.preferred.first().cloned()),
        mentions,
        documents: measured.map_or(0, |measured| measured.documents),
        approved,
        agreement: (mentions > 0).then(|| approved as f64 / mentions as f64),
        rival,
        unused,
    }
}
