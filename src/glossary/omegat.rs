//! Reads glossaries of two columns without a header: those of OmegaT, and UTX.
//!
//! A line is a source term, a tab, a target term, and perhaps a tab and a comment. UTX names its languages in its first line;
//! for the others the name of the file does (`terms.en-zh.txt`), else the script of the second column.

use std::collections::HashMap;
use std::sync::Arc;

use super::error::{GlossaryError, RowError};
use super::model::{AdministrativeStatus, CaseRule, Concept, Glossary, Origin, Term};
use super::validate::{complete_ids, language_tag, self_contradiction, term_fault};
use crate::text::script::has_han;
use crate::text::{LineIndex, SourceFile};

/// Reads a glossary. Lines without a target are passed over, as OmegaT does; several targets of one source are one concept.
///
/// # Errors
/// Every fault, in the order of the file; or that its languages are not known.
pub fn read(file: &str, bytes: &[u8]) -> Result<Glossary, GlossaryError> {
    let source = SourceFile::decode(bytes).map_err(|error| GlossaryError::of_file(file, error.to_string()))?;
    let text = source.text();
    let Some(languages) = of_header(text).or_else(|| of_name(file)).or_else(|| of_script(text)) else {
        let reason = "its languages are not known: name it like \"terms.en-de.txt\"";
        return Err(GlossaryError::of_file(file, reason));
    };
    let mut reader = Reader {
        file: Arc::new(file.to_owned()),
        lines: LineIndex::new(text),
        errors: Vec::new(),
        concepts: Vec::new(),
        known: HashMap::new(),
    };
    let mut status_column = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        match line.trim_start_matches('\u{feff}').strip_prefix('#') {
            // The last line of a UTX header names the columns.
            Some(names) => {
                let status = names.trim_end().split('\t').position(|name| name.trim().eq_ignore_ascii_case("term status"));
                status_column = status.or(status_column);
            }
            None => reader.row(line, start, &languages, status_column),
        }
    }
    for concept in &reader.concepts {
        if let Some((number, reason)) = self_contradiction(concept) {
            let origin = concept.terms.get(number).map(|term| term.origin.clone()).unwrap_or_default();
            reader.errors.push(RowError::at(&origin, reason));
        }
    }
    let (mut concepts, mut errors) = (reader.concepts, reader.errors);
    complete_ids(&mut concepts);
    errors.sort();
    if errors.is_empty() { Ok(Glossary { concepts, ..Glossary::default() }) } else { Err(GlossaryError { errors }) }
}

/// The rows of a text, with where their cells start.
fn cells(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    line.split('\t').map(move |cell| {
        let trimmed = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let start = at + cell.find(trimmed).unwrap_or(0);
        at += cell.len() + 1;
        (start, trimmed)
    })
}

/// `#UTX-S 1.00; en/ja; 2026-01-01`.
fn of_header(text: &str) -> Option<[String; 2]> {
    let first = text.trim_start_matches('\u{feff}').lines().next()?.strip_prefix("#UTX")?;
    let (source, target) = first.split(';').nth(1)?.trim().split_once('/')?;
    Some([language_tag(source.trim()).ok()?, language_tag(target.trim()).ok()?])
}

/// `terms.en-zh.txt`.
fn of_name(file: &str) -> Option<[String; 2]> {
    let name = file.rsplit(['/', '\\']).next()?;
    let parts: Vec<&str> = name.split(['.', '-', '_']).collect();
    let tag = |part: &str| if part.len() == 2 { language_tag(part).ok() } else { None };
    parts.windows(2).rev().find_map(|pair| match pair {
        [source, target] => Some([tag(source)?, tag(target)?]),
        _ => None,
    })
}

/// English to what the second column is written in, if that says a language.
fn of_script(text: &str) -> Option<[String; 2]> {
    let rows = || text.lines().filter(|line| !line.trim_start_matches('\u{feff}').starts_with('#'));
    let column = |number: usize| rows().filter_map(move |line| cells(line).nth(number)).flat_map(|(_, cell)| cell.chars());
    let is_kana = |c: char| matches!(c, '\u{3041}'..='\u{30fa}');
    let is_hangul = |c: char| matches!(c, '\u{ac00}'..='\u{d7af}');
    if !column(0).all(|c| c.is_ascii() || !c.is_alphabetic()) {
        return None;
    }
    let target = if column(1).any(is_kana) {
        "ja"
    } else if column(1).any(is_hangul) {
        "ko"
    } else if has_han(&column(1).collect::<String>()) {
        "zh"
    } else {
        return None;
    };
    Some(["en".to_owned(), target.to_owned()])
}

struct Reader<'t> {
    file: Arc<String>,
    lines: LineIndex<'t>,
    errors: Vec<RowError>,
    concepts: Vec<Concept>,
    /// Number of the concept by source term.
    known: HashMap<String, usize>,
}

impl Reader<'_> {
    fn row(&mut self, line: &str, start: usize, languages: &[String; 2], status_column: Option<usize>) {
        let cells: Vec<(usize, &str)> = cells(line).collect();
        let (Some(&(source_at, source)), Some(&(target_at, target))) = (cells.first(), cells.get(1)) else { return };
        if source.is_empty() || target.is_empty() {
            return;
        }
        for (at, term) in [(source_at, source), (target_at, target)] {
            if let Some(fault) = term_fault(term) {
                let shown: String = term.chars().take(40).filter(|c| !c.is_control()).collect();
                let origin = self.origin(start + at);
                let reason = format!("\"{shown}\" {fault}");
                self.errors.push(RowError::at(&origin, reason));
                return;
            }
        }
        let origin = self.origin(start + source_at);
        let target_origin = self.origin(start + target_at);
        let term = |language: &String, text: &str, status, origin| Term {
            language: language.as_str().into(),
            text: text.into(),
            status,
            case: CaseRule::default(),
            ambiguous: false,
            usage: None,
            origin,
        };
        let said = status_column.and_then(|column| cells.get(column)).map(|(_, status)| *status).unwrap_or_default();
        let number = *self.known.entry(source.to_owned()).or_insert_with(|| {
            let source = term(&languages[0], source, AdministrativeStatus::Preferred, origin.clone());
            self.concepts.push(Concept { origin, terms: vec![source], ..Concept::default() });
            self.concepts.len() - 1
        });
        let concept = &mut self.concepts[number];
        let status = match said {
            "forbidden" => AdministrativeStatus::Deprecated,
            "non-standard" => AdministrativeStatus::Admitted,
            _ if concept.preferred(&languages[1]).is_some() => AdministrativeStatus::Admitted,
            _ => AdministrativeStatus::Preferred,
        };
        let is_same = |known: &Term| {
            known.language == languages[1] && known.text == target && known.status.is_approved() == status.is_approved()
        };
        if !concept.terms.iter().any(is_same) {
            concept.terms.push(term(&languages[1], target, status, target_origin));
        }
        let comment = if status_column.is_none() { cells.get(2).map(|(_, comment)| *comment) } else { None };
        if let Some(comment) = comment.filter(|comment| !comment.is_empty()) {
            concept.about_mut().note.get_or_insert_with(|| comment.to_owned());
        }
    }

    fn origin(&mut self, at: usize) -> Origin {
        Origin::new(&self.file, self.lines.place(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(file: &str, text: &str) -> Vec<String> {
        let glossary = read(file, text.as_bytes()).unwrap();
        let term = |term: &Term| format!("{}:{}:{}", term.language, term.text, term.status.name());
        let row = |concept: &Concept| {
            let terms: Vec<String> = concept.terms.iter().map(term).collect();
            format!("{} {}", terms.join(" "), concept.note().unwrap_or("-"))
        };
        glossary.concepts.iter().map(row).collect()
    }

    #[test]
    fn two_columns_are_read_in_the_languages_that_are_known() {
        let text = "\u{feff}# Glossary in tab-separated format -*- coding: utf-8 -*-\r\n\r\npod\t 容器组 \tk8s\r\nempty\t\r\nalone\r\npod\t吊舱\r\npod\t容器组\r\n";
        let expected = ["en:pod:preferred zh:容器组:preferred zh:吊舱:admitted k8s"];
        assert_eq!(rows("a/terms.txt", text), expected);
        assert_eq!(rows("en-zh.tab", text), expected);
        assert_eq!(rows("my.de_fr.utf8", "Haus\tmaison"), ["de:Haus:preferred fr:maison:preferred -"]);
        let utx = "#UTX-S 1.00; en/ja; 2026-01-01; x\n#src\ttgt\tsrc:pos\tterm status\npod\tポッド\tnoun\tapproved\npod\tさや\tnoun\tforbidden\n";
        assert_eq!(rows("x.utx", utx), ["en:pod:preferred ja:ポッド:preferred ja:さや:deprecated -"]);
    }

    #[test]
    fn faults_have_their_place() {
        for (text, expected) in [
            ("Haus\tmaison", "terms.txt: its languages are not known: name it like \"terms.en-de.txt\""),
            ("pod\t容器\nx\t ……", "terms.txt:2:4: \"……\" consists of punctuation only"),
        ] {
            assert_eq!(read("terms.txt", text.as_bytes()).unwrap_err().to_string(), expected, "{text}");
        }
    }
}
