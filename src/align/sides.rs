//! Documents as the aligner sees them: blocks in reading order, their sentences, and the tokens of those.
//!
//! What is alike is for `vectors` and `score`.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::sentences::sentences;
use super::tokens::{TokenKind, Vocabulary, tokenize};
use super::vectors::Unit;
use crate::bitext::Piece;
use crate::document::{Document, Landmark, LandmarkKind, OBJECT, Role, Segment};
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
    /// Whether the key is an id that somebody wrote.
    pub has_id: bool,
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
        let mut landmarks = document.landmarks().to_vec();
        landmarks.sort();
        let mut places: Vec<(Locus, Place<'_>)> = document
            .segments()
            .map(|segment| (segment.locus(Span::new(0, segment.text.len())), Place::Text(segment)))
            .chain(landmarks.iter().filter(|mark| mark.kind != LandmarkKind::Inline).map(|mark| (mark.locus, Place::Mark(*mark))))
            .collect();
        // What stands in no segment is a block of its own: a heading or a cell that is nothing but code.
        let mut texts: Vec<Locus> =
            places.iter().filter(|place| matches!(place.1, Place::Text(_))).map(|place| place.0).collect();
        texts.sort();
        let is_alone = |mark: &&Landmark| {
            let before = texts.partition_point(|text| text.start <= mark.locus.start);
            !texts[..before].iter().rev().take(NESTED).any(|text| mark.locus.start < text.end)
        };
        let alone = landmarks.iter().filter(|mark| mark.kind == LandmarkKind::Inline).filter(is_alone);
        places.extend(alone.map(|mark| (mark.locus, Place::Mark(*mark))));
        places.sort_by_key(|(locus, place)| (locus.start, matches!(place, Place::Mark(_)), locus.end));
        let mut bodies = vec![0_usize; document.segments().map(|segment| segment.block + 1).max().unwrap_or(0)];
        for segment in document.segments().filter(|segment| segment.role == Role::Body) {
            bodies[segment.block] += 1;
        }
        for (locus, place) in places {
            let sentences = side.sentences.len()..side.sentences.len();
            match place {
                Place::Text(segment) => {
                    let kind = kind(&segment, bodies[segment.block] > 1);
                    side.add_sentences(&segment, language, vocabulary, &landmarks);
                    let sentences = sentences.start..side.sentences.len();
                    let key = matches!(kind, BlockKind::Heading(_)).then(|| slug(segment.text));
                    side.blocks.push(Block { kind, segment: Some(segment.number), locus, sentences, key, has_id: false });
                }
                Place::Mark(Landmark { kind: LandmarkKind::HeadingId, key, .. }) => {
                    if let Some(block) = side.blocks.last_mut().filter(|block| matches!(block.kind, BlockKind::Heading(_))) {
                        (block.key, block.has_id) = (Some(key), true);
                    }
                }
                Place::Mark(Landmark { key, .. }) => {
                    side.blocks.push(Block {
                        kind: BlockKind::Code,
                        segment: None,
                        locus,
                        sentences,
                        key: Some(key),
                        has_id: false,
                    });
                }
            }
        }
        side
    }

    /// Reads a document whose every segment is a sentence.
    pub(super) fn read_lines(document: &Document, language: &str, vocabulary: &mut Vocabulary) -> Self {
        let mut side = Self::default();
        for segment in document.segments() {
            side.sentences.push(Piece { segment: segment.number, span: Span::new(0, segment.text.len()) });
            side.units.push(unit(segment.text, language, vocabulary));
        }
        side
    }

    fn add_sentences(&mut self, segment: &Segment<'_>, language: &str, vocabulary: &mut Vocabulary, landmarks: &[Landmark]) {
        for span in sentences(segment.text, Some(language)) {
            let mut unit = unit(span.get(segment.text), language, vocabulary);
            for link in segment.links().filter(|link| span.start <= link.span.start && link.span.start < span.end) {
                if let Some(anchor) = anchor(&link.url) {
                    unit.tokens.push(vocabulary.intern(&format!("\u{1}{anchor}"), TokenKind::Anchor));
                }
            }
            if span.get(segment.text).contains(OBJECT) {
                let locus = segment.locus(span);
                let first = landmarks.partition_point(|mark| mark.locus.start < locus.start);
                for mark in landmarks[first..].iter().take_while(|mark| mark.locus.start < locus.end) {
                    unit.tokens.push(vocabulary.intern(&format!("\u{2}{:x}", mark.key), TokenKind::Anchor));
                }
            }
            self.sentences.push(Piece { segment: segment.number, span });
            self.units.push(unit);
        }
    }
}

/// A segment that holds a place is at most so many segments before it: alternative texts stand in between.
const NESTED: usize = 16;

enum Place<'d> {
    Text(Segment<'d>),
    Mark(Landmark),
}

fn kind(segment: &Segment<'_>, is_one_of_several: bool) -> BlockKind {
    match segment.role {
        Role::Body if is_one_of_several => BlockKind::Item,
        Role::Body | Role::LinkText => BlockKind::Paragraph,
        Role::Heading => BlockKind::Heading(segment.level),
        Role::TableCell => BlockKind::Cell,
        Role::Quote => BlockKind::Quote,
        Role::AltText | Role::Title | Role::Metadata => BlockKind::Attribute(segment.role),
    }
}

/// The key of the id that a heading has by itself: its words, lower case, with `-` between them.
fn slug(text: &str) -> u64 {
    let mut slug = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            ' ' | '-' => slug.push('-'),
            c if c.is_alphanumeric() || c == '_' => slug.extend(c.to_lowercase()),
            _ => {}
        }
    }
    xxh3_64(slug.as_bytes())
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
