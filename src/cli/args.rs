//! What can be said on the command line.

use std::path::PathBuf;

use clap::builder::RangedU64ValueParser;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::config::MOST_THREADS;
use crate::diagnostic::Severity;

/// Keeps a body of translated text to one rendering per name and term.
#[derive(Debug, Parser)]
#[command(
    name = "glossator",
    version,
    about,
    max_term_width = 100,
    after_help = "Without a command, glossator checks the current folder.\n\nExit status: 0 nothing remains, 1 findings remain, 2 the work could not be done."
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of every command.
#[derive(Clone, Debug, Default, ClapArgs)]
pub(crate) struct Common {
    /// Read this configuration instead of the nearest glossator.toml
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Read no configuration
    #[arg(long, global = true, conflicts_with = "config")]
    pub no_config: bool,
    /// Glossary file or pattern, instead of the configured ones; may be given several times, later rows override earlier
    #[arg(long, global = true, value_name = "FILE")]
    pub glossary: Vec<String>,
    /// How grave a rule's findings are: NAME=error|warning|info|off
    #[arg(long = "rule", global = true, value_name = "NAME=SEVERITY")]
    pub rules: Vec<String>,
    /// Only findings about this concept; may be given several times
    #[arg(long = "concept", global = true, value_name = "ID")]
    pub concepts: Vec<String>,
    /// What `glossator learn` stored; `none` turns learning from the corpus off
    #[arg(long, global = true, value_name = "FILE|none")]
    pub learned: Option<String>,
    /// Threads to use, at most 1024; by default, or with 0, as many as the machine has
    #[arg(long, global = true, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(..=MOST_THREADS as u64))]
    pub threads: Option<usize>,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
    /// Findings only: no progress, no remarks, no summary
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find renderings that deviate from the glossary
    Check(Check),
    /// Mend what can be mended safely
    Fix(Fix),
    /// Write the inconsistency report: a page, tables, a summary
    Report(Report),
    /// Find renderings of one name or term that no glossary lists yet
    Discover(Discover),
    /// Align a source with its translation: which sentence became which
    Align(Align),
    /// Store what the corpus teaches about ambiguous renderings
    Learn(Learn),
    /// Check, change or convert the glossary itself
    Glossary(Glossary),
    /// Score how likely a Chinese name renders an English one
    Similarity(Similarity),
    /// Explain a rule
    Explain(Explain),
    /// List the rules
    Rules,
    /// List input and output formats
    Formats,
    /// Write a commented glossator.toml
    Init(Init),
    /// Write shell completions
    Completions {
        /// For this shell
        shell: clap_complete::Shell,
    },
    /// Write the man page
    Man,
}

/// Options that `check` and `fix` share.
#[derive(Debug, Default, ClapArgs)]
pub(crate) struct Inputs {
    /// Files and folders; `-` is standard input, none is the current folder
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What standard input would be called: decides its format and settings
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<String>,
    /// The run fails (status 1) when findings at least this grave remain
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<Severity>,
    /// Leave out the findings that this file lists; what a fix can mend of them is mended all the same
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    #[command(flatten)]
    pub pairs: Pairs,
}

/// Originals beside the translations.
#[derive(Clone, Debug, Default, ClapArgs)]
pub(crate) struct Pairs {
    /// Compare with originals: en/{path}=zh/{path}, or a TSV file of source and target paths; may be given several times
    #[arg(long, value_name = "TEMPLATE|FILE")]
    pub pairs: Vec<String>,
    /// The original of the file that is checked, or a folder of originals of the same shape
    #[arg(long, value_name = "PATH", conflicts_with = "pairs")]
    pub source: Option<PathBuf>,
    /// Language of the originals, a BCP-47 tag; by default they show it
    #[arg(long, value_name = "TAG")]
    pub source_language: Option<String>,
    /// Language of the translations; by default each shows it
    #[arg(long, value_name = "TAG")]
    pub target_language: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Check {
    #[command(flatten)]
    pub inputs: Inputs,
    /// How to write findings; see `glossator formats`
    #[arg(long, short, value_name = "FORMAT", default_value = "terminal")]
    pub format: String,
    /// Show at most this many findings one by one in the terminal; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub max_findings: usize,
    /// Store all present findings, so that later runs report only new ones
    #[arg(long, value_name = "FILE")]
    pub write_baseline: Option<PathBuf>,
    /// Only findings on lines changed since this git revision
    #[arg(long, value_name = "REV")]
    pub diff_from: Option<String>,
}

impl Default for Check {
    fn default() -> Self {
        Self { inputs: Inputs::default(), format: "terminal".to_owned(), max_findings: 50, write_baseline: None, diff_from: None }
    }
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Fix {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Apply also fixes that a person should look at
    #[arg(long = "unsafe")]
    pub allow_unsafe: bool,
    /// Show what would change, as a patch (patch -p0, git apply -p0), and write nothing
    #[arg(long)]
    pub diff: bool,
    /// Ask before each fix
    #[arg(long, short, conflicts_with = "diff")]
    pub interactive: bool,
}

/// How groups are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiscoverFormat {
    /// A list for people
    #[default]
    Terminal,
    /// JSON Lines, one group a line
    Json,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Discover {
    /// Files and folders; none is the current folder
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub pairs: Pairs,
    /// How to write the groups
    #[arg(long, short, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: DiscoverFormat,
    /// Write the groups as rows of a glossary, the likely canonical rendering first, with a column `confidence`
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// With a glossary: only renderings of its concepts that it does not list
    #[arg(long)]
    pub known: bool,
    /// Leave out groups that are less likely than this, 0 to 1
    #[arg(long, value_name = "SCORE", default_value_t = 0.5)]
    pub min_score: f64,
    /// Show at most this many groups in the terminal; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub max_groups: usize,
    /// Go through the groups: accept, reject, edit, split, merge; what is accepted goes into the glossary file
    #[arg(long, short, conflicts_with_all = ["output", "format"])]
    pub interactive: bool,
    /// Where decisions are kept, so that nobody is asked twice; by default beside the glossary, as NAME.decisions.jsonl
    #[arg(long, value_name = "FILE", requires = "interactive")]
    pub decisions: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Report {
    /// Files and folders; none is the current folder
    #[arg(value_name = "PATH", conflicts_with = "merge")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub pairs: Pairs,
    /// Folder to write into; it is made if it is not there
    #[arg(long, short, value_name = "DIR", default_value = "reports")]
    pub output: PathBuf,
    /// Show what changed since an earlier report.json; given several times, oldest first, a line over all of them
    #[arg(long, value_name = "OLD.json")]
    pub compare: Vec<PathBuf>,
    /// How the page links a line, with {path} and {line} in it: https://example.org/tree/{path}#L{line},
    /// vscode://file/home/me/{path}:{line}; by default relative to the page
    #[arg(long, value_name = "TEMPLATE", value_parser = links)]
    pub links: Option<String>,
    /// Keep the figures of each report in this folder, and compare with those that are there
    #[arg(long, value_name = "DIR", conflicts_with = "compare")]
    pub history: Option<PathBuf>,
    /// What this report is called in comparisons: a date, a revision
    #[arg(long, value_name = "NAME")]
    pub label: Option<String>,
    /// Make the report of a whole from the report.json of its parts, all made with the same --learned FILE or with
    /// --learned none
    #[arg(long, value_name = "REPORT.json", num_args = 1..)]
    pub merge: Vec<PathBuf>,
}

/// A template of links: it names the path, and leads to a place, not to a script.
fn links(template: &str) -> Result<String, String> {
    let scheme = template.split_once(':').map_or("", |(scheme, _)| scheme).trim().to_ascii_lowercase();
    if ["javascript", "data", "vbscript"].contains(&scheme.as_str()) {
        return Err(format!("{scheme}: leads to no file"));
    }
    if !template.contains("{path}") {
        return Err("{path} is missing: it stands for the path of the file".to_owned());
    }
    Ok(template.to_owned())
}

/// What the beads of `align` are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum AlignLevel {
    /// Sentences
    #[default]
    Sentence,
    /// Paragraphs, headings, items, cells, code
    Block,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "CC-CEDICT (https://cc-cedict.org) is licensed under Creative Commons Attribution-ShareAlike 4.0; what you \
                        publish that is made from it falls under the same licence. It is not a part of glossator."
)]
pub(crate) struct Align {
    /// The original, or a folder of originals
    #[arg(value_name = "SOURCE", requires = "target")]
    pub source: Option<PathBuf>,
    /// Its translation, or a folder of the same shape
    #[arg(value_name = "TARGET")]
    pub target: Option<PathBuf>,
    /// Pairs of files: en/{path}=zh/{path}, or a TSV file of source and target paths; may be given several times
    #[arg(long, value_name = "TEMPLATE|FILE", conflicts_with = "source")]
    pub pairs: Vec<String>,
    /// Every line is a sentence; beads hold line numbers from 0
    #[arg(long, conflicts_with = "level")]
    pub lines: bool,
    /// What beads are made of
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    pub level: AlignLevel,
    /// Lexicon: CC-CEDICT or two columns separated by a tab, also gzipped; may be given several times
    #[arg(long, value_name = "FILE")]
    pub lexicon: Vec<PathBuf>,
    /// Store which words go together in these texts, as a lexicon of two columns
    #[arg(long, value_name = "LEXICON.tsv")]
    pub learn: Option<PathBuf>,
    /// Language of the sources, a BCP-47 tag; by default each shows it
    #[arg(long, value_name = "TAG")]
    pub source_language: Option<String>,
    /// Language of the targets; by default each shows it
    #[arg(long, value_name = "TAG")]
    pub target_language: Option<String>,
    /// How to write beads: tsv, json, tmx or html
    #[arg(long, short, value_name = "FORMAT", default_value = "tsv")]
    pub format: String,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Learn {
    /// Files and folders; none is the current folder
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Where to store it; by default standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Glossary {
    #[command(subcommand)]
    pub command: GlossaryCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GlossaryCommand {
    /// Find rows that contradict each other, set traps or can never match
    Check,
    /// Record that a rendering may stand for a concept
    Admit {
        /// Id of the concept
        concept: String,
        /// The rendering
        rendering: String,
        /// Language of the rendering; by default the language of the texts
        #[arg(long, value_name = "TAG")]
        language: Option<String>,
    },
    /// Measure the glossary on a corpus: rows never used, rivals that dominate, agreement, substring traps
    Audit(Audit),
    /// Write the glossary in another format
    Convert {
        /// The format; by default the one that the file's extension says, else CSV
        #[arg(long, value_name = "FORMAT")]
        to: Option<GlossaryFormat>,
        /// Where to write it; by default standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// Formats that a glossary is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum GlossaryFormat {
    /// A table, one row a concept
    Csv,
    /// The same with tabs
    Tsv,
    /// TBX-Basic (ISO 30042:2019), for other terminology tools
    Tbx,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "The score is the natural logarithm of the odds that the sound of the Chinese name is that of the English one, against a random other name: 0 is even, 3 is twenty to one. Names that keep their characters (Japanese, Korean), pet names and surnames that were translated as words are not recognized."
)]
pub(crate) struct Similarity {
    /// An English name
    #[arg(required_unless_present_any = ["pairs", "train"], conflicts_with_all = ["pairs", "train"], requires = "chinese")]
    pub english: Option<String>,
    /// A Chinese string
    pub chinese: Option<String>,
    /// Score the pairs of a TSV file with columns `english` and `chinese`; `-` is standard input
    #[arg(long, value_name = "TSV", conflicts_with = "train")]
    pub pairs: Option<PathBuf>,
    /// How to write scores
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: SimilarityFormat,
    /// Use these figures instead of the built-in ones
    #[arg(long, value_name = "FILE", conflicts_with = "train")]
    pub table: Option<PathBuf>,
    /// Make the figures anew from a dictionary in the format of CC-CEDICT
    #[arg(long, value_name = "LEXICON")]
    pub train: Option<PathBuf>,
    /// Where to write the figures; by default standard output
    #[arg(long, short, value_name = "FILE", requires = "train")]
    pub output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum SimilarityFormat {
    /// Columns: score, English, Chinese
    #[default]
    Terminal,
    /// A JSON object a line
    Json,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Audit {
    /// Files and folders; none is the current folder
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How to write it
    #[arg(long, short, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: AuditFormat,
    /// Show at most this many rows of each part in the terminal; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub max_rows: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuditFormat {
    /// In words
    #[default]
    Terminal,
    /// A JSON object a line: rows, traps, a summary
    Json,
    /// A table, a row a concept
    Csv,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Explain {
    /// Name of the rule
    pub rule: String,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Init {
    /// Overwrite a file that is there
    #[arg(long)]
    pub force: bool,
}
