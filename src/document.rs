//! One document as readers see it: segments of visible text with their roles and offset maps, and its links.
//!
//! A reader fills a `Document` through its `Builder`; nothing here knows a file format.

mod open;

use crate::text::{Edit, Escape, Locus, Run, RunKind, Span, offset_map};
use open::{Open, Spare};

/// Stands in a segment's text for something that is no text: code, an image, a bare URL. No term contains it.
pub const OBJECT: char = '\u{fffc}';

/// What a segment, or a part of one, is in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Running text: paragraphs, list items, footnotes.
    Body,
    /// A heading of the text.
    Heading,
    /// The visible text of a link.
    LinkText,
    /// The alternative text of an image.
    AltText,
    /// A cell of a table.
    TableCell,
    /// A block quotation.
    Quote,
    /// The document's title in its front matter, or the title of a link or image.
    Title,
    /// Another value of the front matter.
    Metadata,
}

impl Role {
    /// The role's name in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Heading => "heading",
            Self::LinkText => "link-text",
            Self::AltText => "alt-text",
            Self::TableCell => "table-cell",
            Self::Quote => "quote",
            Self::Title => "title",
            Self::Metadata => "metadata",
        }
    }
}

/// A link or image: its target is evidence, never matched and never edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The target as written.
    pub url: String,
    /// Number of the segment that holds the visible text.
    pub segment: usize,
    /// The visible text within that segment; empty for an image or a bare URL.
    pub span: Span,
}

/// A comment of the format (`<!-- … -->`), in which suppressions are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Where it stands.
    pub locus: Locus,
    /// Its text, without the delimiters.
    pub text: String,
    /// Number of the block that follows it.
    pub next_block: usize,
}

/// What a landmark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LandmarkKind {
    /// The id that a heading is given: `{#id}`.
    HeadingId,
    /// A block of code.
    CodeBlock,
    /// Code, a formula or the like within running text.
    Inline,
}

/// Something that is no text and that no translation changes: it shows which places of two documents belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Landmark {
    /// Where it stands.
    pub locus: Locus,
    /// What it is.
    pub kind: LandmarkKind,
    /// A hash of what it says; equal ones say the same.
    pub key: u64,
}

#[derive(Clone, Debug)]
struct SegmentData {
    text: Span,
    runs: std::ops::Range<usize>,
    role: Role,
    escape: Escape,
    level: u8,
    block: usize,
}

/// A document's visible text, in reading order.
#[derive(Clone, Debug, Default)]
pub struct Document {
    text: String,
    runs: Vec<Run>,
    segments: Vec<SegmentData>,
    links: Vec<Link>,
    comments: Vec<Comment>,
    tables: Vec<Locus>,
    landmarks: Vec<Landmark>,
    spare: Spare,
}

impl Document {
    /// The segments in reading order.
    pub fn segments(&self) -> impl ExactSizeIterator<Item = Segment<'_>> {
        (0..self.segments.len()).map(|number| self.view(number))
    }

    /// The segment with this number, if there is one.
    #[inline]
    pub fn segment(&self, number: usize) -> Option<Segment<'_>> {
        (number < self.segments.len()).then(|| self.view(number))
    }

    #[inline]
    fn view(&self, number: usize) -> Segment<'_> {
        let data = &self.segments[number];
        Segment {
            number,
            text: data.text.get(&self.text),
            role: data.role,
            level: data.level,
            block: data.block,
            runs: &self.runs[data.runs.clone()],
            escape: data.escape,
            document: self,
        }
    }

    /// Links and images in reading order.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// Comments in reading order.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// The tables of the document, header to last row.
    pub fn tables(&self) -> &[Locus] {
        &self.tables
    }

    /// What is no text and stays in a translation: heading ids, code. In no particular order.
    pub fn landmarks(&self) -> &[Landmark] {
        &self.landmarks
    }

    /// The title: the front matter's, else the first heading's text.
    pub fn title(&self) -> Option<Segment<'_>> {
        let of = |role| self.segments().find(|segment| segment.role == role && (segment.block == 0 || role == Role::Heading));
        of(Role::Title).or_else(|| of(Role::Heading))
    }

    /// Makes the document empty and keeps its memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.runs.clear();
        self.segments.clear();
        self.links.clear();
        self.comments.clear();
        self.tables.clear();
        self.landmarks.clear();
    }

    /// A builder that appends to this document.
    pub fn builder(&mut self) -> Builder<'_> {
        Builder { document: self, open: Vec::new(), block: 0 }
    }
}

/// A stretch of visible text that terms may be found in: a paragraph, a heading, a cell, an alternative text.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'d> {
    /// Its number in the document, from 0.
    pub number: usize,
    /// The decoded text.
    pub text: &'d str,
    /// What it is.
    pub role: Role,
    /// Level of a heading, 1 to 6; 0 for everything else.
    pub level: u8,
    /// Number of the block (paragraph, item, table, quote, front matter) that it belongs to, ascending.
    pub block: usize,
    runs: &'d [Run],
    escape: Escape,
    document: &'d Document,
}

impl<'d> Segment<'d> {
    /// Where to point: the file bytes that a span of the text was decoded from.
    pub fn locus(&self, span: Span) -> Locus {
        offset_map::locus(self.runs, span)
    }

    /// The text that touches a byte of the file: nothing but its place where the text has that byte itself.
    pub fn text_at(&self, file_offset: usize) -> Span {
        offset_map::text_at(self.runs, file_offset)
    }

    /// Ready edits that put `replacement` in place of the span, or `None` if that would delete markup or half an escape.
    pub fn edit(&self, file_text: &str, span: Span, replacement: &str) -> Option<Vec<Edit>> {
        offset_map::edits(self.runs, file_text, self.text, span, replacement, self.escape)
    }

    /// The role at a place of the text: that of a link's text inside a link, else the segment's own.
    pub fn role_at(&self, span: Span) -> Role {
        let linked = self.links().any(|link| link.span.contains(&span));
        if linked && self.role == Role::Body { Role::LinkText } else { self.role }
    }

    /// The links whose visible text stands in this segment.
    pub fn links(&self) -> impl Iterator<Item = &'d Link> + use<'d> {
        let links = &self.document.links;
        let number = self.number;
        let first = links.partition_point(|link| link.segment < number);
        links[first..].iter().take_while(move |link| link.segment == number)
    }

    /// The document that the segment is a part of.
    pub const fn document(&self) -> &'d Document {
        self.document
    }
}

/// A span that leaves the open segment's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// What goes.
    pub span: Span,
    /// Whether an object stands there instead.
    pub object: bool,
}

/// Fills a document, segment by segment. Segments may be nested: an image's text inside a paragraph.
#[derive(Debug)]
pub struct Builder<'d> {
    document: &'d mut Document,
    open: Vec<Open>,
    block: usize,
}

impl Builder<'_> {
    /// Starts a segment.
    pub fn open(&mut self, role: Role, escape: Escape) {
        let mut open = self.document.spare.0.pop().unwrap_or_default();
        (open.role, open.escape, open.level) = (Some(role), Some(escape), 0);
        self.open.push(open);
    }

    /// Sets the heading level of the open segment.
    pub fn level(&mut self, level: u8) {
        if let Some(open) = self.open.last_mut() {
            open.level = level;
        }
    }

    /// Sets how a replacement is written in the open segment.
    pub fn escape(&mut self, escape: Escape) {
        if let Some(open) = self.open.last_mut() {
            open.escape = Some(escape);
        }
    }

    /// Whether a segment is open.
    pub fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Ends the innermost open segment; one without any text is dropped. Gives its number if it was kept.
    pub fn close(&mut self) -> Option<usize> {
        let mut open = self.open.pop()?;
        let number = self.document.segments.len();
        let kept = open.text.chars().any(|c| c != OBJECT && !c.is_whitespace());
        if kept {
            let text_start = self.document.text.len();
            let runs_start = self.document.runs.len();
            self.document.text.push_str(&open.text);
            self.document.runs.append(&mut open.runs);
            self.document.segments.push(SegmentData {
                text: Span::new(text_start, self.document.text.len()),
                runs: runs_start..self.document.runs.len(),
                role: open.role.unwrap_or(Role::Body),
                escape: open.escape.unwrap_or(Escape::None),
                level: open.level,
                block: self.block,
            });
        }
        for mut link in open.links.drain(..) {
            // The links of a segment without text stay as evidence, beside the segment that comes next.
            link.segment = number;
            if !kept {
                link.span = Span::new(0, 0);
            }
            self.document.links.push(link);
        }
        open.text.clear();
        open.runs.clear();
        self.document.spare.0.push(open);
        kept.then_some(number)
    }

    /// Text that stands in the file byte for byte, starting at byte `file_start`.
    pub fn verbatim(&mut self, file_start: usize, text: &str) {
        self.written(file_start, text, RunKind::Verbatim);
    }

    /// Text that stands in the file byte for byte and is never edited.
    pub fn fixed(&mut self, file_start: usize, text: &str) {
        self.written(file_start, text, RunKind::Fixed);
    }

    fn written(&mut self, file_start: usize, text: &str, kind: RunKind) {
        let Some(open) = self.open.last_mut() else { return };
        let text_start = open.text.len();
        open.text.push_str(text);
        if let Some(last) = open.runs.last_mut()
            && last.kind == kind
            && last.file_start + last.file_len == file_start
        {
            last.text_len += text.len();
            last.file_len += text.len();
            return;
        }
        if !text.is_empty() {
            open.runs.push(Run { text_start, text_len: text.len(), file_start, file_len: text.len(), kind });
        }
    }

    /// Text that the file writes in another way: an entity, an escape, a line break that counts as a space.
    pub fn escaped(&mut self, file: Locus, text: &str) {
        self.rewritten(file, text, RunKind::Escaped);
    }

    /// Text that the file writes in another way and that must stay: the `\n` of a string.
    pub fn kept(&mut self, file: Locus, text: &str) {
        self.rewritten(file, text, RunKind::Kept);
    }

    fn rewritten(&mut self, file: Locus, text: &str, kind: RunKind) {
        let Some(open) = self.open.last_mut() else { return };
        if text.is_empty() {
            return;
        }
        let text_start = open.text.len();
        open.text.push_str(text);
        open.runs.push(Run { text_start, text_len: text.len(), file_start: file.start, file_len: file.end - file.start, kind });
    }

    /// Something that is no text: code, math, an image, a bare URL.
    pub fn object(&mut self, file: Locus) {
        let mut buffer = [0; 4];
        self.escaped(file, OBJECT.encode_utf8(&mut buffer));
    }

    /// Length of the open segment's text so far, in bytes.
    pub fn len(&self) -> usize {
        self.open.last().map_or(0, |open| open.text.len())
    }

    /// Whether the open segment has no text yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The open segment's text so far.
    pub fn text(&self) -> &str {
        self.open.last().map_or("", |open| open.text.as_str())
    }

    /// Where a span of the open segment's text stands in the file.
    pub fn locus(&self, span: Span) -> Locus {
        self.open.last().map_or(Locus::new(0, 0), |open| offset_map::locus(&open.runs, span))
    }

    /// Takes spans (ascending, disjoint) out of the open segment's text: markup found late becomes a gap, a URL an
    /// object. A run that is escaped is taken as a whole.
    pub fn cut(&mut self, cuts: &mut [Cut]) {
        let Some(open) = self.open.last_mut() else { return };
        let mut text = String::with_capacity(open.text.len());
        let mut runs = Vec::with_capacity(open.runs.len() + 2 * cuts.len());
        let mut old_runs = open.runs.iter().copied().peekable();
        let mut kept_to = 0;
        let mut keep = |text: &mut String, runs: &mut Vec<Run>, span: Span| {
            while let Some(run) = old_runs.peek().copied() {
                let end = run.text_start + run.text_len;
                let (from, to) = (run.text_start.max(span.start), end.min(span.end));
                if from < to {
                    let whole = !run.kind.is_literal();
                    let skipped = if whole { 0 } else { from - run.text_start };
                    let file_len = if whole { run.file_len } else { to - from };
                    let text_start = text.len();
                    runs.push(Run { text_start, text_len: to - from, file_start: run.file_start + skipped, file_len, ..run });
                    text.push_str(open.text.get(from..to).unwrap_or_default());
                }
                if end > span.end {
                    break;
                }
                old_runs.next();
            }
        };
        let mut moves = Vec::with_capacity(cuts.len());
        for cut in cuts.iter_mut() {
            let mut span = cut.span;
            for run in offset_map::touched(&open.runs, span).iter().filter(|run| !run.kind.is_literal()) {
                span = Span::new(span.start.min(run.text_start), span.end.max(run.text_start + run.text_len));
            }
            span.start = span.start.max(kept_to);
            if span.is_empty() {
                continue;
            }
            keep(&mut text, &mut runs, Span::new(kept_to, span.start));
            if cut.object {
                let file = offset_map::locus(&open.runs, span);
                let (text_start, text_len) = (text.len(), OBJECT.len_utf8());
                let (file_start, file_len) = (file.start, file.end - file.start);
                runs.push(Run { text_start, text_len, file_start, file_len, kind: RunKind::Escaped });
                text.push(OBJECT);
            }
            kept_to = span.end;
            cut.span = span;
            moves.push((span, text.len()));
        }
        keep(&mut text, &mut runs, Span::new(kept_to, open.text.len()));
        let moved = |at: usize| match moves.partition_point(|(span, _)| span.end <= at) {
            0 => moves.first().map_or(at, |(span, to)| if at > span.start { *to } else { at }),
            passed => {
                let inside = moves.get(passed).filter(|(span, _)| at > span.start);
                inside.map_or_else(|| moves[passed - 1].1 + (at - moves[passed - 1].0.end), |(_, to)| *to)
            }
        };
        for link in &mut open.links {
            link.span = Span::new(moved(link.span.start), moved(link.span.end));
        }
        (open.text, open.runs) = (text, runs);
    }

    /// The last character of the open segment's text.
    pub fn last_char(&self) -> Option<char> {
        self.open.last().and_then(|open| open.text.chars().next_back())
    }

    /// Records a link whose visible text is `span` of the open segment (empty for an image or a bare URL).
    pub fn link(&mut self, url: impl Into<String>, span: Span) {
        let link = Link { url: url.into(), segment: 0, span };
        match self.open.last_mut() {
            Some(open) => open.links.push(link),
            None => {
                let segment = self.document.segments.len();
                self.document.links.push(Link { segment, ..link });
            }
        }
    }

    /// Records a comment; it belongs before the next block.
    pub fn comment(&mut self, locus: Locus, text: &str) {
        self.document.comments.push(Comment { locus, text: text.to_owned(), next_block: self.block + 1 });
    }

    /// Records a comment that stands in front of the text of its own block; `false` if there is text before it.
    pub fn leading_comment(&mut self, locus: Locus, text: &str) -> bool {
        let is_first = self.open.last().is_some_and(|open| open.text.trim().is_empty());
        if is_first {
            self.document.comments.push(Comment { locus, text: text.to_owned(), next_block: self.block });
        }
        is_first
    }

    /// Records a table.
    pub fn table(&mut self, locus: Locus) {
        self.document.tables.push(locus);
    }

    /// Records what is no text and stays in a translation.
    pub fn landmark(&mut self, kind: LandmarkKind, locus: Locus, key: u64) {
        self.document.landmarks.push(Landmark { locus, kind, key });
    }

    /// Starts the next block. The front matter is block 0.
    pub fn next_block(&mut self) {
        self.block += 1;
    }
}
