//! The table of figures behind transliteration: how likely a syllable is written for a stretch of letters.
//!
//! `table.tsv` is the shipped one; `README.md` beside it says where the figures come from. `train` makes such files.

use std::fmt::Write as _;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::super::syllable::{self, Syllable};

/// The figures as they stand in the repository.
const SHIPPED: &str = include_str!("table.tsv");

/// The most letters that one character stands for.
pub const CHUNK: usize = 5;

/// How often letters occur in names, and which stretches of letters a syllable is written for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The logarithm of how often each letter occurs, by letter from `a`.
    letters: [f32; 26],
    /// By syllable: how often it was seen in names.
    counts: Vec<f32>,
    /// By syllable and stretch: the probability of the stretch, given the syllable.
    chunks: FxHashMap<(u16, u32), f32>,
    /// How often characters were seen in names, in steps of two.
    characters: FxHashMap<char, u32>,
    /// By initial and letters: the probability of the letters before the first vowel, given the initial.
    onsets: FxHashMap<(u16, u32), f32>,
    /// By final and letters: the probability of the letters from the first vowel on, given the final.
    rimes: FxHashMap<(u16, u32), f32>,
}

/// Why a table cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct TableError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| Table::parse(SHIPPED).unwrap_or_else(|error| panic!("the shipped table is broken: {error}")));

impl Table {
    /// The one in the program.
    pub fn shipped() -> &'static Self {
        &TABLE
    }

    /// A table of what was counted: letters `a` to `z`, and (syllable, stretch of letters, how often).
    pub fn of_counts(letters: &[f64; 26], counted: &[(Syllable, Vec<u8>, f64)]) -> Self {
        let total: f64 = letters.iter().sum();
        // One more of each, so that none is impossible.
        let logarithm = |count: f64| ((count + 1.0) / (total + 26.0)).ln() as f32;
        let mut counts = vec![0.0; syllable::count()];
        for (syllable, _, count) in counted {
            if let Some(sum) = counts.get_mut(usize::from(syllable.0)) {
                *sum += *count as f32;
            }
        }
        let of = |syllable: &Syllable| counts.get(usize::from(syllable.0)).copied().unwrap_or(1.0);
        let chunks = counted
            .iter()
            .map(|(syllable, chunk, count)| ((syllable.0, pack(chunk)), *count as f32 / of(syllable).max(f32::MIN_POSITIVE)))
            .collect();
        let mut table = Self { letters: letters.map(logarithm), counts, chunks, ..Self::default() };
        table.sum_up();
        table
    }

    /// Reads a table.
    ///
    /// # Errors
    /// A line that is not understood, with its number from 1.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let mut table = Self { counts: vec![0.0; syllable::count()], ..Self::default() };
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            table.line(line).map_err(|reason| TableError { line: number + 1, reason })?;
        }
        table.sum_up();
        Ok(table)
    }

    /// Counts initials and finals apart, over all syllables that have them.
    fn sum_up(&mut self) {
        let mut chunks: Vec<((u16, u32), f32)> = self.chunks.iter().map(|(&key, &share)| (key, share)).collect();
        // Sums of fractions depend on their order.
        chunks.sort_by_key(|(key, _)| *key);
        let (mut initials, mut finals) = (FxHashMap::<u16, f32>::default(), FxHashMap::<u16, f32>::default());
        for ((number, chunk), share) in chunks {
            let syllable = Syllable(number);
            let (parts, count) = (syllable.parts(), share * self.count(syllable));
            let chunk = Chunk::new(unpack(chunk).as_bytes());
            *self.onsets.entry((parts.initial_number, chunk.onset)).or_default() += count;
            *self.rimes.entry((parts.final_number, chunk.rime)).or_default() += count;
            *initials.entry(parts.initial_number).or_default() += count;
            *finals.entry(parts.final_number).or_default() += count;
        }
        for ((number, _), count) in &mut self.onsets {
            *count /= initials.get(number).copied().unwrap_or(1.0);
        }
        for ((number, _), count) in &mut self.rimes {
            *count /= finals.get(number).copied().unwrap_or(1.0);
        }
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let mut cells = line.split('\t');
        let (Some(head), Some(figure)) = (cells.next(), cells.next()) else {
            return Err("want a syllable, how often it was seen, and stretches of letters, parted by tabs".to_owned());
        };
        let read = |figure: &str| figure.parse::<f32>().ok().filter(|figure| *figure > 0.0);
        let value = read(figure).ok_or_else(|| format!("\"{figure}\" is no figure above 0"))?;
        if let Some(letter) = head.strip_prefix('=') {
            let cell = letter.bytes().next().and_then(|letter| self.letters.get_mut(usize::from(letter.wrapping_sub(b'a'))));
            *cell.ok_or_else(|| format!("\"{letter}\" is no letter from a to z"))? = value.ln();
            return Ok(());
        }
        if head == "@" {
            self.characters.extend(cells.flat_map(str::chars).map(|character| (character, value as u32)));
            return Ok(());
        }
        let syllable = syllable::by_text(head).ok_or_else(|| format!("\"{head}\" is no syllable"))?;
        if let Some(count) = self.counts.get_mut(usize::from(syllable.0)) {
            *count = value;
        }
        for cell in cells {
            let (chunk, share) = cell.split_once('=').ok_or_else(|| format!("\"{cell}\" is not LETTERS=PROBABILITY"))?;
            if chunk.len() > CHUNK || !chunk.bytes().all(|letter| letter.is_ascii_lowercase()) {
                return Err(format!("\"{chunk}\" is not up to {CHUNK} letters from a to z"));
            }
            let share = read(share).ok_or_else(|| format!("\"{share}\" is no probability"))?;
            self.chunks.insert((syllable.0, pack(chunk.as_bytes())), share);
        }
        Ok(())
    }

    /// The table as a file; stretches that are rarer than `least` of a syllable are left out. Comes after a heading.
    pub fn write(&self, least: f32) -> String {
        let mut out = String::new();
        for (letter, share) in (b'a'..).zip(self.letters) {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "={}\t{:.5}", char::from(letter), share.exp());
        }
        let mut characters: Vec<(u32, char)> = self.characters.iter().map(|(&character, &step)| (step, character)).collect();
        characters.sort_unstable_by_key(|&(step, character)| (u32::MAX - step, character));
        for step in characters.chunk_by(|left, right| left.0 == right.0) {
            let shown: String = step.iter().map(|(_, character)| character).collect();
            let _ = writeln!(out, "@\t{}\t{shown}", step.first().map_or(1, |(step, _)| *step));
        }
        let mut by_syllable: Vec<Vec<(u32, f32)>> = vec![Vec::new(); self.counts.len()];
        for (&(syllable, chunk), &share) in &self.chunks {
            if let Some(chunks) = by_syllable.get_mut(usize::from(syllable)).filter(|_| share >= least) {
                chunks.push((chunk, share));
            }
        }
        for (number, chunks) in by_syllable.iter_mut().enumerate().filter(|(_, chunks)| !chunks.is_empty()) {
            chunks.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
            let syllable = Syllable(u16::try_from(number).unwrap_or(u16::MAX));
            let _ = write!(out, "{}\t{:.1}", syllable.text(), self.counts.get(number).copied().unwrap_or_default().max(0.1));
            for (chunk, share) in chunks {
                let _ = write!(out, "\t{}={share:.3}", unpack(*chunk));
            }
            out.push('\n');
        }
        out
    }

    /// Counts the characters that names are written with.
    pub fn set_characters(&mut self, characters: impl Iterator<Item = char>) {
        for character in characters {
            *self.characters.entry(character).or_default() += 1;
        }
        for count in self.characters.values_mut() {
            // The power of two below it: an order of magnitude says enough.
            *count = 1 << count.ilog2();
        }
    }

    /// Whether names are written with the character.
    pub fn writes(&self, character: char) -> bool {
        self.characters.get(&character).is_some_and(|&count| count >= 4)
    }

    /// The logarithm of what letters are worth by chance.
    pub fn chance(&self, letters: &[u8]) -> f32 {
        letters.iter().filter_map(|letter| self.letters.get(usize::from(letter.wrapping_sub(b'a')))).sum()
    }

    /// How often the syllable was seen in names.
    pub fn count(&self, syllable: Syllable) -> f32 {
        self.counts.get(usize::from(syllable.0)).copied().unwrap_or_default()
    }

    /// The probability of the letters, given the syllable; 0 where they were never seen for it.
    pub fn probability(&self, syllable: Syllable, chunk: &Chunk) -> f32 {
        self.chunks.get(&(syllable.0, chunk.all)).copied().unwrap_or_default()
    }

    /// The probability of the letters by initial and final apart, for syllables that were seldom seen.
    pub fn by_parts(&self, syllable: Syllable, chunk: &Chunk) -> f32 {
        let parts = syllable.parts();
        let of = |table: &FxHashMap<(u16, u32), f32>, number: u16, letters| table.get(&(number, letters)).copied();
        let rime = || of(&self.rimes, parts.final_number, chunk.rime);
        of(&self.onsets, parts.initial_number, chunk.onset).and_then(|onset| Some(onset * rime()?)).unwrap_or_default()
    }
}

/// A stretch of letters as the table knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    all: u32,
    /// What comes before the first vowel.
    onset: u32,
    /// What comes from the first vowel on.
    rime: u32,
}

impl Chunk {
    /// The letters, `a` to `z` and at most [`CHUNK`].
    pub fn new(letters: &[u8]) -> Self {
        let (onset, rime) = letters.split_at(rime(letters));
        Self { all: pack(letters), onset: pack(onset), rime: pack(rime) }
    }
}

/// Where the letters of the vowel begin: a `y` before a vowel is a consonant.
fn rime(letters: &[u8]) -> usize {
    let is_vowel = |letter: &u8| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let start = usize::from(letters.first() == Some(&b'y') && letters.get(1).is_some_and(is_vowel));
    let rest = letters.get(start..).unwrap_or_default();
    start + rest.iter().position(is_vowel).unwrap_or(rest.len())
}

/// Up to five letters `a` to `z` as a number, five bits a letter; 0 is no letter.
fn pack(letters: &[u8]) -> u32 {
    letters.iter().fold(0, |packed, letter| packed << 5 | u32::from(letter.wrapping_sub(b'a') + 1))
}

fn unpack(mut packed: u32) -> String {
    let mut letters = Vec::with_capacity(CHUNK);
    while packed > 0 {
        letters.push(char::from(b'a' + (packed & 31) as u8 - 1));
        packed >>= 5;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_as_it_was_written() {
        let text = "=a\t0.10000\n=b\t0.02000\nma\t12.0\tma=0.800\tmar=0.200\n";
        let letters = "cdefghijklmnopqrstuvwxyz".chars().map(|letter| format!("={letter}\t0.03000\n")).collect::<String>();
        let text = text.replace("ma\t12", &format!("{letters}ma\t12"));
        assert_eq!(Table::parse(&text).unwrap().write(0.0), text);
    }

    #[test]
    fn a_broken_line_is_named() {
        for (text, expected) in [
            ("ma", "line 1: want a syllable, how often it was seen, and stretches of letters, parted by tabs"),
            ("# x\nmarl\t1", "line 2: \"marl\" is no syllable"),
            ("ma\t-1", "line 1: \"-1\" is no figure above 0"),
            ("ma\t1\tMa=0.5", "line 1: \"Ma\" is not up to 5 letters from a to z"),
        ] {
            assert_eq!(Table::parse(text).unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn the_shipped_table_can_be_read() {
        let table = Table::parse(SHIPPED).expect("it is sound");
        assert!(table.probability(syllable::by_text("ke").expect("a syllable"), &Chunk::new(b"k")) > 0.1);
    }
}
