//! A document beside its original: for each source term, what stands in the translation.
//!
//! Mentions of both sides are counted unit by unit, within the paragraphs that units belong to. Where an approved rendering
//! is missing, `naming` says what the translator wrote instead, once the whole corpus is known. What it means is for `rules`.

mod candidate;
mod explain;
mod gaps;
mod inflection;
mod lost;
mod model;
mod naming;
mod repeats;
mod sketch;
mod statistics;
mod tally;
#[cfg(test)]
mod tests;
pub mod tokens;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::bitext::{Bitext, Piece};
use crate::document::{Document, OBJECT, Segment};
use crate::text::Span;

use super::{Matcher, Mention};

pub use lost::LostText;
pub use naming::{Named, name};
pub use repeats::{Other, SegmentPair};
pub use statistics::{PairStatistics, Rendered, Sketches};

/// A document beside its original, and the mentions in both.
#[derive(Clone, Copy)]
pub struct Sides<'a> {
    /// The original and the units.
    pub bitext: &'a Bitext,
    /// Terms of the source language.
    pub source_matcher: &'a Matcher,
    /// Mentions in the source.
    pub source_mentions: &'a [Mention],
    /// The text of the target's file.
    pub file_text: &'a str,
    /// The translation.
    pub target: &'a Document,
    /// Terms of the target language.
    pub matcher: &'a Matcher,
    /// Mentions in the target.
    pub mentions: &'a [Mention],
}

/// What became of a source term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stands in the target as in the source; with the mention, unless that is in code.
    Kept(Option<usize>),
    /// A rendering that the glossary does not approve; the index of the mention.
    Variant(usize),
    /// None of these.
    Lost,
}

/// A mention in the source without an approved rendering in its unit or beside it.
#[derive(Clone, Debug)]
pub struct Gap {
    /// Index of the concept.
    pub concept: u32,
    /// Number of the unit.
    pub unit: usize,
    /// Index of the mention in the source.
    pub mention: usize,
    /// What became of it.
    pub fate: Fate,
    /// Mentions of the concept in the paragraph's source.
    pub source: usize,
    /// Approved renderings in the paragraph.
    pub approved: usize,
    /// The part of the paragraph's gaps that no rendering elsewhere in the paragraph or beside it may answer.
    pub share: f32,
    /// How many gaps of the concept in the unit come before this one.
    pub rank: usize,
    /// Whether a rendering elsewhere may answer it: then only a string that stands for the term is worth a finding.
    pub is_soft: bool,
}

/// What the pair says of the mentions on both sides.
#[derive(Clone, Debug, Default)]
pub struct Counterparts {
    /// In order of the source.
    pub gaps: Vec<Gap>,
    /// For each mention in the target, whether the source mentions a concept that it may stand for; `None` where the
    /// mention stands in no unit with a source.
    pub supported: Vec<Option<bool>>,
    /// Units by paragraph: those that share a segment of either side.
    pub paragraphs: Vec<Vec<usize>>,
    /// What was made of gaps, by mention: several rules ask for the same.
    texts: RefCell<BTreeMap<usize, Option<Arc<LostText>>>>,
}

impl Counterparts {
    /// Compares the two sides, and counts what they teach.
    pub fn find(sides: &Sides<'_>, statistics: &mut PairStatistics) -> Self {
        tally::compare(sides, statistics)
    }

    /// What naming needs of one of the gaps.
    pub fn lost_text(&self, sides: &Sides<'_>, gap: &Gap) -> Option<Arc<LostText>> {
        let mut texts = self.texts.borrow_mut();
        texts.entry(gap.mention).or_insert_with(|| LostText::of(sides, gap, self).map(Arc::new)).clone()
    }

    /// Nothing is known of so many mentions in the target.
    pub fn unknown(mentions: usize) -> Self {
        Self { supported: vec![None; mentions], ..Self::default() }
    }
}

/// The mentions that start in one of the pieces.
pub fn mentions_in<'m>(mentions: &'m [Mention], pieces: &'m [Piece]) -> impl Iterator<Item = &'m Mention> + 'm {
    pieces.iter().flat_map(|piece| {
        let first = mentions.partition_point(|mention| (mention.segment, mention.span.start) < (piece.segment, piece.span.start));
        mentions[first..]
            .iter()
            .take_while(|mention| (mention.segment, mention.span.start) < (piece.segment, piece.span.end.max(1)))
    })
}

/// What the file has where a segment has objects: code, images, formulas; with the object's span.
pub fn objects<'t>(segment: Segment<'t>, within: Span, file_text: &'t str) -> impl Iterator<Item = (Span, &'t str)> + 't {
    segment.text.match_indices(OBJECT).filter_map(move |(at, object)| {
        let span = Span::new(at, at + object.len());
        within.contains(&span).then(|| (span, segment.locus(span).get(file_text)))
    })
}

/// The text of one side of a unit.
pub fn text_of(document: &Document, pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        if let Some(segment) = document.segment(piece.segment) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(piece.span.get(segment.text));
        }
    }
    text
}
