//! Headings and anchors beside the words of their own address.
//!
//! An address often spells the original title (`/containers-are-here/`), and the heading of the document, or the anchor
//! of a link to it, is its translation. Over a corpus these make a small parallel text: for each English word, the
//! Chinese words that its titles have and others lack are its renderings, taken one after the other, each from the
//! titles that those before it leave unexplained.

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::discover::evidence::{Evidence, Signal};
use crate::discover::facts::Facts;
use crate::discover::url::{Address, Page, slug_words};
use crate::matcher::segmentation;
use crate::matcher::words::is_english;
use crate::text::script::{is_han, is_spaced};

/// Words of an English term at most.
const LONGEST_TERM: usize = 4;
/// Characters of a Chinese rendering at most.
const LONGEST_RENDERING: usize = 10;
/// Titles that must have a word.
const FEWEST_TITLES: usize = 3;
/// Renderings of one word at most.
const MOST_RENDERINGS: usize = 6;
/// Log-likelihood ratio (Dunning 1993) of a rendering in the titles that are left; 10.8 is one in a thousand.
const LEAST_RATIO: f64 = 14.0;
/// Share of a rendering's titles that must have the word.
const LEAST_SHARE: f64 = 0.45;

/// English words that neither start nor end a term.
const FUNCTION_WORDS: &[&str] = &[
    "a", "about", "after", "all", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "get", "has",
    "have", "how", "i", "in", "into", "is", "it", "its", "more", "no", "not", "of", "off", "on", "or", "our", "out", "s", "so",
    "than", "that", "the", "their", "they", "this", "to", "up", "use", "using", "vs", "was", "we", "what", "when", "where",
    "which", "who", "why", "will", "with", "you", "your", "html", "index", "www",
];

/// Chinese characters that neither start nor end a term.
const FUNCTION_CHARACTERS: &str =
    "的了和在是与及或为对从到把被将让给用以于向由其之这那我你他她它们您如何怎什么个一不也都就还要会能可而但并有";

/// One title: what its address says, and what it says.
struct Title {
    english: Vec<u32>,
    chinese: Vec<u32>,
}

/// Numbers of strings.
#[derive(Default)]
struct Numbers {
    numbers: FxHashMap<Box<str>, u32>,
    strings: Vec<Box<str>>,
    counts: Vec<u32>,
}

impl Numbers {
    fn count(&mut self, strings: FxHashSet<String>) -> Vec<u32> {
        let mut numbers: Vec<u32> = strings
            .into_iter()
            .map(|string| {
                let next = self.strings.len() as u32;
                let number = *self.numbers.entry(string.as_str().into()).or_insert(next);
                if number == next {
                    self.strings.push(string.into());
                    self.counts.push(0);
                }
                self.counts[number as usize] += 1;
                number
            })
            .collect();
        numbers.sort_unstable();
        numbers
    }
}

/// A rendering of an English term.
struct Rendering {
    text: Box<str>,
    /// Titles that have it and the English term.
    titles: u32,
    /// Of all titles that have it, the share with the English term.
    share: f64,
    /// Log-likelihood ratio in the titles that were left when it was found.
    ratio: f64,
    /// Log-likelihood ratio in all titles.
    whole: f64,
}

/// Adds the evidence.
pub fn find(facts: &Facts<'_>, evidence: &mut Evidence) {
    let titles = collect(facts);
    let (mut english, mut chinese) = (Numbers::default(), Numbers::default());
    let grams: Vec<(FxHashSet<String>, FxHashSet<String>)> =
        titles.par_iter().map(|(slug, texts)| (english_terms(slug), chinese_terms(texts))).collect();
    let titles: Vec<Title> =
        grams.into_iter().map(|(en, zh)| Title { english: english.count(en), chinese: chinese.count(zh) }).collect();
    let mut of_word: Vec<Vec<u32>> = vec![Vec::new(); english.strings.len()];
    for (number, title) in titles.iter().enumerate() {
        for &word in &title.english {
            of_word[word as usize].push(number as u32);
        }
    }
    let renderings: Vec<Vec<Rendering>> = of_word
        .par_iter()
        .map(|own| if own.len() < FEWEST_TITLES { Vec::new() } else { renderings(own, &titles, &chinese) })
        .collect();
    // A rendering belongs to the English term that it goes with best; of equals, to the longest.
    let mut best: FxHashMap<&str, (f64, usize)> = FxHashMap::default();
    for (word, found) in renderings.iter().enumerate() {
        for rendering in found {
            let rival = best.entry(&rendering.text).or_insert((rendering.whole, word));
            let longer = english.strings[word].len().cmp(&english.strings[rival.1].len());
            if rendering.whole.total_cmp(&rival.0).then(longer).is_gt() {
                *rival = (rendering.whole, word);
            }
        }
    }
    let own = |word: usize, rendering: &&Rendering| best.get(&*rendering.text).is_some_and(|(.., best)| *best == word);
    for (word, found) in renderings.iter().enumerate() {
        let term = &*english.strings[word];
        let found: Vec<&Rendering> = found.iter().filter(|rendering| own(word, rendering)).collect();
        for (at, left) in found.iter().enumerate() {
            evidence.source(&left.text, term, f64::from(left.titles).ln_1p());
            for right in &found[at + 1..] {
                // `大数据处理` says more than `大数据`.
                if left.text.contains(&*right.text) || right.text.contains(&*left.text) {
                    continue;
                }
                let weight = weight(left).min(weight(right));
                let words = format!(
                    "titles whose address says \"{term}\" have \"{}\" ({}) or \"{}\" ({})",
                    left.text, left.titles, right.text, right.titles
                );
                evidence.add(&left.text, &right.text, Signal::Headline, weight, words);
            }
        }
    }
}

/// From −1 to 4: how surely a rendering belongs to its term.
fn weight(rendering: &Rendering) -> f64 {
    let share = rendering.share.clamp(0.05, 0.95);
    (0.5 * (share / (1.0 - share)).ln() + 0.04 * rendering.ratio + 0.3 * f64::from(rendering.titles).ln()).clamp(-1.0, 4.0)
}

/// Slugs with the texts that stand for them.
fn collect<'c>(facts: &Facts<'c>) -> Vec<(String, Vec<&'c str>)> {
    let mut by_slug: FxHashMap<String, Vec<&str>> = FxHashMap::default();
    let mut order: Vec<String> = Vec::new();
    let mut add = |slug: &str, text: &'c str| {
        let words = slug_words(slug).join("-");
        if words.is_empty() || words.len() > 200 || !text.chars().any(is_han) {
            return;
        }
        let texts = by_slug.entry(words.clone()).or_insert_with(|| {
            order.push(words);
            Vec::new()
        });
        if !texts.contains(&text) && texts.len() < 16 {
            texts.push(text);
        }
    };
    for text in &facts.corpus.texts {
        if let Some(title) = text.title()
            && let Some(slug) = Address::new(&text.path).slug()
        {
            add(slug, title);
        }
        for anchor in &text.anchors {
            let shown = anchor.span.get(&text.text).trim();
            let length = shown.chars().count();
            let address = Address::new(&anchor.url);
            match address.page() {
                Page::Profile(_) => {}
                Page::Home(label) if length <= 12 => add(label, shown),
                Page::Home(_) => {}
                Page::Below => {
                    if let Some(slug) = address.slug() {
                        let words = slug_words(slug).len();
                        // A short anchor beside a long address says only a part of it, and the other way round.
                        if length <= 6 * words + 6 && words <= length {
                            add(slug, shown);
                        }
                    }
                }
            }
        }
    }
    order
        .into_iter()
        .map(|slug| {
            let texts = by_slug.remove(&slug).unwrap_or_default();
            (slug, texts)
        })
        .collect()
}

fn english_terms(slug: &str) -> FxHashSet<String> {
    let words: Vec<&str> = slug.split('-').collect();
    let mut terms = FxHashSet::default();
    for first in 0..words.len() {
        for length in 1..=LONGEST_TERM.min(words.len() - first) {
            let run = &words[first..first + length];
            let is_edge = |word: &&str| !FUNCTION_WORDS.contains(word) && word.bytes().any(|byte| byte.is_ascii_alphabetic());
            if run.first().is_some_and(is_edge) && run.last().is_some_and(is_edge) {
                let (last, before) = run.split_last().unwrap_or((&"", &[]));
                let mut term = before.join(" ");
                if !before.is_empty() {
                    term.push(' ');
                }
                term.push_str(&singular(last));
                if term.len() > 1 {
                    terms.insert(term);
                }
            }
        }
    }
    terms
}

/// A word without the ending of the plural, if what is left is an English word.
fn singular(word: &str) -> Cow<'_, str> {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        let singular = format!("{stem}y");
        if is_english(&singular) {
            return Cow::Owned(singular);
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) && is_english(stem) => Cow::Borrowed(stem),
        Some(_) | None => Cow::Borrowed(word),
    }
}

/// Runs of words of the texts that could be renderings.
fn chinese_terms(texts: &[&str]) -> FxHashSet<String> {
    let mut terms = FxHashSet::default();
    for text in texts {
        let words = segmentation::words(text);
        let base = text.as_ptr() as usize;
        let offset = |word: &str| word.as_ptr() as usize - base;
        for first in 0..words.len() {
            let start = offset(words[first]);
            let (mut end, mut last_is_han) = (start, None);
            for word in words[first..].iter().take(4) {
                let Some(c) = word.chars().next() else { break };
                let is_latin = is_spaced(c);
                if !(is_han(c) || is_latin) {
                    break;
                }
                let between = &text[end..offset(word)];
                if end > start && !(between.is_empty() || between == " ")
                    || end > start && is_latin && last_is_han == Some(false) && between.is_empty()
                {
                    break;
                }
                end = offset(word) + word.len();
                last_is_han = Some(!is_latin);
                let run = &text[start..end];
                if is_term(run) {
                    terms.insert(run.to_owned());
                }
            }
        }
    }
    terms
}

fn is_term(run: &str) -> bool {
    let count = run.chars().count();
    let has_han = run.chars().any(is_han);
    let longest = if has_han { LONGEST_RENDERING } else { 40 };
    let edge = |c: Option<char>| c.is_some_and(|c| !FUNCTION_CHARACTERS.contains(c));
    (2..=longest).contains(&count)
        && edge(run.chars().next())
        && edge(run.chars().next_back())
        && !run.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ')
}

/// The renderings of one English term.
fn renderings(own: &[u32], titles: &[Title], chinese: &Numbers) -> Vec<Rendering> {
    let mut left: Vec<u32> = own.to_vec();
    let mut found: Vec<Rendering> = Vec::new();
    let mut total: FxHashMap<u32, u32> = FxHashMap::default();
    for &title in own {
        for &candidate in &titles[title as usize].chinese {
            *total.entry(candidate).or_default() += 1;
        }
    }
    while found.len() < MOST_RENDERINGS && left.len() >= 2 {
        let mut gain: FxHashMap<u32, u32> = FxHashMap::default();
        for &title in &left {
            for &candidate in &titles[title as usize].chinese {
                *gain.entry(candidate).or_default() += 1;
            }
        }
        let mut best: Option<(f64, usize, u32)> = None;
        for (&candidate, &count) in gain.iter().filter(|(_, count)| **count >= 2) {
            let all = f64::from(chinese.counts[candidate as usize]);
            let with = f64::from(total[&candidate]);
            if with / all < LEAST_SHARE {
                continue;
            }
            let explained = own.len() - left.len();
            let outside = all - (with - f64::from(count));
            let ratio = log_likelihood(f64::from(count), left.len() as f64, outside, (titles.len() - explained) as f64);
            let length = chinese.strings[candidate as usize].len();
            let key = (ratio, length, candidate);
            if best.is_none_or(|(most, longest, number)| {
                ratio
                    .total_cmp(&most)
                    .then(length.cmp(&longest))
                    .then_with(|| chinese.strings[number as usize].cmp(&chinese.strings[candidate as usize]))
                    .is_gt()
            }) {
                best = Some(key);
            }
        }
        let Some((ratio, _, candidate)) = best.filter(|(ratio, ..)| *ratio >= LEAST_RATIO) else { break };
        let with = total[&candidate];
        found.push(Rendering {
            text: chinese.strings[candidate as usize].clone(),
            titles: with,
            whole: log_likelihood(
                f64::from(with),
                own.len() as f64,
                f64::from(chinese.counts[candidate as usize]),
                titles.len() as f64,
            ),
            share: f64::from(with) / f64::from(chinese.counts[candidate as usize]),
            ratio,
        });
        left.retain(|&title| titles[title as usize].chinese.binary_search(&candidate).is_err());
    }
    found
}

/// Dunning's log-likelihood ratio of `both` of `left` and `right` among `all`.
fn log_likelihood(both: f64, left: f64, right: f64, all: f64) -> f64 {
    let term = |observed: f64, expected: f64| if observed > 0.0 { observed * (observed / expected).ln() } else { 0.0 };
    if both * all <= left * right {
        return 0.0;
    }
    2.0 * (term(both, left * right / all)
        + term(left - both, left * (all - right) / all)
        + term(right - both, right * (all - left) / all)
        + term(all - left - right + both, (all - left) * (all - right) / all))
}
