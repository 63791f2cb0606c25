//! Dotted names that sound alike: `约翰·莫雷罗` and `约翰·莫瑞罗`.
//!
//! Names are compared when they share their first or their last part exactly; the other parts are aligned by sound. A
//! shared part that many persons have (`约翰`) says less than a rare one.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::discover::evidence::{Evidence, Signal};
use crate::discover::facts::Facts;
use crate::similarity::sound;
use crate::text::script::is_interpunct;

/// Weight of parts that sound the same.
const WEIGHT_SAME: f64 = 6.0;
/// What the whole distance (1: nothing in common) takes away.
const WEIGHT_DISTANCE: f64 = 11.0;
/// What each doubling of the persons with the shared part takes away.
const WEIGHT_COMMON: f64 = 0.35;
/// Distance beyond which nothing is said.
const FARTHEST: f64 = 0.5;
/// Names in a block that are compared at most with each other.
const LARGEST_BLOCK: usize = 1_500;

/// Adds the evidence.
pub fn find(facts: &Facts<'_>, evidence: &mut Evidence) {
    let mut blocks: FxHashMap<(bool, &str), Vec<u32>> = FxHashMap::default();
    for (number, name) in facts.dotted.list.iter().enumerate() {
        if let Some((first, last)) = ends(name.text) {
            blocks.entry((true, first)).or_default().push(number as u32);
            blocks.entry((false, last)).or_default().push(number as u32);
        }
    }
    let mut blocks: Vec<((bool, &str), Vec<u32>)> =
        blocks.into_iter().filter(|(_, members)| (2..=LARGEST_BLOCK).contains(&members.len())).collect();
    blocks.sort_unstable();
    let found: Vec<Vec<(u32, u32, f64)>> = blocks
        .par_iter()
        .map(|((is_first, shared), members)| {
            let mut found = Vec::new();
            let common = (members.len() as f64 / 2.0).ln() / std::f64::consts::LN_2;
            for (at, &left) in members.iter().enumerate() {
                for &right in &members[at + 1..] {
                    let rest = |number: u32| rest(facts.dotted.list[number as usize].text, shared, *is_first);
                    let distance = distance(rest(left), rest(right));
                    if distance <= FARTHEST {
                        found.push((left, right, WEIGHT_SAME - WEIGHT_DISTANCE * distance - WEIGHT_COMMON * common));
                    }
                }
            }
            found
        })
        .collect();
    for (left, right, weight) in found.into_iter().flatten() {
        let text = |number: u32| facts.dotted.list[number as usize].text;
        evidence.add(
            text(left),
            text(right),
            Signal::Sound,
            weight,
            format!("\"{}\" and \"{}\" sound alike", text(left), text(right)),
        );
    }
}

/// First and last part of a dotted name.
pub fn ends(name: &str) -> Option<(&str, &str)> {
    let first = name.split(is_interpunct).next()?;
    let last = name.rsplit(is_interpunct).next()?;
    (first.len() + last.len() < name.len()).then_some((first, last))
}

fn rest<'n>(name: &'n str, shared: &str, is_first: bool) -> &'n str {
    let rest = if is_first { name.strip_prefix(shared) } else { name.strip_suffix(shared) };
    rest.unwrap_or(name).trim_matches(is_interpunct)
}

/// Characters that transcribers drop and add: they stand for a consonant without a vowel.
const WEAK: &str = "尔斯特德克格夫普布姆";

/// Alignment of two strings by sound, 0 to 1.
pub fn distance(left: &str, right: &str) -> f64 {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let skip = |c: char| {
        if WEAK.contains(c) {
            0.45
        } else if is_interpunct(c) {
            0.1
        } else {
            0.9
        }
    };
    let swap = |a: char, b: char| match () {
        () if a == b => 0.0,
        () if sound::same(a, b) => 0.1,
        () if sound::near(a, b) => 0.35,
        () => 1.0,
    };
    let mut row: Vec<f64> = std::iter::once(0.0)
        .chain(right.iter().scan(0.0, |sum, &c| {
            *sum += skip(c);
            Some(*sum)
        }))
        .collect();
    for &a in &left {
        let mut diagonal = row[0];
        row[0] += skip(a);
        for (at, &b) in right.iter().enumerate() {
            let best = (diagonal + swap(a, b)).min(row[at + 1] + skip(a)).min(row[at] + skip(b));
            diagonal = row[at + 1];
            row[at + 1] = best;
        }
    }
    row[right.len()] / left.len().max(right.len()).max(1) as f64
}
