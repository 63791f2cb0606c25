//! Reads the everyday form of a glossary: one row a concept, columns by name.
//!
//! Bytes and quotes are for `cells`, what the columns are called for `columns`; which files there are is for `load`.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::text::alike::repeats;
use crate::text::{LineIndex, Place};

use super::cells::{Cell, Record, Records, detect_delimiter, split_list};
use super::columns::{Column, TermColumn, columns};
use super::error::{GlossaryError, RowError};
use super::model::{AdministrativeStatus, CaseRule, Concept, Glossary, Kind, Origin, Term, Usage, kept};
use super::shared::SharedText;
use super::validate::{by_name, character_fault, complete_ids, fallbacks, primary, self_contradiction, term_fault};

/// Reads a glossary; `delimiter` is detected from the header unless it is given.
///
/// A header without rows is an empty glossary. Rows of nothing but white space are skipped.
///
/// # Errors
/// Every fault of every row, in the order of the file.
pub fn read(file: &str, bytes: &[u8], delimiter: Option<u8>) -> Result<Glossary, GlossaryError> {
    let text = simdutf8::basic::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed);
    let mut reader = Reader::new(file, &text);
    let invalid_lines = if let Cow::Owned(_) = text { reader.report_invalid_bytes(bytes) } else { Vec::new() };
    let invalid = reader.errors.len();
    let concepts = reader.read(delimiter.unwrap_or_else(|| detect_delimiter(&text)));
    if reader.errors.is_empty() {
        return Ok(Glossary { concepts, ..Glossary::default() });
    }
    let mut errors = reader.errors;
    let mut number = 0;
    // What else is wrong where the bytes are is a consequence.
    errors.retain(|error| {
        number += 1;
        number <= invalid || invalid_lines.binary_search(&error.line).is_err()
    });
    errors.sort_by_key(|error| (error.line, error.column));
    Err(GlossaryError { errors })
}

/// What one row says in one language.
#[derive(Clone, Copy, Default)]
struct LanguageState {
    /// Start of the cell that an empty language is reported at.
    at: usize,
    has_preferred: bool,
    has_admitted: bool,
    has_deprecated: bool,
    is_broken: bool,
}

/// What rows say.
#[derive(Default)]
struct Rows {
    concepts: Vec<Concept>,
    /// Where the id of each starts.
    ids: Vec<usize>,
}

/// Lines that are worth a thread's while.
const SOME: usize = 512;
/// Stands for the place of an id where a line is no concept.
const NONE: usize = usize::MAX;

/// What a header says of the cells below it.
struct Header {
    columns: Vec<Column>,
    /// The languages, each once.
    languages: Vec<String>,
    /// The number of the language of each column; that of any other column means nothing.
    of_columns: Vec<usize>,
}

impl Header {
    fn new(columns: Vec<Column>) -> Self {
        let mut languages: Vec<String> = Vec::new();
        let mut number = |language: &String| {
            let known = languages.iter().position(|known| known == language);
            known.unwrap_or_else(|| {
                languages.push(language.clone());
                languages.len() - 1
            })
        };
        let of_columns = columns.iter().map(|column| match column {
            Column::Terms { language, .. } => number(language),
            _ => 0,
        });
        let of_columns = of_columns.collect();
        Self { columns, languages, of_columns }
    }
}

struct Reader<'t> {
    file: Arc<String>,
    text: &'t str,
    lines: LineIndex<'t>,
    /// Start and number of the line that all of the row is in, if it is known.
    line: Option<(usize, usize)>,
    errors: Vec<RowError>,
}

/// Reads the rows below a header; with memory for one of them.
struct RowReader<'t, 'h> {
    reader: Reader<'t>,
    header: &'h Header,
    /// The languages of the header, for terms to share.
    tags: Vec<SharedText>,
    states: Vec<LanguageState>,
    terms: Vec<Term>,
}

impl<'t> Reader<'t> {
    fn new(file: &str, text: &'t str) -> Self {
        Self { file: Arc::new(file.to_owned()), text, lines: LineIndex::new(text), line: None, errors: Vec::new() }
    }

    fn read(&mut self, delimiter: u8) -> Vec<Concept> {
        let mut records = Records::new(self.text, delimiter);
        let Some(record) = records.next() else {
            self.error(0, "no header: the first line names the columns".to_owned());
            return Vec::new();
        };
        let (columns, faults) = columns(record);
        for (at, reason) in faults {
            self.error(at, reason);
        }
        let header = Header::new(columns);
        // A reader of its own for each thread: those that count the owners of one name wait for each other.
        let new = || RowReader::new(Reader::new(&self.file, self.text), &header);
        let (mut rows, errors) = match records.lines() {
            Some(lines) => {
                // One line more than feeds before it.
                let first = memchr::memchr_iter(b'\n', &self.text.as_bytes()[..lines[0]]).count() + 1;
                read_lines(&lines, first, || (new(), Records::without_quotes(self.text, delimiter)))
            }
            None => new().rows(records),
        };
        self.judge_ids(&rows);
        self.errors.extend(errors);
        complete_ids(&mut rows.concepts);
        rows.concepts
    }

    /// Whether ids are well written, and each is that of one row.
    fn judge_ids(&mut self, rows: &Rows) {
        let id = |number: usize| rows.concepts[number].id.as_str();
        // Rows without an id are not in each other's way.
        let repeats =
            || repeats(rows.concepts.len(), |number| id(number)).into_iter().filter(|&(first, _)| !id(first as usize).is_empty());
        let odd = || {
            let all = rows.concepts.par_iter().with_min_len(SOME).enumerate();
            all.filter_map(|(number, concept)| Some((number, character_fault(&concept.id, &[])?))).collect::<Vec<_>>()
        };
        let (odd, repeats) = rayon::join(odd, || repeats().collect::<Vec<_>>());
        for (number, fault) in odd {
            self.error(rows.ids[number], format!("\"id\" {fault}"));
        }
        for (first, later) in repeats {
            let line = self.lines.place(rows.ids[first as usize]).line;
            let reason = format!("id \"{}\" is already used in line {line}", id(later as usize));
            self.error(rows.ids[later as usize], reason);
        }
    }

    fn place(&mut self, at: usize) -> Place {
        let before = self.line.and_then(|(start, line)| Some((line, self.text.get(start..at)?)));
        match before {
            Some((line, before)) => Place { line, column: before.chars().count() + 1, ..Place::default() },
            None => self.lines.place(at),
        }
    }

    fn origin(&mut self, at: usize) -> Origin {
        let place = self.place(at);
        Origin::new(&self.file, place)
    }

    fn error(&mut self, at: usize, reason: String) {
        let origin = self.origin(at);
        self.errors.push(RowError::at(&origin, reason));
    }

    /// One error a line: a file in another encoding is wrong everywhere. Returns the lines, ascending.
    fn report_invalid_bytes(&mut self, bytes: &[u8]) -> Vec<usize> {
        let mut lossy = 0;
        let mut lines: Vec<usize> = Vec::new();
        for chunk in bytes.utf8_chunks() {
            lossy += chunk.valid().len();
            if chunk.invalid().is_empty() {
                continue;
            }
            let place = self.lines.place(lossy);
            if lines.last() != Some(&place.line) {
                let byte = chunk.invalid().first().copied().unwrap_or_default();
                self.error(lossy, format!("invalid UTF-8: byte 0x{byte:02X} (save the file as UTF-8)"));
                lines.push(place.line);
            }
            lossy += '\u{fffd}'.len_utf8();
        }
        lines
    }
}

/// Reads lines of which each is a row or nothing, all threads at once; the first has this number, and `new` gives each thread
/// what it reads with.
fn read_lines<'t, 'h>(
    lines: &[usize],
    first: usize,
    new: impl Fn() -> (RowReader<'t, 'h>, Records<'t>) + Send + Sync,
) -> (Rows, Vec<RowError>) {
    let mut rows = Rows::default();
    let errors = Mutex::new(Vec::new());
    let read = |(reader, records): &mut (RowReader<'t, 'h>, Records<'t>), (number, &start): (usize, &usize)| {
        let Some(record) = records.at_line(start) else { return (Concept::default(), NONE) };
        reader.reader.line = Some((start, first + number));
        let row = reader.row(record).unwrap_or((Concept::default(), NONE));
        let found = &mut reader.reader.errors;
        if !found.is_empty() {
            errors.lock().unwrap_or_else(PoisonError::into_inner).append(found);
        }
        row
    };
    // Of a known number, each is written where it stays.
    let all = lines.par_iter().enumerate().with_min_len(SOME).map_init(new, read);
    all.unzip_into_vecs(&mut rows.concepts, &mut rows.ids);
    if rows.ids.contains(&NONE) {
        let mut is_row = rows.ids.iter().map(|&id| id != NONE);
        rows.concepts.retain(|_| is_row.next().unwrap_or_default());
        rows.ids.retain(|&id| id != NONE);
    }
    (rows, errors.into_inner().unwrap_or_else(PoisonError::into_inner))
}

impl<'t, 'h> RowReader<'t, 'h> {
    fn new(reader: Reader<'t>, header: &'h Header) -> Self {
        let tags: Vec<SharedText> = header.languages.iter().map(|tag| tag.as_str().into()).collect();
        Self { reader, header, states: vec![LanguageState::default(); tags.len()], tags, terms: Vec::new() }
    }

    fn rows(mut self, mut records: Records<'_>) -> (Rows, Vec<RowError>) {
        let mut rows = Rows::default();
        while let Some(record) = records.next() {
            if let Some((concept, id)) = self.row(record) {
                rows.concepts.push(concept);
                rows.ids.push(id);
            }
        }
        (rows, self.reader.errors)
    }

    /// What a row says, and where its id starts; `None` if it is empty or no row of this header.
    fn row(&mut self, record: Record<'_>) -> Option<(Concept, usize)> {
        // A quote that is wrong moves every cell after it: one message is enough.
        if let Some((at, fault)) = record.fault {
            self.error(at, fault.to_owned());
            return None;
        }
        if record.cells().all(|cell| cell.value.is_empty()) {
            return None;
        }
        let expected = self.header.columns.len();
        if record.len() != expected {
            self.error(record.start(), format!("expected {expected} cells, found {}", record.len()));
            return None;
        }
        let (concept, id) = self.concept(record);
        self.judge(&concept, record.start());
        Some((concept, id))
    }

    fn error(&mut self, at: usize, reason: String) {
        self.reader.error(at, reason);
    }

    fn concept(&mut self, record: Record<'_>) -> (Concept, usize) {
        let header = self.header;
        let mut id = record.start();
        // Not the rest of another: an origin of nowhere takes memory too.
        let mut concept = Concept {
            id: String::new(),
            kind: Kind::default(),
            first_mention: None,
            terms: Vec::new(),
            about: None,
            origin: self.reader.origin(id),
        };
        let (mut case, mut when, mut unless) = (CaseRule::default(), Vec::new(), Vec::new());
        self.states.fill(LanguageState::default());
        for ((column, &language), cell) in header.columns.iter().zip(&header.of_columns).zip(record.cells()) {
            if let Column::Terms { list, .. } = column {
                let state = &mut self.states[language];
                if state.at == 0 || matches!(list, TermColumn::Plain) {
                    state.at = cell.start;
                }
                if !cell.value.is_empty() {
                    self.terms(language, *list, cell);
                }
                continue;
            }
            if cell.value.is_empty() {
                continue;
            }
            let value = cell.value;
            match column {
                Column::Kind => match by_name("kind", value, &Kind::ALL, Kind::name) {
                    Ok(kind) => concept.kind = kind,
                    Err(reason) => self.error(cell.start, reason),
                },
                Column::Case => match by_name("case", value, &CaseRule::ALL, CaseRule::name) {
                    Ok(rule) => case = rule,
                    Err(reason) => self.error(cell.start, reason),
                },
                Column::Id => {
                    concept.id = value.to_owned();
                    id = cell.start;
                }
                Column::When => when = self.list("when", cell),
                Column::Unless => unless = self.list("unless", cell),
                Column::Note => concept.about_mut().note = Some(self.plain("note", cell, &['\n', '\r', '\t'])),
                Column::Definition => concept.about_mut().definition = Some(self.plain("definition", cell, &['\n', '\r', '\t'])),
                Column::SubjectField => concept.about_mut().subject_field = Some(self.plain("subject_field", cell, &[])),
                Column::Unnamed => self.error(cell.start, format!("\"{value}\" stands in a column without a name")),
                Column::Confidence | Column::Unknown | Column::Terms { .. } => {}
            }
        }
        for term in &mut self.terms {
            term.case = case;
            if term.status == AdministrativeStatus::Deprecated {
                let when = if term.ambiguous { when.clone() } else { Vec::new() };
                term.usage = kept(Usage { when, unless: unless.clone(), context: None });
            }
        }
        // Of the right size: a vector that grew is mostly empty, and there may be many.
        concept.terms = Vec::from_iter(self.terms.drain(..));
        (concept, id)
    }

    /// The terms of one cell.
    fn terms(&mut self, language: usize, list: TermColumn, cell: Cell<'_>) {
        let Self { reader, tags, states, terms, .. } = self;
        let (language, state) = (&tags[language], &mut states[language]);
        let place = reader.place(cell.start);
        let mut is_first = true;
        split_list(cell.value, |text| {
            let column = || list.name(language);
            if text.is_empty() {
                reader.error(cell.start, format!("\"{}\" has an empty rendering between bars", column()));
                state.is_broken = true;
            } else if let Some(fault) = term_fault(&text) {
                let shown: String = text.chars().take(40).filter(|c| !c.is_control()).collect();
                reader.error(cell.start, format!("\"{shown}\" in \"{}\" {fault}", column()));
                state.is_broken = true;
            }
            let status = match list {
                TermColumn::Preferred => AdministrativeStatus::Preferred,
                TermColumn::Plain if is_first => AdministrativeStatus::Preferred,
                TermColumn::Plain | TermColumn::Admitted => AdministrativeStatus::Admitted,
                TermColumn::Deprecated | TermColumn::Ambiguous => AdministrativeStatus::Deprecated,
            };
            is_first = false;
            match status {
                AdministrativeStatus::Preferred => state.has_preferred = true,
                AdministrativeStatus::Admitted => state.has_admitted = true,
                AdministrativeStatus::Deprecated => state.has_deprecated = true,
            }
            terms.push(Term {
                language: language.clone(),
                text: (*text).into(),
                status,
                case: CaseRule::default(),
                ambiguous: matches!(list, TermColumn::Ambiguous),
                usage: None,
                origin: Origin::new(&reader.file, place),
            });
        });
    }

    /// Whether a row that reads well says enough, and does not contradict itself.
    fn judge(&mut self, concept: &Concept, start: usize) {
        if concept.terms.is_empty() {
            self.error(start, "no term: every language column is empty".to_owned());
            return;
        }
        if let Some((number, reason)) = self_contradiction(concept) {
            self.reader.errors.extend(concept.terms.get(number).map(|term| RowError::at(&term.origin, reason)));
        }
        let Self { reader, header, states, .. } = self;
        let of = || header.languages.iter().zip(&*states);
        let has_preferred =
            |tag: &str| of().any(|(language, state)| *language == tag && (state.has_preferred || state.is_broken));
        let mut reported = false;
        for (language, state) in of() {
            if state.has_deprecated && !has_preferred(language) && !fallbacks(language).any(has_preferred) {
                reader.error(state.at, format!("\"{language}\" is empty"));
                reported = true;
            }
        }
        // A concept that is named in one language only says nothing about a translation.
        let is_filled = |state: &LanguageState| state.has_preferred || state.has_admitted || state.is_broken;
        let mut filled = of().filter(|(_, state)| is_filled(state)).map(|(language, _)| primary(language));
        let first = filled.next().unwrap_or_default();
        if !reported && filled.all(|other| other == first) {
            let empty = of().find(|(language, state)| primary(language) != first && !is_filled(state));
            if let Some((language, state)) = empty {
                reader.error(state.at, format!("\"{language}\" is empty"));
            }
        }
    }

    fn list(&mut self, name: &str, cell: Cell<'_>) -> Vec<String> {
        let mut list = Vec::new();
        split_list(cell.value, |entry| {
            if entry.is_empty() {
                self.error(cell.start, format!("\"{name}\" has an empty entry between bars"));
            } else if let Some(fault) = character_fault(&entry, &[]) {
                self.error(cell.start, format!("\"{name}\" {fault}"));
            }
            list.push(entry.into_owned());
        });
        list
    }

    fn plain(&mut self, name: &str, cell: Cell<'_>, allowed: &[char]) -> String {
        if let Some(fault) = character_fault(cell.value, allowed) {
            self.error(cell.start, format!("\"{name}\" {fault}"));
        }
        cell.value.to_owned()
    }
}

#[cfg(test)]
mod tests;
