//! Files as they are on disk: reading, encodings, and the only place that writes.
//!
//! What the text means is for `format`; which files there are is for `engine::walk`.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rayon::prelude::*;

use super::encoding::{Encoding, binary, decode_utf16, guess, is_damaged_utf8, utf16};
use super::span::Locus;

/// Why a file has no text.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum ReadError {
    /// It holds data, not text.
    #[error("a binary file, not text (byte {at})")]
    Binary {
        /// The first byte that shows it.
        at: usize,
    },
    /// It is said to be UTF-16 and is not.
    #[error("not valid UTF-16 at byte {at}")]
    Utf16 {
        /// Where it breaks.
        at: usize,
    },
    /// It is UTF-32, which is not read.
    #[error("UTF-32 is not supported, save it as UTF-8")]
    Utf32,
    /// It is UTF-8 with damage, or an encoding that is not known.
    #[error("not UTF-8 from byte {at}, and no other encoding fits")]
    Unknown {
        /// The first byte that is no UTF-8.
        at: usize,
    },
}

/// A file that was not written. On disk it is as it was.
#[derive(Debug, thiserror::Error)]
#[error("{}: {fault}", path.display())]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub fault: WriteFault,
}

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteFault {
    /// Somebody else wrote it meanwhile.
    #[error("changed since it was read, left alone")]
    Changed,
    /// It must not be written.
    #[error("read-only, left alone")]
    ReadOnly,
    /// It is a folder, a pipe or the like.
    #[error("not a regular file, left alone")]
    NotAFile,
    /// Files cannot be put into it.
    #[error("a file, not a folder; name a folder")]
    NotAFolder,
    /// The operating system refused: no space, no permission.
    #[error("cannot be written: {}", reason(source))]
    Io {
        /// What the system said.
        source: io::Error,
    },
}

/// So many bytes are written at once.
const BUFFER: usize = 1 << 16;

/// Decoded text between two places whose file offset is remembered, in bytes.
const CHECKPOINT: usize = 4096;

/// A file's bytes and the text that they say.
#[derive(Debug)]
pub struct SourceFile<'b> {
    bytes: &'b [u8],
    text: Cow<'b, str>,
    encoding: Encoding,
    /// Places in text and file, made when first asked for.
    checkpoints: OnceLock<Vec<(usize, usize)>>,
}

impl<'b> SourceFile<'b> {
    /// Decodes a file: UTF-8, UTF-16, else the encoding that its bytes look like.
    pub fn decode(bytes: &'b [u8]) -> Result<Self, ReadError> {
        if bytes.starts_with(&[0xff, 0xfe, 0, 0]) || bytes.starts_with(&[0, 0, 0xfe, 0xff]) {
            return Err(ReadError::Utf32);
        }
        if let Some(encoding) = utf16(bytes) {
            let text = decode_utf16(bytes, encoding).map_err(|at| ReadError::Utf16 { at })?;
            return Ok(Self::new(bytes, Cow::Owned(text), encoding));
        }
        if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
            return Ok(Self::new(bytes, Cow::Borrowed(text), Encoding::Utf8));
        }
        let at = simdutf8::compat::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        if let Some(at) = binary(bytes) {
            return Err(ReadError::Binary { at });
        }
        let decoded = if is_damaged_utf8(bytes) { None } else { guess(bytes) };
        let (text, encoding) = decoded.ok_or(ReadError::Unknown { at })?;
        Ok(Self::new(bytes, Cow::Owned(text), Encoding::Other(encoding)))
    }

    const fn new(bytes: &'b [u8], text: Cow<'b, str>, encoding: Encoding) -> Self {
        Self { bytes, text, encoding, checkpoints: OnceLock::new() }
    }

    /// The text, in UTF-8, with the byte-order mark if the file has one.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes as they are on disk.
    pub const fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    /// Name of the encoding (WHATWG).
    pub fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// How the text is written in bytes.
    pub const fn encoded_in(&self) -> Encoding {
        self.encoding
    }

    /// Where a part of the text stands in the file on disk, in bytes.
    pub fn file_locus(&self, locus: Locus) -> Locus {
        match self.encoding {
            Encoding::Utf8 => locus,
            Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Other(_) => {
                Locus::new(self.file_offset(locus.start), self.file_offset(locus.end))
            }
        }
    }

    fn file_offset(&self, at: usize) -> usize {
        let checkpoints = self.checkpoints.get_or_init(|| {
            let (mut text_at, mut file_at) = (0, 0);
            let mut checkpoints = vec![(0, 0)];
            while text_at < self.text.len() {
                let next = self.text.floor_char_boundary(text_at + CHECKPOINT);
                file_at += self.encoded_len(self.text.get(text_at..next).unwrap_or_default());
                text_at = next;
                checkpoints.push((text_at, file_at));
            }
            checkpoints
        });
        let at = self.text.floor_char_boundary(at);
        let passed = checkpoints.partition_point(|(text_at, _)| *text_at <= at);
        let (text_at, file_at) = checkpoints.get(passed.saturating_sub(1)).copied().unwrap_or_default();
        file_at + self.encoded_len(self.text.get(text_at..at).unwrap_or_default())
    }

    fn encoded_len(&self, text: &str) -> usize {
        match self.encoding {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16Le | Encoding::Utf16Be => text.chars().map(char::len_utf16).sum::<usize>() * 2,
            Encoding::Other(encoding) => encoding.encode(text).0.len(),
        }
    }

    /// Another text in this file's encoding; `None` if it has a character that the encoding lacks.
    pub fn encode(&self, new_text: &str) -> Option<Vec<u8>> {
        // A file without the four bytes that GB 18030 adds to GBK may be for readers who know GBK alone.
        let is_gbk = |text: &str| !encoding_rs::GBK.encode(text).2;
        if self.encoding == Encoding::Other(encoding_rs::GB18030) && !is_gbk(new_text) && is_gbk(&self.text) {
            return None;
        }
        self.encoding.encode(new_text)
    }

    /// Whether the text, encoded again, is the file byte for byte. If not, nothing may be written.
    pub fn round_trips(&self) -> bool {
        match self.encoding {
            Encoding::Utf8 => true,
            Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Other(_) => self.encode(&self.text).as_deref() == Some(self.bytes),
        }
    }
}

/// An operating system's reason in plain words, without its number.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string().split(" (os error").next().unwrap_or_default().to_lowercase(),
    }
}

/// Reads a file's bytes into a buffer whose memory is reused.
pub fn read(path: &Path, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.clear();
    let file = File::open(path)?;
    buffer.try_reserve(1 << 16)?;
    // `File::read_to_end` asks for the size and the position first; most files fit into the buffer as it is.
    file.take(u64::MAX).read_to_end(buffer)?;
    Ok(())
}

/// Writes a file of our own making: complete, or not at all. A device or a pipe is written to, and a symbolic link stays one.
///
/// # Errors
/// If the folder is missing or the system refuses; what was there before is untouched then.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let io = |source| WriteError { path: path.to_owned(), fault: WriteFault::Io { source } };
    if is_special(path) {
        return File::options().write(true).open(path).and_then(|mut file| file.write_all(bytes)).map_err(io);
    }
    let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    let target = if is_link { fs::canonicalize(path).map_err(io)? } else { path.to_owned() };
    let file = complete(&target, &|out| out.write_all(bytes))?;
    file.as_file().sync_all().map_err(io)?;
    file.persist(target).map_err(|error| io(error.error)).map(drop)
}

/// What writes the content of a file.
pub type Content<'c> = dyn Fn(&mut dyn io::Write) -> io::Result<()> + Sync + 'c;

/// Writes files of our own making into a folder, which is made if it is not there: all of them, or none. Their contents are
/// made at the same time, and never are in memory as a whole.
///
/// They can be made again, so nothing waits for the disk. Each takes its name when all are complete; `Err` changes nothing.
pub fn write_all(folder: &Path, files: &[(&str, &Content<'_>)]) -> Result<(), WriteError> {
    let io = |path: &Path, source| WriteError { path: path.to_owned(), fault: WriteFault::Io { source } };
    if folder.exists() && !folder.is_dir() {
        return Err(WriteError { path: folder.to_owned(), fault: WriteFault::NotAFolder });
    }
    fs::create_dir_all(folder).map_err(|source| io(folder, source))?;
    if let Some(path) = files.iter().map(|(name, _)| folder.join(name)).find(|path| is_special(path)) {
        return Err(WriteError { path, fault: WriteFault::NotAFile });
    }
    let paths = files.par_iter().with_max_len(1).map(|(name, content)| (folder.join(name), content));
    let made: Vec<Result<_, WriteError>> = paths.map(|(path, content)| Ok((complete(&path, content)?, path))).collect();
    let made = made.into_iter().collect::<Result<Vec<_>, _>>()?;
    // At the same time too: what a name stood for before is given back then.
    made.into_par_iter().try_for_each(|(file, path)| file.persist(&path).map(drop).map_err(|error| io(&path, error.error)))
}

/// Whether a device, a pipe or a socket has the name: another file must never take its place.
fn is_special(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// A file under a temporary name beside `path`, all of it written.
fn complete(path: &Path, content: &Content<'_>) -> Result<tempfile::NamedTempFile, WriteError> {
    let refused = |fault| WriteError { path: path.to_owned(), fault };
    let io = |source| refused(WriteFault::Io { source });
    if path.is_dir() {
        return Err(refused(WriteFault::NotAFile));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".glossator-").tempfile_in(folder).map_err(io)?;
    let mut out = io::BufWriter::with_capacity(BUFFER, file.as_file_mut());
    content(&mut out).and_then(|()| out.flush()).map_err(io)?;
    drop(out);
    make_readable(file.as_file()).map_err(io)?;
    Ok(file)
}

/// Temporary files are private; a file that people asked for is not.
#[cfg(unix)]
fn make_readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_file: &File) -> io::Result<()> {
    Ok(())
}

/// A stable fingerprint of a file's bytes (xxh3, 128 bits).
pub fn fingerprint(bytes: &[u8]) -> u128 {
    xxhash_rust::xxh3::xxh3_128(bytes)
}

/// Puts `new` in place of a file whose bytes had the fingerprint `expected` when it was read.
///
/// The new file is complete on disk before it takes the old one's name. A symbolic link stays one: what it leads to
/// is replaced; another hard link keeps the old file. Permissions are kept.
pub fn replace(path: &Path, expected: u128, new: &[u8]) -> Result<(), WriteError> {
    let refused = |fault| WriteError { path: path.to_owned(), fault };
    let io = |source| refused(WriteFault::Io { source });
    let target = fs::canonicalize(path).map_err(io)?;
    let metadata = fs::metadata(&target).map_err(io)?;
    if !metadata.is_file() {
        return Err(refused(WriteFault::NotAFile));
    }
    if metadata.permissions().readonly() {
        return Err(refused(WriteFault::ReadOnly));
    }
    let folder = target.parent().unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".glossator-").tempfile_in(folder).map_err(io)?;
    file.write_all(new).map_err(io)?;
    keep_owner(file.as_file(), &metadata);
    file.as_file().set_permissions(metadata.permissions()).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    // As late as possible, so that what somebody else saves meanwhile is not lost.
    if fingerprint(&fs::read(&target).map_err(io)?) != expected {
        return Err(refused(WriteFault::Changed));
    }
    file.persist(&target).map_err(|error| io(error.error))?;
    sync_folder(folder);
    Ok(())
}

/// The owner stays, where the system lets us.
#[cfg(unix)]
fn keep_owner(file: &File, metadata: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt as _;
    // Only root may give a file away; for everybody else the file becomes theirs, as with any editor.
    let _refused = std::os::unix::fs::fchown(file, Some(metadata.uid()), Some(metadata.gid())).is_err();
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _metadata: &fs::Metadata) {}

/// Makes the new name durable; not every file system can, and the file itself is safe already.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _refused = folder.sync_all().is_err();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, &'static str) {
        let file = SourceFile::decode(bytes).unwrap();
        assert!(file.round_trips());
        (file.text().to_owned(), file.encoding())
    }

    const PROSE: &str =
        "世界贸易组织总干事与国际货币基金组织总裁在日内瓦会面，讨论了容器编排系统的未来。今天天气很好，我们去公园散步。";

    #[test]
    fn encodings_are_recognised_and_written_back() {
        assert_eq!(decoded("\u{feff}中 a\0".as_bytes()), ("\u{feff}中 a\0".to_owned(), "UTF-8"));
        assert_eq!(decoded(b""), (String::new(), "UTF-8"));
        let little: Vec<u8> = "\u{feff}中𠀀a".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&little), ("\u{feff}中𠀀a".to_owned(), "UTF-16LE"));
        let big: Vec<u8> = "hello world".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded(&big), ("hello world".to_owned(), "UTF-16BE"));
        let gb = encoding_rs::GB18030.encode(PROSE).0.into_owned();
        assert_eq!(decoded(&gb), (PROSE.to_owned(), "gb18030"));
        let traditional = "世界貿易組織總幹事與國際貨幣基金組織總裁在日內瓦會面，討論了未來。今天天氣很好，我們去公園散步。";
        assert_eq!(decoded(&encoding_rs::BIG5.encode(traditional).0), (traditional.to_owned(), "Big5"));
        let japanese = "これはコンテナの説明です。クラスターを管理するためのツールについて、詳しく説明します。";
        assert_eq!(decoded(&encoding_rs::SHIFT_JIS.encode(japanese).0), (japanese.to_owned(), "Shift_JIS"));
        let french = "Le café était fermé à Noël, où les élèves déjeunaient d'habitude.";
        assert_eq!(decoded(&encoding_rs::WINDOWS_1252.encode(french).0), (french.to_owned(), "windows-1252"));
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_place() {
        let error = |bytes: &[u8]| SourceFile::decode(bytes).unwrap_err().to_string();
        let mut damaged = PROSE.as_bytes().to_vec();
        damaged[30] = 0xff;
        assert_eq!(error(&damaged), "not UTF-8 from byte 30, and no other encoding fits");
        assert_eq!(error(&[0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]), "not valid UTF-16 at byte 2");
        assert_eq!(error(&[0xff, 0xfe, 0x41]), "not valid UTF-16 at byte 2");
        assert_eq!(error(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01"), "a binary file, not text (byte 6)");
        assert_eq!(error(&[0, 0, 0xfe, 0xff, 0, 0, 0, 0x41]), "UTF-32 is not supported, save it as UTF-8");
    }

    #[test]
    fn text_places_are_found_in_the_bytes_on_disk() {
        let text = PROSE.repeat(200);
        for bytes in [
            encoding_rs::GB18030.encode(&text).0.into_owned(),
            format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
            text.clone().into_bytes(),
        ] {
            let file = SourceFile::decode(&bytes).unwrap();
            for at in [0, 3, 3 * 5000, file.text().len() - 6] {
                let locus = Locus::new(at, at + 6);
                let on_disk = file.file_locus(locus);
                assert_eq!(file.encode(locus.get(file.text())).unwrap(), bytes[on_disk.start..on_disk.end]);
            }
        }
    }

    #[test]
    fn a_file_in_gbk_stays_in_it() {
        let bytes = encoding_rs::GB18030.encode(PROSE).0.into_owned();
        let file = SourceFile::decode(&bytes).unwrap();
        assert_eq!(file.encode("容器한"), None);
        assert!(file.encode("容器").is_some());
        let more = format!("{PROSE}한");
        let bytes = encoding_rs::GB18030.encode(&more).0.into_owned();
        let file = SourceFile::decode(&bytes).unwrap();
        assert!(file.round_trips() && file.encode("容器한").is_some());
    }

    #[test]
    fn text_that_the_encoding_lacks_is_not_written() {
        let bytes = encoding_rs::WINDOWS_1252.encode("Le café était fermé à Noël.").0.into_owned();
        assert_eq!(SourceFile::decode(&bytes).unwrap().encode("中"), None);
    }

    #[test]
    fn files_are_replaced_only_as_they_were_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "old").unwrap();
        replace(&path, fingerprint(b"old"), b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        let error = replace(&path, fingerprint(b"old"), b"newer").unwrap_err();
        assert_eq!(error.to_string(), format!("{}: changed since it was read, left alone", path.display()));
        assert_eq!(fs::read(&path).unwrap(), b"new");
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert!(matches!(replace(&path, fingerprint(b"new"), b"x").unwrap_err().fault, WriteFault::ReadOnly));
        assert!(matches!(replace(folder.path(), 0, b"x").unwrap_err().fault, WriteFault::NotAFile));
        assert!(matches!(replace(&folder.path().join("b"), 0, b"x").unwrap_err().fault, WriteFault::Io { .. }));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.md"), folder.path().join("l.md"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a.md", &link).unwrap();
        replace(&link, fingerprint(b"old"), b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn the_buffer_is_reused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "abc").unwrap();
        let mut buffer = b"before".to_vec();
        read(&path, &mut buffer).unwrap();
        assert_eq!(buffer, b"abc");
        assert!(read(&folder.path().join("b"), &mut buffer).is_err());
    }
}
