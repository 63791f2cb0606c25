//! `similarity`, `glossary audit` and `discover --interactive`, as a user runs them.

use crate::program::Folder;

#[test]
fn pairs_are_scored_in_order() {
    let folder = Folder::of_text(&[("pairs.tsv", "english\tchinese\nPhilip\t菲利普\nPhilip\t沃森\nZhang Wei\t张伟\n")]);
    let ended = folder.run(&["similarity", "--pairs", "pairs.tsv", "--no-config", "--format", "json"]);
    let objects = ended.assert(0, "").objects();
    let pairs: Vec<(&str, &str)> = objects
        .iter()
        .map(|object| (object["english"].as_str().unwrap_or_default(), object["chinese"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(pairs, [("Philip", "菲利普"), ("Philip", "沃森"), ("Zhang Wei", "张伟")]);
    let scores: Vec<f64> = objects.iter().filter_map(|object| object["score"].as_f64()).collect();
    assert!(matches!(scores[..], [right, wrong, spelt] if right > 3.0 && wrong < 0.0 && spelt > 3.0), "{scores:?}");
    assert!(objects.iter().all(|object| object["type"] == "similarity"));
    folder.run(&["similarity", "Philip", "菲利普"]).assert(0, "");
}

#[test]
fn a_broken_list_of_pairs_is_named_with_its_line() {
    let folder = Folder::of_text(&[("pairs.tsv", "english\tchinese\nPhilip\t菲利普\nPhilip\n")]);
    folder.run(&["similarity", "--pairs", "pairs.tsv"]).assert(2, "glossator: pairs.tsv:3: 1 column where 2 are needed\n");
    folder.run(&["similarity", "--train", "pairs.tsv"]).assert(
        2,
        "glossator: pairs.tsv: no names found; want a dictionary in the format of CC-CEDICT: 馬洛 马洛 [Ma3 luo4] /Marlowe (name)/\n",
    );
    let over = folder.run(&["similarity", "--train", "pairs.tsv", "--output", "g.csv"]);
    assert!(over.status == 2 && over.err.contains("g.csv is there already"), "{over:?}");
}

#[test]
fn what_only_looks_like_a_name_is_left_alone() {
    let folder = Folder::of_text(&[
        ("own.csv", "id,kind,en,zh\nmara,person,Mara Bellinski,玛拉·贝里恩利\nnet,organization,NetApp,NetApp\n"),
        ("a.md", "[玛拉·贝里恩](https://example.org/mara)的观点，和一个严肃的。NET app 在这里。\n"),
        ("b.md", "玛拉·贝里恩丽的观点，和 Net App 的存储。\n"),
    ]);
    let rules = |name: &str| {
        let found = folder.run(&["check", "--format", "json", "-q", "--glossary", "own.csv", name]).findings();
        found.into_iter().map(|(_, rule, _)| rule).collect::<Vec<_>>()
    };
    assert_eq!(rules("a.md"), <[&str; 0]>::default());
    assert_eq!(rules("b.md"), ["near-rendering", "broken-latin-name"]);
}

#[test]
fn a_glossary_is_measured() {
    let folder =
        Folder::of_text(&[("a.md", "货柜与货柜，还有容器。\n\n码头工人很多。\n"), ("b.md", "货柜里有凯尔西·海托华的书。\n")]);
    let ended = folder.run(&["glossary", "audit", "--glossary", "g.csv", "--format", "json", "a.md", "b.md"]);
    let objects = ended.assert(0, "").objects();
    let row = |id: &str| objects.iter().find(|object| object["type"] == "row" && object["concept"] == id).cloned();
    let container = row("container").expect("it has a row");
    assert_eq!((container["mentions"].as_u64(), container["approved"].as_u64()), (Some(4), Some(1)));
    assert_eq!((container["rival"]["text"].as_str(), container["rival"]["mentions"].as_u64()), (Some("货柜"), Some(3)));
    assert_eq!(row("kelsey-hightower").expect("it has a row")["agreement"].as_f64(), Some(1.0));
    let summary = objects.last().expect("it ends with a summary");
    assert_eq!((summary["type"].as_str(), summary["files"].as_u64()), (Some("summary"), Some(2)));
    let words = folder.run(&["glossary", "audit", "--glossary", "g.csv", "a.md", "b.md"]).assert(0, "").text().to_owned();
    assert!(words.contains("a rival dominates (") && words.contains("\"货柜\" 3 times"), "{words}");
    let table =
        folder.run(&["glossary", "audit", "--glossary", "g.csv", "--format", "csv", "a.md"]).assert(0, "").text().to_owned();
    assert!(table.starts_with("concept,file,line,preferred,mentions,"), "{table}");
}

#[test]
fn nobody_is_asked_twice() {
    let folder = Folder::of_text(&[
        ("a.md", "[玛拉·贝里尼](https://example.org/author/mara-bellini/)介绍了项目。玛拉·贝里尼（Mara Bellini）是工程师。\n"),
        ("b.md", "[马拉·贝里尼](https://example.org/author/mara-bellini/)也在。马拉·贝里尼（Mara Bellini）说得对。\n"),
        ("c.md", "玛拉·贝里尼（Mara Bellini）回答了问题。\n"),
    ]);
    let arguments = ["discover", "--interactive", "--glossary", "g.csv", "--min-score", "0", "a.md", "b.md", "c.md"];
    let first = folder.run_with(&arguments, "a\n".repeat(20).as_bytes());
    assert_eq!(first.status, 0, "{}", first.err);
    let rows = folder.text("g.csv");
    assert!(rows.contains("mara-bellini,"), "{rows}\n{}", first.text());
    let ids: Vec<&str> = rows.lines().skip(1).filter_map(|row| row.split(',').next()).collect();
    // The glossary of the tests is not sorted by id, so that new rows stand at its end.
    assert_eq!(ids.get(..4), Some(&["docker", "kelsey-hightower", "tectonic", "container"][..]));
    assert!(folder.names().contains(&"g.decisions.jsonl".to_owned()));
    let second = folder.run_with(&arguments, b"");
    assert_eq!((second.status, second.text()), (0, ""), "{}", second.err);
    assert_eq!(folder.text("g.csv"), rows);
    // A glossary may begin so: one that is not there, or has its header only.
    let arguments = ["discover", "--interactive", "--glossary", "new.csv", "--min-score", "0", "a.md", "b.md", "c.md"];
    assert_eq!(folder.run_with(&arguments, b"a\n").status, 0);
    let header = "id,kind,en,zh,zh:admitted,zh:deprecated,zh:ambiguous,when,unless,note\n";
    assert!(folder.text("new.csv").starts_with(&format!("{header}mara-bellini,person,Mara Bellini,")));
    folder.write("header.csv", header);
    let arguments = ["discover", "-i", "--glossary", "header.csv", "--min-score", "0", "a.md", "b.md", "c.md"];
    assert_eq!(folder.run_with(&arguments, b"a\n").status, 0);
    assert_eq!(folder.text("header.csv"), folder.text("new.csv"));
}
