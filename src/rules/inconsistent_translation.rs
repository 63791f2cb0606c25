//! One segment of the originals with several translations.
//!
//! The same sentence, heading or label of the original is translated otherwise elsewhere in the corpus. The less frequent
//! translations are reported, each time; of equals, all but one. Case and spaces of the original and punctuation of the
//! translation do not count, nor do segments of less than two words. Good translations vary their sentences, so the finding
//! is for information in documents; in files of strings it is a warning where the other translation is twice as frequent.

use super::{CorpusContext, DocumentContext, Draft, Pending, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::matcher::counterpart::{SegmentPair, text_of};
use crate::text::counted;

pub(super) static RULE: Rule = Rule {
    name: "inconsistent-translation",
    severity: Some(Severity::Warning),
    source: include_str!("inconsistent_translation.rs"),
    check,
    settle,
};

/// So many times as often is a clear majority.
const CLEAR: u32 = 2;

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    units(cx, &RULE, drafts);
}

/// A draft for every unit that may be repeated elsewhere, for this rule and `same-translation`.
pub(super) fn units(cx: &DocumentContext<'_>, rule: &'static Rule, drafts: &mut Vec<Draft>) {
    let Some(sides) = cx.pair.map(|pair| &pair.sides) else { return };
    let is_file = sides.bitext.source_path.is_none();
    for (source, target, pair) in SegmentPair::all(sides.bitext, cx.document) {
        let Some(piece) = target.first() else { continue };
        let Some(segment) = cx.document.segment(piece.segment) else { continue };
        let message = super::paragraph::short(&text_of(&sides.bitext.source, source));
        let mut diagnostic = cx.diagnostic(rule, segment, piece.span, None, message);
        if !is_file {
            diagnostic.severity = Severity::Info;
        }
        drafts.push(Draft::new(diagnostic, Some(Pending::Segment(pair))));
    }
}

fn settle(cx: &CorpusContext<'_>, mut diagnostic: Diagnostic, pending: &Pending) -> Option<Diagnostic> {
    let Pending::Segment(pair) = pending else { return None };
    let other = cx.pairs.other_translation(*pair)?;
    // One against one is no majority.
    if other.count < CLEAR * other.own {
        diagnostic.severity = Severity::Info;
    }
    let plural = if other.count == 1 { "once" } else { "more often" };
    diagnostic.message = format!("\"{}\" is translated otherwise elsewhere, {plural}", diagnostic.message);
    diagnostic.evidence.push(format!(
        "{} so, {} as in {}",
        counted(other.own as usize, "time"),
        counted(other.count as usize, "time"),
        other.path
    ));
    Some(diagnostic)
}
