//! What a catalogue says, where it says it, and how it is mended.

use super::Po;
use crate::bitext::State;
use crate::document::Document;
use crate::format::Format;
use crate::format::testing::{self, Unit, unit};

fn units(text: &str) -> Vec<Unit> {
    testing::units(&Po, text, None)
}

const HEADER: &str = "\u{feff}# licence\nmsgid \"\"\nmsgstr \"\"\n\"Language-Team: x\\n\"\n\"Language: zh_CN\\n\"\n\"Plural-Forms: nplurals=1; plural=0;\\n\"\n";

#[test]
fn every_translation_is_a_unit_with_its_source_and_state() {
    let text = HEADER.to_owned()
        + r#"
#: a.c:1
msgctxt "menu"
msgid "Open\tthe \"container\" with %s\n"
msgstr ""
"打开“容"
"器”：%s\n"

#, fuzzy, c-format
#| msgid "old"
msgid "a"
msgstr "甲\\\x41\101乙"

msgid "%d pod"
msgid_plural "%d pods"
msgstr[0] "%d 个 pod"
msgid "new" msgstr ""
#~ msgid "gone"
#~ msgstr "没了"
"#;
    assert_eq!(
        units(&text),
        [
            unit(Some("menu"), "Open the \"container\" with \u{fffc} ", "打开“容器”：\u{fffc} ", State::Translated),
            unit(None, "a", "甲\\\u{fffc}\u{fffc}乙", State::NeedsReview),
            unit(None, "\u{fffc} pods", "\u{fffc} 个 pod", State::Translated),
            unit(None, "new", "", State::Untranslated),
        ]
    );
    assert_eq!(Po.languages(&text), ["zh-CN"]);
}

#[test]
fn the_first_of_several_forms_renders_the_singular() {
    let text = "msgid \"a pod\"\nmsgid_plural \"%d pods\"\nmsgstr[0] \"ein Pod\"\nmsgstr[ 1 ] \"%d Pods\"\n";
    let sources: Vec<_> = units(text).into_iter().map(|unit| (unit.1, unit.2)).collect();
    let pair = |source: &str, target: &str| (source.to_owned(), target.to_owned());
    assert_eq!(sources, [pair("a pod", "ein Pod"), pair("\u{fffc} pods", "\u{fffc} Pods")]);
}

#[test]
fn edits_are_escaped_and_leave_line_breaks() {
    for (before, old, new, after) in [
        ("msgstr \"说\\\"甲\\\"\"", "甲", "a\"\\b", Some("msgstr \"说\\\"a\\\"\\\\b\\\"\"")),
        ("msgstr \"\"\n\"见海塔\"\r\n  \"尔。\"", "海塔尔", "海托华", Some("msgstr \"\"\n\"见海托华\"\r\n  \"。\"")),
        ("msgstr \"a \" \"b c\"", "a b", "x", Some("msgstr \"x\" \" c\"")),
        ("msgstr \"甲\\n乙\"", "甲 乙", "丙", None),
        ("msgstr \"说\\\"甲\\\"\"", "\"甲\"", "乙", Some("msgstr \"说乙\"")),
        ("msgstr \"凯尔西·<b>海塔尔</b>\"", "凯尔西·海塔尔", "凯尔西·海托华", Some("msgstr \"凯尔西·<b>海托华</b>\"")),
        ("msgstr \"凯尔<b>西·海</b>塔尔\"", "凯尔西·海塔尔", "甲", None),
    ] {
        let text = |target: &str| format!("msgid \"x\"\n{target}\n");
        assert_eq!(testing::edited(&Po, &text(before), old, new), after.map(text), "{before}");
    }
}

#[test]
fn comments_stand_before_their_entry() {
    let text = "# glossator-ignore-file wrong-case\nmsgid \"\"\nmsgstr \"\"\n\nmsgid \"a\"\nmsgstr \"甲\"\n\n#. glossator-ignore x\n# other\nmsgid \"b\"\nmsgstr \"乙\"\n";
    let mut target = Document::default();
    Po.read(text, &mut target);
    let comments: Vec<_> = target.comments().iter().map(|comment| (comment.text.as_str(), comment.next_block)).collect();
    assert_eq!(comments, [("glossator-ignore-file wrong-case", 1), ("glossator-ignore x", 2)]);
    assert_eq!(target.comments()[1].locus.get(text), "#. glossator-ignore x");
    assert_eq!(target.segments().map(|segment| segment.block).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn faults_are_told_with_their_place() {
    for (text, place, message) in [
        ("msgid \"a", "\"a", "the string does not end on its line"),
        ("msgid \"a\\\"\nmsgstr \"\"", "\"a\\\"", "the string does not end on its line"),
        ("<<<<<<< HEAD\n", "<<<<<<<", "\"<<<<<<<\" is no keyword, string or comment"),
        ("中文\n", "中文", "\"中文\" is no keyword, string or comment"),
        ("msgid \"a\"\n\nmsgid \"b\"\n", "msgid", "the entry before \"msgid\" has no \"msgstr\""),
        ("msgid \"a\"\n", "msgid", "\"msgid\" without \"msgstr\""),
        ("msgctxt \"a\"\n", "msgctxt", "\"msgctxt\" without \"msgid\""),
        ("msgstr \"a\"\n", "msgstr", "\"msgstr\" without \"msgid\""),
        ("msgid a\n", "msgid a", "a string must follow \"msgid\""),
        ("\"a\"\n", "\"a\"", "a string that belongs to no keyword"),
        ("msgid \"a\" x\n", "x", "\"x\" is no keyword, string or comment"),
        ("msgid \"a\"\nmsgstr[0] \"b\"", "msgstr[0]", "a plural form without \"msgid_plural\""),
        ("msgid \"a\"\nmsgid_plural \"a\"\nmsgid_plural \"a\"", "msgid_plural", "\"msgid_plural\" must follow \"msgid\""),
        ("msgid \"a\"\nmsgstr \"\"\nmsgstr \"\"", "msgstr", "a second \"msgstr\" for one \"msgid\""),
    ] {
        let fault = Po.read_units(text, None, &mut Document::default()).unwrap_err();
        assert_eq!((fault.locus.get(text), fault.message.as_str()), (place, message), "{text}");
    }
    for text in ["", "\n", "# only a comment", "#", "#,", "#~ msgid \"", "domain \"x\"\n"] {
        assert!(Po.read_units(text, None, &mut Document::default()).is_ok(), "{text}");
    }
}
