//! What a fix puts in place of a mention, and whether a person must look at it first.
//!
//! Spacing follows the text around it; a measure word before the mention, the rest of a word behind it, or a heading
//! anchor that others link to makes the fix unsafe.

use super::DocumentContext;
use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::document::{Document, Role, Segment};
use crate::matcher::segmentation;
use crate::matcher::{Mention, NearMention};
use crate::text::Span;
use crate::text::script::{is_han, is_spaced};

/// How sure the rule is that the replacement is right, before the words around it are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Confidence {
    /// The glossary contradicts itself: only show it.
    Contested,
    /// A person should look.
    Probable,
    /// It may be applied.
    Sure,
}

/// Whether a document puts a space between Chinese and Latin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spacing {
    spaced: u32,
    tight: u32,
}

impl Spacing {
    /// Counts the document's habit.
    pub fn of(document: &Document) -> Self {
        let mut spacing = Self::default();
        for segment in document.segments() {
            let mut before = [' ', ' '];
            for c in segment.text.chars() {
                let [first, second] = before;
                let joins = |left: char, right: char| is_han(left) && is_latin(right) || is_latin(left) && is_han(right);
                if second == ' ' && joins(first, c) {
                    spacing.spaced += 1;
                } else if joins(second, c) {
                    spacing.tight += 1;
                }
                before = [second, c];
            }
            if spacing.spaced + spacing.tight > 400 {
                break;
            }
        }
        spacing
    }

    /// Whether Chinese and Latin are set apart; where the document shows no habit, they are.
    pub const fn is_spaced(self) -> bool {
        self.spaced >= self.tight
    }
}

fn is_latin(c: char) -> bool {
    c.is_alphanumeric() && is_spaced(c)
}

/// Adds the fix of a mention to its finding.
pub(super) fn attach(cx: &DocumentContext<'_>, diagnostic: &mut Diagnostic, mention: &Mention, new: &str, confidence: Confidence) {
    let segment = cx.segment(mention.segment);
    let confidence = if mention.joined { confidence.min(Confidence::Probable) } else { confidence };
    attach_at(cx, diagnostic, segment, mention.span, new, confidence);
}

/// Adds the fix of a near mention to its finding.
pub(super) fn attach_near(cx: &DocumentContext<'_>, diagnostic: &mut Diagnostic, near: &NearMention, new: &str, confidence: Confidence) {
    attach_at(cx, diagnostic, cx.segment(near.segment), near.span, new, confidence);
}

/// Adds a fix that removes the near mention and the space before it.
pub(super) fn attach_removal(cx: &DocumentContext<'_>, diagnostic: &mut Diagnostic, near: &NearMention) {
    let segment = cx.segment(near.segment);
    let before = &segment.text[..near.span.start];
    let after = &segment.text[near.span.end..];
    let start = near.span.start - before.len() + before.trim_end_matches(' ').len();
    let end = near.span.end + after.len() - after.trim_start_matches(' ').len();
    let (left, right) = (segment.text[..start].chars().next_back(), segment.text[end..].chars().next());
    let keep_space = left.is_some_and(is_latin) && right.is_some_and(|c| !c.is_whitespace()) || right.is_some_and(is_latin) && left.is_some();
    let new = if keep_space { " " } else { "" };
    if let Some(edits) = segment.edit(cx.file_text, Span::new(start, end), new) {
        diagnostic.fixes.push(Fix { title: "remove it".to_owned(), applicability: Applicability::Unsafe, replacement: new.to_owned(), edits });
    }
}

fn attach_at(cx: &DocumentContext<'_>, diagnostic: &mut Diagnostic, segment: Segment<'_>, span: Span, new: &str, confidence: Confidence) {
    let hazard = hazard(cx, segment, span, new);
    let (span, written) = spaced(cx.spacing, segment.text, span, new);
    let edits = segment.edit(cx.file_text, span, &written).unwrap_or_default();
    let applicability = match (confidence, &hazard) {
        _ if edits.is_empty() => Applicability::Display,
        (Confidence::Contested, _) => Applicability::Display,
        (Confidence::Sure, None) => Applicability::Safe,
        (Confidence::Sure | Confidence::Probable, _) => Applicability::Unsafe,
    };
    if let Some(hazard) = hazard {
        diagnostic.evidence.push(hazard);
    }
    diagnostic.fixes.push(Fix { title: format!("use \"{new}\""), applicability, replacement: written, edits });
}

/// The span and text of a replacement that keeps the spacing between Chinese and Latin right.
fn spaced(spacing: Spacing, text: &str, span: Span, new: &str) -> (Span, String) {
    let old = span.get(text);
    let mut written = new.to_owned();
    let mut span = span;
    let (before, after) = (text[..span.start].chars().next_back(), text[span.end..].chars().next());
    if let (Some(old_first), Some(new_first)) = (old.chars().next(), new.chars().next()) {
        match before {
            Some(c) if is_han(c) && is_latin(new_first) && is_han(old_first) && spacing.is_spaced() => written.insert(0, ' '),
            Some(c) if is_latin(c) && is_han(new_first) && is_latin(old_first) && spacing.is_spaced() => written.insert(0, ' '),
            Some(c) if is_latin(c) && is_latin(new_first) && is_han(old_first) => written.insert(0, ' '),
            Some(' ') if is_han(new_first) && is_latin(old_first) && text[..span.start - 1].chars().next_back().is_some_and(is_han) => span.start -= 1,
            _ => {}
        }
    }
    if let (Some(old_last), Some(new_last)) = (old.chars().next_back(), new.chars().next_back()) {
        match after {
            Some(c) if is_han(c) && is_latin(new_last) && is_han(old_last) && spacing.is_spaced() => written.push(' '),
            Some(c) if is_latin(c) && is_han(new_last) && is_latin(old_last) && spacing.is_spaced() => written.push(' '),
            Some(c) if is_latin(c) && is_latin(new_last) && is_han(old_last) => written.push(' '),
            Some(' ') if is_han(new_last) && is_latin(old_last) && text[span.end + 1..].chars().next().is_some_and(is_han) => span.end += 1,
            _ => {}
        }
    }
    (span, written)
}

/// Why the replacement needs a person, if it does.
fn hazard(cx: &DocumentContext<'_>, segment: Segment<'_>, span: Span, new: &str) -> Option<String> {
    let (before, after) = (&segment.text[..span.start], &segment.text[span.end..]);
    if segment.role == Role::AltText && !crate::text::script::has_han(segment.text) {
        return Some("an alternative text that is not translated".to_owned());
    }
    if segment.role == Role::Heading && breaks_anchor(segment, span, new) {
        return Some("a link points at the heading's anchor".to_owned());
    }
    if let Some(word) = segmentation::measure_word_before(before) {
        return Some(format!("the measure word \"{word}\" before it may not fit"));
    }
    if let Some(rest) = segmentation::residue_after(span.get(segment.text), after) {
        return Some(format!("\"{rest}\" behind it may belong to it"));
    }
    let _ = cx;
    None
}

/// Whether a link of the document points at the anchor that the heading's text makes, and the fix changes it.
fn breaks_anchor(segment: Segment<'_>, span: Span, new: &str) -> bool {
    let anchor = slug(segment.text);
    let changed = slug(&[&segment.text[..span.start], new, &segment.text[span.end..]].concat());
    let links = segment.document().links();
    anchor != changed && links.iter().filter_map(|link| link.url.strip_prefix('#')).any(|target| slug(&percent_decode(target)) == anchor)
}

/// The anchor that GitHub and its like make of a heading.
fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|&c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = (first == b'%').then(|| tail.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
