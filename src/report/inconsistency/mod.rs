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

pub use model::Report;

/// What `Part::learned` says of a report whose own files taught it what ambiguous strings mean.
pub const LEARNED_FROM_CORPUS: &str = "corpus";
/// What it says of one whose documents had their originals beside them, which taught it what translators write.
pub const LEARNED_FROM_PAIRS: &str = "pairs";

/// Why a report could not be put into words. Neither happens while there is memory.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The page.
    #[error("index.html: {0}")]
    Page(#[from] html::Error),
    /// A table.
    #[error("a table: {0}")]
    Table(#[from] csv::Error),
    /// The data.
    #[error("report.json: {0}")]
    Json(#[from] serde_json::Error),
}

/// The names of a report's files, the page first.
pub const FILES: [&str; 7] =
    ["index.html", "renderings.csv", "matrix.csv", "findings.csv", "summary.md", "report.json", "badge.svg"];

/// The files of a report, by name. `links` is how the page links a line, see [`html::page`].
///
/// # Errors
/// If one of them cannot be put into words.
pub fn files(report: &Report, links: &str) -> Result<Vec<(&'static str, Vec<u8>)>, WriteError> {
    // The large ones at the same time.
    let tables = || rayon::join(|| tables::matrix(report), || (tables::renderings(report), tables::findings(report)));
    let (page, (data, (matrix, (renderings, findings)))) =
        rayon::join(|| html::page(report, links), || rayon::join(|| json(report), tables));
    let contents = [
        page?.into_bytes(),
        renderings?,
        matrix?,
        findings?,
        summary::summary(report).into_bytes(),
        data?,
        badge::badge(report).into_bytes(),
    ];
    Ok(FILES.into_iter().zip(contents).collect())
}

/// `report.json`, which is also the part that a merge reads.
fn json(report: &Report) -> Result<Vec<u8>, serde_json::Error> {
    // More than it takes, so that it need not be copied as it grows.
    let rows = report.lines.len() + report.findings.len() + report.fixes.len();
    let cells: usize = report.concepts.iter().map(|concept| concept.matrix.len()).sum();
    let mut out = Vec::with_capacity((1 << 16) + 600 * rows + 32 * cells);
    serde_json::to_writer(&mut out, report)?;
    out.push(b'\n');
    Ok(out)
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
