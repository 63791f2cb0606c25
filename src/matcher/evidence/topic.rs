//! What stands in segments: in how many of them a gram occurs.
//!
//! Of a large corpus it is counted in a sample of segments: what is rare there says little, and what is frequent is so there
//! too. The segments are kept as text, and counted when all are known.

use super::grams::{self, Gram};
use super::sample::Sample;

/// The segments that mention a concept: some thousands. Of half as much text, verdicts begin to depend on which it is.
pub(super) type OfConcept = Sample<{ 1 << 14 }, { 1 << 20 }>;
/// Segments of all documents: some thousands.
pub(super) type OfAll = Sample<{ 1 << 14 }, { 1 << 20 }>;

/// In how many segments each gram occurs.
#[derive(Clone, Debug, Default)]
pub(super) struct Topic {
    /// Segments that have grams.
    pub segments: u32,
    /// Grams and counts, as `place` wants them; half of them are free at least: those without a count.
    slots: Vec<(Gram, u32)>,
}

impl PartialEq for Topic {
    fn eq(&self, other: &Self) -> bool {
        self.segments == other.segments && self.sorted() == other.sorted()
    }
}

impl Topic {
    /// Counts the segments of a sample of a number of them; grams that fewer than `least` have are left out, unless each
    /// segment stands for several.
    pub fn of<const MOST: usize, const BYTES: usize>(sample: &Sample<MOST, BYTES>, all: u32, least: u32) -> Self {
        let segments = sample.segments();
        let is_part = all as usize > 2 * segments.len();
        // A gram is some three bytes, and occurs some times.
        let mut table = Table::new(segments.clone().map(str::len).sum::<usize>() / 8);
        let mut with_grams = 0;
        for text in segments {
            table.segment += 1;
            let mut is_empty = true;
            grams::each(text, |gram| {
                is_empty = false;
                table.add(gram);
            });
            with_grams += u32::from(!is_empty);
        }
        let least = if is_part { 1 } else { least };
        let counted = || table.slots.iter().filter(|slot| slot.count >= least).map(|slot| (slot.gram, slot.count));
        Self::new(with_grams, counted().count(), counted())
    }

    /// As it was stored: at most so many grams with their counts, of several for one gram the last.
    pub fn new(segments: u32, most: usize, counted: impl Iterator<Item = (Gram, u32)>) -> Self {
        let mut topic = Self { segments, slots: vec![(0, 0); (2 * most + 1).next_power_of_two()] };
        for (gram, count) in counted.filter(|&(_, count)| count > 0) {
            let at = topic.place(gram);
            topic.slots[at] = (gram, count);
        }
        topic
    }

    /// Where a gram stands, or would.
    #[inline]
    fn place(&self, gram: Gram) -> usize {
        place(gram, &self.slots, |&(other, count)| (count > 0).then_some(other))
    }

    /// How many segments have a gram.
    #[inline]
    pub fn get(&self, gram: Gram) -> u32 {
        if self.slots.is_empty() { 0 } else { self.slots[self.place(gram)].1 }
    }

    /// All grams with their counts, ascending.
    pub fn sorted(&self) -> Vec<(Gram, u32)> {
        let mut counted: Vec<_> = self.slots.iter().copied().filter(|&(_, count)| count > 0).collect();
        counted.sort_unstable();
        counted
    }
}

/// A gram, in how many segments it occurs, and in which one last; in none if it is a free slot.
#[derive(Clone, Copy, Default)]
struct Slot {
    gram: Gram,
    count: u32,
    last: u32,
}

/// Where a gram stands among a power of two of slots, some of them free, or would: at the place that its last bits say, or
/// behind.
#[inline]
fn place<S>(gram: Gram, slots: &[S], gram_of: impl Fn(&S) -> Option<Gram>) -> usize {
    let last = slots.len() - 1;
    let mut at = gram as usize & last;
    while gram_of(&slots[at & last]).is_some_and(|other| other != gram) {
        at += 1;
    }
    at & last
}

/// Counts grams.
struct Table {
    /// A power of two of them, a quarter of which is free, as `place` wants them.
    slots: Vec<Slot>,
    grams: usize,
    /// The segment that is counted, from 1.
    segment: u32,
}

impl Table {
    fn new(grams: usize) -> Self {
        Self { slots: vec![Slot::default(); grams.next_power_of_two().max(1 << 8)], grams: 0, segment: 0 }
    }

    /// The slot of a gram, or the one for it.
    #[inline]
    fn slot(&mut self, gram: Gram) -> &mut Slot {
        let at = place(gram, &self.slots, |slot| (slot.last != 0).then_some(slot.gram));
        &mut self.slots[at]
    }

    /// Counts a gram of the segment, once.
    #[inline]
    fn add(&mut self, gram: Gram) {
        let segment = self.segment;
        let slot = self.slot(gram);
        let is_new = slot.last == 0;
        let count = slot.count + u32::from(slot.last != segment);
        *slot = Slot { gram, count, last: segment };
        self.grams += usize::from(is_new);
        if self.grams > self.slots.len() / 4 * 3 {
            self.grow();
        }
    }

    #[cold]
    fn grow(&mut self) {
        let twice = vec![Slot::default(); self.slots.len() * 2];
        for slot in std::mem::replace(&mut self.slots, twice).into_iter().filter(|slot| slot.last != 0) {
            *self.slot(slot.gram) = slot;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn a_gram_counts_once_a_segment() {
        let mut sample = OfConcept::default();
        let mut expected: BTreeMap<Gram, u32> = BTreeMap::new();
        for number in 0..3000u32 {
            let text: String = (0..number % 60).filter_map(|at| char::from_u32(0x4e00 + (number * at * at) % 400)).collect();
            sample.add_segment(u64::from(number), &text);
            let mut grams = BTreeSet::new();
            grams::each(&text, |gram| _ = grams.insert(gram));
            grams.into_iter().for_each(|gram| *expected.entry(gram).or_default() += 1);
        }
        let all = Topic::of(&sample, 3000, 1);
        assert_eq!(all.segments, 3000 - 2 * 50);
        assert!(all.sorted().into_iter().eq(expected.clone()));
        assert!((0..1 << 16).map(|low| low * 0x1_0001).all(|gram| all.get(gram) == expected.get(&gram).copied().unwrap_or(0)));
        assert!(expected.iter().all(|(gram, count)| all.get(*gram) == *count) && Topic::default().get(7) == 0);
        expected.retain(|_, count| *count > 1);
        let frequent = Topic::of(&sample, 3000, 2);
        assert!(expected.len() > 10_000 && frequent.sorted().into_iter().eq(expected));
        assert_eq!(Topic::of(&sample, 6001, 2), all);
        let stored = frequent.sorted();
        assert_eq!(Topic::new(frequent.segments, stored.len(), stored.into_iter()), frequent);
    }
}
