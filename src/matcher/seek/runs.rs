//! Runs of common Chinese characters, looked for two characters at a step.
//!
//! Each run is looked for by neighbouring characters in it, its anchors. Where a run has room for two anchors of which one
//! starts a character after the other, one of them is met by testing every second place. Only what has no room for two is
//! tested for at the places between.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::anchors::{Spot, Window, fifth};
use super::choose::{CROWD, FEW};
use super::joints::Joints;
use super::table::{Bits16, Marks, Pairs, Place, Table};
use crate::matcher::gate::frequency;

/// From so many runs of three characters and more on, these are told by three characters, which few places have.
const MANY: usize = 300;
/// From so many runs of four characters and more on, a place in a hundred has one: then every place is tested for all four.
const DENSE: usize = 30_000;

/// Runs by their anchors.
#[derive(Debug)]
pub(in crate::matcher) struct Runs {
    /// The runs, one after another.
    text: Box<[u8]>,
    /// Anchors of two characters, and the first two of those of three that have no other beside them.
    joints: Joints,
    /// Anchors of two characters, if runs are dense.
    pairs: Bits16,
    /// Anchors of three characters, met alone or by four.
    triples: Marks,
    /// Those that are met alone, if runs are dense.
    single_triples: Marks,
    has_triples: bool,
    is_dense: bool,
    twos: Table,
    threes: Table,
    /// Where there are many runs, those of four characters and more: by four of them, met by the first three or the last three.
    fours: Table,
    /// The first two characters of runs whose anchors many others have.
    crowded: Option<Pairs>,
}

impl Runs {
    /// Of these runs; each has two characters of three bytes or more.
    pub(in crate::matcher) fn new(runs: &[&str]) -> Self {
        Self::with(runs, DENSE)
    }

    /// As `new`, dense from so many runs of four characters and more on.
    fn with(runs: &[&str], dense: usize) -> Self {
        let has_triples = runs.iter().filter(|run| run.len() >= 3 * 3).count() > MANY;
        let mut text = Vec::with_capacity(runs.iter().map(|run| run.len()).sum());
        let (mut twos, mut threes, mut crowded, mut single_twos) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let room = if has_triples { runs.len() } else { 0 };
        let (mut fours, mut all_threes) = (Vec::with_capacity(room), Vec::with_capacity(2 * room));
        let mut chooser = Chooser { load: FxHashMap::with_capacity_and_hasher(runs.len(), Default::default()) };
        for (id, run) in runs.iter().enumerate() {
            let id = u32::try_from(id).expect("fewer than four billion runs");
            let start = text.len();
            text.extend_from_slice(run.as_bytes());
            let width = if has_triples && run.len() >= 3 * 3 { 3 } else { 2 };
            let Some(places) = chooser.choose(run, width) else {
                crowded.push(Window::at(run.as_bytes(), 0));
                continue;
            };
            let window = |at: usize| Window::at(run.as_bytes(), 3 * at);
            let place =
                |at: usize| Place::new(id, start, run.len(), 3 * at).expect("a run is short, and all texts are less than 4 GB");
            let first = places.start;
            match (width, places.len()) {
                (3, 1) => threes.push((window(first), place(first))),
                (3, _) => fours.push((window(first), place(first).before(fifth(run.as_bytes(), 3 * first + 12)))),
                _ => twos.extend(places.clone().map(|at| (window(at), place(at)))),
            }
            match width {
                3 => all_threes.extend(places.clone().map(window)),
                _ if places.len() == 1 => single_twos.push(window(first)),
                _ => {}
            }
        }
        let triples = |windows: &mut dyn ExactSizeIterator<Item = &Window>| {
            let mut triples = Marks::new(windows.len());
            windows.for_each(|window| triples.insert(window.triple_key()));
            triples
        };
        let table = |anchors: Vec<(Window, Place)>, hash: fn(Window) -> u64| {
            Table::new(&anchors.into_iter().map(|(window, place)| (hash(window), place)).collect::<Vec<_>>())
        };
        let (mut joints, mut pairs) = (Joints::default(), Bits16::default());
        for window in twos.iter().map(|(window, _)| window).chain(&crowded) {
            joints.insert(*window);
            pairs.insert(window.pair_key());
        }
        let single_threes = threes.iter().map(|(window, _)| window);
        single_twos.iter().chain(&crowded).chain(single_threes).for_each(|window| joints.insert_next(*window));
        Self {
            text: text.into(),
            joints,
            pairs,
            triples: triples(&mut all_threes.iter()),
            single_triples: triples(&mut threes.iter().map(|(window, _)| window)),
            has_triples,
            is_dense: has_triples && fours.len() >= dense,
            twos: table(twos, Window::two),
            threes: table(threes, Window::three),
            fours: table(fours, Window::four),
            crowded: (!crowded.is_empty()).then(|| {
                let mut pairs = Pairs::new(crowded.len());
                crowded.iter().for_each(|window| pairs.insert(window.two()));
                pairs
            }),
        }
    }

    /// Has `may_meet` say yes of a character that this one follows.
    pub(in crate::matcher) fn meet_before(&mut self, window: Window) {
        self.joints.insert_alone(window);
    }

    /// Whether there are anchors of three characters.
    pub(in crate::matcher) const fn has_triples(&self) -> bool {
        self.has_triples
    }

    /// Whether `may_start` is asked at every place, and nothing else.
    pub(in crate::matcher) const fn is_dense(&self) -> bool {
        self.is_dense
    }

    /// Whether an anchor may start just here.
    #[inline]
    pub(in crate::matcher) fn may_start(&self, window: Window) -> bool {
        self.fours.has(window.four()) | self.single_triples.has(window.triple_key()) | self.pairs.has(window.pair_key())
    }

    /// Whether an anchor of two characters may start here, or one at the next character that has no other beside it.
    #[inline]
    pub(in crate::matcher) const fn may_meet(&self, window: Window) -> bool {
        self.joints.may_meet(window)
    }

    /// Whether an anchor of three characters may start here.
    #[inline]
    pub(in crate::matcher) fn may_triple(&self, window: Window) -> bool {
        self.triples.has(window.triple_key())
    }

    /// Whether a run may stand at this character, which passed `may_start`, or `may_meet` or `may_triple`; by less than a look
    /// at the runs reads, and without a branch where anchors are not dense.
    #[inline]
    pub(in crate::matcher) fn may_have(&self, bytes: &[u8], at: usize) -> bool {
        if self.is_dense {
            let window = Window::at(bytes, at);
            return self.fours.may_have(window.four(), fifth(bytes, at + 12))
                || self.threes.may_have(window.three(), 0)
                || self.twos.may_have(window.two(), 0)
                || self.is_crowded(window);
        }
        let Some([before, window, next]) = at.checked_sub(3).and_then(|at| Window::three_at(bytes, at)) else { return true };
        // What is met at a character starts there, at the next, or, where four are met by their last three, before it.
        let is_short = self.twos.has(window.two()) | self.twos.has(next.two()) | self.threes.has(next.three());
        let is_long = self.threes.has(window.three()) | self.fours.has(window.four()) | self.fours.has(before.four());
        is_short | is_long | (self.crowded.is_some() && (self.is_crowded(window) || self.is_crowded(next)))
    }

    /// Whether a run stands around an anchor that starts here, and `allow` (number of the run, start, end) agrees.
    #[inline]
    pub(in crate::matcher) fn has_at(&self, spot: Spot<'_>, allow: impl Fn(usize, usize, usize) -> bool) -> bool {
        self.has_short_at(spot, &allow) || self.has_long_at(spot, &allow)
    }

    /// As `has_at`, for anchors of two characters.
    #[inline]
    pub(in crate::matcher) fn has_short_at(&self, spot: Spot<'_>, allow: impl Fn(usize, usize, usize) -> bool) -> bool {
        self.twos.any(spot.window.two(), 0, |place| self.stands(place, spot, &allow))
    }

    /// As `has_at`, for anchors of three characters and four.
    #[inline]
    pub(in crate::matcher) fn has_long_at(&self, spot: Spot<'_>, allow: impl Fn(usize, usize, usize) -> bool) -> bool {
        let is_there = |place: &Place| self.stands(place, spot, &allow);
        self.threes.any(spot.window.three(), 0, is_there) || self.fours.any(spot.window.four(), spot.fifth(), is_there)
    }

    /// Whether a run stands around the anchor here, and `allow` agrees.
    #[inline]
    fn stands(&self, place: &Place, spot: Spot<'_>, allow: impl Fn(usize, usize, usize) -> bool) -> bool {
        let found = place.stands(&self.text, spot.bytes, spot.at);
        found.is_some_and(|(start, end)| allow(place.pattern as usize, start, end))
    }

    /// Whether a run may start here that was left out because many others have its anchors.
    #[inline]
    pub(in crate::matcher) fn is_crowded(&self, window: Window) -> bool {
        self.crowded.as_ref().is_some_and(|pairs| pairs.has(window.two()))
    }
}

/// Chooses anchors, so that few runs share one.
struct Chooser {
    load: FxHashMap<u64, u32>,
}

impl Chooser {
    /// The best places of a run for anchors of so many characters, counted in characters, unless too many have them already.
    fn choose(&mut self, run: &str, width: usize) -> Option<Range<usize>> {
        let costs: Vec<u64> = run.chars().map(|c| u64::from(frequency(c))).collect();
        let count = if costs.len() > width { 2 } else { 1 };
        let hash = |at: usize| {
            let window = Window::at(run.as_bytes(), 3 * at);
            match (width, count) {
                (3, 1) => window.three(),
                (3, _) => window.four(),
                _ => window.two(),
            }
        };
        // Four characters are one anchor, met by three.
        let anchors = if width == 3 { 1 } else { count };
        let load = |at: usize| self.load.get(&hash(at)).copied().unwrap_or(0);
        let rank = |&first: &usize| {
            let load = (first..first + anchors).map(load).max().unwrap_or(0);
            let cost: u64 =
                costs[first..first + count + width - 1].windows(width).map(|chars| chars.iter().product::<u64>()).sum();
            (load >= CROWD, load >= FEW, cost, first)
        };
        let first = (0..=costs.len().checked_sub(width + count - 1)?).min_by_key(rank)?;
        let places = first..first + count;
        let mut is_crowded = false;
        for at in first..first + anchors {
            let load = self.load.entry(hash(at)).or_default();
            *load += 1;
            is_crowded |= *load > CROWD;
        }
        (!is_crowded).then_some(places)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Checks that each run of the text is met at every second character, whichever is the first; `with_many` adds so many
    /// runs of three characters and more that these are told by three.
    fn check(mut runs: Vec<String>, text: &str, with_many: bool) {
        if with_many {
            runs.extend((0..2 * MANY).map(|number| {
                (0..5)
                    .map(|place| char::from_u32(0x5000 + (number * 31 / 7usize.pow(place) % 7) as u32).unwrap_or('容'))
                    .collect()
            }));
        }
        runs.sort();
        runs.dedup();
        let runs: Vec<&str> = runs.iter().map(String::as_str).collect();
        let sifter = Runs::new(&runs);
        let bytes = text.as_bytes();
        let dense = Runs::with(&runs, 0);
        for (run, start) in runs.iter().flat_map(|run| text.match_indices(run).map(move |(start, _)| (run, start))) {
            let end = start + run.len();
            let is_met = |at: usize| {
                let spot = Spot::of(bytes, at);
                sifter.is_crowded(spot.window) || sifter.has_at(spot, |_, from, to| (from, to) == (start, end))
            };
            let passes = |at: usize| {
                let window = Window::at(bytes, at);
                let may_have = (sifter.may_meet(window) || sifter.may_triple(window)) && sifter.may_have(bytes, at);
                may_have && [at - 3, at, at + 3].into_iter().any(is_met)
            };
            let is_met_densely = |at: usize| {
                let spot = Spot::of(bytes, at);
                let has = || dense.has_at(spot, |_, from, to| (from, to) == (start, end));
                dense.may_start(spot.window) && dense.may_have(bytes, at) && (dense.is_crowded(spot.window) || has())
            };
            assert!((start..end).step_by(3).any(is_met_densely), "{run} at {start} of {text:?}");
            for first in [start - 3, start] {
                assert!((first..end).step_by(6).any(passes), "{run} at {start} of {text:?}, from {first} on");
            }
        }
    }

    #[test]
    fn runs_that_crowd_around_one_anchor_are_met() {
        let chars = || (0x5000..0x5100).filter_map(char::from_u32);
        let runs: Vec<String> = chars().map(|c| format!("容器{c}")).chain(chars().map(|c| format!("{c}的"))).collect();
        let text: String = runs.iter().map(|run| format!("{run}，")).collect();
        check(runs, &format!("的的{text}"), false);
    }

    proptest! {
        #[test]
        fn every_run_is_met(
            runs in proptest::collection::vec("[容器云原生编]{2,6}", 1..40),
            text in "[容器云原生编的倀倁倂a，。]{0,60}",
            with_many: bool,
        ) {
            let text = format!("{text}{}", runs.iter().map(|run| format!("的{run}{run}，")).collect::<String>());
            check(runs, &format!("的的{text}"), with_many);
        }
    }
}
