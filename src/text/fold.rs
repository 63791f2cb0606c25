//! Folding: what a term and a text have in common when case, width, dots and joints do not count.
//!
//! A folded text keeps a map back to the text that it was made from. Nothing here decides whether two strings that
//! fold alike mean the same.

use unicode_normalization::UnicodeNormalization;

use super::script::{Script, is_interpunct, script};
use super::span::Span;

/// A text after folding: NFKC by character, lower case, one interpunct, no joint between words.
///
/// A joint is one space or hyphen between two letters or digits of a spaced script, or one space between such a
/// letter and a Han character: `kube con`, `kube-con` and `KubeCon` fold alike, and so do `新的 Stack` and `新的Stack`.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    text: String,
    /// What is not byte for byte the same, ascending.
    pieces: Vec<Piece>,
}

/// A stretch that folding changed; empty in the folded text when it was dropped.
#[derive(Clone, Copy, Debug)]
struct Piece {
    folded: Span,
    original: Span,
}

impl Folded {
    /// Folds a text; see the type.
    pub fn new(text: &str) -> Self {
        let mut folded = Self::default();
        folded.fold(text);
        folded
    }

    /// Folds another text into the same memory.
    pub fn fold(&mut self, original: &str) {
        self.text.clear();
        self.pieces.clear();
        self.text.reserve(original.len());
        let mut before = Script::Other;
        let mut chars = original.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if c.is_ascii() {
                if matches!(c, ' ' | '-') && is_joint(c, before, chars.peek().map(|&(_, next)| next)) {
                    self.piece(self.text.len(), Span::new(at, at + 1));
                    continue;
                }
                let lower = c.to_ascii_lowercase();
                self.text.push(lower);
                before = if lower.is_ascii_alphanumeric() { Script::Spaced } else { Script::Other };
                continue;
            }
            let class = script(c);
            if class == Script::Han && !('\u{f900}'..='\u{faff}').contains(&c) {
                self.text.push(c);
                before = class;
                continue;
            }
            if matches!(c, '\u{a0}' | '\u{2010}' | '\u{2011}') && is_joint(c, before, chars.peek().map(|&(_, next)| next)) {
                self.piece(self.text.len(), Span::new(at, at + c.len_utf8()));
                continue;
            }
            // A soft hyphen, a zero-width space or joiner has no width and no meaning here.
            if matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}') {
                self.piece(self.text.len(), Span::new(at, at + c.len_utf8()));
                continue;
            }
            before = class;
            let start = self.text.len();
            if c == '·' {
                self.text.push(c);
                continue;
            } else if is_interpunct(c) {
                self.text.push('·');
            } else {
                for part in std::iter::once(c).nfkc() {
                    self.text.extend(part.to_lowercase());
                }
            }
            if self.text.get(start..) != original.get(at..at + c.len_utf8()) {
                self.piece(start, Span::new(at, at + c.len_utf8()));
            }
        }
    }

    fn piece(&mut self, folded_start: usize, original: Span) {
        self.pieces.push(Piece { folded: Span::new(folded_start, self.text.len()), original });
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The original span of a folded span: from the start of its first character to the end of its last.
    pub fn original(&self, span: Span) -> Span {
        Span::new(self.start(span.start), self.end(span.end))
    }

    fn start(&self, folded: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.folded.start <= folded);
        match next.checked_sub(1).and_then(|last| self.pieces.get(last)) {
            Some(piece) if folded < piece.folded.end => piece.original.start,
            Some(piece) => piece.original.end + (folded - piece.folded.end),
            None => folded,
        }
    }

    /// As `start`, but what was dropped right at the end does not belong to the span.
    fn end(&self, folded: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.folded.start < folded);
        match next.checked_sub(1).and_then(|last| self.pieces.get(last)) {
            Some(piece) if folded <= piece.folded.end => piece.original.end,
            Some(piece) => piece.original.end + (folded - piece.folded.end),
            None => folded,
        }
    }
}

/// Whether `c`, a space or hyphen, joins what stands before and after it.
fn is_joint(c: char, before: Script, next: Option<char>) -> bool {
    let after = next.map_or(Script::Other, script);
    match (before, after) {
        (Script::Spaced, Script::Spaced) => true,
        (Script::Spaced, Script::Han) | (Script::Han, Script::Spaced) => matches!(c, ' ' | '\u{a0}'),
        _ => false,
    }
}

/// A text folded, without the map.
pub fn fold(text: &str) -> String {
    Folded::new(text).text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joints_case_width_and_dots_fold_away() {
        for (left, right) in [
            ("kube con", "KubeCon"),
            ("新的 Stack", "新的stack"),
            ("凯尔西・海塔尔", "凯尔西·海塔尔"),
            ("ＫｕｂｅＣｏｎ", "kubecon"),
            ("on-premises", "on premises"),
        ] {
            assert_eq!(fold(left), fold(right), "{left} {right}");
        }
        assert_ne!(fold("云 原生"), fold("云原生"));
    }

    #[test]
    fn folded_spans_map_back() {
        for (text, needle, expected) in [
            ("在 kube con 上", "kubecon", "kube con"),
            ("见 Ｋｕｂｅ 云", "kube", "Ｋｕｂｅ"),
            ("a・b 凯尔西・海塔尔。", "凯尔西·海塔尔", "凯尔西・海塔尔"),
            ("用 Docker 部署", "docker", "Docker"),
            ("İstanbul 的 Docker 公司", "docker公司", "Docker 公司"),
            ("ﬁ Docker", "docker", "Docker"),
        ] {
            let folded = Folded::new(text);
            let at = folded.text().find(needle).expect("the needle is there");
            let span = folded.original(Span::new(at, at + needle.len()));
            assert_eq!(span.get(text), expected);
        }
    }
}
