//! A first mention without the original in brackets, or a later one with it.
//!
//! Only with the policy `first-mention = "bracketed"`, of the configuration or of the concept; without it, as by default,
//! the rule finds nothing. The first mention of a person, organization or product in a document has the original name
//! behind it in brackets, 凯尔西·海托华（Kelsey Hightower）, and no later mention has it. Names that are kept as they are,
//! and headings, need none.

use std::collections::BTreeSet;

use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::diagnostic::{Applicability, Fix, Severity};
use crate::document::Role;
use crate::glossary::{FirstMention, Kind};
use crate::matcher::{Form, Mention};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: "first-mention",
    severity: Some(Severity::Warning),
    source: include_str!("first_mention.rs"),
    check,
    settle: no_settling,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    let mut seen = BTreeSet::new();
    for mention in cx.mentions {
        let entry = cx.entry(mention.entry);
        let counts = entry.kind != Kind::Term && entry.form == Form::Listed && entry.status.is_approved() && entry.has_han;
        if !counts {
            continue;
        }
        let concept = cx.concept(entry);
        let is_wanted =
            concept.first_mention.map_or(cx.policy.bracketed_first_mention, |policy| policy == FirstMention::Bracketed);
        let segment = cx.segment(mention.segment);
        if !is_wanted || !matches!(segment.role, Role::Body | Role::Quote) {
            continue;
        }
        let Some(original) = concept.terms.iter().find(|term| term.language == "en" && term.status.is_approved()) else {
            continue;
        };
        let bracketed = brackets_after(segment.text, mention, &original.text);
        let is_first = seen.insert(entry.concept);
        let (message, span, new) = match (is_first, bracketed) {
            (true, None) => (
                format!("first mention of \"{}\" without the original in brackets", entry.text),
                mention.span,
                format!("{}（{}）", entry.text, original.text),
            ),
            (false, Some(brackets)) => {
                let span = Span::new(mention.span.start, brackets.end);
                (format!("\"{}\" has the original in brackets again", entry.text), span, entry.text.to_string())
            }
            (true, Some(_)) | (false, None) => continue,
        };
        let mut diagnostic = cx.diagnostic(&RULE, segment, span, Some(&concept.id), message);
        if let Some(edits) = segment.edit(cx.file_text, span, &new) {
            diagnostic.fixes.push(Fix { applicability: Applicability::Unsafe, replacement: new, edits });
        }
        drafts.push(now(diagnostic));
    }
}

/// The brackets with the original right behind a mention.
fn brackets_after(text: &str, mention: &Mention, original: &str) -> Option<Span> {
    let rest = text.get(mention.span.end..)?;
    let open = rest.trim_start();
    let inner = open.strip_prefix(['(', '（'])?;
    let close = inner.find([')', '）'])?;
    let end = text.len() - inner.len() + close + inner[close..].chars().next().map_or(0, char::len_utf8);
    inner[..close].contains(original).then_some(Span::new(mention.span.end, end))
}
