//! Cuts Markdown where no block reaches across: each part reads alone as it reads in the whole.
//!
//! A part ends at a blank line if the line after it stands at the margin and is no list item: it closes every list, quote
//! and indented block. Where that is not certain (fences in doubt, HTML that goes on past blank lines, link definitions,
//! which count everywhere), the rest is one part. This makes it cheap to read only some places of a file.

use std::ops::Range;

/// The parts of a text, in order; together they are all of it.
pub struct Parts<'s> {
    source: &'s str,
    at: usize,
    /// No cut is certain from here on.
    is_whole: bool,
    /// A fence that was found, and up to where others were looked for.
    fence: Option<usize>,
    looked_to: usize,
}

impl<'s> Parts<'s> {
    /// The parts of `source`, in which something may reach far or not.
    pub const fn new(source: &'s str, reaches_far: bool) -> Self {
        Self { source, at: 0, is_whole: reaches_far, fence: None, looked_to: 0 }
    }

    /// Passes over parts that end before `place` and the next fence. Without fences, what stands around a cut is enough to know
    /// it.
    pub fn skip_to(&mut self, place: usize) {
        if self.is_whole {
            return;
        }
        let bytes = self.source.as_bytes();
        let limit = self.next_fence(place.min(bytes.len()));
        let line_start = |at: usize| memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |found| found + 1);
        let mut line = line_start(limit);
        while line > self.at {
            let before = line_start(line - 1);
            if bytes[before..line].trim_ascii().is_empty() && is_margin_at(bytes, line) {
                self.at = line;
                return;
            }
            line = before;
        }
    }
}

impl Parts<'_> {
    /// Where the next fence may be, or `place` if it comes first.
    fn next_fence(&mut self, place: usize) -> usize {
        let bytes = self.source.as_bytes();
        let from = self.looked_to.max(self.at);
        if self.fence.is_none_or(|fence| fence < self.at) && from < place {
            let is_fence = |at: &usize| bytes[*at..].starts_with(b"```") || bytes[*at..].starts_with(b"~~~");
            self.fence = memchr::memchr2_iter(b'`', b'~', &bytes[from..place]).map(|found| from + found).find(is_fence);
            self.looked_to = self.fence.map_or(place, |fence| fence + 1);
        }
        self.fence.filter(|&fence| fence >= self.at).map_or(place, |fence| fence.min(place))
    }
}

/// A code fence that is open.
#[derive(Clone, Copy)]
struct Fence {
    byte: u8,
    length: usize,
    indent: usize,
}

impl Iterator for Parts<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let bytes = self.source.as_bytes();
        let start = self.at;
        if start >= bytes.len() {
            return None;
        }
        self.at = bytes.len();
        if self.is_whole {
            return Some(start..self.at);
        }
        let mut fence: Option<Fence> = None;
        let (mut at, mut after_blank) = (start, false);
        // Where the lines since the last blank one or the last fence begin.
        let mut since = start;
        while at < bytes.len() {
            if after_blank && fence.is_none() && at > start && is_margin_at(bytes, at) {
                self.at = at;
                return Some(start..at);
            }
            let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found + 1);
            let line = &bytes[at..end];
            let indent = line.iter().take_while(|&&byte| byte == b' ').count();
            let content = &line[indent..];
            if matches!(content, [] | [b'\n'] | [b'\r', b'\n']) || content.trim_ascii().is_empty() {
                (after_blank, since) = (true, end);
                at = end;
                continue;
            }
            match fence {
                Some(open) if open.indent > 0 && indent < open.indent => break,
                Some(open) => {
                    let length = content.iter().take_while(|&&byte| byte == open.byte).count();
                    let rest = &content[length..];
                    let closes = length >= open.length && rest.trim_ascii().is_empty();
                    match closes {
                        // For the parser, only spaces may follow.
                        true if rest.iter().any(|byte| !matches!(byte, b' ' | b'\r' | b'\n')) => break,
                        true if open.indent > 0 && indent != open.indent => break,
                        true if indent <= 3 => fence = None,
                        _ => {}
                    }
                    since = end;
                }
                None => {
                    if indent <= 3
                        && let Some(opened) = opening(content, indent)
                    {
                        // Where HTML, a table or a quote may go on, it may be a part of that.
                        if memchr::memchr3(b'<', b'|', b'>', &bytes[since..at]).is_some() {
                            break;
                        }
                        (fence, since) = (Some(opened), end);
                    }
                }
            }
            after_blank = false;
            at = end;
        }
        if at < bytes.len() {
            self.is_whole = true;
        }
        Some(start..bytes.len())
    }
}

/// As `is_margin`, for the line that starts at `at` in a text.
fn is_margin_at(bytes: &[u8], at: usize) -> bool {
    let rest = &bytes[at..];
    is_margin(rest, rest.iter().take(2).take_while(|&&byte| byte == b' ').count())
}

/// Whether a line begins at the margin and is no list item, so that it belongs to nothing above the blank line before it.
pub(super) fn is_margin(line: &[u8], indent: usize) -> bool {
    // A list item's own lines stand two columns in, or more.
    let content = if indent <= 1 { &line[indent..] } else { return false };
    match content {
        [b'-' | b'+' | b'*', rest @ ..] => !matches!(rest, [] | [b' ' | b'\t' | b'\r' | b'\n', ..]),
        [b'0'..=b'9', ..] => {
            let digits = content.iter().take_while(|byte| byte.is_ascii_digit()).count();
            !matches!(content.get(digits), None | Some(b'.' | b')'))
        }
        [first, ..] => *first > b' ' && *first != 0x7f,
        [] => false,
    }
}

/// The fence that a line opens.
fn opening(content: &[u8], indent: usize) -> Option<Fence> {
    let byte = *content.first().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let length = content.iter().take_while(|&&other| other == byte).count();
    let is_fence = length >= 3 && (byte == b'~' || memchr::memchr(b'`', &content[length..]).is_none());
    is_fence.then_some(Fence { byte, length, indent })
}

#[cfg(test)]
mod tests;
