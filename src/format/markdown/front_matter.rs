//! Front matter: the texts among its values become segments of block 0, its targets become links.
//!
//! Keys, numbers, dates, slugs and paths are no text. What cannot be parsed gives nothing.

use granit_parser::{Event, Parser, ScalarStyle};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::document::Role;
use crate::format::prose::{BreakKind, Prose};
use crate::format::url;
use crate::text::{Escape, Locus, Span};

/// Deepest nesting of values that is read.
const MAX_DEPTH: usize = 64;

/// Where front matter stands in a text: its fence, the lines between, and where the text goes on.
struct Extent<'t> {
    fence: &'static str,
    inner: &'t str,
    inner_start: usize,
    end: usize,
}

fn extent(text: &str, start: usize) -> Option<Extent<'_>> {
    let text = text.get(start..)?;
    let fence = match text.as_bytes() {
        [b'-', b'-', b'-', ..] => "---",
        [b'+', b'+', b'+', ..] => "+++",
        _ => return None,
    };
    let first_line = line_end(text, 0)?;
    if !text.get(3..first_line).is_some_and(|rest| rest.trim().is_empty()) {
        return None;
    }
    let (inner_end, end) = closing(text, first_line, fence)?;
    let inner = text.get(first_line..inner_end).unwrap_or_default();
    if fence == "---" && !inner.trim().is_empty() && !inner.lines().any(|line| line.contains(':')) {
        return None;
    }
    Some(Extent { fence, inner, inner_start: start + first_line, end: start + end })
}

/// Where the text goes on after the front matter that starts at byte `start`; `start` itself if there is none.
pub fn end(text: &str, start: usize) -> usize {
    extent(text, start).map_or(start, |extent| extent.end)
}

/// Whether front matter may write a word in ways that are not seen in it: it has escapes, or values with blank lines in them.
pub fn is_intricate(front: &str) -> bool {
    front.contains('\\') || front.lines().any(|line| line.trim().is_empty())
}

/// Reads the front matter that starts at byte `start`, if there is any.
pub fn read(prose: &mut Prose<'_, '_>, start: usize) {
    match extent(prose.text, start) {
        Some(Extent { fence: "---", inner, inner_start, .. }) => yaml(prose, inner, inner_start),
        Some(Extent { inner, inner_start, .. }) => toml(prose, inner, inner_start),
        None => {}
    }
}

/// One past the end of the line that `from` stands in; `None` in the last line.
fn line_end(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes().get(from..)?;
    let at = from + memchr::memchr2(b'\n', b'\r', bytes)?;
    Some(if text.get(at..).is_some_and(|rest| rest.starts_with("\r\n")) { at + 2 } else { at + 1 })
}

/// Start and end of the closing line.
fn closing(text: &str, from: usize, fence: &str) -> Option<(usize, usize)> {
    let mut at = from;
    while at < text.len() {
        let end = line_end(text, at).unwrap_or(text.len());
        let line = text.get(at..end)?.trim_end();
        if line == fence || fence == "---" && line == "..." {
            return Some((at, end));
        }
        at = end;
    }
    None
}

/// What a key says about its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Title,
    Text,
    Target,
    Nothing,
}

fn kind(key: &str, depth: usize) -> Kind {
    let key = key.to_ascii_lowercase();
    match key.as_str() {
        "title" | "headline" | "linktitle" | "link_title" | "shorttitle" | "short_title" | "sidebar_label" if depth <= 1 => {
            Kind::Title
        }
        "slug" | "url" | "urls" | "permalink" | "aliases" | "alias" | "image" | "images" | "img" | "link" | "href" | "src"
        | "canonical" | "canonical_url" | "canonicalurl" | "cover" | "thumbnail" | "featured_image" | "original" | "source"
        | "source_url" | "redirect_to" | "redirect_from" | "redirects" => Kind::Target,
        "layout" | "type" | "lang" | "language" | "locale" | "date" | "lastmod" | "publishdate" | "weight" | "draft" | "id"
        | "identifier" | "icon" | "template" | "content_type" | "math" | "toc" | "css" | "class" | "key" => Kind::Nothing,
        _ => Kind::Text,
    }
}

/// Whether a value is a word of a machine: `service-mesh`, `v1.2`, `2024-01-02`, `true`.
fn is_code(value: &str) -> bool {
    let value = value.trim();
    let has_letter = value.chars().any(char::is_alphabetic);
    let is_slug = value.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_/.:+".contains(&byte))
        && value.bytes().any(|byte| b"-_/.:".contains(&byte));
    !has_letter || is_slug || matches!(value, "true" | "false" | "yes" | "no" | "null" | "True" | "False" | "on" | "off")
}

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Single,
    Double,
    Lines,
}

/// One scalar that stands at byte `start`, `raw` as written and `value` as decoded.
fn scalar(prose: &mut Prose<'_, '_>, kind: Kind, style: Style, start: usize, raw: &str, value: &str) {
    let link = |prose: &mut Prose<'_, '_>| prose.builder.link(value.trim(), Span::new(0, 0));
    match kind {
        Kind::Nothing => return,
        Kind::Target => {
            if !value.trim().is_empty() && style != Style::Lines {
                link(prose);
            }
            return;
        }
        Kind::Title | Kind::Text if url::is_whole(value) => {
            link(prose);
            return;
        }
        Kind::Text if is_code(value) => return,
        Kind::Text | Kind::Title if value.starts_with('<') && value.trim_end().ends_with('>') => return,
        Kind::Title | Kind::Text => {}
    }
    let role = if kind == Kind::Title { Role::Title } else { Role::Metadata };
    let (start, raw) = match style {
        Style::Single | Style::Double => match raw.get(1..raw.len().saturating_sub(1)) {
            Some(inner) => (start + 1, inner),
            None => return,
        },
        Style::Plain | Style::Lines => (start, raw),
    };
    let escape = match style {
        Style::Plain => Escape::YamlPlain,
        Style::Single => Escape::SingleQuoted,
        Style::Double => Escape::DoubleQuoted,
        Style::Lines => Escape::Block,
    };
    let special = match style {
        Style::Single => raw.contains("''"),
        Style::Double => raw.contains('\\'),
        Style::Plain | Style::Lines => false,
    };
    let opaque = special && !can_unescape(style, raw);
    prose.open(role, if opaque { Escape::Opaque } else { escape }, 0);
    if opaque {
        prose.escaped(Locus::new(start, start + raw.len()), value);
    } else {
        let mut at = start;
        for line in raw.split_inclusive('\n') {
            let inner = line.trim();
            let first = at + line.len() - line.trim_start().len();
            if !inner.is_empty() {
                prose.reached(first);
                pieces(prose, style, first, inner);
                prose.line_break(first + inner.len(), None, BreakKind::Soft);
            }
            at += line.len();
        }
    }
    prose.close();
}

/// Whether every escape is one that is two bytes long and stands for one character.
fn can_unescape(style: Style, raw: &str) -> bool {
    match style {
        Style::Double => {
            let mut bytes = raw.bytes();
            while let Some(byte) = bytes.next() {
                if byte == b'\\' && !matches!(bytes.next(), Some(b'"' | b'\\' | b'/')) {
                    return false;
                }
            }
            true
        }
        Style::Single | Style::Plain | Style::Lines => true,
    }
}

/// A line of a scalar, with its quotes and backslashes decoded.
fn pieces(prose: &mut Prose<'_, '_>, style: Style, start: usize, line: &str) {
    let mark = match style {
        Style::Single => b'\'',
        Style::Double => b'\\',
        Style::Plain | Style::Lines => {
            prose.verbatim(Locus::new(start, start + line.len()));
            return;
        }
    };
    let mut done = 0;
    for at in memchr::memchr_iter(mark, line.as_bytes()) {
        if at >= done
            && let Some(decoded) = line.get(at + 1..at + 2)
        {
            prose.verbatim(Locus::new(start + done, start + at));
            prose.escaped(Locus::new(start + at, start + at + 2), decoded);
            done = at + 2;
        }
    }
    prose.verbatim(Locus::new(start + done, start + line.len()));
}

/// A mapping or sequence that is open.
struct Level {
    is_mapping: bool,
    expects_key: bool,
    kind: Kind,
}

fn yaml(prose: &mut Prose<'_, '_>, inner: &str, base: usize) {
    let Ok(events) = Parser::new_from_str(inner).collect::<Result<Vec<_>, _>>() else { return };
    let mut levels: Vec<Level> = Vec::new();
    for (event, span) in events {
        let depth = levels.len();
        let parent = levels.last().map_or(Kind::Text, |level| level.kind);
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                if depth >= MAX_DEPTH {
                    return;
                }
                let is_mapping = matches!(event, Event::MappingStart(..));
                let kind = if parent == Kind::Title { Kind::Text } else { parent };
                levels.push(Level { is_mapping, expects_key: is_mapping, kind });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                levels.pop();
                value_done(&mut levels);
            }
            Event::Alias(..) => value_done(&mut levels),
            Event::Scalar(value, style, ..) => {
                if let Some(level) = levels.last_mut().filter(|level| level.is_mapping && level.expects_key) {
                    level.kind = kind(&value, depth);
                    level.expects_key = false;
                    continue;
                }
                if let Some((start, raw)) = span.byte_range().and_then(|range| Some((range.start, inner.get(range)?)))
                    && depth > 0
                {
                    let trimmed = raw.trim_end();
                    match style {
                        ScalarStyle::Plain => scalar(prose, parent, Style::Plain, base + start, trimmed, &value),
                        ScalarStyle::SingleQuoted => scalar(prose, parent, Style::Single, base + start, trimmed, &value),
                        ScalarStyle::DoubleQuoted => scalar(prose, parent, Style::Double, base + start, trimmed, &value),
                        ScalarStyle::Literal | ScalarStyle::Folded => {
                            // The header line (`|-`) belongs to the span or not, by version: it is never text.
                            let header =
                                if raw.starts_with(['|', '>']) { raw.find('\n').map_or(raw.len(), |at| at + 1) } else { 0 };
                            let lines = raw.get(header..).unwrap_or_default();
                            scalar(prose, parent, Style::Lines, base + start + header, lines, &value);
                        }
                    }
                }
                value_done(&mut levels);
            }
            _ => {}
        }
    }
}

fn value_done(levels: &mut [Level]) {
    if let Some(level) = levels.last_mut().filter(|level| level.is_mapping) {
        level.expects_key = true;
    }
}

fn toml(prose: &mut Prose<'_, '_>, inner: &str, base: usize) {
    let Ok(table) = DeTable::parse(inner) else { return };
    let mut values: Vec<(Kind, &Spanned<DeValue<'_>>)> = Vec::new();
    toml_table(table.get_ref(), 1, Kind::Text, &mut values);
    values.sort_by_key(|(_, value)| value.span().start);
    for (kind, value) in values {
        let (range, DeValue::String(decoded)) = (value.span(), value.get_ref()) else { continue };
        let Some(raw) = inner.get(range.clone()) else { continue };
        let start = base + range.start;
        if raw.len() >= 6 && (raw.starts_with("\"\"\"") || raw.starts_with("'''")) {
            let lines = raw.get(3..raw.len() - 3).unwrap_or_default();
            // Escapes in a string of many lines are rare: such a one is left out, not half decoded.
            if raw.starts_with('\'') || !lines.contains('\\') {
                scalar(prose, kind, Style::Lines, start + 3, lines, decoded);
            }
        } else if raw.starts_with('\'') {
            scalar(prose, kind, Style::Single, start, raw, decoded);
        } else {
            scalar(prose, kind, Style::Double, start, raw, decoded);
        }
    }
}

fn toml_table<'v, 'i>(table: &'v DeTable<'i>, depth: usize, parent: Kind, values: &mut Vec<(Kind, &'v Spanned<DeValue<'i>>)>) {
    for (key, value) in table {
        let kind = match kind(key.get_ref(), depth) {
            Kind::Text if parent != Kind::Title => parent,
            kind => kind,
        };
        toml_value(value, depth, kind, values);
    }
}

fn toml_value<'v, 'i>(
    value: &'v Spanned<DeValue<'i>>,
    depth: usize,
    kind: Kind,
    values: &mut Vec<(Kind, &'v Spanned<DeValue<'i>>)>,
) {
    if depth > MAX_DEPTH {
        return;
    }
    match value.get_ref() {
        DeValue::String(_) => values.push((kind, value)),
        DeValue::Array(array) => array.iter().for_each(|value| toml_value(value, depth + 1, kind, values)),
        DeValue::Table(table) => toml_table(table, depth + 1, kind, values),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {}
    }
}
