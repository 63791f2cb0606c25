//! How far a long run is.
//!
//! `check`, `fix` and `report` count files with it.

use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::output;
use crate::text::counted;

/// A counter on stderr, when that is a terminal and the run takes long.
pub(super) struct Progress {
    total: usize,
    done: AtomicUsize,
    start: Instant,
    is_shown: bool,
}

impl Progress {
    /// For so many files.
    pub fn new(total: usize, quiet: bool) -> Self {
        Self { total, done: AtomicUsize::new(0), start: Instant::now(), is_shown: !quiet && std::io::stderr().is_terminal() }
    }

    /// One more is done.
    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.is_shown && done.is_multiple_of(256) && self.start.elapsed() > Duration::from_secs(1) {
            output::progress(format_args!("\r{done} of {}", counted(self.total, "file")));
        }
    }

    /// Takes the counter away.
    pub fn end(&self) {
        if self.is_shown && self.start.elapsed() > Duration::from_secs(1) {
            output::progress(format_args!("\r\u{1b}[K"));
        }
    }
}
