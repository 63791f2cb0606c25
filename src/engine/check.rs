//! Check: files to a run, in two passes over what was found.
//!
//! The first pass reads each file once, in parallel, and keeps only drafts of findings and what the corpus learns from
//! the file; memory is bounded by findings. The second decides the drafts that had to wait for the whole corpus. Which
//! files there are is for `walk`, how findings are written for `report`.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::analyse::{self, Analysis, Sums};
use super::anchors;
use super::beside::Sources;
use super::census::{Census, Line, Lines, Missed, Place, Rendering, Seen};
use super::changed::{ChangedLines, FileChanges};
use super::located::Mover;
use super::pieces::Large;
use super::run::{self, Finding, RuleInfo, Run, Summary};
use super::stream::{Batch, Render, Stream, Written};
use super::walk::Input;
use crate::diagnostic::{Applicability, Severity};
use crate::glossary::Glossary;
use crate::matcher::Matcher;
use crate::matcher::counterpart::{PairStatistics, Sketches};
use crate::matcher::evidence::Statistics;
use crate::rules::{self, CorpusContext, Draft, Pending, Policy};
use crate::text::{Locus, file};

/// Everything that a check goes by.
pub struct Checker<'a> {
    /// The concepts.
    pub glossary: &'a Glossary,
    /// Matchers by language tag; a document's language picks one.
    pub matchers: BTreeMap<String, Matcher>,
    /// The language of a document by its path; `None` leaves it to what the document says and shows.
    pub language: &'a (dyn Fn(&str) -> Option<String> + Sync),
    /// How grave a rule's findings are in a document; `None` is off.
    pub severity: &'a (dyn Fn(&str, &'static rules::Rule) -> Option<Severity> + Sync),
    /// The house's decisions.
    pub policy: Policy,
    /// Text that is never checked.
    pub ignored_text: &'a [regex::Regex],
    /// The reader for a path, if it is not the one of its extension.
    pub format: &'a (dyn Fn(&Path) -> Option<&'static dyn crate::format::Format> + Sync),
    /// What an earlier run learned; without it, this run's own files teach.
    pub learned: Option<Statistics>,
    /// The originals.
    pub sources: Sources,
    /// Which files are read piece by piece, if any are.
    pub large: Option<Large>,
    /// Only findings about these concepts; empty for all.
    pub concepts: &'a [String],
    /// Whether findings carry an excerpt of their line.
    pub excerpts: bool,
    /// Only findings on these lines.
    pub changed: Option<&'a ChangedLines>,
    /// Called after each file, from any thread.
    pub progress: &'a (dyn Fn() + Sync),
}

/// A source of a file's bytes: the disk, or memory.
pub type Read<'r> = dyn Fn(&Input, &mut Vec<u8>) -> io::Result<()> + Sync + 'r;

/// Reads from the disk.
pub fn from_disk(input: &Input, buffer: &mut Vec<u8>) -> io::Result<()> {
    file::read(&input.path, buffer)
}

/// Documents that are settled at once.
const PIECE: usize = 256;

/// What loci and edits count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loci {
    /// Bytes of the file on disk.
    Disk,
    /// Bytes of the decoded text.
    Text,
}

/// What the whole corpus teaches.
struct Learned<'l> {
    statistics: &'l Statistics,
    pairs: &'l PairStatistics,
    sketches: &'l Sketches,
}

/// What the first pass keeps.
struct Kept<'s> {
    analyses: Vec<(usize, Analysis)>,
    sums: Sums<'s>,
    /// Figures about the files, and about the findings that went to a stream.
    written: Written,
    lines: Option<Lines>,
}

/// What is known of a document in the end: its findings, what was seen, and the lines of what was open until now.
struct Settled {
    findings: Vec<Finding>,
    seen: Option<Box<Seen>>,
    lines: Vec<(Rendering, Line)>,
}

impl<'s> Kept<'s> {
    fn new(sketches: &'s Sketches) -> Self {
        let sums = Sums { statistics: Statistics::default(), pairs: PairStatistics::default(), sketches };
        Self { analyses: Vec::new(), sums, written: Written::default(), lines: None }
    }

    fn merge(mut self, mut other: Self) -> Self {
        self.analyses.append(&mut other.analyses);
        self.sums.statistics.merge(&other.sums.statistics);
        self.sums.pairs.merge(&other.sums.pairs);
        self.written.add(other.written);
        if let (Some(ours), Some(theirs)) = (&mut self.lines, other.lines) {
            ours.merge(theirs);
        }
        self
    }
}

impl Checker<'_> {
    /// The languages that can be checked, Chinese first.
    pub fn languages(&self) -> impl Iterator<Item = &str> + Clone {
        let is_chinese = |tag: &&str| tag.starts_with("zh");
        let tags = self.matchers.keys().map(String::as_str);
        tags.clone().filter(is_chinese).chain(tags.filter(move |tag| !is_chinese(tag)))
    }

    /// Checks all inputs. The order of findings is by path, place and rule, whatever the number of threads.
    pub fn check(&self, inputs: &[Input], read: &Read<'_>) -> Run {
        self.run(inputs, read, Loci::Disk, None).0
    }

    /// As `check`, and counts every mention. The third is what the inputs taught, for those who ask the same again.
    pub fn census(&self, inputs: &[Input], read: &Read<'_>) -> (Run, Census, Statistics) {
        let (run, census, statistics) = self.run(inputs, read, Loci::Disk, Some(Census::default()));
        (run, census.unwrap_or_default(), statistics)
    }

    /// As `check`, but loci and edits are of the files' text as `SourceFile::text` gives it.
    pub fn check_text(&self, inputs: &[Input], read: &Read<'_>) -> Run {
        self.run(inputs, read, Loci::Text, None).0
    }

    /// As `check`, but what `render` makes of the findings is written, file by file, and they are not kept. Where
    /// more than `sorted` bytes would wait for what the whole corpus decides, that comes last, again file by file.
    ///
    /// Nothing is written if no file can be read.
    pub fn write(
        &self,
        inputs: &[Input],
        read: &Read<'_>,
        (render, sorted): (&Render<'_>, usize),
        out: &mut (dyn io::Write + Send),
    ) -> (Written, io::Result<()>) {
        let sketches = Sketches::default();
        let stream = Stream::new(render, sorted, out);
        let Kept { mut sums, mut written, .. } = self.first_pass(inputs, read, &sketches, None, Some(&stream));
        if written.is_unreadable() {
            return (written, Ok(()));
        }
        let learned = self.learned(&mut sums);
        let settle = |number: usize, analysis| match inputs.get(number) {
            Some(input) => self.settle((number, input), analysis, Some(&learned), read, Loci::Disk).findings,
            None => Vec::new(),
        };
        let (rest, done) = stream.finish(&settle);
        written.add(rest);
        (written, done)
    }

    /// What all files taught, or what was learned before.
    fn learned<'l>(&'l self, sums: &'l mut Sums<'_>) -> Learned<'l> {
        sums.statistics.finish();
        sums.pairs.finish();
        let statistics = self.learned.as_ref().unwrap_or(&sums.statistics);
        Learned { statistics, pairs: &sums.pairs, sketches: sums.sketches }
    }

    fn run(
        &self,
        inputs: &[Input],
        read: &Read<'_>,
        loci: Loci,
        mut census: Option<Census>,
    ) -> (Run, Option<Census>, Statistics) {
        let sketches = Sketches::default();
        let kept = self.first_pass(inputs, read, &sketches, census.is_some().then(Lines::default), None);
        let Kept { mut analyses, mut sums, written: Written { mut summary, .. }, lines } = kept;
        let learned = self.learned(&mut sums);
        if let Some(census) = &mut census {
            census.lines = lines.unwrap_or_default();
        }
        analyses.sort_by_key(|(number, _)| *number);
        let mut findings: Vec<Finding> = Vec::with_capacity(analyses.iter().map(|(_, analysis)| analysis.drafts.len()).sum());
        let settle = |(number, analysis): (usize, Analysis)| {
            inputs.get(number).map(|input| (number, self.settle((number, input), analysis, Some(&learned), read, loci)))
        };
        let mut keep = |(number, settled): (usize, Settled)| {
            findings.extend(settled.findings);
            if let (Some(census), Some(seen)) = (&mut census, settled.seen) {
                census.add(number, *seen, settled.lines);
            }
        };
        let mut analyses = analyses.into_iter();
        let mut before: Vec<(usize, Settled)> = Vec::new();
        // Piece by piece, so that drafts and findings are not in memory together. What came of one is kept while the next is
        // settled.
        loop {
            let piece: Vec<(usize, Analysis)> = analyses.by_ref().take(PIECE).collect();
            if piece.is_empty() && before.is_empty() {
                break;
            }
            let settle = || piece.into_par_iter().filter_map(settle).collect();
            (before, ()) = rayon::join(settle, || before.into_iter().for_each(&mut keep));
        }
        summary.diagnostics = findings.len();
        summary.fixable = findings.iter().filter(|finding| is_fixable(finding)).count();
        let names =
            findings.iter().filter_map(|finding| finding.diagnostic.concept.as_deref()).collect::<rustc_hash::FxHashSet<_>>();
        let concept_names = self.glossary.concepts.iter().filter(|concept| names.contains(concept.id.as_str()));
        let run = Run {
            concept_names: concept_names.map(|concept| (concept.id.clone(), concept.name().to_owned())).collect(),
            findings,
            summary,
            rules: rules::RULES
                .iter()
                .filter_map(|rule| {
                    let severity = (self.severity)("", rule)?;
                    Some(RuleInfo { name: rule.name, summary: rule.summary().into(), doc: rule.documentation().into(), severity })
                })
                .collect(),
        };
        (run, census, sums.statistics)
    }

    /// What the corpus teaches about ambiguous renderings.
    pub fn learn(&self, inputs: &[Input], read: &Read<'_>) -> (Statistics, Summary) {
        let sketches = Sketches::default();
        let mut kept = self.first_pass(inputs, read, &sketches, None, None);
        kept.sums.statistics.finish();
        (kept.sums.statistics, kept.written.summary)
    }

    /// Looks at each file once; with a stream, what is final goes there.
    fn first_pass<'s>(
        &self,
        inputs: &[Input],
        read: &Read<'_>,
        sketches: &'s Sketches,
        lines: Option<Lines>,
        stream: Option<&Stream<'_>>,
    ) -> Kept<'s> {
        // Files that a thread takes at once.
        const BATCH: usize = 8;
        let next = AtomicUsize::new(0);
        let work = || {
            let mut kept = Kept::new(sketches);
            let mut memory = analyse::Memory::default();
            memory.lines.clone_from(&lines);
            let mut streamed = Batch::default();
            loop {
                let first = next.fetch_add(BATCH, Ordering::Relaxed);
                let Some(batch) = inputs.get(first..inputs.len().min(first + BATCH)).filter(|batch| !batch.is_empty()) else {
                    break;
                };
                for (number, input) in (first..).zip(batch) {
                    let analysis = analyse::file(self, (number, input), read, &mut memory, &mut kept.sums);
                    let summary = &mut kept.written.summary;
                    summary.files += 1;
                    summary.segments += analysis.segments;
                    summary.mentions += analysis.mentions;
                    summary.unreadable += usize::from(analysis.is_unreadable);
                    summary.elsewhere += usize::from(analysis.language.is_empty() && !analysis.is_unreadable);
                    (self.progress)();
                    match stream {
                        _ if analysis.is_empty() => {}
                        None => kept.analyses.push((number, analysis)),
                        Some(stream) => {
                            for part in analysis.parts() {
                                if !part.is_final() {
                                    streamed.open(number, part);
                                    continue;
                                }
                                let findings = self.settle((number, input), part, None, read, Loci::Disk).findings;
                                kept.written.count(&findings);
                                stream.close(&mut streamed, &findings);
                            }
                        }
                    }
                }
                if let Some(stream) = stream {
                    let summary = kept.written.summary;
                    stream.put(first / BATCH, &mut streamed, summary.files > summary.unreadable);
                }
            }
            kept.sums.statistics.settle();
            kept.lines = memory.lines;
            kept
        };
        if inputs.len() <= BATCH / 2 {
            return work();
        }
        // One memory for each thread; which files it takes changes nothing, for all that is kept are sums and lists.
        let parts = rayon::broadcast(|_| work());
        parts.into_iter().reduce(Kept::merge).unwrap_or_else(|| Kept::new(sketches))
    }

    /// Decides what waited, if there is what was learned, applies suppressions and configuration, and sorts.
    fn settle(
        &self,
        (number, input): (usize, &Input),
        mut analysis: Analysis,
        learned: Option<&Learned<'_>>,
        read: &Read<'_>,
        loci: Loci,
    ) -> Settled {
        let corpus = learned.zip(self.matchers.get(&analysis.language)).map(|(learned, matcher)| CorpusContext {
            matcher,
            glossary: self.glossary,
            statistics: learned.statistics,
            pairs: learned.pairs,
            sketches: learned.sketches,
        });
        let mut mover = Mover { pieces: analysis.pieces.take(), ..Mover::default() };
        if let (Some(pieces), Some(corpus)) = (&mut mover.pieces, &corpus) {
            analysis.drafts.extend(pieces.repeats(self, input, corpus));
        }
        let mut suppressions = analysis.suppressions.take().map(|boxed| *boxed);
        let mut findings = Vec::with_capacity(analysis.drafts.len());
        let mut seen = analysis.seen.take();
        let mut decided: Vec<Locus> = Vec::new();
        // The rule that was asked for last, and its severity here: mostly the next finding is of the same.
        let mut last: Option<(&'static rules::Rule, Option<Severity>)> = None;
        for mut located in std::mem::take(&mut analysis.drafts) {
            let name = located.draft.diagnostic.rule;
            let known = last.filter(|(rule, _)| rule.name == name);
            let named = || rules::by_name(name).map(|rule| (rule, (self.severity)(&input.shown, rule)));
            let Some((rule, severity)) = known.or_else(named) else { continue };
            last = Some((rule, severity));
            if let Some(pending) = located.draft.pending.take() {
                let before = located.draft.diagnostic.locus;
                let diagnostic = corpus.as_ref().and_then(|corpus| (rule.settle)(corpus, *located.draft.diagnostic, &pending));
                let Some(diagnostic) = diagnostic else { continue };
                if seen.as_ref().is_some_and(|seen| seen.is_open()) {
                    decided.extend(before);
                }
                located.draft = Draft::new(diagnostic, None);
                // The corpus found the exact place.
                if located.draft.diagnostic.locus != before {
                    located = mover.relocate(self, input, read, located);
                }
                if let (Some(seen), Pending::Lost(text), Some((start, _))) = (&mut seen, &pending, located.places) {
                    let missed = Missed { text, diagnostic: &located.draft.diagnostic, before, at: (start.line, start.column) };
                    seen.miss(&missed, &Place { number, path: &input.shown, language: 0 });
                }
            }
            let diagnostic = &mut located.draft.diagnostic;
            if let Some(learned) = learned {
                anchors::guard(diagnostic, located.anchor, learned.statistics);
            }
            if let Some(suppressions) = &mut suppressions
                && suppressions.covers(
                    rule.name,
                    diagnostic.concept.as_deref(),
                    diagnostic.block,
                    diagnostic.locus.map(|locus| locus.start),
                )
            {
                continue;
            }
            let Some(severity) = severity else { continue };
            // A rule may call single findings less grave than the rest; configuration moves the rule as a whole.
            let own = rule.severity.unwrap_or(severity);
            diagnostic.severity = if diagnostic.severity == own { severity } else { diagnostic.severity.min(severity) };
            if loci == Loci::Disk {
                run::to_file_bytes(diagnostic, located.bytes.as_deref());
            }
            findings.push(Finding {
                path: Arc::clone(&input.shown),
                diagnostic: located.draft.diagnostic,
                places: located.places,
                excerpt: located.excerpt.map(|excerpt| *excerpt),
            });
        }
        if let Some(mut suppressions) = suppressions {
            let is_on = |name: &str| rules::by_name(name).is_none_or(|rule| (self.severity)(&input.shown, rule).is_some());
            for (locus, what) in suppressions.unused(is_on) {
                let rule = rules::by_name("unused-suppression").filter(|rule| (self.severity)(&input.shown, rule).is_some());
                let covered = suppressions.covers("unused-suppression", None, None, Some(locus.start));
                if let (Some(rule), false) = (rule, covered) {
                    let mut diagnostic = rules::unused(locus, &what);
                    diagnostic.severity = (self.severity)(&input.shown, rule).unwrap_or(diagnostic.severity);
                    let place = analysis.comments.iter().find(|(comment, ..)| *comment == locus);
                    if let Some((_, file_locus, _)) = place {
                        diagnostic.locus = Some(*file_locus);
                    }
                    findings.push(Finding {
                        path: Arc::clone(&input.shown),
                        diagnostic: Box::new(diagnostic),
                        places: place.map(|(.., places)| *places),
                        excerpt: None,
                    });
                }
            }
        }
        let changes = self.changed.map(|changed| changed.file(&input.path));
        findings.retain(|finding| self.is_wanted(finding, changes));
        findings.sort_by(|left, right| order(left).cmp(&order(right)));
        keep_one_of_a_gap(&mut findings);
        // Drafts come sorted.
        let is_finding = |locus| decided.binary_search(&locus).is_ok();
        let lines = seen.as_mut().map_or_else(Vec::new, |seen| seen.settle(is_finding));
        Settled { findings, seen, lines }
    }

    fn is_wanted(&self, finding: &Finding, changes: Option<FileChanges<'_>>) -> bool {
        let concept = &finding.diagnostic.concept;
        let is_asked = self.concepts.is_empty() || concept.as_ref().is_some_and(|concept| self.concepts.contains(concept));
        let is_changed = changes.is_none_or(|changes| {
            finding.places.map_or_else(|| changes.any(), |(start, end)| changes.contains(start.line, end.line))
        });
        is_asked && is_changed
    }
}

/// Whether `fix` mends the finding by itself.
pub fn is_fixable(finding: &Finding) -> bool {
    finding.diagnostic.fixes.first().is_some_and(|fix| fix.applicability == Applicability::Safe)
}

fn order(finding: &Finding) -> (usize, usize, &'static str, &str) {
    let locus = finding.diagnostic.locus;
    (
        locus.map_or(0, |locus| locus.start),
        locus.map_or(0, |locus| locus.end),
        finding.diagnostic.rule,
        finding.diagnostic.concept.as_deref().unwrap_or_default(),
    )
}

/// Keeps the gravest finding that a place has about a missing term of a concept; of equals the first.
fn keep_one_of_a_gap(findings: &mut Vec<Finding>) {
    if !findings.iter().any(|finding| gap(finding).is_some()) {
        return;
    }
    let mut is_kept = vec![true; findings.len()];
    let mut gravest: BTreeMap<(Locus, &str), usize> = BTreeMap::new();
    for (number, finding) in findings.iter().enumerate() {
        let Some(gap) = gap(finding) else { continue };
        let best = gravest.entry(gap).or_insert(number);
        if *best == number {
            continue;
        }
        let is_graver = finding.diagnostic.severity > findings[*best].diagnostic.severity;
        let lesser = if is_graver { std::mem::replace(best, number) } else { number };
        is_kept[lesser] = false;
    }
    let mut is_kept = is_kept.into_iter();
    findings.retain(|_| is_kept.next().unwrap_or(true));
}

/// The place and the concept of a finding about a missing term.
fn gap(finding: &Finding) -> Option<(Locus, &str)> {
    let diagnostic = &finding.diagnostic;
    let is_of_gap = rules::OF_GAPS.iter().any(|rule| rule.name == diagnostic.rule);
    Some((diagnostic.locus.filter(|_| is_of_gap)?, diagnostic.concept.as_deref()?))
}
