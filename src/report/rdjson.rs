//! Reviewdog's diagnostic format: one JSON object with suggestions.
//!
//! Columns are UTF-8 bytes from 1 and ends are exclusive, as its protocol buffer definition says
//! (`proto/rdf/reviewdog.proto`).

use std::io;

use serde::Serialize;

use super::place::replacement;
use super::safe_text::repository_path;
use super::{Format, Style};
use crate::diagnostic::Severity;
use crate::engine::run::{Finding, Run};
use crate::text::Place;

pub(super) const FORMAT: Format =
    Format { name: "rdjson", about: "reviewdog's format, with suggestions", excerpts: true, lines: None, write };

#[derive(Serialize)]
struct Diagnostic<'r> {
    message: &'r str,
    location: Location<'r>,
    severity: &'static str,
    code: Code<'r>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Code<'r> {
    value: &'r str,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

fn write(run: &Run, _style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(b"{\"source\":{\"name\":\"glossator\"},\"diagnostics\":[")?;
    let mut before = "\n";
    for finding in &run.findings {
        out.write_all(before.as_bytes())?;
        out.write_all(&serde_json::to_vec(&diagnostic(finding))?)?;
        before = ",\n";
    }
    out.write_all(b"\n]}\n")
}

fn diagnostic(finding: &Finding) -> Diagnostic<'_> {
    let diagnostic = &finding.diagnostic;
    let suggestion = |fix| replacement(finding, fix).map(|(start, end, text)| Suggestion { range: range(start, end), text });
    Diagnostic {
        message: &diagnostic.message,
        location: Location { path: repository_path(&finding.path), range: finding.places.map(|(start, end)| range(start, end)) },
        severity: match diagnostic.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        },
        code: Code { value: diagnostic.rule },
        suggestions: diagnostic.fixes.iter().filter_map(suggestion).collect(),
    }
}

fn range(start: Place, end: Place) -> Range {
    let position = |place: Place| Position { line: place.line, column: place.byte_column };
    Range { start: position(start), end: position(end) }
}
