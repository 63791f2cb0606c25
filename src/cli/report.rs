//! `glossator report`: the inconsistency report, from files or from reports of their parts.

use std::path::{Path, PathBuf};

use super::args::{self, Common, Report as ReportArgs};
use super::session::Session;
use super::{Ended, Failure, existing, output};
use crate::engine::check::Checker;
use crate::engine::walk::{self, Input};
use crate::matcher::evidence::Statistics;
use crate::report::inconsistency::collect::collect;
use crate::report::inconsistency::compare::{self, Record};
use crate::report::inconsistency::compose::compose;
use crate::report::inconsistency::model::Part;
use crate::report::inconsistency::tally::{self, Tally};
use crate::report::inconsistency::{self, Report, html};
use crate::text::{counted, file};

/// Makes the report and writes its files.
pub(super) fn run(common: &Common, args: &ReportArgs) -> Result<Ended, Failure> {
    refuse_foreign(&args.output)?;
    let earlier = match &args.history {
        Some(folder) => history(folder)?,
        None => args.compare.iter().map(|path| record(path)).collect::<Result<_, _>>()?,
    };
    let tally = if args.merge.is_empty() { of_files(common, args)? } else { merged(&args.merge)? };
    let mut report = compose(tally);
    let record = Record::of(&report, args.label.clone());
    // A report that the history has already is not compared with itself.
    let is_new = args.history.is_none() || earlier.last().is_none_or(|last| !last.is_same(&record));
    let before = if is_new { &earlier[..] } else { &earlier[..earlier.len() - 1] };
    compare::compare(&mut report, before, args.label.as_deref().unwrap_or("now"));
    let links = args.links.clone().unwrap_or_else(|| relative_links(&args.output));
    write(&report, &args.output, &links)?;
    if let (Some(folder), true) = (&args.history, is_new) {
        let name = format!("{:04}.json", next_number(folder)?);
        file::write_all(folder, &[(&name, &|out| out.write_all(record.write().as_bytes()))])?;
    }
    if !common.quiet {
        say(&report, &args.output);
    }
    // The process ends here: giving back a large report piece by piece would only take time.
    std::mem::forget(report);
    Ok(Ended::Clean)
}

fn write(report: &Report, folder: &Path, links: &str) -> Result<(), Failure> {
    let files = inconsistency::files(report, links);
    Ok(file::write_all(folder, &files.each_ref().map(|(name, content)| (*name, &**content)))?)
}

/// Refuses to overwrite what somebody else wrote: a page, or in a folder without one any file of a report's name.
fn refuse_foreign(folder: &Path) -> Result<(), Failure> {
    let next = "name another folder with --output";
    let [page, others @ ..] = inconsistency::FILES.map(|name| folder.join(name));
    existing::refuse_foreign(&page, "report of glossator", html::is_own, next)?;
    if existing::start(&page).is_some() {
        return Ok(());
    }
    others.iter().try_for_each(|other| existing::refuse_any(other, next))
}

/// How a page in `folder` links a line of a file that is named from the current folder: up from one, down to the other.
fn relative_links(folder: &Path) -> String {
    let here = Path::new(".").canonicalize().unwrap_or_default();
    // What is not there yet will be made below what is there.
    let there = folder.ancestors().find_map(|above| {
        let real = if above == Path::new("") { here.clone() } else { above.canonicalize().ok()? };
        Some(real.join(folder.strip_prefix(above).ok()?))
    });
    let there = there.unwrap_or_else(|| here.join(folder));
    let shared = here.components().zip(there.components()).take_while(|(one, other)| one == other).count();
    let up = there.components().skip(shared).map(|_| "../".to_owned());
    let down = here.components().skip(shared).map(|part| format!("{}/", part.as_os_str().to_string_lossy()));
    format!("{}{{path}}#L{{line}}", up.chain(down).collect::<String>())
}

fn say(report: &Report, folder: &Path) {
    let totals = &report.totals;
    output::remark(format_args!(
        "{}, {} of {}, {}: {}",
        counted(totals.files, "file"),
        counted(totals.mentions, "mention"),
        counted(totals.concepts, "concept"),
        counted(totals.findings, "finding"),
        walk::shown(&folder.join("index.html"))
    ));
    if totals.unreadable > 0 {
        let files = counted(totals.files, "file");
        output::remark(format_args!("{} of {files} could not be read; findings.csv says why", totals.unreadable));
    }
}

/// Looks at the files.
fn of_files(common: &Common, args: &ReportArgs) -> Result<Tally, Failure> {
    let wanted = args::Inputs { paths: args.paths.clone(), pairs: args.pairs.clone(), ..args::Inputs::default() };
    let (session, inputs) = Session::open_with(common, &wanted)?;
    let learned = match &session.learned {
        None => inconsistency::LEARNED_FROM_CORPUS.to_owned(),
        Some(learned) if *learned == Statistics::default() => "none".to_owned(),
        Some(learned) => format!("{:032x}", file::fingerprint(learned.to_json().as_bytes())),
    };
    let read = |input: &Input, buffer: &mut Vec<u8>| inputs.read(input, buffer);
    let part = Part { learned, ..Part::default() };
    let collect = |checker: &mut Checker<'_>| collect(checker, &inputs.list, &read, part);
    let (settings, mut tally) =
        rayon::join(|| session.fingerprint(), || session.with_checker(false, None, inputs.list.len(), collect));
    tally.part.settings = settings;
    if !tally.documents.is_empty() && tally.documents.iter().all(|document| !document.is_readable) {
        let path = |document: usize| tally.documents.get(document).map_or("", |document| document.path.as_str());
        let reasons = tally.findings.iter().map(|finding| format!("{}: {}\n", path(finding.document), finding.message));
        return Err(Failure(format!("{}nothing could be read", reasons.take(20).collect::<String>())));
    }
    std::mem::forget(session);
    Ok(tally)
}

/// Unites the reports of parts.
fn merged(paths: &[PathBuf]) -> Result<Tally, Failure> {
    let mut parts = Vec::with_capacity(paths.len());
    for path in paths {
        let shown = walk::shown(path);
        let report = tally::read(&text(path)?, &shown)?;
        parts.push((shown, Tally::of(report)));
    }
    Ok(Tally::union(parts)?)
}

fn text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure(format!("{}: {}", walk::shown(path), file::reason(&error))))
}

/// An earlier report; one without a name is called after its file.
fn record(path: &Path) -> Result<Record, Failure> {
    let mut record = Record::read(&text(path)?, &walk::shown(path))?;
    record.label.get_or_insert_with(|| walk::shown(path));
    Ok(record)
}

/// The records of a history, by file name; none if there is no folder yet.
fn history(folder: &Path) -> Result<Vec<Record>, Failure> {
    let mut records = Vec::new();
    for path in history_files(folder)? {
        let mut record = Record::read(&text(&path)?, &walk::shown(&path))?;
        record.label.get_or_insert_with(|| path.file_stem().unwrap_or_default().to_string_lossy().into_owned());
        records.push(record);
    }
    Ok(records)
}

fn history_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failure = |error: &std::io::Error| Failure(format!("{}: {}", walk::shown(folder), file::reason(error)));
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| failure(&error))?,
    };
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().map_err(|error| failure(&error))?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    Ok(paths)
}

/// One more than the greatest number that a record has.
fn next_number(folder: &Path) -> Result<u32, Failure> {
    let numbers = history_files(folder)?.into_iter().filter_map(|path| path.file_stem()?.to_str()?.parse::<u32>().ok());
    Ok(numbers.max().unwrap_or_default() + 1)
}
