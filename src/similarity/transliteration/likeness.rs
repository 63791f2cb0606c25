//! Likeness: what consonants and vowels say about letters and a syllable, before anything is counted.

use super::super::skeleton::{self, Class, Letters, Vowel, deletion, vowel_distance};
use super::super::syllable::Syllable;
use super::table::CHUNK;

/// The logarithm of how much likelier the syllable makes a stretch of letters than chance does, by its sound alone:
/// 4·e^(−4·d − v), d the distance of the consonants, v that of the vowels.
pub fn likeness(syllable: Syllable, letters: &Letters, from: usize, length: usize) -> f32 {
    let parts = syllable.parts();
    let range = from..from + length;
    let mut classes = [Class::P; 2 * CHUNK];
    let mut count = 0;
    for class in letters.consonants_in(range.clone()) {
        if let Some(cell) = classes.get_mut(count) {
            *cell = class;
            count += 1;
        }
    }
    let classes = classes.get(..count).unwrap_or_default();
    let consonants = match (parts.first, parts.last) {
        (None, None) => classes.iter().map(|&class| deletion(class)).sum(),
        (Some(only), None) | (None, Some(only)) => skeleton::distance(classes, &[only]),
        (Some(first), Some(last)) => skeleton::distance(classes, &[first, last]),
    };
    let vowels = match letters.vowel_in(range) {
        Vowel::None if parts.is_filler => 0.0,
        vowel => vowel_distance(vowel, parts.vowel),
    };
    let empty = if length == 0 { 1.5 } else { 0.0 };
    4.0_f32.ln() - 4.0 * consonants - vowels - empty
}
