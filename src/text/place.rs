//! The one place that counts lines and columns.
//!
//! A line ends at LF or CRLF; a lone CR is an ordinary character.

use std::ops::Range;

use wide::i8x16;

use super::span::Locus;
use super::step::{STEP, all, load, same};

/// A point in a file, in every unit that an output format may ask for. All numbers start at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column in characters (Unicode scalar values).
    pub column: usize,
    /// Column in UTF-8 bytes.
    pub byte_column: usize,
    /// Column in UTF-16 code units.
    pub utf16_column: usize,
}

impl Place {
    const LINE_START: Self = Self { line: 0, column: 1, byte_column: 1, utf16_column: 1 };
}

/// Counts lines of one text; cheap when a question is near the last one, in either direction.
#[derive(Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
    counted: usize,
    last: Place,
}

impl<'t> LineIndex<'t> {
    /// An index over the text of a file.
    pub fn new(text: &'t str) -> Self {
        Self { text, counted: 0, last: Place { line: 1, ..Place::LINE_START } }
    }

    /// Where byte `offset` stands. An offset inside a character counts as the start of that character.
    pub fn place(&mut self, offset: usize) -> Place {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let bytes = self.text.as_bytes();
        if offset < self.counted {
            let breaks = memchr::memchr_iter(b'\n', bytes.get(offset..self.counted).unwrap_or_default()).count();
            let line_start = memchr::memrchr(b'\n', bytes.get(..offset).unwrap_or_default()).map_or(0, |at| at + 1);
            self.last = Place { line: self.last.line - breaks, ..Place::LINE_START };
            self.counted = line_start;
        }
        let mut start = self.counted;
        // A byte-order mark is not a column: editors and `grep` alike start counting after it.
        if start == 0 && bytes[..offset].starts_with("\u{feff}".as_bytes()) {
            start = "\u{feff}".len();
        }
        let between = &bytes[start..offset];
        if let Some(last_break) = memchr::memrchr(b'\n', between) {
            self.last = Place { line: self.last.line + memchr::memchr_iter(b'\n', between).count(), ..Place::LINE_START };
            start += last_break + 1;
        }
        self.pass(start..offset);
        self.last
    }

    /// Passes over text without a line end.
    fn pass(&mut self, range: Range<usize>) {
        let length = Length::of(self.text.as_bytes(), range.clone());
        self.last.column += length.characters;
        self.last.byte_column += range.len();
        self.last.utf16_column += length.characters + length.surrogates;
        self.counted = range.end;
    }

    /// Start and end of a locus.
    pub fn places(&mut self, locus: Locus) -> (Place, Place) {
        let start = self.place(locus.start);
        let within = self.text.get(locus.start..locus.end).filter(|within| within.len() < SHORT && locus.start > 0);
        match within.map(str::as_bytes) {
            // No line begins in it, and none is looked for.
            Some(within) if within.iter().all(|&byte| byte != b'\n') => {
                self.pass(locus.start..locus.end);
                (start, self.last)
            }
            _ => (start, self.place(locus.end)),
        }
    }
}

/// Bytes of what is mostly a term.
const SHORT: usize = 64;

/// How long a text is in characters.
#[derive(Clone, Copy, Default)]
struct Length {
    characters: usize,
    /// Those of them that are two units in UTF-16.
    surrogates: usize,
}

impl Length {
    /// Of a part of a text. Sixteen bytes are looked at in one step; those of the last one that are none of the part, or were
    /// looked at before, do not count.
    fn of(text: &[u8], part: Range<usize>) -> Self {
        let (blocks, rest) = text[part.clone()].as_chunks::<STEP>();
        let mut length = Self::default();
        // So many that a byte can count them.
        for blocks in blocks.chunks(usize::from(u8::MAX)) {
            let mut firsts = Firsts::default();
            blocks.iter().for_each(|block| firsts.count(block, i8x16::splat(-1)));
            firsts.add_to(&mut length);
        }
        if rest.is_empty() {
            return length;
        }
        let mut padded = [0x80; STEP];
        let last = text[..part.end].last_chunk().unwrap_or_else(|| {
            padded[STEP - part.end..].copy_from_slice(&text[..part.end]);
            &padded
        });
        let mut firsts = Firsts::default();
        let passed = i8x16::splat(i8::try_from(STEP - rest.len()).unwrap_or(0));
        firsts.count(last, i8x16::new(std::array::from_fn(|number| number as i8 + 1)).simd_gt(passed));
        firsts.add_to(&mut length);
        length
    }
}

/// All bits of every second byte.
const EVEN: [u8; STEP] = [0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0];

/// Counts of first bytes of characters, each at its place in a step.
#[derive(Clone, Copy, Default)]
struct Firsts {
    all: i8x16,
    /// Of characters of four bytes.
    of_four: i8x16,
}

impl Firsts {
    /// Counts where `mask` has all bits set.
    #[inline]
    fn count(&mut self, bytes: &[u8; STEP], mask: i8x16) {
        let bytes = load(bytes);
        // All bits set are less one. Every character has one byte that is no continuation.
        self.all -= bytes.simd_gt(all(0xbf)) & mask;
        self.of_four -= same(bytes & all(0xf0), 0xf0) & mask;
    }

    /// Characters of four bytes are two units in UTF-16.
    #[inline]
    fn add_to(self, length: &mut Length) {
        let sum = |counts: i8x16| {
            let counts = u128::from_le_bytes(counts.to_array().map(i8::cast_unsigned));
            let twos = (counts & u128::from_le_bytes(EVEN)) + (counts >> 8 & u128::from_le_bytes(EVEN));
            let fours = (twos as u64) + ((twos >> 64) as u64);
            (fours.wrapping_mul(0x1_0001_0001_0001) >> 48) as usize
        };
        length.characters += sum(self.all);
        length.surrogates += sum(self.of_four);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_same_in_any_order_of_questions() {
        let text = "\u{feff}甲乙\r\na😀b\n\n丙\rd\n";
        let slow = |offset: usize| {
            let before = text.get(..offset).unwrap_or_default();
            let line = before.rsplit('\n').next().unwrap_or_default().trim_start_matches('\u{feff}');
            Place {
                line: before.matches('\n').count() + 1,
                column: line.chars().count() + 1,
                byte_column: line.len() + 1,
                utf16_column: line.encode_utf16().count() + 1,
            }
        };
        let offsets: Vec<usize> = (0..=text.len()).filter(|&offset| text.is_char_boundary(offset)).collect();
        for &first in &offsets {
            for &second in &offsets {
                let mut lines = LineIndex::new(text);
                assert_eq!((lines.place(first), lines.place(second)), (slow(first), slow(second)), "{first} {second}");
                if first <= second {
                    assert_eq!(lines.places(Locus::new(first, second)), (slow(first), slow(second)), "{first} {second}");
                }
            }
        }
        assert_eq!(LineIndex::new(text).place(4), slow(3));
    }

    proptest::proptest! {
        #[test]
        fn lengths_are_counted_in_steps(text in "[ab甲é😀]{0,80}", times in 1..40_usize) {
            let text = text.repeat(times);
            let starts = text.char_indices().map(|(at, _)| at).take(20);
            for start in starts.chain([text.len()]) {
                let part = &text[start..];
                let length = Length::of(text.as_bytes(), start..text.len());
                let (characters, units) = (part.chars().count(), part.encode_utf16().count());
                proptest::prop_assert_eq!((length.characters, length.surrogates), (characters, units - characters));
            }
        }
    }
}
