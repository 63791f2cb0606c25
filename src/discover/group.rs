//! What `discover` proposes: groups of renderings that seem to stand for one name or term.
//!
//! How they are found is in the rest of this folder; how they are shown or decided on is for `cli`.

use std::sync::Arc;

use crate::glossary::Kind;

/// Renderings that seem to stand for one name or term.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Probability that all renderings stand for one thing, 0 to 1.
    pub score: f64,
    /// What it seems to be.
    pub kind: Kind,
    /// The name in the source language, as far as the corpus shows it.
    pub source: Option<String>,
    /// Language tag of the renderings, where the corpus shows it.
    pub language: Option<String>,
    /// Times that name stands in the originals, where there are any.
    pub source_mentions: Option<usize>,
    /// The renderings, the likely canonical one first (the one in most documents: a proposal, no decision).
    pub renderings: Vec<Rendering>,
    /// What speaks for it, in words, the strongest first.
    pub evidence: Vec<String>,
    /// Id of the glossary's concept that the group belongs to; its renderings are then those that the glossary lacks.
    pub concept: Option<String>,
}

/// One way of writing it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendering {
    /// As it stands in the texts.
    pub text: String,
    /// Documents that have it.
    pub documents: usize,
    /// Times it stands there.
    pub mentions: usize,
    /// The first places, at most three, each in another document if there are so many.
    pub places: Vec<Place>,
    /// How it goes with the source name, where there are originals.
    pub beside: Option<Beside>,
}

/// How a rendering goes with a name of the originals, over the pairs of sentences that no rendering before it explains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    /// Probability that it is a rendering of the name, 0 to 1.
    pub score: f64,
    /// Pairs of sentences with both.
    pub beads: usize,
    /// Dice's coefficient, 0 to 1.
    pub dice: f64,
    /// The log-likelihood ratio G², from 0.
    pub log_likelihood: f64,
}

/// Where a rendering stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The document, as given on the command line.
    pub path: Arc<str>,
    /// The line, from 1.
    pub line: usize,
}
