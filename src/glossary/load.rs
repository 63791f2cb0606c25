//! Glossary files: from paths and patterns to one glossary, and the only part of `glossary` that does I/O.
//!
//! What a file says is for the readers: `csv`, `toml`, `tbx`, `omegat`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::error::GlossaryError;
use super::insert::{self, NewRow};
use super::model::Glossary;
use super::{csv, omegat, tbx, toml, write};
use crate::text::file;

/// How messages call the shipped glossary.
pub const BUILT_IN: &str = "built-in";

/// The shipped glossary, as text.
pub const BUILT_IN_TEXT: &str = include_str!("../../glossary/cloud-native.csv");

/// The extensions that glossaries have.
const EXTENSIONS: &[&str] = &["csv", "tsv", "toml", "tbx"];

/// Extensions of glossaries that are also those of other files: such a file counts only where it is named.
const NAMED: &[&str] = &["txt", "utf8", "tab", "utx"];

/// The shipped glossary.
///
/// # Errors
/// Its faults; a test sees to it that there are none.
pub fn built_in() -> Result<Glossary, GlossaryError> {
    csv::read(BUILT_IN, BUILT_IN_TEXT.as_bytes(), Some(b','))
}

/// Loads files, patterns (`glossary/*.csv`, `**/terms.toml`) and folders (the glossaries right in it), in this order.
///
/// A concept of a later file replaces the one with the same id of an earlier file.
///
/// # Errors
/// The faults of all files together; a pattern without a match, an unreadable file, or no concept in any of them.
pub fn load<S: AsRef<str>>(patterns: &[S]) -> Result<Glossary, GlossaryError> {
    let mut errors = Vec::new();
    let mut merged = Merged::default();
    let mut seen = HashSet::new();
    for pattern in patterns {
        let paths = expand(pattern.as_ref()).unwrap_or_else(|error| {
            errors.extend(error.errors);
            Vec::new()
        });
        for path in paths {
            if !seen.insert(path.clone()) {
                continue;
            }
            match read_file(&path) {
                Ok(read) => merged.add(read),
                Err(error) => errors.extend(error.errors),
            }
        }
    }
    let glossary = merged.glossary;
    if errors.is_empty() && glossary.concepts.is_empty() {
        let names: Vec<&str> = patterns.iter().map(AsRef::as_ref).collect();
        let file = if names.is_empty() { "glossaries".to_owned() } else { names.join(", ") };
        errors.extend(GlossaryError::of_file(file, "no concept").errors);
    }
    if errors.is_empty() { Ok(glossary) } else { Err(GlossaryError { errors }) }
}

/// The glossaries of several files as one.
#[derive(Default)]
struct Merged {
    glossary: Glossary,
    /// Where each concept is; from the second file on.
    by_id: FxHashMap<String, usize>,
}

impl Merged {
    /// Adds a glossary; its ids are unique.
    fn add(&mut self, read: Glossary) {
        let Self { glossary, by_id } = self;
        glossary.tests.extend(read.tests);
        if glossary.concepts.is_empty() {
            glossary.concepts = read.concepts;
            return;
        }
        if by_id.is_empty() {
            by_id.extend(glossary.concepts.iter().enumerate().map(|(number, concept)| (concept.id.clone(), number)));
        }
        by_id.reserve(read.concepts.len());
        glossary.concepts.reserve(read.concepts.len());
        for concept in read.concepts {
            match by_id.get(&concept.id).and_then(|&number| glossary.concepts.get_mut(number)) {
                Some(earlier) => *earlier = concept,
                None => {
                    by_id.insert(concept.id.clone(), glossary.concepts.len());
                    glossary.concepts.push(concept);
                }
            }
        }
    }
}

/// The files that patterns and folders name, in order.
///
/// # Errors
/// A pattern without a match.
pub fn files<S: AsRef<str>>(patterns: &[S]) -> Result<Vec<String>, GlossaryError> {
    let mut files = Vec::new();
    for pattern in patterns {
        files.extend(expand(pattern.as_ref())?.iter().map(|path| display(path)));
    }
    Ok(files)
}

/// Reads bytes as the extension of `file` says.
///
/// # Errors
/// The faults of the text, or an extension that no glossary has.
pub fn read(file: &str, bytes: &[u8]) -> Result<Glossary, GlossaryError> {
    match extension(Path::new(file)).as_str() {
        "csv" => csv::read(file, bytes, None),
        "tsv" => csv::read(file, bytes, Some(b'\t')),
        "toml" => toml::read(file, bytes),
        "tbx" => tbx::read(file, bytes),
        "txt" | "utf8" | "tab" | "utx" => omegat::read(file, bytes),
        _ => {
            let known = [EXTENSIONS, NAMED].concat().join(", ");
            Err(GlossaryError::of_file(file, format!("not a glossary: its extension is none of {known}")))
        }
    }
}

/// Records in a glossary file that a rendering is right; only that concept's bytes change. `false` if it was so already.
///
/// # Errors
/// See `write::admit`; and a file that cannot be read or replaced.
pub fn admit(path: &Path, concept: &str, language: &str, rendering: &str) -> Result<bool, GlossaryError> {
    change(path, |shown, before| write::admit(shown, before, concept, language, rendering))
}

/// Records in a glossary file that a rendering is wrong; as `admit`.
///
/// # Errors
/// See `insert::deprecate`; and a file that cannot be read or replaced.
pub fn deprecate(path: &Path, concept: &str, language: &str, rendering: &str) -> Result<bool, GlossaryError> {
    change(path, |shown, before| insert::deprecate(shown, before, concept, language, rendering))
}

/// Adds a row to a glossary file, sorted in; the other rows stay as they are.
///
/// # Errors
/// See `insert::insert`; and a file that cannot be read or replaced.
pub fn insert(path: &Path, row: &NewRow) -> Result<bool, GlossaryError> {
    change(path, |shown, before| insert::insert(shown, before, row))
}

/// Whether the file was changed.
fn change(path: &Path, make: impl FnOnce(&str, &[u8]) -> Result<Vec<u8>, GlossaryError>) -> Result<bool, GlossaryError> {
    let shown = display(path);
    let before = std::fs::read(path).map_err(|error| GlossaryError::of_file(shown.as_str(), file::reason(&error)))?;
    let after = make(&shown, &before)?;
    if after == before {
        return Ok(false);
    }
    let replaced = file::replace(path, file::fingerprint(&before), &after);
    replaced.map_err(|error| GlossaryError::of_file(shown, error.fault.to_string()))?;
    Ok(true)
}

fn read_file(path: &Path) -> Result<Glossary, GlossaryError> {
    let shown = display(path);
    let bytes = std::fs::read(path).map_err(|error| GlossaryError::of_file(shown.as_str(), file::reason(&error)))?;
    read(&shown, &bytes)
}

/// The files that a path or pattern means, sorted.
fn expand(pattern: &str) -> Result<Vec<PathBuf>, GlossaryError> {
    let path = Path::new(pattern);
    if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|error| GlossaryError::of_file(pattern, file::reason(&error)))?;
        let files = entries.filter_map(Result::ok).map(|entry| entry.path());
        let mut files: Vec<PathBuf> =
            files.filter(|file| file.is_file() && EXTENSIONS.contains(&extension(file).as_str())).collect();
        files.sort();
        return if files.is_empty() { Err(GlossaryError::of_file(pattern, "no glossary in this folder")) } else { Ok(files) };
    }
    // A file may have brackets in its name.
    if path.exists() || !pattern.contains(['*', '?', '[', '{']) {
        return Ok(vec![path.to_owned()]);
    }
    let glob = globset::GlobBuilder::new(pattern).literal_separator(true).build();
    let matcher = glob.map_err(|error| GlossaryError::of_file(pattern, error.kind().to_string()))?.compile_matcher();
    let fixed: PathBuf =
        path.components().take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{'])).collect();
    let base = if fixed.as_os_str().is_empty() { Path::new(".") } else { fixed.as_path() };
    let depth = if pattern.contains("**") { None } else { Some(path.components().count() - fixed.components().count()) };
    let mut files: Vec<PathBuf> = ignore::WalkBuilder::new(base)
        .standard_filters(false)
        .follow_links(true)
        .max_depth(depth)
        .build()
        .filter_map(Result::ok)
        .map(|entry| {
            if fixed.as_os_str().is_empty() {
                entry.path().strip_prefix(".").unwrap_or(entry.path()).to_owned()
            } else {
                entry.into_path()
            }
        })
        .filter(|file| matcher.is_match(file) && file.is_file())
        .collect();
    files.sort();
    if files.is_empty() { Err(GlossaryError::of_file(pattern, "no file matches")) } else { Ok(files) }
}

fn extension(path: &Path) -> String {
    path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// The path with `/` between its parts.
fn display(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_glossary_is_right() {
        let glossary = built_in().unwrap_or_else(|error| panic!("{error}"));
        assert!(!glossary.concepts.is_empty());
    }

    #[test]
    fn later_files_override_and_every_fault_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        for (name, text) in [
            ("a.csv", "id,zh\nx,甲\ny,乙\n"),
            ("b.tsv", "id\tzh\nx\t丙,丁\n"),
            ("empty.csv", "id,zh\n"),
            ("bad.csv", "id,zh\nx,\n"),
            ("sub.odt", ""),
            ("c[1].toml", "[[concept]]\nid = \"z\"\nterm = [{ language = \"zh\", text = \"戊\" }]\n"),
        ] {
            std::fs::write(at(name), text).unwrap();
        }
        let names = |glossary: &Glossary| -> Vec<String> {
            glossary.concepts.iter().map(|concept| format!("{} {}", concept.id, concept.name())).collect()
        };
        let glossary = load(&[at("a.csv"), at("[b]*.tsv"), at("c[1].toml"), at("a.csv")]).unwrap();
        assert_eq!(names(&glossary), ["x 丙,丁", "y 乙", "z 戊"]);
        let told = |patterns: &[String]| load(patterns).unwrap_err().to_string().replace(&at(""), "");
        assert_eq!(
            told(&[at("bad.csv"), at("no*.csv"), at("missing.csv"), at("sub.odt")]).lines().collect::<Vec<_>>(),
            [
                "bad.csv:2:1: no term: every language column is empty",
                "no*.csv: no file matches",
                "missing.csv: no such file or folder",
                "sub.odt: not a glossary: its extension is none of csv, tsv, toml, tbx, txt, utf8, tab, utx",
            ]
        );
        assert_eq!(told(&[at("empty.csv")]), "empty.csv: no concept");
        assert_eq!(load::<&str>(&[]).unwrap_err().to_string(), "glossaries: no concept");
        std::fs::remove_file(at("bad.csv")).unwrap();
        assert_eq!(names(&load(&[at("")]).unwrap()), ["x 丙,丁", "y 乙", "z 戊"]);
    }

    #[test]
    fn a_decision_is_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "id,zh,zh:admitted\nx,甲,\n").unwrap();
        assert_eq!(admit(&path, "x", "zh", "乙"), Ok(true));
        assert_eq!(admit(&path, "x", "zh", "乙"), Ok(false));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "id,zh,zh:admitted\nx,甲,乙\n");
    }
}
