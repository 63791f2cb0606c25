//! Segments that occur more than once, by hash: who is translated how.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::tokens::{TokenKind, hash, join, tokens};
use super::{PairStatistics, text_of};
use crate::bitext::{Bitext, Piece, State};
use crate::document::Document;

/// A segment of the source and its translation, by hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentPair {
    source: u64,
    target: u64,
}

/// The fewest tokens of a source, and the most bytes of either side: a label or a sentence.
const FEWEST: usize = 2;
const LONGEST: usize = 400;
/// Below this an aligned unit may be none.
const SURE: f32 = 0.3;

impl SegmentPair {
    /// The units that count, one piece on either side: source, target, hashes.
    pub fn all<'b>(bitext: &'b Bitext, target: &'b Document) -> impl Iterator<Item = (&'b [Piece], &'b [Piece], Self)> + 'b {
        // One translation is not compared with one into another language.
        let tag = bitext.target_tag.as_deref().map_or(0, hash);
        bitext.units.iter().filter_map(move |unit| {
            let is_sure = unit.score.is_none_or(|score| score >= SURE) && unit.state == State::Translated;
            let ([_], [_], true) = (unit.source.as_slice(), unit.target.as_slice(), is_sure) else { return None };
            let (source, translation) = (text_of(&bitext.source, &unit.source), text_of(target, &unit.target));
            if source.len() > LONGEST || translation.len() > LONGEST {
                return None;
            }
            let pair = Self { source: join(tag, key(&source)?), target: join(tag, key(&translation)?) };
            Some((unit.source.as_slice(), unit.target.as_slice(), pair))
        })
    }
}

/// A hash of the words of a text and what stands between them but for spaces and stops; `None` for one that is too short.
fn key(text: &str) -> Option<u64> {
    let tokens = tokens(text);
    if tokens.iter().filter(|token| token.kind != TokenKind::Sign).count() < FEWEST {
        return None;
    }
    let counts = |c: &char| {
        !c.is_whitespace() && !matches!(c, '.' | '。' | ',' | '，' | ':' | '：' | '!' | '！' | '?' | '？' | ';' | '；')
    };
    let clean: String = text.chars().flat_map(char::to_lowercase).filter(counts).collect();
    Some(join(hash(&clean), clean.len() as u64))
}

/// How often a pair of segments occurs, and where first.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    count: u32,
    path: Arc<str>,
}

/// Another translation of a segment, or another segment with a translation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// How often the pair that was asked for occurs.
    pub own: u32,
    /// How often the other one does.
    pub count: u32,
    /// A document with the other one.
    pub path: Arc<str>,
}

/// How often each pair of segments occurs; when all are counted, what has several partners.
#[derive(Clone, Debug, Default)]
pub(super) struct Repeats {
    seen: FxHashMap<SegmentPair, Seen>,
    /// Translations of a segment that has several.
    translations: FxHashMap<u64, Vec<u64>>,
    /// Segments with a translation that several have.
    sources: FxHashMap<u64, Vec<u64>>,
}

impl Repeats {
    fn add(&mut self, pair: SegmentPair, count: u32, path: &Arc<str>) {
        let seen = self.seen.entry(pair).or_insert_with(|| Seen { count: 0, path: Arc::clone(path) });
        seen.count += count;
        if **path < *seen.path {
            seen.path = Arc::clone(path);
        }
    }

    /// Adds the counts of another.
    pub(super) fn merge(&mut self, other: &Self) {
        for (&pair, seen) in &other.seen {
            self.add(pair, seen.count, &seen.path);
        }
    }

    fn finish(&mut self) {
        let mut pairs: Vec<(u64, u64)> = self.seen.keys().map(|pair| (pair.source, pair.target)).collect();
        self.translations = with_several(&mut pairs);
        pairs.iter_mut().for_each(|(one, other)| std::mem::swap(one, other));
        self.sources = with_several(&mut pairs);
    }

    /// The most frequent of the partners, if that is another than the own one; of equals the first.
    fn other(&self, own: SegmentPair, partners: Option<&Vec<u64>>, pair: impl Fn(u64) -> SegmentPair) -> Option<Other> {
        let seen = |partner: &u64| self.seen.get(&pair(*partner)).map_or(0, |seen| seen.count);
        let most = partners?.iter().max_by_key(|partner| (seen(partner), std::cmp::Reverse(**partner)))?;
        let (most, mine) = (pair(*most), self.seen.get(&own)?);
        let seen = self.seen.get(&most).filter(|_| most != own)?;
        Some(Other { own: mine.count, count: seen.count, path: Arc::clone(&seen.path) })
    }
}

/// The second of all pairs by the first, where there are several.
fn with_several(pairs: &mut [(u64, u64)]) -> FxHashMap<u64, Vec<u64>> {
    pairs.sort_unstable();
    let several = pairs.chunk_by(|left, right| left.0 == right.0).filter(|same| same.len() > 1);
    several.map(|same| (same[0].0, same.iter().map(|(_, partner)| *partner).collect())).collect()
}

impl PairStatistics {
    /// Counts the segments of a document, whose path as shown is given.
    pub fn add_segments(&mut self, target: &Document, bitext: &Bitext, path: &Arc<str>) {
        for (_, _, pair) in SegmentPair::all(bitext, target) {
            self.repeats.add(pair, 1, path);
        }
    }

    /// Makes ready what is asked when all documents are counted.
    pub fn finish(&mut self) {
        self.repeats.finish();
    }

    /// Whether any segment has several translations, or any translation several segments.
    pub fn has_repeats(&self) -> bool {
        !self.repeats.translations.is_empty() || !self.repeats.sources.is_empty()
    }

    /// A more usual translation of the pair's source.
    pub fn other_translation(&self, own: SegmentPair) -> Option<Other> {
        let partners = self.repeats.translations.get(&own.source);
        self.repeats.other(own, partners, |target| SegmentPair { target, ..own })
    }

    /// A more usual source of the pair's translation.
    pub fn other_source(&self, own: SegmentPair) -> Option<Other> {
        let partners = self.repeats.sources.get(&own.target);
        self.repeats.other(own, partners, |source| SegmentPair { source, ..own })
    }
}
