//! Which originals a command compares with: from the command line, else from the configuration.

use std::path::{Path, PathBuf};

use super::Failure;
use super::args::Pairs;
use crate::config::Config;
use crate::engine::pair::{Listed, Pairing};
use crate::engine::walk::shown;
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
    let name = shown(&path);
    pairing.add_list(&name, &list, path.parent().unwrap_or(Path::new("")))?;
    are_there(pairing, &name)
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
    let beside = path.file_name().filter(|_| is_folder && !path.is_dir()).map(|name| source.join(name));
    let original = beside.as_deref().unwrap_or(source);
    if let (Ok(left), Ok(right)) = (original.canonicalize(), path.canonicalize())
        && left == right
    {
        return Err(Failure(format!("--source {} is what is checked: name its original", shown(original))));
    }
    match (path.is_dir(), is_folder) {
        (true, true) => pairing.add_folders(source, path),
        (false, _) => pairing.add_list("--source", &format!("{}\t{}\n", original.display(), path.display()), Path::new(""))?,
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
pub(super) fn targets(pairing: &Pairing) -> Vec<PathBuf> {
    let mut targets = pairing.target_folders();
    targets.extend(pairing.listed().map(|listed| listed.pair.target.clone()));
    targets
}

/// Faults of a list that are said one by one.
const SHOWN: usize = 10;

/// That all files of a list are there: what is not compared because of a slip in a list is missed by nobody.
fn are_there(pairing: &Pairing, list: &str) -> Result<(), Failure> {
    let mut faults = Vec::new();
    for Listed { pair, line, .. } in pairing.listed().filter(|listed| &*listed.list == list) {
        for (path, side) in [(&pair.source, "source"), (&pair.target, "target")] {
            if let Err(error) = std::fs::metadata(path) {
                faults.push(format!("{list}:{line}: {side} {}: {}", shown(path), file::reason(&error)));
            } else if path.is_dir() {
                faults.push(format!("{list}:{line}: {side} {} is a folder, a list names files", shown(path)));
            }
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    let rest = faults.len().saturating_sub(SHOWN);
    faults.truncate(SHOWN);
    if rest > 0 {
        faults.push(format!("{list}: {rest} more"));
    }
    Err(Failure(faults.join("\n")))
}
