//! What aligned documents teach together, for a lexicon that later alignments use.

use super::Alignment;
use super::lexicon::learned::{Learned, PairTokens};
use super::tokens::{TokenKind, Vocabulary, tokenize};
use crate::bitext::Piece;
use crate::document::Document;

/// Beads with a lower score are not learned from.
const LEAST: f32 = 0.3;

/// Pairs of sentences from any number of documents.
#[derive(Clone, Debug, Default)]
pub struct Lessons {
    vocabulary: Vocabulary,
    /// The shortest spelling of each token, by number: what people recognize.
    spellings: Vec<String>,
    pairs: Vec<PairTokens>,
}

impl Lessons {
    /// Adds the better beads of two aligned documents.
    pub fn add(&mut self, documents: [&Document; 2], alignment: &Alignment) {
        for bead in alignment.sentences.iter().filter(|bead| bead.score >= LEAST) {
            let source = self.words(documents[0], &alignment.source.sentences[bead.source.clone()], &alignment.languages[0]);
            let target = self.words(documents[1], &alignment.target.sentences[bead.target.clone()], &alignment.languages[1]);
            self.pairs.push(PairTokens { source, target });
        }
    }

    fn words(&mut self, document: &Document, pieces: &[Piece], language: &str) -> Vec<u32> {
        let mut words = Vec::new();
        for piece in pieces {
            let text = document.segment(piece.segment).map_or("", |segment| piece.span.get(segment.text));
            tokenize(text, language, |form, kind, place| {
                if kind == TokenKind::Word {
                    let id = self.vocabulary.intern(form, kind);
                    let written = text.get(place).unwrap_or(form).to_lowercase();
                    match self.spellings.get_mut(id as usize) {
                        Some(known) if (written.len(), &written) < (known.len(), known) => *known = written,
                        Some(_) => {}
                        None => self.spellings.push(written),
                    }
                    words.push(id);
                }
            });
        }
        words
    }

    /// What they teach.
    pub fn learn(&self) -> Learned {
        Learned::from_pairs(&self.pairs, &self.vocabulary, &self.spellings)
    }
}
