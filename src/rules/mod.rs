//! One file per rule, one list: what is wrong with what was found.
//!
//! A rule is pure: context in, drafts out. It neither searches nor reads: mentions, near mentions and links were
//! found for it. The header of a rule's file is its documentation everywhere.

mod ambiguous_rendering;
mod broken_latin_name;
mod code_mismatch;
mod deprecated_in_code;
mod deprecated_rendering;
mod do_not_translate;
mod extra_segment;
mod first_mention;
mod heading_structure;
mod inconsistent_across_documents;
mod inconsistent_translation;
mod link_mismatch;
mod mismatched_pair;
mod missing_interpunct;
mod missing_rendering;
mod missing_segment;
mod mixed_renderings;
mod mt_residue;
mod near_rendering;
mod number_mismatch;
mod occurrence_parity;
mod paragraph;
mod placeholder_mismatch;
mod replacement;
mod same_translation;
mod spacing;
mod unreadable_file;
mod untranslated_segment;
mod unused_suppression;
mod wrong_case;
mod wrong_sense;

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, Segment};
use crate::glossary::{Concept, Glossary};
use crate::matcher::code::CodeMention;
use crate::matcher::counterpart::{Counterparts, LostText, PairStatistics, SegmentPair, Sides, Sketches};
use crate::matcher::evidence::{Observation, Verdict};
use crate::matcher::presence::Presences;
use crate::matcher::{Entry, EntryId, Matcher, Mention, NearMention};
use crate::text::Span;

pub use mismatched_pair::mismatched;
pub use missing_rendering::place_of_unit;
pub use spacing::Spacing;
pub use unreadable_file::unreadable;
pub use unused_suppression::{faulty, unused};

/// Those that compare every segment with all others: their drafts are many, and few of them become findings.
pub static OF_REPEATS: &[&Rule] = &[&inconsistent_translation::RULE, &same_translation::RULE];

/// Those that speak of one term without its rendering: one of them is enough for a place and a concept.
pub static OF_GAPS: &[&Rule] = &[&do_not_translate::RULE, &missing_rendering::RULE, &occurrence_parity::RULE, &wrong_sense::RULE];

/// The rules, by name.
pub static RULES: &[&Rule] = &[
    &ambiguous_rendering::RULE,
    &broken_latin_name::RULE,
    &code_mismatch::RULE,
    &deprecated_in_code::RULE,
    &deprecated_rendering::RULE,
    &do_not_translate::RULE,
    &extra_segment::RULE,
    &first_mention::RULE,
    &heading_structure::RULE,
    &inconsistent_across_documents::RULE,
    &inconsistent_translation::RULE,
    &link_mismatch::RULE,
    &mismatched_pair::RULE,
    &missing_interpunct::RULE,
    &missing_rendering::RULE,
    &missing_segment::RULE,
    &mixed_renderings::RULE,
    &mt_residue::RULE,
    &near_rendering::RULE,
    &number_mismatch::RULE,
    &occurrence_parity::RULE,
    &placeholder_mismatch::RULE,
    &same_translation::RULE,
    &unreadable_file::RULE,
    &untranslated_segment::RULE,
    &unused_suppression::RULE,
    &wrong_case::RULE,
    &wrong_sense::RULE,
];

/// A rule: its name, how grave its findings are by default, and what it does.
pub struct Rule {
    /// The bad pattern: `deprecated-rendering`.
    pub name: &'static str,
    /// Unless the configuration says otherwise; `None` is off.
    pub severity: Option<Severity>,
    /// The source of its file, for its documentation.
    source: &'static str,
    /// Looks at one document.
    pub check: fn(&DocumentContext<'_>, &mut Vec<Draft>),
    /// Decides a draft that had to wait for the whole corpus; `None` drops it.
    pub settle: fn(&CorpusContext<'_>, Diagnostic, &Pending) -> Option<Diagnostic>,
}

impl Rule {
    /// The documentation, as Markdown: the header of the rule's file.
    pub fn documentation(&self) -> String {
        let lines = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
    }

    /// The first line of the documentation.
    pub fn summary(&self) -> String {
        self.documentation().lines().next().unwrap_or_default().to_owned()
    }
}

/// The rule with this name.
pub fn by_name(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

/// What a house has decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// The first mention of a name has the original in brackets behind it, and no later one has.
    pub bracketed_first_mention: bool,
    /// The whole corpus must use one of several admitted renderings.
    pub one_variant: bool,
}

/// A finding that may have to wait for the whole corpus.
#[derive(Debug)]
pub struct Draft {
    /// The finding, its severity that of the rule. Elsewhere, for drafts are moved more often than they are looked at.
    pub diagnostic: Box<Diagnostic>,
    /// What it waits for.
    pub pending: Option<Pending>,
}

impl Draft {
    /// A draft of this finding.
    pub fn new(diagnostic: Diagnostic, pending: Option<Pending>) -> Self {
        Self { diagnostic: Box::new(diagnostic), pending }
    }
}

/// What the whole corpus must decide.
#[derive(Debug)]
pub enum Pending {
    /// Whether an ambiguous rendering means its concept.
    Ambiguous(Box<Observation>),
    /// What the translator wrote instead of an approved rendering.
    Lost(Arc<LostText>),
    /// Whether the segment is translated otherwise elsewhere, or another one is translated so.
    Segment(SegmentPair),
    /// Whether the corpus has stray placeholders.
    Placeholder,
    /// Whether a token is an established word of the corpus.
    Token {
        /// The token, folded.
        token: String,
    },
    /// Whether the corpus settled on this rendering.
    Variant {
        /// Index of the concept.
        concept: u32,
        /// The rendering that the document uses.
        rendering: EntryId,
    },
}

impl Pending {
    /// Whether the finding, if there is one in the end, is where its draft is.
    pub const fn keeps_place(&self) -> bool {
        match self {
            Self::Ambiguous(_) | Self::Placeholder | Self::Token { .. } | Self::Variant { .. } => true,
            Self::Lost(_) | Self::Segment(_) => false,
        }
    }
}

/// A document beside its original.
pub struct PairContext<'a> {
    /// Both documents and their mentions.
    pub sides: Sides<'a>,
    /// What the pair says of the mentions.
    pub counterparts: Counterparts,
}

/// One document, and everything that was found in it.
pub struct DocumentContext<'a> {
    /// The text of the file.
    pub file_text: &'a str,
    /// What readers see.
    pub document: &'a Document,
    /// Mentions in order, short forms settled.
    pub mentions: &'a [Mention],
    /// Near mentions in order of segments.
    pub near: &'a [NearMention],
    /// Deprecated renderings in blocks of code.
    pub in_code: &'a [CodeMention],
    /// Which concepts are in evidence.
    pub presences: &'a Presences,
    /// The observations that belong to ambiguous mentions: (index into `mentions`, what was observed).
    pub observations: &'a [(usize, Observation)],
    /// The renderings.
    pub matcher: &'a Matcher,
    /// The concepts.
    pub glossary: &'a Glossary,
    /// The house's decisions.
    pub policy: Policy,
    /// The original, where there is one.
    pub pair: Option<&'a PairContext<'a>>,
    /// How the file spaces Chinese and Latin; counted when a replacement asks.
    pub spacing: std::cell::OnceCell<Spacing>,
}

impl<'a> DocumentContext<'a> {
    /// Whether the file puts a space between Chinese and Latin.
    fn is_spaced(&self) -> bool {
        self.spacing.get_or_init(|| Spacing::of(self.file_text)).is_spaced()
    }

    /// The segment of a mention.
    pub fn segment(&self, number: usize) -> Segment<'a> {
        self.document.segment(number).expect("mentions lie in segments of their document")
    }

    /// The rendering behind an id.
    pub fn entry(&self, id: EntryId) -> &'a Entry {
        self.matcher.entry(id)
    }

    /// The concept of a rendering.
    pub fn concept(&self, entry: &Entry) -> &'a Concept {
        &self.glossary.concepts[entry.concept as usize]
    }

    /// A finding about a span of a segment and a concept with this id, without fixes or evidence.
    pub fn diagnostic(
        &self,
        rule: &'static Rule,
        segment: Segment<'_>,
        span: Span,
        concept: Option<&str>,
        message: String,
    ) -> Diagnostic {
        Diagnostic {
            rule: rule.name,
            severity: rule.severity.unwrap_or(Severity::Info),
            message,
            concept: concept.map(str::to_owned),
            found: Some(paragraph::shown(segment, span, self.file_text)),
            locus: Some(segment.locus(span)),
            role: Some(segment.role_at(span)),
            block: Some(segment.block),
            fixes: Vec::new(),
            evidence: Vec::new(),
        }
    }
}

/// The whole corpus, for drafts that waited for it.
pub struct CorpusContext<'a> {
    /// The renderings.
    pub matcher: &'a Matcher,
    /// The concepts.
    pub glossary: &'a Glossary,
    /// What the corpus, or a stored learning, teaches.
    pub statistics: &'a crate::matcher::evidence::Statistics,
    /// What the pairs teach.
    pub pairs: &'a PairStatistics,
    /// The same, for what is too much to keep one by one.
    pub sketches: &'a Sketches,
}

impl CorpusContext<'_> {
    /// Whether an ambiguous mention means its concept.
    pub fn verdict(&self, observation: &Observation) -> Verdict {
        self.statistics.verdict(self.matcher, self.glossary, observation)
    }
}

/// For rules that look at no document.
fn no_check(_: &DocumentContext<'_>, _: &mut Vec<Draft>) {}

/// For rules whose drafts never wait.
fn no_settling(_: &CorpusContext<'_>, diagnostic: Diagnostic, _: &Pending) -> Option<Diagnostic> {
    Some(diagnostic)
}

/// The verb that goes with so many things.
const fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// A finding that does not wait.
fn now(diagnostic: Diagnostic) -> Draft {
    Draft::new(diagnostic, None)
}
