//! A rendering of another term than the one in the original.
//!
//! The translation has a rendering of a concept that the original does not mention there, and a term that the original does
//! mention there has no rendering: the one stands for the other. The finding is made where the corpus agrees that it does, as
//! for `missing-rendering`. A rendering that often stands where the original does not have its term says little, and what the
//! original has, too, as it is, stands for itself.

use super::missing_rendering::{self, Said};
use super::{CorpusContext, DocumentContext, Draft, Pending, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::matcher::counterpart::Fate;

pub(super) static RULE: Rule =
    Rule { name: "wrong-sense", severity: Some(Severity::Error), source: include_str!("wrong_sense.rs"), check, settle };

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    let Some(pair) = cx.pair else { return };
    for gap in pair.counterparts.gaps.iter().filter(|gap| gap.fate == Fate::Lost) {
        let text = pair.counterparts.lost_text(&pair.sides, gap).filter(|text| text.has_rivals());
        let diagnostic = missing_rendering::diagnostic(cx, gap, &RULE);
        if let (Some(text), Some(diagnostic)) = (text, diagnostic) {
            drafts.push(Draft::new(diagnostic, Some(Pending::Lost(text))));
        }
    }
}

fn settle(cx: &CorpusContext<'_>, mut diagnostic: Diagnostic, pending: &Pending) -> Option<Diagnostic> {
    let Pending::Lost(text) = pending else { return None };
    let Said::Named { named, approved, severity } = missing_rendering::said(cx, text) else { return None };
    let other = cx.glossary.concepts.get(named.rival? as usize)?;
    let whose = if other.name() == named.text { String::new() } else { format!(", the rendering of \"{}\",", other.name()) };
    diagnostic.message = if severity == Severity::Error {
        format!("\"{}\"{whose} stands here for \"{}\" of the original", named.text, text.name())
    } else {
        let lacks = missing_rendering::lacks(&approved, text.name());
        format!("{lacks}, perhaps \"{}\"{whose} stands for it", named.text)
    };
    diagnostic.severity = severity;
    diagnostic.locus = Some(named.locus);
    diagnostic.fixes = vec![missing_rendering::shown(&approved)];
    diagnostic.evidence = vec![format!("score {:+.1}", named.score)];
    diagnostic.found = Some(named.text);
    Some(diagnostic)
}
