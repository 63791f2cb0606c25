//! Tables of TOML glossaries: what they say, and what is said of broken ones.

use super::*;

#[test]
fn concepts_terms_and_tests_are_read() {
    let text = "# people\n[[concept]]\nid = \"container\"\nfirst_mention = \"bracketed\"\n\n[[concept.term]]\nlanguage = \"zh\"\ntext = \"容器\"\n\n\
        [[concept.term]]\nlanguage = \"zh\"\ntext = \"集装箱\"\nambiguous = true\nwhen = [\"Docker\"]\nunless = [\"集装箱船\"]\ncase = \"exact\"\ncontext = \"…\"\n\n\
        [[test]]\ninput = \"集装箱 \"\noutput = \"容器 \"\nlanguage = \"zh\"\n";
    let glossary = read("g.toml", text.as_bytes()).expect("the text is right");
    let concept = &glossary.concepts[0];
    assert_eq!(
        (concept.id.as_str(), concept.first_mention, concept.origin.line),
        ("container", Some(FirstMention::Bracketed), 3)
    );
    let ambiguous = Term {
        language: "zh".into(),
        text: "集装箱".into(),
        status: AdministrativeStatus::Deprecated,
        case: CaseRule::Exact,
        ambiguous: true,
        usage: kept(Usage {
            when: vec!["Docker".to_owned()],
            unless: vec!["集装箱船".to_owned()],
            context: Some("…".to_owned()),
        }),
        origin: Origin { file: Arc::new("g.toml".to_owned()), line: 12, column: 8 },
    };
    assert_eq!(concept.terms[1], ambiguous);
    assert_eq!(concept.terms[0].status, AdministrativeStatus::Preferred);
    let origin = Origin { file: Arc::new("g.toml".to_owned()), line: 19, column: 1 };
    let test =
        SelfTest {
            input: "集装箱 ".to_owned(), output: "容器 ".to_owned(), language: Some("zh".to_owned()), path: None, origin
        };
    assert_eq!(glossary.tests, [test]);
}

#[test]
fn every_fault_has_its_place() {
    let text = "concepts = 1\n[[concept]]\nid = \"a\"\nkind = \"persn\"\n[[concept.term]]\nlangage = \"zh\"\ntext = \"——\"\nwhen = [\"\", 3]\n\
        [[concept]]\nid = \"a\"\n[[concept]]\nnote = \"中\\u0007\"\nterm = [{ language = \"cn\", text = \"x\", status = \"bad\" }]\n\
        [[concept]]\nterm = [{ language = \"zh\", text = \"x\", status = \"deprecated\" }]\n\
        [[concept]]\nterm = [{ language = \"zh\", text = \"x\", ambiguous = true, status = \"admitted\" }]\n[[test]]\ninput = 3\n";
    let error = read("g.toml", text.as_bytes()).expect_err("the text is broken");
    assert_eq!(
        error.to_string().lines().collect::<Vec<_>>(),
        [
            "g.toml:1:1: the file has no key \"concepts\" (did you mean \"concept\"?)",
            "g.toml:4:8: unknown kind \"persn\" (did you mean \"person\"?)",
            "g.toml:5:1: \"language\" is missing",
            "g.toml:6:1: a term has no key \"langage\" (did you mean \"language\"?)",
            "g.toml:7:8: \"——\" consists of punctuation only",
            "g.toml:8:9: \"when\" has an empty entry",
            "g.toml:8:13: \"when\" is an array of strings, not an integer",
            "g.toml:9:1: no term: the concept has no [[concept.term]]",
            "g.toml:10:6: id \"a\" is already used in line 3",
            "g.toml:12:8: \"note\" contains the control character U+0007",
            "g.toml:13:22: \"cn\" is not a language tag (did you mean \"zh\"?)",
            "g.toml:13:49: unknown status \"bad\" (one of preferred, admitted, deprecated)",
            "g.toml:15:35: \"x\" is deprecated, and no preferred term in \"zh\" says what to use",
            "g.toml:17:52: an ambiguous term is deprecated, not admitted",
            "g.toml:18:1: \"output\" is missing",
            "g.toml:19:9: \"input\" is a string, not an integer",
        ]
    );
}

#[test]
fn a_file_that_is_no_toml_says_where() {
    let error = read("g.toml", "[[concept]]\nid = \"甲\" x\nkind = \n".as_bytes()).expect_err("the text is broken");
    let places: Vec<(usize, usize)> = error.errors.iter().map(|error| (error.line, error.column)).collect();
    assert_eq!(places, [(2, 10), (3, 8)], "{error}");
    let error = read("g.toml", b"id = \"\xff\"").expect_err("the bytes are broken");
    assert_eq!(error.to_string(), "g.toml:1:7: invalid UTF-8 (save the file as UTF-8)");
}
