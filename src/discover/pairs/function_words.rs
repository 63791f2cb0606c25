//! Words of closed classes: articles, pronouns, prepositions, auxiliary verbs. No term begins or ends with one.
//!
//! The table beside this file has them, as grammars list them, English and Chinese, and some Japanese; a line is a class and
//! its words. Whether a string is a term beyond that, counts decide.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::tokens::Class;

static CLASSES: LazyLock<FxHashMap<&str, Class>> = LazyLock::new(|| {
    let mut classes = FxHashMap::default();
    for line in include_str!("function_words.txt").lines() {
        let mut words = line.split(' ');
        let class = match words.next() {
            Some("determiner") => Class::Determiner,
            Some("before-verb") => Class::BeforeVerb,
            _ => Class::Other,
        };
        for word in words {
            classes.entry(word).or_insert(class);
        }
    }
    classes
});

/// The class of a word in its normal form.
pub fn class(form: &str) -> Class {
    let other = if form.len() == 1 { Class::Other } else { Class::Content };
    CLASSES.get(form).copied().unwrap_or(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_closed_classes_are_known() {
        let classes = ["the", "can", "of", "x", "harbour", "的", "港口"].map(class);
        let (other, content) = (Class::Other, Class::Content);
        assert_eq!(classes, [Class::Determiner, Class::BeforeVerb, other, other, content, other, content]);
    }
}
