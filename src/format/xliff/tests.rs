//! What an XLIFF file says, where it says it, and how it is mended.

use super::Xliff;
use crate::bitext::State::{NeedsReview, Translated, Untranslated};
use crate::document::Document;
use crate::format::Format;
use crate::format::testing::{edited, fault, unit, units};

/// A file of XLIFF 1.2 with these units.
fn old(units: &str) -> String {
    format!(
        "\u{feff}<?xml version=\"1.0\"?>\r\n<xliff version=\"1.2\" xmlns=\"urn:oasis:names:tc:xliff:document:1.2\">\
         <file source-language=\"en\" target-language=\"zh-CN\"><body><group>{units}</group></body></file></xliff>"
    )
}

/// A file of XLIFF 2.0 with these units.
fn new(units: &str) -> String {
    format!("<xliff version=\"2.0\" srcLang=\"en\" trgLang=\"zh_Hans\"><file id=\"f\">{units}</file></xliff>")
}

#[test]
fn units_have_their_source_and_state() {
    let text = old(concat!(
        "<trans-unit id='1'><source>a &amp; b</source><target>甲 &amp; &#20057;</target><note>n</note>",
        "<alt-trans><source>a</source><target>别的</target></alt-trans></trans-unit>",
        "<trans-unit resname='two'><source>new</source><target state='new'>new</target></trans-unit>",
        "<trans-unit id='3'><source>c</source><target state='needs-review-translation'>丙</target></trans-unit>",
        "<trans-unit id='4'><source>none</source></trans-unit>",
        "<trans-unit id='5'><source>empty</source><target/></trans-unit>",
        "<trans-unit id='6' translate='no'><source>not</source><target>不译</target></trans-unit>",
    ));
    assert_eq!(
        units(&Xliff, &text, None),
        [
            unit(Some("1"), "a & b", "甲 & 乙", Translated),
            unit(Some("two"), "new", "", Untranslated),
            unit(Some("3"), "c", "丙", NeedsReview),
            unit(Some("4"), "none", "", Untranslated),
            unit(Some("5"), "empty", "", Untranslated),
        ]
    );
    assert_eq!(Xliff.languages(&text), ["zh-CN"]);
}

#[test]
fn inline_codes_are_gaps_or_objects_and_their_texts_stand_alone() {
    let text = old(concat!(
        "<trans-unit id='1'><source>Go <g id='1'>home</g></source>",
        "<target>回<g id='1'>家</g><x id='2'/>见<ph id='3'>&lt;br/></ph><bpt id='4'>&lt;a title='<sub>容器</sub>'></bpt>链<ept id='4'>",
        "&lt;/a></ept> <mrk mtype='protected'>X <g id='9'>Y</g></mrk>。%s<bx id='5'/>{n}</target></trans-unit>",
    ));
    assert_eq!(
        units(&Xliff, &text, None),
        [
            unit(Some("1/sub-1"), "", "容器", Translated),
            unit(Some("1"), "Go home", "回家\u{fffc}见\u{fffc}链 \u{fffc}。\u{fffc}\u{fffc}", Translated),
        ]
    );
}

#[test]
fn segments_pair_by_their_mid() {
    let text = old(concat!(
        "<trans-unit id='1'><source>One. Two.</source>",
        "<seg-source><g id='1'><mrk mtype='seg' mid='0'>One.</mrk></g> <mrk mtype='seg' mid='1'>Two.</mrk></seg-source>",
        "<target><mrk mtype='seg' mid='1'>二。</mrk><g id='1'><mrk mtype='seg' mid='0'>一。</mrk></g></target>",
        "<sdl:seg-defs xmlns:sdl='s'><sdl:seg id='0' conf='Draft'/><sdl:seg id='1' conf='Translated'><sdl:value>x</sdl:value>",
        "</sdl:seg></sdl:seg-defs></trans-unit>",
    ));
    assert_eq!(
        units(&Xliff, &text, None),
        [unit(Some("1/1"), "Two.", "二。", Translated), unit(Some("1/0"), "One.", "一。", NeedsReview)]
    );
}

#[test]
fn version_2_has_segments_in_units() {
    let text = new(concat!(
        "<unit id='u'><mtc:matches><mtc:match><source>m</source><target>配</target></mtc:match></mtc:matches>",
        "<notes><note>glossator-ignore x</note></notes>",
        "<segment id='s'><source>One <pc id='1'>two</pc><ph id='2'/></source><target>一<pc id='1'>二</pc><sc id='3'/><cp hex='1'/></target>",
        "</segment><ignorable><source> </source></ignorable>",
        "<segment state='initial'><source>three</source><target>three</target></segment></unit>",
        "<group translate='no'><unit id='n'><segment><source>n</source><target>不译</target></segment></unit></group>",
    ));
    assert_eq!(
        units(&Xliff, &text, None),
        [unit(Some("u/s"), "One two\u{fffc}", "一二\u{fffc}", Translated), unit(Some("u"), "three", "", Untranslated)]
    );
    assert_eq!(Xliff.languages(&text), ["zh-Hans"]);
    let mut document = Document::default();
    Xliff.read(&text, &mut document);
    let comments: Vec<_> = document.comments().iter().map(|comment| (comment.text.as_str(), comment.next_block)).collect();
    assert_eq!(comments, [("glossator-ignore x", 1)]);
    assert_eq!(document.segments().map(|segment| segment.block).collect::<Vec<_>>(), [1]);
}

/// Spanning annotations need not nest with the codes around them; one without an end holds to the end of its unit.
#[test]
fn what_an_annotation_protects_is_no_text() {
    let target = |inner: &str| {
        let text = new(&format!("<unit id='u'><segment><source>s</source><target>{inner}</target></segment></unit>"));
        units(&Xliff, &text, None).into_iter().next().map(|unit| unit.2)
    };
    for (inner, shown) in [
        ("一<sm id='1' translate='no'/>二<pc id='2'>三<em startRef='1'/>四</pc>", "一\u{fffc}四"),
        ("一<sm id='1' translate='no'/>二<sm id='2' translate='no'/>三<em startRef='2'/>四<em startRef='1'/>五", "一\u{fffc}五"),
        ("一<sm id='1' translate='yes'/>二<em startRef='1'/>三", "一二三"),
        ("一<sm id='1' translate='no'/>二", "一\u{fffc}"),
        ("一<sm id='1' translate='no'/>二<sm id='2' translate='yes'/>三<em startRef='2'/>四", "一\u{fffc}三\u{fffc}"),
    ] {
        assert_eq!(target(inner).as_deref(), Some(shown), "{inner}");
    }
    let segment = |target: &str| format!("<segment><source>s</source><target>{target}</target></segment>");
    let between = "<ignorable><source> </source><target> <sm id='2' translate='no'/></target></ignorable>";
    let first = segment("<sm id='1' translate='no'/>一") + &segment("二<em startRef='1'/>三") + between + &segment("四");
    let text = new(&format!("<unit id='u'>{first}</unit><unit id='v'>{}</unit>", segment("五")));
    let shown: Vec<String> = units(&Xliff, &text, None).into_iter().map(|unit| unit.2).collect();
    assert_eq!(shown, ["", "\u{fffc}三", "", "五"]);
}

#[test]
fn white_space_is_layout_unless_it_is_preserved() {
    let units_of = |text: &str| units(&Xliff, text, None).into_iter().map(|unit| unit.2).collect::<Vec<_>>();
    let unit = |space: &str| {
        old(&format!(
            "<trans-unit id='1'{space}><source>s</source><target>\n  容\n  器 a\r\n b<g id='1'>\n</g>c\n</target></trans-unit>"
        ))
    };
    assert_eq!(units_of(&unit("")), ["容器 a b c"]);
    assert_eq!(units_of(&unit(" xml:space='preserve'")), [" 容 器 a b c "]);
}

#[test]
fn edits_are_escaped_and_keep_codes() {
    for (before, find, replacement, after) in [
        ("说&lt;甲", "甲", "A & B", None),
        ("说甲&amp;", "甲", "A & <B>", Some("说A &amp; &lt;B&gt;&amp;")),
        ("说甲&amp;乙", "甲&乙", "丙\"", Some("说丙\"")),
        ("<![CDATA[说甲 & <b>乙</b>]]>", "甲", "丙", Some("<![CDATA[说丙 & <b>乙</b>]]>")),
        ("<![CDATA[说甲]]>", "甲", "a<b", None),
        ("凯尔西·<g id='1'>海塔尔</g>", "凯尔西·海塔尔", "凯尔西·海托华", Some("凯尔西·<g id='1'>海托华</g>")),
        ("海<x id='1'/>塔尔", "塔尔", "托华", Some("海<x id='1'/>托华")),
        ("海塔\n  尔在", "海塔尔", "海托华", Some("海托华\n  在")),
        ("海<g id='1'>塔</g>尔", "海塔尔", "甲乙丙", None),
    ] {
        let file = |target: &str| old(&format!("<trans-unit id='1'><source>s</source><target>{target}</target></trans-unit>"));
        assert_eq!(edited(&Xliff, &file(before), find, replacement), after.map(file), "{before}");
    }
}

#[test]
fn faults_are_told_with_their_place() {
    let file = |target: &str| old(&format!("<trans-unit id='1'><source>s</source><target>{target}"));
    for (text, place, message) in [
        (file("a</trans-unit>"), "</trans-unit>", "not well-formed XML: expected \"</target>\", but \"</trans-unit>\" was found"),
        (file("a").split("</group>").next().unwrap().to_owned(), "<target>", "the element <target> does not end"),
        (new("<unit id='1'><segment>"), "</file>", "not well-formed XML: expected \"</segment>\", but \"</file>\" was found"),
        ("<xliff><file>".to_owned(), "<file>", "the element <file> does not end"),
        ("<html></html>".to_owned(), "<html>", "the first element is not <xliff>"),
        (file("a & b</target>"), "& b</target>", ""),
        (file("<g <x/></target></trans-unit>"), "<g <x/>", "not well-formed XML: \"<\" inside of a tag"),
        (file("<!-- </target>"), "<!-- </target>", ""),
    ] {
        let (found_place, found_message) = fault(&Xliff, &text);
        let message = if message.is_empty() { found_message.as_str() } else { message };
        assert_eq!((found_place, found_message.as_str()), (place, message), "{text}");
    }
}
