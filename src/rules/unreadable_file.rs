//! A file that cannot be read or decoded, or is not what its format allows.
//!
//! It was not checked, so the run is not clean. The other files are checked all the same. A file of strings that is as its
//! format allows and holds no unit is for information.

use super::{Rule, no_check, no_settling};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Locus;

pub(super) static RULE: Rule = Rule {
    name: "unreadable-file",
    severity: Some(Severity::Error),
    source: include_str!("unreadable_file.rs"),
    check: no_check,
    settle: no_settling,
};

/// The finding for a file that could not be read, with the reason and, if one place shows it, that place.
pub fn unreadable(reason: String, locus: Option<Locus>) -> Diagnostic {
    Diagnostic {
        rule: RULE.name,
        severity: Severity::Error,
        message: reason,
        concept: None,
        found: None,
        locus,
        role: None,
        block: None,
        fixes: Vec::new(),
        evidence: Vec::new(),
    }
}
