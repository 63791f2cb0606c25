//! Alignments out: one file per format, one list.
//!
//! Which beads there are is decided in `align`; a format shows them with the texts of both sides.

use std::io;
use std::ops::Range;

use crate::align::{Alignment, Bead, Block};
use crate::bitext::Piece;
use crate::document::Document;
use crate::text::{LineIndex, Locus, Span};

mod html;
mod json;
mod tmx;
mod tsv;

/// A bead with a lower score is weak: a person should look.
pub const WEAK: f32 = 0.3;

/// One file of an aligned pair.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The path as shown to people.
    pub path: &'a str,
    /// Language tag; empty if it is not known.
    pub language: &'a str,
    /// The file's text, which loci count.
    pub text: &'a str,
    /// The document.
    pub document: &'a Document,
}

/// Two files and which of their parts belong together.
#[derive(Clone, Copy)]
pub struct Pair<'a> {
    /// The original.
    pub source: Side<'a>,
    /// Its translation.
    pub target: Side<'a>,
    /// The beads.
    pub alignment: &'a Alignment,
}

/// What the numbers of beads count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Blocks: paragraphs, headings, items, cells, code.
    Block,
    /// Sentences of the documents.
    Sentence,
    /// Lines of the files, from 0.
    Line,
}

impl Level {
    const fn name(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Sentence | Self::Line => "sentence",
        }
    }
}

/// One bead as it is shown.
struct Shown<'a> {
    score: f32,
    source: Vec<Part<'a>>,
    target: Vec<Part<'a>>,
}

impl Shown<'_> {
    /// Whether a person should look.
    fn is_weak(&self) -> bool {
        self.source.is_empty() || self.target.is_empty() || self.score < WEAK
    }
}

/// A sentence, block or line of one side.
struct Part<'a> {
    number: usize,
    locus: Locus,
    text: &'a str,
}

impl<'a> Pair<'a> {
    /// The beads of a level with their parts.
    fn beads(&self, level: Level) -> Vec<Shown<'a>> {
        let mut indexes = [LineIndex::new(self.source.text), LineIndex::new(self.target.text)];
        let [first, second] = &mut indexes;
        let beads = if level == Level::Block { &self.alignment.blocks } else { &self.alignment.sentences };
        let shown = |bead: &Bead| Shown {
            score: bead.score,
            source: parts(&self.source, &self.alignment.source, bead.source.clone(), level, first),
            target: parts(&self.target, &self.alignment.target, bead.target.clone(), level, second),
        };
        beads.iter().map(shown).collect()
    }
}

fn parts<'a>(
    side: &Side<'a>,
    own: &crate::align::SideText,
    numbers: Range<usize>,
    level: Level,
    index: &mut LineIndex<'a>,
) -> Vec<Part<'a>> {
    let sentence = |piece: &Piece| {
        let segment = side.document.segment(piece.segment);
        (
            segment.map_or(Locus::new(0, 0), |segment| segment.locus(piece.span)),
            segment.map_or("", |one| piece.span.get(one.text)),
        )
    };
    let block = |block: &Block| match block.segment.and_then(|number| side.document.segment(number)) {
        Some(segment) => (segment.locus(Span::new(0, segment.text.len())), segment.text),
        None => (block.locus, block.locus.get(side.text)),
    };
    let part = |number: usize| {
        let (locus, text) = match level {
            Level::Block => own.blocks.get(number).map(block),
            Level::Sentence | Level::Line => own.sentences.get(number).map(sentence),
        }?;
        let number = if level == Level::Line { index.place(locus.start).line - 1 } else { number };
        Some(Part { number, locus, text })
    };
    numbers.filter_map(part).collect()
}

/// A way to write alignments.
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// Writes what stands before all pairs.
    start: fn(&Pair<'_>, out: &mut dyn io::Write) -> io::Result<()>,
    /// Writes one pair.
    pair: fn(&Pair<'_>, Level, out: &mut dyn io::Write) -> io::Result<()>,
    /// Writes what stands after all pairs.
    end: fn(out: &mut dyn io::Write) -> io::Result<()>,
}

/// All formats. To add one: a file beside this one and a line here.
pub static FORMATS: &[Format] = &[tsv::FORMAT, json::FORMAT, tmx::FORMAT, html::FORMAT];

/// The format with this name.
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

impl Format {
    /// Writes the alignments of pairs, which come one by one: the whole need not fit into memory.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write(&self, pairs: &[Pair<'_>], level: Level, is_first: &mut bool, out: &mut dyn io::Write) -> io::Result<()> {
        for pair in pairs {
            if std::mem::take(is_first) {
                (self.start)(pair, out)?;
            }
            (self.pair)(pair, level, out)?;
        }
        Ok(())
    }

    /// Writes what stands after all pairs.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn end(&self, out: &mut dyn io::Write) -> io::Result<()> {
        (self.end)(out)
    }
}

/// Nothing before or after the pairs.
fn nothing(_out: &mut dyn io::Write) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
