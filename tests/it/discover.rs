//! `glossator discover`: each signal on a few articles with invented names, what must stay apart, output, bad input.

use crate::program::Folder;

/// The groups that a folder gives: the renderings of each, as written, sorted.
fn groups(folder: &Folder, arguments: &[&str]) -> Vec<Vec<String>> {
    let ended = folder.run(&[&["discover", "--no-config", "--format", "json"], arguments].concat());
    ended.assert(0, "");
    let texts = |group: &serde_json::Value| {
        let renderings = group["renderings"].as_array().expect("a list").iter();
        let mut texts: Vec<String> = renderings.map(|rendering| rendering["text"].as_str().expect("text").to_owned()).collect();
        texts.sort();
        texts
    };
    ended.objects().iter().map(texts).collect()
}

/// Whether one group holds all of the strings.
fn joined(groups: &[Vec<String>], strings: &[&str]) -> bool {
    groups.iter().any(|group| strings.iter().all(|string| group.iter().any(|text| text == string)))
}

#[track_caller]
fn assert_joined(files: &[(&str, &str)], strings: &[&str]) {
    let groups = groups(&Folder::of_text(files), &[]);
    assert!(joined(&groups, strings), "{strings:?} in {groups:?}");
}

#[track_caller]
fn assert_apart(files: &[(&str, &str)], strings: &[&str]) {
    let groups = groups(&Folder::of_text(files), &[]);
    assert!(!joined(&groups, strings), "{strings:?} in {groups:?}");
}

#[test]
fn anchors_of_one_page_are_one_name() {
    assert_joined(
        &[
            ("a.md", "我们用[灯笼工坊](https://www.lanternworks.io/)部署应用。灯笼工坊很快。\n"),
            ("b.md", "另一篇也说[灯笼工坊](https://lanternworks.io)不错，灯笼工坊有文档。\n"),
            ("c.md", "今天[Lanternworks](https://www.lanternworks.io)发布了新版本。\n"),
            ("d.md", "[Lanternworks](https://www.lanternworks.io/)是一家公司。\n"),
        ],
        &["灯笼工坊", "Lanternworks"],
    );
}

#[test]
fn anchors_that_lead_to_many_sites_are_no_name() {
    let pages: Vec<(String, String)> = ["lanternworks", "brightmesa", "stonefield", "quietloom"]
        .iter()
        .map(|site| (format!("{site}.md"), format!("见[官方网站](https://{site}.io/)。[{site}](https://{site}.io/)很好。\n")))
        .collect();
    let files: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_apart(&files, &["官方网站", "lanternworks"]);
}

#[test]
fn a_persons_page_ties_her_names() {
    assert_joined(
        &[
            ("a.md", "作者是[玛拉·贝里尼](https://twitter.com/marabellini)。\n"),
            ("b.md", "作者是[马拉·贝利尼](https://twitter.com/marabellini)。\n"),
        ],
        &["玛拉·贝里尼", "马拉·贝利尼"],
    );
}

#[test]
fn names_in_apposition_and_names_that_sound_alike_are_one() {
    let files = [
        ("a.md", "创始人玛拉·贝里尼(Mara Bellini)说，这很好。后来玛拉·贝里尼又说了一次。\n"),
        ("b.md", "记者问玛拉·贝利尼：为什么？\n"),
    ];
    assert_joined(&files, &["玛拉·贝里尼", "玛拉·贝利尼", "Mara Bellini"]);
}

#[test]
fn two_persons_who_share_a_name_part_stay_apart() {
    let files = [
        ("a.md", "玛拉·贝里尼(Mara Bellini)和玛拉·奥康纳(Mara O’Connor)都来了。玛拉·贝里尼先说。\n"),
        ("b.md", "玛拉·贝利尼写道。玛拉·奥康纳不同意。\n"),
        ("c.md", "Mara Bellini 与玛拉·奥康纳同台。\n"),
    ];
    assert_apart(&files, &["玛拉·贝里尼", "玛拉·奥康纳"]);
    assert_apart(&files, &["Mara Bellini", "玛拉·奥康纳"]);
}

#[test]
fn a_name_without_its_dot_is_the_same_name() {
    assert_joined(&[("a.md", "玛蒂尔达·贝里尼说。\n"), ("b.md", "玛蒂尔达贝里尼说。\n")], &["玛蒂尔达·贝里尼", "玛蒂尔达贝里尼"]);
}

#[test]
fn split_and_miscased_latin_words_join() {
    let files = [
        ("a.md", "今年的 LanternConf 很热闹，LanternConf 有三天。\n"),
        ("b.md", "去年的 lantern conf 也是，LanternConf 在春天。\n"),
        ("c.md", "下一届 Lanternconf 在秋天。\n"),
    ];
    assert_joined(&files, &["LanternConf", "lantern conf", "Lanternconf"]);
}

#[test]
fn a_slip_in_a_frequent_word_is_found() {
    let many = "我们用 Brightmesa 部署。\n\n".repeat(40);
    assert_joined(&[("a.md", &many), ("b.md", "我们用 Brightmsea 部署。\n")], &["Brightmesa", "Brightmsea"]);
}

/// Articles whose addresses say what their titles are about.
fn titled(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter()
        .enumerate()
        .map(|(number, (slug, title))| (format!("{slug}-{number}.md"), format!("# {title}\n\n正文。\n")))
        .collect()
}

#[test]
fn titles_beside_their_addresses_teach_terms() {
    let subjects = ["security", "storage", "testing", "pricing", "history", "colours", "repairs", "makers", "museums", "parts"];
    let others = [("river", "河流"), ("mountain", "山脉"), ("forest", "森林"), ("desert", "沙漠"), ("harvest", "丰收")];
    let mut rows = Vec::new();
    for (number, subject) in subjects.iter().enumerate() {
        rows.push((format!("lantern-{subject}"), if number % 2 == 0 { "灯笼" } else { "提灯" }.to_owned()));
        rows.extend(others.map(|(english, chinese)| (format!("{english}-{subject}"), chinese.to_owned())));
    }
    let rows: Vec<(&str, String)> = rows.iter().map(|(slug, name)| (slug.as_str(), format!("{name}：新的看法"))).collect();
    let rows: Vec<(&str, &str)> = rows.iter().map(|(slug, title)| (*slug, title.as_str())).collect();
    let pages = titled(&rows);
    let files: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let folder = Folder::of_text(&files);
    let groups = groups(&folder, &[]);
    assert!(joined(&groups, &["灯笼", "提灯"]), "{groups:?}");
    assert!(!joined(&groups, &["灯笼", "河流"]), "{groups:?}");
}

#[test]
fn few_articles_without_names_give_no_groups() {
    let files = [
        ("a.md", "# 标题\n\n今天的天气很好，我们去公园散步。\n"),
        ("b.md", "# 另一个\n\n软件需要测试，测试需要时间。\n"),
        ("c.md", "# English\n\nThis one was never translated, Mara Bellini says.\n"),
    ];
    assert_eq!(groups(&Folder::of_text(&files), &[]), Vec::<Vec<String>>::new());
}

const TWO: &[(&str, &str)] = &[
    ("a.md", "# 会议\n\n创始人\n玛拉·贝里尼(Mara Bellini)说，这很好。玛拉·贝里尼笑了。\n"),
    ("b.md", "记者问玛拉·贝利尼：为什么？\n"),
];

#[test]
fn json_says_all_of_a_group() {
    let ended = Folder::of_text(TWO).run(&["discover", "--no-config", "--format", "json"]);
    let objects = ended.assert(0, "").objects();
    let group = &objects[0];
    assert_eq!(
        (group["type"].as_str(), group["kind"].as_str(), group["source"].as_str()),
        (Some("group"), Some("person"), Some("Mara Bellini"))
    );
    assert!(group["score"].as_f64().is_some_and(|score| (0.5..=1.0).contains(&score)), "{group}");
    assert!(group["concept"].is_null() && group["evidence"].as_array().is_some_and(|evidence| !evidence.is_empty()), "{group}");
    let first = &group["renderings"][0];
    assert_eq!(
        *first,
        serde_json::json!({"text": "玛拉·贝里尼", "documents": 1, "mentions": 2, "places": [{"path": "a.md", "line": 4}]})
    );
}

#[test]
fn the_same_on_any_number_of_threads() {
    let folder = Folder::of_text(TWO);
    let run =
        |threads: &str| folder.run(&["discover", "--no-config", "--format", "json", "--threads", threads]).text().to_owned();
    assert_eq!(run("1"), run("4"));
}

#[test]
fn rows_are_written_for_a_glossary() {
    let folder = Folder::of_text(TWO);
    folder.run(&["discover", "--no-config", "-q", "-o", "glossary/candidates.csv"]).assert(0, "");
    let text = folder.text("glossary/candidates.csv");
    assert!(text.starts_with("id,kind,en,zh,confidence,note\nmara-bellini,person,Mara Bellini,玛拉·贝里尼|"), "{text}");
    folder.run(&["glossary", "convert", "--no-config", "--glossary", "glossary/candidates.csv"]).assert(0, "");
}

#[test]
fn a_glossary_leaves_what_is_new() {
    let folder = Folder::of_text(TWO);
    folder.write("g.csv", "id,kind,en,zh\nmara,person,Mara Bellini,玛拉·贝里尼\n");
    let known = folder.run(&["discover", "--no-config", "--format", "json", "--known", "--glossary", "g.csv"]);
    let objects = known.assert(0, "").objects();
    assert_eq!(objects.len(), 1, "{objects:?}");
    assert_eq!(objects[0]["concept"].as_str(), Some("mara"));
    let renderings = objects[0]["renderings"].as_array().expect("a list");
    let texts: Vec<&str> = renderings.iter().filter_map(|rendering| rendering["text"].as_str()).collect();
    assert!(texts.contains(&"玛拉·贝利尼") && !texts.contains(&"玛拉·贝里尼"), "{texts:?}");
    folder.write("g.csv", "id,kind,en,zh\nmara,person,Mara Bellini,玛拉·贝里尼|玛拉·贝利尼|贝里尼\n");
    assert_eq!(groups(&folder, &["--glossary", "g.csv"]), Vec::<Vec<String>>::new());
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = Folder::of_text(TWO);
    for (arguments, err) in [
        (&["--known"][..], "--known needs a glossary: name one with --glossary or in glossator.toml"),
        (&["--min-score", "7"][..], "--min-score 7: a score is between 0 and 1"),
        (&["missing.md"][..], "missing.md: "),
    ] {
        let ended = folder.run(&[&["discover", "--no-config"], arguments].concat());
        assert!(ended.status == 2 && ended.err.contains(err), "{arguments:?}: {} {}", ended.status, ended.err);
    }
}

#[test]
fn broken_files_are_left_out() {
    let folder = Folder::of_text(TWO);
    folder.write("broken.md", [0xff, 0xfe, 0x00, 0xd8, 0x01]);
    folder.write("binary.md", [0_u8, 1, 2, 255, 254, 0, 0, 7]);
    folder.write("empty.md", "");
    let ended = folder.run(&["discover", "--no-config", "--format", "json"]);
    assert_eq!((ended.status, ended.objects().len()), (0, 1), "{}", ended.err);
    assert!(ended.err.contains("could not be read"), "{}", ended.err);
}

#[test]
fn odd_texts_do_no_harm() {
    let long = "·".repeat(3000) + &"凯".repeat(3000) + "·" + &"A".repeat(3000);
    let brackets = "(".repeat(500) + "（a（b" + &"[甲](".repeat(200);
    let files = [
        ("a.md", long.as_str()),
        ("b.md", brackets.as_str()),
        ("c.md", "·甲·\n\n乙·\n\n·丙\n\nA·B·C\n\n[](https://a.org) [ ](x) [·](https://twitter.com/)\n"),
        ("d.md", "\u{202e}玛拉·贝里尼\u{0}\u{7} 玛拉・贝里尼 玛拉•贝利尼\n"),
    ];
    let folder = Folder::of_text(&files);
    folder.run(&["discover", "--no-config", "--format", "json"]).assert(0, "");
    let shown = folder.run(&["discover", "--no-config"]);
    assert!(!shown.assert(0, "").text().contains(['\u{202e}', '\u{7}']), "{}", shown.text());
}
