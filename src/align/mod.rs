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
use lexicon::{Lexicon, learned};
use tokens::{TokenKind, Vocabulary};
use vectors::{Knowledge, Unit, Vectors};

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
    with_doubt(passes(sides, &vocabulary, options, Levels::BlocksAndSentences), [source, target], languages, options)
}

/// Aligns two documents whose every segment is a sentence; see [`lines`].
pub fn align_lines(source: &Document, target: &Document, options: &Options<'_>) -> Alignment {
    let languages = languages(source, target, options);
    let mut vocabulary = Vocabulary::default();
    let sides = [
        SideText::read_lines(source, &languages[0], &mut vocabulary),
        SideText::read_lines(target, &languages[1], &mut vocabulary),
    ];
    with_doubt(passes(sides, &vocabulary, options, Levels::Sentences), [source, target], languages, options)
}

fn with_doubt(alignment: Alignment, documents: [&Document; 2], languages: [String; 2], options: &Options<'_>) -> Alignment {
    let tags = [options.source_language, options.target_language];
    let doubt = doubt::doubt(documents, tags, alignment.score, alignment.sentences.len());
    Alignment { doubt, languages, ..alignment }
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

/// A bead's score from 0 to 1; nothing is known of one with an empty side.
fn confidence(bead: &Bead) -> f32 {
    if bead.source.is_empty() || bead.target.is_empty() { 0.0 } else { bead.score.clamp(0.0, 1.0) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Levels {
    BlocksAndSentences,
    Sentences,
}

/// Passes over a document: each learns from the one before.
const ROUNDS: usize = 3;
/// If a smaller part of the words than this can be compared at all, lengths decide.
const LITTLE: f32 = 0.1;
/// This part of the beads, the least sure ones, is not learned from.
const DOUBTFUL: f32 = 0.2;

/// Aligns, learns which words go together, and aligns again.
fn passes(sides: [SideText; 2], vocabulary: &Vocabulary, options: &Options<'_>, levels: Levels) -> Alignment {
    let units = [sides[0].units.as_slice(), sides[1].units.as_slice()];
    let mut ties = Vec::new();
    let mut blocks = Vec::new();
    let mut sentences = Vec::new();
    for round in 0..ROUNDS {
        let knowledge = Knowledge { lexicons: options.lexicons, learned: &ties };
        let (vectors, coverage) = vectors::vectors(units, vocabulary, &knowledge);
        let by_length = coverage < LITTLE;
        (blocks, sentences) = match levels {
            Levels::BlocksAndSentences => two_levels(&sides, &vectors, by_length),
            Levels::Sentences => (
                Vec::new(),
                search::search([&vectors[0], &vectors[1]], None, by_length, search::ratio([&vectors[0], &vectors[1]]), None),
            ),
        };
        if round + 1 < ROUNDS {
            ties = learn(units, &sentences, vocabulary);
        }
    }
    for bead in sentences.iter_mut().chain(&mut blocks) {
        bead.score = confidence(bead);
    }
    let score = sentences.iter().map(|bead| bead.score).sum::<f32>() / sentences.len().max(1) as f32;
    let [source, target] = sides;
    Alignment { source, target, blocks, sentences, score, ..Alignment::default() }
}

/// Beads of blocks, and beads of sentences within them.
fn two_levels(sides: &[SideText; 2], vectors: &[Vectors; 2], by_length: bool) -> (Vec<Bead>, Vec<Bead>) {
    let stretches = |side: usize| vectors[side].grouped(sides[side].blocks.iter().map(|block| block.sentences.clone()));
    let grouped = [stretches(0), stretches(1)];
    let structure = [sides[0].blocks.as_slice(), sides[1].blocks.as_slice()];
    let ratio = search::ratio([&vectors[0], &vectors[1]]);
    let blocks = search::search([&grouped[0], &grouped[1]], Some(structure), by_length, ratio, None);
    let lone = search::skip([&vectors[0], &vectors[1]], None, ratio);
    let mut sentences = Vec::new();
    for bead in &blocks {
        let stretch = |side: usize, blocks: &std::ops::Range<usize>| {
            let of = &sides[side].blocks[blocks.clone()];
            match (of.first(), of.last()) {
                (Some(first), Some(last)) => first.sentences.start..last.sentences.end,
                _ => 0..0,
            }
        };
        let (source, target) = (stretch(0, &bead.source), stretch(1, &bead.target));
        if source.len() == 1 && target.len() == 1 {
            sentences.push(Bead { source, target, score: bead.score });
            continue;
        }
        let rows = |side: usize, range: &std::ops::Range<usize>| vectors[side].grouped(range.clone().map(|row| row..row + 1));
        let (left, right) = (rows(0, &source), rows(1, &target));
        for inner in search::search([&left, &right], None, by_length, ratio, Some(lone)) {
            sentences.push(Bead {
                source: source.start + inner.source.start..source.start + inner.source.end,
                target: target.start + inner.target.start..target.start + inner.target.end,
                score: inner.score,
            });
        }
    }
    (blocks, sentences)
}

/// The primary language tags as given, or as the texts look.
fn languages(source: &Document, target: &Document, options: &Options<'_>) -> [String; 2] {
    [(source, options.source_language), (target, options.target_language)].map(|(document, given)| match given {
        Some(tag) => tag.split('-').next().unwrap_or_default().to_ascii_lowercase(),
        None => language::detect(document.segments().map(|segment| segment.text)).unwrap_or("en").to_owned(),
    })
}

/// What the better beads of a pass teach about words.
fn learn(units: [&[Unit]; 2], beads: &[Bead], vocabulary: &Vocabulary) -> Vec<learned::Tie> {
    let full = || beads.iter().filter(|bead| !bead.source.is_empty() && !bead.target.is_empty());
    let mut scores: Vec<f32> = full().map(|bead| bead.score).collect();
    scores.sort_by(f32::total_cmp);
    let least = scores.get((scores.len() as f32 * DOUBTFUL) as usize).copied().unwrap_or(0.0);
    let words = |side: usize, range: &std::ops::Range<usize>| {
        let tokens = units[side][range.clone()].iter().flat_map(|unit| unit.tokens.iter().copied());
        tokens.filter(|&token| vocabulary.kind(token) == TokenKind::Word).collect::<Vec<_>>()
    };
    let pairs: Vec<learned::PairTokens> = full()
        .filter(|bead| bead.score >= least)
        .map(|bead| learned::PairTokens { source: words(0, &bead.source), target: words(1, &bead.target) })
        .collect();
    learned::learn(&pairs)
}
