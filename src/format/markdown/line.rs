//! Reads paragraphs, headings and lists of items of one line without the parser, as long as there is no markup in them but
//! simple links, addresses, images and code, and emphasis. So are quotes of one line.
//!
//! They are most of what people write. Whatever is not certainly simple is left to the parser.

use std::ops::Range;

use wide::i8x16;

use super::Reader;
use super::emphasis::{Delimiter, resolve};
use super::parts::is_margin;
use crate::document::Role;
use crate::text::Escape;
use crate::text::script::{byte_set, byte_set_with_controls};
use crate::text::step::{all, bits, first, in_range, same};

/// A part that is plain text line by line, apart from links and emphasis; its memory can be used again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    lines: Vec<Line>,
    /// What is no text in the lines, ascending.
    marks: Vec<Mark>,
    /// Delimiters that are not yet among the marks, and where they belong there.
    delimiters: Vec<Delimiter>,
    numbers: Vec<usize>,
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
    /// A link's text begins.
    Open(Link),
    /// It ends.
    Close(Link),
    /// As a link, with an exclamation mark before it, and no mark in its text.
    Image(Link),
    /// Where an address in angle brackets begins and ends.
    Address(usize, usize),
    /// Where code begins and ends.
    Code(usize, usize),
    /// Where emphasis begins or ends.
    Emphasis(Delimiter),
}

/// A link such as `[text](target)`, with nothing in its target but letters and the like.
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

    /// Finds links and emphasis in a line's text; nothing if there may be other markup.
    fn find_marks(&mut self, part: &str, text: Range<usize>) -> Option<()> {
        let (mut at, first) = (text.start, self.delimiters.len());
        let bytes = &part.as_bytes()[..text.end];
        // Where the last bracket closes, if that was asked.
        let mut last_close = None;
        while let Some(found) = first_markup(&bytes[at..]) {
            let place = at + found;
            let is_image = is_after_exclamation(&bytes[text.start..place]);
            at = match bytes[place] {
                b'[' => match self.link(part, &text, place, is_image) {
                    Some(end) => end,
                    None if *last_close.get_or_insert_with(|| memchr::memrchr(b']', bytes)) < Some(place) => place + 1,
                    None if is_image => return None,
                    None => past_lone_brackets(bytes, place, text.start)?,
                },
                b'<' => {
                    let end = autolink_end(bytes, place)?;
                    self.marks.push(Mark::Address(place, end));
                    end
                }
                b']' => place + 1,
                _ => self.mark(part, &text, place)?,
            };
        }
        self.resolve(first);
        Some(())
    }

    /// Adds what stands at `place`, be it in a link or not, and gives where it ends; `None` if that is not certain.
    fn mark(&mut self, part: &str, text: &Range<usize>, place: usize) -> Option<usize> {
        let bytes = &part.as_bytes()[..text.end];
        match bytes[place] {
            b'*' | b'_' => {
                let delimiter = Delimiter::at(part, text, place)?;
                if delimiter.can_open || delimiter.can_close {
                    self.numbers.push(self.marks.len());
                    self.delimiters.push(delimiter);
                    self.marks.push(Mark::Emphasis(delimiter));
                }
                Some(place + delimiter.length)
            }
            b'`' => {
                let end = code_end(bytes, place)?;
                // Some of them end a line for the parser.
                if bytes[place..end].iter().any(u8::is_ascii_control) {
                    return None;
                }
                self.marks.push(Mark::Code(place, end));
                Some(end)
            }
            // They mean something at the start of a line alone, behind a bracket, or in a formula.
            b'>' | b'|' | b'^' | b'{' | b'}' => Some(place + 1),
            b'&' if !may_be_entity(&bytes[place..]) => Some(place + 1),
            _ => None,
        }
    }

    /// Adds the link or image whose bracket opens at `start`, and gives where it ends; `None` if it is not certainly one.
    fn link(&mut self, part: &str, text: &Range<usize>, start: usize, is_image: bool) -> Option<usize> {
        let bytes = &part.as_bytes()[..text.end];
        let (marks, delimiters) = (self.marks.len(), self.delimiters.len());
        if !is_image {
            self.marks.push(Mark::Open(Link { start, close: start, end: start }));
        }
        let link = self.link_text(part, text, start, is_image).and_then(|close| {
            let end = target_end(bytes, close)?;
            Some(Link { start, close, end })
        });
        let Some(link) = link else {
            self.marks.truncate(marks);
            self.delimiters.truncate(delimiters);
            self.numbers.truncate(delimiters);
            return None;
        };
        self.resolve(delimiters);
        if is_image {
            self.marks.push(Mark::Image(link));
        } else {
            self.marks[marks] = Mark::Open(link);
            self.marks.push(Mark::Close(link));
        }
        Some(link.end)
    }

    /// Adds what is in the text of a link, and gives where that ends. In a link there may be images, but no link.
    fn link_text(&mut self, part: &str, text: &Range<usize>, start: usize, is_image: bool) -> Option<usize> {
        let bytes = &part.as_bytes()[..text.end];
        let mut at = start + 1;
        loop {
            let place = at + first_markup(&bytes[at..])?;
            at = match bytes[place] {
                b']' => return Some(place),
                _ if is_image => return None,
                b'[' if is_after_exclamation(&bytes[start + 1..place]) => self.link(part, text, place, true)?,
                _ => self.mark(part, text, place)?,
            };
        }
    }

    /// Finds out what the delimiters from one on mean, and puts them where they belong.
    fn resolve(&mut self, first: usize) {
        if self.delimiters.len() > first {
            resolve(&mut self.delimiters[first..]);
            for (delimiter, number) in self.delimiters.drain(first..).zip(self.numbers.drain(first..)) {
                self.marks[number] = Mark::Emphasis(delimiter);
            }
        }
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
    let count = |bytes: &[u8], byte: u8| bytes.iter().take_while(|&&other| other == byte).count();
    let indent = count(line, b' ');
    if indent <= 3 && begins_text(&line[indent..]) {
        return Some((Kind::Paragraph, indent));
    }
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
        // Nothing but such marks is a rule.
        [b'*' | b'_', next, ..] => *next != b' ' && line.iter().any(|byte| !matches!(byte, b'*' | b'_' | b' ' | b'\t')),
        [b'`', ..] => !line.starts_with(b"```"),
        [b'0'..=b'9', ..] => is_margin(line, 0),
        [b'a'..=b'z' | b'A'..=b'Z' | b'(' | b'"' | b'[' | b'!' | 0x80.., ..] => true,
        _ => false,
    }
}

/// The first byte that may be markup.
fn first_markup(bytes: &[u8]) -> Option<usize> {
    first(bytes, |step| bits(markup(step)), |byte| MARKUP[usize::from(byte)])
}

/// The first byte that ends a simple target.
fn first_no_target(bytes: &[u8]) -> Option<usize> {
    first(bytes, |step| bits(no_target(step)), |byte| NO_TARGET[usize::from(byte)])
}

/// Which bytes are in the table of markup; those above ASCII are negative.
fn markup(bytes: i8x16) -> i8x16 {
    let signs = same(bytes & !all(2), b'$') | same(bytes, b'*') | same(bytes | all(2), b'>');
    in_range(bytes, 0, b' ' - 1) | in_range(bytes, b'Z' + 1, b'a' - 1) | bytes.simd_gt(all(b'z')) | signs
}

/// Which bytes are not in the table of targets.
fn no_target(bytes: i8x16) -> i8x16 {
    let signs = same(bytes & !all(6), b' ') | in_range(bytes, b'(', b'*') | same(bytes | all(2), b'>');
    let middle = in_range(bytes, b'[', b'`') & !same(bytes, b'_');
    in_range(bytes, 0, b' ') | signs | middle | bytes.simd_gt(all(b'z')) & !same(bytes, b'~')
}

fn is_after_exclamation(before: &[u8]) -> bool {
    before.last() == Some(&b'!')
}

/// Where a link ends whose text ends at `close`.
fn target_end(line: &[u8], close: usize) -> Option<usize> {
    let target = line[close..].strip_prefix(b"](")?;
    let (mut length, mut depth) = (0, 0);
    loop {
        length += first_no_target(&target[length..])?;
        match target[length] {
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            b'(' if depth < NESTED => depth += 1,
            b'&' if !may_be_entity(&target[length..]) => {}
            _ => return None,
        }
        length += 1;
    }
    (length > 0).then_some(close + 2 + length + 1)
}

/// Where the code ends that begins at `start`, if it ends in its line.
fn code_end(line: &[u8], start: usize) -> Option<usize> {
    let run = |at: usize| line[at..].iter().take_while(|&&byte| byte == b'`').count();
    let length = run(start);
    let mut at = start + length;
    loop {
        at += memchr::memchr(b'`', &line[at..])?;
        let other = run(at);
        at += other;
        if other == length {
            return Some(at);
        }
    }
}

/// Where the address ends that opens at `start` with an angle bracket, if it certainly is one.
fn autolink_end(line: &[u8], start: usize) -> Option<usize> {
    let address = &line[start + 1..];
    let length = first_no_target(address)?;
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
                Mark::Emphasis(delimiter) => {
                    self.prose.verbatim(self.locus(&(at..delimiter.place)));
                    for stray in delimiter.text() {
                        self.prose.stray(self.locus(&(stray..stray + 1)), delimiter.byte);
                    }
                    at = delimiter.place + delimiter.length;
                }
                Mark::Open(link) => {
                    self.prose.verbatim(self.locus(&(at..link.start)));
                    let url = self.target(&self.source[link.target()], &(link.start..link.end)).to_owned();
                    self.prose.open_link(url);
                    at = link.start + 1;
                }
                Mark::Close(link) => {
                    self.prose.verbatim(self.locus(&(at..link.close)));
                    self.prose.close_link();
                    at = link.end;
                }
                Mark::Address(start, end) => {
                    self.prose.verbatim(self.locus(&(at..start)));
                    self.link(&self.source[start + 1..end - 1], start..end);
                    self.prose.object(self.locus(&(start..end)));
                    at = end;
                }
                Mark::Code(start, end) => {
                    self.prose.verbatim(self.locus(&(at..start)));
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
}

#[cfg(test)]
mod tests;
