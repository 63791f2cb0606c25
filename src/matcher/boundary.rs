//! Where a term may begin and end: decided per edge, by the script of the characters, never by language.
//!
//! Whether a longer word of the dictionary swallows the mention is for `segmentation`.

use crate::text::Span;
use crate::text::script::{Script, is_interpunct, script};

/// What stands at the edges of a mention that may stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edges {
    /// A hyphen or slash joins it to another word.
    pub joined: bool,
    /// An interpunct joins it to another part of a name.
    pub dotted: bool,
}

/// What kind of text is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Text for readers.
    Text,
    /// A URL, file name or slug.
    Slug,
}

/// The edges of a span, or `None` if a term may not begin or end there.
///
/// A spaced-script edge needs a character of another script beside it (a Han neighbour is one); `_`, `@`, `#` and a
/// dot or slash that glues two Latin words make it a part of an identifier. A Han edge needs nothing. In a slug, everything but letters and digits parts words.
pub fn edges(text: &str, span: Span, place: Place) -> Option<Edges> {
    if is_amid_text(text.as_bytes(), span) {
        return Some(Edges { joined: false, dotted: false });
    }
    edges_by_characters(text, span, place)
}

fn edges_by_characters(text: &str, span: Span, place: Place) -> Option<Edges> {
    let before = text.get(..span.start)?;
    let after = text.get(span.end..)?;
    let first = span.get(text).chars().next()?;
    let last = span.get(text).chars().next_back()?;
    let previous = before.chars().next_back();
    let next = after.chars().next();
    let mut joined = false;
    let dotted = is_dotted(before.chars().rev()) || is_dotted(after.chars());
    if let Some(c) = previous {
        let beyond = || before.get(..before.len() - c.len_utf8()).and_then(|rest| rest.chars().next_back());
        joined |= edge(first, c, beyond, Side::Left, place)?;
    }
    if let Some(c) = next {
        let beyond = || after.get(c.len_utf8()..).and_then(|rest| rest.chars().next());
        joined |= edge(last, c, beyond, Side::Right, place)?;
    }
    Some(Edges { joined, dotted })
}

/// Whether Chinese characters are at both ends, and nothing beside them but such characters and ASCII: most mentions.
fn is_amid_text(bytes: &[u8], span: Span) -> bool {
    let is_chinese = |at: Option<usize>| matches!(at.and_then(|at| bytes.get(at)), Some(0xe4..=0xe9));
    let is_ascii = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_none_or(u8::is_ascii);
    span.start < span.end
        && is_chinese(Some(span.start))
        && is_chinese(span.end.checked_sub(3))
        && (is_ascii(span.start.checked_sub(1)) || is_chinese(span.start.checked_sub(3)))
        && (is_ascii(Some(span.end)) || is_chinese(Some(span.end)))
}

/// Whether an interpunct comes first, and a part of a name after it; an initial is none.
fn is_dotted(mut chars: impl Iterator<Item = char>) -> bool {
    if !chars.next().is_some_and(is_interpunct) {
        return false;
    }
    match chars.next().map(|c| (c, script(c))) {
        Some((_, Script::Han)) => true,
        Some((c, Script::Spaced)) => !c.is_ascii_alphabetic() || chars.next().is_some_and(|c| c.is_ascii_alphanumeric()),
        _ => false,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// Whether a hyphen joins, or `None` if the edge may not be here.
fn edge(own: char, neighbour: char, beyond: impl Fn() -> Option<char>, side: Side, place: Place) -> Option<bool> {
    let own = script(own);
    if own == Script::Spaced && script(neighbour) == Script::Spaced {
        return None;
    }
    if place == Place::Slug {
        return Some(false);
    }
    if own != Script::Spaced {
        return Some(false);
    }
    let continues = || beyond().is_some_and(|c| script(c) == Script::Spaced);
    match (neighbour, side) {
        ('_', _) => None,
        ('@' | '#' | '$' | '.' | '/' | '\\', Side::Left) if beyond().is_none_or(|c| script(c) != Script::Han) => {
            (neighbour == '/' && continues()).then_some(true)
        }
        ('.', Side::Right) if continues() => None,
        ('@' | '(' | ':' | '=', Side::Right) if matches!(neighbour, '@' | '=') && continues() => None,
        ('-' | '\u{2010}' | '\u{2011}', _) => Some(beyond().is_some_and(|c| !c.is_whitespace())),
        ('/', Side::Right) => Some(continues()),
        _ => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_stands_amid_text_has_the_edges_that_its_characters_have(text in "[a容器云䷀，。·・.é_/ -]{1,12}") {
            let ends = || text.char_indices().map(|(at, _)| at).chain([text.len()]);
            for (start, end) in ends().flat_map(|start| ends().map(move |end| (start, end))) {
                let span = Span::new(start, end.max(start));
                for place in [Place::Text, Place::Slug] {
                    proptest::prop_assert_eq!(edges(&text, span, place), edges_by_characters(&text, span, place));
                }
            }
        }
    }

    #[test]
    fn edges_go_by_script() {
        let cases = [
            ("用Docker部署", "Docker", Some(false)),
            ("Dockerfile", "Docker", None),
            ("see docker.io", "docker", None),
            ("用 Docker.", "Docker", Some(false)),
            ("kube_docker", "docker", None),
            ("赞助商-kubecon-cloud", "kubecon", Some(true)),
            ("琳达·海塔尔", "海塔尔", Some(false)),
            ("使节点上", "节点", Some(false)),
        ];
        for (text, term, expected) in cases {
            let start = text.find(term).expect("the term is there");
            let found = edges(text, Span::new(start, start + term.len()), Place::Text).map(|edges| edges.joined);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn interpuncts_join_parts_of_a_name() {
        for (text, expected) in [("琳达·海塔尔", true), ("海塔尔·琳达", true), ("说· 海塔尔", false), ("海塔尔", false)]
        {
            let start = text.find("海塔尔").expect("the term is there");
            let found = edges(text, Span::new(start, start + 9), Place::Text).map(|edges| edges.dotted);
            assert_eq!(found, Some(expected), "{text}");
        }
    }
}
