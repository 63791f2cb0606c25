//! `glossator learn`.

use super::args::{Common, Learn};
use super::session::Session;
use super::{Ended, Failure, existing, output};
use crate::engine::walk;
use crate::matcher::evidence::Statistics;
use crate::text::counted;
use crate::text::file;

/// Stores what the corpus teaches.
pub(super) fn run(common: &Common, args: &Learn) -> Result<Ended, Failure> {
    if let Some(path) = &args.output {
        existing::refuse_foreign(path, "learned file of glossator", Statistics::is_written, "name another file with --output")?;
    }
    // What an earlier run learned is not used, and need not be there yet.
    let common = Common { learned: Some("none".to_owned()), ..common.clone() };
    let mut session = Session::open(&common)?;
    // Nothing learned, as against `none`: this run is the one that learns.
    session.learned = None;
    let inputs = session.inputs(&args.paths, None)?;
    let read = |input: &_, buffer: &mut _| inputs.read(input, buffer);
    let (statistics, summary) =
        session.with_checker(false, None, inputs.list.len(), |checker| checker.learn(&inputs.list, &read));
    let text = statistics.to_json();
    match &args.output {
        Some(path) => {
            file::write(path, text.as_bytes())?;
            if !session.quiet {
                output::remark(format_args!(
                    "learned from {}, stored in {}",
                    counted(summary.files - summary.unreadable, "file"),
                    walk::shown(path)
                ));
            }
        }
        None => output::write(text.as_bytes())?,
    }
    Ok(Ended::Clean)
}
