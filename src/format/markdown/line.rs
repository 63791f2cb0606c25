//! Reads paragraphs, headings and lists of items of one line without the parser, as long as there is no markup in them but
//! simple links, addresses and images, and words with stress. So are quotes of one line.
//!
//! They are most of what people write. Whatever is not certainly simple is left to the parser.

use std::ops::Range;

use wide::i8x16;

use super::Reader;
use super::parts::is_margin;
use crate::document::Role;
use crate::text::Escape;
use crate::text::script::{byte_set, byte_set_with_controls};

/// A part that is plain text line by line, apart from links and stress; its memory can be used again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    lines: Vec<Line>,
    /// What is no text in the lines, ascending.
    marks: Vec<Mark>,
}

/// A block of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    kind: Kind,
    /// Where its text stands in the part.
    text: Range<usize>,
    /// Which of the marks stand in it.
    marks: Range<usize>,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Paragraph,
    /// Its level, 1 to 6.
    Heading(u8),
    /// An item of a list; the last byte of its marker.
    Item(u8),
    /// A quote, of which no other line follows.
    Quote,
}

/// What is no text in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Link(Link),
    /// As a link, with an exclamation mark before it.
    Image(Link),
    /// Where an address in angle brackets begins and ends.
    Address(usize, usize),
    /// Where words with stress begin or end, and how many asterisks say so.
    Stress(usize, usize),
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
const MARKUP: [bool; 256] = byte_set_with_controls(b"\\`*_[]<>&~$|^{}\x7f");

/// Parentheses within each other in a link's target; the parser allows more, but not any number.
const NESTED: usize = 8;

/// Bytes that need a parser in a link's target.
const NO_TARGET: [bool; 256] = {
    let allowed = byte_set(b"-._~:/?#@!,;=%+'");
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x80 {
        table[byte] = !allowed[byte] && !(byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

impl Plain {
    /// Whether a part is of lines that need no parser; they are kept then. That is a paragraph or heading, a list, or both.
    pub fn read(&mut self, part: &str) -> bool {
        self.lines.clear();
        self.marks.clear();
        let bytes = part.as_bytes();
        let (mut start, mut is_after_blank) = (0, true);
        while start < bytes.len() {
            let next = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |found| start + found + 1);
            let end = start + without_end(&bytes[start..next]).len();
            if start < end && !self.line(part, start..end, is_after_blank) {
                return false;
            }
            is_after_blank = start == end;
            start = next;
        }
        !self.lines.is_empty()
    }

    /// Adds a line, if it needs no parser.
    fn line(&mut self, part: &str, line: Range<usize>, is_after_blank: bool) -> bool {
        let Some((kind, indent)) = kind(&part.as_bytes()[line.clone()]) else { return false };
        let goes_on = match (self.lines.last().map(|line| line.kind), kind) {
            (None, _) => true,
            (Some(Kind::Item(before)), Kind::Item(marker)) => before == marker,
            (Some(Kind::Paragraph | Kind::Heading(_)), Kind::Item(_)) => is_after_blank,
            // An underline would make it a heading, more text a longer paragraph or quote.
            (Some(_), Kind::Paragraph | Kind::Heading(_) | Kind::Quote) | (Some(Kind::Quote), Kind::Item(_)) => false,
        };
        let (text, first) = (line.start + indent..line.end, self.marks.len());
        if !goes_on || self.find_marks(part, text.clone()).is_none() {
            return false;
        }
        self.lines.push(Line { kind, text, marks: first..self.marks.len() });
        true
    }

    /// Finds links and stress in a line's text; nothing if there may be other markup.
    fn find_marks(&mut self, part: &str, text: Range<usize>) -> Option<()> {
        let bytes = &part.as_bytes()[..text.end];
        let (mut at, mut open) = (text.start, None);
        while let Some(found) = first_markup(&bytes[at..]) {
            let place = at + found;
            at = match bytes[place] {
                b'[' => match (link(bytes, place), is_after_exclamation(&bytes[text.start..place])) {
                    (Some(link), is_image) => {
                        self.marks.push(if is_image { Mark::Image(link) } else { Mark::Link(link) });
                        link.end
                    }
                    (None, false) => past_lone_brackets(bytes, place, text.start)?,
                    (None, true) => return None,
                },
                b'*' => {
                    let length = stress(part, &text, place, open)?;
                    self.marks.push(Mark::Stress(place, length));
                    open = if open.is_none() { Some(length) } else { None };
                    place + length
                }
                b'<' => {
                    let end = autolink_end(bytes, place)?;
                    self.marks.push(Mark::Address(place, end));
                    end
                }
                // They close what is not open here, or mean something at the start of a line alone.
                b']' | b'>' | b'|' => place + 1,
                b'&' if !may_be_entity(&bytes[place..]) => place + 1,
                _ => return None,
            };
        }
        open.is_none().then_some(())
    }
}

/// A line without its end and the spaces before that.
fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line));
    let spaces = line.iter().rev().take_while(|&&byte| byte == b' ').count();
    &line[..line.len() - spaces]
}

/// What a line is, and where its text starts; `None` if that is not certain.
fn kind(line: &[u8]) -> Option<(Kind, usize)> {
    if begins_text(line) {
        return Some((Kind::Paragraph, 0));
    }
    let count = |bytes: &[u8], byte: u8| bytes.iter().take_while(|&&other| other == byte).count();
    let marker = match line.first()? {
        b'#' => {
            let level = count(line, b'#');
            let spaces = count(&line[level..], b' ');
            let is_heading = level <= 6 && spaces > 0 && level + spaces < line.len() && line.last() != Some(&b'#');
            return is_heading.then(|| (Kind::Heading(u8::try_from(level).unwrap_or(0)), level + spaces));
        }
        // In brackets a quote may say what it is for.
        b'>' => return matches!(line, [_, b' ', text @ ..] if begins_text(text) && text[0] != b'[').then_some((Kind::Quote, 2)),
        b'-' | b'+' | b'*' => 0,
        b'0'..=b'9' => line.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count(),
        _ => return None,
    };
    let last = *line.get(marker).filter(|last| matches!(last, b'-' | b'+' | b'*' | b'.' | b')'))?;
    let spaces = count(&line[marker + 1..], b' ');
    let indent = marker + 1 + spaces;
    (marker < 10 && (1..=4).contains(&spaces) && begins_text(&line[indent..])).then_some((Kind::Item(last), indent))
}

/// Whether a line certainly begins with text.
fn begins_text(line: &[u8]) -> bool {
    match line {
        [b'*', next, ..] => *next != b' ',
        [b'0'..=b'9', ..] => is_margin(line, 0),
        [b'a'..=b'z' | b'A'..=b'Z' | b'(' | b'"' | b'[' | b'!' | 0x80.., ..] => true,
        _ => false,
    }
}

/// The first byte that may be markup.
fn first_markup(bytes: &[u8]) -> Option<usize> {
    first(bytes, markup, &MARKUP)
}

/// The first of the bytes that are in a table, and that `which` tells of sixteen in one step.
#[inline]
fn first(bytes: &[u8], which: impl Fn(i8x16) -> i8x16, table: &[bool; 256]) -> Option<usize> {
    let (blocks, rest) = bytes.as_chunks::<16>();
    for (number, block) in blocks.iter().enumerate() {
        let found = which(i8x16::from(block.map(u8::cast_signed))).to_bitmask() & 0xffff;
        if found != 0 {
            return Some(number * 16 + found.trailing_zeros() as usize);
        }
    }
    Some(blocks.len() * 16 + rest.iter().position(|&byte| table[usize::from(byte)])?)
}

/// Which bytes are in the table of markup; those above ASCII are negative.
fn markup(bytes: i8x16) -> i8x16 {
    let all = |byte: u8| i8x16::splat(byte.cast_signed());
    let above = |byte: u8| bytes.simd_gt(all(byte));
    let control = bytes.simd_gt(i8x16::splat(-1)) & bytes.simd_lt(all(b' '));
    let middle = above(b'Z') & bytes.simd_lt(all(b'a'));
    let signs = (bytes & !all(2)).simd_eq(all(b'$')) | bytes.simd_eq(all(b'*')) | (bytes | all(2)).simd_eq(all(b'>'));
    control | middle | above(b'z') | signs
}

/// Which bytes are not in the table of targets.
fn no_target(bytes: i8x16) -> i8x16 {
    let all = |byte: u8| i8x16::splat(byte.cast_signed());
    let is = |byte: u8| bytes.simd_eq(all(byte));
    let between = |first: u8, last: u8| bytes.simd_gt(all(first) - all(1)) & bytes.simd_lt(all(last) + all(1));
    let signs = (bytes & !all(6)).simd_eq(all(b' ')) | between(b'(', b'*') | (bytes | all(2)).simd_eq(all(b'>'));
    let middle = between(b'[', b'`') & !is(b'_');
    between(0, b' ') | signs | middle | bytes.simd_gt(all(b'z')) & !is(b'~')
}

fn is_after_exclamation(before: &[u8]) -> bool {
    before.last() == Some(&b'!')
}

/// The simple link whose bracket opens at `start`; its text may be empty.
fn link(line: &[u8], start: usize) -> Option<Link> {
    let close = start + 1 + first_markup(&line[start + 1..])?;
    let target = line[close..].strip_prefix(b"](")?;
    let (mut length, mut depth) = (0, 0);
    loop {
        length += first(&target[length..], no_target, &NO_TARGET)?;
        match target[length] {
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            b'(' if depth < NESTED => depth += 1,
            b'&' if !may_be_entity(&target[length..]) => {}
            _ => return None,
        }
        length += 1;
    }
    (length > 0).then_some(Link { start, close, end: close + 2 + length + 1 })
}

/// Where the address ends that opens at `start` with an angle bracket, if it certainly is one.
fn autolink_end(line: &[u8], start: usize) -> Option<usize> {
    let address = &line[start + 1..];
    let length = first(address, no_target, &NO_TARGET)?;
    let is_address = address.starts_with(b"https://") || address.starts_with(b"http://");
    (is_address && address[length] == b'>').then_some(start + 1 + length + 1)
}

/// One past the brackets that open at `start`, if they are certainly text: no link, no definition of one, no box to tick.
/// What they hold would be defined in the same part, which needs a parser then.
fn past_lone_brackets(line: &[u8], start: usize, first: usize) -> Option<usize> {
    let length = first_markup(&line[start + 1..])?;
    let rest = &line[start + 1 + length..];
    let is_box = start == first && length == 1;
    (!is_box && rest[0] == b']' && !matches!(rest.get(1), Some(b'(' | b'[' | b':'))).then_some(start + length + 2)
}

/// Whether what begins with an ampersand may stand for another character.
fn may_be_entity(rest: &[u8]) -> bool {
    let name = rest[1..].iter().take_while(|&&byte| byte == b'#' || byte.is_ascii_alphanumeric()).count();
    rest.get(1 + name) == Some(&b';')
}

/// The length of the asterisks at `place` if they certainly begin words with stress in a line's text, or end those that as many
/// as `open` began.
fn stress(part: &str, text: &Range<usize>, place: usize, open: Option<usize>) -> Option<usize> {
    let (before, rest) = (&part[text.start..place], &part[place..text.end]);
    let after = rest.trim_start_matches('*');
    let length = rest.len() - after.len();
    let (before, after) = (Side::of(before.chars().next_back()), Side::of(after.chars().next()));
    // As CommonMark has it: it touches a word on this side, or a mark there and none on the other.
    let touches = |this, other| this == Side::Word || this == Side::Mark && other != Side::Word;
    let (this, other) = if open.is_some() { (before, after) } else { (after, before) };
    let is_sure = this != Side::Unknown && other != Side::Unknown && touches(this, other);
    (is_sure && length <= 2 && open.is_none_or(|open| open == length)).then_some(length)
}

/// What stands beside a delimiter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Space,
    Mark,
    Word,
    /// Whatever a parser must be asked about.
    Unknown,
}

impl Side {
    fn of(c: Option<char>) -> Self {
        match c {
            None | Some(' ') => Self::Space,
            Some('\u{4e00}'..='\u{9fff}') => Self::Word,
            Some('，' | '。' | '、' | '：' | '；' | '？' | '！' | '（' | '）' | '“' | '”' | '《' | '》' | '「' | '」') => {
                Self::Mark
            }
            Some(c) if c.is_ascii_alphanumeric() => Self::Word,
            Some(c) if c.is_ascii_punctuation() => Self::Mark,
            Some(_) => Self::Unknown,
        }
    }
}

impl Reader<'_, '_, '_> {
    /// Lines that need no parser.
    pub(super) fn plain(&mut self, plain: &Plain) {
        for line in &plain.lines {
            let (role, level) = match line.kind {
                Kind::Paragraph | Kind::Item(_) => (Role::Body, 0),
                Kind::Heading(level) => (Role::Heading, level),
                Kind::Quote => (Role::Quote, 0),
            };
            self.block(&(0..0));
            // Its items are of one block.
            self.depth = usize::from(matches!(line.kind, Kind::Item(_)));
            self.prose.open(role, Escape::Markdown, level);
            self.plain_line(line.text.clone(), &plain.marks[line.marks.clone()]);
        }
        self.prose.close_all();
        self.depth = 0;
    }

    fn plain_line(&mut self, text: Range<usize>, marks: &[Mark]) {
        let mut at = text.start;
        for mark in marks {
            match *mark {
                Mark::Stress(place, length) => {
                    self.prose.verbatim(self.locus(&(at..place)));
                    at = place + length;
                }
                Mark::Link(link) => {
                    self.prose.verbatim(self.locus(&(at..link.start)));
                    self.plain_link(link);
                    at = link.end;
                }
                Mark::Address(start, end) => {
                    self.prose.verbatim(self.locus(&(at..start)));
                    self.link(&self.source[start + 1..end - 1], start..end);
                    self.prose.object(self.locus(&(start..end)));
                    at = end;
                }
                Mark::Image(link) => {
                    self.prose.verbatim(self.locus(&(at..link.start - 1)));
                    self.plain_image(link);
                    at = link.end;
                }
            }
        }
        self.prose.reached(self.base + at);
        self.prose.verbatim(self.locus(&(at..text.end)));
    }

    fn plain_image(&mut self, link: Link) {
        let all = link.start - 1..link.end;
        self.prose.object(self.locus(&all));
        self.link(&self.source[link.target()], all);
        self.prose.open(Role::AltText, Escape::Markdown, 0);
        self.prose.verbatim(self.locus(&link.text()));
        self.prose.close();
    }

    fn plain_link(&mut self, link: Link) {
        let url = self.target(&self.source[link.target()], &(link.start..link.end)).to_owned();
        self.prose.open_link(url);
        self.prose.verbatim(self.locus(&link.text()));
        self.prose.close_link();
    }
}

#[cfg(test)]
mod tests;
