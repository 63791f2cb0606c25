//! The glossary model, in the words of TBX (ISO 30042): concepts, terms, administrative status.

use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::shared::SharedText;
use crate::text::Place;

/// What kind of thing a concept is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A human being; short forms of the name are made from the full one.
    Person,
    /// A company, foundation, team or publication.
    Organization,
    /// A product, project, event or show.
    Product,
    /// A word of the subject field.
    #[default]
    Term,
}

impl Kind {
    /// All kinds, in the order of the documentation.
    pub const ALL: [Self; 4] = [Self::Person, Self::Organization, Self::Product, Self::Term];

    /// The kind's name in files and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Product => "product",
            Self::Term => "term",
        }
    }
}

/// What a terminology owner says of a term (TBX `administrativeStatus`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AdministrativeStatus {
    /// The rendering to use.
    Preferred,
    /// Also right.
    Admitted,
    /// Not to be used.
    Deprecated,
}

impl AdministrativeStatus {
    /// All statuses, the best first.
    pub const ALL: [Self; 3] = [Self::Preferred, Self::Admitted, Self::Deprecated];

    /// The status's name in files and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Admitted => "admitted",
            Self::Deprecated => "deprecated",
        }
    }

    /// Whether a rendering with this status may stand in a text.
    pub const fn is_approved(self) -> bool {
        matches!(self, Self::Preferred | Self::Admitted)
    }
}

/// How the case of Latin letters counts when a term is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CaseRule {
    /// Any case is found; a form that differs in case only is not approved by it.
    #[default]
    Fold,
    /// Only this case is found.
    Exact,
    /// As written, or with its first letter (or each word's) in upper case.
    Title,
}

impl CaseRule {
    /// All case rules, the default first.
    pub const ALL: [Self; 3] = [Self::Fold, Self::Exact, Self::Title];

    /// The rule's name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fold => "fold",
            Self::Exact => "exact",
            Self::Title => "title",
        }
    }
}

/// How the first mention of a concept in a document is to be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FirstMention {
    /// Like every other.
    #[default]
    Off,
    /// With the source term in brackets: `凯尔西·海托华(Kelsey Hightower)`.
    Bracketed,
}

impl FirstMention {
    /// All policies, the default first.
    pub const ALL: [Self; 2] = [Self::Off, Self::Bracketed];

    /// The policy's name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Bracketed => "bracketed",
        }
    }
}

/// Where a concept or term was read: for messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// Path of the glossary file as given, or `built-in`; all of a file share it.
    pub file: Arc<String>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl Origin {
    /// A place in a file.
    pub fn new(file: &Arc<String>, place: Place) -> Self {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Self { file: Arc::clone(file), line: number(place.line), column: number(place.column) }
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// One way to write a concept in one language. Small, as there may be many: what few terms have is somewhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// BCP-47 tag as written, such as `zh` or `zh-Hant`.
    pub language: SharedText,
    /// The text.
    pub text: SharedText,
    /// What its owner says of it.
    pub status: AdministrativeStatus,
    /// How case counts.
    pub case: CaseRule,
    /// Deprecated for this concept, and an ordinary word elsewhere: evidence decides each mention.
    pub ambiguous: bool,
    /// What is said of the words around it, if anything is.
    pub usage: Option<Box<Usage>>,
    /// Where it was read.
    pub origin: Origin,
}

impl Term {
    /// An ambiguous term counts only where one of these stands near: words of the document, or part of a link's URL.
    pub fn when(&self) -> &[String] {
        self.usage.as_ref().map_or(&[], |usage| &usage.when)
    }

    /// A deprecated or ambiguous term never counts inside one of these longer words.
    pub fn unless(&self) -> &[String] {
        self.usage.as_ref().map_or(&[], |usage| &usage.unless)
    }

    /// An example of its use, for people.
    pub fn context(&self) -> Option<&str> {
        self.usage.as_ref()?.context.as_deref()
    }
}

/// What is said of the words around a term; see its functions of the same names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Words of which one must stand near.
    pub when: Vec<String>,
    /// Longer words that it never counts in.
    pub unless: Vec<String>,
    /// An example.
    pub context: Option<String>,
}

/// One thing that has a name, and its names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concept {
    /// Unique, stable, lower case with hyphens.
    pub id: String,
    /// What kind of thing it is.
    pub kind: Kind,
    /// How its first mention in a document is to be written; `None` leaves it to the configuration.
    pub first_mention: Option<FirstMention>,
    /// Its names, in the order of the file; the first preferred one of a language is the one to use.
    pub terms: Vec<Term>,
    /// What is said of it for people, if anything is.
    pub about: Option<Box<About>>,
    /// Where it was read.
    pub origin: Origin,
}

/// What is said of a concept for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Subject field, such as `networking`.
    pub subject_field: Option<String>,
    /// What it means.
    pub definition: Option<String>,
    /// For the people who keep the glossary; shown with findings.
    pub note: Option<String>,
}

/// What a term or a concept keeps of what few have: nothing of nothing.
pub fn kept<T: Default + PartialEq>(what: T) -> Option<Box<T>> {
    (what != T::default()).then(|| Box::new(what))
}

impl Concept {
    /// Subject field, such as `networking`.
    pub fn subject_field(&self) -> Option<&str> {
        self.about.as_ref()?.subject_field.as_deref()
    }

    /// What it means.
    pub fn definition(&self) -> Option<&str> {
        self.about.as_ref()?.definition.as_deref()
    }

    /// For the people who keep the glossary; shown with findings.
    pub fn note(&self) -> Option<&str> {
        self.about.as_ref()?.note.as_deref()
    }

    /// Room to say something of it for people.
    pub fn about_mut(&mut self) -> &mut About {
        self.about.get_or_insert_default()
    }

    /// The preferred term of a language, if the concept has one.
    pub fn preferred(&self, language: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.language == language && term.status == AdministrativeStatus::Preferred)
    }

    /// What to call the concept in a message: its English name, else the first name it has, else its id.
    pub fn name(&self) -> &str {
        let is_english = |tag: &str| tag == "en" || tag.starts_with("en-");
        let english = self.terms.iter().find(|term| is_english(&term.language) && term.status.is_approved());
        english.or_else(|| self.terms.iter().find(|term| term.status.is_approved())).map_or(&self.id, |term| &term.text)
    }
}

/// A text and what `fix` must make of it: a glossary's test of itself, run when it is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelfTest {
    /// The text before.
    pub input: String,
    /// The text after all safe fixes.
    pub output: String,
    /// BCP-47 tag of the text; `None` leaves it to its script.
    pub language: Option<String>,
    /// The path that the text is taken to stand at, which decides its format; `None` is plain text.
    pub path: Option<String>,
    /// Where it was read.
    pub origin: Origin,
}

/// All concepts of a run, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Glossary {
    /// The concepts; ids are unique.
    pub concepts: Vec<Concept>,
    /// What the glossary says of itself, in the order of the files.
    pub tests: Vec<SelfTest>,
}

impl Glossary {
    /// The concept with this id.
    pub fn concept(&self, id: &str) -> Option<&Concept> {
        self.concepts.iter().find(|concept| concept.id == id)
    }

    /// Every language tag that occurs, sorted.
    pub fn languages(&self) -> Vec<&str> {
        // Concepts that are worth a thread's while.
        const SOME: usize = 4096;
        fn some(concepts: &[Concept]) -> Vec<&str> {
            // Of many terms, and of few languages: mostly that of the term before.
            let mut languages: Vec<&str> = Vec::new();
            for term in concepts.iter().flat_map(|concept| &concept.terms) {
                if languages.last() != Some(&term.language.as_str()) {
                    languages.retain(|known| term.language != known);
                    languages.push(&term.language);
                }
            }
            languages
        }
        let mut languages: Vec<&str> = self.concepts.par_chunks(SOME).flat_map_iter(some).collect();
        languages.sort_unstable();
        languages.dedup();
        languages
    }
}
