//! Terms that differ in one character: `特性标志` and `特征标志`, `软件材料清单` and `软件物料清单`.
//!
//! The terms are those that other signals speak of; the texts are searched for strings that have all of a term but one
//! character. Whether the two stand in the same surroundings is asked afterwards.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::discover::evidence::{Evidence, Signal};
use crate::discover::facts::Facts;
use crate::matcher::segmentation;
use crate::text::script::is_han;

/// Characters of a term.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=9;
/// Weight of one character of four; each more adds to it.
const WEIGHT: f64 = 1.0;
const WEIGHT_LONGER: f64 = 0.5;
/// Times that both must stand in the corpus.
const FEWEST: u32 = 2;

/// Adds the evidence.
pub fn find(facts: &Facts<'_>, evidence: &mut Evidence) {
    let terms: Vec<Vec<char>> = evidence
        .strings
        .all()
        .into_iter()
        .filter(|term| term.chars().all(is_han) && LENGTH.contains(&term.chars().count()))
        .map(|term| term.chars().collect())
        .collect();
    // A term that differs in one character keeps its first two or its last two.
    let mut starts: FxHashMap<(char, char), Vec<u32>> = FxHashMap::default();
    let mut ends: FxHashMap<(char, char), Vec<u32>> = FxHashMap::default();
    for (number, term) in terms.iter().enumerate() {
        if let ([a, b, ..], [.., c, d]) = (&term[..], &term[..]) {
            starts.entry((*a, *b)).or_default().push(number as u32);
            ends.entry((*c, *d)).or_default().push(number as u32);
        }
    }
    let found: Vec<Vec<(u32, String)>> = facts
        .corpus
        .texts
        .par_iter()
        .map_init(Vec::new, |chars: &mut Vec<char>, text| {
            chars.clear();
            chars.extend(text.text.chars());
            let mut found = Vec::new();
            for at in 0..chars.len().saturating_sub(1) {
                let pair = (chars[at], chars[at + 1]);
                if pair.0 < '\u{4e00}' {
                    continue;
                }
                for &number in starts.get(&pair).into_iter().flatten() {
                    let term = &terms[number as usize];
                    if let Some(window) = chars.get(at..at + term.len()) {
                        compare(number, term, window, &mut found);
                    }
                }
                for &number in ends.get(&pair).into_iter().flatten() {
                    let term = &terms[number as usize];
                    let window = (at + 2).checked_sub(term.len()).and_then(|start| chars.get(start..at + 2));
                    // Those that keep their start too were seen from there.
                    if let Some(window) = window.filter(|window| window[..2] != term[..2]) {
                        compare(number, term, window, &mut found);
                    }
                }
            }
            found
        })
        .collect();
    let mut counts: FxHashMap<(u32, String), u32> = FxHashMap::default();
    for key in found.into_iter().flatten() {
        *counts.entry(key).or_default() += 1;
    }
    let mut counts: Vec<((u32, String), u32)> = counts.into_iter().filter(|(_, count)| *count >= FEWEST).collect();
    counts.sort_unstable();
    for ((number, other), _) in counts {
        let term: String = terms[number as usize].iter().collect();
        if is_whole(&other, &term) {
            let longer = other.chars().count() as f64 - 4.0;
            let words = format!("\"{term}\" and \"{other}\" differ in one character");
            evidence.add(&term, &other, Signal::Character, WEIGHT + WEIGHT_LONGER * longer.min(4.0), words);
        }
    }
}

fn compare(number: u32, term: &[char], window: &[char], found: &mut Vec<(u32, String)>) {
    let mut differing = term.iter().zip(window).filter(|(a, b)| a != b).map(|(_, b)| *b);
    if let (Some(other), None) = (differing.next(), differing.next())
        && is_han(other)
        && !FUNCTION_CHARACTERS.contains(other)
    {
        found.push((number, window.iter().collect()));
    }
}

/// Characters that stand between words, and in none.
const FUNCTION_CHARACTERS: &str =
    "的了和在是与及或为对从到把被将让给以于向由其之这那我你他她它们很也都就还要会能可而但并有个一二三四五六七八九十两几些上下不";

/// Whether both are made of words of the same lengths, and the differing character stands in a longer one: else it may be
/// a neighbour's.
fn is_whole(other: &str, term: &str) -> bool {
    let (others, terms) = (segmentation::words(other), segmentation::words(term));
    let lengths = |words: &[&str]| words.iter().map(|word| word.chars().count()).collect::<Vec<_>>();
    let differing = others.iter().zip(&terms).find(|(one, other)| one != other);
    lengths(&others) == lengths(&terms) && differing.is_some_and(|(word, _)| word.chars().count() > 1)
}
