//! Text that has to wait: a little of it in memory, the rest in a file that has no name.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

/// Bytes that are kept in memory at most, if a file can be had.
const LIMIT: usize = if cfg!(test) { 1 << 20 } else { 64 << 20 };
/// Bytes that go to the file, or come from it, at once.
const BLOCK: usize = 1 << 17;

/// Holds texts until they are asked for.
#[derive(Debug, Default)]
pub struct Spool {
    /// Bytes in memory.
    held: usize,
    file: Option<File>,
    /// Bytes in the file.
    len: u64,
    /// What goes to the file next, behind them.
    next: Vec<u8>,
    /// What was read of the file last, and where it starts there.
    last: (u64, Vec<u8>),
    /// A text from before that.
    earlier: Vec<u8>,
    /// Whether no more can be written.
    is_full: bool,
}

/// A text that waits.
#[derive(Debug)]
pub struct Spooled(Place);

impl Spooled {
    /// How many bytes it has.
    pub const fn size(&self) -> usize {
        match &self.0 {
            Place::Memory(text) => text.len(),
            Place::File(_, len) => *len,
        }
    }
}

#[derive(Debug)]
enum Place {
    Memory(Box<[u8]>),
    /// Where it starts in the file, and its length.
    File(u64, usize),
}

impl Spool {
    /// Takes a text.
    pub fn put(&mut self, text: &[u8]) -> Spooled {
        if self.held + text.len() > LIMIT && self.has_file() {
            let at = self.len + self.next.len() as u64;
            self.next.extend_from_slice(text);
            // What cannot be written stays in memory, and so does all after it.
            self.is_full = self.next.len() >= BLOCK && self.write().is_err();
            return Spooled(Place::File(at, text.len()));
        }
        self.held += text.len();
        Spooled(Place::Memory(text.into()))
    }

    /// Whether there is a file to write to.
    fn has_file(&mut self) -> bool {
        if self.file.is_none() && !self.is_full {
            self.file = tempfile::tempfile().ok();
            self.is_full = self.file.is_none();
        }
        !self.is_full
    }

    /// Writes what goes to the file next.
    fn write(&mut self) -> io::Result<()> {
        let file = self.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        file.seek(SeekFrom::Start(self.len))?;
        file.write_all(&self.next)?;
        self.len += self.next.len() as u64;
        self.next.clear();
        Ok(())
    }

    /// Gives a text back.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn take(&mut self, spooled: Spooled) -> io::Result<Cow<'_, [u8]>> {
        let (at, len) = match spooled.0 {
            Place::Memory(text) => {
                self.held -= text.len();
                return Ok(Cow::Owned(text.into_vec()));
            }
            Place::File(at, len) => (at, len),
        };
        let text = if at >= self.len {
            part(&self.next, at - self.len, len)
        } else if let Some(from) = at.checked_sub(self.last.0) {
            // Texts are asked for nearly in the order in which they came: what comes next is read with this one.
            if part(&self.last.1, from, len).is_none() {
                let more = usize::try_from(self.len - at).unwrap_or(usize::MAX).min(BLOCK.max(len));
                self.last.0 = at;
                read(self.file.as_mut(), at, more, &mut self.last.1)?;
            }
            part(&self.last.1, at - self.last.0, len)
        } else {
            read(self.file.as_mut(), at, len, &mut self.earlier)?;
            Some(self.earlier.as_slice())
        };
        text.map(Cow::Borrowed).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// Reads so many bytes of the file into memory that is used again.
fn read(file: Option<&mut File>, at: u64, len: usize, bytes: &mut Vec<u8>) -> io::Result<()> {
    let file = file.ok_or(io::ErrorKind::NotFound)?;
    bytes.resize(len, 0);
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(bytes)
}

/// So many bytes from a place on, if all are there.
fn part(bytes: &[u8], from: u64, len: usize) -> Option<&[u8]> {
    bytes.get(usize::try_from(from).ok()?..)?.get(..len)
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
        assert_eq!(spool.take(more).unwrap().as_ref(), b"more");
        assert_eq!(spool.take(last).unwrap().as_ref(), b"last");
        assert_eq!(spool.held, 0);
    }

    #[test]
    fn short_texts_come_back_in_any_order() {
        let mut spool = Spool { held: LIMIT, ..Spool::default() };
        let text = |number: usize| number.to_string().repeat(number % 500).into_bytes();
        let spooled: Vec<Spooled> = (0..3000).map(|number| spool.put(&text(number))).collect();
        assert!(spool.len > 0 && !spool.next.is_empty());
        let (left, right): (Vec<_>, Vec<_>) = spooled.into_iter().enumerate().partition(|(number, _)| number % 7 < 3);
        for (number, spooled) in left.into_iter().chain(right.into_iter().rev()) {
            assert!(spool.take(spooled).unwrap() == text(number), "{number}");
        }
    }
}
