//! Where in a text a name is rendered: the window of characters that scores best.

use super::super::syllable;
use super::table::CHUNK;
use super::{LONGEST, NEVER, Name, SPELT, odds, pinyin, start};
use crate::text::Span;
use crate::text::script::{Script, is_interpunct, script};

/// The least score per letter that a window must have.
const LEAST: f32 = 1.0;
/// What a character takes away that no name is written with.
const STRANGER: f32 = 0.5;
/// The least worth of the first character: where it has nothing of the first letters, nothing begins.
const FIRST: f32 = 0.0;

impl Name<'_> {
    /// See [`best_window`](super::best_window).
    pub fn best_window(&self, text: &str) -> Option<(Span, f64)> {
        if self.letters.text.is_empty() {
            return None;
        }
        let mut best: Option<(Span, f32)> = None;
        let mut characters = Vec::with_capacity(LONGEST);
        for (at, _) in text.char_indices().filter(|&(_, c)| self.may_begin(c)) {
            let mut cells = start();
            characters.clear();
            let mut strangers = 0.0;
            for (offset, character) in text.get(at..).unwrap_or_default().char_indices() {
                if is_interpunct(character) {
                    continue;
                }
                if script(character) != Script::Han || characters.len() == LONGEST {
                    break;
                }
                self.step(&mut cells, character);
                characters.push(character);
                strangers += if self.table.writes(character) { 0.0 } else { STRANGER };
                let score = match pinyin::spells(&self.letters.text, &characters) {
                    true => SPELT,
                    false => self.total(&cells, &characters, 1) - strangers,
                };
                if score >= LEAST && best.is_none_or(|(_, other)| score > other) {
                    best = Some((Span::new(at, at + offset + character.len_utf8()), score));
                }
            }
        }
        best.map(|(span, score)| (span, odds(score)))
    }

    /// Whether a rendering may begin with the character: it stands for some of the first letters better than chance does,
    /// or for the first syllable of a name in pinyin.
    fn may_begin(&self, character: char) -> bool {
        let stretches = 1..=CHUNK.min(self.letters.text.len());
        syllable::readings(character).iter().any(|&syllable| {
            let worth = |length| self.worth(syllable, 0, length);
            stretches.clone().map(worth).fold(NEVER, f32::max) > FIRST
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::best_window;

    #[test]
    fn the_window_is_the_name_and_no_more() {
        for (name, text, expected) in [
            ("Philip Warner", "那天晚上，菲利普·沃纳在门口等着。", "菲利普·沃纳"),
            ("Warner", "那天晚上，菲利普·沃纳在门口等着。", "沃纳"),
            ("Elizabeth", "据伊丽莎白介绍，他们去了海边。", "伊丽莎白"),
            ("Sherlock Holmes", "侦探夏洛克・霍姆斯和医生一起住在城里。", "夏洛克・霍姆斯"),
            ("Zhang Wei", "工程师张伟和他的同事介绍了这个项目。", "张伟"),
            ("Kowalski", "我们在那里见到了科瓦尔斯基先生。", "科瓦尔斯基"),
        ] {
            let found = best_window(name, text).map(|(span, _)| span.get(text));
            assert_eq!(found, Some(expected), "{name}");
        }
    }

    #[test]
    fn a_text_without_the_name_has_no_window() {
        for (name, text) in [
            ("Elizabeth", "他们一起去了海边，什么也没有说。"),
            ("Marlowe", ""),
            ("", "马洛"),
            ("Sherlock Holmes", "这个项目的目标是让部署变得更简单。"),
        ] {
            assert_eq!(best_window(name, text), None, "{name}");
        }
    }
}
