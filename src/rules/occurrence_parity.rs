//! A term that the original has more often than the translation.
//!
//! Three times in the paragraph of the original, once in that of the translation: a pronoun, a sentence made shorter, or a
//! rendering that differs. Good translations do this all the time, so the finding is for information; where a string can be
//! named that stands for the term, `missing-rendering` reports it instead.

use super::missing_rendering::{self, Said};
use super::{CorpusContext, DocumentContext, Draft, Pending, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::matcher::counterpart::Fate;

pub(super) static RULE: Rule = Rule {
    name: "occurrence-parity",
    severity: Some(Severity::Info),
    source: include_str!("occurrence_parity.rs"),
    check,
    settle,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    let Some(pair) = cx.pair else { return };
    let mut last = None;
    for gap in pair.counterparts.gaps.iter().filter(|gap| gap.fate == Fate::Lost && gap.approved > 0 && !gap.is_soft) {
        // Once a paragraph.
        if last.replace((gap.concept, gap.unit)) == Some((gap.concept, gap.unit)) {
            continue;
        }
        let Some(mut diagnostic) = missing_rendering::diagnostic(cx, gap, &RULE) else { continue };
        let concept = &cx.glossary.concepts[gap.concept as usize];
        diagnostic.message =
            format!("\"{}\" {} in the original, {} here", concept.name(), times(gap.source), times(gap.approved));
        diagnostic.evidence.clear();
        let pending = pair.counterparts.lost_text(&pair.sides, gap).map(Pending::Lost);
        drafts.push(Draft::new(diagnostic, pending));
    }
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    }
}

fn settle(cx: &CorpusContext<'_>, diagnostic: Diagnostic, pending: &Pending) -> Option<Diagnostic> {
    let Pending::Lost(text) = pending else { return Some(diagnostic) };
    match missing_rendering::said(cx, text) {
        Said::Named { .. } | Said::Something { .. } => None,
        Said::Nothing { .. } => Some(diagnostic),
    }
}
