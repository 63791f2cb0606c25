//! Writes a glossary as TBX-Basic (ISO 30042:2019, style DCA).

use std::fmt::{self, Write as _};

use quick_xml::escape::partial_escape;

use super::OWN;
use crate::glossary::cells::join_list;
use crate::glossary::model::{AdministrativeStatus, CaseRule, Concept, FirstMention, Glossary, Kind, Term};

/// The glossary, sorted by id; English first, then the other languages by tag.
///
/// What TBX-Basic has no category for (kinds, case rules, evidence, first-mention policies) is written as notes that begin
/// with `glossator:`. Self-tests are left out.
pub fn write(glossary: &Glossary) -> String {
    let mut out = String::new();
    written(&mut out, glossary).expect("a string takes all");
    out
}

fn written(out: &mut String, glossary: &Glossary) -> fmt::Result {
    out.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <tbx type=\"TBX-Basic\" style=\"dca\" xml:lang=\"en\" xmlns=\"urn:iso:std:iso:30042:ed-2\">\n\
         <tbxHeader><fileDesc><sourceDesc><p>glossator</p></sourceDesc></fileDesc></tbxHeader>\n<text><body>\n",
    );
    let mut concepts: Vec<&Concept> = glossary.concepts.iter().collect();
    concepts.sort_by(|left, right| left.id.cmp(&right.id));
    for concept in concepts {
        write_concept(out, concept)?;
    }
    out.push_str("</body></text>\n</tbx>\n");
    Ok(())
}

fn write_concept(out: &mut String, concept: &Concept) -> fmt::Result {
    writeln!(out, "<conceptEntry id=\"{}\">", quick_xml::escape::escape(concept.id.as_str()))?;
    let descriptions = [("subjectField", concept.subject_field()), ("definition", concept.definition())];
    for (category, value) in descriptions {
        if let Some(value) = value {
            writeln!(out, "  <descrip type=\"{category}\">{}</descrip>", partial_escape(value))?;
        }
    }
    if let Some(value) = concept.note() {
        note(out, 2, value)?;
    }
    if concept.kind != Kind::default() {
        note(out, 2, &format!("{OWN} kind={}", concept.kind.name()))?;
    }
    if let Some(policy) = concept.first_mention {
        note(out, 2, &format!("{OWN} first_mention={}", FirstMention::name(policy)))?;
    }
    let mut languages: Vec<&str> = concept.terms.iter().map(|term| term.language.as_str()).collect();
    languages.sort_unstable_by_key(|language| (*language != "en", *language));
    languages.dedup();
    for language in languages {
        writeln!(out, "  <langSec xml:lang=\"{language}\">")?;
        for term in concept.terms.iter().filter(|term| term.language == language) {
            write_term(out, term)?;
        }
        out.push_str("  </langSec>\n");
    }
    out.push_str("</conceptEntry>\n");
    Ok(())
}

fn write_term(out: &mut String, term: &Term) -> fmt::Result {
    let status = match term.status {
        AdministrativeStatus::Preferred => "preferredTerm-admn-sts",
        AdministrativeStatus::Admitted => "admittedTerm-admn-sts",
        AdministrativeStatus::Deprecated => "deprecatedTerm-admn-sts",
    };
    writeln!(out, "    <termSec>\n      <term>{}</term>", partial_escape(term.text.as_str()))?;
    writeln!(out, "      <termNote type=\"administrativeStatus\">{status}</termNote>")?;
    if let Some(context) = term.context() {
        writeln!(out, "      <descrip type=\"context\">{}</descrip>", partial_escape(context))?;
    }
    if term.case != CaseRule::default() {
        note(out, 6, &format!("{OWN} case={}", term.case.name()))?;
    }
    if term.ambiguous {
        note(out, 6, &format!("{OWN} ambiguous"))?;
    }
    for (name, list) in [("when", term.when()), ("unless", term.unless())] {
        if !list.is_empty() {
            note(out, 6, &format!("{OWN} {name}={}", join_list(list)))?;
        }
    }
    out.push_str("    </termSec>\n");
    Ok(())
}

fn note(out: &mut String, indent: usize, text: &str) -> fmt::Result {
    writeln!(out, "{:indent$}<note>{}</note>", "", partial_escape(text))
}
