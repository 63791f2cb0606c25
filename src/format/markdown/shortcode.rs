//! Finds what site generators and MDX put into Markdown: shortcodes, template tags, attribute lists, JSX.
//!
//! It only says where they are; the places are blotted out byte for byte before Markdown is parsed.

use std::sync::LazyLock;

use memchr::memmem;

use super::survey::Survey;
use crate::format::prose::{Mask, MaskKind};
use crate::text::Locus;

/// Stands in the parsed copy for each byte that is masked: a letter, so that emphasis around it is seen, and a
/// link may lead to it.
const FILLER: char = 'x';

/// The end of `import` and of `export`: both words are looked for together.
static PORT: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("port "));

/// Longest shortcode that is believed, in bytes.
const MAX_LENGTH: usize = 4096;

/// Paired shortcodes that hold code, or what nobody sees.
const CODE: &[&str] = &[
    "highlight",
    "text",
    "code",
    "codeblock",
    "code-block",
    "mermaid",
    "katex",
    "math",
    "chem",
    "sourcecode",
    "gist",
    "comment",
];

/// The masked places of `text` from byte `start`, ascending and disjoint, in bytes of `text`; there the survey is of it.
pub fn masks(text: &str, start: usize, survey: Survey) -> Vec<Mask> {
    let body = text.get(start..).unwrap_or_default();
    let mut masks = Vec::new();
    let is_mdx = is_mdx(body);
    if !survey.has_container && !is_mdx && !survey.has_brace {
        return masks;
    }
    let mut finder = Finder {
        text,
        at: start,
        done: start,
        candidate: None,
        lines: line_marks(text, start, is_mdx),
        next_line: 0,
        is_mdx,
        is_raw: false,
        failures: 0,
        no_close: [false; 3],
        no_pair: Vec::new(),
    };
    while let Some(mask) = finder.next() {
        masks.push(mask);
    }
    masks
}

/// The text from `start` on, with masked bytes blotted out.
pub fn blot(text: &str, start: usize, masks: &[Mask]) -> String {
    let mut out = String::with_capacity(text.len() - start);
    let mut at = start;
    for mask in masks {
        out.push_str(text.get(at..mask.locus.start).unwrap_or_default());
        let filler = if mask.kind == MaskKind::Attributes { ' ' } else { FILLER };
        out.extend(std::iter::repeat_n(filler, mask.locus.end - mask.locus.start));
        at = mask.locus.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// Whether the text imports or exports like a module of JavaScript.
fn is_mdx(body: &str) -> bool {
    PORT.find_iter(body.as_bytes())
        .filter_map(|at| at.checked_sub("im".len()))
        .any(|at| matches!(&body.as_bytes()[at..at + 2], b"im" | b"ex") && is_module_line(body, at))
}

/// Whether a statement of a module starts at `at`.
fn is_module_line(body: &str, at: usize) -> bool {
    if at > 0 && !matches!(body.as_bytes()[at - 1], b'\n' | b'\r') {
        return false;
    }
    let rest = body.get(at..).unwrap_or_default();
    let line = rest.get(..memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len())).unwrap_or_default();
    let line = line.trim_end().trim_end_matches(';');
    if line.starts_with("import ") {
        let quoted = line.ends_with(['"', '\'']);
        return quoted && (line.contains(" from ") || line.starts_with("import '") || line.starts_with("import \""))
            || line == "import {";
    }
    ["export const ", "export default ", "export function ", "export let ", "export {"]
        .iter()
        .any(|start| line.starts_with(start))
}

/// A line that is markup as a whole or begins with some.
#[derive(Clone, Copy, Debug)]
enum LineMark {
    Container(usize),
    Module(usize),
}

impl LineMark {
    const fn at(self) -> usize {
        match self {
            Self::Container(at) | Self::Module(at) => at,
        }
    }
}

fn line_marks(text: &str, start: usize, is_mdx: bool) -> Vec<LineMark> {
    let body = text.get(start..).unwrap_or_default();
    let at_all = |word: &'static [u8]| memmem::find_iter(body.as_bytes(), word).collect::<Vec<_>>();
    let mut marks: Vec<LineMark> = Vec::new();
    marks.extend(
        at_all(b":::").into_iter().map(|at| LineMark::Container(start + at)).filter(|mark| is_line_start(text, mark.at())),
    );
    if is_mdx {
        let words = at_all(b"import ").into_iter().chain(at_all(b"export "));
        marks.extend(words.filter(|at| is_module_line(body, *at)).map(|at| LineMark::Module(start + at)));
    }
    marks.sort_by_key(|mark| mark.at());
    marks
}

/// What stands between the start of the line and `at`, if it is short.
fn line_before(text: &str, at: usize) -> &str {
    let near = text.floor_char_boundary(at.saturating_sub(64));
    let start = memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[near..at]).map_or(near, |found| near + found + 1);
    text.get(start..at).unwrap_or_default()
}

/// Whether only marks of quotes and list items stand before `at`.
fn is_line_start(text: &str, at: usize) -> bool {
    let before = line_before(text, at);
    before.len() < 60
        && before.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+' | b'.') || byte.is_ascii_digit())
}

struct Finder<'t> {
    text: &'t str,
    at: usize,
    /// End of the last mask.
    done: usize,
    /// The next brace or fence that was found already.
    candidate: Option<usize>,
    lines: Vec<LineMark>,
    next_line: usize,
    is_mdx: bool,
    /// Within `{% raw %}`, where tags are shown as they are.
    is_raw: bool,
    /// Braces that begin no expression.
    failures: usize,
    /// Kinds of shortcode whose end does not occur any more.
    no_close: [bool; 3],
    /// Names of shortcodes whose closing tag does not occur any more.
    no_pair: Vec<&'t str>,
}

/// So many unbalanced braces show that the text is no MDX.
const MAX_FAILURES: usize = 1000;

impl<'t> Finder<'t> {
    fn rest(&self, at: usize) -> &'t str {
        self.text.get(at..).unwrap_or_default()
    }

    /// The end of the line, or of as much of it as is looked at.
    fn line_end(&self, at: usize) -> usize {
        let window = &self.text.as_bytes()[at.min(self.text.len())..self.text.len().min(at + MAX_LENGTH)];
        at + memchr::memchr2(b'\n', b'\r', window).unwrap_or(window.len())
    }

    fn mask(&mut self, start: usize, end: usize, kind: MaskKind) -> Option<Mask> {
        (self.at, self.done) = (end, end);
        let is_example = self.is_raw && kind == MaskKind::Object;
        Some(Mask { locus: Locus::new(start, end), kind: if is_example { MaskKind::Example } else { kind } })
    }

    fn next(&mut self) -> Option<Mask> {
        loop {
            let bytes = self.text.as_bytes();
            let found = match self.candidate.filter(|at| *at >= self.at) {
                Some(at) => at,
                None => memchr::memchr3(b'{', b'`', b'~', &bytes[self.at..]).map_or(bytes.len(), |found| self.at + found),
            };
            self.candidate = Some(found);
            while let Some(line) = self.lines.get(self.next_line).copied().filter(|line| line.at() < found) {
                self.next_line += 1;
                if line.at() >= self.at {
                    return self.line(line);
                }
            }
            match bytes.get(found)? {
                b'{' => {
                    self.at = found + 1;
                    if let Some(mask) = self.brace(found) {
                        return Some(mask);
                    }
                }
                fence => self.at = self.past_fence(found, *fence),
            }
        }
    }

    /// A container mark (`::: tip`) or a statement of a module.
    fn line(&mut self, line: LineMark) -> Option<Mask> {
        match line {
            LineMark::Container(at) => {
                let rest = self.rest(at).as_bytes();
                let marks = rest.iter().take_while(|byte| **byte == b':').count();
                let spaces = rest[marks..].iter().take_while(|byte| **byte == b' ').count();
                let word = rest[marks + spaces..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
                let after = if word > 0 { marks + spaces + word } else { marks };
                let title = rest[after..].iter().take_while(|byte| **byte == b' ').count();
                self.mask(at, at + after + title, MaskKind::Gap)
            }
            LineMark::Module(at) => {
                let mut end = self.line_end(at);
                let is_open = |text: &str| text.matches(['{', '[', '(']).count() > text.matches(['}', ']', ')']).count();
                while is_open(self.text.get(at..end).unwrap_or_default()) && end - at < MAX_LENGTH && end + 1 < self.text.len() {
                    let next = self.line_end(end + 1);
                    if next <= end + 1 {
                        break;
                    }
                    end = next;
                }
                let end = self.text.floor_char_boundary(end);
                self.mask(at, end, MaskKind::Gap)
            }
        }
    }

    /// Past a fenced block of code that starts at `at`, or past the run of marks.
    fn past_fence(&self, at: usize, mark: u8) -> usize {
        let run = self.rest(at).bytes().take_while(|byte| *byte == mark).count();
        if run < 3 || !is_line_start(self.text, at) {
            return at + run;
        }
        let info_end = self.line_end(at);
        if mark == b'`' && memchr::memchr(b'`', &self.text.as_bytes()[at + run..info_end]).is_some() {
            return at + run;
        }
        let fence = [mark; 3];
        let limit = if line_before(self.text, at).contains('>') { self.quote_end(info_end) } else { self.text.len() };
        for found in memmem::find_iter(&self.text.as_bytes()[info_end..limit.max(info_end)], &fence).map(|found| info_end + found)
        {
            let close = self.rest(found).bytes().take_while(|byte| *byte == mark).count();
            if close >= run
                && is_line_start(self.text, found)
                && self.rest(found + close).get(..self.line_end(found) - found - close).is_some_and(|rest| rest.trim().is_empty())
            {
                return found + close;
            }
        }
        limit
    }

    /// The start of the first line after `at` that is not quoted.
    fn quote_end(&self, at: usize) -> usize {
        for found in memchr::memchr2_iter(b'\n', b'\r', &self.text.as_bytes()[at..]).map(|found| at + found + 1) {
            let line = self.rest(found).trim_start_matches([' ', '\t', '\n']);
            if !line.starts_with('>') {
                return found;
            }
        }
        self.text.len()
    }

    /// What starts with the brace at `at`, if it is none of the text.
    fn brace(&mut self, at: usize) -> Option<Mask> {
        let rest = self.rest(at).as_bytes();
        match rest.get(1)? {
            b'{' if matches!(rest.get(2), Some(b'<' | b'%')) => self.shortcode(at),
            b'{' => {
                let end = self.line_end(at);
                let close = memmem::find(&self.text.as_bytes()[at..end], b"}}")?;
                if memmem::find(&rest[2..close.max(2)], b"{{").is_some() {
                    return None;
                }
                self.mask(at, at + close + 2, MaskKind::Object)
            }
            b'%' => {
                let end = self.close(at, b"%}", 2)?;
                let inner = self.text.get(at + 2..end - 2).unwrap_or_default();
                match inner.trim_matches(['-', ' ']) {
                    "raw" => self.is_raw = true,
                    "endraw" => self.is_raw = false,
                    _ => {}
                }
                let end = self.paired_code(inner, end, "{%").unwrap_or(end);
                self.mask(at, end, MaskKind::Object)
            }
            b':' | b'#' | b'.' | b' ' => {
                let line_end = self.line_end(at).min(at + 200);
                let close = at + memchr::memchr(b'}', &self.text.as_bytes()[at..line_end])?;
                let inner = self.text.get(at + 1..close)?.trim_start();
                let last =
                    self.rest(close + 1).bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'#')).count() + close + 1;
                let ends_line = matches!(self.text.as_bytes().get(last), None | Some(b'\n' | b'\r'));
                let is_list =
                    rest[1] == b':' || ends_line && inner.starts_with(['#', '.']) && inner.len() > 1 && !inner.contains('{');
                if is_list { self.mask(at, close + 1, MaskKind::Attributes) } else { self.expression(at) }
            }
            _ => self.expression(at),
        }
    }

    fn shortcode(&mut self, at: usize) -> Option<Mask> {
        let is_angle = self.text.as_bytes().get(at + 2) == Some(&b'<');
        let end = self.close(at, if is_angle { b">}}" } else { b"%}}" }, usize::from(is_angle))?;
        let inner = self.text.get(at + 3..end - 3).unwrap_or_default();
        let end = self.paired_code(inner, end, if is_angle { "{{<" } else { "{{%" }).unwrap_or(end);
        self.mask(at, end, MaskKind::Object)
    }

    /// The end of a shortcode that starts at `at` and ends with `mark`, if it is near.
    fn close(&mut self, at: usize, mark: &[u8], kind: usize) -> Option<usize> {
        if self.no_close[kind] {
            return None;
        }
        let window = self.text.as_bytes().get(at..self.text.len().min(at + MAX_LENGTH))?;
        let found = memmem::find(window, mark);
        self.no_close[kind] = found.is_none() && memmem::find(&self.text.as_bytes()[at..], mark).is_none();
        found.map(|found| at + found + mark.len())
    }

    /// The end of the closing tag, when the opening one holds code.
    fn paired_code(&mut self, inner: &'t str, from: usize, open: &str) -> Option<usize> {
        let inner = inner.trim_matches(['-', ' ', '\t', '\n', '\r']);
        let name = inner.split_whitespace().next()?;
        if !CODE.contains(&name)
            || self.no_pair.contains(&name)
            || inner.ends_with('/')
            || name == "text" && inner.len() == name.len()
        {
            return None;
        }
        let bytes = self.text.as_bytes();
        for found in memmem::find_iter(&bytes[from..], open).map(|found| from + found) {
            let tag = self.rest(found + open.len()).trim_start_matches(['-', ' ']);
            let tag = tag.strip_prefix('/').or_else(|| tag.strip_prefix("end")).map(str::trim_start);
            if tag.is_some_and(|tag| {
                tag.strip_prefix(name).is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_alphanumeric()))
            }) {
                let body = self.text.get(from..found).unwrap_or_default();
                let fences = body.lines().filter(|line| line.trim_start().starts_with("```")).count();
                let close = memchr::memchr(b'}', &bytes[found..])? + found + 1;
                if fences % 2 == 0 {
                    return Some(if open == "{%" || bytes.get(close) != Some(&b'}') { close } else { close + 1 });
                }
                break;
            }
        }
        self.no_pair.push(name);
        None
    }

    /// A tag or an expression of MDX; a comment of it shows by itself what it is.
    fn expression(&mut self, at: usize) -> Option<Mask> {
        let bytes = self.text.as_bytes();
        let is_comment = bytes[at + 1..].starts_with(b"/*");
        if is_comment && let Some(length) = memmem::find(&bytes[at..bytes.len().min(at + MAX_LENGTH)], b"*/}") {
            return self.mask(at, at + length + 3, MaskKind::Comment);
        }
        if !self.is_mdx {
            return None;
        }
        // Only a tag that is still open at the brace; the masks before it are past.
        let near = at.saturating_sub(400).max(self.done);
        let tag = memchr::memrchr2(b'<', b'>', &bytes[near..at]).map(|found| near + found).filter(|open| bytes[*open] == b'<');
        if let Some(open) = tag
            && bytes.get(open + 1).is_some_and(u8::is_ascii_alphabetic)
            && bytes[at - 1] == b'='
            && let Some(end) = balanced(bytes, open, b'>')
        {
            return self.mask(open, end, MaskKind::Gap);
        }
        let Some(end) = balanced(bytes, at, b'}') else {
            self.failures += 1;
            self.is_mdx = self.failures < MAX_FAILURES;
            return None;
        };
        self.mask(at, end, MaskKind::Object)
    }
}

/// The end of what starts at `start` and ends with `close` outside braces and quotes, if it is near.
fn balanced(bytes: &[u8], start: usize, close: u8) -> Option<usize> {
    let mut depth = 0usize;
    let mut quote = None;
    for (at, byte) in bytes.iter().copied().enumerate().skip(start).take(MAX_LENGTH) {
        match (quote, byte) {
            (Some(open), byte) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'`') => quote = Some(byte),
            (None, b'{') => depth += 1,
            (None, b'}') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 && close == b'}' {
                    return Some(at + 1);
                }
            }
            (None, byte) if byte == close && depth == 0 => return Some(at + 1),
            (None, _) => {}
        }
    }
    None
}
