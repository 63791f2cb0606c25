//! Reads the rich form of a glossary: concepts with a status, case rule and evidence per term, and self-tests.
//!
//! The tree is walked by hand rather than deserialized, because serde stops at the first fault and all are wanted.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::did_you_mean;
use crate::text::LineIndex;

use super::error::{GlossaryError, RowError};
use super::model::{
    About, AdministrativeStatus, CaseRule, Concept, FirstMention, Glossary, Kind, Origin, SelfTest, Term, Usage, kept,
};
use super::validate::{by_name, character_fault, complete_ids, fallbacks, language_tag, self_contradiction, term_fault};

const TOP: &[&str] = &["concept", "test"];
const CONCEPT: &[&str] = &["id", "kind", "definition", "subject_field", "note", "first_mention", "term"];
const TERM: &[&str] = &["language", "text", "status", "case", "ambiguous", "when", "unless", "context"];
const TEST: &[&str] = &["input", "output", "language", "path"];
const LINES: &[char] = &['\n', '\r', '\t'];

/// Reads a glossary.
///
/// # Errors
/// Every fault, in the order of the file; of a file that is no TOML, what the parser could not make sense of.
pub fn read(file: &str, bytes: &[u8]) -> Result<Glossary, GlossaryError> {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader { file: Arc::new(file.to_owned()), lines: LineIndex::new(&text), errors: Vec::new() };
    if let Err(error) = std::str::from_utf8(bytes) {
        reader.error(error.valid_up_to(), "invalid UTF-8 (save the file as UTF-8)".to_owned());
        return Err(GlossaryError { errors: reader.errors });
    }
    let (root, faults) = DeTable::parse_recoverable(&text);
    for fault in &faults {
        reader.error(fault.span().map_or(0, |span| span.start), fault.message().to_owned());
    }
    // What a broken file seems to say is not worth a message.
    let glossary = if faults.is_empty() { reader.glossary(root.get_ref()) } else { Glossary::default() };
    if reader.errors.is_empty() {
        return Ok(glossary);
    }
    let mut errors = reader.errors;
    errors.sort();
    // After its first fault a line that is no TOML makes the parser stumble again and again.
    errors.dedup_by(|later, earlier| later == earlier || (!faults.is_empty() && later.line == earlier.line));
    Err(GlossaryError { errors })
}

struct Reader<'t> {
    file: Arc<String>,
    lines: LineIndex<'t>,
    errors: Vec<RowError>,
}

/// A table, and where it stands.
#[derive(Clone, Copy)]
struct Table<'d> {
    entries: &'d DeTable<'d>,
    at: usize,
}

impl<'t> Reader<'t> {
    fn glossary(&mut self, root: &DeTable<'_>) -> Glossary {
        let root = Table { entries: root, at: 0 };
        self.only("the file", root, TOP);
        let mut ids: Vec<(String, usize)> = Vec::new();
        let mut concepts = Vec::new();
        for table in self.tables(root, "concept") {
            let concept = self.concept(table);
            if !concept.id.is_empty() {
                ids.push((concept.id.clone(), concepts.len()));
            }
            concepts.push(concept);
        }
        ids.sort();
        for pair in ids.windows(2) {
            if let [(id, first), (other, second)] = pair
                && id == other
                && let (Some(first), Some(second)) = (concepts.get(*first), concepts.get(*second))
            {
                let reason = format!("id \"{id}\" is already used in line {}", first.origin.line);
                self.errors.push(RowError::at(&second.origin, reason));
            }
        }
        complete_ids(&mut concepts);
        let tests = self.tables(root, "test").into_iter().map(|table| self.test(table)).collect();
        Glossary { concepts, tests }
    }

    fn concept(&mut self, table: Table<'_>) -> Concept {
        self.only("a concept", table, CONCEPT);
        let mut concept = Concept { origin: self.origin(table.at), ..Concept::default() };
        if let Some((id, span)) = self.string(table, "id", &[]) {
            concept.origin = self.origin(span.start);
            if id.is_empty() {
                self.error(span.start, "\"id\" is empty".to_owned());
            }
            concept.id = id;
        }
        concept.kind = self.named(table, "kind", &Kind::ALL, Kind::name).unwrap_or_default();
        concept.first_mention = self.named(table, "first_mention", &FirstMention::ALL, FirstMention::name);
        let about = About {
            definition: self.string(table, "definition", LINES).map(|(text, _)| text),
            subject_field: self.string(table, "subject_field", &[]).map(|(text, _)| text),
            note: self.string(table, "note", LINES).map(|(text, _)| text),
        };
        concept.about = kept(about);
        let before = self.errors.len();
        let terms = self.tables(table, "term");
        concept.terms = terms.into_iter().filter_map(|term| self.term(term)).collect();
        if self.errors.len() == before {
            self.judge(&concept, table.at);
        }
        concept
    }

    fn term(&mut self, table: Table<'_>) -> Option<Term> {
        self.only("a term", table, TERM);
        let language = self.required(table, "language").map(|(tag, span)| match language_tag(&tag) {
            Ok(tag) => tag,
            Err(reason) => {
                self.error(span.start, reason);
                tag
            }
        });
        let text = self.required(table, "text");
        if let Some((text, span)) = &text
            && let Some(fault) = term_fault(text)
        {
            let reason = if text.is_empty() { "\"text\" is empty".to_owned() } else { format!("\"{}\" {fault}", shown(text)) };
            self.error(span.start, reason);
        }
        let ambiguous = self.boolean(table, "ambiguous").unwrap_or_default();
        let status = self.named(table, "status", &AdministrativeStatus::ALL, AdministrativeStatus::name);
        if let (true, Some(status)) = (ambiguous, status)
            && status.is_approved()
        {
            let at = table.entries.get("ambiguous").map_or(table.at, |value| value.span().start);
            self.error(at, format!("an ambiguous term is deprecated, not {}", status.name()));
        }
        let default = if ambiguous { AdministrativeStatus::Deprecated } else { AdministrativeStatus::Preferred };
        let case = self.named(table, "case", &CaseRule::ALL, CaseRule::name).unwrap_or_default();
        let when = self.list(table, "when");
        let unless = self.list(table, "unless");
        let context = self.string(table, "context", LINES).map(|(text, _)| text);
        let (text, span) = text?;
        Some(Term {
            language: language?.into(),
            text: text.into(),
            status: status.unwrap_or(default),
            case,
            ambiguous,
            usage: kept(Usage { when, unless, context }),
            origin: self.origin(span.start),
        })
    }

    fn judge(&mut self, concept: &Concept, at: usize) {
        if concept.terms.is_empty() {
            self.error(at, "no term: the concept has no [[concept.term]]".to_owned());
        }
        if let Some((number, reason)) = self_contradiction(concept)
            && let Some(term) = concept.terms.get(number)
        {
            self.errors.push(RowError::at(&term.origin, reason));
        }
        let homeless = concept.terms.iter().find(|term| {
            term.status == AdministrativeStatus::Deprecated
                && !fallbacks(&term.language).any(|language| concept.preferred(language).is_some())
        });
        if let Some(Term { language, text, origin, .. }) = homeless {
            let reason = format!("\"{text}\" is deprecated, and no preferred term in \"{language}\" says what to use");
            self.errors.push(RowError::at(origin, reason));
        }
    }

    fn test(&mut self, table: Table<'_>) -> SelfTest {
        self.only("a test", table, TEST);
        // Kept to the letter: white space is part of a text.
        let input = self.raw(table, "input");
        let output = self.raw(table, "output");
        for (key, value) in [("input", &input), ("output", &output)] {
            if value.is_none() && !table.entries.contains_key(key) {
                self.error(table.at, format!("\"{key}\" is missing"));
            }
        }
        let language = self.string(table, "language", &[]).map(|(tag, span)| {
            language_tag(&tag).unwrap_or_else(|reason| {
                self.error(span.start, reason);
                tag
            })
        });
        SelfTest {
            input: input.map(|(text, _)| text).unwrap_or_default(),
            output: output.map(|(text, _)| text).unwrap_or_default(),
            language,
            path: self.string(table, "path", &[]).map(|(path, _)| path),
            origin: self.origin(table.at),
        }
    }

    /// Reports every key that is not known.
    fn only(&mut self, what: &str, table: Table<'_>, known: &[&str]) {
        for key in table.entries.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let name = key.get_ref();
            self.error(key.span().start, format!("{what} has no key \"{name}\"{}", did_you_mean(name, known.iter().copied())));
        }
    }

    /// The array of tables with this name; none when it is missing.
    fn tables<'d>(&mut self, table: Table<'d>, key: &str) -> Vec<Table<'d>> {
        let Some(value) = table.entries.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(key, "an array of tables", value);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in array.iter() {
            match item.get_ref().as_table() {
                Some(entries) => tables.push(Table { entries, at: item.span().start }),
                None => self.wrong_type(key, "an array of tables", item),
            }
        }
        tables
    }

    fn required(&mut self, table: Table<'_>, key: &str) -> Option<(String, Range<usize>)> {
        if !table.entries.contains_key(key) {
            self.error(table.at, format!("\"{key}\" is missing"));
        }
        self.string(table, key, &[])
    }

    /// A trimmed string without control characters.
    fn string(&mut self, table: Table<'_>, key: &str, allowed: &[char]) -> Option<(String, Range<usize>)> {
        let (text, span) = self.raw(table, key)?;
        let text = text.trim();
        // A term's characters are judged with the term.
        if let Some(fault) = character_fault(text, allowed).filter(|_| key != "text") {
            self.error(span.start, format!("\"{key}\" {fault}"));
        }
        Some((text.to_owned(), span))
    }

    fn raw(&mut self, table: Table<'_>, key: &str) -> Option<(String, Range<usize>)> {
        let value = table.entries.get(key)?;
        match value.get_ref().as_str() {
            Some(text) => Some((text.to_owned(), value.span())),
            None => {
                self.wrong_type(key, "a string", value);
                None
            }
        }
    }

    fn boolean(&mut self, table: Table<'_>, key: &str) -> Option<bool> {
        let value = table.entries.get(key)?;
        let boolean = value.get_ref().as_bool();
        if boolean.is_none() {
            self.wrong_type(key, "true or false", value);
        }
        boolean
    }

    fn list(&mut self, table: Table<'_>, key: &str) -> Vec<String> {
        let Some(value) = table.entries.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(key, "an array of strings", value);
            return Vec::new();
        };
        let mut list = Vec::new();
        for item in array.iter() {
            let Some(text) = item.get_ref().as_str().map(str::trim) else {
                self.wrong_type(key, "an array of strings", item);
                continue;
            };
            if text.is_empty() {
                self.error(item.span().start, format!("\"{key}\" has an empty entry"));
            } else if let Some(fault) = character_fault(text, &[]) {
                self.error(item.span().start, format!("\"{key}\" {fault}"));
            }
            list.push(text.to_owned());
        }
        list
    }

    fn named<V: Copy>(&mut self, table: Table<'_>, key: &str, all: &[V], name_of: fn(V) -> &'static str) -> Option<V> {
        let (name, span) = self.string(table, key, &[])?;
        by_name(key, &name, all, name_of).map_err(|reason| self.error(span.start, reason)).ok()
    }

    fn wrong_type(&mut self, key: &str, expected: &str, found: &Spanned<DeValue<'_>>) {
        self.error(found.span().start, format!("\"{key}\" is {expected}, not {}", type_name(found.get_ref())));
    }

    fn origin(&mut self, at: usize) -> Origin {
        Origin::new(&self.file, self.lines.place(at))
    }

    fn error(&mut self, at: usize, reason: String) {
        let origin = self.origin(at);
        self.errors.push(RowError::at(&origin, reason));
    }
}

/// The type of a value, with its article.
fn type_name(value: &DeValue<'_>) -> String {
    let name = value.type_str();
    format!("{} {name}", if name.starts_with(['a', 'i']) { "an" } else { "a" })
}

/// The text as a message may show it.
fn shown(text: &str) -> String {
    text.chars().take(40).filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests;
