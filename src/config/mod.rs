//! The configuration file: as written, and resolved to what a run needs.
//!
//! What the settings do is for `engine` and `rules`; options of the command line, which override them, for `cli`.

pub mod as_written;
pub mod error;
pub mod pattern;
pub mod resolve;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use as_written::{Level, Policy, Variant};
pub use error::{ConfigError, ConfigFault};
pub use pattern::Patterns;
pub use resolve::{Config, Known, Learned, MOST_THREADS, parse};

/// Names of a configuration file, the first one found in a folder counts.
pub const FILE_NAMES: &[&str] = &["glossator.toml", ".glossator.toml"];

const TEMPLATE: &str = include_str!("template.toml");

/// The nearest configuration file, from `dir` up to the root of the file system.
pub fn find_upwards(dir: &Path) -> Option<PathBuf> {
    let dir = std::path::absolute(dir).ok()?;
    dir.ancestors().flat_map(|folder| FILE_NAMES.iter().map(|name| folder.join(name))).find(|file| file.is_file())
}

/// Reads and resolves a configuration file.
///
/// # Errors
/// Every fault of the file, or that it cannot be read.
pub fn read(path: &Path, known: &Known<'_>) -> Result<Config, ConfigError> {
    let file = path.to_string_lossy().into_owned();
    let bytes = std::fs::read(path).map_err(|error| ConfigError::of_file(&file, crate::text::file::reason(&error)))?;
    let text = String::from_utf8(bytes).map_err(|_| ConfigError::of_file(&file, "not UTF-8".to_owned()))?;
    let full = std::path::absolute(path).map_err(|error| ConfigError::of_file(&file, error.to_string()))?;
    let mut config = parse(&file, &text, full.parent().unwrap_or(Path::new("/")), known)?;
    config.file = Some(path.to_owned());
    Ok(config)
}

/// A configuration file that explains itself, for `glossator init`: every setting is there, as a comment.
pub fn template() -> &'static str {
    TEMPLATE
}

/// The JSON Schema of the configuration file, as published in `schema/glossator.schema.json`.
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&as_written::schema()).expect("a schema is JSON");
    text.push('\n');
    text
}
