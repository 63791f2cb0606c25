//! A segment that says the same in both languages, word for word.
//!
//! The translation has running words of the source language and none of its own, or a bilingual file has no translation for a
//! unit yet (then the finding is for information). Names, code, addresses, commands after a prompt and titles of up to three words
//! are no running text.

use super::paragraph::{Found, paragraphs, short, shown};
use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::bitext::State;
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::script::has_han;

pub(super) static RULE: Rule = Rule {
    name: "untranslated-segment",
    severity: Some(Severity::Warning),
    source: include_str!("untranslated_segment.rs"),
    check,
    settle: no_settling,
};

/// Running words that make a sentence.
const WORDS: usize = 4;

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    let Some(pair) = cx.pair else { return };
    for paragraph in paragraphs(cx) {
        let (source, target) = (paragraph.source().text(), paragraph.target().text());
        if has_han(&target) || words(&target) < WORDS || is_command(&target) {
            continue;
        }
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        // The alignment may have put a sentence that was left out beside it.
        if plain(&source).contains(&plain(&target)) {
            let message = format!("\"{}\" is not translated", short(&target));
            drafts.extend(paragraph.diagnostic(cx, &RULE, message).map(now));
        }
    }
    let bitext = pair.sides.bitext;
    if bitext.source_path.is_some() {
        return;
    }
    for unit in bitext.units.iter().filter(|unit| unit.state == State::Untranslated || unit.target.is_empty()) {
        let Some(piece) = unit.source.first() else { continue };
        let Some(segment) = bitext.source.segment(piece.segment) else { continue };
        let found = Found { segment: piece.segment, span: piece.span, text: piece.span.get(segment.text) };
        drafts.push(now(Diagnostic {
            rule: RULE.name,
            severity: Severity::Info,
            message: format!("\"{}\" is not translated yet", short(found.text)),
            concept: None,
            found: Some(shown(segment, found.span, pair.sides.file_text)),
            locus: Some(segment.locus(found.span)),
            role: Some(segment.role),
            block: None,
            fixes: Vec::new(),
            evidence: Vec::new(),
        }));
    }
}

/// Whether a text is what somebody types: after a prompt.
fn is_command(text: &str) -> bool {
    text.trim_start().starts_with("$ ")
}

/// Running words: of lower-case letters, not a part of a path or a name.
fn words(text: &str) -> usize {
    let is_word = |word: &&str| {
        let bare = word.trim_matches(|c: char| c.is_ascii_punctuation());
        bare.len() >= 2 && bare.chars().all(|c| c.is_alphabetic() && c.is_lowercase())
    };
    text.split_whitespace().filter(is_word).count()
}
