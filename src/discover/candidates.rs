//! Groups as rows of a glossary, for a person to go through.
//!
//! Every rendering stands in the language's own column, the likely canonical one first: nothing is deprecated before
//! somebody decides so. A glossary that is read ignores the column `confidence`.

use rustc_hash::FxHashSet;

use super::group::{Group, Rendering};
use crate::similarity::syllable;
use crate::text::script::has_han;

/// The rows in CSV, with a header; the languages are the tags of the columns, that of the names and that of the renderings.
///
/// # Errors
///
/// When a row cannot be written to memory.
pub fn csv(groups: &[Group], [source_language, language]: [&str; 2]) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
    out.write_record(["id", "kind", source_language, language, "confidence", "note"])?;
    let mut ids = FxHashSet::default();
    for group in groups {
        let name = group.source.as_deref().or_else(|| group.renderings.first().map(|rendering| rendering.text.as_str()));
        let id = unique(&id(name.unwrap_or_default()), &mut ids);
        let texts: Vec<String> = group.renderings.iter().map(|rendering| rendering.text.replace('|', "\\|")).collect();
        // A row needs an English name: without one it says how the rendering is read, for a person to replace.
        let source = group.source.clone().unwrap_or_else(|| read_aloud(name.unwrap_or_default())).replace('|', "\\|");
        let unknown = if group.source.is_none() { "source unknown, \"en\" is how it is read; " } else { "" };
        let note = match group.source_mentions {
            Some(mentions) => counts(group, mentions),
            None => format!("{unknown}{}", group.evidence.first().map_or("", String::as_str)),
        };
        out.write_record([&id, group.kind.name(), &source, &texts.join("|"), &format!("{:.2}", group.score), &note])?;
    }
    out.into_inner().map_err(|error| error.into_error().into())
}

/// How often the name stands in the originals, and each rendering beside it.
fn counts(group: &Group, mentions: usize) -> String {
    let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    let rendering = |rendering: &Rendering| {
        format!("{} {} in {}", rendering.text, count(rendering.mentions, "mention"), count(rendering.documents, "document"))
    };
    let renderings: Vec<String> = group.renderings.iter().map(rendering).collect();
    format!("{} in the originals; {}", count(mentions, "mention"), renderings.join("; "))
}

/// An id for a name: lower case with hyphens; Chinese characters as they are read.
pub fn id(name: &str) -> String {
    let mut id = String::new();
    for c in name.chars() {
        let part = match syllable::readings(c).first().filter(|_| has_han(c.encode_utf8(&mut [0; 4]))) {
            Some(reading) => format!("-{}-", reading.text()),
            None if c.is_alphanumeric() => c.to_lowercase().to_string(),
            None => "-".to_owned(),
        };
        id.push_str(&part);
    }
    let parts: Vec<&str> = id.split('-').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "candidate".to_owned() } else { parts.join("-") }
}

/// A name as it is read: `Ma La Sa Tuo`.
fn read_aloud(name: &str) -> String {
    let capital = |part: &str| {
        let mut chars = part.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    id(name).split('-').map(capital).collect::<Vec<String>>().join(" ")
}

fn unique(id: &str, ids: &mut FxHashSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{id}-{number}"));
    let id = std::iter::once(id.to_owned()).chain(numbered).find(|id| !ids.contains(id)).unwrap_or_default();
    ids.insert(id.clone());
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::{self, Kind};

    #[test]
    fn rows_read_back_as_a_glossary() {
        let rendering =
            |text: &str| Rendering { text: text.to_owned(), documents: 1, mentions: 1, places: Vec::new(), beside: None };
        let group = |source: Option<&str>, texts: &[&str]| Group {
            score: 0.934,
            kind: Kind::Person,
            source: source.map(str::to_owned),
            source_mentions: None,
            renderings: texts.iter().map(|text| rendering(text)).collect(),
            evidence: vec!["\"甲\" and \"乙\", alike".to_owned()],
            concept: None,
        };
        let groups = [
            group(Some("Mara Bellini"), &["玛拉·贝里尼", "马拉·贝里尼"]),
            group(None, &["玛拉·萨托", "a|b"]),
            group(Some("Mara Bellini"), &["Mara Bellini"]),
        ];
        let bytes = csv(&groups, ["en", "zh"]).expect("written to memory");
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        assert!(
            text.starts_with("id,kind,en,zh,confidence,note\nmara-bellini,person,Mara Bellini,玛拉·贝里尼|马拉·贝里尼,0.93,"),
            "{text}"
        );
        let read = glossary::load::read("candidates.csv", &bytes).expect("a glossary");
        let ids: Vec<&str> = read.concepts.iter().map(|concept| concept.id.as_str()).collect();
        assert_eq!(ids, ["mara-bellini", "ma-la-sa-tuo", "mara-bellini-2"]);
        assert_eq!(read.concepts[1].terms.last().map(|term| term.text.as_str()), Some("a|b"));
    }
}
