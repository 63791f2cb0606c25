//! What every signal needs to know of a corpus: its dotted names, its Latin names and words, with their documents.
//!
//! Found once, before the signals start.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::corpus::Corpus;
use super::latin::{self, Vocabulary};
use super::names::{self, NameMention};

/// A name with the documents that have it.
#[derive(Clone, Debug, Default)]
pub struct Name<'c> {
    /// As written.
    pub text: &'c str,
    /// Numbers of the texts that have it, ascending.
    pub texts: Vec<u32>,
    /// Times it stands there.
    pub mentions: u32,
}

/// Names by number, and the numbers of the names of each text.
#[derive(Clone, Debug, Default)]
pub struct Names<'c> {
    /// In the order in which the corpus first has them.
    pub list: Vec<Name<'c>>,
    /// By text: numbers in `list`, ascending, each once.
    pub of_text: Vec<Vec<u32>>,
}

impl<'c> Names<'c> {
    fn collect(texts: usize, found: impl Iterator<Item = (u32, &'c str)>) -> Self {
        let mut names = Self { list: Vec::new(), of_text: vec![Vec::new(); texts] };
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        for (text, string) in found {
            let next = names.list.len() as u32;
            let number = *numbers.entry(string).or_insert(next);
            if number == next {
                names.list.push(Name { text: string, ..Name::default() });
            }
            let name = &mut names.list[number as usize];
            name.mentions += 1;
            if name.texts.last() != Some(&text) {
                name.texts.push(text);
                names.of_text[text as usize].push(number);
            }
        }
        for of_text in &mut names.of_text {
            of_text.sort_unstable();
        }
        names
    }
}

/// All of it.
#[derive(Debug)]
pub struct Facts<'c> {
    /// The texts.
    pub corpus: &'c Corpus,
    /// Names whose parts a dot joins.
    pub dotted: Names<'c>,
    /// Where they stand, in reading order.
    pub dotted_mentions: Vec<NameMention>,
    /// Runs of Latin words with capitals.
    pub latin: Names<'c>,
    /// Latin words.
    pub vocabulary: Vocabulary<'c>,
}

impl<'c> Facts<'c> {
    /// Finds them.
    pub fn new(corpus: &'c Corpus) -> Self {
        let ((dotted_mentions, latin_runs), vocabulary) =
            rayon::join(|| rayon::join(|| names::find(corpus), || latin_runs(corpus)), || Vocabulary::new(corpus));
        let dotted =
            dotted_mentions.iter().map(|mention| (mention.text, mention.span.get(&corpus.texts[mention.text as usize].text)));
        let dotted = Names::collect(corpus.texts.len(), dotted);
        let latin = Names::collect(corpus.texts.len(), latin_runs.into_iter());
        Self { corpus, dotted, dotted_mentions, latin, vocabulary }
    }
}

fn latin_runs(corpus: &Corpus) -> Vec<(u32, &str)> {
    let runs = corpus.texts.par_iter().enumerate().flat_map_iter(|(number, text)| {
        let mut runs = Vec::new();
        latin::names(text, |_, _, name| runs.push((number as u32, name)));
        runs
    });
    runs.collect()
}
