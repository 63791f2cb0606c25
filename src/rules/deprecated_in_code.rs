//! A deprecated rendering in a comment of a block of code.
//!
//! Comments are translated with the text around them, and a clean-up of a term must reach them. Everything else in code is left
//! alone: values and strings are what programs work with. `fix` changes nothing in code. Only renderings of Chinese
//! characters that no ordinary word is meant by are found.

use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};

pub(super) static RULE: Rule = Rule {
    name: "deprecated-in-code",
    severity: Some(Severity::Warning),
    source: include_str!("deprecated_in_code.rs"),
    check,
    settle: no_settling,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    for mention in cx.in_code {
        let entry = cx.entry(mention.entry);
        let concept = cx.concept(entry);
        let found = mention.locus.get(cx.file_text);
        let fix = entry.replacement.as_ref().map(|new| Fix {
            applicability: Applicability::Display,
            replacement: new.to_string(),
            edits: Vec::new(),
        });
        drafts.push(now(Diagnostic {
            rule: RULE.name,
            severity: RULE.severity.unwrap_or(Severity::Warning),
            message: format!("\"{found}\" is not the approved rendering of \"{}\"", concept.name()),
            concept: Some(concept.id.clone()),
            found: Some(found.to_owned()),
            locus: Some(mention.locus),
            role: None,
            block: None,
            fixes: fix.into_iter().collect(),
            evidence: vec!["in a comment of a block of code".to_owned()],
        }));
    }
}
