//! Where anchors stand in patterns: by the hash of the anchor, with a filter before it.

use super::beside::{BITS, Beside};

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

/// A set of hashes, of which the highest bits are the best; it answers yes for one in 200 that are not in it. Both bits of
/// a key are in one word.
#[derive(Debug)]
pub(super) struct Marks {
    words: Box<[u64]>,
    shift: u32,
}

impl Marks {
    /// Room for `keys` keys at 32 bits each or more.
    pub(super) fn new(keys: usize) -> Self {
        let words = (keys / 2).next_power_of_two().max(256);
        Self { words: vec![0; words].into(), shift: u64::BITS - words.trailing_zeros() }
    }

    pub(super) fn insert(&mut self, hash: u64) {
        self.words[(hash >> self.shift) as usize] |= 1 << (hash >> 40 & 63) | 1 << (hash >> 34 & 63);
    }

    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        let word = self.words.get((hash >> self.shift) as usize).copied().unwrap_or(0);
        word >> (hash >> 40 & 63) & word >> (hash >> 34 & 63) & 1 != 0
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

/// A pattern by one of its anchors.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    /// What is known of the characters beside the anchor.
    known: u16,
    /// Whether who knows that it is there need not know where it is.
    is_plain: bool,
    /// Where the pattern starts in the text of all.
    text: u32,
    /// Its length.
    length: u16,
    /// Where in it the anchor stands.
    offset: u16,
    /// Its number.
    pub(super) pattern: u32,
}

impl Place {
    /// A place, unless the pattern is too long.
    pub(super) fn new(pattern: u32, text: usize, length: usize, offset: usize) -> Option<Self> {
        let (text, length) = (u32::try_from(text).ok()?, u16::try_from(length).ok()?);
        Some(Self { known: 0, is_plain: false, text, length, offset: u16::try_from(offset).ok()?, pattern })
    }

    /// The place of an anchor that is known by what stands beside it too, as `Beside::in_pattern` gives it.
    pub(super) const fn beside(self, known: u16) -> Self {
        Self { known, ..self }
    }

    /// The place of a pattern that stands where its anchor does, with so many bytes known before and from there on, and that is
    /// wanted wherever it stands: if so wished, and if there is no more of it.
    pub(super) const fn plain(self, is_wanted: bool, known: (u16, u16)) -> Self {
        Self { is_plain: is_wanted && self.is_told(known), ..self }
    }

    /// Whether there is no more of the pattern than so many bytes before its anchor and from there on.
    #[inline]
    const fn is_told(&self, (before, after): (u16, u16)) -> bool {
        self.offset <= before && self.length <= self.offset + after
    }

    /// Where the anchor starts in the text of all.
    pub(super) const fn anchor(&self) -> usize {
        self.text as usize + self.offset as usize
    }

    /// The pattern.
    pub(super) fn text(self, texts: &[u8]) -> &[u8] {
        texts.get(self.text as usize..).and_then(|text| text.get(..usize::from(self.length))).unwrap_or_default()
    }

    /// Where the pattern stands in `bytes`, if it stands around the anchor at `at`.
    #[inline]
    pub(super) fn stands(&self, texts: &[u8], bytes: &[u8], at: usize) -> Option<(usize, usize)> {
        let (start, end) = self.span(at)?;
        is_same(bytes.get(start..end)?, self.text(texts)).then_some((start, end))
    }

    /// As `stands`, where so many bytes from the anchor on and so many before it are known to be the same, but for rare chances:
    /// a text that is told by these need not be read.
    #[inline]
    pub(super) fn stands_likely(&self, texts: &[u8], bytes: &[u8], at: usize, known: (u16, u16)) -> Option<(usize, usize)> {
        if !self.is_told(known) {
            return self.stands(texts, bytes, at);
        }
        self.span(at).filter(|&(_, end)| end <= bytes.len())
    }

    /// Where the pattern is if its anchor is at `at`.
    #[inline]
    fn span(&self, at: usize) -> Option<(usize, usize)> {
        let start = at.checked_sub(usize::from(self.offset))?;
        Some((start, start + usize::from(self.length)))
    }
}

/// A place by the hash of its anchor.
pub(super) type Keyed = (u64, Place);

/// Whether two texts of one length are the same; shorter than a call for texts of some words. What pieces of eight bytes or
/// four leave over is compared as a part of such a piece.
#[inline]
fn is_same(left: &[u8], right: &[u8]) -> bool {
    if let (Some(left_last), Some(right_last)) = (left.last_chunk::<8>(), right.last_chunk::<8>()) {
        let (lefts, rights) = (left.as_chunks::<8>().0, right.as_chunks::<8>().0);
        return left_last == right_last && lefts.iter().zip(rights).all(|(left, right)| left == right);
    }
    match (left.first_chunk::<4>(), right.first_chunk::<4>()) {
        (Some(left_first), Some(right_first)) => left_first == right_first && left.last_chunk::<4>() == right.last_chunk::<4>(),
        _ => left == right,
    }
}

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
    places: Vec<Place>,
    /// How many of them hashes are spread over; the rest is room behind the last.
    spread: u64,
}

impl Slots {
    /// For places by the hashes of their anchors.
    pub(super) fn new<'k>(keyed: impl Iterator<Item = &'k Keyed> + Clone) -> Self {
        let spread = 2 * keyed.clone().count();
        // Few find their place taken to the end.
        let room = spread + spread / 64 + 16;
        let mut slots = Self { tags: vec![0; room], places: vec![Place::default(); room], spread: spread as u64 };
        for &(hash, place) in keyed {
            let plain = if place.is_plain { PLAIN } else { 0 };
            let (first, tag) = (slots.first(hash), hash as u16 & REST ^ place.known | TAKEN | plain);
            match slots.tags[first..].iter().position(|&tag| tag == 0) {
                Some(free) => (slots.tags[first + free], slots.places[first + free]) = (tag, place),
                None => {
                    slots.tags.push(tag);
                    slots.places.push(place);
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
    /// there. Memory is read for one hash while it is still on its way for others; so is the text of the pattern, if there are
    /// `texts`, for who compares it later.
    #[inline]
    pub(super) fn may_have(&self, hash: u64, beside: Beside, texts: &[u8]) -> bool {
        let first = self.first(hash);
        let Some(&[tag, next, third]) = self.tags.get(first..).and_then(<[u16]>::first_chunk) else { return true };
        let (is_first, is_next) = (is_of(tag, hash, beside), is_of(next, hash, beside));
        let at = first + usize::from(!is_first);
        let place = self.places.get(if is_first | is_next { at } else { 0 });
        // No text has such a byte.
        let is_odd = place.is_some_and(|place| texts.get(place.text as usize) == Some(&u8::MAX));
        (tag != 0) & (is_first | (next != 0) & (is_next | (third != 0))) | is_odd
    }

    /// Whether `is_wanted` wants one of the places of anchors of this hash; it sees them until then. If so wished, what is plain
    /// is wanted unseen.
    #[inline]
    pub(super) fn any<const WITH_PLAIN: bool>(
        &self,
        hash: u64,
        beside: Beside,
        mut is_wanted: impl FnMut(&Place) -> bool,
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
    /// A table of places by the hashes of their anchors.
    pub(super) fn new<'k>(keyed: impl Iterator<Item = &'k Keyed> + Clone) -> Self {
        let count = keyed.clone().count();
        if count == 0 {
            return Self::default();
        }
        let mut filter = Filter::new(count);
        keyed.clone().for_each(|(hash, _)| filter.insert(*hash));
        Self { filter: Some(filter), slots: Slots::new(keyed) }
    }

    /// Whether there is any anchor.
    pub(super) const fn is_empty(&self) -> bool {
        self.filter.is_none()
    }

    /// The anchors without the filter, for who has one of their own; if there are any.
    #[inline]
    pub(super) const fn slots(&self) -> &Slots {
        &self.slots
    }

    /// Whether there may be an anchor of this hash.
    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        self.filter.as_ref().is_some_and(|filter| filter.has(hash))
    }

    /// Whether there may be an anchor of this hash, by what `Slots::may_have` reads too.
    #[inline]
    pub(super) fn may_have(&self, hash: u64, beside: Beside, texts: &[u8]) -> bool {
        self.has(hash) && self.slots.may_have(hash, beside, texts)
    }

    /// As `Slots::any`.
    #[inline]
    pub(super) fn any<const WITH_PLAIN: bool>(&self, hash: u64, beside: Beside, is_wanted: impl FnMut(&Place) -> bool) -> bool {
        self.has(hash) && self.slots.any::<WITH_PLAIN>(hash, beside, is_wanted)
    }
}
