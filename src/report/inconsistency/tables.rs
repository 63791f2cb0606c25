//! Tables for spreadsheets, in long form: one row a rendering, a cell of the matrix, a finding.
//!
//! Cells that a spreadsheet would take for a formula are quoted.

use std::borrow::Cow;
use std::io;

use super::model::{Finding, Report};
use crate::report::safe_text::cell;

/// `renderings.csv`: how each concept is written.
pub fn renderings(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["concept", "rendering", "status", "mentions", "documents", "first_document", "dominant"])?;
    for concept in &report.concepts {
        for rendering in &concept.renderings {
            let path = path(report, rendering.first_document);
            let (mentions, documents) = (rendering.mentions.to_string(), rendering.documents.to_string());
            let dominant = rendering.dominant.to_string();
            let row = [&concept.id, &rendering.text, rendering.status.name(), &mentions, &documents, path, &dominant];
            table.write_record(row.map(cell).iter().map(|cell| cell.as_bytes()))?;
        }
    }
    table.flush()
}

/// `matrix.csv`: mentions of each rendering in each document; what has no row is 0.
pub fn matrix(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["concept", "document", "rendering", "status", "mentions"])?;
    // Each is in many rows.
    let paths: Vec<Cow<'_, str>> = report.documents.iter().map(|document| cell(&document.path)).collect();
    for concept in &report.concepts {
        let id = cell(&concept.id);
        let renderings: Vec<(Cow<'_, str>, &str)> =
            concept.renderings.iter().map(|rendering| (cell(&rendering.text), rendering.status.name())).collect();
        for &(document, rendering, mentions) in &concept.matrix {
            let Some((text, status)) = renderings.get(rendering) else { continue };
            let path = paths.get(document).map_or("", |path| path);
            table.write_record([&*id, path, text, status, &mentions.to_string()])?;
        }
    }
    table.flush()
}

/// `findings.csv`: what `check --format csv` writes.
pub fn findings(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(crate::report::csv::HEADER)?;
    for finding in &report.findings {
        let concept = finding.concept.and_then(|number| report.concepts.get(number));
        let number = |number: Option<usize>| number.map_or_else(String::new, |number| number.to_string());
        let Finding { line, column, end_line, end_column, .. } = finding;
        let (line, column, end_line, end_column) = (number(*line), number(*column), number(*end_line), number(*end_column));
        let evidence = finding.evidence.join("; ");
        let row = [
            path(report, finding.document),
            &line,
            &column,
            &end_line,
            &end_column,
            finding.severity.name(),
            &finding.rule,
            concept.map_or("", |concept| &concept.id),
            concept.map_or("", |concept| &concept.source),
            finding.found.as_deref().unwrap_or_default(),
            finding.replacement.as_deref().unwrap_or_default(),
            finding.applicability.map_or("", |applicability| applicability.name()),
            &finding.message,
            &evidence,
        ];
        table.write_record(row.map(cell).iter().map(|cell| cell.as_bytes()))?;
    }
    table.flush()
}

fn path(report: &Report, document: usize) -> &str {
    report.documents.get(document).map_or("", |document| &document.path)
}
