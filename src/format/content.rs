//! Text with inline elements, as XLIFF and TMX have it: pieces of visible text, one for each part of the translation.
//!
//! Paired codes are gaps, codes that stand for something are objects, text inside of codes (`<sub>`) is a piece of its own.

use quick_xml::events::{BytesStart, Event};

use crate::bitext::Piece;
use crate::document::Role;
use crate::format::Malformed;
use crate::format::prose::{BreakKind, Prose};
use crate::text::xml::{Xml, attribute, is_translatable, referred};
use crate::text::{Escape, Locus};

/// Which part of an element's text a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All that is in no other part.
    Main,
    /// A segment of it, by its `mid`.
    Segment(String),
    /// The n-th text inside of a code.
    SubFlow(usize),
}

/// Where the text goes and how it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Never edited.
    Source,
    /// Edited where that is safe.
    Target,
}

/// What to do with an inline element.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// Its tags are markup, its content is text.
    Transparent,
    /// All of it is markup.
    Code,
    /// All of it stands for something.
    Object,
    /// A text of its own.
    Own(Part),
}

/// An element that has no end yet.
struct Open {
    kind: Kind,
    start: usize,
    /// Whether text in it is no language.
    is_hidden: bool,
}

/// Reads what is inside an element.
///
/// # Errors
/// If it is no XML.
pub fn read(
    prose: &mut Prose<'_, '_>,
    inner: Locus,
    side: Side,
    is_preserved: bool,
    annotations: &mut Annotations,
) -> Result<Vec<(Part, Piece)>, Malformed> {
    let raw = inner.get(prose.text);
    let escape = match side {
        Side::Source => Escape::Opaque,
        // What is markup for whoever reads the decoded text must not be made by an edit.
        Side::Target if raw.contains("<![CDATA[") || raw.contains("&lt;") => Escape::XmlPlain,
        Side::Target => Escape::Xml,
    };
    let mut xml = Xml::part(prose.text, inner);
    let hidden_from = annotations.protect().then_some(inner.start);
    let mut content =
        Content { prose, escape, is_preserved, open: Vec::new(), annotations, hidden_from, parts: Vec::new(), sub_flows: 0 };
    content.begin();
    while let Some((event, locus)) = xml.event()? {
        content.take(&event, locus);
    }
    if let Some(start) = content.hidden_from.take().filter(|&start| start < inner.end) {
        content.prose.object(Locus::new(start, inner.end));
    }
    content.end(Part::Main);
    Ok(content.parts)
}

/// The spanning annotations of XLIFF 2 that are open: `<sm id="…" translate="no"/>` to `<em startRef="…"/>`. They may span the
/// segments of a unit, and what is in between.
#[derive(Debug, Default)]
pub struct Annotations {
    /// Their ids, and whether the text is to be translated.
    open: Vec<(String, bool)>,
}

impl Annotations {
    /// Whether the text is not to be translated: the one that opened last decides.
    fn protect(&self) -> bool {
        self.open.last().is_some_and(|&(_, is_translatable)| !is_translatable)
    }

    fn take(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().into_inner() {
            "sm" => self.open.extend(attribute(tag, "id").zip(is_translatable(tag))),
            "em" => {
                let reference = attribute(tag, "startRef");
                self.open.retain(|(id, _)| reference.as_ref() != Some(id));
            }
            _ => {}
        }
    }

    /// Those of text that is not read otherwise.
    ///
    /// # Errors
    /// If it is no XML.
    pub fn pass(&mut self, text: &str, inner: Locus) -> Result<(), Malformed> {
        let mut xml = Xml::part(text, inner);
        while let Some((event, _)) = xml.event()? {
            if let Event::Empty(tag) = event {
                self.take(&tag);
            }
        }
        Ok(())
    }
}

struct Content<'p, 't, 'd> {
    prose: &'p mut Prose<'t, 'd>,
    escape: Escape,
    is_preserved: bool,
    open: Vec<Open>,
    annotations: &'p mut Annotations,
    /// Where text that an annotation protects begins.
    hidden_from: Option<usize>,
    parts: Vec<(Part, Piece)>,
    sub_flows: usize,
}

impl Content<'_, '_, '_> {
    fn begin(&mut self) {
        self.prose.open(Role::Body, self.escape, 0);
    }

    fn end(&mut self, part: Part) {
        if let Some(piece) = self.prose.close_piece() {
            self.parts.push((part, piece));
        }
    }

    fn is_hidden(&self) -> bool {
        self.hidden_from.is_some() || self.open.last().is_some_and(|open| open.is_hidden)
    }

    fn take(&mut self, event: &Event<'_>, locus: Locus) {
        match event {
            Event::Text(_) if !self.is_hidden() => self.text(locus),
            Event::CData(_) if !self.is_hidden() => {
                self.text(Locus::new(locus.start + "<![CDATA[".len(), locus.end - "]]>".len()));
            }
            Event::GeneralRef(name) if !self.is_hidden() => match referred(name) {
                Some(c) if c.is_whitespace() => self.prose.kept(locus, " "),
                Some(c) => self.prose.escaped(locus, c.encode_utf8(&mut [0; 4])),
                None => self.prose.object(locus),
            },
            Event::Start(start) => self.start(start, locus),
            Event::End(_) => {
                if let Some(open) = self.open.pop() {
                    self.stop(open, locus.end);
                }
            }
            Event::Empty(start) => {
                self.prose.reached(locus.start);
                match start.local_name().into_inner() {
                    "sm" | "em" => self.annotate(start, locus),
                    _ if self.kind(start) == Kind::Object && !self.is_hidden() => self.prose.object(locus),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn annotate(&mut self, tag: &BytesStart<'_>, locus: Locus) {
        self.annotations.take(tag);
        match (self.hidden_from, self.annotations.protect()) {
            (None, true) if !self.is_hidden() => self.hidden_from = Some(locus.start),
            (Some(start), false) => {
                self.hidden_from = None;
                self.prose.object(Locus::new(start, locus.end));
            }
            _ => {}
        }
    }

    fn start(&mut self, start: &BytesStart<'_>, locus: Locus) {
        self.prose.reached(locus.start);
        let kind = match self.kind(start) {
            Kind::Object | Kind::Own(_) if self.hidden_from.is_some() => Kind::Code,
            kind => kind,
        };
        match &kind {
            // What stands before a segment is a text without it.
            Kind::Own(Part::Segment(_)) => {
                self.end(Part::Main);
                self.begin();
            }
            Kind::Own(_) => {
                self.sub_flows += 1;
                self.begin();
            }
            Kind::Transparent | Kind::Code | Kind::Object => {}
        }
        let is_hidden = match kind {
            Kind::Transparent => self.open.last().is_some_and(|open| open.is_hidden),
            Kind::Code | Kind::Object => true,
            Kind::Own(_) => false,
        };
        self.open.push(Open { kind, start: locus.start, is_hidden });
    }

    fn stop(&mut self, open: Open, end: usize) {
        match open.kind {
            Kind::Transparent | Kind::Code => {}
            Kind::Object if !self.is_hidden() => self.prose.object(Locus::new(open.start, end)),
            Kind::Object => {}
            Kind::Own(part @ Part::Segment(_)) => {
                self.end(part);
                self.begin();
            }
            Kind::Own(part) => self.end(part),
        }
    }

    /// What an inline element of XLIFF 1.2, XLIFF 2 or TMX is; one that is not known is taken for formatting.
    fn kind(&self, start: &BytesStart<'_>) -> Kind {
        let local = start.local_name();
        match local.into_inner() {
            "bpt" | "ept" | "it" | "bx" | "ex" | "sc" | "ec" | "sm" | "em" => Kind::Code,
            "ph" | "x" | "cp" | "ut" => Kind::Object,
            "sub" => Kind::Own(Part::SubFlow(self.sub_flows)),
            "mrk" => match attribute(start, "mtype").as_deref() {
                // A segment inside of another, or of a code, is none.
                Some("seg") if self.open.iter().all(|open| open.kind == Kind::Transparent) => {
                    Kind::Own(Part::Segment(attribute(start, "mid").unwrap_or_default()))
                }
                Some("protected") => Kind::Object,
                Some("x-sdl-deleted") => Kind::Code,
                _ if attribute(start, "translate").as_deref() == Some("no") => Kind::Object,
                _ => Kind::Transparent,
            },
            _ => Kind::Transparent,
        }
    }

    /// Text without references; a line break is white space, or must stay.
    fn text(&mut self, locus: Locus) {
        let text = locus.get(self.prose.text);
        let mut at = 0;
        while at < text.len() {
            let end = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[at..]).map_or(text.len(), |found| at + found);
            let line = text.get(at..end).unwrap_or_default();
            let is_last = end == text.len();
            let shown = if is_last { line } else { line.trim_end_matches([' ', '\t']) };
            self.prose.plain(Locus::new(locus.start + at, locus.start + at + shown.len()));
            if is_last {
                break;
            }
            let blank = text.len() - end - text.get(end..).unwrap_or_default().trim_start().len();
            let from = locus.start + at + shown.len();
            if self.is_preserved {
                self.prose.kept(Locus::new(from, locus.start + end + blank), " ");
            } else {
                self.prose.line_break(from, Some(locus.start + end + blank), BreakKind::Soft);
            }
            at = end + blank;
        }
    }
}
