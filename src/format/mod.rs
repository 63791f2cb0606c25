//! Files to documents: one file per format, one list.
//!
//! A format reads text that was decoded already; bytes, encodings and writing are for `text::file`.

pub mod markdown;
pub mod plain;
pub mod po;
pub mod tmx;
pub mod xliff;

mod content;
mod html;
mod inline;
mod prose;
mod units;
mod url;
mod values;

use std::path::Path;

use crate::bitext::Bitext;
use crate::document::Document;
pub use crate::text::Malformed;

/// Where a large file can be cut: its head, some of its units and what closes it are a file, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seams {
    /// Bytes at the start that belong before every piece.
    pub head: usize,
    /// What every unit ends with.
    pub end: &'static str,
    /// What stands behind the units.
    pub close: &'static str,
    /// What opens and closes stretches in which nothing ends.
    pub brackets: &'static [(&'static str, &'static str)],
}

/// A file format: how its text becomes a document.
pub trait Format: Sync {
    /// Its name in configuration and on the command line.
    fn name(&self) -> &'static str;

    /// What it is, in one line.
    fn about(&self) -> &'static str;

    /// File name extensions, lower case, without the dot.
    fn extensions(&self) -> &'static [&'static str];

    /// Makes `document` what `text` (of a whole file, byte-order mark included) says; what it held before is gone.
    fn read(&self, text: &str, document: &mut Document);

    /// As `read`; a format whose files hold sources beside translations gives its units too, and a malformed file is an
    /// error. The document has the translations, the bitext the sources; both have loci of `text`. A unit without a
    /// translation has no target.
    ///
    /// `language` is the target's language tag, for files with more than one; without it, the first target counts.
    ///
    /// # Errors
    /// If the file is malformed. What `target` holds then is of no use.
    fn read_units(&self, text: &str, _language: Option<&str>, target: &mut Document) -> Result<Option<Bitext>, Malformed> {
        self.read(text, target);
        Ok(None)
    }

    /// Whether its files hold sources beside translations.
    fn is_bilingual(&self) -> bool {
        false
    }

    /// How a file that starts like this falls into pieces that read alone as they do in the whole; `None` if it does not.
    fn seams(&self, _start: &str) -> Option<Seams> {
        None
    }

    /// The language tags (BCP 47) of the translations, as the file itself says, the likeliest first; empty if it does not.
    fn languages(&self, _text: &str) -> Vec<String> {
        Vec::new()
    }

    /// Whether `read_parts` reads only some parts.
    fn has_parts(&self) -> bool {
        false
    }

    /// As `read`, but only the parts of the text that have a wanted place in them: each segment is as in the whole document,
    /// apart from its number, its block's and the links of segments without text. A format without parts reads everything.
    ///
    /// `wanted` gives the first wanted place at or behind a byte, if there is any; it is asked about ascending bytes. The
    /// answer is whether there may be comments in the text, be it in parts that were not read.
    fn read_parts(&self, text: &str, document: &mut Document, _wanted: &mut dyn FnMut(usize) -> Option<usize>) -> bool {
        self.read(text, document);
        true
    }
}

/// All formats. To add one: a file beside this one and a line here.
pub static FORMATS: &[&dyn Format] = &[&markdown::Markdown, &plain::Plain, &po::Po, &xliff::Xliff, &tmx::Tmx];

/// The format of files with this name, by extension.
pub fn for_path(path: &Path) -> Option<&'static dyn Format> {
    // As `Path::extension` of a file's path; that takes all of it apart.
    let path = path.as_os_str().as_encoded_bytes();
    let dot = memchr::memrchr(b'.', path)?;
    let (stem, extension) = (&path[..dot], &path[dot + 1..]);
    if stem.last().is_none_or(|&last| std::path::is_separator(char::from(last))) {
        return None;
    }
    let is_extension = |known: &&str| known.as_bytes().eq_ignore_ascii_case(extension);
    let known = |format: &&&'static dyn Format| format.extensions().iter().any(is_extension);
    FORMATS.iter().find(known).copied()
}

/// The format with this name.
pub fn by_name(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().find(|format| format.name() == name).copied()
}

/// A language as files of programs name it (`zh_CN`, `sr@latin`) as a tag (BCP 47); `None` if it is no name of one.
fn language_tag(name: &str) -> Option<String> {
    let name = name.split(['@', '.']).next().unwrap_or_default().trim();
    let mut parts = name.split(['-', '_']);
    let is_language = |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (parts.next().is_some_and(is_language) && parts.all(is_part)).then(|| name.replace('_', "-"))
}

#[cfg(test)]
mod testing;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_found_by_extension_and_name() {
        let name = |path: &str| for_path(Path::new(path)).map(Format::name);
        assert_eq!(name("a/b.md"), Some("markdown"));
        assert_eq!(name("README.MDX"), Some("markdown"));
        assert_eq!(name("a.txt"), Some("plain"));
        assert_eq!(name("a.rs"), None);
        assert_eq!(name("md"), None);
        assert_eq!(name("a/.md"), None);
        assert_eq!(name(".md"), None);
        assert_eq!(name("a.md/b"), None);
        assert_eq!(name("a..md"), Some("markdown"));
        assert_eq!(by_name("plain").map(Format::name), Some("plain"));
        assert!(by_name("word").is_none());
    }

    #[test]
    fn languages_are_named_in_many_ways() {
        for (name, tag) in [
            ("zh_CN", Some("zh-CN")),
            ("sr@latin", Some("sr")),
            ("de_DE.UTF-8", Some("de-DE")),
            (" EN-US ", Some("EN-US")),
            ("", None),
            ("Chinese (China)", None),
            ("LANGUAGE", None),
        ] {
            assert_eq!(language_tag(name).as_deref(), tag, "{name}");
        }
    }
}
