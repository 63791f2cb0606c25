//! Which concepts are in evidence in a document, and by what, apart from ambiguous strings.
//!
//! What that means for a single mention is for `evidence` and `rules`.

use super::{Form, Matcher, Mention, Scratch};
use crate::document::Document;
use crate::text::script::{is_han, is_interpunct};

/// How a document shows that a concept is its matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// Index of the concept in the glossary.
    pub concept: u32,
    /// Listed renderings, approved or clearly deprecated, in any language.
    pub mentions: u32,
    /// Of these, names in a source language or in Latin letters.
    pub latin: u32,
    /// The first segment with one of them.
    pub segment: Option<usize>,
    /// The title has one of them.
    pub in_title: bool,
    /// Segments of the links or images whose URL names it, ascending.
    pub links: Vec<usize>,
    /// The file name names it.
    pub in_path: bool,
}

impl Presence {
    /// Whether there is any evidence.
    pub fn is_evident(&self) -> bool {
        self.mentions > 0 || !self.links.is_empty() || self.in_path
    }
}

/// The presences of one document, by concept.
#[derive(Clone, Debug, Default)]
pub struct Presences {
    list: Vec<Presence>,
}

impl Presences {
    /// What mentions show. Every listed rendering counts alike, a deprecated one too, so that a fix changes nothing here.
    pub fn of_mentions(matcher: &Matcher, document: &Document, mentions: &[Mention]) -> Self {
        let title = document.title().map(|segment| segment.number);
        let mut presences = Self::default();
        for mention in mentions {
            for (id, _) in mention.readings() {
                let entry = matcher.entry(id);
                // A surname may be anybody's, listed or derived.
                if entry.ambiguous || entry.form == Form::ShortForm || entry.is_surname {
                    continue;
                }
                let presence = presences.entry(entry.concept);
                presence.mentions += 1;
                presence.latin += u32::from(entry.is_source || entry.is_ascii);
                presence.segment = Some(presence.segment.map_or(mention.segment, |first| first.min(mention.segment)));
                presence.in_title |= title == Some(mention.segment);
            }
        }
        presences
    }

    /// Adds what link targets and the path show.
    pub fn add_slugs(&mut self, matcher: &Matcher, document: &Document, path: &str, scratch: &mut Scratch) {
        for link in document.links() {
            for concept in matcher.concepts_in_slug(&link.url, scratch) {
                self.entry(concept).links.push(link.segment);
            }
        }
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        for concept in matcher.concepts_in_slug(name, scratch) {
            self.entry(concept).in_path = true;
        }
    }

    fn entry(&mut self, concept: u32) -> &mut Presence {
        let at = match self.list.binary_search_by_key(&concept, |presence| presence.concept) {
            Ok(at) => at,
            Err(at) => {
                self.list.insert(at, Presence { concept, ..Presence::default() });
                at
            }
        };
        &mut self.list[at]
    }

    /// The presence of a concept.
    pub fn get(&self, concept: u32) -> Option<&Presence> {
        self.list.binary_search_by_key(&concept, |presence| presence.concept).ok().and_then(|at| self.list.get(at))
    }

    /// Whether a concept is in evidence.
    pub fn has(&self, concept: u32) -> bool {
        self.get(concept).is_some_and(Presence::is_evident)
    }

    /// All of them, by concept.
    pub fn iter(&self) -> impl Iterator<Item = &Presence> {
        self.list.iter()
    }

    /// The persons in evidence.
    pub fn persons(&self, matcher: &Matcher) -> Vec<u32> {
        let evident = self.list.iter().filter(|presence| presence.is_evident()).map(|presence| presence.concept);
        evident.filter(|&concept| matcher.is_person(concept)).collect()
    }
}

/// Drops mentions of short forms whose person is not in evidence, or that several persons of the document share:
/// persons of the glossary, or anybody else whose full name ends in the short form.
pub fn settle_short_forms(matcher: &Matcher, document: &Document, presences: &Presences, mentions: &mut Vec<Mention>) {
    let mut strangers: Vec<(&str, u32, bool)> = Vec::new();
    mentions.retain_mut(|mention| {
        let form = matcher.entry(mention.entry);
        if form.form != Form::ShortForm {
            return true;
        }
        let meant: Vec<_> = mention.readings().filter(|&(id, _)| presences.has(matcher.entry(id).concept)).take(2).collect();
        let &[(entry, difference)] = meant.as_slice() else { return false };
        let concept = matcher.entry(entry).concept;
        let known =
            strangers.iter().find(|(text, of, _)| *text == &*form.text && *of == concept).map(|(.., is_shared)| *is_shared);
        let is_shared = known.unwrap_or_else(|| {
            let is_shared = has_stranger(matcher, document, concept, &form.text);
            strangers.push((&form.text, concept, is_shared));
            is_shared
        });
        (mention.entry, mention.difference) = (entry, difference);
        mention.rivals = Box::default();
        !is_shared
    });
}

/// Whether the document has a full name that ends in `surname` and is none of the concept's.
fn has_stranger(matcher: &Matcher, document: &Document, concept: u32, surname: &str) -> bool {
    let own: Vec<&str> =
        matcher.of_concept(concept).filter_map(|entry| entry.text.strip_suffix(surname)?.strip_suffix(is_interpunct)).collect();
    document.segments().any(|segment| {
        segment.text.match_indices(surname).any(|(at, _)| {
            let given = segment.text[..at].strip_suffix(is_interpunct);
            given.is_some_and(|before| {
                before.chars().next_back().is_some_and(is_han) && !own.iter().any(|given| before.ends_with(given))
            })
        })
    })
}
