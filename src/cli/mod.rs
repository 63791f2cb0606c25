//! Arguments, one file per command, exit statuses. The only place that prints.
//!
//! What commands do is in the layers below.

mod align;
mod args;
mod audit;
mod check;
mod discover;
mod discover_interactive;
mod existing;
mod explain;
mod fix;
mod glossary;
mod init;
mod learn;
mod output;
mod pairs;
mod progress;
mod quoted;
mod report;
mod session;
mod similarity;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Args, Command};

/// Why a command could not do its work: one or several lines for stderr.
#[derive(Debug)]
pub(crate) struct Failure(pub String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// How a command that did its work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Nothing remains.
    Clean,
    /// Findings remain.
    Findings,
}

/// Runs the program on the arguments of the process.
///
/// The exit status is 0 when nothing remains, 1 when findings do, 2 when the work could not be done.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // A pipe that closes while help is printed is no failure.
            let _ = error.print();
            if let (None, Some(meant)) = (error.get(clap::error::ContextKind::SuggestedSubcommand), meant_check()) {
                output::remark(format_args!("to check files, name the command: {meant}"));
            }
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let ended = match &args.command {
        None => check::run(&args.common, &args::Check::default()),
        Some(Command::Check(check)) => check::run(&args.common, check),
        Some(Command::Fix(fix)) => fix::run(&args.common, fix),
        Some(Command::Report(report)) => report::run(&args.common, report),
        Some(Command::Discover(discover)) => discover::run(&args.common, discover),
        Some(Command::Align(align)) => align::run(&args.common, align),
        Some(Command::Learn(learn)) => learn::run(&args.common, learn),
        Some(Command::Glossary(glossary)) => glossary::run(&args.common, glossary),
        Some(Command::Similarity(similarity)) => similarity::run(&args.common, similarity),
        Some(Command::Explain(explain)) => explain::explain(explain),
        Some(Command::Rules) => explain::rules(),
        Some(Command::Formats) => explain::formats(),
        Some(Command::Init(init)) => init::run(init),
        Some(Command::Completions { shell }) => completions(*shell),
        Some(Command::Man) => man(),
    };
    match ended {
        Ok(Ended::Clean) => ExitCode::SUCCESS,
        Ok(Ended::Findings) => ExitCode::from(1),
        Err(Failure(message)) if message.is_empty() => ExitCode::SUCCESS,
        Err(Failure(message)) => {
            for line in message.lines() {
                output::remark(format_args!("{line}"));
            }
            ExitCode::from(2)
        }
    }
}

/// The command line with `check` in it, if that is what was left out.
fn meant_check() -> Option<String> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let whole = ["glossator", "check"].into_iter().map(str::to_owned).chain(given).collect::<Vec<_>>();
    let is_named = |name: &str| Args::command().find_subcommand(name).is_some() || name == "help";
    (!whole[2..].iter().any(|word| is_named(word)) && Args::try_parse_from(&whole).is_ok()).then(|| whole.join(" "))
}

fn completions(shell: clap_complete::Shell) -> Result<Ended, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "glossator", &mut text);
    output::write(&text)?;
    Ok(Ended::Clean)
}

fn man() -> Result<Ended, Failure> {
    let mut text = Vec::new();
    clap_mangen::Man::new(Args::command()).render(&mut text)?;
    output::write(&text)?;
    Ok(Ended::Clean)
}
