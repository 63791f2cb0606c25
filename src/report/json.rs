//! JSON Lines: one object a finding, then the summary. The keys and their order are promised to users.
//!
//! Columns are characters, ends are exclusive, byte offsets are of the file as it is on disk.

use std::io;

use rayon::prelude::*;
use serde::Serialize;

use super::{Format, Style};
use crate::diagnostic::Fix;
use crate::engine::run::{Finding, Run, Summary};

pub(super) const FORMAT: Format = Format {
    name: "json",
    about: "JSON Lines: one object a finding, then a summary",
    excerpts: false,
    lines: Some(lines),
    write,
};

#[derive(Serialize)]
#[serde(tag = "type", rename = "summary")]
struct SummaryLine {
    #[serde(flatten)]
    summary: Summary,
}

fn write(run: &Run, _style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    // Lines are made on all threads, and written in their order; not all at once, for the sake of memory.
    for findings in run.findings.chunks(LINES * rayon::current_num_threads() * 4) {
        let piece = |findings| {
            let mut piece = Vec::new();
            lines(findings, &mut piece).map(|()| piece)
        };
        let pieces: Vec<io::Result<Vec<u8>>> = findings.par_chunks(LINES).map(piece).collect();
        for piece in pieces {
            out.write_all(&piece?)?;
        }
    }
    serde_json::to_writer(&mut *out, &SummaryLine { summary: run.summary })?;
    writeln!(out)
}

/// Findings whose lines are made in one piece.
const LINES: usize = 512;

fn lines(findings: &[Finding], out: &mut Vec<u8>) -> io::Result<()> {
    out.reserve(findings.len() * 640);
    for finding in findings {
        line(out, finding)?;
        out.push(b'\n');
    }
    Ok(())
}

/// The line of a finding. Its keys are written as they stand here: a serializer takes five times as long to compose them.
fn line(out: &mut Vec<u8>, finding: &Finding) -> serde_json::Result<()> {
    let diagnostic = &finding.diagnostic;
    let (start, end) = finding.places.unzip();
    let bytes = finding.bytes();
    string(out, "{\"type\":\"diagnostic\",\"path\":", Some(&finding.path))?;
    string(out, ",\"rule\":", Some(diagnostic.rule))?;
    string(out, ",\"severity\":", Some(diagnostic.severity.name()))?;
    string(out, ",\"message\":", Some(&diagnostic.message))?;
    string(out, ",\"concept\":", diagnostic.concept.as_deref())?;
    string(out, ",\"found\":", diagnostic.found.as_deref())?;
    number(out, ",\"line\":", start.map(|start| start.line))?;
    number(out, ",\"column\":", start.map(|start| start.column))?;
    number(out, ",\"end_line\":", end.map(|end| end.line))?;
    number(out, ",\"end_column\":", end.map(|end| end.column))?;
    number(out, ",\"byte_start\":", bytes.map(|bytes| bytes.start))?;
    number(out, ",\"byte_end\":", bytes.map(|bytes| bytes.end))?;
    string(out, ",\"role\":", diagnostic.role.map(|role| role.name()))?;
    list(out, ",\"fixes\":[", &diagnostic.fixes, fix)?;
    list(out, ",\"evidence\":[", &diagnostic.evidence, |out, text| string(out, "", Some(text)))?;
    out.push(b'}');
    Ok(())
}

fn fix(out: &mut Vec<u8>, fix: &Fix) -> serde_json::Result<()> {
    string(out, "{\"title\":", Some(&fix.title))?;
    string(out, ",\"applicability\":", Some(fix.applicability.name()))?;
    string(out, ",\"replacement\":", Some(&fix.replacement))?;
    list(out, ",\"edits\":[", &fix.edits, |out, edit| {
        number(out, "{\"byte_start\":", Some(edit.locus.start))?;
        number(out, ",\"byte_end\":", Some(edit.locus.end))?;
        string(out, ",\"text\":", Some(&edit.text))?;
        out.push(b'}');
        Ok(())
    })?;
    out.push(b'}');
    Ok(())
}

/// Appends a key and a string, or null.
fn string(out: &mut Vec<u8>, key: &str, text: Option<&str>) -> serde_json::Result<()> {
    out.extend_from_slice(key.as_bytes());
    let is_special = |any: bool, &byte: &u8| any | (byte < b' ') | (byte == b'"') | (byte == b'\\');
    match text {
        // Nothing to escape: all bytes are looked at, for that is done many at a time.
        Some(text) if !text.as_bytes().iter().fold(false, is_special) => {
            out.push(b'"');
            out.extend_from_slice(text.as_bytes());
            out.push(b'"');
            Ok(())
        }
        _ => serde_json::to_writer(out, &text),
    }
}

/// Appends a key and a number, or null.
fn number(out: &mut Vec<u8>, key: &str, number: Option<usize>) -> serde_json::Result<()> {
    out.extend_from_slice(key.as_bytes());
    serde_json::to_writer(out, &number)
}

/// Appends a key with its bracket, and what `write` makes of each thing.
fn list<T>(
    out: &mut Vec<u8>,
    key: &str,
    things: &[T],
    write: impl Fn(&mut Vec<u8>, &T) -> serde_json::Result<()>,
) -> serde_json::Result<()> {
    out.extend_from_slice(key.as_bytes());
    for (number, thing) in things.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        write(out, thing)?;
    }
    out.push(b']');
    Ok(())
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
