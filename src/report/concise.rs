//! One line a finding, as compilers write it: `path:line:column: severity[rule] message`.
//!
//! No excerpt, no summary; columns are characters.

use std::io;

use super::safe_text::visible;
use super::{Format, Lines, Style};
use crate::engine::run::{Finding, Run};

pub(super) const FORMAT: Format = Format {
    name: "concise",
    about: "one line a finding: path:line:column: severity[rule] message",
    excerpts: false,
    lines: Some(Lines { append: lines, sorted: usize::MAX }),
    write,
};

fn write(run: &Run, _style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    run.findings.iter().try_for_each(|finding| line(finding, out))
}

fn lines(findings: &[Finding], mut out: &mut Vec<u8>) -> io::Result<()> {
    findings.iter().try_for_each(|finding| line(finding, &mut out))
}

fn line(finding: &Finding, out: &mut dyn io::Write) -> io::Result<()> {
    let diagnostic = &finding.diagnostic;
    write!(out, "{}", visible(&finding.path))?;
    if let Some((start, _)) = finding.places {
        write!(out, ":{}:{}", start.line, start.column)?;
    }
    writeln!(out, ": {}[{}] {}", diagnostic.severity.name(), diagnostic.rule, visible(&diagnostic.message))
}
