//! `glossator fix` on files as people have them: encodings, line ends, tables, and questions asked.

use serde_json::Value;

use crate::program::Folder;

const WRONG: &str = "凯尔西·海塔尔喜欢货柜。\n";
const RIGHT: &str = "凯尔西·海托华喜欢容器。\n";

/// Enough Chinese for an encoding to be recognised.
const PROSE: &str = "世界贸易组织总干事与国际货币基金组织总裁在日内瓦会面，讨论了编排系统的未来。今天天气很好，我们去公园散步。";

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn words_of_the_ordinary_sense_speak_against_an_ambiguous_rendering() {
    let text = "我们用 Docker 和容器，集装箱里是一个服务。\n\n货轮在海上运集装箱。\n\n集装箱里是另一个服务，也有 Docker。\n";
    let rows = |unless: &str| format!("id,en,zh,zh:ambiguous,when,unless\ncontainer,container,容器,集装箱,Docker,{unless}\n");
    let folder = Folder::of_text(&[("a.md", text)]);
    let found = |unless: &str| {
        folder.write("rows.csv", rows(unless));
        let ended =
            folder.run(&["check", "-q", "--format", "json", "--glossary", "rows.csv", "--rule", "mixed-renderings=off", "a.md"]);
        let of = |object: &Value| (object["line"].as_u64(), object["fixes"][0]["applicability"].as_str().map(str::to_owned));
        ended.objects().iter().filter(|object| object["type"] == "diagnostic").map(of).collect::<Vec<_>>()
    };
    let all = |how: &str| [1, 3, 5].map(|line| (Some(line), Some(how.to_owned())));
    assert_eq!(found(""), all("safe"));
    assert_eq!(found("集装箱船"), all("safe"));
    assert!(found("货轮").iter().all(|(line, how)| *line != Some(3) && how.as_deref() == Some("unsafe")), "{:?}", found("货轮"));
}

#[test]
fn what_readers_see_of_a_shortcode_is_mended_and_nothing_else_of_it() {
    let before = "{{< figure src=\"货柜.png\" alt=\"货柜\" title='一个货柜' >}}\n\n见 {{< tooltip text=\"货柜\" id=\"货柜\" >}}。\n\n\
                  {% include 货柜.html caption=\"货柜\" %}\n{{% note title=\"\\\"货柜\\\"\" %}}\n";
    let after = "{{< figure src=\"货柜.png\" alt=\"容器\" title='一个容器' >}}\n\n见 {{< tooltip text=\"容器\" id=\"货柜\" >}}。\n\n\
                 {% include 货柜.html caption=\"容器\" %}\n{{% note title=\"\\\"货柜\\\"\" %}}\n";
    let folder = Folder::of_text(&[("a.md", before)]);
    let ended = folder.run(&["fix", "--glossary", "g.csv", "a.md"]);
    assert!(ended.err.starts_with("glossator: fixed 4 findings in 1 file"), "{ended:?}");
    assert_eq!(folder.text("a.md"), after);
}

#[test]
fn a_file_is_mended_in_its_own_encoding_and_keeps_all_other_bytes() {
    let before = format!("\u{feff}# 题\r\n\r\n{PROSE}\r\n\t货柜  \r\n`货柜` ~~a~~\r{PROSE}");
    let after = before.replacen("货柜", "容器", 1);
    let plain = |text: &str| text.trim_start_matches('\u{feff}').to_owned();
    let gb = |text: &str| encoding_rs::GB18030.encode(&plain(text)).0.into_owned();
    let cases: [(&str, Vec<u8>, Vec<u8>); 5] = [
        ("UTF-8", plain(&before).into_bytes(), plain(&after).into_bytes()),
        ("UTF-8 with a mark", before.clone().into_bytes(), after.clone().into_bytes()),
        ("GB18030", gb(&before), gb(&after)),
        ("UTF-16LE", utf16(&before, u16::to_le_bytes), utf16(&after, u16::to_le_bytes)),
        ("UTF-16BE", utf16(&before, u16::to_be_bytes), utf16(&after, u16::to_be_bytes)),
    ];
    for (name, before, after) in cases {
        let folder = Folder::new(&[("a.md", &before)]);
        // Byte places are of the file on disk, whatever its encoding.
        let objects = folder.json(&["a.md"]).objects();
        let edit = &objects[0]["fixes"][0]["edits"][0];
        let place = |key: &str| usize::try_from(edit[key].as_u64().unwrap_or_default()).unwrap_or_default();
        let differs = before.iter().zip(&after).position(|(one, other)| one != other).unwrap_or_default();
        assert!(place("byte_start") <= differs && differs < place("byte_end"), "{name}: {edit}");
        folder.run(&["fix", "--glossary", "g.csv", "a.md"]).assert(0, "glossator: fixed 1 finding in 1 file\n");
        assert!(folder.read("a.md") == after, "{name}");
    }
}

#[test]
fn a_second_fix_changes_nothing() {
    let text = format!("{WRONG}\n| 名 | 货柜 |\n|----|------|\n| a | 码头工人 |\n\n见海塔尔的[货柜](货柜.md)与 `货柜`。\n");
    let folder = Folder::of_text(&[("a.md", &text), ("b.txt", &text)]);
    folder.run(&["fix", "--unsafe", "--glossary", "g.csv"]);
    let once = (folder.text("a.md"), folder.text("b.txt"));
    assert!(once.0 != text && once.1 != text);
    let again = folder.run(&["fix", "--unsafe", "--glossary", "g.csv"]);
    assert!(again.err.starts_with("glossator: fixed 0 findings in 0 files\n"), "{}", again.err);
    assert_eq!((folder.text("a.md"), folder.text("b.txt")), once);
}

#[test]
fn a_patch_says_where_a_name_with_blanks_ends() {
    let folder = Folder::of_text(&[("文 件.md", WRONG)]);
    let ended = folder.run(&["fix", "--diff", "--glossary", "g.csv"]);
    assert!(ended.text().starts_with("--- 文 件.md\t\n+++ 文 件.md\t\n@@ -1 +1 @@\n"), "{}", ended.text());
}

#[cfg(unix)]
#[test]
fn a_patch_quotes_names_that_would_break_its_header() {
    let folder = Folder::of_text(&[("文\t件\n\"a\\b.md", WRONG)]);
    let ended = folder.run(&["fix", "--diff", "-q", "--glossary", "g.csv"]);
    assert!(ended.text().starts_with("--- \"文\\t件\\n\\\"a\\\\b.md\"\n+++ "), "{}", ended.text());
    folder.write("p.diff", &ended.out);
    assert_eq!(folder.shell("git apply -p0 p.diff").status, 0);
    assert_eq!(folder.text("文\t件\n\"a\\b.md"), RIGHT);
}

#[test]
fn a_patch_can_be_applied_in_the_encoding_of_the_file_or_says_that_it_cannot() {
    let (before, after) = (format!("# 题\n\n{PROSE}\n货柜\n"), format!("# 题\n\n{PROSE}\n容器\n"));
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let folder = Folder::new(&[("文/gb.md", &gb(&before)), ("文/utf8.md", before.as_bytes())]);
    let ended = folder.run(&["fix", "--diff", "-q", "--glossary", "g.csv", "文"]);
    assert_eq!((ended.status, ended.err.as_str()), (1, ""));
    folder.write("p.diff", &ended.out);
    assert_eq!(folder.shell("git apply -p0 p.diff").status, 0);
    assert!(folder.read("文/gb.md") == gb(&after) && folder.read("文/utf8.md") == after.as_bytes());
    let folder = Folder::new(&[("wide.md", &utf16(&format!("\u{feff}{before}"), u16::to_le_bytes))]);
    folder
        .run(&["fix", "--diff", "-q", "--glossary", "g.csv", "wide.md"])
        .assert(1, "glossator: wide.md is in UTF-16LE: its part of the patch cannot be applied\n");
}

#[test]
fn a_preview_writes_nothing() {
    let folder = Folder::of_text(&[("a.md", WRONG)]);
    let ended = folder.run(&["fix", "--diff", "--glossary", "g.csv"]);
    assert_eq!(ended.text(), format!("--- ./a.md\n+++ ./a.md\n@@ -1 +1 @@\n-{WRONG}+{RIGHT}").replace("./", ""));
    assert_eq!((folder.text("a.md").as_str(), ended.err.as_str()), (WRONG, "glossator: would fix 2 findings in 1 file\n"));
}

#[test]
fn answers_decide_fix_by_fix() {
    for (answers, expected) in [
        ("y\nn\ny\n", "容器、货柜、容器；码头工人\n"),
        ("a\ny\n", "容器、容器、容器；Docker\n"),
        ("?\ne\n箱子\nn\nn\ny\n", "箱子、货柜、货柜；Docker\n"),
        ("y\nq\n", "容器、货柜、货柜；码头工人\n"),
        ("y\ns\n", "容器、货柜、货柜；码头工人\n"),
        ("y", "容器、货柜、货柜；码头工人\n"),
        ("", "货柜、货柜、货柜；码头工人\n"),
    ] {
        let folder = Folder::of_text(&[("a.md", "货柜、货柜、货柜；码头工人\n")]);
        let ended = folder.run_with(&["fix", "--interactive", "-q", "--glossary", "g.csv"], answers.as_bytes());
        assert_eq!(folder.text("a.md"), expected, "{answers:?}");
        assert_eq!(ended.status, i32::from(expected.contains("货柜") || expected.contains("码头工人")), "{answers:?}");
    }
}

#[test]
fn tables_that_were_aligned_stay_so() {
    let aligned = "| 名称     | 说明     |\n|----------|:--------:|\n| 码头工人 | 一个     |\n| 货柜     | `a`      |\n";
    let ragged = "| 名称 | 说明 |\n|---|---|\n| 码头工人 | 一 |\n";
    let folder = Folder::of_text(&[("aligned.md", aligned), ("ragged.md", ragged)]);
    folder.run(&["fix", "-q", "--glossary", "g.csv"]).assert(0, "");
    let text = folder.text("aligned.md");
    let columns: Vec<Vec<usize>> = text.lines().map(bars).collect();
    assert!(text.contains("Docker") && columns.windows(2).all(|pair| pair[0] == pair[1]), "{text}");
    assert_eq!(folder.text("ragged.md"), ragged.replace("码头工人", "Docker"));
}

/// Columns of the bars of a table's line on a screen; Chinese characters are two wide.
fn bars(line: &str) -> Vec<usize> {
    let mut column = 0;
    let mut bars = Vec::new();
    for c in line.chars() {
        if c == '|' {
            bars.push(column);
        }
        column += if c.is_ascii() { 1 } else { 2 };
    }
    bars
}

#[test]
fn a_replacement_starts_no_block_and_stands_with_one_space() {
    let glossary = "id,zh,zh:deprecated\none,1. One,第一\nhash,# H,井号\nplus,+ p,加号\nyear,2026,今年\npod,Pod,荚果\npodman,Podman,荚人\ndocker,Docker,多克器\nk8s,Kubernetes,库伯斯\n";
    let folder = Folder::of_text(&[
        ("own.csv", glossary),
        ("c.md", "\u{feff}井号\n\n[^1]: 井号\n\n看[^1]，多克器库伯斯。\n"),
        ("a.md", "第一\n\n- 井号\n\n> 加号\n\n今年好。\n\n说第一。\n\n# 第一\n"),
        ("b.md", "看 Go 与荚人荚果清单\n"),
    ]);
    folder.run(&["fix", "-q", "--unsafe", "--glossary", "own.csv", "a.md", "b.md", "c.md"]).assert(0, "");
    assert_eq!(folder.text("c.md"), "\u{feff}\\# H\n\n[^1]: \\# H\n\n看[^1]，Docker Kubernetes。\n");
    assert_eq!(folder.text("a.md"), "1\\. One\n\n- \\# H\n\n> \\+ p\n\n2026 好。\n\n说 1. One。\n\n# 1. One\n");
    assert_eq!(folder.text("b.md"), "看 Go 与 Podman Pod 清单\n");
}

#[test]
fn what_governs_a_mention_or_is_left_of_it_needs_a_person() {
    let folder = Folder::of_text(&[
        ("own.csv", "id,zh,zh:deprecated\nas,配置即代码,配置作为代码\ncontainer,容器,集装箱\n"),
        ("safe.md", "配置作为代码很好。集装箱Docker好，集装箱 s 好。\n"),
        ("unsafe.md", "将网络配置作为代码存储。这个集装箱箱、集装箱s好。\n"),
    ]);
    let safe = |name: &str| {
        let ended = folder.run(&["check", "--format", "json", "-q", "--glossary", "own.csv", name]);
        let fixes = ended.objects().into_iter().filter(|object| object["type"] == "diagnostic");
        fixes.map(|object| object["fixes"][0]["applicability"] == "safe").collect::<Vec<_>>()
    };
    assert_eq!(safe("safe.md"), [true; 3]);
    assert_eq!(safe("unsafe.md"), [false; 3]);
}

#[test]
fn a_string_that_one_row_approves_and_another_deprecates_is_only_shown() {
    let folder =
        Folder::of_text(&[("own.csv", "id,zh,zh:deprecated\nc,庚辛,容器\nd,容器,集装箱\n"), ("a.md", "容器与集装箱。\n")]);
    let ended = folder.run(&["check", "--format", "json", "-q", "--glossary", "own.csv", "a.md"]);
    let objects = ended.objects();
    let shown: Vec<_> = objects[..2]
        .iter()
        .map(|object| {
            [&object["found"], &object["severity"], &object["fixes"][0]["applicability"]]
                .map(|value| value.as_str().unwrap_or(""))
        })
        .collect();
    assert_eq!(shown, [["容器", "warning", "display"], ["集装箱", "error", "safe"]]);
}

#[test]
fn a_heading_that_its_own_page_links_to_is_left_to_a_person_wherever_the_target_stands() {
    let anchor = "#%E8%B4%A7%E6%9F%9C";
    for link in [
        format!("[此]({anchor})"),
        format!("[此](\n{anchor})"),
        format!("[此](\u{b}{anchor})"),
        format!("甲\n\n[此]:\r\n{anchor}"),
    ]
    .into_iter()
    .chain([format!("> 见[此](\n> {anchor})。")])
    {
        let text = format!("## 货柜\n\n{link}\n\n[此]\n");
        let folder = Folder::of_text(&[("a.md", &text), ("list.csv", "id,zh,zh:deprecated\nc,容器,货柜\n")]);
        folder.run(&["fix", "-q", "--glossary", "list.csv", "a.md"]).assert(1, "");
        assert_eq!(folder.text("a.md"), text);
    }
}

#[test]
fn a_heading_that_another_page_links_to_is_left_to_a_person() {
    let folder = Folder::of_text(&[
        ("a.md", "# 货柜标题\n\n## 货柜二\n\n货柜。\n"),
        ("b.md", "[那里](./a.md#货柜标题)，[别处](c.md#货柜二)，[码](d.md#货柜-api)。\n"),
        ("d.md", "# 货柜 `API`\n"),
    ]);
    let fix = folder.run(&["check", "-q", "--format", "json", "--glossary", "g.csv", "b.md", "d.md"]);
    assert!(fix.text().contains("a link of another page points at the heading's anchor"), "{}", fix.text());
    folder.write("d.md", "# 题\n");
    folder.run(&["learn", "-q", "--glossary", "g.csv", "-o", "learned.json"]).assert(0, "");
    let mended = "# 货柜标题\n\n## 容器二\n\n容器。\n";
    // The page that has the link is known from what was learned, too.
    for arguments in [&["."][..], &["a.md", "--learned", "learned.json"]] {
        folder.write("a.md", "# 货柜标题\n\n## 货柜二\n\n货柜。\n");
        folder.run(&[&["fix", "-q", "--glossary", "g.csv"], arguments].concat()).assert(1, "");
        assert_eq!(folder.text("a.md"), mended, "{arguments:?}");
        let again = folder.run(&[&["check", "-q", "--format", "json", "--glossary", "g.csv"], arguments].concat());
        assert!(again.text().contains("a link of another page points at the heading's anchor"), "{}", again.text());
    }
    folder.write("a.md", "# 货柜标题\n");
    folder.run(&["fix", "-q", "--glossary", "g.csv", "a.md"]).assert(0, "");
    assert_eq!(folder.text("a.md"), "# 容器标题\n");
}
