//! A Latin name in pieces, or with a letter wrong.
//!
//! Machine translation cuts and bends names that it does not know: `kube con`, `devo PS`, `page duty`, `CoresOS`. A
//! string counts when it folds to an approved name but for spaces and hyphens, or when it is a single letter away from
//! one (optimal string alignment distance 1) and is no English word, no other term of the glossary and no word that the
//! corpus uses in its own right. Pieces that are put together again are a safe fix if the document knows the name
//! otherwise or a piece is no word; a wrong letter is a warning, and for a person to look
//! at.

use super::replacement::{self, Confidence};
use super::{CorpusContext, DocumentContext, Draft, Pending, Rule, now};
use crate::diagnostic::{Diagnostic, Severity};
use crate::matcher::words::is_english;
use crate::matcher::{Difference, NearKind};
use crate::text::fold::fold;

pub(super) static RULE: Rule = Rule {
    name: "broken-latin-name",
    severity: Some(Severity::Error),
    source: include_str!("broken_latin_name.rs"),
    check,
    settle,
};

/// A token in this many documents, and in this share of those that have the name, is a word of its own.
const ESTABLISHED_DOCUMENTS: u32 = 5;
const ESTABLISHED_SHARE: f64 = 0.05;

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    for mention in cx.mentions {
        let entry = cx.entry(mention.entry);
        if mention.difference != Difference::Broken
            || !entry.is_approved_name()
            || mention.rivals.iter().any(|&(_, difference)| difference < Difference::Broken)
        {
            continue;
        }
        let segment = cx.segment(mention.segment);
        let found = mention.span.get(segment.text);
        let concept = cx.concept(entry);
        let pieces: Vec<String> = found.split([' ', '-']).map(str::to_lowercase).collect();
        // Spelt out, letter by letter, on purpose.
        if pieces.len() > 2 && pieces.iter().all(|piece| piece.chars().count() == 1) {
            continue;
        }
        // `.NET app` is not NetApp.
        if starts_with_extension(&segment.text[..mention.span.start], found) {
            continue;
        }
        let is_word = |piece: &String| piece.len() < 3 || piece.bytes().all(|b| b.is_ascii_digit()) || is_english(piece);
        let known = cx
            .mentions
            .iter()
            .any(|other| cx.entry(other.entry).concept == entry.concept && other.difference <= Difference::Typography);
        let only_words = pieces.iter().all(is_word);
        if only_words && !known && !found.chars().any(char::is_uppercase) {
            continue;
        }
        let message = format!("\"{found}\" is \"{}\" in pieces", entry.text);
        let mut diagnostic = cx.diagnostic(&RULE, segment, mention.span, Some(&concept.id), message);
        let sure = known || !only_words;
        if known {
            diagnostic.evidence.push(format!("\"{}\" in this document", entry.text));
        }
        replacement::attach(
            cx,
            &mut diagnostic,
            segment,
            mention,
            &entry.text,
            if sure { Confidence::Sure } else { Confidence::Probable },
        );
        drafts.push(now(diagnostic));
    }
    for near in cx.near.iter().filter(|near| near.kind == NearKind::Letter) {
        let entry = cx.entry(near.entry);
        let concept = cx.concept(entry);
        let segment = cx.segment(near.segment);
        let found = near.span.get(segment.text);
        let message = format!("\"{found}\" is one letter away from \"{}\"", entry.text);
        let mut diagnostic = cx.diagnostic(&RULE, segment, near.span, Some(&concept.id), message);
        diagnostic.severity = Severity::Warning;
        if let Some(new) = &near.replacement {
            replacement::attach_near(cx, &mut diagnostic, near, new, Confidence::Probable);
        }
        drafts.push(Draft::new(diagnostic, Some(Pending::Token { token: fold(found) })));
    }
}

/// Whether the first piece is in capitals and a full stop stands right before it, which a machine may have made a Chinese one.
fn starts_with_extension(before: &str, found: &str) -> bool {
    let piece = found.split([' ', '-']).next().unwrap_or_default();
    before.ends_with(['.', '。']) && piece.len() > 1 && piece.chars().all(|c| c.is_ascii_uppercase())
}

fn settle(cx: &CorpusContext<'_>, diagnostic: Diagnostic, pending: &Pending) -> Option<Diagnostic> {
    let Pending::Token { token } = pending else { return Some(diagnostic) };
    let documents = cx.statistics.token_documents(token);
    let of_name = diagnostic.concept.as_deref().map_or(0, |id| cx.statistics.concept_documents(id));
    let is_established = documents >= ESTABLISHED_DOCUMENTS && f64::from(documents) >= ESTABLISHED_SHARE * f64::from(of_name);
    (!is_established).then_some(diagnostic)
}
