//! Translation memories that are read piece by piece: the same findings at the same places as when they are read at once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use glossator::engine::check::{Checker, from_disk};
use glossator::engine::pieces::Large;
use glossator::engine::run::Run;
use glossator::engine::walk::Input;
use glossator::format;
use glossator::glossary::{self, Glossary};
use glossator::matcher::Matcher;

use crate::program::Folder;

static GLOSSARY: LazyLock<Glossary> = LazyLock::new(|| {
    let rows = "id,kind,en,zh,zh:admitted,zh:deprecated\ncontainer,term,container,容器,,货柜\ngateway,term,gateway,网关,,闸道\n";
    glossary::load::read("g.csv", rows.as_bytes()).expect("a glossary")
});

fn with_checker<R>(large: Option<Large>, with: impl FnOnce(&Checker<'_>) -> R) -> R {
    with(&Checker {
        glossary: &GLOSSARY,
        matchers: BTreeMap::from([("zh".to_owned(), Matcher::new(&GLOSSARY, "zh", &["en".to_owned()]))]),
        language: &|_| None,
        severity: &|_, rule| rule.severity,
        policy: glossator::rules::Policy::default(),
        ignored_text: &[],
        format: &|path| format::for_path(path),
        learned: None,
        sources: glossator::engine::beside::Sources::default(),
        large,
        concepts: &[],
        excerpts: false,
        changed: None,
        progress: &|| (),
    })
}

fn input(path: &Path) -> [Input; 1] {
    [Input { shown: "a.tmx".into(), path: path.to_owned() }]
}

fn check(path: &Path, large: Option<Large>) -> Run {
    with_checker(large, |checker| checker.check(&input(path), &from_disk))
}

/// Pieces of so many bytes, of the file and of its bytes in memory.
fn pieces_of(piece: usize) -> [Option<Large>; 2] {
    [false, true].map(|in_memory| Some(Large { at_least: 0, piece, in_memory }))
}

/// Place, rule and words of every finding.
fn findings(run: &Run) -> Vec<String> {
    let line = |finding: &glossator::engine::run::Finding| {
        let diagnostic = &finding.diagnostic;
        let edits: Vec<_> = diagnostic.fixes.iter().flat_map(|fix| &fix.edits).collect();
        format!(
            "{:?} {:?} {} {:?} {} {edits:?}",
            diagnostic.locus, finding.places, diagnostic.rule, diagnostic.found, diagnostic.message
        )
    };
    run.findings.iter().map(line).collect()
}

/// A memory whose units stand on lines of their own, or all on one.
fn memory(between: &str) -> String {
    let mut text = "\u{feff}<?xml version=\"1.0\"?>\n<tmx version=\"1.4\"><header srclang=\"en\"/>\n<body>".to_owned();
    for number in 0..200 {
        let (english, chinese) = match number % 10 {
            0 => (format!("The container {number} is 😀 here."), format!("货柜 {number} 😀 在这里。")),
            1 => (format!("Gate {number} has 5 doors."), format!("第 {number} 道门有 6 扇门。")),
            2 => ("Before you begin".to_owned(), if number == 52 { "在您开始之前" } else { "开始之前" }.to_owned()),
            3 => ("The gateway failed again.".to_owned(), "闸道又出错了。".to_owned()),
            4 => (format!("Read {number} of it. <!-- </tu> -->"), format!("读 {number}。<![CDATA[</tu>]]>")),
            _ => (format!("Line {number} of many."), format!("许多行中的第 {number} 行。")),
        };
        text.push_str(&format!(
            "{between}<tu><tuv xml:lang=\"en\"><seg>{english}</seg></tuv><tuv xml:lang=\"zh-CN\"><seg>{chinese}</seg></tuv></tu>"
        ));
    }
    text + "\n</body></tmx>\n"
}

#[test]
fn pieces_say_what_the_whole_says() {
    for between in ["\n", "", "\r\n  "] {
        let folder = Folder::of_text(&[("a.tmx", &memory(between))]);
        let whole = findings(&check(&folder.at("a.tmx"), None));
        assert!(whole.len() > 60, "{whole:?}");
        for large in [300, 1_000, 7_777].into_iter().flat_map(pieces_of) {
            let run = check(&folder.at("a.tmx"), large);
            assert_eq!(findings(&run), whole, "{large:?} {between:?}");
        }
    }
}

#[test]
fn what_cannot_be_cut_is_read_as_a_whole() {
    let memory = memory("\n");
    for text in [
        memory.replace("<tu><tuv", "<tu><!-- glossator-ignore-file --><tuv"),
        memory.replace("<body>", "<p>"),
        String::new(),
        memory.replace("</body>", ""),
        memory.replacen("</tuv></tu>", "</tuv>", 1),
    ] {
        let folder = Folder::of_text(&[("a.tmx", &text)]);
        let whole = check(&folder.at("a.tmx"), None);
        for large in pieces_of(1_000) {
            let pieces = check(&folder.at("a.tmx"), large);
            assert_eq!((findings(&pieces), pieces.summary.unreadable), (findings(&whole), whole.summary.unreadable), "{large:?}");
        }
    }
}

#[test]
fn a_memory_is_mended_piece_by_piece_as_it_is_as_a_whole() {
    for text in [memory("\n"), memory(""), memory("\n").replace("<tu><tuv", "<tu><!-- glossator-ignore-file --><tuv")] {
        let folder = Folder::of_text(&[("a.tmx", &text)]);
        let mended = |large| {
            let allowed = glossator::diagnostic::Applicability::Unsafe;
            let outcome = with_checker(large, |checker| {
                glossator::engine::fix::fix(checker, &input(&folder.at("a.tmx")), &from_disk, allowed)
            });
            (outcome.fixed, outcome.mended.into_values().map(|mended| mended.bytes).collect::<Vec<_>>())
        };
        let whole = mended(None);
        for large in [300, 7_777].map(|piece| Some(Large { at_least: 0, piece, in_memory: true })) {
            assert!(mended(large) == whole, "{large:?}");
        }
        assert_eq!(whole.0 > 0, !text.contains("ignore"));
    }
}

/// `cargo test --release --test it large -- --ignored`: needs Python and Linux; takes minutes.
#[test]
#[ignore = "writes and reads 500 MB"]
fn a_memory_of_500_megabytes_needs_little() {
    let folder = Folder::of_text(&[]);
    let bench = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench");
    folder.shell(&format!("python3 {}/memory.py 500 > memory.tmx", bench.display()));
    let command = format!("{} check --no-config -q --format json memory.tmx > out.json", crate::program::program().display());
    let peak = "import resource, subprocess, sys; subprocess.run(sys.argv[1], shell=True); \
                print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)";
    let ended = folder.shell(&format!("python3 -c '{peak}' '{command}'"));
    let megabytes: u64 = ended.text().trim().parse().expect("a number");
    assert!(megabytes < 400, "{megabytes} MB");
    assert!(folder.text("out.json").lines().last().is_some_and(|line| line.contains("\"unreadable\":0")));
}
