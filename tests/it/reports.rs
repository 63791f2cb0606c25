//! The example reports in `reports/`, and the parts of README.md that the program wrote, are what it writes today.
//!
//! `BLESS=1 cargo test --test it reports` writes them anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use glossator::{format, report, rules};

/// File in `reports/`, and the arguments that make it.
const REPORTS: &[(&str, &[&str])] =
    &[("check.txt", &["--max-findings", "0"]), ("check.json", &["--format", "json"]), ("check.sarif", &["--format", "sarif"])];

/// The files of the inconsistency report.
const INCONSISTENCY: [&str; 7] =
    ["index.html", "renderings.csv", "matrix.csv", "findings.csv", "summary.md", "report.json", "badge.svg"];

/// The findings that README.md shows, each by words of it: the terminal's, and the one whose evidence is explained.
const SHOWN: &[&str] = &["凯尔西·**海塔尔**", "名字叫构造"];
const EXPLAINED: &str = "名字叫构造";

#[test]
fn reports_are_fresh() {
    for (name, arguments) in REPORTS {
        assert_fresh(&root().join("reports").join(name), &check(arguments));
    }
}

#[test]
fn the_inconsistency_report_is_fresh() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let output = Command::new(env!("CARGO_BIN_EXE_glossator"))
        // The links that a report in `reports` has by itself.
        .args(["report", "tests/corpus", "--no-config", "-q", "--links", "../{path}#L{line}", "-o"])
        .arg(folder.path())
        .current_dir(root())
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    for name in INCONSISTENCY {
        assert_fresh(&root().join("reports").join(name), &read(&folder.path().join(name)));
    }
}

#[test]
fn what_the_readme_shows_is_real() {
    let path = root().join("README.md");
    let mut text = read(&path);
    let made = [
        ("check", shown_findings()),
        ("pairs", shown_beside_originals()),
        ("discover", shown_terms()),
        ("evidence", evidence()),
        ("rules", rule_table()),
        ("formats", format_table()),
    ];
    for (name, made) in made {
        let (before, rest) =
            text.split_once(&format!("<!-- made: {name} -->\n")).unwrap_or_else(|| panic!("{name} is in README.md"));
        let (_, after) = rest.split_once("<!-- end -->").unwrap_or_else(|| panic!("{name} has an end"));
        text = format!("{before}<!-- made: {name} -->\n{made}<!-- end -->{after}");
    }
    assert_fresh(&path, &text);
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Compares, or writes when it was asked to.
fn assert_fresh(path: &Path, text: &str) {
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
        return;
    }
    let before = std::fs::read_to_string(path).unwrap_or_default();
    let differing = before.lines().zip(text.lines()).position(|(old, new)| old != new);
    assert!(
        before == text,
        "{} is stale from line {}: run `BLESS=1 cargo test --test it reports`",
        path.display(),
        differing.unwrap_or_else(|| before.lines().count().min(text.lines().count())) + 1
    );
}

/// What the program says about the sample corpus.
fn check(arguments: &[&str]) -> String {
    let first = ["check", "tests/corpus", "--color", "never"];
    output(&[&first[..], arguments].concat(), 1)
}

/// What the program writes, and ends with this status.
fn output(arguments: &[&str], status: i32) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_glossator"))
        .args(arguments)
        .arg("--no-config")
        .current_dir(root())
        .env("COLUMNS", "80")
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(status), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("reports are UTF-8")
}

/// The sample pairs, and where they are.
const PAIRS: [&str; 3] = ["tests/corpus-pairs/zh", "--source", "tests/corpus-pairs/en"];

/// What README.md shows of the sample pairs: every finding's first words and place, and the summary.
fn shown_beside_originals() -> String {
    let report = output(&[&["check", "--color", "never"][..], &PAIRS].concat(), 1);
    let (findings, summary) = report.split_at(report.find(" findings  files  rule").expect("the summary counts by rule"));
    let mut out = format!("```text\n$ glossator check {}\n", PAIRS.join(" "));
    let findings = findings.split_terminator("\n\n").filter(|finding| !finding.starts_with(' '));
    for (number, finding) in findings.enumerate() {
        let lines = if number == 0 { usize::MAX } else { 2 };
        let shown: Vec<&str> = finding.lines().take(lines).collect();
        let _ = writeln!(out, "{}{}\n", shown.join("\n"), if number == 0 { "" } else { "\n..." });
    }
    out + summary + "```\n"
}

fn shown_terms() -> String {
    format!("```text\n$ glossator discover {}\n{}```\n", PAIRS.join(" "), output(&[&["discover"][..], &PAIRS].concat(), 0))
}

fn shown_findings() -> String {
    let report = check(&["--max-findings", "0"]);
    let mut out = "```text\n$ glossator check tests/corpus\n".to_owned();
    for words in SHOWN {
        let finding = report.split("\n\n").find(|finding| finding.contains(words)).unwrap_or_else(|| panic!("{words} is found"));
        let _ = writeln!(out, "{finding}\n\n...\n");
    }
    let summary = report.find(" findings  files  rule").expect("the summary counts by rule");
    out + &report[summary..] + "```\n"
}

/// What README.md asks `jq` for, as `jq` writes it.
#[derive(serde::Serialize)]
struct Explained<'j> {
    path: &'j serde_json::Value,
    line: &'j serde_json::Value,
    found: &'j serde_json::Value,
    message: &'j serde_json::Value,
    evidence: &'j serde_json::Value,
}

fn evidence() -> String {
    // The terminal says where the finding with these words is.
    let report = check(&["--max-findings", "0"]);
    let finding = report.split("\n\n").find(|finding| finding.contains(EXPLAINED)).expect("the finding is there");
    let place = finding.split("--> ").nth(1).and_then(|rest| rest.lines().next()).expect("a finding has a place");
    let json = check(&["--format", "json"]);
    let lines = json.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("each line is an object"));
    let is_it = |value: &serde_json::Value| {
        format!("{}:{}:{}", value["path"].as_str().unwrap_or_default(), value["line"], value["column"]) == place
    };
    let value = lines.into_iter().find(is_it).expect("both formats have the finding");
    let explained = Explained {
        path: &value["path"],
        line: &value["line"],
        found: &value["found"],
        message: &value["message"],
        evidence: &value["evidence"],
    };
    format!("```json\n{}\n```\n", serde_json::to_string_pretty(&explained).expect("it is JSON"))
}

fn rule_table() -> String {
    let mut out = "| rule | severity | what it finds |\n|---|---|---|\n".to_owned();
    for rule in rules::RULES {
        let severity = rule.severity.map_or("off", |severity| severity.name());
        let _ = writeln!(out, "| `{}` | {severity} | {} |", rule.name, rule.summary());
    }
    out
}

fn format_table() -> String {
    let mut out = "| reads | files | what |\n|---|---|---|\n".to_owned();
    for format in format::FORMATS {
        let files: Vec<String> = format.extensions().iter().map(|extension| format!("`.{extension}`")).collect();
        let _ = writeln!(out, "| `{}` | {} | {} |", format.name(), files.join(" "), format.about());
    }
    out.push_str("\n| `--format` | what |\n|---|---|\n");
    for format in report::FORMATS {
        let _ = writeln!(out, "| `{}` | {} |", format.name, format.about);
    }
    out
}
