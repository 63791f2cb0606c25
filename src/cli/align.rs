//! `glossator align`.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::args::{Align, AlignLevel, Common, Pairs};
use super::{Ended, Failure, existing, output, pairs, session};
use crate::align::lexicon::{self, Learned, Lexicon, Table};
use crate::align::{self, Alignment, Doubt, Lessons, Options};
use crate::config::Config;
use crate::document::Document;
use crate::engine::pair::{Pair, Pairing};
use crate::engine::walk;
use crate::format::{self, Format};
use crate::report::beads;
use crate::text::{SourceFile, file};
use crate::text::{counted, form};

/// Pairs that are aligned before they are written.
const BATCH: usize = 64;

/// Writes which sentence became which.
pub(super) fn run(common: &Common, args: &Align) -> Result<Ended, Failure> {
    let format = beads::by_name(&args.format).ok_or_else(|| {
        let names: Vec<&str> = beads::FORMATS.iter().map(|format| format.name).collect();
        let hint = crate::error::did_you_mean(&args.format, names.iter().copied());
        Failure(format!("--format {}: no such format{hint}; there are {}", args.format, names.join(", ")))
    })?;
    if let Some(path) = &args.learn {
        existing::refuse_foreign(path, "lexicon that --learn wrote", Learned::is_written, "name another file with --learn")?;
    }
    let config = session::configuration(common)?;
    let threads = common.threads.or(config.threads).unwrap_or(0);
    // Only the first call in a process can set the number of threads.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    let files = files(args, &config, common.quiet)?;
    let mut lexicons: Vec<Box<dyn Lexicon>> = Vec::new();
    for path in &args.lexicon {
        let lexicon = lexicon::read(&walk::shown(path), &bytes(path)?)?;
        if let Some(notice) = lexicon.notice().filter(|_| !common.quiet) {
            output::remark(format_args!("{notice}"));
        }
        lexicons.push(lexicon);
    }
    if !common.glossary.is_empty() || config.glossaries.is_some() {
        let (glossary, _) = session::glossary(common, &config)?;
        let tag = |tag: &Option<String>, default: &str| tag.as_deref().unwrap_or(default).to_owned();
        let (source, target) = (tag(&args.source_language, "en"), tag(&args.target_language, "zh"));
        lexicons.push(Box::new(Table::from_glossary(&glossary, &source, &target)));
    }
    let lexicons: Vec<&dyn Lexicon> = lexicons.iter().map(|lexicon| &**lexicon).collect();
    let options = Options {
        lexicons: &lexicons,
        source_language: args.source_language.as_deref().or(config.bitext.source_language.as_deref()),
        target_language: args.target_language.as_deref().or(config.bitext.target_language.as_deref()),
    };
    let level = match (args.lines, args.level) {
        (true, _) => beads::Level::Line,
        (false, AlignLevel::Sentence) => beads::Level::Sentence,
        (false, AlignLevel::Block) => beads::Level::Block,
    };
    let mut lessons = Lessons::default();
    let mut is_first = true;
    let mut has_text = false;
    let mut faults = Vec::new();
    output::with(|out| {
        for batch in files.chunks(BATCH) {
            let aligned: Vec<Result<Aligned, String>> =
                batch.par_iter().map(|pair| aligned(pair, args, &config, &options)).collect();
            for aligned in aligned {
                match aligned {
                    Ok(aligned) => {
                        has_text |= aligned.alignment.doubt != Some(Doubt::BothEmpty);
                        if let Some(doubt) = aligned.alignment.doubt.filter(|_| !common.quiet) {
                            output::remark(format_args!("{} and {}: {doubt}", aligned.source.shown, aligned.target.shown));
                        }
                        if args.learn.is_some() {
                            lessons.add([&aligned.source.document, &aligned.target.document], &aligned.alignment);
                        }
                        format.write(&[aligned.pair()], level, &mut is_first, out)?;
                    }
                    Err(fault) => faults.push(fault),
                }
            }
        }
        if is_first { Ok(()) } else { format.end(out) }
    })?;
    if faults.len() == files.len() {
        return Err(Failure(faults.join("\n")));
    }
    if !has_text {
        return Err(Failure(format!("nothing to align: {}", Doubt::BothEmpty)));
    }
    for fault in &faults {
        output::remark(format_args!("{fault}"));
    }
    if let Some(path) = &args.learn {
        let learned = lessons.learn();
        file::write(path, learned.to_tsv().as_bytes())?;
        if !common.quiet {
            output::remark(format_args!("learned {} of words, stored in {}", counted(learned.len(), "pair"), walk::shown(path)));
        }
    }
    Ok(Ended::Clean)
}

/// The pairs to align.
fn files(args: &Align, config: &Config, quiet: bool) -> Result<Vec<Pair>, Failure> {
    let (pairing, targets) = match (&args.source, &args.target) {
        (Some(source), Some(target)) if source.is_dir() && target.is_dir() => {
            let mut pairing = Pairing::default();
            pairing.add_folders(source, target);
            (pairing, vec![target.clone()])
        }
        (Some(source), Some(target)) => return Ok(vec![Pair { source: source.clone(), target: target.clone() }]),
        _ => {
            let named = Pairs { pairs: args.pairs.clone(), ..Pairs::default() };
            let pairing = pairs::pairing(&named, config, &[])?;
            if pairing.is_empty() {
                return Err(Failure(
                    "name a source and a target, or --pairs \"en/{path}=zh/{path}\", or `pairs` in [bitext] of glossator.toml"
                        .to_owned(),
                ));
            }
            let targets = pairs::targets(&pairing);
            (pairing, targets)
        }
    };
    let wanted = |path: &Path| (args.lines || format_of(path, config).is_some()) && config.includes(path);
    let inputs = walk::walk(&targets, &wanted, &|path| config.is_excluded(path))?;
    let source = |target: &PathBuf| pairing.sources_of(target).into_iter().find(|path| path.is_file());
    let pairs: Vec<Pair> =
        inputs.iter().filter_map(|input| Some(Pair { source: source(&input.path)?, target: input.path.clone() })).collect();
    if pairs.is_empty() {
        return Err(Failure(format!("none of {} has a source that is there", counted(inputs.len(), "file"))));
    }
    if pairs.len() < inputs.len() && !quiet {
        let (left, files) = (inputs.len() - pairs.len(), counted(inputs.len(), "file"));
        let verbs = form(left, "has no source and is", "have no source and are");
        output::remark(format_args!("{left} of {files} {verbs} left out"));
    }
    Ok(pairs)
}

fn format_of(path: &Path, config: &Config) -> Option<&'static dyn Format> {
    match config.format_of(path) {
        Some(name) => format::by_name(name),
        None => format::for_path(path),
    }
}

/// A file as it was read.
struct File {
    shown: String,
    text: String,
    document: Document,
}

impl File {
    fn side<'a>(&'a self, language: &'a str) -> beads::Side<'a> {
        beads::Side { path: &self.shown, language, text: &self.text, document: &self.document }
    }
}

struct Aligned {
    source: File,
    target: File,
    alignment: Alignment,
}

impl Aligned {
    fn pair(&self) -> beads::Pair<'_> {
        let [source, target] = &self.alignment.languages;
        beads::Pair { source: self.source.side(source), target: self.target.side(target), alignment: &self.alignment }
    }
}

/// Reads and aligns a pair; the error is a line for people.
fn aligned(pair: &Pair, args: &Align, config: &Config, options: &Options<'_>) -> Result<Aligned, String> {
    let (source, target) = (read(&pair.source, args, config)?, read(&pair.target, args, config)?);
    let align = if args.lines { align::align_lines } else { align::align };
    let alignment = align(&source.document, &target.document, options);
    Ok(Aligned { source, target, alignment })
}

fn read(path: &Path, args: &Align, config: &Config) -> Result<File, String> {
    let shown = walk::shown(path);
    let bytes = bytes(path).map_err(|Failure(message)| message)?;
    let text = SourceFile::decode(&bytes).map_err(|error| format!("{shown}: {error}"))?.text().to_owned();
    let document = if args.lines {
        align::lines(&text)
    } else {
        let mut document = Document::default();
        if let Some(format) = format_of(path, config).or_else(|| format::by_name("plain")) {
            format.read(&text, &mut document);
        }
        document
    };
    Ok(File { shown, text, document })
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut buffer = Vec::new();
    file::read(path, &mut buffer).map_err(|error| Failure(format!("{}: {}", walk::shown(path), file::reason(&error))))?;
    Ok(buffer)
}
