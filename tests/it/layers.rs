//! Who may use whom in `src/`, as DESIGN.md draws it, read from the code itself.
//!
//! What is absent on purpose is kept here too: file access, printing, the multi-pattern engine, `unwrap`.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, lowest first. A module uses the layers before its own, never its own or a later one.
const LAYERS: &[&[&str]] = &[
    &["error"],
    &["text"],
    &["document"],
    &["bitext"],
    &["diagnostic"],
    &["glossary", "format"],
    &["similarity"],
    &["matcher", "align"],
    &["config"],
    &["rules"],
    &["engine"],
    &["report", "discover"],
    &["lsp", "cli"],
];

/// The files or folders that may touch the file system or start programs.
const USERS_OF_THE_SYSTEM: &[&str] = &[
    "text/file.rs",
    "text/spool.rs",
    "text/window.rs",
    "config/",
    "glossary/load.rs",
    "engine/walk.rs",
    "engine/changed.rs",
    "cli/",
    "main.rs",
];

/// Files longer than this hold a second idea.
const LINES: usize = 500;

/// Files that are longer, each with the reason.
const LONGER: &[(&str, &str)] = &[];

/// One file of `src/`, without its tests and comments.
struct Source {
    /// From `src/`, with `/` between its parts.
    path: String,
    /// The whole text.
    text: String,
    /// (Line from 1, code), test modules and comments left out; empty for a file that is a test module as a whole.
    code: Vec<(usize, String)>,
}

impl Source {
    /// The first part of its path: `glossary` of `glossary/csv.rs`, `error` of `error.rs`.
    fn module(&self) -> &str {
        self.path.split('/').next().and_then(|first| first.split('.').next()).expect("a path has a first part")
    }

    fn is_within(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path == *place || (place.ends_with('/') && self.path.starts_with(place)))
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let texts: Vec<(PathBuf, String)> =
        paths.into_iter().map(|path| (path.clone(), fs::read_to_string(&path).expect("a source file is UTF-8"))).collect();
    let tests: Vec<PathBuf> = texts.iter().flat_map(|(path, text)| test_files(path, text)).collect();
    let source = |(path, text): (PathBuf, String)| Source {
        code: if tests.contains(&path) { Vec::new() } else { code(&text) },
        path: path.strip_prefix(&root).expect("found under it").to_string_lossy().replace('\\', "/"),
        text,
    };
    texts.into_iter().map(source).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src can be read") {
        let path = entry.expect("src can be read").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// The files that `#[cfg(test)] mod name;` leads to.
fn test_files(path: &Path, text: &str) -> Vec<PathBuf> {
    let parent = path.parent().expect("a file stands in a folder");
    let is_root = ["mod.rs", "lib.rs", "main.rs"].iter().any(|name| path.ends_with(name));
    let folder = if is_root { parent.to_path_buf() } else { path.with_extension("") };
    let declared = text.split("#[cfg(test)]").skip(1).filter_map(|rest| {
        let line = rest.trim_start().lines().next()?;
        let name = line.trim_start_matches("pub(crate) ").trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';')?;
        Some(folder.join(format!("{name}.rs")))
    });
    declared.collect()
}

/// The lines of code: no comments, and nothing from a module of tests on, which stands last.
fn code(text: &str) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    let mut is_after_cfg_test = false;
    for (number, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        if is_after_cfg_test && trimmed.contains("mod ") && trimmed.ends_with('{') {
            break;
        }
        is_after_cfg_test = trimmed.starts_with("#[cfg(test)]");
        if !trimmed.starts_with("//") {
            lines.push((number + 1, line.split(" // ").next().unwrap_or_default().to_owned()));
        }
    }
    lines
}

/// The modules that a line names by a path from the root: `crate::text::Span`, `crate::{text, document}`.
fn used_modules(line: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for rest in line.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => {
                let mut depth = 0;
                for part in list.split_inclusive([',', '{', '}']) {
                    if depth == 0 {
                        modules.extend(identifier(part.trim_start()));
                    }
                    depth += i32::from(part.ends_with('{')) - i32::from(part.ends_with('}'));
                    if depth < 0 {
                        break;
                    }
                }
            }
            None => modules.extend(identifier(rest)),
        }
    }
    modules
}

fn identifier(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

#[track_caller]
fn assert_none(faults: &[String], what: &str) {
    assert!(faults.is_empty(), "{what}:\n  {}", faults.join("\n  "));
}

/// Every line of code that contains one of `words`, outside the `allowed` places.
fn lines_with(words: &[&str], allowed: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !source.is_within(allowed)) {
        for (number, line) in &source.code {
            if words.iter().any(|word| line.contains(word)) {
                faults.push(format!("src/{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    faults
}

#[test]
fn a_module_uses_only_the_layers_below_it() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !["lib.rs", "main.rs"].contains(&source.path.as_str())) {
        let Some(own) = layer(source.module()) else {
            faults.push(format!("src/{}: \"{}\" has no layer", source.path, source.module()));
            continue;
        };
        for (number, line) in &source.code {
            for used in used_modules(line).iter().filter(|used| *used != source.module()) {
                if layer(used).is_none_or(|used| used >= own) {
                    faults.push(format!("src/{}:{number}: \"{}\" uses \"{used}\"", source.path, source.module()));
                }
            }
        }
    }
    assert_none(&faults, "a module uses one that is not below it");
}

#[test]
fn paths_in_code_are_understood() {
    for (line, expected) in [
        ("use crate::text::{Locus, Span};", vec!["text"]),
        ("use crate::{format, glossary::{self, Term}, rules};", vec!["format", "glossary", "rules"]),
        ("Err(crate::error::did_you_mean(name)) | crate::config::Level", vec!["error", "config"]),
        ("pub(crate) fn crate_name()", vec![]),
    ] {
        assert_eq!(used_modules(line), expected, "{line}");
    }
}

#[test]
fn only_few_touch_the_file_system_or_start_programs() {
    let faults = lines_with(
        &["std::fs", "std::process", "fs::read", "fs::write", "File::open", "File::create", "Command::new"],
        USERS_OF_THE_SYSTEM,
    );
    assert_none(&faults, "a module below the shell touches the system");
}

#[test]
fn only_the_command_line_prints() {
    let words = ["print!(", "println!(", "dbg!(", "io::stdout()", "io::stderr()", "io::stdin()"];
    assert_none(&lines_with(&words, &["cli/"]), "a module below the command line prints or asks");
}

#[test]
fn only_the_matcher_knows_the_multi_pattern_engine() {
    assert_none(&lines_with(&["aho_corasick"], &["matcher/"]), "a search outside the matcher");
}

#[test]
fn nothing_unwraps_outside_tests() {
    assert_none(&lines_with(&[".unwrap()", "todo!(", "unimplemented!("], &[]), "an unstated invariant");
}

#[test]
fn a_file_says_what_lives_in_it() {
    let missing = sources().into_iter().filter(|source| !source.text.starts_with("//!") && !source.code.is_empty());
    assert_none(&missing.map(|source| format!("src/{}", source.path)).collect::<Vec<_>>(), "no `//!` at the top");
}

#[test]
fn a_file_holds_one_idea() {
    let mut faults = Vec::new();
    for source in sources() {
        let lines = source.text.lines().count();
        match LONGER.iter().find(|(path, _)| *path == source.path) {
            Some((_, reason)) if lines <= LINES => faults.push(format!("src/{}: no exception any more ({reason})", source.path)),
            None if lines > LINES => faults.push(format!("src/{}: {lines} lines", source.path)),
            Some(_) | None => {}
        }
    }
    assert_none(&faults, "a file is too long, or no longer so");
}
