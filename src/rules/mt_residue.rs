//! A stray placeholder of machine translation.
//!
//! Some systems put `T2`, `T3` and so on in place of markup before they translate, and now and then one is left in the
//! text. The same letters are GPUs, instances and time stamps, so a placeholder is reported only where the corpus shows
//! that it has them (several numbers, in several documents, between Chinese words) and nothing beside it makes it a
//! model. What was there is lost: the fix, which removes it, is for a person to look at.

use super::replacement;
use super::{CorpusContext, DocumentContext, Draft, Pending, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::matcher::NearKind;
use crate::text::counted;

pub(super) static RULE: Rule =
    Rule { name: "mt-residue", severity: Some(Severity::Warning), source: include_str!("mt_residue.rs"), check, settle };

/// The corpus has placeholders when it has this many different ones, in this many documents.
const DIFFERENT: usize = 2;
const DOCUMENTS: u32 = 2;

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    for near in cx.near.iter().filter(|near| near.kind == NearKind::Placeholder) {
        let segment = cx.segment(near.segment);
        let found = near.span.get(segment.text);
        let message = format!("\"{found}\" is a placeholder that machine translation left behind");
        let mut diagnostic = cx.diagnostic(&RULE, segment, near.span, None, message);
        replacement::attach_removal(cx, &mut diagnostic, near);
        drafts.push(Draft::new(diagnostic, Some(Pending::Placeholder)));
    }
}

fn settle(cx: &CorpusContext<'_>, mut diagnostic: Diagnostic, _: &Pending) -> Option<Diagnostic> {
    let (different, documents) = cx.statistics.placeholders();
    if different < DIFFERENT || documents < DOCUMENTS {
        return None;
    }
    diagnostic
        .evidence
        .push(format!("{different} different placeholders in {} of the corpus", counted(documents as usize, "document")));
    Some(diagnostic)
}
