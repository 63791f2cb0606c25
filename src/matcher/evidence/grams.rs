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

/// The three bytes of a character from U+4E00 to U+9FFF, the first one last, if one starts at a place.
#[inline]
fn common(bytes: &[u8], at: usize) -> Option<u64> {
    let &[first, second, third] = bytes.get(at..)?.first_chunk()?;
    let is_common = (0xe4_b880..=0xe9_bfbf).contains(&u32::from_be_bytes([0, first, second, third]));
    is_common.then(|| u64::from(u32::from_le_bytes([first, second, third, 0])))
}

/// Calls `each` with the grams of a text, as often as they occur.
pub(super) fn each(text: &str, each: impl FnMut(Gram)) {
    each_where(text, |_, _| true, each);
}

/// As `each`, of the grams outside the given spans, which ascend.
fn each_outside(text: &str, without: &[Span], each: impl FnMut(Gram)) {
    let outside = |start: usize, end: usize| {
        let next = without.partition_point(|span| span.end <= start);
        without.get(next).is_none_or(|span| end <= span.start)
    };
    each_where(text, outside, each);
}

/// As `each`, of the grams whose start and end are `wanted`.
#[inline]
fn each_where(text: &str, wanted: impl Fn(usize, usize) -> bool, mut each: impl FnMut(Gram)) {
    let bytes = text.as_bytes();
    let mut word: Option<usize> = None;
    // Where the Chinese character right before starts.
    let mut han: Option<usize> = None;
    let mut at = 0;
    loop {
        let start = at;
        let (script, length) = match bytes.get(at..at + 3).unwrap_or(bytes.get(at..).unwrap_or_default()) {
            [] => break,
            [byte @ 0..0x80, ..] => (if byte.is_ascii_alphanumeric() { Script::Spaced } else { Script::Other }, 1),
            [0xe5..=0xe9, _, _] | [0xe4, 0xb8..=0xbf, _] => (Script::Han, 3),
            _ => text[at..].chars().next().map_or((Script::Other, 1), |c| (script(c), c.len_utf8())),
        };
        at += length;
        if script == Script::Spaced {
            word.get_or_insert(start);
        } else if let Some(first) = word.take()
            && start - first > 1
            && wanted(first, start)
        {
            each(word_hash(&text[first..start]));
        }
        let before = han;
        han = (script == Script::Han).then_some(start);
        if let (Some(before), Some(_)) = (before, han)
            && wanted(before, at)
        {
            each(hash(&text[before..at]));
        }
        // The common case: Chinese after Chinese, three bytes each.
        let Some(mut last) = han.and_then(|start| common(bytes, start)) else { continue };
        while let Some(next) = common(bytes, at) {
            (han, at) = (Some(at), at + 3);
            if wanted(at - 6, at) {
                each(pair_hash(last | next << 24));
            }
            last = next;
        }
    }
    if let Some(first) = word.filter(|&first| bytes.len() - first > 1 && wanted(first, bytes.len())) {
        each(word_hash(&text[first..]));
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
    each_outside(part.get(text), &without, |gram| grams.push(gram));
}

/// Words on either side that stand around a mention.
pub(super) const AROUND: usize = 5;

/// What stands around a mention, in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Words {
    /// The word right before; 0 at the start.
    pub left: Gram,
    /// The word right after; 0 at the end.
    pub right: Gram,
    /// The distinct words of two characters or more within `AROUND`, sorted, with how probable each is anywhere.
    pub around: Vec<(Gram, f32)>,
    /// The same for the words right before and after.
    pub base: (f32, f32),
}

/// The words around a span.
pub(super) fn words(text: &str, span: Span) -> Words {
    let (before, after) = segmentation::words_around(text, span, AROUND);
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
    // There are not more characters than bytes.
    let start = match span.start <= characters {
        true => 0,
        false => text[..span.start].char_indices().rev().take(characters).last().map_or(span.start, |(at, _)| at),
    };
    let end = match text.len() - span.end <= characters {
        true => text.len(),
        false => text[span.end..].char_indices().nth(characters).map_or(text.len(), |(at, _)| span.end + at),
    };
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The grams as they are defined.
    fn slow(text: &str, without: &[Span]) -> Vec<Gram> {
        let outside = |start: usize, end: usize| !without.iter().any(|span| span.start < end && start < span.end);
        let mut grams = Vec::new();
        let (mut word, mut han) = (None, None);
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            match script(c) {
                Script::Spaced => {
                    word.get_or_insert(at);
                }
                _ => grams.extend(
                    word.take()
                        .filter(|&start| at - start > 1 && outside(start, at))
                        .map(|start| hash(&text[start..at].to_lowercase())),
                ),
            }
            let end = at + c.len_utf8();
            let before = std::mem::replace(&mut han, (script(c) == Script::Han).then_some(at));
            if let (Some(start), Some(_)) = (before, han)
                && outside(start, end)
            {
                grams.push(hash(&text[start..end]));
            }
        }
        grams
    }

    #[test]
    fn grams_are_pairs_and_words() {
        let texts = ["", "集", "集装箱K8s和ＡＢ的é Éa x，〇〇𠮷野家㐂々一ｧ", "Ärger 一", "kubernetes的", "一a一", "𠮷一丁"];
        for text in texts {
            let spans = text.char_indices().map(|(at, c)| Span::new(at, at + c.len_utf8()));
            for without in spans.map(|span| vec![span]).chain([Vec::new()]) {
                let mut found = Vec::new();
                each_outside(text, &without, |gram| found.push(gram));
                assert_eq!(found, slow(text, &without), "{text} {without:?}");
            }
        }
    }
}
