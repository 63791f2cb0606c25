//! The page: `index.html`, self-contained. It needs no network, and works from the file system.
//!
//! `html/page.html` is its frame, `html/style.css` its looks, `html/js/` its program, `html/pack.rs` the data in it. What it
//! shows is decided in `model`: the page sorts, filters and draws, and counts nothing that the report does not have.
//!
//! Only data is made here, never markup: names and texts stand in JSON, and the program turns them into text nodes. A content
//! security policy lets nothing run but the program, which it knows by its hash.

use std::io;

use minijinja::{Environment, context};

use super::model::Report;

mod embed;
mod hunks;
mod pack;
#[cfg(test)]
mod tests;

const FRAME: &str = include_str!("html/page.html");
const STYLE: &str = include_str!("html/style.css");

/// The program, in the order in which its files are joined: one module, so one scope.
const SCRIPTS: &[&str] = &[
    include_str!("html/js/data.js"),
    include_str!("html/js/dom.js"),
    include_str!("html/js/route.js"),
    include_str!("html/js/bars.js"),
    include_str!("html/js/table.js"),
    include_str!("html/js/filter.js"),
    include_str!("html/js/view_overview.js"),
    include_str!("html/js/trend.js"),
    include_str!("html/js/view_concepts.js"),
    include_str!("html/js/view_concept.js"),
    include_str!("html/js/matrix.js"),
    include_str!("html/js/view_matrix.js"),
    include_str!("html/js/view_documents.js"),
    include_str!("html/js/changes.js"),
    include_str!("html/js/view_fixes.js"),
    include_str!("html/js/main.js"),
];

/// A page stays below this many bytes, if what is always in it allows.
const LARGEST: usize = 4_800_000;

/// Whether a page starts as those of this module do.
pub fn is_own(start: &[u8]) -> bool {
    memchr::memmem::find(start, b"<meta name=\"generator\" content=\"glossator ").is_some()
}

/// Why a page could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The data could not be written as JSON, or not be deflated.
    #[error("its data cannot be written: {0}")]
    Data(#[from] io::Error),
    /// The frame of the page is broken.
    #[error("its frame: {0}")]
    Frame(#[from] minijinja::Error),
}

/// The page of a report. `links` is how a line of a document is linked: `{path}` stands for its path, `{line}` for its line;
/// `../{path}#L{line}` for a page in a folder beside the documents.
///
/// # Errors
///
/// None that a report could cause.
pub fn page(report: &Report, links: &str) -> Result<String, Error> {
    page_within(report, links, LARGEST)
}

/// The page with as much of what is read one by one as `largest` bytes allow.
fn page_within(report: &Report, links: &str, largest: usize) -> Result<String, Error> {
    let mut page = String::new();
    for room in pack::ROOMS {
        page = frame(report, &pack::parts(report, links, room)?)?;
        if page.len() < largest {
            break;
        }
    }
    Ok(page)
}

fn frame(report: &Report, parts: &[embed::Part]) -> Result<String, Error> {
    let script = SCRIPTS.concat();
    let mut environment = Environment::new();
    // All that goes in is made for its place: code of this crate, hashes, and JSON that `embed` made safe.
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.add_template("page.html", FRAME)?;
    Ok(environment.get_template("page.html")?.render(context! {
        generator => if report.generator.contains(['"', '<', '&']) { "" } else { &report.generator },
        style => STYLE,
        style_hash => embed::hash(STYLE),
        script => &script,
        script_hash => embed::hash(&script),
        parts => parts,
    })?)
}
