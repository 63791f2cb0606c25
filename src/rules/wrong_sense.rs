//! A rendering of another term than the one in the original.
//!
//! The translation has a rendering of a concept that the original does not mention there, and a term that the original does
//! mention there has no rendering: the one stands for the other. The finding is made where the corpus agrees that it does, as
//! for `missing-rendering`.

use super::missing_rendering::{self, Said};
use super::{CorpusContext, DocumentContext, Draft, Pending, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::matcher::counterpart::{Fate, LostText};

pub(super) static RULE: Rule =
    Rule { name: "wrong-sense", severity: Some(Severity::Error), source: include_str!("wrong_sense.rs"), check, settle };

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    let Some(pair) = cx.pair else { return };
    for gap in pair.counterparts.gaps.iter().filter(|gap| gap.fate == Fate::Lost) {
        for surplus in pair.counterparts.surpluses.iter().filter(|surplus| surplus.unit == gap.unit) {
            let mention = &cx.mentions[surplus.mention];
            let segment = cx.segment(mention.segment);
            let concept = &cx.glossary.concepts[gap.concept as usize];
            let other = &cx.glossary.concepts[surplus.concept as usize];
            let found = mention.span.get(segment.text);
            let Some(text) = LostText::of(&pair.sides, gap, &pair.counterparts.surpluses) else { continue };
            let message =
                format!("\"{found}\" is the rendering of \"{}\", the original has \"{}\" here", other.name(), text.name());
            let diagnostic = cx.diagnostic(&RULE, segment, mention.span, Some(concept), message);
            drafts.push(Draft { diagnostic, pending: Some(Pending::Lost(Box::new(text))) });
        }
    }
}

fn settle(cx: &CorpusContext<'_>, mut diagnostic: Diagnostic, pending: &Pending) -> Option<Diagnostic> {
    let Pending::Lost(text) = pending else { return None };
    match missing_rendering::said(cx, text) {
        Said::Named { named, approved, severity } if diagnostic.locus == Some(named.locus) => {
            diagnostic.severity = severity;
            diagnostic.fixes = vec![missing_rendering::shown(&approved)];
            diagnostic.evidence.push(format!("score {:+.1}", named.score));
            Some(diagnostic)
        }
        _ => None,
    }
}
