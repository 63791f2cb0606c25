//! A suppression that suppresses nothing, or names nothing that exists.
//!
//! `<!-- glossator-ignore deprecated-rendering -->` silences findings of the block that follows it. When there are none
//! any more, or the rule or concept has no such name, the comment misleads and can go.

use super::{Rule, no_check, no_settling};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Locus;

pub(super) static RULE: Rule = Rule {
    name: "unused-suppression",
    severity: Some(Severity::Warning),
    source: include_str!("unused_suppression.rs"),
    check: no_check,
    settle: no_settling,
};

/// The finding for a suppression that was not needed.
pub fn unused(locus: Locus, what: &str) -> Diagnostic {
    faulty(locus, what.to_owned())
}

/// The finding for a suppression that cannot be understood.
pub fn faulty(locus: Locus, message: String) -> Diagnostic {
    Diagnostic {
        rule: RULE.name,
        severity: Severity::Warning,
        message,
        concept: None,
        found: None,
        locus: Some(locus),
        role: None,
        block: None,
        fixes: Vec::new(),
        evidence: Vec::new(),
    }
}
