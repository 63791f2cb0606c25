//! XML with exact places: events and the bytes that they stand on, and faults where they show.
//!
//! What the elements mean is for those who read a format.

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::span::{Locus, Malformed};

/// The events of a text, or of a part of it.
pub struct Xml<'t> {
    text: &'t str,
    base: usize,
    reader: Reader<&'t [u8]>,
    /// The start tags that have no end yet.
    open: Vec<Locus>,
}

impl<'t> Xml<'t> {
    /// A whole file, byte-order mark included.
    pub fn new(text: &'t str) -> Self {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self::part(text, Locus::new(start, text.len()))
    }

    /// The inside of an element.
    pub fn part(text: &'t str, locus: Locus) -> Self {
        Self { text, base: locus.start, reader: Reader::from_str(locus.get(text)), open: Vec::new() }
    }

    fn at(&self) -> usize {
        self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// The next event and its place; `None` at the end.
    ///
    /// # Errors
    /// What no XML parser takes, and elements without an end.
    pub fn event(&mut self) -> Result<Option<(Event<'t>, Locus)>, Malformed> {
        let start = self.at();
        let event = self.reader.read_event().map_err(|error| self.fault(&error))?;
        let locus = Locus::new(start, self.at());
        if let Event::Start(tag) | Event::Empty(tag) = &event
            && memchr::memchr(b'<', tag.as_bytes()).is_some()
        {
            return Err(Malformed { locus, message: "not well-formed XML: \"<\" inside of a tag".to_owned() });
        }
        match &event {
            Event::Start(_) => self.open.push(locus),
            Event::End(_) => {
                self.open.pop();
            }
            Event::Eof => {
                return match self.open.last() {
                    Some(open) => Err(self.unclosed(*open)),
                    None => Ok(None),
                };
            }
            _ => {}
        }
        Ok(Some((event, locus)))
    }

    /// Passes over the element whose start tag was read last; gives the place of what is inside.
    ///
    /// # Errors
    /// As `event`.
    pub fn skip(&mut self, start: &BytesStart<'_>) -> Result<Locus, Malformed> {
        let open = self.open.pop();
        match self.reader.read_to_end(start.name()) {
            Ok(inner) => {
                let place = |at: u64| self.base + usize::try_from(at).unwrap_or(usize::MAX);
                Ok(Locus::new(place(inner.start), place(inner.end)))
            }
            Err(Error::IllFormed(IllFormedError::MissingEndTag(_))) if open.is_some() => {
                Err(self.unclosed(open.unwrap_or(Locus::new(self.base, self.base))))
            }
            Err(error) => Err(self.fault(&error)),
        }
    }

    fn unclosed(&self, tag: Locus) -> Malformed {
        let name: String = tag.get(self.text).trim_start_matches('<').chars().take_while(|c| !" \t\r\n>".contains(*c)).collect();
        Malformed { locus: tag, message: format!("the element <{name}> does not end") }
    }

    fn fault(&self, error: &Error) -> Malformed {
        let start = self.base + usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
        let start = self.text.floor_char_boundary(start.min(self.text.len()));
        let rest = self.text.get(start..).unwrap_or_default();
        let len = rest.find(['>', '\n', ';']).map_or(rest.len(), |end| end + 1);
        let end = start + rest.floor_char_boundary(len.min(80));
        let message = error.to_string();
        let message = message.split_once(": ").map_or(message.as_str(), |(_, what)| what);
        Malformed { locus: Locus::new(start, end), message: format!("not well-formed XML: {}", message.replace('`', "\"")) }
    }
}

/// The value of an attribute by its local name, decoded; `None` if there is none.
pub fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false).flatten();
    let found = attributes.into_iter().find(|attribute| attribute.key.local_name().into_inner() == name)?;
    let value = found.value.as_ref();
    Some(quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), std::borrow::Cow::into_owned))
}

/// The attribute `xml:space` says that white space counts (`Some(true)`) or does not.
pub fn is_preserved(start: &BytesStart<'_>) -> Option<bool> {
    attribute(start, "space").map(|space| space == "preserve")
}

/// Whether what is inside is to be translated, if the element says so.
pub fn is_translatable(start: &BytesStart<'_>) -> Option<bool> {
    attribute(start, "translate").map(|value| value != "no")
}

/// The character that a reference stands for: a number, or an entity that every XML has.
pub fn referred(name: &BytesRef<'_>) -> Option<char> {
    let named = match &**name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    };
    named.or_else(|| name.resolve_char_ref().ok().flatten())
}

/// The text inside an element, without markup, white space as single spaces.
///
/// # Errors
/// If it is no XML.
pub fn plain_text(text: &str, inner: Locus) -> Result<String, Malformed> {
    let mut xml = Xml::part(text, inner);
    let mut out = String::new();
    while let Some((event, _)) = xml.event()? {
        match event {
            Event::Text(piece) => out.push_str(&piece),
            Event::CData(piece) => out.push_str(&piece),
            Event::GeneralRef(name) => out.extend(referred(&name)),
            _ => {}
        }
    }
    Ok(out.split_whitespace().collect::<Vec<_>>().join(" "))
}
