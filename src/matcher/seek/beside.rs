//! What stands right beside an anchor: it tells patterns with a frequent anchor apart before their texts are compared.

use super::is_three;
use crate::matcher::gate::MIX;

/// Bytes of an anchor of four characters.
const ANCHOR: usize = 4 * 3;

/// What tells the characters of three bytes right before and right after an anchor from most others; 0 where there is none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Beside {
    before: u32,
    after: u32,
}

impl Beside {
    /// Beside the anchor of four characters at `at` of a text.
    #[inline]
    pub(super) fn of(bytes: &[u8], at: usize) -> Self {
        let [before, after] = [at.checked_sub(3), Some(at + ANCHOR)].map(|at| bytes.get(at?..)?.first_chunk());
        Self { before: before.map_or(0, known::<true>), after: after.map_or(0, known::<false>) }
    }

    /// What the anchor of four characters at `at` of a pattern is known by, too.
    pub(super) fn in_pattern(pattern: &[u8], at: usize) -> u32 {
        let [before, after] = [at.checked_sub(3), Some(at + ANCHOR)].map(|at| pattern.get(at?..)?.first_chunk());
        // Others are not told.
        let is_told = |three: &&[u8; 3]| is_three(three[0]);
        before.filter(is_told).map_or(0, known::<true>) ^ after.filter(is_told).map_or(0, known::<false>)
    }

    /// Whether an anchor may stand here that is known by this.
    #[inline]
    pub(super) const fn fits(self, known: u32) -> bool {
        (known == 0) | (known == self.before) | (known == self.after) | (known == self.before ^ self.after)
    }
}

/// What a character of three bytes is known by on either side, mostly not 0.
#[inline]
fn known<const IS_BEFORE: bool>(&[_, second, third]: &[u8; 3]) -> u32 {
    let factor = if IS_BEFORE { (MIX >> 32) as u32 } else { MIX as u32 };
    (1 + u32::from(u16::from_le_bytes([second, third]))).wrapping_mul(factor | 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_an_anchor_fits_where_the_pattern_stands() {
        let text = "的云容器编排云原".as_bytes();
        let anchors: [(&str, usize, bool); 7] = [
            ("容器编排", 0, true),
            ("云容器编排", 3, true),
            ("容器编排云", 0, true),
            ("云容器编排云原", 3, true),
            ("原容器编排云", 3, false),
            ("云容器编排原", 3, false),
            ("a容器编排", 1, true),
        ];
        for (pattern, at, fits) in anchors {
            assert_eq!(Beside::of(text, 6).fits(Beside::in_pattern(pattern.as_bytes(), at)), fits, "{pattern}");
        }
        assert!(!Beside::of("容器编排".as_bytes(), 0).fits(Beside::in_pattern("云容器编排".as_bytes(), 3)));
    }
}
