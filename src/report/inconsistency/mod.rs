//! The inconsistency report: a whole corpus at a glance, for people who would rather look than read.
//!
//! `model` is what is known, and is `report.json`; the tables, the summary, the badge and the page show it. `collect` makes a
//! `tally` of a run, tallies of parts are united, and `compose` makes the report of it. Nothing here reads or writes files.

pub mod badge;
pub mod collect;
pub mod compare;
pub mod compose;
mod diff;
pub mod figures;
pub mod html;
pub mod model;
mod summary;
mod tables;
pub mod tally;

use std::io::{self, Write as _};

pub use model::Report;

use crate::text::file::Content;

/// What `Part::learned` says of a report whose own files taught it what ambiguous strings mean.
pub const LEARNED_FROM_CORPUS: &str = "corpus";
/// What it says of one whose documents had their originals beside them, which taught it what translators write.
pub const LEARNED_FROM_PAIRS: &str = "pairs";

/// The names of a report's files, the page first.
pub const FILES: [&str; 7] =
    ["index.html", "renderings.csv", "matrix.csv", "findings.csv", "summary.md", "report.json", "badge.svg"];

/// What writes the files of a report, by name. `links` is how the page links a line, see [`html::page`].
pub fn files<'r>(report: &'r Report, links: &'r str) -> [(&'static str, Box<Content<'r>>); FILES.len()] {
    let page = move |out: &mut dyn io::Write| match html::page(report, links) {
        Ok(page) => out.write_all(page.as_bytes()),
        Err(error) => Err(io::Error::other(error)),
    };
    let contents: [Box<Content<'r>>; FILES.len()] = [
        Box::new(page),
        Box::new(|out| tables::renderings(report, out)),
        Box::new(|out| tables::matrix(report, out)),
        Box::new(|out| tables::findings(report, out)),
        Box::new(|out| out.write_all(summary::summary(report).as_bytes())),
        Box::new(|out| json(report, out)),
        Box::new(|out| out.write_all(badge::badge(report).as_bytes())),
    ];
    let mut names = FILES.into_iter();
    contents.map(|content| (names.next().unwrap_or_default(), content))
}

/// `report.json`, which is also the part that a merge reads.
fn json(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    // A buffer of its own: of the many small pieces none goes through the pointer.
    let mut buffer = io::BufWriter::new(out);
    serde_json::to_writer(&mut buffer, report)?;
    buffer.write_all(b"\n")?;
    buffer.flush()
}

/// The JSON Schema of `report.json`, as published in `schema/report.schema.json`.
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Report)).expect("a schema is JSON");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_published_schema_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/report.schema.json");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, super::schema()).unwrap();
        }
        assert!(std::fs::read_to_string(path).unwrap() == super::schema(), "stale: run this test with UPDATE=1");
    }
}
