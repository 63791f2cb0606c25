//! Several segments of the originals with one translation.
//!
//! Two different sentences or labels of the originals have become the same one: a slip of the clipboard or the translation
//! memory, or a distinction that was lost. The rarer original is reported. For information: languages differ in what they
//! tell apart.

use super::inconsistent_translation::units;
use super::{CorpusContext, DocumentContext, Draft, Pending, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::counted;

pub(super) static RULE: Rule =
    Rule { name: "same-translation", severity: Some(Severity::Info), source: include_str!("same_translation.rs"), check, settle };

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    units(cx, &RULE, drafts);
}

fn settle(cx: &CorpusContext<'_>, mut diagnostic: Diagnostic, pending: &Pending) -> Option<Diagnostic> {
    let Pending::Segment(pair) = pending else { return None };
    let other = cx.pairs.other_source(*pair)?;
    let times = |number: u32| counted(number as usize, "time");
    diagnostic.message = format!("another original than \"{}\" has the same translation", diagnostic.message);
    diagnostic.evidence.push(format!(
        "{} for this original, {} for the one in {}",
        times(other.own),
        times(other.count),
        other.path
    ));
    Some(diagnostic)
}
