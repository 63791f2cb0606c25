//! Makes text from checked files harmless where it is shown: in terminals, logs, URIs and spreadsheets.
//!
//! XML and JSON have escapes of their own, which their writers know.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character could drive a terminal or turn the direction of what follows.
pub(super) fn is_hostile(c: char) -> bool {
    c.is_control() || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text on one line, control and direction characters written as `\n` or `\u{1b}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_hostile(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// The path without a leading `./`, as services that compare paths with those of a repository want it.
pub(super) fn repository_path(path: &str) -> &str {
    let mut path = path;
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.trim_start_matches('/');
    }
    path
}

/// The path as a URI reference (RFC 3986), and whether it is relative.
pub(super) fn uri(path: &str) -> (String, bool) {
    let path = repository_path(path);
    let bytes = path.as_bytes();
    let drive = matches!(bytes, [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
    let mut out = String::with_capacity(path.len() + 8);
    if drive {
        out.push_str("file:///");
    } else if path.starts_with('/') {
        out.push_str("file://");
    }
    let relative = out.is_empty();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(*byte)),
            b':' if drive && at == 1 => out.push(':'),
            byte => {
                // Writing into a `String` cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    (out, relative)
}

/// The text as a cell that no spreadsheet takes for a formula and no terminal for a command; line ends and tabs stay.
pub(super) fn cell(text: &str) -> Cow<'_, str> {
    // Hostile characters are controls of ASCII, or start with one of three bytes.
    let may_be_hostile = |&byte: &u8| byte < b' ' || byte == 0x7f || matches!(byte, 0xc2 | 0xd8 | 0xe2);
    if text.as_bytes().iter().any(may_be_hostile) && text.contains(|c| is_hostile(c) && !matches!(c, '\n' | '\r' | '\t')) {
        return Cow::Owned(cell(&visible(text)).into_owned());
    }
    match text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::{cell, repository_path, uri, visible};

    #[test]
    fn control_and_direction_characters_become_visible() {
        assert_eq!(visible("a\u{1b}[31m\nb\t\u{202e}c\u{85}"), r"a\u{1b}[31m\nb\t\u{202e}c\u{85}");
        assert_eq!(visible("海塔尔"), "海塔尔");
    }

    #[test]
    fn paths_become_uris() {
        let cases = [
            ("./docs/中 文.md", "docs/%E4%B8%AD%20%E6%96%87.md", true),
            ("a%b?c#d:e.md", "a%25b%3Fc%23d%3Ae.md", true),
            ("../up.md", "../up.md", true),
            ("/abs/a.md", "file:///abs/a.md", false),
            ("C:/abs/a.md", "file:///C:/abs/a.md", false),
        ];
        for (path, wanted, relative) in cases {
            assert_eq!(uri(path), (wanted.to_owned(), relative), "{path}");
        }
    }

    #[test]
    fn a_leading_dot_is_dropped() {
        assert_eq!(repository_path(".//./docs/a.md"), "docs/a.md");
        assert_eq!(repository_path(".hidden/a.md"), ".hidden/a.md");
    }

    #[test]
    fn formulas_become_text() {
        for (text, wanted) in [
            ("=1+1", "'=1+1"),
            ("-", "'-"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("a=b", "a=b"),
            ("\u{1b}\nb", r"\u{1b}\nb"),
            ("", ""),
        ] {
            assert_eq!(cell(text), wanted);
        }
    }
}
