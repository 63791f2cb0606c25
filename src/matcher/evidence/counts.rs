//! How often grams occur: sorted lists instead of maps, for what is counted millions of times is asked for seldom.
//!
//! What is added waits until there is much of it, and is sorted and merged then: no cache is missed for a single gram.

use super::grams::Gram;

/// So many additions wait at least, and at most, before they are merged.
const WAITING: std::ops::RangeInclusive<usize> = 1 << 10..=1 << 18;
/// A list with so many grams is long. There are few of them, so that each may have as much waiting as may be, and room to
/// spare: memory that nothing is written to is none yet, and moving a list to more of it costs more than counting.
const LONG: usize = 1 << 14;

/// How often each gram was added. What was added last is counted when the list is settled.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Counts {
    /// Ascending.
    grams: Vec<Gram>,
    counts: Vec<u32>,
    waiting: Vec<Gram>,
}

impl Counts {
    /// Counts a gram.
    pub fn add(&mut self, gram: Gram) {
        // The common case: so many wait in any list.
        match self.waiting.len() < *WAITING.start() {
            true => self.waiting.push(gram),
            false => self.add_all(&[gram]),
        }
    }

    /// Counts some grams.
    pub fn add_all(&mut self, mut grams: &[Gram]) {
        while !grams.is_empty() {
            let most = self.most_waiting();
            if self.waiting.is_empty() && most > *WAITING.start() {
                self.waiting.reserve_exact(most);
            }
            let (now, later) = grams.split_at(grams.len().min(most.saturating_sub(self.waiting.len())));
            self.waiting.extend_from_slice(now);
            grams = later;
            if !grams.is_empty() {
                self.settle();
            }
        }
    }

    fn most_waiting(&self) -> usize {
        if self.grams.len() < LONG { (2 * self.grams.len()).max(*WAITING.start()) } else { *WAITING.end() }
    }

    /// Adds the counts of another list.
    pub fn merge(&mut self, other: &Self) {
        self.unite(other.grams.len(), other.iter().rev());
        self.add_all(&other.waiting);
    }

    /// Counts what waits; nothing is read from a list before.
    pub fn settle(&mut self) {
        let mut waiting = std::mem::take(&mut self.waiting);
        sort(&mut waiting);
        let new = self.count_known(&mut waiting);
        let mut rest = waiting.as_slice();
        let last_run = || {
            let (&gram, mut before) = rest.split_last()?;
            let mut count = 1;
            while let [others @ .., next] = before
                && *next == gram
            {
                (before, count) = (others, count + 1);
            }
            rest = before;
            Some((gram, count))
        };
        self.unite(new, std::iter::from_fn(last_run));
        // Of many lists, few are added to again at once: only a long one keeps the memory of what waited.
        if self.grams.len() >= LONG {
            waiting.clear();
            self.waiting = waiting;
        }
    }

    /// Counts those of some ascending grams that have a count, and takes them from the list; says how many others there are.
    ///
    /// Lists grow by what is new only then: memory that is asked for and given back again takes longer than counting.
    fn count_known(&mut self, some: &mut Vec<Gram>) -> usize {
        let (grams, counts) = (self.grams.as_slice(), self.counts.as_mut_slice());
        let (mut at, mut new, mut last) = (0, 0, None);
        some.retain(|&gram| {
            while at < grams.len() && grams[at] < gram {
                at += 1;
            }
            let is_known = grams.get(at) == Some(&gram);
            if is_known {
                counts[at] += 1;
            } else {
                new += usize::from(last.replace(gram) != Some(gram));
            }
            !is_known
        });
        new
    }

    /// Adds the counts of at most so many descending grams: from the end, to where they stand if all are new; the gap that
    /// is left when some are not is closed then.
    fn unite(&mut self, most: usize, others: impl Iterator<Item = (Gram, u32)>) {
        let mut read = self.grams.len();
        let mut write = read + most;
        if write < LONG {
            // Not twice as much as there is: the lists are what a run keeps most of.
            self.grams.reserve_exact(most);
            self.counts.reserve_exact(most);
        }
        self.grams.resize(write, 0);
        self.counts.resize(write, 0);
        let (grams, counts) = (self.grams.as_mut_slice(), self.counts.as_mut_slice());
        for (gram, count) in others {
            while read > 0 && grams[read - 1] > gram {
                (read, write) = (read - 1, write - 1);
                (grams[write], counts[write]) = (grams[read], counts[read]);
            }
            write -= 1;
            let is_known = read > 0 && grams[read - 1] == gram;
            read -= usize::from(is_known);
            (grams[write], counts[write]) = (gram, if is_known { counts[read] + count } else { count });
        }
        self.grams.drain(read..write);
        self.counts.drain(read..write);
    }

    /// The count of a gram; 0 if it never was added.
    pub fn get(&self, gram: Gram) -> u32 {
        self.position(gram).and_then(|at| self.counts.get(at)).copied().unwrap_or(0)
    }

    /// Whether a gram was added.
    pub fn contains(&self, gram: Gram) -> bool {
        self.position(gram).is_some()
    }

    /// Grams are hashes, so that their place is nearly known: it is sought around there, wider and wider.
    fn position(&self, gram: Gram) -> Option<usize> {
        let grams = self.grams.as_slice();
        let middle = ((u64::from(gram) * grams.len() as u64) >> 32) as usize;
        // The root of the length, about: few are farther off.
        let mut radius = 8 << (grams.len().checked_ilog2().unwrap_or(0) / 2).saturating_sub(2);
        loop {
            let (start, end) = (middle.saturating_sub(radius), grams.len().min(middle + radius));
            let part = &grams[start..end];
            let is_within = (start == 0 || part.first() <= Some(&gram)) && (end == grams.len() || part.last() >= Some(&gram));
            if is_within {
                return part.binary_search(&gram).ok().map(|at| start + at);
            }
            radius *= 4;
        }
    }

    /// Settles the list, and drops what is rarer than `least`.
    pub fn drop_rare(&mut self, least: u32) {
        self.settle();
        let (grams, counts) = (self.grams.as_mut_slice(), self.counts.as_mut_slice());
        let mut kept = 0;
        for at in 0..grams.len() {
            (grams[kept], counts[kept]) = (grams[at], counts[at]);
            kept += usize::from(counts[at] >= least);
        }
        self.grams.truncate(kept);
        self.counts.truncate(kept);
        self.waiting = Vec::new();
    }

    /// Keeps the most frequent grams only; of equals the first.
    pub fn keep(&mut self, most: usize) {
        if self.grams.len() > most {
            let mut pairs: Vec<(Gram, u32)> = self.iter().collect();
            pairs.sort_by_key(|&(gram, count)| (std::cmp::Reverse(count), gram));
            pairs.truncate(most);
            *self = pairs.into_iter().collect();
        }
    }

    /// All grams with their counts, ascending; the list is settled.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Gram, u32)> {
        self.grams.iter().copied().zip(self.counts.iter().copied())
    }
}

impl FromIterator<(Gram, u32)> for Counts {
    /// Of several counts for a gram the last is kept.
    fn from_iter<I: IntoIterator<Item = (Gram, u32)>>(pairs: I) -> Self {
        let mut pairs: Vec<(Gram, u32)> = pairs.into_iter().collect();
        pairs.sort_by_key(|&(gram, _)| gram);
        pairs.dedup_by(|later, kept| {
            let is_same = later.0 == kept.0;
            kept.1 = if is_same { later.1 } else { kept.1 };
            is_same
        });
        let (grams, counts) = pairs.into_iter().unzip();
        Self { grams, counts, waiting: Vec::new() }
    }
}

/// Sorts: grams are hashes, so that comparing them is the slowest way.
fn sort(grams: &mut Vec<Gram>) {
    match grams.len() {
        0..32 => grams.sort_unstable(),
        32..0x4000 => sort_few(grams),
        _ => sort_many(grams),
    }
}

/// Sorts by the first bits, a few grams to each place, and compares those only.
fn sort_few(grams: &mut Vec<Gram>) {
    let shift = Gram::BITS + 1 - grams.len().ilog2();
    let mut places = vec![0u32; 1 << (Gram::BITS - shift)];
    for &gram in grams.iter() {
        places[(gram >> shift) as usize] += 1;
    }
    to_starts(&mut places);
    let mut sorted = vec![0; grams.len()];
    for &gram in grams.iter() {
        let place = &mut places[(gram >> shift) as usize];
        sorted[*place as usize] = gram;
        *place += 1;
    }
    // Each place has moved to where the next one started.
    let mut rest = sorted.as_mut_slice();
    let mut start = 0;
    for end in places {
        let (alike, others) = rest.split_at_mut((end - start) as usize);
        if alike.len() > 1 {
            alike.sort_unstable();
        }
        (rest, start) = (others, end);
    }
    *grams = sorted;
}

/// How many there are in each place, to where each place starts.
fn to_starts(places: &mut [u32]) {
    let mut sum = 0;
    for place in places {
        sum += std::mem::replace(place, sum);
    }
}

/// Sorts by digits of eleven bits, the last one first.
fn sort_many(grams: &mut Vec<Gram>) {
    const DIGITS: [u32; 3] = [0, 11, 22];
    let mut places = [[0u32; 1 << 11]; 3];
    for &gram in grams.iter() {
        for (places, shift) in places.iter_mut().zip(DIGITS) {
            places[digit(gram, shift)] += 1;
        }
    }
    let mut sorted = vec![0; grams.len()];
    for (places, shift) in places.iter_mut().zip(DIGITS) {
        to_starts(places);
        for &gram in grams.iter() {
            let place = &mut places[digit(gram, shift)];
            sorted[*place as usize] = gram;
            *place += 1;
        }
        std::mem::swap(grams, &mut sorted);
    }
}

fn digit(gram: Gram, shift: u32) -> usize {
    (gram >> shift & 0x7ff) as usize
}

/// Counts of documents or mentions, once with evidence in text alone, once with links and titles too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Evident {
    /// By text.
    pub text: u64,
    /// By text, link or file name.
    pub any: u64,
}

impl Evident {
    /// The count that goes with the kind of evidence that counts.
    pub fn get(self, by_text: bool) -> f64 {
        (if by_text { self.text } else { self.any }) as f64
    }

    pub fn count(&mut self, text: bool, any: bool) {
        self.text += u64::from(text);
        self.any += u64::from(text || any);
    }

    pub fn merge(&mut self, other: Self) {
        self.text += other.text;
        self.any += other.any;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Numbers that look random, some of them often.
    fn numbers(seed: u64) -> impl Iterator<Item = Gram> {
        let mut state = seed;
        std::iter::from_fn(move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let number = (state >> 32) as u32;
            Some(if state >> 20 & 1 == 0 { number } else { (number % 97).wrapping_mul(0x9e37_79b9) })
        })
    }

    #[test]
    fn counts_as_a_map_does() {
        let (mut one, mut other, mut map) = (Counts::default(), Counts::default(), BTreeMap::new());
        for (number, gram) in numbers(1).take(20_000).enumerate() {
            if number % 3 == 0 { &mut one } else { &mut other }.add(gram);
            *map.entry(gram).or_insert(0) += 1;
        }
        one.merge(&other);
        one.settle();
        assert!(one.iter().eq(map.iter().map(|(&gram, &count)| (gram, count))));
        for gram in numbers(1).take(5_000).chain(numbers(2).take(5_000)).chain([0, u32::MAX]) {
            assert_eq!(one.get(gram), map.get(&gram).copied().unwrap_or(0));
            assert_eq!(one.contains(gram), map.contains_key(&gram));
        }
        one.drop_rare(2);
        map.retain(|_, count| *count > 1);
        assert!(one.iter().eq(map.iter().map(|(&gram, &count)| (gram, count))));
        one.keep(10);
        assert_eq!(one.iter().count(), 10);
        assert!(Counts::default().get(7) == 0 && !Counts::default().contains(0));
    }

    #[test]
    fn many_are_sorted_as_few_are() {
        for count in [0, 1, 29, 30, 31, 61, 62, 63, 1_000, 5_000, 16_381, 16_382, 40_000] {
            let mut some: Vec<Gram> = numbers(3).take(count).chain([0, u32::MAX]).collect();
            let mut expected = some.clone();
            sort(&mut some);
            expected.sort_unstable();
            assert_eq!(some, expected, "{count}");
        }
    }
}
