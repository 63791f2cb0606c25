//! JSON Lines: one object a finding, then the summary. The keys and their order are promised to users.
//!
//! Columns are characters, ends are exclusive, byte offsets are of the file as it is on disk.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use wide::i8x16;

use super::{Format, Lines, Style};
use crate::diagnostic::{Fix, REMOVAL};
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
    // A line begins as the one before it, if both are about one file and of one kind.
    let mut last: Option<(&Finding, Range<usize>)> = None;
    for finding in findings {
        let start = out.len();
        match &last {
            Some((before, head)) if begins_alike(before, finding) => out.extend_from_within(head.clone()),
            _ => head(out, finding),
        }
        last = Some((finding, start..out.len()));
        rest(out, finding);
    }
    Ok(())
}

fn begins_alike(one: &Finding, other: &Finding) -> bool {
    let (left, right) = (&one.diagnostic, &other.diagnostic);
    Arc::ptr_eq(&one.path, &other.path) && std::ptr::eq(left.rule, right.rule) && left.severity == right.severity
}

/// The line of a finding up to its severity. Its keys are written as they stand here: a serializer takes five times as long
/// to compose them.
fn head(out: &mut Vec<u8>, finding: &Finding) {
    string(out, b"{\"type\":\"diagnostic\",\"path\":\"", &finding.path);
    name(out, b",\"rule\":\"", finding.diagnostic.rule);
    name(out, b",\"severity\":\"", finding.diagnostic.severity.name());
}

/// What follows the head.
fn rest(out: &mut Vec<u8>, finding: &Finding) {
    let diagnostic = &finding.diagnostic;
    string(out, b",\"message\":\"", &diagnostic.message);
    match &diagnostic.concept {
        Some(concept) => string(out, b",\"concept\":\"", concept),
        None => put(out, b",\"concept\":null"),
    }
    match &diagnostic.found {
        Some(found) => string(out, b",\"found\":\"", found),
        None => put(out, b",\"found\":null"),
    }
    match finding.places {
        Some((start, end)) => {
            number(out, b",\"line\":", start.line);
            number(out, b",\"column\":", start.column);
            number(out, b",\"end_line\":", end.line);
            number(out, b",\"end_column\":", end.column);
        }
        None => put(out, b",\"line\":null,\"column\":null,\"end_line\":null,\"end_column\":null"),
    }
    match finding.bytes() {
        Some(bytes) => {
            number(out, b",\"byte_start\":", bytes.start);
            number(out, b",\"byte_end\":", bytes.end);
        }
        None => put(out, b",\"byte_start\":null,\"byte_end\":null"),
    }
    match diagnostic.role {
        Some(role) => name(out, b",\"role\":\"", role.name()),
        None => put(out, b",\"role\":null"),
    }
    put(out, b",\"fixes\":[");
    list(out, &diagnostic.fixes, fix);
    put(out, b"],\"evidence\":[");
    list(out, &diagnostic.evidence, |out, text| string(out, b"\"", text));
    put(out, b"]}\n");
}

fn fix(out: &mut Vec<u8>, fix: &Fix) {
    // The title as `Fix::title` has it.
    match fix.bare() {
        "" => name(out, b"{\"title\":\"", REMOVAL),
        new => {
            put(out, b"{\"title\":\"use \\\"");
            escaped(out, new);
            put(out, b"\\\"\"");
        }
    }
    name(out, b",\"applicability\":\"", fix.applicability.name());
    string(out, b",\"replacement\":\"", &fix.replacement);
    put(out, b",\"edits\":[");
    list(out, &fix.edits, |out, edit| {
        number(out, b"{\"byte_start\":", edit.locus.start);
        number(out, b",\"byte_end\":", edit.locus.end);
        string(out, b",\"text\":\"", &edit.text);
        out.push(b'}');
    });
    put(out, b"]}");
}

/// Appends what has a known length, and so needs no call to be copied.
#[inline]
fn put<const N: usize>(out: &mut Vec<u8>, text: &[u8; N]) {
    out.extend_from_slice(text);
}

/// Appends a key with its quote, and one of our own names, which have nothing to escape.
#[inline]
fn name<const N: usize>(out: &mut Vec<u8>, key: &[u8; N], name: &str) {
    put(out, key);
    out.extend_from_slice(name.as_bytes());
    out.push(b'"');
}

/// Appends a key with its quote, and a string.
#[inline]
fn string<const N: usize>(out: &mut Vec<u8>, key: &[u8; N], text: &str) {
    put(out, key);
    escaped(out, text);
    out.push(b'"');
}

/// Appends a key and a number.
#[inline]
fn number<const N: usize>(out: &mut Vec<u8>, key: &[u8; N], number: usize) {
    put(out, key);
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// Appends what stands between the quotes of a string. Sixteen bytes are copied and looked at in one step.
fn escaped(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let length = rest.len().min(BLOCK);
        let block = first_block(rest);
        // What stands behind the text, which is none of it, counts as special.
        let plain = (special(block) | 1 << length).trailing_zeros() as usize;
        put(out, &block);
        out.truncate(out.len() - (BLOCK - plain));
        rest = match rest.get(plain).filter(|_| plain < length) {
            Some(&byte) => {
                escape(out, byte);
                &rest[plain + 1..]
            }
            None => &rest[length..],
        };
    }
}

/// Bytes that are looked at in one step.
const BLOCK: usize = 16;

/// The first sixteen bytes, or all with zeros behind them.
#[inline]
fn first_block(bytes: &[u8]) -> [u8; BLOCK] {
    // Of fewer the first and the last ones, some of them twice: a copy of any length would be a call.
    let shift = |width: usize| 8 * (bytes.len() - width);
    let word = if let Some(block) = bytes.first_chunk() {
        return *block;
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        u128::from(u64::from_le_bytes(*first)) | u128::from(u64::from_le_bytes(*last)) << shift(8)
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        u128::from(u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << shift(4))
    } else {
        u128::from(bytes.iter().rev().fold(0_u64, |word, &byte| word << 8 | u64::from(byte)))
    };
    word.to_le_bytes()
}

/// A bit for each byte that JSON escapes: a quote, a backslash or a control character.
#[inline]
fn special(block: [u8; BLOCK]) -> u32 {
    let bytes = i8x16::from(block.map(u8::cast_signed));
    let same = |byte: u8| bytes.simd_eq(i8x16::splat(byte.cast_signed()));
    // Bytes above ASCII are negative.
    let control = bytes.simd_lt(i8x16::splat(b' '.cast_signed())) & bytes.simd_gt(i8x16::splat(-1));
    (control | same(b'"') | same(b'\\')).to_bitmask()
}

/// Appends a byte that JSON escapes.
fn escape(out: &mut Vec<u8>, byte: u8) {
    let letter = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        b'\t' => b't',
        b'\n' => b'n',
        0x0c => b'f',
        b'\r' => b'r',
        _ => {
            put(out, b"\\u00");
            out.extend([byte >> 4, byte & 15].map(|digit| if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }));
            return;
        }
    };
    put(out, &[b'\\', letter]);
}

/// Appends what `write` makes of each thing.
fn list<T>(out: &mut Vec<u8>, things: &[T], write: impl Fn(&mut Vec<u8>, &T)) {
    for (number, thing) in things.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        write(out, thing);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{FORMAT, fix, number, string};
    use crate::diagnostic::{Applicability, Fix};
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
                    string(&mut out, b"\"", &text);
                    assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&text).unwrap(), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn a_title_is_that_of_the_fix() {
        for new in ["海\"托\\华", " 海托华 ", "", " "] {
            let of = Fix { applicability: Applicability::Safe, replacement: new.to_owned(), edits: Vec::new() };
            let mut out = Vec::new();
            fix(&mut out, &of);
            let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
            assert_eq!(value["title"], *of.title());
        }
    }

    proptest! {
        #[test]
        fn numbers_and_strings_are_written_as_a_serializer_does(
            value in prop_oneof![0..200_usize, 0..200_000_000_usize, any::<usize>()], text in "[a-d\"\\\\\n\u{1}甲é😀]{0,60}"
        ) {
            let mut out = Vec::new();
            number(&mut out, b"", value);
            string(&mut out, b"\"", &text);
            let expected = value.to_string() + &serde_json::to_string(&text).unwrap();
            prop_assert_eq!(String::from_utf8(out).unwrap(), expected);
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
