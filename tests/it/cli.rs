//! The command line as a whole: statuses, options, and what commands leave behind.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::program::{Folder, program};

const WRONG: &str = "凯尔西·海塔尔喜欢货柜。\n";
const RIGHT: &str = "凯尔西·海托华喜欢容器。\n";

/// (path, rule, found), as `Ended::findings` gives them.
fn found(expected: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    expected.iter().map(|(path, rule, found)| ((*path).to_owned(), (*rule).to_owned(), (*found).to_owned())).collect()
}

#[test]
fn the_status_tells_clean_from_findings() {
    let folder = Folder::of_text(&[("right.md", RIGHT), ("wrong.md", WRONG)]);
    assert_eq!(folder.run(&["check", "--glossary", "g.csv", "right.md"]).assert(0, "").text(), "no findings in 1 file\n");
    assert_eq!(folder.run(&["check", "--glossary", "g.csv", "-q", "right.md"]).assert(0, "").text(), "");
    assert_eq!(
        folder.json(&["wrong.md"]).assert(1, "").findings(),
        found(&[("wrong.md", "deprecated-rendering", "凯尔西·海塔尔"), ("wrong.md", "deprecated-rendering", "货柜"),])
    );
}

#[test]
fn fail_on_decides_what_is_grave_enough() {
    let folder = Folder::of_text(&[("a.md", "货柜\n")]);
    for (severity, fail_on, status) in [
        ("error", "error", 1),
        ("warning", "error", 0),
        ("warning", "warning", 1),
        ("info", "warning", 0),
        ("info", "info", 1),
        ("off", "info", 0),
    ] {
        let rule = format!("deprecated-rendering={severity}");
        let ended = folder.json(&["--rule", &rule, "--fail-on", fail_on, "a.md"]);
        assert_eq!((ended.status, ended.findings().len()), (status, usize::from(severity != "off")), "{severity} {fail_on}");
    }
    folder
        .write("glossator.toml", "fail-on = \"error\"\nglossaries = [\"g.csv\"]\n[rules]\ndeprecated-rendering = \"warning\"\n");
    folder.run(&["check", "-q", "a.md"]).assert(0, "");
    folder.run(&["check", "-q", "a.md", "--fail-on", "warning"]).assert(1, "");
}

#[test]
fn without_a_command_the_current_folder_is_checked() {
    let folder = Folder::of_text(&[
        ("a.md", WRONG),
        ("b/c.txt", WRONG),
        (".hidden/d.md", WRONG),
        ("e.rs", WRONG),
        ("f/g.md", WRONG),
        (".gitignore", "f/\n"),
    ]);
    folder.write("glossator.toml", "glossaries = [\"g.csv\"]\n");
    let ended = folder.run(&[]);
    ended.assert(1, "");
    let listed: Vec<&str> = ended.text().lines().filter_map(|line| line.trim_start().strip_prefix("--> ")).collect();
    assert_eq!(listed, ["a.md:1:1", "a.md:1:10", "b/c.txt:1:1", "b/c.txt:1:10"]);
    assert!(ended.text().contains("4 findings in 2 of 2 files"), "{}", ended.text());
    let nowhere = Folder::of_text(&[("a.md", RIGHT)]).run(&[]);
    assert!(nowhere.status == 0 && nowhere.err.starts_with("glossator: no glossary named, using the shipped one"), "{nowhere:?}");
}

#[test]
fn a_command_that_was_left_out_is_named() {
    for (arguments, hint) in [
        (&["article.md"][..], Some("glossator check article.md")),
        (&["-f", "json"][..], Some("glossator check -f json")),
        (&["chekc"][..], None),
        (&["--nonsense"][..], None),
    ] {
        let ended = Folder::of_text(&[]).run(arguments);
        assert_eq!(ended.status, 2);
        assert_eq!(ended.err.contains("name the command"), hint.is_some(), "{}", ended.err);
        assert!(hint.is_none_or(|hint| ended.err.contains(hint)), "{}", ended.err);
    }
}

#[test]
fn standard_input_is_a_file_of_any_name() {
    let folder = Folder::of_text(&[]);
    let check = |arguments: &[&str], input: &str| {
        let all: Vec<&str> = ["check", "--glossary", "g.csv", "--format", "json", "-"].iter().chain(arguments).copied().collect();
        folder.run_with(&all, input.as_bytes())
    };
    let code = "`货柜`\n";
    assert_eq!(check(&[], WRONG).findings()[0].0, "stdin.md");
    assert_eq!(check(&["--stdin-filename", "docs/x.md"], code).findings(), []);
    assert_eq!(check(&["--stdin-filename", "x.txt"], code).findings(), found(&[("x.txt", "deprecated-rendering", "货柜")]));
    let fixed = folder.run_with(&["fix", "--glossary", "g.csv", "-q", "-"], WRONG.as_bytes());
    assert_eq!(fixed.assert(0, "").text(), RIGHT);
    let unchanged = folder.run_with(&["fix", "--glossary", "g.csv", "-q", "-"], RIGHT.as_bytes());
    assert_eq!(unchanged.assert(0, "").text(), RIGHT);
    check(&["a.md"], "").assert(2, "glossator: `-` (standard input) cannot be checked together with files\n");
    assert_eq!(folder.names(), ["g.csv"]);
}

#[test]
fn quiet_leaves_only_findings() {
    let folder = Folder::of_text(&[("a.md", WRONG)]);
    let loud = folder.run(&["check", "--glossary", "g.csv", "a.md"]);
    let quiet = folder.run(&["check", "--glossary", "g.csv", "-q", "a.md"]);
    assert!(quiet.assert(1, "").text().len() < loud.text().len() && loud.text().starts_with(quiet.text().trim_end()), "{loud:?}");
    folder.run(&["fix", "-q", "--glossary", "g.csv", "a.md"]).assert(0, "");
}

#[test]
fn one_concept_is_asked_for() {
    let folder = Folder::of_text(&[("a.md", "货柜、码头工人。\n")]);
    assert_eq!(folder.json(&["--concept", "container"]).findings().len(), 1);
    assert_eq!(folder.json(&["--concept", "container", "--concept", "docker"]).findings().len(), 2);
    assert_eq!(folder.json(&["--concept", "tectonic"]).assert(0, "").findings().len(), 0);
    folder.run(&["fix", "-q", "--glossary", "g.csv", "--concept", "container"]).assert(0, "");
    assert_eq!(folder.text("a.md"), "容器、码头工人。\n");
}

#[test]
fn a_baseline_hides_what_is_known_and_shows_what_is_new() {
    let folder = Folder::of_text(&[("a.md", WRONG), ("d/b.md", WRONG)]);
    folder
        .run(&["check", "--glossary", "g.csv", "--write-baseline", "known.json"])
        .assert(0, "glossator: 4 findings stored in known.json\n");
    let with = |more: &[&str]| {
        let all: Vec<&str> = ["--baseline", "known.json"].iter().chain(more).copied().collect();
        folder.json(&all)
    };
    assert_eq!(with(&[]).assert(0, "").findings(), []);
    // Known by what was found, not by line.
    folder.write("a.md", format!("# 题\n\n新的一段。\n\n{WRONG}\n又一个货柜。\n"));
    assert_eq!(with(&["./d/../a.md"]).findings().len(), 1, "another name of the same file");
    assert_eq!(with(&["a.md", "d"]).assert(1, "").findings(), found(&[("a.md", "deprecated-rendering", "货柜")]));
    for line in [
        "cd d && \"$G\" check -q --baseline ../known.json --glossary ../g.csv",
        "\"$G\" check -q --glossary g.csv --baseline known.json \"$PWD\"/d",
    ] {
        assert_eq!(folder.shell(line).assert(0, "").text(), "", "from wherever it is run: {line}");
    }
    folder.write("glossator.toml", "glossaries = [\"g.csv\"]\nbaseline = \"known.json\"\n");
    assert_eq!(folder.run(&["check", "--format", "json", "-q"]).findings().len(), 1);
}

#[test]
fn a_file_of_somebody_else_is_not_overwritten() {
    let folder = Folder::of_text(&[("en.md", "A house.\n"), ("a.md", "用货柜。\n"), ("keep.md", "# 我的文章\n"), ("empty", "")]);
    for (arguments, kind, option, own) in [
        (&["learn", "--glossary", "g.csv", "a.md", "-o"][..], "learned file of glossator", "--output", "own.json"),
        (
            &["check", "--glossary", "g.csv", "a.md", "--write-baseline"],
            "baseline of glossator",
            "--write-baseline",
            "known.json",
        ),
        (&["align", "en.md", "a.md", "--learn"], "lexicon that --learn wrote", "--learn", "words.tsv"),
    ] {
        let run = |name| folder.run(&[arguments, &[name, "-q"]].concat());
        let fault = format!(
            "glossator: keep.md is there already, and is no {kind}: it stays as it is; name another file with {option}, or move it away\n"
        );
        run("keep.md").assert(2, &fault);
        assert_eq!(folder.text("keep.md"), "# 我的文章\n");
        for name in ["empty", own, own] {
            run(name).assert(0, "");
        }
        folder.write("empty", "");
        // Nor is one kind of glossator's own files another.
        assert_eq!(run("g.csv").status, 2);
    }
    let each = |arguments: &[&str]| folder.run(arguments).status;
    assert_eq!(each(&["learn", "-q", "--glossary", "g.csv", "a.md", "-o", "known.json"]), 2);
    assert_eq!(each(&["check", "-q", "--glossary", "g.csv", "a.md", "--write-baseline", "own.json"]), 2);
}

#[test]
fn what_a_baseline_lists_is_mended_where_it_can_be_and_fails_no_fix() {
    let folder = Folder::of_text(&[("a.md", "用货柜。\n\n一艘货柜。\n")]);
    folder.run(&["check", "-q", "--glossary", "g.csv", "--write-baseline", "known.json"]).assert(0, "");
    folder.run(&["fix", "-q", "--glossary", "g.csv"]).assert(1, "");
    folder.write("a.md", "用货柜。\n\n一艘货柜。\n");
    folder.run(&["fix", "-q", "--glossary", "g.csv", "--baseline", "known.json"]).assert(0, "");
    assert_eq!(folder.text("a.md"), "用容器。\n\n一艘货柜。\n");
}

#[test]
fn a_file_that_is_named_twice_is_checked_once() {
    let folder = Folder::of_text(&[("a.md", "用货柜。\n")]);
    assert_eq!(folder.json(&["a.md", "./a.md", "."]).findings().len(), 1);
}

#[test]
fn only_lines_changed_since_a_revision_are_reported() {
    let folder = Folder::of_text(&[("a.md", "货柜\n\n旧的一段。\n"), ("b.md", WRONG), ("c d.md", "x\n")]);
    let git =
        folder.shell("git init -q . && git add . && git -c user.name=n -c user.email=e@e -c commit.gpgsign=false commit -qm one");
    assert_eq!(git.status, 0, "{}", git.err);
    assert_eq!(folder.json(&["--diff-from", "HEAD"]).assert(0, "").findings(), []);
    folder.write("a.md", "货柜\n\n新的货柜。\n");
    folder.write("c d.md", "x\n货柜\n");
    folder.write("new.md", "货柜\n");
    let expected = ["a.md", "c d.md", "new.md"].map(|path| (path, "deprecated-rendering", "货柜"));
    let ended = folder.json(&["--diff-from", "HEAD"]);
    assert_eq!(ended.assert(1, "").findings(), found(&expected));
    assert_eq!(ended.objects()[0]["line"], 3);
    let unknown = folder.json(&["--diff-from", "nowhere"]);
    assert!(unknown.status == 2 && unknown.err.contains("nowhere"), "{unknown:?}");
    let elsewhere = Folder::of_text(&[("a.md", WRONG)]);
    let ended = elsewhere.json(&["--diff-from", "HEAD"]);
    assert!(ended.status == 2 && ended.err.starts_with("glossator: "), "{ended:?}");
}

#[test]
fn a_decision_is_recorded_and_holds() {
    let folder = Folder::of_text(&[("a.md", "集装箱和货柜\n")]);
    let admit = |concept: &str| folder.run(&["glossary", "admit", "--glossary", "g.csv", concept, "货柜车"]);
    admit("container").assert(0, "glossator: g.csv: \"货柜车\" admitted for container\n");
    admit("container").assert(0, "glossator: g.csv: \"货柜车\" was admitted already for container\n");
    admit("contaner").assert(2, "glossator: g.csv: no concept \"contaner\" (did you mean \"container\"?)\n");
    assert!(folder.text("g.csv").ends_with("container,term,container,容器,货柜车,货柜,,,\n"));
    folder.write("a.md", "一辆货柜车\n");
    folder.json(&["a.md"]).assert(0, "");
    folder.run(&["glossary", "admit", "container", "货柜车"]).assert(
        2,
        "glossator: no glossary to write to: name one with --glossary or in glossator.toml; the shipped one cannot be changed\n",
    );
}

#[test]
fn mdx_has_comments_of_its_own() {
    let text = "{/* glossator-ignore */}\n\n货柜一。\n\n货柜二。\n\n{/* glossator-ignore-start */}\n\n货柜三。\n\n{/* glossator-ignore-end */}\n";
    let folder = Folder::of_text(&[("a.mdx", text), ("b.mdx", "{/* glossator-ignore-file wrong-case */}\n\n容器。\n")]);
    let lines =
        |ended: &crate::program::Ended| ended.objects().iter().filter_map(|object| object["line"].as_u64()).collect::<Vec<_>>();
    assert_eq!(lines(folder.json(&["a.mdx"]).assert(1, "")), [5]);
    folder.write("c.mdx", "{/* glossator-ignore */}\n货柜一。\n\n货柜二。\n\n说 {/* glossator-ignore */} 货柜三。\n\n货柜四。\n");
    assert_eq!(lines(folder.json(&["c.mdx"]).assert(1, "")), [4, 6]);
    // Nothing is unused while the rule is off.
    assert_eq!(lines(&folder.json(&["b.mdx"])), [1]);
    folder.json(&["b.mdx", "--rule", "wrong-case=off"]).assert(0, "");
}

#[test]
fn files_in_another_language_are_said_to_be_left_alone() {
    let folder = Folder::of_text(&[("a.md", WRONG), ("ja.md", "コンテナの紹介です。货柜もあります。\n")]);
    let ended = folder.run(&["check", "--glossary", "g.csv", "--format", "json", "."]);
    assert_eq!(ended.err, "glossator: 1 file left alone: in another language than the glossary's (zh)\n");
    assert!(ended.findings().iter().all(|(path, ..)| path == "a.md"), "{}", ended.text());
}

#[test]
fn glossary_faults_are_found_and_the_shipped_glossary_has_none() {
    let folder = Folder::of_text(&[("bad.csv", "id,zh,zh:deprecated\na,甲,乙\nb,乙,甲\n")]);
    let ended = folder.run(&["glossary", "check", "--glossary", "bad.csv"]);
    assert!(ended.status == 1 && ended.text().contains("bad.csv:2:") && ended.text().contains("error["), "{ended:?}");
    folder.run(&["glossary", "check", "-q"]).assert(0, "");
    let converted = folder.run(&["glossary", "convert", "--glossary", "g.csv"]);
    folder.write("again.csv", &converted.assert(0, "").out);
    assert_eq!(folder.run(&["glossary", "convert", "--glossary", "again.csv"]).out, converted.out);
    for (format, file) in [("tbx", "again.tbx"), ("tsv", "again.tsv")] {
        let other = folder.run(&["glossary", "convert", "--glossary", "g.csv", "--to", format]);
        folder.run(&["glossary", "convert", "--glossary", "g.csv", "--output", file]).assert(0, "");
        assert_eq!(folder.read(file), other.assert(0, "").out, "{format}");
        assert_eq!(folder.run(&["glossary", "convert", "--glossary", file]).out, converted.out, "{format}");
    }
    let onto_itself = folder.run(&["glossary", "convert", "--glossary", "g.csv", "--output", "./g.csv"]);
    assert!(onto_itself.status == 2 && onto_itself.err.contains("g.csv is the glossary"), "{onto_itself:?}");
    folder.write("own.md", "# 我的文章\n");
    let foreign = folder.run(&["glossary", "convert", "--glossary", "g.csv", "--output", "own.md"]);
    assert!(foreign.status == 2 && foreign.err.contains("own.md is there already, and is no glossary"), "{foreign:?}");
}

#[test]
fn init_writes_a_configuration_that_is_right_and_overwrites_none() {
    let folder = Folder::of_text(&[("a.md", RIGHT)]);
    folder.run(&["init"]).assert(0, "glossator: wrote glossator.toml\n");
    folder.run(&["check", "-q"]).assert(0, "");
    folder.run(&["init"]).assert(2, "glossator: glossator.toml: there is one already; --force overwrites it\n");
    folder.run(&["init", "--force"]).assert(0, "glossator: wrote glossator.toml\n");
}

#[test]
fn every_rule_explains_itself() {
    let folder = Folder::of_text(&[]);
    let list = folder.run(&["rules"]);
    let names: Vec<&str> = list
        .assert(0, "")
        .text()
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|word| word.contains('-'))
        .collect();
    assert!(names.len() > 15, "{names:?}");
    for name in names {
        let text = folder.run(&["explain", name]);
        assert!(text.status == 0 && text.text().starts_with(name) && text.text().lines().count() > 2, "{text:?}");
    }
    for command in [&["formats"][..], &["man"], &["completions", "bash"], &["--help"], &["--version"], &["check", "--help"]] {
        let ended = folder.run(command);
        assert!(ended.status == 0 && ended.err.is_empty() && !ended.out.is_empty(), "{command:?} {ended:?}");
    }
}

#[test]
fn every_output_format_tells_the_findings() {
    let folder = Folder::of_text(&[("a.md", WRONG)]);
    for format in ["terminal", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "csv"] {
        let ended = folder.run(&["check", "--glossary", "g.csv", "--format", format, "a.md"]);
        let text = ended.assert(1, "").text();
        assert!(text.contains("deprecated-rendering") && text.contains("a.md"), "{format}: {text}");
        if ["sarif", "gitlab", "rdjson"].contains(&format) {
            serde_json::from_str::<Value>(text).expect("one JSON document");
        }
    }
}

/// Objects of a run by path, as text; the summary left out.
fn by_path(objects: &[Value]) -> BTreeMap<String, Vec<String>> {
    let mut by_path: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for object in objects.iter().filter(|object| object["type"] == "diagnostic") {
        by_path.entry(object["path"].as_str().unwrap_or_default().to_owned()).or_default().push(object.to_string());
    }
    by_path
}

/// The sample corpus, with the shipped glossary.
fn corpus(arguments: &[&str]) -> crate::program::Ended {
    let here = Folder::of_text(&[]);
    let line = format!("cd '{}' && \"$G\" {}", env!("CARGO_MANIFEST_DIR"), arguments.join(" "));
    here.shell(&line)
}

#[test]
fn a_part_is_judged_as_the_whole_was() {
    let folder = Folder::of_text(&[]);
    let learned = folder.at("learned.json");
    let learned = learned.to_str().expect("a temporary path is UTF-8");
    corpus(&["learn", "-q", "tests/corpus", "-o", learned]).assert(0, "");
    let whole = corpus(&["check", "-q", "--format", "json", "tests/corpus"]);
    let again = corpus(&["check", "-q", "--format", "json", "tests/corpus", "--learned", learned]);
    assert_eq!(whole.text(), again.text());
    let expected = by_path(&whole.objects());
    assert!(expected.len() > 10);
    for (path, objects) in &expected {
        let part = corpus(&["check", "-q", "--format", "json", "--learned", learned, &format!("'{path}'")]);
        assert_eq!(by_path(&part.objects()).get(path), Some(objects), "{path}");
    }
}

#[test]
fn very_many_threads_are_a_mistake() {
    let ended = corpus(&["check", "-q", "--threads", "1025", "tests/corpus"]);
    assert_eq!(ended.status, 2);
    assert!(ended.err.contains("1025 is not in 0..=1024"), "{}", ended.err);
    assert_eq!(corpus(&["check", "-q", "--threads", "0", "tests/corpus"]).status, 1);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    for format in ["json", "terminal", "sarif"] {
        let one = corpus(&["check", "-q", "--format", format, "--threads", "1", "tests/corpus"]);
        assert_eq!(one.status, 1);
        for threads in ["2", "7"] {
            assert_eq!(corpus(&["check", "-q", "--format", format, "--threads", threads, "tests/corpus"]), one);
        }
    }
    let learned = corpus(&["learn", "-q", "--threads", "1", "tests/corpus"]);
    assert_eq!(corpus(&["learn", "-q", "--threads", "2", "tests/corpus"]), learned);
    assert!(program().exists());
}
