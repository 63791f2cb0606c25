//! The readers on random input, and on a corpus that is not part of the repository.

use std::path::{Path, PathBuf};
use std::time::Instant;

use glossator::document::Document;
use glossator::format::{FORMATS, by_name, for_path};
use glossator::text::file::{self, SourceFile};
use proptest::prelude::*;

use crate::properties::{decoding_is_faithful, edits_read_back, places_are_exact};

/// What documents are made of, and what tears them.
const FRAGMENTS: &[&str] = &[
    "海托华",
    "，",
    "。",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "a",
    "Docker",
    "1",
    "*",
    "**",
    "_",
    "__",
    "~~",
    "`",
    "``",
    "```\n",
    "[",
    "](",
    ")",
    "]",
    "![",
    "](u \"题\")",
    "](u '题')",
    "[r]",
    "\n\n[r]: /u \"题\"\n\n",
    "<",
    ">",
    "\n> ",
    "\n- ",
    "\n1. ",
    "\n# ",
    "\n## ",
    "    ",
    "\t",
    "| ",
    " |",
    "\n| 甲 | b |\n|--|--|\n| 乙 | ",
    "&amp;",
    "&copy;",
    "&#x4e00;",
    "&",
    ";",
    "\\",
    "\\*",
    "\\|",
    "|",
    "<b>",
    "</b>",
    "<br>",
    "<!-- 注 -->",
    "<!--",
    "-->",
    "\n<div>\n",
    "</div>",
    "<p title=\"题\">",
    "<a href='u'>",
    "</a>",
    "<img alt=\"图\" src=x>",
    "<code>",
    "</code>",
    "<pre>",
    "</pre>",
    "<h2>",
    "</h2>",
    "<td>",
    "<script>",
    "</script>",
    "{{< x >}}",
    "{{< text bash >}}",
    "{{< /text >}}",
    "{{% y %}}",
    "{% z %}",
    "{{",
    "}}",
    "{",
    "}",
    "{#id}",
    "{: .c}",
    "\n::: tip ",
    "\n:::\n",
    "import a from 'a'\n",
    "{/* 注 */}",
    "{x + 1}",
    "<Tab a={b}>",
    "$",
    "$x$",
    "$$",
    "https://a.b/c_d",
    "www.a.com",
    "a@b.cn",
    "/etc/x",
    "src/a.rs",
    "[^1]",
    "\n\n[^1]: 注",
    "---\n",
    "title: 题\n",
    "+++\n",
    "k = \"值\"\n",
    "\u{feff}",
    "\0",
    "\u{1}",
    "\u{a0}",
    "\u{3000}",
    "𠀀",
    "e\u{301}",
    "x",
    ":",
    "!",
    "(",
    "'",
    "\"",
    "-",
    "=",
    "\n===\n",
    "\n---\n",
];

fn document() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(FRAGMENTS), 0..40).prop_map(|fragments| fragments.concat())
}

fn front_matter() -> impl Strategy<Value = String> {
    let line = prop::sample::select(
        &[
            "title: 题 目\n",
            "title: \"引\\\"号\"\n",
            "title: '它''s'\n",
            "a: [甲, 乙, {b: 丙}]\n",
            "d: >\n  甲\n  乙\n",
            "d: |-\n  甲\n",
            "- 甲\n",
            "e: &x 甲\n",
            "f: *x\n",
            "g: 甲\n  乙\n",
            "# 注\n",
            "h: \"甲\n  乙\"\n",
            "? 甲\n: 乙\n",
            "k = \"值\\t甲\"\n",
            "l = '甲'\n",
            "m = \"\"\"\n甲\n乙\"\"\"\n",
            "[n]\n",
            "o = [\"甲\", 1]\n",
            "\n",
            "\"",
            "'",
            "---\n",
            "url: https://a.b\n",
            "\t",
            "!!str 甲\n",
            "é: ü ß\n",
        ][..],
    );
    (prop::sample::select(&["---\n", "+++\n", "---\r\n"][..]), prop::collection::vec(line, 0..10), document())
        .prop_map(|(fence, lines, rest)| format!("{fence}{}{fence}{rest}", lines.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig::default())]

    #[test]
    fn places_are_exact_in_random_documents(text in prop_oneof![3 => document(), 1 => front_matter(), 1 => any::<String>()]) {
        for format in FORMATS {
            places_are_exact(*format, &text);
        }
    }

    #[test]
    fn edits_read_back_in_random_documents(text in prop_oneof![document(), front_matter()]) {
        for format in FORMATS {
            edits_read_back(*format, &text);
        }
    }

    #[test]
    fn random_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        decoding_is_faithful(&bytes);
    }

    #[test]
    fn random_text_in_other_encodings_is_located(text in document(), encoding in 0..4) {
        let bytes = match encoding {
            0 => encoding_rs::GB18030.encode(&text).0.into_owned(),
            1 => encoding_rs::SHIFT_JIS.encode(&text).0.into_owned(),
            2 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
            _ => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        };
        decoding_is_faithful(&bytes);
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// `GLOSSATOR_CORPUS=folder cargo test --release -- --ignored --nocapture corpus`
#[test]
#[ignore = "needs a corpus"]
fn a_corpus_is_read_exactly_and_fast() {
    let folder = std::env::var("GLOSSATOR_CORPUS").expect("GLOSSATOR_CORPUS names a folder");
    let texts: Vec<(PathBuf, Vec<u8>)> = files(Path::new(&folder))
        .into_iter()
        .filter(|path| for_path(path).is_some())
        .map(|path| {
            let mut bytes = Vec::new();
            file::read(&path, &mut bytes).expect("a readable file");
            (path, bytes)
        })
        .collect();
    let markdown = by_name("markdown").expect("there is Markdown");
    let mut document = Document::default();
    let bytes: usize = texts.iter().map(|(_, bytes)| bytes.len()).sum();
    for round in 0..5 {
        let start = Instant::now();
        let mut segments = 0;
        for (_, bytes) in &texts {
            let source = SourceFile::decode(bytes).expect("text");
            markdown.read(source.text(), &mut document);
            segments += document.segments().len();
        }
        let spent = start.elapsed().as_secs_f64();
        println!(
            "round {round}: {} files, {bytes} bytes, {segments} segments, {:.0} MB/s",
            texts.len(),
            bytes as f64 / 1e6 / spent
        );
    }
    if std::env::var_os("GLOSSATOR_SPEED_ONLY").is_some() {
        return;
    }
    for (path, bytes) in &texts {
        let source = SourceFile::decode(bytes).expect("text");
        println!("{}", path.display());
        places_are_exact(markdown, source.text());
        markdown.read(source.text(), &mut document);
        for segment in document.segments() {
            for odd in ["://", "```", "{{<", "{{%", "<a ", "</", "](", "www."] {
                if segment.text.contains(odd) {
                    println!("ODD {odd} in {:?}", segment.text);
                }
            }
        }
    }
}
