//! What the tests of bilingual formats share: units as text, and a file after an edit.

use super::Format;
use crate::bitext::{Piece, State};
use crate::document::Document;
use crate::text::Span;

/// Id, source, target, state.
pub type Unit = (Option<String>, String, String, State);

pub fn unit(id: Option<&str>, source: &str, target: &str, state: State) -> Unit {
    (id.map(str::to_owned), source.to_owned(), target.to_owned(), state)
}

/// The units of a file that is right.
pub fn units(format: &dyn Format, text: &str, language: Option<&str>) -> Vec<Unit> {
    let mut target = Document::default();
    let bitext = format.read_units(text, language, &mut target).unwrap().unwrap();
    let said = |document: &Document, pieces: &[Piece]| {
        let of = |piece: &Piece| piece.span.get(document.segment(piece.segment).unwrap().text).to_owned();
        pieces.iter().map(of).collect::<Vec<_>>().join("|")
    };
    let units = bitext.units.iter();
    units.map(|unit| (unit.id.clone(), said(&bitext.source, &unit.source), said(&target, &unit.target), unit.state)).collect()
}

/// The file after `old` became `new` in its first segment that has it.
pub fn edited(format: &dyn Format, text: &str, old: &str, new: &str) -> Option<String> {
    let mut target = Document::default();
    format.read_units(text, None, &mut target).unwrap();
    let (segment, at) = target.segments().find_map(|segment| Some((segment, segment.text.find(old)?)))?;
    let mut out = text.to_owned();
    for edit in segment.edit(text, Span::new(at, at + old.len()), new)?.into_iter().rev() {
        out.replace_range(edit.locus.start..edit.locus.end, &edit.text);
    }
    Some(out)
}

/// Where and how a file is malformed.
pub fn fault<'t>(format: &dyn Format, text: &'t str) -> (&'t str, String) {
    let fault = format.read_units(text, None, &mut Document::default()).unwrap_err();
    (fault.locus.get(text), fault.message)
}
