//! JSON Lines: one object a finding, then the summary. The keys and their order are promised to users.
//!
//! Columns are characters, ends are exclusive, byte offsets are of the file as it is on disk.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::{Format, Lines, Style};
use crate::diagnostic::{Fix, REMOVAL};
use crate::engine::run::{Finding, Run, Summary};
use crate::text::Locus;
use crate::text::step::{self, STEP, in_range, load, same};

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
    let bytes = finding.bytes();
    put(out, b",");
    let written = Written::new(out, |out| match bytes {
        Some(bytes) => range(out, bytes),
        None => put(out, b"\"byte_start\":null,\"byte_end\":null"),
    });
    match diagnostic.role {
        Some(role) => name(out, b",\"role\":\"", role.name()),
        None => put(out, b",\"role\":null"),
    }
    put(out, b",\"fixes\":[");
    list(out, &diagnostic.fixes, |out, of| fix(out, of, bytes.zip(Some(written))));
    put(out, b"],\"evidence\":[");
    list(out, &diagnostic.evidence, |out, text| string(out, b"\"", text));
    put(out, b"]}\n");
}

/// Where a locus stands in the file.
fn range(out: &mut Vec<u8>, locus: Locus) {
    number(out, b"\"byte_start\":", locus.start);
    number(out, b",\"byte_end\":", locus.end);
}

/// Writes a fix; of one locus it is known where it was written already, for most edits are of that.
fn fix(out: &mut Vec<u8>, fix: &Fix, known: Option<(Locus, Written)>) {
    // The title as `Fix::title` has it.
    let new = fix.bare();
    let title = match new {
        "" => {
            name(out, b"{\"title\":\"", REMOVAL);
            Written::default()
        }
        new => {
            put(out, b"{\"title\":\"use \\\"");
            let written = Written::new(out, |out| escaped(out, new));
            put(out, b"\\\"\"");
            written
        }
    };
    name(out, b",\"applicability\":\"", fix.applicability.name());
    let again = |out: &mut Vec<u8>, text: &str| if text == new { title.again(out) } else { escaped(out, text) };
    put(out, b",\"replacement\":\"");
    again(out, &fix.replacement);
    put(out, b"\",\"edits\":[");
    list(out, &fix.edits, |out, edit| {
        put(out, b"{");
        match known.filter(|&(locus, _)| locus == edit.locus) {
            Some((_, written)) => written.again(out),
            None => range(out, edit.locus),
        }
        put(out, b",\"text\":\"");
        again(out, &edit.text);
        put(out, b"\"}");
    });
    put(out, b"]}");
}

/// Something that was written.
#[derive(Clone, Copy, Default)]
struct Written {
    start: usize,
    length: usize,
}

impl Written {
    /// Writes something.
    #[inline]
    fn new(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) -> Self {
        let start = out.len();
        write(out);
        Self { start, length: out.len() - start }
    }

    /// Writes the same again. What stands behind it is copied with it, so that the length is known, and taken away.
    #[inline]
    fn again(self, out: &mut Vec<u8>) {
        const WIDE: usize = 48;
        let rest = &out[self.start..];
        match rest.first_chunk::<WIDE>().copied() {
            Some(wide) if self.length <= WIDE => {
                put(out, &wide);
                out.truncate(out.len() - (WIDE - self.length));
            }
            _ => out.extend_from_within(self.start..self.start + self.length),
        }
    }
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
    match u32::try_from(number) {
        Ok(number) if number < 100_000_000 => {
            let (digits, count) = digits(number);
            put(out, &digits);
            out.truncate(out.len() - (digits.len() - count));
        }
        _ => out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes()),
    }
}

/// The digits of a number that has eight at most, and how many they are. All are made at once: first both halves, then their
/// halves, then each, in a part of a word of their own.
#[inline]
fn digits(number: u32) -> ([u8; 8], usize) {
    let fours = u64::from(number / 10_000) | u64::from(number % 10_000) << 32;
    // The products are exact for parts of four digits, and of two.
    let hundreds = ((fours * 10_486) >> 20) & 0x7f_0000_007f;
    let twos = hundreds | (fours - 100 * hundreds) << 16;
    let tens = ((twos * 103) >> 10) & 0xf_000f_000f_000f;
    let ones = tens | (twos - 10 * tens) << 8;
    let zeros = (ones.trailing_zeros() / 8).min(7);
    let digits = (ones | 0x3030_3030_3030_3030) >> (8 * zeros);
    (digits.to_le_bytes(), 8 - zeros as usize)
}

/// Appends what stands between the quotes of a string. Sixteen bytes are copied and looked at in one step, and a mark of two
/// bytes is appended behind them, escape or not: a processor guesses badly where there is one.
fn escaped(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let block = block_at(bytes, at);
        let length = (bytes.len() - at).min(STEP);
        // What stands behind the text, which is none of it, counts as special.
        let plain = (special(block) | 1 << length).trailing_zeros() as usize;
        put(out, &block);
        out.truncate(out.len() - (STEP - plain));
        let byte = block[plain % STEP];
        let is_special = plain < length;
        at += plain + usize::from(is_special);
        if is_special && byte < b' ' {
            control(out, byte);
            continue;
        }
        put(out, &[b'\\', byte]);
        out.truncate(out.len() - if is_special { 0 } else { 2 });
    }
}

/// The sixteen bytes from one on, or all there are with zeros behind them.
#[inline]
fn block_at(bytes: &[u8], at: usize) -> [u8; STEP] {
    let rest = &bytes[at..];
    // Of fewer the first and the last ones, some of them twice: a copy of any length would be a call.
    let shift = |width: usize| 8 * (rest.len() - width);
    let word = if let Some(block) = rest.first_chunk() {
        return *block;
    } else if let Some(last) = bytes.last_chunk() {
        u128::from_le_bytes(*last) >> (8 * (STEP - rest.len()))
    } else if let (Some(first), Some(last)) = (rest.first_chunk(), rest.last_chunk()) {
        u128::from(u64::from_le_bytes(*first)) | u128::from(u64::from_le_bytes(*last)) << shift(8)
    } else if let (Some(first), Some(last)) = (rest.first_chunk(), rest.last_chunk()) {
        u128::from(u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << shift(4))
    } else {
        u128::from(rest.iter().rev().fold(0_u64, |word, &byte| word << 8 | u64::from(byte)))
    };
    word.to_le_bytes()
}

/// A bit for each byte that JSON escapes: a quote, a backslash or a control character.
#[inline]
fn special(block: [u8; STEP]) -> u32 {
    let bytes = load(&block);
    step::bits(in_range(bytes, 0, b' ' - 1) | same(bytes, b'"') | same(bytes, b'\\'))
}

/// Appends a control character.
#[cold]
fn control(out: &mut Vec<u8>, byte: u8) {
    let letter = match byte {
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

    use super::{FORMAT, Written, fix, number, range, string};
    use crate::diagnostic::{Applicability, Fix};
    use crate::engine::run::Run;
    use crate::report::testing::{STYLE, run, written};
    use crate::text::{Edit, Locus};

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
            fix(&mut out, &of, None);
            let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
            assert_eq!(value["title"], *of.title());
        }
    }

    proptest! {
        #[test]
        fn numbers_and_strings_are_written_as_a_serializer_does(
            value in prop_oneof![0..200_usize, 0..20_000_usize, 0..200_000_000_usize, any::<usize>()], text in "[a-d\"\\\\\n\u{1}甲é😀]{0,60}"
        ) {
            let mut out = Vec::new();
            number(&mut out, b"", value);
            string(&mut out, b"\"", &text);
            let expected = value.to_string() + &serde_json::to_string(&text).unwrap();
            prop_assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }

    proptest! {
        #[test]
        fn what_was_written_is_written_again(
            replacement in " ?[a-d\"\n甲é]{0,20} ?", other in "[ab\"]{0,2}", places in proptest::collection::vec(0..120_usize, 1..4),
        ) {
            let locus = Locus::new(places[0], 100);
            let text = |at: usize| if at.is_multiple_of(3) { other.clone() } else { replacement.clone() };
            let edits: Vec<Edit> = places.iter().map(|&at| Edit { locus: Locus::new(at, 100), text: text(at) }).collect();
            let of = Fix { applicability: Applicability::Safe, replacement, edits };
            let edit = |edit: &Edit| {
                serde_json::json!({"byte_start": edit.locus.start, "byte_end": edit.locus.end, "text": edit.text})
            };
            let expected = serde_json::json!({
                "title": of.title(),
                "applicability": "safe",
                "replacement": of.replacement,
                "edits": of.edits.iter().map(edit).collect::<Vec<_>>(),
            });
            let mut out = Vec::new();
            let written = Written::new(&mut out, |out| range(out, locus));
            let start = out.len();
            fix(&mut out, &of, Some((locus, written)));
            prop_assert_eq!(serde_json::from_slice::<serde_json::Value>(&out[start..]).unwrap(), expected);
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
