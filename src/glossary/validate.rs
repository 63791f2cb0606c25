//! What makes a term, a language tag or an id fit for a glossary, whatever format it was read from.
//!
//! Whether well-formed rows agree with each other is for `check`.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::error::did_you_mean;
use crate::text::script::byte_set_with_controls;

use super::model::{AdministrativeStatus, Concept, Term};

/// No term is longer than this many characters.
pub const MAX_TERM_CHARS: usize = 1000;

/// Two-letter codes of ISO 639-1.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da \
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io \
    is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my \
    na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so \
    sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// What people write where a tag belongs.
const NOT_TAGS: &[(&str, &str)] = &[
    ("cn", "zh"),
    ("jp", "ja"),
    ("cz", "cs"),
    ("dk", "da"),
    ("gr", "el"),
    ("chinese", "zh"),
    ("english", "en"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("german", "de"),
    ("french", "fr"),
    ("spanish", "es"),
    ("中文", "zh"),
    ("英文", "en"),
];

/// The tag in its usual spelling (`zh-Hant-TW`), or what is wrong with it.
///
/// Well-formed by RFC 5646 section 2.1 (no grandfathered tags), and a two-letter language must exist in ISO 639-1.
pub fn language_tag(tag: &str) -> Result<String, String> {
    let lower = tag.to_lowercase();
    if let Some((_, right)) = NOT_TAGS.iter().find(|(wrong, _)| *wrong == lower) {
        return Err(format!("\"{tag}\" is not a language tag (did you mean \"{right}\"?)"));
    }
    let mut subtags = tag.split('-');
    let language = subtags.next().unwrap_or_default().to_ascii_lowercase();
    let known = match language.len() {
        2 => LANGUAGES.split(' ').any(|code| code == language),
        3 => language.bytes().all(|byte| byte.is_ascii_lowercase()),
        _ => false,
    };
    if !known {
        let hyphened = tag.replace('_', "-");
        return Err(match hyphened != tag && language_tag(&hyphened).is_ok() {
            true => format!("\"{tag}\" is not a language tag (did you mean \"{hyphened}\"?)"),
            false => format!("\"{tag}\" is not a language tag"),
        });
    }
    let mut canonical = language;
    let mut private = false;
    for subtag in subtags {
        if subtag.is_empty() || subtag.len() > 8 || !subtag.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(format!("\"{tag}\" is not a language tag"));
        }
        canonical.push('-');
        let lower = subtag.to_ascii_lowercase();
        match subtag.len() {
            // After a singleton nothing is a script or a region.
            _ if private => canonical.push_str(&lower),
            2 => canonical.push_str(&lower.to_ascii_uppercase()),
            4 if subtag.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                canonical.push_str(&lower.get(..1).unwrap_or_default().to_ascii_uppercase());
                canonical.push_str(lower.get(1..).unwrap_or_default());
            }
            _ => canonical.push_str(&lower),
        }
        private |= subtag.len() == 1;
    }
    if private && canonical.rsplit('-').next().is_some_and(|last| last.len() == 1) {
        return Err(format!("\"{tag}\" is not a language tag"));
    }
    Ok(canonical)
}

/// The language without script and region: `zh` of `zh-Hant`.
pub fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// The tag, then what RFC 4647 section 3.4 falls back to: `zh-Hans-CN`, `zh-Hans`, `zh`.
pub fn fallbacks(tag: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(tag), |tag| {
        let shorter = tag.rsplit_once('-').map(|(shorter, _)| shorter)?;
        // A singleton goes with what follows it.
        Some(shorter.rsplit_once('-').filter(|(_, last)| last.len() == 1).map_or(shorter, |(shorter, _)| shorter))
    })
}

/// What is wrong with a term, as the end of a sentence that starts with its name.
pub fn term_fault(text: &str) -> Option<Cow<'static, str>> {
    if let Some(fault) = character_fault(text, &[]) {
        return Some(fault);
    }
    if text.len() > MAX_TERM_CHARS && text.chars().count() > MAX_TERM_CHARS {
        return Some(Cow::Owned(format!("is longer than {MAX_TERM_CHARS} characters")));
    }
    let has_words = text.bytes().any(|byte| byte.is_ascii_alphanumeric())
        || text.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}') || c.is_alphanumeric());
    (!has_words).then_some(Cow::Borrowed("consists of punctuation only"))
}

/// Bytes that control and invisible characters begin with.
const MAY_BE_BAD: [bool; 256] = byte_set_with_controls(b"\x7f\xc2\xe2\xef");

/// What is wrong with the characters of any cell: control and invisible ones, but those `allowed`.
pub fn character_fault(text: &str, allowed: &[char]) -> Option<Cow<'static, str>> {
    if !text.bytes().any(|byte| MAY_BE_BAD[usize::from(byte)]) {
        return None;
    }
    let is_bad = |&c: &char| {
        (c.is_control() && !allowed.contains(&c))
            || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'
                | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffc}')
    };
    let found = text.chars().find(is_bad)?;
    Some(match found {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => Cow::Borrowed("contains a line break"),
        '\t' => Cow::Borrowed("contains a tab"),
        c if c.is_control() => Cow::Owned(format!("contains the control character U+{:04X}", u32::from(c))),
        c => Cow::Owned(format!("contains the invisible character U+{:04X}", u32::from(c))),
    })
}

/// The value with this name, or a message that says what was meant.
pub fn by_name<V: Copy>(what: &str, name: &str, all: &[V], name_of: fn(V) -> &'static str) -> Result<V, String> {
    all.iter().copied().find(|&value| name_of(value).eq_ignore_ascii_case(name)).ok_or_else(|| {
        let names: Vec<&str> = all.iter().copied().map(name_of).collect();
        let meant = did_you_mean(name, names.iter().copied());
        let rest = if meant.is_empty() { format!(" (one of {})", names.join(", ")) } else { meant };
        format!("unknown {what} \"{name}\"{rest}")
    })
}

/// The first text of the concept that is both approved and deprecated in one language, with the deprecated term's number.
pub fn self_contradiction(concept: &Concept) -> Option<(usize, String)> {
    let is_same = |right: &&Term, wrong: &Term| right.text == wrong.text && right.language == wrong.language;
    concept.terms.iter().enumerate().find_map(|(number, wrong)| {
        if wrong.status != AdministrativeStatus::Deprecated {
            return None;
        }
        let right = concept.terms.iter().find(|term| term.status.is_approved() && is_same(term, wrong))?;
        let as_what = if wrong.ambiguous { "ambiguous" } else { "deprecated" };
        Some((number, format!("\"{}\" is both {} and {as_what}", wrong.text, right.status.name())))
    })
}

/// Gives every concept without an id one made of its first name, different from all others.
pub fn complete_ids(concepts: &mut [Concept]) {
    if concepts.iter().all(|concept| !concept.id.is_empty()) {
        return;
    }
    let mut taken: HashMap<String, usize> =
        concepts.iter().filter(|concept| !concept.id.is_empty()).map(|concept| (concept.id.clone(), 1)).collect();
    for concept in concepts.iter_mut().filter(|concept| concept.id.is_empty()) {
        let first = concept.terms.iter().find(|term| term.status.is_approved()).or(concept.terms.first());
        let base = slug(first.map_or("", |term| &term.text));
        let mut number = taken.get(&base).map_or(1, |used| used + 1);
        let mut id = base.clone();
        while number > 1 && taken.contains_key(&id) {
            id = format!("{base}-{number}");
            number += 1;
        }
        taken.insert(base, number.saturating_sub(1).max(1));
        taken.entry(id.clone()).or_insert(1);
        concept.id = id;
    }
}

/// The text as an id: lower case, hyphens between words.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if slug.is_empty() { "concept".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::model::{CaseRule, Origin};

    #[test]
    fn language_tags_get_their_usual_spelling() {
        for (tag, expected) in [
            ("zh", Ok("zh")),
            ("ZH-hant-tw", Ok("zh-Hant-TW")),
            ("yue", Ok("yue")),
            ("de-x-ab", Ok("de-x-ab")),
            ("es-419", Ok("es-419")),
            ("zh_CN", Err("\"zh_CN\" is not a language tag (did you mean \"zh-CN\"?)")),
            ("cn", Err("\"cn\" is not a language tag (did you mean \"zh\"?)")),
            ("Chinese", Err("\"Chinese\" is not a language tag (did you mean \"zh\"?)")),
            ("zn", Err("\"zn\" is not a language tag")),
            ("zh-", Err("\"zh-\" is not a language tag")),
            ("zh-x", Err("\"zh-x\" is not a language tag")),
            ("zh-überlang", Err("\"zh-überlang\" is not a language tag")),
            ("", Err("\"\" is not a language tag")),
        ] {
            assert_eq!(language_tag(tag).as_deref().map_err(String::as_str), expected, "{tag}");
        }
    }

    #[test]
    fn tags_fall_back_from_the_end() {
        assert_eq!(fallbacks("zh-Hans-CN").collect::<Vec<_>>(), ["zh-Hans-CN", "zh-Hans", "zh"]);
        assert_eq!(fallbacks("de-x-ab").collect::<Vec<_>>(), ["de-x-ab", "de"]);
    }

    #[test]
    fn terms_need_letters_and_visible_characters() {
        for (text, expected) in [
            ("C++", None),
            ("容器", None),
            ("……", Some("consists of punctuation only")),
            ("a\nb", Some("contains a line break")),
            ("a\u{7}", Some("contains the control character U+0007")),
            ("容\u{200b}器", Some("contains the invisible character U+200B")),
            (&"长".repeat(1000), None),
            (&"长".repeat(1001), Some("is longer than 1000 characters")),
        ] {
            assert_eq!(term_fault(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn made_ids_never_meet_another() {
        let concept = |id: &str, text: &str| Concept {
            id: id.to_owned(),
            terms: vec![Term {
                language: "en".into(),
                text: text.into(),
                status: AdministrativeStatus::Preferred,
                case: CaseRule::Fold,
                ambiguous: false,
                usage: None,
                origin: Origin::default(),
            }],
            ..Concept::default()
        };
        let mut concepts = [
            concept("", "Kelsey  Hightower!"),
            concept("", "Mercury"),
            concept("", "mercury"),
            concept("mercury-2", "x"),
            concept("", "Mercury"),
            concept("", "海塔尔"),
            concept("", "+"),
        ];
        complete_ids(&mut concepts);
        let ids: Vec<&str> = concepts.iter().map(|concept| concept.id.as_str()).collect();
        assert_eq!(ids, ["kelsey-hightower", "mercury", "mercury-3", "mercury-2", "mercury-4", "海塔尔", "concept"]);
    }
}
