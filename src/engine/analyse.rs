//! One file, from its bytes to drafts of findings with their places.
//!
//! What needs the whole corpus is left open in the drafts; `check` settles it.

use std::sync::Arc;

use super::beside::{self, Beside};
use super::census::{self, Seen};
use super::check::{Checker, Read};
use super::glance::{self, Look};
use super::located::{Located, locate};
use super::pieces::{self, Pieces};
use super::suppress::Suppressions;
use super::walk::Input;
use super::{anchors, language};
use crate::diagnostic::Severity;
use crate::document::Document;
use crate::format::{Format, Malformed};
use crate::matcher::code::{self, CodeMention};
use crate::matcher::counterpart::{Counterparts, PairStatistics, Sides, Sketches};
use crate::matcher::evidence::{self, Observation, Statistics};
use crate::matcher::presence::{Presences, settle_short_forms};
use crate::matcher::{Form, Matcher, Mention, NearMention, Scratch};
use crate::rules::{self, DocumentContext, Draft, PairContext};
use crate::text::{LineIndex, Locus, Place, SourceFile, file};

/// Memory that one thread reuses from file to file.
#[derive(Default)]
pub struct Memory {
    bytes: Vec<u8>,
    document: Document,
    scratch: Scratch,
    mentions: Vec<Mention>,
    near: Vec<NearMention>,
    /// Bytes of the text near which there may be something to report.
    hits: Vec<usize>,
    /// Sampled lines, if mentions are counted.
    pub lines: Option<census::Lines>,
}

/// What all documents of a run are summed into.
pub struct Sums<'s> {
    /// What the corpus teaches about ambiguous renderings.
    pub statistics: Statistics,
    /// What the pairs teach.
    pub pairs: PairStatistics,
    /// Counts that all threads share.
    pub sketches: &'s Sketches,
}

/// What the first pass keeps of a file.
#[derive(Default)]
pub struct Analysis {
    /// Findings, some still open.
    pub drafts: Vec<Located>,
    /// The language whose matcher was used.
    pub language: String,
    /// If the file has comments for glossator.
    pub suppressions: Option<Box<Suppressions>>,
    /// Places of the comments: locus of the text, locus of the bytes on disk, places.
    pub comments: Vec<(Locus, Locus, (Place, Place))>,
    /// Number of segments.
    pub segments: usize,
    /// Number of mentions.
    pub mentions: usize,
    /// The census of the document, if mentions are counted.
    pub seen: Option<Box<Seen>>,
    /// It could not be read.
    pub is_unreadable: bool,
    /// How many units it has, if it holds originals beside translations.
    pub units: Option<usize>,
    /// If it was read piece by piece: where its pieces are.
    pub pieces: Option<Box<Pieces>>,
}

impl Analysis {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty() && self.suppressions.is_none() && self.seen.is_none() && self.pieces.is_none()
    }

    /// Whether nothing waits for the whole corpus.
    pub fn is_final(&self) -> bool {
        self.seen.is_none() && self.pieces.is_none() && self.drafts.iter().all(Located::is_final)
    }

    /// What can be settled each by itself, in order: where some drafts wait for the whole corpus, the others need not. Only
    /// drafts are parted; the counts are in none of several parts.
    pub fn parts(mut self) -> Vec<Self> {
        let place = |located: &Located| located.draft.diagnostic.locus.map_or((0, 0), |locus| (locus.start, locus.end));
        let is_one = self.is_final() || self.suppressions.is_some() || self.seen.is_some() || self.pieces.is_some();
        if is_one || !self.drafts.iter().all(Located::stands_alone) || !self.drafts.is_sorted_by_key(place) {
            return vec![self];
        }
        let (mut starts, mut at, mut last) = (Vec::new(), 0, None);
        // What is said of one place is sorted in the end.
        for group in self.drafts.chunk_by(|left, right| place(left) == place(right)) {
            let is_final = group.iter().all(Located::is_final);
            if last.replace(is_final) != Some(is_final) {
                starts.push(at);
            }
            at += group.len();
        }
        let part =
            |&start: &usize| Self { drafts: self.drafts.split_off(start), language: self.language.clone(), ..Self::default() };
        let mut parts: Vec<Self> = starts.iter().rev().map(part).collect();
        parts.reverse();
        parts
    }
}

/// Reads and analyses a file; whatever is wrong with it is a finding.
pub fn file(
    checker: &Checker<'_>,
    (number, input): (usize, &Input),
    read: &Read<'_>,
    memory: &mut Memory,
    sums: &mut Sums<'_>,
) -> Analysis {
    // A census needs the whole of a document.
    let may_cut = memory.lines.is_none();
    if may_cut
        && let Some(pieces) = Pieces::open(checker, input)
        && let Ok(analysis) = pieces::file(checker, (number, input), pieces, memory, sums)
    {
        return analysis;
    }
    let mut bytes = std::mem::take(&mut memory.bytes);
    let is_read = read(input, &mut bytes);
    if may_cut && let Some(pieces) = Pieces::of_bytes(checker, input, &mut bytes) {
        match pieces::file(checker, (number, input), pieces, memory, sums) {
            Ok(analysis) => return analysis,
            Err(pieces) => bytes = pieces.into_bytes().unwrap_or_default(),
        }
    }
    let mut analysis = match is_read {
        Err(error) => unreadable(file::reason(&error)),
        Ok(()) => match SourceFile::decode(&bytes) {
            Err(error) => unreadable(error.to_string()),
            Ok(source) => document(checker, (number, input), &source, memory, sums),
        },
    };
    if let Some(seen) = &mut analysis.seen {
        seen.fingerprint = file::fingerprint(&bytes);
    }
    memory.bytes = bytes;
    if analysis.units == Some(0) {
        analysis.drafts.push(without_units());
    }
    analysis
}

/// A file that is as its format allows, and has nothing in it.
fn without_units() -> Located {
    let mut diagnostic = rules::unreadable("there are no units in it: nothing to check".to_owned(), None);
    diagnostic.severity = Severity::Info;
    Located::unplaced(Draft::new(diagnostic, None))
}

/// A file without a text.
pub fn unreadable(reason: String) -> Analysis {
    let draft = Draft::new(rules::unreadable(reason, None), None);
    Analysis { drafts: vec![Located::unplaced(draft)], is_unreadable: true, ..Analysis::default() }
}

/// A file that is not what its format allows.
fn malformed(checker: &Checker<'_>, source: &SourceFile<'_>, malformed: Malformed) -> Analysis {
    let draft = Draft::new(rules::unreadable(malformed.message, Some(malformed.locus)), None);
    let drafts = vec![locate(checker, source, &mut LineIndex::new(source.text()), draft)];
    Analysis { drafts, is_unreadable: true, ..Analysis::default() }
}

/// The language of a document.
pub struct Languages {
    /// The file's own word for it, if it says one.
    pub declared: Option<String>,
    /// That of the matcher; one that no matcher has where the file says that it is in none of theirs.
    language: String,
}

impl Languages {
    /// What the configuration says of the path, else what the file says of itself, else what it shows.
    pub fn of(checker: &Checker<'_>, input: &Input, format: Option<&dyn Format>, text: &str) -> Self {
        if let Some(language) = (checker.language)(&input.shown) {
            return Self { declared: Some(language.clone()), language };
        }
        let declared = format.map_or_else(Vec::new, |format| format.languages(text));
        if let Some(first) = declared.first() {
            let known = declared.iter().find_map(|tag| Some((tag, language::available(tag, checker.languages())?)));
            return match known {
                Some((tag, language)) => Self { declared: Some(tag.clone()), language: language.to_owned() },
                None => Self { declared: None, language: first.clone() },
            };
        }
        let language = match checker.matchers.len() {
            1 => {
                let language = checker.matchers.keys().next().cloned().unwrap_or_default();
                // What is Japanese or Korean is none of a Chinese glossary's business.
                if language::is_elsewhere(text, &language) { String::new() } else { language }
            }
            _ => language::detect(text, checker.languages()).unwrap_or_default().to_owned(),
        };
        Self { declared: None, language }
    }
}

/// Analyses the text of a file.
pub fn document(
    checker: &Checker<'_>,
    (number, input): (usize, &Input),
    source: &SourceFile<'_>,
    memory: &mut Memory,
    sums: &mut Sums<'_>,
) -> Analysis {
    let format = (checker.format)(&input.path);
    let Languages { declared, language } = Languages::of(checker, input, format, source.text());
    let Some(matcher) = checker.matchers.get(&language) else {
        return Analysis { seen: memory.lines.is_some().then(Box::default), ..Analysis::default() };
    };
    if checker.learned.is_none() {
        sums.statistics.add_anchors(source.text());
    }
    memory.document.clear();
    let mut look = match memory.lines {
        None if !beside::has_source(checker, input) => {
            glance::look(matcher, format, source.text(), &mut memory.hits, &mut memory.document)
        }
        // A census needs every mention, an original every segment.
        _ => Look::Whole,
    };
    if look == Look::Parts {
        scan(checker, matcher, memory, true);
        if glance::has_linked_heading(matcher, &memory.document, &memory.mentions, source.text()) {
            look = Look::Whole;
        }
    }
    let mut units = None;
    match look {
        Look::Nothing => return Analysis { language, ..Analysis::default() },
        Look::Parts => {}
        Look::Whole => {
            memory.document.clear();
            let read = format.map(|format| format.read_units(source.text(), declared.as_deref(), &mut memory.document));
            match read.transpose() {
                Ok(read) => units = read.flatten(),
                Err(fault) => return malformed(checker, source, fault),
            }
            scan(checker, matcher, memory, false);
        }
    }
    let Memory { document, scratch, mentions, near, .. } = memory;
    let segments = document.segments().len();
    let count = units.as_ref().map(|bitext| bitext.units.len());
    let mut analysis = Analysis { segments, language, units: count, ..Analysis::default() };
    let beside = match units {
        Some(bitext) => Ok(Some(beside::beside(checker, bitext, scratch))),
        None if look == Look::Parts => Ok(None),
        None => beside::read(checker, (input, source.text()), document, &analysis.language, scratch),
    };
    let beside = match beside {
        Ok(beside) => beside,
        Err(fault) => {
            let draft = Draft::new(rules::mismatched(fault.message, fault.severity), None);
            analysis.drafts.push(Located::unplaced(draft));
            None
        }
    };
    let needs_corpus = checker.learned.is_none() && matcher.has_ambiguous();
    let in_code = code::in_code(matcher, document, source.text(), scratch);
    if needs_corpus || !mentions.is_empty() || !near.is_empty() || beside.is_some() || !in_code.is_empty() {
        let beside = (beside.as_ref(), in_code.as_slice());
        drafts(checker, matcher, (number, input), source, memory, beside, sums, needs_corpus, &mut analysis);
    }
    if memory.lines.is_some() {
        let title = memory.document.title().map(|segment| segment.text);
        analysis.seen.get_or_insert_default().entitle(title);
    }
    suppressions(checker, source, &memory.document, &mut analysis);
    analysis
}

/// Looks for mentions in what was read; if `at_hits`, in the segments where a glance saw something.
fn scan(checker: &Checker<'_>, matcher: &Matcher, memory: &mut Memory, at_hits: bool) {
    let Memory { document, scratch, mentions, near, hits, .. } = memory;
    mentions.clear();
    near.clear();
    for segment in document.segments() {
        let first = mentions.len();
        match at_hits {
            true => glance::scan(matcher, segment, hits, scratch, mentions, near),
            false => matcher.scan(segment.number, segment.text, scratch, mentions, near),
        }
        if !checker.ignored_text.is_empty() {
            drop_ignored(checker, segment.text, segment.number, first, mentions, near);
        }
    }
}

/// Drafts of findings.
#[expect(clippy::too_many_arguments, reason = "the pieces of one file, each borrowed once")]
fn drafts(
    checker: &Checker<'_>,
    matcher: &Matcher,
    (number, input): (usize, &Input),
    source: &SourceFile<'_>,
    memory: &mut Memory,
    (beside, in_code): (Option<&Beside>, &[CodeMention]),
    sums: &mut Sums<'_>,
    needs_corpus: bool,
    analysis: &mut Analysis,
) {
    let Memory { document, scratch, mentions, near, lines, .. } = memory;
    matcher.fetch(mentions);
    let mut presences = Presences::default();
    if matcher.needs_presences() {
        presences = Presences::of_mentions(matcher, document, mentions);
        let is_open =
            |mention: &Mention| matcher.entry(mention.entry).ambiguous || matcher.entry(mention.entry).form == Form::ShortForm;
        if needs_corpus || mentions.iter().any(is_open) {
            presences.add_slugs(matcher, document, &input.shown, scratch);
        }
        settle_short_forms(matcher, document, &presences, mentions);
        let persons = presences.persons(matcher);
        if !persons.is_empty() {
            let mut parts = matcher.near().parts(matcher, &persons);
            for segment in document.segments() {
                parts.find(segment.number, segment.text, mentions, near);
            }
            near.sort_by_key(|near| (near.segment, near.span));
        }
    }
    analysis.mentions = mentions.len();
    let pair = beside
        .and_then(|beside| pair(checker, beside, (matcher, &analysis.language), source, document, mentions, &input.shown, sums));
    let supported = pair.as_ref().map_or(&[][..], |pair| pair.counterparts.supported.as_slice());
    let observations: Vec<(usize, Observation)> = evidence::observe(matcher, document, mentions, &presences, supported);
    if checker.learned.is_none() {
        sums.statistics.add(matcher, checker.glossary, document, mentions, near, &presences, &observations);
    }
    let context = DocumentContext {
        file_text: source.text(),
        document,
        mentions,
        near,
        in_code,
        presences: &presences,
        observations: &observations,
        matcher,
        glossary: checker.glossary,
        policy: checker.policy,
        pair: pair.as_ref(),
        spacing: std::cell::OnceCell::new(),
    };
    let mut drafts = Vec::with_capacity(mentions.len());
    let is_on = |rule: &'static rules::Rule| (checker.severity)(&input.shown, rule).is_some();
    // Rules that are on by default are seldom off: asked for when they found something.
    for rule in rules::RULES.iter().filter(|rule| rule.severity.is_some() || is_on(rule)) {
        let first = drafts.len();
        (rule.check)(&context, &mut drafts);
        if drafts.len() > first && !is_on(rule) {
            drafts.truncate(first);
        }
    }
    drafts.sort_by_key(|draft| draft.diagnostic.locus);
    if let Some(lines) = lines {
        let language = checker.matchers.keys().position(|language| *language == analysis.language);
        let language = language.and_then(|number| u16::try_from(number).ok()).unwrap_or_default();
        let place = census::Place { number, path: &input.shown, language };
        analysis.seen = Some(Box::new(Seen::count(&context, &drafts, &place, lines)));
    }
    let mut lines = LineIndex::new(source.text());
    // Collected, not extended: no room to spare in what is kept to the end.
    let located = drafts.into_iter().map(|draft| {
        let anchor = anchors::changed(document, &draft.diagnostic, (&input.shown, source.text()));
        Located { anchor, ..locate(checker, source, &mut lines, draft) }
    });
    let located: Vec<Located> = located.collect();
    match analysis.drafts.is_empty() {
        true => analysis.drafts = located,
        false => analysis.drafts.extend(located),
    }
}

/// What the original says of the document's mentions.
#[expect(clippy::too_many_arguments, reason = "the pieces of one pair, each borrowed once")]
fn pair<'a>(
    checker: &'a Checker<'_>,
    beside: &'a Beside,
    (matcher, language): (&'a Matcher, &str),
    source: &'a SourceFile<'_>,
    document: &'a Document,
    mentions: &'a [Mention],
    path: &Arc<str>,
    sums: &mut Sums<'_>,
) -> Option<PairContext<'a>> {
    let sides = Sides {
        bitext: &beside.bitext,
        source_matcher: checker.source_matchers().get(&beside.language)?,
        source_mentions: &beside.mentions,
        file_text: source.text(),
        target: document,
        matcher,
        mentions,
    };
    sums.pairs.add_segments(document, &beside.bitext, path);
    // Of a translation into another language, its terms say nothing.
    let counterparts = if language::fits(document, language) {
        sums.pairs.add_units(sums.sketches, document, &beside.bitext);
        Counterparts::find(&sides, &mut sums.pairs)
    } else {
        Counterparts::unknown(mentions.len())
    };
    Some(PairContext { sides, counterparts })
}

fn drop_ignored(
    checker: &Checker<'_>,
    text: &str,
    segment: usize,
    first: usize,
    mentions: &mut Vec<Mention>,
    near: &mut Vec<NearMention>,
) {
    for regex in checker.ignored_text {
        for ignored in regex.find_iter(text) {
            let covers = |start: usize, end: usize| ignored.start() < end && start < ignored.end();
            let mut at = 0;
            mentions.retain(|mention| {
                at += 1;
                at <= first || !covers(mention.span.start, mention.span.end)
            });
            near.retain(|mention| mention.segment != segment || !covers(mention.span.start, mention.span.end));
        }
    }
}

fn suppressions(checker: &Checker<'_>, source: &SourceFile<'_>, document: &Document, analysis: &mut Analysis) {
    if !document.comments().iter().any(|comment| comment.text.contains("glossator")) {
        return;
    }
    let names = rules::RULES.iter().map(|rule| rule.name);
    let ids = checker.glossary.concepts.iter().map(|concept| concept.id.as_str());
    let (suppressions, problems) = Suppressions::parse(document.comments(), names, ids);
    let mut lines = LineIndex::new(source.text());
    for problem in problems {
        let meant = problem.kind.suggestion().map_or_else(String::new, |name| format!(" (did you mean \"{name}\"?)"));
        let message = problem.kind.message() + &meant;
        let draft = Draft::new(rules::faulty(problem.locus, message), None);
        let located = locate(checker, source, &mut lines, draft);
        analysis.drafts.push(located);
    }
    for comment in document.comments() {
        analysis.comments.push((comment.locus, source.file_locus(comment.locus), lines.places(comment.locus)));
    }
    analysis.suppressions = Some(Box::new(suppressions));
}
