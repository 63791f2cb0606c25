//! Dictionary words of Chinese text: does a longer word cut or swallow a mention?
//!
//! Words are weighed by frequency, the most probable segmentation wins (unigram model over the dictionary's graph, as
//! in jieba). What follows from it is for `evidence` and `rules`.

use super::script::{Script, is_han, script};
use super::span::Span;
use dictionary::Frequency;

mod dictionary;

/// Natural logarithm of the number of running words that the dictionary's frequencies were counted in.
const LN_TOTAL: f64 = 17.911_6;
/// Cost in nats of a character that is no word of the dictionary.
const COST_UNKNOWN: f64 = LN_TOTAL + 1.0;
/// Characters of context on either side of a mention.
const CONTEXT: usize = 8;
/// Characters that `words_around` looks at for each word.
pub const REACH: usize = 4;

/// Natural logarithm of a word's frequency in the general dictionary; `None` if it is not in it.
pub fn ln_frequency(word: &str) -> Option<f64> {
    ln(dictionary::frequency(word))
}

fn ln(frequency: Frequency) -> Option<f64> {
    (frequency > 0).then(|| f64::from(frequency) / 4.0)
}

/// A place between two characters, and the best way to it.
#[derive(Clone, Copy)]
struct Step {
    /// The place in bytes.
    at: usize,
    /// The character behind it.
    c: char,
    /// Cost in nats of the words before it.
    cost: f64,
    /// The step where the last of these words starts.
    from: usize,
    /// The frequency of that word.
    frequency: Frequency,
}

/// The most probable segmentation of a Chinese text: a way from its start to each place, the last is its end.
///
/// With `inside`, no word may cross either edge of that span. It may end where the first `enough` words are known.
fn segment(text: &str, inside: Option<Span>, enough: usize) -> Vec<Step> {
    let mut steps = Vec::with_capacity(text.len() / 3 + 2);
    let step = |(at, c)| Step { at, c, cost: f64::INFINITY, from: 0, frequency: 0 };
    steps.extend(text.char_indices().chain([(text.len(), '\0')]).map(step));
    steps[0].cost = 0.0;
    // The last step that a word leads to.
    let mut reached = 0;
    for from in 0..steps.len() - 1 {
        // No word crosses this place: nothing behind it changes what stands before.
        if reached == from && from >= enough && backwards(&steps[..=from]).count() >= enough {
            steps.truncate(from + 1);
            break;
        }
        let (before, after) = steps.split_at_mut(from + 1);
        let Step { at, c, cost, .. } = before[from];
        if !cost.is_finite() {
            continue;
        }
        let crosses =
            |end: usize| inside.is_some_and(|span| at < span.start && end > span.start || at < span.end && end > span.end);
        let offer = |step: &mut Step, word: f64, frequency: Frequency| {
            if cost + word < step.cost && !crosses(step.at) {
                (step.cost, step.from, step.frequency) = (cost + word, from, frequency);
            }
        };
        offer(&mut after[0], COST_UNKNOWN, 0);
        reached = reached.max(from + 1);
        let mut node = dictionary::root(c);
        for (number, step) in after.iter_mut().enumerate() {
            let Some(known) = node else { break };
            if known.frequency() > 0 {
                reached = reached.max(from + 1 + number);
                offer(step, LN_TOTAL - f64::from(known.frequency()) / 4.0, known.frequency());
            }
            node = known.child(step.c);
        }
    }
    steps
}

/// Cost in nats of the most probable segmentation.
fn cost(steps: &[Step]) -> f64 {
    steps.last().map_or(0.0, |step| step.cost)
}

/// The words of a segmentation, the last one first: start and end in bytes, frequency.
fn backwards(steps: &[Step]) -> impl Iterator<Item = (usize, usize, Frequency)> {
    let mut at = steps.len().saturating_sub(1);
    std::iter::from_fn(move || {
        let step = steps.get(at).filter(|_| at > 0)?;
        at = step.from;
        Some((steps.get(at)?.at, step.at, step.frequency))
    })
}

/// The Chinese text around a mention, and the mention within it.
fn clause(text: &str, span: Span) -> (&str, Span) {
    let before = text[..span.start].char_indices().rev().take_while(|&(_, c)| is_han(c)).take(CONTEXT);
    let start = before.last().map_or(span.start, |(at, _)| at);
    let after = text[span.end..].char_indices().take_while(|&(_, c)| is_han(c)).take(CONTEXT);
    let end = after.last().map_or(span.end, |(at, c)| span.end + at + c.len_utf8());
    (&text[start..end], Span::new(span.start - start, span.end - start))
}

/// How a mention stands among the words around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Joints<'t> {
    /// How much more probable the text is, in nats, when a word may cross an edge of the mention; 0 when none wants to.
    pub cut_cost: f64,
    /// The word that ends right before the mention.
    pub before: &'t str,
    /// The word that starts right after it.
    pub after: &'t str,
}

/// How a mention stands among the words around it, by the most probable segmentation.
pub fn joints(text: &str, span: Span) -> Joints<'_> {
    let (clause, inside) = clause(text, span);
    let apart = segment(clause, Some(inside), usize::MAX);
    let (before, after) = words_beside(text, span, inside, &apart);
    let cut_cost = match clause.len() == inside.len() {
        true => 0.0,
        false => (cost(&apart) - cost(&segment(clause, None, usize::MAX))).max(0.0),
    };
    Joints { cut_cost, before, after }
}

/// The word of the most probable segmentation that ends right before the mention, and the one that starts right after.
pub fn neighbours(text: &str, span: Span) -> (&str, &str) {
    let (clause, inside) = clause(text, span);
    words_beside(text, span, inside, &segment(clause, Some(inside), usize::MAX))
}

/// The words on either side of a span, which no word of the segmentation crosses; `inside` is the span in what was segmented.
fn words_beside<'t>(text: &'t str, span: Span, inside: Span, steps: &[Step]) -> (&'t str, &'t str) {
    let (mut before, mut after) = (inside.start, inside.end);
    for (start, end, _) in backwards(steps) {
        if end == inside.start {
            before = start;
        } else if start == inside.end {
            after = end;
        }
    }
    let base = span.start - inside.start;
    (&text[base + before..span.start], &text[span.end..base + after])
}

/// A run of Chinese, a Latin word, or another character.
#[derive(Clone, Copy)]
struct Run<'t> {
    text: &'t str,
    script: Script,
}

impl<'t> Run<'t> {
    /// What a text starts with.
    fn first(text: &'t str) -> Option<Self> {
        let mut characters = text.char_indices();
        let script = script(characters.next()?.1);
        let is_more = |c: char| is_joined(script) && super::script::script(c) == script;
        let end = characters.find(|&(_, c)| !is_more(c)).map_or(text.len(), |(at, _)| at);
        Some(Self { text: &text[..end], script })
    }

    /// What a text ends with.
    fn last(text: &'t str) -> Option<Self> {
        let mut characters = text.char_indices().rev();
        let (mut start, last) = characters.next()?;
        let script = script(last);
        let is_more = |c: char| is_joined(script) && super::script::script(c) == script;
        for (at, _) in characters.take_while(|&(_, c)| is_more(c)) {
            start = at;
        }
        Some(Self { text: &text[start..], script })
    }

    /// Its words, the last one first, or at least its first `enough` ones; none for a space.
    fn push_backwards(self, words: &mut Vec<Word<'t>>, enough: usize) {
        let text = self.text;
        if self.script == Script::Han {
            let steps = segment(text, None, enough);
            let found = backwards(&steps).map(|(start, end, frequency)| Word { text: &text[start..end], frequency });
            words.extend(found);
        } else if !text.starts_with(char::is_whitespace) {
            // The dictionary has no word of ASCII alone.
            let frequency = if text.is_ascii() { 0 } else { dictionary::frequency(text) };
            words.push(Word { text, frequency });
        }
    }
}

/// Whether neighbouring characters of a script make one run.
fn is_joined(script: Script) -> bool {
    matches!(script, Script::Han | Script::Spaced)
}

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word<'t> {
    /// As it stands there.
    pub text: &'t str,
    /// Four times the natural logarithm of its frequency in the general dictionary, rounded; 0 if it is not in it.
    pub frequency: u8,
}

/// The words of a text: dictionary words of Chinese, Latin words, single other characters; spaces are left out.
pub fn words(text: &str) -> Vec<&str> {
    first_words(text, usize::MAX).into_iter().map(|word| word.text).collect()
}

/// The first words of a text: at least so many, if it has them.
fn first_words(mut text: &str, count: usize) -> Vec<Word<'_>> {
    let mut words = Vec::with_capacity(count.min(8) * 4);
    while let Some(run) = Run::first(text).filter(|_| words.len() < count) {
        let known = words.len();
        run.push_backwards(&mut words, count - known);
        words[known..].reverse();
        text = &text[run.text.len()..];
    }
    words
}

/// The last words of a text, the last one first: at least so many, if it has them.
fn last_words(mut text: &str, count: usize) -> Vec<Word<'_>> {
    let mut words = Vec::with_capacity(count.min(8) * 4);
    while let Some(run) = Run::last(text).filter(|_| words.len() < count) {
        run.push_backwards(&mut words, usize::MAX);
        text = &text[..text.len() - run.text.len()];
    }
    words
}

/// At most `count` words on either side of a mention, the nearest first.
pub fn words_around(text: &str, span: Span, count: usize) -> (Vec<Word<'_>>, Vec<Word<'_>>) {
    let start = text[..span.start].char_indices().rev().take(count * REACH).last().map_or(span.start, |(at, _)| at);
    let end = text[span.end..].char_indices().nth(count * REACH).map_or(text.len(), |(at, _)| span.end + at);
    let mut before = last_words(&text[start..span.start], count);
    before.truncate(count);
    let mut after = first_words(&text[span.end..end], count);
    after.truncate(count);
    (before, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(text: &str, term: &str) -> f64 {
        let start = text.find(term).expect("the term is there");
        joints(text, Span::new(start, start + term.len())).cut_cost
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

    #[test]
    fn the_first_words_are_those_of_the_whole() {
        let text = "研究一下用来描述其功能的术语容器是很有用的这个短语在界已经使用了很多年用来表达操作系统容器的目的中国科学院";
        for (start, _) in text.char_indices() {
            let all = first_words(&text[start..], usize::MAX);
            for count in 0..12 {
                let first = first_words(&text[start..], count);
                assert!(first.len() >= count.min(all.len()) && all.starts_with(&first), "{start} {count}");
            }
        }
    }

    #[test]
    fn the_words_beside_a_mention_are_those_of_the_text_apart_from_it() {
        let texts = |words: Vec<Word<'static>>| words.iter().map(|word| word.text).collect::<Vec<_>>();
        let text = "我们在生产环境中运行 Docker Swarm 和集装箱，非常稳定。";
        let at = text.find("Docker").expect("it is there");
        let (before, after) = words_around(text, Span::new(at, at + 6), 5);
        assert_eq!(texts(before), ["运行", "中", "环境", "生产", "在"]);
        assert_eq!(texts(after), ["Swarm", "和", "集装箱", "，", "非常"]);
        let joints = joints(text, Span::new(text.find("环境").unwrap(), text.find("中运行").unwrap()));
        assert_eq!((joints.before, joints.after), ("生产", "中"));
        assert_eq!(neighbours("集装箱", Span::new(0, 9)), ("", ""));
    }
}
