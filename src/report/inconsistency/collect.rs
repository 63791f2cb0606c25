//! A run and its census become a tally.
//!
//! Nothing is counted here that the engine did not count.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::compose::most_to_mend;
use super::diff;
use super::model::{Document, DocumentFix, Finding, Line, Part, Rule, Status};
use super::tally::{Cell, Tally, TallyConcept, TallyRendering, place};
use crate::diagnostic::Applicability;
use crate::engine::census::{self, Census};
use crate::engine::check::{Checker, Read, is_fixable};
use crate::engine::fix::Outcome;
use crate::engine::preview::preview;
use crate::engine::run::{self as engine, Run};
use crate::engine::walk::Input;
use crate::glossary::{AdministrativeStatus, Concept};
use crate::matcher::{Entry, Form, Matcher};

/// Looks at all inputs: what is wrong, every mention, and what `fix` would do.
pub fn collect(checker: &mut Checker<'_>, inputs: &[Input], read: &Read<'_>, part: Part) -> Tally {
    let (run, census, taught) = checker.census(inputs, read);
    let fingerprints =
        census.documents.iter().filter_map(|(number, seen)| Some((Arc::clone(&inputs.get(*number)?.shown), seen.fingerprint)));
    let fingerprints: HashMap<Arc<str>, u128> = fingerprints.collect();
    // What translators write for a term is learned from all pairs, whatever else was learned before.
    let is_paired = census.documents.iter().any(|(_, seen)| seen.is_paired);
    let part = if is_paired { Part { learned: super::LEARNED_FROM_PAIRS.to_owned(), ..part } } else { part };
    // What the whole corpus taught decides about each file, and each file is mended by itself.
    checker.learned.get_or_insert(taught);
    checker.progress = &|| ();
    let documents = documents(&run, inputs);
    let wanted = most_to_mend(&documents);
    let mended: Vec<Input> = wanted.iter().filter_map(|&number| inputs.get(number)).cloned().collect();
    let known = findings_of(&run, &mended);
    let checker = &*checker;
    let (tally, fixes) = rayon::join(
        || count(run, census, inputs, documents, checker, part),
        || {
            let outcome = preview(checker, &mended, read, known, fingerprints, Applicability::Safe);
            fixes(&wanted, &mended, &outcome)
        },
    );
    Tally { fixes, ..tally }
}

/// The documents, with what could be mended in each.
fn documents(run: &Run, inputs: &[Input]) -> Vec<Document> {
    let numbers: FxHashMap<&str, usize> = inputs.iter().enumerate().map(|(number, input)| (&*input.shown, number)).collect();
    let mut documents: Vec<Document> =
        inputs.iter().map(|input| Document { path: input.shown.to_string(), ..Document::default() }).collect();
    for findings in run.findings.chunk_by(|one, next| one.path == next.path) {
        let number = findings.first().and_then(|finding| numbers.get(&*finding.path));
        if let Some(document) = number.and_then(|&number| documents.get_mut(number)) {
            document.fixable += findings.iter().filter(|finding| is_fixable(finding)).count();
        }
    }
    documents
}

/// The findings of some of the inputs that can be mended.
fn findings_of(run: &Run, inputs: &[Input]) -> Vec<engine::Finding> {
    let paths: FxHashSet<&str> = inputs.iter().map(|input| &*input.shown).collect();
    let of_documents = run.findings.chunk_by(|one, next| one.path == next.path);
    let wanted = of_documents.filter(|findings| findings.first().is_some_and(|finding| paths.contains(&*finding.path)));
    wanted.flatten().filter(|finding| is_fixable(finding)).cloned().collect()
}

/// What `fix` would do to the documents with these numbers.
fn fixes(wanted: &[usize], inputs: &[Input], outcome: &Outcome) -> Vec<DocumentFix> {
    let fix = |(&document, input): (&usize, &Input)| {
        let mended = outcome.mended.get(&input.shown)?;
        let (diff, hunks_left) = diff::hunks(&mended.before, &mended.after);
        Some(DocumentFix { document, edits: mended.fixes, diff, hunks_left })
    };
    wanted.par_iter().zip(inputs).filter_map(fix).collect()
}

/// The tally of a run over all inputs, without changes.
fn count(run: Run, census: Census, inputs: &[Input], documents: Vec<Document>, checker: &Checker<'_>, part: Part) -> Tally {
    let mut collector = Collector {
        checker,
        matchers: checker.matchers.values().collect(),
        concepts: FxHashMap::default(),
        renderings: FxHashMap::default(),
        tally: Tally {
            part,
            glossary: checker.glossary.concepts.len(),
            segments: run.summary.segments,
            matches: run.summary.mentions,
            rules: run
                .rules
                .iter()
                .map(|rule| Rule {
                    name: rule.name.to_owned(),
                    summary: rule.summary.clone().into_owned(),
                    severity: rule.severity,
                    findings: 0,
                })
                .collect(),
            documents,
            ..Tally::default()
        },
    };
    let mut about = About::default();
    // At once: what grows is copied each time, to memory that was not there before.
    let seen = || census.documents.iter().map(|(_, seen)| seen);
    about.mentions.reserve(seen().map(|seen| seen.about.len()).sum());
    collector.tally.cells.reserve_exact(seen().map(|seen| seen.counts.len()).sum());
    for (document, seen) in census.documents {
        collector.tally.ordinary += seen.ordinary as usize;
        collector.tally.near += seen.near as usize;
        collector.tally.beside += seen.beside as usize;
        for (rendering, mentions) in seen.counts {
            let Some((concept, rendering)) = collector.place(&rendering) else { continue };
            collector.tally.cells.push(Cell { concept, document, rendering, mentions: mentions as usize });
        }
        for (into, from) in [(&mut about.mentions, seen.about), (&mut about.missed, seen.missed)] {
            into.extend(
                from.into_iter().map(|(line, column, concept, rendering)| ((document, line, column, concept), rendering)),
            );
        }
        if let Some(known) = collector.tally.documents.get_mut(document) {
            (known.title, known.is_readable) = (seen.title.into(), true);
        }
    }
    collector.merge_cells();
    let lines = census.lines.into_sorted();
    collector.tally.lines.reserve_exact(lines.iter().map(|(_, lines)| lines.len()).sum());
    for (rendering, lines) in lines {
        let Some((concept, rendering)) = collector.place(&rendering) else { continue };
        collector.tally.lines.extend(lines.into_iter().map(|line| Line {
            concept,
            rendering,
            document: line.document,
            line: line.line,
            column: line.column,
            left: line.left.into(),
            found: line.found.into(),
            right: line.right.into(),
            finding: None,
            source: line.source.map(String::from),
        }));
    }
    collector.findings(run.findings, inputs, &about);
    collector.tally
}

/// Where a finding may be about a rendering: document, line, column, index of the concept.
type Place = (usize, usize, usize, u32);

/// The renderings that findings are about.
#[derive(Default)]
struct About {
    mentions: FxHashMap<Place, census::Rendering>,
    missed: FxHashMap<Place, census::Rendering>,
}

impl About {
    fn rendering(&self, rule: &str, place: &Place) -> Option<&census::Rendering> {
        let missed = self.missed.get(place).filter(|_| census::is_about_missing(rule));
        missed.or_else(|| self.mentions.get(place)).or_else(|| self.missed.get(place))
    }
}

struct Collector<'c> {
    checker: &'c Checker<'c>,
    matchers: Vec<&'c Matcher>,
    /// Index in the tally by index in the glossary; `None` for a concept that was not asked for.
    concepts: FxHashMap<u32, Option<usize>>,
    renderings: FxHashMap<census::Rendering, Option<(usize, usize)>>,
    tally: Tally,
}

impl Collector<'_> {
    /// The place of a rendering in the tally; `None` if its concept was not asked for.
    fn place(&mut self, rendering: &census::Rendering) -> Option<(usize, usize)> {
        if let Some(known) = self.renderings.get(rendering) {
            return *known;
        }
        let (concept, made) = match rendering {
            census::Rendering::Listed(language, id) => {
                let matcher = *self.matchers.get(usize::from(*language))?;
                let entry = matcher.entry(*id);
                let (status, is_source) = (status(entry), is_foreign(matcher, entry));
                (entry.concept, TallyRendering { text: entry.text.to_string(), status, is_source })
            }
            census::Rendering::Unlisted(concept, text) => {
                (*concept, TallyRendering { text: text.to_string(), status: Status::Unlisted, is_source: false })
            }
        };
        let found = self.concept(concept).and_then(|concept| {
            let renderings = &mut self.tally.concepts.get_mut(concept)?.renderings;
            Some((concept, place(renderings, made)))
        });
        self.renderings.insert(rendering.clone(), found);
        found
    }

    /// The place of a concept in the tally.
    fn concept(&mut self, number: u32) -> Option<usize> {
        if let Some(known) = self.concepts.get(&number) {
            return *known;
        }
        let concept = self.checker.glossary.concepts.get(number as usize)?;
        let is_asked = self.checker.concepts.is_empty() || self.checker.concepts.contains(&concept.id);
        let place = is_asked.then(|| {
            self.tally.concepts.push(self.described(number, concept));
            self.tally.concepts.len() - 1
        });
        self.concepts.insert(number, place);
        place
    }

    fn described(&self, number: u32, concept: &Concept) -> TallyConcept {
        let mut preferred: Vec<String> = Vec::new();
        for entry in self.matchers.iter().flat_map(|matcher| matcher.of_concept(number)) {
            let is_preferred = entry.status == AdministrativeStatus::Preferred && entry.form == Form::Listed && !entry.is_source;
            if is_preferred && !preferred.iter().any(|text| **text == *entry.text) {
                preferred.push(entry.text.to_string());
            }
        }
        TallyConcept {
            id: concept.id.clone(),
            kind: concept.kind,
            source: concept.name().to_owned(),
            preferred,
            note: concept.note().map(str::to_owned),
            renderings: Vec::new(),
        }
    }

    /// Two languages may list one string alike: their mentions are of one rendering.
    fn merge_cells(&mut self) {
        self.tally.cells.sort_unstable();
        self.tally.cells.dedup_by(|later, earlier| {
            let place = |cell: &Cell| (cell.concept, cell.document, cell.rendering);
            let is_same = place(later) == place(earlier);
            earlier.mentions += if is_same { later.mentions } else { 0 };
            is_same
        });
    }

    fn findings(&mut self, findings: Vec<engine::Finding>, inputs: &[Input], about: &About) {
        let glossary = &self.checker.glossary.concepts;
        let numbers: FxHashMap<&str, u32> =
            (0u32..).zip(glossary).map(|(number, concept)| (concept.id.as_str(), number)).collect();
        let documents: FxHashMap<&str, usize> =
            inputs.iter().enumerate().map(|(number, input)| (&*input.shown, number)).collect();
        self.tally.findings.reserve_exact(findings.len());
        for engine::Finding { path, diagnostic, places, .. } in findings {
            let Some(&document) = documents.get(&*path) else { continue };
            let (start, end) = places.unzip();
            let number = diagnostic.concept.as_deref().and_then(|id| numbers.get(id).copied());
            let place = number.zip(start).map(|(number, start)| (document, start.line, start.column, number));
            let rendering = place.and_then(|place| about.rendering(diagnostic.rule, &place));
            let made = Finding {
                document,
                concept: number.and_then(|number| self.concept(number)),
                rendering: rendering.and_then(|rendering| self.place(rendering)).map(|(_, rendering)| rendering),
                rule: diagnostic.rule.to_owned(),
                severity: diagnostic.severity,
                message: diagnostic.message,
                line: start.map(|start| start.line),
                column: start.map(|start| start.column),
                end_line: end.map(|end| end.line),
                end_column: end.map(|end| end.column),
                found: diagnostic.found,
                applicability: diagnostic.fixes.first().map(|fix| fix.applicability),
                replacement: diagnostic.fixes.into_iter().next().map(|fix| fix.replacement),
                evidence: diagnostic.evidence,
            };
            self.tally.findings.push(made);
        }
    }
}

fn status(entry: &Entry) -> Status {
    match entry.status {
        _ if entry.ambiguous => Status::Ambiguous,
        AdministrativeStatus::Preferred => Status::Preferred,
        AdministrativeStatus::Admitted => Status::Admitted,
        AdministrativeStatus::Deprecated => Status::Deprecated,
    }
}

/// Whether it is a name of the source language that the target language does not list.
fn is_foreign(matcher: &Matcher, entry: &Entry) -> bool {
    entry.is_source && !matcher.of_concept(entry.concept).any(|other| !other.is_source && other.text == entry.text)
}
