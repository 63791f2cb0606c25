//! `glossator glossary audit`: the glossary, measured on a corpus.

use std::path::Path;

use super::args::{Audit as AuditArgs, AuditFormat, Common};
use super::session::Session;
use super::{Ended, Failure, output};
use crate::discover::{Corpus, Reader};
use crate::engine::walk::Input;
use crate::report::audit::{Format, audit, traps, write};
use crate::report::inconsistency::collect::collect;
use crate::report::inconsistency::compose::compose;
use crate::report::inconsistency::model::Part;
use crate::text::counted;

/// Measures the glossary.
pub(super) fn run(common: &Common, args: &AuditArgs) -> Result<Ended, Failure> {
    let session = Session::open(common)?;
    let inputs = session.inputs(&args.paths, None)?;
    let read = |input: &Input, buffer: &mut Vec<u8>| inputs.read(input, buffer);
    let part = Part { learned: String::new(), settings: session.fingerprint() };
    let tally = session.with_checker(false, None, inputs.list.len(), |checker| collect(checker, &inputs.list, &read, part));
    let report = compose(tally);
    if report.totals.unreadable == inputs.list.len() && !inputs.list.is_empty() {
        return Err(Failure("none of the files could be read".to_owned()));
    }
    let format = |path: &Path| session.format_of(path);
    let corpus = Corpus::read(&inputs.list, &Reader { read: &read, format: &format, progress: &|| () });
    let mut traps = traps(&session.glossary, corpus.texts.iter().map(|text| text.text.as_str()));
    traps.retain(|trap| common.concepts.is_empty() || common.concepts.contains(&trap.concept));
    let audit = audit(&session.glossary, &report, &common.concepts, traps);
    let format = match args.format {
        AuditFormat::Terminal => Format::Terminal(args.max_rows),
        AuditFormat::Json => Format::Json,
        AuditFormat::Csv => Format::Csv,
    };
    output::with(|out| write(&audit, format, out))?;
    if report.totals.unreadable > 0 && !common.quiet {
        output::remark(format_args!("{} of {} could not be read", report.totals.unreadable, counted(inputs.list.len(), "file")));
    }
    Ok(Ended::Clean)
}
