//! Transliteration: how likely a Chinese string renders the sound of an English name.
//!
//! A name is cut into one stretch of letters per Chinese character, in the way that is likeliest, and each stretch is
//! weighed against what the letters would be worth by chance. Candidates are scored, never made.

use std::sync::OnceLock;

use super::skeleton::{self, Class, Letters, Vowel, deletion, vowel_distance};
use super::syllable::{self, Syllable};
use crate::text::Span;
use crate::text::script::{Script, is_interpunct, script};

/// The most letters that one character stands for.
const CHUNK: usize = 5;
/// The most characters that a rendering has.
const LONGEST: usize = 16;
/// What the likeness of all consonants adds at most.
const SKELETON: f32 = 0.5;
/// What another reading than the usual one takes away.
const RARE_READING: f32 = 1.0;
/// Where no cut is possible.
const NEVER: f32 = -1e9;

/// A name from whose letters renderings are scored; keep it when several candidates are scored against one name.
#[derive(Debug)]
pub struct Name {
    letters: Letters,
    consonants: Vec<Class>,
    /// By syllable, filled when first asked for: the worth of each stretch, `CHUNK + 1` lengths by first letter.
    rows: Box<[OnceLock<Box<[f32]>>]>,
}

/// How likely `chinese` renders the sound of `english`: higher is likelier, 0 about even, 1 and more good.
///
/// Interpuncts, spaces and marks do not count. A string without Chinese characters scores [`WORST`].
pub fn score(english: &str, chinese: &str) -> f64 {
    Name::new(english).score(chinese)
}

/// The stretch of `text` that likeliest renders the sound of `english`, with its score; `None` where nothing comes near.
pub fn best_window(english: &str, text: &str) -> Option<(Span, f64)> {
    Name::new(english).best_window(text)
}

/// The score of what cannot be compared.
pub const WORST: f64 = -10.0;

/// The least score that a window must have.
const WINDOW: f64 = 0.3;

impl Name {
    /// Prepares a name.
    pub fn new(english: &str) -> Self {
        let letters = Letters::new(english);
        let consonants = letters.consonants();
        let rows = std::iter::repeat_with(OnceLock::new).take(syllable::count()).collect();
        Self { letters, consonants, rows }
    }

    /// See [`score`].
    pub fn score(&self, chinese: &str) -> f64 {
        let characters: Vec<char> = chinese.chars().filter(|&c| script(c) == Script::Han).take(2 * LONGEST).collect();
        if characters.is_empty() || self.letters.text.is_empty() {
            return WORST;
        }
        let mut cells = self.start();
        for &character in &characters {
            self.step(&mut cells, character);
        }
        self.total(&cells, &characters)
    }

    /// See [`best_window`].
    pub fn best_window(&self, text: &str) -> Option<(Span, f64)> {
        let characters: Vec<(usize, char)> = text.char_indices().filter(|&(_, c)| !is_interpunct(c) && c != ' ').collect();
        let mut best: Option<(Span, f64)> = None;
        let mut window = Vec::with_capacity(LONGEST);
        for (number, &(start, _)) in characters.iter().enumerate() {
            let mut cells = self.start();
            window.clear();
            for &(at, character) in characters.iter().skip(number).take(LONGEST) {
                if script(character) != Script::Han {
                    break;
                }
                self.step(&mut cells, character);
                window.push(character);
                let score = self.total(&cells, &window);
                if score >= WINDOW && best.is_none_or(|(_, other)| score > other) {
                    best = Some((Span::new(start, at + character.len_utf8()), score));
                }
            }
        }
        best
    }

    fn start(&self) -> Vec<f32> {
        let mut cells = vec![NEVER; self.letters.text.len() + 1];
        if let Some(first) = cells.first_mut() {
            *first = 0.0;
        }
        cells
    }

    /// Adds a character: each cell becomes the worth of the best cut of the letters before it.
    fn step(&self, cells: &mut [f32], character: char) {
        let rows: Vec<&[f32]> = syllable::readings(character).iter().map(|&syllable| self.row(syllable)).collect();
        for end in (0..cells.len()).rev() {
            let mut best = NEVER;
            for length in 0..=CHUNK.min(end) {
                let from = end - length;
                let before = cells.get(from).copied().unwrap_or(NEVER);
                for (number, row) in rows.iter().enumerate() {
                    let worth = row.get(from * (CHUNK + 1) + length).copied().unwrap_or(NEVER);
                    best = best.max(before + worth - if number == 0 { 0.0 } else { RARE_READING });
                }
            }
            if let Some(cell) = cells.get_mut(end) {
                *cell = best;
            }
        }
    }

    fn total(&self, cells: &[f32], characters: &[char]) -> f64 {
        let length = self.letters.text.len().max(2 * characters.len()) as f32;
        let mut consonants = Vec::with_capacity(2 * characters.len());
        for &character in characters {
            if let Some(syllable) = syllable::readings(character).first() {
                consonants.extend(syllable.parts().first.into_iter().chain(syllable.parts().last));
            }
        }
        let likeness = SKELETON * skeleton::similarity(&self.consonants, &consonants);
        f64::from(cells.last().copied().unwrap_or(NEVER) / length + likeness).max(WORST)
    }

    fn row(&self, syllable: Syllable) -> &[f32] {
        const NONE: &[f32] = &[];
        self.rows.get(usize::from(syllable.0)).map_or(NONE, |row| row.get_or_init(|| self.new_row(syllable)))
    }

    fn new_row(&self, syllable: Syllable) -> Box<[f32]> {
        let all = self.letters.text.len();
        let cell = |from: usize, length: usize| match from + length <= all {
            true => self.worth(syllable, from, length),
            false => NEVER,
        };
        (0..=all)
            .flat_map(|from| (0..=CHUNK).map(move |length| (from, length)))
            .map(|(from, length)| cell(from, length))
            .collect()
    }

    /// The logarithm of how much likelier the syllable makes the letters than chance does.
    fn worth(&self, syllable: Syllable, from: usize, length: usize) -> f32 {
        let parts = syllable.parts();
        let range = from..from + length;
        let mut classes = [Class::P; 2 * CHUNK];
        let mut count = 0;
        for class in self.letters.consonants_in(range.clone()) {
            classes[count] = class;
            count += 1;
        }
        let consonants = distance_to_syllable(&classes[..count], parts.first, parts.last);
        let vowel = self.letters.vowel_in(range);
        let vowels = match vowel {
            Vowel::None if parts.is_filler => 0.0,
            vowel => vowel_distance(vowel, parts.vowel),
        };
        4.0_f32.ln() - 4.0 * consonants - vowels - if length == 0 { 1.5 } else { 0.0 }
    }
}

/// What it costs to say the consonants with a syllable.
fn distance_to_syllable(classes: &[Class], first: Option<Class>, last: Option<Class>) -> f32 {
    match (first, last) {
        (None, None) => classes.iter().map(|&class| deletion(class)).sum(),
        (Some(only), None) | (None, Some(only)) => skeleton::distance(classes, &[only]),
        (Some(first), Some(last)) => skeleton::distance(classes, &[first, last]),
    }
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
        ] {
            let (right, wrong) = (score(name, right), score(name, wrong));
            assert!(right > wrong + 0.5, "{name}: {right} {wrong}");
        }
        assert_eq!(score("Marlowe", "Marlowe"), WORST);
        assert_eq!(score("", "马洛"), WORST);
    }

    #[test]
    fn the_window_is_the_name() {
        let text = "那天晚上，菲利普·马洛在门口等着。";
        let (span, score) = best_window("Philip Marlowe", text).expect("it is there");
        assert_eq!(span.get(text), "菲利普·马洛");
        assert!(score > 0.5);
    }
}
