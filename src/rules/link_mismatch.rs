//! A link of the original that leads elsewhere in the translation.
//!
//! Targets are compared without their scheme, their language and their anchor, which translations rightly change. Where one
//! link of a paragraph is missing and another one stands there that the original has nowhere, that is a warning. It is for
//! information where a link is merely missing, where the other one leads to a page in the translation's language on another
//! site, to a page above or below, to one of the same name, or to another number on the same site, and for images.

use std::collections::BTreeSet;

use super::paragraph::paragraphs;
use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::diagnostic::Severity;
use crate::document::{Document, Link};
use crate::text::tag::is_language;

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
                let mut diagnostic = cx.diagnostic(&RULE, segment, found.span, None, message);
                if found.span.is_empty() || is_near(&first.url, &found.url) {
                    diagnostic.severity = Severity::Info;
                }
                drafts.push(now(diagnostic));
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

/// Whether two targets are the same place, one of them perhaps written from elsewhere: the last parts are the same, or they
/// are articles of one encyclopedia, which has them under other names in each language.
fn same(left: &str, right: &str) -> bool {
    let last = |key: &str| key.rsplit('/').next().unwrap_or_default().to_owned();
    let is_article = |key: &str| key.starts_with(ENCYCLOPEDIA);
    left == right
        || is_article(left) && is_article(right)
        || (left.contains('/') || right.contains('/')) && alike(&last(left), &last(right))
}

/// What articles in all languages have in common, as `key` gives it.
const ENCYCLOPEDIA: &str = "wikipedia.org/wiki/";

/// Whether two parts of a path are one: a variable of a template stands for any.
fn alike(left: &str, right: &str) -> bool {
    left == right || left.contains("{{") || right.contains("{{")
}

/// Whether a target is one that translators rightly choose instead of another.
fn is_near(theirs: &str, ours: &str) -> bool {
    let anchor = |url: &str| url.split_once('#').map(|(_, anchor)| anchor.to_lowercase()).filter(|anchor| !anchor.is_empty());
    if anchor(theirs).is_some_and(|id| anchor(ours) == Some(id)) {
        return true;
    }
    let is_localized = has_language(ours) && !has_language(theirs);
    let (theirs, ours) = (key(theirs), key(ours));
    // Another site, in the translation's language; on its own site, a page has its counterpart.
    let host = |key: &str| key.split('/').next().filter(|host| host.contains('.')).map(str::to_owned);
    if is_localized && host(&ours).is_some_and(|ours| host(&theirs).as_ref() != Some(&ours)) {
        return true;
    }
    let (theirs, ours): (Vec<&str>, Vec<&str>) = (theirs.split('/').collect(), ours.split('/').collect());
    let (short, long) = if theirs.len() < ours.len() { (&theirs, &ours) } else { (&ours, &theirs) };
    let common = short.iter().zip(long).take_while(|(left, right)| alike(left, right)).count();
    let is_above = short.len() >= 2 && common == short.len();
    // `t/86` and `t/1877`: each language has its own thread.
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_other_number = theirs.len() == ours.len()
        && common + 1 == ours.len()
        && common > 0
        && theirs.last().is_some_and(is_number)
        && ours.last().is_some_and(is_number);
    is_above || is_other_number
}

/// Whether an address says a language that is not English.
fn has_language(url: &str) -> bool {
    let path = url.split(['#', '?']).next().unwrap_or_default();
    path.split(['/', '.']).any(|part| is_language(part) && !part.to_ascii_lowercase().starts_with("en"))
}

/// A target without what translations change: scheme, language, file name's ending, anchor, slashes at its ends.
fn key(url: &str) -> String {
    let bare = url.split(['#', '?']).next().unwrap_or_default();
    let bare = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    let parts = bare.split(['/']).filter(|part| !part.is_empty() && *part != "." && *part != ".." && !is_language(part));
    let mut parts: Vec<String> = parts.map(|part| part.to_lowercase().replace('_', "-")).collect();
    if let Some(host) = parts.first_mut().filter(|host| host.contains('.')) {
        // `zh.m.a.org` is `a.org`.
        let is_mark = |first: &str| matches!(first, "www" | "m" | "intl") || is_language(first);
        while let Some((_, rest)) = host.split_once('.').filter(|(first, rest)| is_mark(first) && rest.contains('.')) {
            *host = rest.to_owned();
        }
    }
    if let Some(last) = parts.last_mut() {
        *last = without_language(last);
    }
    let path = parts.join("/");
    let ends = [".html", ".md", "/index", "index"];
    ends.iter().fold(path, |path, end| path.strip_suffix(end).map_or(path.clone(), str::to_owned))
}

/// The name of a file without the language at its end: `lifecycle-zh-cn.png`, `lifecycle.zh.png`.
fn without_language(name: &str) -> String {
    let Some((stem, ending)) = name.rsplit_once('.') else { return name.to_owned() };
    let cut = stem.char_indices().find(|&(at, c)| matches!(c, '-' | '.') && at > 0 && is_language(&stem[at + 1..]));
    cut.map_or_else(|| name.to_owned(), |(at, _)| format!("{}.{ending}", &stem[..at]))
}

#[cfg(test)]
mod tests {
    use super::{is_near, key, same};

    #[test]
    fn a_target_is_the_same_in_every_language() {
        for (left, right) in [
            ("https://a.io/docs/x/", "/zh/docs/x/"),
            ("/docs/x/#title", "/zh-cn/docs/x/#标题"),
            ("http://www.a.io/en/x.html", "https://a.io/zh/x"),
            ("./x.md", "x.html"),
            ("https://docs.a.io/x/", "https://docs.a.io/zh_CN/x"),
            ("https://en.wikipedia.org/wiki/Container", "https://zh.wikipedia.org/wiki/容器"),
            ("https://en.wikipedia.org/wiki/Container", "https://zh.m.wikipedia.org/wiki/容器"),
            ("/cloud-native-apps/", "/zh-cn/cloud_native_apps/"),
            ("images/life.png", "images/life_zh-CN.png"),
            ("/docs/{{page.version}}", "/docs/v1.6"),
        ] {
            let (left, right) = (key(left), key(right));
            assert!(left.ends_with(&right) || right.ends_with(&left) || same(&left, &right), "{left} {right}");
        }
        for (left, right) in [("/docs/x", "/docs/y"), ("https://a.io/x", "https://b.io/y"), ("a.io/wiki/x", "a.io/wiki/y")] {
            assert!(!same(&key(left), &key(right)), "{left} {right}");
        }
    }

    #[test]
    fn some_other_targets_are_no_errors() {
        for (left, right) in [
            ("https://spec.a.org/page.html#x", "https://developer.b.org/zh-CN/docs/x"),
            ("https://a.io/docs/pods/pod-overview/", "https://a.io/zh-cn/docs/pods/"),
            ("https://discuss.a.io/t/86", "https://discuss.a.io/t/1877"),
            ("#define", "/api/general.html#define"),
        ] {
            assert!(is_near(left, right), "{left} {right}");
        }
        for (left, right) in [
            ("https://a.io/x", "https://b.io/y"),
            ("/docs/x/", "/zh/docs/y/"),
            ("https://a.io/t/86", "https://b.io/t/86"),
            ("https://a.io/zh/x", "https://b.io/zh/y"),
            ("https://a.io/docs/x", "https://a.io/zh/docs/y"),
        ] {
            assert!(!is_near(left, right), "{left} {right}");
        }
    }
}
