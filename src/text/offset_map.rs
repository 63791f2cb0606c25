//! The map from decoded text back to file text: runs that are verbatim or escaped, and the gaps between them.
//!
//! It is built by readers through `document::Builder`; it makes loci and edits, and knows no format but the
//! escaping that a replacement needs.

use super::script::byte_set_with_controls;
use super::span::{Edit, Locus, Span};

/// How the text of a run is written in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// Byte for byte.
    Verbatim,
    /// Byte for byte, and it must stay so: the label of a link is what it is found by.
    Fixed,
    /// As something else that stands for it as a whole: an entity, an escape, a masked piece of code.
    Escaped,
    /// As something else that must stay: the `\n` of a string.
    Kept,
}

impl RunKind {
    /// Whether the file has the run's text byte for byte.
    pub const fn is_literal(self) -> bool {
        match self {
            Self::Verbatim | Self::Fixed => true,
            Self::Escaped | Self::Kept => false,
        }
    }
}

/// A stretch of decoded text and the stretch of the file that it was decoded from.
///
/// Runs are sorted; the next run starts in the text where this one ends. Where it starts later in the file, the
/// bytes between are a gap: markup that has no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Where the run starts in the decoded text, in bytes.
    pub text_start: usize,
    /// Length in the decoded text, in bytes.
    pub text_len: usize,
    /// Where the run starts in the file's text, in bytes.
    pub file_start: usize,
    /// Length in the file's text, in bytes; equals `text_len` unless escaped.
    pub file_len: usize,
    /// How it is written.
    pub kind: RunKind,
}

impl Run {
    fn text_end(&self) -> usize {
        self.text_start + self.text_len
    }

    fn file_end(&self) -> usize {
        self.file_start + self.file_len
    }
}

/// What a replacement must be written as, so that it reads back as itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Escape {
    /// As it is.
    None,
    /// Markdown prose: characters that start markup get a backslash.
    Markdown,
    /// A cell of a Markdown table: as Markdown, and `|` too.
    MarkdownTable,
    /// HTML text or an attribute's value: `&`, `<`, `>` and quotes become entities.
    Html,
    /// Text of XML: `&`, `<` and `>` become entities.
    Xml,
    /// Text of XML that is read as markup a second time, or a CDATA section: nothing that either would have to escape.
    XmlPlain,
    /// A string of PO: quotes and backslashes get a backslash; it may go on in another string on the next line.
    Po,
    /// An unquoted scalar of YAML: nothing that would need quotes may go in.
    YamlPlain,
    /// A scalar of YAML or TOML in single quotes: no single quote may go in.
    SingleQuoted,
    /// A scalar of YAML or TOML in double quotes: quotes and backslashes get a backslash.
    DoubleQuoted,
    /// A scalar of YAML or TOML over several lines: as it is.
    Block,
    /// Text that was decoded in a way that cannot be written back.
    Opaque,
}

/// Bytes that an `Escape` other than that of unquoted YAML may not leave as they are, and what may begin a control character.
const SPECIAL: [bool; 256] = byte_set_with_controls(b"\\`*_[]{<>&~|\"'\x7f\xc2");

impl Escape {
    /// Whether what stands between two runs only breaks a line.
    fn is_layout(self, gap: &str) -> bool {
        let gap = gap.trim_matches([' ', '\t']);
        match self {
            Self::Po => gap.strip_prefix('"').and_then(|gap| gap.strip_suffix('"')).is_some_and(|gap| gap.trim().is_empty()),
            Self::None
            | Self::Markdown
            | Self::MarkdownTable
            | Self::Html
            | Self::Xml
            | Self::XmlPlain
            | Self::YamlPlain
            | Self::SingleQuoted
            | Self::DoubleQuoted
            | Self::Block
            | Self::Opaque => gap.trim_matches(['\r', '\n']).is_empty(),
        }
    }

    /// Whether a line break may stay wherever it is: nothing that follows it could read as markup.
    const fn keeps_breaks(self) -> bool {
        matches!(self, Self::Po | Self::Xml | Self::XmlPlain)
    }

    /// Whether a template engine may read the text too: that of a site generator.
    const fn is_templated(self) -> bool {
        matches!(self, Self::Markdown | Self::MarkdownTable | Self::Html | Self::SingleQuoted | Self::DoubleQuoted | Self::Block)
    }

    /// The replacement as it must be written, or `None` if it cannot be written there.
    pub fn apply(self, text: &str) -> Option<String> {
        // Nothing that has to be escaped: most of what is written.
        if !matches!(self, Self::Opaque | Self::YamlPlain) && !text.bytes().any(|byte| SPECIAL[usize::from(byte)]) {
            return Some(text.to_owned());
        }
        let is_template = || ["{{", "{%", "{#"].iter().any(|open| text.contains(open)) || text.ends_with('{');
        // What a template engine would run, or becomes that by what follows, cannot be escaped: it comes before Markdown, or
        // after it.
        if text.chars().any(|c| c.is_control()) || self.is_templated() && is_template() {
            return None;
        }
        let backslash = |special: &str| {
            let mut out = String::with_capacity(text.len());
            for c in text.chars() {
                if special.contains(c) {
                    out.push('\\');
                }
                out.push(c);
            }
            out
        };
        match self {
            Self::None | Self::Block => Some(text.to_owned()),
            Self::Opaque => None,
            Self::Markdown => Some(backslash("\\`*_[]<>&~")),
            Self::MarkdownTable => Some(backslash("\\`*_[]<>&~|")),
            Self::DoubleQuoted | Self::Po => Some(backslash("\\\"")),
            Self::XmlPlain => (!text.contains(['&', '<', '>'])).then(|| text.to_owned()),
            Self::SingleQuoted => (!text.contains('\'')).then(|| text.to_owned()),
            Self::YamlPlain => {
                let plain = !text.contains([':', '#', '\'', '"', '[', ']', '{', '}', ','])
                    && !text.starts_with(['-', '?', '!', '&', '*', '|', '>', '%', '@', '`', ' '])
                    && !text.ends_with(' ');
                plain.then(|| text.to_owned())
            }
            Self::Html | Self::Xml => {
                let mut out = String::with_capacity(text.len());
                for c in text.chars() {
                    match c {
                        '&' => out.push_str("&amp;"),
                        '<' => out.push_str("&lt;"),
                        '>' => out.push_str("&gt;"),
                        '"' if self == Self::Html => out.push_str("&quot;"),
                        c => out.push(c),
                    }
                }
                Some(out)
            }
        }
    }
}

/// The runs that a span touches.
pub(crate) fn touched(runs: &[Run], span: Span) -> &[Run] {
    let first = runs.partition_point(|run| run.text_end() <= span.start);
    let runs = runs.get(first..).unwrap_or_default();
    // Mostly one.
    let count = runs.iter().take_while(|run| run.text_start < span.end).count();
    runs.get(..count).unwrap_or_default()
}

/// Where a span of decoded text stands in the file, from the first touched byte to the last.
///
/// An escaped run is pointed at as a whole. An empty span points at the place before the byte that follows it.
pub fn locus(runs: &[Run], span: Span) -> Locus {
    if span.is_empty() {
        let at = match touched(runs, Span::new(span.start, span.start + 1)).first() {
            Some(run) if run.kind.is_literal() => run.file_start + (span.start - run.text_start),
            Some(run) => run.file_start,
            None => runs.last().map_or(0, Run::file_end),
        };
        return Locus::new(at, at);
    }
    locus_of(touched(runs, span), span)
}

/// As `locus`, of a span that is not empty and touches these runs.
fn locus_of(touched: &[Run], span: Span) -> Locus {
    let (Some(first), Some(last)) = (touched.first(), touched.last()) else {
        return Locus::new(0, 0);
    };
    let start = match first.kind {
        RunKind::Verbatim | RunKind::Fixed => first.file_start + span.start.saturating_sub(first.text_start),
        RunKind::Escaped | RunKind::Kept => first.file_start,
    };
    let end = match last.kind {
        RunKind::Verbatim | RunKind::Fixed => last.file_start + (span.end.min(last.text_end()) - last.text_start),
        RunKind::Escaped | RunKind::Kept => last.file_end(),
    };
    Locus::new(start, end)
}

/// The text that touches a byte of the file: its place where the text has it, all of what is written in another way with it,
/// the place of the next text where it is markup.
pub fn text_at(runs: &[Run], file_offset: usize) -> Span {
    let next = runs.partition_point(|run| run.file_end() <= file_offset);
    let (at, end) = match runs.get(next) {
        None => runs.last().map_or((0, 0), |run| (run.text_end(), run.text_end())),
        Some(run) if file_offset < run.file_start => (run.text_start, run.text_start),
        Some(run) if run.kind.is_literal() => {
            let at = run.text_start + (file_offset - run.file_start);
            (at, at)
        }
        Some(run) => (run.text_start, run.text_end()),
    };
    Span::new(at, end)
}

/// The edits that put `replacement` where the span stands, or `None` if that would delete markup or half an escape.
///
/// Within one stretch without gaps it is one edit. Where markup stands inside the span, only what differs is
/// replaced, and only if all of it lies on one side of the markup. A line break inside Chinese text is no markup:
/// the replacement goes before it and the break stays, or goes where it would leave a line that reads as markup
/// or begins with a mark. So does the break between two strings of PO, which never goes.
pub fn edits(runs: &[Run], file_text: &str, text: &str, span: Span, replacement: &str, escape: Escape) -> Option<Vec<Edit>> {
    let old = span.get(text);
    if old.is_empty() {
        return None;
    }
    let parts = touched(runs, span);
    let is_whole = parts.iter().all(|run| match run.kind {
        RunKind::Verbatim => true,
        RunKind::Fixed | RunKind::Kept => false,
        RunKind::Escaped => span.start <= run.text_start && run.text_end() <= span.end,
    });
    if !is_whole || parts.is_empty() {
        return None;
    }
    let whole = locus_of(parts, span);
    let gaps: Vec<Locus> = parts
        .windows(2)
        .filter_map(|pair| {
            let (end, start) = (pair.first()?.file_end(), pair.get(1)?.file_start);
            (end != start).then_some(Locus::new(end, start))
        })
        .collect();
    let written = escape.apply(replacement)?;
    let written = if escape == Escape::Markdown { no_block(file_text, whole.start, written) } else { written };
    if gaps.is_empty() {
        return Some(vec![Edit { locus: whole, text: written }]);
    }
    if gaps.iter().all(|gap| escape.is_layout(gap.get(file_text))) {
        if escape.keeps_breaks() {
            return Some(around_breaks(whole, &gaps, written));
        }
        // What follows must not begin its line as markup would, no line may become blank, and no mark begins a line.
        let rest = file_text.get(whole.end..).unwrap_or_default().chars().next();
        let stays = gaps.len() == 1 && rest.is_some_and(char::is_alphabetic);
        return Some(if stays { around_breaks(whole, &gaps, written) } else { vec![Edit { locus: whole, text: written }] });
    }
    let prefix: usize = old.chars().zip(replacement.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (old_rest, new_rest) = (old.get(prefix..)?, replacement.get(prefix..)?);
    let suffix: usize =
        old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let inner = Span::new(span.start + prefix, span.end - suffix);
    let new = new_rest.get(..new_rest.len() - suffix)?;
    if inner.is_empty() || new.is_empty() || inner == span {
        return None;
    }
    let inside = touched(runs, inner);
    let (first, last) = (inside.first()?, inside.last()?);
    let unbroken = first.file_start + first.file_len == last.file_start || inside.len() == 1;
    let verbatim = inside.iter().all(|run| run.kind == RunKind::Verbatim);
    (unbroken && verbatim && inside.len() <= 2)
        .then(|| Some(vec![Edit { locus: locus(runs, inner), text: escape.apply(new)? }]))
        .flatten()
}

/// Text for a place in Markdown that begins no heading or list where a line begins.
fn no_block(file_text: &str, at: usize, written: String) -> String {
    let mark = match written.bytes().position(|byte| !byte.is_ascii_digit()) {
        Some(0) if written.starts_with('#') => written.bytes().take_while(|&byte| byte == b'#').count() - 1,
        Some(digits) if digits > 0 && written[digits..].starts_with(['.', ')']) => digits,
        Some(0) if written.starts_with(['-', '+']) => 0,
        _ => return written,
    };
    let before = file_text.get(..at).unwrap_or_default();
    let line = &before[before.rfind(['\n', '\r']).map_or(0, |end| end + 1)..];
    let may_begin = line.starts_with("[^") || !line.contains(|c: char| c == '#' || c.is_alphabetic());
    let is_mark = written[mark + 1..].chars().next().is_none_or(char::is_whitespace);
    if !(may_begin && is_mark) {
        return written;
    }
    let escaped = if written.starts_with('#') { 0 } else { mark };
    format!("{}\\{}", &written[..escaped], &written[escaped..])
}

/// The replacement before the first line break, nothing after it.
fn around_breaks(whole: Locus, gaps: &[Locus], written: String) -> Vec<Edit> {
    let mut edits = Vec::with_capacity(gaps.len() + 1);
    let mut start = whole.start;
    let mut text = Some(written);
    for end in gaps.iter().map(|gap| gap.start).chain([whole.end]) {
        if start < end {
            edits.push(Edit { locus: Locus::new(start, end), text: text.take().unwrap_or_default() });
        }
        start = gaps.iter().find(|gap| gap.start == end).map_or(end, |gap| gap.end);
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_engine_would_run_is_never_written() {
        let quoted = [Escape::SingleQuoted, Escape::DoubleQuoted, Escape::YamlPlain, Escape::Block];
        for escape in [Escape::Markdown, Escape::MarkdownTable, Escape::Html].into_iter().chain(quoted) {
            for text in ["甲{{x}}", "{% x %}", "甲 {#乙}", "甲{"] {
                assert_eq!(escape.apply(text), None, "{escape:?} {text}");
            }
            if escape == Escape::YamlPlain {
                continue;
            }
            assert_eq!(escape.apply("{x} 100%").as_deref(), Some("{x} 100%"), "{escape:?}");
        }
        // Placeholders of messages are written so.
        assert_eq!(Escape::Po.apply("{{x}}").as_deref(), Some("{{x}}"));
        assert_eq!(Escape::None.apply("{{x}}").as_deref(), Some("{{x}}"));
    }
}
