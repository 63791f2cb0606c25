//! Latin words of a Chinese text, how often the corpus has each, and names of several capitalised words.
//!
//! Which of them are misspelt is for the signals.

use rustc_hash::FxHashMap;

use super::corpus::{Corpus, Text};

/// A Latin word: letters and digits, at least one letter, as bytes of `Text::text`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Word {
    /// The word.
    pub fn get<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// Whether a character belongs to a Latin word.
pub fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{c0}'..='\u{24f}') && c.is_alphabetic()
}

/// The Latin words of a text, in reading order.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte >= 0xe0 {
            at += if byte >= 0xf0 { 4 } else { 3 };
            continue;
        }
        if !(byte.is_ascii_alphanumeric() || (0xc3..=0xc9).contains(&byte)) {
            at += 1;
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let length = rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
        if length > 0 && bytes[at..at + length].iter().any(|byte| !byte.is_ascii_digit()) {
            words.push(Word { start: at as u32, end: (at + length) as u32 });
        }
        at += length.max(1);
    }
    words.shrink_to_fit();
    words
}

/// How often a string occurs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Documents that have it.
    pub documents: u32,
    /// Times it stands there.
    pub mentions: u32,
}

/// The Latin words of a corpus as written, with their counts.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary<'c> {
    /// By lower case: the ways of writing it, most frequent first.
    pub folded: FxHashMap<Box<str>, Vec<(&'c str, Count)>>,
}

impl<'c> Vocabulary<'c> {
    /// Counts the words of all texts.
    pub fn new(corpus: &'c Corpus) -> Self {
        let mut words: FxHashMap<&str, (Count, usize)> = FxHashMap::default();
        for (number, text) in corpus.texts.iter().enumerate() {
            for word in &text.words {
                let (count, last) = words.entry(word.get(&text.text)).or_insert((Count::default(), usize::MAX));
                count.mentions += 1;
                count.documents += u32::from(*last != number);
                *last = number;
            }
        }
        let mut folded: FxHashMap<Box<str>, Vec<(&str, Count)>> = FxHashMap::default();
        for (word, (count, _)) in words {
            folded.entry(word.to_lowercase().into()).or_default().push((word, count));
        }
        for ways in folded.values_mut() {
            ways.sort_by(|(left, a), (right, b)| (b.mentions, left).cmp(&(a.mentions, right)));
        }
        Self { folded }
    }

    /// The most frequent way of writing a word that is given in lower case.
    pub fn usual(&self, lower: &str) -> Option<(&'c str, Count)> {
        self.folded.get(lower).and_then(|ways| ways.first()).copied()
    }
}

/// Calls `each` with every run of two to four words that start with a capital (`Ada Lovelace`, `J. R. Gain`): the
/// numbers of its first and last word, and the run.
pub fn names<'t>(text: &'t Text, mut each: impl FnMut(usize, usize, &'t str)) {
    let capital = |word: &Word| word.get(&text.text).starts_with(char::is_uppercase);
    let mut first = 0;
    while first < text.words.len() {
        if !capital(&text.words[first]) {
            first += 1;
            continue;
        }
        let mut last = first;
        while let Some(next) = text.words.get(last + 1) {
            let between = text.text.get(text.words[last].end as usize..next.start as usize).unwrap_or_default();
            if capital(next) && matches!(between, " " | ". " | "-" | "’" | "'") { last += 1 } else { break }
        }
        if (1..4).contains(&(last - first)) {
            let run = text.text.get(text.words[first].start as usize..text.words[last].end as usize).unwrap_or_default();
            each(first, last, run);
        }
        first = last + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_latin_and_have_a_letter() {
        let text = "用 kube con、Docker2 和 42 部署Coté的µs。";
        let found: Vec<&str> = words(text).iter().map(|word| word.get(text)).collect();
        assert_eq!(found, ["kube", "con", "Docker2", "Coté", "s"]);
    }

    #[test]
    fn names_are_runs_of_capitals() {
        let text = "由 Ada Lovelace 和 J. R. Gain 在 The usual Place 说 Docker。".to_owned();
        let words = words(&text);
        let text = Text { text, words, ..Text::default() };
        let mut found = Vec::new();
        names(&text, |_, _, name| found.push(name));
        assert_eq!(found, ["Ada Lovelace", "J. R. Gain"]);
    }
}
