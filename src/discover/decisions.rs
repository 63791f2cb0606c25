//! What people decided about groups, so that nobody is asked twice.
//!
//! A file of JSON Lines, one decision a line, the oldest first: it can be kept and merged like any text. Reading and
//! writing files is for `cli`.

use serde::{Deserialize, Serialize};

use super::group::Group;

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What was decided.
    pub decision: Verdict,
    /// The renderings that were asked about, sorted.
    pub renderings: Vec<String>,
    /// The concept that they became, if they were accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<String>,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// They stand in the glossary now.
    Accepted,
    /// They are not for the glossary: no names of one thing, or not wanted.
    Rejected,
    /// They are names of several things; each part is asked about by itself.
    Split,
}

/// All decisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// The oldest first.
    pub list: Vec<Decision>,
}

/// A line that is no decision.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: not a decision: {reason}")]
pub struct DecisionError {
    file: String,
    line: usize,
    reason: String,
}

impl Decisions {
    /// Reads the text of a file of decisions.
    ///
    /// # Errors
    /// The first line that is no decision, with its number from 1.
    pub fn read(text: &str, file: &str) -> Result<Self, DecisionError> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let decision = |(number, line): (usize, &str)| {
            let error =
                |error: serde_json::Error| DecisionError { file: file.to_owned(), line: number + 1, reason: error.to_string() };
            let mut decision: Decision = serde_json::from_str(line).map_err(error)?;
            decision.renderings.sort_unstable();
            Ok(decision)
        };
        Ok(Self { list: lines.map(decision).collect::<Result<_, _>>()? })
    }

    /// The text of the file.
    ///
    /// # Errors
    /// None while there is memory.
    pub fn write(&self) -> Result<String, serde_json::Error> {
        let mut out = String::new();
        for decision in &self.list {
            out.push_str(&serde_json::to_string(decision)?);
            out.push('\n');
        }
        Ok(out)
    }

    /// Adds a decision about some renderings.
    pub fn add(&mut self, decision: Verdict, renderings: &[String], concept: Option<String>) {
        let mut renderings = renderings.to_vec();
        renderings.sort_unstable();
        renderings.dedup();
        self.list.push(Decision { decision, renderings, concept });
    }

    /// Whether there is nothing new about a group: all its renderings were accepted or rejected together, or exactly these
    /// were split.
    pub fn covers(&self, group: &Group) -> bool {
        let texts = || group.renderings.iter().map(|rendering| &rendering.text);
        self.list.iter().any(|decision| match decision.decision {
            Verdict::Accepted | Verdict::Rejected => texts().all(|text| decision.renderings.binary_search(text).is_ok()),
            Verdict::Split => {
                let mut sorted: Vec<&String> = texts().collect();
                sorted.sort_unstable();
                sorted.iter().copied().eq(&decision.renderings)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::Rendering;
    use crate::glossary::Kind;

    fn group(texts: &[&str]) -> Group {
        let rendering =
            |text: &&str| Rendering { text: (*text).to_owned(), documents: 1, mentions: 1, places: Vec::new(), beside: None };
        Group {
            score: 0.9,
            kind: Kind::Person,
            source: None,
            language: None,
            source_mentions: None,
            renderings: texts.iter().map(rendering).collect(),
            evidence: Vec::new(),
            concept: None,
        }
    }

    #[test]
    fn only_what_is_new_is_asked() {
        let mut decisions = Decisions::default();
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
        decisions.add(Verdict::Accepted, &texts(&["乙", "甲", "丙"]), Some("a".to_owned()));
        decisions.add(Verdict::Split, &texts(&["子", "丑", "寅"]), None);
        for (renderings, expected) in [
            (&["甲", "乙"][..], true),
            (&["丙", "甲", "乙"], true),
            (&["甲", "丁"], false),
            (&["寅", "丑", "子"], true),
            (&["子", "丑"], false),
        ] {
            assert_eq!(decisions.covers(&group(renderings)), expected, "{renderings:?}");
        }
        let text = decisions.write().unwrap();
        assert_eq!(
            text.lines().next(),
            Some("{\"decision\":\"accepted\",\"renderings\":[\"丙\",\"乙\",\"甲\"],\"concept\":\"a\"}")
        );
        assert_eq!(Decisions::read(&text, "d"), Ok(decisions));
        let error = Decisions::read("\n{\"decision\":\"perhaps\",\"renderings\":[]}\n", "d.jsonl").unwrap_err().to_string();
        assert!(error.starts_with("d.jsonl:2: not a decision: "), "{error}");
    }
}
