//! Whether two documents are a source and its translation at all.

use std::fmt;

use super::language;
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
