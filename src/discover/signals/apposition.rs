//! Apposition: `凯尔西·海托华（Kelsey Hightower）`, `服务网格(service mesh)`, `Kelsey Hightower（凯尔西·海托华）`.
//!
//! Two Chinese strings with one apposed English name belong together through it. A name's left edge is that of the dotted
//! name; a term's is where the corpus most often starts it before the same English.

use rustc_hash::FxHashMap;

use crate::discover::evidence::{Evidence, Signal};
use crate::discover::facts::Facts;
use crate::discover::signals::turns::Pair;
use crate::matcher::segmentation;
use crate::text::counted;
use crate::text::script::{has_han, is_han, is_interpunct};

/// Weight of a dotted name or a whole anchor with a name of several words beside it.
const WEIGHT_NAME: f64 = 5.0;
/// Weight of a term, seen in one document; each doubling adds half a point.
const WEIGHT_TERM: f64 = 1.5;
/// Weight of an acronym, which several terms may share.
const WEIGHT_ACRONYM: f64 = 0.5;
/// What it takes away that two terms with one acronym have no character in common.
const WEIGHT_UNLIKE: f64 = 3.0;
/// How much more a shorter name must sound like the English one.
const BETTER: f64 = 0.6;
/// What each point takes away that a name sounds unlike the English one.
const WEIGHT_UNHEARD: f64 = 0.8;
/// Share of its documents that a term must keep when it takes in one more word on its left.
const LEAST_KEPT: f64 = 0.2;
/// Characters of a term at most.
const LONGEST: usize = 12;

/// Adds the evidence.
pub fn find(facts: &Facts<'_>, evidence: &mut Evidence) {
    // By English string: texts before it, with the document.
    let mut terms: FxHashMap<&str, Vec<(&str, u32)>> = FxHashMap::default();
    let mut order: Vec<&str> = Vec::new();
    let mut mention = 0;
    for (number, text) in facts.corpus.texts.iter().enumerate() {
        let all = text.text.as_str();
        let first = mention;
        while facts.dotted_mentions.get(mention).is_some_and(|dotted| dotted.text as usize == number) {
            mention += 1;
        }
        let dotted = &facts.dotted_mentions[first..mention];
        for (open, mark) in all.match_indices(['(', '（']) {
            let inside = &all[open + mark.len()..];
            let Some(close) = inside.find([')', '）', '\n']).filter(|&close| close > 1 && close < 80) else { continue };
            let inside = inside[..close].trim().trim_matches(['“', '”', '"']);
            let before = all[..open].trim_end_matches([' ', '”', '"', '》', '】']);
            if is_english(inside) {
                match dotted.iter().find(|name| name.span.end == before.len()) {
                    Some(name) => {
                        if inside.contains(' ') && inside.split(' ').count() < 5 {
                            let (name, weight) = fitted(name.span.get(all), inside);
                            evidence.source(name, inside, 3.0);
                            evidence.add(name, inside, Signal::Apposition, weight, format!("\"{name}({inside})\""));
                        }
                    }
                    None => {
                        let run = han_before(before);
                        if run.chars().count() > 1 {
                            let seen = terms.entry(inside).or_insert_with(|| {
                                order.push(inside);
                                Vec::new()
                            });
                            seen.push((run, number as u32));
                        }
                    }
                }
            } else if let Some(name) = dotted.iter().find(|name| name.span.get(all) == inside) {
                let name = name.span.get(all);
                if let Some(english) = names_before(facts, number, before) {
                    evidence.source(name, english, 3.0);
                    evidence.add(name, english, Signal::Apposition, WEIGHT_NAME, format!("\"{english}({name})\""));
                }
            }
        }
    }
    for english in order {
        let Some(seen) = terms.get(english) else { continue };
        add_terms(evidence, english, seen);
    }
}

/// The end of a dotted name that sounds most like the English one, and the weight of the two.
fn fitted<'n>(name: &'n str, english: &str) -> (&'n str, f64) {
    let Some(pair) = Pair::new(english) else { return (name, WEIGHT_NAME) };
    let (mut best, mut score) = (name, pair.score(name));
    let first = name.find(is_interpunct).unwrap_or(0);
    for (at, _) in name[..first].char_indices().skip(1) {
        let shorter = pair.score(&name[at..]);
        if shorter > score + BETTER {
            (best, score) = (&name[at..], shorter);
        }
    }
    (best, WEIGHT_NAME + WEIGHT_UNHEARD * score.min(0.0))
}

/// The Latin name that ends right here.
fn names_before<'c>(facts: &Facts<'c>, text: usize, before: &str) -> Option<&'c str> {
    let names = facts.latin.of_text.get(text)?;
    names.iter().map(|&number| facts.latin.list[number as usize].text).find(|name| before.ends_with(name))
}

fn is_english(text: &str) -> bool {
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    letters > 1 && !has_han(text) && letters * 5 > text.len() * 3 && !text.contains(['/', '.', '@', '=', ':', '<', '[', ','])
}

/// The Chinese characters right before.
fn han_before(before: &str) -> &str {
    let start = before.char_indices().rev().take_while(|&(_, c)| is_han(c)).take(LONGEST).last();
    start.map_or("", |(at, _)| &before[at..])
}

/// The longest ends that several documents share, at edges of words.
fn add_terms(evidence: &mut Evidence, english: &str, seen: &[(&str, u32)]) {
    let mut ends: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
    for (run, text) in seen {
        let words = segmentation::words(run);
        let mut start = run.len();
        for word in words.iter().rev() {
            start -= word.len();
            let end = &run[start..];
            if end.chars().count() > 1 {
                ends.entry(end).or_default().push(*text);
            }
        }
    }
    for texts in ends.values_mut() {
        texts.dedup();
    }
    // Each run speaks for its longest end that keeps its share of the documents, word by word.
    let is_acronym = !english.contains(' ') && english.bytes().filter(u8::is_ascii_uppercase).count() > 1;
    let letters = english.trim_end_matches('s').len();
    let mut chosen: FxHashMap<&str, u32> = FxHashMap::default();
    for (run, _) in seen {
        let mut best: Option<(&str, usize)> = None;
        let (mut start, mut words) = (run.len(), 0);
        for word in segmentation::words(run).iter().rev() {
            start -= word.len();
            words += 1;
            let end = &run[start..];
            let Some(texts) = ends.get(end).map(Vec::len).filter(|texts| *texts > 1) else { continue };
            if best.is_some_and(|(_, before)| (texts as f64) < LEAST_KEPT * before as f64) {
                break;
            }
            // One word for three letters is the end of something longer.
            if !is_acronym || words > 1 || letters < 3 {
                best = Some((end, texts));
            }
        }
        if let Some((end, texts)) = best {
            chosen.insert(end, texts as u32);
        }
    }
    let base = if is_acronym { WEIGHT_ACRONYM } else { WEIGHT_TERM };
    let mut chosen: Vec<(&str, u32)> = chosen.into_iter().collect();
    chosen.sort_unstable();
    // `目标(SLO)` beside `服务级别目标(SLO)` is the same apposition, cut short.
    let all = chosen.clone();
    chosen.retain(|(end, _)| {
        !all.iter().any(|(other, documents)| other.len() > end.len() && other.ends_with(end) && *documents > 1)
    });
    for (at, (left, documents)) in chosen.iter().enumerate() {
        let weight = base + 0.7 * f64::from(*documents).ln();
        evidence.source(left, english, f64::from(*documents));
        evidence.add(
            left,
            english,
            Signal::Apposition,
            weight,
            format!("\"{left}({english})\" in {}", counted(*documents as usize, "document")),
        );
        for (right, others) in &chosen[at + 1..] {
            let unlike = if is_acronym && !left.chars().any(|c| right.contains(c)) { WEIGHT_UNLIKE } else { 0.0 };
            let weight = base + 0.7 * f64::from(*documents.min(others)).ln() - unlike;
            let words = format!("\"{left}({english})\" and \"{right}({english})\"");
            evidence.add(left, right, Signal::Apposition, weight, words);
        }
    }
}
