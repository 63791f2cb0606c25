//! Lists of word pairs: two columns separated by a tab, a third for how strong the tie is.

use super::table::{Builder, Table};
use super::{Lexicon, LexiconError};

/// Word pairs of any two languages.
#[derive(Clone, Debug, Default)]
pub struct TwoColumn {
    table: Table,
}

impl TwoColumn {
    /// Reads `source<TAB>target[<TAB>weight]` lines; blank lines and those with `#` in front are left out, and so is a
    /// header. Either column may be the source's language. The column of words in both forms, `de` or stemmed, is found
    /// by both.
    ///
    /// # Errors
    /// When a line has no two columns, or there is none.
    pub fn read(name: &str, text: &str) -> Result<Self, LexiconError> {
        let mut table = Builder::default();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let mut cells = line.split('\t').map(str::trim);
            let (Some(left), Some(right)) = (cells.next(), cells.next()) else {
                return Err(LexiconError::Line { name: name.to_owned(), line: number + 1 });
            };
            if number == 0 && left.eq_ignore_ascii_case("source") && right.eq_ignore_ascii_case("target") {
                continue;
            }
            let weight = cells.next().and_then(|cell| cell.parse().ok()).filter(|&weight: &f32| weight > 0.0).unwrap_or(1.0);
            // The language of a column is not known: a word is tied in every form that `tokens` may give it.
            for (left_language, right_language) in [("en", "en"), ("en", ""), ("", "en"), ("", "")] {
                table.tie_texts((left, left_language), (right, right_language), weight);
            }
        }
        let table = table.build();
        if table.is_empty() { Err(LexiconError::Empty(name.to_owned())) } else { Ok(Self { table }) }
    }
}

impl Lexicon for TwoColumn {
    fn translations(&self, word: &str, each: &mut dyn FnMut(&str, f32)) {
        self.table.translations(word, each);
    }
}
