//! Code in a sentence of the original that the translation has otherwise.
//!
//! Code in running text is the same in every language. Where some is missing in the paragraph and other code stands there
//! that the original has nowhere in it, that is a warning; code that is merely missing is for information, for it may stand
//! there as plain text. Blocks of code are not compared: their comments are translated.

use super::paragraph::{Found, paragraphs};
use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::diagnostic::Severity;
use crate::text::script::has_han;
use crate::text::tag::is_language;

pub(super) static RULE: Rule = Rule {
    name: "code-mismatch",
    severity: Some(Severity::Warning),
    source: include_str!("code_mismatch.rs"),
    check,
    settle: no_settling,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    for paragraph in paragraphs(cx) {
        let (source, target) = (paragraph.source(), paragraph.target());
        let (theirs, ours) = (source.code(), target.code());
        if theirs.is_empty() && ours.is_empty() {
            continue;
        }
        let (their_text, our_text) = (source.text(), target.text());
        let missing: Vec<&Found<'_>> = theirs.iter().filter(|code| !has(&ours, &our_text, code.text)).collect();
        let extra: Vec<&Found<'_>> = ours.iter().filter(|code| !has(&theirs, &their_text, code.text)).collect();
        match (missing.as_slice(), extra.as_slice()) {
            ([], _) => {}
            ([first], [found]) => {
                let message = format!("the original has `{}` where this has `{}`", first.text, found.text);
                drafts.extend(paragraph.diagnostic_at(cx, &RULE, found, message).map(|mut diagnostic| {
                    // What is written as code, and is not: a placeholder in words.
                    if has_han(found.text) {
                        diagnostic.severity = Severity::Info;
                    }
                    now(diagnostic)
                }));
            }
            (missing, _) => {
                let names: Vec<String> = missing.iter().map(|code| format!("`{}`", code.text)).collect();
                let message = format!("the original's {} {} missing here", names.join(", "), super::are(names.len()));
                drafts.extend(paragraph.diagnostic(cx, &RULE, message).map(|mut diagnostic| {
                    diagnostic.severity = Severity::Info;
                    now(diagnostic)
                }));
            }
        }
    }
}

/// Whether a side has the code, alone, in longer code or in its text. Spaces, quotation marks and dots that stand for something
/// do not count, nor does the folder of a language.
fn has(codes: &[Found<'_>], text: &str, code: &str) -> bool {
    let wanted = bare(code);
    let singular = singular(&wanted);
    codes.iter().map(|other| bare(other.text)).any(|other| other.contains(&wanted) || singular.as_ref() == Some(&other))
        || text.contains(code)
}

/// The singular of a name, by English spelling: `ServiceEntries`, which a language without plurals has as `ServiceEntry`.
fn singular(name: &str) -> Option<String> {
    let is_name = name.len() > 3 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let stem = name.strip_suffix('s').filter(|stem| is_name && !stem.ends_with('s'))?;
    Some(stem.strip_suffix("ie").map_or_else(|| stem.to_owned(), |stem| format!("{stem}y")))
}

fn bare(code: &str) -> String {
    // A quotation goes on with its mark where a line of it ends within code.
    let lines = code.lines().map(|line| line.trim_start_matches(['>', ' ']));
    let line = lines.collect::<String>().replace("...", "");
    let parts: Vec<&str> = line.split('/').map(|part| if is_language(part) { "" } else { part }).collect();
    let text = if parts.len() > 1 { parts.join("/") } else { line };
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '\\' | '`')).collect()
}

#[cfg(test)]
mod tests {
    use super::{bare, singular};

    #[test]
    fn code_is_the_same_in_every_language() {
        for (left, right) in [
            ("content/en/docs/a.md", "content/zh/docs/a.md"),
            ("/content/en/", "/content/zh-cn/"),
            ("let...else", "let else"),
            (".val |\n> quote", ".val | quote"),
            ("say \"yes\"", "say 'yes'"),
        ] {
            assert_eq!(bare(left), bare(right), "{left} {right}");
        }
        assert_ne!(bare("content/en/a"), bare("content/en/b"));
        assert_ne!(bare("en"), bare("zh"));
    }

    #[test]
    fn a_plural_of_the_original_is_its_name() {
        for (plural, expected) in
            [("ServiceEntries", Some("ServiceEntry")), ("Pods", Some("Pod")), ("class", None), ("ls", None), ("a.values", None)]
        {
            assert_eq!(singular(plural).as_deref(), expected, "{plural}");
        }
    }
}
