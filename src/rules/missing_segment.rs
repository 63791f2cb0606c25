//! Paragraphs of the original that the translation does not have.
//!
//! The original was changed after it was translated, or something was left out. Neighbouring paragraphs are one finding, at
//! the place where they belong; it is a warning where they are many, and for information where it is a single one, which may
//! have become a part of another. Bilingual files say themselves what is missing (`untranslated-segment`).

use super::paragraph::short;
use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::bitext::{Piece, TranslationUnit};
use crate::diagnostic::Severity;
use crate::document::{Document, OBJECT, Role};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: "missing-segment",
    severity: Some(Severity::Warning),
    source: include_str!("missing_segment.rs"),
    check,
    settle: no_settling,
};

/// Characters of a paragraph that is worth a finding.
const LETTERS: usize = 15;
/// Paragraphs that are no accident of the alignment.
const MANY: usize = 3;

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    let Some(bitext) = cx.pair.map(|pair| pair.sides.bitext).filter(|bitext| bitext.source_path.is_some()) else { return };
    for run in runs(&bitext.source, &bitext.units, |unit| &unit.source, |unit| &unit.target) {
        // The place is the end of what comes before.
        let before = bitext.units[..run.first].iter().rev().find_map(|unit| unit.target.last());
        let after = bitext.units[run.first..].iter().find_map(|unit| unit.target.first());
        let Some(piece) = before.or(after) else { continue };
        let Some(segment) = cx.document.segment(piece.segment) else { continue };
        let message = match run.count {
            1 => format!("a paragraph of the original is missing after this: \"{}\"", short(&run.text)),
            count => format!("{count} paragraphs of the original are missing after this, from \"{}\"", short(&run.text)),
        };
        let span = match piece.span.len() {
            0 => Span::new(0, segment.text.len()),
            _ => piece.span,
        };
        let mut diagnostic = cx.diagnostic(&RULE, segment, span, None, message);
        diagnostic.severity = if run.count < MANY { Severity::Info } else { Severity::Warning };
        drafts.push(now(diagnostic));
    }
}

/// Neighbouring paragraphs that only one side has.
pub(super) struct Run {
    /// Number of the first unit.
    pub first: usize,
    /// How many paragraphs there are.
    pub count: usize,
    /// The first segment.
    pub segment: usize,
    /// The text of the first.
    pub text: String,
}

/// Runs of whole paragraphs that `own` has and `other` has not.
pub(super) fn runs(
    document: &Document,
    units: &[TranslationUnit],
    own: fn(&TranslationUnit) -> &[Piece],
    other: fn(&TranslationUnit) -> &[Piece],
) -> Vec<Run> {
    let paired: std::collections::BTreeSet<usize> = units
        .iter()
        .filter(|unit| !other(unit).is_empty())
        .flat_map(|unit| own(unit).iter().map(|piece| piece.segment))
        .collect();
    let mut runs: Vec<Run> = Vec::new();
    let mut last: Option<usize> = None;
    for (number, unit) in units.iter().enumerate() {
        for piece in own(unit) {
            let Some(segment) = document.segment(piece.segment) else { continue };
            let letters = segment.text.chars().filter(|&c| c != OBJECT && c.is_alphanumeric()).count();
            let is_text = matches!(segment.role, Role::Body | Role::Heading | Role::Quote);
            if paired.contains(&piece.segment) || !is_text || letters < LETTERS {
                if paired.contains(&piece.segment) {
                    last = None;
                }
                continue;
            }
            match (last, runs.last_mut()) {
                (Some(known), _) if known == piece.segment => {}
                (Some(_), Some(run)) => run.count += 1,
                _ => runs.push(Run { first: number, count: 1, segment: piece.segment, text: segment.text.to_owned() }),
            }
            last = Some(piece.segment);
        }
    }
    runs
}
