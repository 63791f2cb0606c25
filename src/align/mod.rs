//! Two documents to a bitext: which block, and which sentence of it, became which.
//!
//! First by what both sides have in common and by length, then again with a lexicon learned from that. Files are for
//! `engine` and `cli`.

pub mod language;
pub mod lexicon;
pub mod path;
pub mod sentences;
pub mod tokens;

mod doubt;
mod lessons;
mod passes;
mod score;
mod search;
mod sides;
mod vectors;

pub use doubt::Doubt;
pub use lessons::Lessons;
pub use path::Bead;
pub use sentences::sentences;
pub use sides::{Block, BlockKind, SideText};
pub use vectors::Side;

use crate::bitext::{State, TranslationUnit};
use crate::document::{Document, Role};
use crate::text::Escape;
use lexicon::Lexicon;
use passes::{Levels, passes};
use tokens::Vocabulary;

/// What an alignment goes by.
#[derive(Clone, Copy, Default)]
pub struct Options<'o> {
    /// Dictionaries; none is needed.
    pub lexicons: &'o [&'o dyn Lexicon],
    /// Language tag of the source; without one it is what the text looks like.
    pub source_language: Option<&'o str>,
    /// Language tag of the target; without one it is what the text looks like.
    pub target_language: Option<&'o str>,
}

/// Which parts of two documents belong together.
#[derive(Clone, Debug, Default)]
pub struct Alignment {
    /// The source's blocks and sentences.
    pub source: SideText,
    /// The target's blocks and sentences.
    pub target: SideText,
    /// Beads of blocks, in order; they cover every block of both sides.
    pub blocks: Vec<Bead>,
    /// Beads of sentences, in order; they cover every sentence of both sides.
    pub sentences: Vec<Bead>,
    /// How sure the whole is, from 0 to 1: near 0 when the two are no translations of each other.
    pub score: f32,
    /// Primary language tags of source and target, as given or as the texts look.
    pub languages: [String; 2],
    /// What speaks against the two being a pair.
    pub doubt: Option<Doubt>,
}

impl Alignment {
    /// The beads of sentences as units of a bitext, in order of the target as far as there is one.
    pub fn units(&self) -> Vec<TranslationUnit> {
        let unit = |bead: &Bead| TranslationUnit {
            id: None,
            source: self.source.sentences[bead.source.clone()].to_vec(),
            target: self.target.sentences[bead.target.clone()].to_vec(),
            state: State::Translated,
            score: Some(bead.score),
        };
        self.sentences.iter().map(unit).collect()
    }
}

/// Aligns two documents: blocks, then the sentences within them.
pub fn align(source: &Document, target: &Document, options: &Options<'_>) -> Alignment {
    let languages = languages(source, target, options);
    let mut vocabulary = Vocabulary::default();
    let read = |document: &Document, language: &str, vocabulary: &mut Vocabulary| SideText::read(document, language, vocabulary);
    let sides = [read(source, &languages[0], &mut vocabulary), read(target, &languages[1], &mut vocabulary)];
    with_doubt(passes(sides, &vocabulary, options, Levels::BlocksAndSentences), &vocabulary, [source, target], languages, options)
}

/// Aligns two documents whose every segment is a sentence; see [`lines`].
pub fn align_lines(source: &Document, target: &Document, options: &Options<'_>) -> Alignment {
    let languages = languages(source, target, options);
    let mut vocabulary = Vocabulary::default();
    let sides = [
        SideText::read_lines(source, &languages[0], &mut vocabulary),
        SideText::read_lines(target, &languages[1], &mut vocabulary),
    ];
    with_doubt(passes(sides, &vocabulary, options, Levels::Sentences), &vocabulary, [source, target], languages, options)
}

/// An alignment whose score is lower than this is compared with chance.
const QUESTIONABLE: f32 = 0.35;
/// Texts that have nothing to do with each other score so many times what chance gives (nine tenths of 2,000 such pairs of
/// pages score less than 1.4 times as much, two thirds less than 1.1 times).
const NO_EXCESS: f32 = 1.1;
/// Translations score more than so many times what chance gives.
const CLEAR_EXCESS: f32 = 1.4;

fn with_doubt(
    mut alignment: Alignment,
    vocabulary: &Vocabulary,
    documents: [&Document; 2],
    languages: [String; 2],
    options: &Options<'_>,
) -> Alignment {
    let tags = [options.source_language, options.target_language];
    let beads = alignment.sentences.len();
    let units = [alignment.source.units.len(), alignment.target.units.len()];
    let is_questionable = alignment.score < QUESTIONABLE && beads >= doubt::FEWEST;
    if is_questionable && !doubt::has_clear_part(&alignment.sentences, units) {
        let (found, by_chance) = passes::against_chance([&alignment.source, &alignment.target], vocabulary, options);
        let excess = (found + 0.02) / (by_chance + 0.02);
        alignment.score *= ((excess - NO_EXCESS) / (CLEAR_EXCESS - NO_EXCESS)).clamp(0.0, 1.0);
    }
    alignment.doubt = doubt::doubt(documents, tags, alignment.score, beads);
    Alignment { languages, ..alignment }
}

/// A document with a segment for each line of a text that is not blank.
pub fn lines(text: &str) -> Document {
    let mut document = Document::default();
    let mut builder = document.builder();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let inner = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if !inner.is_empty() {
            let first = start + line.find(inner).unwrap_or_default();
            builder.next_block();
            builder.open(Role::Body, Escape::None);
            builder.verbatim(first, inner);
            builder.close();
        }
        start += line.len();
    }
    document
}

/// The primary language tags as given, or as the texts look.
fn languages(source: &Document, target: &Document, options: &Options<'_>) -> [String; 2] {
    [(source, options.source_language), (target, options.target_language)].map(|(document, given)| match given {
        Some(tag) => tag.split('-').next().unwrap_or_default().to_ascii_lowercase(),
        None => language::detect(document.segments().map(|segment| segment.text)).unwrap_or("en").to_owned(),
    })
}
