//! The multi-pattern engine: every occurrence of every pattern in folded text, those that overlap too.
//!
//! Each pattern is looked for by its rarest anchor: four to two neighbouring characters of three bytes, four bytes from
//! another character on, or else its first two bytes. Filters answer for nearly every place that no anchor is there.
//! Patterns that crowd around one anchor go to an automaton, so that time stays linear in any case.

mod anchors;
mod beside;
mod choose;
mod dense;
mod heads;
mod joints;
mod loads;
mod place;
mod runs;
mod shared;
mod sieve;
mod starts;
mod table;

use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use anchors::{Anchors, DENSE};
pub(super) use anchors::{Spot, Window};
use beside::{Beside, FOUR, FOUR_AND_BESIDE, WINDOW};
use choose::{Choice, Kind, SOME, key_hash};
use heads::Heads;
use place::{Place, Slot};
pub(super) use runs::Runs;
pub(super) use shared::SharedRuns;
use sieve::STEP;
pub(super) use sieve::Sieve;
pub(super) use table::{Bits16, Filter, Marks};
use table::{Keyed, Table};

/// An occurrence: bytes of the folded text, and the pattern's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub start: usize,
    pub end: usize,
    pub pattern: u32,
}

/// Finds patterns.
#[derive(Debug)]
pub(super) struct Seeker {
    /// The patterns, one after another.
    text: Arc<[u8]>,
    anchors: Arc<Anchors>,
    windows: Table,
    /// What of their hashes is looked at first.
    keys: Bits16,
    heads: Heads,
    crowd: Option<(AhoCorasick, Vec<u32>)>,
    /// Runs that are not looked for by four characters, if anchors are dense.
    unmet: FxHashSet<Box<str>>,
}

/// So many zeros behind a text are enough for `Seeker::find`.
pub(super) const SPARE: usize = 16;

/// Whether a character of three bytes starts with this one.
pub(super) const fn is_three(byte: u8) -> bool {
    byte >= 0xe0 && byte < 0xf0
}

/// Hash of four bytes that a pattern may be looked for by.
#[inline]
const fn window_hash(four: [u8; 4]) -> u64 {
    key_hash(u32::from_le_bytes(four) as u64)
}

/// What of the hash of a window is looked at first.
#[inline]
const fn short(hash: u64) -> u16 {
    (hash >> 48) as u16
}

/// Some patterns by their anchors of each kind.
#[derive(Default)]
struct Lists {
    twos: Vec<Keyed>,
    threes: Vec<Keyed>,
    fours: Vec<Keyed>,
    windows: Vec<Keyed>,
    heads: Vec<Keyed>,
    /// Indexes of patterns that crowd around anchors.
    crowd: Vec<usize>,
    /// Indexes of runs that have no anchor of four characters.
    unmet: Vec<usize>,
}

impl Lists {
    /// Adds a pattern that is at its place in the text of all, and tells the kind of its anchor.
    fn add(&mut self, pattern: &str, (id, is_run): (u32, bool), start: usize, choice: &Choice) -> Option<Kind> {
        let mut place = Place::new(id, start, pattern.len(), choice.offset as usize)?;
        let list = match choice.kind {
            Kind::Window => {
                place = place.beside(Beside::in_pattern::<WINDOW>(pattern.as_bytes(), choice.offset as usize));
                &mut self.windows
            }
            Kind::Head => &mut self.heads,
            Kind::Two => &mut self.twos,
            Kind::Three => &mut self.threes,
            Kind::Four => {
                place = place.beside(Beside::in_pattern::<FOUR>(pattern.as_bytes(), choice.offset as usize));
                if is_run {
                    place = place.run(FOUR_AND_BESIDE);
                }
                &mut self.fours
            }
        };
        list.push((choice.hash, place));
        Some(choice.kind)
    }
}

/// Cuts patterns, their numbers, whether they are runs, and their anchors into lists, each of some of them.
fn lists(patterns: &[&str], (numbers, runs): (&[u32], &[bool]), choices: &[Option<Choice>]) -> Vec<Lists> {
    let some = patterns
        .par_chunks(SOME)
        .zip(numbers.par_chunks(SOME).zip(runs.par_chunks(SOME)))
        .zip(choices.par_chunks(SOME))
        .zip(choose::starts(patterns))
        .enumerate();
    let lists = some.map(|(number, (((patterns, (ids, runs)), choices), mut start))| {
        let mut lists = Lists::default();
        let ids = ids.iter().copied().zip(runs.iter().copied());
        for (at, ((pattern, id), choice)) in patterns.iter().zip(ids).zip(choices).enumerate() {
            let kind = choice.as_ref().and_then(|choice| lists.add(pattern, id, start, choice));
            if kind.is_none() {
                lists.crowd.push(number * SOME + at);
            }
            if id.1 && kind != Some(Kind::Four) {
                lists.unmet.push(number * SOME + at);
            }
            start += pattern.len();
        }
        lists
    });
    lists.collect()
}

impl Seeker {
    /// An engine for these patterns, folded, none empty, which are found by their numbers; `runs` tells which of them are runs
    /// of four Chinese characters or more that a glance looks for, too.
    pub(super) fn new(patterns: &[&str], numbers: &[u32], runs: &[bool]) -> Self {
        Self::with(patterns, (numbers, runs), DENSE)
    }

    /// As `new`, `dense` from so many runs with anchors of four characters on.
    pub(super) fn with(patterns: &[&str], (numbers, runs): (&[u32], &[bool]), dense: usize) -> Self {
        let (text, choices) = rayon::join(|| patterns.concat().into_bytes(), || choose::choose(patterns));
        let lists = lists(patterns, (numbers, runs), &choices);
        let crowd = || lists.iter().flat_map(|list| &list.crowd);
        let texts = || crowd().map(|&number| patterns[number]);
        let automaton = || {
            AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .prefilter(false)
                .build(texts())
                .ok()
        };
        // It fails only past four billion states: then nothing is found rather than something wrong.
        let automaton = if crowd().next().is_none() { None } else { automaton() };
        let windows = || lists.iter().flat_map(|list| &list.windows);
        let heads = || lists.iter().flat_map(|list| &list.heads);
        let mut keys = Bits16::default();
        windows().for_each(|&(hash, _)| keys.insert(short(hash)));
        let others = || (Table::new(windows(), &text), Heads::new(heads(), &text));
        let (anchors, (windows, heads)) = rayon::join(|| Anchors::new(&lists, &text, dense), others);
        let unmet = lists.iter().flat_map(|list| &list.unmet).filter(|_| anchors.dense.is_some());
        let unmet = unmet.map(|&number| patterns[number].into()).collect();
        Self {
            anchors: Arc::new(anchors),
            windows,
            keys,
            heads,
            crowd: automaton.map(|automaton| (automaton, crowd().map(|&number| numbers[number]).collect())),
            text: text.into(),
            unmet,
        }
    }

    /// What a glance finds runs by, if its own anchors would be as many; to be asked for once.
    pub(super) fn shared_runs(&mut self) -> Option<SharedRuns> {
        let dense = Arc::clone(self.anchors.dense.as_ref()?);
        let (anchors, text) = (Arc::clone(&self.anchors), Arc::clone(&self.text));
        Some(SharedRuns { dense, anchors, text, unmet: std::mem::take(&mut self.unmet) })
    }

    /// Every occurrence in the first `length` bytes, by its end and then its start; the `sieve` is memory. What stands behind
    /// them are zeros: with some of these the end of a text needs no look of its own.
    pub(super) fn find(&self, bytes: &[u8], length: usize, sieve: &mut Sieve, found: &mut Vec<Found>) {
        found.clear();
        let mut at = 0;
        while at < length {
            let next = match bytes[at] {
                ..0x80 => self.ascii(&bytes[..bytes.len().min(length + 3)], at, sieve),
                0xe4..=0xe9 if !self.heads.has_threes() => self.anchors.sift(bytes, at, sieve, |_| false),
                0xe4..=0xe9 => self.anchors.sift(bytes, at, sieve, |window| self.heads.may_start_three(window)),
                _ => at,
            };
            at = if next > at { next } else { self.single(bytes, at, sieve) };
            if sieve.is_full() {
                self.settle(bytes, sieve, found);
            }
        }
        self.settle(bytes, sieve, found);
        if length < bytes.len() {
            found.retain(|found| found.end <= length);
        }
        if let Some((automaton, ids)) = &self.crowd {
            let more = automaton.find_overlapping_iter(&bytes[..length]);
            found.extend(more.filter_map(|one| {
                Some(Found { start: one.start(), end: one.end(), pattern: *ids.get(one.pattern().as_usize())? })
            }));
        }
        if found.len() > 1 {
            found.sort_unstable_by_key(|found| (found.end, found.start));
        }
    }

    /// Passes over at most `STEP` bytes of ASCII from `at` on, and adds those where something may start to the `sieve`. The
    /// last bytes of a text are left.
    #[inline]
    fn ascii(&self, bytes: &[u8], mut at: usize, sieve: &mut Sieve) -> usize {
        let rest = bytes.get(at..).unwrap_or_default();
        for four in rest.windows(4).take(STEP) {
            let Some(&four) = four.first_chunk::<4>() else { break };
            if !four[0].is_ascii() {
                break;
            }
            sieve.add(at, self.heads.may_start(four) | self.keys.has(short(window_hash(four))));
            at += 1;
        }
        at
    }

    /// Passes over the character at `at`, and adds it to the `sieve` unless nothing starts there.
    fn single(&self, bytes: &[u8], at: usize, sieve: &mut Sieve) -> usize {
        let (length, passes) = match bytes[at] {
            ..0x80 => (1, true),
            0x80..0xe0 => (2, true),
            0xe0..0xf0 => {
                let window = Window::at(bytes, at);
                (3, self.anchors.may_start(bytes[at], window) || self.heads.may_start_three(window))
            }
            _ => (4, true),
        };
        sieve.add(at, passes);
        at + length
    }

    /// Appends what stands around anchors at the places of the sieve.
    fn settle(&self, bytes: &[u8], sieve: &mut Sieve, found: &mut Vec<Found>) {
        sieve.retain(|at| match bytes[at..] {
            [0xe4..=0xe9, ..] => {
                let window = Window::at(bytes, at);
                self.anchors.may_have(bytes, at, window) | self.heads.may_start_three(window)
            }
            [a, b, c, d, ..] if a < 0x80 => {
                let four = [a, b, c, d];
                self.heads.may_start(four) || self.windows.may_have::<true>(window_hash(four), Beside::of::<WINDOW>(bytes, at))
            }
            _ => true,
        });
        for &at in sieve.drain() {
            let rest = bytes.get(at..).unwrap_or_default();
            let four = rest.first_chunk::<4>();
            if four.is_none_or(|&four| self.heads.may_start(four)) {
                self.heads.any(rest, |slot| self.verify(slot, bytes, at, found));
            }
            if rest.first().is_some_and(|&byte| is_three(byte)) {
                self.anchors.any(bytes, at, |slot| self.verify(slot, bytes, at, found));
            } else if let Some(&four) = four {
                self.windows.any::<false>(window_hash(four), Beside::of::<WINDOW>(bytes, at), |place| {
                    self.verify(place, bytes, at, found)
                });
            }
        }
    }

    /// Appends the pattern if it stands around its anchor at `at`; more are always wanted.
    #[inline]
    fn verify(&self, slot: &Slot, bytes: &[u8], at: usize, found: &mut Vec<Found>) -> bool {
        if let Some((start, end)) = slot.stands(&self.text, bytes, at) {
            found.push(Found { start, end, pattern: slot.place.pattern });
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn naive(patterns: &[&str], text: &str) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for (pattern, wanted) in (0..).zip(patterns) {
            let starts = text.char_indices().map(|(start, _)| start).filter(|&start| text[start..].starts_with(wanted));
            found.extend(starts.map(|start| Found { start, end: start + wanted.len(), pattern }));
        }
        found.sort_by_key(|found| (found.end, found.start));
        found
    }

    fn seeker(patterns: &[&str]) -> Seeker {
        seeker_with(patterns, DENSE)
    }

    fn seeker_with(patterns: &[&str], dense: usize) -> Seeker {
        let numbers: Vec<u32> = (0..).take(patterns.len()).collect();
        let runs: Vec<bool> = patterns.iter().map(|pattern| is_run(pattern)).collect();
        Seeker::with(patterns, (&numbers, &runs), dense)
    }

    fn is_run(pattern: &str) -> bool {
        (4 * 3..=16 * 3).contains(&pattern.len()) && pattern.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
    }

    fn check(patterns: &[&str], text: &str) {
        let mut found = Vec::new();
        for (spare, dense) in [0, 2, SPARE].into_iter().flat_map(|spare| [(spare, 0), (spare, DENSE)]) {
            let mut seeker = seeker_with(patterns, dense);
            let bytes = [text.as_bytes(), &[0; SPARE][..spare]].concat();
            seeker.find(&bytes, text.len(), &mut Sieve::default(), &mut found);
            assert_eq!(found, naive(patterns, text), "{patterns:?} in {text:?} with {spare}, dense from {dense} on");
            if let Some(runs) = seeker.shared_runs() {
                let all = found.iter().filter(|found| is_run(patterns[found.pattern as usize]));
                for &Found { start, end, pattern } in all.filter(|found| runs.meets(patterns[found.pattern as usize])) {
                    let is_met = |at: usize| {
                        let spot = Spot::of(&bytes, at);
                        let has = || runs.has_at::<false>(spot, |from, to| (from, to) == (start, end));
                        runs.starts().may_start(spot.window)
                            && runs.may_have(spot)
                            && has()
                            && runs.has_at::<true>(spot, |_, _| true)
                    };
                    assert!((start..end).step_by(3).any(is_met), "{} at {start} of {text:?}", patterns[pattern as usize]);
                }
            }
        }
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
        let seeker = seeker(&patterns);
        assert!(seeker.crowd.is_some());
        check(&patterns, "容器容器17和容器199、容器2");
    }

    /// So many patterns of four characters and more that their anchors are told by all four at once.
    fn many(count: usize, length: usize) -> Vec<String> {
        let chars: Vec<char> = "容器云原生编排".chars().collect();
        (0..count).map(|number| (0..length).map(|place| chars[number * 31 / 7usize.pow(place as u32) % 7]).collect()).collect()
    }

    #[test]
    fn many_patterns_are_found() {
        let mut patterns = [many(2000, 4), many(2000, 5), vec!["云".to_owned(), "云生".to_owned(), "云生a".to_owned()]].concat();
        patterns.sort();
        patterns.dedup();
        assert!(patterns.len() > 1000);
        let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
        let text = format!("{}。容云生a容器云原生，编排{}", many(2000, 4)[..50].concat(), many(2000, 5)[7..60].concat());
        check(&patterns, &text);
    }

    #[test]
    fn so_many_patterns_are_found_that_pairs_do_not_tell_them() {
        let mut patterns = [many(20_000, 6), many(300, 3), vec!["云".to_owned(), "云生".to_owned()]].concat();
        patterns.sort();
        patterns.dedup();
        assert!(patterns.len() > 15_000);
        let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
        check(&patterns, &format!("{}。容云生a容器云原生，编排{}", many(90, 6).concat(), many(40, 3).concat()));
    }

    proptest! {
        #[test]
        fn finds_what_a_naive_search_finds(
            patterns in proptest::collection::btree_set("[ab容器云·é🦀\0]{1,6}", 1..30),
            text in "[abc容器云原·é🦀 \0]{0,60}",
        ) {
            let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
            check(&patterns, &text);
        }
    }
}
