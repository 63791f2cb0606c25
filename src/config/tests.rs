//! Tables of configurations: what they resolve to, and what is said of broken ones.

use std::path::Path;

use super::*;
use crate::diagnostic::Severity;

const KNOWN: Known<'_> = Known { rules: &["deprecated-rendering", "wrong-case"], formats: &["markdown", "text"] };

fn config(text: &str) -> Config {
    parse("glossator.toml", text, Path::new("/r"), &KNOWN).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn settings_resolve_relative_to_the_file() {
    let config = config(
        "glossaries = ['g/*.csv', '/abs.toml']\nlanguage = 'ZH'\nlanguages = ['ja', 'zh']\nignore-text = ['\\{\\{.*?\\}\\}']\nfail-on = 'error'\n\
         threads = 2\nbaseline = 'b.json'\nlearned = 'l.json'\n[policy]\nmixing = 'warning'\nfirst-mention = 'bracketed'\nvariant = 'one'\n",
    );
    assert_eq!(config.glossaries.as_deref(), Some(&["/r/g/*.csv".to_owned(), "/abs.toml".to_owned()][..]));
    assert_eq!(config.languages, ["zh", "ja"]);
    assert_eq!(config.ignore_text[0].as_str(), "\\{\\{.*?\\}\\}");
    assert_eq!((config.fail_on, config.threads), (Severity::Error, Some(2)));
    assert_eq!(config.baseline.as_deref(), Some(Path::new("/r/b.json")));
    assert_eq!(config.learned, Learned::File("/r/l.json".into()));
    let policy =
        Policy { mixing: Level::Warning, first_mention: crate::glossary::FirstMention::Bracketed, variant: Variant::One };
    assert_eq!(config.policy, policy);
    assert_eq!(super::tests::config("learned = 'none'").learned, Learned::None);
}

#[test]
fn paths_decide_language_level_and_format() {
    let config = config(
        "include = ['*.md', 'qmd/']\nexclude = ['drafts/']\n[rules]\nwrong-case = 'info'\n[formats]\n'*.qmd' = 'markdown'\n\
         [[override]]\npaths = ['docs/']\nlanguage = 'zh'\nrules = { wrong-case = 'off' }\n[[override]]\npaths = ['docs/tw/**']\nlanguage = 'zh-Hant'\n",
    );
    for (path, included, language, level, format) in [
        ("/r/a.md", true, None, Some(Level::Info), None),
        ("/r/docs/a.md", true, Some("zh"), Some(Level::Off), None),
        ("/r/x/../docs/./tw/a.md", true, Some("zh-Hant"), Some(Level::Off), None),
        ("/r/drafts/a.md", false, None, Some(Level::Info), None),
        ("/r/a.txt", false, None, Some(Level::Info), None),
        ("/r/qmd/a.qmd", true, None, Some(Level::Info), Some("markdown")),
    ] {
        let path = Path::new(path);
        let found = (config.includes(path), config.language_of(path), config.level("wrong-case", path), config.format_of(path));
        assert_eq!(found, (included, language, level, format), "{path:?}");
    }
    assert_eq!(config.level("deprecated-rendering", Path::new("/r/a.md")), None);
}

#[test]
fn every_fault_has_its_place() {
    for (text, expected) in [
        (
            "langage = 'zh'\n[policy]\nmixin = 'off'\n[[override]]\npaths = ['a']\nrule = {}\n",
            &[
                "1:1: unknown key \"langage\" (did you mean \"language\"?)",
                "3:1: unknown key \"mixin\" (did you mean \"mixing\"?)",
                "6:1: unknown key \"rule\" (did you mean \"rules\"?)",
            ][..],
        ),
        (
            "[rules]\nwrong-cas = 'off'\nx = 'off'\n",
            &["2:1: unknown rule \"wrong-cas\" (did you mean \"wrong-case\"?)", "3:1: unknown rule \"x\""],
        ),
        (
            "[[override]]\npaths = []\nrules = { wrong-cas = 'off' }\n",
            &["2:1: \"paths\" is empty", "3:11: unknown rule \"wrong-cas\" (did you mean \"wrong-case\"?)"],
        ),
        ("[rules]\nwrong-case = 'of'\n", &["2:14: unknown variant `of`, expected one of `off`, `info`, `warning`, `error`"]),
        ("ignore-text = ['a', '中文(b']\n", &["1:24: \"中文(b\" is no regular expression: unclosed group"]),
        ("ignore-text = [\"\\\\d(\"]\n", &["1:16: \"\\d(\" is no regular expression: unclosed group"]),
        ("exclude = ['a', '[b']\n", &["1:17: \"[b\" is no pattern: unclosed character class; missing ']'"]),
        (
            "language = 'cn'\nlanguages = ['zh', 'english']\n",
            &[
                "1:12: \"cn\" is not a language tag (did you mean \"zh\"?)",
                "2:20: \"english\" is not a language tag (did you mean \"en\"?)",
            ],
        ),
        ("[formats]\n'*.qmd' = 'markdwn'\n", &["2:11: unknown format \"markdwn\" (did you mean \"markdown\"?)"]),
        ("threads = 1025\n", &["1:11: 1025 threads are more than 1024"]),
        ("threads = -1\n", &["1:11: invalid value: integer `-1`, expected usize"]),
        ("[[override]]\nlanguage = 'zh'\n", &["1:1: missing field `paths`"]),
    ] {
        let error = parse("glossator.toml", text, Path::new("/r"), &KNOWN).expect_err(text);
        let lines: Vec<String> = error.to_string().lines().map(|line| line.replace("glossator.toml:", "")).collect();
        assert_eq!(lines, expected, "{text}");
    }
    let error = parse("g.toml", "language = 'zh\nthreads = = 1\n", Path::new("/r"), &KNOWN).expect_err("no TOML");
    let places: Vec<usize> = error.faults.iter().map(|fault| fault.line).collect();
    assert_eq!(places, [1, 2], "{error}");
}

#[test]
fn the_published_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/glossator.schema.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, schema()).unwrap();
    }
    assert!(std::fs::read_to_string(path).unwrap() == schema(), "stale: run this test with UPDATE=1");
}

#[test]
fn the_template_is_right_with_and_without_its_comments() {
    let known = Known { rules: &["deprecated-rendering", "first-mention"], formats: &["markdown"] };
    let root = Path::new("/r");
    parse("glossator.toml", template(), root, &known).unwrap_or_else(|error| panic!("{error}"));
    // Prose starts with `# `, a setting with `#`.
    let all: String = template()
        .lines()
        .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line))
        .flat_map(|line| [line, "\n"])
        .collect();
    parse("glossator.toml", &all, root, &known).unwrap_or_else(|error| panic!("{error}\n{all}"));
    let schema = as_written::schema();
    for key in schema["properties"].as_object().unwrap().keys() {
        assert!(
            all.lines()
                .any(|line| line.starts_with(&format!("{key} = ")) || line == format!("[{key}]") || line == format!("[[{key}]]")),
            "{key}"
        );
    }
}

#[test]
fn the_nearest_file_upwards_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("a/b");
    std::fs::create_dir_all(&deep).unwrap();
    std::fs::write(folder.path().join("glossator.toml"), "language = \"zh\"\nglossaries = [\"terms/*.csv\"]\n").unwrap();
    std::fs::create_dir(folder.path().join("a/glossator.toml")).unwrap();
    let found = find_upwards(&deep).unwrap();
    assert_eq!(found, folder.path().join("glossator.toml"));
    let config = read(&found, &Known::default()).unwrap();
    assert_eq!(config.glossaries, Some(vec![folder.path().join("terms/*.csv").to_string_lossy().into_owned()]));
    let error = read(&folder.path().join("no.toml"), &Known::default()).unwrap_err().to_string();
    assert!(error.ends_with("no.toml: no such file or folder"), "{error}");
}
