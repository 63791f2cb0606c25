//! Workflow commands of GitHub Actions: annotations beside the changed lines.
//!
//! <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>; `%`, CR and LF are
//! escaped everywhere, `:` and `,` in properties too, as the actions toolkit does.

use std::io;

use super::safe_text::{repository_path, visible};
use super::{Format, Lines, Style};
use crate::diagnostic::Severity;
use crate::engine::run::{Finding, Run};

pub(super) const FORMAT: Format = Format {
    name: "github",
    about: "annotations of GitHub Actions",
    excerpts: false,
    lines: Some(Lines { append: lines, sorted: usize::MAX }),
    write,
};

fn write(run: &Run, _style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    run.findings.iter().try_for_each(|finding| annotation(finding, out))
}

fn lines(findings: &[Finding], mut out: &mut Vec<u8>) -> io::Result<()> {
    findings.iter().try_for_each(|finding| annotation(finding, &mut out))
}

fn annotation(finding: &Finding, out: &mut dyn io::Write) -> io::Result<()> {
    let diagnostic = &finding.diagnostic;
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let path = property(&visible(repository_path(&finding.path)));
    write!(out, "::{command} title={},file={path}", property(diagnostic.rule))?;
    if let Some((start, end)) = finding.places {
        write!(out, ",line={},endLine={}", start.line, end.line)?;
        // GitHub ignores an annotation that has columns and more than one line.
        if start.line == end.line {
            write!(out, ",col={},endColumn={}", start.column, end.column)?;
        }
    }
    writeln!(out, "::{}", data(&message(finding)))
}

fn message(finding: &Finding) -> String {
    let mut message = visible(&finding.diagnostic.message).into_owned();
    for fix in &finding.diagnostic.fixes {
        message.push_str("\nhelp: ");
        message.push_str(&visible(&fix.title()));
    }
    message
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
