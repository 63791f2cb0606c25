//! The values of a shortcode, a template tag or a component that readers see: `alt`, `title`, `caption`, `text`.
//!
//! It only says where they are, in text that is masked for everything else.

use crate::document::Role;
use crate::text::Escape;

/// A value that readers see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value<'m> {
    /// What it is for.
    pub role: Role,
    /// How it is quoted.
    pub escape: Escape,
    /// Where it starts in the markup, in bytes.
    pub start: usize,
    /// The value as written.
    pub text: &'m str,
}

/// How a kind of markup ends, and how it quotes a value in double quotes.
const KINDS: [(&str, &str, Escape); 4] = [
    // Hugo: strings of Go.
    ("{{<", ">}}", Escape::DoubleQuoted),
    ("{{%", "%}}", Escape::DoubleQuoted),
    // Liquid has no escapes: what would need one may not go in.
    ("{%", "%}", Escape::YamlPlain),
    // JSX, of which a brace stands somewhere.
    ("<", ">", Escape::Html),
];

/// The values in one piece of markup, if it is of a kind that has any; with closing tags behind it or not.
pub fn visible(markup: &str) -> Vec<Value<'_>> {
    let Some((_, close, double)) = KINDS.iter().find(|(open, ..)| markup.starts_with(open)) else { return Vec::new() };
    let mut values = Vec::new();
    let mut at = 0;
    while let Some((start, quote)) = next_quote(markup, at, close) {
        let name = markup.get(at..start).unwrap_or_default().strip_suffix('=').map_or("", last_word);
        let Some(length) = length(markup.get(start + 1..).unwrap_or_default(), quote) else { break };
        let text = markup.get(start + 1..start + 1 + length).unwrap_or_default();
        let role = match name {
            "alt" => Some(Role::AltText),
            "title" => Some(Role::Title),
            "caption" | "text" => Some(Role::Body),
            _ => None,
        };
        if let Some(role) = role {
            let escape = match quote {
                _ if text.contains('\\') => Escape::Opaque,
                '"' => *double,
                '\'' => Escape::SingleQuoted,
                _ => Escape::Opaque,
            };
            values.push(Value { role, escape, start: start + 1, text });
        }
        at = start + 1 + length + quote.len_utf8();
    }
    values
}

/// The next quotation mark from `from` on, before the markup ends.
fn next_quote(markup: &str, from: usize, close: &str) -> Option<(usize, char)> {
    let rest = markup.get(from..)?;
    let (found, quote) = rest.char_indices().find(|(_, c)| matches!(c, '"' | '\'' | '`'))?;
    // Inside of braces a component may have an arrow.
    let is_over = close.len() > 1 && rest.get(..found)?.contains(close);
    (!is_over).then_some((from + found, quote))
}

/// How long a quoted value is; a backslash quotes what follows.
fn length(text: &str, quote: char) -> Option<usize> {
    let mut is_quoted = false;
    let ends = |c: char| {
        let was_quoted = is_quoted;
        is_quoted = c == '\\' && !was_quoted;
        c == quote && !was_quoted
    };
    text.find(ends)
}

/// The word at the end of a text, if white space stands before it.
fn last_word(text: &str) -> &str {
    let start = text.rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).map_or(0, |at| at + 1);
    let is_apart = text.get(..start).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_whitespace()));
    if is_apart { text.get(start..).unwrap_or_default() } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_readers_see_is_found() {
        let cases: &[(&str, &[(&str, Escape)])] = &[
            (
                r#"{{< figure src="title='x'" alt="甲 乙" title='丙' caption="" >}}"#,
                &[("甲 乙", Escape::DoubleQuoted), ("丙", Escape::SingleQuoted), ("", Escape::DoubleQuoted)],
            ),
            (r#"{{% note title="a \"b\"" text="甲" %}}"#, &[(r#"a \"b\""#, Escape::Opaque), ("甲", Escape::DoubleQuoted)]),
            ("{{< x alt=`甲` >}}", &[("甲", Escape::Opaque)]),
            (r#"{% include figure.html alt="甲" data-title="乙" %}"#, &[("甲", Escape::YamlPlain)]),
            (r#"<Card onClick={() => f("title")} n={1} title="甲" />"#, &[("甲", Escape::Html)]),
            (r#"{{< highlight go >}}x title="甲" {{< /highlight >}}"#, &[]),
            (r#"{{ f(title="甲") }}"#, &[]),
            (r#"{{< x title="甲"#, &[]),
            (r#"{{< x "title" "甲" >}}"#, &[]),
            ("{{< x title=\"甲\\", &[]),
            ("::: title=\"甲\"", &[]),
        ];
        for (markup, expected) in cases {
            let found: Vec<(&str, Escape)> = visible(markup).iter().map(|value| (value.text, value.escape)).collect();
            assert_eq!(found, *expected, "{markup}");
            for value in visible(markup) {
                assert_eq!(markup.get(value.start..value.start + value.text.len()), Some(value.text));
            }
        }
    }
}
