//! Small pieces of text that surroundings are compared by: pairs of Chinese characters, and Latin words.
//!
//! They are kept as hashes; nothing ever needs their text.

use xxhash_rust::xxh3::xxh3_64;

use crate::text::Span;
use crate::text::script::{is_han, is_spaced};

/// Hash of a piece of text, stable for ever: it is stored in learned files.
pub(super) type Gram = u32;

fn hash(text: &str) -> Gram {
    (xxh3_64(text.as_bytes()) >> 32) as Gram
}

/// The distinct grams of a text outside the given spans, sorted.
pub(super) fn grams(text: &str, without: &[Span], grams: &mut Vec<Gram>) {
    let first = grams.len();
    let outside = |start: usize, end: usize| !without.iter().any(|span| span.start < end && start < span.end);
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

/// What stands right before and right after a span: two characters of Chinese, one word of Latin, or the edge.
pub(super) fn beside(text: &str, span: Span) -> (Gram, Gram) {
    let before = text[..span.start].trim_end_matches(' ');
    let after = text[span.end..].trim_start_matches(' ');
    let left = match before.chars().next_back() {
        Some(c) if is_spaced(c) => before.rsplit(|c| !is_spaced(c)).next().map_or(0, |word| hash(&word.to_lowercase())),
        Some(_) => hash(last_chars(before, 2)),
        None => 0,
    };
    let right = match after.chars().next() {
        Some(c) if is_spaced(c) => after.split(|c| !is_spaced(c)).next().map_or(0, |word| hash(&word.to_lowercase())),
        Some(_) => hash(first_chars(after, 2)),
        None => 0,
    };
    (left, right)
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
