//! Whether the rows of a glossary agree with each other, and whether each can ever be found.
//!
//! Rows that are broken by themselves never get here: the readers refuse them. What a contradiction means for a
//! document is for `rules`.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::diagnostic::Severity;
use crate::text::script::is_spaced;

use super::model::{AdministrativeStatus, CaseRule, Concept, Glossary, Origin, Term};

/// The checks: name and documentation, sorted by name.
pub const RULES: &[(&str, &str)] = &[
    (
        "conflicting-status",
        "One string is approved for one concept and deprecated for another.\n\nNobody can say which it is where it stands; until the rows agree, such a mention is reported with a fix that is only shown.",
    ),
    (
        "deprecated-canonical",
        "The preferred rendering of one concept is deprecated by another row.\n\nA fix of the one would make a finding of the other.",
    ),
    (
        "duplicate-term",
        "The same string is listed twice with the same status.\n\nTwo concepts that share a string cannot be told apart by it, and a string that one concept lists twice is a slip.",
    ),
    ("rendering-cycle", "Rows that replace A by B, and B by A, perhaps over several steps.\n\nFixes would undo one another."),
    (
        "substring-trap",
        "A deprecated or ambiguous string stands inside a longer one of another concept.\n\nWhere the longer one is not found as a whole, the shorter one strikes. An approved rendering protects what it contains; others need an `unless`.",
    ),
    (
        "unmatchable-term",
        "A string that can never be found.\n\nIt has no letter or digit, stands inside its own `unless` whatever it is, or differs from an approved one only in what folding makes alike.",
    ),
];

/// Longer ambiguous terms are not searched for shorter ones.
const MAX_TRAP_CHARS: usize = 64;

/// Something that a glossary says twice, both ways, or in vain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlossaryFinding {
    /// Name of the check.
    pub rule: &'static str,
    /// Contradictions are errors, the rest warnings.
    pub severity: Severity,
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// The term it is about.
    pub origin: Origin,
    /// The term that it disagrees with.
    pub other: Option<Origin>,
}

/// A term with its concept.
#[derive(Clone, Copy)]
struct Use<'g> {
    number: usize,
    concept: &'g Concept,
    term: &'g Term,
}

impl Use<'_> {
    fn is_deprecated(&self) -> bool {
        self.term.status == AdministrativeStatus::Deprecated
    }

    /// What is to be written instead.
    fn target(&self) -> &str {
        self.concept.preferred(&self.term.language).map_or(self.concept.name(), |term| &term.text)
    }
}

/// Everything that is wrong between the rows, sorted by place and check.
///
/// * `duplicate-term`: one text with one status, in one concept or in two.
/// * `conflicting-status`: one text admitted here and deprecated there, or in one concept both deprecated and ambiguous.
/// * `deprecated-canonical`: the preferred rendering of one concept is deprecated by another.
/// * `rendering-cycle`: following the deprecations leads back, A to B to A.
/// * `substring-trap`: a term that is always wrong stands inside a term or an `unless` word of another concept that is
///   only sometimes wrong. When the longer one does not count, the shorter one is tried, and a word that is right is
///   changed. No trap: a deprecated term inside a preferred or admitted one (which protects it), or inside another
///   that is always wrong (the longest wins), or with the longer word in its own `unless`.
/// * `unmatchable-term`: nothing to find but punctuation, a term that is one of its own `unless` words, a deprecated
///   term that its own concept approves. A deprecated spelling that differs from the approved one in case or joints
///   only is found: terms of one concept that fold alike are exact.
///
/// An ambiguous term that another concept approves is a warning: evidence may tell the two apart.
pub fn check(glossary: &Glossary) -> Vec<GlossaryFinding> {
    let uses: Vec<Use<'_>> = glossary
        .concepts
        .iter()
        .enumerate()
        .flat_map(|(number, concept)| concept.terms.iter().map(move |term| Use { number, concept, term }))
        .collect();
    let mut counts: HashMap<(&str, &str), usize> = HashMap::with_capacity(uses.len());
    for one in &uses {
        *counts.entry((&one.term.language, &one.term.text)).or_default() += 1;
    }
    let mut by_text: BTreeMap<(&str, &str), Vec<Use<'_>>> = BTreeMap::new();
    for one in &uses {
        let key = (one.term.language.as_str(), one.term.text.as_str());
        if counts.get(&key).is_some_and(|&count| count > 1) {
            by_text.entry(key).or_default().push(*one);
        }
    }
    let mut findings = Vec::new();
    for same in by_text.values() {
        disagreements(same, &mut findings);
    }
    cycles(&uses, &mut findings);
    traps(&uses, &mut findings);
    for one in &uses {
        findings.extend(unmatchable(one));
    }
    findings.sort_by(|left, right| (&left.origin, left.rule, &left.message).cmp(&(&right.origin, right.rule, &right.message)));
    findings.dedup();
    findings
}

/// What the uses of one text say of it: each use against the first one that it disagrees with.
fn disagreements(same: &[Use<'_>], findings: &mut Vec<GlossaryFinding>) {
    for (number, later) in same.iter().enumerate().skip(1) {
        let earlier = same.get(..number).unwrap_or_default();
        // The gravest: a contradiction before a repetition.
        let pairs = earlier.iter().filter_map(|earlier| disagreement(earlier, later));
        if let Some(finding) = pairs.max_by_key(|finding| finding.severity) {
            findings.push(finding);
        }
    }
}

fn disagreement(earlier: &Use<'_>, later: &Use<'_>) -> Option<GlossaryFinding> {
    let text = &later.term.text;
    let same_concept = earlier.number == later.number;
    let places = (later.term.origin.clone(), Some(earlier.term.origin.clone()));
    let finding = |rule, severity, message| Some(GlossaryFinding { rule, severity, message, origin: places.0, other: places.1 });
    if earlier.is_deprecated() == later.is_deprecated() {
        let as_what = |one: &Use<'_>| if one.term.ambiguous { "ambiguous" } else { one.term.status.name() };
        return match (same_concept, earlier.is_deprecated()) {
            (true, true) if earlier.term.ambiguous != later.term.ambiguous => {
                finding("conflicting-status", Severity::Error, format!("\"{text}\" is both deprecated and ambiguous"))
            }
            (true, _) => {
                finding("duplicate-term", Severity::Warning, format!("\"{text}\" stands twice in \"{}\"", later.concept.id))
            }
            (false, true) if earlier.target() != later.target() => {
                let message = format!(
                    "\"{text}\" is {} for \"{}\" and {} for \"{}\", which want different renderings",
                    as_what(earlier),
                    earlier.concept.id,
                    as_what(later),
                    later.concept.id
                );
                finding("duplicate-term", Severity::Warning, message)
            }
            (false, _) => {
                let message =
                    format!("\"{text}\" is {} in \"{}\" and in \"{}\"", as_what(later), earlier.concept.id, later.concept.id);
                // Two concepts may well share a right name; only their mentions cannot be told apart.
                finding("duplicate-term", Severity::Info, message)
            }
        };
    }
    if same_concept {
        // `unmatchable-term` tells it.
        return None;
    }
    let (wrong, right) = if later.is_deprecated() { (later, earlier) } else { (earlier, later) };
    let severity = if wrong.term.ambiguous { Severity::Warning } else { Severity::Error };
    let as_what = if wrong.term.ambiguous { "ambiguous" } else { "deprecated" };
    let message = format!(
        "\"{text}\" is {as_what} for \"{}\" and {} for \"{}\"",
        wrong.concept.id,
        right.term.status.name(),
        right.concept.id
    );
    let rule = if right.term.status == AdministrativeStatus::Preferred { "deprecated-canonical" } else { "conflicting-status" };
    let (origin, other) = (wrong.term.origin.clone(), Some(right.term.origin.clone()));
    Some(GlossaryFinding { rule, severity, message, origin, other })
}

/// Deprecations that lead back to where they started; ambiguous terms decide by evidence and are left out.
fn cycles(uses: &[Use<'_>], findings: &mut Vec<GlossaryFinding>) {
    let wrong = || uses.iter().filter(|one| one.is_deprecated() && !one.term.ambiguous);
    let texts: HashSet<(&str, &str)> = wrong().map(|one| (one.term.language.as_str(), one.term.text.as_str())).collect();
    let mut steps: BTreeMap<(&str, &str), Vec<(&str, &Term)>> = BTreeMap::new();
    for one in wrong() {
        // A text that is never replaced ends the way.
        if let Some(preferred) = one.concept.preferred(&one.term.language)
            && texts.contains(&(&one.term.language, &preferred.text))
        {
            steps.entry((&one.term.language, &one.term.text)).or_default().push((&preferred.text, one.term));
        }
    }
    let mut done: BTreeSet<(&str, &str)> = BTreeSet::new();
    for &start in steps.keys() {
        if done.contains(&start) {
            continue;
        }
        // Depth first with the way so far; every text is entered once.
        let mut way: Vec<(&str, &Term, usize)> = Vec::new();
        let mut text = start.1;
        let mut next = 0;
        loop {
            let key = (start.0, text);
            let step = if done.contains(&key) { None } else { steps.get(&key).and_then(|steps| steps.get(next)) };
            let Some(&(target, term)) = step else {
                done.insert(key);
                let Some((back, _, number)) = way.pop() else { break };
                (text, next) = (back, number + 1);
                continue;
            };
            let first = way.iter().position(|(passed, ..)| *passed == target);
            if first.is_some() || target == text {
                let from = first.unwrap_or(way.len());
                let round: Vec<&str> = way.iter().skip(from).map(|(passed, ..)| *passed).chain([text, target]).collect();
                let shown: Vec<String> = round.iter().map(|text| format!("\"{text}\"")).collect();
                let begin = way.get(from).map_or(term, |(_, term, _)| *term);
                // A text deprecated in favour of itself is reported as what it is.
                if round.len() > 2 {
                    findings.push(GlossaryFinding {
                        rule: "rendering-cycle",
                        severity: Severity::Error,
                        message: format!("the deprecations go round: {}", shown.join(" → ")),
                        origin: begin.origin.clone(),
                        other: Some(term.origin.clone()),
                    });
                }
                next += 1;
                continue;
            }
            way.push((text, term, next));
            (text, next) = (target, 0);
        }
    }
}

fn traps(uses: &[Use<'_>], findings: &mut Vec<GlossaryFinding>) {
    let mut always_wrong: HashMap<&str, HashMap<String, Vec<&Use<'_>>>> = HashMap::new();
    for one in uses.iter().filter(|one| one.is_deprecated() && !one.term.ambiguous) {
        always_wrong.entry(&one.term.language).or_default().entry(one.term.text.to_lowercase()).or_default().push(one);
    }
    let mut seen = HashSet::new();
    for longer in uses.iter().filter(|one| one.is_deprecated()) {
        let Some(always_wrong) = always_wrong.get(longer.term.language.as_str()) else { continue };
        let itself = longer.term.ambiguous.then_some(longer.term.text.as_str());
        for word in itself.into_iter().chain(longer.term.unless().iter().map(String::as_str)) {
            // A row's `unless` belongs to each of its terms.
            if !seen.insert((longer.number, &longer.term.language, word)) {
                continue;
            }
            let lower = word.to_lowercase();
            for shorter in parts(&lower).into_iter().filter_map(|part| always_wrong.get(part)).flatten() {
                if is_trap(shorter, longer, word) {
                    findings.push(trap(shorter, longer, word));
                }
            }
        }
    }
}

fn is_trap(shorter: &Use<'_>, longer: &Use<'_>, word: &str) -> bool {
    let is_found = shorter.term.case != CaseRule::Exact || word.contains(shorter.term.text.as_str());
    let covers = |unless: &String| word.contains(unless.as_str()) && unless.contains(shorter.term.text.as_str());
    shorter.number != longer.number
        && shorter.target() != longer.target()
        && is_found
        && !shorter.term.unless().iter().any(covers)
}

fn trap(shorter: &Use<'_>, longer: &Use<'_>, word: &str) -> GlossaryFinding {
    let text = &shorter.term.text;
    let message = format!(
        "\"{text}\" stands inside \"{word}\", which is right where it is not \"{}\": add \"{word}\" to `unless` of \"{}\"",
        longer.concept.id, shorter.concept.id
    );
    GlossaryFinding {
        rule: "substring-trap",
        severity: Severity::Warning,
        message,
        origin: shorter.term.origin.clone(),
        other: Some(longer.term.origin.clone()),
    }
}

/// The proper parts of a word that a term could be found as: whole words where the script has spaces.
fn parts(word: &str) -> Vec<&str> {
    let mut edges: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
    edges.push(word.len());
    if edges.len() > MAX_TRAP_CHARS {
        return Vec::new();
    }
    let is_edge = |&at: &usize| {
        let before = word.get(..at).and_then(|before| before.chars().next_back());
        let after = word.get(at..).and_then(|after| after.chars().next());
        !(before.is_some_and(is_spaced) && after.is_some_and(is_spaced))
    };
    edges.retain(is_edge);
    let mut parts = Vec::new();
    for (number, &start) in edges.iter().enumerate() {
        let ends = edges.iter().skip(number + 1);
        parts.extend(ends.filter(|&&end| end - start < word.len()).filter_map(|&end| word.get(start..end)));
    }
    parts
}

fn unmatchable(one: &Use<'_>) -> Option<GlossaryFinding> {
    let text = &one.term.text;
    let finding = |severity, message, other| {
        Some(GlossaryFinding { rule: "unmatchable-term", severity, message, origin: one.term.origin.clone(), other })
    };
    if !text.chars().any(char::is_alphanumeric) {
        return finding(Severity::Warning, format!("\"{text}\" has no letter to be found by"), None);
    }
    if !one.is_deprecated() {
        return None;
    }
    let is_same = |term: &&Term| term.status.is_approved() && term.language == one.term.language && term.text == *text;
    if let Some(right) = one.concept.terms.iter().find(is_same) {
        let message = format!("\"{text}\" is both {} and deprecated in \"{}\"", right.status.name(), one.concept.id);
        return finding(Severity::Error, message, Some(right.origin.clone()));
    }
    let excluded = one.term.unless().iter().any(|word| text == word);
    excluded.then(|| finding(Severity::Warning, format!("\"{text}\" is one of its own `unless` words"), None)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::csv;

    fn findings(rows: &str) -> Vec<String> {
        let text = format!("id,zh,zh:admitted,zh:deprecated,zh:ambiguous,unless,case\n{rows}");
        let glossary = csv::read("g.csv", text.as_bytes(), None).unwrap_or_else(|error| panic!("{error}"));
        check(&glossary).iter().map(|f| format!("{} {} {} {}", f.severity.name(), f.rule, f.origin.line, f.message)).collect()
    }

    #[test]
    fn rows_that_disagree_are_found() {
        let cases: &[(&str, &[&str])] = &[
            ("a,甲,,乙,,,\nb,丙,,丁,,,\n", &[]),
            ("a,甲,甲,,,,\n", &["warning duplicate-term 2 \"甲\" stands twice in \"a\""]),
            ("a,甲,,,,,\nb,甲,,,,,\n", &["info duplicate-term 3 \"甲\" is preferred in \"a\" and in \"b\""]),
            (
                "a,甲,,乙,,,\nb,丙,,,乙,,\n",
                &[
                    "warning duplicate-term 3 \"乙\" is deprecated for \"a\" and ambiguous for \"b\", which want different renderings",
                ],
            ),
            ("a,甲,,乙,乙,,\n", &["error conflicting-status 2 \"乙\" is both deprecated and ambiguous"]),
            ("a,甲,乙,,,,\nb,丙,,乙,,,\n", &["error conflicting-status 3 \"乙\" is deprecated for \"b\" and admitted for \"a\""]),
            (
                "a,甲,,乙,,,\nb,乙,,,,,\n",
                &["error deprecated-canonical 2 \"乙\" is deprecated for \"a\" and preferred for \"b\""],
            ),
            (
                "a,甲,,,乙,,\nb,乙,,,,,\n",
                &["warning deprecated-canonical 2 \"乙\" is ambiguous for \"a\" and preferred for \"b\""],
            ),
            (
                "a,甲,,乙,,,\nb,乙,,甲,,,\n",
                &[
                    "error deprecated-canonical 2 \"乙\" is deprecated for \"a\" and preferred for \"b\"",
                    "error rendering-cycle 2 the deprecations go round: \"乙\" → \"甲\" → \"乙\"",
                    "error deprecated-canonical 3 \"甲\" is deprecated for \"b\" and preferred for \"a\"",
                ],
            ),
            (
                "a,集群,,簇,,,\nb,乙,,,簇绒,,\n",
                &[
                    "warning substring-trap 2 \"簇\" stands inside \"簇绒\", which is right where it is not \"b\": add \"簇绒\" to `unless` of \"a\"",
                ],
            ),
            ("a,集群,,簇,,簇绒,\nb,乙,,,簇绒,,\n", &[]),
            ("a,集群,,簇,,,\nb,乙,,簇绒,,,\n", &[]),
            (
                "a,集群,簇绒,簇,,,\nb,乙,,,丙簇绒,,\n",
                &[
                    "warning substring-trap 2 \"簇\" stands inside \"丙簇绒\", which is right where it is not \"b\": add \"丙簇绒\" to `unless` of \"a\"",
                ],
            ),
            (
                "a,B,,art,,,\nb,乙,,,party art x,,\n",
                &[
                    "warning substring-trap 2 \"art\" stands inside \"party art x\", which is right where it is not \"b\": add \"party art x\" to `unless` of \"a\"",
                ],
            ),
            ("a,B,,art,,,\nb,乙,,,party,,\n", &[]),
            ("a,甲,,乙,,乙|乙方,\n", &["warning unmatchable-term 2 \"乙\" is one of its own `unless` words"]),
            ("a,Docker,,docker,,,\n", &[]),
        ];
        for (rows, expected) in cases {
            assert_eq!(findings(rows), *expected, "{rows}");
        }
    }

    #[test]
    fn long_cycles_are_found_once() {
        let found = findings("a,甲,,乙,,,\nb,乙,,丙,,,\nc,丙,,甲,,,\nd,丁,,戊,,,\n");
        let cycles: Vec<&String> = found.iter().filter(|finding| finding.contains("rendering-cycle")).collect();
        assert_eq!(cycles, ["error rendering-cycle 3 the deprecations go round: \"丙\" → \"乙\" → \"甲\" → \"丙\""]);
    }
}
