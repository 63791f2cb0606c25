//! Which language a text is in, as far as splitting and stemming need to know.
//!
//! What a user, a path or a document says comes first, and is for the caller.

use crate::text::script::{is_han, is_spaced};

/// Letters that are looked at.
const SAMPLE: usize = 20_000;

/// Frequent short words by language.
const FREQUENT: &[(&str, &[&str])] = &[
    ("en", &["the", "and", "of", "to", "is", "in", "that", "was", "he", "with", "for", "you", "it", "this"]),
    ("de", &["der", "die", "und", "das", "ist", "nicht", "den", "ein", "eine", "mit", "auf", "von", "zu", "wir"]),
    ("fr", &["le", "la", "les", "et", "des", "est", "une", "dans", "que", "pour", "qui", "du", "nous", "sur"]),
    ("es", &["el", "los", "las", "que", "una", "del", "por", "con", "para", "como", "está", "más", "y", "es"]),
    ("it", &["il", "che", "di", "gli", "della", "una", "per", "con", "non", "sono", "nel", "è", "delle", "dei"]),
    ("pt", &["o", "os", "uma", "não", "para", "com", "que", "do", "da", "em", "é", "mais", "dos", "são"]),
    ("nl", &["het", "een", "van", "de", "en", "niet", "dat", "met", "voor", "zijn", "op", "te", "ook", "wordt"]),
];

/// The primary tag of the language that the texts look like; `None` without letters.
pub fn detect<'t>(texts: impl Iterator<Item = &'t str>) -> Option<&'static str> {
    let (mut han, mut kana, mut hangul, mut cyrillic, mut spaced) = (0usize, 0usize, 0usize, 0usize, 0usize);
    let mut counts = [0usize; FREQUENT.len()];
    let mut word = String::new();
    for text in texts {
        for c in text.chars().chain([' ']) {
            match c {
                '\u{3041}'..='\u{30fa}' => kana += 1,
                '\u{ac00}'..='\u{d7af}' => (hangul, spaced) = (hangul + 1, spaced + 1),
                '\u{400}'..='\u{52f}' => (cyrillic, spaced) = (cyrillic + 1, spaced + 1),
                c if is_han(c) => han += 1,
                c if c.is_alphabetic() => spaced += 1,
                _ => {}
            }
            if is_spaced(c) {
                word.extend(c.to_lowercase());
            } else if !word.is_empty() {
                for (count, (_, words)) in counts.iter_mut().zip(FREQUENT) {
                    *count += usize::from(words.contains(&word.as_str()));
                }
                word.clear();
            }
        }
        if han + kana + spaced > SAMPLE {
            break;
        }
    }
    let letters = han + kana + spaced;
    if letters == 0 {
        return None;
    }
    // A Han character says as much as some three letters, and technical text is full of Latin names.
    if kana * 20 > letters {
        Some("ja")
    } else if hangul * 10 > letters {
        Some("ko")
    } else if han * 6 > letters {
        Some("zh")
    } else if cyrillic * 2 > letters {
        Some("ru")
    } else {
        let best = counts.iter().zip(FREQUENT).rev().max_by_key(|(count, _)| **count);
        best.filter(|(count, _)| **count > 0).map(|(_, (tag, _))| *tag).or(Some("en"))
    }
}

/// The script that a language is mostly written in, as far as `detect` tells scripts apart.
pub fn script_of(primary: &str) -> &str {
    match primary {
        "zh" | "ja" | "ko" => primary,
        "ru" | "uk" | "bg" | "sr" | "be" | "mk" | "kk" => "ru",
        _ => "en",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_text_shows_its_language() {
        for (text, expected) in [
            ("集群里的 container", Some("zh")),
            ("コンテナはクラスタで動く", Some("ja")),
            ("컨테이너는 실행된다", Some("ko")),
            ("The cluster is up and running.", Some("en")),
            ("Der Berg ist hoch und das Tal nicht.", Some("de")),
            ("Les montagnes et la vallée dans le nord", Some("fr")),
            ("Кластер работает", Some("ru")),
            ("kubectl", Some("en")),
            ("123", None),
        ] {
            assert_eq!(super::detect([text].into_iter()), expected, "{text}");
        }
    }
}
