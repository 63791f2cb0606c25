//! A placeholder that only one side has.
//!
//! `%s`, `%1$d`, `%(name)s`, `{0}`, `{name}`, `{{ name }}`, `${NAME}` and the tags of bilingual files are filled in by a program:
//! a translation that lacks one, or has another one, fails or says nonsense. In the units of PO, XLIFF and TMX files this is an
//! error, in documents a warning.
//!
//! ```text
//! Found %d pods   →   找到 pod
//! ```

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::paragraph::{Paragraph, Side, paragraphs};
use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::diagnostic::Severity;
use crate::text::xml::{Xml, attribute};

pub(super) static RULE: Rule = Rule {
    name: "placeholder-mismatch",
    severity: Some(Severity::Error),
    source: include_str!("placeholder_mismatch.rs"),
    check,
    settle: no_settling,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    for paragraph in paragraphs(cx) {
        let (theirs, ours) = (count(&paragraph, paragraph.source()), count(&paragraph, paragraph.target()));
        let lacks = |one: &BTreeMap<String, usize>, other: &BTreeMap<String, usize>| {
            let more = |(name, count): (&String, &usize)| (other.get(name).unwrap_or(&0) < count).then(|| name.clone());
            one.iter().filter_map(more).collect::<Vec<String>>()
        };
        let in_code = |side: Side<'_>| side.code().iter().map(|code| code.text).collect::<String>();
        let not_in = |names: Vec<String>, code: String| names.into_iter().filter(|name| !code.contains(name.as_str())).collect();
        // One side may have as code what the other has in its text.
        let missing: Vec<String> = not_in(lacks(&theirs, &ours), in_code(paragraph.target()));
        let extra: Vec<String> = not_in(lacks(&ours, &theirs), in_code(paragraph.source()));
        let message = match (missing.as_slice(), extra.as_slice()) {
            ([], []) => continue,
            (missing, []) => format!("{} of the original {} missing here", missing.join(", "), super::are(missing.len())),
            ([], extra) => format!("the original has no {} here", extra.join(", ")),
            (missing, extra) => format!("the original has {} where this has {}", missing.join(", "), extra.join(", ")),
        };
        drafts.extend(paragraph.diagnostic(cx, &RULE, message).map(|mut diagnostic| {
            if !paragraph.is_bilingual_file() {
                diagnostic.severity = Severity::Warning;
            }
            now(diagnostic)
        }));
    }
}

/// The placeholders of a side and how often each stands there.
fn count(paragraph: &Paragraph<'_>, side: Side<'_>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (.., text) in side.stretches() {
        for found in placeholders(text) {
            *counts.entry(without_position(found)).or_default() += 1;
        }
    }
    if paragraph.is_bilingual_file() {
        for object in side.objects().iter().filter(|object| !object.text.starts_with('`')) {
            let text = object.text.split_whitespace().collect::<Vec<_>>().join(" ");
            // A string of a catalogue goes on in the next line between two quotes.
            let text = text.replace("\" \"", "").replace(" />", "/>");
            let name = by_id(&text).unwrap_or_else(|| without_position(&text));
            *counts.entry(name).or_default() += 1;
        }
    }
    counts
}

/// A placeholder element of XLIFF by what it stands for, its `id`: `<ph id='1' equiv="%s"/>` is `<ph id="1"/>`.
fn by_id(object: &str) -> Option<String> {
    let (Event::Start(start) | Event::Empty(start)) = Xml::new(object).event().ok()??.0 else { return None };
    let name = start.local_name().into_inner().to_owned();
    let id = attribute(&start, "id").filter(|_| matches!(name.as_str(), "ph" | "x"))?;
    Some(format!("<{name} id=\"{id}\"/>"))
}

/// A conversion without its position: `%2$s` is a `%s` that another order of words has moved.
fn without_position(placeholder: &str) -> String {
    let moved = placeholder.strip_prefix('%').and_then(|rest| rest.split_once('$'));
    let is_position = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    match moved.filter(|(digits, _)| is_position(digits)) {
        Some((_, rest)) => format!("%{rest}"),
        None => placeholder.to_owned(),
    }
}

/// The placeholders of a text, in order.
fn placeholders(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(['%', '{', '$']) {
        let start = at + offset;
        let length = match text.as_bytes()[start] {
            b'%' => percent(&text[start..]),
            b'$' => text[start + 1..].starts_with('{').then(|| braces(&text[start + 1..])).flatten().map(|length| length + 1),
            _ => braces(&text[start..]),
        };
        if let Some(length) = length {
            found.push(&text[start..start + length]);
        }
        at = start + length.unwrap_or(1);
    }
    found
}

/// Length of a conversion of `printf`: `%s`, `%1$d`, `%-5.2f`, `%(name)s`.
fn percent(text: &str) -> Option<usize> {
    let mut at = 1;
    if text[at..].starts_with('(') {
        at += text[at..].find(')')? + 1;
        return text[at..].starts_with(['s', 'd', 'f', 'r', 'i']).then_some(at + 1);
    }
    // A space before the letter is one of a percentage: 5% data.
    at += text[at..]
        .find(|c: char| !matches!(c, '0'..='9' | '$' | '-' | '+' | '.' | '#' | '\'' | 'l' | 'h' | 'z'))
        .unwrap_or(text.len() - at);
    let is_conversion = text[at..].starts_with(['s', 'd', 'i', 'u', 'f', 'g', 'x', 'c', 'q', 'v', '@']);
    let goes_on = text[at..].chars().nth(1).is_some_and(|c| c.is_ascii_alphabetic());
    (is_conversion && !goes_on).then_some(at + 1)
}

/// Length of `{0}`, `{name}`, `{{ name }}`.
fn braces(text: &str) -> Option<usize> {
    let depth = text.bytes().take_while(|&byte| byte == b'{').count();
    let inner = text.get(depth..)?;
    let end = inner.find('}')?;
    let name = inner[..end].trim();
    let is_name = !name.is_empty()
        && name.len() <= 40
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '$' | ':'));
    let closes = inner[end..].bytes().take_while(|&byte| byte == b'}').count() >= depth;
    (depth <= 2 && is_name && closes).then_some(depth + end + depth)
}

#[cfg(test)]
mod tests {
    use super::{by_id, placeholders, without_position};

    #[test]
    fn a_position_is_no_part_of_a_conversion() {
        for (text, expected) in [("%2$s", "%s"), ("%1$'d", "%'d"), ("%s", "%s"), ("${HOME}", "${HOME}"), ("%(n)s", "%(n)s")] {
            assert_eq!(without_position(text), expected);
        }
    }

    #[test]
    fn an_element_is_known_by_its_id() {
        for (object, expected) in [
            ("<ph id='1' equiv=\"%s\"/>", Some("<ph id=\"1\"/>")),
            ("<x:x ctype=\"lb\" id=\"b\"/>", Some("<x id=\"b\"/>")),
            ("<ph id=\"3\">&lt;br></ph>", Some("<ph id=\"3\"/>")),
            ("<ph x=\"3\">{b}</ph>", None),
            ("<mrk id=\"3\" translate=\"no\">X</mrk>", None),
            ("%s", None),
            ("<ph", None),
        ] {
            assert_eq!(by_id(object).as_deref(), expected, "{object}");
        }
    }

    #[test]
    fn placeholders_are_told_from_percentages_and_prose() {
        for (text, expected) in [
            ("Found %d pods in %s", vec!["%d", "%s"]),
            ("%1$s and %(name)s", vec!["%1$s", "%(name)s"]),
            ("{0} of {total}, {{ user.name }}, ${HOME}", vec!["{0}", "{total}", "{{ user.name }}", "${HOME}"]),
            ("5% of data, 100%", vec![]),
            ("{ a, b }", vec![]),
            ("50 %的数据", vec![]),
            ("%'d items, %2$'d", vec!["%'d", "%2$'d"]),
        ] {
            assert_eq!(placeholders(text), expected, "{text}");
        }
    }
}
