//! Bilingual formats on random input, on files of other projects (`GLOSSATOR_SHARED`), and on our own from end to end.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use glossator::document::Document;
use glossator::format::{by_name, for_path};
use glossator::text::file::SourceFile;
use proptest::prelude::*;

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
