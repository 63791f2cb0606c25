//! Glossaries out: the whole as CSV, and one decision into a file that people keep.
//!
//! Bytes in, bytes out; `load` and `cli` do the I/O.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, value};

use crate::error::did_you_mean;
use crate::text::{LineIndex, Place};

use super::cells::{Record, Records, detect_delimiter, join_list, quote, split_list};
use super::columns::{Column, TermColumn, columns};
use super::error::{GlossaryError, RowError};
use super::model::{AdministrativeStatus, CaseRule, Concept, Glossary, Term};
use super::validate::{language_tag, term_fault};
use super::{csv as reader, toml as rich};

/// The glossary in the CSV form, sorted by id; with a tab as delimiter it is TSV.
///
/// What that form has no column for is left out: self-tests, contexts, first-mention policies. Evidence and case rules
/// of single terms become those of the row: all `when` and `unless` together, a case rule when the terms agree on it.
pub fn csv(glossary: &Glossary, delimiter: u8) -> String {
    let mut concepts: Vec<&Concept> = glossary.concepts.iter().collect();
    concepts.sort_by(|left, right| left.id.cmp(&right.id));
    let columns = columns_of(glossary);
    let mut out = String::new();
    let names = columns.iter().map(|column| match column {
        Column::Id => "id".to_owned(),
        Column::Kind => "kind".to_owned(),
        Column::Case => "case".to_owned(),
        Column::When => "when".to_owned(),
        Column::Unless => "unless".to_owned(),
        Column::Note => "note".to_owned(),
        Column::Definition => "definition".to_owned(),
        Column::SubjectField => "subject_field".to_owned(),
        Column::Terms { language, list } => list.name(language),
        Column::Confidence | Column::Unnamed | Column::Unknown => String::new(),
    });
    line(&mut out, delimiter, names);
    for concept in concepts {
        line(&mut out, delimiter, columns.iter().map(|column| value_of(concept, column)));
    }
    out
}

/// The columns that the glossary needs: English first, then the other languages by tag.
fn columns_of(glossary: &Glossary) -> Vec<Column> {
    let mut columns = vec![Column::Id, Column::Kind];
    let mut languages = glossary.languages();
    languages.sort_by_key(|language| (*language != "en", *language));
    let used: BTreeSet<(&str, &str)> = glossary
        .concepts
        .iter()
        .flat_map(|concept| concept.terms.iter().map(|term| (term.language.as_str(), list_of(concept, term))))
        .map(|(language, list)| (language, list_name(list)))
        .collect();
    for language in languages {
        columns.push(Column::Terms { language: language.to_owned(), list: TermColumn::Plain });
        for list in [TermColumn::Preferred, TermColumn::Admitted, TermColumn::Deprecated, TermColumn::Ambiguous] {
            if used.contains(&(language, list_name(list))) {
                columns.push(Column::Terms { language: language.to_owned(), list });
            }
        }
    }
    columns.extend([Column::When, Column::Unless, Column::Case]);
    if glossary.concepts.iter().any(|concept| concept.definition().is_some()) {
        columns.push(Column::Definition);
    }
    if glossary.concepts.iter().any(|concept| concept.subject_field().is_some()) {
        columns.push(Column::SubjectField);
    }
    columns.push(Column::Note);
    columns
}

/// The column that a term is written in: the first preferred one of a language in the plain one.
fn list_of(concept: &Concept, term: &Term) -> TermColumn {
    match term.status {
        AdministrativeStatus::Preferred if concept.preferred(&term.language).is_some_and(|first| std::ptr::eq(first, term)) => {
            TermColumn::Plain
        }
        AdministrativeStatus::Preferred => TermColumn::Preferred,
        AdministrativeStatus::Admitted => TermColumn::Admitted,
        AdministrativeStatus::Deprecated if term.ambiguous => TermColumn::Ambiguous,
        AdministrativeStatus::Deprecated => TermColumn::Deprecated,
    }
}

fn list_name(list: TermColumn) -> &'static str {
    match list {
        TermColumn::Plain => "",
        TermColumn::Preferred => "preferred",
        TermColumn::Admitted => "admitted",
        TermColumn::Deprecated => "deprecated",
        TermColumn::Ambiguous => "ambiguous",
    }
}

fn value_of(concept: &Concept, column: &Column) -> String {
    let all = |of: fn(&Term) -> &[String]| {
        let mut entries: Vec<&str> = Vec::new();
        for entry in concept.terms.iter().flat_map(of) {
            if !entries.contains(&entry.as_str()) {
                entries.push(entry);
            }
        }
        join_list(&entries)
    };
    match column {
        Column::Id => concept.id.clone(),
        Column::Kind => concept.kind.name().to_owned(),
        Column::Case => {
            let mut rules = concept.terms.iter().map(|term| term.case);
            let first = rules.next().unwrap_or_default();
            if first != CaseRule::Fold && rules.all(|rule| rule == first) { first.name().to_owned() } else { String::new() }
        }
        Column::When => all(Term::when),
        Column::Unless => all(Term::unless),
        Column::Note => concept.note().unwrap_or_default().to_owned(),
        Column::Definition => concept.definition().unwrap_or_default().to_owned(),
        Column::SubjectField => concept.subject_field().unwrap_or_default().to_owned(),
        Column::Terms { language, list } => {
            let terms = concept.terms.iter().filter(|term| term.language == *language && list_of(concept, term) == *list);
            join_list(&terms.map(|term| term.text.as_str()).collect::<Vec<_>>())
        }
        Column::Confidence | Column::Unnamed | Column::Unknown => String::new(),
    }
}

fn line(out: &mut String, delimiter: u8, values: impl Iterator<Item = String>) {
    for (number, value) in values.enumerate() {
        if number > 0 {
            out.push(char::from(delimiter));
        }
        out.push_str(&quote(&value, delimiter));
    }
    out.push('\n');
}

/// The file's bytes after the decision that `rendering` is a right name of the concept; the same bytes if it was one.
///
/// In CSV it moves to `<language>:admitted` of the concept's row, or to the end of the plain column where there is no
/// such column; in TOML it becomes an admitted term. Every other row stays byte for byte.
///
/// # Errors
/// A broken file, an unknown concept, a language that the file has no column for, a rendering that no glossary may have.
pub fn admit(file: &str, bytes: &[u8], concept: &str, language: &str, rendering: &str) -> Result<Vec<u8>, GlossaryError> {
    let rendering = rendering.trim();
    let fault = |reason: String| GlossaryError::of_file(file, reason);
    let extension = Path::new(file).extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
    if !matches!(extension.as_str(), "csv" | "tsv" | "toml") {
        let advice = "`glossator glossary convert` makes a CSV of it";
        return Err(fault(format!("decisions are written to CSV, TSV and TOML only; {advice}")));
    }
    let language = language_tag(language).map_err(fault)?;
    if let Some(reason) = term_fault(rendering) {
        return Err(fault(format!("\"{rendering}\" {reason}")));
    }
    let (is_toml, is_tsv) = (extension == "toml", extension == "tsv");
    let read = |bytes: &[u8]| match is_toml {
        true => rich::read(file, bytes),
        false => reader::read(file, bytes, is_tsv.then_some(b'\t')),
    };
    let glossary = read(bytes)?;
    let ids = || glossary.concepts.iter().map(|concept| concept.id.as_str());
    let Some(number) = glossary.concepts.iter().position(|known| known.id == concept) else {
        return Err(fault(format!("no concept \"{concept}\"{}", did_you_mean(concept, ids()))));
    };
    let known = glossary.concepts.get(number).expect("the number was just found");
    let is_same = |term: &&Term| term.language == language && term.text == rendering;
    if known.terms.iter().filter(is_same).any(|term| term.status.is_approved()) {
        return Ok(bytes.to_vec());
    }
    let text = std::str::from_utf8(bytes).expect("what was read is UTF-8");
    let after = if is_toml {
        admit_toml(text, number, &language, rendering).map_err(fault)?
    } else {
        let delimiter = if is_tsv { b'\t' } else { detect_delimiter(text) };
        admit_csv(text, delimiter, known, &language, rendering).map_err(|(line, column, reason)| GlossaryError {
            errors: vec![RowError { file: file.into(), line, column, reason }],
        })?
    };
    read(after.as_bytes())?;
    Ok(after.into_bytes())
}

fn admit_csv(
    text: &str,
    delimiter: u8,
    concept: &Concept,
    language: &str,
    rendering: &str,
) -> Result<String, (usize, usize, String)> {
    let mut records = Records::new(text, delimiter);
    let columns = records.next().map(|header| columns(header).0).unwrap_or_default();
    let mut lines = LineIndex::new(text);
    let (line, column) = (concept.origin.line as usize, concept.origin.column as usize);
    let is_its = |place: Place| (place.line, place.column) == (line, column);
    while let Some(record) = records.next() {
        if is_its(lines.place(record.start())) {
            let reason = || (line, column, format!("no column \"{language}:admitted\" to write \"{rendering}\" into"));
            return admit_in_record(text, delimiter, &columns, record, language, rendering).ok_or_else(reason);
        }
    }
    unreachable!("the concept was read from this text")
}

/// The text with another record; `None` where it has no column for the rendering.
fn admit_in_record(
    text: &str,
    delimiter: u8,
    columns: &[Column],
    record: Record<'_>,
    language: &str,
    rendering: &str,
) -> Option<String> {
    let find = |wanted: TermColumn| {
        let is_wanted =
            |column: &Column| matches!(column, Column::Terms { language: tag, list } if tag == language && *list == wanted);
        columns.iter().position(is_wanted)
    };
    // In an empty plain column the rendering would become the preferred one.
    let is_filled = |number: &usize| record.cells().nth(*number).is_some_and(|cell| !cell.value.is_empty());
    let target = find(TermColumn::Admitted).or_else(|| find(TermColumn::Plain).filter(is_filled))?;
    let sources = [find(TermColumn::Deprecated), find(TermColumn::Ambiguous)];
    let mut out = String::with_capacity(text.len() + rendering.len() + 1);
    let mut copied = 0;
    for (number, cell) in record.cells().enumerate() {
        let mut entries = entries(cell.value);
        let before = entries.len();
        if sources.contains(&Some(number)) {
            entries.retain(|entry| entry != rendering);
        }
        if number == target {
            entries.push(Cow::Borrowed(rendering));
        }
        if entries.len() != before {
            out.push_str(text.get(copied..cell.start).unwrap_or_default());
            out.push_str(&quote(&join_list(&entries), delimiter));
            // A line end of CRLF is not the cell's.
            let raw = text.get(cell.start..cell.end).unwrap_or_default();
            out.push_str(if raw.ends_with('\r') { "\r" } else { "" });
            copied = cell.end;
        }
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Some(out)
}

fn entries(value: &str) -> Vec<Cow<'_, str>> {
    let mut entries = Vec::new();
    if !value.is_empty() {
        split_list(value, |entry| entries.push(entry));
    }
    entries
}

fn admit_toml(text: &str, number: usize, language: &str, rendering: &str) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    let concepts = document.get_mut("concept").ok_or("no concept")?;
    let concept: &mut dyn TableLike = match concepts {
        Item::ArrayOfTables(tables) => tables.get_mut(number).map(|table| table as &mut dyn TableLike),
        Item::Value(value) => {
            value.as_array_mut().and_then(|array| array.get_mut(number)?.as_inline_table_mut()).map(|table| table as _)
        }
        Item::Table(_) | Item::None => None,
    }
    .ok_or("the concept is no table")?;
    let terms = concept.entry("term").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    match terms {
        Item::ArrayOfTables(tables) => {
            let known = tables.iter().position(|table| is_term(table, language, rendering));
            match known.and_then(|number| tables.get_mut(number)) {
                Some(table) => admit_term(table),
                None => {
                    let mut table = Table::new();
                    table.insert("language", value(language));
                    table.insert("text", value(rendering));
                    table.insert("status", value(AdministrativeStatus::Admitted.name()));
                    tables.push(table);
                }
            }
        }
        Item::Value(toml_edit::Value::Array(array)) => {
            let tables =
                |value: &toml_edit::Value| value.as_inline_table().is_some_and(|table| is_term(table, language, rendering));
            let known = array.iter().position(tables);
            match known.and_then(|number| array.get_mut(number)?.as_inline_table_mut()) {
                Some(table) => admit_term(table),
                None => {
                    let mut table = InlineTable::new();
                    table.insert("language", language.into());
                    table.insert("text", rendering.into());
                    table.insert("status", AdministrativeStatus::Admitted.name().into());
                    array.push(table);
                }
            }
        }
        Item::Value(_) | Item::Table(_) | Item::None => return Err("\"term\" is no array of tables".to_owned()),
    }
    Ok(document.to_string())
}

fn is_term(table: &dyn TableLike, language: &str, rendering: &str) -> bool {
    let text = |key: &str| table.get(key).and_then(Item::as_str).map(str::trim);
    text("text") == Some(rendering) && text("language").and_then(|tag| language_tag(tag).ok()).as_deref() == Some(language)
}

fn admit_term(table: &mut dyn TableLike) {
    table.insert("status", value(AdministrativeStatus::Admitted.name()));
    for key in ["ambiguous", "when", "unless"] {
        table.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_the_same() {
        let text = "note,zh:ambiguous,zh,en,id,unless,case,zh:deprecated,when,kind,definition\n\
            \"a, \"\"b\"\"\n2\",构造,Tectonic|泰克,Tectonic,t,构造函数,exact,\"x\\|y\",CoreOS|云,product,d\n,,甲,A,a,,,,,,\n";
        let written = csv(&reader::read("g.csv", text.as_bytes(), None).unwrap(), b',');
        assert_eq!(
            written,
            "id,kind,en,zh,zh:admitted,zh:deprecated,zh:ambiguous,when,unless,case,definition,note\n\
             a,term,A,甲,,,,,,,,\nt,product,Tectonic,Tectonic,泰克,x\\|y,构造,CoreOS|云,构造函数,exact,d,\"a, \"\"b\"\"\n2\"\n"
        );
        assert_eq!(csv(&reader::read("g.csv", written.as_bytes(), None).unwrap(), b','), written);
    }

    #[test]
    fn a_decision_changes_one_row_only() {
        for (file, before, concept, rendering, after) in [
            (
                "g.csv",
                "id,zh,zh:admitted,zh:deprecated\r\n x , 甲 ,,乙|丙\r\ny,甲,,\r\n",
                "x",
                "丙",
                "id,zh,zh:admitted,zh:deprecated\r\n x , 甲 ,丙,乙\r\ny,甲,,\r\n",
            ),
            ("g.csv", "id;zh:ambiguous;zh\nx;乙;甲", "x", "乙", "id;zh:ambiguous;zh\nx;;甲|乙"),
            ("g.csv", "zh,zh:admitted\r\n甲,乙\r\n丙,\r\n", "丙", "a,b|c", "zh,zh:admitted\r\n甲,乙\r\n丙,\"a,b\\|c\"\r\n"),
            ("g.tsv", "id\tzh,\n", "x", "乙", ""),
            ("g.csv", "id,zh,zh:admitted\nx,甲,乙\n", "x", "乙", "id,zh,zh:admitted\nx,甲,乙\n"),
            (
                "g.toml",
                "# c\n[[concept]]\nid = 'x' # x\n[[concept.term]]\nlanguage = \"zh\"\ntext = \"甲\"\n\n[[concept.term]]\nlanguage = \"zh\"\ntext = \"乙\"\nstatus = \"deprecated\" # why\nunless = [\"乙方\"]\n\n[[concept]]\nid = \"y\"\nterm = [{ language = \"zh\", text = \"丙\" }]\n",
                "x",
                "乙",
                "# c\n[[concept]]\nid = 'x' # x\n[[concept.term]]\nlanguage = \"zh\"\ntext = \"甲\"\n\n[[concept.term]]\nlanguage = \"zh\"\ntext = \"乙\"\nstatus = \"admitted\"\n\n[[concept]]\nid = \"y\"\nterm = [{ language = \"zh\", text = \"丙\" }]\n",
            ),
            (
                "g.toml",
                "[[concept]]\nid = \"y\"\nterm = [{ language = \"zh\", text = \"丙\" }]\n",
                "y",
                "丁",
                "[[concept]]\nid = \"y\"\nterm = [{ language = \"zh\", text = \"丙\" }, { language = \"zh\", text = \"丁\", status = \"admitted\" }]\n",
            ),
        ] {
            let result = admit(file, before.as_bytes(), concept, "zh", rendering);
            match after {
                "" => assert!(result.is_err(), "{before}"),
                _ => assert_eq!(result.map(|bytes| String::from_utf8(bytes).unwrap()).as_deref(), Ok(after), "{before}"),
            }
        }
    }

    #[test]
    fn a_decision_that_cannot_be_written_says_why() {
        let text = "id,zh,de:preferred,de:deprecated\nkelsey,甲,A,a\n";
        for (concept, language, rendering, expected) in [
            ("kelsy", "zh", "乙", "g.csv: no concept \"kelsy\" (did you mean \"kelsey\"?)"),
            ("kelsey", "fr", "b", "g.csv:2:1: no column \"fr:admitted\" to write \"b\" into"),
            ("kelsey", "de", "b", "g.csv:2:1: no column \"de:admitted\" to write \"b\" into"),
            ("kelsey", "zh", "——", "g.csv: \"——\" consists of punctuation only"),
            ("kelsey", "cn", "乙", "g.csv: \"cn\" is not a language tag (did you mean \"zh\"?)"),
        ] {
            assert_eq!(admit("g.csv", text.as_bytes(), concept, language, rendering).unwrap_err().to_string(), expected);
        }
    }
}
