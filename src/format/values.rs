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

/// Tags of Liquid that compute, so that a value in them is no text.
const LOGIC: [&str; 9] = ["assign", "capture", "case", "elsif", "for", "if", "set", "unless", "when"];

/// The values in one piece of markup, if it is of a kind that has any; with closing tags behind it or not.
///
/// What may be taken for markup by mistake, is shown as an example, or computes, has none.
pub fn visible(markup: &str) -> Vec<Value<'_>> {
    let Some(&(open, close, double)) = KINDS.iter().find(|(open, ..)| markup.starts_with(open)) else { return Vec::new() };
    let inner = markup[open.len()..].trim_start_matches(['-', ' ', '\t', '\n', '\r']);
    let name = inner.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
    if inner.starts_with("/*") || open == "{%" && LOGIC.contains(&name) {
        return Vec::new();
    }
    let mut values = Vec::new();
    let mut at = open.len();
    while let Some((start, quote)) = next_quote(markup, at, close) {
        let gap = markup.get(at..start).unwrap_or_default();
        let rest = markup.get(start + 1..).unwrap_or_default();
        let Some(text) = length(rest, quote).and_then(|length| rest.get(..length)) else { break };
        if quote == '`' || is_prose(gap) || is_prose(text) || close.len() > 1 && (gap.contains('|') || text.contains(close)) {
            break;
        }
        let role = match gap.strip_suffix('=').map_or("", last_word) {
            "alt" => Some(Role::AltText),
            "title" => Some(Role::Title),
            "caption" | "text" => Some(Role::Body),
            _ => None,
        };
        // Markup in a value is not parsed.
        if let Some(role) = role.filter(|_| !text.contains(['<', '['])) {
            let escape = match quote {
                _ if text.contains('\\') => Escape::Opaque,
                '"' => double,
                _ => Escape::SingleQuoted,
            };
            values.push(Value { role, escape, start: start + 1, text });
        }
        at = start + 1 + text.len() + 1;
    }
    values
}

/// Whether a piece of a tag cannot be one: it has code, a line without text or another tag in it.
fn is_prose(piece: &str) -> bool {
    piece.contains('`')
        || piece.contains("~~~")
        || ["{{<", "{{%", "{%"].iter().any(|open| piece.contains(open))
        || piece.rsplit_once('\n').is_some_and(|(lines, _)| lines.split('\n').skip(1).any(|line| line.trim().is_empty()))
}

/// The next quotation mark from `from` on, before the markup ends; none behind braces with more than a name or number.
fn next_quote(markup: &str, from: usize, close: &str) -> Option<(usize, char)> {
    let rest = markup.get(from..)?;
    let (found, quote) = rest.char_indices().find(|(_, c)| matches!(c, '"' | '\'' | '`'))?;
    let before = rest.get(..found)?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ' ');
    let is_open = |part: &str| part.split_once('}').is_none_or(|(inner, _)| !inner.chars().all(is_plain));
    let is_over = if close.len() > 1 { before.contains(close) } else { before.split('{').skip(1).any(is_open) };
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
            ("{{< x alt=`甲` >}}", &[]),
            (r#"{% include figure.html alt="甲" data-title="乙" %}"#, &[("甲", Escape::YamlPlain)]),
            (r#"<Card n={1} title="甲" f={() => { let text="乙"; }} alt="丙" />"#, &[("甲", Escape::Html)]),
            (r#"<Card onClick={() => f("title")} title="甲" />"#, &[]),
            ("{{<` 开头：\n\n```\n{{< figure alt=\"甲\" >}}", &[]),
            ("{% 开始\n\n    {% a.html title=\"甲\" %}", &[]),
            ("{{< 开始\n\n    alt=\"甲\"\n\n结束 >}}", &[]),
            ("{{< image\n  link=\"a\"\n  alt=\"甲\"\n >}}", &[("甲", Escape::DoubleQuoted)]),
            ("{{< x caption=\"见 [文](/甲/)\" alt=\"`甲`\" title=\"<code>甲</code>\" >}}", &[]),
            (r#"{{</* figure alt="甲" */>}}"#, &[]),
            (r#"{% assign title="甲" %}"#, &[]),
            (r#"{% include x.html caption=page.x | replace: "a", title="甲" %}"#, &[]),
            ("{{< highlight go \"x >}}\na\" title=\"甲\"\n{{< /highlight >}}", &[]),
            (r#"{{< highlight go don't >}} it's title="甲" {{< /highlight >}}"#, &[]),
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
