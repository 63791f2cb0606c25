//! Small pieces of text that surroundings are compared by: pairs of Chinese characters, and Latin words.
//!
//! They are kept as hashes; nothing ever needs their text.

use xxhash_rust::xxh3::xxh3_64;

use crate::matcher::segmentation;
use crate::text::Span;
use crate::text::script::{is_han, is_spaced};

/// Hash of a piece of text, stable for ever: it is stored in learned files.
pub(super) type Gram = u32;

fn hash(text: &str) -> Gram {
    (xxh3_64(text.as_bytes()) >> 32) as Gram
}

/// The distinct grams of a part of a text outside the given spans, sorted.
pub(super) fn grams(text: &str, part: Span, without: &[Span], grams: &mut Vec<Gram>) {
    let first = grams.len();
    let base = part.start;
    let text = part.get(text);
    let outside = |start: usize, end: usize| !without.iter().any(|span| span.start < end + base && start + base < span.end);
    let mut previous: Option<(usize, char)> = None;
    let mut word: Option<usize> = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if is_spaced(c) {
            word.get_or_insert(at);
        } else if let Some(start) = word.take()
            && at - start > 1
            && outside(start, at)
        {
            grams.push(hash(&text[start..at].to_lowercase()));
        }
        if is_han(c) {
            if let Some((start, _)) = previous
                && outside(start, at + c.len_utf8())
            {
                grams.push(hash(&text[start..at + c.len_utf8()]));
            }
            previous = Some((at, c));
        } else {
            previous = None;
        }
    }
    if let Some(found) = grams.get_mut(first..) {
        found.sort_unstable();
    }
    // Only what this call added is made distinct.
    let mut kept = first;
    for at in first..grams.len() {
        if kept == first || grams[kept - 1] != grams[at] {
            grams[kept] = grams[at];
            kept += 1;
        }
    }
    grams.truncate(kept);
}

/// What stands around a mention, in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Words {
    /// The word right before; 0 at the start.
    pub left: Gram,
    /// The word right after; 0 at the end.
    pub right: Gram,
    /// The distinct words of two characters or more within five, sorted, with how probable each is anywhere.
    pub around: Vec<(Gram, f32)>,
    /// The same for the words right before and after.
    pub base: (f32, f32),
}

/// The words around a span.
pub(super) fn words(text: &str, span: Span) -> Words {
    let (before, after) = segmentation::words_around(text, span, 5);
    let gram = |word: Option<&&str>| word.map_or((0, 0.05), |word| (hash(&word.to_lowercase()), probability(word)));
    let ((left, base_left), (right, base_right)) = (gram(before.first()), gram(after.first()));
    let long = before.iter().chain(&after).filter(|word| word.chars().nth(1).is_some());
    let mut around: Vec<(Gram, f32)> = long.map(|word| (hash(&word.to_lowercase()), probability(word))).collect();
    around.sort_by_key(|&(gram, _)| gram);
    around.dedup_by_key(|&mut (gram, _)| gram);
    Words { left, right, around, base: (base_left, base_right) }
}

/// How probable a word is in general Chinese; a word that the dictionary lacks is taken for a rare one.
fn probability(word: &str) -> f32 {
    const TOTAL: f64 = 60_101_964.0;
    (segmentation::ln_frequency(word).map_or(300.0, f64::exp) / TOTAL) as f32
}

/// The four characters right before and right after a span, spaces aside; 0 where there are fewer than two.
pub(super) fn frame(text: &str, span: Span) -> (Gram, Gram) {
    let before = last_chars(text[..span.start].trim_end_matches(' '), 4);
    let after = first_chars(text[span.end..].trim_start_matches(' '), 4);
    let gram = |text: &str| if text.chars().count() < 2 { 0 } else { hash(text) };
    (gram(before), gram(after))
}

fn first_chars(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or(text, |(at, _)| &text[..at])
}

fn last_chars(text: &str, count: usize) -> &str {
    text.char_indices().rev().nth(count - 1).map_or(text, |(at, _)| &text[at..])
}

/// The text within some characters of a span, without leaving the segment.
pub(super) fn window(text: &str, span: Span, characters: usize) -> Span {
    let start = text[..span.start].char_indices().rev().take(characters).last().map_or(span.start, |(at, _)| at);
    let end = text[span.end..].char_indices().nth(characters).map_or(text.len(), |(at, _)| span.end + at);
    Span::new(start, end)
}
