//! What reports are made from, in a form that adds up: the tally of a whole is the union of the tallies of its parts.
//!
//! Summed: segments, strings matched, ordinary words, near strings, mentions that only originals show, mentions by
//! (concept, rendering, document). United: documents by path, concepts by id, renderings by (text, status, source), rules by name. Joined: findings. Kept as a
//! bounded sample: lines (the smallest keys of each rendering; the key is a hash of path, line and column) and changes
//! (the documents with most to mend, then by path). All of these are associative, and `compose` puts the rest in order, so
//! neither the grouping nor the order of parts shows.

use std::collections::{BTreeMap, HashMap};

use super::model::{Document, DocumentFix, Finding, Line, Part, Report, Rule, SCHEMA, Status};
use crate::glossary::Kind;

/// What is known before figures are made; indices are into the lists of this tally, in any order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// The settings under which it was made.
    pub part: Part,
    /// Concepts of the glossary.
    pub glossary: usize,
    /// Segments of visible text.
    pub segments: usize,
    /// Strings of the glossary that were found.
    pub matches: usize,
    /// Of these, ordinary words.
    pub ordinary: usize,
    /// Strings near to a name that no string of the glossary matches.
    pub near: usize,
    /// Mentions that only the originals show.
    pub beside: usize,
    /// The rules that were run; their findings are counted later.
    pub rules: Vec<Rule>,
    /// Path, title, and whether it could be read; the figures are counted later.
    pub documents: Vec<Document>,
    /// The concepts that occur.
    pub concepts: Vec<TallyConcept>,
    /// Mentions.
    pub cells: Vec<Cell>,
    /// Sampled lines, perhaps more than are wanted.
    pub lines: Vec<Line>,
    /// Findings; those of one document in their order.
    pub findings: Vec<Finding>,
    /// Changes, perhaps of more documents than are wanted.
    pub fixes: Vec<DocumentFix>,
}

/// A concept without its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyConcept {
    /// Its id.
    pub id: String,
    /// What kind of thing it is.
    pub kind: Kind,
    /// Its name in the source language.
    pub source: String,
    /// What to write.
    pub preferred: Vec<String>,
    /// What the glossary says about it.
    pub note: Option<String>,
    /// Its renderings.
    pub renderings: Vec<TallyRendering>,
}

/// A rendering without its figures; it is known by all three.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TallyRendering {
    /// As listed, or as it stands in the text.
    pub text: String,
    /// What the glossary says of it.
    pub status: Status,
    /// Whether it is a name of the source language.
    pub is_source: bool,
}

/// Mentions of one rendering in one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// The concept.
    pub concept: usize,
    /// The document.
    pub document: usize,
    /// The rendering of the concept.
    pub rendering: usize,
    /// How many.
    pub mentions: usize,
}

/// Why reports cannot be merged.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MergeError {
    /// Another version of glossator wrote it.
    #[error("{path}: a report of layout {found}, and this glossator knows {SCHEMA}; make it anew")]
    Version {
        /// The report.
        path: String,
        /// Its layout.
        found: u32,
    },
    /// It is no report, or cut off.
    #[error("{path}:{line}:{column}: not a report: {reason}")]
    Malformed {
        /// The file.
        path: String,
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
        /// What the JSON reader says.
        reason: String,
    },
    /// It refers to what it does not have.
    #[error("{path}: damaged: it refers to {what} that it does not have; make it anew")]
    Damaged {
        /// The file.
        path: String,
        /// What is missing.
        what: &'static str,
    },
    /// What ambiguous strings mean was learned from a part of the whole.
    #[error(
        "{path}: its own files taught it what ambiguous strings mean, and other parts may disagree; make every part with the same --learned FILE, or with --learned none"
    )]
    Learned {
        /// The report.
        path: String,
    },
    /// What translators write was learned from a part of the whole.
    #[error(
        "{path}: its documents have their originals beside them, and what those teach cannot be merged; report all of them in one run"
    )]
    Pairs {
        /// The report.
        path: String,
    },
    /// Other settings.
    #[error("{first} and {path} were made with different {what}; make both with the same")]
    Settings {
        /// The first report.
        first: String,
        /// The one that differs.
        path: String,
        /// What differs.
        what: &'static str,
    },
    /// A file was counted twice.
    #[error("{document} is in {first} and in {path}; each file must be in one part only")]
    Twice {
        /// The document.
        document: String,
        /// The first report that has it.
        first: String,
        /// The other.
        path: String,
    },
}

/// Reads a report; `path` is for messages.
///
/// # Errors
/// If it is no report, of another version, cut off, or damaged.
pub fn read(text: &str, path: &str) -> Result<Report, MergeError> {
    let report: Report = parse(text, path)?;
    match missing(&report) {
        Some(what) => Err(MergeError::Damaged { path: path.to_owned(), what }),
        None => Ok(report),
    }
}

/// Reads JSON of this version's layout.
pub(super) fn parse<T: serde::de::DeserializeOwned>(text: &str, path: &str) -> Result<T, MergeError> {
    #[derive(serde::Deserialize)]
    struct AnyVersion {
        schema: u32,
    }
    let malformed = |error: serde_json::Error| MergeError::Malformed {
        path: path.to_owned(),
        line: error.line(),
        column: error.column(),
        reason: error.to_string().split(" at line").next().unwrap_or_default().to_owned(),
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let AnyVersion { schema } = serde_json::from_str(text).map_err(malformed)?;
    if schema != SCHEMA {
        return Err(MergeError::Version { path: path.to_owned(), found: schema });
    }
    serde_json::from_str(text).map_err(malformed)
}

/// What a report refers to and does not have.
fn missing(report: &Report) -> Option<&'static str> {
    let has_document = |document: usize| document < report.documents.len();
    let has_rendering = |concept: usize, rendering: usize| {
        report.concepts.get(concept).is_some_and(|concept| rendering < concept.renderings.len())
    };
    let matrices =
        || report.concepts.iter().enumerate().flat_map(|(number, concept)| concept.matrix.iter().map(move |cell| (number, cell)));
    let documents = matrices().map(|(_, cell)| cell.0);
    let documents = documents.chain(report.lines.iter().map(|line| line.document));
    let documents = documents.chain(report.findings.iter().map(|finding| finding.document));
    let documents = documents.chain(report.fixes.iter().map(|fix| fix.document));
    let documents =
        documents.chain(report.concepts.iter().flat_map(|concept| &concept.renderings).map(|rendering| rendering.first_document));
    let mut renderings = matrices()
        .map(|(concept, cell)| (concept, cell.1))
        .chain(report.lines.iter().map(|line| (line.concept, line.rendering)))
        .chain(report.findings.iter().filter_map(|finding| Some((finding.concept?, finding.rendering?))));
    if !documents.into_iter().all(has_document) {
        Some("a document")
    } else if !renderings.all(|(concept, rendering)| has_rendering(concept, rendering)) {
        Some("a rendering")
    } else if report.findings.iter().any(|finding| finding.concept.is_some_and(|concept| concept >= report.concepts.len())) {
        Some("a concept")
    } else if report.lines.iter().any(|line| line.finding.is_some_and(|finding| finding >= report.findings.len())) {
        Some("a finding")
    } else {
        None
    }
}

impl Tally {
    /// What a report was made from.
    pub fn of(report: Report) -> Self {
        let mut cells = Vec::new();
        let mut concepts = Vec::with_capacity(report.concepts.len());
        for (number, concept) in report.concepts.into_iter().enumerate() {
            cells.extend(concept.matrix.iter().map(|&(document, rendering, mentions)| Cell {
                concept: number,
                document,
                rendering,
                mentions,
            }));
            let renderings = concept.renderings.into_iter();
            concepts.push(TallyConcept {
                id: concept.id,
                kind: concept.kind,
                source: concept.source,
                preferred: concept.preferred,
                note: concept.note,
                renderings: renderings
                    .map(|rendering| TallyRendering {
                        text: rendering.text,
                        status: rendering.status,
                        is_source: rendering.is_source,
                    })
                    .collect(),
            });
        }
        Self {
            part: report.part,
            glossary: report.totals.glossary,
            segments: report.totals.segments,
            matches: report.totals.matches,
            ordinary: report.totals.ordinary,
            near: report.totals.near,
            beside: report.totals.beside,
            rules: report.rules,
            documents: report.documents,
            concepts,
            cells,
            lines: report.lines,
            findings: report.findings,
            fixes: report.fixes,
        }
    }

    /// The union of parts, each with its name for messages.
    ///
    /// # Errors
    /// If two were made under different settings or share a document, or if one learned from its own files.
    pub fn union(parts: Vec<(String, Self)>) -> Result<Self, MergeError> {
        check(&parts)?;
        let mut parts = parts.into_iter().map(|(_, tally)| tally);
        let Some(mut whole) = parts.next() else { return Ok(Self::default()) };
        let mut concepts: HashMap<String, usize> =
            whole.concepts.iter().enumerate().map(|(number, concept)| (concept.id.clone(), number)).collect();
        for part in parts {
            whole.segments += part.segments;
            whole.matches += part.matches;
            whole.ordinary += part.ordinary;
            whole.near += part.near;
            whole.beside += part.beside;
            let documents = whole.documents.len();
            whole.documents.extend(part.documents);
            // Concept and renderings of the part, by their index there, in the whole.
            let mut moved: Vec<(usize, Vec<usize>)> = Vec::with_capacity(part.concepts.len());
            for concept in part.concepts {
                let number = *concepts.entry(concept.id.clone()).or_insert_with(|| {
                    whole.concepts.push(TallyConcept { renderings: Vec::new(), ..concept.clone() });
                    whole.concepts.len() - 1
                });
                let known = whole.concepts.get_mut(number);
                let renderings = known.map_or_else(Vec::new, |known| {
                    concept.renderings.into_iter().map(|rendering| place(&mut known.renderings, rendering)).collect()
                });
                moved.push((number, renderings));
            }
            let concept = |number: usize| moved.get(number).map_or(number, |(number, _)| *number);
            let rendering = |concept: usize, rendering: usize| {
                moved.get(concept).and_then(|(_, renderings)| renderings.get(rendering)).copied().unwrap_or(rendering)
            };
            whole.cells.extend(part.cells.into_iter().map(|cell| Cell {
                concept: concept(cell.concept),
                document: documents + cell.document,
                rendering: rendering(cell.concept, cell.rendering),
                ..cell
            }));
            whole.lines.extend(part.lines.into_iter().map(|line| Line {
                concept: concept(line.concept),
                document: documents + line.document,
                rendering: rendering(line.concept, line.rendering),
                ..line
            }));
            whole.findings.extend(part.findings.into_iter().map(|finding| Finding {
                concept: finding.concept.map(concept),
                document: documents + finding.document,
                rendering: finding.concept.zip(finding.rendering).map(|(concept, number)| rendering(concept, number)),
                ..finding
            }));
            let fixes = part.fixes.into_iter();
            whole.fixes.extend(fixes.map(|fix| DocumentFix { document: documents + fix.document, ..fix }));
        }
        Ok(whole)
    }
}

/// The index of a rendering in the list, to which it is added if need be.
pub fn place(renderings: &mut Vec<TallyRendering>, rendering: TallyRendering) -> usize {
    renderings.iter().position(|known| *known == rendering).unwrap_or_else(|| {
        renderings.push(rendering);
        renderings.len() - 1
    })
}

/// Whether the parts belong together.
fn check(parts: &[(String, Tally)]) -> Result<(), MergeError> {
    let Some((first, one)) = parts.first() else { return Ok(()) };
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let rules = |tally: &Tally| -> Vec<_> { tally.rules.iter().map(|rule| (rule.name.clone(), rule.severity)).collect() };
    for (path, tally) in parts {
        match tally.part.learned.as_str() {
            super::LEARNED_FROM_CORPUS => return Err(MergeError::Learned { path: path.clone() }),
            super::LEARNED_FROM_PAIRS => return Err(MergeError::Pairs { path: path.clone() }),
            _ => {}
        }
        let differs = if tally.part.learned != one.part.learned {
            Some("--learned")
        } else if tally.part.settings != one.part.settings {
            Some("glossaries, or other settings")
        } else if rules(tally) != rules(one) {
            Some("rules")
        } else {
            None
        };
        if let Some(what) = differs {
            return Err(MergeError::Settings { first: first.clone(), path: path.clone(), what });
        }
        for document in &tally.documents {
            if let Some(first) = seen.insert(&document.path, path) {
                return Err(MergeError::Twice { document: document.path.clone(), first: first.to_owned(), path: path.clone() });
            }
        }
    }
    Ok(())
}
