//! A transcribed name that is one sound or one character away from a known one.
//!
//! One part of a person's full name is as listed, and the other differs in a single character that is read alike, or in
//! one character of a long part: `艾丽卡·布雷西亚` beside `埃丽卡·布雷西亚`. A lone part counts in a document that has
//! the person in evidence, when the other character is read alike: `萨帕洛夫`. It may be another person, so the fix is
//! for a person to look at.

use super::replacement::{self, Confidence};
use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::diagnostic::Severity;
use crate::matcher::NearKind;

pub(super) static RULE: Rule = Rule {
    name: "near-rendering",
    severity: Some(Severity::Warning),
    source: include_str!("near_rendering.rs"),
    check,
    settle: no_settling,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    for near in cx.near {
        let how = match near.kind {
            NearKind::Letter | NearKind::Placeholder => continue,
            NearKind::Sound => "sound",
            NearKind::Character => "character",
        };
        let Some(new) = &near.replacement else { continue };
        let concept = cx.concept(cx.entry(near.entry));
        let segment = cx.segment(near.segment);
        let found = near.span.get(segment.text);
        let message = format!("\"{found}\" is one {how} away from \"{new}\"");
        let mut diagnostic = cx.diagnostic(&RULE, segment, near.span, Some(&concept.id), message);
        replacement::attach_near(cx, &mut diagnostic, near, new, Confidence::Probable);
        drafts.push(now(diagnostic));
    }
}
