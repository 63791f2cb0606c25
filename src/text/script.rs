//! Script classes of characters, as boundaries and spacing need them.
//!
//! Coarse on purpose: a boundary asks whether a script is written with spaces, not which language it is.

/// How a character behaves at the edge of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// Written without spaces: Han, Kana, Bopomofo.
    Han,
    /// Written with spaces: letters and digits of Latin, Greek, Cyrillic, Hangul and the like.
    Spaced,
    /// A dot that joins the parts of a foreign name.
    Interpunct,
    /// White space.
    Space,
    /// Anything else.
    Other,
}

/// The class of a character.
pub fn script(c: char) -> Script {
    match c {
        '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30fa}' | '\u{30fc}'..='\u{312f}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}' => Script::Han,
        c if is_interpunct(c) => Script::Interpunct,
        c if c.is_alphanumeric() => Script::Spaced,
        c if c.is_whitespace() => Script::Space,
        _ => Script::Other,
    }
}

/// Whether the character is a dot that joins the parts of a name: `· • ・ ‧ ∙ ⋅` and the half-width `･`.
pub const fn is_interpunct(c: char) -> bool {
    matches!(c, '·' | '•' | '・' | '‧' | '∙' | '⋅' | '･')
}

/// Whether the character is written without spaces.
pub fn is_han(c: char) -> bool {
    script(c) == Script::Han
}

/// Whether the character is a letter or digit of a script that is written with spaces.
pub fn is_spaced(c: char) -> bool {
    script(c) == Script::Spaced
}

/// Whether any character of the text is Han or Kana.
pub fn has_han(text: &str) -> bool {
    text.chars().any(is_han)
}
