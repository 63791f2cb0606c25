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
use crate::text::script::{has_han, is_han, is_interpunct};

/// Weight of two names on a person's page.
const WEIGHT_PROFILE: f64 = 4.5;
/// Weight of two anchors on the first page of a site.
const WEIGHT_HOME: f64 = 2.6;
/// Weight of two anchors on another page with a short address.
const WEIGHT_PAGE: f64 = 1.4;
/// Weight of two anchors on a page whose address spells a sentence.
const WEIGHT_ARTICLE: f64 = -0.5;
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
            let Some(shown) = clean(anchor.span.get(&text.text)) else { continue };
            let address = Address::new(&anchor.url);
            if !seen.insert((address.host, address.path, shown)) {
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
            Page::Profile(_) => 0.5,
            Page::Home(_) => WEIGHT_HOME,
            Page::Below if address.slug().is_none_or(|slug| slug_words(slug).len() < SENTENCE) => WEIGHT_PAGE,
            Page::Below => WEIGHT_ARTICLE,
        };
        for (at, left) in uses.iter().enumerate() {
            for right in &uses[at + 1..] {
                let is_person = matches!(page, Page::Profile(_)) && is_name(left.text) && is_name(right.text);
                let (signal, base) = if is_person { (Signal::Profile, WEIGHT_PROFILE) } else { (Signal::Url, base) };
                let specific = specific(left.text, address.host).min(specific(right.text, address.host));
                let support = f64::from(left.documents.min(right.documents)).ln();
                let lengths = length_penalty(left.text, right.text);
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
                            - length_penalty(found.text, word);
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

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// What an anchor says, without quotes and brackets around it; `None` for a clause, a number, a mark.
fn clean(text: &str) -> Option<&str> {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric() && !is_han(c));
    let is_clause =
        |c: char| matches!(c, '，' | '。' | '：' | '；' | '？' | '！' | '、' | ',' | ';' | '?' | '!' | '\u{fffc}' | '\n' | '|');
    let count = text.chars().count();
    let is_word = text.chars().any(char::is_alphabetic);
    ((2..=LONGEST).contains(&count) && is_word && !text.contains(is_clause)).then_some(text)
}

/// Whether it could be a person's name.
fn is_name(text: &str) -> bool {
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

/// Length in Chinese characters; a Latin word counts as two.
fn units(text: &str) -> f64 {
    let han = text.chars().filter(|&c| is_han(c)).count();
    let words = text.split(|c: char| !c.is_alphanumeric() || is_han(c)).filter(|word| !word.is_empty()).count();
    han as f64 + 2.0 * words as f64
}
