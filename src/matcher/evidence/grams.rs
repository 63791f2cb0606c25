//! Small pieces of text that surroundings are compared by: pairs of Chinese characters, and Latin words.
//!
//! They are kept as hashes; nothing ever needs their text.

use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use crate::matcher::segmentation::{self, Word};
use crate::text::Span;
use crate::text::script::{Script, script};

/// Hash of a piece of text, stable for ever: it is stored in learned files.
pub(super) type Gram = u32;

fn hash(text: &str) -> Gram {
    (xxh3_64(text.as_bytes()) >> 32) as Gram
}

/// As `hash`, of six bytes, the first one last: two Chinese characters. Written out, for there are millions of them.
fn pair_hash(six: u64) -> Gram {
    // XXH3_len_4to8_64b of xxHash 0.8, with the default secret and no seed.
    const SECRET: u64 = 0x1cad_21f7_2c81_017c ^ 0xdb97_9083_e96d_d4de;
    const PRIME: u64 = 0x9fb2_1c65_1e98_df25;
    let keyed = SECRET ^ (six >> 16 & 0xffff_ffff) ^ six << 32;
    let mut mixed = (keyed ^ keyed.rotate_left(49) ^ keyed.rotate_left(24)).wrapping_mul(PRIME);
    mixed = (mixed ^ ((mixed >> 35) + 6)).wrapping_mul(PRIME);
    ((mixed ^ mixed >> 28) >> 32) as Gram
}

/// The hash of the two characters from `start` to `end`.
fn han_hash(text: &str, start: usize, end: usize) -> Gram {
    match text.as_bytes().get(start..end) {
        Some(&[a, b, c, d, e, f]) => pair_hash(u64::from_le_bytes([a, b, c, d, e, f, 0, 0])),
        _ => hash(&text[start..end]),
    }
}

/// Calls `each` with the grams of a text outside the given spans, as often as they occur.
pub(super) fn each(text: &str, without: &[Span], mut each: impl FnMut(Gram)) {
    let outside = |start: usize, end: usize| !without.iter().any(|span| span.start < end && start < span.end);
    let mut word: Option<usize> = None;
    let mut han: Option<usize> = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let script = script(c);
        if script == Script::Spaced {
            word.get_or_insert(at);
        } else if let Some(start) = word.take()
            && at - start > 1
            && outside(start, at)
        {
            each(word_hash(&text[start..at]));
        }
        if script == Script::Han {
            let end = at + c.len_utf8();
            if let Some(start) = han.replace(at)
                && outside(start, end)
            {
                each(han_hash(text, start, end));
            }
        } else {
            han = None;
        }
    }
}

/// The hash of a word in lower case.
fn word_hash(word: &str) -> Gram {
    let mut short = [0; 32];
    match short.get_mut(..word.len()) {
        Some(lower) if word.is_ascii() => {
            lower.copy_from_slice(word.as_bytes());
            lower.make_ascii_lowercase();
            (xxh3_64(lower) >> 32) as Gram
        }
        // Chinese has no case.
        _ if word.starts_with(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) => hash(word),
        _ => hash(&word.to_lowercase()),
    }
}

/// Appends the grams of a part of a text outside the given spans, which are of the whole text.
pub(super) fn push_all(text: &str, part: Span, without: &[Span], grams: &mut Vec<Gram>) {
    let within = |span: &Span| Span::new(span.start.max(part.start) - part.start, span.end.min(part.end) - part.start);
    let without: Vec<Span> = without.iter().filter(|span| span.start < part.end && part.start < span.end).map(within).collect();
    each(part.get(text), &without, |gram| grams.push(gram));
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
    let mut around = Vec::with_capacity(before.len() + after.len());
    let mut side = |words: &[Word<'_>]| {
        let mut nearest = (0, 0.05);
        for (number, word) in words.iter().enumerate() {
            let is_long = word.text.chars().nth(1).is_some();
            if number == 0 || is_long {
                let gram = (word_hash(word.text), probability(word));
                nearest = if number == 0 { gram } else { nearest };
                around.extend(is_long.then_some(gram));
            }
        }
        nearest
    };
    let ((left, base_left), (right, base_right)) = (side(&before), side(&after));
    around.sort_by_key(|&(gram, _)| gram);
    around.dedup_by_key(|&mut (gram, _)| gram);
    Words { left, right, around, base: (base_left, base_right) }
}

/// How probable a word is in general Chinese; a word that the dictionary lacks is taken for a rare one.
fn probability(word: &Word<'_>) -> f32 {
    const TOTAL: f64 = 60_101_964.0;
    static PROBABILITIES: LazyLock<Vec<f32>> = LazyLock::new(|| {
        let frequency = |of: u8| if of == 0 { 300.0 } else { (f64::from(of) / 4.0).exp() };
        (0..=u8::MAX).map(|of| (frequency(of) / TOTAL) as f32).collect()
    });
    PROBABILITIES[usize::from(word.frequency)]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_hashed_as_any_text() {
        for text in ["集装", "的一", "鿿一", "〇〇", "ｧｧ"] {
            assert_eq!(han_hash(text, 0, text.len()), hash(text), "{text}");
        }
    }
}
