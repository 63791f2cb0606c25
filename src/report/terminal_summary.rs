//! The last lines in the terminal: which concepts, which rules, how many in all, and what `fix` would do.
//!
//! Counts are of all findings, shown one by one or not.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::safe_text::visible;
use crate::diagnostic::{Applicability, Diagnostic, Severity};
use crate::engine::run::Run;
use crate::text::{grouped, noun};

/// Concepts that are listed by name.
const CONCEPTS: usize = 15;

/// Writes bold text where colour is allowed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    color: bool,
}

impl Paint {
    pub(super) const fn new(color: bool) -> Self {
        Self { color }
    }

    pub(super) fn bold(self, text: &str) -> String {
        if self.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

pub(super) fn write(run: &Run, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    if run.findings.is_empty() {
        return writeln!(out, "no findings in {}", counted(run.summary.files, "file"));
    }
    by_concept(run, paint, out)?;
    by_rule(run, paint, out)?;
    writeln!(out, "{}", paint.bold(&totals(run)))?;
    if let Some(advice) = advice(run) {
        writeln!(out, "{advice}")?;
    }
    Ok(())
}

/// `1,204 findings`, and `1 finding`.
fn counted(count: usize, singular: &str) -> String {
    format!("{} {}", grouped(count), noun(count, singular))
}

#[derive(Default)]
struct Count<'r> {
    findings: usize,
    files: BTreeSet<&'r str>,
}

/// How many findings and files there are for each key, the most findings first.
fn tally<'r>(run: &'r Run, key: impl Fn(&'r Diagnostic) -> Option<&'r str>) -> Vec<(&'r str, Count<'r>)> {
    let mut counts: BTreeMap<&str, Count<'_>> = BTreeMap::new();
    for finding in &run.findings {
        if let Some(key) = key(&finding.diagnostic) {
            let count = counts.entry(key).or_default();
            count.findings += 1;
            count.files.insert(&finding.path);
        }
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(count.findings));
    rows
}

fn by_concept(run: &Run, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    let rows = tally(run, |diagnostic| diagnostic.concept.as_deref());
    if rows.is_empty() {
        return Ok(());
    }
    heading("concept", paint, out)?;
    for (id, count) in rows.iter().take(CONCEPTS) {
        let name = run.concept_names.get(*id).filter(|name| !name.is_empty());
        let name = name.map_or_else(|| visible(id).into_owned(), |name| format!("{} ({})", visible(name), visible(id)));
        row(count, &name, out)?;
    }
    let rest = rows.get(CONCEPTS..).unwrap_or_default();
    if !rest.is_empty() {
        let findings = rest.iter().map(|(_, count)| count.findings).sum();
        writeln!(out, "{:>9}         ... {} more", grouped(findings), counted(rest.len(), "concept"))?;
    }
    writeln!(out)
}

fn by_rule(run: &Run, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    heading("rule", paint, out)?;
    for (rule, count) in tally(run, |diagnostic| Some(diagnostic.rule)) {
        row(&count, rule, out)?;
    }
    writeln!(out)
}

fn heading(what: &str, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{}", paint.bold(&format!(" findings  files  {what}")))
}

fn row(count: &Count<'_>, name: &str, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{:>9}  {:>5}  {name}", grouped(count.findings), grouped(count.files.len()))
}

fn totals(run: &Run) -> String {
    let files = run.findings.chunk_by(|a, b| a.path == b.path).count();
    let files = format!("{} of {}", grouped(files), counted(run.summary.files.max(files), "file"));
    let of = |severity| run.findings.iter().filter(|finding| finding.diagnostic.severity == severity).count();
    let severities = [(Severity::Error, "error"), (Severity::Warning, "warning")];
    let counts = severities.into_iter().map(|(severity, noun)| (of(severity), noun)).filter(|(count, _)| *count > 0);
    let mut parts: Vec<String> = counts.map(|(count, noun)| counted(count, noun)).collect();
    let infos = of(Severity::Info);
    if infos > 0 {
        parts.push(format!("{} info", grouped(infos)));
    }
    let mut text = format!("{} in {files}: {}", counted(run.findings.len(), "finding"), parts.join(", "));
    if run.summary.unreadable > 0 {
        text.push_str(&format!("; {} could not be read", counted(run.summary.unreadable, "file")));
    }
    text
}

/// What `fix` would do, if it would do anything.
fn advice(run: &Run) -> Option<String> {
    let safe = run.summary.fixable;
    let best = |diagnostic: &Diagnostic| {
        let fixes = diagnostic.fixes.iter().filter(|fix| !fix.edits.is_empty());
        fixes.map(|fix| fix.applicability).max()
    };
    let looked_at = run.findings.iter().filter(|finding| best(&finding.diagnostic) == Some(Applicability::Unsafe)).count();
    match (safe, looked_at) {
        (0, 0) => None,
        (safe, 0) => Some(format!("`glossator fix` would mend {}", grouped(safe))),
        (0, more) => Some(format!("`glossator fix --unsafe` would mend {}", grouped(more))),
        (safe, more) => Some(format!("`glossator fix` would mend {}, and {} more with --unsafe", grouped(safe), grouped(more))),
    }
}
