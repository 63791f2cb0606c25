//! What a run gives: findings in order, and figures about the whole.
//!
//! Made by the pipeline, written by `report`.

use std::borrow::Cow;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::text::{Locus, Place};

/// A part of the line that a finding stands in, for people to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Up to some two hundred characters of the line (of several lines if the finding spans them), cut at characters.
    pub text: String,
    /// The finding within `text`, in bytes.
    pub start: usize,
    /// Its end, exclusive.
    pub end: usize,
    /// Column of the excerpt's first character in its line, in characters from 1; above 1 when the line was cut there.
    pub column: usize,
    /// Whether the line goes on after the excerpt.
    pub cut: bool,
}

impl Excerpt {
    /// Characters kept on either side of a finding.
    const SIDE: usize = 100;

    /// The part of the line, or lines, that a locus of the file's text stands in.
    pub fn cut(text: &str, locus: Locus) -> Self {
        let line_start = text[..locus.start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[locus.end..].find('\n').map_or(text.len(), |at| locus.end + at);
        let line_end = text[..line_end].strip_suffix('\r').map_or(line_end, str::len).max(locus.end);
        let start = text[line_start..locus.start]
            .char_indices()
            .rev()
            .take(Self::SIDE)
            .last()
            .map_or(locus.start, |(at, _)| line_start + at);
        let end = text[locus.end..line_end].char_indices().nth(Self::SIDE).map_or(line_end, |(at, _)| locus.end + at);
        Self {
            text: text[start..end].to_owned(),
            start: locus.start - start,
            end: locus.end - start,
            column: text[line_start..start].chars().count() + 1,
            cut: end < line_end,
        }
    }
}

/// A diagnostic, and where it stands in its file in every unit.
///
/// The edits of its fixes are in bytes of the file as it is on disk.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The path as given on the command line, with `/` between its parts; shared by the file's findings.
    pub path: Arc<str>,
    /// The finding itself. Its `locus` is in bytes of the file as it is on disk.
    pub diagnostic: Box<Diagnostic>,
    /// Start and exclusive end; `None` for a finding about the file as a whole.
    pub places: Option<(Place, Place)>,
    /// Kept only when the report wants it.
    pub excerpt: Option<Excerpt>,
}

impl Finding {
    /// Bytes of the file as it is on disk.
    pub fn bytes(&self) -> Option<Locus> {
        self.diagnostic.locus
    }
}

/// Figures about a whole run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Files that were looked at, the unreadable ones too.
    pub files: usize,
    /// Segments of visible text that were looked at: all of them, unless the glossary is a plain list (see
    /// `engine::glance`), of which only those are read that may hold a finding.
    pub segments: usize,
    /// Mentions of glossary terms in these segments, approved or not.
    pub mentions: usize,
    /// Findings that are reported, of every severity.
    pub diagnostics: usize,
    /// Findings that `fix` would mend by itself.
    pub fixable: usize,
    /// Files that could not be read or decoded.
    pub unreadable: usize,
    /// Files in a language that no glossary has: they were left alone.
    #[serde(skip)]
    pub elsewhere: usize,
}

/// What reports say about a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// The rule's name, as in `Diagnostic::rule`.
    pub name: &'static str,
    /// One line.
    pub summary: Cow<'static, str>,
    /// Its whole documentation, in Markdown.
    pub doc: Cow<'static, str>,
    /// How grave its findings are, after configuration.
    pub severity: Severity,
}

/// The result of `check`.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Sorted by path, then place, then rule.
    pub findings: Vec<Finding>,
    /// Figures about the whole.
    pub summary: Summary,
    /// Names of the concepts that occur in findings, by id: what to call them.
    pub concept_names: std::collections::BTreeMap<String, String>,
    /// The rules that were run, for reports that explain them.
    pub rules: Vec<RuleInfo>,
}

/// Turns loci of a file's text into loci of its bytes on disk.
pub fn to_file_bytes(diagnostic: &mut Diagnostic, bytes: Option<&[(usize, usize)]>) {
    let Some(bytes) = bytes else { return };
    let byte = |offset: usize| bytes.binary_search_by_key(&offset, |pair| pair.0).map_or(offset, |at| bytes[at].1);
    let locus = |locus: Locus| Locus::new(byte(locus.start), byte(locus.end));
    diagnostic.locus = diagnostic.locus.map(locus);
    for edit in diagnostic.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
        edit.locus = locus(edit.locus);
    }
}
