//! A link of the original that leads elsewhere in the translation.
//!
//! Targets are compared without their scheme, their language and their anchor, which translations rightly change. Where one
//! link of a paragraph is missing and another one stands there that the original has nowhere, that is a warning; a link that
//! is merely missing is for information.

use std::collections::BTreeSet;

use super::paragraph::paragraphs;
use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::diagnostic::Severity;
use crate::document::{Document, Link};

pub(super) static RULE: Rule = Rule {
    name: "link-mismatch",
    severity: Some(Severity::Warning),
    source: include_str!("link_mismatch.rs"),
    check,
    settle: no_settling,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    let Some(pair) = cx.pair else { return };
    let anywhere = |document: &Document| document.links().iter().map(|link| key(&link.url)).collect::<BTreeSet<String>>();
    let (all_theirs, all_ours) = (anywhere(&pair.sides.bitext.source), anywhere(cx.document));
    for paragraph in paragraphs(cx) {
        let keys = |links: Vec<&'_ Link>| links.iter().map(|link| key(&link.url)).collect::<Vec<String>>();
        let (theirs, ours) = (paragraph.source().links(), paragraph.target().links());
        let (their_keys, our_keys) = (keys(theirs.clone()), keys(ours.clone()));
        let missing: Vec<&&Link> = theirs
            .iter()
            .zip(&their_keys)
            .filter(|(_, key)| !our_keys.iter().any(|other| same(key, other)))
            .map(|(link, _)| link)
            .collect();
        let extra: Vec<&&Link> = ours
            .iter()
            .zip(&our_keys)
            .filter(|(_, key)| !their_keys.iter().any(|other| same(key, other)))
            .map(|(link, _)| link)
            .collect();
        match (missing.as_slice(), extra.as_slice()) {
            ([], _) => {}
            ([first], [found]) if !all_theirs.contains(&key(&found.url)) && !all_ours.contains(&key(&first.url)) => {
                let Some(segment) = cx.document.segment(found.segment) else { continue };
                let message = format!("the original links to {}, this to {}", first.url, found.url);
                drafts.push(now(cx.diagnostic(&RULE, segment, found.span, None, message)));
            }
            (missing, []) => {
                let gone: Vec<&str> =
                    missing.iter().filter(|link| !all_ours.contains(&key(&link.url))).map(|link| link.url.as_str()).collect();
                if gone.is_empty() {
                    continue;
                }
                let message = format!(
                    "the original's {} to {} {} missing here",
                    if gone.len() == 1 { "link" } else { "links" },
                    gone.join(", "),
                    super::are(gone.len())
                );
                drafts.extend(paragraph.diagnostic(cx, &RULE, message).map(|mut diagnostic| {
                    diagnostic.severity = Severity::Info;
                    now(diagnostic)
                }));
            }
            _ => {}
        }
    }
}

/// Whether two targets are the same place, one of them perhaps written from elsewhere: the last parts are the same.
fn same(left: &str, right: &str) -> bool {
    let last = |key: &str| key.rsplit('/').next().unwrap_or_default().to_owned();
    left == right || (left.contains('/') || right.contains('/')) && last(left) == last(right)
}

/// A target without what translations change: scheme, language, file name's ending, anchor, slashes at its ends.
fn key(url: &str) -> String {
    let bare = url.split(['#', '?']).next().unwrap_or_default();
    let bare = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    let is_language = |part: &str| {
        let mut letters = part.split(['-', '_']);
        let primary = letters.next().unwrap_or_default();
        matches!(primary, "en" | "zh" | "cn" | "ja" | "ko" | "de" | "fr" | "es" | "pt" | "ru" | "it")
            && letters.all(|letter| letter.len() <= 4)
    };
    let parts = bare.split(['/']).filter(|part| !part.is_empty() && *part != "." && *part != ".." && !is_language(part));
    let mut parts: Vec<String> = parts.map(str::to_lowercase).collect();
    if let Some(host) = parts.first_mut().filter(|host| host.contains('.')) {
        let plain = ["www.", "en.", "zh.", "cn."].iter().find_map(|prefix| host.strip_prefix(prefix)).map(str::to_owned);
        *host = plain.unwrap_or_else(|| host.clone());
    }
    let path = parts.join("/");
    let ends = [".html", ".md", "/index", "index"];
    ends.iter().fold(path, |path, end| path.strip_suffix(end).map_or(path.clone(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn a_target_is_the_same_in_every_language() {
        for (left, right) in [
            ("https://a.io/docs/x/", "/zh/docs/x/"),
            ("/docs/x/#title", "/zh-cn/docs/x/#标题"),
            ("http://www.a.io/en/x.html", "https://a.io/zh/x"),
            ("./x.md", "x.html"),
        ] {
            let (left, right) = (key(left), key(right));
            assert!(left.ends_with(&right) || right.ends_with(&left), "{left} {right}");
        }
        assert_ne!(key("/docs/x"), key("/docs/y"));
    }
}
