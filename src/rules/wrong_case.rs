//! A Latin name in the wrong upper and lower case.
//!
//! The text has an approved name of a person, organization or product, but in other case: `Kubecon`, `IOS`, `CoreOs`.
//! Forms that are listed as admitted are right. A name wholly in lower case is often a command, a package or a handle,
//! and one wholly in capitals often shouts: these are reported as info, with a fix for a person to look at. So is a word in
//! lower case inside a name in an English sentence, where it may well describe: `Jupyter notebooks`.

use super::replacement::{self, Confidence};
use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::diagnostic::Severity;
use crate::matcher::Difference;
use crate::text::script::has_han;

pub(super) static RULE: Rule = Rule {
    name: "wrong-case",
    severity: Some(Severity::Error),
    source: include_str!("wrong_case.rs"),
    check,
    settle: no_settling,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    for mention in cx.mentions {
        let entry = cx.entry(mention.entry);
        if mention.difference != Difference::Case || !entry.is_approved_name() {
            continue;
        }
        let segment = cx.segment(mention.segment);
        let found = mention.span.get(segment.text);
        // Several names fold alike: no finding is better than a wrong one.
        let another_reading = mention.rivals.iter().any(|&(_, difference)| difference < Difference::Case);
        if another_reading || entry.text.chars().filter(|c| c.is_alphabetic()).count() < 2 {
            continue;
        }
        let concept = cx.concept(entry);
        let message = format!("\"{found}\" is written \"{}\"", entry.text);
        let mut diagnostic = cx.diagnostic(&RULE, segment, mention.span, Some(&concept.id), message);
        let letters = || found.chars().filter(|c| c.is_alphabetic());
        let is_flat = letters().all(char::is_lowercase) || letters().count() > 3 && letters().all(char::is_uppercase);
        let is_flat = is_flat || describes(found, &entry.text) && !has_han(segment.text);
        let confidence = if is_flat { Confidence::Probable } else { Confidence::Sure };
        if is_flat {
            diagnostic.severity = Severity::Info;
        }
        replacement::attach(cx, &mut diagnostic, segment, mention, &entry.text, confidence);
        drafts.push(now(diagnostic));
    }
}

/// Whether a name has some of its words in lower case and the others as they are written.
fn describes(found: &str, name: &str) -> bool {
    let (found, name) = (found.split(' '), name.split(' '));
    found.clone().count() == name.clone().count()
        && found.clone().any(|word| word.chars().any(char::is_uppercase))
        && found.zip(name).all(|(word, written)| word == written || word == written.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::describes;

    #[test]
    fn a_word_in_lower_case_may_describe() {
        for (found, name, expected) in [
            ("Jupyter notebooks", "Jupyter Notebooks", true),
            ("the New Stack", "The New Stack", true),
            ("Kubecon", "KubeCon", false),
            ("kubecon", "KubeCon", false),
            ("Jupyter NoteBooks", "Jupyter Notebooks", false),
        ] {
            assert_eq!(describes(found, name), expected, "{found}");
        }
    }
}
