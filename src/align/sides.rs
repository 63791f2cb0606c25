//! Documents as the aligner sees them: blocks in reading order, their sentences, and the tokens of those.
//!
//! What is alike is for `vectors` and `score`.

use std::ops::Range;

use super::sentences::sentences;
use super::tokens::{TokenKind, Vocabulary, tokenize};
use super::vectors::Unit;
use crate::bitext::Piece;
use crate::document::{Document, Role, Segment};
use crate::text::{Locus, Span};

/// What a block is; blocks of unlike kinds seldom belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// Running text that stands alone.
    Paragraph,
    /// One of several: items of a list, lines of a definition.
    Item,
    /// A heading and its level.
    Heading(u8),
    /// A cell of a table.
    Cell,
    /// A quotation.
    Quote,
    /// Text of an attribute or the front matter: alternative text, titles, metadata.
    Attribute(Role),
    /// Code: it has no segment.
    Code,
}

/// A block of a document: a segment, or a block of code.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its segment; none for code.
    pub segment: Option<usize>,
    /// Where it stands in the file.
    pub locus: Locus,
    /// Its sentences, by number in the side.
    pub sentences: Range<usize>,
    /// What identifies it in any language, if anything does: a heading's id, a hash of the code.
    pub key: Option<u64>,
}

/// One document, ready to be aligned.
#[derive(Clone, Debug, Default)]
pub struct SideText {
    /// Blocks in the order of the file.
    pub blocks: Vec<Block>,
    /// Sentences in the order of the blocks.
    pub sentences: Vec<Piece>,
    pub(super) units: Vec<Unit>,
}

impl SideText {
    /// Reads a document. New tokens go into the vocabulary.
    pub(super) fn read(document: &Document, language: &str, vocabulary: &mut Vocabulary) -> Self {
        let mut side = Self::default();
        let mut segments: Vec<(Locus, Segment<'_>)> =
            document.segments().map(|segment| (segment.locus(Span::new(0, segment.text.len())), segment)).collect();
        segments.sort_by_key(|(locus, segment)| (locus.start, segment.number));
        let mut in_block = vec![0_usize; segments.iter().map(|(_, segment)| segment.block + 1).max().unwrap_or(0)];
        for (_, segment) in segments.iter().filter(|(_, segment)| segment.role == Role::Body) {
            in_block[segment.block] += 1;
        }
        for (locus, segment) in segments {
            let kind = match segment.role {
                Role::Body if in_block[segment.block] > 1 => BlockKind::Item,
                Role::Body | Role::LinkText => BlockKind::Paragraph,
                Role::Heading => BlockKind::Heading(segment.level),
                Role::TableCell => BlockKind::Cell,
                Role::Quote => BlockKind::Quote,
                Role::AltText | Role::Title | Role::Metadata => BlockKind::Attribute(segment.role),
            };
            let first = side.sentences.len();
            side.add_sentences(&segment, language, vocabulary);
            let sentences = first..side.sentences.len();
            side.blocks.push(Block { kind, segment: Some(segment.number), locus, sentences, key: None });
        }
        side
    }

    fn add_sentences(&mut self, segment: &Segment<'_>, language: &str, vocabulary: &mut Vocabulary) {
        for span in sentences(segment.text, Some(language)) {
            let mut unit = unit(span.get(segment.text), language, vocabulary);
            for link in segment.links().filter(|link| span.start <= link.span.start && link.span.start < span.end) {
                if let Some(anchor) = anchor(&link.url) {
                    unit.tokens.push(vocabulary.intern(&format!("\u{1}{anchor}"), TokenKind::Anchor));
                }
            }
            self.sentences.push(Piece { segment: segment.number, span });
            self.units.push(unit);
        }
    }
}

/// The part of a link's target that a translation keeps: without a site's language, with the anchor.
fn anchor(url: &str) -> Option<&str> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.trim_end_matches('/');
    let last = path.rsplit('/').find(|part| !part.is_empty())?;
    (!last.is_empty()).then_some(last)
}

/// The tokens of one sentence.
pub(super) fn unit(text: &str, language: &str, vocabulary: &mut Vocabulary) -> Unit {
    let mut unit = Unit::default();
    tokenize(text, language, |form, kind, _| unit.tokens.push(vocabulary.intern(form, kind)));
    unit.length = text.chars().filter(|c| !c.is_whitespace()).count() as f32;
    unit
}
