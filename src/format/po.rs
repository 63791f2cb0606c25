//! Gettext catalogues (PO, POT): each `msgstr` becomes a segment, its `msgid` the source.
//!
//! Obsolete entries and previous texts are no text; fuzzy ones are, and need review. The header is no text either, and
//! says the language.

mod lexer;

use self::lexer::{Keyword, Lexer, Token};
use super::prose::Prose;
use super::units::{Units, bitext};
use super::{Format, Malformed, language_tag};
use crate::bitext::{Bitext, Piece, State};
use crate::document::{Document, Role};
use crate::text::{Escape, Locus};

/// Gettext catalogues.
pub struct Po;

impl Format for Po {
    fn name(&self) -> &'static str {
        "po"
    }

    fn about(&self) -> &'static str {
        "gettext catalogues: sources and translations, plural forms, fuzzy and obsolete entries"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["po", "pot"]
    }

    fn read(&self, text: &str, document: &mut Document) {
        // What stands before a fault is of use to those who do not ask for faults.
        let _malformed = self.read_units(text, None, document).is_err();
    }

    fn read_units(&self, text: &str, _language: Option<&str>, target: &mut Document) -> Result<Option<Bitext>, Malformed> {
        let mut source = Document::default();
        let units = Units::new(text, &mut source, target);
        let mut reader = Reader { text, units, entry: Entry::default(), forms: None };
        reader.read()?;
        let units = reader.units.finish();
        let source_language = header(text, "X-Source-Language").and_then(language_tag);
        Ok(Some(bitext(source, source_language, units)))
    }

    fn is_bilingual(&self) -> bool {
        true
    }

    fn languages(&self, text: &str) -> Vec<String> {
        header(text, "Language").and_then(language_tag).into_iter().collect()
    }
}

/// A value of the header, the entry with an empty `msgid`.
fn header<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    // After a long licence text, still; never the whole of a large file without a header.
    let window = &text[..text.floor_char_boundary(text.len().min(1 << 16))];
    let value = window.lines().find_map(|line| {
        let string = line.trim_start_matches("msgstr").trim_start().strip_prefix('"')?;
        string.strip_prefix(name)?.strip_prefix(':')
    })?;
    Some(value.trim_end().trim_end_matches('"').trim_end_matches("\\n").trim())
}

/// Strings that are written one behind the other and make one text.
type Text = Vec<Locus>;

/// What was read of an entry so far.
#[derive(Default)]
struct Entry {
    is_fuzzy: bool,
    /// Where the last keyword stands.
    keyword: Option<(Keyword, Locus)>,
    context: Option<Text>,
    source: Option<Text>,
    plural: Option<Text>,
    targets: Vec<Text>,
}

struct Reader<'t, 'd> {
    text: &'t str,
    units: Units<'t, 'd>,
    entry: Entry,
    /// How many plural forms the header says there are.
    forms: Option<usize>,
}

impl Reader<'_, '_> {
    fn read(&mut self) -> Result<(), Malformed> {
        let mut lexer = Lexer::new(self.text);
        while let Some(token) = lexer.token()? {
            match token {
                Token::Comment(locus) => {
                    self.end_of_entry()?;
                    let comment = locus.get(self.text);
                    if comment.contains("glossator") {
                        self.units.target.builder.comment(locus, comment.trim_start_matches(['#', '.']).trim());
                    }
                }
                Token::Flags(locus) => {
                    self.end_of_entry()?;
                    self.entry.is_fuzzy |= locus.get(self.text).split(',').any(|flag| flag.trim() == "fuzzy");
                }
                Token::Keyword(keyword, locus) => self.keyword(keyword, locus)?,
                Token::String(locus) => self.string(locus)?,
            }
        }
        self.end_of_entry()
    }

    fn keyword(&mut self, keyword: Keyword, locus: Locus) -> Result<(), Malformed> {
        let misplaced = |message: &str| Err(Malformed { locus, message: message.to_owned() });
        if matches!(keyword, Keyword::Domain | Keyword::Context | Keyword::Source) && !self.entry.targets.is_empty() {
            self.end_of_entry()?;
        }
        let entry = &mut self.entry;
        match keyword {
            Keyword::Domain => {}
            Keyword::Context if entry.context.is_some() || entry.source.is_some() => {
                return misplaced("the entry before \"msgctxt\" has no \"msgstr\"");
            }
            Keyword::Context => entry.context = Some(Text::new()),
            Keyword::Source if entry.source.is_some() => return misplaced("the entry before \"msgid\" has no \"msgstr\""),
            Keyword::Source => entry.source = Some(Text::new()),
            Keyword::SourcePlural if entry.source.is_none() || entry.plural.is_some() || !entry.targets.is_empty() => {
                return misplaced("\"msgid_plural\" must follow \"msgid\"");
            }
            Keyword::SourcePlural => entry.plural = Some(Text::new()),
            Keyword::Target if entry.source.is_none() => return misplaced("\"msgstr\" without \"msgid\""),
            Keyword::Target if !entry.targets.is_empty() => return misplaced("a second \"msgstr\" for one \"msgid\""),
            Keyword::TargetForm if entry.plural.is_none() => return misplaced("a plural form without \"msgid_plural\""),
            Keyword::Target | Keyword::TargetForm => entry.targets.push(Text::new()),
        }
        entry.keyword = Some((keyword, locus));
        Ok(())
    }

    fn string(&mut self, locus: Locus) -> Result<(), Malformed> {
        let entry = &mut self.entry;
        let text = match entry.keyword.map(|(keyword, _)| keyword) {
            Some(Keyword::Domain) => return Ok(()),
            Some(Keyword::Context) => entry.context.as_mut(),
            Some(Keyword::Source) => entry.source.as_mut(),
            Some(Keyword::SourcePlural) => entry.plural.as_mut(),
            Some(Keyword::Target | Keyword::TargetForm) => entry.targets.last_mut(),
            None => None,
        };
        match text {
            Some(text) => text.push(locus),
            None => {
                let locus = Locus::new(locus.start - 1, locus.end + 1);
                return Err(Malformed { locus, message: "a string that belongs to no keyword".to_owned() });
            }
        }
        Ok(())
    }

    fn end_of_entry(&mut self) -> Result<(), Malformed> {
        let Some((keyword, locus)) = self.entry.keyword else { return Ok(()) };
        let entry = std::mem::take(&mut self.entry);
        let Some(source) = entry.source else {
            let is_domain = keyword == Keyword::Domain;
            return if is_domain {
                Ok(())
            } else {
                Err(Malformed { locus, message: "\"msgctxt\" without \"msgid\"".to_owned() })
            };
        };
        if entry.targets.is_empty() {
            return Err(Malformed { locus, message: "\"msgid\" without \"msgstr\"".to_owned() });
        }
        let is_header = entry.context.is_none() && source.iter().all(|string| string.start == string.end);
        if is_header {
            let forms = header(self.text, "Plural-Forms").and_then(|value| value.split("nplurals=").nth(1));
            self.forms = forms.and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok());
            return Ok(());
        }
        self.units.next_block();
        let id = entry.context.map(|context| context.iter().map(|string| string.get(self.text)).collect::<String>());
        let singular = write(&mut self.units.source, &source, Escape::Opaque);
        let plural = entry.plural.and_then(|plural| write(&mut self.units.source, &plural, Escape::Opaque));
        let said: String = source.iter().map(|string| string.get(self.text)).collect();
        let is_credit = CREDITS.contains(&said.as_str());
        let last = entry.targets.len() - 1;
        for (number, target) in entry.targets.iter().enumerate() {
            // The first of several forms is for one; a language with one form uses it for any number.
            let is_one = number == 0 && (last > 0 || self.forms.is_some_and(|forms| forms > 1));
            let source = if is_one { singular } else { plural.or(singular) };
            let state = if entry.is_fuzzy { State::NeedsReview } else { State::Translated };
            let target = write(&mut self.units.target, target, Escape::Po);
            if is_credit {
                continue;
            }
            self.units.push(id.as_deref(), source.into_iter().collect(), target.into_iter().collect(), state);
        }
        Ok(())
    }
}

/// Messages that GNOME and KDE ask translators to put their own names and addresses in place of: the translation of such a
/// message is none.
const CREDITS: &[&str] = &["translator-credits", "translator_credits", "Your names", "Your emails"];

/// Writes strings as one segment.
fn write(prose: &mut Prose<'_, '_>, strings: &[Locus], escape: Escape) -> Option<Piece> {
    prose.open(Role::Body, escape, 0);
    for string in strings {
        let text = string.get(prose.text);
        let mut done = 0;
        while let Some(at) = memchr::memchr(b'\\', &text.as_bytes()[done..]).map(|found| done + found) {
            prose.plain(Locus::new(string.start + done, string.start + at));
            let (len, meant) = unescaped(&text[at..]);
            let locus = Locus::new(string.start + at, string.start + at + len);
            match meant {
                Meant::Itself(c) => prose.escaped(locus, c.encode_utf8(&mut [0; 4])),
                Meant::Space => prose.kept(locus, " "),
                Meant::Byte => prose.object(locus),
            }
            done = at + len;
        }
        prose.plain(Locus::new(string.start + done, string.end));
    }
    prose.close_piece()
}

/// What an escape stands for.
enum Meant {
    Itself(char),
    /// A line break or tab, which parts words.
    Space,
    /// A byte given by its number.
    Byte,
}

/// The escape that the text starts with: its length and its meaning.
fn unescaped(text: &str) -> (usize, Meant) {
    let Some(c) = text.chars().nth(1) else { return (text.len(), Meant::Itself('\\')) };
    let digits = |is: fn(&u8) -> bool, most: usize| text.bytes().skip(2).take(most).take_while(is).count();
    match c {
        'n' | 't' | 'r' | 'f' | 'v' | 'a' | 'b' => (2, Meant::Space),
        'x' => (2 + digits(u8::is_ascii_hexdigit, 2), Meant::Byte),
        '0'..='7' => (2 + digits(|byte| matches!(byte, b'0'..=b'7'), 2), Meant::Byte),
        c => (1 + c.len_utf8(), Meant::Itself(c)),
    }
}

#[cfg(test)]
mod tests;
