//! Records and cells of a CSV file, each with the bytes it was read from; and the lists that a cell may hold.
//!
//! Where there are quotes, the `csv` crate reads records and unquotes cells. It says where a record stands; errors and edits
//! need the place of a cell, and a fault where the crate guesses. Without quotes a record is a line. What a cell means is for
//! `csv` and `write`.

use std::borrow::Cow;
use std::ops::Range;

use csv::{ReaderBuilder, StringRecord, Terminator};
use rayon::prelude::*;

/// The delimiter that the header uses: the most frequent of `,`, `;` and tab outside quotes.
pub fn detect_delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.trim_start_matches(['\u{feff}', '\r', '\n']).bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(delimiter, _)| *delimiter == byte).for_each(|(_, count)| *count += 1),
        }
    }
    // The first of equals: `max_by_key` gives the last.
    counts.into_iter().rev().max_by_key(|&(_, count)| count).map_or(b',', |(delimiter, _)| delimiter)
}

/// Reads a text record by record.
pub struct Records<'t> {
    text: &'t str,
    /// Where the next line starts, if there are no quotes.
    at: usize,
    /// If there are quotes.
    quoted: Option<Box<Quoted<'t>>>,
    places: Vec<Range<usize>>,
    delimiter: u8,
}

/// The crate at work.
struct Quoted<'t> {
    /// Where `reader` started.
    base: usize,
    reader: csv::Reader<&'t [u8]>,
    fields: StringRecord,
}

/// One record of at least one cell.
#[derive(Clone, Copy)]
pub struct Record<'r> {
    values: Values<'r>,
    places: &'r [Range<usize>],
    /// The first thing that is wrong with its quotes, and the byte where that cell starts. The cells are a guess then.
    pub fault: Option<(usize, &'static str)>,
}

/// What the cells of a record hold.
#[derive(Clone, Copy)]
enum Values<'r> {
    /// What stands at their places in the text.
    At(&'r str),
    Unquoted(&'r StringRecord),
}

/// One cell of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell<'r> {
    /// First byte in the file's text: after the delimiter, quotes and white space included.
    pub start: usize,
    /// One past the last byte: the delimiter or line feed.
    pub end: usize,
    /// Unquoted and trimmed.
    pub value: &'r str,
}

impl<'r> Record<'r> {
    /// First byte in the file's text.
    pub fn start(self) -> usize {
        self.places.first().map_or(0, |place| place.start)
    }

    /// How many cells there are.
    pub fn len(self) -> usize {
        self.places.len()
    }

    /// The cells, from left to right.
    pub fn cells(self) -> impl Iterator<Item = Cell<'r>> {
        self.places.iter().enumerate().map(move |(number, place)| {
            let value = match self.values {
                Values::At(text) => text.get(place.clone()),
                Values::Unquoted(fields) => fields.get(number),
            };
            Cell { start: place.start, end: place.end, value: trimmed(value.unwrap_or_default()) }
        })
    }
}

/// A text without white space at its ends: mostly it has none.
fn trimmed(text: &str) -> &str {
    let bytes = text.as_bytes();
    // From U+4000 on there is none, and characters have three bytes.
    let is_far = |first: Option<&u8>| matches!(first, Some(0xe4..=0xef));
    let is_mark = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let ends = || is_mark(bytes.last()) || is_far(bytes.len().checked_sub(3).and_then(|at| bytes.get(at)));
    if (is_mark(bytes.first()) || is_far(bytes.first())) && ends() { text } else { text.trim() }
}

impl<'t> Records<'t> {
    /// Starts at the beginning, after a byte-order mark.
    pub fn new(text: &'t str, delimiter: u8) -> Self {
        let quoted = memchr::memchr(b'"', text.as_bytes()).map(|_| Box::new(Quoted::new(text, delimiter)));
        Self { quoted, ..Self::without_quotes(text, delimiter) }
    }

    /// As `new`, where `lines` said that there are no quotes.
    pub fn without_quotes(text: &'t str, delimiter: u8) -> Self {
        let mark = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
        Self { text, at: mark, quoted: None, places: Vec::new(), delimiter }
    }

    /// Where the lines start that are left, if each is a record by itself or none; `at_line` reads them in any order.
    pub fn lines(&self) -> Option<Vec<usize>> {
        // Bytes that are worth a thread's while.
        const SOME: usize = 1 << 18;
        if self.quoted.is_some() {
            return None;
        }
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let feeds = |(number, piece): (usize, &[u8])| {
            memchr::memchr_iter(b'\n', piece).map(|feed| self.at + number * SOME + feed + 1).collect::<Vec<usize>>()
        };
        let feeds: Vec<Vec<usize>> = rest.par_chunks(SOME).enumerate().map(feeds).collect();
        let mut starts = Vec::with_capacity(feeds.iter().map(Vec::len).sum::<usize>() + 1);
        starts.push(self.at);
        feeds.iter().for_each(|feeds| starts.extend_from_slice(feeds));
        Some(starts)
    }

    /// The record that is the line that starts there, unless it has no character.
    pub fn at_line(&mut self, start: usize) -> Option<Record<'_>> {
        self.at = start;
        self.cut().then_some(Record { values: Values::At(self.text), places: &self.places, fault: None })
    }

    /// Cuts the next line into cells; whether there is any character in them.
    fn cut(&mut self) -> bool {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let end = start + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = &rest[..end - start];
        self.at = self.text.len().min(end + 1);
        self.places.clear();
        let mut from = start;
        for delimiter in memchr::memchr_iter(self.delimiter, line) {
            self.places.push(from..start + delimiter);
            from = start + delimiter + 1;
        }
        self.places.push(from..end);
        // The end of an empty line may be that of CRLF.
        let is_empty = line.is_empty() || line.len() == self.places.len() && line.contains(&b'\r');
        !is_empty
    }

    /// The next record; `None` at the end. A line without any character is no record.
    pub fn next(&mut self) -> Option<Record<'_>> {
        if self.quoted.is_some() {
            let quoted = self.quoted.as_mut()?;
            let fault = quoted.next(self.text, self.delimiter, &mut self.places)?;
            return Some(Record { values: Values::Unquoted(&quoted.fields), places: &self.places, fault });
        }
        while self.at < self.text.len() {
            if self.cut() {
                return Some(Record { values: Values::At(self.text), places: &self.places, fault: None });
            }
        }
        None
    }
}

impl<'t> Quoted<'t> {
    fn new(text: &'t str, delimiter: u8) -> Self {
        Self { base: 0, reader: reader(text, delimiter), fields: StringRecord::new() }
    }

    /// Where the crate stands.
    fn place(&self) -> usize {
        self.base + usize::try_from(self.reader.position().byte()).expect("an offset in memory is a usize")
    }

    /// Reads a record and finds the places of its cells; the first thing that is wrong with its quotes, if anything is.
    fn next(&mut self, text: &'t str, delimiter: u8, places: &mut Vec<Range<usize>>) -> Option<Option<(usize, &'static str)>> {
        loop {
            let is_record = self.reader.read_record(&mut self.fields);
            if !is_record.expect("text in memory is UTF-8, and records of any length are asked for") {
                return None;
            }
            if self.fields.as_slice() != "\r" {
                break;
            }
        }
        let fault = self.locate(text, delimiter, places);
        if let Some((start, UNCLOSED)) = fault {
            // The crate takes the rest of the file for one cell. The faults of the rows below are to be found too.
            let rest = text.get(start..).unwrap_or_default();
            self.base = start + rest.find('\n').unwrap_or(rest.len());
            self.reader = reader(text.get(self.base..).unwrap_or_default(), delimiter);
        }
        Some(fault)
    }

    /// Where the record that was just read stands, without its line feed.
    fn raw(&self, text: &str) -> Range<usize> {
        let from = self.fields.position().map_or(0, csv::Position::byte);
        let offset = |byte: u64| self.base + usize::try_from(byte).expect("an offset in memory is a usize");
        let raw = text.get(offset(from)..self.place()).unwrap_or_default();
        // The crate's position is that of the empty lines before a record.
        let empty = raw.find(|c| c != '\n' && !(c == '\u{feff}' && from == 0)).unwrap_or(raw.len());
        let start = offset(from) + empty;
        start..start + raw.get(empty..).map_or(0, |raw| raw.strip_suffix('\n').unwrap_or(raw).len())
    }

    /// Finds the places of the cells that the crate has just read, and what it let pass.
    fn locate(&self, text: &str, delimiter: u8, places: &mut Vec<Range<usize>>) -> Option<(usize, &'static str)> {
        places.clear();
        let raw = self.raw(text);
        let bytes = text.as_bytes().get(raw.clone()).unwrap_or_default();
        // Without quotes a record is its cells and the delimiters between them.
        if memchr::memchr(b'"', bytes).is_none() {
            let mut start = raw.start;
            for field in &self.fields {
                places.push(start..start + field.len());
                start += field.len() + 1;
            }
            return None;
        }
        let mut fault = None;
        let mut at = 0;
        loop {
            let (end, wrong) = cell_end(bytes, at, delimiter);
            places.push(raw.start + at..raw.start + end);
            fault = fault.or(wrong.map(|wrong| (raw.start + at, wrong)));
            if end >= bytes.len() {
                debug_assert_eq!(places.len(), self.fields.len(), "quotes are read as the crate reads them");
                return fault;
            }
            at = end + 1;
        }
    }
}

const UNCLOSED: &str = "a quote that is never closed";

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    // A lone CR ends no line anywhere in this program; that of CRLF is trimmed with the last cell.
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter).terminator(Terminator::Any(b'\n'));
    builder.from_reader(text.as_bytes())
}

/// One past the last byte of the cell that starts at `start`, and what is wrong with its quotes.
fn cell_end(record: &[u8], start: usize, delimiter: u8) -> (usize, Option<&'static str>) {
    let rest = |at: usize| record.get(at..).unwrap_or_default();
    let next = |at: usize| memchr::memchr(delimiter, rest(at)).map_or(record.len(), |found| at + found);
    if record.get(start) != Some(&b'"') {
        let end = next(start);
        let cell = record.get(start..end).unwrap_or_default();
        return (end, cell.trim_ascii_start().starts_with(b"\"").then_some("white space before a quote"));
    }
    let mut at = start + 1;
    loop {
        let Some(found) = memchr::memchr(b'"', rest(at)) else { return (record.len(), Some(UNCLOSED)) };
        at += found + 1;
        if record.get(at) != Some(&b'"') {
            break;
        }
        at += 1;
    }
    let end = next(at);
    let is_clean = record.get(at..end).unwrap_or_default().trim_ascii().is_empty();
    (end, (!is_clean).then_some("text after a closing quote"))
}

/// The parts of a cell that holds a list: `|` separates, `\|` is a bar. Trimmed; empty ones are kept.
///
/// Backslashes right before a bar pair up, so that a part may end with one; elsewhere a backslash is itself.
pub fn split_list<'c>(value: &'c str, mut each: impl FnMut(Cow<'c, str>)) {
    // Mostly one part.
    if !value.bytes().any(|byte| matches!(byte, b'|' | b'\\')) {
        each(Cow::Borrowed(trimmed(value)));
        return;
    }
    if !value.contains('\\') {
        value.split('|').for_each(|part| each(Cow::Borrowed(trimmed(part))));
        return;
    }
    let mut part = String::new();
    let mut backslashes = 0;
    for c in value.chars() {
        if c == '\\' {
            backslashes += 1;
            continue;
        }
        if c != '|' {
            part.extend(std::iter::repeat_n('\\', backslashes));
            part.push(c);
        } else {
            part.extend(std::iter::repeat_n('\\', backslashes / 2));
            if backslashes % 2 == 1 {
                part.push('|');
            } else {
                each(Cow::Owned(part.trim().to_owned()));
                part.clear();
            }
        }
        backslashes = 0;
    }
    part.extend(std::iter::repeat_n('\\', backslashes));
    each(Cow::Owned(part.trim().to_owned()));
}

/// The cell's value for a list; `split_list` gives it back.
pub fn join_list<S: AsRef<str>>(parts: &[S]) -> String {
    let mut out = String::new();
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            double_trailing_backslashes(&mut out);
            out.push('|');
        }
        for c in part.as_ref().chars() {
            if c == '|' {
                double_trailing_backslashes(&mut out);
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

fn double_trailing_backslashes(out: &mut String) {
    let backslashes = out.chars().rev().take_while(|&c| c == '\\').count();
    out.extend(std::iter::repeat_n('\\', backslashes));
}

/// The value as it must be written: in quotes when it would not read back as itself without.
pub fn quote(value: &str, delimiter: u8) -> Cow<'_, str> {
    if value.contains(['"', '\n', '\r', char::from(delimiter)]) {
        Cow::Owned(format!("\"{}\"", value.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Shown = (Vec<(Range<usize>, String)>, Option<(usize, &'static str)>);

    fn records(text: &str) -> Vec<Shown> {
        all(&mut Records::new(text, detect_delimiter(text)))
    }

    fn all(records: &mut Records<'_>) -> Vec<Shown> {
        let mut all = Vec::new();
        while let Some(record) = records.next() {
            all.push(shown(record));
        }
        all
    }

    fn shown(record: Record<'_>) -> Shown {
        (record.cells().map(|cell| (cell.start..cell.end, cell.value.to_owned())).collect(), record.fault)
    }

    #[test]
    fn cells_are_unquoted_and_keep_their_place() {
        fn row<const N: usize>(cells: [(Range<usize>, &str); N]) -> Shown {
            (cells.map(|(place, value)| (place, value.to_owned())).to_vec(), None)
        }
        for (text, expected) in [
            ("a,b\n", vec![row([(0..1, "a"), (2..3, "b")])]),
            ("a;b,c;d", vec![row([(0..1, "a"), (2..5, "b,c"), (6..7, "d")])]),
            ("a\tb\r\n\r\n\nc\t\r\n", vec![row([(0..1, "a"), (2..4, "b")]), row([(8..9, "c"), (10..11, "")])]),
            ("\u{feff}\na, b ", vec![row([(4..5, "a"), (6..9, "b")])]),
            ("\"a,\"\"b\"\"\n\" ,\"\",d", vec![row([(0..11, "a,\"b\""), (12..14, ""), (15..16, "d")])]),
            ("甲,\"乙\"\r\n\"丙\n\"\r\n", vec![row([(0..3, "甲"), (4..10, "乙")]), row([(11..18, "丙")])]),
            ("a\rb,c", vec![row([(0..3, "a\rb"), (4..5, "c")])]),
            ("5\",b\"\"", vec![row([(0..2, "5\""), (3..6, "b\"\"")])]),
            ("\"\"", vec![row([(0..2, "")])]),
            (",", vec![row([(0..0, ""), (1..1, "")])]),
            ("\n\n\r\n", vec![]),
            ("\u{feff}", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(records(text), expected, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn lines_without_quotes_are_what_the_crate_reads(text in "\u{feff}?[a,甲 \n\r]{0,40}") {
            let fast = records(&text);
            let mut slow = Records { quoted: Some(Box::new(Quoted::new(&text, b','))), ..Records::new(&text, b',') };
            proptest::prop_assert_eq!(&fast, &all(&mut slow));
            // From the second record on, by lines in any order.
            let mut records = Records::without_quotes(&text, b',');
            let _ = records.next();
            let lines = records.lines().unwrap_or_default();
            let by_line = lines.iter().rev().filter_map(|&start| records.at_line(start).map(shown)).collect::<Vec<_>>();
            proptest::prop_assert!(by_line.iter().rev().eq(fast.iter().skip(1)));
        }
    }

    #[test]
    fn quotes_that_the_crate_guesses_about_are_faults() {
        for (text, expected) in [
            ("a,\"b\"c,d\n", vec![Some((2, "text after a closing quote"))]),
            ("a, \"b\"\n", vec![Some((2, "white space before a quote"))]),
            ("a\n甲,\"b,\"\"c\nd\n", vec![None, Some((6, UNCLOSED)), None]),
            ("\"", vec![Some((0, UNCLOSED))]),
            ("\"\n\u{feff}a", vec![Some((0, UNCLOSED)), None]),
        ] {
            let faults: Vec<_> = records(text).into_iter().map(|(_, fault)| fault).collect();
            assert_eq!(faults, expected, "{text:?}");
        }
    }

    #[test]
    fn lists_split_at_bars_that_no_backslash_escapes() {
        for (value, expected) in [
            ("a", vec!["a"]),
            ("a | b", vec!["a", "b"]),
            ("a||b|", vec!["a", "", "b", ""]),
            (r"a\|b|c", vec!["a|b", "c"]),
            (r"a\\|b", vec![r"a\", "b"]),
            (r"C:\x\", vec![r"C:\x\"]),
        ] {
            let mut parts = Vec::new();
            split_list(value, |part| parts.push(part.into_owned()));
            assert_eq!(parts, expected, "{value}");
        }
    }

    #[test]
    fn joined_lists_split_into_the_same_parts() {
        for parts in [vec!["a"], vec!["a", "b|c"], vec![r"a\", r"\b\", r"c\"], vec![r"a\|", r"\|"], vec!["|", "||"]] {
            let mut split = Vec::new();
            split_list(&join_list(&parts), |part| split.push(part.into_owned()));
            assert_eq!(split, parts, "{}", join_list(&parts));
        }
    }

    #[test]
    fn white_space_goes_at_both_ends() {
        for c in '\0'..='\u{ffff}' {
            for text in [format!("{c}"), format!("{c}a"), format!("a{c}"), format!("甲{c}"), format!("{c}甲{c}")] {
                assert_eq!(trimmed(&text), text.trim(), "{c:?}");
            }
        }
    }
}
