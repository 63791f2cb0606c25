//! JSON Lines: one object a finding, then the summary. The keys and their order are promised to users.
//!
//! Columns are characters, ends are exclusive, byte offsets are of the file as it is on disk.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::{Format, Lines, Style};
use crate::diagnostic::Fix;
use crate::engine::run::{Finding, Run, Summary};

pub(super) const FORMAT: Format = Format {
    name: "json",
    about: "JSON Lines: one object a finding, then a summary",
    excerpts: false,
    lines: Some(Lines { append: lines, sorted: 1 << 20 }),
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
    // A line begins as the one before it, if both are about one file.
    let mut last: Option<(&Arc<str>, Range<usize>)> = None;
    for finding in findings {
        let start = out.len();
        match &last {
            Some((path, head)) if Arc::ptr_eq(path, &finding.path) => out.extend_from_within(head.clone()),
            _ => string(out, "{\"type\":\"diagnostic\",\"path\":", Some(&finding.path))?,
        }
        last = Some((&finding.path, start..out.len()));
        rest(out, finding)?;
        out.push(b'\n');
    }
    Ok(())
}

/// What follows the path in the line of a finding. Its keys are written as they stand here: a serializer takes five times as
/// long to compose them.
fn rest(out: &mut Vec<u8>, finding: &Finding) -> serde_json::Result<()> {
    let diagnostic = &finding.diagnostic;
    let (start, end) = finding.places.unzip();
    let bytes = finding.bytes();
    name(out, ",\"rule\":\"", diagnostic.rule);
    name(out, ",\"severity\":\"", diagnostic.severity.name());
    string(out, ",\"message\":", Some(&diagnostic.message))?;
    string(out, ",\"concept\":", diagnostic.concept.as_deref())?;
    string(out, ",\"found\":", diagnostic.found.as_deref())?;
    number(out, ",\"line\":", start.map(|start| start.line))?;
    number(out, ",\"column\":", start.map(|start| start.column))?;
    number(out, ",\"end_line\":", end.map(|end| end.line))?;
    number(out, ",\"end_column\":", end.map(|end| end.column))?;
    number(out, ",\"byte_start\":", bytes.map(|bytes| bytes.start))?;
    number(out, ",\"byte_end\":", bytes.map(|bytes| bytes.end))?;
    match diagnostic.role {
        Some(role) => name(out, ",\"role\":\"", role.name()),
        None => string(out, ",\"role\":", None)?,
    }
    list(out, ",\"fixes\":[", &diagnostic.fixes, fix)?;
    list(out, ",\"evidence\":[", &diagnostic.evidence, |out, text| string(out, "", Some(text)))?;
    out.push(b'}');
    Ok(())
}

fn fix(out: &mut Vec<u8>, fix: &Fix) -> serde_json::Result<()> {
    string(out, "{\"title\":", Some(&fix.title))?;
    name(out, ",\"applicability\":\"", fix.applicability.name());
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

/// Appends a key with its quote, and one of our own names, which have nothing to escape.
fn name(out: &mut Vec<u8>, key: &str, name: &str) {
    out.extend_from_slice(key.as_bytes());
    out.extend_from_slice(name.as_bytes());
    out.push(b'"');
}

/// Appends a key and a string, or null.
fn string(out: &mut Vec<u8>, key: &str, text: Option<&str>) -> serde_json::Result<()> {
    out.extend_from_slice(key.as_bytes());
    let Some(text) = text else { return serde_json::to_writer(out, &text) };
    let start = out.len();
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = first_special(rest) {
        let (before, from) = rest.split_at(at);
        if from[0] < b' ' {
            // Seldom: begun anew by one who knows how control characters are written.
            out.truncate(start);
            return serde_json::to_writer(out, text);
        }
        out.extend_from_slice(before);
        out.extend_from_slice(&[b'\\', from[0]]);
        rest = &from[1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
    Ok(())
}

/// The first byte that JSON escapes: a quote, a backslash or a control character. Eight are looked at in one step.
fn first_special(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    // The high bit of each byte below `limit`, up to the first one: what borrows from the next byte is itself below.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & HIGH;
    let special = |word: u64| {
        let same = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
        below(word, u64::from(b' ')) | same(b'"') | same(b'\\')
    };
    let (words, rest) = bytes.as_chunks();
    for (number, word) in words.iter().enumerate() {
        let found = special(u64::from_le_bytes(*word));
        if found != 0 {
            return Some(number * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    Some(words.len() * 8 + rest.iter().position(|&byte| byte < b' ' || matches!(byte, b'"' | b'\\'))?)
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
    use super::{FORMAT, string};
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
    fn strings_are_escaped_as_a_serializer_does() {
        for c in ('\0'..'\u{100}').chain(['甲', '\u{2028}', '😀']) {
            for before in 0..18 {
                for after in ["", "\"", "\\ b", "0123456789乙"] {
                    let text = format!("{}{c}{after}", &"甲a乙bcdefgh\u{7f}ij"[..].chars().take(before).collect::<String>());
                    let mut out = Vec::new();
                    string(&mut out, "", Some(&text)).unwrap();
                    assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&text).unwrap(), "{text:?}");
                }
            }
        }
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
