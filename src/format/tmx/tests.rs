//! What a translation memory says, for each of its languages.

use super::{Tmx, nearness};
use crate::bitext::State::Translated;
use crate::document::Document;
use crate::format::Format;
use crate::format::testing::{edited, fault, unit, units};

fn memory(source_language: &str, body: &str) -> String {
    format!(
        "<?xml version='1.0'?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx version='1.4'><header srclang='{source_language}'/><body>\n{body}\n</body></tmx>\n"
    )
}

const BODY: &str = "<tu tuid='1'><prop type='x'>p</prop><tuv xml:lang='zh-CN'><prop>q</prop><seg>一个<bpt i='1'>&lt;b></bpt>容器<ept i='1'>&lt;/b></ept></seg></tuv>\
    <tuv xml:lang='EN-US'><seg>a <hi>container</hi></seg></tuv><tuv xml:lang='de'><seg>ein Container</seg></tuv></tu>\n\
    <tu><note>glossator-ignore wrong-case</note><tuv lang='en_us'><seg>pod</seg></tuv><tuv lang='zh_TW'><seg>艙</seg></tuv></tu>";

#[test]
fn the_checked_language_is_the_target() {
    let text = memory("en-US", BODY);
    let first = |target: &str| unit(Some("1"), "a container", target, Translated);
    let second = unit(None, "pod", "艙", Translated);
    assert_eq!(units(&Tmx, &text, Some("zh-CN")), [first("一个容器"), second.clone()]);
    assert_eq!(units(&Tmx, &text, Some("zh")), [first("一个容器"), second]);
    assert_eq!(units(&Tmx, &text, Some("de")), [first("ein Container")]);
    assert_eq!(units(&Tmx, &text, Some("fr")), []);
    assert_eq!(units(&Tmx, &text, None), [first("ein Container")]);
    assert_eq!(Tmx.languages(&text), ["de", "zh-CN", "zh-TW", "EN-US", "en-us"]);
    let bitext = Tmx.read_units(&text, Some("de"), &mut Document::default()).unwrap().unwrap();
    assert_eq!(bitext.source_language.as_deref(), Some("en-US"));
    let text = memory("*all*", BODY);
    assert_eq!(units(&Tmx, &text, Some("en-us"))[1], unit(None, "艙", "pod", Translated));
}

#[test]
fn a_note_suppresses_what_its_unit_has() {
    let mut document = Document::default();
    Tmx.read_units(&memory("en-US", BODY), Some("zh"), &mut document).unwrap();
    let comments: Vec<_> = document.comments().iter().map(|comment| (comment.text.as_str(), comment.next_block)).collect();
    assert_eq!(comments, [("glossator-ignore wrong-case", 2)]);
}

#[test]
fn languages_are_near() {
    for (wanted, language, expected) in
        [("zh-CN", "ZH_cn", 3), ("zh", "zh-TW", 2), ("zh-CN", "zh", 1), ("zh-CN", "zh-TW", 1), ("en", "enx", 0), ("", "", 3)]
    {
        assert_eq!(nearness(wanted, language), expected, "{wanted} {language}");
    }
}

#[test]
fn edits_and_faults_stand_where_they_belong() {
    let body = |text: &str| memory("en", &format!("<tu><tuv xml:lang='zh'><seg>{text}</seg></tuv></tu>"));
    assert_eq!(edited(&Tmx, &body("见海塔尔。"), "海塔尔", "A & B"), Some(body("见A &amp; B。")));
    let text = body("<ph>甲</seg>");
    assert_eq!(fault(&Tmx, &text).0, "</seg>");
    assert_eq!(fault(&Tmx, "<xliff/>").1, "the first element is not <tmx>");
}
