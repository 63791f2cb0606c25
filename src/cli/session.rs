//! What most commands need first: configuration, glossary, matchers, inputs, progress.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::args::{self, Color, Common};
use super::progress::Progress;
use super::quoted::Quoted;
use super::{Failure, output, pairs};
use crate::config::{self, Config, Known, Learned, Level};
use crate::diagnostic::Severity;
use crate::engine::beside::Sources;
use crate::engine::changed::ChangedLines;
use crate::engine::check::Checker;
use crate::engine::pair::Pairing;
use crate::engine::run::Summary;
use crate::engine::walk::{self, Input};
use crate::format::{self, Format};
use crate::glossary::{self, Glossary};
use crate::matcher::Matcher;
use crate::matcher::evidence::Statistics;
use crate::rules::{self, Policy, Rule};
use crate::text::{counted, file};

/// Everything that is settled before files are looked at.
pub(super) struct Session {
    pub config: Arc<Config>,
    pub glossary: Glossary,
    pub is_built_in: bool,
    pub learned: Option<Statistics>,
    pub color: bool,
    pub quiet: bool,
    pairing: Pairing,
    source_language: Option<String>,
    target_language: Option<String>,
    languages: Vec<String>,
    levels: BTreeMap<&'static str, Level>,
    concepts: Vec<String>,
    /// Matchers that were made while files were looked for.
    matchers: Mutex<Option<BTreeMap<String, Matcher>>>,
}

fn rule_names() -> Vec<&'static str> {
    rules::RULES.iter().map(|rule| rule.name).collect()
}

/// The configuration: the named one, the nearest one, or none.
pub(super) fn configuration(common: &Common) -> Result<Config, Failure> {
    let names = rule_names();
    let formats: Vec<&str> = format::FORMATS.iter().map(|format| format.name()).collect();
    let known = Known { rules: &names, formats: &formats };
    if common.no_config {
        return Ok(Config::default());
    }
    if let Some(path) = &common.config {
        return Ok(config::read(path, &known)?);
    }
    let current = std::env::current_dir().map_err(|error| Failure(format!("the current folder: {}", file::reason(&error))))?;
    match config::find_upwards(&current) {
        Some(path) => Ok(config::read(&path, &known)?),
        None => Ok(Config::default()),
    }
}

/// The glossary of the command line, else of the configuration, else the shipped one; and whether it is the shipped one.
pub(super) fn glossary(common: &Common, config: &Config) -> Result<(Glossary, bool), Failure> {
    if !common.glossary.is_empty() {
        return Ok((glossary::load::load(&common.glossary)?, false));
    }
    match &config.glossaries {
        Some(patterns) => Ok((glossary::load::load(patterns)?, false)),
        None => Ok((glossary::load::built_in()?, true)),
    }
}

impl Session {
    /// Reads everything but the files to check.
    pub fn open(common: &Common) -> Result<Self, Failure> {
        Self::of(common, settings(common)?)
    }

    /// As `open`, with `paired_inputs`.
    pub fn open_with(common: &Common, args: &args::Inputs) -> Result<(Self, Inputs), Failure> {
        let config = settings(common)?;
        let is_settled = !is_stdin(&args.paths) && (args.pairs.pairs.is_empty() || !args.paths.is_empty());
        if !is_settled {
            let mut session = Self::of(common, config)?;
            let inputs = session.paired_inputs(args)?;
            return Ok((session, inputs));
        }
        let is_broken = AtomicBool::new(false);
        let of_glossary = || {
            let mut session = Self::of(common, Arc::clone(&config))?;
            session.pair(args)?;
            session.matchers = Mutex::new(Some(session.new_matchers()));
            Ok(session)
        };
        // What is wrong with the glossary is said before what is wrong with the paths, and at once.
        let (session, inputs) = rayon::join(
            || of_glossary().inspect_err(|_| is_broken.store(true, Ordering::Relaxed)),
            || files(&is_broken, &config, &args.paths),
        );
        session.and_then(|session| Ok((session, inputs?)))
    }

    /// Reads what the configuration leaves to be read.
    fn of(common: &Common, config: Arc<Config>) -> Result<Self, Failure> {
        let (glossary, is_built_in) = glossary(common, &config)?;
        let mut levels = BTreeMap::new();
        for setting in &common.rules {
            let (rule, level) = level(setting)?;
            levels.insert(rule, level);
        }
        for concept in &common.concepts {
            if glossary.concept(concept).is_none() {
                let ids = glossary.concepts.iter().map(|concept| concept.id.as_str());
                return Err(Failure(format!(
                    "--concept {concept}: the glossary has no such concept{}",
                    crate::error::did_you_mean(concept, ids)
                )));
            }
        }
        let learned = match &common.learned {
            Some(text) if text == "none" => Learned::None,
            Some(path) => Learned::File(PathBuf::from(path)),
            None => config.learned.clone(),
        };
        let learned = match learned {
            Learned::Default => None,
            Learned::None => Some(Statistics::default()),
            Learned::File(path) => Some(read_learned(&path)?),
        };
        let mut languages = config.languages.clone();
        if languages.is_empty() {
            languages = target_languages(&glossary);
        }
        for language in config.override_languages() {
            if !languages.iter().any(|known| known == language) {
                languages.push(language.to_owned());
            }
        }
        let session = Self {
            glossary,
            is_built_in,
            learned,
            color: match common.color {
                Color::Auto => anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
                Color::Always => true,
                Color::Never => false,
            },
            quiet: common.quiet,
            pairing: Pairing::default(),
            source_language: config.bitext.source_language.clone(),
            target_language: config.bitext.target_language.clone(),
            languages,
            levels,
            concepts: common.concepts.clone(),
            matchers: Mutex::default(),
            config,
        };
        session.run_self_tests()?;
        if session.is_built_in && !session.quiet {
            output::remark(format_args!(
                "no glossary named, using the shipped one (cloud-native, English to Simplified Chinese, {} concepts)",
                session.glossary.concepts.len()
            ));
        }
        Ok(session)
    }

    /// The files in and under the paths, beside their originals if there are any; without paths the translations of the
    /// pairs, else the current folder.
    pub fn paired_inputs(&mut self, args: &args::Inputs) -> Result<Inputs, Failure> {
        self.pair(args)?;
        let named = !args.pairs.pairs.is_empty() && args.paths.is_empty();
        let targets = if named { pairs::targets(&self.pairing) } else { args.paths.clone() };
        // A folder is read by few threads at a time: the others make the matchers.
        let (inputs, matchers) = rayon::join(|| self.inputs(&targets, args.stdin_filename.as_deref()), || self.new_matchers());
        self.matchers = Mutex::new(Some(matchers));
        inputs
    }

    /// Settles where originals are, and the languages.
    fn pair(&mut self, args: &args::Inputs) -> Result<(), Failure> {
        self.pairing = pairs::pairing(&args.pairs, &self.config, &args.paths)?;
        for (tag, setting) in
            [(&args.pairs.source_language, &mut self.source_language), (&args.pairs.target_language, &mut self.target_language)]
        {
            if let Some(tag) = tag {
                *setting = Some(glossary::validate::language_tag(tag).map_err(Failure)?);
            }
        }
        if let Some(language) = &self.target_language
            && !self.languages.contains(language)
        {
            self.languages.push(language.clone());
        }
        Ok(())
    }

    /// The files in and under the paths; none is the current folder.
    pub fn inputs(&self, paths: &[PathBuf], stdin_filename: Option<&str>) -> Result<Inputs, Failure> {
        if is_stdin(paths) {
            if paths.len() > 1 {
                return Err(Failure("`-` (standard input) cannot be checked together with files".to_owned()));
            }
            let mut bytes = Vec::new();
            std::io::stdin()
                .lock()
                .read_to_end(&mut bytes)
                .map_err(|error| Failure(format!("standard input: {}", file::reason(&error))))?;
            let name = stdin_filename.unwrap_or("stdin.md");
            return Ok(Inputs { list: vec![Input { shown: name.into(), path: PathBuf::from(name) }], stdin: Some(bytes) });
        }
        files(&AtomicBool::new(false), &self.config, paths)
    }

    /// The languages of originals and translations, as far as somebody said.
    pub fn language_pair(&self) -> [&str; 2] {
        let target = self.target_language.as_deref().or_else(|| self.config.languages.first().map(String::as_str));
        [self.source_language.as_deref().unwrap_or("en"), target.unwrap_or("zh")]
    }

    /// The language of translations that somebody named.
    pub fn target_language(&self) -> Option<&str> {
        self.target_language.as_deref()
    }

    /// From now on each file shows its own language, whatever somebody named.
    pub fn let_files_show_their_language(&mut self) {
        self.target_language = None;
    }

    /// Whether there are originals: somebody said where, or all files hold them beside the translations.
    pub fn has_pairs(&self, inputs: &Inputs) -> bool {
        let is_bilingual = |input: &Input| self.format_of(&input.path).is_some_and(Format::is_bilingual);
        !self.pairing.is_empty() || !inputs.list.is_empty() && inputs.list.iter().all(is_bilingual)
    }

    /// Whether a file is of a kind that is known: others are checked as plain text when they are named, and never changed.
    pub fn knows(&self, path: &Path) -> bool {
        self.format_of(path).is_some()
    }

    /// The reader for a path.
    pub fn format_of(&self, path: &Path) -> Option<&'static dyn Format> {
        format_of(&self.config, path)
    }

    /// Lets `body` work through so many files, and call its argument after each.
    pub fn with_progress<T>(&self, quiet: bool, total: usize, body: impl FnOnce(&(dyn Fn() + Sync)) -> T) -> T {
        let progress = Progress::new(total, quiet);
        let result = body(&|| progress.step());
        progress.end();
        result
    }

    /// Lets `body` use a checker with these settings.
    pub fn with_checker<T>(
        &self,
        excerpts: bool,
        changed: Option<&ChangedLines>,
        total: usize,
        body: impl FnOnce(&mut Checker<'_>) -> T,
    ) -> T {
        let language =
            |path: &str| self.config.language_of(Path::new(path)).map(str::to_owned).or_else(|| self.target_language.clone());
        let severity = |path: &str, rule: &'static Rule| self.severity(path, rule);
        let format = |path: &Path| self.format_of(path).or_else(|| format::by_name("plain"));
        let progress = Progress::new(total, self.quiet);
        let step = || progress.step();
        let mut checker = Checker {
            glossary: &self.glossary,
            matchers: self.matchers(),
            language: &language,
            severity: &severity,
            policy: self.policy(),
            ignored_text: &self.config.ignore_text,
            format: &format,
            learned: self.learned.clone(),
            sources: Sources::new(self.pairing.clone(), self.source_language.clone()),
            large: None,
            concepts: &self.concepts,
            excerpts,
            changed,
            progress: &step,
        };
        let result = body(&mut checker);
        progress.end();
        // A command asks for one checker, and the process ends then: giving it back piece by piece would only take time.
        std::mem::forget(checker);
        result
    }

    /// Says that files were left alone, as no finding in them would mean nothing.
    pub fn say_elsewhere(&self, summary: &Summary) {
        if summary.elsewhere > 0 && !self.quiet {
            let files = counted(summary.elsewhere, "file");
            let languages = self.languages.join(", ");
            output::remark(format_args!("{files} left alone: in another language than the glossary's ({languages})"));
        }
    }

    /// What the findings depend on besides the files and the rules' severities: equal settings, equal fingerprint.
    pub fn fingerprint(&self) -> String {
        let mut text = format!("{:?}", (&self.languages, &self.concepts, self.policy()));
        text.extend(self.config.ignore_text.iter().map(|regex| format!("{:?}", regex.as_str())));
        for concept in &self.glossary.concepts {
            let terms = concept.terms.iter().map(|term| {
                let glossary::Term { language, text, status, case, ambiguous, .. } = term;
                let (when, unless) = (term.when(), term.unless());
                (Quoted(language), Quoted(text), status, case, ambiguous, Quoted::all(when), Quoted::all(unless))
            });
            let (id, note, terms) = (Quoted(&concept.id), concept.note().map(Quoted), terms.collect::<Vec<_>>());
            // Writing into a `String` cannot fail.
            let _ = write!(text, "{:?}", (id, concept.kind, note, concept.first_mention, terms));
        }
        format!("{:032x}", file::fingerprint(text.as_bytes()))
    }

    fn matchers(&self) -> BTreeMap<String, Matcher> {
        let made = self.matchers.lock().ok().and_then(|mut made| made.take());
        made.unwrap_or_else(|| self.new_matchers())
    }

    fn new_matchers(&self) -> BTreeMap<String, Matcher> {
        let source = ["en".to_owned()];
        self.languages.iter().map(|language| (language.clone(), Matcher::new(&self.glossary, language, &source))).collect()
    }

    fn policy(&self) -> Policy {
        Policy {
            bracketed_first_mention: self.config.policy.first_mention == crate::glossary::FirstMention::Bracketed,
            one_variant: self.config.policy.variant == config::Variant::One,
        }
    }

    /// How grave a rule's findings are: the command line, then the configuration, then the policy, then the rule.
    fn severity(&self, path: &str, rule: &'static Rule) -> Option<Severity> {
        let level = self.levels.get(rule.name).copied().or_else(|| self.config.level(rule.name, Path::new(path)));
        let level = level.or_else(|| (rule.name == "mixed-renderings").then_some(self.config.policy.mixing));
        match level {
            Some(Level::Off) => None,
            Some(Level::Info) => Some(Severity::Info),
            Some(Level::Warning) => Some(Severity::Warning),
            Some(Level::Error) => Some(Severity::Error),
            None => rule.severity,
        }
    }

    /// The least grave finding that makes the run fail.
    pub fn fail_on(&self, asked: Option<Severity>) -> Severity {
        asked.unwrap_or(self.config.fail_on)
    }

    /// Runs the self-tests of the glossary: safe fixes of the input must give the output.
    fn run_self_tests(&self) -> Result<(), Failure> {
        if self.glossary.tests.is_empty() {
            return Ok(());
        }
        let faults: Vec<String> = self.glossary.tests.iter().filter_map(|test| self.self_test(test)).collect();
        if faults.is_empty() { Ok(()) } else { Err(Failure(faults.join("\n"))) }
    }

    fn self_test(&self, test: &glossary::SelfTest) -> Option<String> {
        let language = test.language.clone().or_else(|| self.languages.first().cloned()).unwrap_or_else(|| "zh".to_owned());
        let severity = |_: &str, rule: &'static Rule| rule.severity;
        let format = |path: &Path| format::for_path(path).or_else(|| format::by_name("markdown"));
        let checker = Checker {
            glossary: &self.glossary,
            matchers: BTreeMap::from([(language.clone(), Matcher::new(&self.glossary, &language, &["en".to_owned()]))]),
            language: &|_| Some(language.clone()),
            severity: &severity,
            policy: Policy::default(),
            ignored_text: &[],
            format: &format,
            learned: Some(self.learned.clone().unwrap_or_default()),
            sources: Sources::default(),
            large: None,
            concepts: &[],
            excerpts: false,
            changed: None,
            progress: &|| (),
        };
        let output = crate::engine::fix::fix_text(&checker, test.path.as_deref().unwrap_or("test.md"), &test.input);
        (output != test.output).then(|| {
            format!("{}: self-test failed: \"{}\" becomes \"{output}\", not \"{}\"", test.origin, test.input, test.output)
        })
    }
}

/// The configuration of a run, which settles how many threads there are.
fn settings(common: &Common) -> Result<Arc<Config>, Failure> {
    let config = configuration(common)?;
    let threads = common.threads.or(config.threads).unwrap_or(0);
    // Only the first call in a process can set the number of threads.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    Ok(Arc::new(config))
}

/// Whether standard input is among the paths.
fn is_stdin(paths: &[PathBuf]) -> bool {
    paths.iter().any(|path| path.as_os_str() == "-")
}

/// The files in and under the paths; none is the current folder.
fn files(stop: &AtomicBool, config: &Config, paths: &[PathBuf]) -> Result<Inputs, Failure> {
    let current = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &current[..] } else { paths };
    let wanted = |path: &Path| format_of(config, path).is_some() && config.includes(path);
    Ok(Inputs { list: walk::walk_until(stop, paths, &wanted, &|path| config.is_excluded(path))?, stdin: None })
}

/// The reader for a path.
fn format_of(config: &Config, path: &Path) -> Option<&'static dyn Format> {
    match config.format_of(path) {
        Some(name) => format::by_name(name),
        None => format::for_path(path),
    }
}

/// The languages to look for: everything but English, or English where there is nothing else.
fn target_languages(glossary: &Glossary) -> Vec<String> {
    let mut languages: Vec<String> =
        glossary.languages().into_iter().filter(|tag| !tag.to_ascii_lowercase().starts_with("en")).map(str::to_owned).collect();
    languages.sort_by_key(|tag| (!tag.starts_with("zh"), tag.clone()));
    if languages.is_empty() {
        languages.push("en".to_owned());
    }
    languages
}

fn level(setting: &str) -> Result<(&'static str, Level), Failure> {
    let (name, level) = setting
        .split_once('=')
        .ok_or_else(|| Failure(format!("--rule {setting}: write NAME=error, NAME=warning, NAME=info or NAME=off")))?;
    let rule = rules::by_name(name)
        .ok_or_else(|| Failure(format!("--rule {setting}: no such rule{}", crate::error::did_you_mean(name, rule_names()))))?;
    let level = match level {
        "error" => Level::Error,
        "warning" => Level::Warning,
        "info" => Level::Info,
        "off" => Level::Off,
        _ => return Err(Failure(format!("--rule {setting}: \"{level}\" is no severity: error, warning, info or off"))),
    };
    Ok((rule.name, level))
}

fn read_learned(path: &Path) -> Result<Statistics, Failure> {
    let shown = walk::shown(path);
    let text = std::fs::read_to_string(path).map_err(|error| Failure(format!("{shown}: {}", file::reason(&error))))?;
    Ok(Statistics::from_json(&text, &shown)?)
}

/// The files of a run, or the bytes of standard input.
pub(super) struct Inputs {
    pub list: Vec<Input>,
    pub stdin: Option<Vec<u8>>,
}

impl Inputs {
    /// Reads one of them.
    pub fn read(&self, input: &Input, buffer: &mut Vec<u8>) -> std::io::Result<()> {
        match &self.stdin {
            Some(bytes) => {
                buffer.clear();
                buffer.extend_from_slice(bytes);
                Ok(())
            }
            None => crate::engine::check::from_disk(input, buffer),
        }
    }
}
