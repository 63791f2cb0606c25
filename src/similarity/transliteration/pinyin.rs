//! Names spelt in pinyin: Zhang Wei, Wei Zhang, Li Xiao-long.

use super::super::syllable;

/// Whether the letters are the pinyin of the characters, which may begin with any of them: the surname stands last in
/// English. One character alone is too little to tell.
pub fn spells(letters: &[u8], characters: &[char]) -> bool {
    let count = characters.len();
    (2..=6).contains(&count) && (0..count).any(|first| reads(letters, characters.iter().cycle().skip(first).take(count)))
}

fn reads<'c>(letters: &[u8], mut characters: impl Iterator<Item = &'c char> + Clone) -> bool {
    let Some(&character) = characters.next() else { return letters.is_empty() };
    syllable::readings(character)
        .iter()
        .any(|reading| without(letters, reading.text()).is_some_and(|rest| reads(rest, characters.clone())))
}

/// What follows the syllable; `ü` is spelt `u`, `v` or `yu`.
fn without<'l>(letters: &'l [u8], syllable: &str) -> Option<&'l [u8]> {
    match syllable.split_once('ü') {
        None => letters.strip_prefix(syllable.as_bytes()),
        Some((initial, rest)) => {
            let after = letters.strip_prefix(initial.as_bytes())?;
            let after = after.strip_prefix(b"yu").or_else(|| after.strip_prefix(b"u")).or_else(|| after.strip_prefix(b"v"))?;
            after.strip_prefix(rest.as_bytes())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::skeleton::Letters;

    #[test]
    fn surnames_stand_first_or_last() {
        for (name, characters, expected) in [
            ("Zhang Wei", "张伟", true),
            ("Wei Zhang", "张伟", true),
            ("Xiao-long Li", "李小龙", true),
            ("Lü Bu", "吕布", true),
            ("Lyu Bu", "吕布", true),
            ("Zeng Li", "曾丽", true),
            ("Zhang Wei", "张威廉", false),
            ("Li", "李", false),
        ] {
            let characters: Vec<char> = characters.chars().collect();
            assert_eq!(super::spells(&Letters::new(name).text, &characters), expected, "{name}");
        }
    }
}
