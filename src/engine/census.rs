//! A census of mentions: every rendering of every concept in every document, approved or not, with sampled lines.
//!
//! What a finding says of a mention is taken from the drafts of the rules; nothing is judged here. Counts are kept of
//! everything, lines only as a bounded sample, so that memory does not grow with the number of mentions.

use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::bitext::{Bitext, Piece, TranslationUnit};
use crate::diagnostic::{Diagnostic, Severity};
use crate::matcher::counterpart::LostText;
use crate::matcher::{Difference, EntryId, NearKind};
use crate::rules::{self, DocumentContext, Draft, Pending};
use crate::text::{LineIndex, Locus, Span};

/// Lines that are kept of each approved rendering.
pub const LINES_OF_APPROVED: usize = 8;
/// Lines that are kept of each other rendering.
pub const LINES_OF_WRONG: usize = 40;
/// Characters of context on either side of a mention.
const CONTEXT: usize = 40;
/// Characters of what the original says.
const ORIGINAL: usize = 240;
/// What a mention is called that only the original shows, where no string can be named.
pub const UNNAMED: &str = "(not named)";
/// The rules that say that a term of the original has no rendering.
const MISSING: [&str; 3] = ["missing-rendering", "wrong-sense", "do-not-translate"];
/// Characters of a title.
const TITLE: usize = 120;

/// A way to write a concept, in one run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rendering {
    /// One that the matcher of a language knows: (number of the language among the matchers, rendering).
    Listed(u16, EntryId),
    /// A string that no glossary lists: (index of the concept, the string as it stands).
    Unlisted(u32, Box<str>),
}

/// What was seen in one document.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The title, cut.
    pub title: Box<str>,
    /// Fingerprint of the bytes that were looked at.
    pub fingerprint: u128,
    /// Mentions of each rendering, ascending.
    pub counts: Vec<(Rendering, u32)>,
    /// Ambiguous strings that are the ordinary word here.
    pub ordinary: u32,
    /// Mentions of strings that no rendering of the glossary matches.
    pub near: u32,
    /// The renderings that findings are about: (line, column, index of the concept, rendering).
    pub about: Vec<(usize, usize, u32, Rendering)>,
    /// The same of what only the original shows. A mention that was counted may stand at the same place.
    pub missed: Vec<(usize, usize, u32, Rendering)>,
    /// Whether its original stands beside it.
    pub is_paired: bool,
    /// Mentions that only the original shows: strings that findings say stand for a concept.
    pub beside: u32,
    /// What the whole corpus must decide.
    open: Vec<Open>,
    /// What the originals say where a term may be missing, by the place that a finding has until the string is named.
    originals: FxHashMap<Locus, Box<str>>,
    /// Lines of the mentions that only the original shows.
    lines: Vec<(Rendering, Line)>,
}

/// A mention, if the draft at its place becomes a finding.
#[derive(Clone, Debug)]
struct Open {
    locus: Locus,
    rendering: Rendering,
    line: Line,
    is_near: bool,
}

/// A draft of a term that the original has, settled: the corpus says that something else stands for it.
pub struct Missed<'d> {
    /// What naming the string needed.
    pub text: &'d LostText,
    /// The finding.
    pub diagnostic: &'d Diagnostic,
    /// Its place before it was settled.
    pub before: Option<Locus>,
    /// Line and column, from 1.
    pub at: (usize, usize),
}

/// A mention with what stands around it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The sample keeps the smallest.
    pub key: u64,
    /// Number of the input.
    pub document: usize,
    /// Line of the file, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Visible text before.
    pub left: Box<str>,
    /// The mention.
    pub found: Box<str>,
    /// Visible text behind.
    pub right: Box<str>,
    /// What the original says there, if there is one.
    pub source: Option<Box<str>>,
}

/// The key of a line: a hash of its place, so that the smallest keys are a sample that does not depend on who counts
/// (bottom-k sampling, Cohen and Kaplan 2007) and that those of parts are among those of their union.
pub fn key(path: &str, line: usize, column: usize) -> u64 {
    let mut key = Vec::with_capacity(path.len() + 42);
    key.extend_from_slice(path.as_bytes());
    key.push(b'\n');
    push_number(&mut key, line);
    key.push(b':');
    push_number(&mut key, column);
    xxh3_64(&key)
}

/// Writes a number as `format!` does: each mention has a key, and formatting takes longer than the rest of it.
fn push_number(text: &mut Vec<u8>, number: usize) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(b'0' + (number % 10) as u8);
}

/// A sample of lines, by rendering: of each those with the smallest keys.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    kept: FxHashMap<Rendering, BinaryHeap<Line>>,
}

impl Lines {
    /// Whether a line with this key would be kept.
    fn wants(&self, rendering: &Rendering, key: u64, most: usize) -> bool {
        self.kept.get(rendering).is_none_or(|heap| heap.len() < most || heap.peek().is_some_and(|greatest| key <= greatest.key))
    }

    fn add(&mut self, rendering: Rendering, line: Line, most: usize) {
        let heap = self.kept.entry(rendering).or_default();
        heap.push(line);
        if heap.len() > most {
            heap.pop();
        }
    }

    /// Adds what another thread kept. What is too much goes when the lines are taken.
    pub fn merge(&mut self, other: Self) {
        for (rendering, heap) in other.kept {
            self.kept.entry(rendering).or_default().extend(heap);
        }
    }

    /// All of them, by rendering and key; of some renderings more than are wanted.
    pub fn into_sorted(self) -> Vec<(Rendering, Vec<Line>)> {
        let mut all: Vec<(Rendering, Vec<Line>)> =
            self.kept.into_iter().map(|(rendering, heap)| (rendering, heap.into_sorted_vec())).collect();
        all.sort_unstable_by(|left, right| left.0.cmp(&right.0));
        all
    }
}

/// What a run saw, besides its findings.
#[derive(Debug, Default)]
pub struct Census {
    /// What was seen, by number of the input; what could not be read is not here.
    pub documents: Vec<(usize, Seen)>,
    /// Sampled lines.
    pub lines: Lines,
}

/// The document that is looked at.
pub struct Place<'p> {
    /// Number of the input.
    pub number: usize,
    /// Its path as shown.
    pub path: &'p str,
    /// Number of its language among the matchers.
    pub language: u16,
}

impl Seen {
    /// Counts the mentions of a document. The drafts, sorted by locus, say which strings are not as listed.
    pub fn count(cx: &DocumentContext<'_>, drafts: &[Draft], place: &Place<'_>, sample: &mut Lines) -> Self {
        let mut seen = Self { is_paired: cx.pair.is_some(), ..Self::default() };
        let mut found: Vec<Rendering> = Vec::with_capacity(cx.mentions.len());
        let mut index = LineIndex::new(cx.file_text);
        let mut observed = cx.observations.iter().map(|(number, _)| *number).peekable();
        for (number, mention) in cx.mentions.iter().enumerate() {
            let entry = cx.entry(mention.entry);
            let segment = cx.segment(mention.segment);
            let locus = segment.locus(mention.span);
            let is_observed = observed.next_if_eq(&number).is_some();
            let drafts = at(drafts, locus);
            let objects =
                |rule: &str| drafts.iter().any(|draft| draft.diagnostic.rule == rule && draft.diagnostic.locus == Some(locus));
            let is_unlisted = mention.difference >= Difference::Case
                && entry.status.is_approved()
                && (objects("wrong-case") || objects("broken-latin-name"));
            let rendering = if is_unlisted {
                Rendering::Unlisted(entry.concept, mention.span.get(segment.text).into())
            } else {
                Rendering::Listed(place.language, mention.entry)
            };
            let is_open = entry.ambiguous && is_observed && objects("ambiguous-rendering");
            if entry.ambiguous && !is_open {
                seen.ordinary += 1;
                continue;
            }
            let most = if entry.status.is_approved() && !is_unlisted { LINES_OF_APPROVED } else { LINES_OF_WRONG };
            let (start, key) = spot(&mut index, place, locus);
            if !drafts.is_empty() {
                seen.about.push((start.0, start.1, entry.concept, rendering.clone()));
            }
            if is_open {
                let line = line(cx, mention.segment, mention.span, place, start, key);
                seen.open.push(Open { locus, rendering, line, is_near: false });
                continue;
            }
            if sample.wants(&rendering, key, most) {
                sample.add(rendering.clone(), line(cx, mention.segment, mention.span, place, start, key), most);
            }
            found.push(rendering);
        }
        for near in cx.near.iter().filter(|near| near.kind != NearKind::Placeholder) {
            let segment = cx.segment(near.segment);
            let locus = segment.locus(near.span);
            let concept = cx.entry(near.entry).concept;
            let drafts = at(drafts, locus).iter().filter(|draft| draft.diagnostic.locus == Some(locus));
            let mut drafts =
                drafts.filter(|draft| matches!(draft.diagnostic.rule, "near-rendering" | "broken-latin-name")).peekable();
            if drafts.peek().is_none() {
                continue;
            }
            let rendering = Rendering::Unlisted(concept, near.span.get(segment.text).into());
            let (start, key) = spot(&mut index, place, locus);
            seen.about.push((start.0, start.1, concept, rendering.clone()));
            let line = line(cx, near.segment, near.span, place, start, key);
            if drafts.any(|draft| matches!(draft.pending, Some(Pending::Token { .. }))) {
                seen.open.push(Open { locus, rendering, line, is_near: true });
                continue;
            }
            seen.near += 1;
            sample.add(rendering.clone(), line, LINES_OF_WRONG);
            found.push(rendering);
        }
        found.sort_unstable();
        for run in found.chunk_by(|left, right| left == right) {
            if let Some(rendering) = run.first() {
                seen.counts.push((rendering.clone(), u32::try_from(run.len()).unwrap_or(u32::MAX)));
            }
        }
        seen.counts.shrink_to_fit();
        seen.originals = originals(cx);
        seen
    }

    /// Counts a wrong mention where a finding says that something stands for a term of the original: the string that it
    /// names, or one without a name. What is only for information is none, and no place counts twice for a concept.
    pub fn miss(&mut self, missed: &Missed<'_>, place: &Place<'_>) {
        let Missed { text, diagnostic, before, at: (line, column) } = *missed;
        let concept = text.concept();
        // Only a finding that names a string says what to write in its place.
        let is_named = !diagnostic.fixes.is_empty();
        // A string that is named may be one that was counted; where none is, the finding only stands where the unit starts.
        let mut known = self.missed.iter().chain(self.about.iter().filter(|_| is_named));
        let is_known = known.any(|(at, from, of, _)| (*at, *from, *of) == (line, column, concept));
        if diagnostic.severity < Severity::Warning || is_known || !is_about_missing(diagnostic.rule) {
            return;
        }
        let (left, found, right) = diagnostic.locus.filter(|_| is_named).map_or(("", "", ""), |locus| text.around(locus));
        let found = if is_named { found } else { cut(text.around(Locus::new(0, 0)).1, 2 * CONTEXT) };
        let rendering = Rendering::Unlisted(concept, if is_named { found.into() } else { UNNAMED.into() });
        let kept = Line {
            key: key(place.path, line, column),
            document: place.number,
            line,
            column,
            left: shown(last(left, CONTEXT)),
            found: shown(found),
            right: shown(cut(right, CONTEXT)),
            source: before.and_then(|before| self.originals.get(&before).cloned()),
        };
        self.beside += 1;
        self.add(&rendering);
        self.missed.push((line, column, concept, rendering.clone()));
        self.lines.push((rendering, kept));
    }

    /// Counts one mention more.
    fn add(&mut self, rendering: &Rendering) {
        match self.counts.binary_search_by(|(known, _)| known.cmp(rendering)) {
            Ok(at) => self.counts[at].1 += 1,
            Err(at) => self.counts.insert(at, (rendering.clone(), 1)),
        }
    }

    /// Takes the title from the document.
    pub fn entitle(&mut self, title: Option<&str>) {
        let title = title.unwrap_or_default().trim();
        self.title = shown(cut(title, TITLE));
    }

    /// Decides what was open: `is_finding` says whether the draft at a locus of the text became a finding.
    ///
    /// Gives the lines of the new mentions, for the sample.
    pub fn settle(&mut self, is_finding: impl Fn(Locus) -> bool) -> Vec<(Rendering, Line)> {
        let mut lines = std::mem::take(&mut self.lines);
        for Open { locus, rendering, line, is_near } in std::mem::take(&mut self.open) {
            if !is_finding(locus) {
                self.ordinary += u32::from(!is_near);
                continue;
            }
            self.near += u32::from(is_near);
            self.add(&rendering);
            lines.push((rendering, line));
        }
        lines
    }

    /// Whether anything waits for the whole corpus.
    pub fn is_open(&self) -> bool {
        !self.open.is_empty()
    }
}

impl Census {
    /// Adds a document that is settled, with the lines of what was open in it.
    pub fn add(&mut self, number: usize, seen: Seen, lines: Vec<(Rendering, Line)>) {
        for (rendering, line) in lines {
            if self.lines.wants(&rendering, line.key, LINES_OF_WRONG) {
                self.lines.add(rendering, line, LINES_OF_WRONG);
            }
        }
        self.documents.push((number, seen));
    }
}

/// Whether the findings of a rule may be about what only the original shows.
pub fn is_about_missing(rule: &str) -> bool {
    MISSING.contains(&rule)
}

/// The drafts that start where the locus does.
fn at(drafts: &[Draft], locus: Locus) -> &[Draft] {
    let start = |draft: &Draft| draft.diagnostic.locus.map(|locus| locus.start);
    let first = drafts.partition_point(|draft| start(draft) < Some(locus.start));
    let rest = drafts.get(first..).unwrap_or_default();
    let count = rest.iter().take_while(|draft| start(draft) == Some(locus.start)).count();
    rest.get(..count).unwrap_or_default()
}

/// Line and column of a mention, and its key.
fn spot(index: &mut LineIndex<'_>, place: &Place<'_>, locus: Locus) -> ((usize, usize), u64) {
    let start = index.place(locus.start);
    ((start.line, start.column), key(place.path, start.line, start.column))
}

fn line(
    cx: &DocumentContext<'_>,
    segment: usize,
    span: Span,
    place: &Place<'_>,
    (line, column): (usize, usize),
    key: u64,
) -> Line {
    let text = cx.segment(segment).text;
    let (before, after) = (text.get(..span.start).unwrap_or_default(), text.get(span.end..).unwrap_or_default());
    Line {
        key,
        document: place.number,
        line,
        column,
        left: shown(last(before, CONTEXT)),
        found: shown(span.get(text)),
        right: shown(cut(after, CONTEXT)),
        source: cx.pair.and_then(|pair| original(pair.sides.bitext, segment, span)),
    }
}

/// The piece of the original that became the piece of the document with this span.
fn original(bitext: &Bitext, segment: usize, span: Span) -> Option<Box<str>> {
    let holds = |piece: &Piece| piece.segment == segment && piece.span.start <= span.start && span.start < piece.span.end;
    source_of(bitext, bitext.units.iter().find(|unit| unit.target.iter().any(holds))?)
}

/// What the originals say where a term may be missing, by the place of its draft.
fn originals(cx: &DocumentContext<'_>) -> FxHashMap<Locus, Box<str>> {
    let Some(pair) = cx.pair else { return FxHashMap::default() };
    let bitext = pair.sides.bitext;
    let units = pair.counterparts.gaps.iter().filter_map(|gap| bitext.units.get(gap.unit));
    let places = units.filter_map(|unit| Some((rules::place_of_unit(cx, unit)?, source_of(bitext, unit)?)));
    places.collect()
}

/// The original of a unit.
fn source_of(bitext: &Bitext, unit: &TranslationUnit) -> Option<Box<str>> {
    let texts = unit.source.iter().filter_map(|piece| Some(piece.span.get(bitext.source.segment(piece.segment)?.text)));
    let text = texts.map(str::trim).collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then(|| shown(cut(&text, ORIGINAL)))
}

/// The last characters of a text.
fn last(text: &str, characters: usize) -> &str {
    text.char_indices().rev().nth(characters - 1).map_or(text, |(at, _)| &text[at..])
}

/// The first characters of a text.
fn cut(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(at, _)| &text[..at])
}

/// Text on one line: line ends and other control characters are spaces, what is no text is an ellipsis.
fn shown(text: &str) -> Box<str> {
    let is_shown = |c: char| c != crate::document::OBJECT && !c.is_control();
    if text.chars().all(is_shown) {
        return text.into();
    }
    let show = |c: char| match c {
        crate::document::OBJECT => '…',
        c if c.is_control() => ' ',
        c => c,
    };
    text.chars().map(show).collect::<String>().into()
}
