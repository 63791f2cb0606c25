//! Which runs of Chinese characters are looked for, and what may stand beside each.

use super::chars::is_plain_han;
use crate::matcher::gate;
use crate::text::alike::repeats;
use crate::text::script::is_interpunct;

/// What cannot stand beside a run of a rendering that goes on there with something else than Chinese.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edges {
    /// No Chinese right before it.
    is_closed_before: bool,
    /// No Chinese right after it.
    is_closed_after: bool,
}

impl Edges {
    /// A number for each kind of edges.
    fn number(self) -> u32 {
        u32::from(self.is_closed_before) | u32::from(self.is_closed_after) << 1
    }

    /// The edges that have this number.
    pub(super) const fn of(number: u32) -> Self {
        Self { is_closed_before: number & 1 != 0, is_closed_after: number & 2 != 0 }
    }

    pub(super) fn allow(self, before: &[u8], after: &[u8]) -> bool {
        let is_han = |byte: Option<&u8>| matches!(byte, Some(0xe5..=0xe9));
        let last = before.len().checked_sub(3).and_then(|at| before.get(at));
        let is_taken = self.is_closed_before && is_han(last) || self.is_closed_after && is_han(after.first());
        !is_taken
    }
}

/// Characters of a run that are looked for: the first ones of a long run tell enough.
pub(super) const REACH: usize = 16;

/// A run of Chinese characters to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run<'e> {
    text: &'e str,
    /// Whether the rendering begins with it: then Chinese may stand before it.
    is_first: bool,
    /// Whether the rendering ends with it.
    is_last: bool,
}

/// Whether a rendering is nothing but a run of four characters or more, so that the engine's anchors tell of it.
pub(in crate::matcher) fn is_whole_run(text: &str) -> bool {
    (4 * 3..=3 * REACH).contains(&text.len()) && text.chars().all(is_plain_han)
}

/// Each run once, and the number of what may stand beside it.
pub(super) fn different<'e>(runs: &[Run<'e>]) -> (Vec<&'e str>, Vec<u32>) {
    let repeats = repeats(runs.len(), |number| runs[number].text);
    let of = |run: &Run<'_>| Edges { is_closed_before: !run.is_first, is_closed_after: !run.is_last };
    let mut all: Vec<Option<Edges>> = runs.iter().map(|run| Some(of(run))).collect();
    for (first, later) in repeats {
        let later = all[later as usize].take();
        if let (Some(edges), Some(later)) = (&mut all[first as usize], later) {
            edges.is_closed_before &= later.is_closed_before;
            edges.is_closed_after &= later.is_closed_after;
        }
    }
    runs.iter().zip(all).filter_map(|(run, edges)| Some((run.text, edges?.number()))).unzip()
}

/// The best run of a rendering: one that the approved form lacks, else the longest, else that with the rarest character.
pub(super) fn best_run<'e>(text: &'e str, approved: &str) -> Option<Run<'e>> {
    let mut runs = text.split(|c: char| !is_plain_han(c)).filter(|run| run.len() >= 6);
    let rank = |run: &&str| {
        let rarest = run.chars().map(gate::frequency).min().unwrap_or(0);
        (approved.contains(run), std::cmp::Reverse(run.len().min(12)), rarest)
    };
    // Mostly there is one.
    let (first, second) = (runs.next()?, runs.next());
    let whole = match second {
        None => first,
        Some(second) => [first, second].into_iter().chain(runs).min_by_key(rank)?,
    };
    let best = &whole[..whole.len().min(3 * REACH)];
    let is_cut = best.len() < whole.len();
    // What is neither of these may fold to Chinese.
    let is_simple = text.chars().all(|c| c.is_ascii() || is_plain_han(c) || is_interpunct(c));
    Some(Run {
        text: best,
        is_first: !is_simple || text.starts_with(best),
        is_last: !is_simple || is_cut || text.ends_with(best),
    })
}
