//! An ordinary word that stands here for a name or term.
//!
//! The glossary says that the string is wrong for its concept and also an ordinary word: 构造 for Tectonic, 集装箱 for
//! container. Each mention is decided by what the text and the corpus offer, as points in one score (log-odds) that is
//! given as evidence with the finding. Above the higher threshold the finding is a warning with a safe fix, above the lower
//! one the fix is for a person to look at; below it the string is taken for the ordinary word. Listed words of the ordinary
//! sense (`unless` of the row: 货轮 for 集装箱) lower the score in the same paragraph, unless one of
//! `when` stands there too, and no fix is safe near them.

use super::replacement::{self, Confidence};
use super::{CorpusContext, DocumentContext, Draft, Pending, Rule};
use crate::diagnostic::{Applicability, Diagnostic, Severity};

pub(super) static RULE: Rule = Rule {
    name: "ambiguous-rendering",
    severity: Some(Severity::Warning),
    source: include_str!("ambiguous_rendering.rs"),
    check,
    settle,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    for (number, observation) in cx.observations {
        let Some(mention) = cx.mentions.get(*number) else { continue };
        let entry = cx.entry(mention.entry);
        let concept = cx.concept(entry);
        let segment = cx.segment(mention.segment);
        let found = mention.span.get(segment.text);
        let message = format!("\"{found}\" stands for \"{}\" here", concept.name());
        let mut diagnostic = cx.diagnostic(&RULE, segment, mention.span, Some(&concept.id), message);
        if let Some(new) = &entry.replacement {
            replacement::attach(cx, &mut diagnostic, segment, mention, new, Confidence::Sure);
        }
        drafts.push(Draft::new(diagnostic, Some(Pending::Ambiguous(Box::new(observation.clone())))));
    }
}

fn settle(cx: &CorpusContext<'_>, mut diagnostic: Diagnostic, pending: &Pending) -> Option<Diagnostic> {
    let Pending::Ambiguous(observation) = pending else { return Some(diagnostic) };
    let verdict = cx.verdict(observation);
    if !verdict.means_concept() {
        return None;
    }
    for fix in &mut diagnostic.fixes {
        if !verdict.is_certain() {
            fix.applicability = fix.applicability.min(Applicability::Unsafe);
        }
    }
    diagnostic.evidence.splice(0..0, verdict.reasons);
    Some(diagnostic)
}
