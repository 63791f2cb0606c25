//! `glossator glossary`: check, admit, convert; `audit` is a file of its own.

use std::path::Path;

use clap::ValueEnum as _;

use super::args::{Common, Glossary, GlossaryCommand, GlossaryFormat};
use super::{Ended, Failure, existing, output, session};
use crate::config::Config;
use crate::diagnostic::Severity;
use crate::engine::walk;
use crate::glossary;
use crate::text::counted;
use crate::text::file;

/// Works on the glossary itself.
pub(super) fn run(common: &Common, args: &Glossary) -> Result<Ended, Failure> {
    let config = session::configuration(common)?;
    match &args.command {
        GlossaryCommand::Check => {
            let (glossary, is_built_in) = session::glossary(common, &config)?;
            if is_built_in && !common.quiet {
                output::remark(format_args!("no glossary named, checking the shipped one"));
            }
            let findings = glossary::check::check(&glossary);
            output::with(|out| {
                for finding in &findings {
                    write!(out, "{}: {}[{}] {}", finding.origin, finding.severity.name(), finding.rule, finding.message)?;
                    match &finding.other {
                        Some(other) => writeln!(out, " (see {other})")?,
                        None => writeln!(out)?,
                    }
                }
                if !common.quiet {
                    let terms: usize = glossary.concepts.iter().map(|concept| concept.terms.len()).sum();
                    writeln!(
                        out,
                        "{}, {}, {}",
                        counted(glossary.concepts.len(), "concept"),
                        counted(terms, "term"),
                        counted(findings.len(), "finding")
                    )?;
                }
                Ok(())
            })?;
            let fails = findings.iter().any(|finding| finding.severity >= Severity::Warning);
            Ok(if fails { Ended::Findings } else { Ended::Clean })
        }
        GlossaryCommand::Admit { concept, rendering, language } => {
            let files = sources(common, &config)?;
            if files.is_empty() {
                return Err(Failure(
                    "no glossary to write to: name one with --glossary or in glossator.toml; the shipped one cannot be changed"
                        .to_owned(),
                ));
            }
            let language = language.clone().or_else(|| config.languages.first().cloned()).unwrap_or_else(|| "zh".to_owned());
            // The last file that has the concept is the one that counts.
            let has = |file: &String| {
                let bytes = std::fs::read(file).unwrap_or_default();
                glossary::load::read(file, &bytes).is_ok_and(|glossary| glossary.concept(concept).is_some())
            };
            let file = files.iter().rev().find(|file| has(file)).or_else(|| files.last()).cloned().unwrap_or_default();
            let changed = glossary::load::admit(Path::new(&file), concept, &language, rendering)?;
            if !common.quiet {
                let what = if changed { "admitted" } else { "was admitted already" };
                output::remark(format_args!("{file}: \"{rendering}\" {what} for {concept}"));
            }
            Ok(Ended::Clean)
        }
        GlossaryCommand::Audit(audit) => super::audit::run(common, audit),
        GlossaryCommand::Convert { to, output: path } => {
            let (glossary, _) = session::glossary(common, &config)?;
            let extension = path.as_ref().and_then(|path| path.extension()).map(|extension| extension.to_ascii_lowercase());
            let named = extension.and_then(|extension| GlossaryFormat::from_str(extension.to_str()?, true).ok());
            let text = match to.or(named).unwrap_or(GlossaryFormat::Csv) {
                GlossaryFormat::Csv => glossary::write::csv(&glossary, b','),
                GlossaryFormat::Tsv => glossary::write::csv(&glossary, b'\t'),
                GlossaryFormat::Tbx => glossary::tbx::write(&glossary),
            };
            match path {
                Some(path) => {
                    refuse_source(path, &sources(common, &config)?)?;
                    file::write(path, text.as_bytes())?;
                }
                None => output::write(text.as_bytes())?,
            }
            Ok(Ended::Clean)
        }
    }
}

/// The glossary files that the command line names, else the configuration.
fn sources(common: &Common, config: &Config) -> Result<Vec<String>, Failure> {
    let patterns =
        if common.glossary.is_empty() { config.glossaries.as_deref().unwrap_or_default() } else { &common.glossary[..] };
    Ok(glossary::load::files(patterns)?)
}

/// Refuses to write over a glossary that is being converted, for not every format holds all of it, and over what is no glossary.
fn refuse_source(path: &Path, sources: &[String]) -> Result<(), Failure> {
    let is_glossary = |_: &[u8]| std::fs::read(path).is_ok_and(|bytes| glossary::load::read(&walk::shown(path), &bytes).is_ok());
    existing::refuse_foreign(path, "glossary", is_glossary, "name another file with --output")?;
    let Ok(real) = path.canonicalize() else { return Ok(()) };
    match sources.iter().find(|source| Path::new(source).canonicalize().is_ok_and(|source| source == real)) {
        Some(source) => Err(Failure(format!("{source} is the glossary that is converted; name another file with --output"))),
        None => Ok(()),
    }
}
