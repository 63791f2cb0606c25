//! Whether two documents are a source and its translation at all.

use std::fmt;

use super::language;
use super::path::Bead;
use super::vectors::Side;
use crate::document::Document;

/// Why an alignment is of no use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Doubt {
    /// A side has no text.
    Empty(Side),
    /// Neither side has text.
    BothEmpty,
    /// Both sides say the same in the same words.
    SameText,
    /// The source is in the language of the target and the target in that of the source.
    Swapped,
    /// The target is in English and the source is not, and nobody said that it should be so.
    IntoEnglish {
        /// What the source looks like, a primary language tag.
        source: &'static str,
    },
    /// A side is not in the language that it should be in.
    Language {
        /// Which side.
        side: Side,
        /// What it looks like, a primary language tag.
        looks_like: &'static str,
    },
    /// Hardly anything belongs together.
    Unrelated {
        /// The score of the whole.
        score: f32,
    },
}

impl fmt::Display for Doubt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |side: &Side| if *side == Side::Source { "source" } else { "target" };
        match self {
            Self::Empty(side) => write!(out, "the {} has no text", name(side)),
            Self::BothEmpty => write!(out, "neither side has text"),
            Self::SameText => write!(out, "source and target are the same text"),
            Self::Swapped => write!(out, "source and target look swapped: each is in the other's language"),
            Self::IntoEnglish { source } => write!(
                out,
                "source and target may be swapped: the source looks like \"{source}\" and the target like \"en\"; \
                 --source-language {source} --target-language en says that it is right so"
            ),
            Self::Language { side, looks_like } => {
                write!(out, "the {} looks like \"{looks_like}\", which is not its language", name(side))
            }
            Self::Unrelated { score } => {
                write!(out, "hardly anything belongs together (score {score:.2}): these seem to be no translations of each other")
            }
        }
    }
}

/// Alignments with a lower score are of texts that have nothing to do with each other.
const LEAST: f32 = 0.1;
/// Fewer beads than this say nothing about the whole.
pub(super) const FEWEST: usize = 12;

/// Score that lone units take from, so that a part ends where many follow each other.
const LONE: f32 = 0.05;
/// Pairs that a part must have to speak for the whole.
const PAIRS: usize = 10;
/// A part speaks for the whole if its mean score, times the share of the shorter side that it pairs, is this high: of pages of
/// one project that are no pair one in a hundred has such a part.
const CLEAR_PART: f32 = 0.24;

/// Whether a part of the beads is so good that the two are a pair, though one of them may go on without the other: a
/// translation of what the original was once; `units` are the sentences of each side.
pub(super) fn has_clear_part(beads: &[Bead], units: [usize; 2]) -> bool {
    let part = best_part(beads);
    let pairs = part.iter().filter(|bead| !bead.source.is_empty() && !bead.target.is_empty()).count();
    let mean = part.iter().map(|bead| bead.score).sum::<f32>() / part.len().max(1) as f32;
    let share = pairs as f32 / units[0].min(units[1]).max(1) as f32;
    pairs >= PAIRS && mean * share.min(1.0) >= CLEAR_PART
}

/// The stretch of beads whose scores exceed [`LONE`] by most.
fn best_part(beads: &[Bead]) -> &[Bead] {
    let (mut best, mut part) = (0.0, 0..0);
    let (mut sum, mut start) = (0.0, 0);
    for (at, bead) in beads.iter().enumerate() {
        sum += bead.score - LONE;
        if sum <= 0.0 {
            (sum, start) = (0.0, at + 1);
        } else if sum > best {
            (best, part) = (sum, start..at + 1);
        }
    }
    &beads[part]
}

/// What speaks against the pair; `tags` are the languages as they were given.
pub(super) fn doubt(documents: [&Document; 2], tags: [Option<&str>; 2], score: f32, beads: usize) -> Option<Doubt> {
    let [source, target] = documents;
    if documents.iter().all(|document| document.segments().len() == 0) {
        return Some(Doubt::BothEmpty);
    }
    for (side, document) in [(Side::Source, source), (Side::Target, target)] {
        if document.segments().len() == 0 {
            return Some(Doubt::Empty(side));
        }
    }
    if source.segments().map(|segment| segment.text).eq(target.segments().map(|segment| segment.text)) {
        return Some(Doubt::SameText);
    }
    let looks = documents.map(|document| language::detect(document.segments().map(|segment| segment.text)));
    let primary = tags.map(|tag| tag.and_then(|tag| tag.split('-').next()).map(str::to_ascii_lowercase));
    let is = |side: usize, other: usize| primary[other].is_some() && looks[side] == primary[other].as_deref();
    if primary[0] != primary[1] && is(0, 1) && is(1, 0) {
        return Some(Doubt::Swapped);
    }
    for (number, side) in [(0, Side::Source), (1, Side::Target)] {
        // Scripts show; which language of one script a technical text is in does not always.
        if let (Some(given), Some(looks_like)) = (primary[number].as_deref(), looks[number])
            && given != looks_like
            && language::script_of(given) != language::script_of(looks_like)
            && beads >= FEWEST
        {
            return Some(Doubt::Language { side, looks_like });
        }
    }
    if beads >= FEWEST && score < LEAST {
        return Some(Doubt::Unrelated { score });
    }
    match looks {
        // Most originals are in English; languages of one script are not told apart well enough to say so.
        [Some(source), Some("en")] if tags == [None, None] && language::script_of(source) != "en" => {
            Some(Doubt::IntoEnglish { source })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs of a score, then source units that are left alone.
    fn stale(pairs: usize, score: f32, alone: usize) -> Vec<Bead> {
        let pair = |at| Bead { source: at..at + 1, target: at..at + 1, score };
        let lone = |at| Bead { source: at..at + 1, target: pairs..pairs, score: 0.0 };
        (0..pairs).map(pair).chain((pairs..pairs + alone).map(lone)).collect()
    }

    #[test]
    fn what_the_translation_lacks_at_an_end_says_nothing_against_the_rest() {
        let mut beads = stale(12, 0.5, 40);
        assert!(has_clear_part(&beads, [52, 12]));
        beads.reverse();
        assert!(has_clear_part(&beads, [52, 12]), "nor at the other end");
        assert_eq!(best_part(&beads).len(), 12);
    }

    #[test]
    fn a_part_that_is_poor_or_small_says_nothing_for_the_whole() {
        assert!(!has_clear_part(&stale(12, 0.2, 40), [52, 12]), "by chance");
        assert!(!has_clear_part(&stale(9, 0.9, 40), [49, 9]), "few");
        assert!(!has_clear_part(&stale(12, 0.5, 40), [52, 60]), "a small part of both");
        assert!(!has_clear_part(&[], [0, 0]));
    }
}
