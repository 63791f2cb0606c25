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

/// For each byte whether it is one of these: the table of a search that looks at every byte.
pub const fn byte_set(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
}

/// As `byte_set`, with all bytes below the space.
pub const fn byte_set_with_controls(bytes: &[u8]) -> [bool; 256] {
    let mut table = byte_set(bytes);
    let mut byte = 0;
    while byte < b' ' {
        table[byte as usize] = true;
        byte += 1;
    }
    table
}

/// Letters and digits of ASCII.
pub const ALPHANUMERIC: [bool; 256] = byte_set(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

/// The object replacement character.
const OBJECT: char = '\u{fffc}';

/// The class of a character.
#[inline]
pub fn script(c: char) -> Script {
    match c {
        // What texts are made of comes first: the tables behind `is_alphanumeric` are slow.
        '\u{4e00}'..='\u{9fff}' => Script::Han,
        'a'..='z' | 'A'..='Z' | '0'..='9' => Script::Spaced,
        '\t'..='\r' | ' ' => Script::Space,
        '\0'..='\u{7f}' => Script::Other,
        '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' => Script::Other,
        '\u{2010}'..='\u{2021}' | '\u{2023}'..='\u{2026}' | OBJECT => Script::Other,
        '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30fa}'
        | '\u{30fc}'..='\u{312f}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3134f}' => Script::Han,
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
#[inline]
pub fn is_han(c: char) -> bool {
    match c {
        // Nearly all that is asked for.
        '\0'..='\u{7f}' => false,
        '\u{4e00}'..='\u{9fff}' => true,
        _ => script(c) == Script::Han,
    }
}

/// Whether the character is a letter or digit of a script that is written with spaces.
#[inline]
pub fn is_spaced(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        '\u{4e00}'..='\u{9fff}' => false,
        _ => script(c) == Script::Spaced,
    }
}

/// Whether any character of the text is Han or Kana.
pub fn has_han(text: &str) -> bool {
    // None of them begins with a lower byte, and no other byte of a character is as high.
    let is_here = |(at, byte): (usize, u8)| byte >= 0xe2 && text[at..].chars().next().is_some_and(is_han);
    !text.is_ascii() && text.bytes().enumerate().any(is_here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcuts_say_what_unicode_says() {
        for c in '\0'..=char::MAX {
            let han = matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30fa}' | '\u{30fc}'..='\u{312f}')
                || matches!(c, '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}');
            let expected = match c {
                _ if han => Script::Han,
                _ if is_interpunct(c) => Script::Interpunct,
                _ if c.is_alphanumeric() => Script::Spaced,
                _ if c.is_whitespace() => Script::Space,
                _ => Script::Other,
            };
            assert_eq!(script(c), expected, "{c:?}");
            assert_eq!((is_han(c), is_spaced(c)), (expected == Script::Han, expected == Script::Spaced), "{c:?}");
            assert_eq!(has_han(c.encode_utf8(&mut [0; 4])), han, "{c:?}");
        }
    }
}
