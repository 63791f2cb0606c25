//! Headings that are not those of the original.
//!
//! The levels of the headings, in order, are the same in both. The first that differs is reported, once a document: a
//! level changed, a heading was left out or put in, or the translation is of an older version.

use super::paragraph::short;
use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::diagnostic::Severity;
use crate::document::{Document, Role, Segment};
use crate::text::Span;
use crate::text::counted;

pub(super) static RULE: Rule = Rule {
    name: "heading-structure",
    severity: Some(Severity::Info),
    source: include_str!("heading_structure.rs"),
    check,
    settle: no_settling,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    let Some(bitext) = cx.pair.map(|pair| pair.sides.bitext).filter(|bitext| bitext.source_path.is_some()) else { return };
    let headings = |document: &'_ Document| {
        document
            .segments()
            .filter(|segment| segment.role == Role::Heading)
            .map(|segment| (segment.level, segment.number))
            .collect::<Vec<_>>()
    };
    let (theirs, ours) = (headings(&bitext.source), headings(cx.document));
    let same = theirs.iter().zip(&ours).take_while(|(left, right)| left.0 == right.0).count();
    let text =
        |document: &Document, number: usize| document.segment(number).map(|segment| short(segment.text)).unwrap_or_default();
    let (message, at): (String, Option<Segment<'_>>) = match (theirs.get(same), ours.get(same)) {
        (None, None) => return,
        (Some(&(level, number)), Some(&(own, at))) => (
            format!(
                "the original has \"{}\" (level {level}) where this heading of level {own} stands",
                text(&bitext.source, number)
            ),
            cx.document.segment(at),
        ),
        (None, Some(&(_, at))) => ("the original has no such heading".to_owned(), cx.document.segment(at)),
        (Some(&(level, number)), None) => {
            let last = ours.last().and_then(|&(_, at)| cx.document.segment(at)).or_else(|| cx.document.segment(0));
            (format!("the original goes on with \"{}\" (level {level}) after this", text(&bitext.source, number)), last)
        }
    };
    let Some(segment) = at else { return };
    let mut diagnostic = cx.diagnostic(&RULE, segment, Span::new(0, segment.text.len()), None, message);
    diagnostic.evidence.push(format!("{} in the original, {} here", counted(theirs.len(), "heading"), ours.len()));
    drafts.push(now(diagnostic));
}
