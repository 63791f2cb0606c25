//! Which of the glossary's languages a document is in: what it says of itself, then its script.
//!
//! What its path says is for the configuration, and comes first.

use crate::document::Document;
use crate::text::script::has_han;

/// Characters of a document that are looked at.
const SAMPLE: usize = 4_000;

/// The tag among `available` that fits the document best; the first where nothing fits. `None` if there is none.
pub fn detect<'a>(text: &str, available: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let of = |language: &str| self::available(language, available.clone());
    let declared = declared(text).and_then(of);
    declared.or_else(|| by_script(text).and_then(of)).or_else(|| available.clone().next())
}

/// The tag among `available` that a declared one means: itself, the longest that it begins with (RFC 4647, lookup), else
/// one of the same language.
pub fn available<'a>(language: &str, available: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let mut range = language;
    loop {
        if let Some(found) = available.clone().find(|tag| tag.eq_ignore_ascii_case(range)) {
            return Some(found);
        }
        let Some((shorter, _)) = range.rsplit_once('-') else { break };
        range = shorter;
    }
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    available.clone().find(|tag| primary(tag) == primary(language))
}

/// The value of `lang` or `language` in the front matter.
fn declared(text: &str) -> Option<&str> {
    let text = text.trim_start_matches('\u{feff}');
    let fence = text.lines().next().map(str::trim_end).filter(|fence| matches!(*fence, "---" | "+++"))?;
    let lines = text.lines().skip(1).take_while(|line| line.trim_end() != fence);
    lines
        .filter_map(|line| line.split_once([':', '=']))
        .find(|(key, _)| matches!(key.trim(), "lang" | "language"))
        .map(|(_, value)| value.trim().trim_matches(['"', '\'']))
}

/// Kana makes Japanese, Hangul Korean, other Chinese characters Chinese, and nothing of these English.
pub fn by_script(text: &str) -> Option<&'static str> {
    let sample = text.char_indices().nth(SAMPLE).map_or(text, |(at, _)| &text[..at]);
    let count = |is: fn(char) -> bool| sample.chars().filter(|&c| is(c)).count();
    let kana = count(|c| matches!(c, '\u{3041}'..='\u{30fa}'));
    let hangul = count(|c| matches!(c, '\u{ac00}'..='\u{d7af}'));
    let letters = count(char::is_alphabetic);
    if letters == 0 {
        None
    } else if kana * 20 > letters {
        Some("ja")
    } else if hangul * 20 > letters {
        Some("ko")
    } else if has_han(sample) {
        Some("zh")
    } else {
        Some("en")
    }
}

/// Whether a text for a Chinese reader's glossary is Japanese or Korean. Kana and Hangul have bytes of their own, so that Chinese
/// text is told at a glance.
pub fn is_elsewhere(text: &str, language: &str) -> bool {
    let is_chinese = language.get(..2).is_some_and(|primary| primary.eq_ignore_ascii_case("zh"));
    is_chinese && may_be_neighbour(text.as_bytes()) && matches!(by_script(text), Some("ja" | "ko"))
}

/// Bytes that are looked at in one step; not more than a byte can count.
const PIECE: usize = 240;
/// So many Chinese characters without kana or Hangul before and among them are no Japanese and no Korean.
const CLEAR: usize = 128;

/// Whether there may be kana or Hangul near the start of a text: in as much of it as does not show yet that it is Chinese.
fn may_be_neighbour(bytes: &[u8]) -> bool {
    let mut chinese = 0;
    for start in (0..bytes.len().min(SAMPLE)).step_by(PIECE) {
        let seen = shown(&bytes[start..]);
        chinese += usize::from(seen.chinese);
        if seen.is_neighbour || chinese >= CLEAR {
            return seen.is_neighbour;
        }
    }
    false
}

/// What shows a script.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// Whether there are kana or Hangul.
    is_neighbour: bool,
    /// Common Chinese characters.
    chinese: u8,
}

/// What is seen in the first bytes of some. All of these are looked at, for that is done many bytes at a time.
fn shown(bytes: &[u8]) -> Seen {
    let pairs = bytes.iter().take(PIECE).zip(bytes.get(1..).unwrap_or_default());
    pairs.fold(Seen::default(), |seen, (&first, &second)| {
        let is_hangul = first.wrapping_sub(0xea) < 3;
        let is_kana = (first == 0xe3) & (second.wrapping_sub(0x81) < 3);
        Seen {
            is_neighbour: seen.is_neighbour | is_hangul | is_kana,
            chinese: seen.chinese + u8::from(first.wrapping_sub(0xe4) < 6),
        }
    })
}

/// As much of a document as shows its language.
pub fn sample(document: &Document) -> String {
    let mut sample = String::new();
    for segment in document.segments() {
        if sample.len() > 2 * SAMPLE {
            break;
        }
        sample.push_str(segment.text);
        sample.push('\n');
    }
    sample
}

/// Whether a document may be in a language: one of East Asia shows in its script.
pub fn fits(document: &Document, language: &str) -> bool {
    let primary = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let shows_script = |language: &str| matches!(language, "zh" | "ja" | "ko");
    match by_script(&sample(document)) {
        Some(shown) => shown == primary || !shows_script(shown) && !shows_script(&primary),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::Document;

    #[test]
    fn a_document_says_its_language_or_shows_it() {
        let tags = ["zh", "ja", "ko", "zh-Hant"];
        for (text, expected) in [
            ("集群里的容器", "zh"),
            ("コンテナはクラスタで動く", "ja"),
            ("컨테이너는 클러스터에서 실행된다", "ko"),
            ("---\nlang: zh-Hant\n---\n叢集", "zh-Hant"),
            ("+++\nlanguage = \"ja\"\n+++\n集群", "ja"),
            ("only English", "zh"),
            ("", "zh"),
        ] {
            assert_eq!(super::detect(text, tags.iter().copied()), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_glossary_for_chinese_is_not_for_its_neighbours() {
        for (text, language, expected) in [
            ("日本の特使が会議に参加しました。", "zh", true),
            ("컨테이너는 클러스터에서", "zh-CN", true),
            ("特使の参加しました。", "ja", false),
            ("「特使」在日本的の商店，以及许多别的东西和说明文字。", "zh", false),
            ("特使、代理。", "zh", false),
            (&"特使".repeat(60), "zh", false),
            (&("特使".repeat(60) + &"の".repeat(60)), "zh", true),
            (&("特使".repeat(200) + &"の".repeat(200)), "zh", false),
            (&("a".repeat(3000) + "컨테이너는"), "zh", false),
            (&("-".repeat(3000) + "컨테이너는"), "zh", true),
        ] {
            assert_eq!(super::is_elsewhere(text, language), expected, "{text} {language}");
        }
    }

    #[test]
    fn a_document_fits_the_language_that_it_shows() {
        for (text, language, expected) in [
            ("集群里的容器", "zh-Hans", true),
            ("Der Container läuft.", "zh", false),
            ("Der Container läuft.", "en", true),
            ("コンテナはクラスタで動く", "zh", false),
            ("集群里的容器", "de", false),
            ("123", "zh", true),
        ] {
            let mut document = Document::default();
            if let Some(format) = crate::format::by_name("plain") {
                format.read(text, &mut document);
            }
            assert_eq!(super::fits(&document, language), expected, "{text} {language}");
        }
    }
}
