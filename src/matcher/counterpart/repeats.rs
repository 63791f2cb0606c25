//! Segments that occur more than once, by hash: who is translated how.

use std::collections::BTreeMap;
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
        bitext.units.iter().filter_map(move |unit| {
            let is_sure = unit.score.is_none_or(|score| score >= SURE) && unit.state == State::Translated;
            let ([_], [_], true) = (unit.source.as_slice(), unit.target.as_slice(), is_sure) else { return None };
            let (source, translation) = (text_of(&bitext.source, &unit.source), text_of(target, &unit.target));
            if source.len() > LONGEST || translation.len() > LONGEST {
                return None;
            }
            let pair = Self { source: key(&source)?, target: key(&translation)? };
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

/// Pairs of segments, by the hash of one side: the hash of the other.
pub(super) type Repeats = FxHashMap<u64, BTreeMap<u64, Seen>>;

fn add(repeats: &mut Repeats, one: u64, other: u64, count: u32, path: &Arc<str>) {
    let seen = repeats.entry(one).or_default().entry(other).or_insert_with(|| Seen { count: 0, path: Arc::clone(path) });
    seen.count += count;
    if **path < *seen.path {
        seen.path = Arc::clone(path);
    }
}

/// Adds the counts of another.
pub(super) fn merge(ours: &mut Repeats, theirs: &Repeats) {
    for (&one, others) in theirs {
        for (&other, seen) in others {
            add(ours, one, other, seen.count, &seen.path);
        }
    }
}

/// The most frequent partner other than the own one, if that is as frequent or more and comes first among equals.
fn other(repeats: &Repeats, one: u64, own: u64) -> Option<Other> {
    let partners = repeats.get(&one).filter(|partners| partners.len() > 1)?;
    let rank = |(hash, seen): &(&u64, &Seen)| (seen.count, std::cmp::Reverse(**hash));
    let (&most, seen) = partners.iter().max_by_key(rank)?;
    let mine = partners.get(&own)?;
    (most != own).then(|| Other { own: mine.count, count: seen.count, path: Arc::clone(&seen.path) })
}

impl PairStatistics {
    /// Counts the segments of a document, whose path as shown is given.
    pub fn add_segments(&mut self, target: &Document, bitext: &Bitext, path: &Arc<str>) {
        for (_, _, pair) in SegmentPair::all(bitext, target) {
            add(&mut self.translations, pair.source, pair.target, 1, path);
            add(&mut self.sources, pair.target, pair.source, 1, path);
        }
    }

    /// A more usual translation of the pair's source.
    pub fn other_translation(&self, pair: SegmentPair) -> Option<Other> {
        other(&self.translations, pair.source, pair.target)
    }

    /// A more usual source of the pair's translation.
    pub fn other_source(&self, pair: SegmentPair) -> Option<Other> {
        other(&self.sources, pair.target, pair.source)
    }
}
