//! Three half-open ranges that must never be confused: decoded text, file text, and a change to a file.
//!
//! Conversion between them lives in `offset_map` and `document`, never in arithmetic elsewhere.

/// A range of bytes in decoded, visible text (a segment's text).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` up to, not including, `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The slice of `text` that the span covers; empty when it does not lie on character boundaries.
    pub fn get<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Length in bytes.
    pub const fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether the span covers nothing.
    pub const fn is_empty(&self) -> bool {
        self.start >= self.end
    }

    /// Whether the two spans share at least one byte.
    pub const fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies inside this span.
    pub const fn contains(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A range of bytes in a file's text (`SourceFile::text`: UTF-8, byte-order mark included).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locus {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Locus {
    /// A locus from `start` up to, not including, `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The slice of the file's text; empty when it does not lie on character boundaries.
    pub fn get<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether the two share at least one byte.
    pub const fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// A change to a file: the bytes at `locus` become `text`, which is escaped as the place demands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced.
    pub locus: Locus,
    /// What stands there afterwards.
    pub text: String,
}

/// What a file says is not what its format allows; nothing is known about the rest of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Malformed {
    /// Where it shows.
    pub locus: Locus,
    /// What is wrong, lower case, no full stop.
    pub message: String,
}

impl Malformed {
    /// XML without any element, or nothing at all.
    pub fn without_root(text: &str, name: &str) -> Self {
        let is_empty = text.trim_start_matches('\u{feff}').trim().is_empty();
        let what = if is_empty { "the file is empty" } else { "not well-formed XML" };
        Self { locus: Locus::new(0, 0), message: format!("{what}: there is no element <{name}>") }
    }
}
