//! New rows into a CSV glossary that people keep: sorted in, every other row byte for byte as it was.
//!
//! Bytes in, bytes out; `load` does the I/O. One decision about a row that is there already is in `write`.

use std::path::Path;

use crate::error::did_you_mean;

use super::cells::{Records, detect_delimiter, join_list, quote, split_list};
use super::columns::{Column, TermColumn, columns};
use super::csv as reader;
use super::error::GlossaryError;
use super::model::{AdministrativeStatus, Kind};
use super::validate::{language_tag, term_fault};

/// A row to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRow {
    /// The concept's id.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// Language and name in the source language, if it is known.
    pub source: Option<(String, String)>,
    /// Language of the renderings.
    pub language: String,
    /// The renderings with what is decided of each, the preferred one first.
    pub renderings: Vec<(String, AdministrativeStatus)>,
}

/// The file's bytes with another row: before the first one with a greater id where the rows are sorted by id, else at the
/// end.
///
/// # Errors
/// A broken file or one that is no CSV, an id that is there already, a rendering that no glossary may have, a column that
/// is missing.
pub fn insert(file: &str, bytes: &[u8], row: &NewRow) -> Result<Vec<u8>, GlossaryError> {
    let fault = |reason: String| GlossaryError::of_file(file, reason);
    let (text, delimiter) = table(file, bytes)?;
    if reader::read(file, bytes, Some(delimiter))?.concept(&row.id).is_some() {
        return Err(fault(format!("there is a concept \"{}\" already", row.id)));
    }
    let language = language_tag(&row.language).map_err(fault)?;
    for (rendering, _) in &row.renderings {
        if let Some(reason) = term_fault(rendering) {
            return Err(fault(format!("\"{rendering}\" {reason}")));
        }
    }
    let mut records = Records::new(text, delimiter);
    let header = records.next().map(|header| columns(header).0).unwrap_or_default();
    let has = |wanted: TermColumn| is_there(&header, &language, wanted);
    let list = |status: AdministrativeStatus| {
        let texts = row.renderings.iter().filter(move |(_, other)| *other == status);
        texts.map(|(text, _)| text.as_str()).collect::<Vec<_>>()
    };
    let (mut preferred, admitted) = (list(AdministrativeStatus::Preferred), list(AdministrativeStatus::Admitted));
    let deprecated = list(AdministrativeStatus::Deprecated);
    let plain = has(TermColumn::Plain);
    if !plain && !has(TermColumn::Preferred) {
        return Err(fault(format!("no column \"{language}\" to write \"{}\" into", preferred.join("\", \""))));
    }
    let admitted_column = has(TermColumn::Admitted);
    if !admitted_column {
        // In the plain column further entries are admitted.
        preferred.extend(&admitted);
    }
    if !deprecated.is_empty() && !has(TermColumn::Deprecated) {
        return Err(fault(format!("no column \"{language}:deprecated\" to write \"{}\" into", deprecated.join("\", \""))));
    }
    let cells = header.iter().map(|column| match column {
        Column::Id => row.id.clone(),
        Column::Kind => row.kind.name().to_owned(),
        Column::Terms { language: tag, list } if *tag == language => match list {
            TermColumn::Plain => join_list(&preferred),
            TermColumn::Preferred if !plain => join_list(&preferred),
            TermColumn::Admitted => join_list(&admitted),
            TermColumn::Deprecated => join_list(&deprecated),
            TermColumn::Preferred | TermColumn::Ambiguous => String::new(),
        },
        Column::Terms { language: tag, list: TermColumn::Plain } => match &row.source {
            Some((source, name)) if source == tag => join_list(&[name]),
            Some(_) | None => String::new(),
        },
        Column::Terms { .. }
        | Column::Case
        | Column::When
        | Column::Unless
        | Column::Confidence
        | Column::Note
        | Column::Definition
        | Column::SubjectField
        | Column::Unnamed
        | Column::Unknown => String::new(),
    });
    let separator = char::from(delimiter).to_string();
    let line = cells.map(|cell| quote(&cell, delimiter).into_owned()).collect::<Vec<_>>().join(&separator);
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let id_column = header.iter().position(|column| *column == Column::Id);
    let mut ids: Vec<(String, usize)> = Vec::new();
    while let Some(record) = records.next() {
        let id = id_column.and_then(|column| record.cells().nth(column)).map_or("", |cell| cell.value);
        ids.push((id.to_owned(), record.start()));
    }
    let at = match ids.is_sorted_by_key(|(id, _)| id) {
        true => ids.iter().find(|(id, _)| *id > row.id).map_or(text.len(), |(_, start)| *start),
        false => text.len(),
    };
    let (before, after) = text.split_at(at);
    let mut out = before.to_owned();
    if !before.ends_with('\n') {
        out.push_str(line_end);
    }
    out.push_str(&line);
    out.push_str(line_end);
    out.push_str(after);
    reader::read(file, out.as_bytes(), Some(delimiter))?;
    Ok(out.into_bytes())
}

/// The file's bytes with another deprecated rendering in a concept's row; the same bytes if the row lists it already.
///
/// # Errors
/// As for [`insert`]; an unknown concept.
pub fn deprecate(file: &str, bytes: &[u8], concept: &str, language: &str, rendering: &str) -> Result<Vec<u8>, GlossaryError> {
    let fault = |reason: String| GlossaryError::of_file(file, reason);
    let (text, delimiter) = table(file, bytes)?;
    let language = language_tag(language).map_err(fault)?;
    if let Some(reason) = term_fault(rendering) {
        return Err(fault(format!("\"{rendering}\" {reason}")));
    }
    let glossary = reader::read(file, bytes, Some(delimiter))?;
    let Some(known) = glossary.concept(concept) else {
        let ids = glossary.concepts.iter().map(|concept| concept.id.as_str());
        return Err(fault(format!("no concept \"{concept}\"{}", did_you_mean(concept, ids))));
    };
    if known.terms.iter().any(|term| term.language == language && term.text == rendering) {
        return Ok(bytes.to_vec());
    }
    let mut records = Records::new(text, delimiter);
    let header = records.next().map(|header| columns(header).0).unwrap_or_default();
    let wanted = Column::Terms { language: language.clone(), list: TermColumn::Deprecated };
    let (Some(id_column), Some(column)) =
        (header.iter().position(|column| *column == Column::Id), header.iter().position(|column| *column == wanted))
    else {
        return Err(fault(format!("no column \"{language}:deprecated\" to write \"{rendering}\" into")));
    };
    while let Some(record) = records.next() {
        if record.cells().nth(id_column).is_none_or(|cell| cell.value != concept) {
            continue;
        }
        let Some(cell) = record.cells().nth(column) else { break };
        let mut entries = Vec::new();
        if !cell.value.is_empty() {
            split_list(cell.value, |entry| entries.push(entry.into_owned()));
        }
        entries.push(rendering.to_owned());
        // A line end of CRLF is not the cell's.
        let end = if text.get(..cell.end).is_some_and(|before| before.ends_with('\r')) { cell.end - 1 } else { cell.end };
        let (before, after) = (text.get(..cell.start).unwrap_or_default(), text.get(end..).unwrap_or_default());
        let out = format!("{before}{}{after}", quote(&join_list(&entries), delimiter));
        reader::read(file, out.as_bytes(), Some(delimiter))?;
        return Ok(out.into_bytes());
    }
    Err(fault(format!("the row of \"{concept}\" has no cell for \"{language}:deprecated\"")))
}

fn is_there(header: &[Column], language: &str, wanted: TermColumn) -> bool {
    header.iter().any(|column| matches!(column, Column::Terms { language: tag, list } if tag == language && *list == wanted))
}

/// The text of a table and what parts its cells.
fn table<'t>(file: &str, bytes: &'t [u8]) -> Result<(&'t str, u8), GlossaryError> {
    let extension = Path::new(file).extension().map(|extension| extension.to_ascii_lowercase());
    let fault = |reason: &str| GlossaryError::of_file(file, reason);
    let text = std::str::from_utf8(bytes).map_err(|_| fault("not UTF-8"))?;
    match extension.as_deref().and_then(|extension| extension.to_str()) {
        Some("tsv") => Ok((text, b'\t')),
        Some("csv") => Ok((text, detect_delimiter(text))),
        _ => Err(fault("rows can be written into CSV and TSV only; `glossator glossary convert` makes a CSV")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AdministrativeStatus as S;

    fn row(id: &str, renderings: &[(&str, S)]) -> NewRow {
        NewRow {
            id: id.to_owned(),
            kind: Kind::Person,
            source: Some(("en".to_owned(), "Mara Bellini".to_owned())),
            language: "zh".to_owned(),
            renderings: renderings.iter().map(|(text, status)| ((*text).to_owned(), *status)).collect(),
        }
    }

    #[test]
    fn rows_are_sorted_in_and_the_others_stay() {
        let names: &[(&str, S)] = &[("玛拉", S::Preferred), ("Mara", S::Admitted), ("马拉|乙", S::Deprecated)];
        for (before, after) in [
            (
                "id,kind,en,zh,zh:admitted,zh:deprecated,note\na,person, A ,甲,,,\"x, y\"\nz,person,Z,丁,,,\n",
                "id,kind,en,zh,zh:admitted,zh:deprecated,note\na,person, A ,甲,,,\"x, y\"\nmara,person,Mara Bellini,玛拉,Mara,马拉\\|乙,\nz,person,Z,丁,,,\n",
            ),
            ("zh,id,zh:deprecated\r\n丁,z,\r\n甲,a,", "zh,id,zh:deprecated\r\n丁,z,\r\n甲,a,\r\n玛拉|Mara,mara,马拉\\|乙\r\n"),
            ("id,zh:preferred,zh:deprecated\n", "id,zh:preferred,zh:deprecated\nmara,玛拉|Mara,马拉\\|乙\n"),
        ] {
            let result = insert("g.csv", before.as_bytes(), &row("mara", names)).map(|bytes| String::from_utf8(bytes).unwrap());
            assert_eq!(result.as_deref(), Ok(after), "{before}");
        }
    }

    #[test]
    fn what_cannot_be_written_is_named() {
        let names: &[(&str, S)] = &[("玛拉", S::Preferred), ("马拉", S::Deprecated)];
        for (file, before, reason) in [
            ("g.csv", "id,zh,zh:deprecated\nmara,甲,\n", "g.csv: there is a concept \"mara\" already"),
            ("g.csv", "id,zh\n", "g.csv: no column \"zh:deprecated\" to write \"马拉\" into"),
            ("g.csv", "id,de\n", "g.csv: no column \"zh\" to write \"玛拉\" into"),
            ("g.toml", "", "g.toml: rows can be written into CSV and TSV only; `glossator glossary convert` makes a CSV"),
        ] {
            assert_eq!(insert(file, before.as_bytes(), &row("mara", names)).unwrap_err().to_string(), reason);
        }
    }

    #[test]
    fn one_more_deprecated_rendering_changes_one_cell() {
        let before = "id,zh,zh:deprecated\r\na, 甲 ,乙\r\nb,丙,\r\n";
        let write = |concept, rendering| {
            deprecate("g.csv", before.as_bytes(), concept, "zh", rendering).map(|bytes| String::from_utf8(bytes).unwrap())
        };
        assert_eq!(write("a", "丁").as_deref(), Ok("id,zh,zh:deprecated\r\na, 甲 ,乙|丁\r\nb,丙,\r\n"));
        assert_eq!(write("b", "丁").as_deref(), Ok("id,zh,zh:deprecated\r\na, 甲 ,乙\r\nb,丙,丁\r\n"));
        assert_eq!(write("a", "乙").as_deref(), Ok(before));
        assert_eq!(write("c", "丁").unwrap_err().to_string(), "g.csv: no concept \"c\"");
    }
}
