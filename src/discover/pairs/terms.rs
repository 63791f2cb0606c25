//! Terms of the originals: those that a glossary has, names, and frequent words that are used as nouns.
//!
//! A string is used as a noun where articles stand before it, and where what follows is no part of it. The share of such
//! places decides, so that no dictionary of parts of speech is needed; what is rendered by nothing in particular falls out
//! later.

use rustc_hash::{FxHashMap, FxHashSet};

use super::tokens::{BeadId, Class, Distinct, Side, Token, stretches};
use crate::document::Role;
use crate::matcher::counterpart::tokens::join;

/// Words of a term at most.
pub const LONGEST: usize = 4;
/// Beads that a term stands in at least, unless somebody named it.
const FEWEST: u32 = 4;
/// Share of places with an article or the like before a noun of one word, at least.
const LEAST_DETERMINED: f64 = 0.07;
/// Share of places where a noun of one word is all that follows an article, at least: adjectives are not.
const LEAST_ALONE: f64 = 0.04;
/// Share of places within longer terms that makes a word the end of such.
const LEAST_COMPOUND: f64 = 0.7;
/// Share of places where what follows is no part of it, at least.
const LEAST_CLOSED: f64 = 0.3;
/// Share of places where a verb is expected, at most.
const MOST_VERBAL: f64 = 0.2;
/// Share of places in running text with capitals that makes a name.
const LEAST_CAPITAL: f64 = 0.8;
/// A term that stands so often within one longer term is a part of it.
const WITHIN: f64 = 0.8;

/// What a spelling in running text counts.
const INNER: u32 = 1000;

/// A term of the originals.
#[derive(Clone, Debug, Default)]
pub struct Term {
    /// Hash of its words.
    pub key: u64,
    /// As it is mostly written.
    pub text: String,
    /// How many words it has.
    pub words: usize,
    /// Whether it is written with capitals in running text.
    pub is_name: bool,
    /// The beads that have it, ascending.
    pub beads: Vec<BeadId>,
    /// Times it stands there.
    pub mentions: usize,
    /// Whether a glossary or an annotation named it.
    pub is_named: bool,
}

/// Where and how a stretch of words stands in the originals.
#[derive(Clone, Copy, Debug, Default)]
struct Use {
    count: u32,
    words: u8,
    closed: u32,
    determined: u32,
    /// Both of these at once: it is all that an article belongs to.
    alone: u32,
    verbal: u32,
    /// A word that says something stands before it.
    compound: u32,
    /// Key of the last word.
    head: u64,
    /// Places in running text, not at the start of a sentence, and how many of them have a capital.
    inner: u32,
    capital: u32,
}

/// The terms of the originals; `named` has the keys of those that count in any case.
pub fn find(side: &Side<'_>, distinct: &Distinct, named: &FxHashMap<u64, String>) -> Vec<Term> {
    let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
    for &bead in &distinct.beads {
        content_stretches(side.tokens(bead), |_, _, key| *counts.entry(key).or_default() += 1);
    }
    counts.retain(|key, count| *count >= FEWEST || named.contains_key(key));
    let mut uses: FxHashMap<u64, Use> = FxHashMap::default();
    for &bead in &distinct.beads {
        content_stretches(side.tokens(bead), |first, count, key| {
            if counts.contains_key(&key) {
                uses.entry(key).or_default().add(side, bead, first, count);
            }
        });
    }
    drop(counts);
    let nouns: FxHashSet<u64> =
        uses.iter().filter(|(_, usage)| usage.words == 1 && usage.is_head()).map(|(key, _)| *key).collect();
    // `the resources created` ends in no noun.
    let is_term = |usage: &Use| usage.is_name() || usage.is_noun() && nouns.contains(&usage.head);
    uses.retain(|key, usage| named.contains_key(key) || is_term(usage));
    let mut terms = collect(side, distinct, &uses, named);
    drop_parts(side, &mut terms, named);
    terms
}

/// Stretches without words of closed classes.
fn content_stretches(tokens: &[Token], mut each: impl FnMut(usize, usize, u64)) {
    let mut start = 0;
    for run in tokens.split_inclusive(|token| token.class != Class::Content) {
        let content = match run.last() {
            Some(last) if last.class != Class::Content => &run[..run.len() - 1],
            _ => run,
        };
        stretches(content, LONGEST, |first, count, key| each(start + first, count, key));
        start += run.len();
    }
}

impl Use {
    fn add(&mut self, side: &Side<'_>, bead: BeadId, first: usize, count: usize) {
        let tokens = side.tokens(bead);
        let before = first.checked_sub(1).and_then(|at| tokens.get(at)).filter(|_| tokens[first].follows);
        let after = tokens.get(first + count).filter(|token| token.follows);
        self.count += 1;
        self.words = u8::try_from(count).unwrap_or(u8::MAX);
        let is_closed = after.is_none_or(|token| token.class != Class::Content);
        let is_determined = before.is_some_and(|token| token.class == Class::Determiner);
        self.closed += u32::from(is_closed);
        self.determined += u32::from(is_determined);
        self.alone += u32::from(is_closed && is_determined);
        self.compound += u32::from(before.is_some_and(|token| token.class == Class::Content));
        self.head = join(0, tokens[first + count - 1].hash);
        let is_verb = before.is_some_and(|token| token.class == Class::BeforeVerb)
            || after.is_some_and(|token| token.class == Class::Determiner);
        self.verbal += u32::from(is_verb);
        if is_inner(side, bead, first) {
            self.inner += 1;
            let written = side.written(bead, first, count);
            let has_capital = |word: &str| word.starts_with(char::is_uppercase) || word.chars().skip(1).any(char::is_uppercase);
            self.capital += u32::from(written.split([' ', '-']).all(has_capital));
        }
    }

    fn share(&self, of: u32) -> f64 {
        f64::from(of) / f64::from(self.count.max(1))
    }

    fn is_noun(&self) -> bool {
        let (determined, alone) = if self.words > 1 { (LEAST_DETERMINED / 2.0, 0.0) } else { (LEAST_DETERMINED, LEAST_ALONE) };
        self.share(self.closed) >= LEAST_CLOSED
            && self.share(self.determined) >= determined
            && self.share(self.alone) >= alone
            && self.share(self.verbal) <= MOST_VERBAL
    }

    /// Whether a term of several words may end in it.
    fn is_head(&self) -> bool {
        self.is_noun() || self.is_name() || self.share(self.compound) >= LEAST_COMPOUND
    }

    fn is_name(&self) -> bool {
        self.inner > 1
            && f64::from(self.capital) >= LEAST_CAPITAL * f64::from(self.inner)
            && self.share(self.closed) >= LEAST_CLOSED / 2.0
    }
}

/// Whether a word stands in running text, not at the start of a sentence.
fn is_inner(side: &Side<'_>, bead: BeadId, at: usize) -> bool {
    let Some(token) = side.tokens(bead).get(at).filter(|token| at > 0 && token.follows) else { return false };
    let (role, _) = side.text(bead).part(token.span().start);
    matches!(role, Role::Body | Role::LinkText | Role::TableCell | Role::Quote)
}

fn collect(side: &Side<'_>, distinct: &Distinct, uses: &FxHashMap<u64, Use>, named: &FxHashMap<u64, String>) -> Vec<Term> {
    let mut terms: FxHashMap<u64, (Term, FxHashMap<&str, u32>)> = FxHashMap::default();
    for &bead in &distinct.beads {
        content_stretches(side.tokens(bead), |first, count, key| {
            let Some(usage) = uses.get(&key) else { return };
            let (term, surfaces) = terms.entry(key).or_default();
            (term.key, term.words, term.is_name) = (key, count, usage.is_name());
            term.mentions += distinct.times(bead);
            if term.beads.last() != Some(&bead) {
                term.beads.push(bead);
            }
            // Headings and the starts of sentences have capitals of their own.
            let weight = if is_inner(side, bead, first) { INNER } else { 1 };
            *surfaces.entry(side.written(bead, first, count)).or_default() += weight;
        });
    }
    let finish = |(key, (mut term, surfaces)): (u64, (Term, FxHashMap<&str, u32>))| {
        term.is_named = named.contains_key(&key);
        term.text = match named.get(&key) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => spelling(&surfaces),
        };
        term
    };
    let mut terms: Vec<Term> = terms.into_iter().map(finish).collect();
    terms.sort_by(|a, b| a.text.cmp(&b.text).then(a.key.cmp(&b.key)));
    terms
}

/// How a term is mostly written; in the singular where it stands so anywhere.
fn spelling(surfaces: &FxHashMap<&str, u32>) -> String {
    let mut counts: FxHashMap<String, u32> = FxHashMap::default();
    for (surface, count) in surfaces {
        let surface = surface.replace('\n', " ");
        let surface = surface.strip_suffix("'s").or_else(|| surface.strip_suffix("’s")).unwrap_or(&surface);
        *counts.entry(surface.to_owned()).or_default() += count;
    }
    let most = counts.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0))).map_or("", |(text, _)| text);
    let singular = most.strip_suffix('s').filter(|singular| counts.contains_key(*singular));
    let singular = singular.or_else(|| most.strip_suffix("es").filter(|singular| counts.contains_key(*singular)));
    singular.unwrap_or(most).to_owned()
}

/// Drops what is nearly always a part of one longer term.
fn drop_parts(side: &Side<'_>, terms: &mut Vec<Term>, named: &FxHashMap<u64, String>) {
    let counts: FxHashMap<u64, usize> = terms.iter().map(|term| (term.key, term.mentions)).collect();
    let mut within: FxHashMap<u64, usize> = FxHashMap::default();
    for term in terms.iter().filter(|term| term.words > 1) {
        let Some(&bead) = term.beads.first() else { continue };
        let mut place = None;
        content_stretches(side.tokens(bead), |first, count, key| {
            if key == term.key {
                place.get_or_insert((first, count));
            }
        });
        let Some((first, count)) = place else { continue };
        stretches(&side.tokens(bead)[first..first + count], count - 1, |_, _, key| {
            if counts.contains_key(&key) {
                let most = within.entry(key).or_default();
                *most = (*most).max(term.mentions);
            }
        });
    }
    let is_part = |term: &Term| within.get(&term.key).is_some_and(|&longer| longer as f64 >= WITHIN * term.mentions as f64);
    terms.retain(|term| named.contains_key(&term.key) || !is_part(term));
}
