//! What needs no parser is told from what does.

use super::*;

#[test]
fn the_first_markup_is_found_wherever_it_stands() {
    let text = "一段没有标记的文字 with some words 和*强调*以及汉字汉字汉字[";
    for start in 0..=text.len() {
        let bytes = &text.as_bytes()[start..];
        assert_eq!(first_markup(bytes), bytes.iter().position(|&byte| MARKUP[usize::from(byte)]), "{start}");
    }
    for byte in 0..=255 {
        assert_eq!(first_markup(&[byte; 16]), MARKUP[usize::from(byte)].then_some(0), "{byte}");
        assert_eq!(first_no_target(&[byte; 16]), NO_TARGET[usize::from(byte)].then_some(0), "{byte}");
    }
}

/// The lines of a part that needs no parser, with their kinds and the links in them.
fn plain(part: &str) -> Option<Vec<(Kind, &str, Vec<&str>)>> {
    let mut plain = Plain::default();
    let is_plain = plain.read(part);
    let mark = |mark: &Mark| match *mark {
        Mark::Open(link) => Some(&part[link.start..link.end]),
        Mark::Close(_) => None,
        Mark::Address(start, end) | Mark::Code(start, end) => Some(&part[start..end]),
        Mark::Image(link) => Some(&part[link.start - 1..link.end]),
        Mark::Emphasis(delimiter) => Some(&part[delimiter.place..delimiter.place + delimiter.length]),
    };
    let line =
        |line: &Line| (line.kind, &part[line.text.clone()], plain.marks[line.marks.clone()].iter().filter_map(mark).collect());
    is_plain.then(|| plain.lines.iter().map(line).collect())
}

#[test]
fn plain_lines_need_no_parser() {
    use Kind::{Heading, Item, Paragraph, Quote};
    assert_eq!(plain("甲 b。\n\n"), Some(vec![(Paragraph, "甲 b。", vec![])]));
    assert_eq!(plain("## 甲  \n"), Some(vec![(Heading(2), "甲", vec![])]));
    assert_eq!(plain("甲[乙](u)丙"), Some(vec![(Paragraph, "甲[乙](u)丙", vec!["[乙](u)"])]));
    assert_eq!(plain("**甲**：b**乙。** c"), Some(vec![(Paragraph, "**甲**：b**乙。** c", vec!["**"; 4])]));
    assert_eq!(plain("**[甲](u)**\r\n"), Some(vec![(Paragraph, "**[甲](u)**", vec!["**", "[甲](u)", "**"])]));
    let links = vec!["[a(b)](c?d=e&f=(g))", "[h](i)"];
    assert_eq!(
        plain("a & b](c) [a(b)](c?d=e&f=(g)) > [h](i)|"),
        Some(vec![(Paragraph, "a & b](c) [a(b)](c?d=e&f=(g)) > [h](i)|", links)])
    );
    assert_eq!(plain("*甲*乙"), Some(vec![(Paragraph, "*甲*乙", vec!["*"; 2])]));
    assert_eq!(plain("![甲](u)[](v)[乙]。"), Some(vec![(Paragraph, "![甲](u)[](v)[乙]。", vec!["![甲](u)", "[](v)"])]));
    assert_eq!(plain("> 甲 <https://a.b/c>\n"), Some(vec![(Quote, "甲 <https://a.b/c>", vec!["<https://a.b/c>"])]));
    let item = |text| (Item(b'-'), text, vec![]);
    assert_eq!(plain("甲\n\n- 乙\n-   丙 \n"), Some(vec![(Paragraph, "甲", vec![]), item("乙"), item("丙")]));
    assert_eq!(plain("9. a\n\n10. b"), Some(vec![(Item(b'.'), "a", vec![]), (Item(b'.'), "b", vec![])]));
    for text in [
        "![甲]",
        "[甲]:",
        "[甲][乙]",
        "[x] 甲",
        "[甲](u \"t\")",
        "[甲]()",
        "[甲](<u>)",
        "[[甲](u)](u)",
        "[甲](u(v)",
        "[甲](a&lt;b)",
    ] {
        assert_eq!(plain(text), None, "{text:?}");
    }
    for text in [
        "甲\n乙\n",
        "甲\n===\n",
        "1.甲\n",
        "#甲\n",
        "# 甲 #\n",
        "甲\\\n",
        "甲&lt;",
        "> [甲]",
        "> 甲\n> 乙",
        "> 甲\n乙",
        ">甲",
        "甲<b>",
        "<https://a b>",
        "    甲",
        "",
        "\n",
    ] {
        assert_eq!(plain(text), None, "{text:?}");
    }
    for text in
        ["**é**", "**\u{3000}**", "_é_", "甲`乙", "甲`乙\u{1}丙`", "[甲`乙](u)`", "[*甲*]", "[甲*乙](<u>)", "~甲~", "甲$乙"]
    {
        assert_eq!(plain(text), None, "{text:?}");
    }
    assert_eq!(plain(" [甲 `乙`"), Some(vec![(Paragraph, "[甲 `乙`", vec!["`乙`"])]));
    assert_eq!(plain("**甲：**b_c"), Some(vec![(Paragraph, "**甲：**b_c", vec!["**"; 2])]));
    assert_eq!(
        plain("[*甲*![乙](u)](v)"),
        Some(vec![(Paragraph, "[*甲*![乙](u)](v)", vec!["[*甲*![乙](u)](v)", "*", "*", "![乙](u)"])])
    );
    for text in [
        "甲\n- 乙",
        "- 甲\n* 乙",
        "- 甲\n乙",
        "- 甲\n\n乙",
        "- 甲\n  乙",
        "-     甲",
        "- - 甲",
        "- # 甲",
        "- \n- 甲",
        "* * *",
        "***",
        "- ___",
        "** *",
        "```",
        "    甲",
    ] {
        assert_eq!(plain(text), None, "{text:?}");
    }
}
