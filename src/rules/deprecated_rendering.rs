//! A rendering that the glossary deprecates.
//!
//! The glossary lists the string as one that must not be used for its concept, or it is the short form of a person's
//! deprecated full name and the document shows that this person is meant. `fix` puts the preferred rendering in its
//! place, unless the words around it would no longer fit: a measure word before it, the rest of a longer word behind it,
//! a heading whose anchor is linked. Where two rows contradict each other the fix is only shown; a string that another row
//! approves is a warning then.
//!
//! ```text
//! 海塔尔在会上说   →   海托华在会上说
//! ```

use super::replacement::{self, Confidence};
use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::diagnostic::Severity;
use crate::document::Segment;
use crate::glossary::Kind;
use crate::matcher::evidence::starts_with_name;
use crate::matcher::{Entry, Form, Mention};
use crate::text::script::is_han;

pub(super) static RULE: Rule = Rule {
    name: "deprecated-rendering",
    severity: Some(Severity::Error),
    source: include_str!("deprecated_rendering.rs"),
    check,
    settle: no_settling,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    for mention in cx.mentions {
        let entry = cx.entry(mention.entry);
        if !entry.translates_kept && is_deprecated(entry) {
            drafts.push(draft(cx, &RULE, mention));
        } else if !mention.rivals.is_empty()
            && entry.status.is_approved()
            && !entry.is_source
            && let Some(contested) = deprecated_elsewhere(cx, mention)
        {
            let mut draft = draft(cx, &RULE, &contested);
            draft.diagnostic.severity = Severity::Warning;
            drafts.push(draft);
        }
    }
}

/// The mention as another row of the glossary sees it, which deprecates the very string that this one's approves.
fn deprecated_elsewhere(cx: &DocumentContext<'_>, mention: &Mention) -> Option<Mention> {
    let approved = cx.entry(mention.entry);
    let is_contrary =
        |rival: &Entry| rival.form == Form::Listed && !rival.is_source && is_deprecated(rival) && rival.text == approved.text;
    let at = mention.rivals.iter().position(|&(id, _)| is_contrary(cx.entry(id)))?;
    let mut contested = mention.clone();
    std::mem::swap(&mut contested.rivals[at].0, &mut contested.entry);
    Some(contested)
}

/// Whether the rendering is clearly deprecated, and not merely a name without its interpunct.
pub(super) fn is_deprecated(entry: &Entry) -> bool {
    let lacks_interpunct = entry.form == Form::WithoutInterpunct && super::missing_interpunct::is_own_name(entry);
    !entry.status.is_approved() && !entry.ambiguous && !lacks_interpunct
}

/// The finding for a deprecated rendering, for this rule and `do-not-translate`.
pub(super) fn draft(cx: &DocumentContext<'_>, rule: &'static Rule, mention: &Mention) -> Draft {
    let entry = cx.entry(mention.entry);
    let concept = cx.matcher.label(entry.concept);
    let segment = cx.segment(mention.segment);
    let found = mention.span.get(segment.text);
    let message = if std::ptr::eq(rule, &RULE) {
        message("\"", found, "\" is not the approved rendering of \"", concept.name, "\"")
    } else {
        message("\"", found, "\" translates \"", concept.name, "\", which stays as it is")
    };
    let mut diagnostic = cx.diagnostic(rule, segment, mention.span, Some(concept.id), message);
    let contradiction = mention
        .rivals
        .iter()
        .map(|&(id, _)| cx.entry(id))
        .find(|rival| rival.form == Form::Listed && !rival.is_source && rival.text == entry.text);
    let confidence = if contradiction.is_some() { Confidence::Contested } else { Confidence::Sure };
    if let Some(rival) = contradiction {
        diagnostic.evidence.push(format!(
            "\"{}\" is also {} for \"{}\"",
            rival.text,
            rival.status.name(),
            cx.matcher.label(rival.concept).name
        ));
    }
    if entry.form == Form::ShortForm {
        diagnostic.evidence.push(match cx.presences.get(entry.concept) {
            Some(presence) if presence.mentions > 0 => "full name in this document".to_owned(),
            _ => "a link or the file name names the person".to_owned(),
        });
    }
    let doubt = doubt(cx, segment, mention, entry);
    let confidence = if doubt.is_some() { confidence.min(Confidence::Probable) } else { confidence };
    if let Some(doubt) = doubt {
        diagnostic.severity = Severity::Info;
        diagnostic.evidence.push(doubt.to_owned());
    }
    if let Some(new) = &entry.replacement {
        replacement::attach(cx, &mut diagnostic, segment, mention, new, confidence);
    }
    now(diagnostic)
}

/// A message of what was found and of a name. What is always the same is copied faster if it is known here.
#[inline(always)]
fn message(start: &str, found: &str, middle: &str, name: &str, end: &str) -> String {
    let mut message = String::with_capacity(start.len() + found.len() + middle.len() + name.len() + end.len());
    message.push_str(start);
    message.push_str(found);
    message.push_str(middle);
    message.push_str(name);
    message.push_str(end);
    message
}

/// Why the string may be somebody or something else after all.
fn doubt(cx: &DocumentContext<'_>, segment: Segment<'_>, mention: &Mention, entry: &Entry) -> Option<&'static str> {
    let (before, after) = (&segment.text[..mention.span.start], &segment.text[mention.span.end..]);
    if entry.is_part && !has_other_evidence(cx, mention) {
        return Some("nothing else in this document names the person");
    }
    if entry.kind != Kind::Term && entry.has_han && starts_with_name(after) {
        return Some("a person's full name follows directly");
    }
    if !entry.has_han && stands_in_foreign_quotation(before, after) {
        return Some("a quotation in another language");
    }
    None
}

/// Bytes of a short quotation around a mention, from mark to mark.
const QUOTATION: std::ops::Range<usize> = 4..40;

/// Whether quotation marks stand around, with no Chinese between them and with more than the mention.
fn stands_in_foreign_quotation(before: &str, after: &str) -> bool {
    // Up to the first mark or Chinese character, and no further: a paragraph may be as long as a file.
    let open = before.char_indices().rev().take(QUOTATION.end).find(|&(_, c)| matches!(c, '“' | '"') || is_han(c));
    let close = after.char_indices().take(QUOTATION.end).find(|&(_, c)| matches!(c, '”' | '"') || is_han(c));
    match (open, close) {
        (Some((open, left)), Some((close, right))) => {
            !is_han(left) && !is_han(right) && QUOTATION.contains(&(before.len() - open + close))
        }
        _ => false,
    }
}

/// Whether anything but mentions of this very string names the concept.
fn has_other_evidence(cx: &DocumentContext<'_>, mention: &Mention) -> bool {
    let entry = cx.entry(mention.entry);
    let linked = cx.presences.get(entry.concept).is_some_and(|presence| !presence.links.is_empty() || presence.in_path);
    linked
        || cx
            .mentions
            .iter()
            .any(|other| cx.entry(other.entry).concept == entry.concept && cx.entry(other.entry).text != entry.text)
}
