//! Name pairs of a Chinese-English dictionary in the format of CC-CEDICT, for training.
//!
//! An entry counts when it is a proper noun (its pinyin begins with a capital) whose gloss begins with a Latin name. Names
//! of Chinese, Japanese and Korean origin are left out: they are translated by their characters, not by their sound.

use super::super::skeleton::Letters;
use super::super::syllable::{self, Syllable};
use crate::text::script::{Script, script};

/// A name and how its rendering is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The source name.
    pub letters: Letters,
    /// The rendering, by the reading that the dictionary gives.
    pub syllables: Vec<Syllable>,
    /// The rendering, as many characters as syllables.
    pub characters: String,
}

/// What a gloss says of names that are not transliterated from sound.
const OTHER_ORIGINS: &[&str] = &[
    "Japan",
    "Korea",
    "Taiwan",
    "Tibet",
    "China",
    "Chinese",
    "Hong Kong",
    "Mongol",
    "Vietnam",
    "ounty",
    "ynasty",
    "ownship",
    "refecture",
    "istrict",
    "surname ",
];

/// Characters that say what kind of place or people a name is, and are not part of its sound.
const KINDS: &str = "州市县郡省区岛山河湖港国族人语教城海湾镇洲座星派文";

/// The candidates for pairs in a dictionary; many are translations and must be sifted by their likelihood.
pub fn pairs(dictionary: &str) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for line in dictionary.lines() {
        let Some(entry) = Entry::parse(line) else { continue };
        if !entry.pinyin.starts_with(|c: char| c.is_ascii_uppercase())
            || OTHER_ORIGINS.iter().any(|origin| entry.glosses.contains(origin))
        {
            continue;
        }
        let names: Vec<Letters> = entry.glosses.split('/').enumerate().flat_map(|(number, gloss)| names(gloss, number)).collect();
        let Some(syllables) = syllables(entry.pinyin).filter(|syllables| (2..=12).contains(&syllables.len())) else { continue };
        let spelt: Vec<u8> = syllables.iter().flat_map(|syllable| syllable.text().bytes()).collect();
        for letters in names.into_iter().filter(|letters| letters.text.len() > 2 && letters.text != spelt) {
            if syllables.len() > 2 && entry.simplified.ends_with(|c| KINDS.contains(c)) {
                let without = syllables.get(..syllables.len() - 1).unwrap_or_default().to_vec();
                let characters = written(&entry, without.len());
                pairs.push(Pair { letters: letters.clone(), syllables: without, characters });
            }
            let pair = Pair { letters, characters: written(&entry, syllables.len()), syllables: syllables.clone() };
            if !pairs.contains(&pair) {
                pairs.push(pair);
            }
        }
    }
    pairs
}

/// A line: `traditional simplified [pinyin] /gloss/gloss/`.
struct Entry<'l> {
    simplified: &'l str,
    pinyin: &'l str,
    glosses: &'l str,
}

impl<'l> Entry<'l> {
    fn parse(line: &'l str) -> Option<Self> {
        let (words, rest) = line.split_once(" [")?;
        let (pinyin, glosses) = rest.split_once("] /")?;
        Some(Self { simplified: words.split(' ').nth(1)?, pinyin, glosses })
    }
}

/// The first characters of the entry that are read.
fn written(entry: &Entry<'_>, count: usize) -> String {
    entry.simplified.chars().filter(|&c| script(c) == Script::Han).take(count).collect()
}

fn syllables(pinyin: &str) -> Option<Vec<Syllable>> {
    let plain = |syllable: &str| syllable.trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase();
    pinyin.split(' ').filter(|part| !matches!(*part, "·" | "-" | ",")).map(|part| syllable::by_text(&plain(part))).collect()
}

/// The names that a gloss begins with: `Thompson or Thomson (name)`. A later gloss must say that it is a name.
fn names(gloss: &str, number: usize) -> Vec<Letters> {
    let gloss = gloss.strip_prefix("(Tw) ").unwrap_or(gloss);
    let end = gloss.find([',', ';', '(', '[', ':']).unwrap_or(gloss.len());
    let (head, rest) = (gloss.get(..end).unwrap_or_default().trim(), gloss.get(end..).unwrap_or_default());
    if number > 0 && !rest.starts_with("(name)") && !rest.starts_with("(surname)") {
        return Vec::new();
    }
    let is_name = |name: &&str| {
        !name.is_empty()
            && name.split([' ', '-']).all(|word| word.starts_with(char::is_uppercase))
            && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’'))
    };
    head.split(" or ").filter(is_name).map(Letters::new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_places_are_taken_and_their_readings_kept() {
        let dictionary = "# made up\n\
            甲 甲 [jia3] /first/\n\
            馬洛 马洛 [Ma3 luo4] /Marlowe (name)/Philip Marlowe, detective/\n\
            湯姆孫 汤姆孙 [Tang1 mu3 sun1] /Thompson or Thomson (name)/\n\
            上田 上田 [Shang4 tian2] /Ueda (Japanese surname)/\n\
            馬安 马安 [Ma3 an1] /Ma'an, a place/\n\
            綠州 绿拉州 [Lu:4 la1 zhou1] /Lura, state/Luna (name)/\n";
        let shown = |pair: &Pair| {
            let syllables: Vec<&str> = pair.syllables.iter().map(|syllable| syllable.text()).collect();
            format!("{} {}", String::from_utf8_lossy(&pair.letters.text), syllables.join(" "))
        };
        let expected = [
            "marlowe ma luo",
            "thompson tang mu sun",
            "thomson tang mu sun",
            "lura lü la",
            "lura lü la zhou",
            "luna lü la",
            "luna lü la zhou",
        ];
        assert_eq!(pairs(dictionary).iter().map(shown).collect::<Vec<_>>(), expected);
    }
}
