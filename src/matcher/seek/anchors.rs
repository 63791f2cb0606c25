//! Anchors of two to four neighbouring characters of three bytes: what most patterns are looked for by.
//!
//! The hash of three characters is one multiplication, those of two and of one are parts of it, and that of four is made
//! of two of them. Nothing here depends on which characters these are: the text of a pattern is compared in the end.

use std::sync::Arc;

use super::Lists;
use super::beside::{Beside, FOUR};
use super::dense::Dense;
use super::place::{Place, Slot};
use super::sieve::{STEP, Sieve};
use super::starts::{Line, Starts};
use super::table::{Bits16, Keyed, Slots};
use crate::matcher::gate::{MIX, little_endian};

/// More anchors of four characters than this are told by all four at once, fewer by their first two.
const MANY: usize = 300;
/// From so many runs with anchors of four characters on, a place in a hundred of wrong text has one: then every character is asked
/// for one, by a table of fixed size.
pub(super) const DENSE: usize = 30_000;
/// Up to so many anchors, few places have the first two characters of one, and a small table tells which: it is looked at first.
const FEW: usize = 8_000;

/// What starts at one character of three bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::matcher) struct Window {
    /// The character and the next two, but for the first byte, which tells little.
    three: u64,
    /// The same of the next character.
    next: u64,
}

impl Window {
    /// From `at` on.
    #[inline]
    pub(in crate::matcher) fn at(bytes: &[u8], at: usize) -> Self {
        match bytes.get(at..).and_then(<[u8]>::first_chunk) {
            Some(chunk) => Self::of(chunk),
            None => Self { three: eight(bytes, at + 1), next: eight(bytes, at + 4) },
        }
    }

    /// From the start of these bytes.
    #[inline]
    pub(in crate::matcher) fn of(bytes: &[u8; 12]) -> Self {
        let eight = |at: usize| bytes[at..].first_chunk().map_or(0, |&eight| u64::from_le_bytes(eight));
        Self { three: eight(1), next: eight(4) }
    }

    /// At the character from `at` on and at the next two, of which the last only knows what `three` and `two` tell; unless the
    /// text ends too soon.
    #[inline]
    pub(super) fn three_at(bytes: &[u8], at: usize) -> Option<[Self; 3]> {
        let chunk: &[u8; 15] = bytes.get(at..)?.first_chunk()?;
        let eight = |at: usize| chunk[at..].first_chunk().map_or(0, |&eight| u64::from_le_bytes(eight));
        let [first, second, third] = [eight(1), eight(4), eight(7)];
        Some([Self { three: first, next: second }, Self { three: second, next: third }, Self { three: third, next: 0 }])
    }

    /// The last two bytes of the one character, the next one and that after it, the first byte lowest.
    #[inline]
    pub(super) const fn eight(self) -> u64 {
        self.three
    }

    /// The last two bytes of the one character, six bits of each.
    #[inline]
    pub(in crate::matcher) const fn six_bits(self) -> (usize, u32) {
        ((self.three & 63) as usize, (self.three >> 8 & 63) as u32)
    }

    /// The last two bytes of the one character.
    #[inline]
    pub(in crate::matcher) const fn last_two(self) -> u16 {
        self.three as u16
    }

    /// Of it and the next: a number whose highest bits tell them from most others; quicker than `two`.
    #[inline]
    pub(super) const fn two_key(self) -> u64 {
        // The product of what is left of the two if the third is shifted out.
        self.three_key() << 24
    }

    /// The same of it and the next two.
    #[inline]
    pub(super) const fn three_key(self) -> u64 {
        self.three.wrapping_mul(MIX)
    }

    /// The same of it and the next three.
    #[inline]
    pub(super) const fn four_key(self) -> u64 {
        self.three_key().wrapping_add((self.next >> 40).wrapping_mul(MIX.rotate_left(32)))
    }

    /// As `two_key`, in 16 bits.
    #[inline]
    pub(super) const fn pair_key(self) -> u16 {
        (self.two_key() >> 48) as u16
    }

    /// Hash of it and the next.
    #[inline]
    pub(in crate::matcher) const fn two(self) -> u64 {
        hash(self.three << 24, MIX)
    }

    /// Hash of it and the next two.
    #[inline]
    pub(in crate::matcher) const fn three(self) -> u64 {
        hash(self.three, MIX)
    }

    /// Hash of it and the next three.
    #[inline]
    pub(in crate::matcher) const fn four(self) -> u64 {
        hash(self.three, self.next ^ MIX)
    }
}

/// A place in a text.
#[derive(Clone, Copy, Debug)]
pub(in crate::matcher) struct Spot<'b> {
    /// The text.
    pub bytes: &'b [u8],
    /// Where in it.
    pub at: usize,
    /// What starts there.
    pub window: Window,
}

impl<'b> Spot<'b> {
    #[inline]
    pub(in crate::matcher) fn of(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at, window: Window::at(bytes, at) }
    }

    /// What stands beside the four characters here.
    #[inline]
    pub(super) fn beside(self) -> Beside {
        Beside::of::<FOUR>(self.bytes, self.at)
    }
}

/// Eight bytes near the end of a text; those past it are 0.
fn eight(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    match (rest.first_chunk(), bytes.last_chunk()) {
        (Some(&eight), _) => u64::from_le_bytes(eight),
        (None, Some(&last)) if !rest.is_empty() => u64::from_le_bytes(last) >> (64 - 8 * rest.len()),
        _ => little_endian(rest),
    }
}

/// The two halves of a product, one over the other: all bits are good.
#[inline]
const fn hash(left: u64, right: u64) -> u64 {
    let product = left as u128 * right as u128;
    product as u64 ^ (product >> 64) as u64
}

/// The hash by which an anchor of two characters is known, beside what these two tell about longer ones.
const fn short(two: u64) -> u64 {
    two >> 9
}

/// Patterns by their anchors.
#[derive(Debug)]
pub(in crate::matcher) struct Anchors {
    /// The first two characters of each anchor, but for those of four if there are many; and each anchor.
    starts: Starts,
    /// The same of anchors that start with another than a common Chinese character: these are seldom asked for.
    rare: Starts,
    /// The first two characters of all, if they are few.
    pairs: Option<Bits16>,
    /// What there is instead of `starts` where anchors are dense.
    pub(super) dense: Option<Arc<Dense>>,
    has_many_fours: bool,
    twos: Slots,
    threes: Slots,
    pub(super) fours: Slots,
}

impl Anchors {
    /// For the anchors of patterns in these lists, whose texts are at their places in `texts`; `dense` from so many runs with
    /// anchors of four characters on.
    pub(super) fn new(lists: &[Lists], texts: &[u8], dense: usize) -> Self {
        let twos = || lists.iter().flat_map(|list| &list.twos);
        let threes = || lists.iter().flat_map(|list| &list.threes);
        let fours = || lists.iter().flat_map(|list| &list.fours);
        let counts = [twos().count(), threes().count(), fours().count()];
        let has_many_fours = counts[2] > MANY;
        let is_dense = fours().filter(|(_, place)| place.is_run).take(dense).count() == dense;
        let count: usize = counts.iter().sum();
        let starts = || {
            let is_here = |place: &Place| texts.get(place.anchor()).is_some_and(|&first| is_common(first));
            let all = || fours().chain(threes()).chain(twos());
            let commons = all().filter(|(_, place)| is_here(place)).count();
            let of_starts = if is_dense { 0 } else { commons };
            let (mut starts, mut rare) = (Starts::new(of_starts), Starts::new(count - commons));
            let mut pairs = (count <= FEW && !is_dense).then(Bits16::default);
            let mut add = |place: &Place, known: u64, is_first: bool| {
                let is_common = is_here(place);
                if is_common && is_dense {
                    return;
                }
                let window = Window::at(texts, place.anchor());
                let two = window.two();
                let starts = if is_common { &mut starts } else { &mut rare };
                if let Some(pairs) = &mut pairs {
                    pairs.insert(window.pair_key());
                }
                starts.insert(two, known);
                if is_first {
                    starts.insert_first(two);
                }
            };
            fours().for_each(|(hash, place)| add(place, *hash, !has_many_fours));
            threes().for_each(|(hash, place)| add(place, *hash, true));
            twos().for_each(|(hash, place)| add(place, short(*hash), true));
            let is_common = |(_, place): &&Keyed| is_here(place);
            let window = |(_, place): &Keyed| Window::at(texts, place.anchor());
            let dense = is_dense.then(|| {
                let fours = fours().filter(is_common).map(|keyed| (window(keyed), keyed.1.is_run));
                Arc::new(Dense::new(twos().filter(is_common).map(window), threes().filter(is_common).map(window), fours))
            });
            (starts, rare, pairs, dense)
        };
        let others = || rayon::join(|| Slots::new(threes(), texts), || Slots::new(twos(), texts));
        let (fours, ((starts, rare, pairs, dense), (threes, twos))) =
            rayon::join(|| Slots::new(fours(), texts), || rayon::join(starts, others));
        Self { starts, rare, pairs, dense, has_many_fours, twos, threes, fours }
    }

    /// Whether an anchor may start here, where a character does that begins with this byte, by its first two characters or by
    /// all of them.
    #[inline]
    pub(super) fn may_start(&self, first: u8, window: Window) -> bool {
        if let Some(dense) = self.dense.as_ref().filter(|_| is_common(first)) {
            return dense.may_start(window);
        }
        let two = window.two();
        let line = self.line(first, two);
        line.has_first(two) | (self.has_many_fours && line.has(window.four()))
    }

    /// Whether there may be patterns for `any` to see.
    #[inline]
    pub(super) fn may_have(&self, bytes: &[u8], at: usize, window: Window) -> bool {
        let (two, three, four) = (window.two(), window.three(), window.four());
        let [has_two, has_three, has_four] = self.kinds(bytes[at], window);
        // Mostly there is none.
        has_two | has_three | has_four
            && (has_four && self.fours.may_have::<true>(four, Beside::of::<FOUR>(bytes, at))
                || has_three && self.threes.may_have::<true>(three, Beside::default())
                || has_two && self.twos.may_have::<true>(two, Beside::default()))
    }

    /// Whether `is_wanted` wants one of the places of the patterns of which an anchor may start at `at`; it sees them until then.
    #[inline]
    pub(super) fn any(&self, bytes: &[u8], at: usize, mut is_wanted: impl FnMut(&Slot) -> bool) -> bool {
        let window = Window::at(bytes, at);
        let (two, three, four) = (window.two(), window.three(), window.four());
        let [has_two, has_three, has_four] = self.kinds(bytes[at], window);
        has_four && self.fours.any::<false>(four, Beside::of::<FOUR>(bytes, at), &mut is_wanted)
            || has_three && self.threes.any::<false>(three, Beside::default(), &mut is_wanted)
            || has_two && self.twos.any::<false>(two, Beside::default(), &mut is_wanted)
    }

    /// What is known of anchors that start with these two characters, the one with this byte.
    #[inline]
    fn line(&self, first: u8, two: u64) -> &Line {
        if is_common(first) { self.starts.line(two) } else { self.rare.line(two) }
    }

    /// Whether there may be anchors of two, three and four characters here, where a character does that begins with this byte.
    #[inline]
    fn kinds(&self, first: u8, window: Window) -> [bool; 3] {
        if let Some(dense) = self.dense.as_ref().filter(|_| is_common(first)) {
            return dense.kinds(window);
        }
        let (two, three, four) = (window.two(), window.three(), window.four());
        let line = self.line(first, two);
        let is_first = line.has_first(two);
        [is_first & line.has(short(two)), is_first & line.has(three), line.has(four)]
    }

    /// Passes over at most `STEP` Chinese characters from `at` on, and adds those where an anchor may start, or that
    /// `also` has, to the `sieve`. The last characters of a text are left.
    #[inline]
    pub(super) fn sift(&self, bytes: &[u8], at: usize, sieve: &mut Sieve, also: impl Fn(Window) -> bool) -> usize {
        let first = |window: Window| {
            let two = window.two();
            (self.starts.line(two), two)
        };
        if let Some(pairs) = &self.pairs {
            walk(bytes, at, sieve, |window| pairs.has(window.pair_key()) | also(window))
        } else if let Some(dense) = &self.dense {
            walk(bytes, at, sieve, |window| dense.may_start(window) | also(window))
        } else if self.has_many_fours {
            walk(bytes, at, sieve, |window| {
                let (line, two) = first(window);
                line.has_first(two) | line.has(window.four()) | also(window)
            })
        } else {
            walk(bytes, at, sieve, |window| {
                let (line, two) = first(window);
                line.has_first(two) | also(window)
            })
        }
    }
}

/// Whether a common Chinese character begins with this byte.
#[inline]
const fn is_common(first: u8) -> bool {
    matches!(first, 0xe4..=0xe9)
}

/// Passes over Chinese characters for `sift`.
#[inline]
fn walk(bytes: &[u8], mut at: usize, sieve: &mut Sieve, passes: impl Fn(Window) -> bool) -> usize {
    let mut rest = bytes.get(at..).unwrap_or_default();
    for _ in 0..STEP {
        let Some(chunk @ [0xe4..=0xe9, ..]) = rest.first_chunk::<12>() else { break };
        sieve.add(at, passes(Window::of(chunk)));
        rest = &rest[3..];
        at += 3;
    }
    at
}
