//! Which originals a command compares with: from the command line, else from the configuration.

use std::path::{Path, PathBuf};

use super::args::Pairs;
use super::{Failure, output};
use crate::config::Config;
use crate::engine::pair::Pairing;
use crate::engine::walk::shown;
use crate::text::counted;
use crate::text::file;

/// Makes the pairing; `paths` are those that are checked.
pub(super) fn pairing(args: &Pairs, config: &Config, paths: &[PathBuf]) -> Result<Pairing, Failure> {
    let mut pairing = Pairing::default();
    for text in &args.pairs {
        add(&mut pairing, text, Path::new(""))?;
    }
    if let Some(source) = &args.source {
        let current = [PathBuf::from(".")];
        for path in if paths.is_empty() { &current[..] } else { paths } {
            add_source(&mut pairing, source, path)?;
        }
    }
    if pairing.is_empty() {
        for text in &config.bitext.pairs {
            add(&mut pairing, text, &config.root)?;
        }
    }
    Ok(pairing)
}

/// A template, or a list of pairs; both relative to `root`.
fn add(pairing: &mut Pairing, text: &str, root: &Path) -> Result<(), Failure> {
    if Pairing::is_template(text) {
        return match text.split_once('=') {
            Some((source, target)) if !root.as_os_str().is_empty() => {
                let [source, target] = [source, target].map(|side| from_here(&root.join(side.trim())));
                Ok(pairing.add_template(&format!("{source}={target}"))?)
            }
            _ => Ok(pairing.add_template(text)?),
        };
    }
    let path = PathBuf::from(from_here(&root.join(text)));
    let list = std::fs::read_to_string(&path).map_err(|error| {
        let hint = if text.contains('=') { "; a template needs {path} on both sides" } else { "" };
        Failure(format!("pairs {}: {}{hint}", shown(&path), file::reason(&error)))
    })?;
    Ok(pairing.add_list(&shown(&path), &list, path.parent().unwrap_or(Path::new("")))?)
}

/// A path below the current folder as people write it there; any other as it is.
fn from_here(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    shown(path.strip_prefix(&current).unwrap_or(path))
}

/// The original of one file, or a folder of the same shape.
fn add_source(pairing: &mut Pairing, source: &Path, path: &Path) -> Result<(), Failure> {
    let of = |path: &Path| {
        std::fs::metadata(path).map_err(|error| Failure(format!("--source {}: {}", shown(path), file::reason(&error))))
    };
    let is_folder = of(source)?.is_dir();
    if let (Ok(left), Ok(right)) = (source.canonicalize(), path.canonicalize())
        && left == right
    {
        return Err(Failure(format!("--source {} is what is checked: name its original", shown(source))));
    }
    match (path.is_dir(), is_folder) {
        (true, true) => pairing.add_folders(source, path),
        (false, false) => pairing.add_list("--source", &format!("{}\t{}\n", source.display(), path.display()), Path::new(""))?,
        (false, true) => {
            let name = path.file_name().map(|name| source.join(name)).unwrap_or_default();
            pairing.add_list("--source", &format!("{}\t{}\n", name.display(), path.display()), Path::new(""))?;
        }
        (true, false) => {
            return Err(Failure(format!(
                "--source {} is a file, and {} a folder: name the one file that is its translation",
                shown(source),
                shown(path)
            )));
        }
    }
    Ok(())
}

/// What to look at when no path is named: the translations.
pub(super) fn targets(pairing: &Pairing, quiet: bool) -> Vec<PathBuf> {
    let mut targets = pairing.target_folders();
    let (there, missing): (Vec<PathBuf>, Vec<PathBuf>) =
        pairing.listed().map(|pair| pair.target.clone()).partition(|path| path.is_file());
    if !quiet && !missing.is_empty() {
        let first = missing.first().map(|path| shown(path)).unwrap_or_default();
        output::remark(format_args!(
            "{} not there, {first} for one",
            match missing.len() {
                1 => "1 listed translation is".to_owned(),
                number => format!("{} are", counted(number, "listed translation")),
            }
        ));
    }
    targets.extend(there);
    targets
}
