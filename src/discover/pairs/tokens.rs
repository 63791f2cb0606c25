//! Beads as rows of words on either side: what terms and renderings are counted in.
//!
//! Which words make a term is for `terms`.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::corpus::{Bead, PairCorpus, PairText};
use super::function_words;
use crate::align::tokens::{TokenKind, tokenize};
use crate::discover::corpus::Text;
use crate::matcher::counterpart::tokens::{hash, join};
use crate::text::Span;

/// What kind of word a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// It says something by itself.
    Content,
    /// A noun follows it.
    Determiner,
    /// A verb follows it.
    BeforeVerb,
    /// Another word of a closed class.
    Other,
}

/// A word of a bead.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Hash of the normal form.
    pub hash: u64,
    start: u32,
    end: u32,
    /// Whether nothing but a space, a hyphen or the dot of a name stands between it and the one before.
    pub follows: bool,
    /// What it is.
    pub class: Class,
}

impl Token {
    /// Where it stands in the document's text.
    pub const fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

/// Number of a bead in the corpus.
pub type BeadId = u32;

/// Beads, each text once: what is said again, but for its numbers, teaches nothing new, and counts as a mention only.
#[derive(Debug, Default)]
pub struct Distinct {
    /// The first of those that are the same on both sides, ascending.
    pub beads: Vec<BeadId>,
    copies: FxHashMap<BeadId, Vec<BeadId>>,
}

impl Distinct {
    /// Finds the beads that differ in a word.
    pub fn new(source: &Side<'_>, target: &Side<'_>) -> Self {
        let of = |tokens: &[Token]| tokens.iter().fold(0, |all, token| join(all, token.hash));
        let mut seen: FxHashMap<(u64, u64), BeadId> = FxHashMap::default();
        let mut distinct = Self::default();
        for bead in 0..BeadId::try_from(source.beads.len()).unwrap_or(BeadId::MAX) {
            match *seen.entry((of(source.tokens(bead)), of(target.tokens(bead)))).or_insert(bead) {
                first if first == bead => distinct.beads.push(bead),
                first => distinct.copies.entry(first).or_default().push(bead),
            }
        }
        distinct
    }

    /// A bead and those that say the same.
    pub fn all(&self, bead: BeadId) -> impl Iterator<Item = BeadId> + '_ {
        std::iter::once(bead).chain(self.copies.get(&bead).into_iter().flatten().copied())
    }

    /// How many beads say the same as this one, itself counted.
    pub fn times(&self, bead: BeadId) -> usize {
        1 + self.copies.get(&bead).map_or(0, Vec::len)
    }
}

/// One side of all beads.
#[derive(Debug)]
pub struct Side<'c> {
    tokens: Vec<Token>,
    beads: Vec<Range<usize>>,
    /// The document of each bead.
    documents: Vec<u32>,
    texts: Vec<&'c Text>,
}

impl<'c> Side<'c> {
    /// The originals' side.
    pub fn sources(corpus: &'c PairCorpus) -> Self {
        Self::new(corpus, |pair| (&pair.source, &pair.source_language), |bead| &bead.source)
    }

    /// The translations' side.
    pub fn targets(corpus: &'c PairCorpus) -> Self {
        Self::new(corpus, |pair| (&pair.target, &pair.target_language), |bead| &bead.target)
    }

    fn new(corpus: &'c PairCorpus, of: fn(&PairText) -> (&Text, &str), spans: fn(&Bead) -> &[Span]) -> Self {
        let read = |pair: &PairText| -> Vec<Vec<Token>> {
            let (text, language) = of(pair);
            let mut classes = Classes::default();
            let tokens = |bead: &Bead| tokens(&text.text, spans(bead), language, &mut classes);
            pair.beads.iter().map(tokens).collect()
        };
        let parts: Vec<Vec<Vec<Token>>> = corpus.texts.par_iter().map(read).collect();
        let mut side = Self {
            tokens: Vec::new(),
            beads: Vec::new(),
            documents: Vec::new(),
            texts: corpus.texts.iter().map(|pair| of(pair).0).collect(),
        };
        for (document, beads) in (0_u32..).zip(parts) {
            for bead in beads {
                let first = side.tokens.len();
                side.tokens.extend(bead);
                side.beads.push(first..side.tokens.len());
                side.documents.push(document);
            }
        }
        side
    }

    /// The words of a bead.
    pub fn tokens(&self, bead: BeadId) -> &[Token] {
        self.beads.get(bead as usize).map_or(&[], |range| &self.tokens[range.clone()])
    }

    /// Number of the document that has the bead.
    pub fn document(&self, bead: BeadId) -> u32 {
        self.documents.get(bead as usize).copied().unwrap_or_default()
    }

    /// The document that has the bead.
    pub fn text(&self, bead: BeadId) -> &'c Text {
        self.texts[self.document(bead) as usize]
    }

    /// What stands there, from the first of so many words to the last.
    pub fn written(&self, bead: BeadId, first: usize, count: usize) -> &'c str {
        let tokens = self.tokens(bead);
        match (tokens.get(first), tokens.get(first + count - 1)) {
            (Some(first), Some(last)) => Span::new(first.start as usize, last.end as usize).get(&self.text(bead).text),
            _ => "",
        }
    }
}

/// The classes of words that were seen already.
type Classes = FxHashMap<u64, Class>;

fn tokens(text: &str, spans: &[Span], language: &str, classes: &mut Classes) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let language = language.split('-').next().unwrap_or_default();
    for span in spans {
        let mut last: Option<usize> = None;
        let piece = span.get(text);
        tokenize(piece, language, |_, kind, range| {
            let Some(word) = piece.get(range.clone()).filter(|_| kind == TokenKind::Word) else { return };
            let form = normal(word);
            let hash = hash(&form);
            let mut class = *classes.entry(hash).or_insert_with(|| function_words::class(&form));
            let gap = last.and_then(|end| piece.get(end..range.start)).unwrap_or("\n\n");
            // A part of an address, a file's name, an identifier.
            if matches!(gap, "." | "/" | "_" | "@" | ":" | "\\" | "=") {
                class = Class::Other;
                tokens.last_mut().into_iter().for_each(|token| token.class = Class::Other);
            }
            let follows = matches!(gap, "" | " " | "-" | "\n" | "·" | "・");
            let place = |at: usize| u32::try_from(span.start + at).unwrap_or(u32::MAX);
            tokens.push(Token { hash, start: place(range.start), end: place(range.end), follows, class });
            last = Some(range.end);
        });
    }
    tokens
}

/// A word in lower case, without the ending of an English plural or possessive.
pub fn normal(word: &str) -> String {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    let mut form = word.replace('’', "'").to_lowercase();
    // An abbreviation may end in an S of its own.
    if form.len() > 3 && form.is_ascii() && !word.ends_with('S') {
        if form.len() > 4 && form.ends_with("ies") {
            form.truncate(form.len() - 3);
            form.push('y');
        } else if ["sses", "shes", "ches", "xes"].iter().any(|ending| form.ends_with(ending)) {
            form.truncate(form.len() - 2);
        } else if form.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| form.ends_with(ending)) {
            form.pop();
        }
    }
    form
}

/// Calls `each` with every stretch of words that follow each other: the first, how many, and the hash of them all.
pub fn stretches(tokens: &[Token], most: usize, mut each: impl FnMut(usize, usize, u64)) {
    for first in 0..tokens.len() {
        let mut all = 0;
        for (count, token) in (1..=most).zip(&tokens[first..]) {
            if count > 1 && !token.follows {
                break;
            }
            all = join(all, token.hash);
            each(first, count, all);
        }
    }
}

/// The hash of a text's words, as `stretches` gives it, and how many they are.
pub fn key(text: &str, language: &str) -> (u64, usize) {
    let tokens = tokens(text, &[Span::new(0, text.len())], language, &mut Classes::default());
    (tokens.iter().fold(0, |all, token| join(all, token.hash)), tokens.len())
}
