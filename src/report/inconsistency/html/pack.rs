//! A report as the page carries it: columns and short rows, in parts that are read when a view wants them.
//!
//! `js/data.js` reads what is written here; the two change together.

use std::io;

use rayon::prelude::*;
use serde::Serialize;

use super::embed::Part;
use super::hunks::{Change, changes};
use crate::diagnostic::{Applicability, Severity};
use crate::report::inconsistency::model::{
    Comparison, Concept, Finding, Line, Rendering, Report, Rule, Sampling, Snapshot, Totals,
};

/// JSON of about so many bytes is one part: what a browser inflates and parses within a few milliseconds.
const BYTES_OF_PART: usize = 192 * 1024;

/// A page with less data than this has it as it is, so that two pages can be compared.
const LARGEST_PLAIN: usize = 512 * 1024;

/// How much of what is read one by one goes into a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Lines of a rendering, at most.
    lines: usize,
    /// Findings of a document, at most.
    findings: usize,
    /// Documents whose change is shown, those with most edits first.
    fixes: usize,
}

/// From everything to very little. The first that fits is taken; figures, concepts, documents and matrix are always whole.
pub(super) const ROOMS: [Room; 6] = [
    Room { lines: usize::MAX, findings: usize::MAX, fixes: usize::MAX },
    Room { lines: 30, findings: usize::MAX, fixes: usize::MAX },
    Room { lines: 12, findings: 200, fixes: 2_000 },
    Room { lines: 6, findings: 60, fixes: 600 },
    Room { lines: 3, findings: 20, fixes: 200 },
    Room { lines: 1, findings: 5, fixes: 50 },
];

/// The parts of a report's data, `core` first.
pub(super) fn parts(report: &Report, links: &str, room: Room) -> io::Result<Vec<Part>> {
    let lines = lines(report, room)?;
    let findings = findings(report, room)?;
    let fixes = fixes(report, room)?;
    let core = serde_json::to_string(&Core {
        generator: &report.generator,
        link: links,
        totals: &report.totals,
        rules: &report.rules,
        documents: Documents::of(report),
        concepts: report.concepts.iter().map(ConceptRow::from).collect(),
        sampling: &report.sampling,
        history: &report.history,
        compare: report.compare.as_ref(),
        kept: Kept { lines: lines.kept, findings: findings.kept, fixes: fixes.kept },
        parts: Starts { lines: starts(&lines.groups), findings: starts(&findings.groups), fixes: starts(&fixes.groups) },
    })?;
    let mut named = vec![("core".to_owned(), core), ("matrix".to_owned(), matrix(report)?)];
    for (kind, rows) in [("lines", lines), ("findings", findings), ("fixes", fixes)] {
        named.extend(rows.groups.into_iter().enumerate().map(|(number, group)| (format!("{kind}-{number}"), group.json)));
    }
    if named.iter().map(|(_, json)| json.len()).sum::<usize>() <= LARGEST_PLAIN {
        return Ok(named.into_iter().map(|(name, json)| Part::plain(name, &json)).collect());
    }
    Ok(named.into_par_iter().map(|(name, json)| Part::deflated(name, &json)).collect())
}

/// What every view needs.
#[derive(Serialize)]
struct Core<'r> {
    generator: &'r str,
    link: &'r str,
    totals: &'r Totals,
    rules: &'r [Rule],
    documents: Documents<'r>,
    concepts: Vec<ConceptRow<'r>>,
    sampling: &'r Sampling,
    history: &'r [Snapshot],
    compare: Option<&'r Comparison>,
    kept: Kept,
    parts: Starts,
}

/// How much of the report is in the page.
#[derive(Serialize)]
struct Kept {
    lines: usize,
    findings: usize,
    /// Documents with their change.
    fixes: usize,
}

/// The first index of each part of a kind.
#[derive(Serialize)]
struct Starts {
    lines: Vec<usize>,
    findings: Vec<usize>,
    fixes: Vec<usize>,
}

/// The documents, a column each.
#[derive(Default, Serialize)]
struct Documents<'r> {
    path: Vec<&'r str>,
    title: Vec<&'r str>,
    mentions: Vec<usize>,
    approved: Vec<usize>,
    errors: Vec<usize>,
    warnings: Vec<usize>,
    infos: Vec<usize>,
    fixable: Vec<usize>,
    edits: Vec<usize>,
    unreadable: Vec<u8>,
}

impl<'r> Documents<'r> {
    fn of(report: &'r Report) -> Self {
        let mut columns = Self { edits: vec![0; report.documents.len()], ..Self::default() };
        for document in &report.documents {
            columns.path.push(&document.path);
            columns.title.push(&document.title);
            columns.mentions.push(document.mentions);
            columns.approved.push(document.approved);
            columns.errors.push(document.errors);
            columns.warnings.push(document.warnings);
            columns.infos.push(document.infos);
            columns.fixable.push(document.fixable);
            columns.unreadable.push(u8::from(!document.is_readable));
        }
        for fix in &report.fixes {
            if let Some(edits) = columns.edits.get_mut(fix.document) {
                *edits = fix.edits;
            }
        }
        columns
    }
}

/// A concept without its cells.
#[derive(Serialize)]
struct ConceptRow<'r> {
    id: &'r str,
    kind: &'static str,
    source: &'r str,
    preferred: &'r [String],
    note: Option<&'r str>,
    mentions: usize,
    documents: usize,
    approved: usize,
    wrong_documents: usize,
    success_rate: f64,
    consistency: f64,
    entropy: f64,
    harm: f64,
    findings: usize,
    fixable: usize,
    rules: &'r std::collections::BTreeMap<String, usize>,
    renderings: &'r [Rendering],
}

impl<'r> From<&'r Concept> for ConceptRow<'r> {
    fn from(concept: &'r Concept) -> Self {
        Self {
            id: &concept.id,
            kind: concept.kind.name(),
            source: &concept.source,
            preferred: &concept.preferred,
            note: concept.note.as_deref(),
            mentions: concept.mentions,
            documents: concept.documents,
            approved: concept.approved,
            wrong_documents: concept.wrong_documents,
            success_rate: concept.success_rate,
            consistency: concept.consistency,
            entropy: concept.entropy,
            harm: concept.harm,
            findings: concept.findings,
            fixable: concept.fixable,
            rules: &concept.rules,
            renderings: &concept.renderings,
        }
    }
}

/// The cells of each concept, and its findings by document and rule: three numbers each, documents as steps.
fn matrix(report: &Report) -> io::Result<String> {
    #[derive(Serialize)]
    struct Matrix {
        cells: Vec<Vec<usize>>,
        findings: Vec<Vec<usize>>,
    }
    let mut found = vec![std::collections::BTreeMap::new(); report.concepts.len()];
    for finding in &report.findings {
        if let (Some(concept), Some(rule)) = (finding.concept.and_then(|it| found.get_mut(it)), rule_index(report, &finding.rule))
        {
            *concept.entry((finding.document, rule)).or_insert(0) += 1;
        }
    }
    let matrix = Matrix {
        cells: report.concepts.iter().map(|concept| steps(concept.matrix.iter().copied())).collect(),
        findings: found
            .into_iter()
            .map(|cells| steps(cells.into_iter().map(|((document, rule), count)| (document, rule, count))))
            .collect(),
    };
    Ok(serde_json::to_string(&matrix)?)
}

/// Triples as one list; the first of each three as the step from the one before.
fn steps(cells: impl Iterator<Item = (usize, usize, usize)>) -> Vec<usize> {
    let mut last = 0;
    let mut flat = Vec::new();
    for (document, of, count) in cells {
        flat.extend([document - last, of, count]);
        last = document;
    }
    flat
}

fn rule_index(report: &Report, name: &str) -> Option<usize> {
    report.rules.iter().position(|rule| rule.name == name)
}

/// Rendering, document, line, column, left, found, right, rule, replacement, source.
type LineRow<'r> = (usize, usize, usize, usize, &'r str, &'r str, &'r str, Option<usize>, Option<&'r str>, Option<&'r str>);

/// The concordance of each concept.
fn lines(report: &Report, room: Room) -> io::Result<Rows> {
    let mut of_concepts: Vec<Vec<LineRow<'_>>> = vec![Vec::new(); report.concepts.len()];
    let mut last = (usize::MAX, usize::MAX, 0);
    for line in &report.lines {
        // Lines are sorted by concept and rendering.
        last = if (last.0, last.1) == (line.concept, line.rendering) {
            (last.0, last.1, last.2 + 1)
        } else {
            (line.concept, line.rendering, 1)
        };
        if let Some(rows) = of_concepts.get_mut(line.concept).filter(|_| last.2 <= room.lines) {
            rows.push(line_row(report, line));
        }
    }
    Ok(Rows { kept: of_concepts.iter().map(Vec::len).sum(), groups: groups(&of_concepts)? })
}

fn line_row<'r>(report: &'r Report, line: &'r Line) -> LineRow<'r> {
    let finding = line.finding.and_then(|index| report.findings.get(index));
    let rule = finding.and_then(|finding| rule_index(report, &finding.rule));
    let replacement = finding.and_then(|finding| finding.replacement.as_deref());
    let Line { rendering, document, line: number, column, left, found, right, source, .. } = line;
    (*rendering, *document, *number, *column, left, found, right, rule, replacement, source.as_deref())
}

/// Concept, rule, severity (error, warning, info), message, line, column, found, replacement, applicability (safe, unsafe,
/// display), evidence.
type FindingRow<'r> =
    (Option<usize>, usize, u8, &'r str, Option<usize>, Option<usize>, Option<&'r str>, Option<&'r str>, Option<u8>, &'r [String]);

/// The findings of each document.
fn findings(report: &Report, room: Room) -> io::Result<Rows> {
    let mut of_documents: Vec<Vec<FindingRow<'_>>> = vec![Vec::new(); report.documents.len()];
    for finding in &report.findings {
        if let Some(rows) = of_documents.get_mut(finding.document).filter(|rows| rows.len() < room.findings) {
            rows.push(finding_row(report, finding));
        }
    }
    Ok(Rows { kept: of_documents.iter().map(Vec::len).sum(), groups: groups(&of_documents)? })
}

fn finding_row<'r>(report: &Report, finding: &'r Finding) -> FindingRow<'r> {
    let severity = match finding.severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Info => 2,
    };
    let applicability = finding.applicability.map(|it| match it {
        Applicability::Safe => 0,
        Applicability::Unsafe => 1,
        Applicability::Display => 2,
    });
    (
        finding.concept,
        rule_index(report, &finding.rule).unwrap_or_default(),
        severity,
        &finding.message,
        finding.line,
        finding.column,
        finding.found.as_deref(),
        finding.replacement.as_deref(),
        applicability,
        &finding.evidence,
    )
}

/// What `fix` changes in each document, and how many hunks are left out.
fn fixes(report: &Report, room: Room) -> io::Result<Rows> {
    let mut most: Vec<_> = report.fixes.iter().collect();
    most.sort_by_key(|fix| (std::cmp::Reverse(fix.edits), fix.document));
    let mut of_documents: Vec<(Vec<Change<'_>>, usize)> = vec![(Vec::new(), 0); report.documents.len()];
    for fix in most.into_iter().take(room.fixes) {
        if let Some(row) = of_documents.get_mut(fix.document) {
            *row = (changes(&fix.diff), fix.hunks_left);
        }
    }
    Ok(Rows { kept: report.fixes.len().min(room.fixes), groups: groups(&of_documents)? })
}

/// Rows in their groups, and how many went in.
struct Rows {
    kept: usize,
    groups: Vec<Group>,
}

/// Rows that are read together.
struct Group {
    /// Index of the first.
    start: usize,
    /// A list of the rows.
    json: String,
}

fn starts(groups: &[Group]) -> Vec<usize> {
    groups.iter().map(|group| group.start).collect()
}

/// The rows in groups of about [`BYTES_OF_PART`].
fn groups(rows: &[impl Serialize]) -> io::Result<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let json = serde_json::to_string(row)?;
        match groups.last_mut().filter(|group| group.json.len() < BYTES_OF_PART) {
            Some(group) => {
                group.json.push(',');
                group.json.push_str(&json);
            }
            None => groups.push(Group { start: index, json: format!("[{json}") }),
        }
    }
    for group in &mut groups {
        group.json.push(']');
    }
    Ok(groups)
}
