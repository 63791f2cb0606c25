//! `glossator align`: what it writes for files, folders and lists of pairs, and what it says of pairs that are none.

use std::fmt::Write as _;
use std::time::Instant;

use crate::program::{Ended, Folder};

const ENGLISH: &str = "\
# Pods {#pods}

A pod runs on a node. It has 2 containers, see `kubectl`.

## Services {#services}

A service finds pods by labels. Does it need DNS? See [the manual](/docs/dns).

- One item with Envoy.
- Another item with 42 pods.
";

const CHINESE: &str = "\
# 容器组 {#pods}

容器组在节点上运行。它有 2 个容器，参见 `kubectl`。

## 服务 {#services}

服务通过标签查找容器组。需要 DNS 吗？参见[手册](/docs/dns)。

- 一个带有 Envoy 的条目。
- 另一个条目有 42 个容器组。
";

/// `[0][0]` for each bead of sentences.
fn beads(ended: &Ended) -> Vec<String> {
    let objects = ended.objects();
    let beads = objects.iter().filter(|object| object["type"] == "bead");
    beads.map(|bead| format!("{}{}", bead["source"], bead["target"])).collect()
}

#[test]
fn documents_are_aligned_by_sentences() {
    let folder = Folder::of_text(&[("en.md", ENGLISH), ("zh.md", CHINESE)]);
    let ended = folder.run(&["align", "en.md", "zh.md", "--format", "json"]);
    assert_eq!(ended.status, 0, "{ended:?}");
    let expected: Vec<String> = (0..9).map(|number| format!("[{number}][{number}]")).collect();
    assert_eq!(beads(&ended), expected);
    let objects = ended.objects();
    let span = |side: &str| {
        let span = &objects[1][side][0];
        let bound = |number: usize| usize::try_from(span[number].as_u64().expect("a number")).expect("small");
        bound(0)..bound(1)
    };
    assert_eq!(&ENGLISH[span("source_spans")], "A pod runs on a node.");
    assert_eq!(&CHINESE[span("target_spans")], "容器组在节点上运行。");
}

#[test]
fn lines_are_counted_with_blank_ones() {
    let folder = Folder::of_text(&[("en.txt", "One.\n\nTwo 22.\n\nThree!\n"), ("zh.txt", "\n一。\n二 22。\n三！\n")]);
    let ended = folder.run(&["align", "en.txt", "zh.txt", "--lines", "--format", "json"]);
    assert_eq!(beads(&ended), ["[0][1]", "[2][2]", "[4][3]"]);
}

#[test]
fn folders_and_lists_name_pairs() {
    let files = [("en/a.md", ENGLISH), ("zh/a.md", CHINESE), ("zh/only.md", "没有\n"), ("p.tsv", "en/a.md\tzh/a.md\n")];
    let folder = Folder::of_text(&files);
    let of = |arguments: &[&str]| {
        let mut all = vec!["align", "--format", "json"];
        all.extend(arguments);
        folder.run(&all)
    };
    let by_folders = of(&["en", "zh"]);
    assert!(by_folders.err.contains("1 of 2 files has no source"), "{}", by_folders.err);
    assert_eq!(beads(&by_folders).len(), 9);
    for arguments in [["--pairs", "en/{path}=zh/{path}"], ["--pairs", "p.tsv"]] {
        assert_eq!(of(&arguments).text(), by_folders.text());
    }
    let none = of(&[]);
    assert!(none.status == 2 && none.err.contains("name a source and a target"), "{none:?}");
}

#[test]
fn the_same_input_gives_the_same_output_on_any_number_of_threads() {
    let files: Vec<(String, &str)> =
        (0..8).flat_map(|n| [(format!("en/{n}.md"), ENGLISH), (format!("zh/{n}.md"), CHINESE)]).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let folder = Folder::of_text(&files);
    for format in ["tsv", "json", "tmx", "html"] {
        let run = |threads: &str| folder.run(&["align", "en", "zh", "--format", format, "--threads", threads]).text().to_owned();
        assert_eq!(run("1"), run("4"), "{format}");
    }
}

#[test]
fn what_is_learned_is_a_lexicon() {
    let mut english = String::new();
    let mut chinese = String::new();
    let words = [("cat", "猫"), ("dog", "狗"), ("tree", "树"), ("house", "房子"), ("river", "河")];
    for (first, one) in words {
        for (second, two) in words {
            let _ = writeln!(english, "The {first} sees the {second} near 7 stones.");
            let _ = writeln!(chinese, "{one}在7块石头边看见{two}。");
        }
    }
    let folder = Folder::of_text(&[("en.txt", &english), ("zh.txt", &chinese)]);
    let ended = folder.run(&["align", "en.txt", "zh.txt", "--lines", "--learn", "learned.tsv"]);
    assert_eq!(ended.status, 0, "{ended:?}");
    let learned = folder.text("learned.tsv");
    assert!(learned.starts_with("source\ttarget\tweight\n") && learned.contains("tree\t树\t"), "{learned}");
    let ended = folder.run(&["align", "en.txt", "zh.txt", "--lines", "--lexicon", "learned.tsv", "--format", "json"]);
    assert_eq!(beads(&ended).len(), 25);
}

#[test]
fn a_pair_that_is_none_is_named() {
    let folder = Folder::of_text(&[("en.md", ENGLISH), ("zh.md", CHINESE), ("empty.md", "")]);
    let said = |arguments: &[&str]| {
        let mut all = vec!["align", "--format", "json"];
        all.extend(arguments);
        let ended = folder.run(&all);
        assert_eq!(ended.status, 0, "{ended:?}");
        let doubt = ended.objects().last().expect("a line for the pair")["doubt"].clone();
        let doubt = doubt.as_str().unwrap_or_default().to_owned();
        assert!(doubt.is_empty() || ended.err.contains(&doubt), "{ended:?}");
        doubt
    };
    assert_eq!(said(&["en.md", "zh.md"]), "");
    assert_eq!(said(&["en.md", "en.md"]), "source and target are the same text");
    assert_eq!(said(&["en.md", "empty.md"]), "the target has no text");
    assert_eq!(said(&["empty.md", "zh.md"]), "the source has no text");
    assert!(said(&["zh.md", "en.md"]).starts_with("source and target may be swapped: the source looks like \"zh\""));
    assert_eq!(said(&["zh.md", "en.md", "--source-language", "zh", "--target-language", "en"]), "");
    folder
        .run(&["align", "empty.md", "empty.md", "--lines", "-q"])
        .assert(2, "glossator: nothing to align: neither side has text\n");
    let tags = ["--source-language", "en", "--target-language", "zh-Hans"];
    let with = |paths: [&str; 2]| said(&[&paths[..], &tags[..]].concat());
    assert!(with(["zh.md", "en.md"]).contains("swapped"));
    assert_eq!(with(["en.md", "zh.md"]), "");
}

#[test]
fn texts_that_have_nothing_to_do_with_each_other_are_named_with_the_score() {
    // Words by number, in two alphabets; of each other's meaning nothing can be learned.
    let sentence = |seed: usize, letters: &[&str]| {
        let word = |at: usize| letters[(seed * 7 + at * at * 3 + seed * at) % letters.len()];
        (0..5 + seed % 7).map(word).collect::<Vec<_>>().join(" ")
    };
    let lines =
        |letters: &[&str], turn: usize| (0..60).map(|n| sentence((n * turn + n / 3) % 53, letters) + ".\n").collect::<String>();
    let latin = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda"];
    let russian = ["альфа", "бета", "гамма", "дельта", "йота", "каппа", "лямбда", "сигма", "омега", "тета", "фита"];
    let folder = Folder::of_text(&[("a.txt", &lines(&latin, 5)), ("b.txt", &lines(&russian, 11))]);
    let ended = folder.run(&["align", "a.txt", "b.txt", "--lines", "--format", "json"]);
    assert!(ended.err.contains("hardly anything belongs together (score 0."), "{}", ended.err);
}

#[test]
fn what_cannot_be_used_is_named() {
    let folder = Folder::new(&[("en.md", ENGLISH.as_bytes()), ("zh.md", CHINESE.as_bytes()), ("x.tsv", b"word\n")]);
    for (arguments, expected) in [
        (vec!["en.md", "nowhere.md"], "nowhere.md: no such file or folder"),
        (vec!["en.md", "zh.md", "--lexicon", "nowhere.gz"], "nowhere.gz: no such file or folder"),
        (vec!["en.md", "zh.md", "--lexicon", "x.tsv"], "x.tsv:1: no entry"),
        (vec!["en.md", "zh.md", "--format", "jsn"], "--format jsn: no such format (did you mean \"json\"?)"),
        (vec!["--pairs", "en=zh"], "a template needs {path} on both sides"),
    ] {
        let ended = folder.run(&[&["align"][..], &arguments[..]].concat());
        assert!(ended.status == 2 && ended.err.contains(expected), "{arguments:?}: {ended:?}");
    }
}

#[test]
#[ignore = "takes long without optimization: cargo test --release --test it fifty_thousand -- --ignored"]
fn fifty_thousand_sentences_are_no_trouble() {
    let words = ["river", "stone", "cloud", "house", "garden", "winter", "letter", "market", "island", "engine"];
    let line = |n: usize, prefix: &str| {
        let count = 4 + (n * 7919) % 13;
        let word = |at: usize| format!("{prefix}{}{}", words[(n * 31 + at * 17) % 10], (n * 13 + at * at) % 97);
        (0..count).map(word).collect::<Vec<_>>().join(" ") + "\n"
    };
    let source: String = (0..50_000).map(|n| line(n, "a")).collect();
    // Every hundredth sentence is left out.
    let target: String = (0..50_000).filter(|n| n % 100 != 50).map(|n| line(n, "b")).collect();
    let folder = Folder::of_text(&[("a.txt", &source), ("b.txt", &target)]);
    let start = Instant::now();
    let ended = folder.run(&["align", "a.txt", "b.txt", "--lines", "--format", "json"]);
    let seconds = start.elapsed().as_secs();
    let shift = |n: usize| n - n.div_ceil(100).min((n + 49) / 100);
    let right = (0..50_000).filter(|n| n % 100 != 50).map(|n| format!("[{n}][{}]", shift(n)));
    let found: std::collections::BTreeSet<String> = beads(&ended).into_iter().collect();
    let count = right.filter(|bead| found.contains(bead)).count();
    assert!(count > 49_000, "{count} of 49,500 beads are right");
    assert!(seconds < 120, "{seconds} s");
}
