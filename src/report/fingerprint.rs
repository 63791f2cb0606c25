//! Names for findings that stay the same when lines move: for services that follow findings from run to run.
//!
//! Never a line number: a paragraph put above would make every finding below it a new one.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_128;

use super::safe_text::repository_path;
use crate::engine::run::Finding;

/// Gives every finding of a run its own name; asked in the order of the findings.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    seen: HashMap<u128, u64>,
}

impl Fingerprints {
    /// 32 hexadecimal digits of (rule, path, found text, concept, which one of those that are alike).
    pub(super) fn next(&mut self, finding: &Finding) -> String {
        let diagnostic = &finding.diagnostic;
        let mut key = Vec::with_capacity(128);
        for part in [
            Some(diagnostic.rule),
            Some(repository_path(&finding.path)),
            diagnostic.found.as_deref(),
            diagnostic.concept.as_deref(),
        ] {
            // The length keeps ("ab", "c") and ("a", "bc") apart, and none and empty too.
            key.extend_from_slice(&part.map_or(u64::MAX, |part| part.len() as u64).to_le_bytes());
            key.extend_from_slice(part.unwrap_or_default().as_bytes());
        }
        let ordinal = self.seen.entry(xxh3_128(&key)).or_default();
        key.extend_from_slice(&ordinal.to_le_bytes());
        *ordinal += 1;
        format!("{:032x}", xxh3_128(&key))
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprints;
    use crate::report::testing::run;

    #[test]
    fn lines_do_not_matter_and_twins_differ() {
        let findings = run().findings;
        let mut moved = findings[0].clone();
        for place in moved.places.as_mut().map(|(start, end)| [start, end]).into_iter().flatten() {
            place.line += 7;
        }
        let (mut before, mut after) = (Fingerprints::default(), Fingerprints::default());
        let first = before.next(&findings[0]);
        assert_eq!(first, after.next(&moved));
        assert_ne!(first, before.next(&findings[0]));
        assert_eq!(first, "40b0af54d7de3505c4ab427cf74630d1");
    }
}
