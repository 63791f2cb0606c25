//! Finds what is written in running text and is no language: URLs, e-mail addresses, paths of files.
//!
//! It errs towards language: `CI/CD`, `客户端/服务器` and `Node.js/Vue.js` are words.

use crate::text::Span;
use crate::text::script::is_interpunct;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A URL or an e-mail address, which is evidence.
    Url,
    /// A path of a file.
    Path,
}

/// Calls `found` for every URL and path in the text, in ascending order.
pub fn scan(text: &str, mut found: impl FnMut(Span, Found)) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memchr::memchr3_iter(b'/', b'@', b'w', bytes) {
        if at < done || bytes[at] == b'w' && !bytes[at..].starts_with(b"www.") {
            continue;
        }
        let start = at - bytes[done..at].iter().rev().take_while(|byte| in_token(**byte)).count();
        let mut end = at + bytes[at..].iter().take_while(|byte| in_token(**byte)).count();
        if text[start..end].contains("://") {
            end = with_other_scripts(text, end);
        }
        let before = text.get(..start).and_then(|before| before.chars().next_back());
        if let Some((span, kind)) = judge(text.get(start..end).unwrap_or_default(), before) {
            found(Span::new(start + span.start, start + span.end), kind);
        }
        done = end.max(at + 1);
    }
}

/// The end of a URL that goes on in another script: `https://example.org/新堆栈/#概述`. Right behind a character that parts
/// the pieces of a URL, letters of any script belong to it, up to the next space or mark.
fn with_other_scripts(text: &str, mut end: usize) -> usize {
    while text[..end].ends_with(['/', '=', '#', '-', '_', '%', '+']) {
        let letters: usize = text[end..]
            .chars()
            .take_while(|c| !c.is_ascii() && c.is_alphanumeric() || is_interpunct(*c))
            .map(char::len_utf8)
            .sum();
        if letters == 0 {
            break;
        }
        end += letters;
        end += text.as_bytes()[end..].iter().take_while(|byte| in_token(**byte)).count();
    }
    end
}

/// Whether the whole text is one URL, address or path.
pub fn is_whole(text: &str) -> bool {
    let text = text.trim();
    let mut spans = Vec::new();
    scan(text, |span, _| spans.push(span));
    matches!(spans[..], [span] if span.start == 0 && span.len() + 1 >= text.len())
}

const fn in_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'/' | b'.'
                | b'-'
                | b'_'
                | b'~'
                | b'%'
                | b'+'
                | b'#'
                | b'?'
                | b'='
                | b'&'
                | b':'
                | b'@'
                | b'!'
                | b'$'
                | b','
                | b';'
                | b'('
                | b')'
        )
}

/// Judges a maximal run of URL characters; gives the part of it that is no language.
fn judge(token: &str, before: Option<char>) -> Option<(Span, Found)> {
    let start = token.len() - token.trim_start_matches(['(', ',', ';', ':', '!', '&', '=', '?', '+']).len();
    let mut end = token.trim_end_matches(['.', ',', ';', ':', '!', '?', '&', '(', '_', '~']).len();
    let count = |paren: u8| memchr::memchr_iter(paren, token.get(start..end).unwrap_or_default().as_bytes()).count();
    for _ in count(b'(')..count(b')') {
        let Some(inner) = token[..end].strip_suffix(')').filter(|inner| inner.len() > start) else { break };
        end = inner.trim_end_matches(['.', ',', ';', ':', '!', '?', '_', '~']).len().max(start);
    }
    let core = token.get(start..end)?;
    if let Some(colon) = core.find("://") {
        let scheme = core[..colon].bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        let long = core.len() > colon + 3;
        return (scheme > 1 && long).then(|| (Span::new(start + colon - scheme, end), Found::Url));
    }
    if let Some(www) = core.find("www.")
        && core.len() > www + 6
        && (www == 0 || !core.as_bytes()[www - 1].is_ascii_alphanumeric())
    {
        return Some((Span::new(start + www, end), Found::Url));
    }
    if let Some((name, host)) = core.split_once('@')
        && !name.is_empty()
        && !name.contains('/')
        && host.split_once('.').is_some_and(|(domain, top)| !domain.is_empty() && top.bytes().any(|b| b.is_ascii_alphabetic()))
    {
        return Some((Span::new(start, end), Found::Url));
    }
    let kind = path(core, if start > 0 { Some('(') } else { before })?;
    Some((Span::new(start, end), kind))
}

/// Endings of host names that are believed without a scheme.
const TOP_DOMAINS: &[&str] = &[
    "com", "org", "io", "net", "dev", "cn", "edu", "gov", "co", "ai", "app", "me", "info", "uk", "de", "jp", "tv", "sh", "cloud",
];

fn path(core: &str, before: Option<char>) -> Option<Found> {
    let (first, rest) = core.split_once('/')?;
    let last = rest.rsplit('/').next().unwrap_or_default();
    if matches!(first, "." | ".." | "~") {
        return (!rest.is_empty()).then_some(Found::Path);
    }
    let is_lower = |part: &str| part.starts_with(|c: char| c.is_ascii_lowercase() || c == '.' || c == '_');
    if first.is_empty() {
        let apart = before.is_none_or(|c| !c.is_alphanumeric());
        return (apart
            && (is_lower(rest) || rest.contains('/'))
            && rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.'))
        .then_some(Found::Path);
    }
    if let Some((host, top)) = first.rsplit_once('.')
        && TOP_DOMAINS.contains(&top)
        && host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
    {
        return Some(Found::Url);
    }
    let ending = last.rsplit_once('.').filter(|(stem, ending)| {
        !stem.is_empty()
            && (1..=5).contains(&ending.len())
            && ending.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            && ending.bytes().any(|byte| byte.is_ascii_lowercase())
    });
    let parents = core.strip_suffix(last).unwrap_or_default().trim_end_matches('/');
    (ending.is_some() && parents.split('/').all(|part| is_lower(part) && !part.trim_start_matches('.').contains('.')))
        .then_some(Found::Path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, Found)> {
        let mut all = Vec::new();
        scan(text, |span, kind| all.push((span.get(text), kind)));
        all
    }

    #[test]
    fn urls_and_paths_are_found_and_words_are_not() {
        use Found::{Path, Url};
        let cases: &[(&str, &[(&str, Found)])] = &[
            ("见https://a.b/c_d。然后", &[("https://a.b/c_d", Url)]),
            ("(see http://a.b/c_(d)), or www.example.com.", &[("http://a.b/c_(d)", Url), ("www.example.com", Url)]),
            ("写信给 a.b@c.org，@kelsey 不算", &[("a.b@c.org", Url)]),
            ("CI/CD、TCP/IP、客户端/服务器、Node.js/Vue.js、and/or、容器/docker/pod", &[]),
            ("在 /etc/hosts 与 ./a、src/main.rs 中", &[("/etc/hosts", Path), ("./a", Path), ("src/main.rs", Path)]),
            ("github.com/a/b 与 k8s.io/x", &[("github.com/a/b", Url), ("k8s.io/x", Url)]),
            ("://  / @ w ww. www.", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text), *expected, "{text}");
        }
        assert!(is_whole("https://a.b/c") && is_whole("docs/a.md") && !is_whole("见 https://a.b") && !is_whole("Docker"));
    }
}
