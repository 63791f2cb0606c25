//! JUnit's XML: a suite a file, a case a finding, for services that show test results.
//!
//! Errors and warnings are failures; what is only worth knowing passes. A run without findings is one case that passed.

use std::io;

use super::xml::Xml;
use super::{Format, Style};
use crate::diagnostic::Severity;
use crate::engine::run::{Finding, Run};

pub(super) const FORMAT: Format = Format { name: "junit", about: "JUnit XML", excerpts: false, lines: None, write };

fn write(run: &Run, _style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut xml = Xml::start(out)?;
    if run.findings.is_empty() {
        let counts = [("name", "glossator"), ("tests", "1"), ("failures", "0"), ("errors", "0")];
        xml.open("testsuites", &counts)?;
        xml.open("testsuite", &counts)?;
        xml.empty("testcase", &[("name", "no findings"), ("classname", "glossator")])?;
        xml.close("testsuite")?;
    } else {
        let (tests, failures) = counts(&run.findings);
        xml.open("testsuites", &[("name", "glossator"), ("tests", &tests), ("failures", &failures), ("errors", "0")])?;
        for file in run.findings.chunk_by(|a, b| a.path == b.path) {
            let Some(first) = file.first() else { continue };
            let (tests, failures) = counts(file);
            xml.open("testsuite", &[("name", &first.path), ("tests", &tests), ("failures", &failures), ("errors", "0")])?;
            for finding in file {
                case(&mut xml, finding)?;
            }
            xml.close("testsuite")?;
        }
    }
    xml.close("testsuites")?;
    xml.finish()
}

fn counts(findings: &[Finding]) -> (String, String) {
    let failures = findings.iter().filter(|finding| finding.diagnostic.severity > Severity::Info).count();
    (findings.len().to_string(), failures.to_string())
}

fn case(xml: &mut Xml<'_>, finding: &Finding) -> io::Result<()> {
    let diagnostic = &finding.diagnostic;
    let place = finding.places.map(|(start, _)| (start.line.to_string(), format!("{}:{}", start.line, start.column)));
    let (line, at) = place.unzip();
    let name = at.as_ref().map_or_else(|| diagnostic.rule.to_owned(), |at| format!("{} {at}", diagnostic.rule));
    let mut attributes = vec![("name", name.as_str()), ("classname", &finding.path), ("file", &finding.path)];
    attributes.extend(line.as_deref().map(|line| ("line", line)));
    xml.open("testcase", &attributes)?;
    let text = body(finding, at.as_deref());
    match diagnostic.severity {
        Severity::Error | Severity::Warning => {
            xml.text("failure", &[("message", &diagnostic.message), ("type", diagnostic.severity.name())], &text)?;
        }
        Severity::Info => xml.text("system-out", &[], &text)?,
    }
    xml.close("testcase")
}

fn body(finding: &Finding, at: Option<&str>) -> String {
    let diagnostic = &finding.diagnostic;
    let mut text = match at {
        Some(at) => format!("{}:{at}: {}", finding.path, diagnostic.message),
        None => format!("{}: {}", finding.path, diagnostic.message),
    };
    for fix in &diagnostic.fixes {
        text.push_str("\nhelp: ");
        text.push_str(&fix.title());
    }
    for evidence in &diagnostic.evidence {
        text.push_str("\nnote: ");
        text.push_str(evidence);
    }
    text
}
