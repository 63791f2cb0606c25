//! The multi-pattern engine: every occurrence of every pattern in folded text, those that overlap too.
//!
//! Each pattern is looked for by its rarest anchor: three or two neighbouring characters of three bytes, four bytes from
//! another character on, or else its first two bytes. Bit sets answer for nearly every place that no anchor is there.
//! Patterns that crowd around one anchor go to an automaton, so that time stays linear in any case.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::gate::{Bits, MIX, frequency, pair_hash, six, three};

/// Patterns that may share one anchor.
const CROWD: u32 = 16;
/// Patterns that share an anchor gladly.
const FEW: u32 = 2;

/// An occurrence: bytes of the folded text, and the pattern's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub start: usize,
    pub end: usize,
    pub pattern: usize,
}

/// Finds patterns.
#[derive(Debug)]
pub(super) struct Seeker {
    /// The patterns, one after another.
    text: Box<[u8]>,
    /// Where each pattern starts in `text`; one more at the end.
    starts: Vec<u32>,
    /// Pairs of characters that anchors start with.
    starts_of_anchors: Option<Bits>,
    triples: Anchors,
    pairs: Anchors,
    windows: Anchors,
    heads: Anchors,
    /// For each byte, bit n - 1 is set where heads of n bytes start with it.
    head_bytes: [u8; 256],
    crowd: Option<(AhoCorasick, Vec<u32>)>,
}

/// Where an anchor stands in a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Anchor {
    pattern: u32,
    offset: u32,
}

/// Anchors of one kind by their bytes.
#[derive(Debug, Default)]
struct Anchors {
    bits: Option<Bits>,
    /// Open addressing: key, then the range in `places`; an empty range is a free slot.
    slots: Box<[(u64, u32, u32)]>,
    places: Vec<Anchor>,
}

fn hash(key: u64) -> u64 {
    pair_hash(key)
}

impl Anchors {
    /// `pairs` of key and place.
    fn new(mut keyed: Vec<(u64, Anchor)>) -> Self {
        if keyed.is_empty() {
            return Self::default();
        }
        keyed.sort_unstable_by_key(|(key, anchor)| (*key, anchor.pattern));
        let count = keyed.chunk_by(|left, right| left.0 == right.0).count();
        let mut bits = Bits::new(count);
        let mut slots = vec![(0, 0, 0); (count * 2).next_power_of_two()].into_boxed_slice();
        let mut first = 0;
        for chunk in keyed.chunk_by(|left, right| left.0 == right.0) {
            let key = chunk[0].0;
            bits.insert(hash(key));
            let mut at = slot(key, slots.len());
            while slots[at].1 < slots[at].2 {
                at = (at + 1) & (slots.len() - 1);
            }
            let end = first + u32::try_from(chunk.len()).expect("fewer than four billion patterns");
            slots[at] = (key, first, end);
            first = end;
        }
        Self { bits: Some(bits), slots, places: keyed.into_iter().map(|(_, anchor)| anchor).collect() }
    }

    fn has(&self, key: u64) -> bool {
        self.bits.as_ref().is_some_and(|bits| bits.has(hash(key)))
    }

    fn get(&self, key: u64) -> &[Anchor] {
        let mut at = slot(key, self.slots.len());
        while let Some(&(found, first, end)) = self.slots.get(at) {
            if first == end {
                break;
            }
            if found == key {
                return &self.places[first as usize..end as usize];
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        &[]
    }
}

/// The first slot to look at; independent of the bits that `Bits` uses.
fn slot(key: u64, slots: usize) -> usize {
    (hash(key).rotate_left(29).wrapping_mul(MIX) >> 32) as usize & slots.wrapping_sub(1)
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte))
}

/// The key of three characters, given as the first six bytes and the last three.
fn triple(six: u64, three: u64) -> u64 {
    hash(six).rotate_left(31) ^ three
}

/// Whether a character of three bytes starts with this one.
pub(super) const fn is_three(byte: u8) -> bool {
    byte >= 0xe0 && byte < 0xf0
}

/// The kinds of anchors, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Triple,
    Pair,
    Window,
    Head,
}

/// Chooses anchors, so that few patterns share one.
#[derive(Default)]
struct Chooser {
    load: rustc_hash::FxHashMap<(u64, u8), u32>,
    offers: Vec<(Kind, u32, u64, u32)>,
}

impl Chooser {
    fn choose(&mut self, pattern: &str) -> Option<(Kind, u64, u32)> {
        let bytes = pattern.as_bytes();
        self.offers.clear();
        let mut run: [Option<char>; 2] = [None; 2];
        for (at, c) in pattern.char_indices() {
            if c.len_utf8() == 3 {
                // A lower cost is a rarer anchor; the first two characters are what most places fail by.
                if let [Some(first), Some(second)] = run {
                    let cost = frequency(first) * frequency(second) * 8 + frequency(c) / 64;
                    let key = triple(number(&bytes[at - 6..at]), number(&bytes[at..at + 3]));
                    self.offers.push((Kind::Triple, cost, key, at as u32 - 6));
                }
                if let [_, Some(second)] = run {
                    self.offers.push((
                        Kind::Pair,
                        frequency(second) * frequency(c),
                        number(&bytes[at - 3..at + 3]),
                        at as u32 - 3,
                    ));
                }
                run = [run[1], Some(c)];
            } else {
                run = [None; 2];
                if let Some(window) = bytes.get(at..at + 4) {
                    self.offers.push((
                        Kind::Window,
                        window.iter().map(|&byte| letter_cost(byte)).product(),
                        number(window),
                        at as u32,
                    ));
                }
            }
        }
        if self.offers.is_empty() {
            let head = &bytes[..bytes.len().min(2)];
            self.offers.push((Kind::Head, 0, number(head) | (head.len() as u64) << 16, 0));
        }
        // Anchors that are still free first, then the kind that rules out most places.
        let rank = |&(kind, cost, key, offset): &(Kind, u32, u64, u32)| {
            let load = self.load.get(&(key, kind as u8)).copied().unwrap_or(0);
            (load >= CROWD, load >= FEW, kind, cost, offset)
        };
        let &(kind, _, key, offset) = self.offers.iter().min_by_key(|offer| rank(offer))?;
        let load = self.load.entry((key, kind as u8)).or_default();
        *load += 1;
        (*load <= CROWD).then_some((kind, key, offset))
    }
}

/// How often a letter stands in English; for anything else it does not matter.
const fn letter_cost(byte: u8) -> u32 {
    match byte {
        b'e' | b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' | b' ' => 9,
        b'h' | b'l' | b'd' | b'c' | b'u' | b'm' | b'p' => 5,
        b'f' | b'g' | b'w' | b'y' | b'b' | b'v' | b'-' | b'.' | b'/' => 3,
        _ => 1,
    }
}

impl Seeker {
    /// An engine for these patterns: folded, none empty.
    pub(super) fn new(patterns: &[&str]) -> Self {
        let mut starts = Vec::with_capacity(patterns.len() + 1);
        let mut text = Vec::with_capacity(patterns.iter().map(|pattern| pattern.len()).sum());
        let (mut triples, mut pairs, mut windows, mut heads, mut crowd) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut firsts = Vec::new();
        let mut head_bytes = [0; 256];
        let mut chooser = Chooser::default();
        chooser.load.reserve(patterns.len());
        for (at, pattern) in patterns.iter().enumerate() {
            let id = u32::try_from(at).expect("fewer than four billion patterns");
            starts.push(u32::try_from(text.len()).expect("less than four gigabytes of patterns"));
            text.extend_from_slice(pattern.as_bytes());
            match chooser.choose(pattern) {
                Some((Kind::Triple, key, offset)) => {
                    let start = offset as usize;
                    firsts.push(number(&pattern.as_bytes()[start..start + 6]));
                    triples.push((key, Anchor { pattern: id, offset }));
                }
                Some((Kind::Pair, key, offset)) => {
                    firsts.push(key);
                    pairs.push((key, Anchor { pattern: id, offset }));
                }
                Some((Kind::Window, key, offset)) => windows.push((key, Anchor { pattern: id, offset })),
                Some((Kind::Head, key, offset)) => {
                    head_bytes[usize::from(pattern.as_bytes()[0])] |= pattern.len().min(2) as u8;
                    heads.push((key, Anchor { pattern: id, offset }));
                }
                None => crowd.push(id),
            }
        }
        starts.push(u32::try_from(text.len()).expect("less than four gigabytes of patterns"));
        let automaton = || {
            let texts = crowd.iter().map(|&id| patterns[id as usize]);
            AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .prefilter(false)
                .build(texts)
                .ok()
        };
        // It fails only past four billion states: then nothing is found rather than something wrong.
        let automaton = if crowd.is_empty() { None } else { automaton() };
        let starts_of_anchors = (!firsts.is_empty()).then(|| {
            let mut bits = Bits::new(firsts.len());
            firsts.iter().for_each(|&six| bits.insert(hash(six)));
            bits
        });
        Self {
            text: text.into(),
            starts,
            starts_of_anchors,
            triples: Anchors::new(triples),
            pairs: Anchors::new(pairs),
            windows: Anchors::new(windows),
            heads: Anchors::new(heads),
            head_bytes,
            crowd: automaton.map(|automaton| (automaton, crowd)),
        }
    }

    /// Every occurrence, by its end and then its start.
    pub(super) fn find(&self, text: &str, found: &mut Vec<Found>) {
        found.clear();
        let bytes = text.as_bytes();
        let has_windows = self.windows.bits.is_some();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match self.head_bytes[usize::from(byte)] {
                0 => {}
                lengths => self.head(bytes, at, lengths, found),
            }
            if is_three(byte) {
                let six = six(bytes, at);
                if self.starts_of_anchors.as_ref().is_some_and(|bits| bits.has(hash(six))) {
                    let key = three(bytes, at + 6).map(|three| triple(six, three));
                    if let Some(key) = key.filter(|&key| self.triples.has(key)) {
                        self.verify(&self.triples, key, bytes, at, found);
                    }
                    if self.pairs.has(six) {
                        self.verify(&self.pairs, six, bytes, at, found);
                    }
                }
                at += 3;
                continue;
            }
            if has_windows && let Some(four) = bytes.get(at..at + 4).and_then(|four| <[u8; 4]>::try_from(four).ok()) {
                let key = u64::from(u32::from_le_bytes(four));
                if self.windows.has(key) {
                    self.verify(&self.windows, key, bytes, at, found);
                }
            }
            at += if byte < 0x80 {
                1
            } else if byte < 0xe0 {
                2
            } else {
                4
            };
        }
        if let Some((automaton, ids)) = &self.crowd {
            let more = automaton.find_overlapping_iter(bytes);
            found.extend(more.filter_map(|one| {
                Some(Found { start: one.start(), end: one.end(), pattern: *ids.get(one.pattern().as_usize())? as usize })
            }));
        }
        if found.len() > 1 {
            found.sort_unstable_by_key(|found| (found.end, found.start));
        }
    }

    /// The pairs of characters that anchors of two or three characters start with, as their six bytes.
    pub(super) fn first_pairs(&self) -> impl Iterator<Item = u64> + '_ {
        let of = |anchors: &'_ Anchors| anchors.places.iter().map(|anchor| (anchor.pattern, anchor.offset)).collect::<Vec<_>>();
        of(&self.triples).into_iter().chain(of(&self.pairs)).map(|(pattern, offset)| {
            let start = (self.starts[pattern as usize] + offset) as usize;
            number(&self.text[start..start + 6])
        })
    }

    /// The patterns that have no anchor of their own.
    pub(super) fn crowded(&self) -> impl Iterator<Item = u32> + '_ {
        self.crowd.iter().flat_map(|(_, ids)| ids.iter().copied())
    }

    /// Whether a pattern stands around an anchor of two or three characters of three bytes that starts at `at`, and
    /// `allow` (number of the pattern, start, end) agrees; `six` are the bytes there.
    pub(super) fn has_at(&self, bytes: &[u8], at: usize, six: u64, allow: impl Fn(usize, usize, usize) -> bool) -> bool {
        let is_there = |anchors: &Anchors, key: u64| {
            anchors.has(key)
                && anchors.get(key).iter().any(|anchor| {
                    let pattern = anchor.pattern as usize;
                    let text = &self.text[self.starts[pattern] as usize..self.starts[pattern + 1] as usize];
                    let start = at.checked_sub(anchor.offset as usize);
                    start.is_some_and(|start| bytes[start..].starts_with(text) && allow(pattern, start, start + text.len()))
                })
        };
        three(bytes, at + 6).is_some_and(|three| is_there(&self.triples, triple(six, three))) || is_there(&self.pairs, six)
    }

    fn head(&self, bytes: &[u8], at: usize, lengths: u8, found: &mut Vec<Found>) {
        for length in (1..=2).filter(|length| lengths & *length as u8 != 0) {
            let key = bytes.get(at..at + length).map(|head| number(head) | (length as u64) << 16);
            if let Some(key) = key.filter(|&key| self.heads.has(key)) {
                self.verify(&self.heads, key, bytes, at, found);
            }
        }
    }

    fn verify(&self, anchors: &Anchors, key: u64, bytes: &[u8], at: usize, found: &mut Vec<Found>) {
        for anchor in anchors.get(key) {
            let pattern = anchor.pattern as usize;
            let text = &self.text[self.starts[pattern] as usize..self.starts[pattern + 1] as usize];
            let Some(start) = at.checked_sub(anchor.offset as usize) else { continue };
            let end = start + text.len();
            if bytes.get(start..end) == Some(text) {
                found.push(Found { start, end, pattern });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn naive(patterns: &[&str], text: &str) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for (pattern, wanted) in patterns.iter().enumerate() {
            let starts = text.char_indices().map(|(start, _)| start).filter(|&start| text[start..].starts_with(wanted));
            found.extend(starts.map(|start| Found { start, end: start + wanted.len(), pattern }));
        }
        found.sort_by_key(|found| (found.end, found.start));
        found
    }

    fn check(patterns: &[&str], text: &str) {
        let mut found = Vec::new();
        Seeker::new(patterns).find(text, &mut found);
        assert_eq!(found, naive(patterns, text), "{patterns:?} in {text:?}");
    }

    #[test]
    fn short_long_and_nested_patterns_are_found() {
        check(
            &["a", "ab", "abc", "abcd", "容", "容器", "云a", "é", "ж", "жж", "🦀", "🦀器", "·", "a·b"],
            "abcd容器云aé жж🦀器a·b容",
        );
    }

    #[test]
    fn patterns_that_crowd_around_one_anchor_are_found() {
        let patterns: Vec<String> = (0..200).map(|number| format!("容器{number}")).collect();
        let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
        let seeker = Seeker::new(&patterns);
        assert!(seeker.crowd.is_some());
        check(&patterns, "容器容器17和容器199、容器2");
    }

    proptest! {
        #[test]
        fn finds_what_a_naive_search_finds(
            patterns in proptest::collection::btree_set("[ab容器云·é🦀]{1,6}", 1..30),
            text in "[abc容器云原·é🦀 ]{0,60}",
        ) {
            let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
            check(&patterns, &text);
        }
    }
}
