//! What translators put beside their words: `所有权（ownership）`, `**所有权**（*ownership*）`, `<ruby>所有权<rt>ownership</rt></ruby>`.
//!
//! How far the words before a bracket go is clear where markup or a mark begins them; elsewhere the counts decide.

use crate::discover::corpus::Text;
use crate::document::Document;
use crate::text::Span;
use crate::text::script::{is_han, is_interpunct, is_spaced};

/// Characters of the words before a bracket at most.
const LONGEST: usize = 16;
/// Bytes of what stands in brackets at most.
const LONGEST_FOREIGN: usize = 60;

/// The original beside the translation's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// The words, in the translation's text; all that may belong to them where it is not clear where they begin.
    pub native: Span,
    /// Whether it is clear.
    pub is_exact: bool,
    /// What stands in brackets, or above.
    pub foreign: Span,
}

/// The annotations of a translation, in reading order.
pub fn find(document: &Document, text: &Text, file_text: &str) -> Vec<Annotation> {
    let mut found = brackets(document, text, file_text);
    found.extend(rubies(document, text, file_text));
    found.sort_by_key(|annotation| annotation.foreign);
    found
}

fn brackets(document: &Document, text: &Text, file_text: &str) -> Vec<Annotation> {
    let all = text.text.as_str();
    let mut found = Vec::new();
    for (open, mark) in all.match_indices(['(', '（']) {
        let start = open + mark.len();
        let rest = &all[start..];
        let Some(length) = rest.find([')', '）', '\n']).filter(|&length| length <= LONGEST_FOREIGN) else { continue };
        let inside = rest[..length].trim().trim_matches(['“', '”', '"']);
        let start = start + rest.find(inside).unwrap_or(0);
        if !is_foreign(inside) {
            continue;
        }
        let before = all[..open].trim_end_matches([' ', '”', '"', '》', '】', '」']);
        let Some(native) = native(all, before.len()) else { continue };
        let marked = marked(document, text, file_text, Span::new(native.start, open));
        let is_exact = marked.is_some() || is_edge(text, native.start);
        let native = marked.map_or(native, |start| Span::new(start, native.end));
        found.push(Annotation { native, is_exact, foreign: Span::new(start, start + inside.len()) });
    }
    found
}

/// `<ruby>所有权<rt>ownership</rt></ruby>` reads `所有权ownership`; the file has the tag in between.
fn rubies(document: &Document, text: &Text, file_text: &str) -> Vec<Annotation> {
    let mut found = Vec::new();
    if !file_text.contains("<rt") {
        return found;
    }
    for (number, segment) in document.segments().enumerate() {
        let start = text.parts.get(number).map_or(0, |part| part.start as usize);
        let mut before: Option<char> = None;
        for (at, c) in segment.text.char_indices() {
            let is_border = before.is_some_and(is_han) && c.is_ascii_alphabetic();
            before = Some(c);
            if !is_border || !gap(document, number, at, file_text).contains("<rt") {
                continue;
            }
            let is_end = |(end, _): &(usize, char)| gap(document, number, *end, file_text).contains("</rt");
            let rest = segment.text.char_indices().filter(|(end, _)| *end > at);
            let end = rest.take(LONGEST_FOREIGN).find(is_end).map_or(segment.text.len(), |(end, _)| end);
            let foreign = Span::new(start + at, start + end);
            // The words begin where the file says so.
            let first = segment.text[..at].char_indices().rev().take(LONGEST).take_while(|(_, c)| is_han(*c));
            let mut first = first.map(|(begin, _)| begin);
            let begin = first.find(|&begin| begin == 0 || gap(document, number, begin, file_text).contains("<ruby"));
            if let Some(begin) = begin {
                found.push(Annotation { native: Span::new(start + begin, start + at), is_exact: true, foreign });
            }
        }
    }
    found
}

/// What the file has right before a character of a segment that is no visible text.
fn gap<'t>(document: &Document, segment: usize, at: usize, file_text: &'t str) -> &'t str {
    let Some(segment) = document.segment(segment) else { return "" };
    let end = segment.locus(Span::new(at, (at + 1).min(segment.text.len()))).start;
    let start = match at {
        0 => end.saturating_sub("<ruby>".len()),
        at => segment.locus(Span::new(segment.text.floor_char_boundary(at - 1), at)).end,
    };
    file_text.get(start..end).unwrap_or_default()
}

/// The words that end here: Chinese characters, and a Latin word among them.
fn native(text: &str, end: usize) -> Option<Span> {
    let mut start = end;
    for (at, c) in text[..end].char_indices().rev().take(LONGEST) {
        if !(is_han(c) || is_interpunct(c)) {
            break;
        }
        start = at;
    }
    (text[start..end].chars().count() >= 1 && start < end).then_some(Span::new(start, end))
}

/// Whether words clearly begin here: at the start of a part, after a mark.
fn is_edge(text: &Text, at: usize) -> bool {
    let before = text.text[..at].chars().next_back();
    before.is_none_or(|c| matches!(c, '\n' | '“' | '"' | '《' | '【' | '「' | '：'))
}

/// Where the words begin that the file marks up, if they end where the stretch does.
fn marked(document: &Document, text: &Text, file_text: &str, stretch: Span) -> Option<usize> {
    let number = text.parts.partition_point(|part| part.start as usize <= stretch.start).checked_sub(1)?;
    let start = text.parts[number].start as usize;
    let is_marked = |at: usize, marks: &[char]| gap(document, number, at - start, file_text).contains(marks);
    if !is_marked(stretch.end, &['*', '_', '>', ']']) {
        return None;
    }
    let places = stretch.get(&text.text).char_indices().rev().map(|(at, _)| stretch.start + at);
    places.into_iter().find(|&at| is_marked(at, &['*', '_', '<', '[']))
}

/// Whether a text is words of a script with spaces: no code, no address.
fn is_foreign(text: &str) -> bool {
    let letters = text.chars().filter(|&c| is_spaced(c) && c.is_alphabetic()).count();
    let length = text.chars().count();
    letters > 1
        && letters * 5 > length * 3
        && text.chars().all(|c| is_spaced(c) || matches!(c, ' ' | '-' | '’' | '\'' | '.'))
        && text.split(' ').count() <= 5
}
