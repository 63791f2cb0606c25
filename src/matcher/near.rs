//! Near mentions: strings one step away from a name of the glossary, which the engine cannot find.
//!
//! Latin tokens are looked up by their single deletions (the SymSpell scheme), transcribed names of persons by the
//! part that is right. Whether a near mention is a mistake is for `rules`.

use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::entries::Entries;
use super::terms::{EntryId, Form};
use super::words::is_english;
use super::{Matcher, Mention, boundary, placeholders};
use crate::glossary::{Glossary, Kind};
use crate::similarity::sound;
use crate::text::Span;
use crate::text::fold::fold;
use crate::text::script::{is_han, is_interpunct};

/// How a near mention differs from the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NearKind {
    /// One letter too many, too few, wrong, or two exchanged.
    Letter,
    /// One character that is read like the right one.
    Sound,
    /// One other character.
    Character,
    /// Not near to any name: a stray placeholder of machine translation.
    Placeholder,
}

/// A string that is nearly a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMention {
    /// Number of the segment.
    pub segment: usize,
    /// Where in its text.
    pub span: Span,
    /// The name that it is near to; any for a placeholder.
    pub entry: EntryId,
    /// What to write, if the name is approved or has a preferred rendering.
    pub replacement: Option<String>,
    /// How it differs.
    pub kind: NearKind,
}

/// Shortest Latin name that a single token is compared with, in letters.
const SHORTEST: usize = 6;
/// Shortest Latin name that two tokens are compared with, in letters.
const SHORTEST_PAIR: usize = 8;
/// Longest part of a transcribed name, in characters.
const LONGEST_PART: usize = 8;

/// Tokens that are known not to be near anything; per thread.
#[derive(Debug)]
pub(super) struct Known {
    slots: Vec<u64>,
}

impl Default for Known {
    fn default() -> Self {
        Self { slots: vec![0; 1 << 14] }
    }
}

impl Known {
    fn has(&self, hash: u64) -> bool {
        self.slots[(hash & 0x3fff) as usize] == hash
    }

    fn insert(&mut self, hash: u64) {
        self.slots[(hash & 0x3fff) as usize] = hash;
    }
}

/// A transcribed full name, cut at its interpuncts.
#[derive(Debug)]
struct Transcribed {
    entry: EntryId,
    given: String,
    surname: String,
}

/// The names that near mentions are compared with.
#[derive(Debug, Default)]
pub struct Index {
    /// Hash of a name, or of a name less one letter, to the names.
    deletions: FxHashMap<u64, Vec<EntryId>>,
    /// Concepts with a Latin name here, ascending.
    latin: Vec<u32>,
    /// Hashes of everything that is a term: never near to another.
    terms: FxHashSet<u64>,
    /// First characters of names, folded: bit n is ASCII character n.
    initials: u128,
    transcribed: Vec<Transcribed>,
    by_given: FxHashMap<String, Vec<usize>>,
    by_surname: FxHashMap<String, Vec<usize>>,
}

fn hash(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

/// Every string that is `text` less one character.
fn deletions(text: &str) -> impl Iterator<Item = String> + '_ {
    text.char_indices().map(|(at, c)| [&text[..at], &text[at + c.len_utf8()..]].concat())
}

impl Index {
    pub(super) fn new(glossary: &Glossary, entries: &Entries, patterns: &[&str]) -> Self {
        let mut index = Self::default();
        let mut seen = FxHashSet::default();
        for (id, entry) in entries.iter() {
            if entry.form != Form::Listed {
                continue;
            }
            if entry.kind == Kind::Person && entry.text.contains(is_interpunct) && !entry.is_source {
                let parts: Vec<&str> = entry.text.split(is_interpunct).collect();
                if let [given, surname] = parts[..]
                    && [given, surname].iter().all(|part| part.chars().all(is_han) && !part.is_empty())
                {
                    let at = index.transcribed.len();
                    index.by_given.entry(given.to_owned()).or_default().push(at);
                    index.by_surname.entry(surname.to_owned()).or_default().push(at);
                    index.transcribed.push(Transcribed { entry: id, given: given.to_owned(), surname: surname.to_owned() });
                }
            }
            if entry.kind == Kind::Term || !entry.status.is_approved() {
                continue;
            }
            let folded = fold(&entry.text);
            let letters = folded.chars().filter(char::is_ascii_lowercase).count();
            if !folded.is_ascii() || letters < SHORTEST || letters < folded.len() || !seen.insert((entry.concept, folded.clone()))
            {
                continue;
            }
            index.latin.push(entry.concept);
            if let Some(first) = folded.bytes().next() {
                index.initials |= 1 << (first & 0x7f);
            }
            for key in deletions(&folded).chain([folded.clone()]) {
                let names = index.deletions.entry(hash(&key)).or_default();
                if names.last() != Some(&id) {
                    names.push(id);
                }
            }
        }
        index.latin.dedup();
        if !index.deletions.is_empty() {
            index.terms.extend(patterns.iter().filter(|pattern| pattern.is_ascii()).map(|pattern| hash(pattern)));
            let words = glossary
                .concepts
                .iter()
                .flat_map(|concept| &concept.terms)
                .flat_map(|term| term.text.split(|c: char| !c.is_ascii_alphanumeric()));
            index.terms.extend(words.filter(|word| word.len() >= SHORTEST - 1).map(|word| hash(&word.to_ascii_lowercase())));
        }
        index
    }

    /// Whether Latin tokens are compared with a name of this concept.
    pub fn has_concept(&self, concept: u32) -> bool {
        self.latin.binary_search(&concept).is_ok()
    }

    /// Whether the Latin words of a text must be looked at.
    pub fn wants_words(&self) -> bool {
        !self.deletions.is_empty()
    }

    #[expect(clippy::too_many_arguments, reason = "one call from one place, all of it borrowed scratch")]
    pub(super) fn scan(
        &self,
        matcher: &Matcher,
        segment: usize,
        text: &str,
        words: &[Span],
        mentions: &[Mention],
        known: &mut Known,
        near: &mut Vec<NearMention>,
    ) {
        let first = near.len();
        placeholders::find(segment, text, mentions, near);
        for (at, &word) in words.iter().enumerate() {
            self.token(matcher, segment, text, word, Tokens::One, mentions, known, near);
            if let Some(&next) = words.get(at + 1)
                && matches!(text.as_bytes().get(word.end..next.start), Some(b" " | b"-"))
            {
                self.token(matcher, segment, text, Span::new(word.start, next.end), Tokens::Two, mentions, known, near);
            }
        }
        if !self.transcribed.is_empty() {
            self.names(matcher, segment, text, mentions, near);
        }
        if let Some(found) = near.get_mut(first..) {
            found.sort_by_key(|mention| mention.span);
        }
    }

    /// One token, or two that together are nearly one name: `CoresOS`, `page duty`.
    #[expect(clippy::too_many_arguments, reason = "as `scan`")]
    fn token(
        &self,
        matcher: &Matcher,
        segment: usize,
        text: &str,
        span: Span,
        tokens: Tokens,
        mentions: &[Mention],
        known: &mut Known,
        near: &mut Vec<NearMention>,
    ) {
        let found = span.get(text);
        let initial = found.bytes().next().map_or(0, |byte| byte.to_ascii_lowercase());
        let shortest = match tokens {
            Tokens::One => SHORTEST - 1,
            Tokens::Two => SHORTEST_PAIR,
        };
        if found.len() < shortest || self.initials >> (initial & 0x7f) & 1 == 0 {
            return;
        }
        let exact = xxh3_64(found.as_bytes());
        if known.has(exact) {
            return;
        }
        let joined: String = found.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        match self.lookup(matcher, &joined, tokens) {
            Some(entry) => self.report(matcher, segment, text, span, entry, mentions, near),
            None => known.insert(exact),
        }
    }

    /// The one name that a folded token is a single mistake away from.
    fn lookup(&self, matcher: &Matcher, token: &str, tokens: Tokens) -> Option<EntryId> {
        if self.terms.contains(&hash(token)) {
            return None;
        }
        let is_pair = tokens == Tokens::Two;
        let shortest = if is_pair { SHORTEST_PAIR } else { SHORTEST };
        let mut best: Option<EntryId> = None;
        let mut shorter = String::with_capacity(token.len());
        let keys = token.char_indices().map(|(at, c)| {
            shorter.clear();
            shorter.push_str(&token[..at]);
            shorter.push_str(&token[at + c.len_utf8()..]);
            hash(&shorter)
        });
        for key in keys.chain([hash(token)]) {
            for &id in self.deletions.get(&key).map(Vec::as_slice).unwrap_or_default() {
                let name = fold(&matcher.entry(id).text);
                let other_form = |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| matches!(rest, "s" | "d"));
                if name.len() < shortest
                    || name.as_bytes().first() != token.as_bytes().first()
                    || other_form(token, &name)
                    || !is_slip(token, &name)
                    || matcher.entry(id).text.contains(' ') && !is_pair
                    || digits(token) != digits(&name)
                {
                    continue;
                }
                // Last, for few tokens come so far.
                if is_english(token) {
                    return None;
                }
                match best {
                    Some(known) if matcher.entry(known).concept != matcher.entry(id).concept => return None,
                    _ => best = Some(best.map_or(id, |known| known.min(id))),
                }
            }
        }
        best
    }

    #[expect(clippy::too_many_arguments, reason = "as `scan`")]
    fn report(
        &self,
        matcher: &Matcher,
        segment: usize,
        text: &str,
        span: Span,
        entry: EntryId,
        mentions: &[Mention],
        near: &mut Vec<NearMention>,
    ) {
        let free = !mentions.iter().any(|mention| mention.span.overlaps(&span))
            && !near.iter().any(|other| other.segment == segment && other.span.overlaps(&span));
        let stands = boundary::edges(text, span, boundary::Place::Text).is_some_and(|edges| !edges.joined && !edges.dotted);
        if free && stands {
            near.push(NearMention {
                segment,
                span,
                entry,
                replacement: preferred_or_own(matcher, entry),
                kind: NearKind::Letter,
            });
        }
    }

    /// Transcribed full names, one part right and the other one character off: `艾丽卡·布雷西亚`.
    fn names(&self, matcher: &Matcher, segment: usize, text: &str, mentions: &[Mention], near: &mut Vec<NearMention>) {
        for (dot, c) in interpuncts(text) {
            let left: Vec<char> = text[..dot].chars().rev().take_while(|&c| is_han(c)).take(LONGEST_PART).collect();
            let left: Vec<char> = left.into_iter().rev().collect();
            let right: Vec<char> = text[dot + c.len_utf8()..].chars().take_while(|&c| is_han(c)).take(LONGEST_PART).collect();
            let mut best: Option<(usize, NearKind, Span, usize)> = None;
            let mut offer = |number: usize, kind: NearKind, before: &[char], after: &[char]| {
                let start = dot - before.iter().map(|c| c.len_utf8()).sum::<usize>();
                let end = dot + c.len_utf8() + after.iter().map(|c| c.len_utf8()).sum::<usize>();
                let rank = (kind == NearKind::Character, usize::MAX - (before.len() + after.len()));
                let better = best.is_none_or(|(_, kind, span, _)| {
                    rank < (kind == NearKind::Character, usize::MAX - span.get(text).chars().count() + 1)
                });
                if better {
                    best = Some((number, kind, Span::new(start, end), 0));
                }
            };
            for length in 1..=right.len() {
                let after = &right[..length];
                let surname: String = after.iter().collect();
                for &number in self.by_surname.get(&surname).map(Vec::as_slice).unwrap_or_default() {
                    let given: Vec<char> = self.transcribed[number].given.chars().collect();
                    if let Some((kind, before)) = nearly_at_end(&left, &given) {
                        offer(number, kind, before, after);
                    }
                }
            }
            for length in 1..=left.len() {
                let before = &left[left.len() - length..];
                let given: String = before.iter().collect();
                for &number in self.by_given.get(&given).map(Vec::as_slice).unwrap_or_default() {
                    let surname: Vec<char> = self.transcribed[number].surname.chars().collect();
                    if let Some((kind, after)) = nearly_at_start(&right, &surname) {
                        offer(number, kind, before, after);
                    }
                }
            }
            if let Some((number, kind, span, _)) = best
                && !mentions.iter().any(|mention| mention.span.start <= dot && dot < mention.span.end)
                && boundary::edges(text, span, boundary::Place::Text).is_some_and(|edges| !edges.dotted)
            {
                let entry = self.transcribed[number].entry;
                near.push(NearMention { segment, span, entry, replacement: preferred_or_own(matcher, entry), kind });
            }
        }
    }

    /// The parts that name some persons alone.
    pub fn parts(&self, matcher: &Matcher, concepts: &[u32]) -> Parts<'_> {
        let is_meant = |name: &&Transcribed| {
            let entry = matcher.entry(name.entry);
            entry.status.is_approved() && concepts.contains(&entry.concept)
        };
        let persons = self.transcribed.iter().filter(is_meant);
        let parts = persons.map(|person| (person, person.surname.chars().collect::<Vec<char>>()));
        Parts { parts: parts.filter(|(_, part)| part.len() >= 3).collect(), chars: Vec::new() }
    }
}

/// Parts of the names of persons who are known to be in the document.
pub struct Parts<'i> {
    parts: Vec<(&'i Transcribed, Vec<char>)>,
    /// The characters of a text.
    chars: Vec<(usize, char)>,
}

impl Parts<'_> {
    /// Lone parts in a segment, one like-sounding character off: `萨帕洛夫`.
    pub fn find(&mut self, segment: usize, text: &str, mentions: &[Mention], near: &mut Vec<NearMention>) {
        if self.parts.is_empty() {
            return;
        }
        self.chars.clear();
        for (person, part) in &self.parts {
            // One is wrong, so of two one is right.
            if !text.contains(part[0]) && !text.contains(part[1]) {
                continue;
            }
            if self.chars.is_empty() {
                self.chars.extend(text.char_indices());
            }
            for window in self.chars.windows(part.len()) {
                if window[0].1 != part[0] && window[1].1 != part[1] {
                    continue;
                }
                let wrong = window.iter().zip(part).filter(|((_, found), right)| found != *right).count();
                if wrong != 1 || !window.iter().zip(part).all(|(&(_, found), &right)| sound::same(found, right)) {
                    continue;
                }
                let (start, end) = (window[0].0, window[window.len() - 1].0 + window[window.len() - 1].1.len_utf8());
                let span = Span::new(start, end);
                let taken = mentions.iter().any(|mention| mention.segment == segment && mention.span.overlaps(&span))
                    || near.iter().any(|other| other.segment == segment && other.span.overlaps(&span));
                if !taken && boundary::edges(text, span, boundary::Place::Text).is_some_and(|edges| !edges.dotted) {
                    near.push(NearMention {
                        segment,
                        span,
                        entry: person.entry,
                        replacement: Some(person.surname.clone()),
                        kind: NearKind::Sound,
                    });
                }
            }
        }
    }
}

/// The interpuncts of a text.
fn interpuncts(text: &str) -> impl Iterator<Item = (usize, char)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(&first) = bytes.get(at) {
            let start = at;
            match first {
                0..0x80 => at += 1,
                // Han, and none of those dots.
                0xe4..=0xe9 => at += 3,
                _ => {
                    let c = text.get(at..)?.chars().next()?;
                    at += c.len_utf8();
                    if is_interpunct(c) {
                        return Some((start, c));
                    }
                }
            }
        }
        None
    })
}

/// How many words of the text are compared with a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tokens {
    One,
    Two,
}

/// Whether the token is the name with one slip of the hand, rather than another name: a letter too many or too few, or
/// two exchanged, inside the word; a letter too few only from seven letters on, a wrong one from nine.
fn is_slip(token: &str, name: &str) -> bool {
    if strsim::osa_distance(token, name) != 1 {
        return false;
    }
    let (token, name) = (token.as_bytes(), name.as_bytes());
    let same_start = token.iter().zip(name).take_while(|(left, right)| left == right).count();
    let inside = same_start + 1 < token.len().max(name.len());
    if token.len() != name.len() {
        return inside && name.len() >= 6 && (name.len() >= 7 || token.len() > name.len());
    }
    let differing = token.iter().zip(name).filter(|(left, right)| left != right).count();
    differing == 2 || name.len() >= 9 && inside
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The preferred rendering, or the name itself where it is one that may stand.
fn preferred_or_own(matcher: &Matcher, id: EntryId) -> Option<String> {
    let entry = matcher.entry(id);
    if entry.status.is_approved() { Some(entry.text.to_string()) } else { entry.replacement.as_deref().map(str::to_owned) }
}

/// Whether a text ends with nearly `part`, and with which characters.
fn nearly_at_end<'c>(text: &'c [char], part: &[char]) -> Option<(NearKind, &'c [char])> {
    let found = text.get(text.len().checked_sub(part.len())?..)?;
    nearly(found, part).map(|kind| (kind, found))
}

/// Whether a text starts with nearly `part`, and with which characters.
fn nearly_at_start<'c>(text: &'c [char], part: &[char]) -> Option<(NearKind, &'c [char])> {
    let found = text.get(..part.len())?;
    nearly(found, part).map(|kind| (kind, found))
}

/// Words of grammar, which transcribe nothing: what ends with one is a name and the sentence going on.
const GRAMMAR: &str = "的了和是在与也说";

/// One character differs: it is read alike in a part of two or three characters, or the part is longer; what begins with another
/// sound is another name.
fn nearly(found: &[char], part: &[char]) -> Option<NearKind> {
    let mut wrong = found.iter().zip(part).filter(|(found, right)| found != right);
    let (&left, &right) = wrong.next()?;
    let is_first = found.first() != part.first();
    if wrong.next().is_some() || part.len() < 2 || GRAMMAR.contains(left) {
        return None;
    }
    if sound::same(left, right) {
        Some(NearKind::Sound)
    } else if part.len() >= 4 && !is_first || part.len() >= 3 && sound::near(left, right) {
        Some(NearKind::Character)
    } else {
        None
    }
}
