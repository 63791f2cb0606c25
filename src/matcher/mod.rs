//! Where terms occur: the only user of the multi-pattern engine.
//!
//! A `Matcher` finds mentions of every rendering of a glossary in one pass over folded text, applies boundaries and
//! nesting, and finds near mentions too. What a mention means for the text is for `rules`.

pub mod boundary;
pub mod code;
pub mod counterpart;
pub mod entries;
pub mod evidence;
mod gate;
mod glance;
mod labels;
pub mod near;
mod patterns;
mod placeholders;
pub mod presence;
mod resolve;
mod seek;
mod slugs;
pub mod strings;
pub mod terms;
pub mod words;

use std::sync::OnceLock;

use crate::glossary::{Glossary, Kind};
use crate::text::Span;
use crate::text::fold::Folded;

pub use crate::text::segmentation;
use boundary::Place;
pub use entries::Entries;
pub use labels::Label;
pub use near::{NearKind, NearMention};
use patterns::{Listed, Pattern, Patterns};
pub use terms::{Difference, Entry, EntryId, Form};

/// A rendering that a text stands for, and how the text differs from it.
pub type Reading = (EntryId, Difference);

/// One occurrence of a rendering; the span is in a segment's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Number of the segment.
    pub segment: usize,
    /// Where in its text.
    pub span: Span,
    /// The rendering that was found.
    pub entry: EntryId,
    /// How the text differs from the rendering as listed.
    pub difference: Difference,
    /// Whether the mention touches a hyphen that joins it to another word.
    pub joined: bool,
    /// The same string as a rendering of other concepts.
    pub rivals: Box<[Reading]>,
}

impl Mention {
    /// The mention's renderings, of whichever concept; its own first.
    pub fn readings(&self) -> impl Iterator<Item = Reading> + '_ {
        std::iter::once((self.entry, self.difference)).chain(self.rivals.iter().copied())
    }
}

/// Memory that one thread reuses from segment to segment.
#[derive(Debug, Default)]
pub struct Scratch {
    folded: Folded,
    sieve: seek::Sieve,
    found: Vec<seek::Found>,
    candidates: Vec<resolve::Candidate>,
    words: Vec<Span>,
    clauses: Vec<Span>,
    known: near::Known,
}

/// Finds every rendering of a glossary in text of one language.
#[derive(Debug)]
pub struct Matcher {
    entries: Entries,
    /// Entries by pattern of the engine.
    patterns: Patterns,
    seeker: seek::Seeker,
    gate: gate::Gate,
    /// If findings depend on deprecated renderings alone.
    glance: Option<glance::Glance>,
    near: near::Index,
    labels: labels::Labels,
    /// Concepts that are persons, ascending.
    persons: Vec<u32>,
    /// Concepts with an ambiguous rendering, ascending.
    ambiguous: Vec<u32>,
    /// Concepts with several approved renderings, ascending.
    variants: Vec<u32>,
    /// Whether some rendering counts only where its concept is in evidence.
    needs_presences: bool,
    /// What is looked for in slugs, from the first of them on.
    slugs: OnceLock<slugs::Slugs>,
}

/// What some concepts are, by their renderings.
#[derive(Default)]
struct Traits {
    /// Concepts of each kind, ascending.
    persons: Vec<u32>,
    ambiguous: Vec<u32>,
    variants: Vec<u32>,
    /// Whether some rendering counts only where its concept is in evidence.
    needs_presences: bool,
}

impl Traits {
    /// All in one pass: most of many renderings are far away.
    fn of(entries: &Entries) -> Self {
        let mut traits = Self::default();
        let add = |concepts: &mut Vec<u32>, concept: u32| {
            if concepts.last() != Some(&concept) {
                concepts.push(concept);
            }
        };
        // The concept of the approved rendering before.
        let mut approved = None;
        for (_, entry) in entries.iter() {
            if entry.ambiguous {
                add(&mut traits.ambiguous, entry.concept);
            }
            if entry.kind == Kind::Person {
                add(&mut traits.persons, entry.concept);
            }
            if entry.form == Form::Listed
                && !entry.is_source
                && entry.status.is_approved()
                && approved.replace(entry.concept) == Some(entry.concept)
            {
                add(&mut traits.variants, entry.concept);
            }
            traits.needs_presences |= entry.ambiguous || entry.form != Form::Listed || entry.is_part;
        }
        traits
    }
}

impl Matcher {
    /// A matcher for texts in `language` (a BCP-47 tag); renderings in `source` languages count as source terms.
    pub fn new(glossary: &Glossary, language: &str, source: &[String]) -> Self {
        let entries = Entries::new(glossary, language, source);
        let engines = || {
            let all = Pattern::all(&entries);
            let (patterns, texts) = Patterns::new(&all.iter().flatten().collect::<Vec<_>>());
            let seeker = || seek::Seeker::new(&texts, &patterns.numbers, &patterns.runs);
            let (near, mut seeker) = rayon::join(|| near::Index::new(glossary, &entries, &texts), seeker);
            let glance = glance::Glance::new(&entries, seeker.shared_runs());
            (near, seeker, patterns, glance)
        };
        let rest = || {
            let small = || (labels::Labels::new(glossary), Traits::of(&entries));
            rayon::join(|| gate::Gate::new(&entries), small)
        };
        let ((near, seeker, patterns, glance), (gate, (labels, traits))) = rayon::join(engines, rest);
        let needs_presences = near.wants_words() || traits.needs_presences || !traits.persons.is_empty();
        let Traits { persons, ambiguous, variants, .. } = traits;
        let slugs = OnceLock::new();
        Self { persons, seeker, patterns, gate, glance, near, labels, ambiguous, variants, needs_presences, entries, slugs }
    }

    /// The rendering behind an id.
    pub fn entry(&self, id: EntryId) -> &Entry {
        self.entries.get(id)
    }

    /// Reads what findings about these mentions will ask for. Of many renderings most of it is far away, and then it comes for
    /// all mentions at once, not for one after another.
    pub fn fetch(&self, mentions: &[Mention]) {
        let read = |mention: &Mention| {
            let entry = self.entry(mention.entry);
            let label = self.label(entry.concept);
            let first = |text: &str| text.bytes().next().map_or(0, usize::from);
            first(label.name) + entry.replacement.as_deref().map_or(0, first)
        };
        std::hint::black_box(mentions.iter().map(read).sum::<usize>());
    }

    /// What a concept is called in findings: its id and its name.
    pub fn label(&self, concept: u32) -> Label<'_> {
        self.labels.get(concept)
    }

    /// The renderings of one concept.
    pub fn of_concept(&self, concept: u32) -> impl Iterator<Item = &Entry> {
        self.entries.of_concept(concept)
    }

    /// Whether a concept is a person with a rendering here.
    pub fn is_person(&self, concept: u32) -> bool {
        self.persons.binary_search(&concept).is_ok()
    }

    /// Whether any rendering is ambiguous.
    pub fn has_ambiguous(&self) -> bool {
        !self.ambiguous.is_empty()
    }

    /// Whether it matters which concepts are in evidence in a document.
    pub const fn needs_presences(&self) -> bool {
        self.needs_presences
    }

    /// Whether a URL contains a Latin name of a concept, of five letters or more wherever it stands: `vaultproject.io`.
    pub fn slug_contains(&self, slug: &str, concept: u32) -> bool {
        let folded = crate::text::fold::fold(slug);
        let names = self.of_concept(concept).filter(|entry| entry.names_in_slugs());
        names.map(|entry| crate::text::fold::fold(&entry.text)).any(|name| name.len() >= 5 && folded.contains(&name))
            || self.slug_names(slug, concept)
    }

    /// Whether a concept has an ambiguous rendering.
    pub fn is_ambiguous(&self, concept: u32) -> bool {
        self.ambiguous.binary_search(&concept).is_ok()
    }

    /// Whether a concept has several approved renderings, none of them in a source language only.
    pub fn has_variants(&self, concept: u32) -> bool {
        self.variants.binary_search(&concept).is_ok()
    }

    /// Whether a URL or slug names a concept by a Latin rendering.
    fn slug_names(&self, slug: &str, concept: u32) -> bool {
        let folded = Folded::new(slug);
        let names = self.of_concept(concept).filter(|entry| entry.names_in_slugs());
        names.map(|entry| crate::text::fold::fold(&entry.text)).any(|name| {
            folded.text().match_indices(&name).any(|(at, _)| {
                let span = folded.original(Span::new(at, at + name.len()));
                boundary::edges(slug, span, boundary::Place::Slug).is_some()
            })
        })
    }

    /// What kind of thing a concept is, if it has a rendering here.
    pub fn kind(&self, concept: u32) -> Option<Kind> {
        self.of_concept(concept).next().map(|entry| entry.kind)
    }

    /// Every rendering that is looked for, by concept.
    pub fn entries(&self) -> &Entries {
        &self.entries
    }

    /// The names that near mentions are compared with.
    pub fn near(&self) -> &near::Index {
        &self.near
    }

    /// Bytes of a file's text, ascending, near which there may be something to report, before the text is parsed; `false`
    /// if that depends on more than what is found nearby, so that the whole text must be looked at.
    ///
    /// It knows how Markdown interrupts words, no other format.
    pub fn glance(&self, text: &str, hits: &mut Vec<usize>) -> bool {
        hits.clear();
        let glance = self.glance.as_ref().filter(|_| !self.near.wants_words());
        glance.map(|glance| glance.scan(text, hits)).is_some()
    }

    /// Appends the mentions and near mentions of one segment, in order of their spans.
    pub fn scan(
        &self,
        segment: usize,
        text: &str,
        scratch: &mut Scratch,
        mentions: &mut Vec<Mention>,
        near: &mut Vec<NearMention>,
    ) {
        let wants_words = self.near.wants_words();
        scratch.words.clear();
        scratch.clauses.clear();
        self.gate.scan(text.as_bytes(), wants_words.then_some(&mut scratch.words), &mut scratch.clauses);
        self.search(segment, text, scratch, mentions, near);
    }

    /// As `scan`, but only in the clauses of the segment that touch one of the `places`, ascending, as a glance at the text
    /// has it.
    pub fn scan_clauses(
        &self,
        segment: usize,
        text: &str,
        places: impl Iterator<Item = Span>,
        scratch: &mut Scratch,
        mentions: &mut Vec<Mention>,
        near: &mut Vec<NearMention>,
    ) {
        scratch.words.clear();
        scratch.clauses.clear();
        let mut next = 0;
        for place in places {
            for clause in self.gate.clauses(text.as_bytes(), next, place) {
                next = clause.end + gate::MARK;
                scratch.clauses.push(clause);
            }
        }
        self.search(segment, text, scratch, mentions, near);
    }

    /// Appends what the clauses of a segment in `scratch` mention.
    fn search(
        &self,
        segment: usize,
        text: &str,
        scratch: &mut Scratch,
        mentions: &mut Vec<Mention>,
        near: &mut Vec<NearMention>,
    ) {
        let first = mentions.len();
        if !scratch.clauses.is_empty() {
            scratch.folded.clear();
            scratch.clauses.iter().for_each(|clause| scratch.folded.add(text, *clause, self.gate.mark()));
            let length = scratch.folded.bytes().len();
            let bytes = scratch.folded.padded::<{ seek::SPARE }>();
            self.seeker.find(bytes, length, &mut scratch.sieve, &mut scratch.found);
            self.judge(text, scratch, Place::Text);
            resolve::resolve(segment, &mut scratch.candidates, mentions);
        }
        self.near.scan(self, segment, text, &scratch.words, mentions.get(first..).unwrap_or_default(), &mut scratch.known, near);
    }

    /// The concepts that a URL, file name or slug names by an approved rendering, sorted.
    pub fn concepts_in_slug(&self, slug: &str, scratch: &mut Scratch) -> Vec<u32> {
        scratch.folded.fold(slug);
        self.slugs().find(scratch.folded.text(), &mut scratch.found);
        self.judge(slug, scratch, Place::Slug);
        let mut concepts: Vec<u32> = scratch
            .candidates
            .drain(..)
            .flat_map(|candidate| std::iter::once(candidate.best).chain(candidate.rivals))
            .map(|(id, _)| self.entry(id))
            .filter(|entry| entry.names_in_slugs())
            .map(|entry| entry.concept)
            .collect();
        concepts.sort_unstable();
        concepts.dedup();
        concepts
    }

    /// The patterns that are looked for in slugs.
    fn slugs(&self) -> &slugs::Slugs {
        self.slugs.get_or_init(|| {
            let numbered = self.patterns.numbers.iter().filter_map(|&number| {
                let listed = self.patterns.get(number);
                let ids = match &listed {
                    Listed::Plain { id, .. } => std::slice::from_ref(id),
                    Listed::Several(ids) => ids,
                };
                let name = ids.iter().map(|&id| self.entry(id)).find(|entry| entry.names_in_slugs())?;
                Some((number, crate::text::fold::fold(&name.text)))
            });
            slugs::Slugs::new(numbered)
        })
    }

    /// Appends the candidates among what was found in what is folded of a text.
    fn judge(&self, text: &str, scratch: &mut Scratch, place: Place) {
        let Scratch { folded, found, candidates, .. } = scratch;
        for found in found.drain(..) {
            let span = folded.original(Span::new(found.start, found.end));
            if text.get(span.start..span.end).is_none() {
                continue;
            }
            let Some(edges) = boundary::edges(text, span, place) else { continue };
            let is_same = || folded.bytes().get(found.start..found.end) == text.as_bytes().get(span.start..span.end);
            let readings = match self.patterns.get(found.pattern) {
                Listed::Plain { id, is_person } if is_same() => {
                    (!edges.dotted || !is_person).then(|| ((id, Difference::None), Box::default()))
                }
                Listed::Plain { id, .. } => resolve::readings(self, &[id], text, span, edges),
                Listed::Several(ids) => resolve::readings(self, ids, text, span, edges),
            };
            if let Some((best, rivals)) = readings {
                candidates.push(resolve::Candidate { span, joined: edges.joined || edges.dotted, best, rivals });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::glossary::{AdministrativeStatus, CaseRule, Concept, Kind, Term};

    fn glossary(terms: &[String]) -> Glossary {
        let concepts = terms.iter().enumerate().map(|(number, text)| Concept {
            id: number.to_string(),
            kind: if number % 2 == 0 { Kind::Term } else { Kind::Product },
            terms: vec![Term {
                language: "zh".into(),
                text: text.as_str().into(),
                status: AdministrativeStatus::Preferred,
                case: CaseRule::Fold,
                ambiguous: false,
                usage: None,
                origin: crate::glossary::Origin::default(),
            }],
            ..Concept::default()
        });
        Glossary { concepts: concepts.collect(), ..Glossary::default() }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn the_gate_holds_nothing_back(
            terms in proptest::collection::vec("[abK容器云，⑵：.· é]{1,5}", 1..8),
            text in "[abkKＫé容器云原，。、：(（）！⑵.· \u{200b}\u{ad}\u{a0}²ſ𝐊-]{0,50}",
        ) {
            let matcher = Matcher::new(&glossary(&terms), "zh", &[]);
            let mut scratch = Scratch::default();
            let (mut mentions, mut near) = (Vec::new(), Vec::new());
            matcher.scan(0, &text, &mut scratch, &mut mentions, &mut near);
            let mut expected = Vec::new();
            scratch.folded.fold(&text);
            matcher.seeker.find(scratch.folded.bytes(), scratch.folded.bytes().len(), &mut scratch.sieve, &mut scratch.found);
            matcher.judge(&text, &mut scratch, Place::Text);
            resolve::resolve(0, &mut scratch.candidates, &mut expected);
            prop_assert_eq!(mentions, expected);
        }

        #[test]
        fn a_slug_has_what_the_whole_search_finds(
            terms in proptest::collection::vec("[abK8容 -]{1,5}", 1..8),
            slug in "[abkK8容/:._ -]{0,40}",
        ) {
            let matcher = Matcher::new(&glossary(&terms), "zh", &["zh".to_owned()]);
            let mut scratch = Scratch::default();
            scratch.folded.fold(&slug);
            matcher.seeker.find(scratch.folded.bytes(), scratch.folded.bytes().len(), &mut scratch.sieve, &mut scratch.found);
            matcher.judge(&slug, &mut scratch, Place::Slug);
            let readings = scratch.candidates.drain(..).flat_map(|found| std::iter::once(found.best).chain(found.rivals));
            let names = readings.map(|(id, _)| matcher.entry(id)).filter(|entry| entry.names_in_slugs());
            let expected: std::collections::BTreeSet<u32> = names.map(|entry| entry.concept).collect();
            prop_assert_eq!(matcher.concepts_in_slug(&slug, &mut scratch), expected.into_iter().collect::<Vec<_>>());
        }
    }
}
