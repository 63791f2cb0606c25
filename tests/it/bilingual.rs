//! Bilingual formats on random input, on files of other projects (`GLOSSATOR_SHARED`), and on our own from end to end.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use glossator::document::Document;
use glossator::format::{by_name, for_path};
use glossator::text::file::SourceFile;
use proptest::prelude::*;

use crate::program::Folder;
use crate::properties::{edits_read_back, places_are_exact, said, units_read_back};

/// What texts of units are made of, as PO and as XML write it.
const PIECES: &[(&str, &str)] = &[
    ("海托华", "海托华"),
    ("Docker", "Docker"),
    ("容器", "容器"),
    (" ", " "),
    ("·", "·"),
    ("\\n", "\n  "),
    ("\\t", "&#9;"),
    ("\\\"", "\""),
    ("\\\\", "\\"),
    ("&", "&amp;"),
    ("<b>", "&lt;b&gt;"),
    ("</b>", "&lt;/b>"),
    ("\"\n\"", "<![CDATA[甲<a]]>"),
    ("\"\r\n  \"", "<g id='1'>"),
    ("\" \"", "</g>"),
    ("%s", "%1$s"),
    ("{name}", "{{ x }}"),
    ("{n, plural, one {", "<x id='2'/>"),
    ("} other {", "<ph id='3'>码</ph>"),
    ("}}", "<bpt id='4'>c<sub>子</sub>d</bpt>"),
    ("`", "<mrk mtype='seg' mid='1'>"),
    (":ref:`甲 <b>`", "</mrk>"),
    ("&nbsp;", "&amp;nbsp;"),
    ("\\x41", "&#20057;"),
    ("https://a.b/c", "https://a.b/c"),
    ("[甲](u)", "<mrk mtype='protected'>丙</mrk>"),
    ("\"", "<"),
    ("\\", "&"),
    ("\n", "</target>"),
    ("。", "<!-- 注 -->"),
    ("<code>x</code>", "<?pi x?>"),
];

fn pieces() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..PIECES.len(), 0..12)
}

fn po(units: &[Vec<usize>]) -> String {
    let mut text = "msgid \"\"\nmsgstr \"Language: zh_CN\\n\"\n".to_owned();
    for (number, unit) in units.iter().enumerate() {
        let target: String = unit.iter().map(|piece| PIECES[*piece].0).collect();
        let comment = ["\n", "\n#, fuzzy\n", "\n# 注\n", "\r\nmsgctxt \"c\"\r\n"][number % 4];
        write!(text, "{comment}msgid \"s{number}\"\nmsgstr \"{target}\"\n").expect("a string takes all");
    }
    text
}

fn xml(units: &[Vec<usize>], kind: &str) -> String {
    let mut text = match kind {
        "xliff" => "\u{feff}<xliff version='1.2'><file source-language='en' target-language='zh'><body>\n",
        _ => "<tmx><header srclang='en'/><body>\r\n",
    }
    .to_owned();
    for (number, unit) in units.iter().enumerate() {
        let target: String = unit.iter().map(|piece| PIECES[*piece].1).collect();
        let written = if kind == "xliff" {
            let space = ["", " xml:space='preserve'"][number % 2];
            write!(text, "<trans-unit id='{number}'{space}><source>s</source>\n<target>{target}</target></trans-unit>\n")
        } else {
            write!(text, "<tu><tuv xml:lang='zh'><seg>{target}</seg></tuv>\n<tuv xml:lang='en'><seg>s</seg></tuv></tu>\n")
        };
        written.expect("a string takes all");
    }
    text + if kind == "xliff" { "</body></file></xliff>\n" } else { "</body></tmx>" }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn units_of_random_files_survive_edits(units in prop::collection::vec(pieces(), 1..5)) {
        for (name, text) in [("po", po(&units)), ("xliff", xml(&units, "xliff")), ("tmx", xml(&units, "tmx"))] {
            let format = by_name(name).expect("it is a format");
            places_are_exact(format, &text);
            edits_read_back(format, &text);
            units_read_back(format, &text, None, 1);
        }
    }

    #[test]
    fn torn_files_are_read_or_refused(units in prop::collection::vec(pieces(), 1..4), cut in any::<prop::sample::Index>()) {
        for (name, text) in [("po", po(&units)), ("xliff", xml(&units, "xliff")), ("tmx", xml(&units, "tmx"))] {
            let torn = &text[..text.floor_char_boundary(cut.index(text.len() + 1))];
            let format = by_name(name).expect("it is a format");
            places_are_exact(format, torn);
            if let Err(fault) = format.read_units(torn, None, &mut Document::default()) {
                prop_assert!(torn.get(fault.locus.start..fault.locus.end).is_some(), "{fault:?}");
            }
        }
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

/// The folder of files that are not part of the repository, if it is there.
fn shared(part: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("GLOSSATOR_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = folder.join(part);
    folder.is_dir().then_some(folder)
}

#[test]
fn files_of_other_projects_are_read_and_survive_edits() {
    let Some(folder) = shared("formats") else {
        eprintln!("skipped: no shared folder");
        return;
    };
    let mut units = 0;
    let mut seen = 0;
    for path in files(&folder) {
        let Some(format) = for_path(&path).filter(|format| ["po", "xliff", "tmx"].contains(&format.name())) else { continue };
        let bytes = std::fs::read(&path).expect("a readable file");
        let source = SourceFile::decode(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(source.round_trips(), "{}", path.display());
        let text = source.text();
        if let Err(fault) = format.read_units(text, None, &mut Document::default()) {
            panic!("{}: {fault} at {:?}", path.display(), fault.locus);
        }
        places_are_exact(format, text);
        let languages = format.languages(text);
        let languages: Vec<Option<&str>> =
            if languages.is_empty() { vec![None] } else { languages.iter().map(|language| Some(language.as_str())).collect() };
        for language in languages {
            units += said(format, text, language).map_or(0, |units| units.len());
            units_read_back(format, text, language, 1 + text.len() / 2000);
        }
        seen += 1;
    }
    assert!(seen > 60 && units > 5000, "{seen} files, {units} units");
}

#[test]
fn glossaries_of_other_projects_are_read() {
    let Some(folder) = shared("formats") else {
        eprintln!("skipped: no shared folder");
        return;
    };
    let concepts = |path: &str| {
        let path = folder.join(path);
        let read = glossator::glossary::load::load(&[path.to_string_lossy()]).unwrap_or_else(|error| panic!("{error}"));
        read.concepts.len()
    };
    let astronomy = |style: &str| concepts(&format!("tbx/dialects/{style}/Example_Astronomy_{style}_VALID.tbx"));
    assert_eq!(astronomy("DCA"), astronomy("DCT"));
    assert!(astronomy("DCA") > 30, "{}", astronomy("DCA"));
    assert!(concepts("tbx/kde-cn/terms.tbx") > 100);
    assert_eq!(concepts("glossaries/omegat/sampleTBXfile.tbx"), 1);
}

/// Our own small files, in which 货柜 is wrong wherever it stands, and 码头工人 nowhere.
const OWN: &[(&str, &str, usize)] = &[
    ("menu.zh_CN.po", include_str!("../formats/menu.zh_CN.po"), 4),
    ("app.xlf", include_str!("../formats/app.xlf"), 4),
    ("app-2.xliff", include_str!("../formats/app-2.xliff"), 2),
    ("memory.tmx", include_str!("../formats/memory.tmx"), 2),
];

/// The file as it is when all is mended; a rendering that is parted by a line break moves before it.
fn mended(text: &str) -> String {
    text.replace("货柜", "容器").replace("货\"\n\"柜", "容器\"\n\"")
}

#[test]
fn findings_and_fixes_are_of_the_translations_alone() {
    for (name, text, wrong) in OWN {
        let marked = |text: &str| format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        for (before, after) in [
            (text.as_bytes().to_vec(), mended(text).into_bytes()),
            (marked(text), marked(&mended(text))),
            (text.replace('\n', "\r\n").into_bytes(), mended(text).replace('\n', "\r\n").into_bytes()),
        ] {
            let folder = Folder::new(&[(name, &before)]);
            // What compares a translation with its source is for other tests.
            let findings = || {
                let mut found = folder.json(&[name]).findings();
                found.retain(|(_, rule, _)| !["placeholder-mismatch", "untranslated-segment"].contains(&rule.as_str()));
                found
            };
            let found = findings();
            let expected = (name.to_string(), "deprecated-rendering".to_owned(), "货柜".to_owned());
            assert_eq!(found, vec![expected; *wrong], "{name}");
            let ended = folder.run(&["fix", "--glossary", "g.csv", name]);
            assert!(ended.err.starts_with(&format!("glossator: fixed {wrong} findings in 1 file\n")), "{}", ended.err);
            assert!(folder.read(name) == after, "{name}: {}", String::from_utf8_lossy(&folder.read(name)));
            assert_eq!(findings(), [], "{name}");
        }
    }
}

#[test]
fn a_malformed_file_is_a_finding_with_a_place_and_the_rest_is_checked() {
    let torn = OWN[1].1.replacen("</trans-unit>", "", 1);
    let files = [("a.po", "msgid \"a\"\nmsgstr \"b\n"), ("b.xlf", torn.as_str()), ("c.tmx", "<tmx>\n <b>"), ("d.md", "货柜\n")];
    let folder = Folder::of_text(&files);
    let ended = folder.run(&["check", "--glossary", "g.csv", "-q", "--format", "concise"]);
    ended.assert(1, "");
    let lines: Vec<&str> = ended.text().lines().collect();
    assert_eq!(lines[0], "a.po:2:8: error[unreadable-file] the string does not end on its line");
    assert!(
        lines[1].starts_with("b.xlf:25:5: error[unreadable-file] not well-formed XML: expected \"</trans-unit>\""),
        "{}",
        lines[1]
    );
    assert_eq!(lines[2], "c.tmx:2:2: error[unreadable-file] the element <b> does not end");
    assert_eq!(lines[3], "d.md:1:1: error[deprecated-rendering] \"货柜\" is not the approved rendering of \"container\"");
    let ended = folder.run(&["fix", "--glossary", "g.csv", "-q"]);
    assert_eq!((ended.status, folder.text("b.xlf"), folder.text("d.md")), (1, torn, "容器\n".to_owned()));
}

#[test]
fn a_file_in_another_language_is_left_alone() {
    let german = OWN[0].1.replace("Language: zh_CN", "Language: de");
    let folder = Folder::of_text(&[("a.po", &german)]);
    folder.run(&["check", "--glossary", "g.csv", "-q"]).assert(0, "");
    // Unless the configuration knows better.
    folder.write("glossator.toml", "glossaries = [\"g.csv\"]\n[[override]]\npaths = [\"*.po\"]\nlanguage = \"zh\"\n");
    assert_eq!(folder.run(&["check", "-q"]).status, 1);
}

#[test]
fn a_file_is_read_in_the_encoding_that_it_names() {
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    for (name, text) in [
        (
            "a.xlf",
            "<?xml version='1.0' encoding='GB2312'?>\n<xliff><file target-language='zh'><body><trans-unit id='1'><source>é</source><target>货柜</target></trans-unit></body></file></xliff>",
        ),
        ("a.po", "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=gb2312\\n\"\nmsgid \"a\"\nmsgstr \"货柜\"\n"),
    ] {
        let folder = Folder::new(&[(name, &gb(text))]);
        folder.run(&["fix", "--glossary", "g.csv", name]).assert(0, "glossator: fixed 1 finding in 1 file\n");
        assert!(folder.read(name) == gb(&mended(text)), "{name}");
    }
}

#[test]
fn a_file_without_units_says_so() {
    let tmx = |body: &str| format!("<tmx version=\"1.4\"><header srclang=\"en\"/><body>{body}</body></tmx>\n");
    let no_units = "there are no units in it: nothing to check";
    for (name, text, severity, message) in [
        ("a.tmx", String::new(), "error", "the file is empty: there is no element <tmx>"),
        ("a.tmx", "\u{feff} \n".to_owned(), "error", "the file is empty: there is no element <tmx>"),
        (
            "a.tmx",
            "<?xml version=\"1.0\"?>\n<!-- all -->\n".to_owned(),
            "error",
            "not well-formed XML: there is no element <tmx>",
        ),
        ("a.tmx", tmx(""), "info", no_units),
        ("a.xlf", String::new(), "error", "the file is empty: there is no element <xliff>"),
        ("a.xlf", "<xliff version=\"1.2\"/>".to_owned(), "info", no_units),
        ("a.po", String::new(), "info", no_units),
        ("a.po", "msgid \"\"\nmsgstr \"Language: zh\\n\"\n".to_owned(), "info", no_units),
    ] {
        let folder = Folder::new(&[(name, text.as_bytes()), ("b.po", "msgid \"a\"\nmsgstr \"甲\"\n".as_bytes())]);
        let ended = folder.json(&["."]);
        let found: Vec<_> = ended.objects().into_iter().filter(|object| object["type"] == "diagnostic").collect();
        assert_eq!(found.len(), 1, "{name} {text:?}: {found:?}");
        let shown = ["path", "rule", "severity", "message"].map(|key| found[0][key].as_str().unwrap_or_default().to_owned());
        assert_eq!(shown, [name, "unreadable-file", severity, message], "{text:?}");
        assert_eq!(ended.status, i32::from(severity == "error"), "{text:?}");
    }
}
