//! The texts of a corpus in memory: visible text, where its segments start, its links. Every signal reads these.
//!
//! What is in a text beside that is found by the files beside this one.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::latin;
use crate::document::{Document, Role};
use crate::engine::check::Read;
use crate::engine::walk::Input;
use crate::format::Format;
use crate::text::script::is_han;
use crate::text::{LineIndex, SourceFile, Span};

/// Share of Han among the letters of a text, below which it is no Chinese text (an original beside its translation).
const LEAST_HAN: f64 = 0.1;

/// A stretch of the text: a paragraph, a heading, a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it starts in the text, in bytes.
    pub start: u32,
    /// What it is.
    pub role: Role,
}

/// A link with visible text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The target, without its query and fragment.
    pub url: Box<str>,
    /// The visible text, in bytes of `Text::text`.
    pub span: Span,
}

/// One document.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// The document, as given on the command line.
    pub path: Arc<str>,
    /// Its segments, one behind the other, parted by `\n`.
    pub text: String,
    /// Where they start, ascending.
    pub parts: Vec<Part>,
    /// Links with text, in reading order.
    pub anchors: Vec<Anchor>,
    /// Targets without text: images, bare URLs.
    pub targets: Vec<Box<str>>,
    /// Latin words, in reading order: see `latin`.
    pub words: Vec<latin::Word>,
    /// (Byte of the text, line of the file) where a line starts, ascending.
    pub lines: Vec<(u32, u32)>,
}

impl Text {
    /// The line of the file, from 1, that this byte of the text stands on.
    pub fn line(&self, at: usize) -> usize {
        let next = self.lines.partition_point(|&(start, _)| start as usize <= at);
        next.checked_sub(1).and_then(|last| self.lines.get(last)).map_or(1, |&(_, line)| line as usize)
    }

    /// The part with this byte of the text in it: what it is, and its text.
    pub fn part(&self, at: usize) -> (Role, Span) {
        let next = self.parts.partition_point(|part| part.start as usize <= at);
        let end = self.parts.get(next).map_or(self.text.len(), |part| part.start as usize - 1);
        match next.checked_sub(1).and_then(|last| self.parts.get(last)) {
            Some(part) => (part.role, Span::new(part.start as usize, end)),
            None => (Role::Body, Span::new(0, end)),
        }
    }

    /// The first heading, or the title in the front matter.
    pub fn title(&self) -> Option<&str> {
        let title = |role| self.parts.iter().find(|part| part.role == role);
        title(Role::Title).or_else(|| title(Role::Heading)).map(|part| self.part(part.start as usize).1.get(&self.text))
    }
}

/// All documents, in the order of their paths.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// The Chinese ones.
    pub texts: Vec<Text>,
    /// How many files were looked at.
    pub files: usize,
    /// How many of them could not be read.
    pub unreadable: usize,
}

/// How the files of a corpus are read.
pub struct Reader<'a> {
    /// Gives a file's bytes.
    pub read: &'a Read<'a>,
    /// The reader for a path.
    pub format: &'a (dyn Fn(&Path) -> Option<&'static dyn Format> + Sync),
    /// Called after each file, from any thread.
    pub progress: &'a (dyn Fn() + Sync),
}

impl Corpus {
    /// Reads the files. One that cannot be read is counted and left out.
    pub fn read(inputs: &[Input], reader: &Reader<'_>) -> Self {
        let unreadable = AtomicUsize::new(0);
        let memory = || (Vec::new(), Document::default());
        let texts: Vec<Option<Text>> = inputs
            .par_iter()
            .map_init(memory, |(bytes, document), input| {
                let text = text(input, reader, bytes, document);
                if text.is_none() {
                    unreadable.fetch_add(1, Ordering::Relaxed);
                }
                (reader.progress)();
                text
            })
            .collect();
        let texts = texts.into_iter().flatten().filter(|text| !text.parts.is_empty()).collect();
        Self { texts, files: inputs.len(), unreadable: unreadable.into_inner() }
    }
}

fn text(input: &Input, reader: &Reader<'_>, bytes: &mut Vec<u8>, document: &mut Document) -> Option<Text> {
    (reader.read)(input, bytes).ok()?;
    let source = SourceFile::decode(bytes).ok()?;
    document.clear();
    if let Some(format) = (reader.format)(&input.path) {
        format.read(source.text(), document);
    }
    if !is_chinese(document) {
        return Some(Text::default());
    }
    Some(keep(&input.shown, source.text(), document))
}

fn is_chinese(document: &Document) -> bool {
    let (mut han, mut letters) = (0_usize, 0_usize);
    for c in document.segments().flat_map(|segment| segment.text.chars()) {
        let is = is_han(c);
        han += usize::from(is);
        letters += usize::from(is || c.is_ascii_alphabetic());
    }
    han as f64 > LEAST_HAN * letters as f64
}

/// What is kept of a document; segment by segment, so that part and segment have one number.
pub(super) fn keep(path: &Arc<str>, file_text: &str, document: &Document) -> Text {
    let mut kept = Text { path: path.clone(), ..Text::default() };
    kept.text.reserve_exact(document.segments().map(|segment| segment.text.len() + 1).sum());
    let mut index = LineIndex::new(file_text);
    let mut starts = Vec::with_capacity(document.segments().len());
    for segment in document.segments() {
        let start = kept.text.len();
        starts.push(start);
        kept.parts.push(Part { start: number(start), role: segment.role });
        let at = |from: usize| segment.locus(Span::new(from, (from + 1).min(segment.text.len()))).start;
        let first = segment.locus(Span::new(0, segment.text.len()));
        kept.lines.push((number(start), number(index.place(first.start).line)));
        for line_break in memchr::memchr_iter(b'\n', first.get(file_text).as_bytes()) {
            let file_offset = first.start + line_break + 1;
            // The first byte of the text that stands on the next line.
            let (mut low, mut high) = (0, segment.text.len());
            while low < high {
                let middle = low + (high - low) / 2;
                if at(middle) < file_offset { low = middle + 1 } else { high = middle }
            }
            kept.lines.push((number(start + low), number(index.place(file_offset).line)));
        }
        kept.text.push_str(segment.text);
        kept.text.push('\n');
    }
    for link in document.links() {
        let url = link.url.split(['?', '#']).next().unwrap_or_default();
        match starts.get(link.segment) {
            Some(start) if !link.span.is_empty() => {
                let span = Span::new(start + link.span.start, start + link.span.end);
                kept.anchors.push(Anchor { url: url.into(), span });
            }
            _ => kept.targets.push(url.into()),
        }
    }
    kept.words = latin::words(&kept.text);
    kept
}

fn number(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format;

    fn read(text: &str) -> Text {
        let mut document = Document::default();
        if let Some(format) = format::by_name("markdown") {
            format.read(text, &mut document);
        }
        keep(&"a.md".into(), text, &document)
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let text = read("# 标题\n\n第一行\n第二行 [链接](https://a.org/b?c#d)\n\n- 甲\n- 乙\n");
        for (what, line) in [("标题", 1), ("第一行", 3), ("第二行", 4), ("链接", 4), ("甲", 6), ("乙", 7)] {
            let at = text.text.find(what).expect("it is there");
            assert_eq!(text.line(at), line, "{what}");
        }
        let anchor = &text.anchors[0];
        assert_eq!((&*anchor.url, anchor.span.get(&text.text)), ("https://a.org/b", "链接"));
        assert_eq!(text.title(), Some("标题"));
    }
}
