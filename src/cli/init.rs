//! `glossator init`.

use std::path::Path;

use super::args::Init;
use super::{Ended, Failure, output};
use crate::text::file;

/// Writes a commented configuration into the current folder.
pub(super) fn run(args: &Init) -> Result<Ended, Failure> {
    let path = Path::new("glossator.toml");
    if path.exists() && !args.force {
        return Err(Failure("glossator.toml: there is one already; --force overwrites it".to_owned()));
    }
    file::write(path, crate::config::template().as_bytes())?;
    output::remark(format_args!("wrote glossator.toml"));
    Ok(Ended::Clean)
}
