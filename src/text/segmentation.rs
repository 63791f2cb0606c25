//! Dictionary words of Chinese text: does a longer word cut or swallow a mention?
//!
//! Words are weighed by frequency, the most probable segmentation wins (unigram model over the dictionary's graph, as
//! in jieba). What follows from it is for `evidence` and `rules`.

use std::sync::LazyLock;

use fst::raw::{Fst, Output};

use super::script::{is_han, is_spaced};
use super::span::Span;

static DICTIONARY: LazyLock<Option<Fst<&'static [u8]>>> =
    LazyLock::new(|| Fst::new(include_bytes!("../matcher/words/chinese.fst").as_slice()).ok());

/// Natural logarithm of the number of running words that the dictionary's frequencies were counted in.
const LN_TOTAL: f64 = 17.911_6;
/// Cost in nats of a character that is no word of the dictionary.
const COST_UNKNOWN: f64 = LN_TOTAL + 1.0;
/// Characters of context on either side of a mention.
const CONTEXT: usize = 8;

/// Natural logarithm of a word's frequency in the general dictionary; `None` if it is not in it.
pub fn ln_frequency(word: &str) -> Option<f64> {
    let dictionary = DICTIONARY.as_ref()?;
    dictionary.get(word).map(|output| output.value() as f64 / 4.0)
}

/// Calls `each` with the words of the dictionary that start a text: length in bytes, cost in nats.
fn words_at(text: &str, mut each: impl FnMut(usize, f64)) {
    let Some(dictionary) = DICTIONARY.as_ref() else { return };
    let mut node = dictionary.root();
    let mut output = Output::zero();
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        let Some(number) = node.find_input(byte) else { break };
        let transition = node.transition(number);
        output = output.cat(transition.out);
        node = dictionary.node(transition.addr);
        if node.is_final() {
            each(at + 1, LN_TOTAL - output.cat(node.final_output()).value() as f64 / 4.0);
        }
    }
}

/// The most probable segmentation of a Chinese text: cost in nats, and the ends of its words.
///
/// With `inside`, no word may cross either edge of that span.
fn segment(text: &str, inside: Option<Span>) -> (f64, Vec<usize>) {
    let length = text.len();
    let mut best = vec![(f64::INFINITY, 0); length + 1];
    best[0].0 = 0.0;
    for (at, c) in text.char_indices() {
        let cost = best[at].0;
        if !cost.is_finite() {
            continue;
        }
        let crosses =
            |end: usize| inside.is_some_and(|span| at < span.start && end > span.start || at < span.end && end > span.end);
        let mut offer = |end: usize, word: f64| {
            if !crosses(end) && cost + word < best[end].0 {
                best[end] = (cost + word, at);
            }
        };
        offer(at + c.len_utf8(), COST_UNKNOWN);
        words_at(&text[at..], |length, word| offer(at + length, word));
    }
    let mut ends = Vec::new();
    let mut at = length;
    while at > 0 {
        ends.push(at);
        at = best[at].1;
    }
    ends.reverse();
    (best[length].0, ends)
}

/// The Chinese text around a mention, and the mention within it.
fn clause(text: &str, span: Span) -> (&str, Span) {
    let before = text[..span.start].char_indices().rev().take_while(|&(_, c)| is_han(c)).take(CONTEXT);
    let start = before.last().map_or(span.start, |(at, _)| at);
    let after = text[span.end..].char_indices().take_while(|&(_, c)| is_han(c)).take(CONTEXT);
    let end = after.last().map_or(span.end, |(at, c)| span.end + at + c.len_utf8());
    (&text[start..end], Span::new(span.start - start, span.end - start))
}

/// How much more probable the text is, in nats, when a word may cross an edge of the mention; 0 when none wants to.
pub fn cut_cost(text: &str, span: Span) -> f64 {
    let (clause, inside) = clause(text, span);
    if clause.len() == inside.len() {
        return 0.0;
    }
    (segment(clause, Some(inside)).0 - segment(clause, None).0).max(0.0)
}

/// The word of the most probable segmentation that ends right before the mention, and the one that starts right after.
pub fn neighbours(text: &str, span: Span) -> (&str, &str) {
    let (clause_text, inside) = clause(text, span);
    let base = span.start - inside.start;
    let (_, ends) = segment(clause_text, Some(inside));
    let before = ends.iter().rev().find(|&&end| end < inside.start).copied().unwrap_or(0);
    let after = ends.iter().find(|&&end| end > inside.end).copied().unwrap_or(inside.end);
    (&text[base + before..span.start], &text[span.end..base + after])
}

/// The words of a text: dictionary words of Chinese, Latin words, single other characters; spaces are left out.
pub fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let length = if is_han(first) {
            let length = run(is_han);
            let mut start = 0;
            for end in segment(&rest[..length], None).1 {
                words.push(&rest[start..end]);
                start = end;
            }
            length
        } else if is_spaced(first) {
            let length = run(is_spaced);
            words.push(&rest[..length]);
            length
        } else {
            if !first.is_whitespace() {
                words.push(&rest[..first.len_utf8()]);
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    words
}

/// At most `count` words on either side of a mention, the nearest first.
pub fn words_around(text: &str, span: Span, count: usize) -> (Vec<&str>, Vec<&str>) {
    let start = text[..span.start].char_indices().rev().take(count * 4).last().map_or(span.start, |(at, _)| at);
    let end = text[span.end..].char_indices().nth(count * 4).map_or(text.len(), |(at, _)| span.end + at);
    let mut before = words(&text[start..span.start]);
    before.reverse();
    before.truncate(count);
    let mut after = words(&text[span.end..end]);
    after.truncate(count);
    (before, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(text: &str, term: &str) -> f64 {
        let start = text.find(term).expect("the term is there");
        cut_cost(text, Span::new(start, start + term.len()))
    }

    #[test]
    fn longer_words_swallow_or_cut_a_mention() {
        for (text, term) in [("新架构造成了延迟", "构造"), ("很多客户都说", "多客户")] {
            assert!(cost(text, term) > 2.0, "{text}: {}", cost(text, term));
        }
        for (text, term) in [("用集装箱部署应用", "集装箱"), ("在特使代理后面", "特使"), ("构造峰会上", "构造")]
        {
            assert!(cost(text, term) < 2.0, "{text}: {}", cost(text, term));
        }
    }
}
