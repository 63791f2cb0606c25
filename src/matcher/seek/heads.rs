//! Patterns too short for another anchor, by their first two bytes or their only one.

use super::anchors::Window;
use super::beside::Beside;
use super::choose::{head_key, key_hash};
use super::is_three;
use super::place::Slot;
use super::table::{Keyed, Table};

/// Patterns by their heads, with an exact filter for each kind of character that they may begin with.
#[derive(Debug)]
pub(super) struct Heads {
    table: Table,
    /// For each first byte the second bytes of heads that begin with it; all of them where it is a head by itself.
    twos: Box<[[u64; 4]; 256]>,
    /// By the second byte of a first character of three bytes the third bytes, six bits of each.
    threes: [u64; 64],
    has_threes: bool,
}

impl Heads {
    /// For heads by their hashes, whose patterns are at their places in `texts`.
    pub(super) fn new<'k>(heads: impl Iterator<Item = &'k Keyed> + Clone, texts: &[u8]) -> Self {
        let (mut twos, mut threes) = (Box::new([[0; 4]; 256]), [0; 64]);
        for (_, place) in heads.clone() {
            match *place.text(texts) {
                [] => {}
                [first] => twos[usize::from(first)] = [u64::MAX; 4],
                [first, second, ref rest @ ..] => {
                    twos[usize::from(first)][usize::from(second / 64)] |= 1 << (second % 64);
                    if let (true, Some(third)) = (is_three(first), rest.first()) {
                        threes[usize::from(second & 63)] |= 1 << (third & 63);
                    }
                }
            }
        }
        Self { table: Table::new(heads, texts), twos, threes, has_threes: threes != [0; 64] }
    }

    /// Whether a head may start with the first of these bytes.
    #[inline]
    pub(super) fn may_start(&self, [first, second, ..]: [u8; 4]) -> bool {
        self.twos[usize::from(first)][usize::from(second / 64)] >> (second % 64) & 1 == 1
    }

    /// Whether a head may be the start of any character of three bytes.
    #[inline]
    pub(super) const fn has_threes(&self) -> bool {
        self.has_threes
    }

    /// Whether a head may be the start of this character of three bytes.
    #[inline]
    pub(super) const fn may_start_three(&self, window: Window) -> bool {
        let (second, third) = window.six_bits();
        self.threes[second] >> third & 1 == 1
    }

    /// Whether `is_wanted` wants one of the places of the patterns whose heads start here; it sees them until then.
    #[inline]
    pub(super) fn any(&self, rest: &[u8], mut is_wanted: impl FnMut(&Slot) -> bool) -> bool {
        let mut any = |head: &[u8]| self.table.any::<false>(key_hash(head_key(head)), Beside::default(), &mut is_wanted);
        !self.table.is_empty() && (rest.get(..1).is_some_and(&mut any) || rest.get(..2).is_some_and(&mut any))
    }
}
