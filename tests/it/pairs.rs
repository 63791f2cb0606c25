//! Translations beside their originals: what each rule about pairs finds in small made-up ones, and bad input.

use crate::program::Folder;

const GLOSSARY: &str = "\
id,kind,en,zh,zh:admitted,zh:deprecated,zh:ambiguous,when
cluster,term,cluster,集群,,,,
container,term,container,容器,,,集装箱,
gateway,term,gateway,网关,,闸道,,
kelsey-hightower,person,Kelsey Hightower,凯尔西·海托华,,,,
ada-quill,person,Ada Quill,阿达·奎尔,Ada Quill,,,
tectonic,product,Tectonic,Tectonic,,,构造,CoreOS
";

/// The findings of a pair: (rule, severity, found), `unused` rules left out.
fn findings(english: &str, chinese: &str) -> Vec<(String, String, String)> {
    let folder = Folder::of_text(&[("terms.csv", GLOSSARY), ("en/a.md", english), ("zh/a.md", chinese)]);
    let ended = folder.run(&["check", "--format", "json", "-q", "--glossary", "terms.csv", "--pairs", "en/{path}=zh/{path}"]);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    ended
        .objects()
        .iter()
        .filter(|object| object["type"] == "diagnostic")
        .map(|object| (text(&object["rule"]), text(&object["severity"]), text(&object["found"])))
        .collect()
}

#[track_caller]
fn assert_findings(english: &str, chinese: &str, expected: &[(&str, &str, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned())).collect();
    assert_eq!(findings(english, chinese), expected, "{english}\n{chinese}");
}

#[test]
fn a_good_translation_is_quiet() {
    for (english, chinese) in [
        ("Each cluster has 3 gateways.", "每个集群有三个网关。"),
        ("See `kubectl get` and [the docs](https://a.io/en/docs/).", "参见 `kubectl get` 和[文档](https://a.io/zh/docs/)。"),
        ("A cluster of 2 million containers was built in May 2020.", "2020 年 5 月建成了一个有 200 万容器的集群。"),
        ("# Gateways\n\nThe gateway is here.\n\n## More\n\nMore text.", "# 网关\n\n网关在这里。\n\n## 更多\n\n更多文字。"),
        ("Kelsey Hightower said so.", "凯尔西·海托华这样说。"),
        // Addresses that rightly differ.
        ("[Ships](https://en.wikipedia.org/wiki/Ship) sail.", "[船](https://zh.wikipedia.org/wiki/船)在航行。"),
        ("![Life](./life.png) is [here](/en/a/).", "![生活](./life_zh-CN.png)在[这里](/zh/a/)。"),
        ("See [below](#the-end).\n\n## The end", "见[下文](#结尾)。\n\n## 结尾"),
        ("Put it into `content/en/docs`.", "把它放进 `content/zh/docs`。"),
        ("It needs version 1.6.", "它需要v1.6版本。"),
        ("Print with %v only.", "只用 `%v` 打印。"),
        (
            "```\n$ run this now please\n```\n\n$ run this now please",
            "```\n$ run this now please\n```\n\n$ run this now please。",
        ),
    ] {
        assert_findings(english, chinese, &[]);
    }
}

#[test]
fn each_kind_of_mismatch_is_found() {
    for (english, chinese, expected) in [
        ("It takes 15 minutes.", "这需要 50 分钟。", ("number-mismatch", "warning", "50")),
        ("It takes 15 minutes.", "这需要一会儿。", ("number-mismatch", "info", "这需要一会儿。")),
        ("Run `helm install` first.", "先运行 `helm upgrade`。", ("code-mismatch", "warning", "helm upgrade")),
        ("Run `helm install` first.", "先运行它。", ("code-mismatch", "info", "先运行它。")),
        ("Read [this](https://a.io/x) first.", "先读[这个](https://b.io/y)。", ("link-mismatch", "warning", "这个")),
        // Likely chosen by the translator.
        ("Read [this](https://a.io/x) first.", "先读[这个](https://b.io/zh/y)。", ("link-mismatch", "info", "这个")),
        ("Read [this](https://a.io/t/1) first.", "先读[这个](https://a.io/t/2)。", ("link-mismatch", "info", "这个")),
        // What is no text is shown as the file has it.
        ("Read [`a`](https://a.io/x) now.", "先读[`a`](https://b.io/y)。", ("link-mismatch", "warning", "`a`")),
        (
            "Found {count} pods in the list.",
            "在列表中找到 {number} 个 pod。",
            ("placeholder-mismatch", "warning", "在列表中找到 {number} 个 pod。"),
        ),
        ("# One\n\nSome text.", "### 一\n\n一些文字。", ("heading-structure", "info", "一")),
        (
            "This line has been left in English here.",
            "This line has been left in English here.",
            ("mismatched-pair", "warning", ""),
        ),
        ("The cluster is large.", "这个 cluster 很大。", ("missing-rendering", "info", "cluster")),
        ("Kelsey Hightower said so.", "凯尔西·海托尔这样说。", ("missing-rendering", "error", "凯尔西·海托尔")),
        // A name that may stay is not one that must.
        ("Ada Quill said so.", "艾达·奎勒这样说。", ("missing-rendering", "error", "艾达·奎勒")),
    ] {
        assert_findings(english, chinese, &[expected]);
    }
}

#[test]
fn the_original_decides_an_ambiguous_rendering() {
    assert_findings("Start the container now.", "现在启动集装箱。", &[("ambiguous-rendering", "warning", "集装箱")]);
    assert_findings("The ship carries a shipping box.", "船上有一个集装箱。", &[]);
    assert_findings("Tectonic is here.", "构造在这里。", &[("ambiguous-rendering", "warning", "构造")]);
    assert_findings("The structure of CoreOS is simple.", "CoreOS 的构造很简单。", &[]);
}

#[test]
fn repeated_segments_are_compared_over_the_whole_corpus() {
    let po = |units: &[(&str, &str)]| {
        let units = units.iter().map(|(source, target)| format!("\nmsgid \"{source}\"\nmsgstr \"{target}\"\n"));
        format!("msgid \"\"\nmsgstr \"Language: zh\\n\"\n{}", units.collect::<String>())
    };
    let folder = Folder::of_text(&[
        ("terms.csv", GLOSSARY),
        ("a.po", &po(&[("Before you begin", "开始之前"), ("Clean up everything", "全部清理")])),
        ("b.po", &po(&[("Before you begin", "在您开始之前"), ("Remove it all", "全部清理")])),
        ("c.po", &po(&[("Before you begin", "开始之前"), ("Clean up everything", "全部清理")])),
    ]);
    let ended = folder.run(&["check", "--format", "json", "-q", "--glossary", "terms.csv", "."]);
    let expected = [("b.po", "inconsistent-translation", "在您开始之前"), ("b.po", "same-translation", "全部清理")];
    assert_eq!(ended.findings(), expected.map(|(path, rule, found)| (path.to_owned(), rule.to_owned(), found.to_owned())));
    assert_eq!(ended.objects()[0]["severity"], "warning");
    // One against one is no majority.
    let ended = folder.run(&["check", "--format", "json", "-q", "--glossary", "terms.csv", "a.po", "b.po"]);
    assert_eq!(ended.objects()[0]["severity"], "info");
}

#[test]
fn a_segment_without_a_translation_is_found_where_its_text_is() {
    let english = "`k8s` is prefixed to the context and user names.\n\nThis is all of it, really.\n";
    let chinese = "`k8s` is prefixed to the context and user names.\n\n这就是全部了。\n";
    let found = "is prefixed to the context and user names.";
    assert_findings(english, chinese, &[("untranslated-segment", "warning", found)]);
    let english = "Put `k8s` in front of the context name.\n\nThis is all of it, really.\n";
    let chinese = "Put `k8s` in front of the context name.\n\n这就是全部了。\n";
    assert_findings(english, chinese, &[("untranslated-segment", "warning", "Put `k8s` in front of the context name.")]);
}

#[test]
fn a_pair_that_is_none_is_said() {
    let folder = Folder::of_text(&[
        ("terms.csv", GLOSSARY),
        ("en/a.md", "中文的原文在这里。"),
        ("zh/a.md", "An English text stands here."),
    ]);
    let run =
        |args: &[&str]| folder.run(&[&["check", "--format", "json", "-q", "--glossary", "terms.csv", "zh/a.md"], args].concat());
    let rules = |ended: &crate::program::Ended| ended.findings().into_iter().map(|(_, rule, _)| rule).collect::<Vec<_>>();
    assert_eq!(rules(&run(&["--source", "en/a.md"])), ["mismatched-pair"]);
    folder
        .run(&["check", "--glossary", "terms.csv", "zh/a.md", "--source", "zh/a.md"])
        .assert(2, "glossator: --source zh/a.md is what is checked: name its original\n");
    folder
        .run(&["check", "--glossary", "terms.csv", "zh/a.md", "--source", "no.md"])
        .assert(2, "glossator: --source no.md: no such file or folder\n");
    let ended = folder.run(&["check", "--glossary", "terms.csv", "--pairs", "en/{path}"]);
    assert_eq!(ended.status, 2, "{}", ended.err);
    folder.write("empty.md", "");
    folder.write("good.md", "An English text stands here.");
    folder.write("ja.md", "コンテナは多くのマシンからなるクラスタで動作します。それは誰にとっても高速で、信頼できるものです。");
    let said = |source: &str, target: &str, more: &[&str]| {
        let args = [&["check", "-q", "--format", "json", "--glossary", "terms.csv", target, "--source", source], more].concat();
        let finding = folder.run(&args).objects().into_iter().find(|object| object["rule"] == "mismatched-pair");
        finding.map_or_else(String::new, |finding| {
            format!("{} {}", finding["severity"], finding["message"]).replace(['"', '\\'], "")
        })
    };
    assert_eq!(said("good.md", "empty.md", &[]), "warning this has no text, and the original good.md has");
    assert_eq!(said("empty.md", "en/a.md", &[]), "warning the original empty.md has no text, and this has");
    assert_eq!(said("zh/a.md", "good.md", &[]), "warning this is the same text as the original zh/a.md");
    let tag = ["--target-language", "zh"];
    assert_eq!(said("good.md", "ja.md", &tag), "error this looks like ja, and should be in zh");
    assert_eq!(said("good.md", "en/a.md", &tag), "");
}

#[test]
fn a_list_that_is_wrong_is_named_with_its_line() {
    let folder = Folder::of_text(&[("terms.csv", GLOSSARY), ("en/a.md", "Text."), ("zh/a.md", "文。")]);
    for (list, expected) in [
        (
            "zh\ten/a.md\tzh/a.md\n",
            "p.tsv:1: no columns \"source\" and \"target\" (a header names them; without one there are two columns)",
        ),
        (
            "from\tto\nen/a.md\tzh/a.md\n",
            "p.tsv:1: source from: no such file or folder\nglossator: p.tsv:1: target to: no such file or folder",
        ),
        ("source\ttarget\n\nen/a.md\tzh/b.md\n", "p.tsv:3: target zh/b.md: no such file or folder"),
        ("source\ttarget\nen/a.md\tzh/a.md\nen/b.md\tzh/a.md\n", "p.tsv:3: zh/a.md has another source in line 2"),
        ("source\ttarget\nen/a.md\tzh/a.md\nzh/a.md\t./zh/a.md\n", "p.tsv:3: source and target are the same file"),
        ("source\ttarget\nen\tzh/a.md\n", "p.tsv:2: source en is a folder, a list names files"),
        ("source\ttarget\n", "p.tsv: no pairs; a row has a source and a target path, separated by a tab"),
        ("", "p.tsv: no pairs; a row has a source and a target path, separated by a tab"),
    ] {
        folder.write("p.tsv", list);
        for command in ["check", "align"] {
            let ended = folder.run(&[command, "--glossary", "terms.csv", "--pairs", "p.tsv"]);
            assert_eq!(
                (ended.status, ended.err.replace("glossator: ", "")),
                (2, format!("{expected}\n").replace("glossator: ", "")),
                "{list:?}"
            );
        }
    }
}

#[test]
fn a_list_needs_two_paths_a_row() {
    let folder = Folder::of_text(&[("terms.csv", GLOSSARY), ("en/a.md", "Text.")]);
    folder.write("pairs.tsv", "source\ttarget\nen/a.md\t\n");
    folder
        .run(&["check", "--glossary", "terms.csv", "--pairs", "pairs.tsv"])
        .assert(2, "glossator: pairs.tsv:2: a row needs a source and a target path, separated by a tab\n");
}

#[test]
fn the_configuration_names_the_originals_too() {
    let folder = Folder::of_text(&[
        ("glossator.toml", "glossaries = [\"terms.csv\"]\n[bitext]\npairs = [\"en/{path}=zh/{path}\"]\n"),
        ("terms.csv", GLOSSARY),
        ("en/a.md", "The cluster is large."),
        ("zh/a.md", "这个 cluster 很大。"),
        ("zh/b.md", "只有中文。"),
    ]);
    let rules: Vec<(String, String)> = folder
        .run(&["check", "--format", "json", "-q", "zh"])
        .findings()
        .into_iter()
        .map(|(path, rule, _)| (path, rule))
        .collect();
    let expected = [("zh/a.md", "missing-rendering"), ("zh/b.md", "mismatched-pair")];
    assert_eq!(rules, expected.map(|(path, rule)| (path.to_owned(), rule.to_owned())));
}

#[test]
fn files_of_strings_are_pairs_by_themselves() {
    let po = "msgid \"\"\nmsgstr \"Language: zh\\n\"\n\nmsgid \"Found %d clusters\"\nmsgstr \"找到集群\"\n\nmsgid \"The gateway failed\"\nmsgstr \"闸道出错\"\n";
    let folder = Folder::of_text(&[("terms.csv", GLOSSARY), ("a.po", po)]);
    let rules: Vec<String> = folder
        .run(&["check", "--format", "json", "-q", "--glossary", "terms.csv", "a.po"])
        .findings()
        .into_iter()
        .map(|(_, rule, _)| rule)
        .collect();
    assert_eq!(rules, ["placeholder-mismatch", "deprecated-rendering"]);
}
