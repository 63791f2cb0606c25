//! Large files, piece by piece: as many units as fit, judged as if they were a file, and then the next.
//!
//! Memory is bounded by the size of a piece and by findings. Of segments that may be repeated only hashes are kept; those that
//! are get their findings when the pieces are read once more. Where a file can be cut is for `format`.

use std::io;

use super::analyse::{self, Analysis, Languages, Memory, Sums};
use super::check::Checker;
use super::located::{Located, locate};
use super::walk::Input;
use crate::bitext::Bitext;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::format::{Format, Seams};
use crate::matcher::counterpart::{Counterparts, Sides};
use crate::matcher::presence::Presences;
use crate::rules::{self, CorpusContext, DocumentContext, Draft, PairContext, Pending};
use crate::text::file;
use crate::text::window::Window;
use crate::text::{LineIndex, Locus, Place, SourceFile};

/// Which files are read in pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Large {
    /// Bytes of a file that is large.
    pub at_least: u64,
    /// Bytes of a piece.
    pub piece: usize,
    /// Whether what was read is cut, which may not be what is on disk.
    pub in_memory: bool,
}

impl Large {
    /// What needs no setting: a piece takes some 50 MB of memory.
    pub const USUAL: Self = Self { at_least: 8 << 20, piece: 4 << 20, in_memory: false };
    /// The same for texts that change in memory.
    pub const IN_MEMORY: Self = Self { in_memory: true, ..Self::USUAL };
}

/// A comment for glossator speaks of what comes after it, perhaps of the whole file: such a file is read as a whole.
const OWN_NAME: &[u8] = b"glossator";

/// Where a piece begins in the file.
#[derive(Clone, Copy, Debug)]
struct Mark {
    byte: u64,
    place: Place,
}

/// A large file, and where its pieces begin as far as that is known.
pub struct Pieces {
    format: &'static dyn Format,
    window: Window,
    large: Large,
    seams: Seams,
    head: String,
    marks: Vec<Mark>,
}

/// A piece with the head of the file before it, and what closes it behind.
struct Piece {
    text: String,
    /// Bytes of the text that are the file's head.
    head: usize,
    /// Where the head ends in the text.
    first: Place,
    start: Mark,
}

impl Pieces {
    /// Opens a file if it is large and can be read in pieces: a format with seams, in UTF-8, without comments for glossator.
    pub fn open(checker: &Checker<'_>, input: &Input) -> Option<Self> {
        let large = checker.large.filter(|large| !large.in_memory)?;
        let format = (checker.format)(&input.path).filter(|format| format.is_bilingual())?;
        let window = Window::open(&input.path).filter(|window| window.len() >= large.at_least)?;
        Self::over(window, format, large).ok()
    }

    /// The same for what was read of a file; the bytes are taken if they are cut.
    pub fn of_bytes(checker: &Checker<'_>, input: &Input, bytes: &mut Vec<u8>) -> Option<Self> {
        let large = checker.large.filter(|large| large.in_memory && bytes.len() as u64 >= large.at_least)?;
        let format = (checker.format)(&input.path).filter(|format| format.is_bilingual())?;
        let pieces = Self::over(Window::of_bytes(std::mem::take(bytes)), format, large);
        pieces.map_err(|window| *bytes = window.into_bytes().unwrap_or_default()).ok()
    }

    /// The bytes, if they are in memory.
    pub fn into_bytes(self) -> Option<Vec<u8>> {
        self.window.into_bytes()
    }

    /// Looks where pieces begin; gives the window back if there can be none.
    fn over(mut window: Window, format: &'static dyn Format, large: Large) -> Result<Self, Window> {
        let Some((seams, head)) = seams(&mut window, format, large) else { return Err(window) };
        let place = LineIndex::new(&head).place(head.len());
        let marks = vec![Mark { byte: head.len() as u64, place }];
        Ok(Self { format, window, large, seams, head, marks })
    }

    /// The piece with this number; `None` behind the last one. They are asked for in order the first time.
    fn piece(&mut self, number: usize) -> io::Result<Option<Piece>> {
        let Some(&start) = self.marks.get(number).filter(|mark| mark.byte < self.window.len()) else { return Ok(None) };
        let known = self.marks.get(number + 1).copied();
        let mut bytes = Vec::new();
        let (cut, is_last) = match known {
            Some(next) => {
                let len = usize::try_from(next.byte - start.byte).unwrap_or(usize::MAX);
                self.window.read_at(start.byte, len, &mut bytes)?;
                (bytes.len(), next.byte >= self.window.len())
            }
            None => self.cut(start.byte, &mut bytes)?,
        };
        let mut text = String::with_capacity(self.head.len() + cut + self.seams.close.len());
        text.push_str(&self.head);
        let units = bytes.get(..cut).and_then(|bytes| std::str::from_utf8(bytes).ok());
        text.push_str(units.ok_or_else(|| io::Error::other("changed while it was read"))?);
        let head = self.head.len();
        let piece = Piece { first: LineIndex::new(&self.head).place(head), head, start, text };
        if known.is_none() {
            let place = piece.place_in_file(LineIndex::new(&piece.text).place(piece.text.len()));
            self.marks.push(Mark { byte: start.byte + cut as u64, place });
        }
        let mut piece = piece;
        if !is_last {
            piece.text.push_str(self.seams.close);
        }
        Ok(Some(piece))
    }

    /// Reads from a place as far as units are whole: bytes of them, and whether that is the end of the file.
    fn cut(&mut self, from: u64, bytes: &mut Vec<u8>) -> io::Result<(usize, bool)> {
        let mut len = self.large.piece;
        loop {
            self.window.read_at(from, len, bytes)?;
            if from + bytes.len() as u64 >= self.window.len() {
                return Ok((bytes.len(), true));
            }
            let ends = memchr::memmem::rfind_iter(bytes, self.seams.end).map(|at| at + self.seams.end.len());
            let is_balanced = |end: &usize| {
                let count = |what: &str| memchr::memmem::find_iter(&bytes[..*end], what).count();
                self.seams.brackets.iter().all(|(open, close)| count(open) == count(close))
            };
            if let Some(end) = ends.take(8).find(is_balanced) {
                return Ok((end, false));
            }
            len *= 2;
        }
    }
}

/// Where units of a file begin and end, and what stands before them.
fn seams(window: &mut Window, format: &dyn Format, large: Large) -> Option<(Seams, String)> {
    let mut bytes = Vec::new();
    window.read_at(0, large.piece, &mut bytes).ok()?;
    let valid = bytes.utf8_chunks().next()?.valid();
    let seams = format.seams(valid)?;
    let head = valid.get(..seams.head)?.to_owned();
    is_plain(window, large.piece, &mut bytes).then_some((seams, head))
}

/// Whether a file is UTF-8 and does not speak of glossator.
fn is_plain(window: &mut Window, piece: usize, bytes: &mut Vec<u8>) -> bool {
    let mut at = 0;
    while at < window.len() {
        if window.read_at(at, piece.max(64), bytes).is_err() || memchr::memmem::find(bytes, OWN_NAME).is_some() {
            return false;
        }
        let is_end = at + bytes.len() as u64 >= window.len();
        let valid = match simdutf8::compat::from_utf8(bytes) {
            Ok(_) => bytes.len(),
            // A character that the end of the piece cuts.
            Err(error) if !is_end && error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return false,
        };
        if is_end {
            return true;
        }
        // The name may stand across two pieces.
        let is_boundary = |at: &usize| bytes.get(*at).is_none_or(|byte| byte & 0xc0 != 0x80);
        at += (valid.saturating_sub(OWN_NAME.len())..valid).find(is_boundary).unwrap_or(valid).max(1) as u64;
    }
    true
}

impl Piece {
    /// What was found in the text, as a place of the file.
    fn place_in_file(&self, place: Place) -> Place {
        if place < self.first {
            return place;
        }
        let (first, start) = (self.first, self.start.place);
        let line = place.line - first.line + start.line;
        if place.line > first.line {
            return Place { line, ..place };
        }
        Place {
            line,
            column: place.column - first.column + start.column,
            byte_column: place.byte_column - first.byte_column + start.byte_column,
            utf16_column: place.utf16_column - first.utf16_column + start.utf16_column,
        }
    }

    fn locus_in_file(&self, locus: Locus) -> Locus {
        let byte =
            |at: usize| if at < self.head { at } else { at - self.head + usize::try_from(self.start.byte).unwrap_or(usize::MAX) };
        Locus::new(byte(locus.start), byte(locus.end))
    }

    fn locus_in_text(&self, locus: Locus) -> Locus {
        let byte = |at: usize| (at + self.head).saturating_sub(usize::try_from(self.start.byte).unwrap_or(usize::MAX));
        Locus::new(byte(locus.start), byte(locus.end))
    }

    fn located_in_file(&self, mut located: Located) -> Located {
        loci(&mut located.draft.diagnostic, |locus| self.locus_in_file(locus));
        located.places = located.places.map(|(start, end)| (self.place_in_file(start), self.place_in_file(end)));
        located
    }
}

fn loci(diagnostic: &mut Diagnostic, moved: impl Fn(Locus) -> Locus) {
    diagnostic.locus = diagnostic.locus.map(&moved);
    for edit in diagnostic.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
        edit.locus = moved(edit.locus);
    }
}

/// As `analyse::file`, piece by piece; gives the pieces back if only the whole tells what is wrong with the file.
pub fn file(
    checker: &Checker<'_>,
    input: (usize, &Input),
    mut pieces: Pieces,
    memory: &mut Memory,
    sums: &mut Sums<'_>,
) -> Result<Analysis, Box<Pieces>> {
    let mut whole = Analysis::default();
    for number in 0.. {
        let piece = match pieces.piece(number) {
            Ok(Some(piece)) => piece,
            Ok(None) => break,
            Err(error) => return Ok(analyse::unreadable(file::reason(&error))),
        };
        let Ok(source) = SourceFile::decode(piece.text.as_bytes()) else { break };
        let analysis = analyse::document(checker, input, &source, memory, sums);
        // An element that does not end in this piece ends in another one, or nowhere.
        let is_in_units = |located: &Located| {
            let end = piece.text.len() - pieces.seams.close.len();
            located.draft.diagnostic.locus.is_some_and(|locus| (piece.head..end).contains(&locus.start))
        };
        if analysis.is_unreadable && !analysis.drafts.iter().all(is_in_units) {
            return Err(Box::new(pieces));
        }
        let located = analysis.drafts.into_iter().map(|located| piece.located_in_file(located));
        if analysis.is_unreadable {
            return Ok(Analysis { drafts: located.collect(), is_unreadable: true, ..Analysis::default() });
        }
        let is_repeat = |located: &Located| matches!(located.draft.pending, Some(Pending::Segment(_)));
        whole.drafts.extend(located.filter(|located| !is_repeat(located)));
        whole.segments += analysis.segments;
        whole.mentions += analysis.mentions;
        if whole.language.is_empty() || !checker.matchers.contains_key(&whole.language) {
            whole.language = analysis.language;
        }
    }
    whole.pieces = Some(Box::new(pieces));
    Ok(whole)
}

impl Pieces {
    /// The drafts of segments that are repeated, now that the corpus is known.
    pub fn repeats(&mut self, checker: &Checker<'_>, input: &Input, corpus: &CorpusContext<'_>) -> Vec<Located> {
        let mut found = Vec::new();
        if !corpus.pairs.has_repeats() {
            return found;
        }
        let mut number = 0;
        while let Ok(Some(piece)) = self.piece(number) {
            number += 1;
            let Ok(source) = SourceFile::decode(piece.text.as_bytes()) else { break };
            let mut target = Document::default();
            let languages = Languages::of(checker, input, Some(self.format), source.text());
            let Ok(Some(bitext)) = self.format.read_units(source.text(), languages.declared.as_deref(), &mut target) else {
                continue;
            };
            let drafts = repeats(checker, corpus, (&source, &target), &bitext, &input.shown);
            let mut lines = LineIndex::new(source.text());
            let located = drafts.into_iter().map(|draft| locate(checker, &source, &mut lines, draft));
            found.extend(located.map(|located| piece.located_in_file(located)));
        }
        found
    }

    /// The draft with the places and the excerpt of its present locus.
    pub fn relocate(&mut self, checker: &Checker<'_>, mut located: Located) -> Located {
        let Some(locus) = located.draft.diagnostic.locus else { return located };
        let next = self.marks.partition_point(|mark| mark.byte <= locus.start as u64);
        let Some(piece) = next.checked_sub(1).and_then(|number| self.piece(number).ok().flatten()) else { return located };
        let Ok(source) = SourceFile::decode(piece.text.as_bytes()) else { return located };
        loci(&mut located.draft.diagnostic, |locus| piece.locus_in_text(locus));
        let located = locate(checker, &source, &mut LineIndex::new(source.text()), located.draft);
        piece.located_in_file(located)
    }
}

/// Drafts about the segments of a piece that the corpus has otherwise elsewhere.
fn repeats(
    checker: &Checker<'_>,
    corpus: &CorpusContext<'_>,
    (source, target): (&SourceFile<'_>, &Document),
    bitext: &Bitext,
    path: &str,
) -> Vec<Draft> {
    let sides = Sides {
        bitext,
        source_matcher: corpus.matcher,
        source_mentions: &[],
        file_text: source.text(),
        target,
        matcher: corpus.matcher,
        mentions: &[],
    };
    let pair = PairContext { sides, counterparts: Counterparts::default() };
    let context = DocumentContext {
        file_text: source.text(),
        document: target,
        mentions: &[],
        near: &[],
        in_code: &[],
        presences: &Presences::default(),
        observations: &[],
        matcher: corpus.matcher,
        glossary: corpus.glossary,
        policy: checker.policy,
        pair: Some(&pair),
        spacing: std::cell::OnceCell::new(),
    };
    let mut found = Vec::new();
    for rule in rules::OF_REPEATS.iter().filter(|rule| (checker.severity)(path, rule).is_some()) {
        let mut drafts = Vec::new();
        (rule.check)(&context, &mut drafts);
        let is_finding = |draft: &Draft| {
            let pending = draft.pending.as_ref();
            pending.is_some_and(|pending| (rule.settle)(corpus, (*draft.diagnostic).clone(), pending).is_some())
        };
        found.extend(drafts.into_iter().filter(is_finding));
    }
    found
}
