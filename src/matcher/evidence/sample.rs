//! A bounded sample of what stands around mentions: to cut the text around all of them into words takes too long, and tells
//! nothing that some hundred do not tell.
//!
//! Which mentions are kept is decided by a number of each that looks random and is the same in every run: those with the
//! lowest numbers. So a sample depends neither on the order of documents nor on how a corpus was divided.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::counts::Counts;
use super::grams;
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

/// What stands around some mentions.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Surroundings {
    /// Mentions.
    pub count: u32,
    /// What stands right before them.
    pub left: Counts,
    /// What stands right after them.
    pub right: Counts,
    /// What stands within some words; mentions that have it.
    pub around: Counts,
}

impl Surroundings {
    pub fn add(&mut self, words: &grams::Words) {
        self.count += 1;
        self.left.add(words.left);
        self.right.add(words.right);
        for &(gram, _) in &words.around {
            self.around.add(gram);
        }
    }

    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.left.merge(&other.left);
        self.right.merge(&other.right);
        self.around.merge(&other.around);
    }
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

    /// Adds what stands on both sides of a mention, if its number is low enough.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts with a mention, and numbers that look random; some numbers are there twice, with other texts.
    fn mentions() -> impl Iterator<Item = (u64, String, Span)> {
        (0..5 * MOST as u64).map(|at| {
            let number = (at - u64::from(at % 7 == 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
            let text = format!("第{at}次在生产环境中运行的 Kubernetes 集群{}很稳定", at * at);
            let start = text.find("Kubernetes").expect("it is there");
            (number, text, Span::new(start, start + 10))
        })
    }

    fn sample(mentions: impl Iterator<Item = (u64, String, Span)>) -> Sample {
        let mut sample = Sample::default();
        mentions.for_each(|(number, text, span)| sample.add(number, &text, span));
        sample
    }

    /// What is kept, whatever the order.
    fn kept(mut sample: Sample) -> (Vec<(u64, String)>, Surroundings) {
        sample.settle();
        let mut windows: Vec<_> = sample
            .windows
            .iter()
            .map(|window| {
                let (before, after) = sample.sides(window);
                (window.number, [before, "|", after].concat())
            })
            .collect();
        windows.sort();
        let mut surroundings = sample.surroundings();
        surroundings.prune(1);
        (windows, surroundings)
    }

    #[test]
    fn the_lowest_numbers_are_kept() {
        let mut numbers: Vec<u64> = mentions().map(|(number, ..)| number).collect();
        numbers.sort_unstable();
        let (windows, surroundings) = kept(sample(mentions()));
        assert!(windows.iter().map(|(number, _)| number).eq(&numbers[..MOST]));
        assert_eq!(surroundings.count as usize, MOST);
        assert_eq!(kept(sample(mentions().take(MOST - 1))).0.len(), MOST - 1);
        assert_eq!(kept(Sample::default()).1, Surroundings::default());
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(12))]
        #[test]
        fn parts_united_in_any_order_are_the_whole(parts in 1usize..9, seed: u64, is_backwards: bool) {
            let whole = kept(sample(mentions()));
            let part_of = |at: usize| (at as u64 ^ seed).wrapping_mul(0xff51_afd7_ed55_8ccd) as usize >> 7;
            let part = |part: usize| sample(mentions().enumerate().filter(|(at, _)| part_of(*at) % parts == part).map(|(_, mention)| mention));
            let mut samples: Vec<Sample> = (0..parts).map(part).collect();
            if is_backwards {
                samples.reverse();
            }
            let mut united = Sample::default();
            for part in samples.chunks(3) {
                let mut some = part[0].clone();
                part[1..].iter().for_each(|other| some.merge(other));
                united.merge(&some);
            }
            proptest::prop_assert!(kept(united) == whole);
        }

        #[test]
        fn the_words_of_a_window_are_those_of_the_text(before in "[a容器的 。𠮷]{0,60}", after in "[a容器的 。𠮷]{0,60}") {
            let (text, span) = (format!("{before}K8s{after}"), Span::new(before.len(), before.len() + 3));
            let (_, found) = kept(sample(std::iter::once((1, text.clone(), span))));
            let mut expected = Surroundings::default();
            expected.add(&grams::words(&text, span));
            expected.prune(1);
            proptest::prop_assert_eq!(found, expected);
        }
    }
}
