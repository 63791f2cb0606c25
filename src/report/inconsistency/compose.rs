//! A tally becomes a report: everything in its order, figures counted, samples cut.
//!
//! The same tally, in whatever order its lists are, gives the same report.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::figures;
use super::model::{Concept, Document, DocumentFix, Finding, Line, Rendering, Report, SCHEMA, Sampling, Status, Totals};
use super::tally::{Cell, Tally, TallyConcept, TallyRendering};
use crate::diagnostic::{Applicability, Severity};
use crate::engine::census::{self, LINES_OF_APPROVED, LINES_OF_WRONG};

/// Documents whose change is kept.
pub const FIXES: usize = 120;

/// The report of a tally.
pub fn compose(mut tally: Tally) -> Report {
    order_documents(&mut tally);
    tally.rules.sort_by(|left, right| left.name.cmp(&right.name));
    let mut found: FxHashMap<&str, usize> = FxHashMap::default();
    for finding in &tally.findings {
        *found.entry(&finding.rule).or_default() += 1;
    }
    for rule in &mut tally.rules {
        rule.findings = found.get(rule.name.as_str()).copied().unwrap_or_default();
    }
    let concepts = order_concepts(&mut tally);
    let mut report = Report {
        schema: SCHEMA,
        generator: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned(),
        lines: sample(std::mem::take(&mut tally.lines), &concepts, &tally.documents, &tally.findings),
        totals: Totals {
            files: tally.documents.len(),
            segments: tally.segments,
            glossary: tally.glossary,
            matches: tally.matches,
            ordinary: tally.ordinary,
            near: tally.near,
            beside: tally.beside,
            ..Totals::default()
        },
        rules: tally.rules,
        documents: tally.documents,
        concepts,
        sampling: Sampling { lines_of_approved: LINES_OF_APPROVED, lines_of_wrong: LINES_OF_WRONG, ..Sampling::default() },
        findings: tally.findings,
        fixes: tally.fixes,
        history: Vec::new(),
        compare: None,
        part: tally.part,
    };
    count_documents(&mut report);
    keep_fixes(&mut report.fixes, &report.documents);
    total(&mut report);
    report
}

/// Sorts documents by path, and what refers to them with them.
fn order_documents(tally: &mut Tally) {
    let documents = std::mem::take(&mut tally.documents);
    let mut sorted: Vec<(usize, Document)> = documents.into_iter().enumerate().collect();
    sorted.sort_by(|left, right| left.1.path.cmp(&right.1.path));
    let mut moved = vec![0; sorted.len()];
    for (new, (old, document)) in sorted.into_iter().enumerate() {
        moved[old] = new;
        let Document { path, title, is_readable, .. } = document;
        tally.documents.push(Document { path, title, is_readable, ..Document::default() });
    }
    tally.cells.iter_mut().for_each(|cell| cell.document = moved[cell.document]);
    tally.lines.iter_mut().for_each(|line| line.document = moved[line.document]);
    tally.fixes.iter_mut().for_each(|fix| fix.document = moved[fix.document]);
    tally.findings.iter_mut().for_each(|finding| finding.document = moved[finding.document]);
    // Stable: the findings of one document are in their order already.
    tally.findings.sort_by_key(|finding| finding.document);
}

/// The concepts with their figures, the most harmful first; what refers to them follows.
fn order_concepts(tally: &mut Tally) -> Vec<Concept> {
    tally.cells.sort_unstable();
    let mut findings: Vec<Vec<&Finding>> = vec![Vec::new(); tally.concepts.len()];
    for finding in &tally.findings {
        if let Some(list) = finding.concept.and_then(|concept| findings.get_mut(concept)) {
            list.push(finding);
        }
    }
    let cells = tally.cells.as_slice();
    let make = |(number, (raw, findings)): (usize, (TallyConcept, Vec<&Finding>))| {
        let start = cells.partition_point(|cell| cell.concept < number);
        let own = &cells[start..start + cells[start..].partition_point(|cell| cell.concept == number)];
        let occurs = !own.is_empty() || !findings.is_empty();
        occurs.then(|| {
            let (concept, renderings) = concept(raw, own, &findings);
            (number, concept, renderings)
        })
    };
    let raw = std::mem::take(&mut tally.concepts);
    let mut made: Vec<(usize, Concept, Vec<Option<usize>>)> =
        raw.into_par_iter().zip(findings).enumerate().filter_map(make).collect();
    made.sort_by(|left, right| right.1.harm.total_cmp(&left.1.harm).then_with(|| left.1.id.cmp(&right.1.id)));
    let moved: FxHashMap<usize, (usize, &[Option<usize>])> =
        made.iter().enumerate().map(|(new, (old, _, renderings))| (*old, (new, renderings.as_slice()))).collect();
    let rendering = |concept: usize, rendering: usize| {
        moved.get(&concept).and_then(|(_, renderings)| renderings.get(rendering).copied().flatten())
    };
    for finding in &mut tally.findings {
        finding.rendering = finding.concept.zip(finding.rendering).and_then(|(concept, number)| rendering(concept, number));
        finding.concept = finding.concept.and_then(|concept| moved.get(&concept).map(|(new, _)| *new));
    }
    tally.lines.retain_mut(|line| {
        let Some(number) = rendering(line.concept, line.rendering) else { return false };
        line.rendering = number;
        line.concept = moved.get(&line.concept).map_or(line.concept, |(new, _)| *new);
        true
    });
    made.into_iter().map(|(_, concept, _)| concept).collect()
}

/// One concept from its cells and findings, and where each of its renderings went.
fn concept(raw: TallyConcept, cells: &[Cell], findings: &[&Finding]) -> (Concept, Vec<Option<usize>>) {
    let made = |rendering: TallyRendering| Rendering {
        text: rendering.text,
        status: rendering.status,
        is_source: rendering.is_source,
        mentions: 0,
        documents: 0,
        first_document: 0,
        dominant: false,
        fixable: 0,
    };
    let mut renderings: Vec<(usize, Rendering)> = raw.renderings.into_iter().map(made).enumerate().collect();
    // Cells come by document.
    for cell in cells {
        let Some((_, rendering)) = renderings.get_mut(cell.rendering) else { continue };
        rendering.first_document = if rendering.documents == 0 { cell.document } else { rendering.first_document };
        rendering.documents += 1;
        rendering.mentions += cell.mentions;
    }
    for finding in findings.iter().filter(|finding| is_fixable(finding)) {
        if let Some((_, rendering)) = finding.rendering.and_then(|number| renderings.get_mut(number)) {
            rendering.fixable += 1;
        }
    }
    renderings.retain(|(_, rendering)| rendering.documents > 0);
    renderings.sort_by(|(_, left), (_, right)| {
        let rank = |rendering: &Rendering| (Reverse(rendering.mentions), rendering.status, rendering.is_source);
        rank(left).cmp(&rank(right)).then_with(|| left.text.cmp(&right.text))
    });
    if let Some((_, first)) = renderings.first_mut() {
        first.dominant = true;
    }
    let mut moved = vec![None; renderings.iter().map(|(old, _)| old + 1).max().unwrap_or_default()];
    for (new, (old, _)) in renderings.iter().enumerate() {
        moved[*old] = Some(new);
    }
    let renderings: Vec<Rendering> = renderings.into_iter().map(|(_, rendering)| rendering).collect();
    let place = |cell: &Cell| moved.get(cell.rendering).copied().flatten();
    let mut matrix: Vec<(usize, usize, usize)> =
        cells.iter().filter_map(|cell| Some((cell.document, place(cell)?, cell.mentions))).collect();
    matrix.sort_unstable();
    let mut by_document: BTreeMap<usize, usize> = BTreeMap::new();
    for &(document, rendering, mentions) in &matrix {
        let is_wrong = renderings.get(rendering).is_some_and(|rendering| !rendering.status.is_approved());
        *by_document.entry(document).or_default() += if is_wrong { mentions } else { 0 };
    }
    let mentions = renderings.iter().map(|rendering| rendering.mentions).sum();
    let right = renderings.iter().filter(|rendering| rendering.status.is_approved());
    let approved = right.map(|rendering| rendering.mentions).sum();
    let mut rules: BTreeMap<String, usize> = BTreeMap::new();
    for finding in findings {
        *rules.entry(finding.rule.clone()).or_default() += 1;
    }
    let concept = Concept {
        id: raw.id,
        kind: raw.kind,
        source: raw.source,
        preferred: raw.preferred,
        note: raw.note,
        mentions,
        documents: by_document.len(),
        approved,
        wrong_documents: by_document.values().filter(|&&wrong| wrong > 0).count(),
        success_rate: figures::success_rate(approved, mentions),
        consistency: figures::consistency(renderings.first().map_or(0, |rendering| rendering.mentions), mentions),
        entropy: figures::entropy(renderings.iter().map(|rendering| rendering.mentions)),
        harm: figures::harm(by_document.values().copied()),
        findings: findings.len(),
        fixable: findings.iter().filter(|finding| is_fixable(finding)).count(),
        rules,
        renderings,
        matrix,
    };
    (concept, moved)
}

/// The sampled lines, in order, each with its finding.
fn sample(lines: Vec<Line>, concepts: &[Concept], documents: &[Document], findings: &[Finding]) -> Vec<Line> {
    let mut keyed: Vec<(u64, Line)> = lines
        .into_par_iter()
        .map(|line| {
            let path = documents.get(line.document).map_or("", |document| document.path.as_str());
            (census::key(path, line.line, line.column), line)
        })
        .collect();
    let place = |line: &Line| (line.concept, line.rendering, line.document, line.line, line.column);
    keyed.par_sort_by_key(|(key, line)| (line.concept, line.rendering, *key, place(line)));
    let mut kept: Vec<Line> = Vec::with_capacity(keyed.len());
    let (mut of, mut left) = (None, 0);
    for (_, line) in keyed {
        if of != Some((line.concept, line.rendering)) {
            of = Some((line.concept, line.rendering));
            let status = concepts.get(line.concept).and_then(|it| it.renderings.get(line.rendering)).map(|it| it.status);
            left = if status.is_some_and(Status::is_approved) { LINES_OF_APPROVED } else { LINES_OF_WRONG };
        }
        if left > 0 {
            left -= 1;
            kept.push(line);
        }
    }
    kept.par_sort_by_key(place);
    // Of several findings at one place the gravest, then the first.
    let mut at: FxHashMap<(usize, usize, usize, usize), usize> = FxHashMap::default();
    for (number, finding) in findings.iter().enumerate() {
        let (Some(concept), Some(line), Some(column)) = (finding.concept, finding.line, finding.column) else { continue };
        let known = at.entry((finding.document, concept, line, column)).or_insert(number);
        if findings.get(*known).is_some_and(|known| known.severity < finding.severity) {
            *known = number;
        }
    }
    for line in &mut kept {
        line.finding = at.get(&(line.document, line.concept, line.line, line.column)).copied();
    }
    kept
}

fn count_documents(report: &mut Report) {
    for concept in &report.concepts {
        for &(document, rendering, mentions) in &concept.matrix {
            let is_approved = concept.renderings.get(rendering).is_some_and(|rendering| rendering.status.is_approved());
            if let Some(document) = report.documents.get_mut(document) {
                document.mentions += mentions;
                document.approved += if is_approved { mentions } else { 0 };
            }
        }
    }
    for finding in &report.findings {
        let Some(document) = report.documents.get_mut(finding.document) else { continue };
        document.fixable += usize::from(is_fixable(finding));
        *match finding.severity {
            Severity::Error => &mut document.errors,
            Severity::Warning => &mut document.warnings,
            Severity::Info => &mut document.infos,
        } += 1;
    }
}

/// Keeps the changes of the documents with most to mend, in order of documents.
fn keep_fixes(fixes: &mut Vec<DocumentFix>, documents: &[Document]) {
    let wanted = most_to_mend(documents);
    fixes.retain(|fix| wanted.contains(&fix.document));
    fixes.sort_by_key(|fix| fix.document);
}

/// The documents whose change is kept, ascending: those with most to mend, then by path. `documents` are in order.
pub fn most_to_mend(documents: &[Document]) -> Vec<usize> {
    let mut wanted: Vec<usize> = (0..documents.len()).filter(|&number| documents[number].fixable > 0).collect();
    wanted.sort_by_key(|&number| (Reverse(documents[number].fixable), number));
    wanted.truncate(FIXES);
    wanted.sort_unstable();
    wanted
}

fn total(report: &mut Report) {
    let of = |status: Status| {
        let renderings = report.concepts.iter().flat_map(|concept| &concept.renderings);
        renderings.filter(|rendering| rendering.status == status).map(|rendering| rendering.mentions).sum::<usize>()
    };
    let severe = |severity: Severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let mentions: usize = report.concepts.iter().map(|concept| concept.mentions).sum();
    let dominant =
        report.concepts.iter().filter_map(|concept| concept.renderings.first()).map(|rendering| rendering.mentions).sum();
    let approved = of(Status::Preferred) + of(Status::Admitted);
    let weighted: f64 = report.concepts.iter().map(|concept| concept.entropy * concept.mentions as f64).sum();
    report.totals = Totals {
        unreadable: report.documents.iter().filter(|document| !document.is_readable).count(),
        concepts: report.concepts.len(),
        mentions,
        approved,
        deprecated: of(Status::Deprecated),
        ambiguous: of(Status::Ambiguous),
        unlisted: of(Status::Unlisted),
        findings: report.findings.len(),
        errors: severe(Severity::Error),
        warnings: severe(Severity::Warning),
        infos: severe(Severity::Info),
        fixable: report.findings.iter().filter(|finding| is_fixable(finding)).count(),
        success_rate: figures::success_rate(approved, mentions),
        consistency: figures::consistency(dominant, mentions),
        entropy: if mentions == 0 { 0.0 } else { figures::rounded(weighted / mentions as f64) },
        harm: figures::rounded(report.concepts.iter().map(|concept| concept.harm).sum()),
        ..report.totals
    };
    report.sampling.lines = mentions;
    report.sampling.lines_kept = report.lines.len();
    report.sampling.fixes = report.documents.iter().filter(|document| document.fixable > 0).count();
    report.sampling.fixes_kept = report.fixes.len();
}

fn is_fixable(finding: &Finding) -> bool {
    finding.applicability == Some(Applicability::Safe)
}
