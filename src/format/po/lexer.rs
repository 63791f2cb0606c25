//! The lines of a PO file as tokens with exact places.
//!
//! Which tokens make an entry is for the reader; obsolete entries (`#~`), previous texts (`#|`) and references (`#:`) are
//! passed over here.

use crate::format::Malformed;
use crate::text::Locus;

/// What an entry is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyword {
    /// `domain`, which groups the entries that follow.
    Domain,
    /// `msgctxt`: tells equal sources apart.
    Context,
    /// `msgid`: the source.
    Source,
    /// `msgid_plural`: the source for many.
    SourcePlural,
    /// `msgstr`: the translation.
    Target,
    /// `msgstr[N]`: one of its plural forms.
    TargetForm,
}

/// A piece of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// `# …` or `#. …`, from the mark to the end of the line.
    Comment(Locus),
    /// `#, …`, what follows the mark.
    Flags(Locus),
    /// A keyword, without its number.
    Keyword(Keyword, Locus),
    /// What stands between two quotes.
    String(Locus),
}

/// The tokens of a text, in order.
pub struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 } }
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn line_end(&self) -> usize {
        let rest = self.rest();
        let len = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.at + rest[..len].trim_ascii_end().len()
    }

    fn malformed(&self, start: usize, end: usize, message: impl Into<String>) -> Malformed {
        let end = self.text.ceil_char_boundary(end.max(start + 1).min(self.text.len()));
        Malformed { locus: Locus::new(start.min(end), end), message: message.into() }
    }

    /// The next token, `None` at the end.
    ///
    /// # Errors
    /// A string that does not end on its line, and what is no token.
    pub fn token(&mut self) -> Result<Option<Token>, Malformed> {
        loop {
            self.at += self.rest().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let (start, end) = (self.at, self.line_end());
            let rest = self.rest();
            let Some(first) = rest.first() else { return Ok(None) };
            return match first {
                b'#' => {
                    self.at = end;
                    let line = Locus::new(start, end);
                    match rest.get(1) {
                        Some(b',') => Ok(Some(Token::Flags(Locus::new((start + 2).min(end), end)))),
                        Some(b'~' | b'|' | b':' | b'=') => continue,
                        _ => Ok(Some(Token::Comment(line))),
                    }
                }
                b'"' => self.string(start, end).map(Some),
                _ => self.keyword(start, end).map(Some),
            };
        }
    }

    fn string(&mut self, start: usize, end: usize) -> Result<Token, Malformed> {
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        while let Some(step) = memchr::memchr2(b'"', b'\\', &bytes[at.min(end)..end]) {
            at += step;
            if bytes[at] == b'"' {
                self.at = at + 1;
                return Ok(Token::String(Locus::new(start + 1, at)));
            }
            at += 2;
        }
        Err(self.malformed(start, end, "the string does not end on its line"))
    }

    fn keyword(&mut self, start: usize, end: usize) -> Result<Token, Malformed> {
        let line = Locus::new(start, end).get(self.text);
        let len = line.bytes().take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'_').count();
        let name = line.get(..len).unwrap_or_default();
        let (keyword, len) = match name {
            "domain" => (Keyword::Domain, len),
            "msgctxt" => (Keyword::Context, len),
            "msgid" => (Keyword::Source, len),
            "msgid_plural" => (Keyword::SourcePlural, len),
            "msgstr" => match line.get(len..).and_then(form_len) {
                Some(form) => (Keyword::TargetForm, len + form),
                None => (Keyword::Target, len),
            },
            _ => {
                let shown: String = line.split_whitespace().next().unwrap_or(line).chars().take(20).collect();
                let message = format!("\"{shown}\" is no keyword, string or comment");
                return Err(self.malformed(start, start + shown.len(), message));
            }
        };
        if !line.get(len..).is_some_and(|rest| rest.trim_start().starts_with('"')) {
            return Err(self.malformed(start, end, format!("a string must follow \"{name}\"")));
        }
        self.at = start + len;
        Ok(Token::Keyword(keyword, Locus::new(start, start + len)))
    }
}

/// The length of `[N]`.
fn form_len(rest: &str) -> Option<usize> {
    let end = rest.find(']')?;
    let number = rest.get(..end)?.trim_start().strip_prefix('[')?.trim();
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(end + 1)
}
