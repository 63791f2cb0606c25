//! Where anchors stand in patterns: by the hash of the anchor, with a filter before it.

use super::beside::{BITS, Beside};
use super::place::{Place, Slot, TOO_LONG};

/// A set of hashes that may answer yes for what is not in it; small, and the quickest to ask.
#[derive(Debug)]
pub(super) struct Pairs(Box<[u64]>);

impl Pairs {
    /// Room for `keys` keys at 16 bits each or more.
    pub(super) fn new(keys: usize) -> Self {
        Self(vec![0; (keys / 4).next_power_of_two().max(1024)].into())
    }

    pub(super) fn insert(&mut self, hash: u64) {
        let word = (hash >> 6) as usize & (self.0.len() - 1);
        self.0[word] |= 1 << (hash & 63);
    }

    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        let word = (hash >> 6) as usize & (self.0.len() - 1);
        self.0.get(word).is_some_and(|word| word >> (hash & 63) & 1 != 0)
    }
}

/// A set of numbers of 16 bits.
#[derive(Debug)]
pub(in crate::matcher) struct Bits16(Box<[u64; 1024]>);

impl Default for Bits16 {
    fn default() -> Self {
        Self(Box::new([0; 1024]))
    }
}

impl Bits16 {
    pub(in crate::matcher) fn insert(&mut self, number: u16) {
        self.0[usize::from(number >> 6)] |= 1 << (number & 63);
    }

    #[inline]
    pub(in crate::matcher) fn has(&self, number: u16) -> bool {
        self.0[usize::from(number >> 6)] >> (number & 63) & 1 == 1
    }
}

/// The bits of a word that tell of a hash of which the highest bits are the best: these tell which word.
pub(super) const fn two_bits(hash: u64) -> u64 {
    1 << (hash >> 40 & 63) | 1 << (hash >> 34 & 63)
}

/// Whether the bits of a hash are set in this word.
#[inline]
pub(super) const fn has_two_bits(word: u64, hash: u64) -> bool {
    word >> (hash >> 40 & 63) & word >> (hash >> 34 & 63) & 1 != 0
}

/// A set of hashes, of which the highest bits are the best; with room for all of them it answers yes for one in 200 that are not
/// in it. Both bits of a key are in one word.
#[derive(Debug)]
pub(in crate::matcher) struct Marks {
    words: Box<[u64]>,
    shift: u32,
}

impl Marks {
    /// Room for `keys` keys at 32 bits each or more.
    pub(in crate::matcher) fn new(keys: usize) -> Self {
        let words = (keys / 2).next_power_of_two().max(256);
        Self { words: vec![0; words].into(), shift: u64::BITS - words.trailing_zeros() }
    }

    pub(in crate::matcher) fn insert(&mut self, hash: u64) {
        self.words[(hash >> self.shift) as usize] |= two_bits(hash);
    }

    #[inline]
    pub(in crate::matcher) fn has(&self, hash: u64) -> bool {
        has_two_bits(self.words.get((hash >> self.shift) as usize).copied().unwrap_or(0), hash)
    }
}

/// A set of hashes that may answer yes for what is not in it. Both bits of a key are in one word, so that a test reads
/// memory once.
#[derive(Debug)]
pub(in crate::matcher) struct Filter(Box<[u64]>);

impl Filter {
    /// Room for `keys` keys at 16 bits each or more: about one test in fifty is a false yes.
    pub(in crate::matcher) fn new(keys: usize) -> Self {
        Self(vec![0; (keys / 4).next_power_of_two().max(256)].into())
    }

    pub(in crate::matcher) fn insert(&mut self, hash: u64) {
        let word = hash as usize & (self.0.len() - 1);
        self.0[word] |= 1 << (hash >> 58) | 1 << (hash >> 52 & 63);
    }

    #[inline]
    pub(in crate::matcher) fn has(&self, hash: u64) -> bool {
        let word = hash as usize & (self.0.len() - 1);
        let word = self.0.get(word).copied().unwrap_or(0);
        word >> (hash >> 58) & word >> (hash >> 52 & 63) & 1 != 0
    }
}

/// A place by the hash of its anchor.
pub(super) type Keyed = (u64, Place);

/// The bit of a tag that tells that there is a place.
const TAKEN: u16 = 1 << BITS;
/// The bit that tells that it is plain.
const PLAIN: u16 = TAKEN << 1;
/// All others.
const REST: u16 = TAKEN - 1;

/// Places by the hashes of their anchors: each stands where its hash says, or behind it where that is taken.
#[derive(Debug, Default)]
pub(super) struct Slots {
    /// Of each place, what the index does not tell of the anchor's hash, and what is known of the characters beside it; 0 where
    /// there is none. Most questions end here: these are few bytes, so that they are near.
    tags: Vec<u16>,
    places: Vec<Slot>,
    /// How many of them hashes are spread over; the rest is room behind the last.
    spread: u64,
}

impl Slots {
    /// For places by the hashes of their anchors, in patterns of these `texts`.
    pub(super) fn new<'k>(keyed: impl Iterator<Item = &'k Keyed> + Clone, texts: &[u8]) -> Self {
        let spread = 2 * keyed.clone().count();
        // Few find their place taken to the end.
        let room = spread + spread / 64 + 16;
        let mut slots = Self { tags: vec![0; room], places: vec![Slot::default(); room], spread: spread as u64 };
        for &(hash, place) in keyed {
            let plain = if place.is_plain { PLAIN } else { 0 };
            let (first, tag) = (slots.first(hash), hash as u16 & REST ^ place.known | TAKEN | plain);
            match slots.tags[first..].iter().position(|&tag| tag == 0) {
                Some(free) => (slots.tags[first + free], slots.places[first + free]) = (tag, Slot::new(place, texts)),
                None => {
                    slots.tags.push(tag);
                    slots.places.push(Slot::new(place, texts));
                }
            }
        }
        slots
    }

    /// Where a hash belongs.
    #[inline]
    const fn first(&self, hash: u64) -> usize {
        (((hash >> 32) * self.spread) >> 32) as usize
    }

    /// Whether one of the places may be of an anchor of this hash: a look at where they begin, without a branch on what is
    /// there. Memory is read for one hash while it is still on its way for others; if so wished, the place that is meant too.
    #[inline]
    pub(super) fn may_have<const FETCH: bool>(&self, hash: u64, beside: Beside) -> bool {
        let first = self.first(hash);
        let Some(&[tag, next, third]) = self.tags.get(first..).and_then(<[u16]>::first_chunk) else { return true };
        let (is_first, is_next) = (is_of(tag, hash, beside), is_of(next, hash, beside));
        let at = if is_first | is_next { first + usize::from(!is_first) } else { 0 };
        // No place is as long: it has only to be read.
        let is_odd = FETCH && self.places.get(at).is_some_and(|slot| slot.place.length == TOO_LONG);
        (tag != 0) & (is_first | (next != 0) & (is_next | (third != 0))) | is_odd
    }

    /// Whether `is_wanted` wants one of the places of anchors of this hash; it sees them until then. If so wished, what is plain
    /// is wanted unseen.
    #[inline]
    pub(super) fn any<const WITH_PLAIN: bool>(
        &self,
        hash: u64,
        beside: Beside,
        mut is_wanted: impl FnMut(&Slot) -> bool,
    ) -> bool {
        let first = self.first(hash);
        let mut tags = (first..).zip(self.tags.get(first..).unwrap_or_default()).take_while(|&(_, &tag)| tag != 0);
        tags.any(|(at, &tag)| {
            let is_plain = WITH_PLAIN && tag & PLAIN != 0;
            is_of(tag, hash, beside) && (is_plain || self.places.get(at).is_some_and(&mut is_wanted))
        })
    }
}

/// Whether the place with this tag may be of an anchor of this hash with this beside it.
#[inline]
const fn is_of(tag: u16, hash: u64, beside: Beside) -> bool {
    beside.fits(tag & !PLAIN ^ (hash as u16 & REST | TAKEN))
}

/// Anchors of one kind, with a filter before them.
#[derive(Debug, Default)]
pub(super) struct Table {
    filter: Option<Filter>,
    slots: Slots,
}

impl Table {
    /// A table of places by the hashes of their anchors, in patterns of these `texts`.
    pub(super) fn new<'k>(keyed: impl Iterator<Item = &'k Keyed> + Clone, texts: &[u8]) -> Self {
        let count = keyed.clone().count();
        if count == 0 {
            return Self::default();
        }
        let mut filter = Filter::new(count);
        keyed.clone().for_each(|(hash, _)| filter.insert(*hash));
        Self { filter: Some(filter), slots: Slots::new(keyed, texts) }
    }

    /// Whether there is any anchor.
    pub(super) const fn is_empty(&self) -> bool {
        self.filter.is_none()
    }

    /// Whether there may be an anchor of this hash.
    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        self.filter.as_ref().is_some_and(|filter| filter.has(hash))
    }

    /// Whether there may be an anchor of this hash, by what `Slots::may_have` reads too.
    #[inline]
    pub(super) fn may_have<const FETCH: bool>(&self, hash: u64, beside: Beside) -> bool {
        self.has(hash) && self.slots.may_have::<FETCH>(hash, beside)
    }

    /// As `Slots::any`.
    #[inline]
    pub(super) fn any<const WITH_PLAIN: bool>(&self, hash: u64, beside: Beside, is_wanted: impl FnMut(&Slot) -> bool) -> bool {
        self.has(hash) && self.slots.any::<WITH_PLAIN>(hash, beside, is_wanted)
    }
}
