//! Where an anchor may start: one read of memory for all kinds of anchors.

/// Bits of one line of the processor's cache.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
pub(super) struct Line([u64; 8]);

impl Line {
    /// Sets two bits for a hash.
    fn insert(&mut self, hash: u64) {
        self.0[(hash & 7) as usize] |= 1 << (hash >> 3 & 63) | 1 << (hash >> 9 & 63);
    }

    /// Whether both bits of a hash are set.
    #[inline]
    pub(super) const fn has(&self, hash: u64) -> bool {
        let word = self.0[(hash & 7) as usize];
        word >> (hash >> 3 & 63) & word >> (hash >> 9 & 63) & 1 != 0
    }

    /// Whether both bits are set that tell about two characters.
    #[inline]
    pub(super) const fn has_first(&self, two: u64) -> bool {
        self.has(two)
    }
}

/// A set of anchors that may answer yes for what is not in it. Those that start with the same two characters are in one line.
#[derive(Debug)]
pub(super) struct Starts(Box<[Line]>);

impl Starts {
    /// Room for `keys` anchors at 16 bits each or more.
    pub(super) fn new(keys: usize) -> Self {
        Self(vec![Line::default(); (keys / 32).next_power_of_two().max(128)].into())
    }

    /// Notes that these two characters may start an anchor.
    pub(super) fn insert_first(&mut self, two: u64) {
        self.line_mut(two).insert(two);
    }

    /// Notes an anchor by its hash and that of its first two characters.
    pub(super) fn insert(&mut self, two: u64, hash: u64) {
        self.line_mut(two).insert(hash);
    }

    fn line_mut(&mut self, two: u64) -> &mut Line {
        let at = (two >> 32) as usize & (self.0.len() - 1);
        &mut self.0[at]
    }

    /// What is known of anchors that start with these two characters.
    #[inline]
    pub(super) fn line(&self, two: u64) -> &Line {
        &self.0[(two >> 32) as usize & (self.0.len() - 1)]
    }
}
