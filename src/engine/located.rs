//! Drafts of findings with their places in the file.

use std::num::NonZeroU64;

use super::check::{Checker, Read};
use super::pieces::Pieces;
use super::run::Excerpt;
use super::walk::Input;
use crate::diagnostic::Diagnostic;
use crate::rules::{self, Draft, Pending};
use crate::text::{LineIndex, Locus, Place, SourceFile};

/// A draft with its place in the file.
pub struct Located {
    /// The draft; its loci are of the file's text.
    pub draft: Draft,
    /// Start and end, if it is about a place.
    pub places: Option<(Place, Place)>,
    /// Where the loci of the draft are in the bytes on disk, when they differ from the text: (text offset, byte).
    pub bytes: Option<Box<[(usize, usize)]>>,
    /// A part of the line.
    pub excerpt: Option<Box<Excerpt>>,
    /// The key of the heading's anchor that its safe fix would change.
    pub anchor: Option<NonZeroU64>,
}

impl Located {
    /// A draft that is about a file as a whole.
    pub const fn unplaced(draft: Draft) -> Self {
        Self { draft, places: None, bytes: None, excerpt: None, anchor: None }
    }

    /// Whether the corpus has no say in it.
    pub fn is_final(&self) -> bool {
        self.draft.pending.is_none() && self.anchor.is_none()
    }

    /// Whether the findings at other places say nothing of it, and the corpus not where it is.
    pub fn stands_alone(&self) -> bool {
        let is_of_gap = rules::OF_GAPS.iter().any(|rule| rule.name == self.draft.diagnostic.rule);
        !is_of_gap && self.draft.pending.as_ref().is_none_or(Pending::keeps_place)
    }
}

/// Counts the place of a draft and cuts its excerpt.
pub(super) fn locate(checker: &Checker<'_>, source: &SourceFile<'_>, lines: &mut LineIndex<'_>, mut draft: Draft) -> Located {
    compact(&mut draft.diagnostic);
    let places = draft.diagnostic.locus.map(|locus| lines.places(locus));
    let excerpt =
        checker.excerpts.then_some(draft.diagnostic.locus).flatten().map(|locus| Box::new(Excerpt::cut(source.text(), locus)));
    let bytes = (source.encoding() != "UTF-8").then(|| {
        let loci = draft
            .diagnostic
            .locus
            .into_iter()
            .chain(draft.diagnostic.fixes.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.locus)));
        let mut offsets: Vec<usize> = loci.flat_map(|locus| [locus.start, locus.end]).collect();
        offsets.sort_unstable();
        offsets.dedup();
        offsets.into_iter().map(|offset| (offset, source.file_locus(Locus::new(offset, offset)).start)).collect()
    });
    Located { draft, places, bytes, excerpt, anchor: None }
}

/// Finds the places of findings whose locus only the corpus decided: the file is read again, once.
#[derive(Default)]
pub struct Mover {
    /// The file, when it was asked for.
    pub bytes: Option<Vec<u8>>,
    /// If the file was read piece by piece.
    pub pieces: Option<Box<Pieces>>,
}

impl Mover {
    /// The draft with the places, bytes and excerpt of its present locus.
    pub fn relocate(&mut self, checker: &Checker<'_>, input: &Input, read: &Read<'_>, located: Located) -> Located {
        if let Some(pieces) = &mut self.pieces {
            return pieces.relocate(checker, located);
        }
        let bytes = self.bytes.get_or_insert_with(|| {
            let mut bytes = Vec::new();
            if read(input, &mut bytes).is_err() {
                bytes.clear();
            }
            bytes
        });
        match SourceFile::decode(bytes) {
            Ok(source) => locate(checker, &source, &mut LineIndex::new(source.text()), located.draft),
            Err(_) => located,
        }
    }
}

/// Gives back spare memory: a run keeps all of its findings to the end.
fn compact(diagnostic: &mut Diagnostic) {
    diagnostic.message.shrink_to_fit();
    diagnostic.evidence.shrink_to_fit();
    diagnostic.fixes.shrink_to_fit();
    for fix in &mut diagnostic.fixes {
        fix.replacement.shrink_to_fit();
        fix.edits.shrink_to_fit();
        fix.edits.iter_mut().for_each(|edit| edit.text.shrink_to_fit());
    }
}
