//! The page: `index.html`, self-contained.
//!
//! What it shows is decided in `model`.

use super::model::Report;

/// The page of a report, in HTML.
pub fn page(report: &Report) -> Result<String, std::fmt::Error> {
    use std::fmt::Write as _;
    let mut out =
        String::from("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>glossator report</title>\n<table>\n");
    for concept in &report.concepts {
        writeln!(
            out,
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
            quick_xml::escape::escape(&*concept.source),
            concept.mentions,
            concept.approved
        )?;
    }
    out.push_str("</table>\n</html>\n");
    Ok(out)
}
