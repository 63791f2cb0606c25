//! Transliteration: how likely a Chinese string renders the sound of an English name.
//!
//! A name is cut into one stretch of letters per Chinese character, in the way that is likeliest, and each stretch is
//! weighed against what the letters would be worth by chance; that all consonants agree counts beside it. Candidates are
//! scored, never made.
//!
//! Names that are spelt in pinyin (Zhang Wei) are compared by it. What is not rendered by its sound cannot be told: names
//! of Japanese and Korean origin, which keep their characters, Chinese names in other spellings than pinyin, pet names,
//! and surnames that were translated as words.

mod lexicon;
mod likeness;
mod pinyin;
mod table;
mod train;
mod window;

use std::sync::OnceLock;

use likeness::likeness;
use table::{CHUNK, Chunk};
pub use table::{Table, TableError};
pub use train::{Trained, train};

use super::skeleton::{self, Class, Letters};
use super::syllable::{self, Syllable};
use crate::text::Span;
use crate::text::script::{Script, script};

/// How many sightings of a syllable its first guess is worth.
const PRIOR: f32 = 8.0;
/// What the first guess is worth for a syllable that was seen often.
const GUESS: f32 = 0.05;
/// The most characters that a rendering has; what follows is not looked at.
const LONGEST: usize = 16;
/// The most letters of a name; what follows is not looked at.
const LETTERS: usize = 47;
/// What the likeness of all consonants adds at most.
const SKELETON: f32 = 0.9;
/// What another reading than the usual one takes away.
const RARE_READING: f32 = 1.0;
/// The most characters before a name that may be no part of it.
const BEFORE: usize = 4;
/// What such a character takes away; less when no name is written with it.
const STRANGER: (f32, f32) = (0.4, 0.2);
/// What a name is worth that is the pinyin of the characters.
const SPELT: f32 = 3.0;
/// Where the scores of right and of wrong pairs meet, and how fast the odds grow from there: by logistic regression on
/// pairs of names from translated articles, one random other name a pair.
const EVEN: f32 = 0.25;
const STEEPNESS: f32 = 2.6;
/// Where no cut is possible.
const NEVER: f32 = -1e9;

/// The score of what cannot be compared.
pub const WORST: f64 = -10.0;

/// The worth of the best cut of the first letters of a name, by their number.
type Cells = [f32; LETTERS + 1];

/// A name from whose letters renderings are scored; keep it when several candidates are scored against one name.
#[derive(Debug)]
pub struct Name<'t> {
    table: &'t Table,
    letters: Letters,
    consonants: Vec<Class>,
    stretches: Box<[Stretch]>,
    /// By syllable, filled when first asked for: the worth of each stretch, `CHUNK + 1` lengths by first letter.
    rows: Box<[OnceLock<Box<[f32]>>]>,
}

/// Some letters of the name, ready to be looked up.
#[derive(Debug)]
struct Stretch {
    chunk: Chunk,
    /// How likely the letters are by chance.
    chance: f32,
}

/// How likely `chinese` renders the sound of `english`: the natural logarithm of the odds against a random other name. 0 is
/// even, 3 is twenty to one.
///
/// Interpuncts, spaces and marks do not count. Where no Chinese character stands, the score is [`WORST`].
pub fn score(english: &str, chinese: &str) -> f64 {
    Name::new(english).score(chinese)
}

/// The stretch of `text` that likeliest renders the sound of `english`, with its score; `None` where nothing comes near.
pub fn best_window(english: &str, text: &str) -> Option<(Span, f64)> {
    Name::new(english).best_window(text)
}

impl Name<'static> {
    /// Prepares a name.
    pub fn new(english: &str) -> Self {
        Self::with_table(english, Table::shipped())
    }
}

impl<'t> Name<'t> {
    /// Prepares a name, to be scored with other figures than the shipped ones.
    pub fn with_table(english: &str, table: &'t Table) -> Self {
        let mut letters = Letters::new(english);
        letters.cut(LETTERS);
        let consonants = letters.consonants();
        let rows = std::iter::repeat_with(OnceLock::new).take(syllable::count()).collect();
        let stretches = stretches(&letters.text, table);
        Self { table, letters, consonants, stretches, rows }
    }

    /// See [`score`].
    pub fn score(&self, chinese: &str) -> f64 {
        let mut memory = ['\0'; LONGEST + BEFORE];
        let mut count = 0;
        for (cell, character) in memory.iter_mut().zip(chinese.chars().filter(|&c| script(c) == Script::Han)) {
            *cell = character;
            count += 1;
        }
        let characters = memory.get(..count).unwrap_or_default();
        if characters.is_empty() || self.letters.text.is_empty() {
            return WORST;
        }
        if pinyin::spells(&self.letters.text, characters) {
            return odds(SPELT);
        }
        let mut best = NEVER;
        let mut penalty = 0.0;
        for (start, &character) in characters.iter().enumerate().take(BEFORE + 1) {
            let rest = characters.get(start..).unwrap_or_default();
            // One character alone is no name with something before it.
            if start > 0 && rest.len() < 2 {
                break;
            }
            best = best.max(self.score_of(rest) - penalty);
            penalty += if self.table.writes(character) { STRANGER.0 } else { STRANGER.1 };
        }
        odds(best)
    }

    /// The score of the characters as they are.
    fn score_of(&self, characters: &[char]) -> f32 {
        let mut cells = start();
        for &character in characters {
            self.step(&mut cells, character);
        }
        self.total(&cells, characters, 2)
    }

    /// Adds a character: each cell becomes the worth of the best cut of the letters before it.
    fn step(&self, cells: &mut Cells, character: char) {
        let width = self.letters.text.len() + 1;
        let before = *cells;
        for cell in cells.iter_mut().take(width) {
            *cell = NEVER;
        }
        for (number, &syllable) in syllable::readings(character).iter().enumerate() {
            let rare = if number == 0 { 0.0 } else { RARE_READING };
            for (from, (worths, worth_before)) in self.row(syllable).chunks_exact(CHUNK + 1).zip(before).enumerate() {
                if worth_before <= NEVER {
                    continue;
                }
                for (cell, worth) in cells.iter_mut().take(width).skip(from).zip(worths) {
                    *cell = cell.max(worth_before + worth - rare);
                }
            }
        }
    }

    /// The score of characters after the last step, per letter, or per character times `weight` where that is more.
    fn total(&self, cells: &Cells, characters: &[char], weight: usize) -> f32 {
        let letters = self.letters.text.len();
        let worth = cells.get(letters).copied().unwrap_or(NEVER) / letters.max(weight * characters.len()) as f32;
        let mut memory = [Class::P; 2 * (LONGEST + BEFORE)];
        let first = |&character: &char| syllable::readings(character).first();
        let consonants = characters.iter().filter_map(first).flat_map(|syllable| syllable.consonants());
        let mut count = 0;
        for (cell, class) in memory.iter_mut().zip(consonants) {
            *cell = class;
            count += 1;
        }
        let alike = skeleton::similarity(&self.consonants, memory.get(..count).unwrap_or_default());
        worth + SKELETON * alike
    }

    fn row(&self, syllable: Syllable) -> &[f32] {
        const NONE: &[f32] = &[];
        self.rows.get(usize::from(syllable.0)).map_or(NONE, |row| row.get_or_init(|| self.new_row(syllable)))
    }

    fn new_row(&self, syllable: Syllable) -> Box<[f32]> {
        let all = self.letters.text.len();
        let stretches = (0..=all).flat_map(|from| (0..=CHUNK).map(move |length| (from, length)));
        let worth = |(from, length)| if from + length <= all { self.worth(syllable, from, length) } else { NEVER };
        stretches.map(worth).collect()
    }

    /// The logarithm of how much likelier the syllable makes the letters than chance does.
    fn worth(&self, syllable: Syllable, from: usize, length: usize) -> f32 {
        let Some(stretch) = self.stretches.get(from * (CHUNK + 1) + length) else { return NEVER };
        let count = self.table.count(syllable);
        let known = count / (count + PRIOR);
        let seen = self.table.probability(syllable, &stretch.chunk) / stretch.chance;
        let parts = self.table.by_parts(syllable, &stretch.chunk) / stretch.chance;
        let guess = f32::midpoint(parts, likeness(syllable, &self.letters, from, length).exp());
        (known * seen + (1.0 - known + GUESS) * guess).ln()
    }
}

/// All stretches of the letters, `CHUNK + 1` lengths by first letter; what reaches beyond the last letter is cut.
fn stretches(letters: &[u8], table: &Table) -> Box<[Stretch]> {
    let all = (0..=letters.len()).flat_map(|from| (0..=CHUNK).map(move |length| from..(from + length).min(letters.len())));
    let stretch = |range: std::ops::Range<usize>| {
        let chunk = letters.get(range).unwrap_or_default();
        Stretch { chunk: Chunk::new(chunk), chance: table.chance(chunk).exp() }
    };
    all.map(stretch).collect()
}

/// What a score per letter says about the odds.
fn odds(score: f32) -> f64 {
    f64::from(STEEPNESS * (score - EVEN)).max(WORST)
}

/// The cells before the first character.
fn start() -> Cells {
    let mut cells = [NEVER; LETTERS + 1];
    cells[0] = 0.0;
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renderings_of_a_name_score_above_others() {
        for (name, right, wrong) in [
            ("Marlowe", "马洛", "凯尔西"),
            ("Elizabeth Bennet", "伊丽莎白·班纳特", "达西"),
            ("Watson", "沃森", "莱斯特"),
            ("Holmes", "霍姆斯", "云计算"),
            ("Nicholas", "和尼古拉斯", "和凯尔西"),
            ("Thérèse", "特蕾莎", "海伦"),
        ] {
            let (right, wrong) = (score(name, right), score(name, wrong));
            assert!(right > wrong + 2.0 && right > 0.0, "{name}: {right} {wrong}");
        }
        for (name, other) in [("Marlowe", "Marlowe"), ("", "马洛"), ("马洛", "马洛"), ("Marlowe", "，。")] {
            assert_eq!(score(name, other), WORST);
        }
    }

    #[test]
    fn names_of_any_length_are_scored() {
        let name = "Maria ".repeat(50);
        assert!(score(&name, &"玛丽亚".repeat(50)).is_finite());
        assert!(best_window(&name, &"玛丽亚".repeat(50)).is_none_or(|(_, score)| score.is_finite()));
    }
}
