//! Text that has to wait: a little of it in memory, the rest in a file that has no name.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

/// Bytes that are kept in memory at most, if a file can be had.
const LIMIT: usize = 16 << 20;

/// Holds texts until they are asked for.
#[derive(Debug, Default)]
pub struct Spool {
    /// Bytes in memory.
    held: usize,
    file: Option<File>,
    /// Bytes in the file.
    len: u64,
    /// Whether no more can be written.
    is_full: bool,
}

/// A text that waits.
#[derive(Debug)]
pub struct Spooled(Place);

#[derive(Debug)]
enum Place {
    Memory(Box<[u8]>),
    /// Where it starts in the file, and its length.
    File(u64, usize),
}

impl Spool {
    /// Takes a text.
    pub fn put(&mut self, text: &[u8]) -> Spooled {
        if self.held + text.len() > LIMIT
            && let Some(at) = self.append(text)
        {
            return Spooled(Place::File(at, text.len()));
        }
        self.held += text.len();
        Spooled(Place::Memory(text.into()))
    }

    /// Writes a text behind the others; what cannot be written stays in memory, and so does all after it.
    fn append(&mut self, text: &[u8]) -> Option<u64> {
        if self.is_full {
            return None;
        }
        let at = self.len;
        match self.try_append(text) {
            Ok(()) => Some(at),
            Err(_) => {
                self.is_full = true;
                None
            }
        }
    }

    fn try_append(&mut self, text: &[u8]) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(tempfile::tempfile()?),
        };
        file.seek(SeekFrom::Start(self.len))?;
        file.write_all(text)?;
        self.len += text.len() as u64;
        Ok(())
    }

    /// Gives a text back.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn take(&mut self, spooled: Spooled) -> io::Result<Vec<u8>> {
        match spooled.0 {
            Place::Memory(text) => {
                self.held -= text.len();
                Ok(text.into_vec())
            }
            Place::File(at, len) => {
                let mut text = vec![0; len];
                let file = self.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
                file.seek(SeekFrom::Start(at))?;
                file.read_exact(&mut text)?;
                Ok(text)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_into_memory_comes_back_too() {
        let mut spool = Spool::default();
        let texts: Vec<Vec<u8>> = (0..6).map(|number| vec![number; LIMIT / 4 + usize::from(number)]).collect();
        let spooled: Vec<Spooled> = texts.iter().map(|text| spool.put(text)).collect();
        assert_eq!((spool.held, spool.len), (3 * LIMIT / 4 + 3, (3 * LIMIT / 4 + 12) as u64));
        let more = spool.put(b"more");
        for (text, spooled) in texts.iter().zip(spooled).rev() {
            assert!(spool.take(spooled).unwrap() == *text);
        }
        let last = spool.put(b"last");
        assert_eq!((spool.take(more).unwrap(), spool.take(last).unwrap()), (b"more".to_vec(), b"last".to_vec()));
        assert_eq!(spool.held, 0);
    }
}
