//! Where anchors stand in patterns: by the hash of the anchor, with a filter before it.

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

/// A set of hashes that may answer yes for what is not in it. Both bits of a key are in one word, so that a test reads
/// memory once.
#[derive(Debug)]
pub(in crate::matcher) struct Filter(Box<[u64]>);

impl Filter {
    /// Room for `keys` keys at 16 bits each or more: about one test in fifty is a false yes.
    pub(in crate::matcher) fn new(keys: usize) -> Self {
        Self(vec![0; (keys / 4).next_power_of_two().max(1024)].into())
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
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Of the anchor's hash, what the index does not tell.
    tag: u32,
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
        Some(Self { tag: 0, text, length, offset: u16::try_from(offset).ok()?, pattern })
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
        let start = at.checked_sub(usize::from(self.offset))?;
        let end = start + usize::from(self.length);
        let text = texts.get(self.text as usize..)?.get(..usize::from(self.length))?;
        is_same(bytes.get(start..end)?, text).then_some((start, end))
    }
}

/// Whether two texts of one length are the same; shorter than a call for texts of some words.
#[inline]
fn is_same(left: &[u8], right: &[u8]) -> bool {
    let (lefts, left_rest) = left.as_chunks::<8>();
    let (rights, right_rest) = right.as_chunks::<8>();
    lefts.iter().zip(rights).all(|(left, right)| u64::from_le_bytes(*left) == u64::from_le_bytes(*right))
        && left_rest.iter().zip(right_rest).all(|(left, right)| left == right)
}

/// Anchors of one kind.
#[derive(Debug, Default)]
pub(super) struct Table {
    filter: Option<Filter>,
    /// Where the places start whose hashes begin with this number; one more at the end.
    index: Box<[u32]>,
    places: Box<[Place]>,
}

impl Table {
    /// A table of places by the hashes of their anchors.
    pub(super) fn new(mut keyed: Vec<(u64, Place)>) -> Self {
        if keyed.is_empty() {
            return Self::default();
        }
        let mut filter = Filter::new(keyed.len());
        for (hash, place) in &mut keyed {
            filter.insert(*hash);
            place.tag = *hash as u32;
        }
        keyed.sort_unstable_by_key(|(hash, place)| (*hash, place.pattern));
        let lists = keyed.len();
        let mut index = vec![0; lists + 1].into_boxed_slice();
        let mut next = 0;
        for (number, start) in index.iter_mut().enumerate() {
            while keyed.get(next).is_some_and(|(hash, _)| list(*hash, lists) < number) {
                next += 1;
            }
            *start = u32::try_from(next).expect("fewer than four billion patterns");
        }
        Self { filter: Some(filter), index, places: keyed.into_iter().map(|(_, place)| place).collect() }
    }

    /// Whether there is any anchor.
    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The filter over the hashes of the anchors.
    pub(super) fn filter(&self) -> Option<&Filter> {
        self.filter.as_ref()
    }

    /// Whether there may be an anchor of this hash.
    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        self.filter.as_ref().is_some_and(|filter| filter.has(hash))
    }

    /// Whether `is_wanted` wants one of the places of anchors of this hash; it sees them until then.
    #[inline]
    pub(super) fn any(&self, hash: u64, mut is_wanted: impl FnMut(&Place) -> bool) -> bool {
        self.has(hash) && self.list(hash).iter().any(|place| place.tag == hash as u32 && is_wanted(place))
    }

    #[inline]
    fn list(&self, hash: u64) -> &[Place] {
        let list = list(hash, self.index.len().saturating_sub(1));
        match self.index.get(list..list + 2) {
            Some(&[start, end]) => self.places.get(start as usize..end as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

/// The list of a hash, of `lists`; ascending as hashes are.
#[inline]
const fn list(hash: u64, lists: usize) -> usize {
    (((hash >> 32) * lists as u64) >> 32) as usize
}
