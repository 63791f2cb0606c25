//! What words may be in the other language: published dictionaries, lists of pairs, the glossary, what a corpus teaches.
//!
//! A lexicon says which tokens go together; how much that is worth in two texts is for `vectors`.

mod cedict;
mod glossary;
pub mod learned;
mod table;
mod two_column;

use std::io::Read as _;

pub use cedict::CcCedict;
pub use learned::Learned;
pub use table::Table;
pub use two_column::TwoColumn;

/// A source of translations of single words. Behind it may be a dictionary, a table, or a model.
pub trait Lexicon: Send + Sync {
    /// Calls `each` with every token that `word` may be in the other language, and how strong the tie is (above 0, up to
    /// 1), in an order that is always the same.
    ///
    /// Both are normal forms as `tokens` makes them. A lexicon is asked for words of either language.
    fn translations(&self, word: &str, each: &mut dyn FnMut(&str, f32));

    /// What must be said about the data's licence and origin, if anything.
    fn notice(&self) -> Option<&str> {
        None
    }
}

/// Why a lexicon cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// The bytes are not what gzip writes.
    #[error("{name}: cannot be unpacked: {reason}")]
    Packed {
        /// The file's name.
        name: String,
        /// What the unpacker says.
        reason: String,
    },
    /// Not UTF-8.
    #[error("{0}: not UTF-8 text; save it as UTF-8")]
    Encoding(String),
    /// A line that is no entry.
    #[error(
        "{name}:{line}: no entry; a lexicon is CC-CEDICT (`繁體 简体 [pin1 yin1] /meaning/`) or has two columns separated by a tab"
    )]
    Line {
        /// The file's name.
        name: String,
        /// Line from 1.
        line: usize,
    },
    /// Nothing in it.
    #[error("{0}: holds no entry")]
    Empty(String),
}

/// A lexicon from the bytes of a file, also gzipped: CC-CEDICT, or two columns separated by tabs.
///
/// # Errors
/// When the bytes cannot be unpacked, are not UTF-8, or hold a line that is no entry.
pub fn read(name: &str, bytes: &[u8]) -> Result<Box<dyn Lexicon>, LexiconError> {
    let mut unpacked = Vec::new();
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(bytes)
            .read_to_end(&mut unpacked)
            .map_err(|error| LexiconError::Packed { name: name.to_owned(), reason: error.to_string() })?;
        &unpacked
    } else {
        bytes
    };
    let text = std::str::from_utf8(bytes).map_err(|_| LexiconError::Encoding(name.to_owned()))?;
    if cedict::is_cedict(text) { Ok(Box::new(CcCedict::read(name, text)?)) } else { Ok(Box::new(TwoColumn::read(name, text)?)) }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn translations(lexicon: &dyn Lexicon, word: &str) -> Vec<String> {
        let mut found = Vec::new();
        lexicon.translations(word, &mut |form, _| found.push(form.to_owned()));
        found.sort();
        found
    }

    #[test]
    fn lexicons_are_recognized_packed_or_not() {
        let cedict = "# CC-CEDICT\n容器 容器 [rong2 qi4] /receptacle/vessel/(computing) container/\n";
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(cedict.as_bytes()).expect("memory can be written");
        for bytes in [cedict.as_bytes().to_vec(), packed.finish().expect("memory can be written")] {
            let lexicon = read("cedict.txt.gz", &bytes).expect("a lexicon");
            assert_eq!(translations(&*lexicon, "容器"), ["container", "receptacl", "vessel"]);
            assert_eq!(translations(&*lexicon, "container"), ["容器"]);
        }
        let lexicon = read("pairs.tsv", "Berg\tmontagne\n".as_bytes()).expect("a lexicon");
        assert!(translations(&*lexicon, "berg").contains(&"montag".to_owned()));
    }

    #[test]
    fn what_is_no_lexicon_is_named_with_its_line() {
        let error = |bytes: &[u8]| read("x", bytes).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error(b"word\n").starts_with("x:1: no entry"));
        assert_eq!(error(b""), "x: holds no entry");
        assert!(error(&[0xff, 0xfe, 0x41]).contains("not UTF-8"));
        assert!(error(&[0x1f, 0x8b, 0x08, 0x00]).contains("cannot be unpacked"));
    }
}
