//! Sound: how Chinese characters are read, and whether two readings are easily taken for one another.
//!
//! Readings are pinyin without tones; all readings of a character count.

use super::skeleton;
use super::syllable::{self, Syllable};
use crate::text::script::{Script, script};

/// Whether two characters can be read alike.
pub fn same(left: char, right: char) -> bool {
    left == right || any_pair(left, right, |left, right| left == right)
}

/// Whether two characters can be read alike but for one confusion that transcribers of names make: n and l, r and l,
/// an aspirated and a plain initial, a final with -n and with -ng, e and o, ai and ei, i and u after sibilants.
pub fn near(left: char, right: char) -> bool {
    left == right
        || any_pair(left, right, |left, right| {
            let (left, right) = (left.parts(), right.parts());
            class(left.initial) == class(right.initial) && same_final(left.rest, right.rest)
        })
}

fn any_pair(left: char, right: char, alike: impl Fn(Syllable, Syllable) -> bool) -> bool {
    let (left, right) = (syllable::readings(left), syllable::readings(right));
    left.iter().any(|&left| right.iter().any(|&right| alike(left, right)))
}

/// How unlike two Chinese names sound, 0 (alike) to 1.
///
/// The cheapest alignment of their syllables, every reading counted, as a share of what leaving out all of both would
/// cost. Initials and finals that transcribers confuse are cheap, and so is a character that only holds a consonant
/// (斯, 特). What is no Chinese character is left out; two names without any are 0 when they are the same and 1 when not.
pub fn distance(left: &str, right: &str) -> f64 {
    let characters = |name: &str| name.chars().filter(|&c| script(c) == Script::Han).collect::<Vec<char>>();
    if left == right {
        return 0.0;
    }
    let (left, right) = (characters(left), characters(right));
    let all: f32 = left.iter().chain(&right).map(|&character| deletion(character)).sum();
    if left.is_empty() || right.is_empty() || all == 0.0 {
        return 1.0;
    }
    let mut row = vec![0.0_f32];
    let mut sum = 0.0;
    row.extend(right.iter().map(|&character| {
        sum += deletion(character);
        sum
    }));
    for &character in &left {
        let mut diagonal = 0.0;
        let mut before = 0.0;
        for (number, cell) in row.iter_mut().enumerate() {
            let above = *cell;
            let lost = above + deletion(character);
            *cell = match number.checked_sub(1).and_then(|number| right.get(number)) {
                None => lost,
                Some(&other) => lost.min(before + deletion(other)).min(diagonal + substitution(character, other)),
            };
            (diagonal, before) = (above, *cell);
        }
    }
    // A substitution costs 1 at most, and two deletions 2: twice the cost per character, at most 1.
    f64::from(row.last().copied().unwrap_or(all) * 2.0 / all).min(1.0)
}

/// What leaving out a character costs: little for those that hold a consonant only.
fn deletion(character: char) -> f32 {
    match syllable::readings(character).first() {
        Some(reading) if reading.text() == "er" => 0.35,
        Some(reading) if reading.parts().is_filler => 0.5,
        Some(_) | None => 0.9,
    }
}

/// How unlike two characters sound at best, 0 to 1.
fn substitution(left: char, right: char) -> f32 {
    if left == right {
        return 0.0;
    }
    let (left, right) = (syllable::readings(left), syllable::readings(right));
    let pairs = left.iter().flat_map(|&left| right.iter().map(move |&right| (left, right)));
    pairs.map(|(left, right)| syllables(left, right)).fold(1.0, f32::min)
}

/// How unlike two syllables are, 0 to 1: initial .5, vowel .3, consonant after it .2.
fn syllables(left: Syllable, right: Syllable) -> f32 {
    if left == right {
        return 0.0;
    }
    let (left, right) = (left.parts(), right.parts());
    let initial = match (left.first, right.first) {
        _ if left.initial == right.initial => 0.0,
        // The same class: aspirated and plain, l and r.
        (Some(one), Some(other)) => skeleton::substitution(one, other).max(0.2),
        (Some(one), None) | (None, Some(one)) => skeleton::deletion(one),
        (None, None) => 0.0,
    };
    let vowel = match left.rest == right.rest {
        true => 0.0,
        false => skeleton::vowel_distance(left.vowel, right.vowel).max(0.1),
    };
    let last = match (left.last, right.last) {
        (one, other) if one == other => 0.0,
        (Some(one), Some(other)) => skeleton::substitution(one, other),
        (Some(one), None) | (None, Some(one)) => skeleton::deletion(one),
        (None, None) => 0.0,
    };
    0.5 * initial + 0.3 * vowel + 0.2 * last
}

/// What names that sound alike have in common, to find candidates without comparing all with all; sorted, never the same
/// twice.
///
/// A key is two neighbouring consonants of the name, the ends of the name counting as one, in classes that take in the
/// usual confusions; every reading adds its own.
pub fn keys(name: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut before: Vec<char> = vec!['^'];
    for character in name.chars().filter(|&c| script(c) == Script::Han) {
        let readings = syllable::readings(character);
        // What only holds a consonant that is often left out says nothing.
        if readings.is_empty() || readings.first().is_some_and(|reading| reading.text() == "er") {
            continue;
        }
        let classes: Vec<char> = readings.iter().map(|reading| class(reading.parts().initial)).collect();
        for first in &before {
            keys.extend(classes.iter().map(|second| String::from_iter([*first, *second])));
        }
        before = classes;
    }
    if before != ['^'] {
        keys.extend(before.iter().map(|first| String::from_iter([*first, '$'])));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// An initial with those that are confused with it.
fn class(initial: &str) -> char {
    match initial {
        "n" | "l" | "r" => 'l',
        "b" | "p" => 'b',
        "d" | "t" => 'd',
        "g" | "k" | "h" => 'g',
        "z" | "zh" | "j" => 'j',
        "c" | "ch" | "q" => 'q',
        "s" | "sh" | "x" => 'x',
        "f" | "w" => 'w',
        "y" | "" => 'y',
        other => other.chars().next().unwrap_or('-'),
    }
}

/// Whether two finals differ by one confusion at most.
fn same_final(left: &str, right: &str) -> bool {
    let folded =
        |rest: &str| rest.trim_end_matches('g').replace("uo", "o").replace("ei", "ai").replace("ie", "e").replace("ua", "a");
    left == right || folded(left) == folded(right)
}

#[cfg(test)]
mod tests {
    #[test]
    fn characters_sound_alike() {
        for (left, right, same, near) in [
            ('洛', '罗', true, true),
            ('埃', '艾', true, true),
            ('莱', '赖', true, true),
            ('森', '逊', false, false),
            ('塔', '托', false, false),
        ] {
            assert_eq!((super::same(left, right), super::near(left, right)), (same, near), "{left} {right}");
        }
    }

    #[test]
    fn names_that_sound_alike_are_near() {
        let distance = super::distance;
        assert_eq!(distance("马洛", "马罗"), 0.0);
        assert_eq!(distance("马洛", "马洛"), 0.0);
        assert_eq!(distance("马洛", "Marlowe"), 1.0);
        for (near, far) in [
            (("萨帕洛夫", "沙帕罗夫"), ("萨帕洛夫", "凯尔西")),
            (("班纳特", "贝内特"), ("班纳特", "达西")),
            (("霍姆斯", "福尔摩斯"), ("霍姆斯", "莱斯特")),
        ] {
            let (close, wide) = (distance(near.0, near.1), distance(far.0, far.1));
            assert!(close + 0.15 < wide, "{near:?} {close} {far:?} {wide}");
        }
    }

    #[test]
    fn keys_meet_for_names_that_sound_alike() {
        assert_eq!(super::keys("马洛"), ["^m", "l$", "ml"]);
        assert_eq!(super::keys("马尔洛"), super::keys("马罗"));
        assert_eq!(super::keys("Marlowe"), [""; 0]);
    }
}
