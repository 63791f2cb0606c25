//! Files that are there already: what a command made itself it may make anew, what somebody else wrote stays.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::Failure;
use crate::engine::walk;

/// Bytes of a file that say whose it is.
const HEAD: u64 = 4096;

/// Refuses to replace a file by a `kind` of file that it is not, as its start shows; `next` is what to do about it.
///
/// An empty file, a pipe and the like may be written to.
pub(super) fn refuse_foreign(path: &Path, kind: &str, is_own: impl Fn(&[u8]) -> bool, next: &str) -> Result<(), Failure> {
    if start(path).is_none_or(|start| is_own(&start)) {
        return Ok(());
    }
    let shown = walk::shown(path);
    Err(Failure(format!("{shown} is there already, and is no {kind}: it stays as it is; {next}, or move it away")))
}

/// Refuses to replace a file that has anything in it.
pub(super) fn refuse_any(path: &Path, next: &str) -> Result<(), Failure> {
    if start(path).is_none() {
        return Ok(());
    }
    Err(Failure(format!("{} is there already and stays as it is; {next}, or move it away", walk::shown(path))))
}

/// The start of a regular file that has something in it. What cannot be read is for the one who writes to say.
pub(super) fn start(path: &Path) -> Option<Vec<u8>> {
    path.metadata().ok().filter(|metadata| metadata.is_file() && metadata.len() > 0)?;
    let mut start = Vec::new();
    File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut start)).ok()?;
    Some(start)
}
