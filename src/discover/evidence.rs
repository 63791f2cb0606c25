//! What speaks for two strings being renderings of one thing, signal by signal, and what that makes together.
//!
//! Each signal weighs itself, in its own file under `signals`; here weights are only added up.

use rustc_hash::FxHashMap;

/// Number of a string in `Strings`.
pub type Id = u32;

/// The strings that signals speak of.
#[derive(Clone, Debug, Default)]
pub struct Strings {
    numbers: FxHashMap<Box<str>, Id>,
    list: Vec<Box<str>>,
}

impl Strings {
    /// The number of a string, a new one if it has none yet.
    pub fn id(&mut self, string: &str) -> Id {
        if let Some(&id) = self.numbers.get(string) {
            return id;
        }
        let id = self.list.len() as Id;
        self.numbers.insert(string.into(), id);
        self.list.push(string.into());
        id
    }

    /// The number of a string that has one.
    pub fn known(&self, string: &str) -> Option<Id> {
        self.numbers.get(string).copied()
    }

    /// The string with a number.
    pub fn get(&self, id: Id) -> &str {
        self.list.get(id as usize).map_or("", |string| string)
    }

    /// All strings, by number.
    pub fn all(&self) -> Vec<&str> {
        self.list.iter().map(|string| &**string).collect()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }
}

/// A kind of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// Anchors of one URL.
    Url,
    /// A profile whose handle names the person.
    Profile,
    /// `X（Name）`.
    Apposition,
    /// Headings and anchors beside the words of their own address.
    Headline,
    /// A Chinese and a Latin name that take turns.
    Turns,
    /// Names that sound alike.
    Sound,
    /// The short form of a name.
    Short,
    /// The same name without its dot.
    Dot,
    /// A Latin word that was split or has another case.
    Split,
    /// A Latin word with a slip.
    Spelling,
    /// Terms that differ in one character.
    Character,
    /// Terms in the same surroundings.
    Context,
    /// Strings in the same documents.
    Together,
    /// Longer strings that hold the two of a likely pair.
    Compound,
}

/// What one signal says of one pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Hint {
    /// Which signal.
    pub signal: Signal,
    /// Natural logarithm of the odds that it adds; negative when it speaks against the pair.
    pub weight: f64,
    /// In words.
    pub words: Box<str>,
}

/// Everything that signals found.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// The strings.
    pub strings: Strings,
    pairs: FxHashMap<(Id, Id), Vec<Hint>>,
    /// Names in the source language that a string was seen with, with weights.
    sources: FxHashMap<Id, Vec<(Box<str>, f64)>>,
}

/// Logarithm of the odds of a pair that a signal proposes, before anything is known of it.
pub const PRIOR: f64 = -2.0;

/// Odds of a pair whose strings are looked for in the texts.
const LEAST_WANTED: f64 = -2.6;

impl Evidence {
    /// Adds a hint; of two hints of one signal the stronger counts.
    pub fn add(&mut self, left: &str, right: &str, signal: Signal, weight: f64, words: impl Into<Box<str>>) {
        let (left, right) = (self.strings.id(left), self.strings.id(right));
        if left == right {
            return;
        }
        let hints = self.pairs.entry((left.min(right), left.max(right))).or_default();
        match hints.iter_mut().find(|hint| hint.signal == signal) {
            Some(hint) if hint.weight >= weight => {}
            Some(hint) => *hint = Hint { signal, weight, words: words.into() },
            None => hints.push(Hint { signal, weight, words: words.into() }),
        }
    }

    /// Says that a string was seen with this name in the source language.
    pub fn source(&mut self, string: &str, source: &str, weight: f64) {
        let id = self.strings.id(string);
        let sources = self.sources.entry(id).or_default();
        match sources.iter_mut().find(|(known, _)| **known == *source) {
            Some((_, total)) => *total += weight,
            None => sources.push((source.into(), weight)),
        }
    }

    /// The names in the source language that a string was seen with.
    pub fn sources(&self, id: Id) -> &[(Box<str>, f64)] {
        self.sources.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Which strings may become a part of a likely pair; those in no pair were only asked for.
    pub fn wanted(&self) -> Vec<bool> {
        let mut best = vec![f64::INFINITY; self.strings.len()];
        let mut is_paired = vec![false; self.strings.len()];
        for (&(left, right), hints) in &self.pairs {
            let odds = Self::odds(hints);
            for id in [left as usize, right as usize] {
                best[id] = if is_paired[id] { best[id].max(odds) } else { odds };
                is_paired[id] = true;
            }
        }
        best.into_iter().map(|odds| odds > LEAST_WANTED).collect()
    }

    /// What is known of a pair.
    pub fn hints(&self, left: Id, right: Id) -> &[Hint] {
        self.pairs.get(&(left.min(right), left.max(right))).map_or(&[], Vec::as_slice)
    }

    /// The logarithm of the odds of a pair.
    pub fn odds(hints: &[Hint]) -> f64 {
        PRIOR + hints.iter().map(|hint| hint.weight).sum::<f64>()
    }

    /// All pairs with their odds, the likeliest first.
    pub fn ranked(&self) -> Vec<(f64, Id, Id)> {
        let mut ranked: Vec<(f64, Id, Id)> =
            self.pairs.iter().map(|(&(left, right), hints)| (Self::odds(hints), left, right)).collect();
        ranked.sort_by(|(a, left, right), (b, other_left, other_right)| {
            let names = |left, right| (self.strings.get(left), self.strings.get(right));
            b.total_cmp(a).then_with(|| names(*left, *right).cmp(&names(*other_left, *other_right)))
        });
        ranked
    }
}

/// Odds to probability.
pub fn probability(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}
