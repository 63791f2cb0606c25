//! Reads TBX, the exchange format of terminology (ISO 30042): versions 2 (`<martif>`) and 3 (`<tbx>`), core, min and basic,
//! in both styles (DCA: `<termNote type="…">`, DCT: an element for each category).
//!
//! What the model has and TBX does not stands in notes that begin with `glossator:`, written by `write`.

mod write;

pub use write::write;

use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::cells::split_list;
use super::error::{GlossaryError, RowError};
use super::model::{AdministrativeStatus, CaseRule, Concept, FirstMention, Glossary, Kind, Origin, Term, Usage, kept};
use super::validate::{by_name, character_fault, complete_ids, language_tag, self_contradiction, term_fault};
use crate::text::xml::{Xml, attribute, plain_text};
use crate::text::{LineIndex, Locus, Malformed, SourceFile};

/// How a note begins that is for us.
const OWN: &str = "glossator:";

/// Reads a glossary.
///
/// A term without a status is preferred if it is the first of its language, else admitted. Empty terms and entries
/// without a term are passed over.
///
/// # Errors
/// Every fault, in the order of the file; of a file that is no TBX, the first.
pub fn read(file: &str, bytes: &[u8]) -> Result<Glossary, GlossaryError> {
    let source = SourceFile::decode(bytes).map_err(|error| GlossaryError::of_file(file, error.to_string()))?;
    let text = source.text();
    let mut reader = Reader {
        file: Arc::new(file.to_owned()),
        text,
        lines: LineIndex::new(text),
        xml: Xml::new(text),
        errors: Vec::new(),
        concepts: Vec::new(),
        ids: HashMap::new(),
        concept: None,
        language: None,
        term: None,
    };
    if let Err(fault) = reader.read() {
        reader.error(fault.locus.start, fault.message);
    }
    let (mut concepts, mut errors) = (reader.concepts, reader.errors);
    complete_ids(&mut concepts);
    errors.sort();
    if errors.is_empty() { Ok(Glossary { concepts, ..Glossary::default() }) } else { Err(GlossaryError { errors }) }
}

/// A term that is being read.
#[derive(Default)]
struct Draft {
    at: usize,
    text: String,
    status: Option<AdministrativeStatus>,
    case: CaseRule,
    ambiguous: bool,
    usage: Usage,
}

struct Reader<'t> {
    file: Arc<String>,
    text: &'t str,
    lines: LineIndex<'t>,
    xml: Xml<'t>,
    errors: Vec<RowError>,
    concepts: Vec<Concept>,
    /// Lines by id.
    ids: HashMap<String, usize>,
    concept: Option<(Concept, Vec<(String, Draft)>)>,
    language: Option<String>,
    term: Option<Draft>,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), Malformed> {
        let mut is_first = true;
        while let Some((event, locus)) = self.xml.event()? {
            match event {
                Event::Start(start) => {
                    if std::mem::take(&mut is_first) && !matches!(start.local_name().into_inner(), "martif" | "tbx" | "TBX") {
                        return Err(Malformed { locus, message: "not a TBX file: its first element is not <tbx>".to_owned() });
                    }
                    self.start(&start, locus)?;
                }
                Event::End(end) => match end.local_name().into_inner() {
                    "termEntry" | "conceptEntry" => self.end_of_concept(),
                    "langSet" | "langSec" => self.language = None,
                    "tig" | "ntig" | "termSec" => self.end_of_term(),
                    _ => {}
                },
                _ => {}
            }
        }
        if is_first {
            let locus = Locus::new(0, self.text.len().min(1));
            return Err(Malformed { locus, message: "not a TBX file: it has no element".to_owned() });
        }
        Ok(())
    }

    fn start(&mut self, start: &BytesStart<'_>, locus: Locus) -> Result<(), Malformed> {
        let name = start.local_name().into_inner();
        match name {
            "termEntry" | "conceptEntry" => {
                let id = attribute(start, "id").unwrap_or_default().trim().to_owned();
                let origin = self.origin(locus.start);
                if let Some(fault) = character_fault(&id, &[]) {
                    self.error(locus.start, format!("\"id\" {fault}"));
                }
                if let Some(first) = self.ids.get(&id) {
                    self.error(locus.start, format!("id \"{id}\" is already used in line {first}"));
                } else if !id.is_empty() {
                    self.ids.insert(id.clone(), origin.line as usize);
                }
                self.concept = Some((Concept { id, origin, ..Concept::default() }, Vec::new()));
            }
            "langSet" | "langSec" => {
                let tag = attribute(start, "lang").unwrap_or_default().replace('_', "-");
                match language_tag(&tag) {
                    Ok(tag) => self.language = Some(tag),
                    Err(reason) => self.error(locus.start, reason),
                }
            }
            "tig" | "ntig" | "termSec" => self.term = Some(Draft { at: locus.start, ..Draft::default() }),
            "term" if self.term.is_some() => {
                let inner = self.xml.skip(start)?;
                let text = plain_text(self.text, inner)?;
                if let Some(term) = &mut self.term {
                    (term.text, term.at) = (text, inner.start);
                }
            }
            _ if self.concept.is_some() => {
                // In the one style the element says what it is, in the other its type does.
                let category = attribute(start, "type").unwrap_or_else(|| name.to_owned());
                if matches!(
                    category.as_str(),
                    "subjectField" | "definition" | "context" | "administrativeStatus" | "normativeAuthorization" | "note"
                ) {
                    let inner = self.xml.skip(start)?;
                    let value = plain_text(self.text, inner)?;
                    self.category(&category, &value, inner.start);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What a data category says of the term or concept that is open.
    fn category(&mut self, category: &str, value: &str, at: usize) {
        if value.is_empty() {
            return;
        }
        let first = |slot: &mut Option<String>| {
            slot.get_or_insert_with(|| value.to_owned());
        };
        let own = if category == "note" { value.strip_prefix(OWN).map(str::trim) } else { None };
        match (&mut self.term, &mut self.concept) {
            (Some(term), _) => match (category, own) {
                ("administrativeStatus" | "normativeAuthorization", _) => match status(value) {
                    Some(status) => term.status = Some(status),
                    None => self.error(at, format!("unknown status \"{value}\"")),
                },
                ("context", _) => first(&mut term.usage.context),
                ("note", Some(own)) => {
                    if let Err(reason) = own_of_term(term, own) {
                        self.error(at, reason);
                    }
                }
                _ => {}
            },
            (None, Some((concept, _))) => match (category, own) {
                ("subjectField", _) => first(&mut concept.about_mut().subject_field),
                ("definition", _) => first(&mut concept.about_mut().definition),
                ("note", Some(own)) => {
                    if let Err(reason) = own_of_concept(concept, own) {
                        self.error(at, reason);
                    }
                }
                ("note", None) if self.language.is_none() => first(&mut concept.about_mut().note),
                _ => {}
            },
            (None, None) => {}
        }
    }

    fn end_of_term(&mut self) {
        let (Some(term), Some(language)) = (self.term.take(), self.language.clone()) else { return };
        if term.text.is_empty() {
            // A language that nobody has filled in yet.
        } else if let Some(fault) = term_fault(&term.text) {
            let shown: String = term.text.chars().take(40).filter(|c| !c.is_control()).collect();
            self.error(term.at, format!("\"{shown}\" {fault}"));
        } else if let Some((_, terms)) = &mut self.concept {
            // The same word as noun and as verb is one rendering.
            let known =
                |other: &(String, Draft)| other.0 == language && other.1.text == term.text && other.1.status == term.status;
            if !terms.iter().any(known) {
                terms.push((language, term));
            }
        }
    }

    fn end_of_concept(&mut self) {
        let Some((mut concept, drafts)) = self.concept.take() else { return };
        for (number, (language, draft)) in drafts.iter().enumerate() {
            let in_language = || drafts.iter().enumerate().filter(|(_, (other, _))| other == language);
            let named = in_language().any(|(_, (_, other))| other.status == Some(AdministrativeStatus::Preferred));
            let first = in_language().find(|(_, (_, other))| other.status.is_none()).map(|(first, _)| first);
            let status = draft.status.unwrap_or(match first == Some(number) && !named {
                true => AdministrativeStatus::Preferred,
                false => AdministrativeStatus::Admitted,
            });
            concept.terms.push(Term {
                language: language.as_str().into(),
                text: draft.text.as_str().into(),
                status,
                case: draft.case,
                ambiguous: draft.ambiguous,
                usage: kept(draft.usage.clone()),
                origin: self.origin(draft.at),
            });
        }
        if let Some((number, reason)) = self_contradiction(&concept) {
            let at = drafts.get(number).map_or(0, |(_, draft)| draft.at);
            self.error(at, reason);
        }
        if !concept.terms.is_empty() {
            self.concepts.push(concept);
        }
    }

    fn origin(&mut self, at: usize) -> Origin {
        Origin::new(&self.file, self.lines.place(at))
    }

    fn error(&mut self, at: usize, reason: String) {
        let origin = self.origin(at);
        self.errors.push(RowError::at(&origin, reason));
    }
}

/// The statuses of TBX-Basic (`preferredTerm-admn-sts`) and of the older `normativeAuthorization`.
fn status(value: &str) -> Option<AdministrativeStatus> {
    match value.trim_end_matches("-admn-sts").trim_end_matches("Term") {
        "preferred" | "standardized" | "legal" | "regulated" => Some(AdministrativeStatus::Preferred),
        "admitted" => Some(AdministrativeStatus::Admitted),
        "deprecated" | "superseded" => Some(AdministrativeStatus::Deprecated),
        _ => None,
    }
}

fn own_of_concept(concept: &mut Concept, own: &str) -> Result<(), String> {
    match own.split_once('=') {
        Some(("kind", name)) => concept.kind = by_name("kind", name, &Kind::ALL, Kind::name)?,
        Some(("first_mention", name)) => {
            concept.first_mention = Some(by_name("first_mention", name, &FirstMention::ALL, FirstMention::name)?);
        }
        _ => return Err(format!("\"{own}\" is nothing that glossator writes")),
    }
    Ok(())
}

fn own_of_term(term: &mut Draft, own: &str) -> Result<(), String> {
    let list = |value: &str| {
        let mut list = Vec::new();
        split_list(value, |entry| list.push(entry.into_owned()));
        list
    };
    match own.split_once('=') {
        None if own == "ambiguous" => term.ambiguous = true,
        Some(("case", name)) => term.case = by_name("case", name, &CaseRule::ALL, CaseRule::name)?,
        Some(("when", value)) => term.usage.when = list(value),
        Some(("unless", value)) => term.usage.unless = list(value),
        _ => return Err(format!("\"{own}\" is nothing that glossator writes")),
    }
    if term.ambiguous && term.status.is_some_and(AdministrativeStatus::is_approved) {
        return Err("only a deprecated term can be ambiguous".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
