//! Tables of CSV glossaries: what they say, and what is said of broken ones.

use super::*;

fn errors(text: &[u8]) -> Vec<String> {
    let error = read("g.csv", text, None).expect_err("the text is broken");
    error.errors.iter().map(ToString::to_string).collect()
}

#[test]
fn a_row_is_a_concept() {
    let text = "\u{feff}zh;zh:ambiguous;id;en;kind;when;unless;case;note\r\n\
        集装箱 | 柜\\|子;构造;c;\"con;tainer\";term;Docker|微服务;构造函数;exact;\"a\nb\"\r\n;;;;;;;;\r\n容器;;;Container;;;;;\r\n";
    let glossary = read("g.csv", text.as_bytes(), None).expect("the text is right");
    let summary: Vec<_> = glossary
        .concepts
        .iter()
        .map(|concept| {
            let terms: Vec<_> = concept
                .terms
                .iter()
                .map(|t| {
                    format!(
                        "{} {} {:?} {:?} {} {:?} {:?} {}",
                        t.language,
                        t.text,
                        t.status,
                        t.case,
                        t.ambiguous,
                        t.when(),
                        t.unless(),
                        t.origin
                    )
                })
                .collect();
            (concept.id.as_str(), concept.kind, concept.note(), concept.origin.to_string(), terms)
        })
        .collect();
    assert_eq!(
        summary,
        [
            (
                "c",
                Kind::Term,
                Some("a\nb"),
                "g.csv:2:1".to_owned(),
                vec![
                    "zh 集装箱 Preferred Exact false [] [] g.csv:2:1".to_owned(),
                    "zh 柜|子 Admitted Exact false [] [] g.csv:2:1".to_owned(),
                    "zh 构造 Deprecated Exact true [\"Docker\", \"微服务\"] [\"构造函数\"] g.csv:2:12".to_owned(),
                    "en con;tainer Preferred Exact false [] [] g.csv:2:17".to_owned(),
                ]
            ),
            (
                "容器",
                Kind::Term,
                None,
                "g.csv:5:1".to_owned(),
                vec![
                    "zh 容器 Preferred Fold false [] [] g.csv:5:1".to_owned(),
                    "en Container Preferred Fold false [] [] g.csv:5:6".to_owned(),
                ]
            ),
        ]
    );
}

#[test]
fn every_fault_has_its_place() {
    let long = format!("en,zh\na,{}\n", "长".repeat(1001));
    let cases: &[(&str, &[&str])] = &[
        ("", &["g.csv:1:1: no header: the first line names the columns"]),
        ("en,zh\na\n", &["g.csv:2:1: expected 2 cells, found 1"]),
        ("en,zh\na,甲,\n", &["g.csv:2:1: expected 2 cells, found 3"]),
        ("id,zh\nx,甲\nx,乙\n", &["g.csv:3:1: id \"x\" is already used in line 2"]),
        (
            "zh,kind\n甲,persn\n乙,thing\n",
            &[
                "g.csv:2:3: unknown kind \"persn\" (did you mean \"person\"?)",
                "g.csv:3:3: unknown kind \"thing\" (one of person, organization, product, term)",
            ],
        ),
        ("zh,case\n甲,fld\n", &["g.csv:2:3: unknown case \"fld\" (did you mean \"fold\"?)"]),
        ("id,zh\nx,\n", &["g.csv:2:1: no term: every language column is empty"]),
        ("id,en,zh\nkelsey,凯尔西,\n", &["g.csv:2:12: \"zh\" is empty"]),
        ("id,en,zh\nkelsey,,凯尔西\n", &["g.csv:2:8: \"en\" is empty"]),
        ("zh,zh:deprecated\n,海塔尔\n", &["g.csv:2:1: \"zh\" is empty"]),
        ("zh:deprecated,en\n海塔尔,a\n", &["g.csv:2:1: \"zh\" is empty"]),
        ("en,zh,de\na,,\n", &["g.csv:2:3: \"zh\" is empty"]),
        ("zh,zh:deprecated\n甲,a||b\n", &["g.csv:2:3: \"zh:deprecated\" has an empty rendering between bars"]),
        ("en,zh\na,——\n", &["g.csv:2:3: \"——\" in \"zh\" consists of punctuation only"]),
        ("en,zh\na,甲\u{7}\n", &["g.csv:2:3: \"甲\" in \"zh\" contains the control character U+0007"]),
        (
            "zh,zh:deprecated,zh:ambiguous\n甲,乙|甲,\n丙,,丙\n",
            &["g.csv:2:3: \"甲\" is both preferred and deprecated", "g.csv:3:4: \"丙\" is both preferred and ambiguous"],
        ),
        ("zh,\n甲,x\n", &["g.csv:2:3: \"x\" stands in a column without a name"]),
        ("zh,note\n\"甲,\n乙,x\n", &["g.csv:2:1: a quote that is never closed"]),
        ("zh,note\n\"甲\"乙,x\n", &["g.csv:2:1: text after a closing quote"]),
        ("zh,when\n甲,a||b\n", &["g.csv:2:3: \"when\" has an empty entry between bars"]),
        (
            "zh,note,kind\n甲,\"a\nb\",x\n乙,,y\n",
            &[
                "g.csv:3:4: unknown kind \"x\" (one of person, organization, product, term)",
                "g.csv:4:4: unknown kind \"y\" (one of person, organization, product, term)",
            ],
        ),
        ("zh,knd\n甲,\n", &["g.csv:1:4: unknown column \"knd\" (did you mean \"kind\"?)"]),
    ];
    for (text, expected) in cases {
        assert_eq!(errors(text.as_bytes()), *expected, "{text:?}");
    }
    assert_eq!(errors(long.as_bytes())[0].split(" in ").nth(1), Some("\"zh\" is longer than 1000 characters"));
    assert_eq!(errors(b"zh,en\n\xe7\x94\xb2\xff\xfe,\xff\n"), ["g.csv:2:2: invalid UTF-8: byte 0xFF (save the file as UTF-8)"]);
}

#[test]
fn half_filled_rows_of_many_languages_are_right() {
    for text in
        ["en,zh,de\na,甲,\nb,,乙\n", "zh,zh-Hant\n甲,\n,乙\n", "zh,zh-Hant:deprecated\n甲,乙\n", "zh\n", "en,zh:admitted\na,甲\n"]
    {
        assert!(read("g.csv", text.as_bytes(), None).is_ok(), "{text:?}");
    }
}

#[test]
fn a_long_file_reads_like_one_that_cannot_be_cut() {
    let row = |number: usize, faults: bool| match number % 1000 {
        17 if faults => "t3,容器,集装箱\n".to_owned(),
        18 if faults => ",,\n".to_owned(),
        19 if faults => "t,容器\n".to_owned(),
        20 if faults => format!("\u{7}t{number},,集装箱\n"),
        21 if faults => "\u{7}t20,,\n".to_owned(),
        22 => format!(",容器{number},集装箱\r\n"),
        _ => format!("t{number},容器{number},集装箱{number}|箱子{number}\n"),
    };
    for faults in [false, true] {
        let rows: String = (0..6000).map(|number| row(number, faults)).collect();
        let short = format!("id,zh,zh:deprecated\n{rows}");
        assert!(Records::new(&short, b',').lines().is_some());
        let [cut, whole] = [short.clone(), format!("{short}\"last\",云,云朵\n")].map(|text| read("a.csv", text.as_bytes(), None));
        match (cut, whole) {
            (Ok(cut), Ok(whole)) => {
                assert!(!faults);
                assert_eq!((cut.concepts.len(), &cut.concepts[..]), (6000, &whole.concepts[..6000]));
            }
            (cut, whole) => {
                assert!(faults);
                assert_eq!(cut.map(|_| ()), whole.map(|_| ()));
            }
        }
    }
}
