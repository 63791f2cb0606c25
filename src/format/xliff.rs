//! XLIFF 1.x and 2.x, with what SDL Trados and memoQ make of it: each `<target>` becomes a segment, its `<source>` the source.
//!
//! Units that are not to be translated, and proposals (`<alt-trans>`, `<match>`), are no text of the document.

use quick_xml::events::{BytesStart, Event};

use super::content::Part;
use super::units::{Fields, Units, bitext};
use super::{Format, Malformed, language_tag};
use crate::bitext::{Bitext, State};
use crate::document::Document;
use crate::text::Locus;
use crate::text::xml::{Xml, attribute, is_preserved, is_translatable};

/// XLIFF files.
pub struct Xliff;

impl Format for Xliff {
    fn name(&self) -> &'static str {
        "xliff"
    }

    fn about(&self) -> &'static str {
        "XLIFF 1.x and 2.x: units, segments, inline codes and states"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xlf", "xliff", "sdlxliff", "mqxliff", "mxliff"]
    }

    fn read(&self, text: &str, document: &mut Document) {
        // What stands before a fault is of use to those who do not ask for faults.
        let _malformed = self.read_units(text, None, document).is_err();
    }

    fn read_units(&self, text: &str, _language: Option<&str>, target: &mut Document) -> Result<Option<Bitext>, Malformed> {
        let mut source = Document::default();
        let mut reader = Reader { text, xml: Xml::new(text), units: Units::new(text, &mut source, target), scopes: Vec::new() };
        reader.read()?;
        let units = reader.units.finish();
        Ok(Some(bitext(source, header(text, ["srcLang", "source-language"]).first().cloned(), units)))
    }

    fn is_bilingual(&self) -> bool {
        true
    }

    fn languages(&self, text: &str) -> Vec<String> {
        header(text, ["trgLang", "target-language"])
    }
}

/// The languages that `<xliff>` and the first `<file>` say, or the first `<target>` for that of the targets.
fn header(text: &str, names: [&str; 2]) -> Vec<String> {
    let mut xml = Xml::new(text);
    let mut found = Vec::new();
    while let Ok(Some((event, _))) = xml.event() {
        let (Event::Start(start) | Event::Empty(start)) = event else { continue };
        let named = match start.local_name().into_inner() {
            "xliff" | "file" => names.iter().find_map(|name| attribute(&start, name)),
            "target" if names[0] == "trgLang" => attribute(&start, "lang"),
            "source" if names[0] == "srcLang" => attribute(&start, "lang"),
            _ => None,
        };
        found.extend(named.as_deref().and_then(language_tag));
        if !found.is_empty() || start.local_name().into_inner() == "target" {
            break;
        }
    }
    found
}

/// What an element hands down to those inside.
#[derive(Clone, Copy)]
struct Scope {
    is_translatable: bool,
    is_preserved: bool,
}

struct Reader<'t, 'd> {
    text: &'t str,
    xml: Xml<'t>,
    units: Units<'t, 'd>,
    scopes: Vec<Scope>,
}

impl<'t> Reader<'t, '_> {
    fn read(&mut self) -> Result<(), Malformed> {
        let mut is_first = true;
        while let Some((event, locus)) = self.xml.event()? {
            match event {
                Event::Start(start) => {
                    if std::mem::take(&mut is_first) && start.local_name().into_inner() != "xliff" {
                        return Err(Malformed { locus, message: "the first element is not <xliff>".to_owned() });
                    }
                    let scope = self.scope(&start);
                    match start.local_name().into_inner() {
                        "trans-unit" if scope.is_translatable => self.trans_unit(&start, scope)?,
                        "unit" if scope.is_translatable => self.unit(&start, scope)?,
                        "trans-unit" | "unit" | "bin-source" | "bin-target" => {
                            self.xml.skip(&start)?;
                        }
                        _ => self.scopes.push(scope),
                    }
                }
                Event::Empty(start) if start.local_name().into_inner() == "xliff" => is_first = false,
                Event::End(_) => {
                    self.scopes.pop();
                }
                Event::Comment(_) => self.comment(locus),
                _ => {}
            }
        }
        if is_first { Err(Malformed::without_root(self.text, "xliff")) } else { Ok(()) }
    }

    fn scope(&self, start: &BytesStart<'_>) -> Scope {
        let outer = self.scopes.last().copied().unwrap_or(Scope { is_translatable: true, is_preserved: false });
        Scope {
            is_translatable: is_translatable(start).unwrap_or(outer.is_translatable),
            is_preserved: is_preserved(start).unwrap_or(outer.is_preserved),
        }
    }

    /// A comment, or the text of a note, in which a suppression may stand.
    fn comment(&mut self, locus: Locus) {
        let raw = locus.get(self.text);
        if raw.contains("glossator") {
            let inner = raw.trim_start_matches("<!--").trim_end_matches("-->").trim();
            self.units.target.builder.comment(locus, inner);
        }
    }

    /// A unit of XLIFF 1.x.
    fn trans_unit(&mut self, start: &BytesStart<'_>, scope: Scope) -> Result<(), Malformed> {
        let id = attribute(start, "id").or_else(|| attribute(start, "resname"));
        let mut fields = Fields { id, is_preserved: scope.is_preserved, ..Fields::default() };
        if let Some(status) = attribute(start, "status") {
            fields.state = status_of(&status);
        }
        let mut states: Vec<(String, State)> = Vec::new();
        while let Some((event, locus)) = self.xml.event()? {
            match event {
                Event::Start(child) => match child.local_name().into_inner() {
                    "source" => fields.source = Some(self.xml.skip(&child)?),
                    // The source once more, with the segments that the target has.
                    "seg-source" => fields.source = Some(self.xml.skip(&child)?),
                    "target" => {
                        if let Some(state) = attribute(&child, "state") {
                            fields.state = state_of(&state);
                        }
                        fields.is_preserved = is_preserved(&child).unwrap_or(fields.is_preserved);
                        fields.target = Some(self.xml.skip(&child)?);
                    }
                    "note" => {
                        let inner = self.xml.skip(&child)?;
                        self.comment(inner);
                    }
                    "seg-defs" => self.segment_states(&mut states)?,
                    _ => {
                        self.xml.skip(&child)?;
                    }
                },
                Event::Comment(_) => self.comment(locus),
                Event::End(_) => break,
                _ => {}
            }
        }
        self.units.read(&fields, |part| match part {
            Part::Segment(mid) => states.iter().find(|(id, _)| id == mid).map(|(_, state)| *state),
            Part::Main | Part::SubFlow(_) => None,
        })
    }

    /// What SDL Trados says of the segments of a unit: `<sdl:seg id="1" conf="Draft">`.
    fn segment_states(&mut self, states: &mut Vec<(String, State)>) -> Result<(), Malformed> {
        let mut add = |start: &BytesStart<'_>| {
            if let (Some(id), Some(confirmed)) = (attribute(start, "id"), attribute(start, "conf")) {
                states.push((id, status_of(&confirmed)));
            }
        };
        while let Some((event, _)) = self.xml.event()? {
            match event {
                Event::Start(start) => {
                    add(&start);
                    self.xml.skip(&start)?;
                }
                Event::Empty(start) => add(&start),
                Event::End(_) => break,
                _ => {}
            }
        }
        Ok(())
    }

    /// A unit of XLIFF 2.x: segments, and what stands between them.
    fn unit(&mut self, start: &BytesStart<'_>, scope: Scope) -> Result<(), Malformed> {
        let id = attribute(start, "id");
        self.units.next_unit();
        while let Some((event, locus)) = self.xml.event()? {
            match event {
                Event::Start(child) => match child.local_name().into_inner() {
                    "ignorable" => self.ignorable()?,
                    "segment" => self.segment(&child, id.as_deref(), scope)?,
                    "notes" => {
                        let inner = self.xml.skip(&child)?;
                        self.notes(inner)?;
                    }
                    _ => {
                        self.xml.skip(&child)?;
                    }
                },
                Event::Comment(_) => self.comment(locus),
                Event::End(_) => break,
                _ => {}
            }
        }
        Ok(())
    }

    /// What stands between two segments.
    fn ignorable(&mut self) -> Result<(), Malformed> {
        let mut inners = [None, None];
        while let Some((event, _)) = self.xml.event()? {
            match event {
                Event::Start(child) => {
                    let inner = self.xml.skip(&child)?;
                    match child.local_name().into_inner() {
                        "source" => inners[0] = Some(inner),
                        "target" => inners[1] = Some(inner),
                        _ => {}
                    }
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        self.units.pass(self.text, inners)
    }

    fn segment(&mut self, start: &BytesStart<'_>, unit: Option<&str>, scope: Scope) -> Result<(), Malformed> {
        let id = match (unit, attribute(start, "id")) {
            (Some(unit), Some(segment)) => Some(format!("{unit}/{segment}")),
            (unit, _) => unit.map(str::to_owned),
        };
        let state = attribute(start, "state").map_or(State::Translated, |state| state_of(&state));
        let mut fields = Fields { id, state, is_preserved: scope.is_preserved, ..Fields::default() };
        while let Some((event, locus)) = self.xml.event()? {
            match event {
                Event::Start(child) => {
                    let name = child.local_name();
                    let inner = self.xml.skip(&child)?;
                    match name.into_inner() {
                        "source" => fields.source = Some(inner),
                        "target" => fields.target = Some(inner),
                        _ => {}
                    }
                    fields.is_preserved = is_preserved(&child).unwrap_or(fields.is_preserved);
                }
                Event::Comment(_) => self.comment(locus),
                Event::End(_) => break,
                _ => {}
            }
        }
        self.units.read(&fields, |_| None)
    }

    fn notes(&mut self, inner: Locus) -> Result<(), Malformed> {
        let mut xml = Xml::part(self.text, inner);
        while let Some((event, _)) = xml.event()? {
            if let Event::Start(start) = event {
                let inner = xml.skip(&start)?;
                self.comment(inner);
            }
        }
        Ok(())
    }
}

/// The states of XLIFF 1.2 (`state` of `<target>`) and 2.x (`state` of `<segment>`).
fn state_of(state: &str) -> State {
    match state {
        "new" | "initial" => State::Untranslated,
        _ if state.starts_with("needs-") => State::NeedsReview,
        _ => State::Translated,
    }
}

/// What SDL Trados (`conf`) and memoQ (`mq:status`) say instead.
fn status_of(status: &str) -> State {
    match status {
        "NotStarted" | "Unspecified" => State::Untranslated,
        "Draft"
        | "RejectedTranslation"
        | "RejectedSignOff"
        | "Rejected"
        | "PartiallyEdited"
        | "AssembledFromFragments"
        | "MachineTranslated"
        | "Pretranslated" => State::NeedsReview,
        _ => State::Translated,
    }
}

#[cfg(test)]
mod tests;
