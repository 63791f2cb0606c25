//! Pinyin syllables: the readings of a character, and what a syllable is made of.
//!
//! Tones are left out: transliteration does not use them. How syllables compare is in `sound` and `transliteration`.

use std::sync::LazyLock;

use pinyin::ToPinyinMulti;
use rustc_hash::FxHashMap;

use super::skeleton::{Class, Vowel};

/// A syllable of the inventory, by number; numbers go by the alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Syllable(pub(super) u16);

/// What a syllable is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Pinyin without tone, `ü` for the rounded vowel.
    pub text: &'static str,
    /// The consonants before the vowel: `zh`, `w`; empty for `an`.
    pub initial: &'static str,
    /// The rest: `uang`.
    pub rest: &'static str,
    /// The number of the final, for tables; that of `si` is another than that of `li`.
    pub final_number: u16,
    /// The number of the initial, for tables.
    pub initial_number: u16,
    /// The consonant class of the initial.
    pub first: Option<Class>,
    /// The vowel that is heard most.
    pub vowel: Vowel,
    /// Whether a source consonant without a vowel is written with this syllable: `si`, `te`, `ke`.
    pub is_filler: bool,
    /// The consonant class after the vowel: `n`, `ng`, `er`.
    pub last: Option<Class>,
}

/// All that the readings of Chinese characters need.
#[derive(Debug)]
struct Inventory {
    parts: Vec<Parts>,
    /// By character from [`FIRST`]: where its readings start and end in `readings`.
    offsets: Vec<u32>,
    readings: Vec<Syllable>,
}

/// The first and last character that readings are kept for: CJK unified ideographs.
const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

static INVENTORY: LazyLock<Inventory> = LazyLock::new(Inventory::new);

/// The readings of a character, the usual one first; none for what is no Chinese character.
pub fn readings(character: char) -> &'static [Syllable] {
    let inventory = &*INVENTORY;
    let Some(number) = u32::from(character).checked_sub(FIRST).map(|number| number as usize) else { return &[] };
    match (inventory.offsets.get(number), inventory.offsets.get(number + 1)) {
        (Some(&start), Some(&end)) => inventory.readings.get(start as usize..end as usize).unwrap_or_default(),
        _ => &[],
    }
}

/// How many syllables there are.
pub fn count() -> usize {
    INVENTORY.parts.len()
}

/// The syllable of that spelling, with `ü`, `v` or `u:` for the rounded vowel.
pub fn by_text(text: &str) -> Option<Syllable> {
    let find = |text: &str| INVENTORY.parts.binary_search_by(|parts| parts.text.cmp(text)).ok();
    let number = if text.contains(['v', ':']) { find(&text.replace("u:", "ü").replace('v', "ü")) } else { find(text) };
    number.map(|number| Syllable(number as u16))
}

impl Syllable {
    /// What it is made of.
    pub fn parts(self) -> &'static Parts {
        const NONE: Parts = Parts {
            text: "",
            initial: "",
            rest: "",
            final_number: 0,
            initial_number: 0,
            first: None,
            vowel: Vowel::None,
            is_filler: false,
            last: None,
        };
        INVENTORY.parts.get(usize::from(self.0)).unwrap_or(&NONE)
    }

    /// The consonants that are heard, in order.
    pub fn consonants(self) -> impl Iterator<Item = Class> {
        let parts = self.parts();
        parts.first.into_iter().chain(parts.last)
    }

    /// Pinyin without tone.
    pub fn text(self) -> &'static str {
        self.parts().text
    }
}

impl Inventory {
    fn new() -> Self {
        let characters = || (FIRST..=LAST).map(|code| char::from_u32(code).and_then(|character| character.to_pinyin_multi()));
        let mut texts: Vec<&'static str> = characters().flatten().flatten().map(|reading| reading.plain()).collect();
        texts.sort_unstable();
        texts.dedup();
        let numbers: FxHashMap<&str, u16> = texts.iter().enumerate().map(|(number, &text)| (text, number as u16)).collect();
        let (mut offsets, mut readings) = (vec![0], Vec::new());
        for all in characters() {
            let start = readings.len();
            for reading in all.into_iter().flatten() {
                let syllable = Syllable(numbers.get(reading.plain()).copied().unwrap_or_default());
                if !readings.get(start..).unwrap_or_default().contains(&syllable) {
                    readings.push(syllable);
                }
            }
            offsets.push(readings.len() as u32);
        }
        let mut all: Vec<Parts> = texts.into_iter().map(parts).collect();
        number(&mut all, |parts| parts.initial, |parts, number| parts.initial_number = number);
        number(&mut all, final_of, |parts, number| parts.final_number = number);
        Self { parts: all, offsets, readings }
    }
}

/// Numbers what a key tells apart, by the alphabet.
fn number(all: &mut [Parts], key: impl Fn(&Parts) -> &'static str, set: impl Fn(&mut Parts, u16)) {
    let mut keys: Vec<&str> = all.iter().map(&key).collect();
    keys.sort_unstable();
    keys.dedup();
    for parts in all {
        let number = keys.binary_search(&key(parts)).unwrap_or_default();
        set(parts, number as u16);
    }
}

/// The final, `-i` for the vowel that only carries on the sibilant before it.
fn final_of(parts: &Parts) -> &'static str {
    match (parts.initial, parts.rest) {
        ("zh" | "ch" | "sh" | "r" | "z" | "c" | "s", "i") => "-i",
        (_, rest) => rest,
    }
}

fn parts(text: &'static str) -> Parts {
    let split = text.find(['a', 'e', 'i', 'o', 'u', 'ü', 'ê']).unwrap_or(0);
    let (initial, rest) = text.split_at(split);
    let first = match initial {
        "b" | "p" => Some(Class::P),
        "f" => Some(Class::F),
        "m" => Some(Class::M),
        "d" | "t" => Some(Class::T),
        "n" => Some(Class::N),
        "l" | "r" => Some(Class::L),
        "g" | "k" => Some(Class::K),
        "h" => Some(Class::H),
        "j" | "q" | "x" | "zh" | "ch" | "sh" => Some(Class::J),
        "z" | "c" | "s" => Some(Class::S),
        "w" => Some(Class::W),
        "y" => Some(Class::Y),
        _ => None,
    };
    let last = match rest {
        "er" => Some(Class::L),
        rest if rest.ends_with('n') || rest.ends_with("ng") => Some(Class::N),
        _ => None,
    };
    let vowel = match rest.trim_end_matches('g').trim_end_matches('n') {
        rest if rest.contains('a') => Vowel::A,
        rest if rest.contains('o') => Vowel::O,
        rest if rest.contains('e') || rest.contains('ê') => Vowel::E,
        rest if rest.contains('u') || rest.contains('ü') => Vowel::U,
        rest if rest.contains('i') => Vowel::I,
        _ => Vowel::None,
    };
    let is_filler = matches!(
        text,
        "bu" | "pu" | "fu" | "mu" | "de" | "te" | "ge" | "ke" | "le" | "er" | "si" | "ci" | "zi" | "shi" | "qi" | "zhi" | "xi"
    );
    Parts { text, initial, rest, final_number: 0, initial_number: 0, first, vowel, is_filler, last }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_have_all_their_readings() {
        let texts = |character| readings(character).iter().map(|syllable| syllable.text()).collect::<Vec<_>>();
        assert_eq!(texts('凯'), ["kai"]);
        assert_eq!(texts('行').first(), Some(&"xing"));
        assert!(texts('行').contains(&"hang"));
        assert_eq!(texts('吕'), ["lü"]);
        assert_eq!(texts('A'), [""; 0]);
        assert_eq!(texts('。'), [""; 0]);
    }

    #[test]
    fn syllables_have_parts() {
        for (text, initial, rest, first, vowel, last) in [
            ("zhuang", "zh", "uang", Some(Class::J), Vowel::A, Some(Class::N)),
            ("er", "", "er", None, Vowel::E, Some(Class::L)),
            ("lv", "l", "ü", Some(Class::L), Vowel::U, None),
            ("wo", "w", "o", Some(Class::W), Vowel::O, None),
        ] {
            let parts = by_text(text).expect("a syllable").parts();
            assert_eq!((parts.initial, parts.rest), (initial, rest), "{text}");
            assert_eq!((parts.first, parts.vowel, parts.last), (first, vowel, last), "{text}");
        }
        assert_eq!(by_text("kelsey"), None);
    }
}
