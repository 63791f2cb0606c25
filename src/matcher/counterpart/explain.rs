//! Which words of the source explain which tokens of a unit's target, and where a term is expected between them.

use super::LostText;
use super::statistics::{PairStatistics, Sketches, pair};
use super::tokens::TokenKind;

/// Bytes of the source within which a neighbour says where a term is.
const NEAR: f64 = 40.0;

/// What other words of the source explain.
pub struct Explained {
    /// By token, from 0 to 1.
    tokens: Vec<f64>,
    /// By mention of the term, the token that is expected to stand for it, and how much that says.
    expected: Vec<(f64, f64)>,
}

impl Explained {
    /// Looks for what goes with each word of the source.
    pub fn new(text: &LostText, sketches: &Sketches, statistics: &PairStatistics) -> Self {
        let mut tokens = vec![0.0_f64; text.tokens.len()];
        // Where a word of the source and what it became stand: (byte, token, strength).
        let mut anchors: Vec<(f64, f64, f64)> = Vec::new();
        for (number, token) in text.tokens.iter().enumerate().filter(|(_, token)| token.kind == TokenKind::Word) {
            for &(_, position) in text.words.iter().filter(|(word, _)| *word == token.hash) {
                tokens[number] = 1.0;
                anchors.push((f64::from(position), number as f64, 1.0));
            }
        }
        let units = f64::from(statistics.units.max(1));
        let frequency: Vec<f64> =
            text.words.iter().map(|&(word, _)| f64::from(sketches.word(word).saturating_sub(1)).max(1.0)).collect();
        for (number, two) in text.tokens.windows(2).enumerate() {
            if two.iter().any(|token| token.kind == TokenKind::Sign) {
                continue;
            }
            let pair = pair(&two[0], &two[1]);
            let all = f64::from(sketches.gram(pair)).max(1.0);
            let mut best = (0.0, 0.0);
            for (&(word, position), &count) in text.words.iter().zip(&frequency) {
                // A sketch counts a little too much: there are no more of both than of either.
                let both = sketches.link(word, pair).min(sketches.gram(pair)).saturating_sub(1);
                let dice = 2.0 * f64::from(both) / (count + all);
                if both >= 2 && f64::from(both) / count * units > 3.0 * all && dice > best.0 {
                    best = (dice, f64::from(position));
                }
            }
            if best.0 > 0.1 {
                anchors.push((best.1, number as f64 + 0.5, best.0));
            }
            for slot in &mut tokens[number..=number + 1] {
                *slot = slot.max((best.0 * 2.5).min(1.0));
            }
        }
        let ratio = text.tokens.len() as f64 / f64::from(text.length.max(1));
        let expected = |&place: &u32| {
            let place = f64::from(place);
            // Without any anchor, as far into the target as into the source.
            let (mut sum, mut weights) = (0.15 * place * ratio, 0.15);
            for &(position, token, strength) in &anchors {
                let weight = strength * (-(position - place).abs() / NEAR).exp();
                sum += weight * (token + (place - position) * ratio);
                weights += weight;
            }
            (sum / weights, f64::min(weights, 1.5))
        };
        Self { tokens, expected: text.positions.iter().map(expected).collect() }
    }

    /// How much of a stretch is explained.
    pub fn sum(&self, first: usize, last: usize) -> f64 {
        self.tokens[first..=last].iter().sum()
    }

    /// How far a token is from where the term is expected, weighed by how much that says.
    pub fn distance(&self, token: f64) -> f64 {
        let distances = self.expected.iter().map(|(expected, confidence)| confidence * (token - expected).abs().min(12.0));
        distances.fold(18.0, f64::min)
    }
}
