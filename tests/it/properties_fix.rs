//! What holds of fixes for any input: applied once they are all applied, and what they must not touch stays.
//!
//! The bodies are plain functions, so that a fuzzer may call them too.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use glossator::diagnostic::{Applicability, Fix, apply};
use glossator::engine::beside::Sources;
use glossator::engine::check::Checker;
use glossator::engine::fix;
use glossator::engine::walk::Input;
use glossator::format;
use glossator::glossary::{Glossary, csv};
use glossator::matcher::Matcher;
use glossator::matcher::evidence::Statistics;
use glossator::rules::{Policy, Rule};
use glossator::text::{Edit, Locus};
use proptest::prelude::*;

const GLOSSARY: &str = "\
id,kind,en,zh,zh:admitted,zh:deprecated,zh:ambiguous,when,unless
docker,product,Docker,Docker,,码头工人,,,
kelsey-hightower,person,Kelsey Hightower,凯尔西·海托华,,凯尔西·海塔尔,,,
tectonic,product,Tectonic,Tectonic,,,构造,CoreOS,构造函数
container,term,container,容器,,货柜,,,
microservice,term,microservice,微服务,,微型服务|服务微,,,
";

static TERMS: LazyLock<Glossary> =
    LazyLock::new(|| csv::read("g.csv", GLOSSARY.as_bytes(), None).expect("the small glossary is right"));

static CHECKER: LazyLock<Checker<'static>> = LazyLock::new(|| Checker {
    glossary: &TERMS,
    matchers: BTreeMap::from([("zh".to_owned(), Matcher::new(&TERMS, "zh", &["en".to_owned()]))]),
    language: &|_| None,
    severity: &|_, rule: &'static Rule| rule.severity,
    policy: Policy::default(),
    ignored_text: &[],
    format: &|path| format::for_path(path),
    learned: Some(Statistics::default()),
    sources: Sources::default(),
    large: None,
    concepts: &[],
    excerpts: true,
    changed: None,
    progress: &|| (),
});

/// Any bytes: mended files decode, and a second run finds nothing to mend.
pub fn fixes_are_final(path: &str, bytes: &[u8], allowed: Applicability) {
    let inputs = [Input { shown: path.into(), path: path.into() }];
    let mended = |bytes: &[u8]| {
        let read = |_: &Input, buffer: &mut Vec<u8>| {
            buffer.clear();
            buffer.extend_from_slice(bytes);
            Ok(())
        };
        let outcome = fix::fix(&CHECKER, &inputs, &read, allowed);
        outcome.mended.into_values().next().map(|mended| mended.bytes)
    };
    if let Some(once) = mended(bytes) {
        let twice = mended(&once);
        assert_eq!(twice, None, "{:?} became {:?}", String::from_utf8_lossy(bytes), String::from_utf8_lossy(&once));
    }
}

/// Any fixes of any text: those that are chosen do not overlap, and all bytes outside them stay.
pub fn chosen_fixes_fit(text: &str, loci: &[(u8, u8)]) {
    let boundaries: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
    let at = |number: u8| boundaries[usize::from(number) % boundaries.len()];
    let fix = |&(one, other): &(u8, u8)| {
        let (start, end) = (at(one).min(at(other)), at(one).max(at(other)));
        let edits = vec![Edit { locus: Locus::new(start, end), text: "新".to_owned() }];
        Fix { applicability: Applicability::Safe, replacement: "新".to_owned(), edits }
    };
    let fixes: Vec<Fix> = loci.iter().map(fix).collect();
    let (chosen, left) = apply::select(fixes.iter().map(|fix| ("rule", fix)), Applicability::Safe);
    assert_eq!(chosen.len() + left.len(), fixes.len());
    assert!(fixes.is_empty() || !chosen.is_empty());
    let edits = apply::merged(chosen.iter().map(|&number| &fixes[number]));
    let after = apply::apply(text, &edits);
    let mut kept = String::new();
    let mut done = 0;
    for edit in &edits {
        assert!(edit.locus.start >= done);
        kept.push_str(&text[done..edit.locus.start]);
        kept.push('新');
        done = edit.locus.end;
    }
    kept.push_str(&text[done..]);
    assert_eq!(after, kept);
}

/// What documents with findings are made of, and what stands in the way of mending them.
const FRAGMENTS: &[&str] = &[
    "凯尔西·海塔尔",
    "海塔尔",
    "货柜",
    "码头工人",
    "构造",
    "CoreOS",
    "构造函数",
    "微型服务",
    "服务微",
    "Docker",
    " ",
    "，",
    "\n",
    "\n\n",
    "\r\n",
    "*",
    "**",
    "`",
    "[",
    "](",
    ")",
    "|",
    "|-|\n",
    "# ",
    "> ",
    "- ",
    "<b>",
    "&amp;",
    "\\",
    "---\n",
    "title: ",
    "{{<",
    "个",
    "一",
    "容器",
    "$",
    "<!-- glossator-ignore -->",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_second_fix_changes_nothing(pieces in prop::collection::vec(prop::sample::select(FRAGMENTS), 0..24), all in any::<bool>()) {
        let allowed = if all { Applicability::Unsafe } else { Applicability::Safe };
        for path in ["a.md", "a.txt"] {
            fixes_are_final(path, pieces.concat().as_bytes(), allowed);
        }
    }

    #[test]
    fn fixes_that_are_chosen_fit(text in "[a中\n😀]{0,12}", loci in prop::collection::vec(any::<(u8, u8)>(), 0..8)) {
        chosen_fixes_fit(&text, &loci);
    }
}
