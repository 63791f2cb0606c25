//! Dotted names that sound alike: `约翰·莫雷罗` and `约翰·莫瑞罗`.
//!
//! Names are compared when they share their first or their last part exactly; the other parts are aligned by sound. A
//! shared part that many persons have (`约翰`) says less than a rare one.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::discover::evidence::{Evidence, Signal};
use crate::discover::facts::Facts;
use crate::matcher::segmentation;
use crate::similarity::sound;
use crate::text::script::is_interpunct;

/// Weight of parts that sound the same.
const WEIGHT_SAME: f64 = 6.0;
/// What the whole distance (1: nothing in common) takes away.
const WEIGHT_DISTANCE: f64 = 15.0;
/// What each doubling of the persons with the shared part takes away.
const WEIGHT_COMMON: f64 = 0.3;
/// What it takes away, for each point of distance up to an eighth, that both parts are names of their own: each doubling
/// of the persons who have them.
const WEIGHT_OWN: f64 = 8.0;
/// What a part of one character takes away, and, when it does not sound the same, one of two.
const WEIGHT_SHORT: [f64; 2] = [2.0, 0.7];
/// Distance beyond which nothing is said.
const FARTHEST: f64 = 0.45;
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
    // How many persons have a part: a misspelt one has few.
    let own: FxHashMap<(bool, &str), u32> = blocks.iter().map(|(&key, members)| (key, members.len() as u32)).collect();
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
                    let (one, other) = (rest(left), rest(right));
                    let distance = sound::distance(one, other);
                    if distance <= FARTHEST {
                        let persons = |part: &str| own.get(&(!*is_first, part)).copied().unwrap_or(1) + known(part);
                        let own = f64::from(persons(one).min(persons(other))).log2();
                        let short = match one.chars().count().min(other.chars().count()) {
                            1 => WEIGHT_SHORT[0],
                            2 if distance > 0.03 => WEIGHT_SHORT[1],
                            _ => 0.0,
                        };
                        let weight = WEIGHT_SAME
                            - WEIGHT_DISTANCE * distance
                            - WEIGHT_COMMON * common
                            - WEIGHT_OWN * distance.min(0.125) * own
                            - short;
                        found.push((left, right, weight));
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

/// A name part that the general dictionary has counts as if two more persons had it.
fn known(part: &str) -> u32 {
    if segmentation::ln_frequency(part).is_some() { 2 } else { 0 }
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
