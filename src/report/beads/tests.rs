//! What the formats show of one small pair.

use super::*;
use crate::align::{Options, align};
use crate::format::Format as _;
use crate::format::markdown::Markdown;

const SOURCE: &str = "# Pods {#pods}\n\nRun `ls` & wait. Is it 5 < 6?\n\n## Only here\n";
const TARGET: &str = "# 容器组 {#pods}\n\n运行 `ls` 并等待。5 < 6 吗？\n";

fn written(name: &str, level: Level) -> String {
    let (mut source, mut target) = (Document::default(), Document::default());
    Markdown.read(SOURCE, &mut source);
    Markdown.read(TARGET, &mut target);
    let alignment = align(&source, &target, &Options::default());
    let pair = Pair {
        source: Side { path: "en/a.md", language: "en", text: SOURCE, document: &source },
        target: Side { path: "zh/a.md", language: "zh", text: TARGET, document: &target },
        alignment: &alignment,
    };
    let format = by_name(name).expect("a format");
    let mut out = Vec::new();
    format.write(&[pair], level, &mut true, &mut out).expect("memory can be written");
    format.end(&mut out).expect("memory can be written");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn json_has_numbers_and_places() {
    let lines: Vec<serde_json::Value> =
        written("json", Level::Sentence).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let beads: Vec<_> = lines.iter().filter(|line| line["type"] == "bead").collect();
    assert_eq!(beads[0]["source_spans"][0], serde_json::json!([2, 6]));
    assert_eq!(beads[0]["target_spans"][0], serde_json::json!([2, 11]));
    let numbers: Vec<_> = beads.iter().map(|bead| format!("{}{}", bead["source"], bead["target"])).collect();
    assert_eq!(numbers, ["[0][0]", "[1][1]", "[2][2]", "[3][]"]);
    assert_eq!(lines.last().map(|line| line["type"].clone()), Some("alignment".into()));
}

#[test]
fn blocks_are_a_level_of_their_own() {
    let numbers: Vec<_> = written("json", Level::Block)
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .filter(|line| line["type"] == "bead" && line["level"] == "block")
        .map(|bead| format!("{}{}", bead["source"], bead["target"]))
        .collect();
    assert_eq!(numbers, ["[0][0]", "[1][1]", "[2][]"]);
}

#[test]
fn tsv_has_texts_and_lines() {
    let text = written("tsv", Level::Sentence);
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows[0], ["score", "source", "target", "source_place", "target_place"]);
    assert_eq!(rows[2][1..], ["Run \u{fffc} & wait.", "运行 \u{fffc} 并等待。", "en/a.md:3:1", "zh/a.md:3:1"]);
    assert_eq!(rows[4][2..], ["", "en/a.md:5:4", ""]);
}

#[test]
fn tmx_escapes_and_leaves_lone_sentences_out() {
    let text = written("tmx", Level::Sentence);
    assert!(text.contains("<tuv xml:lang=\"en\"><seg>Run <ph/> &amp; wait.</seg></tuv>"), "{text}");
    assert!(text.contains("<seg>5 &lt; 6 吗？</seg>"), "{text}");
    assert!(!text.contains("Only here"), "{text}");
    let mut document = Document::default();
    let units = crate::format::tmx::Tmx.read_units(&text, None, &mut document).expect("well-formed").expect("units");
    assert_eq!(units.units.len(), 3);
}

#[test]
fn html_marks_what_is_lone_and_needs_nothing_else() {
    let text = written("html", Level::Sentence);
    assert!(text.contains("<tr class=\"lone\">"), "{text}");
    assert!(text.contains("Is it 5 &lt; 6?"), "{text}");
    assert!(!text.contains("http"), "{text}");
}
