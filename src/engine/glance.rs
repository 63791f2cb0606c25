//! How much of a file must be read: nothing, the parts with something in them, or all of it.
//!
//! With a glossary that is a plain list of wrong and right forms, most of a corpus needs no parser: what cannot hold a
//! finding is not read. The findings are the same; only the counts of segments and mentions are of what was read.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::document::{Document, Role, Segment};
use crate::format::Format;
use crate::matcher::{Matcher, Mention, NearMention, Scratch};
use crate::text::{Locus, Span};

/// What was read of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Nothing: there is nothing to report.
    Nothing,
    /// The parts that may hold something to report.
    Parts,
    /// Nothing yet: everything must be read.
    Whole,
}

/// What comments for glossator have in them.
static OURS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("glossator"));

/// Reads what must be read of a text into `document`; `hits` is memory.
pub(super) fn look(
    matcher: &Matcher,
    format: Option<&dyn Format>,
    text: &str,
    hits: &mut Vec<usize>,
    document: &mut Document,
) -> Look {
    let Some(format) = format else { return Look::Whole };
    if !format.has_parts() || !matcher.glance(text, hits) {
        return Look::Whole;
    }
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let has_front = text[start..].starts_with("---") || text[start..].starts_with("+++");
    if hits.is_empty() && !has_front {
        return if may_have_comments(text.as_bytes()) && speaks_to_us(text.as_bytes()) { Look::Whole } else { Look::Nothing };
    }
    let mut next = 0;
    let mut wanted = |at: usize| {
        while hits.get(next).is_some_and(|&hit| hit < at) {
            next += 1;
        }
        hits.get(next).copied()
    };
    if format.read_parts(text, document, &mut wanted) && speaks_to_us(text.as_bytes()) {
        return Look::Whole;
    }
    let is_empty = document.segments().len() == 0 && document.landmarks().is_empty();
    if is_empty { Look::Nothing } else { Look::Parts }
}

/// Whether there may be comments. What they open with is rare, and faster looked for than our name.
fn may_have_comments(bytes: &[u8]) -> bool {
    let opens = |at: usize| bytes[at] == b'{' || bytes[at..].starts_with(b"<!--");
    memchr::memchr2_iter(b'{', b'<', bytes).any(opens)
}

/// Whether one of the comments that there may be may be for glossator.
fn speaks_to_us(bytes: &[u8]) -> bool {
    OURS.find(bytes).is_some()
}

/// Looks for mentions in the clauses of a segment where a glance saw something.
pub(super) fn scan(
    matcher: &Matcher,
    segment: Segment<'_>,
    hits: &[usize],
    scratch: &mut Scratch,
    mentions: &mut Vec<Mention>,
    near: &mut Vec<NearMention>,
) {
    // Front matter may hold more than a glance sees.
    if matches!(segment.role, Role::Title | Role::Metadata) {
        let everything = std::iter::once(Span::new(0, segment.text.len()));
        matcher.scan_clauses(segment.number, segment.text, everything, scratch, mentions, near);
        return;
    }
    let hits = within(segment.locus(Span::new(0, segment.text.len())), hits);
    if !hits.is_empty() {
        let places = hits.iter().map(|&hit| segment.text_at(hit));
        matcher.scan_clauses(segment.number, segment.text, places, scratch, mentions, near);
    }
}

/// Those of the `hits`, ascending, that lie within a locus or at its edge.
fn within(locus: Locus, hits: &[usize]) -> &[usize] {
    let hits = &hits[hits.partition_point(|&hit| hit < locus.start)..];
    &hits[..hits.partition_point(|&hit| hit <= locus.end)]
}

/// Whether a link of the text may lead to a heading of it that has a deprecated mention: such a heading's anchor is
/// looked for among all links.
pub(super) fn has_linked_heading(matcher: &Matcher, document: &Document, mentions: &[Mention], text: &str) -> bool {
    let is_heading = |mention: &Mention| {
        !matcher.entry(mention.entry).status.is_approved()
            && document.segment(mention.segment).is_some_and(|segment| segment.role == Role::Heading)
    };
    mentions.iter().any(is_heading) && may_link_within(text.as_bytes())
}

/// Whether a target may begin with `#`. `[](#)` leads to no heading, and `# a` and `## a` are some themselves.
fn may_link_within(bytes: &[u8]) -> bool {
    let is_alone = |at: usize| matches!(bytes.get(at + 1), None | Some(b')' | b'#' | b' ' | b'\t'..=b'\r'));
    memchr::memchr_iter(b'#', bytes).any(|at| !is_alone(at) && opens_target(&bytes[..at]))
        || memchr::memmem::find(bytes, b"&num;").is_some()
}

/// Whether a target may begin behind these bytes: in Markdown, HTML, or as an escape.
fn opens_target(before: &[u8]) -> bool {
    // It may stand on the next line, which a quote begins with marks of its own.
    let last = before.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'..=b'\r' | b'>'));
    matches!(last, Some(b'(' | b'<' | b':' | b'=' | b'"' | b'\'' | b'`' | b'{' | b'\\' | b'&'))
}

#[cfg(test)]
mod tests;
