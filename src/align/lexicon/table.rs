//! Pairs of words in memory, looked up from either side.

use rustc_hash::FxHashMap;

use super::Lexicon;
use crate::align::tokens::{TokenKind, tokenize};

/// Words and what they go with, both ways.
#[derive(Clone, Debug, Default)]
pub struct Table {
    numbers: FxHashMap<Box<str>, u32>,
    words: Vec<Box<str>>,
    /// Where each word's row starts in `ties`; one more than there are words.
    starts: Vec<u32>,
    /// (Number of the other, weight), row by row.
    ties: Vec<(u32, f32)>,
}

/// A table being filled.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    numbers: FxHashMap<Box<str>, u32>,
    words: Vec<Box<str>>,
    ties: Vec<(u32, u32, f32)>,
}

impl Builder {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.numbers.get(word) {
            return number;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.numbers.insert(word.into(), number);
        self.words.push(word.into());
        number
    }

    /// Ties two words (normal forms) together; a second tie of the same words adds to the first.
    pub fn tie(&mut self, left: &str, right: &str, weight: f32) {
        let (left, right) = (self.number(left), self.number(right));
        self.ties.push((left, right, weight));
        if left != right {
            self.ties.push((right, left, weight));
        }
    }

    /// Ties two expressions together: each word of one to each word of the other, the weaker the longer they are.
    pub fn tie_texts(&mut self, left: (&str, &str), right: (&str, &str), weight: f32) {
        let words = |(text, language): (&str, &str)| {
            let mut words = Vec::new();
            tokenize(text, language, |form, kind, _| {
                if kind == TokenKind::Word {
                    words.push(form.to_owned());
                }
            });
            words
        };
        let (lefts, rights) = (words(left), words(right));
        let weight = weight / lefts.len().max(rights.len()).max(1) as f32;
        for left in &lefts {
            for right in &rights {
                self.tie(left, right, weight);
            }
        }
    }

    /// The table.
    pub fn build(mut self) -> Table {
        self.ties.sort_by_key(|&(from, to, _)| (from, to));
        let mut table = Table { numbers: self.numbers, words: self.words, starts: vec![0], ties: Vec::new() };
        let mut rest = self.ties.as_slice();
        for number in 0..table.words.len() as u32 {
            while let Some(&(_, to, _)) = rest.first().filter(|tie| tie.0 == number) {
                let count = rest.iter().take_while(|tie| (tie.0, tie.1) == (number, to)).count();
                let weight: f32 = rest[..count].iter().map(|tie| tie.2).sum();
                table.ties.push((to, weight.min(1.0)));
                rest = &rest[count..];
            }
            table.starts.push(u32::try_from(table.ties.len()).unwrap_or(u32::MAX));
        }
        table
    }
}

impl Table {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

impl Lexicon for Table {
    fn translations(&self, word: &str, each: &mut dyn FnMut(&str, f32)) {
        let Some(&number) = self.numbers.get(word) else { return };
        let row = self.starts[number as usize] as usize..self.starts[number as usize + 1] as usize;
        for &(other, weight) in &self.ties[row] {
            each(&self.words[other as usize], weight);
        }
    }
}
