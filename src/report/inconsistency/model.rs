//! What `report.json` holds, as structs: the page, the tables and the summary are made from this and nothing else.
//!
//! How the figures are counted is in `compose`; how parts become a whole, in `part`. Everything is sorted: documents by
//! path, concepts by harm and then by id, renderings by mentions, findings as `check` gives them. `document`, `concept`,
//! `rendering` and `finding` are indices into the lists of the same report.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Applicability, Severity};
use crate::glossary::Kind;

/// The version of the layout; a report of another version is not read.
pub const SCHEMA: u32 = 1;

/// An inconsistency report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "glossator report")]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Version of this layout.
    pub schema: u32,
    /// The program and its version.
    pub generator: String,
    /// Figures about the whole.
    pub totals: Totals,
    /// The rules that were run, by name.
    pub rules: Vec<Rule>,
    /// Every file that was looked at, by path.
    pub documents: Vec<Document>,
    /// The concepts that are mentioned or have findings, the most harmful first, then by id.
    pub concepts: Vec<Concept>,
    /// Sampled mentions as a translator reads them, by concept, rendering, document and place.
    pub lines: Vec<Line>,
    /// What was left out of `lines` and `fixes`.
    pub sampling: Sampling,
    /// The findings, exactly those of `check` and in its order.
    pub findings: Vec<Finding>,
    /// What `fix` would do, by path; see `sampling` for what is left out.
    pub fixes: Vec<DocumentFix>,
    /// Earlier reports, oldest first, and this one last; empty if it is compared with none.
    pub history: Vec<Snapshot>,
    /// What changed since the youngest of the earlier reports.
    pub compare: Option<Comparison>,
    /// What only a merge needs.
    pub part: Part,
}

/// Figures about the whole corpus.
///
/// `mentions` = `matches` - `ordinary` + `near` + `beside` when no concept was asked for. `files`, `unreadable`, `segments`, `findings`,
/// `fixable` and `matches` are those of the summary of `check --format json` (`diagnostics` and `mentions` there).
/// With a glossary that is a plain list of wrong and right forms, `check` skips text that cannot hold a finding, and counts
/// fewer segments and mentions there; a report reads everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Files that were looked at.
    pub files: usize,
    /// Of these, files that could not be read.
    pub unreadable: usize,
    /// Segments of visible text.
    pub segments: usize,
    /// Concepts of this report.
    pub concepts: usize,
    /// Concepts of the glossary, mentioned or not.
    pub glossary: usize,
    /// Mentions of all concepts.
    pub mentions: usize,
    /// Of these, in a preferred or admitted rendering.
    pub approved: usize,
    /// In a deprecated rendering.
    pub deprecated: usize,
    /// In an ambiguous rendering that evidence took for the concept.
    pub ambiguous: usize,
    /// In a string that the glossary does not list: another case, a letter wrong, in pieces, one sound away, or shown by
    /// an original to stand for the term.
    pub unlisted: usize,
    /// Strings of the glossary that were found, whatever they mean.
    pub matches: usize,
    /// Of these, ambiguous strings that are the ordinary word here, so no mentions.
    pub ordinary: usize,
    /// Unlisted strings that no string of the glossary matches: one letter, sound or character away.
    pub near: usize,
    /// Beside originals: strings that a warning or an error says stand for a term of the original, or places where it says
    /// that the term is missing. They are unlisted mentions of its concept.
    #[serde(default)]
    pub beside: usize,
    /// Findings of every severity.
    pub findings: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are info.
    pub infos: usize,
    /// Findings that `fix` would mend by itself.
    pub fixable: usize,
    /// Terminology success rate: `approved` / `mentions`; 1 without mentions.
    pub success_rate: f64,
    /// Mentions in the dominant rendering of their concept / `mentions`; 1 without mentions.
    pub consistency: f64,
    /// Mean of the concepts' entropies, weighted by mentions, in bits.
    pub entropy: f64,
    /// Sum of the concepts' harm.
    pub harm: f64,
}

/// A rule that was run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// One line.
    pub summary: String,
    /// How grave its findings are, after configuration.
    pub severity: Severity,
    /// Its findings.
    pub findings: usize,
}

/// A file that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// As given on the command line, with `/` between its parts.
    pub path: String,
    /// Its title, cut at 120 characters; empty if it has none.
    pub title: String,
    /// Whether it could be read.
    pub is_readable: bool,
    /// Mentions of all concepts.
    pub mentions: usize,
    /// Of these, in a preferred or admitted rendering.
    pub approved: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are info.
    pub infos: usize,
    /// Findings that `fix` would mend by itself.
    pub fixable: usize,
}

/// A concept, and how the corpus renders it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Concept {
    /// Its id in the glossary.
    pub id: String,
    /// What kind of thing it is.
    pub kind: Kind,
    /// Its name in the source language, else its first name.
    pub source: String,
    /// The renderings to use, one of each target language.
    pub preferred: Vec<String>,
    /// What the glossary says about it.
    pub note: Option<String>,
    /// Mentions, approved or not.
    pub mentions: usize,
    /// Documents with a mention.
    pub documents: usize,
    /// Mentions in a preferred or admitted rendering.
    pub approved: usize,
    /// Documents with a mention in a rendering that is not approved.
    pub wrong_documents: usize,
    /// Terminology success rate: `approved` / `mentions`; 1 without mentions.
    pub success_rate: f64,
    /// The dominant rendering's share of `mentions`; 1 without mentions.
    pub consistency: f64,
    /// Shannon entropy of the renderings, in bits.
    pub entropy: f64,
    /// Sum over documents of 1 + log2(mentions in a rendering that is not approved), where there are any.
    pub harm: f64,
    /// Its findings.
    pub findings: usize,
    /// Of these, those that `fix` would mend by itself.
    pub fixable: usize,
    /// Its findings by rule.
    pub rules: std::collections::BTreeMap<String, usize>,
    /// How it is written, the most frequent first, then by status and code point.
    pub renderings: Vec<Rendering>,
    /// (document, rendering, mentions), ascending; what is not here is 0.
    pub matrix: Vec<(usize, usize, usize)>,
}

/// What the glossary says of a rendering; ordered, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The rendering to use.
    Preferred,
    /// Also right.
    Admitted,
    /// Not to be used.
    Deprecated,
    /// Not to be used, and an ordinary word elsewhere; evidence says that the concept is meant.
    Ambiguous,
    /// Nothing: found by its nearness to a name that is listed, or by what an original says there.
    Unlisted,
}

impl Status {
    /// All statuses, the best first.
    pub const ALL: [Self; 5] = [Self::Preferred, Self::Admitted, Self::Deprecated, Self::Ambiguous, Self::Unlisted];

    /// The status's name in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Admitted => "admitted",
            Self::Deprecated => "deprecated",
            Self::Ambiguous => "ambiguous",
            Self::Unlisted => "unlisted",
        }
    }

    /// Whether a rendering with this status may stand in a text.
    pub const fn is_approved(self) -> bool {
        matches!(self, Self::Preferred | Self::Admitted)
    }
}

/// One way in which the corpus writes a concept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rendering {
    /// As the glossary lists it; an unlisted one as it stands in the text, `(not named)` where an original shows that something
    /// else stands there for the term and no string can be named.
    pub text: String,
    /// What the glossary says of it.
    pub status: Status,
    /// A name of the source language that stands in the text, and that the glossary does not prefer in the target language.
    pub is_source: bool,
    /// Mentions.
    pub mentions: usize,
    /// Documents with a mention.
    pub documents: usize,
    /// The first of these.
    pub first_document: usize,
    /// Whether it is the concept's most frequent one.
    pub dominant: bool,
    /// Findings about its mentions that `fix` would mend by itself.
    pub fixable: usize,
}

/// A mention with what stands around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The concept.
    pub concept: usize,
    /// Its rendering.
    pub rendering: usize,
    /// The document.
    pub document: usize,
    /// Line of the file, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Visible text before it in its paragraph, up to 40 characters.
    pub left: String,
    /// The mention as it stands in the text.
    pub found: String,
    /// Visible text behind it, up to 40 characters.
    pub right: String,
    /// The finding about it, if there is one.
    pub finding: Option<usize>,
    /// The sentence of the original, where the document has one beside it.
    pub source: Option<String>,
}

/// What was left out, so that a report stays small however large the corpus is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sampling {
    /// Lines that are kept of each approved rendering, at most.
    pub lines_of_approved: usize,
    /// Lines that are kept of each other rendering, at most.
    pub lines_of_wrong: usize,
    /// Mentions, so lines that there could be.
    pub lines: usize,
    /// Lines that are here.
    pub lines_kept: usize,
    /// Documents that `fix` would change.
    pub fixes: usize,
    /// Documents whose change is here.
    pub fixes_kept: usize,
}

/// A finding, as `check` gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The document.
    pub document: usize,
    /// The concept, if it is about one.
    pub concept: Option<usize>,
    /// The rendering of the concept, if it is about a mention that is counted.
    pub rendering: Option<usize>,
    /// Name of the rule.
    pub rule: String,
    /// How grave it is, after configuration.
    pub severity: Severity,
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// Line, from 1; null for a finding about the file as a whole.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// Line of the end.
    pub end_line: Option<usize>,
    /// Column of the end, exclusive.
    pub end_column: Option<usize>,
    /// The text found, decoded.
    pub found: Option<String>,
    /// What the best fix puts there.
    pub replacement: Option<String>,
    /// Who may apply the best fix.
    pub applicability: Option<Applicability>,
    /// Why it was decided so, in words.
    pub evidence: Vec<String>,
}

/// What `fix` would do to a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentFix {
    /// The document.
    pub document: usize,
    /// Fixes that would be applied.
    pub edits: usize,
    /// The change: hunks of a unified diff without its two header lines, long lines cut around what changes.
    pub diff: String,
    /// Hunks that were left out.
    pub hunks_left: usize,
}

/// The figures of a report, kept for comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// What it is called: a name that was given, or the file it was read from.
    pub label: String,
    /// Its figures.
    pub totals: Totals,
}

/// What changed since an earlier report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// What the earlier report is called.
    pub label: String,
    /// Its figures.
    pub totals: Totals,
    /// Concepts whose figures differ, those that changed most first, then by id.
    pub concepts: Vec<Change>,
    /// Concepts whose figures are the same.
    pub unchanged: usize,
}

/// What changed about a concept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Its id in the glossary.
    pub id: String,
    /// Its name in the source language.
    pub source: String,
    /// For better or worse: by harm, then by success rate, then by consistency.
    pub direction: Direction,
    /// In the earlier report; null if it has no mention there.
    pub before: Option<Figures>,
    /// In this one; null if it has no mention here.
    pub after: Option<Figures>,
}

/// Where a change leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Fewer readers meet a wrong form.
    Better,
    /// More do.
    Worse,
    /// More or fewer mentions, as right or wrong as before.
    Same,
}

/// The figures of a concept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Mentions, approved or not.
    pub mentions: usize,
    /// Of these, in a preferred or admitted rendering.
    pub approved: usize,
    /// Terminology success rate.
    pub success_rate: f64,
    /// The dominant rendering's share.
    pub consistency: f64,
    /// Entropy of the renderings, in bits.
    pub entropy: f64,
    /// As in the report.
    pub harm: f64,
    /// Findings.
    pub findings: usize,
}

/// What only a merge needs: reports are merged when they were made under the same settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// `none`; `corpus` or `pairs` if the report's own files or their originals taught it, so that it cannot be merged; else a
    /// fingerprint of the learned file.
    pub learned: String,
    /// Fingerprint of the glossary and the settings.
    pub settings: String,
}
