//! Bounded samples of text, around mentions or of whole segments: to read all of them closely takes too long, and tells
//! nothing that some hundred do not tell.
//!
//! Which pieces are kept is decided by a number of each that looks random and is the same in every run: those with the
//! lowest numbers. So a sample depends neither on the order of documents nor on how a corpus was divided.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::counts::Counts;
use super::grams;
use crate::document::Document;
use crate::matcher::segmentation;
use crate::text::Span;

/// Bytes on either side in which the words around are, whatever the characters.
const REACH: usize = grams::AROUND * segmentation::REACH * 4;
/// Bytes of a segment that are kept at most: no segment outweighs all others.
const SEGMENT: usize = 4096;

/// What stands around mentions: of a thousand.
pub(super) type Around = Sample<1000, { 1 << 20 }>;

/// Something that tells a document from others wherever its file lies: a hash of its text.
pub(super) fn identity(document: &Document) -> u64 {
    document.segments().fold(2, |before, segment| xxh3_64_with_seed(segment.text.as_bytes(), before))
}

/// The number that decides whether a piece is kept that starts at a byte of a segment.
pub(super) fn number(document: u64, segment: usize, start: usize) -> u64 {
    // The last steps of MurmurHash3: every bit of the result depends on every bit of the place.
    let mut mixed = document ^ (segment as u64) << 32 ^ start as u64;
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

/// A piece of text, or what stands on both sides of one.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Window {
    number: u64,
    /// Where it starts in the text of all windows.
    start: u32,
    before: u16,
    after: u16,
}

impl Window {
    fn len(self) -> usize {
        usize::from(self.before) + usize::from(self.after)
    }
}

/// The windows with the lowest numbers: up to the first that is one too many, or whose text is too much. That one is
/// there too, so that parts know what the whole stops at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sample<const MOST: usize, const BYTES: usize> {
    /// Windows with a higher number are not kept.
    limit: u64,
    windows: Vec<Window>,
    text: String,
}

impl<const MOST: usize, const BYTES: usize> Default for Sample<MOST, BYTES> {
    fn default() -> Self {
        Self { limit: u64::MAX, windows: Vec::new(), text: String::new() }
    }
}

impl<const MOST: usize, const BYTES: usize> Sample<MOST, BYTES> {
    /// Adds what stands around a mention with this number, if it is low enough.
    pub fn add_around(&mut self, number: u64, text: &str, span: Span) {
        if number <= self.limit {
            let start = text.floor_char_boundary(span.start.saturating_sub(REACH));
            let end = text.ceil_char_boundary(text.len().min(span.end + REACH));
            self.push(number, &text[start..span.start], &text[span.end..end]);
        }
    }

    /// Adds a segment with this number, if it is low enough.
    pub fn add_segment(&mut self, number: u64, text: &str) {
        self.push(number, "", &text[..text.floor_char_boundary(SEGMENT)]);
    }

    /// Adds a window, if its number is low enough.
    fn push(&mut self, number: u64, before: &str, after: &str) {
        if number > self.limit {
            return;
        }
        self.keep(number, before, after);
        // Half as much again may wait: memory for it is asked for by every concept of every thread.
        if self.windows.len() >= MOST / 2 * 3 || self.text.len() >= BYTES / 2 * 3 {
            self.settle();
        }
    }

    fn keep(&mut self, number: u64, before: &str, after: &str) {
        let start = self.text.len() as u32;
        self.text.push_str(before);
        self.text.push_str(after);
        self.windows.push(Window { number, start, before: before.len() as u16, after: after.len() as u16 });
    }

    /// The text of both sides together.
    fn text_of(&self, window: &Window) -> &str {
        let start = window.start as usize;
        &self.text[start..start + window.len()]
    }

    /// The text on both sides.
    fn sides(&self, window: &Window) -> (&str, &str) {
        self.text_of(window).split_at(usize::from(window.before))
    }

    /// Drops all but the windows with the lowest numbers.
    pub fn settle(&mut self) {
        if self.windows.len() <= MOST && self.text.len() <= BYTES {
            return;
        }
        let all = std::mem::take(self);
        // Documents with the same text have the same numbers, and mostly the same windows.
        let mut windows = all.windows.clone();
        windows.sort_unstable_by(|one, other| one.number.cmp(&other.number).then_with(|| all.sides(one).cmp(&all.sides(other))));
        let kept = (fitting::<MOST, BYTES>(&windows) + 1).min(windows.len());
        self.windows.reserve_exact(windows.len());
        self.text.reserve_exact(all.text.len());
        for window in &windows[..kept] {
            let (before, after) = all.sides(window);
            self.keep(window.number, before, after);
        }
        self.limit = self.windows.last().map_or(u64::MAX, |last| last.number);
    }

    /// Adds the windows of another sample.
    pub fn merge(&mut self, other: &Self) {
        self.limit = self.limit.min(other.limit);
        for window in &other.windows {
            let (before, after) = other.sides(window);
            self.push(window.number, before, after);
        }
    }

    /// The windows of the sample, once it is settled.
    fn kept(&self) -> &[Window] {
        &self.windows[..fitting::<MOST, BYTES>(&self.windows)]
    }

    /// The segments that were kept; the sample is settled.
    pub fn segments(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.kept().iter().map(|window| self.sides(window).1)
    }

    /// What stands around the mentions, in words; the sample is settled.
    pub fn surroundings(&self) -> Surroundings {
        let mut surroundings = Surroundings::default();
        for window in self.kept() {
            let middle = usize::from(window.before);
            surroundings.add(&grams::words(self.text_of(window), Span::new(middle, middle)));
        }
        surroundings
    }
}

/// How many windows there may be before one is too many or too much.
fn fitting<const MOST: usize, const BYTES: usize>(windows: &[Window]) -> usize {
    let mut bytes = 0;
    let fitting = windows.iter().take(MOST).take_while(|window| {
        bytes += window.len();
        bytes <= BYTES
    });
    fitting.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Few enough for a test.
    type Small = Sample<400, { 1 << 16 }>;

    /// Texts with a mention, and numbers that look random; some numbers are there twice, with other texts.
    fn mentions() -> impl Iterator<Item = (u64, String, Span)> {
        (0..2000).map(|at| {
            let number = (at - u64::from(at % 7 == 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
            let text = format!("第{at}次在生产环境中运行的 Kubernetes 集群{}很稳定", at * at);
            let start = text.find("Kubernetes").expect("it is there");
            (number, text, Span::new(start, start + 10))
        })
    }

    /// Segments of all lengths, some longer than what is kept of one.
    fn segments() -> impl Iterator<Item = (u64, String, Span)> {
        mentions().map(|(number, text, span)| (number, text.repeat((number % 29) as usize), span))
    }

    fn sample(mentions: impl Iterator<Item = (u64, String, Span)>) -> Small {
        let mut sample = Sample::default();
        mentions.for_each(|(number, text, span)| sample.add_around(number, &text, span));
        sample
    }

    fn sample_of_segments(segments: impl Iterator<Item = (u64, String, Span)>) -> Small {
        let mut sample = Sample::default();
        segments.for_each(|(number, text, _)| sample.add_segment(number, &text));
        sample
    }

    /// What is kept, whatever the order.
    fn kept(mut sample: Small) -> (Vec<(u64, String)>, Surroundings) {
        sample.settle();
        let mut windows: Vec<_> = sample
            .kept()
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
        assert!(windows.iter().map(|(number, _)| number).eq(&numbers[..400]));
        assert_eq!(surroundings.count, 400);
        assert_eq!(kept(sample(mentions().take(399))).0.len(), 399);
        assert_eq!(kept(Sample::default()).1, Surroundings::default());
    }

    #[test]
    fn what_is_kept_is_no_longer_than_it_may_be() {
        let bytes = |sample: &(Vec<(u64, String)>, Surroundings)| sample.0.iter().map(|(_, text)| text.len() - 1).sum::<usize>();
        let some = kept(sample_of_segments(segments()));
        assert!((1 << 16) - SEGMENT < bytes(&some) && bytes(&some) <= 1 << 16);
        assert!(some.0.iter().all(|(_, text)| text.len() <= 1 + SEGMENT));
        let long = kept(sample_of_segments([(1, "长".repeat(1 << 20), Span::new(0, 0))].into_iter().chain(segments())));
        assert!(long.0.contains(&(1, ["|", &"长".repeat(SEGMENT / 3)].concat())));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(12))]
        #[test]
        fn parts_united_in_any_order_are_the_whole(parts in 1usize..9, seed: u64, is_backwards: bool, of_segments: bool) {
            let all: Vec<_> = if of_segments { segments().collect() } else { mentions().collect() };
            let of = |some: &mut dyn Iterator<Item = (u64, String, Span)>| if of_segments { sample_of_segments(some) } else { sample(some) };
            let whole = kept(of(&mut all.iter().cloned()));
            let part_of = |at: usize| (at as u64 ^ seed).wrapping_mul(0xff51_afd7_ed55_8ccd) as usize >> 7;
            let part = |part: usize| of(&mut all.iter().enumerate().filter(|(at, _)| part_of(*at) % parts == part).map(|(_, one)| one.clone()));
            let mut samples: Vec<Small> = (0..parts).map(part).collect();
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
