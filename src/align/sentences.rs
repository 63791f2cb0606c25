//! Sentences of a text, with exact places: Chinese, Japanese and Western scripts, and texts that mix them.
//!
//! What a paragraph is, the reader has decided; code spans and URLs are objects in the text and are never cut.

use crate::document::OBJECT;
use crate::text::Span;
use crate::text::script::is_han;

/// Abbreviations that a full stop follows within a sentence (lower case, English, German, French).
const ABBREVIATIONS: &[&str] = &[
    "al", "approx", "apr", "art", "aug", "ave", "bd", "bsp", "bzgl", "bzw", "ca", "cf", "ch", "chap", "co", "col", "corp", "dec",
    "dept", "dez", "dr", "ed", "eds", "eq", "esp", "est", "etc", "ev", "evtl", "ex", "feb", "fig", "figs", "fr", "gen", "ggf",
    "gov", "hon", "hr", "inc", "incl", "inkl", "jan", "jr", "jul", "jun", "kap", "lt", "ltd", "mar", "max", "min", "misc",
    "mlle", "mm", "mme", "mr", "mrs", "ms", "mt", "nov", "nr", "oct", "okt", "op", "pp", "prof", "ref", "resp", "rev", "sec",
    "sep", "sept", "sog", "sr", "st", "ste", "str", "tel", "u.a", "univ", "usw", "vgl", "viz", "vol", "vs", "zb", "zit",
];

/// Abbreviations that are no words without their number or name: only before a digit or a capital do they not end one.
const NUMBERED: &[&str] = &["no", "p", "s", "v", "n"];

/// The sentences of a text, in order, without the white space around them. `language` is a tag, as far as it is known.
///
/// A text that is not blank has at least one; what stands between two sentences is white space.
pub fn sentences(text: &str, language: Option<&str>) -> Vec<Span> {
    let splitter = Splitter { text, language: language.map_or("", |tag| tag.split('-').next().unwrap_or_default()) };
    let mut spans = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(c) = splitter.at(at) {
        if let Some(end) = splitter.end_of_sentence(c, at, start) {
            push(text, start, end, &mut spans);
            (start, at) = (end, end);
        } else {
            at += c.len_utf8();
        }
    }
    push(text, start, text.len(), &mut spans);
    spans
}

fn push(text: &str, start: usize, end: usize, spans: &mut Vec<Span>) {
    let piece = text.get(start..end).unwrap_or_default();
    let trimmed = piece.trim();
    if !trimmed.is_empty() {
        let first = start + (piece.len() - piece.trim_start().len());
        spans.push(Span::new(first, first + trimmed.len()));
    }
}

struct Splitter<'t> {
    text: &'t str,
    language: &'t str,
}

impl Splitter<'_> {
    fn at(&self, at: usize) -> Option<char> {
        self.text.get(at..).and_then(|rest| rest.chars().next())
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text.get(..at).and_then(|text| text.chars().next_back())
    }

    /// Where the sentence that began at `start` ends, if it ends with the character at `at`.
    fn end_of_sentence(&self, c: char, at: usize, start: usize) -> Option<usize> {
        if !is_terminator(c) {
            return None;
        }
        let mut end = at + c.len_utf8();
        let mut is_full = is_full_width(c);
        let mut is_run = false;
        while let Some(next) = self.at(end).filter(|&next| is_terminator(next)) {
            is_full |= is_full_width(next);
            is_run = true;
            end += next.len_utf8();
        }
        let after_marks = end;
        end = self.closers(end);
        let next = self.at(end);
        let Some(first) = self.text.get(end..).and_then(|rest| rest.trim_start().chars().next()) else { return Some(end) };
        if is_full {
            // 「はい。」と言った: the quotation is a part of what follows.
            let goes_on = end > after_marks && matches!(first, '\u{3041}'..='\u{309f}');
            let trails_off = c == '…' && end == after_marks && !next.is_some_and(char::is_whitespace) && !is_opening(first);
            let listed = matches!(first, '、' | '，' | '；' | '：' | ',' | ';');
            return (!goes_on && !trails_off && !listed).then_some(end);
        }
        let spaced = next.is_some_and(char::is_whitespace);
        if !spaced {
            // No space in Chinese after `!`: `好!然后`. A stop needs a Chinese word before it: `Node.中` is no end.
            let glued = is_han(first) && (matches!(c, '!' | '?') || c == '.' && self.before(at).is_some_and(is_han));
            return glued.then_some(end);
        }
        if first.is_lowercase() || matches!(first, ',' | ';' | ':' | ')' | ']' | '-' | '–' | '—') {
            return None;
        }
        if c == '.' && !is_run && end == after_marks && self.is_abbreviation(at, start, first) {
            return None;
        }
        Some(end)
    }

    /// Past the closing quotes and brackets.
    fn closers(&self, mut end: usize) -> usize {
        while let Some(c) = self.at(end) {
            let after = end + c.len_utf8();
            let closes = match c {
                '”' | '’' | '」' | '』' | '）' | ')' | '】' | '》' | '〉' | '»' | '›' | ']' | '］' | '〕' => true,
                // „…“ and "…": not when a word begins right after.
                '"' | '\'' | '“' | '*' | '_' => !self.at(after).is_some_and(|c| c.is_alphanumeric() && !is_han(c)),
                // French quotes stand off: `? »`.
                ' ' | '\u{a0}' | '\u{202f}' => matches!(self.at(after), Some('»' | '›')),
                _ => false,
            };
            if !closes {
                break;
            }
            end = after;
        }
        end
    }

    /// Whether the full stop at `at` belongs to the word before it.
    fn is_abbreviation(&self, at: usize, start: usize, next: char) -> bool {
        let sentence = self.text.get(start..at).unwrap_or_default();
        let word = sentence
            .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“' | '\'' | '[' | '/' | OBJECT) || is_han(c))
            .next()
            .unwrap_or_default();
        let mut letters = word.chars();
        let (Some(first), second) = (letters.next(), letters.next()) else { return false };
        let is_number = word.chars().all(|c| c.is_ascii_digit());
        // `1. First`: the number of an item; German ordinals: `am 3. Mai`.
        if is_number {
            return word.len() == sentence.trim().len() || self.language == "de" && word.len() <= 2;
        }
        // An initial: `J. Smith`; `z. B.`
        if second.is_none() && first.is_alphabetic() {
            return first.is_uppercase() && next.is_uppercase() && !matches!(first, 'I') || first.is_lowercase();
        }
        let lower = word.to_lowercase();
        // `e.g.`, `U.S.`
        let is_dotted = lower.split('.').all(|part| part.chars().count() == 1) && lower.contains('.');
        is_dotted
            || ABBREVIATIONS.binary_search(&lower.as_str()).is_ok()
            || NUMBERED.contains(&lower.as_str()) && (next.is_ascii_digit() || next.is_uppercase())
    }
}

const fn is_full_width(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '…' | '．' | '｡' | '‼' | '⁇' | '⁈' | '⁉')
}

const fn is_terminator(c: char) -> bool {
    is_full_width(c) || matches!(c, '.' | '!' | '?')
}

const fn is_opening(c: char) -> bool {
    matches!(c, '“' | '‘' | '「' | '『' | '《' | '"')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
        sentences(text, Some(language)).iter().map(|span| span.get(text)).collect()
    }

    #[test]
    fn abbreviations_are_sorted() {
        assert!(ABBREVIATIONS.is_sorted());
    }

    #[test]
    fn sentences_end_where_readers_say() {
        for (language, text, expected) in [
            ("zh", "他说：“走吧！”然后走了。天黑了", vec!["他说：“走吧！”", "然后走了。", "天黑了"]),
            ("zh", "真的？！是的。", vec!["真的？！", "是的。"]),
            ("zh", "请运行 Node.js 18.2.1 版本。再看 \u{fffc}。", vec!["请运行 Node.js 18.2.1 版本。", "再看 \u{fffc}。"]),
            ("zh", "太好了!然后呢?走", vec!["太好了!", "然后呢?", "走"]),
            ("zh", "我……不知道。", vec!["我……不知道。"]),
            ("zh", "“我不知道……”他说。", vec!["“我不知道……”", "他说。"]),
            ("zh", "使用 Kubernetes. 然后 e.g. 这个。", vec!["使用 Kubernetes.", "然后 e.g. 这个。"]),
            ("zh", "“好。”，他说。", vec!["“好。”，他说。"]),
            ("ja", "「はい。」と言った。彼は笑った。", vec!["「はい。」と言った。", "彼は笑った。"]),
            ("ja", "本当？はい！", vec!["本当？", "はい！"]),
            ("en", "Use e.g. Node.js 18.2. It works. Does it?", vec!["Use e.g. Node.js 18.2.", "It works.", "Does it?"]),
            (
                "en",
                "Dr. J. Smith came (at 3 p.m. on Monday). He left.",
                vec!["Dr. J. Smith came (at 3 p.m. on Monday).", "He left."],
            ),
            ("en", "\"Go!\" he said. \"Why?\" She left...", vec!["\"Go!\" he said.", "\"Why?\"", "She left..."]),
            ("en", "1. First item. Second.", vec!["1. First item.", "Second."]),
            ("en", "He said “Stop.” Then left.", vec!["He said “Stop.”", "Then left."]),
            (
                "en",
                "See fig. 3 and No. 5. Run \u{fffc}. \u{fffc} is next.",
                vec!["See fig. 3 and No. 5.", "Run \u{fffc}.", "\u{fffc} is next."],
            ),
            ("de", "Am 3. Mai kam er, z. B. um 5 Uhr. Sie ging.", vec!["Am 3. Mai kam er, z. B. um 5 Uhr.", "Sie ging."]),
            ("fr", "« Où ? » Il partit. M. Dupont resta.", vec!["« Où ? »", "Il partit.", "M. Dupont resta."]),
            ("en", "  one line \n", vec!["one line"]),
            ("en", " \n", vec![]),
            ("en", "", vec![]),
        ] {
            assert_eq!(split(text, language), expected, "{text}");
        }
    }

    #[test]
    fn nothing_but_white_space_is_lost() {
        for text in ["a.b. C? “d。” e\u{a0}…f", "。。。", ". . .", "？ ”x", "\u{fffc}.\u{fffc}"] {
            let spans = sentences(text, None);
            let mut at = 0;
            for span in &spans {
                assert!(text[at..span.start].trim().is_empty() && span.start < span.end, "{text}");
                at = span.end;
            }
            assert!(text[at..].trim().is_empty(), "{text}");
        }
    }
}
