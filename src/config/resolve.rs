//! From the configuration as written to what a run asks of it: which files, which language, how grave.
//!
//! Faults are collected with their places; a configuration with one is not used at all.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use regex::Regex;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::Severity;
use crate::error::did_you_mean;
use crate::glossary::validate::language_tag;
use crate::text::LineIndex;

use super::as_written::{self, Bitext, Configuration, Level, Policy};
use super::error::{ConfigError, ConfigFault};
use super::pattern::Patterns;

/// More threads than this are a mistake, and would take long to start.
pub const MOST_THREADS: usize = 1024;

/// Names that a configuration may use, from the lists that declare them. An empty list is not checked against.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'n> {
    /// Names of the rules.
    pub rules: &'n [&'n str],
    /// Names of the file formats.
    pub formats: &'n [&'n str],
}

/// What was learned from a corpus, and whether it is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Learned {
    /// Nothing is said: the program decides.
    #[default]
    Default,
    /// Nothing is used.
    None,
    /// This file.
    File(PathBuf),
}

/// A configuration whose every setting is valid; the default is that of no file at all.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file it was read from.
    pub file: Option<PathBuf>,
    /// The folder that paths are relative to, absolute; empty without a file.
    pub root: PathBuf,
    /// Glossary files, patterns and folders for `glossary::load::load`; `None` means the shipped glossary.
    pub glossaries: Option<Vec<String>>,
    /// Languages of the translations, the default one first.
    pub languages: Vec<String>,
    /// Text in which no term is looked for.
    pub ignore_text: Vec<Regex>,
    /// The least severity that fails a run.
    pub fail_on: Severity,
    /// Number of threads; `None` is one for each core.
    pub threads: Option<usize>,
    /// File of known findings.
    pub baseline: Option<PathBuf>,
    /// What was learned from a corpus.
    pub learned: Learned,
    /// Choices of house style.
    pub policy: Policy,
    /// The originals, as written, with valid language tags.
    pub bitext: Bitext,
    rules: BTreeMap<String, Level>,
    include: Patterns,
    exclude: Patterns,
    formats: Vec<(Patterns, String)>,
    overrides: Vec<Override>,
}

#[derive(Clone, Debug)]
struct Override {
    paths: Patterns,
    language: Option<String>,
    rules: BTreeMap<String, Level>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            file: None,
            root: PathBuf::new(),
            glossaries: None,
            languages: Vec::new(),
            ignore_text: Vec::new(),
            fail_on: Severity::Warning,
            threads: None,
            baseline: None,
            learned: Learned::Default,
            policy: Policy::default(),
            bitext: Bitext::default(),
            rules: BTreeMap::new(),
            include: Patterns::default(),
            exclude: Patterns::default(),
            formats: Vec::new(),
            overrides: Vec::new(),
        }
    }
}

impl Config {
    /// Whether the file or folder is left out; a folder that is need not be walked.
    pub fn is_excluded(&self, path: &Path) -> bool {
        !self.exclude.is_empty() && self.exclude.matches(&self.relative(path))
    }

    /// Whether the file is neither left out nor missing from what is to be looked at.
    pub fn includes(&self, file: &Path) -> bool {
        (self.include.is_empty() || self.include.matches(&self.relative(file))) && !self.is_excluded(file)
    }

    /// The language that the file's path decides, before what the document says.
    pub fn language_of(&self, file: &Path) -> Option<&str> {
        if self.overrides.is_empty() {
            return None;
        }
        let path = self.relative(file);
        let matching = self.overrides.iter().rev().filter(|one| one.paths.matches(&path));
        matching.filter_map(|one| one.language.as_deref()).next()
    }

    /// The languages that overrides give to some files.
    pub fn override_languages(&self) -> impl Iterator<Item = &str> {
        self.overrides.iter().filter_map(|one| one.language.as_deref())
    }

    /// What the configuration says of a rule in a file; `None` when it says nothing.
    pub fn level(&self, rule: &str, file: &Path) -> Option<Level> {
        let path = if self.overrides.is_empty() { String::new() } else { self.relative(file) };
        let matching = self.overrides.iter().rev().filter(|one| one.paths.matches(&path));
        matching.filter_map(|one| one.rules.get(rule)).chain(self.rules.get(rule)).next().copied()
    }

    /// The name of the format that the file is read as; `None` when its extension decides.
    pub fn format_of(&self, file: &Path) -> Option<&str> {
        if self.formats.is_empty() {
            return None;
        }
        let path = self.relative(file);
        self.formats.iter().find(|(patterns, _)| patterns.matches(&path)).map(|(_, format)| format.as_str())
    }

    /// The path as patterns see it: from the configuration's folder, with `/`.
    fn relative(&self, path: &Path) -> String {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let mut parts: Vec<Component<'_>> = Vec::new();
        for part in absolute.components() {
            match part {
                Component::ParentDir => drop(parts.pop()),
                Component::CurDir => {}
                part => parts.push(part),
            }
        }
        let clean: PathBuf = parts.into_iter().collect();
        let inside = clean.strip_prefix(&self.root).unwrap_or(&clean);
        let text = inside.to_string_lossy();
        let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
        text.trim_start_matches('/').to_owned()
    }
}

/// Reads a configuration; `root` is the absolute folder of its file.
///
/// # Errors
/// Every fault with its place.
pub fn parse(file: &str, text: &str, root: &Path, known: &Known<'_>) -> Result<Config, ConfigError> {
    let (tree, broken) = DeTable::parse_recoverable(text);
    let mut resolver = Resolver { lines: LineIndex::new(text), text, tree: tree.get_ref(), known, faults: Vec::new() };
    for error in &broken {
        resolver.fault(error.span().map_or(0, |span| span.start), error.message().to_owned());
    }
    let config = if broken.is_empty() { resolver.resolve(root) } else { Config::default() };
    let mut faults = resolver.faults;
    faults.sort();
    // After its first fault a line that is no TOML makes the parser stumble again and again.
    faults.dedup_by(|later, earlier| later == earlier || (!broken.is_empty() && later.line == earlier.line));
    if faults.is_empty() { Ok(config) } else { Err(ConfigError { file: file.to_owned(), faults }) }
}

/// One step down the tree.
#[derive(Clone, Copy)]
enum Step<'s> {
    Key(&'s str),
    Item(usize),
}

struct Resolver<'t> {
    lines: LineIndex<'t>,
    text: &'t str,
    tree: &'t DeTable<'t>,
    known: &'t Known<'t>,
    faults: Vec<ConfigFault>,
}

impl Resolver<'_> {
    fn resolve(&mut self, root: &Path) -> Config {
        self.report_unknown_keys();
        let written = match toml::from_str::<Configuration>(self.text) {
            Ok(written) => written,
            Err(error) => {
                // Unknown keys are told already, all of them and with a suggestion.
                if !error.message().starts_with("unknown field") {
                    self.fault(error.span().map_or(0, |span| span.start), error.message().to_owned());
                }
                return Config::default();
            }
        };
        use Step::{Item, Key};
        let mut languages: Vec<String> = Vec::new();
        let first = written.language.iter().map(|tag| (tag, vec![Key("language")]));
        let others = written.languages.iter().enumerate().map(|(number, tag)| (tag, vec![Key("languages"), Item(number)]));
        for (tag, way) in first.chain(others) {
            let tag = self.language(tag, &way);
            if !languages.contains(&tag) {
                languages.push(tag);
            }
        }
        let join = |path: &String| root.join(path);
        let overrides = written.overrides.iter().enumerate().map(|(number, one)| {
            let at = |key| vec![Key("override"), Item(number), Key(key)];
            if one.paths.is_empty() {
                self.fault_at(&at("paths"), "\"paths\" is empty".to_owned());
            }
            self.rules(&one.rules, &at("rules"));
            Override {
                paths: self.patterns(&one.paths, &at("paths")),
                language: one.language.as_ref().map(|tag| self.language(tag, &at("language"))),
                rules: one.rules.clone(),
            }
        });
        let overrides = overrides.collect();
        if written.threads > MOST_THREADS {
            let at = self.value_at(&[Key("threads")]);
            self.fault(at, format!("{} threads are more than {MOST_THREADS}", written.threads));
        }
        self.rules(&written.rules, &[Key("rules")]);
        Config {
            file: None,
            root: root.to_owned(),
            glossaries: written
                .glossaries
                .as_ref()
                .map(|paths| paths.iter().map(|path| join(path).to_string_lossy().into_owned()).collect()),
            languages,
            ignore_text: self.regexes(&written.ignore_text),
            fail_on: written.fail_on.unwrap_or(Severity::Warning),
            threads: (written.threads > 0).then_some(written.threads),
            baseline: written.baseline.as_ref().map(join),
            learned: match written.learned.as_deref() {
                None => Learned::Default,
                Some("none") => Learned::None,
                Some(path) => Learned::File(root.join(path)),
            },
            policy: written.policy,
            bitext: self.bitext(&written.bitext),
            include: self.patterns(&written.include, &[Key("include")]),
            exclude: self.patterns(&written.exclude, &[Key("exclude")]),
            formats: self.formats(&written.formats),
            rules: written.rules,
            overrides,
        }
    }

    fn report_unknown_keys(&mut self) {
        let schema = as_written::schema();
        let tree = self.tree;
        self.only(tree, &schema["properties"]);
        if let Some(policy) = tree.get("policy").and_then(|value| value.get_ref().as_table()) {
            self.only(policy, &schema["$defs"]["Policy"]["properties"]);
        }
        if let Some(bitext) = tree.get("bitext").and_then(|value| value.get_ref().as_table()) {
            self.only(bitext, &schema["$defs"]["Bitext"]["properties"]);
        }
        let overrides = tree.get("override").and_then(|value| value.get_ref().as_array());
        for one in overrides.into_iter().flatten().filter_map(|value| value.get_ref().as_table()) {
            self.only(one, &schema["$defs"]["Override"]["properties"]);
        }
    }

    fn only(&mut self, table: &DeTable<'_>, properties: &serde_json::Value) {
        let known: Vec<&str> = properties.as_object().into_iter().flat_map(|keys| keys.keys().map(String::as_str)).collect();
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let name = key.get_ref().as_ref();
            self.fault(key.span().start, format!("unknown key \"{name}\"{}", did_you_mean(name, known.iter().copied())));
        }
    }

    fn rules(&mut self, rules: &BTreeMap<String, Level>, way: &[Step<'_>]) {
        for name in rules.keys() {
            self.known_name("rule", name, self.known.rules, &[way, &[Step::Key(name)]].concat());
        }
    }

    fn formats(&mut self, formats: &BTreeMap<String, String>) -> Vec<(Patterns, String)> {
        let mut resolved = Vec::new();
        for (pattern, name) in formats {
            let way = [Step::Key("formats"), Step::Key(pattern)];
            // Of the value: its key is the pattern.
            if !self.known.formats.is_empty() && !self.known.formats.contains(&name.as_str()) {
                let at = self.value_at(&way);
                self.fault(at, format!("unknown format \"{name}\"{}", did_you_mean(name, self.known.formats.iter().copied())));
            }
            match Patterns::new(&[pattern]) {
                Ok(patterns) => resolved.push((patterns, name.clone())),
                Err(faults) => faults.into_iter().for_each(|(_, reason)| self.fault_at(&way, reason)),
            }
        }
        resolved
    }

    fn known_name(&mut self, what: &str, name: &str, known: &[&str], way: &[Step<'_>]) {
        if !known.is_empty() && !known.contains(&name) {
            self.fault_at(way, format!("unknown {what} \"{name}\"{}", did_you_mean(name, known.iter().copied())));
        }
    }

    fn language(&mut self, tag: &str, way: &[Step<'_>]) -> String {
        language_tag(tag).unwrap_or_else(|reason| {
            let at = self.value_at(way);
            self.fault(at, reason);
            tag.to_owned()
        })
    }

    fn bitext(&mut self, written: &Bitext) -> Bitext {
        let mut language =
            |tag: &Option<String>, key| tag.as_ref().map(|tag| self.language(tag, &[Step::Key("bitext"), Step::Key(key)]));
        Bitext {
            source_language: language(&written.source_language, "source-language"),
            target_language: language(&written.target_language, "target-language"),
            pairs: written.pairs.clone(),
        }
    }

    fn patterns(&mut self, patterns: &[String], way: &[Step<'_>]) -> Patterns {
        Patterns::new(patterns).unwrap_or_else(|faults| {
            for (number, reason) in faults {
                let at = self.value_at(&[way, &[Step::Item(number)]].concat());
                self.fault(at, reason);
            }
            Patterns::default()
        })
    }

    fn regexes(&mut self, patterns: &[String]) -> Vec<Regex> {
        let mut regexes = Vec::with_capacity(patterns.len());
        for (number, pattern) in patterns.iter().enumerate() {
            let at = self.value_at(&[Step::Key("ignore-text"), Step::Item(number)]);
            match Regex::new(pattern) {
                Ok(regex) => regexes.push(regex),
                Err(error) => {
                    let (reason, inside) = regex_fault(&error.to_string());
                    // Within a string that has no escapes the place is exact.
                    let is_verbatim = self.text.get(at + 1..).is_some_and(|rest| rest.starts_with(pattern.as_str()));
                    let offset: usize = pattern.chars().take(inside.unwrap_or(0)).map(char::len_utf8).sum();
                    let exact = if is_verbatim && inside.is_some() { at + 1 + offset } else { at };
                    self.fault(exact, format!("\"{pattern}\" is no regular expression: {reason}"));
                }
            }
        }
        regexes
    }

    /// A fault of a key, or of an item of an array.
    fn fault_at(&mut self, way: &[Step<'_>], reason: String) {
        let at = self.find(way, |key, _| key).unwrap_or(0);
        self.fault(at, reason);
    }

    /// Where the value itself stands.
    fn value_at(&self, way: &[Step<'_>]) -> usize {
        self.find(way, |_, value| value).unwrap_or(0)
    }

    fn find(&self, way: &[Step<'_>], which: fn(usize, usize) -> usize) -> Option<usize> {
        let (first, rest) = way.split_first()?;
        let Step::Key(name) = first else { return None };
        let (key, mut value) = self.tree.get_key_value(*name)?;
        let mut key = key.span().start;
        for step in rest {
            match (step, value.get_ref()) {
                (Step::Key(name), DeValue::Table(table)) => {
                    let (next, found) = table.get_key_value(*name)?;
                    (key, value) = (next.span().start, found);
                }
                (Step::Item(number), DeValue::Array(array)) => {
                    value = array.get(*number)?;
                    key = value.span().start;
                }
                _ => return None,
            }
        }
        Some(which(key, value.span().start))
    }

    fn fault(&mut self, at: usize, reason: String) {
        let place = self.lines.place(at);
        self.faults.push(ConfigFault { line: place.line, column: place.column, reason });
    }
}

/// What the regex parser says in one line, and the character it points at, from 0.
///
/// Its message is the pattern between a headline and a line of carets, all indented by four, then `error: …`.
fn regex_fault(message: &str) -> (String, Option<usize>) {
    let caret = message
        .lines()
        .find(|line| line.trim_start().starts_with('^') && line.trim().bytes().all(|byte| byte == b'^' || byte == b' '));
    let at = caret.and_then(|line| line.find('^')).and_then(|column| column.checked_sub(4));
    let reason = message.lines().find_map(|line| line.strip_prefix("error: ")).or_else(|| message.lines().last());
    (reason.unwrap_or_default().to_owned(), at)
}
