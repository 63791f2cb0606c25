//! GitLab's code quality report.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/>. GitLab shows one finding per fingerprint and knows lines only;
//! a finding about a whole file is shown at its first line.

use std::io;

use serde::Serialize;

use super::fingerprint::Fingerprints;
use super::safe_text::repository_path;
use super::{Format, Style};
use crate::diagnostic::Severity;
use crate::engine::run::Run;

pub(super) const FORMAT: Format =
    Format { name: "gitlab", about: "GitLab's code quality report", excerpts: false, lines: None, write };

#[derive(Serialize)]
struct Entry<'r> {
    description: &'r str,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

fn write(run: &Run, _style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut fingerprints = Fingerprints::default();
    let mut before = "[\n";
    for finding in &run.findings {
        let diagnostic = &finding.diagnostic;
        let entry = Entry {
            description: &diagnostic.message,
            check_name: diagnostic.rule,
            fingerprint: fingerprints.next(finding),
            severity: match diagnostic.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            location: Location {
                path: repository_path(&finding.path),
                lines: finding
                    .places
                    .map_or(Lines { begin: 1, end: 1 }, |(start, end)| Lines { begin: start.line, end: end.line }),
            },
        };
        out.write_all(before.as_bytes())?;
        out.write_all(&serde_json::to_vec(&entry)?)?;
        before = ",\n";
    }
    out.write_all(if run.findings.is_empty() { b"[]\n" } else { b"\n]\n" })
}
