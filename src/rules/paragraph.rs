//! Paragraphs of a document beside those of its original: what the rules about pairs look at.
//!
//! Sentences may be joined, split and moved within a paragraph, so these rules compare whole ones.

use super::{DocumentContext, PairContext, Rule};
use crate::bitext::{Piece, State, TranslationUnit};
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Link, OBJECT, Segment};
use crate::matcher::counterpart::{objects, text_of};
use crate::text::Span;

/// Units that share a paragraph, both sides with text.
pub(super) struct Paragraph<'a> {
    /// Pieces of the original.
    pub source: Vec<Piece>,
    /// Pieces of the translation.
    pub target: Vec<Piece>,
    pair: &'a PairContext<'a>,
}

/// The paragraphs that are translated, in order of the units.
pub(super) fn paragraphs<'a>(cx: &DocumentContext<'a>) -> impl Iterator<Item = Paragraph<'a>> + use<'a> {
    let pair = cx.pair;
    pair.into_iter().flat_map(|pair| {
        let units = &pair.sides.bitext.units;
        pair.counterparts.paragraphs.iter().filter_map(move |members| {
            let units = || members.iter().filter_map(|&number| units.get(number));
            let pieces = |side: fn(&TranslationUnit) -> &[Piece]| units().flat_map(side).copied().collect::<Vec<Piece>>();
            let paragraph = Paragraph { source: pieces(|unit| &unit.source), target: pieces(|unit| &unit.target), pair };
            let is_done = units().all(|unit| unit.state == State::Translated);
            (is_done && !paragraph.source.is_empty() && !paragraph.target.is_empty()).then_some(paragraph)
        })
    })
}

/// One side of a paragraph.
#[derive(Clone, Copy)]
pub(super) struct Side<'p> {
    document: &'p Document,
    pieces: &'p [Piece],
    file_text: &'p str,
}

/// Something in a paragraph, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'t> {
    /// Number of the segment.
    pub segment: usize,
    /// In its text.
    pub span: Span,
    /// As the file has it.
    pub text: &'t str,
}

impl Paragraph<'_> {
    /// The original's side.
    pub fn source(&self) -> Side<'_> {
        let bitext = self.pair.sides.bitext;
        // Where source and target stand in one file, the loci of both are of that file.
        let is_one_file = bitext.source_text.is_empty();
        let file_text = if is_one_file { self.pair.sides.file_text } else { &bitext.source_text };
        Side { document: &bitext.source, pieces: &self.source, file_text }
    }

    /// The translation's side.
    pub fn target(&self) -> Side<'_> {
        Side { document: self.pair.sides.target, pieces: &self.target, file_text: self.pair.sides.file_text }
    }

    /// Whether source and target stand in one file, as units of strings.
    pub fn is_bilingual_file(&self) -> bool {
        self.pair.sides.bitext.source_path.is_none()
    }

    /// A finding about the paragraph as a whole: at its first piece with text.
    pub fn diagnostic(&self, cx: &DocumentContext<'_>, rule: &'static Rule, message: String) -> Option<Diagnostic> {
        let place = |piece: &Piece| {
            let segment = cx.document.segment(piece.segment)?;
            Some((segment, trimmed(segment, piece.span)))
        };
        let mut places = self.target.iter().filter_map(place);
        let (segment, span) = places.clone().find(|(_, span)| !span.is_empty()).or_else(|| places.next())?;
        Some(cx.diagnostic(rule, segment, span, None, message))
    }

    /// A finding about something in the translation.
    pub fn diagnostic_at(
        &self,
        cx: &DocumentContext<'_>,
        rule: &'static Rule,
        found: &Found<'_>,
        message: String,
    ) -> Option<Diagnostic> {
        let segment = cx.document.segment(found.segment)?;
        let mut diagnostic = cx.diagnostic(rule, segment, found.span, None, message);
        diagnostic.found = Some(found.text.to_owned());
        Some(diagnostic)
    }
}

impl<'p> Side<'p> {
    /// Its text, pieces set apart by line breaks.
    pub fn text(&self) -> String {
        text_of(self.document, self.pieces)
    }

    /// What stands in the file where the text has objects.
    pub fn objects(&self) -> Vec<Found<'p>> {
        let segments = self.pieces.iter().filter_map(|piece| Some((self.document.segment(piece.segment)?, piece.span)));
        segments
            .flat_map(|(segment, span)| {
                objects(segment, span, self.file_text).map(move |(span, text)| Found { segment: segment.number, span, text })
            })
            .collect()
    }

    /// Code in running text, without its marks.
    pub fn code(&self) -> Vec<Found<'p>> {
        let code = |found: Found<'p>| {
            let inner = match found.text.strip_prefix("<code>").and_then(|text| text.strip_suffix("</code>")) {
                Some(inner) => inner,
                None => found.text.strip_prefix('`')?.trim_matches('`'),
            };
            Some(Found { text: inner.trim(), ..found })
        };
        self.objects().into_iter().filter_map(code).filter(|found| !found.text.is_empty()).collect()
    }

    /// The links that start in the pieces.
    pub fn links(&self) -> Vec<&'p Link> {
        let links = |piece: &Piece| {
            let span = piece.span;
            self.document
                .segment(piece.segment)
                .into_iter()
                .flat_map(|segment| segment.links())
                .filter(move |link| span.start <= link.span.start && link.span.start < span.end)
                .collect::<Vec<_>>()
        };
        self.pieces.iter().flat_map(links).collect()
    }

    /// Every stretch of text, with its segment and where it starts in it.
    pub fn stretches(&self) -> impl Iterator<Item = (usize, usize, &'p str)> + use<'p> {
        let document = self.document;
        let text = |piece: &Piece| Some((piece.segment, piece.span.start, piece.span.get(document.segment(piece.segment)?.text)));
        self.pieces.iter().filter_map(text)
    }
}

/// A stretch of a segment for people: what is no text, as the file has it, or a mark for it where that is long.
pub(super) fn shown(segment: Segment<'_>, span: Span, file_text: &str) -> String {
    const LONGEST: usize = 60;
    let text = span.get(segment.text);
    // Few texts have a byte of it.
    if !text.as_bytes().contains(&0xef) || !text.contains(OBJECT) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    let mut end = 0;
    for (at, object) in text.match_indices(OBJECT) {
        let raw = segment.locus(Span::new(span.start + at, span.start + at + object.len())).get(file_text);
        shown.push_str(&text[end..at]);
        shown.push_str(if raw.len() <= LONGEST && !raw.contains('\n') { raw } else { "…" });
        end = at + object.len();
    }
    shown + &text[end..]
}

/// The part of a piece that is text: no space and nothing else at its ends.
pub(super) fn trimmed(segment: Segment<'_>, span: Span) -> Span {
    let inner = span.get(segment.text);
    let start = span.start + inner.len() - inner.trim_start_matches(is_blank).len();
    Span::new(start, start.max(span.start + inner.trim_end_matches(is_blank).len()))
}

fn is_blank(c: char) -> bool {
    c == OBJECT || c.is_whitespace()
}

/// A text in one line, cut for a message.
pub(super) fn short(text: &str) -> String {
    const CHARACTERS: usize = 60;
    let clean = text.trim_matches(is_blank).replace(OBJECT, "…").split_whitespace().collect::<Vec<_>>().join(" ");
    match clean.char_indices().nth(CHARACTERS) {
        Some((at, _)) => format!("{}…", &clean[..at]),
        None => clean.to_owned(),
    }
}
