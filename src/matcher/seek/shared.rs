//! Runs that a glance looks for by the anchors that the engine has for the same patterns: what the glance has read, the engine
//! has near.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::anchors::{Anchors, Spot};
use super::beside::FOUR_AND_BESIDE;
use super::dense::{Dense, Fours};
use super::place::Slot;

/// Runs that are patterns of an engine whose anchors are dense.
#[derive(Debug)]
pub(in crate::matcher) struct SharedRuns {
    pub(super) dense: Arc<Dense>,
    pub(super) anchors: Arc<Anchors>,
    /// The patterns of the engine, one after another.
    pub(super) text: Arc<[u8]>,
    /// The runs that the engine does not look for by four characters: these are not met.
    pub(super) unmet: FxHashSet<Box<str>>,
}

impl SharedRuns {
    /// Whether one of the patterns that the engine was told to be runs is met.
    pub(in crate::matcher) fn meets(&self, run: &str) -> bool {
        !self.unmet.contains(run)
    }

    /// The same without what `meets` has to know.
    pub(in crate::matcher) fn settled(self) -> Self {
        Self { unmet: FxHashSet::default(), ..self }
    }

    /// What is asked at every character.
    pub(in crate::matcher) fn starts(&self) -> &Fours {
        self.dense.runs()
    }

    /// Whether a run may stand around the anchor here; by less than a look at the runs reads.
    #[inline]
    pub(in crate::matcher) fn may_have(&self, spot: Spot<'_>) -> bool {
        self.anchors.fours.may_have::<false>(spot.window.four(), spot.beside())
    }

    /// Whether a run stands around the anchor here, and `allow` (start, end) agrees. If so wished, `allow` is not asked about those
    /// that this place alone tells.
    #[inline]
    pub(in crate::matcher) fn has_at<const PLAIN: bool>(&self, spot: Spot<'_>, allow: impl Fn(usize, usize) -> bool) -> bool {
        let is_there = |slot: &Slot| {
            let found = || slot.stands_likely(&self.text, spot.bytes, spot.at, FOUR_AND_BESIDE);
            slot.place.is_run && found().is_some_and(|(start, end)| allow(start, end))
        };
        self.anchors.fours.any::<PLAIN>(spot.window.four(), spot.beside(), is_there)
    }
}
