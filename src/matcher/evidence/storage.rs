//! Statistics as a file, so that a run on a few files decides as the run on everything did.
//!
//! JSON, sorted, the same bytes for the same sums.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::counts::{Counts, Evident};
use super::grams::Gram;
use super::sample::{self, Surroundings};
use super::statistics::{ConceptStatistics, RenderingStatistics, Statistics};
use super::topic::{self, Topic};

/// Version of the file's layout.
const VERSION: u32 = 2;
/// Frames of fewer mentions than this say nothing.
pub(super) const FRAMES: u32 = 10;
/// So many grams are kept for each list, the most frequent first.
const KEPT: usize = 20000;

/// Why a learned file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LearnedError {
    /// It is no JSON, or not what it should hold.
    #[error("{path}:{line}:{column}: not a learned file: {reason}")]
    Syntax {
        /// The file as given.
        path: String,
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
        /// What is wrong.
        reason: String,
    },
    /// Another version of glossator wrote it.
    #[error("{path}: learned by another version (layout {found}, this one reads {VERSION}); run `glossator learn` again")]
    Version {
        /// The file as given.
        path: String,
        /// Its layout.
        found: u32,
    },
}

type Pairs = Vec<(Gram, u32)>;

#[derive(Serialize, Deserialize)]
struct File {
    glossator_learned: u32,
    documents: u32,
    bytes: u64,
    segments: u32,
    grams: Pairs,
    frames: Pairs,
    concepts: BTreeMap<String, Concept>,
    tokens: BTreeMap<String, u32>,
    named: BTreeMap<String, u32>,
    placeholders: BTreeMap<String, u32>,
    placeholder_documents: u32,
    variants: BTreeMap<String, BTreeMap<String, u32>>,
    /// As hexadecimal numbers: not everybody's JSON has numbers of 64 bits.
    anchors: BTreeSet<String>,
}

#[derive(Default, Serialize, Deserialize)]
struct Concept {
    documents: (u64, u64),
    linked: u32,
    bytes: (u64, u64),
    bytes_near: (u64, u64),
    mentions: u32,
    supported: (u64, u64),
    supported_near: (u64, u64),
    frames: Pairs,
    around: Around,
    segments: u32,
    topic: Pairs,
    renderings: BTreeMap<String, Rendering>,
}

#[derive(Serialize, Deserialize)]
struct Rendering {
    mentions: u32,
    near: (u64, u64),
    documents: u32,
    evident: (u64, u64),
    linked: u32,
    anchored: u32,
    elsewhere: Around,
}

#[derive(Default, Serialize, Deserialize)]
struct Around {
    count: u32,
    left: Pairs,
    right: Pairs,
    around: Pairs,
}

fn sorted(counts: &Counts) -> Pairs {
    counts.iter().collect()
}

fn prune(counts: &mut Counts, least: u32) {
    counts.drop_rare(least);
    counts.keep(KEPT);
}

impl Surroundings {
    /// Drops what is rarer than `least`.
    pub(super) fn prune(&mut self, least: u32) {
        for counts in [&mut self.left, &mut self.right, &mut self.around] {
            prune(counts, least);
        }
    }
}

impl Around {
    fn of(surroundings: &Surroundings) -> Self {
        Self {
            count: surroundings.count,
            left: sorted(&surroundings.left),
            right: sorted(&surroundings.right),
            around: sorted(&surroundings.around),
        }
    }

    fn surroundings(self) -> Surroundings {
        Surroundings { count: self.count, left: counts(self.left), right: counts(self.right), around: counts(self.around) }
    }
}

fn pair(evident: Evident) -> (u64, u64) {
    (evident.text, evident.any)
}

fn evident((text, any): (u64, u64)) -> Evident {
    Evident { text, any }
}

fn counts(pairs: Pairs) -> Counts {
    pairs.into_iter().collect()
}

impl Statistics {
    /// Drops what is too rare to say anything. It happens after the last merge, stored or not, so that a stored
    /// learning decides as the run that made it.
    pub fn finish(&mut self) {
        let concept = |(concept, is_asked): (&mut ConceptStatistics, bool)| {
            concept.frames.drop_rare(FRAMES);
            concept.sample.settle();
            concept.sampled_segments.settle();
            if is_asked {
                concept.read_samples();
            }
        };
        let observed = &self.renderings;
        let concepts: Vec<_> = self.concepts.iter_mut().map(|(id, concept)| (concept, observed.contains_key(id))).collect();
        let renderings: Vec<_> = self.renderings.values_mut().flat_map(BTreeMap::values_mut).collect();
        let all = || {
            self.frames.drop_rare(FRAMES);
            self.sampled_segments.settle();
            self.topic = Topic::of(&self.sampled_segments, self.segments, 3);
        };
        let parts = || {
            concepts.into_par_iter().for_each(concept);
            renderings.into_par_iter().for_each(|rendering| rendering.elsewhere.prune(2));
        };
        rayon::join(all, parts);
    }

    /// Whether a file starts as those of `to_json` do, of whatever version.
    pub fn is_written(start: &[u8]) -> bool {
        const FIRST: &[u8] = b"{\"glossator_learned\":";
        start.iter().filter(|byte| !byte.is_ascii_whitespace()).take(FIRST.len()).eq(FIRST)
    }

    /// The learned file's text; `finish` comes first.
    pub fn to_json(&self) -> String {
        self.concepts.par_iter().for_each(|(_, concept)| {
            concept.surroundings();
            concept.topic();
        });
        let mut concepts: BTreeMap<String, Concept> = BTreeMap::new();
        for (id, concept) in &self.concepts {
            concepts.insert(
                id.clone(),
                Concept {
                    documents: pair(concept.documents),
                    linked: concept.linked,
                    bytes: pair(concept.bytes),
                    bytes_near: pair(concept.bytes_near),
                    mentions: concept.mentions,
                    supported: pair(concept.supported),
                    supported_near: pair(concept.supported_near),
                    frames: sorted(&concept.frames),
                    around: Around::of(concept.surroundings()),
                    segments: concept.topic().segments,
                    topic: concept.topic().sorted(),
                    renderings: BTreeMap::new(),
                },
            );
        }
        let renderings =
            self.renderings.iter().flat_map(|(id, renderings)| renderings.iter().map(move |(text, of)| (id, text, of)));
        for (id, text, rendering) in renderings {
            concepts.entry(id.clone()).or_default().renderings.insert(
                text.clone(),
                Rendering {
                    mentions: rendering.mentions,
                    near: pair(rendering.near),
                    documents: rendering.documents,
                    evident: pair(rendering.evident),
                    linked: rendering.linked,
                    anchored: rendering.anchored,
                    elsewhere: Around::of(&rendering.elsewhere),
                },
            );
        }
        let file = File {
            glossator_learned: VERSION,
            documents: self.documents,
            bytes: self.bytes,
            segments: self.topic.segments,
            grams: self.topic.sorted(),
            frames: sorted(&self.frames),
            concepts,
            tokens: self.tokens.clone(),
            named: self.named.iter().map(|(id, count)| (id.clone(), *count)).collect(),
            placeholders: self.placeholders.clone(),
            placeholder_documents: self.placeholder_documents,
            variants: self.variants.iter().map(|(id, counts)| (id.clone(), counts.clone())).collect(),
            anchors: self.anchors.iter().map(|anchor| format!("{anchor:016x}")).collect(),
        };
        let mut text = serde_json::to_string(&file).expect("maps have string keys");
        text.push('\n');
        text
    }

    /// Reads a learned file; `path` is for messages.
    ///
    /// # Errors
    /// If it is no learned file, or one of another layout.
    pub fn from_json(text: &str, path: &str) -> Result<Self, LearnedError> {
        let syntax = |error: serde_json::Error| LearnedError::Syntax {
            path: path.to_owned(),
            line: error.line(),
            column: error.column(),
            reason: error.to_string().split(" at line").next().unwrap_or_default().to_owned(),
        };
        #[derive(Deserialize)]
        struct Version {
            glossator_learned: u32,
        }
        let version: Version = serde_json::from_str(text).map_err(syntax)?;
        if version.glossator_learned != VERSION {
            return Err(LearnedError::Version { path: path.to_owned(), found: version.glossator_learned });
        }
        let file: File = serde_json::from_str(text).map_err(syntax)?;
        let mut statistics = Self {
            documents: file.documents,
            bytes: file.bytes,
            topic: Topic::new(file.segments, file.grams.len(), file.grams.into_iter()),
            frames: counts(file.frames),
            tokens: file.tokens,
            named: file.named.into_iter().collect(),
            placeholders: file.placeholders,
            placeholder_documents: file.placeholder_documents,
            variants: file.variants.into_iter().collect(),
            anchors: file.anchors.iter().filter_map(|anchor| u64::from_str_radix(anchor, 16).ok()).collect(),
            ..Self::default()
        };
        for (id, concept) in file.concepts {
            for (text, rendering) in concept.renderings {
                statistics.renderings.entry(id.clone()).or_default().insert(
                    text,
                    RenderingStatistics {
                        mentions: rendering.mentions,
                        near: evident(rendering.near),
                        documents: rendering.documents,
                        evident: evident(rendering.evident),
                        linked: rendering.linked,
                        anchored: rendering.anchored,
                        elsewhere: rendering.elsewhere.surroundings(),
                    },
                );
            }
            statistics.concepts.insert(
                id,
                ConceptStatistics {
                    documents: evident(concept.documents),
                    linked: concept.linked,
                    bytes: evident(concept.bytes),
                    bytes_near: evident(concept.bytes_near),
                    mentions: concept.mentions,
                    supported: evident(concept.supported),
                    supported_near: evident(concept.supported_near),
                    frames: counts(concept.frames),
                    sample: sample::Around::default(),
                    surroundings: OnceLock::from(concept.around.surroundings()),
                    segments: concept.segments,
                    sampled_segments: topic::OfConcept::default(),
                    topic: OnceLock::from(Topic::new(concept.segments, concept.topic.len(), concept.topic.into_iter())),
                },
            );
        }
        Ok(statistics)
    }
}
