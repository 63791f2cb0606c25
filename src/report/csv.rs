//! A table for spreadsheets: one row a finding, cells that no spreadsheet takes for a formula.
//!
//! Columns are characters; the best fix only.

use std::io;

use super::safe_text::cell;
use super::{Format, Style};
use crate::engine::run::Run;

pub(super) const FORMAT: Format = Format { name: "csv", about: "a table for spreadsheets", excerpts: false, lines: None, write };

pub(super) const HEADER: [&str; 14] = [
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "severity",
    "rule",
    "concept",
    "name",
    "found",
    "replacement",
    "applicability",
    "message",
    "evidence",
];

fn write(run: &Run, _style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(HEADER)?;
    for finding in &run.findings {
        let diagnostic = &finding.diagnostic;
        let places = finding.places.map(|(start, end)| [start.line, start.column, end.line, end.column]);
        let [line, column, end_line, end_column] = places.map_or_else(Default::default, |places| places.map(|n| n.to_string()));
        let concept = diagnostic.concept.as_deref().unwrap_or_default();
        let fix = diagnostic.fixes.first();
        let evidence = diagnostic.evidence.join("; ");
        let cells = [
            &*finding.path,
            &line,
            &column,
            &end_line,
            &end_column,
            diagnostic.severity.name(),
            diagnostic.rule,
            concept,
            run.concept_names.get(concept).map_or("", String::as_str),
            diagnostic.found.as_deref().unwrap_or_default(),
            fix.map_or("", |fix| &fix.replacement),
            fix.map_or("", |fix| fix.applicability.name()),
            &diagnostic.message,
            &evidence,
        ];
        table.write_record(cells.map(cell).iter().map(|cell| cell.as_bytes()))?;
    }
    table.flush()
}
