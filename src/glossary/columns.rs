//! The header of a CSV glossary: what each column holds.
//!
//! Shared by the reader and by the writer of decisions; cells of the rows are for them.

use crate::error::suggest;

use super::cells::Record;
use super::validate::language_tag;

/// Names of the columns that are not languages.
pub const NAMES: &[&str] = &["id", "kind", "case", "when", "unless", "note", "definition", "subject_field"];

/// What may follow a language tag and a colon.
const LISTS: &[&str] = &["preferred", "admitted", "deprecated", "ambiguous"];

/// What a language column lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermColumn {
    /// The first entry is preferred, further ones are admitted.
    Plain,
    /// Renderings to use.
    Preferred,
    /// Renderings that are also right.
    Admitted,
    /// Renderings not to be used.
    Deprecated,
    /// Renderings not to be used that are also ordinary words.
    Ambiguous,
}

impl TermColumn {
    /// The column's name in a header.
    pub fn name(self, language: &str) -> String {
        match self {
            Self::Plain => language.to_owned(),
            Self::Preferred => format!("{language}:preferred"),
            Self::Admitted => format!("{language}:admitted"),
            Self::Deprecated => format!("{language}:deprecated"),
            Self::Ambiguous => format!("{language}:ambiguous"),
        }
    }
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// The concept's id.
    Id,
    /// The concept's kind.
    Kind,
    /// How case counts for the row's terms.
    Case,
    /// Evidence for the row's ambiguous terms.
    When,
    /// Longer words in which the row's deprecated and ambiguous terms never count.
    Unless,
    /// For the people who keep the glossary.
    Note,
    /// What the concept means.
    Definition,
    /// Subject field.
    SubjectField,
    /// Terms of a language.
    Terms {
        /// BCP-47 tag.
        language: String,
        /// What is listed.
        list: TermColumn,
    },
    /// No name: spreadsheets write such columns; their cells must be empty.
    Unnamed,
    /// What `discover` says of a proposal: for those who go through them.
    Confidence,
    /// A name that is an error; reported once, in the header.
    Unknown,
}

/// The columns of a header, one a cell, and its faults with the bytes where they stand.
pub fn columns(header: Record<'_>) -> (Vec<Column>, Vec<(usize, String)>) {
    let mut columns: Vec<Column> = Vec::with_capacity(header.len());
    let mut faults: Vec<_> = header.fault.iter().map(|&(at, fault)| (at, fault.to_owned())).collect();
    for cell in header.cells() {
        let column = column(cell.value).unwrap_or_else(|reason| {
            faults.push((cell.start, reason));
            Column::Unknown
        });
        if !matches!(column, Column::Unnamed | Column::Unknown) && columns.contains(&column) {
            faults.push((cell.start, format!("column \"{}\" stands twice", cell.value)));
        }
        columns.push(column);
    }
    let has_terms = columns.iter().any(|column| matches!(column, Column::Terms { .. } | Column::Unknown));
    if !has_terms {
        faults.push((header.start(), "no language column, such as \"zh\"".to_owned()));
    }
    (columns, faults)
}

fn column(name: &str) -> Result<Column, String> {
    let lower = name.to_lowercase();
    Ok(match lower.as_str() {
        "" => Column::Unnamed,
        "confidence" => Column::Confidence,
        "id" => Column::Id,
        "kind" => Column::Kind,
        "case" => Column::Case,
        "when" => Column::When,
        "unless" => Column::Unless,
        "note" => Column::Note,
        "definition" => Column::Definition,
        "subject_field" | "subject-field" | "subject field" => Column::SubjectField,
        _ => {
            let (tag, list) = name.split_once(':').map_or((name, None), |(tag, list)| (tag.trim(), Some(list.trim())));
            let list = match list.map(str::to_lowercase).as_deref() {
                None => TermColumn::Plain,
                Some("preferred") => TermColumn::Preferred,
                Some("admitted") => TermColumn::Admitted,
                Some("deprecated") => TermColumn::Deprecated,
                Some("ambiguous") => TermColumn::Ambiguous,
                Some(other) => {
                    return Err(match suggest(other, LISTS.iter().copied()) {
                        Some(meant) => format!("unknown column \"{name}\" (did you mean \"{tag}:{meant}\"?)"),
                        None => format!("unknown column \"{name}\" (after a language: {})", LISTS.join(", ")),
                    });
                }
            };
            Column::Terms { language: language(name, tag)?, list }
        }
    })
}

/// The language of a column; of three letters only when that is no slip in the name of another column.
fn language(name: &str, tag: &str) -> Result<String, String> {
    let meant = suggest(name, NAMES.iter().copied());
    match (language_tag(tag), meant) {
        (Ok(language), None) => Ok(language),
        (Ok(language), Some(_)) if language.len() != 3 => Ok(language),
        (_, Some(meant)) => Err(format!("unknown column \"{name}\" (did you mean \"{meant}\"?)")),
        (Err(reason), None) => Err(format!("unknown column \"{name}\": {reason}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::cells::Records;

    #[test]
    fn column_names_are_understood_or_suggested() {
        let terms = |language: &str, list| Ok(Column::Terms { language: language.to_owned(), list });
        for (name, expected) in [
            ("ID", Ok(Column::Id)),
            ("id", Ok(Column::Id)),
            ("zh", terms("zh", TermColumn::Plain)),
            ("zh-hant : Admitted", terms("zh-Hant", TermColumn::Admitted)),
            ("yue:ambiguous", terms("yue", TermColumn::Ambiguous)),
            ("is", terms("is", TermColumn::Plain)),
            ("", Ok(Column::Unnamed)),
            ("knd", Err("unknown column \"knd\" (did you mean \"kind\"?)")),
            ("notes", Err("unknown column \"notes\" (did you mean \"note\"?)")),
            ("zh:deprecate", Err("unknown column \"zh:deprecate\" (did you mean \"zh:deprecated\"?)")),
            ("zh:x", Err("unknown column \"zh:x\" (after a language: preferred, admitted, deprecated, ambiguous)")),
            ("zh_CN", Err("unknown column \"zh_CN\": \"zh_CN\" is not a language tag (did you mean \"zh-CN\"?)")),
            ("colour", Err("unknown column \"colour\": \"colour\" is not a language tag")),
        ] {
            assert_eq!(column(name), expected.map_err(str::to_owned), "{name}");
        }
    }

    #[test]
    fn a_header_needs_a_language_and_no_name_twice() {
        let mut records = Records::new("id,ID", b',');
        let (_, faults) = columns(records.next().expect("there is a header"));
        assert_eq!(faults, [(3, "column \"ID\" stands twice".to_owned()), (0, "no language column, such as \"zh\"".to_owned())]);
    }
}
