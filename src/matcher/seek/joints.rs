//! Which characters stand beside which where anchors of two start: one read of memory tells of two places.

use super::anchors::Window;
use crate::matcher::gate::MIX;

/// Kinds of characters that are told from each other in the middle; they fit the nearest cache.
const KINDS: usize = 1 << 11;

/// For each kind of characters, what may stand before it at the start of an anchor, and what after it in an anchor that has
/// to be met at the character before: a bit for the last six bits of each.
#[derive(Debug)]
pub(super) struct Joints(Box<[u64; KINDS]>);

impl Default for Joints {
    fn default() -> Self {
        Self(Box::new([0; KINDS]))
    }
}

/// Which kind the character in the middle is, of eight bytes that begin with the second one of the character before.
#[inline]
const fn kind(eight: u64) -> usize {
    let middle = (eight >> 24) as u16;
    (middle.wrapping_mul(MIX as u16) >> (u16::BITS - KINDS.trailing_zeros())) as usize
}

impl Joints {
    /// Notes an anchor that starts here.
    pub(super) fn insert(&mut self, window: Window) {
        let eight = window.eight();
        self.0[kind(eight)] |= 1 << (eight >> 8 & 63);
    }

    /// Notes an anchor that starts here and has to be met at the character before it.
    pub(super) fn insert_next(&mut self, window: Window) {
        let eight = window.eight() << 24;
        self.0[kind(eight)] |= 1 << (eight >> 56 & 63);
    }

    /// Has this character met at the one before it, whatever stands around them.
    pub(super) fn insert_alone(&mut self, window: Window) {
        self.0[kind(window.eight() << 24)] = u64::MAX;
    }

    /// Whether an anchor may start here, or at the next character so that it has to be met here.
    #[inline]
    pub(super) const fn may_meet(&self, window: Window) -> bool {
        let eight = window.eight();
        let beside = self.0[kind(eight)];
        (beside >> (eight >> 8 & 63) | beside >> (eight >> 56 & 63)) & 1 != 0
    }
}
