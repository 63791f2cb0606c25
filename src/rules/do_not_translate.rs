//! A translated name that must stay as it is.
//!
//! The glossary gives the concept the same name in both languages, and the text has a translation of it that the
//! glossary lists as deprecated. `fix` restores the name, as for `deprecated-rendering`.
//!
//! ```text
//! 部署在数字海洋上   →   部署在 DigitalOcean 上
//! ```

use super::{DocumentContext, Draft, Rule, deprecated_rendering, no_settling};
use crate::diagnostic::Severity;
use crate::matcher::Entry;
use crate::text::script::has_han;

pub(super) static RULE: Rule = Rule {
    name: "do-not-translate",
    severity: Some(Severity::Error),
    source: include_str!("do_not_translate.rs"),
    check,
    settle: no_settling,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    for mention in cx.mentions {
        let entry = cx.entry(mention.entry);
        if deprecated_rendering::is_deprecated(entry) && applies(cx, entry) {
            drafts.push(deprecated_rendering::draft(cx, &RULE, mention));
        }
    }
}

/// Whether the rendering translates a name that the glossary keeps as it is.
pub(super) fn applies(cx: &DocumentContext<'_>, entry: &Entry) -> bool {
    let concept = cx.concept(entry);
    let is_kept = entry.replacement.as_ref().is_some_and(|preferred| {
        concept
            .terms
            .iter()
            .any(|term| term.language.eq_ignore_ascii_case("en") && term.text == *preferred && term.status.is_approved())
    });
    is_kept && has_han(&entry.text)
}
