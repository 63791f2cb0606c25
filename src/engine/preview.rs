//! What `fix` would do to some files of a check that has just been made: the same edits to the same fixed point.
//!
//! The first round takes the findings that are there; only what changed is looked at again. Nothing is written.

use std::collections::HashMap;
use std::sync::Arc;

use super::check::{Checker, Read};
use super::fix::{Outcome, ROUNDS, Watched, mend_all};
use super::run::Finding;
use super::walk::Input;
use crate::diagnostic::Applicability;
use crate::text::SourceFile;

/// The outcome for `inputs`, given what a check found in them and the fingerprints of the bytes that were looked at.
///
/// The checker must have what the check learned, or was given; each file is mended by itself then.
pub fn preview(
    checker: &Checker<'_>,
    inputs: &[Input],
    read: &Read<'_>,
    findings: Vec<Finding>,
    seen: HashMap<Arc<str>, u128>,
    allowed: Applicability,
) -> Outcome {
    let mut outcome = Outcome::default();
    let disk = Watched::knowing(read, seen);
    // Findings of a check are in bytes of the disk, which are those of the text in UTF-8 only.
    let is_text = |input: &Input| {
        let mut bytes = Vec::new();
        (read)(input, &mut bytes).is_ok() && SourceFile::decode(&bytes).is_ok_and(|source| source.encoding() == "UTF-8")
    };
    let (known, mut open): (Vec<Input>, Vec<Input>) = inputs.iter().cloned().partition(is_text);
    for round in 0..ROUNDS {
        let before: HashMap<Arc<str>, usize> = fixes(&outcome);
        let (list, run);
        let found = if round == 0 {
            list = known.as_slice();
            // What is said of others is passed over.
            &findings
        } else {
            list = open.as_slice();
            let mended = &outcome.mended;
            let overlaid = |input: &Input, buffer: &mut Vec<u8>| match mended.get(&input.shown) {
                Some(mended) => {
                    buffer.clear();
                    buffer.extend_from_slice(&mended.bytes);
                    Ok(())
                }
                None => disk.read(input, buffer),
            };
            run = checker.check_text(list, &overlaid);
            &run.findings
        };
        mend_all(checker, list, &disk, found, allowed, &mut outcome, &mut |_, fix, _| Some(fix.clone()));
        let after = fixes(&outcome);
        let changed = |input: &Input| after.get(&input.shown) > before.get(&input.shown);
        let again: Vec<Input> = list.iter().filter(|input| changed(input)).cloned().collect();
        open = if round == 0 { open.into_iter().chain(again).collect() } else { again };
        open.sort();
        if open.is_empty() {
            break;
        }
    }
    outcome
}

/// How many fixes each file has had.
fn fixes(outcome: &Outcome) -> HashMap<Arc<str>, usize> {
    outcome.mended.iter().map(|(path, mended)| (Arc::clone(path), mended.fixes)).collect()
}
