//! Checkstyle's XML, which many services and editors read.
//!
//! Columns are characters; a finding about a whole file stands at line 1 without a column, as Checkstyle's own do.

use std::io;

use super::xml::Xml;
use super::{Format, Style};
use crate::engine::run::Run;

pub(super) const FORMAT: Format = Format { name: "checkstyle", about: "Checkstyle XML", excerpts: false, lines: None, write };

fn write(run: &Run, _style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut xml = Xml::start(out)?;
    if run.findings.is_empty() {
        xml.empty("checkstyle", &[("version", "10.0")])?;
        return xml.finish();
    }
    xml.open("checkstyle", &[("version", "10.0")])?;
    for file in run.findings.chunk_by(|a, b| a.path == b.path) {
        let Some(first) = file.first() else { continue };
        xml.open("file", &[("name", &first.path)])?;
        for finding in file {
            let diagnostic = &finding.diagnostic;
            let (line, column) = match finding.places {
                Some((start, _)) => (start.line.to_string(), Some(start.column.to_string())),
                None => ("1".to_owned(), None),
            };
            let source = format!("glossator.{}", diagnostic.rule);
            let mut attributes = vec![("line", line.as_str())];
            attributes.extend(column.as_deref().map(|column| ("column", column)));
            attributes.extend([
                ("severity", diagnostic.severity.name()),
                ("message", diagnostic.message.as_str()),
                ("source", source.as_str()),
            ]);
            xml.empty("error", &attributes)?;
        }
        xml.close("file")?;
    }
    xml.close("checkstyle")?;
    xml.finish()
}
