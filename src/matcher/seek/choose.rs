//! Which anchor a pattern is looked for by: the rarest, and one that few others have.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::anchors::Window;
use super::loads::Loads;
use crate::matcher::gate::{MIX, frequency, little_endian};

/// Patterns that may share one anchor.
pub(super) const CROWD: u32 = 16;
/// Patterns that share an anchor gladly.
pub(super) const FEW: u32 = 2;

/// Patterns that are worth a thread's while.
pub(super) const SOME: usize = 1024;

/// The kinds of anchors, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// As many neighbouring characters of three bytes.
    Four,
    Three,
    Two,
    /// Four bytes from another character on.
    Window,
    /// The first two bytes, or the only one.
    Head,
}

/// An anchor of a pattern: where it starts in it, and its hash.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub(super) kind: Kind,
    pub(super) hash: u64,
    /// Not more bytes than that: a longer pattern has no place.
    pub(super) offset: u32,
}

/// Hash of four bytes or of a head.
#[inline]
pub(super) const fn key_hash(key: u64) -> u64 {
    let product = key.wrapping_mul(MIX);
    product ^ product >> 32
}

/// Key of the head of a pattern.
pub(super) fn head_key(head: &[u8]) -> u64 {
    little_endian(head) | (head.len() as u64) << 32
}

/// Where every `SOME` of these start in the text of all.
pub(super) fn starts(texts: &[&str]) -> Vec<usize> {
    let lengths = texts.chunks(SOME).map(|some| some.iter().map(|text| text.len()).sum::<usize>());
    let ends = lengths.scan(0, |end, length| {
        *end += length;
        Some(*end)
    });
    std::iter::once(0).chain(ends).collect()
}

/// The anchor of each pattern, so that few share one; `None` where too many do.
///
/// Each has the best one that it offers, unless more than a few want that: then these choose one after another.
pub(super) fn choose(patterns: &[&str]) -> Vec<Option<Choice>> {
    let mut loads = Loads::new(patterns.len());
    let best = |offers: &mut Offers, pattern: &&str| offers.of(pattern).best(|_| true);
    let mut choices: Vec<Option<Choice>> = patterns.par_iter().with_min_len(SOME).map_init(Offers::default, best).collect();
    choices.iter().flatten().for_each(|choice| loads.add(choice.hash));
    let is_crowded = |choice: &Option<Choice>| choice.is_some_and(|choice| loads.get(choice.hash) > FEW);
    let crowded = choices.iter().enumerate().filter(|(_, choice)| is_crowded(choice));
    let mut crowded: Vec<usize> = crowded.map(|(number, _)| number).collect();
    for choice in crowded.iter().filter_map(|&number| choices[number]) {
        loads.remove(choice.hash, FEW);
    }
    // Some only share their number with others.
    let mut exact: FxHashMap<(u64, Kind), u32> = FxHashMap::default();
    for choice in crowded.iter().filter_map(|&number| choices[number]) {
        *exact.entry((choice.hash, choice.kind)).or_default() += 1;
    }
    crowded.retain(|&number| {
        let alone = choices[number].filter(|choice| exact.get(&(choice.hash, choice.kind)).is_some_and(|&load| load <= FEW));
        alone.inspect(|choice| loads.add(choice.hash)).is_none()
    });
    let mut offers = Offers::default();
    for number in crowded {
        let offers = offers.of(patterns[number]);
        let below = |most: u32| offers.best(|choice| loads.get(choice.hash) < most);
        let choice = below(FEW).or_else(|| below(CROWD));
        choice.iter().for_each(|choice| loads.add(choice.hash));
        choices[number] = choice;
    }
    choices
}

/// The anchors that a pattern offers.
#[derive(Default)]
struct Offers {
    /// With their costs: the lower, the rarer.
    all: Vec<(u64, Choice)>,
    /// Frequencies of the characters of three bytes just before.
    run: Vec<u64>,
}

impl Offers {
    /// The best of those that are wanted: the kind that rules out most places, the rarest of it, the first of these.
    fn best(&self, is_wanted: impl Fn(&Choice) -> bool) -> Option<Choice> {
        let wanted = self.all.iter().filter(|(_, choice)| is_wanted(choice));
        wanted.min_by_key(|(cost, choice)| (choice.kind, *cost, choice.offset)).map(|&(_, choice)| choice)
    }

    /// Those of this pattern.
    fn of(&mut self, pattern: &str) -> &Self {
        let bytes = pattern.as_bytes();
        let Self { all, run } = self;
        all.clear();
        run.clear();
        let mut add = |cost: u64, kind: Kind, hash: u64, offset: usize| {
            all.push((cost, Choice { kind, hash, offset: u32::try_from(offset).unwrap_or(u32::MAX) }));
        };
        for (at, c) in pattern.char_indices() {
            if c.len_utf8() != 3 {
                run.clear();
                if let Some(four) = bytes.get(at..at + 4) {
                    let cost = four.iter().map(|&byte| letter_cost(byte)).product();
                    add(cost, Kind::Window, key_hash(little_endian(four)), at);
                }
                continue;
            }
            run.push(u64::from(frequency(c)));
            // The first two characters are what most places fail by.
            let window = |count: usize| Window::at(&bytes[..at + 3], at + 3 - 3 * count);
            if let [.., first, second, third, fourth] = run[..] {
                add((first * second) << 16 | (third * fourth) >> 6, Kind::Four, window(4).four(), at - 9);
            }
            if let [.., first, second, third] = run[..] {
                add((first * second) << 16 | third, Kind::Three, window(3).three(), at - 6);
            }
            if let [.., first, second] = run[..] {
                add(first * second, Kind::Two, window(2).two(), at - 3);
            }
        }
        if all.is_empty() {
            let head = &bytes[..bytes.len().min(2)];
            all.push((0, Choice { kind: Kind::Head, hash: key_hash(head_key(head)), offset: 0 }));
        }
        self
    }
}

/// How often a letter stands in English; for anything else it does not matter.
const fn letter_cost(byte: u8) -> u64 {
    match byte {
        b'e' | b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' | b' ' => 9,
        b'h' | b'l' | b'd' | b'c' | b'u' | b'm' | b'p' => 5,
        b'f' | b'g' | b'w' | b'y' | b'b' | b'v' | b'-' | b'.' | b'/' => 3,
        _ => 1,
    }
}
