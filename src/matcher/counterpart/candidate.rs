//! What is weighed of a string that may stand for a term, and how much it weighs.
//!
//! The weights were fitted by maximum likelihood on renderings of six corpora that were replaced at random: by words of much
//! the same meaning, by renderings of other terms, by nonsense in Chinese and in Latin letters. Fitted on five of them, they
//! hold on the sixth.

use super::LostText;

/// A stretch of tokens, and what is weighed of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Candidate {
    pub first: usize,
    pub last: usize,
    /// Nats by which the text is more usual with the approved rendering in the candidate's place.
    pub gain: f64,
    pub length: f64,
    /// Tokens by which the candidate's length differs from that of the approved rendering.
    pub difference: f64,
    /// Tokens that other words of the source explain.
    pub explained: f64,
    /// Edges that are no edges of words.
    pub cut: f64,
    /// Words.
    pub words: f64,
    /// Part of its characters that the approved rendering has too.
    pub shared: f64,
    /// Logarithm of how often the candidate occurs elsewhere.
    pub elsewhere: f64,
    /// The same for the approved rendering with what stands before the candidate, and after.
    pub left: f64,
    pub right: f64,
    /// Tokens from where it is expected.
    pub distance: f64,
    /// It has Latin letters, and none that the source has; or some that it has.
    pub latin: (f64, f64),
    /// Nats of the first token.
    pub first_cost: f64,
    /// Begins, and ends, with a word of grammar.
    pub grammar: (f64, f64),
    /// Nats that as many tokens cost on average.
    pub usual: f64,
    /// Nats that its tokens cost.
    pub cost: f64,
    /// The rendering of another term that the source does not have near by; or has, but not as often.
    pub rival: (f64, f64),
    /// Stands before the source term in brackets.
    pub glossed: f64,
    /// Stands in a unit beside.
    pub away: f64,
    /// Whether the dictionary has it.
    pub word: f64,
    /// What speaks for it because other units without a rendering have it too.
    pub together: f64,
    /// Units without a rendering that have it.
    pub units: u32,
}

/// How a candidate stands among the others of its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    /// Its lead over those that have no token in common with it.
    pub margin: f64,
    /// Logarithm of how many are about as good.
    pub spread: f64,
    /// The part of the concept's mentions that are rendered as approved.
    pub rate: f64,
}

impl Candidate {
    /// Whether the two have no token in common.
    pub const fn is_apart(&self, other: &Self) -> bool {
        self.last < other.first || other.last < self.first
    }

    fn unexplained(&self) -> f64 {
        self.length - self.explained
    }

    /// Whether the corpus does not have it elsewhere.
    fn novel(&self) -> f64 {
        f64::from(u8::from(self.elsewhere <= 0.0))
    }

    /// How well it does, for choosing the best of a text.
    pub fn score(&self) -> f64 {
        let is_single = self.length < 1.5 && self.latin == (0.0, 0.0);
        0.207 * self.gain - 0.546 * self.length - 0.410 * self.difference + 0.455 * self.unexplained()
            - 1.295 * self.explained
            - 2.588 * f64::from(u8::from(is_single))
            - 2.670 * self.cut
            - 0.542 * self.words
            + 8.379 * self.shared
            - 0.404 * self.elsewhere
            - 1.196 * self.novel()
            + 0.463 * self.left
            + 0.299 * self.right
            - 0.079 * self.distance
            + 0.325 * self.latin.0
            - 3.367 * self.latin.1
            + 0.273 * self.first_cost
            - 0.993 * self.grammar.0
            - 2.122 * self.grammar.1
            - 0.187 * self.usual
            - 0.120 * (self.cost - self.usual)
            + 6.083 * self.rival.0
            + 5.515 * self.rival.1
            + 0.171 * self.glossed
            - 2.980 * self.away
            - 0.806 * self.word
            + 1.776 * self.together
    }

    /// Log-odds that anything stands for the term where this is the best candidate: a translator may well have left it out.
    pub fn log_odds(&self, text: &LostText, standing: Standing) -> f64 {
        let flag = |is: bool| f64::from(u8::from(is));
        0.268 + 0.486 * standing.margin - 0.495 * standing.spread + 0.128 * self.gain - 0.895 * self.explained / self.length
            + 0.265 * self.unexplained()
            + 1.001 * self.shared
            - 0.119 * self.left
            - 0.194 * self.right
            - 0.637 * self.elsewhere
            - 0.854 * self.novel()
            - 0.244 * self.latin.0
            - 2.263 * self.latin.1
            - 0.784 * self.length
            - 0.153 * self.difference
            - 0.086 * (self.cost - self.usual)
            + 3.657 * self.rival.0
            + 2.989 * self.rival.1
            + 1.197 * self.glossed
            - 1.457 * self.away
            - 0.353 * self.word
            + 1.041 * f64::from(text.share)
            - 0.829 * f64::from(text.rank.min(2))
            + 1.293 * f64::from(text.score)
            + 0.541 * flag(text.score < 0.3)
            - 2.132 * standing.rate
            - 0.557 * flag(text.tokens.len() < 6)
    }

    /// Log-odds that it is this string, if anything stands for the term.
    pub fn sureness(&self, text: &LostText, standing: Standing) -> f64 {
        3.573 + 0.115 * self.score() + 0.183 * standing.margin
            - 3.597 * standing.spread
            - 0.491 * self.unexplained()
            - 2.205 * self.explained / self.length
            - 1.014 * self.shared
            - 0.129 * self.elsewhere
            - 0.469 * self.novel()
            - 0.599 * self.latin.0
            + 0.310 * self.length
            - 0.921 * self.cut
            + 0.386 * self.rival.0
            + 0.224 * self.rival.1
            + 1.741 * self.away
            - 0.224 * f64::from(text.score)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_speaks_for_a_string_raises_its_score() {
        let plain = Candidate { gain: 6.0, length: 2.0, elsewhere: 1.0, ..Candidate::default() };
        for (what, better, worse) in [
            ("more usual with the rendering", Candidate { gain: 9.0, ..plain }, plain),
            ("shares characters with the rendering", Candidate { shared: 0.5, ..plain }, plain),
            ("the rendering of another term", Candidate { rival: (1.0, 0.0), ..plain }, plain),
            ("other places have it too", Candidate { together: 2.0, ..plain }, plain),
            ("other words explain it", plain, Candidate { explained: 2.0, ..plain }),
            ("cuts words", plain, Candidate { cut: 2.0, ..plain }),
            ("stands in another unit", plain, Candidate { away: 1.0, ..plain }),
            ("is far from where it is expected", plain, Candidate { distance: 12.0, ..plain }),
            ("a word that the source has", plain, Candidate { latin: (0.0, 1.0), ..plain }),
            ("ends with a word of grammar", plain, Candidate { grammar: (0.0, 1.0), ..plain }),
        ] {
            assert!(better.score() > worse.score(), "{what}: {} {}", better.score(), worse.score());
        }
    }

    #[test]
    fn strings_without_a_common_token_are_apart() {
        let of = |first, last| Candidate { first, last, ..Candidate::default() };
        for (left, right, expected) in
            [((0, 1), (2, 3), true), ((2, 3), (0, 1), true), ((0, 2), (2, 3), false), ((0, 5), (1, 2), false)]
        {
            assert_eq!(of(left.0, left.1).is_apart(&of(right.0, right.1)), expected);
        }
    }
}
