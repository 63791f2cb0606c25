//! The one place that counts lines and columns.
//!
//! A line ends at LF or CRLF; a lone CR is an ordinary character.

use super::span::Locus;

/// A point in a file, in every unit that an output format may ask for. All numbers start at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column in characters (Unicode scalar values).
    pub column: usize,
    /// Column in UTF-8 bytes.
    pub byte_column: usize,
    /// Column in UTF-16 code units.
    pub utf16_column: usize,
}

/// Counts lines of one text, from start to end; cheap when one question is near the last.
#[derive(Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
    counted: usize,
    lines: usize,
}

impl<'t> LineIndex<'t> {
    /// An index over the text of a file.
    pub fn new(text: &'t str) -> Self {
        Self { text, counted: 0, lines: 0 }
    }

    /// Where byte `offset` stands. An offset inside a character counts as the start of that character.
    pub fn place(&mut self, offset: usize) -> Place {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let bytes = self.text.as_bytes();
        if offset < self.counted {
            self.lines -= memchr::memchr_iter(b'\n', bytes.get(offset..self.counted).unwrap_or_default()).count();
        } else {
            self.lines += memchr::memchr_iter(b'\n', bytes.get(self.counted..offset).unwrap_or_default()).count();
        }
        self.counted = offset;
        let line_start = memchr::memrchr(b'\n', bytes.get(..offset).unwrap_or_default()).map_or(0, |at| at + 1);
        let before = self.text.get(line_start..offset).unwrap_or_default();
        // A byte-order mark is not a column: editors and `grep` alike start counting after it.
        let before = if line_start == 0 { before.strip_prefix('\u{feff}').unwrap_or(before) } else { before };
        Place {
            line: self.lines + 1,
            column: before.chars().count() + 1,
            byte_column: before.len() + 1,
            utf16_column: before.chars().map(char::len_utf16).sum::<usize>() + 1,
        }
    }

    /// Start and end of a locus.
    pub fn places(&mut self, locus: Locus) -> (Place, Place) {
        (self.place(locus.start), self.place(locus.end))
    }
}
