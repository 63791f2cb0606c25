//! Input that is wrong, missing, huge or gone: what the program says, and how it ends.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use glossator::diagnostic::Applicability;
use glossator::engine::beside::Sources;
use glossator::engine::check::Checker;
use glossator::engine::fix;
use glossator::engine::walk::Input;
use glossator::format::{self, Format};
use glossator::glossary::csv;
use glossator::matcher::Matcher;
use glossator::rules::{Policy, Rule};

use crate::program::{Folder, GLOSSARY, skip};

const WRONG: &str = "凯尔西·海塔尔喜欢货柜。\n";

#[test]
fn a_path_that_does_not_exist_is_named() {
    let folder = Folder::of_text(&[("a.md", WRONG)]);
    for command in ["check", "fix"] {
        let ended = folder.run(&[command, "--glossary", "g.csv", "a.md", "nowhere.md"]);
        assert_eq!(ended.assert(2, "glossator: nowhere.md: no such file or folder\n").text(), "");
    }
    assert_eq!(folder.text("a.md"), WRONG);
}

#[test]
fn a_folder_without_documents_is_named() {
    let folder = Folder::of_text(&[("empty/picture.png", "x")]);
    let ended = folder.run(&["check", "--glossary", "g.csv", "empty"]);
    let told = "glossator: no file to check in empty; documents are found by their extension: md, markdown, ";
    assert!(ended.status == 2 && ended.err.starts_with(told) && ended.err.contains(", txt, "), "{ended:?}");
}

#[test]
fn a_folder_in_which_nothing_can_be_read_is_a_failure() {
    let folder = Folder::new(&[("d/a.md", b"\xff\xfe\x00\xd8"), ("d/b.md", b"\x00\x01\x02\x00\x00\xff\xfe")]);
    folder.run(&["check", "--glossary", "g.csv", "d"]).assert(
        2,
        "glossator: d/a.md: not valid UTF-16 at byte 2\n\
         glossator: d/b.md: a binary file, not text (byte 0)\n\
         glossator: nothing could be read\n",
    );
    let quiet = folder.run(&["check", "--glossary", "g.csv", "--rule", "unreadable-file=off", "d"]);
    quiet.assert(2, "glossator: nothing could be read\n");
}

#[test]
fn a_file_that_cannot_be_decoded_is_a_finding_and_the_run_goes_on() {
    let folder = Folder::new(&[("a.md", b"\xe4\xb8\xad\xe6\x96\x87\xff\xe4\xb8\xad\n"), ("b.md", WRONG.as_bytes())]);
    let ended = folder.json(&["a.md", "b.md"]);
    ended.assert(1, "");
    let objects = ended.objects();
    assert_eq!(objects[0]["message"], "not UTF-8 from byte 6, and no other encoding fits");
    assert_eq!((&objects[0]["line"], &objects[0]["fixes"]), (&serde_json::Value::Null, &serde_json::json!([])));
    let rules: Vec<_> = ended.findings().into_iter().map(|(path, rule, _)| (path, rule)).collect();
    let expected = [("a.md", "unreadable-file"), ("b.md", "deprecated-rendering"), ("b.md", "deprecated-rendering")];
    assert_eq!(rules, expected.map(|(path, rule)| (path.to_owned(), rule.to_owned())));
    assert_eq!(objects.last().map(|summary| &summary["unreadable"]), Some(&serde_json::json!(1)));
}

#[test]
fn an_empty_file_is_clean() {
    let folder = Folder::of_text(&[("a.md", ""), ("b.txt", "\u{feff}"), ("c.md", "\n\r\n\r")]);
    assert_eq!(folder.run(&["check", "--glossary", "g.csv"]).assert(0, "").text(), "no findings in 3 files\n");
}

#[test]
fn broken_glossaries_say_every_fault_and_nothing_is_done() {
    for (glossary, messages) in [
        ("", "g.csv:1:1: no header: the first line names the columns\n"),
        ("id,zh\n", "g.csv: no concept\n"),
        (
            "id,zh,zh:deprecated\na,,乙\nb,甲,甲\nb,丙,\n",
            "g.csv:2:3: \"zh\" is empty\n\
             g.csv:3:5: \"甲\" is both preferred and deprecated\n\
             g.csv:4:1: id \"b\" is already used in line 3\n",
        ),
        ("id,en,zh\na,A,甲\nb,B,\nc,,丙\n", "g.csv:3:5: \"zh\" is empty\ng.csv:4:3: \"en\" is empty\n"),
        ("id,knd,zh\na,term,甲\n", "g.csv:1:4: unknown column \"knd\" (did you mean \"kind\"?)\n"),
    ] {
        let folder = Folder::of_text(&[("a.md", WRONG), ("g.csv", glossary)]);
        let expected: String = messages.lines().map(|line| format!("glossator: {line}\n")).collect();
        for command in ["check", "fix"] {
            assert_eq!(folder.run(&[command, "--glossary", "g.csv", "a.md"]).assert(2, &expected).text(), "");
        }
        assert_eq!(folder.text("a.md"), WRONG);
    }
}

#[test]
fn a_glossary_that_is_not_there_or_is_none_is_named() {
    let folder = Folder::of_text(&[("a.md", WRONG)]);
    for (glossary, message) in [
        ("no.csv", "glossator: no.csv: no such file or folder\n"),
        ("no*.csv", "glossator: no*.csv: no file matches\n"),
        ("a.md", "glossator: a.md: not a glossary: its extension is none of csv, tsv, toml, tbx, txt, utf8, tab, utx\n"),
    ] {
        folder.run(&["check", "--glossary", glossary, "a.md"]).assert(2, message);
    }
}

#[test]
fn a_self_test_that_fails_stops_the_run() {
    let toml = "[[concept]]\nid = \"container\"\n[[concept.term]]\nlanguage = \"zh\"\ntext = \"容器\"\n\
                [[concept.term]]\nlanguage = \"zh\"\ntext = \"货柜\"\nstatus = \"deprecated\"\n\
                [[test]]\ninput = \"一只货柜\"\noutput = \"一只瓶子\"\n";
    let folder = Folder::of_text(&[("a.md", WRONG), ("t.toml", toml)]);
    let ended = folder.run(&["fix", "--glossary", "t.toml", "a.md"]);
    assert_eq!(ended.status, 2);
    assert!(ended.err.starts_with("glossator: t.toml:") && ended.err.contains("self-test failed"), "{}", ended.err);
    assert_eq!(folder.text("a.md"), WRONG);
}

#[test]
fn broken_configurations_say_what_and_where() {
    for (config, message) in [
        ("ignore-text = [\"(\"]\n", "glossator.toml:1:17: \"(\" is no regular expression: unclosed group"),
        ("ignore-txt = []\n", "glossator.toml:1:1: unknown key \"ignore-txt\" (did you mean \"ignore-text\"?)"),
    ] {
        let folder = Folder::of_text(&[("a.md", WRONG), ("glossator.toml", config)]);
        let ended = folder.run(&["check", "--glossary", "g.csv", "a.md"]);
        assert_eq!(ended.status, 2);
        // The path is the found one, absolute.
        assert!(ended.err.trim_end().ends_with(message) && ended.err.lines().count() == 1, "{}", ended.err);
        folder.run(&["check", "--no-config", "--glossary", "g.csv", "a.md"]).assert(1, "");
    }
    let folder = Folder::of_text(&[("a.md", WRONG)]);
    folder.run(&["check", "--config", "no.toml", "a.md"]).assert(2, "glossator: no.toml: no such file or folder\n");
}

#[test]
fn unknown_names_on_the_command_line_are_answered_with_the_nearest() {
    let folder = Folder::of_text(&[("a.md", WRONG)]);
    for (arguments, message) in [
        (
            &["--format", "jsn"][..],
            "--format jsn: no such format (did you mean \"json\"?); there are terminal, concise, json, sarif, github, gitlab, junit, checkstyle, rdjson, csv",
        ),
        (
            &["--rule", "deprecated-rendring=off"],
            "--rule deprecated-rendring=off: no such rule (did you mean \"deprecated-rendering\"?)",
        ),
        (&["--rule", "wrong-case=loud"], "--rule wrong-case=loud: \"loud\" is no severity: error, warning, info or off"),
        (&["--rule", "wrong-case"], "--rule wrong-case: write NAME=error, NAME=warning, NAME=info or NAME=off"),
        (&["--concept", "dokcer"], "--concept dokcer: the glossary has no such concept (did you mean \"docker\"?)"),
        (&["--learned", "no.json"], "no.json: no such file or folder"),
        (&["--baseline", "no.json"], "no.json: no such file or folder"),
    ] {
        let all: Vec<&str> = ["check", "--glossary", "g.csv", "a.md"].iter().chain(arguments).copied().collect();
        assert_eq!(folder.run(&all).assert(2, &format!("glossator: {message}\n")).text(), "");
    }
    folder.run(&["explain", "deprecated-rendring"]).assert(
        2,
        "glossator: no such rule: deprecated-rendring (did you mean \"deprecated-rendering\"?); `glossator rules` lists them\n",
    );
    for arguments in [&["chekc"][..], &["check", "--nonsense"], &["check", "--fail-on", "fatal"], &["check", "--threads", "x"]] {
        let ended = folder.run(arguments);
        assert!(ended.status == 2 && ended.err.starts_with("error: ") && ended.out.is_empty(), "{ended:?}");
    }
}

#[test]
fn files_that_are_of_another_kind_are_refused() {
    let folder = Folder::of_text(&[("a.md", WRONG), ("b.json", "{\"version\":1")]);
    for option in ["--learned", "--baseline"] {
        let ended = folder.run(&["check", "--glossary", "g.csv", "a.md", option, "b.json"]);
        assert!(ended.status == 2 && ended.err.starts_with("glossator: b.json:1:"), "{ended:?}");
    }
}

#[test]
fn an_unknown_rule_in_a_suppression_is_a_finding() {
    let folder = Folder::of_text(&[(
        "a.md",
        "<!-- glossator-ignore deprecated-rendring -->\n货柜\n\n<!-- glossator-ignore concept:contaner -->\n货柜\n",
    )]);
    let ended = folder.json(&["a.md"]);
    ended.assert(1, "");
    let messages: Vec<_> = ended
        .objects()
        .iter()
        .filter(|object| object["rule"] == "unused-suppression")
        .map(|object| object["message"].clone())
        .collect();
    assert_eq!(
        messages,
        [
            "there is no rule \"deprecated-rendring\" (did you mean \"deprecated-rendering\"?)",
            "there is no concept \"contaner\" in the glossary (did you mean \"container\"?)",
        ]
    );
    assert_eq!(ended.findings().iter().filter(|(_, _, found)| found == "货柜").count(), 2);
}

#[test]
fn ten_thousand_nested_quotes_and_lists_are_read() {
    let folder = Folder::of_text(&[
        ("quotes.md", &format!("{} 货柜\n", ">".repeat(10_000))),
        ("lists.md", &format!("{}货柜\n", "- ".repeat(10_000))),
        ("brackets.md", &format!("{}货柜{}\n", "[".repeat(10_000), "]".repeat(10_000))),
        ("images.md", &format!("{}货柜{}\n", "![".repeat(10_000), "](a)".repeat(10_000))),
        ("stars.md", &format!("{}货柜\n", "*a **b ".repeat(5_000))),
        ("tags.md", &format!("{}货柜\n", "<div>".repeat(10_000))),
        ("inline.md", &format!("a {}货柜\n", "<b>".repeat(10_000))),
    ]);
    let start = Instant::now();
    let ended = folder.json(&["."]);
    ended.assert(1, "");
    let found: Vec<String> = ended.findings().into_iter().map(|(path, ..)| path).collect();
    assert_eq!(found, ["brackets.md", "images.md", "inline.md", "lists.md", "quotes.md", "stars.md", "tags.md"]);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
#[ignore = "minutes without optimization: GLOSSATOR=target/release/glossator cargo test --test it two_hundred -- --ignored"]
fn a_line_of_two_hundred_megabytes_is_checked_and_fixed() {
    let piece = "容器里有 Docker 和构造函数，";
    let line = piece.repeat(200_000_000 / piece.len());
    let folder = Folder::of_text(&[("a.md", &format!("货柜{line}货柜")), ("b.txt", &format!("货柜{line}货柜"))]);
    let ended = folder.json(&["a.md", "b.txt"]);
    ended.assert(1, "");
    let columns: Vec<_> =
        ended.objects().iter().filter(|object| object["found"] == "货柜").map(|object| object["column"].clone()).collect();
    let last = 3 + line.chars().count();
    assert_eq!(columns, [1, last, 1, last]);
    let terminal = folder.run(&["check", "--glossary", "g.csv", "a.md"]);
    assert!(terminal.status == 1 && terminal.out.len() < 4000, "{} bytes", terminal.out.len());
    folder.run(&["fix", "--glossary", "g.csv", "-q"]).assert(0, "");
    assert!(folder.text("a.md") == format!("容器{line}容器") && folder.text("b.txt") == format!("容器{line}容器"));
}

#[test]
fn a_read_only_file_is_left_alone_and_named() {
    let folder = Folder::of_text(&[("a.md", WRONG), ("b.md", WRONG)]);
    let path = folder.at("a.md");
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    // One of two: the other is mended, and something remains.
    folder
        .run(&["fix", "--glossary", "g.csv"])
        .assert(1, "glossator: a.md: read-only, left alone\nglossator: fixed 2 findings in 1 file\n");
    assert_eq!((folder.text("a.md").as_str(), folder.text("b.md").as_str()), (WRONG, "凯尔西·海托华喜欢容器。\n"));
    // All of them: the work could not be done.
    folder
        .run(&["fix", "--glossary", "g.csv", "-q"])
        .assert(2, "glossator: a.md: read-only, left alone\nglossator: nothing could be written\n");
    assert_eq!(folder.names(), ["a.md", "b.md", "g.csv"]);
}

#[test]
fn of_many_files_left_alone_some_are_named() {
    let names: Vec<String> = (10..40).map(|number| format!("{number}.md")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), WRONG)).collect();
    let folder = Folder::of_text(&files);
    for name in &names {
        let mut permissions = std::fs::metadata(folder.at(name)).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(folder.at(name), permissions).unwrap();
    }
    let ended = folder.run(&["fix", "--glossary", "g.csv", "-q"]);
    assert_eq!(ended.status, 2);
    let lines: Vec<&str> = ended.err.lines().collect();
    assert_eq!(lines.len(), 22, "{}", ended.err);
    assert_eq!((lines[0], lines[19]), ("glossator: 10.md: read-only, left alone", "glossator: 29.md: read-only, left alone"));
    assert_eq!(lines[20..], ["glossator: 10 more files: read-only, left alone", "glossator: nothing could be written"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_file_as_it_was() {
    let folder = Folder::of_text(&[("small/keep", "")]);
    let mount = folder.shell("mount -t tmpfs -o size=16k tmpfs small");
    if mount.status != 0 {
        return skip(&format!("no tmpfs can be mounted here: {}", mount.err.trim()));
    }
    folder.write("small/a.md", WRONG);
    folder.shell("head -c 100000 /dev/zero > small/full");
    let ended = folder.run(&["fix", "--glossary", "g.csv", "small/a.md"]);
    let (text, names) = (folder.text("small/a.md"), folder.shell("ls -A small"));
    let unmounted = folder.shell("umount small");
    ended.assert(
        2,
        "glossator: small/a.md: cannot be written: no space left on device\n\
         glossator: fixed 0 findings in 0 files\n\
         glossator: nothing could be written\n",
    );
    assert_eq!((text.as_str(), names.text(), unmounted.status), (WRONG, "a.md\nfull\n", 0));
}

#[cfg(unix)]
#[test]
fn a_write_that_fails_half_way_leaves_the_file_as_it_was() {
    let text = WRONG.repeat(200);
    let folder = Folder::of_text(&[("a.md", &text)]);
    // No file may grow beyond one block (512 or 1024 bytes, as the shell counts); the signal is ignored, as many programs do.
    let ended = folder.shell("trap '' XFSZ; ulimit -f 1; exec \"$G\" fix --glossary g.csv a.md");
    ended.assert(
        2,
        "glossator: a.md: cannot be written: file too large\n\
         glossator: fixed 0 findings in 0 files\n\
         glossator: nothing could be written\n",
    );
    assert!(folder.text("a.md") == text);
    assert_eq!(folder.names(), ["a.md", "g.csv"]);
}

#[cfg(unix)]
#[test]
fn output_that_nobody_takes_is_no_failure() {
    let folder = Folder::of_text(&[("a.md", &WRONG.repeat(5000))]);
    let line = "{ \"$G\" check --glossary g.csv --format concise a.md; echo $? >status; } 2>err | head -1";
    let ended = folder.shell(line);
    assert_eq!(ended.text().lines().count(), 1);
    assert_eq!((folder.text("status").as_str(), folder.text("err").as_str()), ("1\n", ""));
    // Messages that nobody takes are none either.
    assert_eq!(folder.shell("{ \"$G\" check nowhere.md; echo $? >status; } 2>&1 | true; cat status").text(), "2\n");
    if Path::new("/dev/full").exists() {
        assert_eq!(folder.shell("\"$G\" check a.md 2>/dev/full >/dev/null").status, 1);
        folder
            .shell("\"$G\" check --glossary g.csv a.md >/dev/full")
            .assert(2, "glossator: standard output: no space left on device\n");
    }
}

/// Lets `body` use a checker with the small glossary.
fn with_checker<T>(body: impl FnOnce(&Checker<'_>) -> T) -> T {
    let glossary = csv::read("g.csv", GLOSSARY.as_bytes(), None).expect("the small glossary is right");
    let checker = Checker {
        glossary: &glossary,
        matchers: BTreeMap::from([("zh".to_owned(), Matcher::new(&glossary, "zh", &["en".to_owned()]))]),
        language: &|_| None,
        severity: &|_, rule: &'static Rule| rule.severity,
        policy: Policy::default(),
        ignored_text: &[],
        format: &|path| format::for_path(path) as Option<&'static dyn Format>,
        learned: None,
        sources: Sources::default(),
        large: None,
        concepts: &[],
        excerpts: false,
        changed: None,
        progress: &|| (),
    };
    body(&checker)
}

fn input(path: &Path) -> Input {
    Input { shown: path.file_name().expect("it is a file").to_string_lossy().into(), path: path.to_owned() }
}

fn give(buffer: &mut Vec<u8>, text: &str) -> io::Result<()> {
    buffer.clear();
    buffer.extend_from_slice(text.as_bytes());
    Ok(())
}

#[test]
fn a_file_that_vanishes_before_it_is_read_is_a_finding() {
    let inputs = [input(Path::new("a.md")), input(Path::new("b.md"))];
    let read = |input: &Input, buffer: &mut Vec<u8>| match &*input.shown {
        "a.md" => Err(io::ErrorKind::NotFound.into()),
        _ => give(buffer, WRONG),
    };
    let run = with_checker(|checker| checker.check(&inputs, &read));
    let found: Vec<_> = run
        .findings
        .iter()
        .map(|finding| (&*finding.path, finding.diagnostic.rule, finding.diagnostic.message.as_str()))
        .collect();
    assert_eq!(found[0], ("a.md", "unreadable-file", "no such file or folder"));
    assert_eq!((found.len(), run.summary.files, run.summary.unreadable), (3, 2, 1));
}

#[test]
fn a_file_that_vanishes_or_changes_between_two_looks_is_not_torn() {
    for second in [
        None,
        Some(""),
        Some("货"),
        Some("凯尔西·海塔尔喜欢\n"),
        Some("# 短\n"),
        Some("是海塔尔。凯尔西·海塔尔喜欢货柜。别的。\n"),
    ] {
        let looks = AtomicUsize::new(0);
        let read = |_: &Input, buffer: &mut Vec<u8>| match (looks.fetch_add(1, Ordering::Relaxed), second) {
            (0, _) => give(buffer, WRONG),
            (_, Some(text)) => give(buffer, text),
            (_, None) => Err(io::ErrorKind::NotFound.into()),
        };
        let outcome = with_checker(|checker| fix::fix(checker, &[input(Path::new("a.md"))], &read, Applicability::Safe));
        // Whatever is mended is the second text, wholly; its fingerprint is that of the bytes it was made from.
        for mended in outcome.mended.values() {
            assert_eq!(Some(mended.before.as_str()), second);
            let expected = second.map(|text| text.replace("海塔尔", "海托华").replace("货柜", "容器"));
            assert_eq!(Some(&mended.after), expected.as_ref());
        }
        assert_eq!((outcome.mended.len(), outcome.changed.len()), (0, 1), "{second:?}");
    }
}

#[test]
fn a_file_that_changes_or_vanishes_before_it_is_written_is_left_alone() {
    let folder = Folder::of_text(&[("a.md", WRONG), ("b.md", WRONG), ("c.md", WRONG)]);
    let inputs = ["a.md", "b.md", "c.md"].map(|name| input(&folder.at(name)));
    let outcome = with_checker(|checker| fix::fix(checker, &inputs, &glossator::engine::check::from_disk, Applicability::Safe));
    folder.write("a.md", "别人的新稿，货柜。\n");
    std::fs::remove_file(folder.at("b.md")).unwrap();
    let failed = fix::write(outcome.mended.values());
    let failed: Vec<(&str, &str)> = failed.iter().map(|(path, reason)| (&**path, reason.as_str())).collect();
    assert_eq!(
        failed,
        [("a.md", "changed since it was read, left alone"), ("b.md", "cannot be written: no such file or folder")]
    );
    assert_eq!(folder.text("a.md"), "别人的新稿，货柜。\n");
    assert_eq!(folder.text("c.md"), "凯尔西·海托华喜欢容器。\n");
    assert_eq!(folder.names(), ["a.md", "c.md", "g.csv"]);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_written_to_and_never_replaced() {
    let folder = Folder::of_text(&[("a.md", WRONG)]);
    let ended = folder.shell(
        "mkfifo pipe && { cat pipe > got & } && \"$G\" learn -q --no-config --glossary g.csv -o pipe a.md && wait && [ -p pipe ]",
    );
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    assert!(folder.text("got").contains("glossator_learned"), "{}", folder.text("got"));
    let ended =
        folder.shell("mkfifo report.csv; mkdir rep; mv report.csv rep/index.html; \"$G\" report -q --glossary g.csv -o rep a.md");
    assert!(ended.status == 2 && ended.err.contains("rep/index.html: not a regular file"), "{ended:?}");
    folder.shell("ln -s real.json link.json; echo '{}' > real.json; : > real.json").assert(0, "");
    folder.run(&["learn", "-q", "--glossary", "g.csv", "-o", "link.json", "a.md"]).assert(0, "");
    assert!(folder.path().join("link.json").is_symlink() && !folder.text("real.json").is_empty());
}
