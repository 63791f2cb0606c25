//! What pairs teach: which stretches of a translation are usual, which of them go with which words of the source, and how
//! each concept is rendered.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::bitext::Bitext;
use crate::document::Document;
use crate::matcher::{EntryId, Matcher};

use super::repeats::Repeats;
use super::sketch::Sketch;
use super::text_of;
use super::tokens::{Token, TokenKind, join, tokens};

/// The longest stretch of tokens that is counted.
pub(super) const ORDER: usize = 4;

/// Where this part of a concept's renderings answers no source term, one more says nothing.
const SPARE: f64 = 0.25;

/// Counts that are too many to keep one by one; all threads add to the same.
#[derive(Debug, Default)]
pub struct Sketches {
    /// Stretches of one to four tokens in translations.
    grams: Sketch,
    /// A word of the source and a stretch of two tokens of the translation, in how many units they stand together.
    links: Sketch,
    /// Units with a word of the source.
    words: Sketch,
}

impl Sketches {
    /// Counts the two sides of a unit; gives the number of the target's tokens.
    fn add(&self, source: &str, target: &str) -> usize {
        let target = tokens(target);
        for stretch in stretches(&target) {
            self.grams.add(stretch.1);
        }
        let mut words = content_words(&tokens(source));
        words.retain(|word| !is_function_word(*word));
        let pairs = pairs(&target);
        for &word in &words {
            self.words.add(word);
            for &pair in &pairs {
                self.links.add(join(word, pair));
            }
        }
        target.len()
    }

    /// How often a stretch of tokens occurs in translations.
    pub(super) fn gram(&self, hash: u64) -> u32 {
        self.grams.get(hash)
    }

    /// Units with this word of the source.
    pub(super) fn word(&self, word: u64) -> u32 {
        self.words.get(word)
    }

    /// Units with this word of the source and this stretch of two tokens.
    pub(super) fn link(&self, word: u64, pair: u64) -> u32 {
        self.links.get(join(word, pair))
    }
}

/// The stretches of one to four tokens: (index of the last token, hash).
pub(super) fn stretches(tokens: &[Token]) -> impl Iterator<Item = (usize, u64)> + '_ {
    (0..tokens.len()).flat_map(move |last| {
        let mut hash = 0;
        (0..ORDER.min(last + 1)).map(move |back| {
            hash = join(hash, tokens[last - back].hash);
            (last, hash)
        })
    })
}

/// The hash of a pair of neighbouring tokens, or of a word alone.
pub(super) fn pair(left: &Token, right: &Token) -> u64 {
    join(join(0, right.hash), left.hash)
}

/// Distinct pairs of neighbouring tokens of a translation.
fn pairs(tokens: &[Token]) -> Vec<u64> {
    let mut pairs: Vec<u64> = tokens
        .windows(2)
        .filter(|two| two.iter().all(|token| token.kind != TokenKind::Sign))
        .map(|two| pair(&two[0], &two[1]))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// English words that stand in any sentence, and explain nothing.
const FUNCTION_WORDS: &str = "the and for are was were you your can this that with from has have had not but all any its will \
    when then than them they there which what into our out use used using also such may more only one each other if how where";

/// Whether a word explains nothing.
fn is_function_word(hash: u64) -> bool {
    static WORDS: LazyLock<FxHashSet<u64>> = LazyLock::new(|| tokens(FUNCTION_WORDS).iter().map(|token| token.hash).collect());
    WORDS.contains(&hash)
}

/// Whether a token of a source says something by itself.
pub(super) const fn is_content(token: &Token) -> bool {
    match token.kind {
        TokenKind::Word => token.span.len() > 2,
        TokenKind::Han => true,
        TokenKind::Interpunct | TokenKind::Sign => false,
    }
}

/// Distinct words of a source, or its characters where it has no spaces.
pub(super) fn content_words(tokens: &[Token]) -> Vec<u64> {
    let mut words: Vec<u64> = tokens.iter().filter(|token| is_content(token)).map(|token| token.hash).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// How a concept is rendered, in mentions of its source terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// Mentions in the source.
    pub source: u32,
    /// Of these, with an approved rendering.
    pub approved: u32,
    /// Of these, with the source term itself.
    pub kept: u32,
    /// Units in which a rendering is missing.
    pub lost: u32,
    /// Approved renderings in translations.
    pub renderings: u32,
    /// Of these, those that no mention in the source answers.
    pub spare: u32,
}

impl Rendered {
    /// How telling it is that a rendering stands where the source does not have the term: from 0, for one that often does, to 1.
    /// The one in question is not counted.
    pub(super) fn surprise(self) -> f64 {
        let (spare, all) = (f64::from(self.spare.saturating_sub(1)), f64::from(self.renderings.saturating_sub(1)));
        let share = (spare + 0.1) / (all + 1.0);
        (1.0 - share / SPARE).clamp(0.0, 1.0)
    }
}

/// Sums over documents, so that parts add up to the whole.
#[derive(Clone, Debug, Default)]
pub struct PairStatistics {
    /// Pairs of documents.
    pub documents: u32,
    /// Units with text on both sides.
    pub units: u32,
    /// Tokens of translations.
    pub tokens: u64,
    pub(super) rendered: FxHashMap<u32, Rendered>,
    /// Units without a rendering of a concept, by concept and stretch of the target.
    pub(super) lost: FxHashMap<u64, u32>,
    /// Approved renderings by concept: (text, how often).
    pub(super) approved: FxHashMap<(u32, u32), u32>,
    /// Segments and their translations.
    pub(super) repeats: Repeats,
}

impl PairStatistics {
    /// Counts the units of a document.
    pub fn add_units(&mut self, sketches: &Sketches, target: &Document, bitext: &Bitext) {
        for unit in bitext.units.iter().filter(|unit| !unit.source.is_empty() && !unit.target.is_empty()) {
            let (source, target) = (text_of(&bitext.source, &unit.source), text_of(target, &unit.target));
            self.units += 1;
            self.tokens += sketches.add(&source, &target) as u64;
        }
    }

    /// The approved rendering of a concept that the corpus uses most; of equals, the first of the glossary.
    pub fn usual(&self, matcher: &Matcher, concept: u32) -> Option<EntryId> {
        let approved = self.approved.iter().filter(|((of, _), _)| *of == concept);
        let most = approved.max_by_key(|((_, entry), count)| (**count, std::cmp::Reverse(*entry)));
        let first = || matcher.of_concept(concept).find(|entry| entry.status.is_approved() && !entry.is_source);
        match most {
            Some(((_, entry), _)) => Some(EntryId::new(*entry as usize)),
            None => {
                let first = first()?;
                matcher.entries().iter().find(|(_, entry)| std::ptr::eq(*entry, first)).map(|(id, _)| id)
            }
        }
    }

    /// How a concept is rendered.
    pub fn rendered(&self, concept: u32) -> Rendered {
        self.rendered.get(&concept).copied().unwrap_or_default()
    }

    /// Adds the sums of other documents.
    pub fn merge(&mut self, other: &Self) {
        self.documents += other.documents;
        self.units += other.units;
        self.tokens += other.tokens;
        for (&concept, theirs) in &other.rendered {
            let ours = self.rendered.entry(concept).or_default();
            ours.source += theirs.source;
            ours.approved += theirs.approved;
            ours.kept += theirs.kept;
            ours.lost += theirs.lost;
            ours.renderings += theirs.renderings;
            ours.spare += theirs.spare;
        }
        for (&key, count) in &other.lost {
            *self.lost.entry(key).or_default() += count;
        }
        self.repeats.merge(&other.repeats);
        for (&key, count) in &other.approved {
            *self.approved.entry(key).or_default() += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rendered;

    #[test]
    fn a_rendering_that_often_stands_by_itself_says_little() {
        let surprise = |spare, renderings| Rendered { spare, renderings, ..Rendered::default() }.surprise();
        assert!(surprise(1, 1) > 0.5, "the only one is no habit");
        assert!(surprise(1, 100) > 0.9);
        assert!(surprise(10, 100) < surprise(2, 100));
        assert_eq!([surprise(3, 3), surprise(40, 100)], [0.0, 0.0]);
    }
}
