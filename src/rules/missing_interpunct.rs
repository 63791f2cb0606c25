//! A transcribed name without the dot between its parts.
//!
//! The parts of a foreign name are joined by an interpunct in Chinese (GB/T 15834-2011, 4.14). The text has the
//! parts of a known full name without it.
//!
//! ```text
//! 凯尔西海托华   →   凯尔西·海托华
//! ```

use super::replacement::{self, Confidence};
use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::diagnostic::Severity;
use crate::matcher::{Entry, Form};
use crate::text::script::is_interpunct;

pub(super) static RULE: Rule = Rule {
    name: "missing-interpunct",
    severity: Some(Severity::Error),
    source: include_str!("missing_interpunct.rs"),
    check,
    settle: no_settling,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    for mention in cx.mentions {
        let entry = cx.entry(mention.entry);
        if entry.form != Form::WithoutInterpunct || !is_own_name(entry) {
            continue;
        }
        let Some(full) = &entry.replacement else { continue };
        let concept = cx.concept(entry);
        let segment = cx.segment(mention.segment);
        let found = mention.span.get(segment.text);
        let message = format!("\"{found}\" lacks the interpunct between the parts of the name");
        let mut diagnostic = cx.diagnostic(&RULE, segment, mention.span, Some(&concept.id), message);
        replacement::attach(cx, &mut diagnostic, segment, mention, full, Confidence::Sure);
        drafts.push(now(diagnostic));
    }
}

/// Whether the name would be right with its interpunct.
pub(super) fn is_own_name(entry: &Entry) -> bool {
    entry.replacement.as_ref().is_some_and(|full| full.chars().filter(|&c| !is_interpunct(c)).eq(entry.text.chars()))
}
