//! A document beside its original: units that pair pieces of the source with pieces of the target.
//!
//! A bilingual file (PO, XLIFF, TMX) says its units itself; of two documents they are made by alignment. The target is
//! the document that is checked, so a bitext holds the source and the units only.

use std::sync::Arc;

use crate::document::Document;
use crate::text::Span;

/// A stretch of one segment: a sentence of a paragraph, or the whole of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Piece {
    /// Number of the segment in its document.
    pub segment: usize,
    /// Bytes of the segment's text.
    pub span: Span,
}

/// How far a unit's translation has come, as the file says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// There is none yet: an empty target, `untranslated`, `new`, `initial`.
    Untranslated,
    /// A draft that a person has yet to look at: `fuzzy`, `needs-translation`, `needs-review-translation`.
    NeedsReview,
    /// Done.
    #[default]
    Translated,
}

/// Pieces of the source that say the same as pieces of the target. One side may be empty: something was left out, or put in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TranslationUnit {
    /// What the file calls it (`id`, `msgctxt`, `tuid`); none for what was aligned.
    pub id: Option<String>,
    /// In reading order.
    pub source: Vec<Piece>,
    /// In reading order.
    pub target: Vec<Piece>,
    /// How far it has come; always `Translated` for what was aligned.
    pub state: State,
    /// How sure the alignment is, from 0 to 1; none for a bilingual file, which is always right about its units.
    pub score: Option<f32>,
}

/// The source of a document, and which piece of it became which piece of the document.
#[derive(Clone, Debug, Default)]
pub struct Bitext {
    /// The source as readers see it.
    pub source: Document,
    /// Language tag of the source, if it is known.
    pub source_language: Option<String>,
    /// Path of the source as shown to people; none when source and target stand in one file.
    pub source_path: Option<Arc<str>>,
    /// The text of the source's file, which the loci of `source` count; empty when source and target stand in one file.
    pub source_text: Arc<str>,
    /// Language that the target's path names, if it names one.
    pub target_tag: Option<String>,
    /// In order of the target.
    pub units: Vec<TranslationUnit>,
}
