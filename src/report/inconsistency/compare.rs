//! This report beside earlier ones: what got better and worse, and a line over all of them.
//!
//! An earlier report is a whole `report.json` or a record of a history, which has the same figures and nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::model::{Change, Comparison, Direction, Figures, Report, SCHEMA, Snapshot, Totals};
use super::tally::MergeError;

/// The figures of a report, as a history keeps them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Version of the layout: that of reports.
    pub schema: u32,
    /// What it is called; reports have no name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Figures about the whole.
    pub totals: Totals,
    /// Concepts with their figures.
    pub concepts: Vec<RecordedConcept>,
}

/// A concept of a [`Record`]; the fields are those of the report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they are those of `model::Concept`")]
pub struct RecordedConcept {
    pub id: String,
    pub source: String,
    pub mentions: usize,
    pub approved: usize,
    pub success_rate: f64,
    pub consistency: f64,
    pub entropy: f64,
    pub harm: f64,
    pub findings: usize,
}

impl RecordedConcept {
    fn figures(&self) -> Figures {
        Figures {
            mentions: self.mentions,
            approved: self.approved,
            success_rate: self.success_rate,
            consistency: self.consistency,
            entropy: self.entropy,
            harm: self.harm,
            findings: self.findings,
        }
    }
}

impl Record {
    /// The figures of a report.
    pub fn of(report: &Report, label: Option<String>) -> Self {
        let concepts = report.concepts.iter().map(|concept| RecordedConcept {
            id: concept.id.clone(),
            source: concept.source.clone(),
            mentions: concept.mentions,
            approved: concept.approved,
            success_rate: concept.success_rate,
            consistency: concept.consistency,
            entropy: concept.entropy,
            harm: concept.harm,
            findings: concept.findings,
        });
        Self { schema: SCHEMA, label, totals: report.totals, concepts: concepts.collect() }
    }

    /// Reads a report or a record; `path` is for messages.
    ///
    /// # Errors
    /// If it is neither, of another version, or cut off.
    pub fn read(text: &str, path: &str) -> Result<Self, MergeError> {
        super::tally::parse(text, path)
    }

    /// Whether both have the same figures, whatever they are called.
    pub fn is_same(&self, other: &Self) -> bool {
        self.totals == other.totals && self.concepts == other.concepts
    }

    /// The record as a file.
    pub fn write(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("strings and numbers are JSON");
        text.push('\n');
        text
    }
}

/// Puts earlier records, oldest first, beside the report, whose own name is `label`.
pub fn compare(report: &mut Report, earlier: &[Record], label: &str) {
    let Some(last) = earlier.last() else { return };
    let snapshot = |record: &Record| Snapshot { label: record.label.clone().unwrap_or_default(), totals: record.totals };
    report.history = earlier.iter().map(snapshot).collect();
    report.history.push(Snapshot { label: label.to_owned(), totals: report.totals });
    report.compare = Some(comparison(last, &Record::of(report, None)));
}

fn comparison(old: &Record, new: &Record) -> Comparison {
    let mut both: BTreeMap<&str, (Option<&RecordedConcept>, Option<&RecordedConcept>)> = BTreeMap::new();
    for concept in &old.concepts {
        both.entry(&concept.id).or_default().0 = Some(concept);
    }
    for concept in &new.concepts {
        both.entry(&concept.id).or_default().1 = Some(concept);
    }
    let mut concepts = Vec::new();
    let mut unchanged = 0;
    for (id, (before, after)) in both {
        let (old, new) = (before.map(RecordedConcept::figures), after.map(RecordedConcept::figures));
        if old == new {
            unchanged += 1;
            continue;
        }
        let source = after.or(before).map_or_else(String::new, |concept| concept.source.clone());
        concepts.push(Change { id: id.to_owned(), source, direction: direction(old, new), before: old, after: new });
    }
    let moved = |change: &Change| {
        let harm = |figures: Option<Figures>| figures.map_or(0.0, |figures| figures.harm);
        (harm(change.after) - harm(change.before)).abs()
    };
    // By id already; the sort is stable.
    concepts.sort_by(|left, right| moved(right).total_cmp(&moved(left)));
    Comparison { label: old.label.clone().unwrap_or_default(), totals: old.totals, concepts, unchanged }
}

/// Less harm is better; of equal harm a higher success rate, then more consistency. A concept that is not mentioned does no
/// harm.
fn direction(before: Option<Figures>, after: Option<Figures>) -> Direction {
    let rank = |figures: Option<Figures>| figures.map_or([0.0, 1.0, 1.0], |it| [-it.harm, it.success_rate, it.consistency]);
    let first = rank(after).into_iter().zip(rank(before)).map(|(new, old)| new.total_cmp(&old)).find(|order| order.is_ne());
    match first {
        Some(std::cmp::Ordering::Greater) => Direction::Better,
        Some(std::cmp::Ordering::Less) => Direction::Worse,
        Some(std::cmp::Ordering::Equal) | None => Direction::Same,
    }
}
