//! One small run that has everything a format must cope with, and what every format makes of it.
//!
//! The expected texts are in `tests/reports`; `BLESS=1 cargo test --lib report` writes them anew, for review.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Format, Style};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use crate::document::Role;
use crate::engine::run::{Excerpt, Finding, RuleInfo, Run, Summary};
use crate::text::{Edit, LineIndex, Locus};

pub(super) const STYLE: Style = Style { width: 80, color: false, max_findings: 0, quiet: false };

/// What the format writes.
pub(super) fn written(format: &Format, run: &Run, style: &Style) -> String {
    let mut out = Vec::new();
    (format.write)(run, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Compares with `tests/reports/NAME.txt`.
pub(super) fn assert_snapshot(name: &str, actual: &str) {
    let path = format!("{}/tests/reports/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    pretty_assert(&path, &expected, actual);
}

fn pretty_assert(path: &str, expected: &str, actual: &str) {
    if expected != actual {
        let diff = similar::TextDiff::from_lines(expected, actual).unified_diff().to_string();
        panic!("{path} differs:\n{diff}");
    }
}

/// The finding of `found` in `text`, whose first line is line `line` of a file and starts at its byte `offset`.
fn finding(path: &Arc<str>, (line, offset): (usize, usize), text: &str, found: &str, diagnostic: Diagnostic) -> Finding {
    let start = text.find(found).unwrap();
    let local = Locus::new(start, start + found.len());
    let (mut from, mut to) = LineIndex::new(text).places(local);
    from.line += line - 1;
    to.line += line - 1;
    Finding {
        path: path.clone(),
        diagnostic: Box::new(Diagnostic { locus: Some(Locus::new(offset + local.start, offset + local.end)), ..diagnostic }),
        places: Some((from, to)),
        excerpt: Some(Excerpt { text: text.to_owned(), start: local.start, end: local.end, column: 1, cut: false }),
    }
}

fn diagnostic(rule: &'static str, severity: Severity, message: &str) -> Diagnostic {
    Diagnostic {
        rule,
        severity,
        message: message.to_owned(),
        concept: None,
        found: None,
        locus: None,
        role: Some(Role::Body),
        block: Some(3),
        fixes: Vec::new(),
        evidence: Vec::new(),
    }
}

fn fix(text: &str, applicability: Applicability, edits: Vec<Edit>) -> Fix {
    Fix { applicability, replacement: text.to_owned(), edits }
}

/// Chinese, several lines, a long line that was cut, hostile characters, several fixes, and a file as a whole.
pub(super) fn run() -> Run {
    let article: Arc<str> = "./docs/中文.md".into();
    let edit = |start, end, text: &str| Edit { locus: Locus::new(start, end), text: text.to_owned() };
    let one_line = finding(
        &article,
        (18, 904),
        "正如凯尔西·海托华和海塔尔在大会上所说的那样，容器编排已经成为云原生应用的事实标准，而这一切才刚刚开始，请拭目以待。",
        "海塔尔",
        Diagnostic {
            concept: Some("kelsey-hightower".to_owned()),
            found: Some("海塔尔".to_owned()),
            fixes: vec![fix("海托华", Applicability::Safe, vec![edit(933, 942, "海托华")])],
            evidence: vec!["full name in this document".to_owned(), "link to twitter.com/kelseyhightower".to_owned()],
            ..diagnostic(
                "deprecated-rendering",
                Severity::Error,
                "\"海塔尔\" is not the approved rendering of \"Kelsey Hightower\"",
            )
        },
    );
    let two_lines = finding(
        &article,
        (20, 1100),
        "感谢凯尔西·\n海塔尔的演讲",
        "凯尔西·\n海塔尔",
        Diagnostic {
            concept: Some("kelsey-hightower".to_owned()),
            found: Some("凯尔西·海塔尔".to_owned()),
            role: Some(Role::Quote),
            fixes: vec![fix("凯尔西·海托华", Applicability::Safe, vec![edit(1106, 1117, "凯尔西·海托华"), edit(1118, 1127, "")])],
            ..diagnostic(
                "deprecated-rendering",
                Severity::Error,
                "\"凯尔西·海塔尔\" is not the approved rendering of \"Kelsey Hightower\"",
            )
        },
    );
    let mut long_line = finding(
        &article,
        (31, 2000),
        "在过去的几年里，我们看到越来越多的团队把构造系统和基础设施交给 <Tectonic> & 它的继任者们来管理，这背后有着深刻的技术与组织原因，值得我们花一点时间来仔细讨论一番。",
        "构造",
        Diagnostic {
            concept: Some("tectonic".to_owned()),
            found: Some("构造".to_owned()),
            fixes: vec![
                fix("Tectonic", Applicability::Unsafe, vec![edit(2060, 2066, "Tectonic")]),
                fix("建造", Applicability::Display, vec![]),
            ],
            ..diagnostic("ambiguous-rendering", Severity::Warning, "\"构造\" may stand for \"Tectonic\"")
        },
    );
    if let (Some(excerpt), Some((start, end))) = (&mut long_line.excerpt, &mut long_line.places) {
        (excerpt.column, excerpt.cut) = (301, true);
        for place in [start, end] {
            (place.column, place.utf16_column, place.byte_column) =
                (place.column + 300, place.utf16_column + 300, place.byte_column + 900);
        }
    }
    let odd: Arc<str> = "docs/a \"b\", 100%:c,d=<e>.md".into();
    let whole = Finding {
        path: odd.clone(),
        diagnostic: Box::new(Diagnostic {
            role: None,
            block: None,
            ..diagnostic(
                "unreadable-file",
                Severity::Error,
                "cannot be read: \"Permission\tdenied\" \u{1b}[31m(os error 13)\nsecond line, 50%",
            )
        }),
        places: None,
        excerpt: None,
    };
    let hostile = finding(
        &odd,
        (2, 40),
        "名为\u{1b}[31m\u{202e}=SUM(A1)\t的公式",
        "=SUM(A1)",
        Diagnostic {
            found: Some("=SUM(A1)".to_owned()),
            role: Some(Role::TableCell),
            ..diagnostic("mixed-script", Severity::Info, "\"=SUM(A1)\" is left in Latin")
        },
    );
    Run {
        findings: vec![one_line, two_lines, long_line, whole, hostile],
        summary: Summary { files: 12, segments: 1200, mentions: 340, diagnostics: 5, fixable: 2, unreadable: 1, elsewhere: 0 },
        concept_names: BTreeMap::from([
            ("kelsey-hightower".to_owned(), "Kelsey Hightower".to_owned()),
            ("tectonic".to_owned(), "Tectonic".to_owned()),
        ]),
        rules: vec![
            RuleInfo {
                name: "deprecated-rendering",
                summary: "a rendering that the glossary deprecates".into(),
                doc: "A rendering that the glossary deprecates.\n\nThe glossary says `\"what\"` to use instead.".into(),
                severity: Severity::Error,
            },
            RuleInfo {
                name: "ambiguous-rendering",
                summary: "a word that may stand for a name".into(),
                doc: "".into(),
                severity: Severity::Warning,
            },
        ],
    }
}
