//! The inconsistency report: its numbers add up, its parts merge, it is the same however it is made.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use glossator::engine::beside::Sources;
use glossator::engine::check::Checker;
use glossator::engine::walk::Input;
use glossator::format;
use glossator::glossary::{Glossary, csv};
use glossator::matcher::Matcher;
use glossator::matcher::evidence::Statistics;
use glossator::report::inconsistency::collect::collect;
use glossator::report::inconsistency::compose::compose;
use glossator::report::inconsistency::model::{Part, Report};
use glossator::report::inconsistency::tally::{self, Tally};
use glossator::report::inconsistency::{self, model::Status};
use glossator::rules::{Policy, Rule};
use proptest::prelude::*;

use crate::program::{Ended, Folder, skip};

const FILES: [&str; 7] = ["badge.svg", "findings.csv", "index.html", "matrix.csv", "renderings.csv", "report.json", "summary.md"];

/// A folder with the sample corpus in `corpus`.
fn samples() -> Folder {
    let folder = Folder::new(&[]);
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let copied = folder.shell(&format!("cp -r '{}' corpus", corpus.display()));
    assert_eq!(copied.status, 0, "{}", copied.err);
    folder
}

fn report(folder: &Folder, arguments: &[&str]) -> Ended {
    let all: Vec<&str> = ["report", "--no-config", "-q"].iter().chain(arguments).copied().collect();
    folder.run(&all)
}

fn read(folder: &Folder, name: &str) -> Report {
    tally::read(&folder.text(name), name).expect("the program reads what it writes")
}

/// The rows of a table, by column.
fn rows(folder: &Folder, name: &str) -> Vec<BTreeMap<String, String>> {
    let text = folder.text(name);
    let mut reader = csv_crate(&text);
    let header = reader.headers().expect("there is a header").clone();
    let row = |record: ::csv::StringRecord| {
        header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect::<BTreeMap<_, _>>()
    };
    reader.records().map(|record| row(record.expect("each row is right"))).collect()
}

fn csv_crate(text: &str) -> ::csv::Reader<&[u8]> {
    ::csv::Reader::from_reader(text.as_bytes())
}

#[test]
fn every_number_is_that_of_check() {
    let folder = samples();
    report(&folder, &["corpus"]).assert(0, "");
    let report = read(&folder, "reports/report.json");
    let checked = folder.run(&["check", "--no-config", "-q", "--format", "json", "corpus"]).objects();
    let (summary, findings) = checked.split_last().expect("the summary comes last");
    let totals = report.totals;
    for (name, number) in [
        ("files", totals.files),
        ("segments", totals.segments),
        ("mentions", totals.matches),
        ("diagnostics", totals.findings),
        ("fixable", totals.fixable),
        ("unreadable", totals.unreadable),
    ] {
        assert_eq!(summary[name], number, "{name}");
    }
    assert_eq!(findings.len(), report.findings.len());
    for (checked, finding) in findings.iter().zip(&report.findings) {
        assert_eq!(checked["path"], *report.documents[finding.document].path);
        assert_eq!(checked["concept"].as_str(), finding.concept.map(|number| report.concepts[number].id.as_str()));
        let (severity, fix) = (serde_json::to_value(finding.severity).expect("it has a name"), &checked["fixes"][0]);
        assert_eq!((&checked["rule"], &checked["severity"]), (&serde_json::json!(finding.rule), &severity));
        assert_eq!(
            (&checked["message"], &checked["found"]),
            (&serde_json::json!(finding.message), &serde_json::json!(finding.found))
        );
        let places = [
            ("line", finding.line),
            ("column", finding.column),
            ("end_line", finding.end_line),
            ("end_column", finding.end_column),
        ];
        places.iter().for_each(|(name, number)| assert_eq!(checked[name], serde_json::json!(number), "{name}"));
        assert_eq!(fix["replacement"], serde_json::json!(finding.replacement));
        assert_eq!(checked["evidence"], serde_json::json!(finding.evidence));
    }
    let table = folder.run(&["check", "--no-config", "-q", "--format", "csv", "corpus"]);
    assert_eq!(folder.text("reports/findings.csv"), table.text());
}

#[test]
fn numbers_add_up() {
    let folder = samples();
    report(&folder, &["corpus"]).assert(0, "");
    let report = read(&folder, "reports/report.json");
    let totals = report.totals;
    assert_eq!(totals.mentions, totals.matches - totals.ordinary + totals.near + totals.beside);
    assert_eq!(totals.mentions, totals.approved + totals.deprecated + totals.ambiguous + totals.unlisted);
    assert_eq!(totals.findings, totals.errors + totals.warnings + totals.infos);
    assert_eq!(totals.findings, report.rules.iter().map(|rule| rule.findings).sum::<usize>());
    assert_eq!(totals.mentions, report.documents.iter().map(|document| document.mentions).sum::<usize>());
    assert_eq!(totals.fixable, report.documents.iter().map(|document| document.fixable).sum::<usize>());
    let mut lines: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    report.lines.iter().for_each(|line| *lines.entry((line.concept, line.rendering)).or_default() += 1);
    assert_eq!(totals.mentions, report.concepts.iter().map(|concept| concept.mentions).sum::<usize>());
    for (number, concept) in report.concepts.iter().enumerate() {
        assert_eq!(concept.findings, concept.rules.values().sum::<usize>());
        assert_eq!(concept.findings, report.findings.iter().filter(|finding| finding.concept == Some(number)).count());
        for (at, rendering) in concept.renderings.iter().enumerate() {
            let cells: Vec<_> = concept.matrix.iter().filter(|cell| cell.1 == at).collect();
            assert_eq!(rendering.mentions, cells.iter().map(|cell| cell.2).sum::<usize>(), "{}", rendering.text);
            assert_eq!((rendering.documents, rendering.first_document), (cells.len(), cells[0].0));
            let most =
                if rendering.status.is_approved() { report.sampling.lines_of_approved } else { report.sampling.lines_of_wrong };
            assert_eq!(lines.get(&(number, at)), Some(&rendering.mentions.min(most)), "{}", rendering.text);
        }
    }
    let sum = |rows: &[BTreeMap<String, String>]| {
        rows.iter().map(|row| row["mentions"].parse::<usize>().expect("a number")).sum::<usize>()
    };
    let (renderings, matrix) = (rows(&folder, "reports/renderings.csv"), rows(&folder, "reports/matrix.csv"));
    assert_eq!((sum(&renderings), sum(&matrix)), (totals.mentions, totals.mentions));
    assert_eq!(
        renderings.iter().filter(|row| row["dominant"] == "true").count(),
        report.concepts.iter().filter(|it| it.mentions > 0).count()
    );
    let header = folder.text("reports/renderings.csv");
    assert_eq!(header.lines().next(), Some("concept,rendering,status,mentions,documents,first_document,dominant"));
    assert!(folder.text("reports/summary.md").lines().count() <= 60);
    let statuses: BTreeSet<Status> = report.concepts.iter().flat_map(|concept| &concept.renderings).map(|it| it.status).collect();
    assert_eq!(statuses.len(), Status::ALL.len(), "the sample corpus has renderings of every status");
}

#[test]
fn threads_and_repetition_change_nothing() {
    let folder = samples();
    for (name, threads) in [("one", "1"), ("many", "7"), ("again", "7")] {
        report(&folder, &["corpus", "-o", name, "--threads", threads]).assert(0, "");
    }
    for file in FILES {
        let one = folder.read(&format!("one/{file}"));
        assert!(one == folder.read(&format!("many/{file}")) && one == folder.read(&format!("again/{file}")), "{file}");
    }
}

#[test]
fn what_fix_would_do_is_what_fix_does() {
    let folder = samples();
    report(&folder, &["corpus", "--learned", "none"]).assert(0, "");
    let report = read(&folder, "reports/report.json");
    let diff = folder.run(&["fix", "--diff", "--no-config", "-q", "--learned", "none", "corpus"]);
    // Each part is in the encoding of its file.
    let diff = String::from_utf8_lossy(&diff.out);
    let mended: Vec<&str> = diff.lines().filter_map(|line| line.strip_prefix("+++ ")).collect();
    let shown: Vec<&str> = report.fixes.iter().map(|fix| report.documents[fix.document].path.as_str()).collect();
    assert_eq!(mended, shown);
    let hunk = |line: &&str| line.starts_with("@@ ");
    for fix in &report.fixes {
        assert!(fix.edits > 0 && fix.diff.lines().any(|line| hunk(&line)), "{fix:?}");
    }
    let removed = diff.lines().filter(|line| line.starts_with('-') && !line.starts_with("---")).count();
    let in_report = report.fixes.iter().flat_map(|fix| fix.diff.lines()).filter(|line| line.starts_with('-')).count();
    assert_eq!(removed, in_report);
}

#[test]
fn parts_merge_into_the_whole_byte_for_byte() {
    let folder = samples();
    folder.run(&["learn", "--no-config", "-q", "corpus", "-o", "learned.json"]).assert(0, "");
    let names = folder.shell("find corpus -type f").text().to_owned();
    let paths: Vec<String> = names.lines().map(str::to_owned).collect();
    for learned in ["none", "learned.json"] {
        let shared = ["--learned", learned];
        report(&folder, &[&["corpus", "-o", "whole"], &shared[..]].concat()).assert(0, "");
        // Dealt out like cards, so that the parts interleave.
        for part in 0..3 {
            let own: Vec<&str> = paths.iter().skip(part).step_by(3).map(String::as_str).collect();
            let output = format!("part{part}");
            report(&folder, &[&own[..], &["-o", &output], &shared[..]].concat()).assert(0, "");
        }
        report(&folder, &["-o", "two", "--merge", "part2/report.json", "part0/report.json"]).assert(0, "");
        report(&folder, &["-o", "merged", "--merge", "part1/report.json", "two/report.json"]).assert(0, "");
        for file in FILES {
            assert!(folder.read(&format!("whole/{file}")) == folder.read(&format!("merged/{file}")), "{learned}: {file}");
        }
    }
}

#[test]
fn parts_that_do_not_belong_together_are_refused() {
    let folder = samples();
    let make = |name: &str, arguments: &[&str]| report(&folder, &[&["-o", name], arguments].concat()).assert(0, "").status;
    make("own", &["corpus/clean.md"]);
    make("a", &["corpus/clean.md", "--learned", "none"]);
    make("b", &["corpus", "--learned", "none"]);
    make("c", &["corpus/gb18030.md", "--learned", "none", "--glossary", "g.csv"]);
    make("d", &["corpus/gb18030.md", "--learned", "none", "--rule", "wrong-case=off"]);
    for (parts, message) in [
        (
            ["a", "own"],
            "own/report.json: its own files taught it what ambiguous strings mean, and other parts may disagree; make every part with the same --learned FILE, or with --learned none",
        ),
        (["a", "b"], "corpus/clean.md is in a/report.json and in b/report.json; each file must be in one part only"),
        (
            ["a", "c"],
            "a/report.json and c/report.json were made with different glossaries, or other settings; make both with the same",
        ),
        (["a", "d"], "a/report.json and d/report.json were made with different rules; make both with the same"),
    ] {
        let [one, other] = parts.map(|name| format!("{name}/report.json"));
        report(&folder, &["-o", "merged", "--merge", &one, &other]).assert(2, &format!("glossator: {message}\n"));
    }
    assert!(!folder.at("merged").exists());
}

#[test]
fn a_report_says_what_changed_since_another() {
    let folder = samples();
    report(&folder, &["corpus", "-o", "old"]).assert(0, "");
    folder.run(&["fix", "--no-config", "-q", "corpus"]);
    report(&folder, &["corpus", "--compare", "old/report.json", "--label", "mended"]).assert(0, "");
    let new = read(&folder, "reports/report.json");
    let comparison = new.compare.as_ref().expect("there is an earlier report");
    let old = read(&folder, "old/report.json");
    assert_eq!((comparison.label.as_str(), comparison.totals), ("old/report.json", old.totals));
    assert!(comparison.concepts.iter().any(|change| change.direction == inconsistency::model::Direction::Better));
    assert!(
        comparison.concepts.iter().all(|change| change.direction != inconsistency::model::Direction::Worse),
        "{comparison:?}"
    );
    let labels: Vec<&str> = new.history.iter().map(|snapshot| snapshot.label.as_str()).collect();
    assert_eq!(labels, ["old/report.json", "mended"]);
    assert!(folder.text("reports/summary.md").contains("better, 0 worse"));
}

#[test]
fn a_history_grows_with_each_change_and_not_without() {
    let folder = samples();
    let run = || report(&folder, &["corpus", "--history", "history"]).assert(0, "").status;
    run();
    let first = folder.read("reports/report.json");
    run();
    assert_eq!(folder.read("reports/report.json"), first);
    assert_eq!(folder.shell("ls history").text(), "0001.json\n");
    folder.run(&["fix", "--no-config", "-q", "corpus"]);
    run();
    let second = folder.read("reports/report.json");
    run();
    assert_eq!(folder.read("reports/report.json"), second);
    assert_eq!(folder.shell("ls history").text(), "0001.json\n0002.json\n");
    let labels: Vec<String> = read(&folder, "reports/report.json").history.into_iter().map(|snapshot| snapshot.label).collect();
    assert_eq!(labels, ["0001", "now"]);
}

#[test]
fn one_concept_can_be_asked_for() {
    let folder = samples();
    report(&folder, &["corpus", "--concept", "kelsey-hightower"]).assert(0, "");
    let report = read(&folder, "reports/report.json");
    assert_eq!(report.concepts.iter().map(|concept| concept.id.as_str()).collect::<Vec<_>>(), ["kelsey-hightower"]);
    assert!(report.findings.iter().all(|finding| finding.concept == Some(0)) && report.totals.deprecated > 0);
}

#[test]
fn a_broken_earlier_report_is_named_with_the_place() {
    let folder = samples();
    report(&folder, &["corpus", "-o", "old"]).assert(0, "");
    let text = folder.text("old/report.json");
    let cut: String = text.chars().take(5000).collect();
    let column = cut.len();
    let other = text.replacen("{\"schema\":1,", "{\"schema\":7,", 1);
    let damaged = text.replacen("\"matrix\":[[", "\"matrix\":[[99999,0,1],[", 1);
    for (old, message) in [
        (cut.as_str(), format!("old.json:1:{column}: not a report: eof while parsing")),
        (&other, "old.json: a report of layout 7, and this glossator knows 1; make it anew".to_owned()),
        ("", "old.json:1:0: not a report: eof while parsing a value".to_owned()),
        ("[]", "old.json:1:".to_owned()),
        ("{\"a\":1}", "old.json:1:7: not a report: missing field `schema`".to_owned()),
    ] {
        folder.write("old.json", old);
        for arguments in [["corpus", "--compare", "old.json"].as_slice(), &["--merge", "old.json"]] {
            let ended = report(&folder, arguments);
            assert_eq!(ended.status, 2);
            let err = ended.err.replace("EOF", "eof");
            assert!(err.starts_with(&format!("glossator: {message}")), "{err}");
        }
    }
    folder.write("old.json", damaged);
    report(&folder, &["--merge", "old.json"])
        .assert(2, "glossator: old.json: damaged: it refers to a document that it does not have; make it anew\n");
    report(&folder, &["--merge", "nowhere.json"]).assert(2, "glossator: nowhere.json: no such file or folder\n");
    assert!(!folder.at("reports").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_named_and_what_is_there_stays() {
    let folder = samples();
    folder.write("taken", "x");
    report(&folder, &["corpus", "-o", "taken"]).assert(2, "glossator: taken: a file, not a folder; name a folder\n");
    folder.write("odd/report.json/x", "x");
    let ended = report(&folder, &["corpus", "-o", "odd"]);
    assert_eq!((ended.status, folder.shell("ls odd").text()), (2, "report.json\n"));
    assert!(ended.err.starts_with("glossator: odd/report.json:"), "{}", ended.err);
    folder.shell("mkdir small");
    let mount = folder.shell("mount -t tmpfs -o size=64k tmpfs small");
    if mount.status != 0 {
        return skip(&format!("no tmpfs can be mounted here: {}", mount.err.trim()));
    }
    folder.write("small/index.html", "<meta name=\"generator\" content=\"glossator 0\">");
    folder.write("small/summary.md", "before");
    let ended = report(&folder, &["corpus", "-o", "small"]);
    let (names, kept) = (folder.shell("ls -A small").text().to_owned(), folder.text("small/summary.md"));
    let read_only = folder.shell("mount -o remount,ro small");
    let refused = report(&folder, &["corpus", "-o", "small"]);
    folder.shell("umount small");
    assert_eq!((ended.status, names.as_str(), kept.as_str()), (2, "index.html\nsummary.md\n", "before"), "{}", ended.err);
    assert!(ended.err.contains("no space left on device"), "{}", ended.err);
    if read_only.status == 0 {
        assert_eq!(refused.status, 2);
        assert!(refused.err.contains("read-only file system"), "{}", refused.err);
    }
}

#[test]
fn originals_stand_beside_their_lines_and_are_not_merged() {
    let folder = Folder::of_text(&[
        ("en/a.md", "We run every service in a container.\n\nKelsey Hightower said so.\n"),
        ("zh/a.md", "我们把每个服务都放在货柜里运行。\n\n凯尔西·海塔尔这样说过。\n"),
    ]);
    report(&folder, &["--glossary", "g.csv", "--learned", "none", "--pairs", "en/{path}=zh/{path}"]).assert(0, "");
    let made = read(&folder, "reports/report.json");
    let originals: Vec<(&str, Option<&str>)> =
        made.lines.iter().map(|line| (line.found.as_str(), line.source.as_deref())).collect();
    assert!(originals.contains(&("凯尔西·海塔尔", Some("Kelsey Hightower said so."))), "{originals:?}");
    report(&folder, &["--merge", "reports/report.json", "-o", "merged"]).assert(
        2,
        "glossator: reports/report.json: its documents have their originals beside them, and what those teach cannot be merged; report all of them in one run\n",
    );
}

#[test]
fn what_an_original_shows_to_be_wrong_counts_as_wrong() {
    const GLOSSARY: &str =
        "id,kind,en,zh,zh:admitted\ncluster,term,cluster,集群,\nada-quill,person,Ada Quill,阿达·奎尔,Ada Quill\n";
    let folder = Folder::of_text(&[
        ("terms.csv", GLOSSARY),
        ("en/a.md", "Ada Quill said so.\n\nEach cluster is large.\n"),
        ("zh/a.md", "艾达·奎勒这样说。\n\n每个集群都很大。\n"),
        // A warning that can name no string.
        ("en/b.md", "Ada Quill built each cluster.\n"),
        ("zh/b.md", "阿达·奎尔把它们都建好了。\n"),
        // Only for information.
        ("en/c.md", "This cluster is large.\n"),
        ("zh/c.md", "这个 cluster 很大。\n"),
    ]);
    let arguments = ["--no-config", "-q", "--glossary", "terms.csv", "--pairs", "en/{path}=zh/{path}"];
    folder.run(&[&["report"], arguments.as_slice()].concat()).assert(0, "");
    let report = read(&folder, "reports/report.json");
    let totals = report.totals;
    assert_eq!(totals.mentions, totals.matches - totals.ordinary + totals.near + totals.beside);
    assert_eq!((totals.beside, totals.unlisted, totals.approved, totals.success_rate), (2, 2, 3, 0.6));
    assert_eq!(totals.mentions, report.documents.iter().map(|document| document.mentions).sum::<usize>());
    let person = report.concepts.iter().position(|concept| concept.id == "ada-quill").expect("it is there");
    let renderings: Vec<_> =
        report.concepts[person].renderings.iter().map(|it| (it.text.as_str(), it.status, it.mentions)).collect();
    assert_eq!(renderings, [("阿达·奎尔", Status::Preferred, 1), ("艾达·奎勒", Status::Unlisted, 1)]);
    let unnamed = report.lines.iter().find(|line| line.document == 1 && line.concept != person).expect("it has a line");
    let rendering = &report.concepts[unnamed.concept].renderings[unnamed.rendering];
    assert_eq!((rendering.text.as_str(), rendering.status, rendering.mentions), ("(not named)", Status::Unlisted, 1));
    assert_eq!(unnamed.found, "阿达·奎尔把它们都建好了。");
    let line = report.lines.iter().find(|line| (line.concept, line.rendering) == (person, 1)).expect("it has a line");
    assert_eq!((line.left.as_str(), line.found.as_str(), line.right.as_str()), ("", "艾达·奎勒", "这样说。"));
    assert_eq!((line.line, line.column, line.source.as_deref()), (1, 1, Some("Ada Quill said so.")));
    let finding = &report.findings[line.finding.expect("it has a finding")];
    assert_eq!((finding.rule.as_str(), finding.rendering), ("missing-rendering", Some(1)));
    let check = folder.run(&[&["check", "--format", "json"], arguments.as_slice()].concat());
    let summary = check.objects().into_iter().find(|object| object["type"] == "summary").expect("it ends in a summary");
    assert_eq!(
        (summary["mentions"].as_u64(), summary["diagnostics"].as_u64()),
        (Some(totals.matches as u64), Some(report.findings.len() as u64))
    );
    let listed: usize =
        rows(&folder, "reports/renderings.csv").iter().map(|row| row["mentions"].parse::<usize>().expect("a number")).sum();
    assert_eq!(listed, totals.mentions);
}

#[test]
fn a_term_that_is_missing_where_a_right_one_stands_counts_as_wrong() {
    let folder = Folder::of_text(&[
        ("terms.csv", "id,kind,en,zh\nada-quill,person,Ada Quill,阿达·奎尔\n"),
        ("en/a.md", "Ada Quill said that Ada Quill would go.\n"),
        ("zh/a.md", "阿达·奎尔说她会去。\n"),
    ]);
    let arguments = ["report", "--no-config", "-q", "--glossary", "terms.csv", "--pairs", "en/{path}=zh/{path}"];
    folder.run(&arguments).assert(0, "");
    let report = read(&folder, "reports/report.json");
    let totals = report.totals;
    assert_eq!((totals.beside, totals.unlisted, totals.approved, totals.success_rate), (1, 1, 1, 0.5));
    let renderings: Vec<_> = report.concepts[0].renderings.iter().map(|it| (it.text.as_str(), it.status, it.mentions)).collect();
    assert_eq!(renderings, [("阿达·奎尔", Status::Preferred, 1), ("(not named)", Status::Unlisted, 1)]);
    let findings: Vec<_> = report.findings.iter().map(|it| (it.rule.as_str(), it.column, it.rendering)).collect();
    assert_eq!(findings, [("missing-rendering", Some(1), Some(1))]);
}

#[test]
fn a_page_of_somebody_else_is_not_overwritten() {
    let folder = samples();
    folder.write("site/index.html", "<!doctype html>\n<title>Ours</title>\n");
    report(&folder, &["corpus", "-o", "site"]).assert(
        2,
        "glossator: site/index.html is there already, and is no report of glossator: it stays as it is; name another folder with --output, or move it away\n",
    );
    assert_eq!(folder.shell("ls site").text(), "index.html\n");
    assert_eq!(folder.text("site/index.html"), "<!doctype html>\n<title>Ours</title>\n");
    for _ in 0..2 {
        report(&folder, &["corpus", "-o", "own"]).assert(0, "");
    }
}

#[test]
fn a_table_of_somebody_else_is_not_overwritten() {
    let folder = samples();
    report(&folder, &["corpus", "-o", "own"]).assert(0, "");
    let names = folder.shell("ls own").text().to_owned();
    for name in names.lines().filter(|name| *name != "index.html") {
        let path = format!("{name}-site/{name}");
        folder.write(&path, "ours\n");
        report(&folder, &["corpus", "-o", &format!("{name}-site")]).assert(
            2,
            &format!(
                "glossator: {path} is there already and stays as it is; name another folder with --output, or move it away\n"
            ),
        );
        assert_eq!(folder.text(&path), "ours\n");
        assert_eq!(folder.shell(&format!("ls {name}-site | wc -l")).text().trim(), "1");
    }
}

#[test]
fn hostile_names_are_shown_and_do_nothing() {
    let folder = Folder::of_text(&[
        (
            "d/=a \"b\" <script>alert(1)</script> \u{202e}c|d`e.md",
            "# <script>alert(2)</script> \u{202e}标题\n\n凯尔西·海塔尔用货柜。\n",
        ),
        ("d/@x,y.md", "---\ntitle: \"=1+1\"\n---\n货柜</script><!--\n"),
    ]);
    report(&folder, &["d", "--glossary", "g.csv"]).assert(0, "");
    let made = read(&folder, "reports/report.json");
    assert_eq!(made.documents[0].path, "d/=a \"b\" <script>alert(1)</script> \u{202e}c|d`e.md");
    assert_eq!(made.totals.deprecated, 3);
    let page = folder.text("reports/index.html");
    assert!(!page.contains("<script>alert"), "a name became markup");
    let summary = folder.text("reports/summary.md");
    assert!(!summary.contains("<script>") && !summary.contains('\u{202e}') && summary.contains("c\\|d\\`e.md"), "{summary}");
    for file in ["renderings.csv", "matrix.csv", "findings.csv"] {
        for row in rows(&folder, &format!("reports/{file}")) {
            assert!(row.values().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{file}: {row:?}");
        }
    }
}

#[test]
fn a_folder_in_which_nothing_can_be_read_gives_no_report() {
    let folder = Folder::new(&[("d/a.md", b"\x00\x01\x02\x00\x00\xff\xfe")]);
    report(&folder, &["d"]).assert(2, "glossator: d/a.md: a binary file, not text (byte 0)\nglossator: nothing could be read\n");
    let folder = Folder::new(&[("d/a.md", b"\x00\x01\x02\x00\x00\xff\xfe"), ("d/b.md", "容器\n".as_bytes())]);
    report(&folder, &["d"]).assert(0, "");
    let report = read(&folder, "reports/report.json");
    assert_eq!((report.totals.unreadable, report.documents[0].is_readable, report.documents[1].is_readable), (1, false, true));
}

const GLOSSARY: &str = "\
id,kind,en,zh,zh:admitted,zh:deprecated,zh:ambiguous,when,unless
docker,product,Docker,Docker,,码头工人,,,
kelsey-hightower,person,Kelsey Hightower,凯尔西·海托华,,凯尔西·海塔尔,,,
tectonic,product,Tectonic,Tectonic,,,构造,CoreOS,构造函数
container,term,container,容器,货箱,货柜,,,
kubernetes,product,Kubernetes,Kubernetes,K8s,,,,
";

const FRAGMENTS: &[&str] = &[
    "凯尔西·海塔尔",
    "海塔尔",
    "凯尔西·海托华",
    "凯西·海托华",
    "货柜",
    "码头工人",
    "构造",
    "CoreOS",
    "构造函数",
    "Docker",
    "docker",
    "DOCKER",
    "Kubernetes",
    "Kubernets",
    "kuber netes",
    "K8s",
    "T2",
    "T3",
    "容器",
    "货箱",
    "container",
    "，",
    "。\n\n",
    "# ",
    "\n",
    " ",
    "**",
    "<!-- glossator-ignore -->\n",
    "<!-- glossator-ignore mt-residue -->\n",
    "<!-- glossator-ignore-file wrong-case -->\n",
];

/// The tally of some of the texts.
fn tally_of(glossary: &Glossary, texts: &BTreeMap<String, String>, wanted: impl Fn(usize) -> bool) -> Tally {
    let named = texts.keys().enumerate().filter(|(number, _)| wanted(*number));
    let inputs: Vec<Input> = named.map(|(_, path)| Input { shown: path.as_str().into(), path: path.into() }).collect();
    let read = |input: &Input, buffer: &mut Vec<u8>| {
        buffer.clear();
        buffer.extend_from_slice(texts[&*input.shown].as_bytes());
        Ok(())
    };
    let mut checker = Checker {
        glossary,
        matchers: BTreeMap::from([("zh".to_owned(), Matcher::new(glossary, "zh", &["en".to_owned()]))]),
        language: &|_| None,
        severity: &|_, rule: &'static Rule| rule.severity,
        policy: Policy { one_variant: true, ..Policy::default() },
        ignored_text: &[],
        format: &|path| format::for_path(path),
        learned: Some(Statistics::default()),
        sources: Sources::default(),
        large: None,
        concepts: &[],
        excerpts: false,
        changed: None,
        progress: &|| (),
    };
    collect(&mut checker, &inputs, &read, Part { learned: "none".to_owned(), ..Part::default() })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_parts_in_any_order_are_the_whole(
        texts in prop::collection::vec(prop::collection::vec(prop::sample::select(FRAGMENTS), 0..40), 1..9),
        dealt in prop::collection::vec(0..3_usize, 9),
        order in Just(vec![0_usize, 1, 2]).prop_shuffle(),
    ) {
        let glossary = csv::read("g.csv", GLOSSARY.as_bytes(), None).expect("the small glossary is right");
        let texts: BTreeMap<String, String> =
            texts.iter().enumerate().map(|(number, pieces)| (format!("{}.md", number * 7 % 10), pieces.concat())).collect();
        let whole = compose(tally_of(&glossary, &texts, |_| true));
        let mut parts = Vec::new();
        for part in order {
            let tally = tally_of(&glossary, &texts, |number| dealt[number] == part);
            let mut made = compose(tally);
            // Through the file and back.
            let text = serde_json::to_string(&made).expect("it is JSON");
            made = tally::read(&text, "part").expect("it is read");
            parts.push((part.to_string(), Tally::of(made)));
        }
        let merged = compose(Tally::union(parts).expect("they belong together"));
        let written = |report: &Report| serde_json::to_string_pretty(report).expect("it is JSON");
        prop_assert_eq!(written(&merged), written(&whole));
    }
}
