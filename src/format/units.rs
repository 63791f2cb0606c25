//! Writes the units of a file into two documents, the target and its source.

use super::Malformed;
use super::content::{self, Annotations, Part, Side};
use super::prose::Prose;
use crate::bitext::{Bitext, Piece, State, TranslationUnit};
use crate::document::Document;
use crate::text::Locus;

/// Two documents being written, and the units that pair their segments.
pub struct Units<'t, 'd> {
    /// The sources.
    pub source: Prose<'t, 'd>,
    /// The translations.
    pub target: Prose<'t, 'd>,
    units: Vec<TranslationUnit>,
    /// What spans the segments of a unit, in its sources and in its translations.
    annotations: [Annotations; 2],
}

/// What a file says of a unit of XML.
#[derive(Debug, Default)]
pub struct Fields {
    /// What the file calls it.
    pub id: Option<String>,
    /// Inside of the source.
    pub source: Option<Locus>,
    /// Inside of the translation.
    pub target: Option<Locus>,
    /// How far the translation has come.
    pub state: State,
    /// Whether white space counts.
    pub is_preserved: bool,
}

impl<'t, 'd> Units<'t, 'd> {
    pub fn new(text: &'t str, source: &'d mut Document, target: &'d mut Document) -> Self {
        source.clear();
        target.clear();
        let mut units = Self {
            source: Prose::new(text, source.builder()),
            target: Prose::new(text, target.builder()),
            units: Vec::new(),
            annotations: Default::default(),
        };
        (units.source.is_strings, units.target.is_strings) = (true, true);
        units
    }

    /// Starts what belongs together: the block of both documents.
    pub fn next_block(&mut self) {
        self.source.builder.next_block();
        self.target.builder.next_block();
    }

    /// A unit of several segments begins.
    pub fn next_unit(&mut self) {
        self.annotations = Default::default();
    }

    /// What stands between segments, and is no text: the inside of its source and of its translation.
    ///
    /// # Errors
    /// If it is no XML.
    pub fn pass(&mut self, text: &str, inners: [Option<Locus>; 2]) -> Result<(), Malformed> {
        for (annotations, inner) in self.annotations.iter_mut().zip(inners) {
            inner.map_or(Ok(()), |inner| annotations.pass(text, inner))?;
        }
        Ok(())
    }

    /// Adds a unit, unless neither side has text. One without a translation is untranslated, whatever the file says.
    pub fn push(&mut self, id: Option<&str>, source: Vec<Piece>, target: Vec<Piece>, state: State) {
        if source.is_empty() && target.is_empty() {
            return;
        }
        let state = if target.is_empty() { State::Untranslated } else { state };
        self.units.push(TranslationUnit { id: id.map(str::to_owned), source, target, state, score: None });
    }

    /// Reads a unit of XML; `state_of` knows better about some of its segments.
    ///
    /// A draft that has not been begun (`new`, `initial`) is no translation, even if there is text in its place.
    ///
    /// # Errors
    /// If the source or the translation is no XML.
    pub fn read(&mut self, fields: &Fields, state_of: impl Fn(&Part) -> Option<State>) -> Result<(), Malformed> {
        self.next_block();
        let (source, target) = (&mut self.source, &mut self.target);
        let [in_source, in_target] = &mut self.annotations;
        let mut sources = match fields.source {
            Some(inner) => content::read(source, inner, Side::Source, fields.is_preserved, in_source)?,
            None => Vec::new(),
        };
        let state = |part: &Part| state_of(part).unwrap_or(fields.state);
        let mut targets = match fields.target {
            Some(inner) if fields.state != State::Untranslated => {
                content::read(target, inner, Side::Target, fields.is_preserved, in_target)?
            }
            _ => Vec::new(),
        };
        let mut parts: Vec<Part> = Vec::new();
        for (part, _) in targets.iter().chain(&sources) {
            if !parts.contains(part) {
                parts.push(part.clone());
            }
        }
        for part in parts {
            let of = |pieces: &mut Vec<(Part, Piece)>| {
                pieces.extract_if(.., |(other, _)| *other == part).map(|(_, piece)| piece).collect()
            };
            let (source, target) = (of(&mut sources), of(&mut targets));
            let id = match (&fields.id, &part) {
                (Some(id), Part::Main) => Some(id.clone()),
                (Some(id), Part::Segment(mid)) => Some(format!("{id}/{mid}")),
                (Some(id), Part::SubFlow(number)) => Some(format!("{id}/sub-{}", number + 1)),
                (None, _) => None,
            };
            self.push(id.as_deref(), source, target, state(&part));
        }
        Ok(())
    }

    /// The units in order.
    pub fn finish(self) -> Vec<TranslationUnit> {
        self.units
    }
}

/// A bitext whose sources stand in the file of its target.
pub fn bitext(source: Document, source_language: Option<String>, units: Vec<TranslationUnit>) -> Bitext {
    Bitext { source, source_language, units, ..Bitext::default() }
}
