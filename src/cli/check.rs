//! `glossator check`.

use std::path::{Path, PathBuf};

use super::args::{Check, Common, Inputs};
use super::session::{self, Session};
use super::{Ended, Failure, existing, output};
use crate::engine::baseline::{self, Base, Baseline};
use crate::engine::changed::ChangedLines;
use crate::engine::check::is_fixable;
use crate::engine::pieces::Large;
use crate::engine::run::{Finding, Run};
use crate::engine::stream::Written;
use crate::engine::walk;
use crate::report::{self, Style};
use crate::text::counted;
use crate::text::file;

/// Finds what deviates and writes it.
pub(super) fn run(common: &Common, args: &Check) -> Result<Ended, Failure> {
    let format = report::by_name(&args.format).ok_or_else(|| {
        let names: Vec<&str> = report::FORMATS.iter().map(|format| format.name).collect();
        Failure(format!(
            "--format {}: no such format{}; there are {}",
            args.format,
            crate::error::did_you_mean(&args.format, names.iter().copied()),
            names.join(", ")
        ))
    })?;
    if let Some(path) = &args.write_baseline {
        existing::refuse_foreign(path, "baseline of glossator", baseline::is_written, "name another file with --write-baseline")?;
    }
    let (session, inputs) = Session::open_with(common, &args.inputs)?;
    let current = [PathBuf::from(".")];
    let paths = if args.inputs.paths.is_empty() { &current[..] } else { &args.inputs.paths };
    if args.diff_from.is_some() && inputs.stdin.is_some() && args.inputs.stdin_filename.is_none() {
        return Err(Failure("--diff-from with standard input needs --stdin-filename: which file is it?".to_owned()));
    }
    let changed = args.diff_from.as_deref().map(|revision| ChangedLines::since(revision, paths)).transpose()?;
    let fail_on = session.fail_on(args.inputs.fail_on);
    let style = Style {
        width: output::width().unwrap_or(80),
        color: session.color,
        max_findings: args.max_findings,
        quiet: session.quiet,
    };
    let keeps = args.write_baseline.is_some() || baseline_path(&session, &args.inputs).is_some();
    if let Some(lines) = format.lines.filter(|_| !keeps && !output::is_terminal()) {
        let written = stream(&session, &inputs, changed.as_ref(), &style, (format, lines))?;
        if !written.is_unreadable() {
            session.say_elsewhere(&written.summary);
            // As below.
            std::mem::forget((session, inputs));
            return Ok(if written.gravest >= Some(fail_on) { Ended::Findings } else { Ended::Clean });
        }
    }
    let read = |input: &_, buffer: &mut _| inputs.read(input, buffer);
    let mut run = session.with_checker(format.excerpts, changed.as_ref(), inputs.list.len(), |checker| {
        checker.large = inputs.stdin.is_none().then_some(Large::USUAL);
        checker.check(&inputs.list, &read)
    });
    if run.summary.files > 0 && run.summary.unreadable == run.summary.files {
        let line = |finding: &Finding| {
            let place = finding.places.map_or_else(String::new, |(start, _)| format!(":{}:{}", start.line, start.column));
            format!("{}{place}: {}\n", finding.path, finding.diagnostic.message)
        };
        let reasons: String = run.findings.iter().map(line).take(20).collect();
        return Err(Failure(format!("{reasons}nothing could be read")));
    }
    session.say_elsewhere(&run.summary);
    if let Some(path) = &args.write_baseline {
        file::write(path, baseline::write(&run, &Base::of(path)).as_bytes())?;
        if !session.quiet {
            output::remark(format_args!("{} stored in {}", counted(run.findings.len(), "finding"), walk::shown(path)));
        }
        return Ok(Ended::Clean);
    }
    apply_baseline(&mut run, &session, &args.inputs)?;
    let remains = run.findings.iter().any(|finding| finding.diagnostic.severity >= fail_on);
    output::with(|out| (format.write)(&run, &style, out))?;
    // The process ends here: giving back a large glossary and many paths and findings piece by piece would only take time.
    std::mem::forget((run, session, inputs));
    Ok(if remains { Ended::Findings } else { Ended::Clean })
}

/// Writes findings while files are still looked at. Where no file can be read, nothing is written.
fn stream(
    session: &Session,
    inputs: &session::Inputs,
    changed: Option<&ChangedLines>,
    style: &Style,
    (format, lines): (&report::Format, report::Lines),
) -> Result<Written, Failure> {
    let read = |input: &_, buffer: &mut _| inputs.read(input, buffer);
    let mut written = Written::default();
    output::with(|out| {
        let (all, done) = session.with_checker(format.excerpts, changed, inputs.list.len(), |checker| {
            checker.large = inputs.stdin.is_none().then_some(Large::USUAL);
            checker.write(&inputs.list, &read, (&lines.append, lines.sorted), out)
        });
        written = all;
        done?;
        let rest = Run { summary: written.summary, ..Run::default() };
        if written.is_unreadable() { Ok(()) } else { (format.write)(&rest, style, out) }
    })?;
    Ok(written)
}

/// The baseline that is named, if one is.
fn baseline_path<'p>(session: &'p Session, inputs: &'p Inputs) -> Option<&'p Path> {
    inputs.baseline.as_deref().or(session.config.baseline.as_deref())
}

/// Leaves out what is known, if a baseline is named.
pub(super) fn apply_baseline(run: &mut Run, session: &Session, inputs: &Inputs) -> Result<(), Failure> {
    let Some(path) = baseline_path(session, inputs) else { return Ok(()) };
    let shown = walk::shown(path);
    let text = std::fs::read_to_string(path).map_err(|error| Failure(format!("{shown}: {}", file::reason(&error))))?;
    let applied = Baseline::read(&text, &shown)?.apply(&Base::of(path), &mut run.findings);
    run.summary.diagnostics = run.findings.len();
    run.summary.fixable = run.findings.iter().filter(|finding| is_fixable(finding)).count();
    if !session.quiet && applied.known > 0 {
        output::remark(format_args!("{} left out by {shown}", counted(applied.known, "known finding")));
    }
    Ok(())
}
