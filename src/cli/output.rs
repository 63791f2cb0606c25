//! Standard output, buffered, on which a closed pipe is no failure, and standard error, on which nothing is.

use std::fmt;
use std::io::{self, Write};

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

/// Lets `body` write to standard output.
pub(super) fn with(body: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match body(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure(format!("standard output: {}", crate::text::file::reason(&error)))),
        Ok(()) => Ok(()),
    }
}
