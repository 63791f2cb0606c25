//! A glance at a file's bytes: could anything in it, or here and there in it, lead to a finding?
//!
//! For a glossary that is a plain list of wrong and right forms, nothing is reported where no deprecated rendering
//! stands. So the bytes of a file are searched for these before it is parsed, as markup may write them: interrupted by
//! emphasis, links, tags, escapes and line ends, in any width and case. A glance errs towards yes, never towards no.

mod block;
mod chars;
mod markup;
mod wanted;
mod words;

use std::cell::OnceCell;

use fearless_simd::{Level, Simd, dispatch};
use rayon::prelude::*;

use block::{BLOCK, Block, View};
use chars::{Chars, OtherList, Others, Variants};
use markup::{Next, is_odd_entity, may_interrupt, next};
pub(super) use wanted::is_whole_run;
use wanted::{Edges, REACH, Run, best_run, different};
use words::Words;

use super::entries::Entries;
use super::gate::{self, ALPHANUMERIC, is_astral_variant, little_endian, pair_hash};
use super::seek::{Marks, Runs, SharedRuns, Sieve, Spot, Window, is_three};
use super::terms::{Entry, Form};
use crate::glossary::{CaseRule, Kind};
use crate::text::fold::fold;
use crate::text::step::places;

/// What deprecated renderings leave to be searched for.
#[derive(Debug)]
pub(super) struct Glance {
    /// Runs of Chinese characters, one of each rendering that has a run of two or more; known by what may stand beside them.
    runs: Runs,
    /// Those that the engine finds, if they are many; none of these is in `runs`.
    shared: Option<SharedRuns>,
    /// What is taken for renderings without such a run, any letter, or an interpunct after a Chinese character; if there are any.
    others: Option<Others>,
    /// Chinese characters with an interpunct after them, of renderings that are looked for by these.
    before_dots: Chars,
    /// Every two neighbours in runs, and every character that has a neighbour after it.
    neighbours: Marks,
    before_others: Chars,
    /// Renderings without two neighbouring Chinese characters, by their first words.
    words: Words,
    variants: Variants,
    /// What the processor can do.
    level: Level,
}

impl Glance {
    /// For these renderings, of which the engine finds `shared` ones, if a document without any deprecated one has no findings,
    /// whatever else is in it.
    pub(super) fn new(entries: &Entries, shared: Option<SharedRuns>) -> Option<Self> {
        let is_shared = |text: &str| shared.as_ref().is_some_and(|runs| is_whole_run(text) && runs.meets(text));
        let pieces: Option<Vec<Piece<'_>>> = entries.parts().par_iter().map(|part| Piece::new(part, is_shared)).collect();
        let pieces = pieces?;
        let all: Vec<Run<'_>> = pieces.iter().flat_map(|piece| &piece.runs).copied().collect();
        let words: Vec<(&str, bool)> = pieces.iter().flat_map(|piece| &piece.words).copied().collect();
        let others: OtherList = pieces.iter().map(|piece| &piece.others).collect();
        let has_dots = !others.before_dots.is_empty();
        let (list, edges) = different(&all);
        let neighbours = || {
            let shared = pieces.iter().flat_map(|piece| &piece.shared);
            let all = || list.iter().chain(shared.clone());
            let chars: usize = all().map(|run| run.len() / 3).sum();
            // A quarter of the room: the same neighbours stand in many runs, and a small set, if less sure, is near.
            let (mut neighbours, mut before_others) = (Marks::new(chars / 4), Chars::new());
            for six in all().flat_map(|run| run.as_bytes().windows(6).step_by(3)).filter_map(<[u8]>::first_chunk) {
                let &[a, b, c, d, e, f] = six;
                neighbours.insert(pair_hash(u64::from_le_bytes([a, b, c, d, e, f, 0, 0])));
                before_others.insert(u64::from_le_bytes([a, b, c, 0, 0, 0, 0, 0]));
            }
            (neighbours, before_others)
        };
        let rest = || {
            let mut words = Words::new(&words);
            placeholders().for_each(|word| words.add_head(&word));
            (neighbours(), words, Variants::new(has_dots))
        };
        let (mut runs, ((neighbours, before_others), words, variants)) = rayon::join(|| Runs::new(&list, &edges), rest);
        let before_dots = Chars::of(&others.before_dots);
        let others = Others::new(&others.alone, &mut runs);
        let level = Level::new();
        let shared = shared.map(SharedRuns::settled);
        Some(Self { runs, shared, others, before_dots, neighbours, before_others, words, variants, level })
    }

    /// Appends the bytes of `text`, ascending, near which something may have to be reported.
    pub(super) fn scan(&self, text: &str, hits: &mut Vec<usize>) {
        dispatch!(self.level, simd => self.scan_with(simd, text.as_bytes(), hits));
    }

    /// Does what `scan` does, compiled for one kind of processors: for that, all of it has to be in one function.
    #[inline(always)]
    fn scan_with<S: Simd>(&self, simd: S, bytes: &[u8], hits: &mut Vec<usize>) {
        let runs = &self.runs;
        let others = |window: Window| self.others.as_ref().is_some_and(|others| others.may_start(window));
        match (self.shared.as_ref().map(SharedRuns::starts), runs.has_triples(), self.others.is_some()) {
            (Some(shared), _, false) => {
                self.sweep(simd, bytes, hits, |window| shared.may_start(window) | runs.may_start(window));
            }
            (Some(shared), _, true) => {
                let own = |window: Window| runs.may_start(window) | others(window);
                self.sweep(simd, bytes, hits, |window| shared.may_start(window) | own(window));
            }
            (None, false, false) => self.sweep(simd, bytes, hits, |window| runs.may_meet(window)),
            (None, true, false) => self.sweep(simd, bytes, hits, |window| runs.may_triple(window) | runs.may_meet(window)),
            (None, false, true) => self.sweep(simd, bytes, hits, |window| runs.may_meet(window) | others(window)),
            (None, true, true) => {
                self.sweep(simd, bytes, hits, |window| runs.may_triple(window) | runs.may_meet(window) | others(window));
            }
        }
    }

    /// Does what `scan_with` does; `may_run` tells whether a run may have an anchor at one of two neighbouring characters or, where
    /// runs are shared, just at the one.
    #[inline(always)]
    fn sweep<S: Simd>(&self, simd: S, bytes: &[u8], hits: &mut Vec<usize>, may_run: impl Fn(Window) -> bool) {
        let (first, far) = (hits.len(), OnceCell::new());
        hits.extend(memchr::memchr_iter(b'&', bytes).filter(|at| is_odd_entity(&bytes[at + 1..])));
        let (mut sieve, mut words) = (Sieve::default(), Sieve::default());
        let (mut ends, mut others) = (Sieve::default(), Sieve::default());
        let (mut block, mut in_word, mut spare) = (Block::at(simd, bytes, 0), false, View::spare());
        let mut base = 0;
        while base < bytes.len() {
            let next = Block::at(simd, bytes, base + BLOCK);
            let chinese = block.some_chinese(self.shared.is_none());
            let view = View::at(bytes, base, &mut spare);
            // A function by itself: the loop needs all registers.
            simd.vectorize(|| sieve.extend(base, chinese, |bit| may_run(view.window(bit))));
            ends.gather::<2>(base, block.ends(&next));
            others.gather::<3>(base, block.others());
            for bit in places(block.words(in_word)) {
                let (at, mut length) = (base + bit as usize, block.length(bit, &next));
                if length == BLOCK {
                    length += bytes[at + BLOCK..].iter().take_while(|&&byte| ALPHANUMERIC[usize::from(byte)]).count();
                }
                words.add(at, self.words.has_head(view.eight(bit as usize), length));
            }
            in_word = block.ends_in_word();
            block = next;
            base += BLOCK;
            if sieve.is_full() {
                self.settle(bytes, &mut sieve, &far, hits);
            }
            if words.is_full() {
                self.settle_words(bytes, &mut words, &far, hits);
            }
            if ends.is_full() {
                self.settle_ends(bytes, &mut ends, &far, hits);
            }
            if others.is_full() {
                self.settle_others(bytes, &mut others, &far, hits);
            }
        }
        self.settle(bytes, &mut sieve, &far, hits);
        self.settle_words(bytes, &mut words, &far, hits);
        self.settle_ends(bytes, &mut ends, &far, hits);
        self.settle_others(bytes, &mut others, &far, hits);
        // What was seen in one block is not in order.
        hits[first..].sort_unstable();
        hits.dedup();
    }

    /// Looks closely at the words that passed, and appends those that may have to be reported.
    fn settle_words(&self, bytes: &[u8], words: &mut Sieve, far: &OnceCell<bool>, hits: &mut Vec<usize>) {
        hits.extend(words.drain().iter().filter(|&&at| self.word(bytes, at, far)));
    }

    /// As `settle_words`, of the last Chinese characters before ASCII: a run may go on behind markup.
    fn settle_ends(&self, bytes: &[u8], ends: &mut Sieve, far: &OnceCell<bool>, hits: &mut Vec<usize>) {
        ends.retain(|at| {
            let three = gate::three(bytes, at).unwrap_or_default();
            self.before_others.has(three) & may_interrupt(bytes, at + 3) | self.before_dots.has(three)
        });
        hits.extend(ends.drain().iter().filter_map(|&at| self.chinese(bytes, at, far)));
    }

    /// As `settle_words`, of what is neither ASCII nor common Chinese.
    fn settle_others(&self, bytes: &[u8], others: &mut Sieve, far: &OnceCell<bool>, hits: &mut Vec<usize>) {
        others.retain(|at| self.variants.may_stand_at(bytes, at));
        hits.extend(others.drain().iter().filter_map(|&at| match bytes[at..] {
            _ if self.is_after_other(bytes, at) => Some(at - 3),
            [0xe3, 0x90..=0xff, ..] => self.chinese(bytes, at, far),
            _ if self.variants.is_dot(bytes, at) => None,
            [0xf0..=0xff, ..] => is_astral_variant(bytes, at).then_some(at),
            _ => Some(at),
        }));
    }

    /// As `settle_words`, of common Chinese characters.
    fn settle(&self, bytes: &[u8], sieve: &mut Sieve, far: &OnceCell<bool>, hits: &mut Vec<usize>) {
        if self.others.is_none() {
            match &self.shared {
                Some(shared) => sieve.retain(|at| {
                    let spot = Spot::of(bytes, at);
                    shared.may_have(spot) | self.runs.may_have_here(spot.window)
                }),
                None => sieve.retain(|at| self.runs.may_have(bytes, at)),
            }
        }
        hits.extend(sieve.drain().iter().filter_map(|&at| self.chinese(bytes, at, far)));
    }

    /// Which of the Chinese character at `at` and another right after it may be a part of something.
    fn chinese(&self, bytes: &[u8], at: usize, far: &OnceCell<bool>) -> Option<usize> {
        if !bytes.get(at + 3).is_some_and(|&next| is_three(next)) {
            let is_other = self.is_other(bytes, at) || self.is_after_other(bytes, at + 3);
            return (is_other || self.is_interrupted(bytes, at, far)).then_some(at);
        }
        let (runs, spot) = (&self.runs, Spot::of(bytes, at));
        if let Some(shared) = &self.shared {
            return (shared.has_at::<true>(spot, |_, _| true) || self.has_run(spot)).then_some(at);
        }
        let window = spot.window;
        let allow = |edges: u32, start: usize, end: usize| allow(bytes, edges, start, end);
        // Of four characters, the first three or the last three are met.
        let has_before = || at.checked_sub(3).is_some_and(|at| runs.has_long_at::<true>(Spot::of(bytes, at), allow));
        if runs.may_triple(window) && (runs.has_long_at::<true>(spot, allow) || has_before()) {
            return Some(at);
        }
        if self.is_other(bytes, at)
            || runs.may_meet(window) && (runs.has_short_at::<true>(spot, allow) || runs.is_crowded(window))
        {
            return Some(at);
        }
        let may_next = matches!(bytes[at + 3], 0xe4..=0xe9) && (runs.may_meet(window) || self.is_other(bytes, at + 3));
        (may_next && self.has_run(Spot::of(bytes, at + 3))).then_some(at + 3)
    }

    /// Whether a character stands at `at` that is taken for a rendering, whatever follows it.
    fn is_other(&self, bytes: &[u8], at: usize) -> bool {
        self.others.as_ref().is_some_and(|others| others.has(bytes, at))
    }

    /// Whether a character stands before `at` that is taken for a rendering with an interpunct after it.
    #[inline]
    fn is_after_other(&self, bytes: &[u8], at: usize) -> bool {
        at.checked_sub(3).and_then(|at| gate::three(bytes, at)).is_some_and(|three| self.before_dots.has(three))
    }

    /// Whether a run stands around an anchor here, or what is taken for one.
    fn has_run(&self, spot: Spot<'_>) -> bool {
        let allow = |edges: u32, start: usize, end: usize| allow(spot.bytes, edges, start, end);
        self.runs.has_at::<true>(spot, allow) || self.runs.is_crowded(spot.window) || self.is_other(spot.bytes, spot.at)
    }

    /// Whether a run goes on behind the markup after the character at `at`, which no other of three bytes follows.
    fn is_interrupted(&self, bytes: &[u8], at: usize, far: &OnceCell<bool>) -> bool {
        let Some(three) = gate::three(bytes, at) else { return false };
        if !may_interrupt(bytes, at + 3) || !self.before_others.has(three) {
            return false;
        }
        match next(bytes, at + 3, far) {
            Next::Nothing => false,
            Next::Unknown => true,
            Next::At(other) => gate::three(bytes, other).is_some_and(|others| {
                let six = three | others << 24;
                is_three(bytes[other]) && self.neighbours.has(pair_hash(six)) && self.has_run_across(bytes, at + 3, other, far)
            }),
        }
    }

    /// Whether a run stands across the markup at `from..to`: what a reader sees around it is searched as the text is.
    ///
    /// With 2,000 terms, two neighbours of some run stand at markup twice as often as runs stand anywhere.
    fn has_run_across(&self, bytes: &[u8], from: usize, to: usize, far: &OnceCell<bool>) -> bool {
        let mut start = from;
        while start >= 3 && from - start < 3 * REACH && is_three(bytes[start - 3]) {
            start -= 3;
        }
        let mut seen = bytes[start..from].to_vec();
        let (joint, mut at) = (seen.len(), to);
        while seen.len() - joint < 3 * REACH
            && let Some(three) = bytes.get(at..at + 3).filter(|three| is_three(three[0]))
        {
            seen.extend_from_slice(three);
            match next(bytes, at + 3, far) {
                Next::At(other) => at = other,
                Next::Unknown if self.before_others.has(little_endian(three)) => return true,
                Next::Unknown | Next::Nothing => break,
            }
        }
        let shared = self.shared.as_ref();
        (0..seen.len().saturating_sub(3)).step_by(3).any(|at| {
            let spot = Spot::of(&seen, at);
            at < joint && self.runs.is_crowded(spot.window)
                || self.runs.has_at::<false>(spot, |_, start, end| start < joint && joint < end)
                || shared.is_some_and(|shared| shared.has_at::<false>(spot, |start, end| start < joint && joint < end))
        })
    }

    /// Whether the Latin word at `start` may begin a rendering, or be a placeholder of machine translation.
    fn word(&self, bytes: &[u8], start: usize, far: &OnceCell<bool>) -> bool {
        bytes[start] == b'T' && may_be_placeholder(bytes, start, far) || self.words.spells(bytes, start)
    }
}

/// Whether a run with edges of this number that stands at `start..end` may be a part of a rendering there.
#[inline]
fn allow(bytes: &[u8], edges: u32, start: usize, end: usize) -> bool {
    Edges::of(edges).allow(&bytes[..start], &bytes[end..])
}

/// Placeholders of machine translation, and the letter of one that markup follows.
fn placeholders() -> impl Iterator<Item = String> {
    let digits = (0..10).map(|digit| digit.to_string()).chain((0..100).map(|number| format!("{number:02}")));
    digits.chain([String::new()]).map(|digits| format!("T{digits}"))
}

/// Whether the word at `start` may be a placeholder of machine translation: `T12`, or its `T` alone before markup with the
/// digits behind it.
fn may_be_placeholder(bytes: &[u8], start: usize, far: &OnceCell<bool>) -> bool {
    let end = start + bytes[start..].iter().take_while(|&&byte| ALPHANUMERIC[usize::from(byte)]).count();
    match &bytes[start..end] {
        [b'T'] => is_before_digit(next(bytes, end, far), bytes),
        [b'T', digits @ ..] => digits.len() <= 2 && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

fn is_before_digit(next: Next, bytes: &[u8]) -> bool {
    match next {
        Next::At(at) => bytes[at].is_ascii_digit(),
        Next::Nothing => false,
        Next::Unknown => true,
    }
}

/// What deprecated renderings of some concepts leave to be searched for.
#[derive(Default)]
struct Piece<'e> {
    /// Of each rendering that has two neighbouring Chinese characters, but for those that the engine finds.
    runs: Vec<Run<'e>>,
    /// Those that the engine finds.
    shared: Vec<&'e str>,
    /// Renderings with a letter, and whether each must stand in its own case.
    words: Vec<(&'e str, bool)>,
    /// What others are told by.
    others: OtherList,
}

impl<'e> Piece<'e> {
    /// Of these renderings, unless a document without any deprecated one of them may have findings.
    fn new(entries: &'e [Entry], is_shared: impl Fn(&str) -> bool) -> Option<Self> {
        if !is_plain_list(entries) {
            return None;
        }
        let mut piece = Self::default();
        let is_approved = |entry: &&Entry| entry.status.is_approved();
        for concept in entries.chunk_by(|left, right| left.concept == right.concept) {
            let approved = concept.iter().find(is_approved).map_or("", |entry| &entry.text);
            for entry in concept.iter().filter(|entry| !entry.status.is_approved()) {
                if is_shared(&entry.text) {
                    piece.shared.push(&entry.text);
                    continue;
                }
                if let Some(run) = best_run(&entry.text, approved) {
                    piece.runs.push(run);
                    continue;
                }
                let folded = fold(&entry.text);
                if folded.contains(|c: char| c.is_ascii_alphanumeric()) {
                    // Beside an approved form that folds alike, a deprecated one means just itself.
                    let has_twin = || concept.iter().filter(is_approved).any(|other| fold(&other.text) == folded);
                    let is_exact = entry.text.is_ascii() && (entry.case == CaseRule::Exact || has_twin());
                    piece.words.push((&entry.text, is_exact));
                } else {
                    piece.others.add(&entry.text)?;
                }
            }
        }
        Some(piece)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::csv;
    use crate::matcher::patterns::{Pattern, Patterns};
    use crate::matcher::seek::Seeker;

    /// With these wrong renderings; those of four characters and more shared with the engine, if so wished.
    fn glance(rows: &[&str], with_shared: bool) -> Glance {
        let rows = rows.iter().enumerate().map(|(number, wrong)| format!("t{number},名{number},{wrong}\n"));
        let glossary = csv::read("g.csv", format!("id,zh,zh:deprecated\n{}", rows.collect::<String>()).as_bytes(), None);
        let entries = Entries::new(&glossary.unwrap_or_else(|error| panic!("{error}")), "zh", &[]);
        let all = Pattern::all(&entries);
        let (patterns, texts) = Patterns::new(&all.iter().flatten().collect::<Vec<_>>());
        let dense = if with_shared { 0 } else { usize::MAX };
        let mut seeker = Seeker::with(&texts, (&patterns.numbers, &patterns.runs), dense);
        Glance::new(&entries, seeker.shared_runs()).expect("a plain list")
    }

    fn hits(glance: &Glance, text: &str) -> Vec<usize> {
        let mut hits = Vec::new();
        glance.scan(text, &mut hits);
        hits
    }

    #[test]
    fn runs_that_the_engine_has_no_place_for_are_the_glances_own() {
        // More than sixteen for each four characters of two.
        let chars = |number: usize| (0..10).map(move |bit| ['甲', '乙'][number >> bit & 1]);
        let rows: Vec<String> = (0..1024).map(|number| chars(number).collect()).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let shared = glance(&rows, true);
        assert!(shared.shared.is_some() && shared.runs.has_triples());
        for glance in [shared, glance(&rows, false)] {
            assert!(rows.iter().all(|row| !hits(&glance, &format!("丙{row}丙")).is_empty()));
            assert!(hits(&glance, "丙丁丙丁，丙").is_empty());
        }
    }

    proptest::proptest! {
        #[test]
        fn every_processor_sees_the_same(
            pieces in proptest::collection::vec("[甲乙丙丁·，]{1,9}|[aK]{1,3}|[*`\n &;-]{1,2}|é|T2", 0..60),
            with_alone: bool, with_shared: bool,
        ) {
            let rows = ["甲乙", "乙丙丁甲", "丁·甲", "aK", "丙丁", "丁丙乙甲乙", "丙"];
            let rows = &rows[..if with_alone { 7 } else { 6 }];
            let levels = [Level::new(), Level::baseline()];
            let hits = levels.map(|level| hits(&Glance { level, ..glance(rows, with_shared) }, &pieces.concat()));
            proptest::prop_assert_eq!(&hits[0], &hits[1]);
        }

        #[test]
        fn with_shared_runs_the_same_clauses_are_seen(
            pieces in proptest::collection::vec("[甲乙丙丁㐀]{1,9}|，|，|\n|[aK]{1,3}|[*`]{1,2}|\\[|\\]\\(a\\)|T2", 0..80),
            with_alone: bool, rows in proptest::collection::btree_set("[甲乙丙丁㐀]{2,7}|[甲乙]{2,4}·[丙丁]{1,3}|[aK]{2}", 1..12),
        ) {
            let rows: Vec<&str> = rows.iter().map(String::as_str).chain(with_alone.then_some("丙")).collect();
            let text = pieces.concat();
            let clauses = |with_shared: bool| {
                let mut clauses: Vec<usize> =
                    hits(&glance(&rows, with_shared), &text).iter().map(|&hit| text[..hit].matches(['，', '\n']).count()).collect();
                clauses.dedup();
                clauses
            };
            proptest::prop_assert_eq!(clauses(true), clauses(false), "{:?} {:?}", rows, text);
        }
    }
}
