//! Sound: how Chinese characters are read, and whether two readings are easily taken for one another.
//!
//! Readings are pinyin without tones; all readings of a character count.

use pinyin::ToPinyinMulti;

/// Whether two characters can be read alike.
pub fn same(left: char, right: char) -> bool {
    left == right || any_pair(left, right, |left, right| left == right)
}

/// Whether two characters can be read alike but for one confusion that transcribers of names make: n and l, r and l,
/// an aspirated and a plain initial, a final with -n and with -ng, e and o, ai and ei, i and u after sibilants.
pub fn near(left: char, right: char) -> bool {
    left == right || any_pair(left, right, |left, right| key(left) == key(right))
}

fn any_pair(left: char, right: char, alike: impl Fn(&str, &str) -> bool) -> bool {
    let (Some(left), Some(right)) = (left.to_pinyin_multi(), right.to_pinyin_multi()) else { return false };
    left.into_iter().any(|left| right.into_iter().any(|right| alike(left.plain(), right.plain())))
}

/// A reading with confusable initials and finals made one.
fn key(reading: &str) -> (char, String) {
    let split = reading.find(['a', 'e', 'i', 'o', 'u', 'v', 'ü']).unwrap_or(0);
    let (initial, rest) = reading.split_at(split);
    let initial = match initial {
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
    };
    let rest = rest.trim_end_matches('g').replace("uo", "o").replace("ei", "ai").replace("ie", "e").replace("ua", "a");
    (initial, rest)
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
}
