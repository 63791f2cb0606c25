//! What stands for a term: the strings of the translations that go with it, ranked, and what is left for the next.
//!
//! A string that another term has a better claim to is none of this term's, but for the places where that one is absent. Of
//! strings within each other the longest that stands nearly as often is meant.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::association::{Association, common, without};
use super::terms::Term;
use super::tokens::{BeadId, Class, Distinct, Side, Token, stretches};

/// Words of a rendering at most.
pub const LONGEST: usize = 6;
/// Beads of a term that are searched for strings.
const SAMPLE: usize = 1_000;
/// Share of a term's beads that a string stands in at least.
const LEAST_SHARE: f64 = 0.08;
/// Strings of a term that are looked at, the most frequent first.
const MOST: usize = 150;
/// Dice's coefficient of a first rendering at least, and of the next ones over what the others leave.
const LEAST_DICE: f64 = 0.2;
const LEAST_DICE_OF_NEXT: f64 = 0.3;
/// Share of the beads of a further rendering that have the term.
const LEAST_SPECIFICITY: f64 = 0.5;
/// What contains a string, and stands so often as it does, is meant.
const WITHIN: f64 = 0.85;
/// How much better another term's claim must be to count.
const BETTER: f64 = 1.1;
/// How good another term's claim is, of the own one, that leaves the string open.
const SHARED: f64 = 0.85;
/// Renderings of a term at most.
const RENDERINGS: usize = 4;

/// A string of the translations.
#[derive(Clone, Debug)]
pub struct Candidate<'c> {
    /// Hash of its words.
    pub key: u64,
    /// Words of closed classes within it.
    pub function_words: usize,
    /// As it stands in the first place.
    pub text: &'c str,
    /// The beads that have it, ascending.
    pub beads: Vec<BeadId>,
}

/// A rendering of a term.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// Number of the candidate.
    pub candidate: usize,
    /// Counts, over the beads without the renderings before it.
    pub association: Association,
    /// Times it is annotated with the term.
    pub annotations: usize,
    /// Whether other terms of the same sentences have as good a claim to it.
    pub is_shared: bool,
}

/// The strings that may render any of the terms, and those of each term by number.
pub struct Candidates<'c> {
    /// All of them.
    pub list: Vec<Candidate<'c>>,
    /// By term.
    of_term: Vec<Vec<u32>>,
    /// Of each the best claim: Dice's coefficient and the number of the term.
    claims: Vec<(f64, usize)>,
    /// The terms that each may render.
    claimants: FxHashMap<u32, Vec<u32>>,
    beads: usize,
}

impl<'c> Candidates<'c> {
    /// Finds them; `annotated` has strings that count however seldom they stand, by term.
    pub fn find(side: &Side<'c>, distinct: &Distinct, terms: &[Term], annotated: &FxHashMap<(usize, u64), usize>) -> Self {
        let mut keys: Vec<Vec<u64>> = terms.par_iter().map(|term| frequent(side, term)).collect();
        for &(term, key) in annotated.keys() {
            if !keys[term].contains(&key) {
                keys[term].push(key);
            }
        }
        let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
        for key in keys.iter().flatten() {
            let next = numbers.len() as u32;
            numbers.entry(*key).or_insert(next);
        }
        let list = collect(side, distinct, &numbers);
        let of_term: Vec<Vec<u32>> = keys
            .iter_mut()
            .map(|keys| {
                keys.sort_unstable();
                keys.iter().map(|key| numbers[key]).collect()
            })
            .collect();
        let mut claims = vec![(0.0, usize::MAX); list.len()];
        let beads = distinct.beads.len();
        let dice: Vec<Vec<f64>> = terms
            .par_iter()
            .zip(&of_term)
            .map(|(term, own)| own.iter().map(|&at| association(&term.beads, &list[at as usize].beads, beads).dice()).collect())
            .collect();
        for (number, (own, dice)) in of_term.iter().zip(dice).enumerate() {
            for (&at, dice) in own.iter().zip(dice) {
                let claim = &mut claims[at as usize];
                if dice > claim.0 {
                    *claim = (dice, number);
                }
            }
        }
        let mut claimants: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (term, own) in (0_u32..).zip(&of_term) {
            own.iter().for_each(|&at| claimants.entry(at).or_default().push(term));
        }
        Self { list, of_term, claims, claimants, beads }
    }

    /// The renderings of a term, the first the likeliest.
    pub fn rank(&self, terms: &[Term], number: usize, annotated: &FxHashMap<(usize, u64), usize>) -> Vec<Ranked> {
        let term = &terms[number];
        let mut rest = term.beads.clone();
        let mut covered: Vec<BeadId> = Vec::new();
        let mut found: Vec<Ranked> = Vec::new();
        let least = if term.beads.len() < 4 { 1 } else { ((term.beads.len() as f64 * LEAST_SHARE) as usize).max(2) };
        while found.len() < RENDERINGS && rest.len() >= least {
            let annotations = |at: u32| annotated.get(&(number, self.list[at as usize].key)).copied().unwrap_or_default();
            let claim = |at: &u32| -> Option<(f64, Ranked)> {
                let candidate = &self.list[*at as usize];
                let overlaps = |ranked: &Ranked| {
                    let other = self.list[ranked.candidate].text;
                    other.contains(candidate.text) || candidate.text.contains(other)
                };
                if found.iter().any(overlaps) {
                    return None;
                }
                let beads = without(&candidate.beads, &covered);
                let association = association(&rest, &beads, self.beads);
                let annotations = annotations(*at);
                if association.both < if annotations > 0 { 1 } else { least.max(2) } {
                    return None;
                }
                let (best, rival) = self.claims[*at as usize];
                let own = self::association(&term.beads, &candidate.beads, self.beads).dice();
                if rival != number && annotations == 0 && best > own * BETTER && !self.is_own(&terms[rival], &rest, &beads) {
                    return None;
                }
                let weight = association.dice() * (1.0 + 0.5 * annotations.min(2) as f64);
                let is_shared = false;
                Some((weight, Ranked { candidate: *at as usize, association, annotations, is_shared }))
            };
            let claims: Vec<(f64, Ranked)> = self.of_term[number].iter().filter_map(claim).collect();
            let Some(best) = self.best(&claims) else { break };
            let is_first = found.is_empty();
            let (dice, least_dice) = (best.association.dice(), if is_first { LEAST_DICE } else { LEAST_DICE_OF_NEXT });
            let is_loose = !is_first && best.association.specificity() < LEAST_SPECIFICITY;
            if best.annotations == 0 && (dice < least_dice || is_loose) {
                break;
            }
            let beads = &self.list[best.candidate].beads;
            rest = without(&rest, beads);
            covered.extend_from_slice(beads);
            covered.sort_unstable();
            covered.dedup();
            found.push(best.clone());
        }
        for ranked in &mut found {
            ranked.is_shared = self.is_shared(terms, number, ranked.candidate);
        }
        found
    }

    /// Whether another term stands where this one does, and has as good a claim to a string: nothing tells which is meant.
    fn is_shared(&self, terms: &[Term], number: usize, candidate: usize) -> bool {
        let (term, beads) = (&terms[number], &self.list[candidate].beads);
        let own = association(&term.beads, beads, self.beads).dice();
        let claims = self.claimants.get(&u32::try_from(candidate).unwrap_or(u32::MAX));
        claims.into_iter().flatten().map(|&other| &terms[other as usize]).any(|other| {
            let is_longer = || other.text.contains(&term.text) || term.text.contains(&other.text);
            let (left, right) = (other.beads.len(), beads.len());
            let most = 2.0 * left.min(right) as f64 / (left + right) as f64;
            other.key != term.key
                && left * 2 > term.beads.len()
                && most > SHARED * own
                && !is_longer()
                && common(&other.beads, &term.beads) * 2 > term.beads.len()
                && association(&other.beads, beads, self.beads).dice() > SHARED * own
        })
    }

    /// Whether a string goes with a term where the one that claims it is absent.
    fn is_own(&self, rival: &Term, beads: &[BeadId], candidate: &[BeadId]) -> bool {
        let (beads, candidate) = (without(beads, &rival.beads), without(candidate, &rival.beads));
        let association = association(&beads, &candidate, self.beads);
        association.both > 2 && association.dice() >= LEAST_DICE_OF_NEXT && association.coverage() > 0.5
    }

    /// The best claim; of strings within each other the longest that stands nearly as often.
    fn best<'r>(&self, claims: &'r [(f64, Ranked)]) -> Option<&'r Ranked> {
        let text = |ranked: &Ranked| self.list[ranked.candidate].text;
        let order = |a: &&(f64, Ranked), b: &&(f64, Ranked)| a.0.total_cmp(&b.0).then_with(|| text(&b.1).cmp(text(&a.1)));
        let mut best = claims.iter().max_by(order)?;
        loop {
            let least = WITHIN * best.1.association.both as f64;
            let longer = claims.iter().filter(|(_, other)| {
                other.association.both as f64 >= least
                    && text(other).len() > text(&best.1).len()
                    && text(other).contains(text(&best.1))
            });
            match longer.max_by(order) {
                Some(longer) => best = longer,
                None => return Some(&best.1),
            }
        }
    }
}

fn association(term: &[BeadId], candidate: &[BeadId], all: usize) -> Association {
    Association { both: common(term, candidate), source: term.len(), target: candidate.len(), all }
}

/// The strings that stand in enough of a term's beads.
fn frequent(side: &Side<'_>, term: &Term) -> Vec<u64> {
    let step = term.beads.len().div_ceil(SAMPLE).max(1);
    let mut counts: FxHashMap<u64, (u32, BeadId)> = FxHashMap::default();
    let mut looked = 0_u32;
    for &bead in term.beads.iter().step_by(step) {
        looked += 1;
        each(side.tokens(bead), |_, _, key| {
            let (count, last) = counts.entry(key).or_insert((0, BeadId::MAX));
            *count += u32::from(*last != bead);
            *last = bead;
        });
    }
    let least = (f64::from(looked) * LEAST_SHARE).max(2.0);
    let mut keys: Vec<(u32, u64)> =
        counts.into_iter().filter(|(_, (count, _))| f64::from(*count) >= least).map(|(key, (count, _))| (count, key)).collect();
    keys.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    keys.truncate(MOST);
    keys.into_iter().map(|(_, key)| key).collect()
}

/// The stretches that can be renderings: no word of a closed class at either end.
fn each(tokens: &[Token], mut each: impl FnMut(usize, usize, u64)) {
    let is_content = |at: usize| tokens.get(at).is_some_and(|token| token.class == Class::Content);
    stretches(tokens, LONGEST, |first, count, key| {
        if is_content(first) && is_content(first + count - 1) {
            each(first, count, key);
        }
    });
}

/// Where the strings stand.
fn collect<'c>(side: &Side<'c>, distinct: &Distinct, numbers: &FxHashMap<u64, u32>) -> Vec<Candidate<'c>> {
    let mut list: Vec<Candidate<'c>> = vec![Candidate { key: 0, function_words: 0, text: "", beads: Vec::new() }; numbers.len()];
    for &bead in &distinct.beads {
        each(side.tokens(bead), |first, count, key| {
            let Some(&number) = numbers.get(&key) else { return };
            let candidate = &mut list[number as usize];
            if candidate.beads.is_empty() {
                (candidate.key, candidate.text) = (key, side.written(bead, first, count));
                let words = &side.tokens(bead)[first..first + count];
                candidate.function_words = words.iter().filter(|word| word.class != Class::Content).count();
            }
            if candidate.beads.last() != Some(&bead) {
                candidate.beads.push(bead);
            }
        });
    }
    list
}
