//! Findings out: one file per format, one list.
//!
//! Which findings there are is decided long before; a format counts nothing but what it shows.

use std::io;

use crate::engine::run::{Finding, Run};

pub mod audit;
pub mod beads;
mod checkstyle;
mod concise;
mod csv;
mod fingerprint;
mod github;
mod gitlab;
pub mod inconsistency;
mod json;
mod junit;
mod place;
mod rdjson;
pub mod safe_text;
mod sarif;
mod terminal;
mod terminal_summary;
#[cfg(test)]
mod testing;
mod xml;

/// How to show things; formats for machines ignore it.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether colours may be used.
    pub color: bool,
    /// At most so many findings are shown one by one; 0 for all. Counts are always of all.
    pub max_findings: usize,
    /// Only findings, no summary.
    pub quiet: bool,
}

/// What a format writes of findings, where that is all but what a run without findings has: then they need not be kept.
#[derive(Clone, Copy)]
pub struct Lines {
    /// Appends what stands for findings, each for itself.
    pub append: fn(&[Finding], &mut Vec<u8>) -> io::Result<()>,
    /// Bytes up to which they are sorted by file even if that holds them up. Of more, what the whole corpus decides comes last.
    pub sorted: usize,
}

/// An output format.
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// One line for `glossator formats`.
    pub about: &'static str,
    /// Whether it says more when findings have their excerpts.
    pub excerpts: bool,
    /// What it writes of findings one by one, if it does.
    pub lines: Option<Lines>,
    /// Writes a whole run.
    pub write: fn(&Run, &Style, &mut dyn io::Write) -> io::Result<()>,
}

/// Every output format, the default first.
pub static FORMATS: &[Format] = &[
    terminal::FORMAT,
    concise::FORMAT,
    json::FORMAT,
    sarif::FORMAT,
    github::FORMAT,
    gitlab::FORMAT,
    junit::FORMAT,
    checkstyle::FORMAT,
    rdjson::FORMAT,
    csv::FORMAT,
];

/// The format with this name.
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

#[cfg(test)]
mod tests {
    use super::testing::{STYLE, assert_snapshot, run, written};
    use super::{FORMATS, by_name};
    use crate::engine::run::Run;

    #[test]
    fn formats_are_found_by_their_name() {
        assert_eq!(by_name("sarif").map(|format| format.name), Some("sarif"));
        assert!(by_name("SARIF").is_none());
    }

    #[test]
    fn every_format_writes_the_whole_run() {
        for format in FORMATS {
            assert_snapshot(format.name, &written(format, &run(), &STYLE));
        }
    }

    #[test]
    fn every_format_writes_a_run_without_findings() {
        let mut all = String::new();
        for format in FORMATS {
            all.push_str(&format!("== {}\n{}", format.name, written(format, &Run::default(), &STYLE)));
        }
        assert_snapshot("nothing", &all);
    }

    #[test]
    fn lines_are_what_a_run_with_findings_has_more_than_one_without() {
        for format in FORMATS {
            let Some(lines) = format.lines else { continue };
            let run = run();
            let mut apart = Vec::new();
            run.findings.iter().for_each(|finding| (lines.append)(std::slice::from_ref(finding), &mut apart).unwrap());
            let rest = Run { findings: Vec::new(), ..run.clone() };
            let apart = String::from_utf8(apart).unwrap() + &written(format, &rest, &STYLE);
            assert_eq!(apart, written(format, &run, &STYLE), "{}", format.name);
        }
    }

    #[test]
    fn no_format_lets_escape_characters_through() {
        for format in FORMATS {
            let text = written(format, &run(), &STYLE);
            assert!(!text.contains('\u{1b}'), "{}", format.name);
        }
    }
}
