//! Folding: what a term and a text have in common when case, width, dots and joints do not count.
//!
//! A folded text keeps a map back to the text that it was made from. Nothing here decides whether two strings that
//! fold alike mean the same.

use unicode_normalization::UnicodeNormalization;

use super::script::{ALPHANUMERIC, Script, is_interpunct, script};
use super::span::Span;
use super::step::{self, STEP, all, in_range, load, places, same};

/// The object replacement character.
const OBJECT: char = '\u{fffc}';

/// A text after folding: NFKC by character, lower case, one interpunct, no joint between words.
///
/// A joint is one space or hyphen between two letters or digits of a spaced script, or one space between such a
/// letter and a Han character: `kube con`, `kube-con` and `KubeCon` fold alike, and so do `新的 Stack` and `新的Stack`.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    /// UTF-8, as bytes: so it can be copied in steps, and padded.
    text: Vec<u8>,
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
        self.clear();
        self.add(original, Span::new(0, original.len()), ' ');
    }

    /// Makes room for another text.
    pub fn clear(&mut self) {
        self.text.clear();
        self.pieces.clear();
    }

    /// Folds a stretch of a text, as if nothing stood around it; if there were others before it, behind them and a `mark`.
    pub fn add(&mut self, original: &str, stretch: Span, mark: char) {
        let all = original.as_bytes();
        let original = original.get(..stretch.end).unwrap_or_default();
        let mut at = stretch.start;
        if at > 0 {
            let first = self.text.len();
            let gap = Span::new(self.end(first), at);
            if first > 0 {
                self.push(mark);
            }
            self.piece(first, gap);
        }
        let bytes = original.as_bytes();
        self.text.reserve(stretch.len() + STEP);
        // What stays as it is, but for its case, is copied in one piece.
        let mut copied = at;
        // The script that counts for what follows the last special byte, and where that is.
        let (mut before, mut seen) = (Script::Other, at);
        while at < bytes.len() {
            for place in places(specials(bytes, at).into()).map(|place| at + place as usize) {
                let earlier = |before, seen| if place == seen { before } else { script_before(original, place) };
                match bytes[place] {
                    byte @ (b' ' | b'-') => {
                        let joins = match joins_plain(bytes, stretch.start, place) {
                            Some(joins) => joins,
                            None => {
                                before = earlier(before, seen);
                                before != Script::Other && joins(byte.into(), before, script_at(original, place + 1))
                            }
                        };
                        seen = place + 1;
                        if joins {
                            self.copy(all, Span::new(copied, place));
                            self.piece(self.text.len(), Span::new(place, seen));
                            copied = seen;
                        } else {
                            before = Script::Other;
                        }
                    }
                    // The full stop, the enumeration comma.
                    0xe3 if matches!(bytes.get(place + 1..place + 3), Some([0x80, 0x81..=0x82])) => {
                        (before, seen) = (Script::Other, place + 3);
                    }
                    _ => {
                        before = earlier(before, seen);
                        self.copy(all, Span::new(copied, place));
                        let mut chars = original.get(place..).unwrap_or_default().chars();
                        let Some(c) = chars.next() else { break };
                        seen = place + c.len_utf8();
                        before = self.character(original, Span::new(place, seen), c, chars.next(), before);
                        copied = seen;
                    }
                }
            }
            at += STEP;
        }
        self.copy(all, Span::new(copied, bytes.len()));
    }

    /// Appends a part of a text in lower case; sixteen bytes in one step, with what stands behind it, which is taken away.
    #[inline]
    fn copy(&mut self, bytes: &[u8], part: Span) {
        let mut at = part.start;
        while at < part.end {
            let length = (part.end - at).min(STEP);
            let Some(block) = bytes[at..].first_chunk() else {
                let start = self.text.len();
                self.text.extend_from_slice(&bytes[at..part.end]);
                self.text[start..].make_ascii_lowercase();
                return;
            };
            self.text.extend_from_slice(&lower(block));
            self.text.truncate(self.text.len() - (STEP - length));
            at += STEP;
        }
    }

    fn push(&mut self, c: char) {
        self.text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    /// Folds one character that is not ASCII; gives the script that it counts as for what follows.
    fn character(&mut self, original: &str, span: Span, c: char, next: Option<char>, before: Script) -> Script {
        let class = script(c);
        if class == Script::Han && !('\u{f900}'..='\u{faff}').contains(&c) {
            self.push(c);
            return class;
        }
        if matches!(c, '\u{a0}' | '\u{2010}' | '\u{2011}') && is_joint(c, before, next) {
            self.piece(self.text.len(), span);
            return before;
        }
        // A soft hyphen, a zero-width space or joiner has no width and no meaning here.
        if matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}') {
            self.piece(self.text.len(), span);
            return before;
        }
        let start = self.text.len();
        match c {
            '·' | '“' | '”' | '—' | OBJECT => {
                self.push(c);
                return class;
            }
            c if is_interpunct(c) => self.push('·'),
            '\u{ff01}'..='\u{ff5e}' => {
                let narrow = u8::try_from(c as u32 - 0xfee0).unwrap_or(b' ');
                self.push(char::from(narrow.to_ascii_lowercase()));
            }
            c => {
                for part in std::iter::once(c).nfkc() {
                    part.to_lowercase().for_each(|c| self.push(c));
                }
            }
        }
        if self.text.get(start..) != Some(span.get(original).as_bytes()) {
            self.piece(start, span);
        }
        class
    }

    fn piece(&mut self, folded_start: usize, original: Span) {
        self.pieces.push(Piece { folded: Span::new(folded_start, self.text.len()), original });
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.text).expect("whole characters were folded")
    }

    /// The bytes of the folded text.
    pub fn bytes(&self) -> &[u8] {
        &self.text
    }

    /// The bytes of the folded text, to which nothing is added any more, and so many zeros behind them.
    pub fn padded<const ZEROS: usize>(&mut self) -> &[u8] {
        self.text.extend_from_slice(&[0; ZEROS]);
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

/// Which of the next bytes from `at` on folding may change, or begin a character that it may: spaces, hyphens, and what is
/// neither ASCII nor U+4000 to U+9FFF. The lowest bit is the first.
#[inline]
fn specials(bytes: &[u8], at: usize) -> u32 {
    if let Some(next) = bytes[at..].first_chunk() {
        return specials_of(next);
    }
    let passed = (at + STEP).saturating_sub(bytes.len());
    match bytes.last_chunk() {
        Some(last) => specials_of(last) >> passed,
        None => {
            let mut padded = [0; STEP];
            padded.iter_mut().zip(&bytes[at..]).for_each(|(byte, &other)| *byte = other);
            specials_of(&padded)
        }
    }
}

#[inline]
fn specials_of(bytes: &[u8; STEP]) -> u32 {
    let bytes = load(bytes);
    // First bytes of characters, but for those of common Chinese ones.
    let special = in_range(bytes, 0xc0, 0xe3) | in_range(bytes, 0xea, 0xff) | same(bytes, b' ') | same(bytes, b'-');
    step::bits(special)
}

/// Letters of ASCII in lower case.
#[inline]
fn lower(bytes: &[u8; STEP]) -> [u8; STEP] {
    let bytes = load(bytes);
    (bytes | in_range(bytes, b'A', b'Z') & all(0x20)).to_array().map(i8::cast_unsigned)
}

/// Whether `c`, a space or hyphen, joins what stands before and after it.
fn is_joint(c: char, before: Script, next: Option<char>) -> bool {
    joins(c, before, next.map_or(Script::Other, script))
}

/// Whether a space or hyphen of a stretch joins what stands around it, if that is what it mostly is: ASCII, or a character from
/// U+5000 to U+9FFF.
#[inline]
fn joins_plain(bytes: &[u8], start: usize, place: usize) -> Option<bool> {
    let before = if place > start { bytes[place - 1] } else { b' ' };
    let after = bytes.get(place + 1).copied().unwrap_or(b' ');
    let is_han_before = before >= 0x80 && matches!(bytes[..place], [.., 0xe5..=0xe9, _, _]);
    let is_han_after = matches!(after, 0xe5..=0xe9);
    let (is_word_before, is_word_after) = (ALPHANUMERIC[usize::from(before)], ALPHANUMERIC[usize::from(after)]);
    let is_space = bytes[place] == b' ';
    let joins = is_word_before & (is_word_after | is_space & is_han_after) | is_space & is_han_before & is_word_after;
    let is_plain = (before < 0x80 || is_han_before) & (after < 0x80 || is_han_after);
    is_plain.then_some(joins)
}

/// The class of the character before a byte; of ASCII, letters and digits have one.
fn script_before(text: &str, at: usize) -> Script {
    let bytes = &text.as_bytes()[..at];
    match bytes.last() {
        Some(&byte) if ALPHANUMERIC[usize::from(byte)] => Script::Spaced,
        None | Some(0..0x80) => Script::Other,
        // U+5000 to U+9FFF.
        Some(_) if matches!(bytes, [.., 0xe5..=0xe9, _, _]) => Script::Han,
        Some(_) => text.get(..at).and_then(|before| before.chars().next_back()).map_or(Script::Other, script),
    }
}

/// The class of the character at a byte; of ASCII, letters and digits have one.
fn script_at(text: &str, at: usize) -> Script {
    match text.as_bytes().get(at) {
        Some(&byte) if ALPHANUMERIC[usize::from(byte)] => Script::Spaced,
        None | Some(0..0x80) => Script::Other,
        // U+5000 to U+9FFF.
        Some(0xe5..=0xe9) => Script::Han,
        Some(_) => text.get(at..).and_then(|rest| rest.chars().next()).map_or(Script::Other, script),
    }
}

/// Whether `c`, a space or hyphen, joins characters of these classes.
fn joins(c: char, before: Script, after: Script) -> bool {
    match (before, after) {
        (Script::Spaced, Script::Spaced) => true,
        (Script::Spaced, Script::Han) | (Script::Han, Script::Spaced) => matches!(c, ' ' | '\u{a0}'),
        _ => false,
    }
}

/// A text folded, without the map.
pub fn fold(text: &str) -> String {
    String::from_utf8(Folded::new(text).text).expect("whole characters were folded")
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

    #[test]
    fn stretches_map_back_to_their_text() {
        let text = "用 Docker-，和 k8s 集 -，\u{200b}Ａ";
        let stretches: Vec<Span> = ["用 Docker-", "k8s 集 -", "\u{200b}Ａ"]
            .map(|part| text.find(part).map_or(Span::new(0, 0), |at| Span::new(at, at + part.len())))
            .into();
        let mut folded = Folded::default();
        stretches.iter().for_each(|stretch| folded.add(text, *stretch, ','));
        assert_eq!(folded.text(), "用docker-,k8s集 -,a");
        for (needle, expected) in [("用", "用"), ("docker-", "Docker-"), ("k8s", "k8s"), ("s集 -", "s 集 -"), ("a", "Ａ")] {
            let at = folded.text().find(needle).expect("the needle is there");
            assert_eq!(folded.original(Span::new(at, at + needle.len())).get(text), expected);
        }
    }

    /// As the type says, character by character.
    fn by_definition(text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let mut before = Script::Other;
        let mut out = String::new();
        for (at, &c) in chars.iter().enumerate() {
            if matches!(c, ' ' | '-' | '\u{a0}' | '\u{2010}' | '\u{2011}') && is_joint(c, before, chars.get(at + 1).copied()) {
                continue;
            }
            if matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}') {
                continue;
            }
            before = match script(c) {
                Script::Space | Script::Interpunct if c.is_ascii() => Script::Other,
                class => class,
            };
            if is_interpunct(c) {
                out.push('·');
            } else if script(c) == Script::Han && !('\u{f900}'..='\u{faff}').contains(&c) {
                out.push(c);
            } else {
                out.extend(std::iter::once(c).nfkc().flat_map(char::to_lowercase));
            }
        }
        out
    }

    #[test]
    fn every_character_folds_as_defined() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}b 容{c} -{c}a{c}器");
            assert_eq!(fold(&text), by_definition(&text), "{c:?}");
            assert_eq!(fold(&c.to_string()), by_definition(&c.to_string()), "{c:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_stretch_folds_as_if_it_were_alone(
            before in "[aB容一 -]{0,3}", text in "[aB容器一 。，·“Ａé\u{a0}\u{200b}🦀-]{0,40}", after in "[aB容一 -]{0,20}"
        ) {
            let all = format!("{before}{text}{after}");
            let mut folded = Folded::default();
            folded.add(&all, Span::new(before.len(), before.len() + text.len()), ',');
            proptest::prop_assert_eq!(folded.text(), by_definition(&text));
        }

        #[test]
        fn texts_fold_as_defined_and_map_back(text in "[aB容器一 。，·・“Ａﬁé\u{a0}\u{200b}🦀-]{0,40}") {
            let folded = Folded::new(&text);
            proptest::prop_assert_eq!(folded.text(), by_definition(&text));
            let mut end = 0;
            for (at, c) in folded.text().char_indices() {
                let span = folded.original(Span::new(at, at + c.len_utf8()));
                proptest::prop_assert!(span.start >= end || span.end == end, "{:?}", span);
                proptest::prop_assert!(fold(span.get(&text)).contains(c));
                end = span.end;
            }
        }
    }
}
