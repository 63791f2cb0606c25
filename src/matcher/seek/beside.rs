//! What stands right beside an anchor: it tells patterns with a frequent anchor apart before their texts are compared.

use super::is_three;
use crate::matcher::gate::MIX;

/// Bytes of an anchor of four characters of three bytes.
pub(super) const FOUR: usize = 4 * 3;
/// Bytes that an anchor of four characters tells with what stands beside it: before the place where it starts, and from there on.
pub(super) const FOUR_AND_BESIDE: (u16, u16) = (3, 15);
/// Bytes of an anchor that is a window.
pub(super) const WINDOW: usize = 4;
/// Bits by which what stands on a side is known.
pub(super) const BITS: u32 = 14;

/// What tells the two bytes right before an anchor and those right behind it from most others, or of characters of three
/// bytes the last two; 0 where the text ends.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Beside {
    before: u16,
    after: u16,
}

impl Beside {
    /// Beside the anchor of so many bytes at `at` of a text: `FOUR` or `WINDOW`.
    #[inline]
    pub(super) fn of<const LENGTH: usize>(bytes: &[u8], at: usize) -> Self {
        let [before, after] = places::<LENGTH>(at).map(|place| two(bytes, place?));
        Self { before: before.map_or(0, known::<true>), after: after.map_or(0, known::<false>) }
    }

    /// What the anchor of so many bytes at `at` of a pattern is known by, too.
    pub(super) fn in_pattern<const LENGTH: usize>(pattern: &[u8], at: usize) -> u16 {
        let [before, after] = places::<LENGTH>(at);
        // Beside characters of three bytes others are not told.
        let is_told = |place: &usize| LENGTH != FOUR || pattern.get(place - 1).is_some_and(|&first| is_three(first));
        let [before, after] = [before, after].map(|place| two(pattern, place.filter(is_told)?));
        before.map_or(0, known::<true>) ^ after.map_or(0, known::<false>)
    }

    /// Whether an anchor may stand here that is known by this.
    #[inline]
    pub(super) const fn fits(self, known: u16) -> bool {
        (known == 0) | (known == self.before) | (known == self.after) | (known == self.before ^ self.after)
    }
}

/// Where the two bytes stand that are looked at on either side of an anchor.
#[inline]
fn places<const LENGTH: usize>(at: usize) -> [Option<usize>; 2] {
    let first = usize::from(LENGTH == FOUR);
    [at.checked_sub(2 + first).map(|start| start + first), Some(at + LENGTH + first)]
}

#[inline]
fn two(bytes: &[u8], at: usize) -> Option<[u8; 2]> {
    bytes.get(at..)?.first_chunk().copied()
}

/// What two bytes are known by on either side, in so many bits; mostly not 0.
#[inline]
const fn known<const IS_BEFORE: bool>(two: [u8; 2]) -> u16 {
    let factor = if IS_BEFORE { (MIX >> 32) as u32 } else { MIX as u32 };
    ((1 + u16::from_le_bytes(two) as u32).wrapping_mul(factor | 1) >> (u32::BITS - BITS)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_an_anchor_fits_where_the_pattern_stands() {
        let text = "的云容器编排云原".as_bytes();
        let anchors = [
            ("容器编排", 0, true),
            ("云容器编排", 3, true),
            ("容器编排云", 0, true),
            ("云容器编排云原", 3, true),
            ("原容器编排云", 3, false),
            ("云容器编排原", 3, false),
            ("a容器编排", 1, true),
            ("ab容器编排", 2, true),
        ];
        for (pattern, at, fits) in anchors {
            assert_eq!(Beside::of::<FOUR>(text, 6).fits(Beside::in_pattern::<FOUR>(pattern.as_bytes(), at)), fits, "{pattern}");
        }
        assert!(!Beside::of::<FOUR>("容器编排".as_bytes(), 0).fits(Beside::in_pattern::<FOUR>("云容器编排".as_bytes(), 3)));
        let text = "云kubernetes".as_bytes();
        for (pattern, at, fits) in
            [("kubernetes", 2, true), ("ubernet", 1, true), ("suberne", 2, false), ("bernt", 0, true), ("bernta", 0, false)]
        {
            let at_pattern = Beside::in_pattern::<WINDOW>(pattern.as_bytes(), at);
            assert_eq!(Beside::of::<WINDOW>(text, 5).fits(at_pattern), fits, "{pattern}");
        }
    }
}
