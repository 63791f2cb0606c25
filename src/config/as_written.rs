//! `glossator.toml` as people write it: one struct a table, every key documented.
//!
//! The JSON Schema, the known keys of error messages and the deserializer all come from these structs.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::Severity;
use crate::glossary::FirstMention;

/// Configuration of glossator. Paths and patterns are relative to the folder of this file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "glossator.toml")]
pub struct Configuration {
    /// Glossaries: files (CSV, TSV, TOML), patterns such as `glossary/**/*.csv`, or folders. Of two concepts with one id
    /// the later counts. Without this key the shipped glossary is used.
    pub glossaries: Option<Vec<String>>,
    /// Language of the translations, a BCP-47 tag such as `zh`, where neither an `override` nor the document says it.
    pub language: Option<String>,
    /// Languages of the translations, where there are several; a document's script decides between them.
    pub languages: Vec<String>,
    /// Only files that match one of these patterns are looked at; without any, all that can be read.
    pub include: Vec<String>,
    /// Files and folders that match one of these patterns are not looked at.
    pub exclude: Vec<String>,
    /// Regular expressions of text in which no term is looked for, such as `\{\{.*?\}\}`.
    pub ignore_text: Vec<String>,
    /// How grave each rule is, or `off`; see `glossator rules`.
    pub rules: BTreeMap<String, Level>,
    /// The least severity that makes `check` and `fix` exit with 1; `warning` by default.
    pub fail_on: Option<Severity>,
    /// Number of threads, at most 1024; 0, the default, is one for each core.
    pub threads: usize,
    /// File of findings that are known and not reported again.
    pub baseline: Option<String>,
    /// File that `glossator learn` wrote, or `none` to use nothing that was learned.
    pub learned: Option<String>,
    /// Choices of house style.
    pub policy: Policy,
    /// The originals that the translations are compared with.
    pub bitext: Bitext,
    /// Which format files are read as, by pattern: `"*.qmd" = "markdown"`; see `glossator formats`.
    pub formats: BTreeMap<String, String>,
    /// Settings for some files only; of several that match, the later counts.
    #[serde(rename = "override")]
    pub overrides: Vec<Override>,
}

/// Choices of house style.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Policy {
    /// How grave it is that a document mixes two approved renderings, or the original and its translation; `info` by default.
    pub mixing: Level,
    /// How the first mention of a concept in a document is written; `off` by default.
    pub first_mention: FirstMention,
    /// Whether documents may differ in which approved rendering of a concept they use; `any` by default.
    pub variant: Variant,
}

impl Default for Policy {
    fn default() -> Self {
        Self { mixing: Level::Info, first_mention: FirstMention::default(), variant: Variant::default() }
    }
}

/// The originals that the translations are compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Bitext {
    /// Where the original of a translation is: `content/en/{path}=content/zh/{path}`, or a TSV file of source and target
    /// paths.
    pub pairs: Vec<String>,
    /// Language of the originals, a BCP-47 tag; by default they show it.
    pub source_language: Option<String>,
    /// Language of the translations; by default each shows it.
    pub target_language: Option<String>,
}

/// Settings for some files only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Override {
    /// Patterns of the files.
    pub paths: Vec<String>,
    /// Their language, a BCP-47 tag; it goes before what the document says.
    #[serde(default)]
    pub language: Option<String>,
    /// How grave each rule is in them, or `off`.
    #[serde(default)]
    pub rules: BTreeMap<String, Level>,
}

/// How grave a rule's findings are, or that it is not run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Not run.
    #[default]
    Off,
    /// Worth knowing.
    Info,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

impl Level {
    /// The severity of the findings; `None` when there are to be none.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// Whether documents may differ in which approved rendering they use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Variant {
    /// Any approved rendering is as good as another.
    #[default]
    Any,
    /// One for the whole corpus.
    One,
}

/// The JSON Schema of the file.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Configuration).to_value()
}
