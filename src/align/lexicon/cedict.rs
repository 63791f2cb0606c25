//! CC-CEDICT, the Chinese-English dictionary, from its published file.

use super::table::{Builder, Table};
use super::{Lexicon, LexiconError};
use crate::align::tokens::{TokenKind, tokenize};

/// Words of definitions that say nothing about the meaning.
const EMPTY: &[&str] = &[
    "a", "abbr", "an", "and", "as", "at", "be", "by", "etc", "for", "from", "in", "into", "it", "its", "of", "on", "one", "or",
    "out", "sb", "smb", "sth", "that", "the", "to", "up", "used", "us", "variant", "with",
];

/// CC-CEDICT: Chinese words to English and back.
#[derive(Clone, Debug, Default)]
pub struct CcCedict {
    table: Table,
    notice: String,
}

/// Whether the text is CC-CEDICT's: by its head or its first entry.
pub(super) fn is_cedict(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').starts_with("# CC-CEDICT")
        || text.lines().find(|line| !line.starts_with('#')).is_some_and(|line| entry(line).is_some())
}

/// `傳統 传统 [chuan2 tong3] /tradition/traditional/`: both spellings, and the meanings.
fn entry(line: &str) -> Option<(&str, &str, &str)> {
    let (traditional, rest) = line.split_once(' ')?;
    let (simplified, rest) = rest.split_once(" [")?;
    let (_, meanings) = rest.split_once("] /")?;
    Some((traditional, simplified, meanings.trim_end()))
}

impl CcCedict {
    /// Reads the published text.
    ///
    /// # Errors
    /// When a line is no entry.
    pub fn read(name: &str, text: &str) -> Result<Self, LexiconError> {
        let mut table = Builder::default();
        let mut entries = "";
        let mut meaning = String::new();
        let mut words: Vec<String> = Vec::new();
        let mut all = Vec::new();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            if let Some(comment) = line.strip_prefix('#') {
                entries = comment.strip_prefix("! entries=").unwrap_or(entries);
                continue;
            }
            if line.trim().is_empty() {
                continue;
            }
            let (traditional, simplified, meanings) =
                entry(line).ok_or_else(|| LexiconError::Line { name: name.to_owned(), line: number + 1 })?;
            for one in meanings.split(['/', ';']).filter(|one| !one.starts_with("CL:") && !one.trim().is_empty()) {
                without_brackets(one, &mut meaning);
                words.clear();
                all.clear();
                tokenize(&meaning, "en", |form, kind, place| {
                    if kind == TokenKind::Word && form.is_ascii() {
                        all.push(form.to_owned());
                        let written = meaning.get(place).unwrap_or_default();
                        if !EMPTY.contains(&written) {
                            words.push(form.to_owned());
                        }
                    }
                });
                // `to be` of 是 is all there is.
                let words = if words.is_empty() { &all } else { &words };
                let weight = 1.0 / words.len().max(1) as f32;
                for word in words {
                    table.tie(simplified, word, weight);
                    if traditional != simplified {
                        table.tie(traditional, word, weight);
                    }
                }
            }
        }
        let table = table.build();
        if table.is_empty() {
            return Err(LexiconError::Empty(name.to_owned()));
        }
        let entries = if entries.is_empty() { String::new() } else { format!(", {entries} entries") };
        let notice = format!(
            "{name} is CC-CEDICT (https://cc-cedict.org){entries}, under Creative Commons Attribution-ShareAlike 4.0: what you \
             publish that is made from it falls under the same licence"
        );
        Ok(Self { table, notice })
    }
}

/// A meaning without what stands in brackets: fields, pronunciations.
fn without_brackets(meaning: &str, out: &mut String) {
    out.clear();
    let mut depth = 0usize;
    for c in meaning.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
}

impl Lexicon for CcCedict {
    fn translations(&self, word: &str, each: &mut dyn FnMut(&str, f32)) {
        self.table.translations(word, each);
    }

    fn notice(&self) -> Option<&str> {
        Some(&self.notice)
    }
}
