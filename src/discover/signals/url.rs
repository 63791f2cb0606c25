//! One address, several anchors: `[Envoy](https://…)` here and `[特使](https://…)` there.
//!
//! First pages of sites and pages of persons count most: what is linked there is mostly the name of the thing. An anchor
//! that leads to many sites says nothing about any of them. Where a host name or handle spells a Latin word of the
//! corpus, that word is a rendering too.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::discover::evidence::{Evidence, Signal};
use crate::discover::facts::Facts;
use crate::discover::names;
use crate::discover::url::{Address, Page, slug_words};
use crate::similarity::{spelling, transliteration};
use crate::text::script::{has_han, is_han, is_interpunct};

/// Weight of two names on a person's page.
const WEIGHT_PROFILE: f64 = 4.5;
/// What it adds when the handle spells both names, or takes away when it does not.
const WEIGHT_HANDLE: f64 = 1.5;
/// Weight of a name and something else on a person's page: a translated name, or the employer.
const WEIGHT_OTHER_PROFILE: f64 = 2.6;
/// Weight of two anchors on the first page of a site.
const WEIGHT_HOME: f64 = 2.6;
/// Weight of two anchors on another page with a short address.
const WEIGHT_PAGE: f64 = 1.4;
/// Weight of two anchors on a page whose address spells a sentence.
const WEIGHT_ARTICLE: f64 = -0.5;
/// What it takes away when one anchor is a part of the other.
const WEIGHT_WITHIN: f64 = 3.0;
/// What it takes away that two Latin anchors look nothing alike, and from where they do.
const WEIGHT_UNLIKE: f64 = 2.5;
const LEAST_SIMILARITY: f64 = 0.7;
/// Words of an address that spell a sentence.
const SENTENCE: usize = 4;
/// Characters of an anchor at most.
const LONGEST: usize = 24;
/// Different anchors of one address that are looked at, the most frequent first.
const MOST_ANCHORS: usize = 12;

struct Use<'c> {
    text: &'c str,
    documents: u32,
}

/// Adds the evidence.
pub fn find(facts: &Facts<'_>, evidence: &mut Evidence) {
    // By address: anchors with the documents that have them. By anchor and host: documents.
    let mut pages: FxHashMap<(&str, &str), Vec<Use<'_>>> = FxHashMap::default();
    let mut hosts: FxHashMap<&str, FxHashMap<&str, u32>> = FxHashMap::default();
    let mut order = Vec::new();
    let mut seen = FxHashSet::default();
    for text in &facts.corpus.texts {
        seen.clear();
        for anchor in &text.anchors {
            let address = Address::new(&anchor.url);
            let shown = anchor.span.get(&text.text);
            let lead = || if matches!(address.page(), Page::Profile(_)) { lead(shown) } else { None };
            let Some(shown) = clean(shown).or_else(lead) else { continue };
            if address.is_redirect() || !seen.insert((address.host, address.path, shown)) {
                continue;
            }
            *hosts.entry(shown).or_default().entry(address.host).or_default() += 1;
            let uses = pages.entry((address.host, address.path)).or_insert_with(|| {
                order.push(address);
                Vec::new()
            });
            match uses.iter_mut().find(|known| known.text == shown) {
                Some(known) => known.documents += 1,
                None => uses.push(Use { text: shown, documents: 1 }),
            }
        }
    }
    let specific = |anchor: &str, host: &str| -> f64 {
        let Some(of) = hosts.get(anchor) else { return 0.0 };
        f64::from(of.get(host).copied().unwrap_or(0)) / (f64::from(of.values().sum::<u32>()) + 0.5)
    };
    for address in &order {
        let Some(uses) = pages.get_mut(&(address.host, address.path)) else { continue };
        uses.sort_by(|a, b| b.documents.cmp(&a.documents).then(a.text.cmp(b.text)));
        let many = (uses.len() as f64 - 4.0).max(0.0) * 0.25;
        uses.truncate(MOST_ANCHORS);
        let page = address.page();
        let shown = if address.path.is_empty() { address.host.to_owned() } else { format!("{}/{}", address.host, address.path) };
        let base = match page {
            Page::Profile(_) => WEIGHT_OTHER_PROFILE,
            Page::Home(_) => WEIGHT_HOME,
            Page::Below if address.slug().is_none_or(|slug| slug_words(slug).len() < SENTENCE) => WEIGHT_PAGE,
            Page::Below => WEIGHT_ARTICLE,
        };
        for (at, left) in uses.iter().enumerate() {
            for right in &uses[at + 1..] {
                let is_person = matches!(page, Page::Profile(_)) && is_name(left.text) && is_name(right.text);
                let (signal, base) = match page {
                    Page::Profile(handle) if is_person => {
                        let spelt = spelt(handle, left.text).min(spelt(handle, right.text));
                        (Signal::Profile, WEIGHT_PROFILE + WEIGHT_HANDLE * spelt)
                    }
                    Page::Profile(_) if !is_name(left.text) && !is_name(right.text) => (Signal::Url, 0.0),
                    Page::Profile(_) | Page::Home(_) | Page::Below => (Signal::Url, base),
                };
                let specific = specific(left.text, address.host).min(specific(right.text, address.host));
                let support = f64::from(left.documents.min(right.documents)).ln();
                let lengths = length_penalty(left.text, right.text) + within_penalty(left.text, right.text);
                let weight = base + 0.5 * support + 2.0 * (specific - 0.7) - many - lengths;
                evidence.add(left.text, right.text, signal, weight, format!("both link to {shown}"));
            }
        }
        named(facts, evidence, page, uses, &specific, address, &shown);
    }
}

/// The host name or handle spells a Latin word of the corpus.
fn named(
    facts: &Facts<'_>,
    evidence: &mut Evidence,
    page: Page<'_>,
    uses: &[Use<'_>],
    specific: &dyn Fn(&str, &str) -> f64,
    address: &Address<'_>,
    shown: &str,
) {
    match page {
        Page::Home(label) => {
            let lower = label.to_lowercase();
            let word = facts.vocabulary.usual(&lower).filter(|(word, count)| word.len() > 2 && count.documents > 1);
            for found in uses.iter().filter(|found| has_han(found.text)) {
                evidence.source(found.text, word.map_or(label, |(word, _)| word), 1.0);
                if let Some((word, _)) = word {
                    let weight =
                        WEIGHT_HOME + 0.5 * f64::from(found.documents).ln() + 2.0 * (specific(found.text, address.host) - 0.7)
                            - length_penalty(found.text, word)
                            - within_penalty(found.text, word);
                    evidence.add(found.text, word, Signal::Url, weight, format!("links to {shown}"));
                }
            }
        }
        Page::Profile(handle) => {
            let words = slug_words(handle);
            let words: Vec<&str> =
                words.iter().map(String::as_str).filter(|word| word.chars().all(char::is_alphabetic)).collect();
            for found in uses.iter().filter(|found| is_name(found.text) && words.len() > 1) {
                let name: Vec<String> = words.iter().map(|word| capitalised(word)).collect();
                evidence.source(found.text, &name.join(" "), 1.0);
            }
        }
        Page::Below => {}
    }
}

/// Whether the letters of a handle could spell a name: −1 (no) to 1 (yes).
fn spelt(handle: &str, name: &str) -> f64 {
    let letters: String = handle.chars().filter(|c| c.is_alphabetic()).collect();
    if has_han(name) {
        return (transliteration::score(&letters, name) / 2.0).clamp(-1.0, 1.0);
    }
    let lower = letters.to_lowercase();
    let found = name.split(' ').filter(|word| word.len() > 2 && lower.contains(&word.to_lowercase())).count();
    if found > 0 { 1.0 } else { -0.3 }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// What an anchor says, without quotes and brackets around it; `None` for a clause, a number, a mark.
fn clean(text: &str) -> Option<&str> {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric() && !is_han(c));
    // What follows in brackets is for the apposition.
    // A particle at an edge belongs to the sentence around the link.
    let text =
        before_bracket(text).trim_start_matches(['的', '是', '和', '在', '与', '由']).trim_end_matches(['的', '是', '在']).trim();
    let is_clause =
        |c: char| matches!(c, '，' | '。' | '：' | '；' | '？' | '！' | '、' | ',' | ';' | '?' | '!' | '\u{fffc}' | '\n' | '|');
    let count = text.chars().count();
    let is_word = text.chars().any(char::is_alphabetic);
    ((2..=LONGEST).contains(&count) && is_word && !text.contains(is_clause)).then_some(text)
}

/// The name that a block about a person starts with, when all of it is a link to the person's page.
fn lead(text: &str) -> Option<&str> {
    let first = text.split(['\n', '，', ',', '。', '是', '\u{fffc}']).find(|piece| !piece.trim().is_empty())?;
    clean(first).filter(|name| is_name(name))
}

fn before_bracket(text: &str) -> &str {
    text.find(['(', '（']).map_or(text, |at| text[..at].trim_end())
}

/// Whether it could be a person's name.
pub fn is_name(text: &str) -> bool {
    if has_han(text) {
        let han: Vec<char> = text.chars().filter(|&c| is_han(c)).collect();
        let mean = han.iter().map(|&c| names::odds(c)).sum::<f64>() / han.len().max(1) as f64;
        return (2..=12).contains(&text.chars().count()) && (mean > 1.0 || text.contains(is_interpunct) && mean > 0.0);
    }
    let words: Vec<&str> = text.split(' ').collect();
    (2..=4).contains(&words.len()) && words.iter().all(|word| word.starts_with(char::is_uppercase))
}

/// A clause beside a name: the longer says more than the shorter.
fn length_penalty(left: &str, right: &str) -> f64 {
    let (left, right) = (units(left), units(right));
    ((left.max(right) / left.min(right).max(1.0)).ln() - 0.6).max(0.0) * 2.0
}

/// A name within a longer one is mostly another thing: a project's foundation, a company's product.
///
/// Two Latin names that look nothing alike are two things on one page: a product and its maker, a company and its head.
fn within_penalty(left: &str, right: &str) -> f64 {
    let is_latin = !has_han(left) && !has_han(right);
    match () {
        () if left.contains(right) || right.contains(left) => WEIGHT_WITHIN,
        () if is_latin && spelling::similarity(left, right) < LEAST_SIMILARITY => WEIGHT_UNLIKE,
        () => 0.0,
    }
}

/// Length in Chinese characters; a Latin word counts as two.
fn units(text: &str) -> f64 {
    let han = text.chars().filter(|&c| is_han(c)).count();
    let words = text.split(|c: char| !c.is_alphanumeric() || is_han(c)).filter(|word| !word.is_empty()).count();
    han as f64 + 2.0 * words as f64
}
