//! Which anchor a pattern is looked for by: the rarest, and one that few others have.

use rustc_hash::FxHashMap;

use super::anchors::Window;
use crate::matcher::gate::{MIX, frequency, little_endian};

/// Patterns that may share one anchor.
pub(super) const CROWD: u32 = 16;
/// Patterns that share an anchor gladly.
pub(super) const FEW: u32 = 2;

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
    pub(super) offset: usize,
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

/// Chooses anchors, so that few patterns share one.
pub(super) struct Chooser {
    load: FxHashMap<(u64, Kind), u32>,
    offers: Vec<(u64, Choice)>,
    /// Frequencies of the characters of three bytes just before.
    run: Vec<u64>,
}

impl Chooser {
    /// For so many patterns.
    pub(super) fn new(patterns: usize) -> Self {
        Self { load: FxHashMap::with_capacity_and_hasher(patterns, Default::default()), offers: Vec::new(), run: Vec::new() }
    }

    /// The best anchor of a pattern, unless too many have it already.
    pub(super) fn choose(&mut self, pattern: &str) -> Option<Choice> {
        self.offer(pattern);
        // The kind that rules out most places, but rather another than one that has no room. Mostly the best has.
        let order = |(cost, choice): &&(u64, Choice)| (choice.kind, *cost, choice.offset);
        let best = self.offers.iter().min_by_key(order)?;
        let load = |(_, choice): &(u64, Choice)| self.load.get(&(choice.hash, choice.kind)).copied().unwrap_or(0);
        let below = |most: u32| self.offers.iter().filter(|offer| load(offer) < most).min_by_key(order);
        let &(_, choice) = if load(best) < FEW { best } else { below(FEW).or_else(|| below(CROWD)).unwrap_or(best) };
        let load = self.load.entry((choice.hash, choice.kind)).or_default();
        *load += 1;
        (*load <= CROWD).then_some(choice)
    }

    /// Collects the anchors that a pattern has, with their costs: the lower, the rarer.
    fn offer(&mut self, pattern: &str) {
        let bytes = pattern.as_bytes();
        let Self { offers, run, .. } = self;
        offers.clear();
        run.clear();
        let mut add = |cost: u64, kind: Kind, hash: u64, offset: usize| offers.push((cost, Choice { kind, hash, offset }));
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
        if self.offers.is_empty() {
            let head = &bytes[..bytes.len().min(2)];
            self.offers.push((0, Choice { kind: Kind::Head, hash: key_hash(head_key(head)), offset: 0 }));
        }
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
