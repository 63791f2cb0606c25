//! The glossary as a lexicon: every rendering of a concept goes with every other of another language.

use super::table::{Builder, Table};
use crate::glossary::Glossary;

impl Table {
    /// The terms of two languages, by primary tag (`en`, `zh`), approved or not: all of them stand in texts.
    pub fn from_glossary(glossary: &Glossary, left: &str, right: &str) -> Self {
        let mut table = Builder::default();
        for concept in &glossary.concepts {
            let of = |language: &str| {
                let language = language.to_owned();
                concept.terms.iter().filter(move |term| term.language.split('-').next() == Some(&language))
            };
            for source in of(left) {
                for target in of(right) {
                    table.tie_texts((&source.text, left), (&target.text, right), 1.0);
                }
            }
        }
        table.build()
    }
}
