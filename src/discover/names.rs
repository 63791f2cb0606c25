//! Names whose parts a dot joins (`凯尔西·海托华`): where such a name starts and ends in text without spaces.
//!
//! Whether two of them are one person is for the signals. The table beside this file says of each character how much
//! likelier it is in a transcribed name than in other text; `README.md` beside it says how it was made.

use std::sync::LazyLock;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::corpus::Corpus;
use crate::matcher::segmentation;
use crate::text::Span;
use crate::text::script::{is_han, is_interpunct};

/// Natural logarithm of the odds, times ten, that a character belongs to a transcribed name.
static CHARACTERS: LazyLock<FxHashMap<char, f64>> = LazyLock::new(|| {
    let lines = include_str!("name_characters.tsv").lines().filter_map(|line| line.split_once('\t'));
    let odds = |(c, tenths): (&str, &str)| Some((c.chars().next()?, tenths.parse::<f64>().ok()? / 10.0));
    lines.filter_map(odds).collect()
});

/// The odds of a character that the table lacks.
const ODDS_UNKNOWN: f64 = -2.5;
/// Characters of a part at most.
const LONGEST_PART: usize = 7;
/// Weight of the logarithm of the documents that show a part, or a whole name, with clear edges.
const WEIGHT_SEEN: f64 = 1.6;
/// Weight of an edge that is the edge of a dictionary word.
const WEIGHT_WORD: f64 = 1.2;
/// Weight of all that stands between a dot and something other than Han, when it is short.
const WEIGHT_WHOLE: f64 = 1.5;
/// What a dictionary word of two characters or more takes away that no name is made of: `宣布`, `律师`.
const WEIGHT_FOREIGN: f64 = 4.0;
/// Mean odds of the characters of such a word at most.
const MOST_FOREIGN: f64 = 0.6;
/// Natural logarithm of the frequency of such a word at least.
const LEAST_FREQUENCY: f64 = 6.5;

/// How much likelier a character is in a transcribed name than in other text: natural logarithm of the odds.
pub fn odds(c: char) -> f64 {
    CHARACTERS.get(&c).copied().unwrap_or(ODDS_UNKNOWN)
}

/// A dotted name in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameMention {
    /// Number of the text.
    pub text: u32,
    /// Where, in bytes of the text.
    pub span: Span,
}

/// A run of parts joined by dots, whose outer edges are open when Han stand there.
#[derive(Clone, Copy, Debug)]
struct Run {
    text: usize,
    /// From the first to the last character that could belong to it.
    outer: Span,
    /// From the first dot to the last, dots included.
    inner: Span,
    /// Something other than Han stands before it, or nothing does.
    left_clear: bool,
    right_clear: bool,
}

/// The dotted names of a corpus, in reading order.
pub fn find(corpus: &Corpus) -> Vec<NameMention> {
    let runs: Vec<Run> = corpus.texts.par_iter().enumerate().flat_map_iter(|(number, text)| runs(number, &text.text)).collect();
    let text = |run: &Run| corpus.texts[run.text].text.as_str();
    // What is seen with clear edges tells where the edges of the others are.
    let mut parts: FxHashMap<&str, FxHashSet<usize>> = FxHashMap::default();
    for run in &runs {
        let left = Span::new(run.outer.start, run.inner.start).get(text(run));
        let right = Span::new(run.inner.end, run.outer.end).get(text(run));
        for (part, clear) in [(left, run.left_clear), (right, run.right_clear)] {
            if clear && !part.is_empty() && part.chars().count() <= LONGEST_PART {
                parts.entry(part).or_default().insert(run.text);
            }
        }
    }
    let parts: FxHashMap<&str, usize> = parts.into_iter().map(|(part, texts)| (part, texts.len())).collect();
    let decide = |whole: &FxHashMap<&str, usize>| -> Vec<Option<Span>> {
        runs.par_iter().map(|run| edges(text(run), run, &parts, whole)).collect()
    };
    let first = decide(&FxHashMap::default());
    let mut whole: FxHashMap<&str, usize> = FxHashMap::default();
    for (run, span) in runs.iter().zip(&first) {
        if let Some(span) = span {
            *whole.entry(span.get(text(run))).or_default() += 1;
        }
    }
    let second = decide(&whole);
    let named = |(run, span): (&Run, Option<Span>)| Some(NameMention { text: run.text as u32, span: span? });
    runs.iter().zip(second).filter_map(named).collect()
}

fn runs(number: usize, text: &str) -> impl Iterator<Item = Run> + '_ {
    let mut done = 0;
    // Every interpunct starts with one of these bytes; some of them start common marks too.
    let starts = text.bytes().enumerate().filter(|(_, byte)| matches!(byte, 0xc2 | 0xe2 | 0xe3 | 0xef));
    starts.filter_map(move |(at, _)| {
        if at < done || !text.is_char_boundary(at) {
            return None;
        }
        let dot = text.get(at..)?.chars().next().filter(|&c| is_interpunct(c))?;
        let before = text[..at].char_indices().rev().take_while(|&(_, c)| is_part(c)).take(LONGEST_PART + 2);
        let start = before.last().map_or(at, |(start, _)| start);
        // Parts up to the last dot.
        let mut inner = Span::new(at, at + dot.len_utf8());
        let mut end;
        loop {
            let part = text[inner.end..].char_indices().take_while(|&(_, c)| is_part(c)).take(LONGEST_PART + 2);
            end = part.last().map_or(inner.end, |(at, c)| inner.end + at + c.len_utf8());
            match text[end..].chars().next() {
                Some(c) if is_interpunct(c) && end > inner.end => inner.end = end + c.len_utf8(),
                Some(_) | None => break,
            }
        }
        done = end;
        let (start, left_clear) = edge(text, start, inner.start, Side::Left);
        let (end, right_clear) = edge(text, inner.end, end, Side::Right);
        (start < inner.start && inner.end < end).then_some(Run {
            text: number,
            outer: Span::new(start, end),
            inner,
            left_clear,
            right_clear,
        })
    })
}

fn is_part(c: char) -> bool {
    is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '\u{c0}'..='\u{24f}')
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// Cuts an outer part where its script changes; tells whether its edge is clear.
fn edge(text: &str, start: usize, end: usize, side: Side) -> (usize, bool) {
    let part = &text[start..end];
    let inner = if side == Side::Left { part.chars().next_back() } else { part.chars().next() };
    let Some(han) = inner.map(is_han) else { return (if side == Side::Left { end } else { start }, true) };
    let same = |&(_, c): &(usize, char)| is_han(c) == han;
    let outer = match side {
        Side::Left => part.char_indices().rev().take_while(same).last().map_or(end, |(at, _)| start + at),
        Side::Right => {
            let last = part.char_indices().take_while(same).last();
            last.map_or(start, |(at, c)| start + at + c.len_utf8())
        }
    };
    let beyond = if side == Side::Left { text[..outer].chars().next_back() } else { text[outer..].chars().next() };
    (outer, !han || !beyond.is_some_and(is_han))
}

/// The likeliest name in a run.
fn edges(text: &str, run: &Run, parts: &FxHashMap<&str, usize>, whole: &FxHashMap<&str, usize>) -> Option<Span> {
    let lefts = candidates(text, Span::new(run.outer.start, run.inner.start), Side::Left, run.left_clear, parts);
    let rights = candidates(text, Span::new(run.inner.end, run.outer.end), Side::Right, run.right_clear, parts);
    let mut best: Option<(f64, Span)> = None;
    for &(left, start) in &lefts {
        for &(right, end) in &rights {
            let span = Span::new(start, end);
            let seen = whole.get(span.get(text)).map_or(0.0, |&count| WEIGHT_SEEN * (count as f64).ln());
            let score = left + right + seen;
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, span));
            }
        }
    }
    // What holds no transcribed character is no name: a list, a title.
    let (score, span) = best?;
    if span.get(text).bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let han: Vec<char> = span.get(text).chars().filter(|&c| is_han(c)).collect();
    let mean = han.iter().map(|&c| odds(c)).sum::<f64>() / han.len().max(1) as f64;
    (han.len() >= 2 && mean > 0.0 && score > 0.0).then_some(span)
}

/// Where an outer part could end, with scores.
fn candidates(text: &str, part: Span, side: Side, clear: bool, parts: &FxHashMap<&str, usize>) -> Vec<(f64, usize)> {
    let piece = part.get(text);
    let outer = if side == Side::Left { part.start } else { part.end };
    if !piece.chars().next().is_some_and(is_han) {
        return vec![(2.0, outer)];
    }
    let mut word_edges = vec![0];
    let mut foreign = Vec::new();
    for word in segmentation::words(piece) {
        let start = word_edges.last().copied().unwrap_or(0);
        word_edges.push(start + word.len());
        let count = word.chars().count();
        let mean = word.chars().map(odds).sum::<f64>() / count.max(1) as f64;
        let is_seen = parts.contains_key(word);
        if count > 1 && mean < MOST_FOREIGN && !is_seen && segmentation::ln_frequency(word).is_some_and(|ln| ln > LEAST_FREQUENCY)
        {
            foreign.push(Span::new(start, start + word.len()));
        }
    }
    let mut all = Vec::new();
    let mut total = 0.0;
    let mut offer = |total: f64, at: usize, length: usize| {
        let string = if side == Side::Left { &piece[at..] } else { &piece[..at] };
        let seen = parts.get(string).map_or(0.0, |&count| WEIGHT_SEEN * (count as f64).ln() + 0.5);
        let own = if side == Side::Left { Span::new(at, piece.len()) } else { Span::new(0, at) };
        let foreign = WEIGHT_FOREIGN * foreign.iter().filter(|word| own.contains(word)).count() as f64;
        let word = if word_edges.contains(&at) { WEIGHT_WORD } else { 0.0 };
        // A part of one character is rare.
        let is_whole = clear && string.len() == piece.len();
        let short = if length == 1 && !is_whole { -2.0 } else { 0.0 };
        let all_of_it = if is_whole && (2..=5).contains(&length) { WEIGHT_WHOLE } else { 0.0 };
        all.push((total + seen + word + short + all_of_it - foreign, part.start + at));
    };
    match side {
        Side::Left => {
            for (count, (at, c)) in piece.char_indices().rev().enumerate().take(LONGEST_PART) {
                total += odds(c);
                offer(total, at, count + 1);
            }
        }
        Side::Right => {
            for (count, (at, c)) in piece.char_indices().enumerate().take(LONGEST_PART) {
                total += odds(c);
                offer(total, at + c.len_utf8(), count + 1);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::corpus::Text;

    fn names(texts: &[&str]) -> Vec<String> {
        let texts = texts.iter().map(|text| Text { text: (*text).to_owned(), ..Text::default() }).collect();
        let corpus = Corpus { texts, ..Corpus::default() };
        let name = |mention: &NameMention| mention.span.get(&corpus.texts[mention.text as usize].text).to_owned();
        find(&corpus).iter().map(name).collect()
    }

    #[test]
    fn names_are_cut_out_of_the_text_around_them() {
        for (text, expected) in [
            ("创始人马尔科·贝里尼说", vec!["马尔科·贝里尼"]),
            ("由埃琳娜·萨托里写的文章", vec!["埃琳娜·萨托里"]),
            ("理查德·M·斯托曼认为", vec!["理查德·M·斯托曼"]),
            ("米拉·ABC在会上表示", vec!["米拉·ABC"]),
            ("• 第一项\n• 第二项", vec![]),
            ("·", vec![]),
        ] {
            assert_eq!(names(&[text]), expected, "{text}");
        }
    }
}
