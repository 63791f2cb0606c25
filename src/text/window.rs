//! Files that are too large for memory, a stretch at a time.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// A file that is read piece by piece.
#[derive(Debug)]
pub struct Window {
    behind: Behind,
    len: u64,
}

/// What a window shows.
#[derive(Debug)]
enum Behind {
    /// A file on disk.
    File(File),
    /// What is to become of one.
    Bytes(Vec<u8>),
}

impl Window {
    /// Opens a regular file; `None` if it is none, or cannot be opened.
    pub fn open(path: &Path) -> Option<Self> {
        let file = File::open(path).ok()?;
        let metadata = file.metadata().ok().filter(fs::Metadata::is_file)?;
        Some(Self { behind: Behind::File(file), len: metadata.len() })
    }

    /// Bytes in memory, as if they were a file.
    pub const fn of_bytes(bytes: Vec<u8>) -> Self {
        let len = bytes.len() as u64;
        Self { behind: Behind::Bytes(bytes), len }
    }

    /// The bytes, if it is these that it shows.
    pub fn into_bytes(self) -> Option<Vec<u8>> {
        match self.behind {
            Behind::Bytes(bytes) => Some(bytes),
            Behind::File(_) => None,
        }
    }

    /// Its length in bytes when it was opened.
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is nothing in it.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Reads so many bytes from a place, fewer at the end.
    ///
    /// # Errors
    /// What the system says.
    pub fn read_at(&mut self, at: u64, len: usize, buffer: &mut Vec<u8>) -> io::Result<()> {
        buffer.clear();
        match &mut self.behind {
            Behind::File(file) => {
                file.seek(SeekFrom::Start(at))?;
                file.take(len as u64).read_to_end(buffer).map(drop)
            }
            Behind::Bytes(bytes) => {
                let from = usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
                buffer.extend_from_slice(&bytes[from..from.saturating_add(len).min(bytes.len())]);
                Ok(())
            }
        }
    }
}
