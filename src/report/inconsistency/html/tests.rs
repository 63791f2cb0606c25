//! What holds for every page, whatever the report says. How it looks and works is tested in a browser: `tests/browser`.

use super::{page, page_within};
use crate::diagnostic::{Applicability, Severity};
use crate::glossary::Kind;
use crate::report::inconsistency::model::{Concept, Document, DocumentFix, Finding, Line, Rendering, Report, Rule, Status};

const LINKS: &str = "../{path}#L{line}";

/// A report of `documents` documents with a mention, a finding and a change each, all under this name.
fn report(name: &str, documents: usize) -> Report {
    let text = |number: usize| format!("{name} {:x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let rendering = Rendering {
        text: name.to_owned(),
        status: Status::Deprecated,
        is_source: false,
        mentions: documents,
        documents,
        first_document: 0,
        dominant: true,
        fixable: documents,
    };
    let concept = Concept {
        id: name.to_owned(),
        kind: Kind::Term,
        source: name.to_owned(),
        preferred: vec![name.to_owned()],
        note: None,
        mentions: documents,
        documents,
        approved: 0,
        wrong_documents: documents,
        success_rate: 0.0,
        consistency: 1.0,
        entropy: 0.0,
        harm: documents as f64,
        findings: documents,
        fixable: documents,
        rules: [("rule".to_owned(), documents)].into(),
        renderings: vec![rendering],
        matrix: (0..documents).map(|document| (document, 0, 1)).collect(),
    };
    let line = |document| Line {
        concept: 0,
        rendering: 0,
        document,
        line: 1,
        column: 1,
        left: text(document),
        found: name.to_owned(),
        right: text(document + 1),
        finding: Some(document),
        source: None,
    };
    let finding = |document| Finding {
        document,
        concept: Some(0),
        rendering: Some(0),
        rule: "rule".to_owned(),
        severity: Severity::Error,
        message: text(document + 2),
        line: Some(1),
        column: Some(1),
        end_line: Some(1),
        end_column: Some(2),
        found: Some(name.to_owned()),
        replacement: Some(name.to_owned()),
        applicability: Some(Applicability::Safe),
        evidence: Vec::new(),
    };
    let fix = |document| DocumentFix {
        document,
        edits: 1,
        diff: format!("@@ -1,1 +1,1 @@\n-{}\n+{name}\n", text(document)),
        hunks_left: 0,
    };
    Report {
        generator: "glossator".to_owned(),
        rules: vec![Rule { name: "rule".to_owned(), summary: name.to_owned(), severity: Severity::Error, findings: documents }],
        documents: (0..documents)
            .map(|number| Document { path: text(number), title: name.to_owned(), ..Document::default() })
            .collect(),
        concepts: vec![concept],
        lines: (0..documents).map(line).collect(),
        findings: (0..documents).map(finding).collect(),
        fixes: (0..documents).map(fix).collect(),
        ..Report::default()
    }
}

#[test]
fn a_page_loads_nothing_and_names_cannot_leave_their_place() {
    let page = page(&report("</script><img src=x onerror=1><!--", 3), LINKS).unwrap();
    for loaded in ["<link", "<img", "<iframe", "<script src", "@import", "url(http", "import("] {
        assert!(!page.contains(loaded), "{loaded}");
    }
    assert_eq!(page.matches("</script>").count(), page.matches("<script").count());
    assert!(page.contains("\\u003c/script\\u003e\\u003cimg"));
}

#[test]
fn a_page_is_the_same_on_any_number_of_threads() {
    let report = report("名字", 6_000);
    let on =
        |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| page(&report, LINKS).unwrap());
    let one = on(1);
    assert!(one.contains("data-encoding=\"deflate\""));
    assert!(one == on(3));
}

#[test]
fn a_page_that_would_be_too_large_leaves_out_what_is_read_one_by_one_and_says_so() {
    let report = report("名字", 2_000);
    let whole = page(&report, LINKS).unwrap();
    let [smaller, smallest] = [whole.len(), 1].map(|largest| page_within(&report, LINKS, largest).unwrap());
    let kept = |page: &str| page.split("\"kept\":").nth(1).unwrap().split('}').next().unwrap().to_owned();
    assert!(smaller.len() < whole.len() && smallest.len() < smaller.len());
    assert_eq!(kept(&whole), r#"{"lines":2000,"findings":2000,"fixes":2000"#);
    assert_eq!(kept(&smaller), r#"{"lines":30,"findings":2000,"fixes":2000"#);
    assert_eq!(kept(&smallest), r#"{"lines":1,"findings":2000,"fixes":50"#);
    // Documents, concepts and cells are always whole.
    for part in ["\"documents\":{\"path\":", "\"cells\":"] {
        let of = |page: &str| page.split(part).nth(1).unwrap().split(']').next().unwrap().to_owned();
        assert_eq!(of(&whole), of(&smallest), "{part}");
    }
}

#[test]
fn an_empty_report_is_a_page() {
    assert!(page(&Report::default(), LINKS).unwrap().contains("\"documents\":{\"path\":[]"));
}
