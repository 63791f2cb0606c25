//! Which patterns a URL, a file name or a slug has in it.
//!
//! Only those of approved Latin names say something there: far fewer than what is looked for in text, so that URLs are
//! searched for them alone.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::seek::Found;

/// The patterns that are looked for in slugs.
#[derive(Debug)]
pub(super) struct Slugs {
    engine: AhoCorasick,
    /// The patterns' numbers, by those of the engine.
    numbers: Vec<u32>,
}

impl Slugs {
    /// For patterns with their numbers, folded, none of them empty.
    pub(super) fn new(patterns: impl Iterator<Item = (u32, String)>) -> Self {
        let (numbers, texts): (Vec<u32>, Vec<String>) = patterns.unzip();
        let engine = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(texts);
        Self { engine: engine.expect("fewer than two billion letters"), numbers }
    }

    /// Appends every place of a pattern in a folded slug.
    pub(super) fn find(&self, folded: &str, found: &mut Vec<Found>) {
        found.extend(self.engine.find_overlapping_iter(folded).map(|hit| Found {
            start: hit.start(),
            end: hit.end(),
            pattern: self.numbers[hit.pattern().as_usize()],
        }));
    }
}
