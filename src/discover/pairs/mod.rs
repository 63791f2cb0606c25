//! Terms of originals and how the translations beside them render each: proposed rows of a glossary, with counts.
//!
//! ```text
//! pairs ── corpus ──▶ beads ── tokens ──▶ terms (named, names, nouns) ── renderings (Dice, G²) ──▶ groups
//!              └── annotation: what translators wrote beside their words ──┘
//! ```

mod annotation;
mod association;
mod corpus;
mod function_words;
mod renderings;
mod terms;
mod tokens;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

pub use association::Association;
pub use corpus::PairCorpus;
use renderings::{Candidates, Ranked};
use terms::Term;
use tokens::{BeadId, Distinct, Side, key};

use super::evidence::probability;
use super::group::{Beside, Group, Place, Rendering};
use crate::glossary::{Glossary, Kind};
use crate::text::Span;
use crate::text::fold::fold;
use crate::text::script::{has_han, is_interpunct};

/// Groups of a run at most.
const MOST_GROUPS: usize = 3_000;
/// A name that is left as it is says less than a translation that is as sure: it comes later.
const KEPT: f64 = 0.9;
/// What it takes away from the odds that another term may be meant by a rendering.
const SHARED: f64 = 4.0;
/// What it takes away that two beads are all there is; more for a further rendering.
const FEW: f64 = 1.0;
/// Further renderings that are less probable are left out.
const LEAST_VARIANT: f64 = 0.4;
/// Places that are kept of a rendering.
const PLACES: usize = 3;

/// The terms of the originals with their renderings, the likeliest first; the glossary's terms in any case.
pub fn groups(corpus: &PairCorpus, glossary: Option<&Glossary>) -> Vec<Group> {
    let (sources, targets) = rayon::join(|| Side::sources(corpus), || Side::targets(corpus));
    let distinct = Distinct::new(&sources, &targets);
    let notes = Notes::new(corpus);
    let mut named: FxHashMap<u64, String> = notes.keys();
    for (key, text) in glossary.into_iter().flat_map(|glossary| listed(corpus, glossary)) {
        named.insert(key, text);
    }
    let terms = terms::find(&sources, &distinct, &named);
    let annotated = notes.of_terms(&terms);
    let candidates = Candidates::find(&targets, &distinct, &terms, &annotated);
    let numbers: Vec<usize> = (0..terms.len()).collect();
    let group = |&number: &usize| {
        let ranked = candidates.rank(&terms, number, &annotated);
        group(&terms[number], &ranked, &candidates, &targets, &distinct)
    };
    let mut groups: Vec<Group> = numbers.par_iter().filter_map(group).collect();
    let is_named: FxHashSet<&str> = terms.iter().filter(|term| term.is_named).map(|term| term.text.as_str()).collect();
    drop_composed(&mut groups, &is_named);
    let rank = |group: &Group| if is_kept(group) { KEPT * group.score } else { group.score };
    let weight = |group: &Group| group.source_mentions.unwrap_or_default();
    groups.sort_by(|a, b| {
        rank(b).total_cmp(&rank(a)).then_with(|| weight(b).cmp(&weight(a))).then_with(|| a.source.cmp(&b.source))
    });
    groups.truncate(MOST_GROUPS);
    groups
}

/// Whether the one rendering is the name itself.
fn is_kept(group: &Group) -> bool {
    let same = |rendering: &Rendering| group.source.as_deref().is_some_and(|source| fold(source) == fold(&rendering.text));
    group.renderings.iter().all(same)
}

/// Drops what says nothing new: `TCP traffic`, `TCP 流量`, where `traffic`, `流量` is proposed and the rest stays as it is.
fn drop_composed(groups: &mut Vec<Group>, is_named: &FxHashSet<&str>) {
    let renderings =
        |group: &Group| group.renderings.iter().map(|rendering| rendering.text.to_lowercase()).collect::<Vec<String>>();
    let known: FxHashMap<String, Vec<String>> =
        groups.iter().filter_map(|group| Some((group.source.as_deref()?.to_lowercase(), renderings(group)))).collect();
    let is_composed = |source: &str, rendering: &str| {
        let words: Vec<&str> = source.split([' ', '-']).collect();
        (1..words.len()).any(|at| {
            let (left, right) = (words[..at].join(" "), words[at..].join(" "));
            let rest = |kept: &str, other: &str| {
                let is_kept = rendering.strip_prefix(kept).or_else(|| rendering.strip_suffix(kept));
                let rest = is_kept.map(|rest| rest.trim_matches([' ', '的', '-']).to_owned());
                rest.is_some_and(|rest| rest == other || known.get(other).is_some_and(|known| known.contains(&rest)))
            };
            rest(&left, &right) || rest(&right, &left)
        })
    };
    groups.retain(|group| {
        let Some(source) = group.source.as_deref().filter(|source| !is_named.contains(source)) else { return true };
        let source = source.to_lowercase();
        !renderings(group).iter().all(|rendering| *rendering != source && is_composed(&source, rendering))
    });
}

/// Keys of the glossary's terms in the originals' language, with the terms.
fn listed(corpus: &PairCorpus, glossary: &Glossary) -> Vec<(u64, String)> {
    let language = corpus.texts.first().map_or("en", |text| text.source_language.as_str());
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let terms = glossary.concepts.iter().flat_map(|concept| &concept.terms);
    let own = terms.filter(|term| primary(&term.language) == primary(language));
    own.map(|term| (key(&term.text, language).0, term.text.to_string())).collect()
}

/// What translators annotated, by key of the foreign words.
struct Notes<'c> {
    /// Key, native words as far as they may go, whether they are all meant.
    list: Vec<(u64, &'c str, bool)>,
    language: String,
}

impl<'c> Notes<'c> {
    fn new(corpus: &'c PairCorpus) -> Self {
        let mut list = Vec::new();
        for text in &corpus.texts {
            for note in &text.annotations {
                let words = |span: Span| span.get(&text.target.text);
                let (key, count) = key(words(note.foreign), &text.source_language);
                if (1..=terms::LONGEST).contains(&count) {
                    list.push((key, words(note.native), note.is_exact));
                }
            }
        }
        let language = corpus.texts.first().map_or("zh", |text| text.target_language.as_str()).to_owned();
        Self { list, language }
    }

    /// Keys that count as terms however seldom they stand.
    fn keys(&self) -> FxHashMap<u64, String> {
        self.list.iter().map(|(key, ..)| (*key, String::new())).collect()
    }

    /// How often a string is annotated with a term, by the term's number and the string's key.
    fn of_terms(&self, terms: &[Term]) -> FxHashMap<(usize, u64), usize> {
        let numbers: FxHashMap<u64, usize> = terms.iter().enumerate().map(|(number, term)| (term.key, number)).collect();
        let mut counts: FxHashMap<(usize, u64), usize> = FxHashMap::default();
        // Where words do not clearly begin, those that are meant elsewhere are.
        let exact: FxHashSet<(u64, u64)> = self
            .list
            .iter()
            .filter(|(.., is_exact)| *is_exact)
            .map(|(source, native, _)| (*source, key(native, &self.language).0))
            .collect();
        for (source, native, is_exact) in &self.list {
            let Some(&number) = numbers.get(source) else { continue };
            let starts = native.char_indices().map(|(at, _)| at);
            let starts: Vec<usize> = if *is_exact { vec![0] } else { starts.collect() };
            for start in starts {
                let (target, count) = key(&native[start..], &self.language);
                if count > 0 && (*is_exact || exact.contains(&(*source, target))) {
                    *counts.entry((number, target)).or_default() += 1;
                }
            }
        }
        counts
    }
}

fn group(term: &Term, ranked: &[Ranked], candidates: &Candidates<'_>, targets: &Side<'_>, distinct: &Distinct) -> Option<Group> {
    let scored = ranked.iter().enumerate().map(|(number, ranked)| (score(ranked, number, candidates), ranked));
    let ranked: Vec<(f64, &Ranked)> = scored
        .enumerate()
        .filter(|(number, (score, _))| *number == 0 || *score >= LEAST_VARIANT)
        .map(|(_, scored)| scored)
        .collect();
    let (score, first) = *ranked.first()?;
    let renderings: Vec<Rendering> = ranked.iter().map(|ranked| rendering(term, ranked, candidates, targets, distinct)).collect();
    let evidence = ranked.iter().zip(&renderings).map(|((_, ranked), rendering)| {
        let Association { both, source, target, .. } = ranked.association;
        let among = if std::ptr::eq(*ranked, first) { "" } else { " others" };
        let notes = match ranked.annotations {
            0 => String::new(),
            1 => "; a translator put the one beside the other".to_owned(),
            count => format!("; translators put the one beside the other {count} times"),
        };
        format!(
            "\"{}\" in {both} of {source}{among} with \"{}\", and in {} without: Dice {:.2}, G² {:.0}{notes}",
            rendering.text,
            term.text,
            target - both,
            ranked.association.dice(),
            ranked.association.log_likelihood()
        )
    });
    let evidence = evidence.collect();
    let is_person = renderings.iter().any(|rendering| rendering.text.contains(is_interpunct) && has_han(&rendering.text));
    let kind = match () {
        () if is_person => Kind::Person,
        () if term.is_name => Kind::Product,
        () => Kind::Term,
    };
    Some(Group {
        score,
        kind,
        source: Some(term.text.clone()),
        language: None,
        source_mentions: Some(term.mentions),
        renderings,
        evidence,
        concept: None,
    })
}

/// How probable it is that a string renders the term; the weights were set by hand. Those after the first are judged by what
/// they explain of the rest, and few beads say less.
fn score(ranked: &Ranked, number: usize, candidates: &Candidates<'_>) -> f64 {
    let Association { both, source, target, .. } = ranked.association;
    // Dice's coefficient as if there were one more bead of each without the other: few beads prove little.
    let dice = 2.0 * both as f64 / (source as f64 + target as f64 + 2.0);
    let mut odds = 9.0 * (dice - 0.35) + 1.5 * ranked.annotations.min(3) as f64;
    odds -= candidates.list[ranked.candidate].function_words as f64;
    if ranked.is_shared {
        odds -= SHARED;
    }
    odds -= match (both, number) {
        (..=2, 0) => FEW,
        (..=2, _) => 3.0 * FEW,
        (3, 1..) => FEW,
        _ => 0.0,
    };
    probability(odds)
}

fn rendering(
    term: &Term,
    &(score, ranked): &(f64, &Ranked),
    candidates: &Candidates<'_>,
    targets: &Side<'_>,
    distinct: &Distinct,
) -> Rendering {
    let candidate = &candidates.list[ranked.candidate];
    let both = candidate.beads.iter().filter(|bead| term.beads.binary_search(bead).is_ok());
    let mut both: Vec<BeadId> = both.flat_map(|&bead| distinct.all(bead)).collect();
    both.sort_unstable();
    let mut documents: Vec<u32> = Vec::new();
    let mut places: Vec<Place> = Vec::new();
    let mut spellings: FxHashMap<&str, usize> = FxHashMap::default();
    let mut mentions = 0;
    for &bead in &both {
        let mut first_place = None;
        tokens::stretches(targets.tokens(bead), renderings::LONGEST, |first, count, key| {
            if key == candidate.key {
                mentions += 1;
                *spellings.entry(targets.written(bead, first, count)).or_default() += 1;
                first_place.get_or_insert(first);
            }
        });
        let document = targets.document(bead);
        if documents.last() != Some(&document) {
            documents.push(document);
            let at = first_place.and_then(|first| targets.tokens(bead).get(first)).map_or(0, |token| token.span().start);
            if places.len() < PLACES {
                let text = targets.text(bead);
                places.push(Place { path: text.path.clone(), line: text.line(at) });
            }
        }
    }
    let usual = spellings.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)));
    Rendering {
        text: usual.map_or(candidate.text, |(text, _)| text).replace('\n', " "),
        documents: documents.len(),
        mentions,
        places,
        beside: Some(Beside {
            score,
            beads: ranked.association.both,
            dice: ranked.association.dice(),
            log_likelihood: ranked.association.log_likelihood(),
        }),
    }
}
