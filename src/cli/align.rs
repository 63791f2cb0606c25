//! `glossator align`.

use std::path::Path;

use super::args::{Align, Common};
use super::{Ended, Failure, output};
use crate::align::{self, Options, lexicon};
use crate::engine::walk;
use crate::text::{SourceFile, file};

/// Writes which sentence became which.
pub(super) fn run(_common: &Common, args: &Align) -> Result<Ended, Failure> {
    let mut lexicons = Vec::new();
    for path in &args.lexicon {
        lexicons.push(lexicon::read(&walk::shown(path), &bytes(path)?)?);
    }
    let lexicons: Vec<&dyn lexicon::Lexicon> = lexicons.iter().map(|lexicon| &**lexicon).collect();
    let source = read(&args.source)?;
    let target = read(&args.target)?;
    let options = Options {
        lexicons: &lexicons,
        source_language: args.source_language.as_deref(),
        target_language: args.target_language.as_deref(),
    };
    let al = align::align_lines(&align::lines(&source), &align::lines(&target), &options);
    output::with(|out| {
        for bead in &al.sentences {
            let numbers = |range: &std::ops::Range<usize>| range.clone().collect::<Vec<_>>();
            writeln!(
                out,
                "{{\"type\":\"bead\",\"source\":{:?},\"target\":{:?},\"score\":{:.3}}}",
                numbers(&bead.source),
                numbers(&bead.target),
                bead.score
            )?;
        }
        Ok(())
    })?;
    Ok(Ended::Clean)
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut buffer = Vec::new();
    file::read(path, &mut buffer).map_err(|error| Failure(format!("{}: {}", walk::shown(path), file::reason(&error))))?;
    Ok(buffer)
}

fn read(path: &Path) -> Result<String, Failure> {
    let bytes = bytes(path)?;
    let file = SourceFile::decode(&bytes).map_err(|error| Failure(format!("{}: {error}", walk::shown(path))))?;
    Ok(file.text().to_owned())
}
