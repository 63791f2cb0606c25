//! JSON Lines: one object a finding, then the summary. The keys and their order are promised to users.
//!
//! Columns are characters, ends are exclusive, byte offsets are of the file as it is on disk.

use std::io;

use rayon::prelude::*;
use serde::Serialize;

use super::{Format, Style};
use crate::diagnostic::Fix;
use crate::engine::run::{Finding, Run, Summary};

pub(super) const FORMAT: Format =
    Format { name: "json", about: "JSON Lines: one object a finding, then a summary", excerpts: false, write };

#[derive(Serialize)]
#[serde(tag = "type", rename = "diagnostic")]
struct DiagnosticLine<'r> {
    path: &'r str,
    rule: &'r str,
    severity: &'static str,
    message: &'r str,
    concept: Option<&'r str>,
    found: Option<&'r str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    byte_start: Option<usize>,
    byte_end: Option<usize>,
    role: Option<&'static str>,
    fixes: Vec<FixObject<'r>>,
    evidence: &'r [String],
}

#[derive(Serialize)]
struct FixObject<'r> {
    title: &'r str,
    applicability: &'static str,
    replacement: &'r str,
    edits: Vec<EditObject<'r>>,
}

#[derive(Serialize)]
struct EditObject<'r> {
    byte_start: usize,
    byte_end: usize,
    text: &'r str,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "summary")]
struct SummaryLine {
    #[serde(flatten)]
    summary: Summary,
}

fn write(run: &Run, _style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    // Lines are made on all threads, and written in their order; not all at once, for the sake of memory.
    for findings in run.findings.chunks(LINES * rayon::current_num_threads() * 4) {
        let pieces: Vec<serde_json::Result<Vec<u8>>> = findings.par_chunks(LINES).map(lines).collect();
        for piece in pieces {
            out.write_all(&piece?)?;
        }
    }
    serde_json::to_writer(&mut *out, &SummaryLine { summary: run.summary })?;
    writeln!(out)
}

/// Findings whose lines are made in one piece.
const LINES: usize = 512;

fn lines(findings: &[Finding]) -> serde_json::Result<Vec<u8>> {
    let mut lines = Vec::with_capacity(findings.len() * 640);
    for finding in findings {
        serde_json::to_writer(&mut lines, &diagnostic_line(finding))?;
        lines.push(b'\n');
    }
    Ok(lines)
}

fn diagnostic_line(finding: &Finding) -> DiagnosticLine<'_> {
    let diagnostic = &finding.diagnostic;
    let (start, end) = finding.places.unzip();
    let bytes = finding.bytes();
    DiagnosticLine {
        path: &finding.path,
        rule: diagnostic.rule,
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        concept: diagnostic.concept.as_deref(),
        found: diagnostic.found.as_deref(),
        line: start.map(|start| start.line),
        column: start.map(|start| start.column),
        end_line: end.map(|end| end.line),
        end_column: end.map(|end| end.column),
        byte_start: bytes.map(|bytes| bytes.start),
        byte_end: bytes.map(|bytes| bytes.end),
        role: diagnostic.role.map(|role| role.name()),
        fixes: diagnostic.fixes.iter().map(fix_object).collect(),
        evidence: &diagnostic.evidence,
    }
}

fn fix_object(fix: &Fix) -> FixObject<'_> {
    let edits = fix.edits.iter();
    let edits = edits.map(|edit| EditObject { byte_start: edit.locus.start, byte_end: edit.locus.end, text: &edit.text });
    FixObject {
        title: &fix.title,
        applicability: fix.applicability.name(),
        replacement: &fix.replacement,
        edits: edits.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::FORMAT;
    use crate::engine::run::Run;
    use crate::report::testing::{STYLE, run, written};

    /// The keys of `text`'s outermost object, in order.
    fn keys(line: &str) -> Vec<String> {
        let mut depth = 0;
        let mut keys = Vec::new();
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            if c == '"' {
                let mut strings = serde_json::Deserializer::from_str(rest).into_iter::<String>();
                let string = strings.next().unwrap().unwrap();
                rest = &rest[strings.byte_offset()..];
                if depth == 1 && rest.starts_with(':') {
                    keys.push(string);
                }
                continue;
            }
            depth += i32::from(matches!(c, '{' | '[')) - i32::from(matches!(c, '}' | ']'));
            rest = &rest[c.len_utf8()..];
        }
        keys
    }

    #[test]
    fn keys_are_always_there_and_in_order() {
        let text = written(&FORMAT, &run(), &STYLE);
        let diagnostic = "type path rule severity message concept found line column end_line end_column byte_start byte_end role fixes evidence";
        let lines: Vec<&str> = text.lines().collect();
        let (last, findings) = lines.split_last().unwrap();
        for line in findings {
            assert_eq!(keys(line).join(" "), diagnostic);
        }
        assert_eq!(keys(last).join(" "), "type files segments mentions diagnostics fixable unreadable");
    }

    #[test]
    #[ignore = "a measurement: cargo test --release --lib -- --ignored half_a_million"]
    fn half_a_million_findings() {
        let one = run();
        let findings = one.findings.iter().cycle().take(500_000).cloned().collect();
        let many = Run { findings, ..Run::default() };
        let start = std::time::Instant::now();
        let mut out = std::io::BufWriter::new(std::io::sink());
        (FORMAT.write)(&many, &STYLE, &mut out).unwrap();
        eprintln!("{:?}", start.elapsed());
    }
}
