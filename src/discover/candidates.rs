//! Groups as rows of a glossary, for a person to go through.
//!
//! Every rendering stands in the language's own column, the likely canonical one first: nothing is deprecated before
//! somebody decides so. A glossary that is read ignores the column `confidence`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::group::{Group, Rendering};
use crate::similarity::syllable;
use crate::text::counted;
use crate::text::script::has_han;

/// The rows in CSV, with a header: a column for the names and one for each language of renderings, that of `languages` first.
/// Groups of one name in several languages are one row.
///
/// # Errors
///
/// When a row cannot be written to memory.
pub fn csv(groups: &[Group], [source_language, language]: [&str; 2]) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
    let of = |group: &Group| group.language.clone().unwrap_or_else(|| language.to_owned());
    let mut languages: Vec<String> = Vec::new();
    for language in groups.iter().map(of).chain([language.to_owned()].into_iter().filter(|_| groups.is_empty())) {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    let columns = languages.iter().map(String::as_str);
    out.write_record(["id", "kind", source_language].into_iter().chain(columns).chain(["confidence", "note"]))?;
    let mut ids = FxHashSet::default();
    for row in rows(groups, &of) {
        let Some(first) = row.first() else { continue };
        let name = first.source.as_deref().or_else(|| first.renderings.first().map(|rendering| rendering.text.as_str()));
        let id = unique(&id(name.unwrap_or_default()), &mut ids);
        // A row needs an English name: without one it says how the rendering is read, for a person to replace.
        let source = first.source.clone().unwrap_or_else(|| read_aloud(name.unwrap_or_default())).replace('|', "\\|");
        let texts = |language: &String| {
            let groups = row.iter().filter(|group| of(group) == *language);
            let texts = groups.flat_map(|group| &group.renderings).map(|rendering| rendering.text.replace('|', "\\|"));
            texts.collect::<Vec<String>>().join("|")
        };
        let score = row.iter().map(|group| group.score).fold(1.0, f64::min);
        let notes: Vec<String> = row.iter().map(|group| note(group)).collect();
        let cells = [id, first.kind.name().to_owned(), source].into_iter().chain(languages.iter().map(texts));
        out.write_record(cells.chain([format!("{score:.2}"), notes.join("; ")]))?;
    }
    out.into_inner().map_err(|error| error.into_error().into())
}

/// Groups by row: those of one name, of which each is in another language, belong together.
fn rows<'g>(groups: &'g [Group], of: &impl Fn(&Group) -> String) -> Vec<Vec<&'g Group>> {
    let mut rows: Vec<Vec<&Group>> = Vec::new();
    let mut by_name: FxHashMap<&str, usize> = FxHashMap::default();
    for group in groups {
        let known = group.source.as_deref().and_then(|name| by_name.get(name).copied());
        let row = known.filter(|&row| rows[row].iter().all(|other| of(other) != of(group)));
        match row {
            Some(row) => rows[row].push(group),
            None => {
                by_name.extend(group.source.as_deref().map(|name| (name, rows.len())));
                rows.push(vec![group]);
            }
        }
    }
    rows
}

/// What a person should know who goes through the rows.
fn note(group: &Group) -> String {
    let unknown = if group.source.is_none() { "source unknown, \"en\" is how it is read; " } else { "" };
    match group.source_mentions {
        Some(mentions) => counts(group, mentions),
        None => format!("{unknown}{}", group.evidence.first().map_or("", String::as_str)),
    }
}

/// How often the name stands in the originals, and each rendering beside it.
fn counts(group: &Group, mentions: usize) -> String {
    let rendering = |rendering: &Rendering| {
        format!("{} {} in {}", rendering.text, counted(rendering.mentions, "mention"), counted(rendering.documents, "document"))
    };
    let renderings: Vec<String> = group.renderings.iter().map(rendering).collect();
    format!("{} in the originals; {}", counted(mentions, "mention"), renderings.join("; "))
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
            language: None,
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
        let in_two =
            [group(Some("Tide"), &["潮"]), Group { language: Some("de".to_owned()), ..group(Some("Tide"), &["Gezeiten"]) }];
        let bytes = csv(&in_two, ["en", "zh"]).expect("written to memory");
        assert!(
            String::from_utf8_lossy(&bytes).starts_with("id,kind,en,zh,de,confidence,note\ntide,person,Tide,潮,Gezeiten,0.93,")
        );
        let ids: Vec<&str> = read.concepts.iter().map(|concept| concept.id.as_str()).collect();
        assert_eq!(ids, ["mara-bellini", "ma-la-sa-tuo", "mara-bellini-2"]);
        assert_eq!(read.concepts[1].terms.last().map(|term| term.text.as_str()), Some("a|b"));
    }
}
