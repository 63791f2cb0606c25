//! A glance at a file's bytes: could anything in it, or here and there in it, lead to a finding?
//!
//! For a glossary that is a plain list of wrong and right forms, nothing is reported where no deprecated rendering
//! stands. So the bytes of a file are searched for these before it is parsed, as markup may write them: interrupted by
//! emphasis, links, tags, escapes and line ends, in any width and case. A glance errs towards yes, never towards no.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use super::gate::{self, ALPHANUMERIC, Bits, is_astral_variant, is_width_variant, pair_hash};
use super::seek::Seeker;
use super::terms::{Entry, Form};
use crate::glossary::{CaseRule, Kind};
use crate::text::fold::fold;
use crate::text::script::{is_han, is_interpunct};

/// What deprecated renderings leave to be searched for.
#[derive(Debug)]
pub(super) struct Glance {
    /// Runs of Chinese characters, one of each rendering that has a run of two or more.
    runs: Seeker,
    /// What may stand beside each run.
    edges: Vec<Edges>,
    /// First pairs of the anchors of runs, and pairs of the runs that the seeker does not tell apart.
    firsts: Bits,
    crowded: Option<Bits>,
    /// Every two neighbours in runs, and every character that has a neighbour after it.
    neighbours: Bits,
    before_others: Bits,
    /// Renderings without two neighbouring Chinese characters: their first words, or their first character.
    words: Words,
    singles: Option<Bits>,
    /// Characters below U+0800 that folding drops or makes letters of.
    variants: [u64; 32],
}

/// What cannot stand beside a run of a rendering that goes on there with something else than Chinese.
#[derive(Clone, Copy, Debug)]
struct Edges {
    /// No Chinese right before it.
    is_closed_before: bool,
    /// No Chinese right after it.
    is_closed_after: bool,
}

impl Edges {
    fn allow(self, before: &[u8], after: &[u8]) -> bool {
        let is_han = |byte: Option<&u8>| matches!(byte, Some(0xe5..=0xe9));
        let last = before.len().checked_sub(3).and_then(|at| before.get(at));
        let is_taken = self.is_closed_before && is_han(last) || self.is_closed_after && is_han(after.first());
        !is_taken
    }
}

/// Latin renderings by their letters and digits, without what stands between these.
#[derive(Debug, Default)]
struct Words {
    /// Hashes of the letters of renderings, in lower case.
    folded: FxHashSet<u64>,
    /// Of renderings that must stand in their own case, as written.
    exact: FxHashSet<u64>,
    /// Words that may begin one of them, by their heads, in any case.
    heads: Option<Bits>,
    /// The most letters that one has.
    longest: usize,
}

impl Words {
    /// Adds a rendering; `room` is for about how many words there must be room.
    fn add(&mut self, rendering: &str, is_exact: bool, room: usize) {
        let text = if is_exact { rendering.to_owned() } else { fold(rendering) };
        // Up to what is not ASCII: other characters may be written in more ways.
        let mut pieces = text.split(|c: char| !c.is_ascii()).filter(|piece| piece.contains(|c: char| c.is_ascii_alphanumeric()));
        let letters: String = pieces.next().unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
        let set = if is_exact { &mut self.exact } else { &mut self.folded };
        set.insert(hash(letters.as_bytes()));
        // The text may write the words together or a word in pieces.
        let heads = self.heads.get_or_insert_with(|| Bits::new(room));
        for end in 1..=letters.len() {
            heads.insert(gate::word_hash(&letters.as_bytes()[..end]));
        }
        self.longest = self.longest.max(letters.len());
    }

    /// Whether a rendering may begin with the word at `start..end`.
    fn has(&self, bytes: &[u8], start: usize, end: usize) -> bool {
        self.heads.as_ref().is_some_and(|heads| heads.has(gate::word_hash_at(bytes, start, end))) && self.spells(bytes, start)
    }

    /// Whether the letters from `start` on spell a rendering, whatever punctuation and markup stands between them.
    fn spells(&self, bytes: &[u8], start: usize) -> bool {
        let mut letters = Vec::with_capacity(32);
        let mut at = start;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                _ if ALPHANUMERIC[usize::from(byte)] => {
                    letters.push(byte);
                    if letters.len() > self.longest {
                        return false;
                    }
                    if !bytes.get(at + 1).is_some_and(|&next| ALPHANUMERIC[usize::from(next)])
                        && (self.exact.contains(&hash(&letters)) || self.folded.contains(&hash(&letters.to_ascii_lowercase())))
                    {
                        return true;
                    }
                }
                // Chinese ends it.
                0xe5..=0xe9 => return false,
                // What stands behind these, or what these stand for, is not simply the next byte.
                b']' | b'<' | b'&' | b'{' | b'\\' | b':' | 0x80.. => return true,
                b'\n' if bytes[at + 1..].starts_with(b"import ") || bytes[at + 1..].starts_with(b"export ") => return true,
                _ => {}
            }
            at += 1;
        }
        false
    }
}

fn hash(word: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(word)
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte))
}

fn char_hash(three: &[u8]) -> u64 {
    pair_hash(number(three))
}

/// Whether a character folds to itself and to nothing else.
fn is_plain_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}') && is_han(c) && !is_interpunct(c)
}

/// A run of Chinese characters to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Run<'e> {
    text: &'e str,
    /// Whether the rendering begins with it: then Chinese may stand before it.
    is_first: bool,
    /// Whether the rendering ends with it.
    is_last: bool,
}

/// The best run of a rendering: one that the approved form lacks, else the longest, else that with the rarest character.
fn best_run<'e>(text: &'e str, approved: &str) -> Option<Run<'e>> {
    let runs = text.split(|c: char| !is_plain_han(c)).filter(|run| run.len() >= 6);
    let best = runs.min_by_key(|run| {
        let rarest = run.chars().map(gate::frequency).min().unwrap_or(0);
        (approved.contains(run), std::cmp::Reverse(run.len().min(12)), rarest)
    })?;
    // What is neither of these may fold to Chinese.
    let is_simple = text.chars().all(|c| c.is_ascii() || is_plain_han(c) || is_interpunct(c));
    Some(Run { text: best, is_first: !is_simple || text.starts_with(best), is_last: !is_simple || text.ends_with(best) })
}

/// What stands after an interruption, for a reader.
enum Next {
    /// The character at this byte.
    At(usize),
    /// Nothing that could go on.
    Nothing,
    /// Hard to say.
    Unknown,
}

impl Glance {
    /// For these renderings, if a document without any deprecated one has no findings, whatever else is in it.
    pub(super) fn new(entries: &[Entry]) -> Option<Self> {
        if !is_plain_list(entries) {
            return None;
        }
        let mut found: Vec<Run<'_>> = Vec::with_capacity(entries.len());
        let mut words = Words::default();
        let mut singles: Option<Bits> = None;
        let is_approved = |entry: &&Entry| entry.status.is_approved();
        for concept in entries.chunk_by(|left, right| left.concept == right.concept) {
            let approved = concept.iter().find(is_approved).map_or("", |entry| &entry.text);
            for entry in concept.iter().filter(|entry| !entry.status.is_approved()) {
                if let Some(run) = best_run(&entry.text, approved) {
                    found.push(run);
                    continue;
                }
                let folded = fold(&entry.text);
                if folded.contains(|c: char| c.is_ascii_alphanumeric()) {
                    // Beside an approved form that folds alike, a deprecated one means just itself.
                    let has_twin = || concept.iter().filter(is_approved).any(|other| fold(&other.text) == folded);
                    let is_exact = entry.text.is_ascii() && (entry.case == CaseRule::Exact || has_twin());
                    words.add(&entry.text, is_exact, entries.len() * 4);
                } else {
                    let first = entry.text.chars().find(|&c| is_plain_han(c))?;
                    let mut buffer = [0; 4];
                    let bits = singles.get_or_insert_with(|| Bits::new(1024));
                    bits.insert(char_hash(first.encode_utf8(&mut buffer).as_bytes()));
                }
            }
        }
        found.sort_unstable();
        let (mut runs, mut edges): (Vec<&str>, Vec<Edges>) = (Vec::with_capacity(found.len()), Vec::with_capacity(found.len()));
        for alike in found.chunk_by(|left, right| left.text == right.text) {
            runs.push(alike[0].text);
            edges.push(Edges {
                is_closed_before: !alike.iter().any(|run| run.is_first),
                is_closed_after: !alike.iter().any(|run| run.is_last),
            });
        }
        let chars = runs.iter().map(|run| run.len() / 3).sum();
        let (mut neighbours, mut before_others) = (Bits::new(chars), Bits::new(chars));
        for run in &runs {
            for six in run.as_bytes().windows(6).step_by(3) {
                neighbours.insert(pair_hash(number(six)));
                before_others.insert(char_hash(&six[..3]));
            }
        }
        let seeker = Seeker::new(&runs);
        let mut firsts = Bits::new(runs.len());
        seeker.first_pairs().for_each(|six| firsts.insert(pair_hash(six)));
        let mut crowded: Option<Bits> = None;
        for id in seeker.crowded() {
            let six = number(&runs[id as usize].as_bytes()[..6]);
            firsts.insert(pair_hash(six));
            crowded.get_or_insert_with(|| Bits::new(seeker.crowded().count())).insert(pair_hash(six));
        }
        Some(Self { runs: seeker, edges, firsts, crowded, neighbours, before_others, words, singles, variants: gate::variants() })
    }

    /// Appends the bytes of `text`, ascending, near which something may have to be reported.
    pub(super) fn scan(&self, text: &str, hits: &mut Vec<usize>) {
        let bytes = text.as_bytes();
        let far = OnceCell::new();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let start = at;
            let is_hit = if byte < 0x80 {
                at += 1;
                if byte == b'&' {
                    is_odd_entity(&bytes[at..])
                } else if ALPHANUMERIC[usize::from(byte)] {
                    while bytes.get(at).is_some_and(|&byte| ALPHANUMERIC[usize::from(byte)]) {
                        at += 1;
                    }
                    self.word(bytes, start, at, &far)
                } else {
                    false
                }
            } else if byte < 0xe0 {
                at += 2;
                let c = bytes.get(start + 1).map_or(0, |&last| usize::from(byte & 0x1f) << 6 | usize::from(last & 0x3f));
                self.variants.get(c / 64).is_some_and(|word| word >> (c % 64) & 1 == 1)
            } else if byte < 0xf0 {
                // Runs of Chinese are the common case: a loop with no other way out than their end or a hit.
                while self.starts_nothing(bytes, at) {
                    at += 3;
                }
                if at > start && !matches!(bytes.get(at), Some(0xe0..0xf0)) {
                    // The last of the run: it may go on behind markup.
                    at - 3 >= start && self.is_interrupted(bytes, at - 3, &far)
                } else {
                    at += 3;
                    self.chinese(bytes, at - 3, &far)
                }
            } else {
                at += 4;
                is_astral_variant(bytes, start)
            };
            if is_hit {
                hits.push(if (0xe0..0xf0).contains(&byte) { at - 3 } else { start });
            }
        }
    }

    /// Whether a Chinese character stands at `at` that no run's anchor starts with, with another one of three bytes after it.
    #[inline]
    fn starts_nothing(&self, bytes: &[u8], at: usize) -> bool {
        let Some(Ok(window)) = bytes.get(at..at + 8).map(<[u8; 8]>::try_from) else { return false };
        let window = u64::from_le_bytes(window);
        matches!(window & 0xff, 0xe4..=0xe9)
            && !self.firsts.has(pair_hash(window & 0xffff_ffff_ffff))
            && !self.singles.as_ref().is_some_and(|singles| singles.has(pair_hash(window & 0xff_ffff)))
    }

    /// Whether the character of three bytes at `at` may be a part of something.
    fn chinese(&self, bytes: &[u8], at: usize, far: &OnceCell<bool>) -> bool {
        let three = &bytes[at..bytes.len().min(at + 3)];
        if self.singles.as_ref().is_some_and(|singles| singles.has(char_hash(three))) || is_width_variant(bytes, at) {
            return true;
        }
        let six = bytes.get(at..at + 6).map_or(0, number);
        if self.firsts.has(pair_hash(six))
            && (self.crowded.as_ref().is_some_and(|bits| bits.has(pair_hash(six))) || self.has_run(bytes, at, six))
        {
            return true;
        }
        !matches!(bytes.get(at + 3), Some(0xe0..0xf0)) && self.is_interrupted(bytes, at, far)
    }

    /// Whether a run stands around an anchor at `at`.
    fn has_run(&self, bytes: &[u8], at: usize, six: u64) -> bool {
        let allow = |run: usize, start: usize, end: usize| {
            self.edges.get(run).is_none_or(|edges| edges.allow(&bytes[..start], &bytes[end..]))
        };
        self.runs.has_at(bytes, at, six, allow)
    }

    /// Whether the character at `at`, which no other of three bytes follows, has a neighbour of some run behind markup.
    fn is_interrupted(&self, bytes: &[u8], at: usize, far: &OnceCell<bool>) -> bool {
        let three = &bytes[at..at + 3];
        if !self.before_others.has(char_hash(three)) {
            return false;
        }
        match next(bytes, at + 3, far) {
            Next::Nothing => false,
            Next::Unknown => true,
            Next::At(other) => match bytes.get(other..other + 3) {
                Some([0xe0..=0xef, ..]) => {
                    self.neighbours.has(pair_hash(number(&[three, &bytes[other..other + 3]].concat())))
                        || is_width_variant(bytes, other)
                }
                _ => false,
            },
        }
    }

    /// Whether the Latin word at `start..end` may begin a rendering, or be a placeholder of machine translation.
    fn word(&self, bytes: &[u8], start: usize, end: usize, far: &OnceCell<bool>) -> bool {
        let word = &bytes[start..end];
        // `T12`, or its `T` alone before markup.
        if let [b'T', digits @ ..] = word
            && digits.len() <= 2
            && digits.iter().all(u8::is_ascii_digit)
            && (!digits.is_empty() || !matches!(next(bytes, end, far), Next::Nothing))
        {
            return true;
        }
        self.words.has(bytes, start, end)
    }
}

/// Whether findings depend on deprecated renderings alone: no name has a case, a person or a second form to look after,
/// and nothing is ambiguous.
fn is_plain_list(entries: &[Entry]) -> bool {
    let approved = |concept: &[Entry]| concept.iter().filter(|entry| entry.status.is_approved()).count();
    entries.iter().all(|entry| {
        entry.form == Form::Listed
            && !entry.ambiguous
            && !entry.is_part
            && entry.kind != Kind::Person
            && (entry.kind == Kind::Term || !entry.status.is_approved())
    }) && entries.chunk_by(|left, right| left.concept == right.concept).all(|concept| approved(concept) <= 1)
}

/// Whether an entity stands for something else than punctuation.
fn is_odd_entity(rest: &[u8]) -> bool {
    const PUNCTUATION: [&[u8]; 6] = [b"amp;", b"lt;", b"gt;", b"quot;", b"nbsp;", b"apos;"];
    match rest.first() {
        Some(b'#') => true,
        Some(byte) if byte.is_ascii_alphabetic() => {
            let name = rest.iter().take(33).take_while(|byte| byte.is_ascii_alphanumeric()).count();
            rest.get(name) == Some(&b';') && !PUNCTUATION.contains(&&rest[..=name])
        }
        _ => false,
    }
}

/// What a reader sees after `at`, if markup stands there; `far` is whether HTML may go on past blank lines.
fn next(bytes: &[u8], mut at: usize, far: &OnceCell<bool>) -> Next {
    let line_of = |from: usize| &bytes[from..bytes.len().min(from + 4096)];
    loop {
        match bytes.get(at) {
            Some(b'*' | b'_' | b'~' | b'[' | b'$') => at += 1,
            Some(b']') => {
                let close = match bytes.get(at + 1) {
                    Some(b'(') => b')',
                    Some(b'[') => b']',
                    _ => {
                        at += 1;
                        continue;
                    }
                };
                match line_of(at + 2).iter().position(|&byte| byte == close || byte == b'<' || byte == b'(' || byte == b'"') {
                    Some(found) if bytes[at + 2 + found] == close => at += 3 + found,
                    _ => return Next::Unknown,
                }
            }
            Some(b'<') => match line_of(at + 1).iter().position(|&byte| matches!(byte, b'>' | b'"' | b'\'' | b'<')) {
                Some(found) if bytes[at + 1 + found] == b'>' => at += 2 + found,
                _ => return Next::Unknown,
            },
            Some(b' ' | b'\t' | b'\n' | b'\r') => {
                let blank = bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'>')).count();
                let space = &bytes[at..at + blank];
                let breaks = space.iter().filter(|&&byte| byte == b'\n').count();
                at += blank;
                match breaks {
                    0 if !space.contains(&b'\r') => return Next::Nothing,
                    0 | 1 => {}
                    // A blank line ends every block but HTML that has an end of its own, and scalars of front matter.
                    _ if *far.get_or_init(|| has_far_html(bytes)) => return Next::Unknown,
                    _ => return Next::Nothing,
                }
            }
            Some(b'&' | b'{' | b'\\' | b':') => return Next::Unknown,
            Some(0x80..) => {
                // What folding drops has no width.
                return if matches!(bytes.get(at), Some(0xe0..0xf0)) && !is_width_variant(bytes, at) {
                    Next::At(at)
                } else {
                    Next::Unknown
                };
            }
            // A statement of a module within text may be no text.
            Some(b'i' | b'e') if bytes[at..].starts_with(b"import ") || bytes[at..].starts_with(b"export ") => {
                return Next::Unknown;
            }
            Some(byte) if byte.is_ascii_alphanumeric() => return Next::At(at),
            Some(_) | None => return Next::Nothing,
        }
    }
}

/// Whether a text has HTML that goes on past blank lines.
fn has_far_html(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'<', bytes)
        .any(|at| matches!(bytes.get(at + 1).map(u8::to_ascii_lowercase), Some(b'!' | b'?' | b's' | b'p' | b't')))
}
