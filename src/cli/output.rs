//! Standard output, buffered, on which a closed pipe is no failure, and standard error, on which nothing is.

use std::fmt;
use std::io::{self, IsTerminal, Write};

use super::Failure;

/// Writes bytes to standard output.
pub(super) fn write(bytes: &[u8]) -> Result<(), Failure> {
    with(|out| out.write_all(bytes))
}

/// Writes a remark of the program to standard error. That nobody reads it is no failure.
pub(super) fn remark(line: fmt::Arguments<'_>) {
    let _ = writeln!(anstream::stderr().lock(), "glossator: {line}");
}

/// Writes to standard error what is soon overwritten.
pub(super) fn progress(text: fmt::Arguments<'_>) {
    let _ = write!(anstream::stderr().lock(), "{text}");
}

/// Writes a part of a dialogue to standard output, at once.
pub(super) fn ask(text: fmt::Arguments<'_>) {
    let mut out = anstream::stdout().lock();
    let _ = write!(out, "{text}").and_then(|()| out.flush());
}

/// Columns of the terminal, 40 or more; `None` where there is none.
pub(super) fn width() -> Option<usize> {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let width: Option<usize> = asked.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)));
    width.map(|width| width.max(40))
}

/// Whether standard output is a terminal, where what is written mixes with what goes to standard error.
pub(super) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// A line as a terminal has room for it: broken between words, and continued `indent` columns in. A pipe gets it whole.
pub(super) fn folded(line: &str, indent: usize) -> String {
    match width().filter(|_| is_terminal()) {
        Some(width) => textwrap::fill(
            line,
            textwrap::Options::new(width).break_words(false).subsequent_indent(&" ".repeat(indent.min(width / 2))),
        ),
        None => line.to_owned(),
    }
}

/// Lets `body` write to standard output.
pub(super) fn with(body: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout());
    match body(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure(format!("standard output: {}", crate::text::file::reason(&error)))),
        Ok(()) => Ok(()),
    }
}
