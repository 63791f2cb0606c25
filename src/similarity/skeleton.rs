//! Skeletons: what is left of a name when only classes of consonants and vowels count.
//!
//! The classes, what it costs to take one for another and what it costs to lose one follow the habits of Chinese
//! transliteration, where `r` becomes `l` and a final `l` or `r` may go.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

/// Consonants that transliteration takes for one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is called after its chief letter")]
pub enum Class {
    P,
    F,
    M,
    T,
    N,
    L,
    K,
    H,
    J,
    S,
    W,
    Y,
}

/// The vowel of a syllable, or that there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is called after its letter")]
pub enum Vowel {
    None,
    A,
    E,
    I,
    O,
    U,
}

/// A source name, as letters and as sounds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letters {
    /// `a` to `z` only, marks and all else left out.
    pub text: Vec<u8>,
    /// Where a word of the name starts in `text`, the first one left out.
    pub words: Vec<usize>,
    /// What each letter stands for; a letter that belongs to the one before stands for nothing.
    pub sounds: Vec<Sound>,
}

/// What a letter stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    /// One consonant.
    Consonant(Class),
    /// Two: `x`.
    Two(Class, Class),
    /// A vowel.
    Vowel(Vowel),
    /// Nothing: it belongs to the letter before, or is not heard.
    Silent,
}

impl Letters {
    /// Reads a name; what is no Latin letter separates words.
    pub fn new(name: &str) -> Self {
        let (mut text, mut words, mut is_within) = (Vec::with_capacity(name.len()), Vec::new(), true);
        for character in name.chars() {
            let before = text.len();
            fold(character, &mut text);
            let is_letter = text.len() > before || matches!(character, '\'' | '’' | '\u{300}'..='\u{36f}');
            if text.len() > before && !is_within && before > 0 {
                words.push(before);
            }
            is_within = is_letter;
        }
        let sounds = sounds(&text);
        Self { text, words, sounds }
    }

    /// Leaves out all letters after the first ones.
    pub fn cut(&mut self, longest: usize) {
        self.text.truncate(longest);
        self.sounds.truncate(longest);
        self.words.retain(|&start| start < longest);
    }

    /// The consonants, in order.
    pub fn consonants(&self) -> Vec<Class> {
        self.consonants_in(0..self.text.len()).collect()
    }

    /// The consonants of some of the letters, in order.
    pub fn consonants_in(&self, range: Range<usize>) -> impl Iterator<Item = Class> + '_ {
        self.sounds
            .get(range)
            .unwrap_or_default()
            .iter()
            .flat_map(|sound| match *sound {
                Sound::Consonant(class) => [Some(class), None],
                Sound::Two(first, second) => [Some(first), Some(second)],
                Sound::Vowel(_) | Sound::Silent => [None, None],
            })
            .flatten()
    }

    /// The first vowel of some of the letters.
    pub fn vowel_in(&self, range: Range<usize>) -> Vowel {
        let vowel = |sound: &Sound| match *sound {
            Sound::Vowel(vowel) => Some(vowel),
            Sound::Consonant(_) | Sound::Two(..) | Sound::Silent => None,
        };
        self.sounds.get(range).unwrap_or_default().iter().find_map(vowel).unwrap_or(Vowel::None)
    }
}

/// Appends the letters `a` to `z` that a character stands for.
fn fold(character: char, out: &mut Vec<u8>) {
    if character.is_ascii() {
        if character.is_ascii_alphabetic() {
            out.push(character.to_ascii_lowercase() as u8);
        }
        return;
    }
    let known: &[u8] = match character {
        'ß' => b"ss",
        'æ' | 'Æ' => b"e",
        'œ' | 'Œ' => b"e",
        'ø' | 'Ø' => b"o",
        'ł' | 'Ł' => b"l",
        'đ' | 'Đ' | 'ð' | 'Ð' => b"d",
        'þ' | 'Þ' => b"th",
        'ı' => b"i",
        _ => b"",
    };
    if !known.is_empty() {
        out.extend_from_slice(known);
        return;
    }
    let letters = std::iter::once(character).nfkd().filter(char::is_ascii_alphabetic);
    out.extend(letters.map(|letter| letter.to_ascii_lowercase() as u8));
}

fn sounds(text: &[u8]) -> Vec<Sound> {
    let at = |number: usize| text.get(number).copied().unwrap_or(b' ');
    let is_vowel = |letter: u8| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let is_soft = |letter: u8| matches!(letter, b'e' | b'i' | b'y');
    let mut sounds = Vec::with_capacity(text.len());
    while sounds.len() < text.len() {
        let number = sounds.len();
        let (letter, next) = (text.get(number).copied().unwrap_or(b' '), at(number + 1));
        let before = number.checked_sub(1).map_or(b' ', at);
        let rest = text.get(number..).unwrap_or_default();
        let (sound, length) = match letter {
            _ if rest.starts_with(b"tsch") => (Sound::Consonant(Class::J), 4),
            _ if rest.starts_with(b"sch") || rest.starts_with(b"tch") => (Sound::Consonant(Class::J), 3),
            b'c' | b's' if next == b'h' => (Sound::Consonant(Class::J), 2),
            b'd' if next == b'g' && is_soft(at(number + 2)) => (Sound::Consonant(Class::J), 2),
            b'p' if next == b'h' => (Sound::Consonant(Class::F), 2),
            b't' if next == b'h' => (Sound::Consonant(Class::T), 2),
            b'c' if next == b'z' => (Sound::Consonant(Class::J), 2),
            b's' if next == b'z' => (Sound::Consonant(Class::S), 2),
            b't' if matches!(next, b's' | b'z') => (Sound::Consonant(Class::S), 2),
            b'k' if next == b'h' => (Sound::Consonant(Class::H), 2),
            b'g' if next == b'h' && is_vowel(before) => (Sound::Silent, 2),
            b'g' if next == b'h' => (Sound::Consonant(Class::K), 2),
            b'w' if next == b'h' => (Sound::Consonant(Class::W), 2),
            b'k' if next == b'n' && number == 0 => (Sound::Silent, 1),
            b'c' if next == b'k' => (Sound::Consonant(Class::K), 2),
            b'c' if is_soft(next) => (Sound::Consonant(Class::S), 1),
            b'g' if is_soft(next) => (Sound::Consonant(Class::J), 1),
            b'n' if next == b'g' && !is_vowel(at(number + 2)) => (Sound::Consonant(Class::N), 2),
            b'x' if number == 0 => (Sound::Consonant(Class::S), 1),
            b'x' => (Sound::Two(Class::K, Class::S), 1),
            b'y' if is_vowel(next) && !is_vowel(before) => (Sound::Consonant(Class::Y), 1),
            b'y' => (Sound::Vowel(Vowel::I), 1),
            // A double letter is one sound.
            _ if letter == next && !is_vowel(letter) => (consonant(letter), 2),
            b'a' => (Sound::Vowel(Vowel::A), 1),
            b'e' => (Sound::Vowel(Vowel::E), 1),
            b'i' => (Sound::Vowel(Vowel::I), 1),
            b'o' => (Sound::Vowel(Vowel::O), 1),
            b'u' => (Sound::Vowel(Vowel::U), 1),
            _ => (consonant(letter), 1),
        };
        sounds.push(sound);
        sounds.resize(number + length, Sound::Silent);
    }
    sounds
}

fn consonant(letter: u8) -> Sound {
    Sound::Consonant(match letter {
        b'b' | b'p' => Class::P,
        b'f' | b'v' => Class::F,
        b'm' => Class::M,
        b'd' | b't' => Class::T,
        b'n' => Class::N,
        b'l' | b'r' => Class::L,
        b'g' | b'k' | b'c' | b'q' => Class::K,
        b'h' => Class::H,
        b'j' => Class::J,
        b's' | b'z' => Class::S,
        b'w' => Class::W,
        _ => return Sound::Silent,
    })
}

/// What it costs to take one class for another, 0 to 1.
pub fn substitution(left: Class, right: Class) -> f32 {
    use Class as C;
    let (low, high) = if left <= right { (left, right) } else { (right, left) };
    match (low, high) {
        _ if low == high => 0.0,
        (C::M, C::N) => 0.25,
        (C::F, C::W) => 0.35,
        (C::J, C::S) | (C::K, C::J) | (C::J, C::Y) => 0.4,
        (C::P, C::F) | (C::K, C::H) | (C::T, C::S) | (C::T, C::J) | (C::W, C::Y) => 0.5,
        (C::N, C::L) | (C::P, C::W) => 0.6,
        _ => 1.0,
    }
}

/// What it costs to lose a consonant, 0 to 1.
pub fn deletion(class: Class) -> f32 {
    match class {
        Class::H | Class::Y => 0.35,
        Class::W | Class::L => 0.45,
        Class::T => 0.55,
        Class::N | Class::K => 0.6,
        Class::S => 0.65,
        Class::F | Class::P => 0.75,
        Class::M | Class::J => 0.8,
    }
}

/// How unlike two vowels are, 0 to 1.
pub fn vowel_distance(left: Vowel, right: Vowel) -> f32 {
    use Vowel as V;
    let (low, high) = if left <= right { (left, right) } else { (right, left) };
    match (low, high) {
        _ if low == high => 0.0,
        (V::None, _) => 0.5,
        (V::A, V::E) | (V::A, V::O) | (V::E, V::I) | (V::O, V::U) => 0.35,
        (V::A, V::U) | (V::E, V::O) => 0.5,
        (V::A, V::I) | (V::E, V::U) => 0.6,
        (V::I, V::O) | (V::I, V::U) => 0.8,
        _ => 1.0,
    }
}

/// The cheapest way to turn one row of consonants into the other.
pub fn distance(left: &[Class], right: &[Class]) -> f32 {
    // Names are short: a row fits on the stack, and what is longer is cut.
    const LONGEST: usize = 40;
    let right = right.get(..right.len().min(LONGEST)).unwrap_or_default();
    let mut row = [0.0_f32; LONGEST + 1];
    for (number, &class) in right.iter().enumerate() {
        row[number + 1] = row[number] + deletion(class);
    }
    for &class in left {
        let mut diagonal = row[0];
        row[0] += deletion(class);
        for (number, &other) in right.iter().enumerate() {
            let best =
                (diagonal + substitution(class, other)).min(row[number] + deletion(other)).min(row[number + 1] + deletion(class));
            diagonal = row[number + 1];
            row[number + 1] = best;
        }
    }
    row[right.len()]
}

/// How much of two rows of consonants agrees, 0 to 1: their distance as a share of what losing all of both would cost.
pub fn similarity(left: &[Class], right: &[Class]) -> f32 {
    let all = |classes: &[Class]| classes.iter().map(|&class| deletion(class)).sum::<f32>();
    let total = all(left) + all(right);
    if total == 0.0 { 0.0 } else { (1.0 - 2.0 * distance(left, right) / total).max(-1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_become_consonants() {
        use Class as C;
        for (name, expected) in [
            ("Hightower", &[C::H, C::T, C::W, C::L][..]),
            ("Phillips", &[C::F, C::L, C::P, C::S]),
            ("Schneider", &[C::J, C::N, C::T, C::L]),
            ("Alexis", &[C::L, C::K, C::S, C::S]),
            ("Łukasz Müller", &[C::L, C::K, C::S, C::M, C::L, C::L]),
        ] {
            assert_eq!(Letters::new(name).consonants(), expected, "{name}");
        }
        let letters = Letters::new("Ana-Lisa O'Brien");
        assert_eq!((letters.text.as_slice(), letters.words.as_slice()), (&b"analisaobrien"[..], &[3, 7][..]));
    }

    #[test]
    fn losses_cost_less_than_other_consonants() {
        use Class as C;
        assert_eq!(distance(&[C::H, C::T, C::W, C::L], &[C::H, C::T, C::H, C::W]), 0.35 + 0.45);
        assert_eq!(similarity(&[C::P], &[C::P]), 1.0);
        assert!(similarity(&[C::P, C::L], &[C::P]) > similarity(&[C::P, C::L], &[C::P, C::J]));
    }
}
