//! A document and an original that are no pair.
//!
//! The original is missing or cannot be read, it is the same text as the document, the two are swapped, or hardly
//! anything in them belongs together: then a comparison says nothing, and none is made. Where a pattern of paths leads to
//! no file the finding is only for information: not every page exists in every language.

use super::{Rule, no_check, no_settling};
use crate::diagnostic::{Diagnostic, Severity};

pub(super) static RULE: Rule = Rule {
    name: "mismatched-pair",
    severity: Some(Severity::Error),
    source: include_str!("mismatched_pair.rs"),
    check: no_check,
    settle: no_settling,
};

/// The finding for a pair that is none.
pub fn mismatched(message: String, severity: Severity) -> Diagnostic {
    Diagnostic {
        rule: RULE.name,
        severity,
        message,
        concept: None,
        found: None,
        locus: None,
        role: None,
        block: None,
        fixes: Vec::new(),
        evidence: Vec::new(),
    }
}
