//! Runs of common Chinese characters, looked for two characters at a step.
//!
//! Each run is looked for by neighbouring characters in it, its anchors. Where a run has room for two anchors of which one
//! starts a character after the other, one of them is met by testing every second place. Only what has no room for two is
//! tested for at the places between.

use std::ops::Range;

use rayon::prelude::*;

use super::anchors::{Spot, Window};
use super::beside::{Beside, FOUR, FOUR_AND_BESIDE};
use super::choose::{CROWD, FEW, SOME, starts};
use super::joints::Joints;
use super::loads::Loads;
use super::place::{Place, Slot};
use super::table::{Keyed, Marks, Pairs, Table};
use crate::matcher::gate::frequency;

/// From so many runs of three characters and more on, these are told by three characters, which few places have.
const MANY: usize = 300;

/// Bytes that anchors tell: before the place where they start, and from there on.
const TWO: (u16, u16) = (0, 6);
const THREE: (u16, u16) = (0, 9);

/// Runs by their anchors.
#[derive(Debug)]
pub(in crate::matcher) struct Runs {
    /// The runs, one after another.
    text: Box<[u8]>,
    /// Anchors of two characters, and the first two of those of three that have no other beside them.
    joints: Joints,
    /// Anchors of three characters, met alone or by four.
    triples: Marks,
    has_triples: bool,
    /// Anchors of two characters, for who asks at every character.
    pairs: Marks,
    twos: Table,
    threes: Table,
    /// Where there are many runs, those of four characters and more: by four of them, met by the first three or the last three.
    fours: Table,
    /// The first two characters of runs whose anchors many others have.
    crowded: Option<Pairs>,
}

impl Runs {
    /// Of these runs, each of a kind; each has two characters of three bytes or more.
    pub(in crate::matcher) fn new(runs: &[&str], kinds: &[u32]) -> Self {
        let has_triples = runs.par_iter().filter(|run| run.len() >= 3 * 3).count() > MANY;
        let width = |run: &str| if has_triples && run.len() >= 3 * 3 { 3 } else { 2 };
        let (text, places) = rayon::join(|| runs.concat().into_bytes(), || choose(runs, width));
        let lists = lists(runs, kinds, &places, width);
        let fours = || lists.iter().flat_map(|list| &list.fours);
        let threes = || lists.iter().flat_map(|list| &list.threes);
        let twos = || lists.iter().flat_map(|list| &list.twos);
        let crowded = || lists.iter().flat_map(|list| &list.crowded);
        let window = |place: &Place| Window::at(&text, place.anchor());
        let single_threes = || threes().map(|(_, place)| window(place));
        // Of four characters the first three, and the last three.
        let long_triples = || fours().flat_map(|(_, place)| [place.anchor(), place.anchor() + 3].map(|at| Window::at(&text, at)));
        let double = || twos().map(|(_, place)| window(place)).chain(crowded().copied());
        let small = || {
            let mut joints = Joints::default();
            double().for_each(|window| joints.insert(window));
            let single_twos = lists.iter().flat_map(|list| &list.single_twos).copied();
            single_twos.chain(crowded().copied()).chain(single_threes()).for_each(|window| joints.insert_next(window));
            let count = crowded().count();
            let crowded = (count > 0).then(|| {
                let mut pairs = Pairs::new(count);
                crowded().for_each(|window| pairs.insert(window.two()));
                pairs
            });
            let pairs = marks(double().map(Window::two_key));
            (joints, crowded, marks(single_threes().chain(long_triples()).map(Window::three_key)), pairs)
        };
        let tables = || (Table::new(twos(), &text), Table::new(threes(), &text));
        let long = || Table::new(fours(), &text);
        let (fours, ((joints, crowded, triples, pairs), (twos, threes))) = rayon::join(long, || rayon::join(small, tables));
        Self { text: text.into(), joints, triples, has_triples, pairs, twos, threes, fours, crowded }
    }

    /// Has `may_meet` say yes of a character that this one follows.
    pub(in crate::matcher) fn meet_before(&mut self, window: Window) {
        self.joints.insert_alone(window);
    }

    /// Whether there are anchors of three characters.
    pub(in crate::matcher) const fn has_triples(&self) -> bool {
        self.has_triples
    }

    /// Whether an anchor of two characters may start here, or one at the next character that has no other beside it.
    #[inline]
    pub(in crate::matcher) const fn may_meet(&self, window: Window) -> bool {
        self.joints.may_meet(window)
    }

    /// Whether an anchor of three characters may start here.
    #[inline]
    pub(in crate::matcher) fn may_triple(&self, window: Window) -> bool {
        self.triples.has(window.three_key())
    }

    /// Whether an anchor may start here: where every character is asked, this tells of all runs.
    #[inline]
    pub(in crate::matcher) fn may_start(&self, window: Window) -> bool {
        self.may_triple(window) | self.pairs.has(window.two_key())
    }

    /// As `may_have`, of a character that passed `may_start`.
    #[inline]
    pub(in crate::matcher) fn may_have_here(&self, window: Window) -> bool {
        self.fours.has(window.four()) | self.threes.has(window.three()) | self.twos.has(window.two()) || self.is_crowded(window)
    }

    /// Whether a run may stand at this character, which passed `may_meet` or `may_triple`; by less than a look at the runs reads,
    /// and without a branch.
    #[inline]
    pub(in crate::matcher) fn may_have(&self, bytes: &[u8], at: usize) -> bool {
        let Some([before, window, next]) = at.checked_sub(3).and_then(|at| Window::three_at(bytes, at)) else { return true };
        // What is met at a character starts there, at the next, or, where four are met by their last three, before it.
        let is_short = self.twos.has(window.two()) | self.twos.has(next.two()) | self.threes.has(next.three());
        let is_long = self.threes.has(window.three()) | self.fours.has(window.four()) | self.fours.has(before.four());
        is_short | is_long | (self.crowded.is_some() && (self.is_crowded(window) || self.is_crowded(next)))
    }

    /// Whether a run stands around an anchor that starts here, and `allow` (kind of the run, start, end) agrees. If so wished,
    /// `allow` is not asked about plain ones: those of the kind 0 that this place alone tells.
    #[inline]
    pub(in crate::matcher) fn has_at<const PLAIN: bool>(
        &self,
        spot: Spot<'_>,
        allow: impl Fn(u32, usize, usize) -> bool,
    ) -> bool {
        self.has_short_at::<PLAIN>(spot, &allow) || self.has_long_at::<PLAIN>(spot, &allow)
    }

    /// As `has_at`, for anchors of two characters.
    #[inline]
    pub(in crate::matcher) fn has_short_at<const PLAIN: bool>(
        &self,
        spot: Spot<'_>,
        allow: impl Fn(u32, usize, usize) -> bool,
    ) -> bool {
        let is_there = |slot: &Slot| self.stands(slot, TWO, spot, &allow);
        self.twos.any::<PLAIN>(spot.window.two(), Beside::default(), is_there)
    }

    /// As `has_at`, for anchors of three characters and four.
    #[inline]
    pub(in crate::matcher) fn has_long_at<const PLAIN: bool>(
        &self,
        spot: Spot<'_>,
        allow: impl Fn(u32, usize, usize) -> bool,
    ) -> bool {
        let allow = &allow;
        let is_there = |known: (u16, u16)| move |slot: &Slot| self.stands(slot, known, spot, allow);
        let (four, of_four) = (spot.window.four(), is_there(FOUR_AND_BESIDE));
        self.threes.any::<PLAIN>(spot.window.three(), Beside::default(), is_there(THREE))
            || self.fours.any::<PLAIN>(four, spot.beside(), of_four)
    }

    /// Whether a run stands around the anchor here, by which so many bytes before and after this place are `known`, and `allow`
    /// agrees.
    #[inline]
    fn stands(&self, slot: &Slot, known: (u16, u16), spot: Spot<'_>, allow: impl Fn(u32, usize, usize) -> bool) -> bool {
        let found = slot.stands_likely(&self.text, spot.bytes, spot.at, known);
        found.is_some_and(|(start, end)| allow(slot.place.pattern, start, end))
    }

    /// Whether a run may start here that was left out because many others have its anchors.
    #[inline]
    pub(in crate::matcher) fn is_crowded(&self, window: Window) -> bool {
        self.crowded.as_ref().is_some_and(|pairs| pairs.has(window.two()))
    }
}

/// A set of these keys.
fn marks(keys: impl Iterator<Item = u64> + Clone) -> Marks {
    let mut marks = Marks::new(keys.clone().count());
    keys.for_each(|key| marks.insert(key));
    marks
}

/// Some runs by their anchors of each kind.
#[derive(Default)]
struct Lists {
    twos: Vec<Keyed>,
    threes: Vec<Keyed>,
    fours: Vec<Keyed>,
    /// Anchors of two that have no other beside them.
    single_twos: Vec<Window>,
    /// The starts of runs that crowd around anchors.
    crowded: Vec<Window>,
}

/// Cuts runs and the places of their anchors into lists, each of some of them.
fn lists(runs: &[&str], kinds: &[u32], places: &[Option<Places>], width: impl Fn(&str) -> usize + Sync) -> Vec<Lists> {
    let some = runs.par_chunks(SOME).zip(kinds.par_chunks(SOME)).zip(places.par_chunks(SOME)).zip(starts(runs));
    let lists = some.map(|(((runs, kinds), places), mut start)| {
        let mut lists = Lists::default();
        for ((run, &kind), places) in runs.iter().zip(kinds).zip(places) {
            let bytes = run.as_bytes();
            let place = |at: usize, known: (u16, u16)| {
                let place = Place::new(kind, start, run.len(), 3 * at).expect("a run is short, and all are less than 4 GB");
                place.plain(kind == 0, known)
            };
            let window = |at: usize| Window::at(bytes, 3 * at);
            match (places, width(run)) {
                (None, _) => lists.crowded.push(window(0)),
                (Some(places), 3) => {
                    let Range { start, end } = places.range();
                    match end - start {
                        1 => lists.threes.push((window(start).three(), place(start, THREE))),
                        _ => {
                            let known = Beside::in_pattern::<FOUR>(bytes, 3 * start);
                            lists.fours.push((window(start).four(), place(start, FOUR_AND_BESIDE).beside(known)));
                        }
                    }
                }
                (Some(places), _) => {
                    lists.twos.extend(places.range().map(|at| (window(at).two(), place(at, TWO))));
                    if places.count == 1 {
                        lists.single_twos.extend(places.range().map(window));
                    }
                }
            }
            start += run.len();
        }
        lists
    });
    lists.collect()
}

/// Where the anchors of a run start, counted in characters: one, or one right after the other.
#[derive(Clone, Copy)]
struct Places {
    first: u16,
    count: u16,
}

impl Places {
    fn range(self) -> Range<usize> {
        usize::from(self.first)..usize::from(self.first + self.count)
    }
}

/// The places of each run for anchors as wide as `width` says, so that few runs share one; `None` where too many do.
///
/// Each has the best ones, unless more than a few runs want one of these: then these choose one after another.
fn choose(runs: &[&str], width: impl Fn(&str) -> usize + Sync) -> Vec<Option<Places>> {
    let mut loads = Loads::new(runs.len());
    let best = |anchors: &mut Anchors, run: &&str| {
        anchors.of(run, width(run));
        let places = anchors.best(|_| 0);
        let mut hashes = places.into_iter().flat_map(|places| anchors.hashes(places));
        // The second again the first where there is one.
        let first = hashes.next().unwrap_or_default();
        (places, [first, hashes.next().unwrap_or(first)])
    };
    let best: Vec<(Option<Places>, [u64; 2])> = runs.par_iter().with_min_len(SOME).map_init(Anchors::default, best).collect();
    let each = |[first, second]: [u64; 2]| std::iter::once(first).chain((second != first).then_some(second));
    best.iter().flat_map(|&(_, hashes)| each(hashes)).for_each(|hash| loads.add(hash));
    let is_crowded = |hashes: &[u64; 2]| hashes.iter().any(|&hash| loads.get(hash) > FEW);
    let crowded = best.iter().enumerate().filter(|(_, (_, hashes))| is_crowded(hashes));
    let crowded: Vec<usize> = crowded.map(|(number, _)| number).collect();
    for &number in &crowded {
        each(best[number].1).for_each(|hash| loads.remove(hash, FEW));
    }
    let mut all: Vec<Option<Places>> = best.into_iter().map(|(places, _)| places).collect();
    let mut anchors = Anchors::default();
    for number in crowded {
        anchors.of(runs[number], width(runs[number]));
        let places = anchors.best(|hash| loads.get(hash));
        places.iter().flat_map(|&places| anchors.hashes(places)).for_each(|hash| loads.add(hash));
        let is_met = |places: &Places| anchors.hashes(*places).all(|hash| loads.get(hash) <= CROWD);
        all[number] = places.filter(is_met);
    }
    all
}

/// What the anchors of a run may be.
#[derive(Default)]
struct Anchors {
    width: usize,
    /// How many places they have.
    count: usize,
    /// How frequent each character is.
    costs: Vec<u64>,
    /// The hash of the anchor that starts at each character.
    anchors: Vec<u64>,
}

impl Anchors {
    /// Those of this run, as wide as that.
    fn of(&mut self, run: &str, width: usize) {
        self.width = width;
        self.costs.clear();
        self.costs.extend(run.chars().map(|c| u64::from(frequency(c))));
        self.count = if self.costs.len() > width { 2 } else { 1 };
        let hash = |at: usize| {
            let window = Window::at(run.as_bytes(), 3 * at);
            match (width, self.count) {
                (3, 1) => window.three(),
                (3, _) => window.four(),
                _ => window.two(),
            }
        };
        self.anchors.clear();
        self.anchors.extend((0..self.costs.len()).map(hash));
    }

    /// The hashes of the anchors that have these places.
    fn hashes(&self, places: Places) -> impl Iterator<Item = u64> + '_ {
        // Four characters are one anchor, met by three.
        let count = if self.width == 3 { 1 } else { self.count };
        self.anchors[places.range()].iter().take(count).copied()
    }

    /// The best places: those that few have, by their hashes, and the rarest of these.
    fn best(&self, load: impl Fn(u64) -> u32) -> Option<Places> {
        let Self { width, count, .. } = *self;
        let rank = |places: &Places| {
            let load = self.hashes(*places).map(&load).max().unwrap_or(0);
            let Range { start, end } = places.range();
            let costs = &self.costs[start..end + width - 1];
            let cost: u64 = costs.windows(width).map(|chars| chars.iter().product::<u64>()).sum();
            (load >= CROWD, load >= FEW, cost, places.first)
        };
        let number = |number: usize| u16::try_from(number).expect("a run is short");
        let (last, count) = (number(self.costs.len().checked_sub(width + count - 1)?), number(count));
        (0..=last).map(|first| Places { first, count }).min_by_key(rank)
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
        let kinds: Vec<u32> = (0..).take(runs.len()).map(|number| number % 2).collect();
        let sifter = Runs::new(&runs, &kinds);
        let bytes = text.as_bytes();
        for (run, start) in runs.iter().flat_map(|run| text.match_indices(run).map(move |(start, _)| (run, start))) {
            let end = start + run.len();
            let is_met = |at: usize| {
                let spot = Spot::of(bytes, at);
                sifter.is_crowded(spot.window) || sifter.has_at::<false>(spot, |_, from, to| (from, to) == (start, end))
            };
            let passes = |at: usize| {
                let window = Window::at(bytes, at);
                let may_have = (sifter.may_meet(window) || sifter.may_triple(window)) && sifter.may_have(bytes, at);
                may_have && [at - 3, at, at + 3].into_iter().any(is_met)
            };
            let spots = || (start..end).step_by(3).map(|at| Spot::of(bytes, at));
            let is_first = |kind: u32, _, _| kind == 0;
            assert!(
                !spots().any(|spot| sifter.has_at::<false>(spot, is_first))
                    || spots().any(|spot| sifter.has_at::<true>(spot, is_first))
            );
            let is_met_here = |at: usize| {
                let spot = Spot::of(bytes, at);
                sifter.may_start(spot.window) && sifter.may_have_here(spot.window) && is_met(at)
            };
            assert!((start..end).step_by(3).any(is_met_here), "{run} at {start} of {text:?}, at every character");
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
