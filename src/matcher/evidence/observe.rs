//! What one document offers for and against each of its ambiguous mentions.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::grams::{self, Gram};
use crate::document::{Document, Segment};
use crate::matcher::presence::Presences;
use crate::matcher::{EntryId, Matcher, Mention, segmentation};
use crate::text::Span;
use crate::text::fold::{Folded, fold};
use crate::text::script::is_interpunct;

/// How near the words of a `when` list are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stand {
    /// The glossary gives no words.
    NotAsked,
    /// Somewhere in the document, or in the URL of one of its links.
    Document,
    /// In the same segment or a neighbouring one, or in the URL of a link there.
    Near,
    /// Around the mention itself.
    Around,
}

/// Segments at most so far apart count as near.
pub(super) const NEAR: usize = 1;

/// So many segments away, a listed word against a mention still asks for a person.
pub(super) const FAR: usize = 4;

/// Characters on either side that make the topic; a segment may be as long as a file.
const TOPIC: usize = 1000;

/// What was seen of one ambiguous mention.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// The rendering.
    pub entry: EntryId,
    /// Whether the original mentions the concept there; `None` without an original.
    pub in_source: Option<bool>,
    /// Listed context words.
    pub stand: Stand,
    /// Segments to the nearest listed word that speaks against it, `NEAR` if the same one has one for it too; `None` if the
    /// document has none.
    pub against: Option<usize>,
    /// Segments to the nearest other evidence of the concept in text; `None` if the document has none.
    pub text_distance: Option<usize>,
    /// Segments to the nearest link that names the concept; `None` if there is none.
    pub link_distance: Option<usize>,
    /// Segments with other evidence.
    pub evident_segments: usize,
    /// The title or the file name names the concept.
    pub in_title: bool,
    /// The mention stands in a link's text: whether the URL names the concept. `None` outside links and where the URL
    /// has no words.
    pub anchored: Option<bool>,
    /// Nats by which a dictionary word that crosses an edge is more probable.
    pub cut_cost: f64,
    /// A Latin word stands right after a Latin mention: a part of an English phrase.
    pub in_phrase: bool,
    /// A Latin word stands right before a Latin mention.
    pub after_latin: bool,
    /// An interpunct joins it to something.
    pub dotted: bool,
    /// A transcribed full name follows directly.
    pub before_name: bool,
    /// An original in brackets right behind it that is none of the concept's names.
    pub other_original: bool,
    /// A lone character that transcribes foreign names stands beside it.
    pub name_continues: bool,
    /// A Chinese word of two characters or more follows directly.
    pub glued: bool,
    /// It stands in the title or a heading.
    pub in_heading: bool,
    /// Four characters right before and after.
    pub(super) frame: (Gram, Gram),
    /// What stands within some words.
    pub(super) words: grams::Words,
    /// What stands in the segment and the neighbouring ones.
    pub(super) topic: Arc<[Gram]>,
    /// Its number among the document's mentions of the same rendering, from 0: the first counts for the document.
    pub(super) number: usize,
}

impl Observation {
    /// Whether the document names the concept otherwise, in its text or by a link.
    pub(super) const fn is_named(&self) -> bool {
        self.text_distance.is_some() || self.link_distance.is_some()
    }

    /// Whether a listed word against it stands nearby.
    pub(super) fn is_contradicted(&self) -> bool {
        self.against.is_some_and(|distance| distance <= FAR)
    }
}

/// The ambiguous mentions that may count, by their index in `mentions`, with what was seen of them.
///
/// Mentions whose `when` words are nowhere in the document are left out.
///
/// `supported` says of each mention whether the original mentions its concept there; it is empty without an original.
pub fn observe(
    matcher: &Matcher,
    document: &Document,
    mentions: &[Mention],
    presences: &Presences,
    supported: &[Option<bool>],
) -> Vec<(usize, Observation)> {
    let mut observations = Vec::new();
    if !mentions.iter().any(|mention| matcher.entry(mention.entry).ambiguous) {
        return observations;
    }
    let mut words = Words::default();
    let mut numbers: BTreeMap<EntryId, usize> = BTreeMap::new();
    let mut evident: BTreeMap<u32, usize> = BTreeMap::new();
    let places = Places::new(matcher, document, mentions);
    for (index, mention) in mentions.iter().enumerate() {
        let entry = matcher.entry(mention.entry);
        if !entry.ambiguous {
            continue;
        }
        let Some(segment) = document.segment(mention.segment) else { continue };
        let in_source = supported.get(index).copied().flatten();
        let stand = match (words.stand(entry.when(), &entry.text, document, segment, mention), in_source) {
            (Some(stand), _) => stand,
            // The original is better evidence than any word.
            (None, Some(true)) => Stand::NotAsked,
            (None, _) => continue,
        };
        let against = words.distance(entry.against(), document, segment);
        // Where a paragraph has words of both kinds, neither is worth as much.
        let has_both = against == Some(0) && words.distance(entry.when(), document, segment) == Some(0);
        let against = if has_both { Some(NEAR) } else { against };
        let presence = presences.get(entry.concept);
        let text = segment.text;
        let found = mention.span.get(text);
        let joints = segmentation::joints(text, mention.span);
        let number = numbers.entry(mention.entry).or_default();
        let mut topic = Vec::new();
        for neighbour in mention.segment.saturating_sub(1)..=mention.segment + 1 {
            if let Some(other) = document.segment(neighbour) {
                let anchor = match neighbour.cmp(&mention.segment) {
                    Ordering::Less => Span::new(other.text.len(), other.text.len()),
                    Ordering::Equal => mention.span,
                    Ordering::Greater => Span::new(0, 0),
                };
                let part = grams::window(other.text, anchor, TOPIC);
                let without = places.spans(matcher, mentions, entry.concept, neighbour, part);
                grams::push_all(other.text, part, &without, &mut topic);
            }
        }
        topic.sort_unstable();
        topic.dedup();
        observations.push((
            index,
            Observation {
                entry: mention.entry,
                in_source,
                stand,
                against,
                text_distance: places.text_distance(entry.concept, mention.segment),
                link_distance: presence.and_then(|presence| nearest(&presence.links, mention.segment)),
                evident_segments: *evident
                    .entry(entry.concept)
                    .or_insert_with(|| places.count(entry.concept, presence.map_or(&[], |presence| presence.links.as_slice()))),
                in_title: presence.is_some_and(|presence| presence.in_title || presence.in_path),
                anchored: anchored(matcher, segment, mention),
                cut_cost: joints.cut_cost,
                in_phrase: is_latin_edge(found.chars().next_back())
                    && is_latin_edge(text[mention.span.end..].trim_start_matches(' ').chars().next()),
                after_latin: is_latin_edge(found.chars().next())
                    && is_latin_edge(text[..mention.span.start].trim_end_matches(' ').chars().next_back()),
                dotted: text[..mention.span.start].ends_with(is_interpunct)
                    || text[mention.span.end..].starts_with(is_interpunct),
                before_name: super::score::starts_with_name(&text[mention.span.end..]),
                other_original: other_original(matcher, entry.concept, text, mention),
                glued: joints.after.chars().nth(1).is_some(),
                name_continues: super::score::continues_name(&joints),
                in_heading: matches!(segment.role, crate::document::Role::Heading | crate::document::Role::Title),
                frame: grams::frame(text, mention.span),
                words: grams::words(text, mention.span),
                topic: topic.into(),
                number: *number,
            },
        ));
        *number += 1;
    }
    observations
}

/// Where concepts that have ambiguous renderings are mentioned, by segment.
pub(super) struct Places {
    by_concept: BTreeMap<u32, Vec<usize>>,
    /// First mention of each segment.
    starts: Vec<usize>,
}

/// Segments to the nearest of `places`, which ascend.
pub(super) fn nearest(places: &[usize], segment: usize) -> Option<usize> {
    let next = places.partition_point(|&other| other < segment);
    let before = next.checked_sub(1).and_then(|last| places.get(last)).map(|other| segment - other);
    places.get(next).map(|other| other - segment).into_iter().chain(before).min()
}

/// As `nearest`, of other segments than this one.
pub(super) fn nearest_other(places: &[usize], segment: usize) -> Option<usize> {
    let next = places.partition_point(|&other| other <= segment);
    let last = places.partition_point(|&other| other < segment).checked_sub(1);
    let before = last.and_then(|last| places.get(last)).map(|other| segment - other);
    places.get(next).map(|other| other - segment).into_iter().chain(before).min()
}

/// How many bytes of text stand before each segment, and before the end.
pub(super) fn starts(document: &Document) -> Vec<u64> {
    let mut length = 0;
    let before = document.segments().map(|segment| {
        length += segment.text.len() as u64;
        length
    });
    std::iter::once(0).chain(before).collect()
}

/// How many bytes stand in segments near places of one or the other list, which ascend.
pub(super) fn bytes_near(starts: &[u64], one: &[usize], other: &[usize]) -> u64 {
    let (mut one, mut other) = (one.iter().copied().peekable(), other.iter().copied().peekable());
    let last = starts.len().saturating_sub(1);
    let (mut bytes, mut counted) = (0, 0);
    while let Some(place) = match (one.peek(), other.peek()) {
        (Some(left), Some(right)) if right < left => other.next(),
        (Some(_), _) => one.next(),
        (None, _) => other.next(),
    } {
        let (start, end) = (place.saturating_sub(NEAR).max(counted).min(last), (place + NEAR + 1).min(last));
        bytes += starts[end.max(start)] - starts[start];
        counted = counted.max(end);
    }
    bytes
}

impl Places {
    pub(super) fn new(matcher: &Matcher, document: &Document, mentions: &[Mention]) -> Self {
        let mut by_concept: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for mention in mentions {
            let entry = matcher.entry(mention.entry);
            if !entry.ambiguous && matcher.is_ambiguous(entry.concept) {
                let segments = by_concept.entry(entry.concept).or_default();
                if segments.last() != Some(&mention.segment) {
                    segments.push(mention.segment);
                }
            }
        }
        let count = document.segments().len();
        let mut start = 0;
        let starts = (0..=count).map(|segment| {
            start += mentions[start..].iter().take_while(|mention| mention.segment < segment).count();
            start
        });
        let starts = starts.collect();
        Self { by_concept, starts }
    }

    /// Segments to the nearest mention that is not ambiguous.
    pub(super) fn text_distance(&self, concept: u32, segment: usize) -> Option<usize> {
        nearest(self.by_concept.get(&concept)?, segment)
    }

    /// Segments with a mention that is not ambiguous.
    pub(super) fn segments(&self, concept: u32) -> &[usize] {
        self.by_concept.get(&concept).map(Vec::as_slice).unwrap_or_default()
    }

    /// Segments with a mention that is not ambiguous, or with one of these links.
    fn count(&self, concept: u32, links: &[usize]) -> usize {
        let mut segments: Vec<usize> = self.segments(concept).iter().chain(links).copied().collect();
        segments.sort_unstable();
        segments.dedup();
        segments.len()
    }

    /// Spans of a concept's mentions in a part of a segment.
    fn spans(&self, matcher: &Matcher, mentions: &[Mention], concept: u32, segment: usize, part: Span) -> Vec<Span> {
        let (Some(&start), Some(&end)) = (self.starts.get(segment), self.starts.get(segment + 1)) else { return Vec::new() };
        let mentions = &mentions[start..end];
        let first = mentions.partition_point(|mention| mention.span.end <= part.start);
        let within = mentions[first..].iter().take_while(|mention| mention.span.start < part.end);
        within.filter(|mention| matcher.entry(mention.entry).concept == concept).map(|mention| mention.span).collect()
    }
}

/// For a mention in a link's text, whether the URL names the concept.
fn anchored(matcher: &Matcher, segment: Segment<'_>, mention: &Mention) -> Option<bool> {
    let link = segment.links().find(|link| link.span.contains(&mention.span))?;
    if matcher.slug_contains(&link.url, matcher.entry(mention.entry).concept) {
        return Some(true);
    }
    let path = link.url.splitn(4, '/').nth(3).unwrap_or_default();
    let has_words = path.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 2).count() >= 2;
    has_words.then_some(false)
}

fn is_latin_edge(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric())
}

/// Whether an original stands in brackets right behind the mention, and it is not the concept's.
fn other_original(matcher: &Matcher, concept: u32, text: &str, mention: &Mention) -> bool {
    let after = text[mention.span.end..].trim_start();
    // The rest of a name may stand between: 斯科特·格思里(Scott Guthrie).
    let after = after.trim_start_matches(|c: char| is_interpunct(c));
    let Some(inner) = after.strip_prefix(['(', '（']) else { return false };
    let Some(end) = inner.find([')', '）']) else { return false };
    let original = inner[..end].trim();
    let is_name = original.chars().next().is_some_and(|c| c.is_ascii_uppercase())
        && original.chars().all(|c| c.is_ascii_alphabetic() || " .'-&".contains(c));
    let folded = fold(original);
    let initials = |name: &str| name.split([' ', '-']).filter_map(|word| word.chars().next()).collect::<String>().to_lowercase();
    let is_acronym =
        matcher.of_concept(concept).any(|entry| entry.text.is_ascii() && initials(&entry.text) == original.to_lowercase());
    is_name && !is_acronym && !matcher.of_concept(concept).any(|entry| folded.contains(&fold(&entry.text)))
}

/// Looks for the words of `when` and `unless` lists, once a document.
#[derive(Default)]
struct Words<'m> {
    document: Option<FoldedDocument>,
    /// The segments that have a word, and the links whose target has it, by word.
    found: FxHashMap<&'m str, (Vec<usize>, Vec<usize>)>,
}

impl<'m> Words<'m> {
    fn stand(
        &mut self,
        when: &'m [String],
        term: &str,
        document: &Document,
        segment: Segment<'_>,
        mention: &Mention,
    ) -> Option<Stand> {
        if when.is_empty() {
            return Some(Stand::NotAsked);
        }
        let term = fold(term);
        let is_near = |other: &usize| other.abs_diff(segment.number) <= NEAR;
        let mut best = None;
        for word in when {
            if word.contains(&term) && *word != term {
                // A phrase with the string itself in it: it must be this very place.
                let window = grams::window(segment.text, mention.span, word.chars().count());
                if fold(window.get(segment.text)).contains(word.as_str()) {
                    return Some(Stand::Around);
                }
                continue;
            }
            // A word beside it needs no other one: only a phrase says more.
            if best < Some(Stand::Near) {
                let (places, links) = self.find(word, document);
                let is_here = places.iter().chain(links).any(is_near);
                let is_anywhere = !places.is_empty() || !links.is_empty();
                best = best.max(is_anywhere.then_some(if is_here { Stand::Near } else { Stand::Document }));
            }
        }
        best
    }

    /// Segments to the nearest place of any of these words.
    fn distance(&mut self, words: &'m [String], document: &Document, segment: Segment<'_>) -> Option<usize> {
        words.iter().filter_map(|word| nearest(self.find(word, document).0, segment.number)).min()
    }

    /// The segments that have a word, and those with a link whose target has it, each ascending.
    fn find(&mut self, word: &'m str, document: &Document) -> (&[usize], &[usize]) {
        let folded = self.document.get_or_insert_with(|| FoldedDocument::new(document));
        let (places, links) = self.found.entry(word).or_insert_with(|| folded.segments_with(word));
        (places, links)
    }
}

/// The segments of a document and the targets of its links, folded: one search finds a word in all of either.
struct FoldedDocument {
    segments: FoldedTexts,
    targets: FoldedTexts,
    /// The segments that hold the links.
    links: Vec<usize>,
}

impl FoldedDocument {
    fn new(document: &Document) -> Self {
        let links = document.links();
        Self {
            segments: FoldedTexts::new(|| document.segments().map(|segment| segment.text)),
            targets: FoldedTexts::new(|| links.iter().map(|link| link.url.as_str())),
            links: links.iter().map(|link| link.segment).collect(),
        }
    }

    /// The segments that have a folded word, and those with a link whose target has it, each ascending; in a segment, a
    /// Latin word must not be a part of a longer one.
    fn segments_with(&self, word: &str) -> (Vec<usize>, Vec<usize>) {
        let finder = memchr::memmem::Finder::new(word);
        let segments = self.segments.with(&finder, |at| is_whole(&self.segments.text, at, word));
        let targets = self.targets.with(&finder, |_| true);
        (segments, targets.into_iter().filter_map(|target| self.links.get(target).copied()).collect())
    }
}

/// Some texts, folded, one after another.
struct FoldedTexts {
    /// What is no character stands behind each, and in no word.
    text: String,
    /// Where each starts.
    starts: Vec<usize>,
}

impl FoldedTexts {
    fn new<'t, I: Iterator<Item = &'t str>>(texts: impl Fn() -> I) -> Self {
        let mut folded = Folded::default();
        let length = texts().map(|text| text.len() + '\u{ffff}'.len_utf8()).sum();
        let mut all = Self { text: String::with_capacity(length), starts: Vec::with_capacity(texts().size_hint().0) };
        for text in texts() {
            folded.fold(text);
            all.starts.push(all.text.len());
            all.text.push_str(folded.text());
            all.text.push('\u{ffff}');
        }
        all
    }

    /// The numbers of those that have a word at a place that is `wanted`, ascending.
    fn with(&self, word: &memchr::memmem::Finder<'_>, wanted: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for at in word.find_iter(self.text.as_bytes()) {
            let number = self.starts.partition_point(|&start| start <= at).saturating_sub(1);
            if found.last() != Some(&number) && wanted(at) {
                found.push(number);
            }
        }
        found
    }
}

/// Whether a folded word is none, or no part of a longer Latin one, where it stands in a folded text.
fn is_whole(text: &str, at: usize, word: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    // Folding joins neighbouring words, so only a longer word without a joint would be missed: accept both ways for
    // words of four letters and more.
    word.len() >= 4
        || !(is_letter(word.chars().next()) && is_letter(text[..at].chars().next_back())
            || is_letter(word.chars().next_back()) && is_letter(text[at + word.len()..].chars().next()))
}
