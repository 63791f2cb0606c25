//! What the corpus teaches: sums over documents, so that parts add up to the whole.
//!
//! How they are weighed is in `score`, how they are stored in `storage`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::counts::{Counts, Evident};
use super::grams::{self, Gram};
use super::observe::{NEAR, Observation, Places, bytes_near, nearest_other, starts};
use super::sample::{self, Surroundings};
use super::topic::{self, Topic};
use crate::document::Document;
use crate::glossary::Glossary;
use crate::matcher::presence::{Presence, Presences};
use crate::matcher::{Difference, EntryId, Form, Matcher, Mention, NearKind, NearMention};
use crate::text::anchor;
use crate::text::fold::fold;

/// A mention whose edges a dictionary word wants to cross by more than this, in nats, is no mention.
pub(super) const CUT: f64 = 2.0;

/// What is known of a concept that has ambiguous renderings.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ConceptStatistics {
    /// Documents with evidence.
    pub documents: Evident,
    /// Documents with a link or path that names it.
    pub linked: u32,
    /// Bytes of text in documents with evidence.
    pub bytes: Evident,
    /// Bytes of text near evidence.
    pub bytes_near: Evident,
    /// Unambiguous mentions.
    pub mentions: u32,
    /// Of these, with other evidence in the document but in another segment.
    pub supported: Evident,
    /// Of these, with other evidence near but in another segment.
    pub supported_near: Evident,
    /// What the four characters before and after unambiguous mentions are.
    pub frames: Counts,
    /// Some of the unambiguous mentions, with the text around.
    pub sample: sample::Around,
    /// What stands around these, as soon as somebody asks.
    pub surroundings: OnceLock<Surroundings>,
    /// Segments with an unambiguous mention.
    pub segments: u32,
    /// Some of them.
    pub sampled_segments: topic::OfConcept,
    /// What stands in these, as soon as somebody asks.
    pub topic: OnceLock<Topic>,
}

/// What is known of an ambiguous rendering.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RenderingStatistics {
    /// Mentions that no dictionary word cuts.
    pub mentions: u32,
    /// Of these, with evidence of the concept near.
    pub near: Evident,
    /// Documents.
    pub documents: u32,
    /// Documents with evidence of the concept.
    pub evident: Evident,
    /// Mentions in the text of a link whose URL has words.
    pub linked: u32,
    /// Of these, the URL names the concept.
    pub anchored: u32,
    /// What stands around mentions in documents without evidence of the concept.
    pub elsewhere: Surroundings,
}

impl ConceptStatistics {
    /// What stands around unambiguous mentions; nothing is added any more.
    pub fn surroundings(&self) -> &Surroundings {
        self.surroundings.get_or_init(|| {
            let mut surroundings = self.sample.surroundings();
            // What stood around one mention of the corpus only says nothing; one mention of a sample stands for several.
            let is_part = self.mentions > 2 * surroundings.count;
            surroundings.prune(if is_part { 1 } else { 2 });
            surroundings
        })
    }

    /// What stands in segments with unambiguous mentions; nothing is added any more.
    pub fn topic(&self) -> &Topic {
        self.topic.get_or_init(|| Topic::of(&self.sampled_segments, self.segments, 2))
    }

    /// Learns from the samples what will be asked for, and drops them.
    pub fn read_samples(&mut self) {
        self.surroundings();
        self.topic();
        (self.sample, self.sampled_segments) = Default::default();
    }

    /// Counts a mention that is not ambiguous; `places` are the segments with one of them.
    fn add(&mut self, mention: &Mention, (left, right): (Gram, Gram), places: &[usize], presence: &Presence) {
        let in_text = nearest_other(places, mention.segment);
        let linked = nearest_other(&presence.links, mention.segment);
        let is_near = |distance: Option<usize>| distance.is_some_and(|distance| distance <= NEAR);
        self.mentions += 1;
        self.supported.count(in_text.is_some(), linked.is_some() || presence.in_path);
        self.supported_near.count(is_near(in_text), is_near(linked));
        self.frames.add(left);
        self.frames.add(right);
    }

    fn merge(&mut self, other: &Self) {
        self.documents.merge(other.documents);
        self.linked += other.linked;
        self.bytes.merge(other.bytes);
        self.bytes_near.merge(other.bytes_near);
        self.mentions += other.mentions;
        self.supported.merge(other.supported);
        self.supported_near.merge(other.supported_near);
        self.frames.merge(&other.frames);
        self.sample.merge(&other.sample);
        self.segments += other.segments;
        self.sampled_segments.merge(&other.sampled_segments);
    }
}

impl RenderingStatistics {
    fn add(&mut self, observation: &Observation, presence: &Presence) {
        self.mentions += 1;
        let is_near = |distance: Option<usize>| distance.is_some_and(|distance| distance <= NEAR);
        self.near.count(is_near(observation.text_distance), is_near(observation.link_distance));
        if let Some(named) = observation.anchored {
            self.linked += 1;
            self.anchored += u32::from(named);
        }
        if observation.number == 0 {
            self.documents += 1;
            self.evident.count(presence.mentions > 0, presence.is_evident());
        }
        if presence.mentions == 0 {
            self.elsewhere.add(&observation.words);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.mentions += other.mentions;
        self.near.merge(other.near);
        self.documents += other.documents;
        self.evident.merge(other.evident);
        self.linked += other.linked;
        self.anchored += other.anchored;
        self.elsewhere.merge(&other.elsewhere);
    }
}

/// What a corpus teaches. Sums only: the statistics of parts, merged in any order, are those of the whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    pub(super) documents: u32,
    pub(super) bytes: u64,
    /// Segments.
    pub(super) segments: u32,
    /// Some of them.
    pub(super) sampled_segments: topic::OfAll,
    /// What stands in these; empty before the statistics are finished.
    pub(super) topic: Topic,
    /// What the four characters before and after mentions of any concept are.
    pub(super) frames: Counts,
    /// By concept id.
    pub(super) concepts: FxHashMap<String, ConceptStatistics>,
    /// By concept id, by rendering.
    pub(super) renderings: BTreeMap<String, BTreeMap<String, RenderingStatistics>>,
    /// Documents that have a token which is nearly a name.
    pub(super) tokens: BTreeMap<String, u32>,
    /// Documents with evidence of a concept that such tokens are near to.
    pub(super) named: FxHashMap<String, u32>,
    /// Documents with each placeholder.
    pub(super) placeholders: BTreeMap<String, u32>,
    pub(super) placeholder_documents: u32,
    /// Documents that use a rendering most, by concept id.
    pub(super) variants: FxHashMap<String, BTreeMap<String, u32>>,
    /// Headings that links of other pages lead to, as `text::anchor` knows them.
    pub(super) anchors: FxHashSet<u64>,
}

/// What the corpus settled on for a concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The rendering.
    pub text: String,
    /// Documents that use it most.
    pub documents: u32,
    /// Documents that use any.
    pub of: u32,
}

/// The value of a key, which is added if need be.
fn slot<'m, V: Default>(map: &'m mut FxHashMap<String, V>, key: &str) -> &'m mut V {
    if !map.contains_key(key) {
        map.insert(key.to_owned(), V::default());
    }
    map.get_mut(key).expect("it was added")
}

impl Statistics {
    /// Notes the headings of other pages that a document's text has links to.
    pub fn add_anchors(&mut self, text: &str) {
        anchor::linked(text, |key| {
            self.anchors.insert(key);
        });
    }

    /// Whether a link of some other page leads to a heading, by its key.
    pub fn is_linked(&self, anchor: u64) -> bool {
        self.anchors.contains(&anchor)
    }

    /// Counts a document.
    #[expect(clippy::too_many_arguments, reason = "everything that was found in one document")]
    pub fn add(
        &mut self,
        matcher: &Matcher,
        glossary: &Glossary,
        document: &Document,
        mentions: &[Mention],
        near: &[NearMention],
        presences: &Presences,
        observations: &[(usize, Observation)],
    ) {
        self.documents += 1;
        self.add_near(matcher, glossary, document, near, presences);
        self.add_variants(matcher, glossary, mentions);
        if !matcher.has_ambiguous() {
            return;
        }
        let starts = starts(document);
        let length = starts.last().copied().unwrap_or_default();
        self.bytes += length;
        let places = Places::new(matcher, document, mentions);
        let identity = sample::identity(document);
        for (number, segment) in document.segments().enumerate() {
            self.segments += 1;
            self.sampled_segments.add_segment(sample::number(identity, number, 0), segment.text);
        }
        for presence in presences.iter().filter(|presence| presence.is_evident() && matcher.is_ambiguous(presence.concept)) {
            let id = &glossary.concepts[presence.concept as usize].id;
            let concept = slot(&mut self.concepts, id);
            let in_text = presence.mentions > 0;
            concept.documents.count(in_text, true);
            concept.linked += u32::from(!presence.links.is_empty() || presence.in_path);
            concept.bytes.merge(Evident { text: if in_text { length } else { 0 }, any: length });
            let mut segments = places.segments(presence.concept).to_vec();
            segments.dedup();
            let text = bytes_near(&starts, &segments, &[]);
            let any = bytes_near(&starts, &segments, &presence.links);
            concept.bytes_near.merge(Evident { text, any });
            for &number in &segments {
                let Some(segment) = document.segment(number) else { continue };
                concept.segments += 1;
                concept.sampled_segments.add_segment(sample::number(identity, number, 0), segment.text);
            }
        }
        self.add_plain(matcher, glossary, document, mentions, presences, &places, identity);
        self.add_observations(matcher, glossary, presences, observations);
    }

    /// Counts the frames of mentions, and those that are not ambiguous, of concepts that have ambiguous renderings.
    #[expect(clippy::too_many_arguments, reason = "everything that was found in one document")]
    fn add_plain(
        &mut self,
        matcher: &Matcher,
        glossary: &Glossary,
        document: &Document,
        mentions: &[Mention],
        presences: &Presences,
        places: &Places,
        identity: u64,
    ) {
        let mut plain = Vec::with_capacity(mentions.len());
        for mention in mentions {
            let Some(segment) = document.segment(mention.segment) else { continue };
            let frame = grams::frame(segment.text, mention.span);
            self.frames.add(frame.0);
            self.frames.add(frame.1);
            let entry = matcher.entry(mention.entry);
            if !entry.ambiguous && matcher.is_ambiguous(entry.concept) {
                plain.push((entry.concept, mention, segment.text, frame));
            }
        }
        // A concept is looked up once a document.
        plain.sort_by_key(|&(concept, ..)| concept);
        for alike in plain.chunk_by(|one, next| one.0 == next.0) {
            let Some((number, presence)) = alike.first().and_then(|&(number, ..)| Some((number, presences.get(number)?))) else {
                continue;
            };
            let concept = slot(&mut self.concepts, &glossary.concepts[number as usize].id);
            for &(_, mention, text, frame) in alike {
                concept.add(mention, frame, places.segments(number), presence);
                concept.sample.add_around(sample::number(identity, mention.segment, mention.span.start), text, mention.span);
            }
        }
    }

    fn add_observations(
        &mut self,
        matcher: &Matcher,
        glossary: &Glossary,
        presences: &Presences,
        observations: &[(usize, Observation)],
    ) {
        let uncut = observations.iter().map(|(_, observation)| observation).filter(|observation| observation.cut_cost <= CUT);
        let mut uncut: Vec<&Observation> = uncut.collect();
        // A rendering is looked up once a document.
        uncut.sort_by_key(|observation| observation.entry);
        let nothing = Presence::default();
        for alike in uncut.chunk_by(|one, next| one.entry == next.entry) {
            let Some(first) = alike.first() else { continue };
            let entry = matcher.entry(first.entry);
            let id = &glossary.concepts[entry.concept as usize].id;
            let presence = presences.get(entry.concept).unwrap_or(&nothing);
            let rendering = self.renderings.entry(id.clone()).or_default().entry(entry.text.to_string()).or_default();
            for observation in alike {
                rendering.add(observation, presence);
            }
        }
    }

    fn add_near(
        &mut self,
        matcher: &Matcher,
        glossary: &Glossary,
        document: &Document,
        near: &[NearMention],
        presences: &Presences,
    ) {
        let text = |near: &NearMention| document.segment(near.segment).map_or("", |segment| near.span.get(segment.text));
        let of = |kind: NearKind| {
            let mut texts: Vec<String> = near.iter().filter(|near| near.kind == kind).map(|near| fold(text(near))).collect();
            texts.sort_unstable();
            texts.dedup();
            texts
        };
        for token in of(NearKind::Letter) {
            *self.tokens.entry(token).or_default() += 1;
        }
        let placeholders = of(NearKind::Placeholder);
        self.placeholder_documents += u32::from(!placeholders.is_empty());
        for placeholder in placeholders {
            *self.placeholders.entry(placeholder).or_default() += 1;
        }
        if matcher.near().wants_words() {
            for presence in presences
                .iter()
                .filter(|presence: &&Presence| presence.mentions > 0 && matcher.near().has_concept(presence.concept))
            {
                *slot(&mut self.named, &glossary.concepts[presence.concept as usize].id) += 1;
            }
        }
    }

    fn add_variants(&mut self, matcher: &Matcher, glossary: &Glossary, mentions: &[Mention]) {
        let mut renderings: Vec<(u32, EntryId)> = Vec::new();
        for mention in mentions {
            let entry = matcher.entry(mention.entry);
            if matcher.has_variants(entry.concept)
                && entry.form == Form::Listed
                && !entry.is_source
                && entry.status.is_approved()
                && mention.difference <= Difference::Typography
            {
                renderings.push((entry.concept, mention.entry));
            }
        }
        renderings.sort_unstable();
        for of_concept in renderings.chunk_by(|one, next| one.0 == next.0) {
            let alike = of_concept.chunk_by(|one, next| one == next);
            let most = alike.filter_map(|alike| Some((alike.len(), std::cmp::Reverse(*alike.first()?)))).max();
            if let Some((_, std::cmp::Reverse((concept, id)))) = most {
                let variants = slot(&mut self.variants, &glossary.concepts[concept as usize].id);
                *variants.entry(matcher.entry(id).text.to_string()).or_default() += 1;
            }
        }
    }

    /// Counts what waits in the longest list, before the statistics of all threads are merged by one.
    pub fn settle(&mut self) {
        self.frames.settle();
    }

    /// Adds the statistics of other documents.
    pub fn merge(&mut self, other: &Self) {
        self.documents += other.documents;
        self.bytes += other.bytes;
        self.segments += other.segments;
        self.placeholder_documents += other.placeholder_documents;
        self.anchors.extend(&other.anchors);
        for (id, theirs) in &other.renderings {
            let ours = self.renderings.entry(id.clone()).or_default();
            theirs.iter().for_each(|(text, theirs)| ours.entry(text.clone()).or_default().merge(theirs));
        }
        for (into, from) in [(&mut self.tokens, &other.tokens), (&mut self.placeholders, &other.placeholders)] {
            for (key, count) in from {
                *into.entry(key.clone()).or_default() += count;
            }
        }
        for (id, count) in &other.named {
            *slot(&mut self.named, id) += count;
        }
        for (id, theirs) in &other.variants {
            let ours = slot(&mut self.variants, id);
            for (text, count) in theirs {
                *ours.entry(text.clone()).or_default() += count;
            }
        }
        for id in other.concepts.keys() {
            slot(&mut self.concepts, id);
        }
        // What is long, at the same time.
        let concepts: Vec<_> = self.concepts.iter_mut().filter_map(|(id, ours)| Some((ours, other.concepts.get(id)?))).collect();
        let (segments, frames) = (&mut self.sampled_segments, &mut self.frames);
        rayon::join(
            || {
                segments.merge(&other.sampled_segments);
                frames.merge(&other.frames);
            },
            || concepts.into_par_iter().for_each(|(ours, theirs)| ours.merge(theirs)),
        );
    }

    /// Documents that have this token, which is nearly a name.
    pub fn token_documents(&self, token: &str) -> u32 {
        self.tokens.get(token).copied().unwrap_or(0)
    }

    /// Documents that mention this concept, if Latin names are compared with it.
    pub fn concept_documents(&self, id: &str) -> u32 {
        self.named.get(id).copied().unwrap_or(0)
    }

    /// How many different placeholders there are, and in how many documents.
    pub fn placeholders(&self) -> (usize, u32) {
        (self.placeholders.len(), self.placeholder_documents)
    }

    /// The rendering that most documents use most; of equals the preferred one, then the first by code point.
    pub fn settled_variant(&self, matcher: &Matcher, concept: u32, id: &str) -> Option<Settled> {
        let variants = self.variants.get(id)?;
        let preferred = |text: &str| {
            matcher
                .of_concept(concept)
                .any(|entry| *entry.text == *text && entry.status == crate::glossary::AdministrativeStatus::Preferred)
        };
        let (text, &documents) =
            variants.iter().max_by_key(|(text, count)| (**count, preferred(text), std::cmp::Reverse(text.as_str())))?;
        Some(Settled { text: text.clone(), documents, of: variants.values().sum() })
    }
}
