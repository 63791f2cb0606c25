//! Reads paragraphs and headings of one line without the parser, as long as there is no markup in them but simple links.
//!
//! They are most of what people write. Whatever is not certainly simple is left to the parser.

use std::ops::Range;

use pulldown_cmark::{CowStr, LinkType, Tag, TagEnd};

use super::Reader;
use super::parts::is_margin;
use crate::document::Role;
use crate::text::Escape;
use crate::text::script::byte_set;

/// A part that is one line of plain text, apart from links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain {
    /// Level of a heading, 1 to 6; 0 for a paragraph.
    pub level: u8,
    /// Where its text starts in the part.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The links in it, ascending.
    pub links: Vec<Link>,
}

/// A link such as `[text](target)`, neither with anything in it but letters and the like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where its bracket opens in the part.
    pub start: usize,
    /// Where its text ends.
    pub close: usize,
    /// One past its last byte.
    pub end: usize,
}

impl Link {
    /// Its text.
    pub const fn text(self) -> Range<usize> {
        self.start + 1..self.close
    }

    /// Where it leads.
    pub const fn target(self) -> Range<usize> {
        self.close + 2..self.end - 1
    }
}

/// Bytes that may be markup within a line, and control characters.
const MARKUP: [bool; 256] = {
    let mut table = byte_set(b"\\`*_[]<>&~$|^{}");
    let mut byte = 0;
    while byte < 32 {
        table[byte] = true;
        byte += 1;
    }
    table[127] = true;
    table
};

/// Bytes of a link's target that need no parser.
const TARGET: [bool; 256] = {
    let mut table = byte_set(b"-._~:/?#@!,;=%+'");
    let mut byte = 0;
    while byte < 256 {
        table[byte] |= byte >= 0x80 || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// What a part says, if it is a paragraph or heading of one line without any markup but links.
pub fn plain(part: &str) -> Option<Plain> {
    let bytes = part.as_bytes();
    let line = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    let mut end = if line > 0 && line < bytes.len() && bytes[line - 1] == b'\r' { line - 1 } else { line };
    let (level, start) = match bytes.first()? {
        b'#' => {
            let level = bytes.iter().take_while(|&&byte| byte == b'#').count();
            let spaces = bytes[level..].iter().take_while(|&&byte| byte == b' ').count();
            if level > 6 || spaces == 0 {
                return None;
            }
            (level, level + spaces)
        }
        b'0'..=b'9' if is_margin(&bytes[..line], 0) => (0, 0),
        b'a'..=b'z' | b'A'..=b'Z' | b'(' | b'"' | b'[' | 0x80.. => (0, 0),
        _ => return None,
    };
    while end > start && bytes[end - 1] == b' ' {
        end -= 1;
    }
    // Only blank lines after it: an underline would make it a heading, more text a longer paragraph.
    let is_alone = bytes[line..].iter().all(|byte| matches!(byte, b' ' | b'\r' | b'\n'));
    if start >= end || !is_alone || level > 0 && bytes[end - 1] == b'#' {
        return None;
    }
    let mut links = Vec::new();
    let mut at = start;
    while let Some(found) = first_markup(&bytes[at..end]) {
        let link = link(&bytes[..end], at + found)?;
        at = link.end;
        links.push(link);
    }
    Some(Plain { level: u8::try_from(level).unwrap_or(0), start, end, links })
}

/// The first byte that may be markup. There is none among Chinese: eight bytes of that are passed over in one step.
fn first_markup(bytes: &[u8]) -> Option<usize> {
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let is_markup = |byte: &u8| MARKUP[usize::from(*byte)];
    let (words, rest) = bytes.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        if u64::from_le_bytes(*word) & HIGH != HIGH
            && let Some(found) = word.iter().position(is_markup)
        {
            return Some(number * 8 + found);
        }
    }
    Some(words.len() * 8 + rest.iter().position(is_markup)?)
}

/// The simple link at `start`.
fn link(line: &[u8], start: usize) -> Option<Link> {
    let is_image = start > 0 && line[start - 1] == b'!';
    if line[start] != b'[' || is_image {
        return None;
    }
    let close = start + 1 + line[start + 1..].iter().position(|&byte| MARKUP[usize::from(byte)])?;
    let target = line[close..].strip_prefix(b"](")?;
    let length = target.iter().position(|&byte| !TARGET[usize::from(byte)])?;
    (close > start + 1 && length > 0 && target[length] == b')').then_some(Link { start, close, end: close + 2 + length + 1 })
}

impl Reader<'_, '_, '_> {
    /// A paragraph or heading of one line without any markup but links.
    pub(super) fn plain(&mut self, plain: &Plain) {
        self.block(&(0..0));
        let role = if plain.level > 0 { Role::Heading } else { Role::Body };
        self.prose.open(role, Escape::Markdown, plain.level);
        let source = self.source;
        let mut at = plain.start;
        for link in &plain.links {
            self.prose.verbatim(self.locus(&(at..link.start)));
            let (range, none) = (link.start..link.end, CowStr::Borrowed(""));
            let dest_url = CowStr::Borrowed(&source[link.target()]);
            let tag = Tag::Link { link_type: LinkType::Inline, dest_url, title: none.clone(), id: none };
            self.start(tag, range.clone());
            self.text(&source[link.text()], link.text());
            self.end(TagEnd::Link, range);
            at = link.end;
        }
        self.prose.reached(self.base + at);
        self.prose.verbatim(self.locus(&(at..plain.end)));
        self.prose.close_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_markup_is_found_wherever_it_stands() {
        let text = "一段没有标记的文字 with some words 和*强调*以及汉字汉字汉字[";
        for start in 0..=text.len() {
            let bytes = &text.as_bytes()[start..];
            assert_eq!(first_markup(bytes), bytes.iter().position(|&byte| MARKUP[usize::from(byte)]), "{start}");
        }
    }

    #[test]
    fn plain_lines_need_no_parser() {
        assert_eq!(plain("甲 b。\n\n"), Some(Plain { level: 0, start: 0, end: "甲 b。".len(), links: Vec::new() }));
        assert_eq!(plain("## 甲  \n"), Some(Plain { level: 2, start: 3, end: 6, links: Vec::new() }));
        let links = vec![Link { start: 3, close: 7, end: 11 }];
        assert_eq!(plain("甲[乙](u)丙"), Some(Plain { level: 0, start: 0, end: 14, links }));
        for text in ["![甲](u)", "[甲]", "[甲](u \"t\")", "[甲]()", "[](u)", "[甲](<u>)", "[[甲](u)](u)", "[甲](u(v))", "甲]"]
        {
            assert_eq!(plain(text), None, "{text:?}");
        }
        for text in ["甲*乙*\n", "甲\n乙\n", "甲\n===\n", "1. 甲\n", "#甲\n", "# 甲 #\n", "甲\\\n", "- 甲", "> 甲", "    甲", ""]
        {
            assert_eq!(plain(text), None, "{text:?}");
        }
    }
}
