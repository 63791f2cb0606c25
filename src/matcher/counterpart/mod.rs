//! A document beside its original: for each source term, what stands in the translation.
//!
//! Mentions of both sides are counted unit by unit, within the paragraphs that units belong to. Where an approved rendering
//! is missing, `naming` says what the translator wrote instead, once the whole corpus is known. What it means is for `rules`.

mod explain;
mod model;
mod naming;
mod repeats;
mod sketch;
mod statistics;
mod tally;
pub mod tokens;

use crate::bitext::{Bitext, Piece};
use crate::document::{Document, OBJECT, Segment};
use crate::glossary::Kind;
use crate::text::{Locus, Span};

use super::{Matcher, Mention};

pub use naming::{Named, name};
pub use repeats::{Other, SegmentPair};
pub use statistics::{PairStatistics, Rendered, Sketches};
use tokens::Token;

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
    /// Whether the paragraph has enough of them, only not in this sentence: then only a string that surely stands for the
    /// term is worth a finding.
    pub is_soft: bool,
}

/// A rendering in the target whose concept the source does not mention there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surplus {
    /// Index of the concept.
    pub concept: u32,
    /// Index of the mention in the target.
    pub mention: usize,
    /// Number of the unit.
    pub unit: usize,
}

/// What the pair says of the mentions on both sides.
#[derive(Clone, Debug, Default)]
pub struct Counterparts {
    /// In order of the source.
    pub gaps: Vec<Gap>,
    /// In order of the target.
    pub surpluses: Vec<Surplus>,
    /// For each mention in the target, whether the source mentions a concept that it may stand for; `None` where the
    /// mention stands in no unit with a source.
    pub supported: Vec<Option<bool>>,
    /// Units by paragraph: those that share a segment of either side.
    pub paragraphs: Vec<Vec<usize>>,
}

impl Counterparts {
    /// Compares the two sides, and counts what they teach.
    pub fn find(sides: &Sides<'_>, statistics: &mut PairStatistics) -> Self {
        tally::compare(sides, statistics)
    }
}

/// The target of a unit, as much of it as naming a string there needs when the documents are gone.
#[derive(Clone, Debug)]
pub struct LostText {
    /// Index of the concept.
    concept: u32,
    /// The target's text; pieces are set apart by line breaks.
    text: Box<str>,
    tokens: Box<[Token]>,
    /// Where each token stands in the file.
    loci: Box<[(u32, u32)]>,
    /// Tokens that renderings of other concepts of the source are made of.
    taken: Box<[bool]>,
    /// What kind of thing the concept is.
    kind: Kind,
    /// Words of the source beside the term, and where each starts in the unit.
    words: Box<[(u64, u32)]>,
    /// The source term.
    name: Box<str>,
    /// Where the term starts in its unit's source, in bytes.
    position: u32,
    /// Bytes of the unit's source.
    length: u32,
    /// Whether only a sure answer counts.
    is_soft: bool,
    /// Places of the unit's renderings of concepts that the source does not mention there.
    rivals: Box<[Locus]>,
}

/// Tokens of a unit's target that are kept; a unit that is longer is no sentence.
const TOKENS: usize = 400;

impl LostText {
    /// What naming needs of a gap.
    pub fn of(sides: &Sides<'_>, gap: &Gap, surpluses: &[Surplus]) -> Option<Self> {
        let unit = sides.bitext.units.get(gap.unit)?;
        let mention = sides.source_mentions.get(gap.mention)?;
        let (mut text, mut tokens, mut loci, mut taken) = (String::new(), Vec::new(), Vec::new(), Vec::new());
        let named: Vec<u32> = mentions_in(sides.source_mentions, &unit.source)
            .flat_map(Mention::readings)
            .map(|(id, _)| sides.source_matcher.entry(id).concept)
            .collect();
        for piece in &unit.target {
            let segment = sides.target.segment(piece.segment)?;
            let busy: Vec<Span> = mentions_in(sides.mentions, std::slice::from_ref(piece))
                .filter(|mention| {
                    mention.readings().any(|(id, _)| {
                        let entry = sides.matcher.entry(id);
                        if entry.concept == gap.concept { entry.status.is_approved() } else { named.contains(&entry.concept) }
                    })
                })
                .map(|mention| mention.span)
                .collect();
            if !text.is_empty() {
                text.push('\n');
            }
            let start = text.len();
            let piece_text = piece.span.get(segment.text);
            text.push_str(piece_text);
            for token in tokens::tokens(piece_text) {
                let inside = Span::new(piece.span.start + token.span.start, piece.span.start + token.span.end);
                let locus = segment.locus(inside);
                loci.push((u32::try_from(locus.start).ok()?, u32::try_from(locus.end).ok()?));
                taken.push(busy.iter().any(|span| span.overlaps(&inside)));
                tokens.push(Token { span: Span::new(start + token.span.start, start + token.span.end), ..token });
                if tokens.len() > TOKENS {
                    return None;
                }
            }
        }
        let source = sides.bitext.source.segment(mention.segment)?;
        let name = mention.span.get(source.text);
        let of_name = statistics::content_words(&tokens::tokens(name));
        let (mut words, mut position, mut length) = (Vec::new(), 0, 0);
        for piece in &unit.source {
            let Some(segment) = sides.bitext.source.segment(piece.segment) else { continue };
            let tokens = tokens::tokens(piece.span.get(segment.text));
            let content = tokens.iter().filter(|token| statistics::is_content(token) && !of_name.contains(&token.hash));
            words.extend(content.filter_map(|token| Some((token.hash, u32::try_from(length + token.span.start).ok()?))));
            if piece.segment == mention.segment && piece.span.contains(&mention.span) {
                position = length + mention.span.start - piece.span.start;
            }
            length += piece.span.len();
        }
        let rivals = surpluses.iter().filter(|surplus| surplus.unit == gap.unit).filter_map(|surplus| {
            let mention = sides.mentions.get(surplus.mention)?;
            Some(sides.target.segment(mention.segment)?.locus(mention.span))
        });
        Some(Self {
            concept: gap.concept,
            text: text.into(),
            tokens: tokens.into(),
            loci: loci.into(),
            taken: taken.into(),
            words: words.into(),
            name: name.into(),
            kind: sides.source_matcher.entry(mention.entry).kind,
            position: u32::try_from(position).ok()?,
            length: u32::try_from(length).ok()?,
            is_soft: gap.is_soft,
            rivals: rivals.collect(),
        })
    }

    /// Index of the concept.
    pub const fn concept(&self) -> u32 {
        self.concept
    }

    /// The source term as the original has it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether only a sure answer counts.
    pub const fn is_soft(&self) -> bool {
        self.is_soft
    }

    /// Whether the place is that of a rendering of a concept that the source does not mention there.
    pub fn is_rival(&self, locus: Locus) -> bool {
        self.rivals.contains(&locus)
    }

    /// Where a stretch of tokens stands.
    fn locus(&self, first: usize, last: usize) -> Option<Locus> {
        let (start, _) = *self.loci.get(first)?;
        let (_, end) = *self.loci.get(last)?;
        Some(Locus::new(start as usize, end as usize))
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
