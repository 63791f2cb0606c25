//! Parts read alone as they do in the whole: on made-up texts, and on real ones where they are to be had.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;
use crate::document::Document;
use crate::format::Format;
use crate::format::markdown::{Markdown, Reader, Survey, front_matter, landmark, shortcode};
use crate::format::prose::Prose;
use crate::text::Span;

/// The document by the parser alone, without cuts.
fn whole(text: &str) -> Document {
    let mut document = Document::default();
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut prose = Prose::new(text, document.builder());
    let base = front_matter::end(text, start);
    front_matter::read(&mut prose, start);
    let masks = shortcode::masks(text, base, Survey::of(&text[base..]));
    let source = shortcode::blot(text, base, &masks);
    landmark::heading_ids(&mut prose, &masks);
    prose.set_masks(masks);
    let mut reader = Reader::new(prose);
    (reader.source, reader.base) = (&source, base);
    reader.parse();
    reader.prose.close_all();
    drop(reader);
    document
}

fn read(text: &str, wanted: &mut dyn FnMut(usize) -> Option<usize>) -> Document {
    let mut document = Document::default();
    Markdown.read_parts(text, &mut document, wanted);
    document
}

/// What of a segment does not depend on the segments before it.
fn lines(document: &Document) -> Vec<String> {
    let places = |segment: crate::document::Segment<'_>| {
        let chars = segment.text.char_indices().map(|(at, c)| Span::new(at, at + c.len_utf8()));
        chars.map(|span| (segment.locus(span).start, segment.locus(span).end)).collect::<Vec<_>>()
    };
    let line = |segment: crate::document::Segment<'_>| {
        format!("{:?} {} {:?} {:?}", segment.role, segment.level, segment.text, places(segment))
    };
    document.segments().map(line).collect()
}

fn check(text: &str) {
    let expected = whole(text);
    assert_eq!(format!("{:?}", read(text, &mut Some)), format!("{expected:?}"), "{text:?}");
    // Some places: their segments are there, and all that is there is as in the whole.
    for first in 0..4 {
        let is_wanted = |at: &usize| (at / 5) % 4 == first;
        let document = read(text, &mut |at| (at..text.len()).find(is_wanted));
        let mut some = lines(&document).into_iter().peekable();
        for (segment, line) in expected.segments().zip(lines(&expected)) {
            let locus = segment.locus(Span::new(0, segment.text.len()));
            let is_there = some.next_if_eq(&line).is_some();
            assert!(is_there || !(locus.start..locus.end).any(|at| is_wanted(&at)), "{text:?} {line}");
        }
        assert_eq!(some.next(), None, "{text:?}");
    }
}

/// Skipping to a byte leads to the part that has it, or leaves it to come.
fn check_skips(text: &str) {
    let all: Vec<_> = Parts::new(text, Survey::of(text).reaches_far).collect();
    for (place, passed) in (0..text.len()).flat_map(|place| [(place, 0), (place, 1)]) {
        let mut parts = Parts::new(text, Survey::of(text).reaches_far);
        if parts.by_ref().take(passed).any(|part| part.contains(&place)) {
            continue;
        }
        parts.skip_to(place);
        let rest: Vec<_> = parts.collect();
        assert!(all.ends_with(&rest) && rest.iter().any(|part| part.contains(&place)), "{text:?} {place}");
    }
}

#[test]
fn parts_are_cut_where_nothing_goes_on() {
    let parts = |text: &str| Parts::new(text, Survey::of(text).reaches_far).map(|part| text[part].to_owned()).collect::<Vec<_>>();
    assert_eq!(parts("甲\n\n乙\n丙\n\n\n# 丁"), ["甲\n\n", "乙\n丙\n\n\n", "# 丁"]);
    assert_eq!(parts("- 甲\n\n  乙\n\n- 丙\n\n丁"), ["- 甲\n\n  乙\n\n- 丙\n\n", "丁"]);
    assert_eq!(parts("```\n\n甲\n\n```\n\n乙"), ["```\n\n甲\n\n```\n\n", "乙"]);
    assert_eq!(parts("甲\n\n<pre>\n\n乙").len(), 1);
    assert_eq!(parts("甲\n\n[a]: b\n\n乙").len(), 1);
    assert_eq!(parts("<div>\n```\n\n甲\n\n```\n\n乙").len(), 1);
    assert_eq!(parts("1. 甲\n\n   ```\n   乙\n   ```\n\n丙").len(), 2);
    assert_eq!(parts("1. 甲\n\n   ```\n   乙\n\n丙\n\n```\n\n丁").len(), 1);
}

#[test]
fn a_fence_that_a_tab_follows_ends_for_nobody() {
    for fence in ["```\t", "``` ", "```\u{c}", "```\t \r"] {
        check(&format!("```---\ntitle: 甲\n---\n{fence}\n\n> 乙\n\n```\n丙"));
    }
}

fn markdown_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            markdown_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
}

/// Every eleventh real article; all of them with `ALL=1`.
#[test]
fn real_articles_read_alike_in_parts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("GLOSSATOR_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let mut files = Vec::new();
    markdown_files(&shared.join("corpora"), &mut files);
    files.sort();
    markdown_files(&root.join("tests/corpus"), &mut files);
    let step = if std::env::var_os("ALL").is_some() { 1 } else { 11 };
    for path in files.iter().rev().step_by(step) {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        assert_eq!(format!("{:?}", read(&text, &mut Some)), format!("{:?}", whole(&text)), "{}", path.display());
    }
}

/// Pieces that blocks are made of, and pieces that fill them.
const PIECES: &[&str] = &[
    "甲",
    "乙。",
    "a b",
    "2",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "  ",
    "    ",
    " ",
    "\t",
    "- ",
    "* ",
    "1. ",
    "2) ",
    "> ",
    "# ",
    "## ",
    "#",
    "```",
    "~~~",
    "````",
    "`",
    "*",
    "**",
    "_",
    "---",
    "===",
    "***",
    "| ",
    "|--|",
    "[",
    "](u)",
    "[甲](https://a.b/c_d?e=f#g)",
    "](a_b)",
    "]",
    "[^1]",
    ": ",
    "]: ",
    "<div>",
    "</div>",
    "<b>",
    "<!-- c -->",
    "<!--",
    "-->",
    "<pre>",
    "</pre>",
    "&amp;",
    "\\",
    "$",
    "$$",
    "!",
    "~~",
    "\r\n",
    "\r",
    "{{< x >}}",
    "{: .a}",
    "::: tip",
    "https://a.b/c",
    "---\ntitle: 甲\n---\n",
    "+",
];

/// Lines that need no parser, and some that nearly need none.
const LINES: &[&str] = &[
    "",
    "",
    "",
    " ",
    "甲乙。",
    "甲 b",
    "  甲",
    "2020年",
    "**甲**乙",
    "甲**乙。**丙",
    "甲**乙，** 丙",
    "**甲 **乙**",
    "甲**，乙**丙",
    "a**b**c",
    "****甲",
    "***甲***",
    "**甲*乙***",
    "*甲*乙，**丙**。",
    "甲*乙**丙*",
    "甲*，乙*丙",
    "*甲 b* c * d",
    "- **甲：**乙",
    "- ***甲***乙**丙*丁",
    "***甲***：乙*丙**",
    "*甲**乙***丙**丁*",
    "*甲**乙*丙**",
    "_甲_ b_c_d __e__ _甲_乙_",
    "_(甲)_*_乙_*",
    "**甲_乙**丙_",
    "***",
    "** *",
    "_ _ _",
    "- ***",
    "[甲*乙](u)*",
    "*甲[乙*丙*丁](u)戊*",
    "甲[**乙：**丙](u)丁**",
    "[**甲**](u)[_乙_](v)",
    "[甲[*乙](u)",
    "[*甲*]乙",
    "[![甲](u)](v)乙",
    "[甲![乙](u)_丙_![丁](w)](v)",
    "[甲![乙*丙*](u)](v)",
    "`甲`",
    "``甲`乙``丙`",
    "`甲`乙`",
    "```甲```",
    "- `甲`*乙*`丙`",
    "*`甲*`",
    "[`甲](u)`](v)",
    "[甲`乙`](v)",
    "甲[`乙`",
    " [甲",
    "  甲[乙![丙",
    "   甲 [[乙 **丙**",
    "[甲`]`",
    "甲{乙}^丙^[^1]",
    "[甲^乙]丙",
    "[{甲}乙](u)",
    "- *甲*",
    "**[甲](u)**：乙**（丙）**丁",
    "甲[**乙**](u)",
    "**甲[乙**](u)",
    "**é**甲**\u{3000}乙**",
    "## 甲 **乙**",
    "- 甲",
    "- 甲",
    "- **甲**：乙",
    "- 甲  ",
    "-   甲",
    "-     甲",
    "- (甲",
    "- [甲](u)",
    "- [ ] 甲",
    "- [x](u) 甲",
    "- - 甲",
    "- 1. 甲",
    "- 2020年",
    "- # 甲",
    "- 甲\r",
    "-",
    " - 甲",
    "* 甲[乙](u)",
    "* **甲**",
    "* * *",
    "+ 甲",
    "---",
    "1. 甲",
    "2. **乙**",
    "10. 甲",
    "1234567890. 甲",
    "3) 丙",
    "> 甲",
    "| 甲 | 乙 |",
    "甲 https://a.b/c。",
    "a & b > c | d",
    "甲]乙[丙](u(v)?a=b&c=d)",
    "[甲](a(b)",
    "[甲]((u))乙",
    "[甲](u((((((((((v)))))))))))",
    "[甲](((((((((((((((((((((((((((((((((((((u)))))))))))))))))))))))))))))))))))))",
    "[甲](a&lt;b&c;d)",
    "[甲|乙>丙](u)",
    "甲 & 乙 &amp; 丙&#20;",
    "甲](u) [乙](v)",
    "> 甲",
    "> 甲：<https://a.b/c-d?e=f>",
    "> **甲**[乙](u)",
    "> [!NOTE]",
    "> [甲](u)",
    "> ![甲](u)",
    "> 2020年",
    ">  甲",
    ">   甲",
    "> - 甲",
    "> # 甲",
    "甲<https://a.b>乙",
    "[甲<https://a.b>乙](u)",
    "*<https://a.b>*",
    "<https://a.b> 甲",
    "<http://a.b/c>",
    "甲<https://a.b",
    "甲<https://a.b/é>乙",
    "甲<https://a.b/c&d>乙",
    "甲<ftp://a.b>乙",
    "- <https://a.b>",
    "甲[乙]丙[丁](u)",
    "[甲]",
    "- [甲] 乙",
    "[x] 甲",
    "[甲]: /u",
    "[甲][乙]",
    "[甲] [乙][] []",
    "[](u)",
    "[](u)甲",
    "![甲](u)",
    "![](u)",
    "甲![乙](u)丙",
    "- ![甲](https://a.b/c)",
    "*![甲](u)*乙",
    "![甲]",
    "甲! [乙](u)",
    "[![甲](u)](v)",
    "![[甲](u)](v)",
    "[https://a.b](u)",
    "![https://a.b](u)",
    "## ![甲](u)乙",
    "!甲",
    "{{< x >}}![甲{{ y }}](u)[](v)",
    "- 甲 | 乙",
    "|---|---|",
    "- |---|",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn plain_lines_read_as_by_the_parser(lines in proptest::collection::vec(proptest::sample::select(LINES), 0..12)) {
        check(&lines.join("\n"));
        check_skips(&lines.join("\n"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]
    #[test]
    fn made_up_texts_read_alike_in_parts(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40)) {
        check(&pieces.concat());
        check_skips(&pieces.concat());
    }
}
