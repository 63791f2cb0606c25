//! Sentences as sparse vectors that two languages share: own words, their translations, and what both have.
//!
//! A vector has three parts: words of the source language, words of the target language, and tokens that both sides have
//! as they are. A sentence has its own words in its language's part, and what the lexicons make of them in the other. Vectors
//! of neighbours add up to the vector of the stretch, so that one product serves every bead (as in Bertalign and Vecalign).

use rustc_hash::FxHashMap;

use super::lexicon::{Lexicon, learned::Tie};
use super::tokens::{TokenId, TokenKind, Vocabulary};

/// What is known of one sentence (or block) before it is compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unit {
    /// Its tokens, in order.
    pub tokens: Vec<TokenId>,
    /// Its length in characters that show.
    pub length: f32,
}

/// The two sides of an alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The original.
    Source,
    /// The translation.
    Target,
}

/// Sparse vectors, row by row, and what their sums weigh.
#[derive(Clone, Debug, Default)]
pub struct Vectors {
    starts: Vec<u32>,
    /// (Feature, value), ascending by feature within a row.
    entries: Vec<(u32, f32)>,
    /// Length in characters of each row.
    pub lengths: Vec<f32>,
}

impl Vectors {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// The entries of a row.
    pub fn row(&self, row: usize) -> &[(u32, f32)] {
        &self.entries[self.starts[row] as usize..self.starts[row + 1] as usize]
    }

    fn push(&mut self, entries: &mut Vec<(u32, f32)>, length: f32) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        // Stable, so that sums of equal features are made in one order.
        entries.sort_by_key(|&(feature, _)| feature);
        let mut last = None;
        for (feature, value) in entries.drain(..) {
            match self.entries.last_mut().filter(|_| last == Some(feature)) {
                Some(entry) => entry.1 += value,
                None => self.entries.push((feature, value)),
            }
            last = Some(feature);
        }
        self.starts.push(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        self.lengths.push(length);
    }

    /// Every two rows as one; a last one alone stays.
    pub fn halved(&self) -> Self {
        let mut halved = Self::default();
        let mut entries = Vec::new();
        for first in (0..self.len()).step_by(2) {
            entries.extend_from_slice(self.row(first));
            let mut length = self.lengths[first];
            if first + 1 < self.len() {
                entries.extend_from_slice(self.row(first + 1));
                length += self.lengths[first + 1];
            }
            halved.push(&mut entries, length);
        }
        halved
    }

    /// The sums of stretches of rows.
    pub fn grouped(&self, stretches: impl Iterator<Item = std::ops::Range<usize>>) -> Self {
        let mut grouped = Self::default();
        let mut entries = Vec::new();
        for stretch in stretches {
            let length = self.lengths[stretch.clone()].iter().sum();
            for row in stretch {
                entries.extend_from_slice(self.row(row));
            }
            grouped.push(&mut entries, length);
        }
        grouped
    }

    /// One more than the greatest feature.
    pub fn width(&self) -> usize {
        self.entries.iter().map(|entry| entry.0 as usize + 1).max().unwrap_or(0)
    }
}

/// Product of two rows.
pub fn product(mut left: &[(u32, f32)], mut right: &[(u32, f32)]) -> f32 {
    let mut sum = 0.0;
    while let (Some(a), Some(b)) = (left.first(), right.first()) {
        match a.0.cmp(&b.0) {
            std::cmp::Ordering::Less => left = &left[1..],
            std::cmp::Ordering::Greater => right = &right[1..],
            std::cmp::Ordering::Equal => {
                sum += a.1 * b.1;
                (left, right) = (&left[1..], &right[1..]);
            }
        }
    }
    sum
}

/// What the vectors are made with.
#[derive(Clone, Copy)]
pub struct Knowledge<'k> {
    /// Dictionaries, in order; all of them count.
    pub lexicons: &'k [&'k dyn Lexicon],
    /// What was learned from a first alignment, sorted by source token.
    pub learned: &'k [Tie],
}

/// The vectors of both sides, and which part of their words (0 to 1) has anything to be compared with.
pub fn vectors(sides: [&[Unit]; 2], vocabulary: &Vocabulary, knowledge: &Knowledge<'_>) -> ([Vectors; 2], f32) {
    let (mut words, mut comparable) = (0.0_f32, 0.0_f32);
    let counts = sides.map(|units| document_counts(units, vocabulary.len()));
    let mut dictionary = Translations::new(sides, vocabulary, &counts, knowledge);
    let both = [Side::Source, Side::Target].map(|side| {
        let own = side as usize;
        let units = sides[own];
        let mut vectors = Vectors::default();
        let mut rows: FxHashMap<TokenId, Vec<(u32, f32)>> = FxHashMap::default();
        let mut entries = Vec::new();
        let mut tokens: Vec<TokenId> = Vec::new();
        for unit in units {
            tokens.clear();
            tokens.extend_from_slice(&unit.tokens);
            tokens.sort_unstable();
            let mut rest = tokens.as_slice();
            while let Some(&token) = rest.first() {
                let count = rest.iter().take_while(|&&other| other == token).count();
                rest = &rest[count..];
                let row = rows.entry(token).or_insert_with(|| dictionary.row(token, side));
                entries.extend(row.iter().map(|&(feature, value)| (feature, value * (count as f32).sqrt())));
            }
            vectors.push(&mut entries, unit.length);
        }
        for (&token, row) in &rows {
            // Whole numbers: the order of a sum does not show.
            if vocabulary.kind(token) == TokenKind::Word {
                let count = counts[own][token as usize] as f32;
                words += count;
                comparable +=
                    if row.iter().any(|&(feature, _)| feature as usize / vocabulary.len() != own) { count } else { 0.0 };
            }
        }
        vectors
    });
    (both, comparable / words.max(1.0))
}

/// In how many units each token stands.
fn document_counts(units: &[Unit], size: usize) -> Vec<u32> {
    let mut counts = vec![0; size];
    let mut last = vec![u32::MAX; size];
    for (number, unit) in units.iter().enumerate() {
        for &token in &unit.tokens {
            if last[token as usize] != number as u32 {
                last[token as usize] = number as u32;
                counts[token as usize] += 1;
            }
        }
    }
    counts
}

/// Tokens to features, with their weights.
struct Translations<'k> {
    vocabulary: &'k Vocabulary,
    counts: &'k [Vec<u32>; 2],
    units: [f32; 2],
    knowledge: &'k Knowledge<'k>,
    /// The learned ties by target token.
    by_target: Vec<Tie>,
}

impl<'k> Translations<'k> {
    fn new(sides: [&[Unit]; 2], vocabulary: &'k Vocabulary, counts: &'k [Vec<u32>; 2], knowledge: &'k Knowledge<'k>) -> Self {
        let mut by_target = knowledge.learned.to_vec();
        by_target.sort_by_key(|tie| (tie.target, tie.source));
        Self { vocabulary, counts, units: sides.map(|units| units.len() as f32), knowledge, by_target }
    }

    /// Inverse document frequency: rare tokens say more.
    fn idf(&self, token: TokenId, side: Side) -> f32 {
        let count = self.counts[side as usize][token as usize] as f32;
        (1.0 + self.units[side as usize] / count.max(1.0)).ln()
    }

    fn row(&mut self, token: TokenId, side: Side) -> Vec<(u32, f32)> {
        let size = self.vocabulary.len() as u32;
        let own = side as u32;
        let idf = self.idf(token, side);
        let kind = self.vocabulary.kind(token);
        let mut row = Vec::new();
        let other_side = if side == Side::Source { Side::Target } else { Side::Source };
        let is_shared = self.counts[other_side as usize][token as usize] > 0;
        if is_shared || kind != TokenKind::Word {
            let worth = match kind {
                TokenKind::Word => 1.0,
                TokenKind::Number => 1.0,
                TokenKind::Mark => 0.4,
                TokenKind::Anchor => 1.5,
            };
            row.push((2 * size + token, idf * worth));
        }
        if kind != TokenKind::Word {
            return row;
        }
        let mut translated = self.translated(token, side);
        let norm = translated.iter().map(|&(_, weight)| weight * weight).sum::<f32>().sqrt();
        if norm > 0.0 {
            row.push((own * size + token, idf));
            for (other, weight) in &mut translated {
                row.push(((1 - own) * size + *other, idf * *weight / norm));
            }
        } else if !is_shared {
            row.push((own * size + token, idf * 0.8));
        }
        row
    }

    /// What a word may be on the other side, among the words that stand there.
    fn translated(&self, token: TokenId, side: Side) -> Vec<(TokenId, f32)> {
        let other = if side == Side::Source { &self.counts[1] } else { &self.counts[0] };
        let mut found: Vec<(TokenId, f32)> = Vec::new();
        let text = self.vocabulary.text(token);
        self.look_up(text, other, 1.0, &mut found);
        if found.is_empty() && text.chars().nth(1).is_some() && crate::text::script::has_han(text) {
            self.look_up_parts(text, other, &mut found);
        }
        let learned = match side {
            Side::Source => ties_of(self.knowledge.learned, |tie| tie.source, token),
            Side::Target => ties_of(&self.by_target, |tie| tie.target, token),
        };
        for tie in learned {
            let to = if side == Side::Source { tie.target } else { tie.source };
            found.push((to, tie.weight));
        }
        found.sort_unstable_by_key(|&(token, _)| token);
        found.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first.1 += later.1;
            }
            same
        });
        found
    }

    fn look_up(&self, text: &str, other: &[u32], worth: f32, found: &mut Vec<(TokenId, f32)>) -> bool {
        let mut any = false;
        for lexicon in self.knowledge.lexicons {
            lexicon.translations(text, &mut |word, weight| {
                any = true;
                if let Some(id) = self.vocabulary.get(word).filter(|&id| other[id as usize] > 0) {
                    found.push((id, weight * worth));
                }
            });
        }
        any
    }

    /// A compound that no lexicon has: its longest parts that one has.
    fn look_up_parts(&self, text: &str, other: &[u32], found: &mut Vec<(TokenId, f32)>) {
        let mut rest = text;
        while !rest.is_empty() {
            let ends: Vec<usize> = rest.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
            let whole = rest.len() == text.len();
            let known = ends.iter().rev().skip(usize::from(whole)).find(|&&end| self.look_up(&rest[..end], other, 0.7, found));
            let step = known.or(ends.first()).copied().unwrap_or(rest.len());
            rest = &rest[step..];
        }
    }
}

fn ties_of(ties: &[Tie], key: impl Fn(&Tie) -> TokenId, token: TokenId) -> &[Tie] {
    let start = ties.partition_point(|tie| key(tie) < token);
    let end = ties.partition_point(|tie| key(tie) <= token);
    &ties[start..end]
}
