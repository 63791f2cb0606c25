//! What comments cover, and what is said about those that cannot be followed.

use super::{Problem, ProblemKind, Suppressions, UNKNOWN, UNUSED};
use crate::document::Comment;
use crate::text::Locus;

const RULES: [&str; 4] = ["deprecated-rendering", "broken-latin-name", UNUSED, UNKNOWN];
const CONCEPTS: [&str; 2] = ["kelsey-hightower", "tectonic"];

/// Comments of ten bytes at 100, 200, …, each before the block of its number.
fn parse(texts: &[&str]) -> (Suppressions, Vec<Problem>) {
    let comments = texts.iter().enumerate().map(|(at, text)| Comment {
        locus: locus(at + 1),
        text: format!(" {text}\n"),
        next_block: at + 1,
    });
    Suppressions::parse(&comments.collect::<Vec<_>>(), RULES.into_iter(), CONCEPTS.into_iter())
}

fn locus(number: usize) -> Locus {
    Locus::new(number * 100, number * 100 + 10)
}

/// Asks about a finding of the person at this place of this block.
fn covers(suppressions: &mut Suppressions, rule: &str, block: usize, at: usize) -> bool {
    suppressions.covers(rule, Some("kelsey-hightower"), Some(block), Some(at))
}

#[test]
fn ignore_covers_the_next_block_only() {
    let (mut suppressions, problems) = parse(&["glossator-ignore deprecated-rendering,broken-latin-name -- quoted, as printed"]);
    assert_eq!(problems, []);
    assert!(covers(&mut suppressions, "deprecated-rendering", 1, 150));
    assert!(!covers(&mut suppressions, "deprecated-rendering", 2, 250));
    assert!(!covers(&mut suppressions, "mixed", 1, 150));
    assert_eq!(suppressions.unused(|_| true), [(locus(1), "\"broken-latin-name\" is ignored here and not found".to_owned())]);
}

#[test]
fn selectors_name_rules_concepts_or_both() {
    let cases = [
        ("", true, true, true),
        ("deprecated-rendering", true, false, true),
        ("concept:kelsey-hightower", true, true, false),
        ("deprecated-rendering:kelsey-hightower", true, false, false),
        ("deprecated-rendering:tectonic", false, false, true),
    ];
    for (names, first, other_rule, other_concept) in cases {
        let (mut suppressions, problems) = parse(&[&format!("glossator-ignore-file {names}")]);
        assert_eq!(problems, []);
        let covered = [
            suppressions.covers("deprecated-rendering", Some("kelsey-hightower"), None, None),
            suppressions.covers("broken-latin-name", Some("kelsey-hightower"), Some(7), Some(7)),
            suppressions.covers("deprecated-rendering", Some("tectonic"), Some(7), Some(7)),
        ];
        assert_eq!(covered, [first, other_rule, other_concept], "{names}");
    }
}

#[test]
fn start_and_end_go_by_bytes_and_nest() {
    let (mut suppressions, problems) = parse(&[
        "glossator-ignore-start deprecated-rendering",
        "glossator-ignore-start broken-latin-name",
        "glossator-ignore-end deprecated-rendering",
        "glossator-ignore-end",
        "glossator-ignore-end",
    ]);
    assert_eq!(problems, [Problem { locus: locus(5), kind: ProblemKind::UnmatchedEnd }]);
    let covered = |suppressions: &mut Suppressions, rule| [50, 150, 250, 350, 450].map(|at| covers(suppressions, rule, 9, at));
    assert_eq!(covered(&mut suppressions, "deprecated-rendering"), [false, true, true, false, false]);
    assert_eq!(covered(&mut suppressions, "broken-latin-name"), [false, false, true, true, false]);
    assert!(!suppressions.covers("deprecated-rendering", None, None, None));
}

#[test]
fn a_start_without_an_end_covers_the_rest() {
    let (mut suppressions, problems) = parse(&["glossator-ignore-start"]);
    assert_eq!(problems, [Problem { locus: locus(1), kind: ProblemKind::UnmatchedStart }]);
    assert!(covers(&mut suppressions, "deprecated-rendering", 9, 9000));
}

#[test]
fn unknown_names_cover_nothing_and_are_reported() {
    let (mut suppressions, problems) = parse(&[
        "glossator-ignore depreciated-rendering kelsey-hightower concept:tektonic broken-latin-name",
        "glossator-ignore-next",
        "glossator-ignore qqq",
        "glossator is fine; prettier-ignore",
    ]);
    let kinds: Vec<_> = problems.iter().map(|problem| (problem.kind.message(), problem.kind.suggestion())).collect();
    assert_eq!(
        kinds,
        [
            ("there is no rule \"depreciated-rendering\"".to_owned(), Some("deprecated-rendering")),
            ("there is no rule \"kelsey-hightower\"".to_owned(), Some("concept:kelsey-hightower")),
            ("there is no concept \"tektonic\" in the glossary".to_owned(), Some("tectonic")),
            ("\"glossator-ignore-next\" is no comment that glossator knows".to_owned(), Some("glossator-ignore-end")),
            ("there is no rule \"qqq\"".to_owned(), None),
        ]
    );
    assert!(!covers(&mut suppressions, "deprecated-rendering", 1, 150));
    assert!(covers(&mut suppressions, "broken-latin-name", 1, 150));
    assert!(!covers(&mut suppressions, "broken-latin-name", 3, 350));
}

#[test]
fn comments_about_comments_need_the_whole_file() {
    let (mut suppressions, _) = parse(&["glossator-ignore-file", "glossator-ignore unused-suppression"]);
    assert!(!covers(&mut suppressions, UNUSED, 2, 250));
    let (mut suppressions, _) = parse(&["glossator-ignore-file unused-suppression"]);
    assert!(covers(&mut suppressions, UNUSED, 2, 250) && covers(&mut suppressions, UNKNOWN, 2, 250));
    assert_eq!(suppressions.unused(|_| true), []);
}
