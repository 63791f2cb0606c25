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
            tokenize(text, language, |form, kind, _| {
                if kind == TokenKind::Word {
                    words.push(self.vocabulary.intern(form, kind));
                }
            });
        }
        words
    }

    /// What they teach.
    pub fn learn(&self) -> Learned {
        Learned::from_pairs(&self.pairs, &self.vocabulary)
    }
}
