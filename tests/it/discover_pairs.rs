//! `glossator discover` beside originals: terms and their renderings, variants, annotations, output, bad input.

use std::collections::BTreeSet;

use crate::program::{Ended, Folder};

/// Pages about a made-up harbour program, each sentence with its translation.
const PAGES: &[&[(&str, &str)]] = &[
    &[
        ("The lantern guards the harbour at night.", "灯笼在夜里守护港口。"),
        ("Every lantern has a keeper.", "每盏灯笼都有一位看守。"),
        ("A tide gate opens when the water rises.", "水位上升时潮汐闸门打开。"),
        ("The keeper writes into the log.", "看守写入日志。"),
        ("A runtime is small.", "运行时很小。"),
    ],
    &[
        ("You can move the lantern to another pier.", "你可以把灯笼移到另一个码头。"),
        ("The tide gate of the harbour is old.", "港口的潮汐闸门很旧。"),
        ("Ask the keeper before you open the log.", "打开日志之前请询问看守。"),
        ("Marlow starts the pump of each pier.", "Marlow 启动每个码头的水泵。"),
    ],
    &[
        ("Without a lantern the pier is dark.", "没有灯笼，码头一片漆黑。"),
        ("A tide gate needs a pump.", "潮汐闸门需要水泵。"),
        ("We trust Marlow because the pump is quiet.", "我们信任 Marlow，因为水泵很安静。"),
        ("The log is empty today.", "今天日志是空的。"),
        ("We stop the runtime first.", "我们先停止运行时。"),
        ("Each runtime has a name.", "每个运行时都有名字。"),
    ],
    &[
        ("The lantern on the pier went out.", "码头上的灯笼熄灭了。"),
        ("Close the tide gate and the harbour is safe.", "关闭潮汐闸门，港口就安全了。"),
        ("Our keeper calls Marlow every hour.", "我们的看守每小时呼叫 Marlow。"),
        ("A berth is free at the pier.", "码头有一个泊位（berth）空着。"),
    ],
    &[
        ("The harbour sells the old lantern.", "港口出售旧灯塔。"),
        ("A second lantern stands in the harbour.", "第二座灯塔立在港口。"),
        ("Paint the lantern of the pier.", "给码头的灯塔刷漆。"),
        ("Marlow reads the log of the pump.", "Marlow 读取水泵的日志。"),
        ("This runtime was slow.", "这个运行时曾经很慢。"),
        ("The keeper sleeps beside the tide gate.", "看守睡在潮汐闸门旁边。"),
    ],
];

fn folder() -> Folder {
    let folder = Folder::of_text(&[]);
    for (number, page) in PAGES.iter().enumerate() {
        let side = |of: fn(&(&str, &str)) -> String| page.iter().map(of).collect::<Vec<_>>().join("\n\n") + "\n";
        folder.write(&format!("en/{number}.md"), side(|pair| pair.0.to_owned()));
        folder.write(&format!("zh/{number}.md"), side(|pair| pair.1.replace("泊位（", "**泊位**（")));
    }
    folder
}

const PAIRS: [&str; 2] = ["--pairs", "en/{path}=zh/{path}"];

/// A source, and its renderings with their documents and mentions.
type Row = (String, Vec<(String, u64, u64)>);

fn rows(ended: &Ended) -> Vec<Row> {
    ended.assert(0, "");
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let row = |group: serde_json::Value| {
        let count = |value: &serde_json::Value| value.as_u64().expect("a count");
        let rendering = |one: &serde_json::Value| (text(&one["text"]), count(&one["documents"]), count(&one["mentions"]));
        (text(&group["source"]), group["renderings"].as_array().expect("a list").iter().map(rendering).collect())
    };
    ended.objects().into_iter().map(row).collect()
}

fn row(source: &str, renderings: &[(&str, u64, u64)]) -> Row {
    (
        source.to_owned(),
        renderings.iter().map(|(text, documents, mentions)| ((*text).to_owned(), *documents, *mentions)).collect(),
    )
}

#[test]
fn terms_come_with_what_stands_for_them() {
    let folder = folder();
    let rows = rows(&folder.run(&[&["discover", "--no-config", "-f", "json"][..], &PAIRS].concat()));
    for expected in [
        // Two renderings of one term.
        row("lantern", &[("灯笼", 4, 5), ("灯塔", 1, 3)]),
        // Two words, and none of them alone.
        row("tide gate", &[("潮汐闸门", 5, 5)]),
        row("harbour", &[("港口", 4, 5)]),
        row("keeper", &[("看守", 4, 5)]),
        row("pump", &[("水泵", 3, 4)]),
        row("log", &[("日志", 4, 4)]),
        // The last character is a word of its own elsewhere.
        row("runtime", &[("运行时", 3, 4)]),
        // A name that stays as it is.
        row("Marlow", &[("Marlow", 4, 4)]),
        // Once only, but the translator says so.
        row("berth", &[("泊位", 1, 1)]),
    ] {
        assert!(rows.contains(&expected), "{expected:?} in {rows:#?}");
    }
    let sources: Vec<&str> = rows.iter().map(|(source, _)| source.as_str()).collect();
    assert!(!sources.iter().any(|source| ["tide", "gate", "water", "open", "old"].contains(source)), "{sources:?}");
}

#[test]
fn what_speaks_for_a_row_is_counted() {
    let folder = folder();
    let ended = folder.run(&[&["discover", "--no-config", "-f", "json"][..], &PAIRS].concat());
    let group = ended.objects().into_iter().find(|group| group["source"] == "tide gate").expect("it is proposed");
    assert_eq!((&group["type"], &group["kind"], &group["source_mentions"]), (&"group".into(), &"term".into(), &5.into()));
    let rendering = &group["renderings"][0];
    assert_eq!(rendering["beside"]["beads"], 5);
    assert_eq!(rendering["beside"]["dice"], 1.0);
    assert_eq!(rendering["places"][0], serde_json::json!({"path": "zh/0.md", "line": 5}));
    let evidence = group["evidence"][0].as_str().expect("words");
    assert!(evidence.starts_with("\"潮汐闸门\" in 5 of 5 with \"tide gate\", and in 0 without: Dice 1.00, G² "), "{evidence}");
}

#[test]
fn rows_go_into_a_glossary_that_reads_them() {
    let folder = folder();
    folder.run(&[&["discover", "--no-config", "-q", "-o", "out/rows.csv"][..], &PAIRS].concat()).assert(0, "");
    let csv = folder.read("out/rows.csv");
    let csv = String::from_utf8_lossy(&csv);
    let line = csv.lines().find(|line| line.starts_with("lantern,")).expect("a row");
    assert!(line.starts_with("lantern,term,lantern,灯笼|灯塔,0."), "{line}");
    assert!(
        line.ends_with(",8 mentions in the originals; 灯笼 5 mentions in 4 documents; 灯塔 3 mentions in 1 document"),
        "{line}"
    );
    let check = folder.run(&["glossary", "check", "--no-config", "--glossary", "out/rows.csv"]);
    assert_eq!(check.status, 0, "{}", check.err);
}

#[test]
fn with_a_glossary_only_what_it_lacks_is_shown() {
    let folder = folder();
    folder.write("terms.csv", "id,kind,en,zh\nlantern,term,lantern,灯笼\nharbour,term,harbour,港口\n");
    let run = |more: &[&str]| {
        let args = [&["discover", "--no-config", "-f", "json", "--glossary", "terms.csv"][..], &PAIRS, more].concat();
        rows(&folder.run(&args))
    };
    assert_eq!(run(&["--known"]), [row("lantern", &[("灯塔", 1, 3)])]);
    assert!(run(&[]).contains(&row("keeper", &[("看守", 4, 5)])));
    assert!(!run(&[]).iter().any(|(source, _)| source == "harbour"));
}

#[test]
fn annotations_are_evidence() {
    for (chinese, exact) in [
        ("<ruby>泊位<rt>berth</rt></ruby>空着。", true),
        ("“泊位”（berth）空着。", true),
        ("这里的**泊位**（*berth*）空着。", true),
        ("这里的[泊位](b.md)（berth）空着。", true),
        // Where the words begin is anybody's guess.
        ("这里的泊位（berth）空着。", false),
    ] {
        let folder = Folder::of_text(&[("en/a.md", "A berth is free.\n"), ("zh/a.md", chinese)]);
        let found = rows(&folder.run(&[&["discover", "--no-config", "-q", "-f", "json"][..], &PAIRS].concat()));
        assert_eq!(found, if exact { vec![row("berth", &[("泊位", 1, 1)])] } else { Vec::new() }, "{chinese}");
    }
}

#[test]
fn files_of_strings_hold_their_originals() {
    let unit = |(source, target): &(&str, &str)| format!("\nmsgid \"{source}\"\nmsgstr \"{target}\"\n");
    let units: String = PAGES.iter().flat_map(|page| page.iter()).map(unit).collect();
    let folder = Folder::of_text(&[("a.po", &format!("msgid \"\"\nmsgstr \"Language: zh\\n\"\n{units}"))]);
    let rows = rows(&folder.run(&["discover", "--no-config", "-f", "json", "a.po"]));
    assert!(rows.contains(&row("tide gate", &[("潮汐闸门", 1, 5)])), "{rows:?}");
}

#[test]
fn what_has_no_original_is_said() {
    let folder = Folder::of_text(&[("zh/a.md", "只有中文。\n")]);
    let ended = folder.run(&["discover", "--no-config", "zh", "--pairs", "pairs/{path}=en/{path}"]);
    ended.assert(2, "glossator: none of 1 file has an original\n");
    folder.write("en/a.md", "Only Chinese.\n");
    folder.write("zh/b.md", "没有原文。\n");
    let ended = folder.run(&["discover", "--no-config", "zh", "--source", "en"]);
    ended.assert(
        0,
        "glossator: zh/b.md: the original en/b.md: no such file or folder\nglossator: 1 of 2 files could not be read\n",
    );
}

#[test]
fn rows_are_by_language() {
    let folder = folder();
    for (number, page) in PAGES.iter().enumerate() {
        let english = page.iter().map(|pair| pair.0).collect::<Vec<_>>().join("\n\n");
        folder.write(&format!("ko/{number}.md"), "항구의 등대지기는 매일 밤 일지를 쓴다.\n\n등대지기는 잔다.\n");
        folder.write(&format!("sources/ko/{number}.md"), &english);
        folder.write(&format!("sources/zh/{number}.md"), &english);
    }
    let run = |more: &[&str]| {
        let all = ["discover", "--no-config", "zh", "ko", "--pairs", "sources/{path}={path}"];
        folder.run(&[&all[..], more].concat())
    };
    let ended = run(&["-f", "json"]);
    assert_eq!(
        ended.err,
        "glossator: translations in zh (5 documents), ko (5 documents): a column for each; --target-language zh selects one\n"
    );
    let languages = |ended: &Ended| -> BTreeSet<String> {
        ended.objects().iter().map(|group| group["language"].as_str().expect("a tag").to_owned()).collect()
    };
    assert!(ended.text().contains("潮汐闸门") && languages(&ended).contains("zh"), "{}", ended.text());
    let selected = run(&["-f", "json", "--target-language", "zh-Hans"]);
    assert_eq!((selected.err.as_str(), languages(&selected)), ("", BTreeSet::from(["zh-Hans".to_owned()])));
    assert!(!selected.text().contains("등대"), "{}", selected.text());
    // Of the originals' own language there are none, and what is left out is counted in the wanted one.
    folder.write("sources/en/0.md", "The lighthouse keeper writes every night.\n");
    folder.write("en/0.md", "The lighthouse keeper of the harbour writes a log every night.\n");
    folder.write("sources/ko/7.md", "Text.\n");
    folder.write("ko/7.md", "Text.\n");
    let with_english = |language: &str| {
        let all = ["discover", "--no-config", "zh", "ko", "en", "--pairs", "sources/{path}={path}", "-f", "json"];
        folder.run(&[&all[..], &["--target-language", language]].concat())
    };
    with_english("fr").assert(2, "glossator: no translation is in \"fr\" (--target-language): there are ko, zh\n");
    assert_eq!(with_english("zh").err, "");
    std::fs::remove_dir_all(folder.at("en")).expect("it is there");
    let same = "glossator: ko/7.md: this is the same text as the original sources/ko/7.md\n";
    let said = "glossator: 1 of 11 files is judged no translation of its original and is left out\n";
    assert!(run(&[]).err.starts_with(&format!("{same}{said}")), "{}", run(&[]).err);
    std::fs::remove_file(folder.at("ko/7.md")).expect("it is there");
    run(&["--target-language", "fr"]).assert(2, "glossator: no translation is in \"fr\" (--target-language): there are ko, zh\n");
    assert_eq!(run(&["-q", "-o", "rows.csv", "--target-language", "ko"]).status, 0);
    assert!(folder.text("rows.csv").starts_with("id,kind,en,ko,confidence,note\n"), "{}", folder.text("rows.csv"));
}
