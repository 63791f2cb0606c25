//! A bounded sample of what stands around mentions: to cut the text around all of them into words takes too long, and tells
//! nothing that some hundred do not tell.
//!
//! Which mentions are kept is decided by a number of each that looks random and is the same in every run: those with the
//! lowest numbers. So a sample depends neither on the order of documents nor on how a corpus was divided.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::grams;
use super::statistics::Surroundings;
use crate::document::Document;
use crate::matcher::{Mention, segmentation};
use crate::text::Span;

/// So many mentions are kept.
const MOST: usize = 1000;
/// Bytes on either side in which the words around are, whatever the characters.
const REACH: usize = grams::AROUND * segmentation::REACH * 4;

/// Something that tells a document from others wherever its file lies: a hash of its text.
pub(super) fn identity(document: &Document) -> u64 {
    document.segments().fold(2, |before, segment| xxh3_64_with_seed(segment.text.as_bytes(), before))
}

/// The number that decides whether a mention is kept.
pub(super) fn number(document: u64, mention: &Mention) -> u64 {
    // The last steps of MurmurHash3: every bit of the result depends on every bit of the place.
    let mut mixed = document ^ (mention.segment as u64) << 32 ^ mention.span.start as u64;
    for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
        mixed = (mixed ^ mixed >> 33).wrapping_mul(factor);
    }
    mixed ^ mixed >> 33
}

/// What stands on both sides of a mention.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Window {
    number: u64,
    /// Where it starts in the text of all windows.
    start: usize,
    before: u32,
    after: u32,
}

/// What stands around some mentions of a concept.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sample {
    /// Mentions with a higher number are not kept.
    limit: u64,
    windows: Vec<Window>,
    text: String,
}

impl Default for Sample {
    fn default() -> Self {
        Self { limit: u64::MAX, windows: Vec::new(), text: String::new() }
    }
}

impl Sample {
    /// Adds a mention with this number, if it is low enough.
    pub fn add(&mut self, number: u64, text: &str, span: Span) {
        if number <= self.limit {
            let start = text.floor_char_boundary(span.start.saturating_sub(REACH));
            let end = text.ceil_char_boundary(text.len().min(span.end + REACH));
            self.push(number, &text[start..span.start], &text[span.end..end]);
        }
    }

    fn push(&mut self, number: u64, before: &str, after: &str) {
        if number > self.limit {
            return;
        }
        let start = self.text.len();
        self.text.push_str(before);
        self.text.push_str(after);
        self.windows.push(Window { number, start, before: before.len() as u32, after: after.len() as u32 });
        if self.windows.len() >= 2 * MOST {
            self.settle();
        }
    }

    /// The text on both sides of a mention.
    fn sides(&self, window: &Window) -> (&str, &str) {
        let middle = window.start + window.before as usize;
        (&self.text[window.start..middle], &self.text[middle..middle + window.after as usize])
    }

    /// Drops all but the mentions with the lowest numbers.
    pub fn settle(&mut self) {
        if self.windows.len() <= MOST {
            return;
        }
        let all = std::mem::take(self);
        // Documents with the same text have the same numbers, and mostly the same windows.
        let order = |window: &Window| (window.number, all.sides(window));
        let mut windows = all.windows.clone();
        windows.select_nth_unstable_by(MOST - 1, |one, other| order(one).cmp(&order(other)));
        windows.truncate(MOST);
        self.limit = windows.last().map_or(u64::MAX, |last| last.number);
        self.windows.reserve_exact(2 * MOST);
        for window in &windows {
            let (before, after) = all.sides(window);
            self.push(window.number, before, after);
        }
    }

    /// Adds the mentions of another sample.
    pub fn merge(&mut self, other: &Self) {
        self.limit = self.limit.min(other.limit);
        for window in &other.windows {
            let (before, after) = other.sides(window);
            self.push(window.number, before, after);
        }
    }

    /// What stands around the mentions, in words; the sample is settled.
    pub fn surroundings(&self) -> Surroundings {
        let mut surroundings = Surroundings::default();
        for window in &self.windows {
            let Window { start, before, after, .. } = *window;
            let middle = before as usize;
            let text = &self.text[start..start + middle + after as usize];
            surroundings.add(&grams::words(text, Span::new(middle, middle)));
        }
        surroundings
    }
}
