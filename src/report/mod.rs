//! Findings out: one file per format, one list.

use std::io;

use crate::engine::run::Run;

/// How to show things; formats for machines ignore it.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether colours may be used.
    pub color: bool,
    /// At most so many findings are shown one by one; 0 for all. Counts are always of all.
    pub max_findings: usize,
    /// Only findings, no summary.
    pub quiet: bool,
}

/// An output format.
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// One line for `glossator formats`.
    pub about: &'static str,
    /// Writes a whole run.
    pub write: fn(&Run, &Style, &mut dyn io::Write) -> io::Result<()>,
}
