//! Records and cells of a CSV file, each with the bytes it was read from.
//!
//! What a cell means is for `csv` and `write`. The `csv` crate gives the place of a record only; errors and edits
//! need the place of a cell.

use std::borrow::Cow;

/// One cell of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell<'t> {
    /// First byte in the file's text: after the delimiter, quotes and white space included.
    pub start: usize,
    /// One past the last byte: the delimiter or line end.
    pub end: usize,
    /// Unquoted and trimmed.
    pub value: Cow<'t, str>,
    /// What is wrong with its quotes.
    pub fault: Option<&'static str>,
}

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
#[derive(Debug)]
pub struct Records<'t> {
    text: &'t str,
    at: usize,
    delimiter: u8,
}

impl<'t> Records<'t> {
    /// Starts at the beginning, after a byte-order mark.
    pub fn new(text: &'t str, delimiter: u8) -> Self {
        Self { text, at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }, delimiter }
    }

    /// Puts the next record's cells into `cells`; `false` at the end. A line without any character is no record.
    pub fn next_into(&mut self, cells: &mut Vec<Cell<'t>>) -> bool {
        cells.clear();
        let bytes = self.text.as_bytes();
        while let Some(&(b'\n' | b'\r')) = bytes.get(self.at) {
            self.at += 1;
        }
        if self.at >= bytes.len() {
            return false;
        }
        loop {
            let cell = self.cell();
            self.at = cell.end;
            cells.push(cell);
            match bytes.get(self.at) {
                Some(&byte) if byte == self.delimiter => self.at += 1,
                Some(_) => {
                    self.at += 1;
                    return true;
                }
                None => return true,
            }
        }
    }

    fn cell(&self) -> Cell<'t> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let padding = bytes.iter().skip(start).take_while(|&&byte| byte == b' ').count();
        if bytes.get(start + padding) != Some(&b'"') {
            return self.unquoted(start, None);
        }
        let inner = start + padding + 1;
        let mut at = inner;
        let mut doubled = false;
        loop {
            let Some(found) = memchr::memchr(b'"', bytes.get(at..).unwrap_or_default()) else {
                // As if it were no quote, so that the faults of the rows below are found too.
                return self.unquoted(start, Some("a quote that is never closed"));
            };
            at += found;
            if bytes.get(at + 1) != Some(&b'"') {
                break;
            }
            doubled = true;
            at += 2;
        }
        let content = self.text.get(inner..at).unwrap_or_default().trim();
        let value = if doubled { Cow::Owned(content.replace("\"\"", "\"")) } else { Cow::Borrowed(content) };
        let end = self.end_from(at + 1);
        let rest = self.text.get(at + 1..end).unwrap_or_default();
        let fault = (!rest.trim().is_empty()).then_some("text after a closing quote");
        Cell { start, end, value, fault }
    }

    fn unquoted(&self, start: usize, fault: Option<&'static str>) -> Cell<'t> {
        let end = self.end_from(start);
        Cell { start, end, value: Cow::Borrowed(self.text.get(start..end).unwrap_or_default().trim()), fault }
    }

    fn end_from(&self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        memchr::memchr2(self.delimiter, b'\n', rest).map_or(self.text.len(), |found| at + found)
    }
}

/// The parts of a cell that holds a list: `|` separates, `\|` is a bar. Trimmed; empty ones are kept.
///
/// Backslashes right before a bar pair up, so that a part may end with one; elsewhere a backslash is itself.
pub fn split_list<'c>(value: &'c str, mut each: impl FnMut(Cow<'c, str>)) {
    if !value.contains('\\') {
        value.split('|').for_each(|part| each(Cow::Borrowed(part.trim())));
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

    fn records(text: &str) -> Vec<Vec<(usize, String, Option<&'static str>)>> {
        let mut records = Records::new(text, detect_delimiter(text));
        let (mut cells, mut all) = (Vec::new(), Vec::new());
        while records.next_into(&mut cells) {
            all.push(cells.iter().map(|cell| (cell.start, cell.value.to_string(), cell.fault)).collect());
        }
        all
    }

    #[test]
    fn cells_are_unquoted_and_keep_their_place() {
        let cell = |start, value: &str| (start, value.to_owned(), None);
        let fault = |start, value: &str, fault| (start, value.to_owned(), Some(fault));
        for (text, expected) in [
            ("a,b\n", vec![vec![cell(0, "a"), cell(2, "b")]]),
            ("a;b,c;d", vec![vec![cell(0, "a"), cell(2, "b,c"), cell(6, "d")]]),
            ("a\tb\r\n\r\nc\t\r\n", vec![vec![cell(0, "a"), cell(2, "b")], vec![cell(7, "c"), cell(9, "")]]),
            ("\u{feff}a, b ", vec![vec![cell(3, "a"), cell(5, "b")]]),
            ("\"a,\"\"b\"\"\n\" , \"c\" ,d", vec![vec![cell(0, "a,\"b\""), cell(12, "c"), cell(18, "d")]]),
            ("\"a\"b,c", vec![vec![fault(0, "a", "text after a closing quote"), cell(5, "c")]]),
            (
                "\"a,b\nc,d",
                vec![vec![fault(0, "\"a", "a quote that is never closed"), cell(3, "b")], vec![cell(5, "c"), cell(7, "d")]],
            ),
            ("\"\"", vec![vec![cell(0, "")]]),
            ("\n\n", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(records(text), expected, "{text:?}");
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
}
