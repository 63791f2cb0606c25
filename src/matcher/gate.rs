//! The gate before the engine: says cheaply that a text cannot contain any term, without folding it.
//!
//! Each term leaves one key: two neighbouring Chinese characters, or the ways its first Latin word may be written. The
//! gate lets clauses through, some in vain, and never holds one back in which the engine would find something.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rayon::prelude::*;

use super::entries::Entries;
use super::terms::Entry;
use crate::text::Span;
use crate::text::fold::{Folded, fold};
pub(super) use crate::text::script::ALPHANUMERIC;
use crate::text::script::{is_han, is_interpunct};

/// Frequent characters of Chinese prose, the most frequent first: a pair without them is a better key.
const FREQUENT: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严";

/// Rank of the characters from U+4E00 on, 0 for one that is not frequent.
static RANKS: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut ranks = vec![0; 0x5200];
    let count = FREQUENT.chars().count();
    for (rank, c) in FREQUENT.chars().enumerate() {
        if let Some(slot) = (c as usize).checked_sub(0x4e00).and_then(|at| ranks.get_mut(at))
            && *slot == 0
        {
            *slot = u16::try_from(count - rank).unwrap_or(u16::MAX);
        }
    }
    ranks
});

/// How frequent a character is in Chinese prose: 1 for one that is not, more for the frequent, at most some hundreds.
pub(super) fn frequency(c: char) -> u32 {
    (c as usize).checked_sub(0x4e00).and_then(|at| RANKS.get(at)).map_or(1, |&rank| u32::from(rank) + 1)
}

/// A set of hashes that may answer yes for what is not in it.
#[derive(Debug)]
pub(super) struct Bits {
    words: Vec<u64>,
    shift: u32,
}

impl Bits {
    /// Room for `keys` keys at 32 bits each, so that one test in 32 or more is a false yes at most.
    pub(super) fn new(keys: usize) -> Self {
        let bits = (keys.max(32) * 32).next_power_of_two().max(1 << 14);
        Self { words: vec![0; bits / 64], shift: 64 - bits.trailing_zeros() }
    }

    pub(super) fn insert(&mut self, hash: u64) {
        let bit = hash >> self.shift;
        if let Some(word) = self.words.get_mut((bit / 64) as usize) {
            *word |= 1 << (bit % 64);
        }
    }

    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        let bit = hash >> self.shift;
        self.words.get((bit / 64) as usize).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }
}

/// Bytes of what parts clauses.
pub(super) const MARK: usize = 3;

/// A filter over the bytes of a text.
#[derive(Debug)]
pub(super) struct Gate {
    pairs: Bits,
    words: Bits,
    singles: Option<Bits>,
    has_words: bool,
    has_pairs: bool,
    always: bool,
    /// Characters below U+0800 that folding drops or makes letters of.
    variants: [u64; 32],
    marks: Partings,
}

/// What parts clauses: marks that fold to what no term contains.
#[derive(Debug)]
struct Partings {
    /// Those from U+3000 on, and those from U+FF00 on, by the low six bits of their last byte.
    cjk: u64,
    wide: u64,
    /// One of them, folded.
    folded: char,
}

impl Partings {
    /// The marks that may part clauses; the first of them that does stands between clauses that are folded together.
    const ALL: [char; 15] = ['。', '，', '、', '；', '：', '？', '！', '（', '）', '《', '》', '「', '」', '【', '】'];

    /// For terms that contain these characters, beside letters.
    fn new(others: &BTreeSet<char>) -> Self {
        let contained: String = others.iter().map(|c| fold(c.encode_utf8(&mut [0; 4]))).collect();
        let mut marks = Self { cjk: 0, wide: 0, folded: ',' };
        // From the last on, so that the first one is kept.
        for mark in Self::ALL.into_iter().rev() {
            let folded = fold(mark.encode_utf8(&mut [0; 4]));
            if !contained.contains(&folded) {
                let bits = if mark < '\u{ff00}' { &mut marks.cjk } else { &mut marks.wide };
                *bits |= 1 << (mark as u32 & 0x3f);
                marks.folded = folded.chars().next().unwrap_or(mark);
            }
        }
        marks
    }

    /// Whether one stands at `at`.
    #[inline]
    fn has(&self, text: &[u8], at: usize) -> bool {
        match text.get(at..at + MARK) {
            Some([0xef, 0xbc, last]) => self.wide >> (last & 0x3f) & 1 == 1,
            Some([0xe3, 0x80, last]) => self.cjk >> (last & 0x3f) & 1 == 1,
            _ => false,
        }
    }
}

pub(super) const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// Hash of two characters of three bytes each, given as the low six bytes.
#[inline]
pub(super) fn pair_hash(six: u64) -> u64 {
    (six << 16).wrapping_mul(MIX)
}

/// The three bytes at `at` as a number.
#[inline]
pub(super) fn three(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map(|&[a, b, c]| u64::from_le_bytes([a, b, c, 0, 0, 0, 0, 0]))
}

fn single_hash(three: u64) -> u64 {
    (three << 40).wrapping_mul(MIX)
}

/// Hash of a Latin word, by its first eight bytes and its length; upper and lower case are alike.
pub(super) fn word_hash(word: &[u8]) -> u64 {
    let head = little_endian(&word[..word.len().min(8)]);
    head_hash(head, word.len())
}

/// The hash of a word of this length that begins with these eight bytes, the first one lowest.
#[inline]
pub(super) fn head_hash(eight: u64, length: usize) -> u64 {
    let rest = 64 - 8 * length.clamp(1, 8);
    let mixed = (eight & u64::MAX >> rest | 0x2020_2020_2020_2020 >> rest).wrapping_add(length as u64).wrapping_mul(MIX);
    (mixed ^ mixed >> 32).wrapping_mul(MIX)
}

/// The hash of the word at `start..end` of a text.
#[inline]
pub(super) fn word_hash_at(text: &[u8], start: usize, end: usize) -> u64 {
    match text.get(start..start + 8).map(<[u8; 8]>::try_from) {
        Some(Ok(eight)) => {
            let length = end - start;
            head_hash(u64::from_le_bytes(eight), length)
        }
        _ => word_hash(&text[start..end]),
    }
}

/// Eight bytes or fewer as a number, the first one lowest.
#[inline]
pub(super) fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte))
}

/// What of a term is looked for before anything else.
enum Key {
    Pair(u64),
    Words(Vec<u64>),
    Single(u64),
    None,
}

/// The keys of some renderings.
#[derive(Default)]
struct Keys {
    pairs: Vec<u64>,
    words: Vec<u64>,
    singles: Vec<u64>,
    has_none: bool,
    /// Characters that may be marks, or fold to one.
    others: BTreeSet<char>,
}

impl Keys {
    fn of(entries: &[Entry]) -> Self {
        let mut keys = Self::default();
        for entry in entries {
            match key(entry) {
                Key::Pair(hash) => keys.pairs.push(hash),
                Key::Words(hashes) => keys.words.extend(hashes),
                Key::Single(hash) => keys.singles.push(hash),
                Key::None => keys.has_none = true,
            }
            // Many have an interpunct, and nothing else.
            let is_other = |c: &char| !c.is_ascii_alphanumeric() && !matches!(c, '·' | '\u{4e00}'..='\u{9fff}') && !is_han(*c);
            keys.others.extend(entry.text.chars().filter(is_other));
        }
        keys.others.insert('·');
        keys
    }
}

impl Gate {
    /// A gate for these renderings.
    pub(super) fn new(entries: &Entries) -> Self {
        let keys: Vec<Keys> = entries.parts().par_iter().map(|part| Keys::of(part)).collect();
        let count = |of: fn(&Keys) -> &Vec<u64>| keys.iter().map(|keys| of(keys).len()).sum::<usize>();
        let bits = |room: usize, of: fn(&Keys) -> &Vec<u64>| {
            let mut bits = Bits::new(room);
            keys.iter().flat_map(of).for_each(|&hash| bits.insert(hash));
            bits
        };
        Self {
            pairs: bits(entries.len(), |keys| &keys.pairs),
            words: bits(count(|keys| &keys.words), |keys| &keys.words),
            singles: (count(|keys| &keys.singles) > 0).then(|| bits(1024, |keys| &keys.singles)),
            has_words: count(|keys| &keys.words) > 0,
            has_pairs: count(|keys| &keys.pairs) > 0,
            always: keys.iter().any(|keys| keys.has_none),
            variants: variants(),
            marks: Partings::new(&keys.iter().flat_map(|keys| &keys.others).copied().collect()),
        }
    }

    /// Appends the clauses of the text that may contain a term, ascending. With `words`, its Latin words are collected too.
    ///
    /// No term reaches from one clause into another, and folding does not look beyond a clause either.
    pub(super) fn scan(&self, text: &[u8], mut words: Option<&mut Vec<Span>>, clauses: &mut Vec<Span>) {
        if self.always {
            clauses.push(Span::new(0, text.len()));
            if words.is_none() {
                return;
            }
        }
        // Up to here the text is let through already.
        let mut open = if self.always { text.len() } else { 0 };
        let mut at = 0;
        while let Some(&byte) = text.get(at) {
            let start = at;
            let hit = if byte < 0x80 {
                at += 1;
                if !ALPHANUMERIC[usize::from(byte)] {
                    continue;
                }
                while text.get(at).is_some_and(|&byte| ALPHANUMERIC[usize::from(byte)]) {
                    at += 1;
                }
                if let Some(words) = words.as_deref_mut() {
                    words.push(Span::new(start, at));
                }
                (start >= open && self.has_words && self.words.has(word_hash_at(text, start, at))).then_some(start)
            } else if byte < 0xe0 {
                at += 2;
                (start >= open && self.changes(text, start)).then_some(start)
            } else if byte < 0xf0 {
                // Runs of Chinese are the common case: a loop with no other way out than their end or a hit.
                while at >= open && self.is_plain_han(text, at) {
                    at += 3;
                }
                let last = at;
                if !matches!(text.get(at), Some(0xe0..0xf0)) {
                    continue;
                }
                at += 3;
                (last >= open && (self.han(text, last) || is_width_variant(text, last))).then_some(last)
            } else {
                at += 4;
                (start >= open && is_astral_variant(text, start)).then_some(start)
            };
            if let Some(hit) = hit {
                let clause = self.clause(text, hit, open);
                clauses.push(clause);
                open = clause.end;
                if words.is_none() {
                    at = at.max(open);
                }
            }
        }
    }

    /// Whether a Chinese character stands at `at` that starts no key.
    #[inline]
    fn is_plain_han(&self, text: &[u8], at: usize) -> bool {
        let Some(Ok(window)) = text.get(at..at + 8).map(<[u8; 8]>::try_from) else { return false };
        let window = u64::from_le_bytes(window);
        matches!(window & 0xff, 0xe4..=0xe9)
            && !self.pairs.has(pair_hash(window & 0xffff_ffff_ffff))
            && !self.singles.as_ref().is_some_and(|singles| singles.has(single_hash(window & 0xff_ffff)))
    }

    /// Whether a key starts with the character of three bytes at `at`.
    fn han(&self, text: &[u8], at: usize) -> bool {
        let Some(Ok(window)) = text.get(at..at + 8).map(<[u8; 8]>::try_from) else {
            return self.tail(text.get(at..).unwrap_or_default());
        };
        let window = u64::from_le_bytes(window);
        self.has_pairs && self.pairs.has(pair_hash(window & 0xffff_ffff_ffff))
            || self.singles.as_ref().is_some_and(|singles| singles.has(single_hash(window & 0xff_ffff)))
    }

    /// Whether folding drops the character of two bytes at `at` or makes letters of it.
    fn changes(&self, text: &[u8], at: usize) -> bool {
        let c = text.get(at..at + 2).map_or(0, |bytes| usize::from(bytes[0] & 0x1f) << 6 | usize::from(bytes[1] & 0x3f));
        self.variants.get(c / 64).is_some_and(|word| word >> (c % 64) & 1 == 1)
    }

    /// The clause around `at` that starts at `from` or later.
    fn clause(&self, text: &[u8], at: usize, from: usize) -> Span {
        let is_mark = |at: &usize| self.marks.has(text, *at);
        let start = memchr::memrchr2_iter(0xef, 0xe3, &text[from..at]).map(|mark| from + mark).find(is_mark);
        let end = memchr::memchr2_iter(0xef, 0xe3, &text[at..]).map(|mark| at + mark).find(is_mark);
        let (start, end) = (start.map_or(from, |mark| mark + MARK), end.unwrap_or(text.len()));
        Span::new(start, end)
    }

    /// What parts clauses, folded; no term contains it.
    pub(super) const fn mark(&self) -> char {
        self.marks.folded
    }

    /// The clauses of a text that touch a place, whatever is in them; of these from the clause on that starts at `from`.
    pub(super) fn clauses<'t>(&'t self, text: &'t [u8], from: usize, place: Span) -> impl Iterator<Item = Span> {
        let parts = |at: &usize| !self.always && self.marks.has(text, *at);
        let before = text.get(from..(place.start + 1).saturating_sub(MARK)).unwrap_or_default();
        let mark = memchr::memrchr2_iter(0xef, 0xe3, before).map(|at| from + at).find(parts);
        let mut next = mark.map_or(from, |mark| mark + MARK);
        std::iter::from_fn(move || {
            let start = next;
            let rest = text.get(start..).filter(|_| start <= place.end)?;
            let end = memchr::memchr2_iter(0xef, 0xe3, rest).map(|at| start + at).find(parts).unwrap_or(text.len());
            next = end + MARK;
            Some(Span::new(start, end))
        })
    }

    /// The last characters, where eight bytes cannot be read at once.
    fn tail(&self, rest: &[u8]) -> bool {
        rest.get(..6).is_some_and(|six| self.has_pairs && self.pairs.has(pair_hash(little_endian(six))))
            || rest
                .get(..3)
                .is_some_and(|three| self.singles.as_ref().is_some_and(|singles| singles.has(single_hash(little_endian(three)))))
    }
}

/// The characters below U+0800 that folding drops or makes letters of: bit n % 64 of word n / 64 is U+n.
pub(super) fn variants() -> [u64; 32] {
    static VARIANTS: LazyLock<[u64; 32]> = LazyLock::new(|| {
        let mut variants = [0; 32];
        let mut folded = Folded::default();
        for c in ('\u{80}'..'\u{800}').filter(|&c| becomes_key(c, &mut folded)) {
            variants[c as usize / 64] |= 1 << (c as usize % 64);
        }
        variants
    });
    *VARIANTS
}

/// Whether folding drops a character or makes of it what keys are made of.
fn becomes_key(c: char, folded: &mut Folded) -> bool {
    folded.fold(c.encode_utf8(&mut [0; 4]));
    let is_other = |part: char| part != c && (part.is_ascii_alphanumeric() || is_han(part));
    folded.text().is_empty() || folded.text().chars().any(is_other)
}

/// Full-width letters and digits, compatibility characters, zero-width characters: as `becomes_key`, for three bytes.
#[inline]
pub(super) fn is_width_variant(text: &[u8], at: usize) -> bool {
    match text.get(at..at + 3) {
        Some([0xe4..=0xe9, ..]) => false,
        Some([0xef, 0xa4..=0xac | 0xbe..=0xbf, _]) => true,
        // Letters and digits, not the marks between them.
        Some([0xef, 0xbc, last]) => matches!(last, 0x90..=0x99 | 0xa1..=0xba),
        Some([0xef, 0xbd, last]) => matches!(last, 0x81..=0x9a) || *last >= 0xa5,
        Some([0xe2, 0x80, last]) => (0x8b..=0x8d).contains(last),
        Some([0xe2, 0x81, last]) => *last == 0xa0 || *last >= 0xb0,
        Some([0xe2, 0x82, last]) => *last <= 0x9f || *last == 0xa8,
        Some([0xe2, 0x84..=0x86 | 0x91..=0x93 | 0xb1 | 0xba..=0xbf, _]) => true,
        Some([0xe3, 0x80, last]) => *last >= 0xb6,
        Some([0xe3, 0x86 | 0x88..=0x8f, _] | [0xe1, 0xb4..=0xba, _] | [0xea, 0x9f, _] | [0xef, 0xbb, 0xbf]) => true,
        _ => false,
    }
}

/// Letters of mathematics, letters in frames, ideographs of compatibility: as `becomes_key`, for four bytes.
pub(super) fn is_astral_variant(text: &[u8], at: usize) -> bool {
    matches!(
        text.get(at..at + 3),
        Some(
            [0xf0, 0x90, 0x9e]
                | [0xf0, 0x9b..=0x9c, _]
                | [0xf0, 0x9d, 0x90..=0x9f]
                | [0xf0, 0x9f, 0x84..=0x89 | 0xaf]
                | [0xf0, 0xaf, 0xa0..=0xa8]
        )
    )
}

/// Whether a character of a term has three bytes and stands in the folded text as it is.
fn folds_as_is(c: char) -> bool {
    is_han(c) && c.len_utf8() == 3 && !('\u{f900}'..='\u{faff}').contains(&c)
}

/// The rarest two neighbouring characters of a term that stand in the folded text as they are; of equals the first.
fn rarest_pair(text: &str) -> Option<&[u8]> {
    let mut rarest: Option<(u32, usize)> = None;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let here = (folds_as_is(c) && !is_interpunct(c)).then(|| frequency(c));
        if let Some(product) = before.zip(here).map(|(left, right): (u32, u32)| left * right)
            && rarest.is_none_or(|(least, _)| product < least)
        {
            rarest = Some((product, at - 3));
        }
        before = here;
    }
    rarest.and_then(|(_, start)| text.as_bytes().get(start..start + 6))
}

fn key(entry: &Entry) -> Key {
    if let Some(pair) = rarest_pair(&entry.text) {
        return Key::Pair(pair_hash(little_endian(pair)));
    }
    let folded = fold(&entry.text);
    let words: Vec<&str> = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if !words.is_empty() {
        // The text may write the words together or a word in pieces; the first piece is one of these.
        let joined: String = words.concat();
        let mut hashes: Vec<u64> = (1..=joined.len()).map(|end| word_hash(&joined.as_bytes()[..end])).collect();
        hashes.sort_unstable();
        hashes.dedup();
        return Key::Words(hashes);
    }
    match entry.text.chars().find(|&c| folds_as_is(c)) {
        Some(c) => {
            let mut buffer = [0; 4];
            Key::Single(single_hash(little_endian(c.encode_utf8(&mut buffer).as_bytes())))
        }
        None => Key::None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_rarest_pair_has_the_least_product(text in "[的一容器a ·・㐊\u{f900}😀]{0,9}") {
            let chars: Vec<char> = text.chars().collect();
            let is_pair = |pair: &&[char]| pair.iter().all(|&c| folds_as_is(c) && !is_interpunct(c));
            let slow = chars.windows(2).filter(is_pair).min_by_key(|pair| pair.iter().map(|&c| frequency(c)).product::<u32>());
            let slow = slow.map(|pair| pair.iter().collect::<String>());
            prop_assert_eq!(rarest_pair(&text), slow.as_deref().map(str::as_bytes));
        }
    }

    #[test]
    fn clauses_end_at_marks() {
        let text = "，一·二。。三、四（";
        let gate = Gate::new(&Entries::default());
        let clauses = |from, place| gate.clauses(text.as_bytes(), from, place).collect::<Vec<Span>>();
        let all = clauses(0, Span::new(0, text.len()));
        assert_eq!(all.iter().map(|clause| clause.get(text)).collect::<Vec<_>>(), ["", "一·二", "", "三", "四", ""]);
        let edges: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
        for (start, end) in
            edges.iter().flat_map(|&start| edges.iter().map(move |&end| (start, end))).filter(|(start, end)| start <= end)
        {
            for (number, from) in all.iter().map(|clause| clause.start).chain([text.len() + MARK]).enumerate() {
                let touching = all[number..].iter().filter(|clause| clause.start <= end && start <= clause.end);
                assert_eq!(clauses(from, Span::new(start, end)), touching.copied().collect::<Vec<_>>(), "{from} {start}..{end}");
            }
        }
    }

    #[test]
    fn every_character_that_becomes_a_key_is_let_through() {
        let gate = Gate::new(&Entries::default());
        let mut folded = Folded::default();
        for c in ('\u{80}'..=char::MAX).filter(|&c| becomes_key(c, &mut folded)) {
            let mut clauses = Vec::new();
            gate.scan(format!("a{c}b").as_bytes(), None, &mut clauses);
            assert_eq!(clauses.len(), 1, "{c:?} U+{:04X}", c as u32);
        }
    }
}
