//! What Markdown becomes, as tables of cases.

use crate::document::{Document, OBJECT};
use crate::format::Format;
use crate::format::markdown::Markdown;
use crate::text::Span;

fn read(text: &str) -> Document {
    let mut document = Document::default();
    Markdown.read(text, &mut document);
    document
}

/// Every segment as `role: text`, objects shown as `□`.
fn seen(text: &str) -> Vec<String> {
    let show = |text: &str| text.replace(OBJECT, "□");
    read(text).segments().map(|segment| format!("{}: {}", segment.role.name(), show(segment.text))).collect()
}

#[test]
fn markdown_becomes_segments() {
    let cases: &[(&str, &[&str])] = &[
        // blocks
        ("# 标题 #\n\n正文\n\n> 引\n> 文\n", &["heading: 标题", "body: 正文", "quote: 引文"]),
        ("- 甲\n- 乙\n\n  丙\n1. > 丁\n", &["body: 甲", "body: 乙", "body: 丙", "quote: 丁"]),
        ("- 甲\n  - 乙\n- [x] 丙\n", &["body: 甲", "body: 乙", "body: 丙"]),
        ("| 甲 | `x` 乙\\|丙 |\n|--|--|\n| 丁 | |\n", &["table-cell: 甲", "table-cell: □ 乙|丙", "table-cell: 丁"]),
        ("正文[^1]\n\n[^1]: 脚注\n", &["body: 正文□", "body: 脚注"]),
        ("```\ncode\n```\n\n    code\n\n$$\nx\n$$\n", &[]),
        // inline
        ("凯尔西·**海塔尔**说 ~~不~~", &["body: 凯尔西·海塔尔说 不"]),
        ("用 `kubectl` 和 $x^2$ 看<br>下<b>一</b>步", &["body: 用 □ 和 □ 看□下一步"]),
        ("a &amp; b \\* c &copy;\\\\", &["body: a & b * c ©\\"]),
        ("这**强调。**后文与**“引”**后", &["body: 这强调。后文与“引”后"]),
        ("2 * 3 * 4 与 a_b_c，f(*x) 和 *y", &["body: 2 * 3 * 4 与 a_b_c，f(*x) 和 *y"]),
        ("从$5增加到$10。", &["body: 从$5增加到$10。"]),
        ("a<!-- 注 -->b <code>x 码</code> c", &["body: ab □ c"]),
        // line breaks
        ("中文\n中文，\n中 a\nb  \nc\\\nd", &["body: 中文中文，中 a b c d"]),
        ("中文\r\n**中**\r\nab\rcd", &["body: 中文中 ab cd"]),
        ("> 甲\n> 乙\n丙", &["quote: 甲乙丙"]),
        // links and images
        (
            "见[海托华](https://a.b/c \"标 题\")与![图 *片*](x.png '题')。",
            &["title: 标 题", "alt-text: 图 片", "title: 题", "body: 见海托华与□。"],
        ),
        ("<https://a.b> 见 https://c.d/e_f_g。又 [https://a.b/c](https://a.b/c) x@y.org", &["body: □ 见 □。又 □ □"]),
        ("看[文][r]\n\n[r]: https://a.b \"引\"\n", &["body: 看文", "title: 引"]),
        ("[![替](a.png)](b)", &["alt-text: 替"]),
        // html
        (
            "<div title=\"题\">\n<h2>标&amp;题</h2>\n<p>甲<b>乙</b>\n丙<img alt='替' src=a.png></p><pre>码</pre></div>\n",
            &["title: 题", "heading: 标&题", "alt-text: 替", "body: 甲乙丙□"],
        ),
        ("<!-- 注\n\n释 -->\n正文\n", &["body: 正文"]),
        ("<script>\nvar 甲 = '<p>乙';\n\n</script>\n丙\n", &["body: 丙"]),
        ("<table><tr><td>甲</td><td>乙 <a href=\"u\">丙</a></td></tr></table>\n", &["table-cell: 甲", "table-cell: 乙 丙"]),
        ("> <p>\n> 甲\n> 乙</p>\n", &["quote: 甲乙"]),
        // shortcodes and the like
        ("{{< tip >}}\n甲 {{< gloss \"x*y*\" >}}乙{{< /gloss >}}\n{{< /tip >}}\n", &["body: □ 甲 □乙□ □"]),
        ("{{< text bash >}}\n$ 码\n\n码\n{{< /text >}}\n\n甲\n", &["body: 甲"]),
        ("{% highlight go %}\n码\n{% endhighlight %}\n{% capture 甲 %}\n", &[]),
        ("## 标题 {#anchor}\n\n段落\n{: .note}\n", &["heading: 标题", "body: 段落"]),
        ("::: tip 注意\n甲\n:::\n", &["body: 注意甲"]),
        ("甲 {{ a }}[乙][r]\n\n[r]: /u \"题\"\n\n丙 {{ b }}\n", &["body: 甲 □乙", "body: 丙 □", "title: 题"]),
        ("甲 {{ site.x }} [乙]({{< ref \"a b\" >}})", &["body: 甲 □ 乙"]),
        ("import 甲 from './a'\n\n乙\n", &["body: 乙"]),
        ("export const a = '甲'\n\n乙\n", &["body: 乙"]),
        ("import A from 'a'\n\n<Tabs items={['甲']}>\n\n乙 {x + '丙'} {/* 注 */}\n\n</Tabs>\n", &["body: 乙 □ "]),
        (
            "{{< figure src=\"a.png\" title=\"题\" alt='替' caption=\"图&amp;说\" >}}\n\n甲{% include a.html alt=\"替\" %}\n",
            &["title: 题", "alt-text: 替", "body: 图&说", "alt-text: 替", "body: 甲□"],
        ),
        ("import A from 'a'\n\n<Card n={1} title=\"题\">\n\n乙\n\n</Card>\n", &["title: 题", "body: 乙"]),
        ("甲{% raw %}{% include x.html title=\"乙\" %}{% endraw %}\n\n{% comment %}丙{% endcomment %}\n", &["body: 甲□□□"]),
        ("短代码以 `{{<` 开头：\n\n```\n{{< figure alt=\"甲\" >}}\n```\n", &["body: 短代码以 `□"]),
        // odd bytes
        ("\u{feff}# 标题\n", &["heading: 标题"]),
        ("a\0b\tc", &["body: a\0b\tc"]),
        ("", &[]),
    ];
    for (markdown, expected) in cases {
        assert_eq!(seen(markdown), *expected, "{markdown}");
    }
}

#[test]
fn front_matter_gives_texts_and_links() {
    let cases: &[(&str, &[&str])] = &[
        (
            "---\ntitle: 标 题\ndate: 2020-01-01\nslug: a-b\ntags: [甲, service-mesh, \"乙\\\"丙\"]\nurl: https://a.b\n---\n正文\n",
            &["title: 标 题", "metadata: 甲", "metadata: 乙\"丙", "body: 正文"],
        ),
        ("---\ntitle: '它''s'\ndescription: >\n  甲\n  乙 c\n  d\n---\n", &["title: 它's", "metadata: 甲乙 c d"]),
        ("---\na:\n  title: 甲\n  b: 乙\n---\n", &["metadata: 甲", "metadata: 乙"]),
        ("+++\ntitle = \"标\\u4e00题\"\n[x]\ny = '甲'\nz = 3\n+++\n文\n", &["title: 标一题", "metadata: 甲", "body: 文"]),
        ("---\ntitle: \"坏\n---\n文\n", &["body: 文"]),
        ("\u{feff}---\r\ntitle: 甲\r\n---\r\n乙\r\n", &["title: 甲", "body: 乙"]),
        ("---\n\n文\n\n---\n", &["body: 文"]),
        ("---\n", &[]),
    ];
    for (markdown, expected) in cases {
        assert_eq!(seen(markdown), *expected, "{markdown}");
    }
}

#[test]
fn links_are_evidence() {
    let links = |text: &str| read(text).links().iter().map(|link| link.url.clone()).collect::<Vec<_>>();
    let cases: &[(&str, &[&str])] = &[
        (
            "[甲](/u) ![](i.png) <https://a.b> https://c.d。[乙][r]\n\n[r]: /r\n",
            &["/u", "i.png", "https://a.b", "/r", "https://c.d", "/r"],
        ),
        ("<a href=\"/h\">甲</a> <img src='s'>", &["/h", "s"]),
        ("---\nslug: kelsey-hightower\nimage: /a.png\n---\n", &["kelsey-hightower", "/a.png"]),
        ("[乙]({{< ref \"a b\" >}})", &["{{< ref \"a b\" >}}"]),
    ];
    for (markdown, expected) in cases {
        let mut found = links(markdown);
        found.sort();
        let mut expected: Vec<_> = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "{markdown}");
    }
    let document = read("见 **[海托华](u)** 与 [b\\*](v)");
    let segment = document.segment(0).expect("one segment");
    let texts: Vec<_> = segment.links().map(|link| (link.url.as_str(), link.span.get(segment.text))).collect();
    assert_eq!(texts, [("u", "海托华"), ("v", "b*")]);
}

#[test]
fn places_are_exact_and_edits_keep_markup() {
    let edit = |text: &str, find: &str, new: &str| {
        let document = read(text);
        let segment = document.segments().find(|segment| segment.text.contains(find)).expect("the text is there");
        let start = segment.text.find(find).expect("found above");
        let span = Span::new(start, start + find.len());
        let locus = segment.locus(span).get(text).to_owned();
        let edited = segment.edit(text, span, new).map(|mut edits| {
            let mut out = text.to_owned();
            edits.sort();
            for edit in edits.iter().rev() {
                out.replace_range(edit.locus.start..edit.locus.end, &edit.text);
            }
            out
        });
        (locus, edited)
    };
    let case = |text, find, new, locus: &str, edited: Option<&str>| {
        assert_eq!(edit(text, find, new), (locus.to_owned(), edited.map(str::to_owned)), "{text}");
    };
    case("凯尔西·**海塔尔**", "海塔尔", "海托华", "海塔尔", Some("凯尔西·**海托华**"));
    case("凯尔西·**海塔尔**", "西·海", "x", "西·**海", None);
    case("> 海塔\n> 尔", "海塔尔", "海托华", "海塔\n> 尔", None);
    case("海塔\n尔", "海塔尔", "海托华", "海塔\n尔", Some("海托华"));
    case("海塔\n尔后", "海塔尔", "海托华", "海塔\n尔", Some("海托华\n后"));
    case("海塔\n尔 # 后", "海塔尔", "海托华", "海塔\n尔", Some("海托华 # 后"));
    case("[海塔尔]\n\n[海塔尔]: u\n", "海塔尔", "海托华", "海塔尔", None);
    case("a \\* b", "* b", "c", "\\* b", Some("a c"));
    case("---\ntitle: \"甲\"\n---\n", "甲", "乙\"", "甲", Some("---\ntitle: \"乙\\\"\"\n---\n"));
    case("![甲](u \"乙\")", "乙", "丙\"", "乙", Some("![甲](u \"丙&quot;\")"));
    case("这**甲。**后", "甲。后", "x", "甲。**后", None);
    case("AT&amp;T 甲", "AT&T", "IBM", "AT&amp;T", Some("IBM 甲"));
    case("| 甲 |\n|--|\n", "甲", "a|b", "甲", Some("| a\\|b |\n|--|\n"));
}

#[test]
fn blocks_and_comments_are_counted() {
    let document = read(
        "---\ntitle: 题\n---\n<!-- a -->\n甲\n\n- 乙\n- 丙\n\n<!-- b --><p>丁</p>\n\n> 戊\n>\n> 己\n\n| 庚 |\n|--|\n| 辛 |\n",
    );
    let blocks: Vec<_> = document.segments().map(|segment| (segment.text.to_owned(), segment.block)).collect();
    let block = |text: &str| blocks.iter().find(|(found, _)| found == text).map(|(_, block)| *block);
    let comments: Vec<_> = document.comments().iter().map(|comment| (comment.text.as_str(), comment.next_block)).collect();
    assert_eq!(block("题"), Some(0));
    assert_eq!(block("乙"), block("丙"));
    assert_eq!(block("戊"), block("己"));
    assert_eq!(block("庚"), block("辛"));
    assert_eq!(comments, [(" a ", block("甲").expect("甲")), (" b ", block("丁").expect("丁"))]);
    assert_eq!(document.tables().len(), 1);
    assert!(blocks.is_sorted_by_key(|(_, block)| *block));
}

#[test]
fn deep_nesting_is_read_in_linear_time() {
    for (unit, count) in [
        ("> ", 20_000),
        ("- ", 20_000),
        ("[", 100_000),
        ("![", 100_000),
        ("*a ", 100_000),
        ("<a ", 100_000),
        ("</a ", 100_000),
        ("{{< ", 100_000),
        ("{{< highlight >}}", 50_000),
        ("{{", 100_000),
        ("`a``", 50_000),
        ("\n:::", 50_000),
        ("<!--", 100_000),
        ("a)/(", 100_000),
        ("&", 100_000),
        ("<div>", 100_000),
        ("这**。", 100_000),
        ("import a from 'a'\n{\"", 20_000),
    ] {
        for text in [unit.repeat(count), format!("{}甲", unit.repeat(count)), format!("<p>{}", unit.repeat(count))] {
            let start = std::time::Instant::now();
            read(&text);
            let spent = start.elapsed().as_secs_f32();
            assert!(spent < 5.0, "{unit:?} took {spent} s");
        }
    }
}
