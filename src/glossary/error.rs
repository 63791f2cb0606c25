//! What is wrong with a glossary: every broken row, each with its place.
//!
//! Contradictions between rows that are well formed are for `check`.

use std::fmt;
use std::sync::Arc;

use super::model::Origin;

/// One fault of one glossary file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowError {
    /// Path of the file as given, or `built-in`.
    pub file: Arc<str>,
    /// Line, from 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// Column in characters, from 1; 0 when the file as a whole is meant.
    pub column: usize,
    /// What is wrong: lower case, no full stop.
    pub reason: String,
}

impl RowError {
    /// A fault of what was read there.
    pub fn at(origin: &Origin, reason: String) -> Self {
        Self { file: origin.file.as_str().into(), line: origin.line as usize, column: origin.column as usize, reason }
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.file, self.reason)
        } else {
            write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.reason)
        }
    }
}

/// Everything that is wrong with the glossary files of a run, in the order of files and places.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct GlossaryError {
    /// The faults; never empty.
    pub errors: Vec<RowError>,
}

impl GlossaryError {
    /// An error about a file as a whole.
    pub fn of_file(file: impl Into<Arc<str>>, reason: impl Into<String>) -> Self {
        Self { errors: vec![RowError { file: file.into(), line: 0, column: 0, reason: reason.into() }] }
    }
}

/// One fault a line.
impl fmt::Display for GlossaryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, error) in self.errors.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}
