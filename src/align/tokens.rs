//! Sentences to tokens: words, numbers and marks in the form in which two languages can be compared.
//!
//! What a word means in the other language is for `lexicon`; how tokens are weighed is for `vectors`.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::text::script::{Script, is_han, script};
use crate::text::segmentation;

/// Number of a token in a vocabulary.
pub type TokenId = u32;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word that may be translated.
    Word,
    /// A number in digits.
    Number,
    /// A punctuation mark that translations keep: a question mark, a quotation.
    Mark,
    /// A link's target, a code span: the same in both languages.
    Anchor,
}

/// Tokens of both sides, each once, by number.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    numbers: FxHashMap<Box<str>, TokenId>,
    tokens: Vec<(Box<str>, TokenKind)>,
}

impl Vocabulary {
    /// The number of a token, which is new if need be.
    pub fn intern(&mut self, text: &str, kind: TokenKind) -> TokenId {
        if let Some(&id) = self.numbers.get(text) {
            return id;
        }
        let id = TokenId::try_from(self.tokens.len()).unwrap_or(TokenId::MAX);
        self.numbers.insert(text.into(), id);
        self.tokens.push((text.into(), kind));
        id
    }

    /// The number of a token, if it is known.
    pub fn get(&self, text: &str) -> Option<TokenId> {
        self.numbers.get(text).copied()
    }

    /// A token's text.
    pub fn text(&self, id: TokenId) -> &str {
        self.tokens.get(id as usize).map_or("", |(text, _)| text)
    }

    /// What a token is.
    pub fn kind(&self, id: TokenId) -> TokenKind {
        self.tokens.get(id as usize).map_or(TokenKind::Mark, |(_, kind)| *kind)
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }
}

/// Calls `each` with the tokens of a text, in order: the normal form, what it is, and where it begins and ends in bytes.
pub fn tokenize(text: &str, language: &str, mut each: impl FnMut(&str, TokenKind, std::ops::Range<usize>)) {
    let mut at = 0;
    let mut form = String::new();
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let end = at
            + match script(first) {
                Script::Han => {
                    let length = rest.find(|c| !is_han(c)).unwrap_or(rest.len());
                    let mut start = at;
                    for piece in han_words(rest.get(..length).unwrap_or_default()) {
                        each(piece, TokenKind::Word, start..start + piece.len());
                        start += piece.len();
                    }
                    length
                }
                Script::Spaced => {
                    let length = word_length(rest);
                    let word = rest.get(..length).unwrap_or_default();
                    normalize(word, language, &mut form);
                    let kind = if word.starts_with(|c: char| c.is_ascii_digit()) { TokenKind::Number } else { TokenKind::Word };
                    each(&form, kind, at..at + length);
                    length
                }
                Script::Space => first.len_utf8(),
                Script::Interpunct | Script::Other => {
                    if let Some(mark) = mark(first) {
                        each(mark, TokenKind::Mark, at..at + first.len_utf8());
                    }
                    first.len_utf8()
                }
            };
        at = end;
    }
}

/// Length of the word that a text starts with; `don't` and `1,200.5` and `v1.2` are one.
fn word_length(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if script(c) == Script::Spaced {
            end = at + c.len_utf8();
            continue;
        }
        let joins = match c {
            '\'' | '’' => true,
            '.' | ',' => text.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit())),
            _ => false,
        };
        let before_digit = matches!(c, '.' | ',');
        let next = chars.peek().map(|&(_, next)| next);
        if !joins || !next.is_some_and(|next| if before_digit { next.is_ascii_digit() } else { script(next) == Script::Spaced }) {
            break;
        }
    }
    end
}

/// Words of Han text; runs of Katakana are one.
fn han_words(text: &str) -> Vec<&str> {
    let is_katakana = |c: char| matches!(c, '\u{30a1}'..='\u{30fc}');
    if !text.chars().any(is_katakana) {
        return segmentation::words(text);
    }
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let inside = is_katakana(first);
        let length = rest.find(|c| is_katakana(c) != inside).unwrap_or(rest.len());
        let (run, after) = rest.split_at(length);
        if inside {
            words.push(run);
        } else {
            words.extend(segmentation::words(run));
        }
        rest = after;
    }
    words
}

/// The form of a Western word: lower case, without accents, without the endings of its language.
pub fn normalize(word: &str, language: &str, form: &mut String) {
    form.clear();
    let word = word.split(['\'', '’']).next_back().filter(|last| last.chars().count() > 2).unwrap_or_else(|| {
        // `God's`, `don't`: what stands before; `l'eau`: what stands after.
        word.split(['\'', '’']).next().unwrap_or(word)
    });
    if word.is_ascii() {
        form.extend(word.chars().filter(|&c| c != ',').map(|c| c.to_ascii_lowercase()));
    } else {
        form.extend(word.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).flat_map(char::to_lowercase));
    }
    if form.starts_with(|c: char| c.is_ascii_digit()) {
        return;
    }
    match language {
        "en" => stem_english(form),
        _ => truncate(form, 6),
    }
}

/// Cuts a word off after some characters: a stem that serves any language with endings.
fn truncate(form: &mut String, characters: usize) {
    if let Some((end, _)) = form.char_indices().nth(characters) {
        form.truncate(end);
    }
}

/// Takes plural and verb endings off, so that most forms of a word fall together.
fn stem_english(form: &mut String) {
    if form.len() <= 3 || !form.is_ascii() {
        return;
    }
    for (ending, replacement, least) in [
        ("ies", "y", 2),
        ("sses", "ss", 1),
        ("ches", "ch", 2),
        ("shes", "sh", 2),
        ("xes", "x", 2),
        ("eth", "", 3),
        ("ing", "", 3),
        ("ied", "y", 2),
        ("ed", "", 3),
        ("ly", "", 4),
        ("s", "", 3),
    ] {
        if form.ends_with(ending) && form.len() >= ending.len() + least && !(ending == "s" && form.ends_with("ss")) {
            form.truncate(form.len() - ending.len());
            form.push_str(replacement);
            break;
        }
    }
    let doubled = {
        let bytes = form.as_bytes();
        let n = bytes.len();
        n > 3 && bytes[n - 1] == bytes[n - 2] && !matches!(bytes[n - 1], b'l' | b's' | b'e' | b'o')
    };
    if doubled || form.len() > 3 && form.ends_with('e') {
        form.pop();
    }
}

/// The mark that a punctuation character stands for, if translations keep it.
const fn mark(c: char) -> Option<&'static str> {
    Some(match c {
        '?' | '？' => "?",
        '!' | '！' => "!",
        ':' | '：' => ":",
        ';' | '；' => ";",
        '(' | '（' => "(",
        '“' | '「' | '『' | '«' | '„' | '"' => "\"",
        '…' => "…",
        '%' | '％' => "%",
        '$' | '＄' => "$",
        '—' => "—",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str, language: &str) -> Vec<(String, std::ops::Range<usize>)> {
        let mut found = Vec::new();
        tokenize(text, language, |form, _, span| found.push((form.to_owned(), span)));
        found
    }

    #[test]
    fn tokens_have_normal_forms_and_places() {
        let expected = [("kubernet", 0..10), ("1200.5", 11..18), ("servic", 19..27), ("god", 28..33), ("?", 33..34)];
        assert_eq!(tokens("Kubernetes 1,200.5 Services God's?", "en"), expected.map(|(form, span)| (form.to_owned(), span)));
        assert_eq!(
            tokens("容器（Pod）", "zh"),
            [("容器", 0..6), ("(", 6..9), ("pod", 9..12)].map(|(form, span)| (form.to_owned(), span))
        );
    }

    #[test]
    fn forms_of_an_english_word_fall_together() {
        for forms in [["create", "created", "creating"], ["stop", "stopped", "stops"], ["city", "cities", "city"]] {
            let stems: Vec<String> = forms.iter().map(|form| tokens(form, "en")[0].0.clone()).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{stems:?}");
        }
    }

    #[test]
    fn accents_and_apostrophes_go() {
        let form = |word: &str| tokens(word, "fr")[0].0.clone();
        assert_eq!([form("l’expédition"), form("Éléphant"), form("d'été")], ["expedi", "elepha", "ete"]);
    }
}
