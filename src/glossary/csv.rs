//! Reads the everyday form of a glossary: one row a concept, columns by name.
//!
//! Bytes and quotes are for `cells`, what the columns are called for `columns`; which files there are is for `load`.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::text::LineIndex;

use super::cells::{Cell, Record, Records, detect_delimiter, split_list};
use super::columns::{Column, TermColumn, columns};
use super::error::{GlossaryError, RowError};
use super::model::{AdministrativeStatus, CaseRule, Concept, Glossary, Kind, Origin, Term};
use super::validate::{by_name, character_fault, complete_ids, fallbacks, primary, self_contradiction, term_fault};

/// Reads a glossary; `delimiter` is detected from the header unless it is given.
///
/// A header without rows is an empty glossary. Rows of nothing but white space are skipped.
///
/// # Errors
/// Every fault of every row, in the order of the file.
pub fn read(file: &str, bytes: &[u8], delimiter: Option<u8>) -> Result<Glossary, GlossaryError> {
    let text = simdutf8::basic::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed);
    let mut reader = Reader::new(file.into(), &text);
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

impl Rows {
    /// Appends others, in the end so many.
    fn append(&mut self, mut others: Self, count: usize) {
        if self.concepts.is_empty() {
            *self = others;
            self.concepts.reserve_exact(count - self.concepts.len());
            return;
        }
        self.concepts.append(&mut others.concepts);
        self.ids.append(&mut others.ids);
    }
}

/// About how many rows a text has, for those who make room for them.
fn room(text: &str) -> usize {
    // Lines may be empty, or belong to one row.
    const MOST: usize = 1 << 20;
    memchr::memchr_iter(b'\n', text.as_bytes()).count().min(MOST) + 1
}

struct Reader<'t> {
    file: Arc<str>,
    text: &'t str,
    lines: LineIndex<'t>,
    errors: Vec<RowError>,
}

impl<'t> Reader<'t> {
    fn new(file: Arc<str>, text: &'t str) -> Self {
        Self { file, text, lines: LineIndex::new(text), errors: Vec::new() }
    }

    fn read(&mut self, delimiter: u8) -> Vec<Concept> {
        let mut records = Records::new(self.text, delimiter);
        let Some(header) = records.next() else {
            self.error(0, "no header: the first line names the columns".to_owned());
            return Vec::new();
        };
        let (columns, faults) = columns(header);
        for (at, reason) in faults {
            self.error(at, reason);
        }
        let languages = languages(&columns);
        // Some for each thread, for these may be busy with other things.
        let stretches = records.stretches(4 * rayon::current_num_threads());
        let parts: Vec<(Rows, Vec<RowError>)> = match stretches {
            Some(stretches) => stretches
                .into_par_iter()
                .map(|stretch| {
                    // A name of its own: threads that count the owners of one wait for each other.
                    let mut reader = Reader::new(Arc::from(&*self.file), self.text);
                    let room = room(&self.text[stretch.clone()]);
                    let rows = reader.rows(Records::within(self.text, stretch, delimiter), &columns, &languages, room);
                    (rows, reader.errors)
                })
                .collect(),
            None => {
                let before = std::mem::take(&mut self.errors);
                let rows = self.rows(records, &columns, &languages, room(self.text));
                vec![(rows, std::mem::replace(&mut self.errors, before))]
            }
        };
        let count = parts.iter().map(|(rows, _)| rows.concepts.len()).sum();
        let mut rows = Rows::default();
        let mut errors = Vec::new();
        for (part, of_part) in parts {
            rows.append(part, count);
            errors.extend(of_part);
        }
        self.judge_ids(&rows);
        self.errors.extend(errors);
        complete_ids(&mut rows.concepts);
        rows.concepts
    }

    fn rows(&mut self, mut records: Records<'_>, columns: &[Column], languages: &[&str], room: usize) -> Rows {
        let mut rows = Rows { concepts: Vec::with_capacity(room), ids: Vec::with_capacity(room) };
        let mut states = vec![LanguageState::default(); languages.len()];
        let mut terms = Vec::new();
        while let Some(record) = records.next() {
            // A quote that is wrong moves every cell after it: one message is enough.
            if let Some((at, fault)) = record.fault {
                self.error(at, fault.to_owned());
                continue;
            }
            if record.cells().all(|cell| cell.value.is_empty()) {
                continue;
            }
            if record.len() != columns.len() {
                self.error(record.start(), format!("expected {} cells, found {}", columns.len(), record.len()));
                continue;
            }
            let (concept, id) = self.concept(columns, record, languages, &mut states, &mut terms);
            self.judge(&concept, record.start(), languages, &states);
            rows.concepts.push(concept);
            rows.ids.push(id);
        }
        rows
    }

    /// Whether ids are well written, and each is that of one row.
    fn judge_ids(&mut self, rows: &Rows) {
        let mut first: FxHashMap<&str, usize> = FxHashMap::with_capacity_and_hasher(rows.ids.len(), Default::default());
        for (Concept { id, .. }, &start) in rows.concepts.iter().zip(&rows.ids).filter(|(concept, _)| !concept.id.is_empty()) {
            if let Some(fault) = character_fault(id, &[]) {
                self.error(start, format!("\"id\" {fault}"));
            }
            let before = *first.entry(id).or_insert(start);
            if before != start {
                let line = self.lines.place(before).line;
                self.error(start, format!("id \"{id}\" is already used in line {line}"));
            }
        }
    }

    /// What a row says, and where its id starts.
    fn concept(
        &mut self,
        columns: &[Column],
        record: Record<'_>,
        languages: &[&str],
        states: &mut [LanguageState],
        terms: &mut Vec<Term>,
    ) -> (Concept, usize) {
        let mut concept = Concept { origin: self.origin(record.start()), ..Concept::default() };
        let mut id = record.start();
        let (mut case, mut when, mut unless) = (CaseRule::default(), Vec::new(), Vec::new());
        states.fill(LanguageState::default());
        for (column, cell) in columns.iter().zip(record.cells()) {
            if let Column::Terms { language, list } = column {
                let state = languages.iter().position(|known| known == language).and_then(|number| states.get_mut(number));
                let state = state.expect("every language column has its state");
                if state.at == 0 || matches!(list, TermColumn::Plain) {
                    state.at = cell.start;
                }
                if !cell.value.is_empty() {
                    self.terms(language, *list, cell, state, terms);
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
                Column::Note => concept.note = Some(self.plain("note", cell, &['\n', '\r', '\t'])),
                Column::Definition => concept.definition = Some(self.plain("definition", cell, &['\n', '\r', '\t'])),
                Column::SubjectField => concept.subject_field = Some(self.plain("subject_field", cell, &[])),
                Column::Unnamed => self.error(cell.start, format!("\"{value}\" stands in a column without a name")),
                Column::Confidence | Column::Unknown | Column::Terms { .. } => {}
            }
        }
        for term in &mut *terms {
            term.case = case;
            if term.status == AdministrativeStatus::Deprecated {
                term.unless.clone_from(&unless);
            }
            if term.ambiguous {
                term.when.clone_from(&when);
            }
        }
        // Of the right size: a vector that grew is mostly empty, and there may be many.
        concept.terms = Vec::from_iter(terms.drain(..));
        (concept, id)
    }

    /// The terms of one cell.
    fn terms(&mut self, language: &str, list: TermColumn, cell: Cell<'_>, state: &mut LanguageState, terms: &mut Vec<Term>) {
        let origin = self.origin(cell.start);
        let mut is_first = true;
        split_list(cell.value, |text| {
            let column = || list.name(language);
            if text.is_empty() {
                self.error(cell.start, format!("\"{}\" has an empty rendering between bars", column()));
                state.is_broken = true;
            } else if let Some(fault) = term_fault(&text) {
                let shown: String = text.chars().take(40).filter(|c| !c.is_control()).collect();
                self.error(cell.start, format!("\"{shown}\" in \"{}\" {fault}", column()));
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
                language: language.to_owned(),
                text: text.into_owned(),
                status,
                case: CaseRule::default(),
                ambiguous: matches!(list, TermColumn::Ambiguous),
                when: Vec::new(),
                unless: Vec::new(),
                context: None,
                origin: origin.clone(),
            });
        });
    }

    /// Whether a row that reads well says enough, and does not contradict itself.
    fn judge(&mut self, concept: &Concept, start: usize, languages: &[&str], states: &[LanguageState]) {
        if concept.terms.is_empty() {
            self.error(start, "no term: every language column is empty".to_owned());
            return;
        }
        if let Some((number, reason)) = self_contradiction(concept) {
            let origin = concept.terms.get(number).map(|term| term.origin.clone()).unwrap_or_default();
            self.errors.push(RowError { file: origin.file, line: origin.line, column: origin.column, reason });
        }
        let of = || languages.iter().zip(states);
        let has_preferred =
            |tag: &str| of().any(|(language, state)| *language == tag && (state.has_preferred || state.is_broken));
        let mut reported = false;
        for (language, state) in of() {
            if state.has_deprecated && !has_preferred(language) && !fallbacks(language).any(has_preferred) {
                self.error(state.at, format!("\"{language}\" is empty"));
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
                self.error(state.at, format!("\"{language}\" is empty"));
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

    fn origin(&mut self, at: usize) -> Origin {
        let place = self.lines.place(at);
        Origin { file: Arc::clone(&self.file), line: place.line, column: place.column }
    }

    fn error(&mut self, at: usize, reason: String) {
        let place = self.lines.place(at);
        self.errors.push(RowError { file: Arc::clone(&self.file), line: place.line, column: place.column, reason });
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

/// The languages of a header, each once, in its order.
fn languages(columns: &[Column]) -> Vec<&str> {
    let mut languages = Vec::new();
    for column in columns {
        if let Column::Terms { language, .. } = column
            && !languages.contains(&language.as_str())
        {
            languages.push(language.as_str());
        }
    }
    languages
}

#[cfg(test)]
mod tests;
