//! Findings and what can be done about them; to users a diagnostic is a finding.
//!
//! How findings are shown is for `report`, which finding there is, for `rules`.

pub mod apply;
pub mod table;

use std::borrow::Cow;

use crate::document::Role;
use crate::text::{Edit, Locus};

/// How grave a diagnostic is; ordered, the gravest last.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; never fails a run by default.
    Info,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// The severity's name in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Whether a fix may be applied without a person looking.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// Several candidates, or no edit is possible: shown, never applied.
    Display,
    /// Probably right, a person should look; applied with `--unsafe`.
    Unsafe,
    /// Meaning, the grammar around it and markup stay; applied by `fix`.
    Safe,
}

impl Applicability {
    /// The applicability's name in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Display => "display",
            Self::Unsafe => "unsafe",
            Self::Safe => "safe",
        }
    }
}

/// A way to mend a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Who may apply it.
    pub applicability: Applicability,
    /// The decoded text that will stand there.
    pub replacement: String,
    /// Ready edits, ascending; empty when the fix is for display only.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// What to do, as a command: `use "海托华"`.
    pub fn title(&self) -> Cow<'static, str> {
        match self.bare() {
            "" => Cow::Borrowed(REMOVAL),
            new => Cow::Owned(["use \"", new, "\""].concat()),
        }
    }

    /// The replacement without the spaces that the text around it asks for; empty if the fix removes something.
    pub fn bare(&self) -> &str {
        self.replacement.trim_matches(' ')
    }
}

/// The title of a fix that puts nothing in place of what it removes.
pub const REMOVAL: &str = "remove it";

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Name of the rule.
    pub rule: &'static str,
    /// How grave it is, after configuration.
    pub severity: Severity,
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// Id of the concept that it is about.
    pub concept: Option<String>,
    /// The text found, decoded.
    pub found: Option<String>,
    /// Where it stands; `None` for a finding about a file as a whole.
    pub locus: Option<Locus>,
    /// What the text is in its document.
    pub role: Option<Role>,
    /// Number of the block in its document, for suppressions.
    pub block: Option<usize>,
    /// What can be done, the best first.
    pub fixes: Vec<Fix>,
    /// Why it was decided so, in words.
    pub evidence: Vec<String>,
}
