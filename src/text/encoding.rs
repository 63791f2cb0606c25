//! Which encoding a file is in: what its mark, its bytes and its own words say.
//!
//! What is made of it is for `file`.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

/// How a text is written in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, the lesser byte first.
    Utf16Le,
    /// UTF-16, the greater byte first.
    Utf16Be,
    /// Another one, in which ASCII is as it is in UTF-8.
    Other(&'static encoding_rs::Encoding),
}

impl Encoding {
    /// Its name (WHATWG).
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Other(encoding) => encoding.name(),
        }
    }

    /// A text in bytes; `None` if it has a character that the encoding lacks.
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Utf8 => Some(text.as_bytes().to_vec()),
            Self::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Self::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            Self::Other(encoding) => {
                let (bytes, _, has_errors) = encoding.encode(text);
                (!has_errors).then(|| bytes.into_owned())
            }
        }
    }

    /// Whether it is one of the two that line tools take for data, not text.
    pub const fn is_utf16(self) -> bool {
        matches!(self, Self::Utf16Le | Self::Utf16Be)
    }
}

/// Which UTF-16 it is, by its mark or because every other byte of its start is zero.
pub(super) fn utf16(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => return Some(Encoding::Utf16Be),
        _ => {}
    }
    let sample = bytes.get(..bytes.len().min(1024))?;
    memchr::memchr(0, sample)?;
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // A file of two bytes, or one with some zeros here and there, is not enough.
    let many = |zeros: usize| bytes.len().is_multiple_of(2) && sample.len() >= 4 && zeros * 5 >= sample.len();
    match (even, odd) {
        (0, odd) if many(odd) => Some(Encoding::Utf16Le),
        (even, 0) if many(even) => Some(Encoding::Utf16Be),
        _ => None,
    }
}

pub(super) fn decode_utf16(bytes: &[u8], encoding: Encoding) -> Result<String, usize> {
    let units = bytes.chunks_exact(2).map(|pair| match encoding {
        Encoding::Utf16Be => u16::from_be_bytes([pair[0], pair[1]]),
        Encoding::Utf8 | Encoding::Utf16Le | Encoding::Other(_) => u16::from_le_bytes([pair[0], pair[1]]),
    });
    let mut text = String::with_capacity(bytes.len());
    let mut at = 0;
    for decoded in char::decode_utf16(units) {
        let c = decoded.map_err(|_| at)?;
        text.push(c);
        at += c.len_utf16() * 2;
    }
    if bytes.len().is_multiple_of(2) { Ok(text) } else { Err(bytes.len() - 1) }
}

/// The first byte that no text has, if there are many of them.
pub(super) fn binary(bytes: &[u8]) -> Option<usize> {
    let sample = bytes.get(..bytes.len().min(8192))?;
    let is_odd = |byte: &u8| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127);
    let zeros = memchr::memchr_iter(0, sample).count();
    let odd = sample.iter().filter(|byte| is_odd(byte)).count();
    (zeros * 512 > sample.len() || odd * 20 > sample.len()).then(|| sample.iter().position(is_odd).unwrap_or(0))
}

/// Whether most of what is not ASCII is good UTF-8: such a file is damaged, not in another encoding.
pub(super) fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| c.len_utf8() > 1).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 2
}

/// The encoding that an XML declaration or a header of gettext names.
fn declared(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = bytes.get(..bytes.len().min(1 << 14))?;
    let mark: &[u8] = if head.starts_with(b"<?xml") { b" encoding=" } else { b"Content-Type: text/plain; charset=" };
    let value = head.get(memchr::memmem::find(head, mark)? + mark.len()..)?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let len = value.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.')).count();
    encoding_rs::Encoding::for_label(value.get(..len)?).filter(|encoding| *encoding != encoding_rs::UTF_8)
}

/// The text in the encoding that it names or looks like, if it fits without a flaw.
pub(super) fn guess(bytes: &[u8]) -> Option<(String, &'static encoding_rs::Encoding)> {
    let encoding = declared(bytes).unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        detector.guess(None, Utf8Detection::Deny)
    });
    // GB18030 reads all that GBK reads, and can write every character.
    let encoding = if encoding == encoding_rs::GBK { encoding_rs::GB18030 } else { encoding };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    let fits = !text.chars().any(|c| matches!(c, '\u{80}'..='\u{9f}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}'));
    fits.then(|| (text.into_owned(), encoding))
}
