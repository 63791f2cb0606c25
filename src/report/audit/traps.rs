//! Traps: places where a wrong string is only a part of a longer, right word.
//!
//! The dictionary's most probable words around each place decide; a longer string of the glossary comes before both.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::glossary::{AdministrativeStatus, Glossary, Term};
use crate::matcher::strings::Strings;
use crate::text::Span;
use crate::text::script::is_han;
use crate::text::segmentation::words;

/// Characters on either side of a place in which words are looked for.
const AROUND: usize = 10;
/// Places that a word needs to be proposed.
const FEWEST: usize = 2;
/// Words that are proposed at most.
const MOST: usize = 8;

/// A string that is not only a rendering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trap {
    /// The concept's id.
    pub concept: String,
    /// The string.
    pub rendering: String,
    /// File of its row.
    pub file: String,
    /// Line of its row, from 1.
    pub line: usize,
    /// Times that the string stands in the corpus, outside of longer strings of the glossary.
    pub places: usize,
    /// Times that it is a part of a longer word.
    pub within: usize,
    /// Of these, times that the row's `unless` has the word.
    pub excluded: usize,
    /// The longer words, the most frequent first.
    pub words: Vec<Word>,
    /// Words to add to the row's `unless`: those of several places that it lacks.
    pub unless: Vec<String>,
}

/// A longer word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Times that the string stands in it.
    pub places: usize,
}

/// The traps of a glossary's Chinese strings that are deprecated or ambiguous, most places within longer words first.
pub fn traps<'t>(glossary: &Glossary, texts: impl Iterator<Item = &'t str>) -> Vec<Trap> {
    let terms = || glossary.concepts.iter().flat_map(|concept| concept.terms.iter().map(move |term| (concept, term)));
    let listed: Vec<(&str, &Term, &str)> = terms()
        .filter(|(_, term)| term.text.contains(is_han))
        .map(|(concept, term)| (concept.id.as_str(), term, term.text.as_str()))
        .collect();
    // Numbers of strings are places in this list; of one string in two rows the first is asked.
    let Ok(strings) = Strings::new(listed.iter().map(|(_, _, text)| *text)) else { return Vec::new() };
    let mut seen: BTreeMap<usize, (usize, BTreeMap<String, usize>)> = BTreeMap::new();
    let mut memory = Vec::new();
    for text in texts {
        strings.find(text, &mut memory, |number, span| {
            if listed.get(number).is_some_and(|(_, term, _)| is_wrong(term)) {
                let (places, longer) = seen.entry(number).or_default();
                *places += 1;
                if let Some(word) = longer_word(text, span) {
                    *longer.entry(word.to_owned()).or_default() += 1;
                }
            }
        });
    }
    let trap = |(number, (places, longer)): (usize, (usize, BTreeMap<String, usize>))| {
        let (concept, term, _) = listed.get(number)?;
        let is_excluded = |word: &str| term.unless().iter().any(|unless| word.contains(unless.as_str()) || unless.contains(word));
        let is_listed = |word: &str| listed.iter().any(|(_, _, text)| *text == word);
        let mut words: Vec<Word> = longer.into_iter().map(|(text, places)| Word { text, places }).collect();
        words.sort_by(|left, right| right.places.cmp(&left.places).then_with(|| left.text.cmp(&right.text)));
        let is_lacking = |word: &&Word| word.places >= FEWEST && !is_excluded(&word.text) && !is_listed(&word.text);
        let places_of = |word: &Word| word.places;
        (!words.is_empty()).then(|| Trap {
            concept: (*concept).to_owned(),
            rendering: term.text.to_string(),
            file: term.origin.file.to_string(),
            line: term.origin.line as usize,
            places,
            within: words.iter().map(places_of).sum(),
            excluded: words.iter().filter(|word| is_excluded(&word.text)).map(places_of).sum(),
            unless: words.iter().filter(is_lacking).take(MOST).map(|word| word.text.clone()).collect(),
            words,
        })
    };
    let mut traps: Vec<Trap> = seen.into_iter().filter_map(trap).collect();
    traps.sort_by(|left, right| {
        (right.within - right.excluded).cmp(&(left.within - left.excluded)).then_with(|| left.rendering.cmp(&right.rendering))
    });
    traps
}

fn is_wrong(term: &Term) -> bool {
    term.ambiguous || term.status == AdministrativeStatus::Deprecated
}

/// The word of the dictionary that has the string in it and is longer; `None` where the string is made of whole words.
fn longer_word(text: &str, span: Span) -> Option<&str> {
    let start = text[..span.start].char_indices().rev().take(AROUND).last().map_or(span.start, |(at, _)| at);
    let end = text[span.end..].char_indices().nth(AROUND).map_or(text.len(), |(at, _)| span.end + at);
    let around = text.get(start..end)?;
    let mut at = start;
    for word in words(around) {
        // Spaces are left out between words.
        at += text.get(at..end)?.find(word)?;
        let found = Span::new(at, at + word.len());
        at = found.end;
        if found.contains(&span) && found != span {
            return Some(found.get(text));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary;

    #[test]
    fn longer_words_are_counted_and_proposed() {
        let texts = ["他们用集装发布产品。", "集装箱很大，集装箱很重。", "豆荚。"];
        for (unless, excluded, proposed) in [("", 0, vec!["集装箱".to_owned()]), ("集装箱", 2, Vec::new())] {
            let rows = format!("id,en,zh,zh:deprecated,unless\nset,Set,套,集装,{unless}\npod,Pod,Pod,豆荚,\n");
            let glossary = glossary::load::read("g.csv", rows.as_bytes()).expect("sound");
            let trap = Trap {
                concept: "set".to_owned(),
                rendering: "集装".to_owned(),
                file: "g.csv".to_owned(),
                line: 2,
                places: 3,
                within: 2,
                excluded,
                words: vec![Word { text: "集装箱".to_owned(), places: 2 }],
                unless: proposed,
            };
            assert_eq!(traps(&glossary, texts.iter().copied()), [trap]);
        }
    }
}
