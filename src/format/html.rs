//! HTML inside a text: visible text, alternative texts and titles become segments, targets become links.
//!
//! A careful scanner, not a browser: it keeps exact places and never looks back over what it has passed.

use std::borrow::Cow;
use std::ops::Range;

use super::prose::{BreakKind, Prose};
use crate::document::Role;
use crate::text::{Escape, Locus};

/// What a tag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagKind {
    Open,
    Close,
}

/// A tag; ranges are within the scanned text.
#[derive(Clone, Debug)]
pub struct Tag<'h> {
    pub kind: TagKind,
    /// Lower case.
    pub name: Cow<'h, str>,
    pub is_self_closing: bool,
    attributes: Range<usize>,
    pub end: usize,
}

/// Elements whose content is no language.
const RAW: &[&str] = &["script", "style", "textarea", "svg", "math", "template", "pre", "code", "kbd", "samp", "tt", "iframe"];

/// Elements that stand within running text.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "data", "del", "dfn", "em", "font", "i", "img", "ins", "label", "mark", "q",
    "s", "small", "span", "strike", "strong", "sub", "sup", "time", "u", "var", "wbr", "code", "kbd", "samp", "tt", "br", "ruby",
    "rb", "rp", "rt", "nobr",
];

/// Whether an element's content is no language.
pub fn is_raw(name: &str) -> bool {
    RAW.contains(&name)
}

/// Whether an element stands within running text.
pub fn is_inline(name: &str) -> bool {
    INLINE.contains(&name)
}

/// Reads the tag at the start of `html`, which starts with `<`; `None` if it is no tag or does not end.
pub fn tag(html: &str) -> Option<Tag<'_>> {
    let bytes = html.as_bytes();
    let (kind, start) = if bytes.get(1) == Some(&b'/') { (TagKind::Close, 2) } else { (TagKind::Open, 1) };
    if !bytes.get(start)?.is_ascii_alphabetic() {
        return None;
    }
    let name_end =
        start + bytes[start..].iter().take_while(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>')).count();
    let mut at = name_end;
    loop {
        match bytes.get(at)? {
            b'>' => break,
            b'=' => {
                at += 1 + bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                if let Some(quote @ (b'"' | b'\'')) = bytes.get(at) {
                    at += 2 + memchr::memchr(*quote, &bytes[at + 1..])?;
                }
            }
            _ => at += 1,
        }
    }
    let name = html.get(start..name_end)?;
    let lower = name.bytes().any(|byte| byte.is_ascii_uppercase());
    Some(Tag {
        kind,
        name: if lower { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(name) },
        is_self_closing: bytes[at - 1] == b'/',
        attributes: name_end..at,
        end: at + 1,
    })
}

/// An attribute's value: where it stands and how it is quoted.
struct Value<'h> {
    start: usize,
    text: &'h str,
    escape: Escape,
}

/// Calls `each` with the name and the value of every attribute that has one.
fn attributes<'h>(html: &'h str, tag: &Tag<'_>, mut each: impl FnMut(&'h str, Value<'h>)) {
    let bytes = html.as_bytes();
    let (mut at, end) = (tag.attributes.start, tag.attributes.end);
    while at < end {
        if bytes[at].is_ascii_whitespace() || bytes[at] == b'/' || bytes[at] == b'=' {
            at += 1;
            continue;
        }
        let name_end = at + bytes[at..end].iter().take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'/')).count();
        let name = html.get(at..name_end).unwrap_or_default();
        at = name_end + bytes[name_end..end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if bytes.get(at) != Some(&b'=') || at >= end {
            continue;
        }
        at += 1;
        at += bytes[at..end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let (start, value_end, escape) = match bytes[..end].get(at) {
            Some(quote @ (b'"' | b'\'')) => {
                let close = memchr::memchr(*quote, &bytes[at + 1..end]).map_or(end, |close| at + 1 + close);
                (at + 1, close, if *quote == b'"' { Escape::Html } else { Escape::SingleQuoted })
            }
            _ => (at, at + bytes[at..end].iter().take_while(|byte| !byte.is_ascii_whitespace()).count(), Escape::Opaque),
        };
        each(name, Value { start, text: html.get(start..value_end).unwrap_or_default(), escape });
        at = (value_end + 1).max(at + 1);
    }
}

/// The texts and targets of a tag's attributes. `html` starts at byte `base` of the file.
pub fn tag_attributes(prose: &mut Prose<'_, '_>, html: &str, base: usize, tag: &Tag<'_>) {
    if tag.kind == TagKind::Close || tag.attributes.len() < 4 {
        return;
    }
    let is_anchor = tag.name == "a" && !tag.is_self_closing;
    let mut texts: Vec<(Role, Escape, usize, &str)> = Vec::new();
    attributes(html, tag, |name, value| {
        if name.eq_ignore_ascii_case("href") || name.eq_ignore_ascii_case("src") || name.eq_ignore_ascii_case("cite") {
            let target = original(prose, base + value.start, value.text);
            if is_anchor && prose.is_open() {
                prose.open_link(target.to_owned());
            } else if !target.starts_with("data:") {
                let at = prose.builder.len();
                prose.builder.link(target, crate::text::Span::new(at, at));
            }
        } else if name.eq_ignore_ascii_case("alt") {
            texts.push((Role::AltText, value.escape, value.start, value.text));
        } else if name.eq_ignore_ascii_case("title") {
            texts.push((Role::Title, value.escape, value.start, value.text));
        }
    });
    for (role, escape, start, text) in texts {
        prose.attribute(role, escape, base + start, text);
    }
}

/// A target as the file has it, also where it is masked.
fn original<'t>(prose: &Prose<'t, '_>, start: usize, text: &str) -> &'t str {
    Locus::new(start, start + text.len()).get(prose.text)
}

/// How the text of a block of HTML is seen.
struct Context {
    role: Role,
    heading: u8,
    is_cell: bool,
    comment_seen: bool,
    is_top: bool,
    table: Option<usize>,
}

/// Reads a whole block of HTML that starts at byte `base` of the file; `role` is that of its text, and a comment
/// starts a new block when the block is not part of another.
///
/// What stands between code fences is code there too: CommonMark takes it for a part of the block, writers do not.
pub fn block(prose: &mut Prose<'_, '_>, html: &str, base: usize, role: Role, is_top: bool) {
    if !html.contains("```") && !html.contains("~~~") {
        return part(prose, html, base, role, is_top);
    }
    let mut start = 0;
    let mut at = 0;
    let mut fence: Option<&str> = None;
    for line in html.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => {
                part(prose, &html[start..at], base + start, role, is_top);
                fence = Some(mark);
            }
            (Some(open), Some(mark)) if open == mark => {
                fence = None;
                start = at + line.len();
            }
            (_, _) => {}
        }
        at += line.len();
    }
    if fence.is_none() {
        part(prose, &html[start..], base + start, role, is_top);
    }
}

/// A block of HTML without code fences.
fn part(prose: &mut Prose<'_, '_>, html: &str, base: usize, role: Role, is_top: bool) {
    let mut cx = Context { role, heading: 0, is_cell: false, comment_seen: false, is_top, table: None };
    let bytes = html.as_bytes();
    let mut at = 0;
    while at < html.len() {
        let open = memchr::memchr(b'<', &bytes[at..]).map_or(html.len(), |found| at + found);
        text(prose, &mut cx, html, base, at..open);
        if open == html.len() {
            break;
        }
        let rest = html.get(open..).unwrap_or_default();
        at = match rest.as_bytes().get(1) {
            Some(b'!') if rest.starts_with("<!--") => {
                let end = memchr::memmem::find(&bytes[open + 4..], b"-->").map(|found| open + 4 + found);
                comment(prose, html, base, open + 4..end.unwrap_or(html.len()));
                cx.comment_seen = true;
                end.map_or(html.len(), |end| end + 3)
            }
            Some(b'!' | b'?') => memchr::memchr(b'>', &bytes[open..]).map_or(html.len(), |end| open + end + 1),
            Some(b'/') if !rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic) => open + 2,
            Some(b'/' | b'a'..=b'z' | b'A'..=b'Z') => match tag(rest) {
                Some(tag) => open + element(prose, &mut cx, rest, base + open, &tag),
                None => html.len(),
            },
            _ => {
                text(prose, &mut cx, html, base, open..open + 1);
                open + 1
            }
        };
    }
    prose.close_all();
}

/// Records a comment whose text is `inner`.
pub fn comment(prose: &mut Prose<'_, '_>, html: &str, base: usize, inner: Range<usize>) {
    let locus = Locus::new(base + inner.start - 4, base + (inner.end + 3).min(html.len()));
    let text = Locus::new(base + inner.start, base + inner.end.max(inner.start)).get(prose.text);
    prose.builder.comment(locus, text);
}

/// One tag of a block, with the content of elements that have no text; gives where to go on.
fn element(prose: &mut Prose<'_, '_>, cx: &mut Context, rest: &str, base: usize, tag: &Tag<'_>) -> usize {
    let name = tag.name.as_ref();
    prose.reached(base);
    if !is_inline(name) {
        prose.close_all();
        let opens = tag.kind == TagKind::Open;
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => cx.heading = if opens { name.as_bytes()[1] - b'0' } else { 0 },
            "td" | "th" => cx.is_cell = opens,
            "table" if opens => cx.table = cx.table.or(Some(base)),
            "table" => {
                if let Some(start) = cx.table.take() {
                    prose.builder.table(Locus::new(start, base + tag.end));
                }
            }
            _ => {}
        }
    }
    if tag.kind == TagKind::Open && is_raw(name) && !tag.is_self_closing {
        let end = raw_end(rest, tag.end, name);
        prose.object(Locus::new(base, base + end));
        return end;
    }
    match (tag.kind, name) {
        (TagKind::Open, "a") => ensure_open(prose, cx),
        (TagKind::Open, "img" | "br") => prose.object(Locus::new(base, base + tag.end)),
        (TagKind::Close, "a") if prose.has_open_link() => prose.close_link(),
        _ => {}
    }
    tag_attributes(prose, rest, base, tag);
    tag.end
}

/// The end of an element without text, after its closing tag.
fn raw_end(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    for at in memchr::memmem::find_iter(&bytes[from..], b"</").map(|found| from + found) {
        let after = at + 2 + name.len();
        if bytes.get(at + 2..after).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return memchr::memchr(b'>', &bytes[after..]).map_or(html.len(), |end| after + end + 1);
        }
    }
    html.len()
}

fn ensure_open(prose: &mut Prose<'_, '_>, cx: &mut Context) {
    if prose.is_open() {
        return;
    }
    if cx.is_top && std::mem::take(&mut cx.comment_seen) {
        prose.builder.next_block();
    }
    let role = if cx.heading > 0 {
        Role::Heading
    } else if cx.is_cell {
        Role::TableCell
    } else {
        cx.role
    };
    prose.open(role, Escape::Html, cx.heading);
}

/// A stretch of text between tags: white space counts as little as in a browser.
fn text(prose: &mut Prose<'_, '_>, cx: &mut Context, html: &str, base: usize, range: Range<usize>) {
    let mut range = range;
    if !prose.is_open() {
        let visible = html.get(range.clone()).unwrap_or_default();
        range.start += visible.len() - visible.trim_start().len();
        if range.is_empty() {
            return;
        }
        ensure_open(prose, cx);
    }
    prose.reached(base + range.start);
    let bytes = html.as_bytes();
    while let Some(found) = memchr::memchr2(b'\n', b'\r', &bytes[range.clone()]) {
        let line_end = range.start + found;
        let line = html.get(range.start..line_end).unwrap_or_default().trim_end_matches([' ', '\t']);
        prose.with_entities(base + range.start, line);
        let after = html.get(line_end..range.end).unwrap_or_default();
        let next = line_end + after.len() - after.trim_start_matches([' ', '\t', '\r', '\n']).len();
        prose.line_break(base + range.start + line.len(), Some(base + next), BreakKind::Soft);
        range.start = next;
    }
    prose.with_entities(base + range.start, html.get(range).unwrap_or_default());
}
