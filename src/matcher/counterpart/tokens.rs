//! Texts of any script as tokens: a Chinese character, a word of a script with spaces, a sign.
//!
//! What is counted of them is for `statistics`.

use crate::text::Span;
use crate::text::script::{Script, script};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// One character of a script without spaces.
    Han,
    /// A word or number of a script with spaces.
    Word,
    /// A dot that joins the parts of a name.
    Interpunct,
    /// Anything else that is not a space.
    Sign,
}

/// A token; words fold to lower case, and their plural to the singular.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Stable on every machine.
    pub hash: u64,
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

/// A hash of a text, stable on every machine.
pub fn hash(text: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(text.as_bytes())
}

/// A hash of two, in order.
pub const fn join(left: u64, right: u64) -> u64 {
    (left.rotate_left(23) ^ right).wrapping_mul(0x9fb2_1c65_1e98_df25)
}

/// The tokens of a text.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 3);
    let mut chars = text.char_indices().peekable();
    let mut word = String::new();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        let (hash, kind) = match script(c) {
            Script::Space => continue,
            Script::Han => (u64::from(u32::from(c)), TokenKind::Han),
            Script::Interpunct => (u64::from(u32::from('·')), TokenKind::Interpunct),
            Script::Other => (u64::from(u32::from(c)), TokenKind::Sign),
            Script::Spaced => {
                word.clear();
                word.extend(c.to_lowercase());
                while let Some(&(at, next)) = chars.peek() {
                    if script(next) != Script::Spaced && !matches!(next, '\'' | '’') {
                        break;
                    }
                    word.extend(next.to_lowercase());
                    end = at + next.len_utf8();
                    chars.next();
                }
                (hash(stem(&word)), TokenKind::Word)
            }
        };
        tokens.push(Token { hash, span: Span::new(start, end), kind });
    }
    tokens
}

/// A word without the ending of an English plural or possessive; for counting, so that a wrong cut does no harm.
fn stem(word: &str) -> &str {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    match word.strip_suffix('s') {
        Some(bare) if bare.len() >= 3 && !bare.ends_with(['s', 'u', 'i']) => bare,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fall_into_characters_and_words() {
        let text = "Kubernetes 的 Pods，即 pod";
        let tokens = tokens(text);
        let words: Vec<&str> = tokens.iter().map(|token| token.span.get(text)).collect();
        assert_eq!(words, ["Kubernetes", "的", "Pods", "，", "即", "pod"]);
        assert_eq!(tokens[2].hash, tokens[5].hash);
        assert_eq!(tokens[3].kind, TokenKind::Sign);
    }
}
