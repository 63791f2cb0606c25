//! Training: the table of figures from a dictionary, by expectation maximization.
//!
//! Which letters belong to which syllable is not known. Each round shares out the letters of each pair by the figures of
//! the round before (forward and backward sums), and counts them anew; the likeness of consonants and vowels is the
//! first guess, and the prior of every later one. Between rounds, pairs that are no transliterations are put aside.

use rustc_hash::FxHashMap;

use super::super::skeleton::{self, Class, Letters};
use super::super::syllable::Syllable;
use super::lexicon::{Pair, pairs};
use super::likeness::likeness;
use super::table::{CHUNK, Chunk, Table};

/// Rounds of counting.
const ROUNDS: usize = 12;
/// The round after which pairs are put aside for the first time.
const SIFTED_FROM: usize = 3;
/// How many sightings the first guess is worth.
pub const PRIOR: f64 = 8.0;
/// The least gain per letter over chance that a transliteration has.
const LEAST: f64 = 0.9;
/// The least share of consonants that agrees in a transliteration.
const LEAST_ALIKE: f32 = 0.3;

/// What training gives.
#[derive(Debug)]
pub struct Trained {
    /// The figures.
    pub table: Table,
    /// How many name pairs the dictionary seems to have.
    pub candidates: usize,
    /// How many of them are transliterations.
    pub used: usize,
}

/// Counts by syllable and letters.
type Counts = FxHashMap<(Syllable, Vec<u8>), f64>;

/// Trains on a dictionary in the format of CC-CEDICT.
pub fn train(dictionary: &str) -> Trained {
    let pairs = pairs(dictionary);
    let mut letters = [0.0; 26];
    for letter in pairs.iter().flat_map(|pair| &pair.letters.text) {
        if let Some(count) = letters.get_mut(usize::from(letter.wrapping_sub(b'a'))) {
            *count += 1.0;
        }
    }
    let mut table = Table::of_counts(&letters, &[]);
    let mut is_used = vec![true; pairs.len()];
    for round in 0..ROUNDS {
        let mut counts = Counts::default();
        for (pair, is_used) in pairs.iter().zip(&mut is_used) {
            let gain = share_out(pair, &table, *is_used, &mut counts);
            if round + 1 >= SIFTED_FROM {
                *is_used = gain >= LEAST && alike(pair) >= LEAST_ALIKE;
            }
        }
        let mut counted: Vec<(Syllable, Vec<u8>, f64)> =
            counts.into_iter().map(|((syllable, chunk), count)| (syllable, chunk, count)).collect();
        counted.sort_by(|left, right| (left.0, &left.1).cmp(&(right.0, &right.1)));
        table = Table::of_counts(&letters, &counted);
    }
    let used = || pairs.iter().zip(&is_used).filter(|(_, is_used)| **is_used).map(|(pair, _)| pair);
    table.set_characters(used().flat_map(|pair| pair.characters.chars()));
    Trained { candidates: pairs.len(), used: used().count(), table }
}

/// How much of the consonants of a pair agrees.
fn alike(pair: &Pair) -> f32 {
    let consonants: Vec<Class> = pair.syllables.iter().flat_map(|syllable| syllable.consonants()).collect();
    skeleton::similarity(&pair.letters.consonants(), &consonants)
}

/// Adds how often each stretch of the pair's letters stands for each syllable, if asked to; the gain per letter over chance.
fn share_out(pair: &Pair, table: &Table, is_counted: bool, counts: &mut Counts) -> f64 {
    let (letters, syllables) = (&pair.letters, &pair.syllables);
    let (width, height) = (letters.text.len() + 1, syllables.len() + 1);
    let weight = |number: usize, from: usize, length: usize| {
        syllables.get(number).map_or(0.0, |&syllable| probability(table, syllable, letters, from, length))
    };
    // What stands before (forward) and after (backward) a cell: syllables read, letters read.
    let mut forward = vec![0.0; width * height];
    let mut backward = vec![0.0; width * height];
    forward[0] = 1.0;
    backward[width * height - 1] = 1.0;
    for number in 1..height {
        for end in 0..width {
            let sum: f64 = (0..=CHUNK.min(end))
                .map(|length| forward[(number - 1) * width + end - length] * weight(number - 1, end - length, length))
                .sum();
            forward[number * width + end] = sum;
        }
    }
    for number in (0..height - 1).rev() {
        for from in 0..width {
            let sum: f64 = (0..=CHUNK.min(width - 1 - from))
                .map(|length| backward[(number + 1) * width + from + length] * weight(number, from, length))
                .sum();
            backward[number * width + from] = sum;
        }
    }
    let total = forward[width * height - 1];
    if total <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if is_counted {
        for (number, &syllable) in syllables.iter().enumerate() {
            for from in 0..width {
                for length in 0..=CHUNK.min(width - 1 - from) {
                    let both = forward[number * width + from] * backward[(number + 1) * width + from + length];
                    let share = both * weight(number, from, length) / total;
                    if share > 1e-6 {
                        let chunk = letters.text.get(from..from + length).unwrap_or_default().to_vec();
                        *counts.entry((syllable, chunk)).or_default() += share;
                    }
                }
            }
        }
    }
    (total.ln() - f64::from(table.chance(&letters.text))) / (width - 1).max(2 * (height - 1)) as f64
}

/// The probability of a stretch of letters, given the syllable: what was counted, and the first guess.
fn probability(table: &Table, syllable: Syllable, letters: &Letters, from: usize, length: usize) -> f64 {
    let chunk = letters.text.get(from..from + length).unwrap_or_default();
    let known = Chunk::new(chunk);
    let guess = f64::from(likeness(syllable, letters, from, length) + table.chance(chunk)).exp();
    let guess = f64::midpoint(f64::from(table.by_parts(syllable, &known)), guess);
    let count = f64::from(table.count(syllable));
    (count * f64::from(table.probability(syllable, &known)) + PRIOR * guess) / (count + PRIOR)
}

#[cfg(test)]
mod tests {
    use super::super::super::syllable;
    use super::*;

    #[test]
    fn letters_go_to_the_syllable_that_they_sound_like() {
        let names = [("Marlo", "Ma3 luo4"), ("Marin", "Ma3 lin2"), ("Limar", "Li4 ma3"), ("Sherlock", "Xia4 luo4 ke4")];
        let dictionary: String = names.iter().map(|(name, pinyin)| format!("甲 甲 [{pinyin}] /{name} (name)/\n")).collect();
        let trained = train(&dictionary);
        assert_eq!((trained.candidates, trained.used), (4, 4));
        let of = |text: &str, letters: &str| {
            trained.table.probability(syllable::by_text(text).expect("a syllable"), &Chunk::new(letters.as_bytes()))
        };
        assert!(of("ma", "mar") + of("ma", "ma") > 0.8);
        assert!(of("ke", "ck") > of("ke", "k"));
        assert_eq!(train(&dictionary).table, trained.table);
    }
}
