//! A number of the original that the translation has otherwise.
//!
//! Digits, Chinese numerals, 万 and 亿, English scale words, months and hours are read as numbers, so that `2 million` and
//! `200 万` are the same. Where a number of the original is missing in the paragraph and another one stands there instead, the
//! other is a warning; a number that is merely missing is for information, and one that is written in words need not be there.

use super::paragraph::{Found, Side, paragraphs};
use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::diagnostic::Severity;
use crate::text::Span;
use crate::text::numbers::{Number, numbers};

pub(super) static RULE: Rule = Rule {
    name: "number-mismatch",
    severity: Some(Severity::Warning),
    source: include_str!("number_mismatch.rs"),
    check,
    settle: no_settling,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    for paragraph in paragraphs(cx) {
        let (ours, theirs) = (all(paragraph.target()), all(paragraph.source()));
        let lacks = |number: &Number, others: &[(usize, &str, Number)]| {
            number.is_plain && !others.iter().any(|(.., other)| number.is_same(other))
        };
        let missing: Vec<_> = theirs.iter().filter(|(.., number)| lacks(number, &ours)).collect();
        let extra: Vec<_> = ours.iter().filter(|(.., number)| lacks(number, &theirs)).collect();
        let missing: Vec<_> = missing.into_iter().filter(|(_, text, _)| !is_listed(text, &theirs, &ours)).collect();
        let extra: Vec<_> = extra.into_iter().filter(|(_, text, _)| !is_listed(text, &ours, &theirs)).collect();
        if missing.is_empty() || code_has(&paragraph.target(), missing.iter().map(|(_, text, _)| *text)) {
            continue;
        }
        let names: Vec<&str> = missing.iter().map(|(_, text, _)| *text).collect();
        if let [(segment, text, number)] = extra.as_slice() {
            let found = Found { segment: *segment, span: number.span, text };
            let message = format!("the original has {} where this has {text}", names.join(", "));
            drafts.extend(paragraph.diagnostic_at(cx, &RULE, &found, message).map(now));
        } else {
            let message =
                format!("{} of the original {} missing here", names.join(", "), if names.len() == 1 { "is" } else { "are" });
            let diagnostic = paragraph.diagnostic(cx, &RULE, message);
            drafts.extend(diagnostic.map(|mut diagnostic| {
                diagnostic.severity = Severity::Info;
                now(diagnostic)
            }));
        }
    }
}

/// The numbers of a side: segment, as written, with spans in the segment.
fn all(side: Side<'_>) -> Vec<(usize, &str, Number)> {
    let numbers = |(segment, start, text): (usize, usize, &'_ str)| {
        numbers(text).into_iter().map(move |number| {
            let span = Span::new(start + number.span.start, start + number.span.end);
            (segment, number.span, Number { span, ..number })
        })
    };
    let mut found = Vec::new();
    for stretch in side.stretches() {
        found.extend(numbers(stretch).map(|(segment, inner, number)| (segment, inner.get(stretch.2), number)));
    }
    found
}

/// Whether what looks like a number in groups, `(250,250)`, is a list of numbers, by what the other side has: `(250, 250)`.
fn is_listed(text: &str, side: &[(usize, &str, Number)], others: &[(usize, &str, Number)]) -> bool {
    let has = |numbers: &[(usize, &str, Number)], part: &str| numbers.iter().any(|(_, text, _)| *text == part);
    let is_list =
        |text: &str, parts: &[(usize, &str, Number)]| text.contains(',') && text.split(',').all(|part| has(parts, part));
    is_list(text, others) || others.iter().any(|(_, list, _)| list.split(',').any(|part| part == text) && is_list(list, side))
}

/// Whether the code of a side has one of the numbers, as it may well have in the one language and not in the other.
fn code_has<'n>(side: &Side<'_>, mut numbers: impl Iterator<Item = &'n str>) -> bool {
    let objects = side.objects();
    numbers.all(|number| objects.iter().any(|object| object.text.contains(number)))
}

#[cfg(test)]
mod tests {
    use super::{is_listed, numbers};

    #[test]
    fn a_list_without_spaces_is_told_by_the_other_side() {
        let all = |text: &'static str| -> Vec<_> {
            numbers(text).into_iter().map(|number| (0, number.span.get(text), number)).collect()
        };
        for (text, side, others, expected) in [
            ("250,250", "(250,250)", "(250, 250)", true),
            ("250", "(250, 250)", "(250,250)", true),
            ("250,000", "250,000", "250", false),
            ("250", "250", "250,000", false),
        ] {
            assert_eq!(is_listed(text, &all(side), &all(others)), expected, "{text} {side} {others}");
        }
    }
}
