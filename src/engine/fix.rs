//! Fix: the edits of a check, applied in memory until nothing is left to apply.
//!
//! What the corpus teaches is weighed again after each round, so that a second run finds nothing to do. Writing is
//! for `text::file`; whether a person must agree first, for `cli`.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::check::{Checker, Read, from_disk};
use super::run::{Finding, Run};
use super::walk::Input;
use crate::diagnostic::{Applicability, Fix, apply, table};
use crate::document::Document;
use crate::text::{Encoding, Locus, SourceFile, file};

/// A mended file, not yet written.
#[derive(Clone, Debug)]
pub struct Mended {
    /// The file.
    pub input: Input,
    /// Its text as it is on disk.
    pub before: String,
    /// Its text as it will be.
    pub after: String,
    /// The file's own encoding.
    pub encoding: Encoding,
    /// The bytes to write: `after` in it.
    pub bytes: Vec<u8>,
    /// Fingerprint of the bytes on disk when they were read.
    pub fingerprint: u128,
    /// How many fixes were applied.
    pub fixes: usize,
}

/// What `fix` would do.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The files that change, by path.
    pub mended: BTreeMap<Arc<str>, Mended>,
    /// The findings that remain afterwards.
    pub remaining: Run,
    /// Findings that were mended.
    pub fixed: usize,
    /// Fixes that were left because another fix had their place, in the last round.
    pub overlapping: usize,
    /// Files with fixes that cannot be written back in their encoding.
    pub unwritable: Vec<Arc<str>>,
    /// Files with fixes that somebody else changed, or took away, while they were looked at.
    pub changed: Vec<Arc<str>>,
}

/// More rounds than this would mean that fixes undo one another.
pub(super) const ROUNDS: usize = 12;

/// Applies every fix that is `allowed` or better, and again to what comes out, until nothing is left to apply.
pub fn fix(checker: &Checker<'_>, inputs: &[Input], read: &Read<'_>, allowed: Applicability) -> Outcome {
    let mut outcome = Outcome::default();
    let disk = Watched::new(read);
    for _ in 0..ROUNDS {
        let run = {
            let mended = &outcome.mended;
            let overlaid = |input: &Input, buffer: &mut Vec<u8>| match mended.get(&input.shown) {
                Some(mended) => {
                    buffer.clear();
                    buffer.extend_from_slice(&mended.bytes);
                    Ok(())
                }
                None => disk.read(input, buffer),
            };
            checker.check_text(inputs, &overlaid)
        };
        outcome.overlapping = 0;
        let applied = mend_all(checker, inputs, &disk, &run.findings, allowed, &mut outcome, &mut |_, fix, _| Some(fix.clone()));
        outcome.remaining = run;
        outcome.fixed += applied;
        if applied == 0 {
            break;
        }
    }
    outcome
}

/// Applies, in one round, what `decide` makes of each fix: itself, another, or none. It is asked in order, with the
/// text of the file.
pub fn fix_asking(checker: &Checker<'_>, inputs: &[Input], allowed: Applicability, decide: &mut Decide<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    let disk = Watched::new(&from_disk);
    let run = checker.check_text(inputs, &|input: &Input, buffer: &mut Vec<u8>| disk.read(input, buffer));
    outcome.fixed = mend_all(checker, inputs, &disk, &run.findings, allowed, &mut outcome, decide);
    let overlaid = |input: &Input, buffer: &mut Vec<u8>| match outcome.mended.get(&input.shown) {
        Some(mended) => {
            buffer.clear();
            buffer.extend_from_slice(&mended.bytes);
            Ok(())
        }
        None => from_disk(input, buffer),
    };
    outcome.remaining = checker.check_text(inputs, &overlaid);
    outcome
}

/// The text after all safe fixes; the path decides how it is read.
pub fn fix_text(checker: &Checker<'_>, path: &str, text: &str) -> String {
    let inputs = [Input { shown: path.into(), path: path.into() }];
    let read = |_: &Input, buffer: &mut Vec<u8>| {
        buffer.clear();
        buffer.extend_from_slice(text.as_bytes());
        Ok(())
    };
    let outcome = fix(checker, &inputs, &read, Applicability::Safe);
    outcome.mended.into_values().next().map_or_else(|| text.to_owned(), |mended| mended.after)
}

/// Files that are read twice, to be looked at and to be mended: the places of the one must be those of the other.
pub(super) struct Watched<'r> {
    read: &'r Read<'r>,
    /// Fingerprints of what was looked at.
    seen: Mutex<HashMap<Arc<str>, u128>>,
}

impl<'r> Watched<'r> {
    fn new(read: &'r Read<'r>) -> Self {
        Self { read, seen: Mutex::default() }
    }

    /// Of files that were looked at before, with their fingerprints.
    pub(super) fn knowing(read: &'r Read<'r>, seen: HashMap<Arc<str>, u128>) -> Self {
        Self { read, seen: Mutex::new(seen) }
    }

    pub(super) fn read(&self, input: &Input, buffer: &mut Vec<u8>) -> std::io::Result<()> {
        (self.read)(input, buffer)?;
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(Arc::clone(&input.shown), file::fingerprint(buffer));
        Ok(())
    }

    /// Reads the file again; `false` if it is not what was looked at.
    fn is_unchanged(&self, input: &Input, buffer: &mut Vec<u8>) -> bool {
        (self.read)(input, buffer).is_ok()
            && self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(&input.shown) == Some(&file::fingerprint(buffer))
    }
}

/// What to do with a fix of a finding, given the file's text.
pub type Decide<'d> = dyn FnMut(&Finding, &Fix, &str) -> Option<Fix> + 'd;

/// Applies the fixes of findings, file by file; gives how many.
pub(super) fn mend_all(
    checker: &Checker<'_>,
    inputs: &[Input],
    disk: &Watched<'_>,
    findings: &[Finding],
    allowed: Applicability,
    outcome: &mut Outcome,
    decide: &mut Decide<'_>,
) -> usize {
    let by_path: BTreeMap<&str, &Input> = inputs.iter().map(|input| (&*input.shown, input)).collect();
    let wanted = |finding: &Finding| {
        finding.diagnostic.fixes.first().is_some_and(|fix| fix.applicability >= allowed && !fix.edits.is_empty())
    };
    let mut applied = 0;
    for findings in findings.chunk_by(|left, right| left.path == right.path) {
        let Some(first) = findings.first() else { continue };
        let (true, Some(input)) = (findings.iter().any(wanted), by_path.get(&*first.path)) else { continue };
        if !outcome.unwritable.contains(&first.path) && !outcome.changed.contains(&first.path) {
            applied += mend(checker, input, disk, findings, allowed, outcome, decide);
        }
    }
    applied
}

/// Applies the fixes of one file to what is in memory of it; gives how many.
fn mend(
    checker: &Checker<'_>,
    input: &Input,
    disk: &Watched<'_>,
    findings: &[Finding],
    allowed: Applicability,
    outcome: &mut Outcome,
    decide: &mut Decide<'_>,
) -> usize {
    let known = outcome.mended.remove(&input.shown);
    let mut buffer = Vec::new();
    let bytes = match &known {
        Some(mended) => &mended.bytes,
        None if disk.is_unchanged(input, &mut buffer) => &buffer,
        None => {
            outcome.changed.push(Arc::clone(&input.shown));
            return 0;
        }
    };
    let Ok(source) = SourceFile::decode(bytes) else { return 0 };
    if !source.round_trips() {
        outcome.unwritable.push(Arc::clone(&input.shown));
        return 0;
    }
    let candidates: Vec<(&str, Fix)> = findings
        .iter()
        .filter_map(|finding| finding.diagnostic.fixes.first().map(|fix| (finding, fix)))
        .filter(|(_, fix)| fix.applicability >= allowed && !fix.edits.is_empty())
        .filter_map(|(finding, fix)| Some((finding.diagnostic.rule, decide(finding, fix, source.text())?)))
        .collect();
    let (chosen, left) = apply::select(candidates.iter().map(|(rule, fix)| (*rule, fix)), allowed);
    outcome.overlapping += left.len();
    let edits = apply::merged(chosen.iter().map(|&number| &candidates[number].1));
    let fixes = chosen.len();
    let after = realigned(checker, input, source.text(), apply::apply(source.text(), &edits), &edits);
    let Some(written) = source.encode(&after) else {
        outcome.unwritable.push(Arc::clone(&input.shown));
        return 0;
    };
    let mended = match known {
        Some(known) => Mended { after, bytes: written, fixes: known.fixes + fixes, ..known },
        None => Mended {
            input: input.clone(),
            before: source.text().to_owned(),
            encoding: source.encoded_in(),
            after,
            fingerprint: file::fingerprint(bytes),
            bytes: written,
            fixes,
        },
    };
    if mended.fixes > 0 {
        outcome.mended.insert(Arc::clone(&input.shown), mended);
    }
    fixes
}

/// The text after the edits, its tables aligned again where they were.
fn realigned(checker: &Checker<'_>, input: &Input, before: &str, after: String, edits: &[crate::text::Edit]) -> String {
    let mut document = Document::default();
    // The files of translation tools have no tables.
    let Some(format) = (checker.format)(&input.path).filter(|format| !format.is_bilingual()) else { return after };
    if !edits.iter().any(|edit| {
        before.get(..edit.locus.start).and_then(|text| text.lines().next_back()).is_some_and(|line| line.contains('|'))
    }) {
        return after;
    }
    format.read(before, &mut document);
    let shift = |offset: usize| {
        edits
            .iter()
            .take_while(|edit| edit.locus.end <= offset)
            .fold(offset, |at, edit| at + edit.text.len() - (edit.locus.end - edit.locus.start))
    };
    let mut out = after;
    for table in document.tables().iter().rev() {
        let moved = Locus::new(shift(table.start), shift(table.end));
        if let Some(aligned) = table::realign(table.get(before), moved.get(&out)) {
            out.replace_range(moved.start..moved.end, &aligned);
        }
    }
    out
}

/// Writes the mended files; gives those that could not be written, with the reason (without the path).
pub fn write<'m>(mended: impl Iterator<Item = &'m Mended>) -> Vec<(Arc<str>, String)> {
    let mended: Vec<&Mended> = mended.collect();
    // Each file waits for the disk; several can wait at once.
    mended
        .into_par_iter()
        .filter_map(|mended| {
            let written = file::replace(&mended.input.path, mended.fingerprint, &mended.bytes);
            written.err().map(|error| (Arc::clone(&mended.input.shown), error.fault.to_string()))
        })
        .collect()
}
