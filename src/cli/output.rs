//! Standard output, buffered, on which a closed pipe is no failure.

use std::io::{self, Write};

use super::Failure;

/// Writes bytes to standard output.
pub(super) fn write(bytes: &[u8]) -> Result<(), Failure> {
    with(|out| out.write_all(bytes))
}

/// Lets `body` write to standard output.
pub(super) fn with(body: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match body(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure(format!("standard output: {}", crate::engine::walk::plain(&error)))),
        Ok(()) => Ok(()),
    }
}
