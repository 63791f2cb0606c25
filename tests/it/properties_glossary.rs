//! What holds of the glossary readers for any input.
//!
//! The bodies are plain functions, so that a fuzzer may call them too.

use glossator::glossary::{AdministrativeStatus, Concept, Glossary, GlossaryError, csv, tbx, toml, write};
use proptest::prelude::*;

/// The CSV reader never panics, and its faults lie within the text.
pub fn csv_reads_any_bytes(bytes: &[u8]) {
    for delimiter in [None, Some(b'\t')] {
        reads_any_bytes(bytes, csv::read("g.csv", bytes, delimiter));
    }
}

/// The TOML reader never panics, and its faults lie within the text.
pub fn toml_reads_any_bytes(bytes: &[u8]) {
    reads_any_bytes(bytes, toml::read("g.toml", bytes));
}

/// What was read and written reads the same again, and is written the same again.
pub fn csv_round_trip(bytes: &[u8]) {
    let Ok(first) = csv::read("g.csv", bytes, None) else { return };
    // Without a concept there is no language, and no header without one.
    if !first.concepts.is_empty() {
        same_after_writing(&first);
    }
}

/// What TOML says of renderings survives being written as CSV.
pub fn toml_round_trip(bytes: &[u8]) {
    let Ok(first) = toml::read("g.toml", bytes) else { return };
    let written = write::csv(&first, b',');
    // A header of several languages asks more of a row than TOML does of a concept.
    let Ok(second) = csv::read("g.csv", written.as_bytes(), Some(b',')) else { return };
    assert_eq!(renderings(&first), renderings(&second), "{written}");
}

/// The TBX reader never panics, and its faults lie within the text.
pub fn tbx_reads_any_text(text: &str) {
    reads_any_bytes(text.as_bytes(), tbx::read("g.tbx", text.as_bytes()));
}

/// What is written as TBX reads the same, but for how much white space stands between words.
pub fn tbx_round_trip(bytes: &[u8]) {
    let Ok(first) = csv::read("g.csv", bytes, None) else { return };
    let written = tbx::write(&first);
    let second = tbx::read("g.tbx", written.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{written}"));
    assert_eq!(tbx::write(&second), tbx::write(&tbx::read("g.tbx", tbx::write(&second).as_bytes()).expect("it was read once")));
    let squeezed = |lines: Vec<String>| {
        let mut lines: Vec<String> = lines
            .iter()
            .map(|line| {
                line.split('\t').map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("\t")
            })
            .collect();
        lines.sort();
        lines.dedup();
        lines
    };
    assert_eq!(squeezed(renderings(&first)), squeezed(renderings(&second)), "{written}");
}

/// A decision is there after it was written, all other concepts are as before, and writing it again changes nothing.
pub fn admitted_renderings_are_read(bytes: &[u8], rendering: &str) {
    let Ok(before) = csv::read("g.csv", bytes, None) else { return };
    let Some(concept) = before.concepts.last() else { return };
    let Some(language) = concept.terms.first().map(|term| term.language.clone()) else { return };
    let Ok(after) = write::admit("g.csv", bytes, &concept.id, &language, rendering) else { return };
    let read = csv::read("g.csv", &after, None).expect("a decision keeps a glossary readable");
    let last = read.concepts.last().expect("a decision keeps every concept");
    assert!(last.terms.iter().any(|term| term.text == rendering.trim() && term.status.is_approved()), "{after:?}");
    let others = |glossary: &Glossary| {
        renderings(glossary).into_iter().filter(|one| !one.starts_with(&format!("{}\t", concept.id))).collect::<Vec<_>>()
    };
    assert_eq!(others(&before), others(&read));
    assert_eq!(write::admit("g.csv", &after, &concept.id, &language, rendering).as_ref(), Ok(&after));
}

fn reads_any_bytes(bytes: &[u8], result: Result<Glossary, GlossaryError>) {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let lines: Vec<usize> = text.split('\n').map(|line| line.chars().count()).collect();
    let is_within =
        |line: usize, column: usize| lines.get(line.wrapping_sub(1)).is_some_and(|&chars| (1..=chars + 1).contains(&column));
    match result {
        Ok(glossary) => {
            for concept in &glossary.concepts {
                assert!(!concept.id.is_empty() && !concept.terms.is_empty(), "{concept:?}");
                for origin in concept.terms.iter().map(|term| &term.origin).chain([&concept.origin]) {
                    assert!(is_within(origin.line as usize, origin.column as usize), "{origin}");
                }
            }
            let mut ids: Vec<&str> = glossary.concepts.iter().map(|concept| concept.id.as_str()).collect();
            ids.sort_unstable();
            assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
        }
        Err(error) => {
            assert!(!error.errors.is_empty());
            for fault in &error.errors {
                assert!(is_within(fault.line, fault.column) && !fault.reason.is_empty(), "{fault}");
            }
        }
    }
}

fn same_after_writing(first: &Glossary) {
    let written = write::csv(first, b',');
    let second = csv::read("g.csv", written.as_bytes(), Some(b',')).unwrap_or_else(|error| panic!("{error}\n{written}"));
    assert_eq!(renderings(first), renderings(&second), "{written}");
    assert_eq!(about(first), about(&second), "{written}");
    assert_eq!(write::csv(&second, b','), written);
}

/// One line a term, sorted: order within a row is the columns' and has no meaning, but for the first preferred one.
fn renderings(glossary: &Glossary) -> Vec<String> {
    let line = |concept: &Concept, term: &glossator::glossary::Term| {
        let is_first = term.status == AdministrativeStatus::Preferred
            && concept.preferred(&term.language).is_some_and(|first| first.text == term.text);
        format!("{}\t{}\t{}\t{:?}\t{}\t{is_first}", concept.id, term.language, term.text, term.status, term.ambiguous)
    };
    let mut lines: Vec<String> =
        glossary.concepts.iter().flat_map(|concept| concept.terms.iter().map(move |term| line(concept, term))).collect();
    lines.sort();
    lines
}

/// One line a concept, sorted.
fn about(glossary: &Glossary) -> Vec<String> {
    let line = |concept: &Concept| {
        let evidence: Vec<_> =
            concept.terms.iter().map(|term| (term.when(), term.unless(), term.case)).max().into_iter().collect();
        format!("{:?}", (&concept.id, concept.kind, concept.note(), concept.definition(), concept.subject_field(), evidence))
    };
    let mut lines: Vec<String> = glossary.concepts.iter().map(line).collect();
    lines.sort();
    lines
}

/// Text that is nearly a CSV glossary.
fn nearly_csv() -> impl Strategy<Value = String> {
    let column = prop::sample::select(vec![
        "id",
        "kind",
        "en",
        "zh",
        "zh:admitted",
        "zh:deprecated",
        "zh:ambiguous",
        "zh:preferred",
        "de",
        "zh-Hant",
        "when",
        "unless",
        "case",
        "note",
        "definition",
        "subject_field",
        "",
        "knd",
        "en:deprecated",
    ]);
    let cell = prop::sample::select(vec![
        "",
        "",
        "",
        "甲",
        "乙|丙",
        "a b",
        "\"a,b\"",
        "\"x\ny\"",
        "a\\|b",
        "\\",
        "\\|",
        "a\\\\|b",
        "term",
        "exact",
        "\"q\"\"q\"",
        "\"",
        "——",
        " 丁 ",
        "a|",
        "\u{7}",
        "Ω",
        "\"|\"",
        "=1",
        " \"z, \"",
        "\u{200b}",
    ]);
    let newline = prop::sample::select(vec!["\n", "\r\n", "\n\n"]);
    let delimiter = prop::sample::select(vec![",", ";", "\t"]);
    (prop::collection::vec(column, 1..9), delimiter, newline).prop_flat_map(move |(header, delimiter, newline)| {
        let rows = prop::collection::vec(prop::collection::vec(cell.clone(), header.len()), 0..4);
        rows.prop_map(move |rows| {
            let lines: Vec<String> =
                std::iter::once(header.join(delimiter)).chain(rows.iter().map(|row| row.join(delimiter))).collect();
            lines.join(newline)
        })
    })
}

/// A CSV glossary that is mostly right.
fn mostly_csv() -> impl Strategy<Value = String> {
    let cell =
        prop::sample::select(vec!["甲", "乙|丙", "a b", "\"a,b\"", "a\\|b", "x\\", "a\\\\|b", "\"q\"\"q\"", " 丁 ", "Ω|戊|己"]);
    let other = prop::sample::select(vec!["", "", "庚", "辛|壬", "\"k,l\"|m", "n\\|\\\\|o"]);
    let wrong = prop::sample::select(vec!["", "", "x1", "x2|x3", "\"x4,\"", "x5\\|"]);
    let row =
        (cell, other, wrong, prop::sample::select(vec!["", "p1", "p2|p3"]), prop::sample::select(vec!["", "\"n\n1\"", "n2"]));
    prop::collection::vec(row, 1..5).prop_map(|rows| {
        let mut text = "en,zh,zh:admitted,zh:deprecated,zh:ambiguous,note\r\n".to_owned();
        for (name, admitted, deprecated, ambiguous, note) in rows {
            text.push_str(&format!("{name},{name},{admitted},{deprecated},{ambiguous},{note}\r\n"));
        }
        text
    })
}

/// Text that is nearly a TOML glossary.
fn nearly_toml() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "[[concept]]",
        "[[concept]]",
        "[[concept.term]]",
        "[[concept.term]]",
        "[[test]]",
        "[concept]",
        "id = \"a\"",
        "id = 'b'",
        "kind = \"person\"",
        "kind = 1",
        "language = \"zh\"",
        "language = \"zh\"",
        "text = \"甲\"",
        "text = \"乙|x\"",
        "text = '''\n丙'''",
        "text = \"\"",
        "status = \"deprecated\"",
        "status = \"x\"",
        "ambiguous = true",
        "when = [\"a\"]",
        "unless = [1, \"\"]",
        "input = \"a\"",
        "output = \"b\"",
        "note = \"\"\"x\ny\"\"\"",
        "nte = 1",
        "= 3",
        "\"",
        "first_mention = \"bracketed\"",
    ]);
    prop::collection::vec(line, 0..14).prop_map(|lines| lines.join("\n"))
}

/// Text that is nearly a TBX glossary.
fn nearly_tbx() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<termEntry id='a'>",
        "<conceptEntry>",
        "</conceptEntry>",
        "<langSet xml:lang='zh'>",
        "<langSec xml:lang='en'>",
        "</langSec>",
        "<langSec xml:lang='x'>",
        "<termSec><term>甲</term>",
        "<tig><term>乙&amp;<hi>b</hi>\n</term></tig>",
        "<termSec><term>A</term></termSec>",
        "</termSec>",
        "<termNote type='administrativeStatus'>deprecatedTerm</termNote>",
        "<min:administrativeStatus>odd</min:administrativeStatus>",
        "<descrip type='definition'>d</descrip>",
        "<note>glossator: kind=person</note>",
        "<note>glossator: ambiguous</note>",
        "<note>glossator: x</note>",
        "<term/>",
        "&",
        "\n",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| format!("<tbx><text><body>{}</body></text></tbx>", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        csv_reads_any_bytes(&bytes);
        toml_reads_any_bytes(&bytes);
    }

    #[test]
    fn any_table_is_read_or_refused(text in nearly_csv(), cut in any::<prop::sample::Index>(), byte in any::<u8>()) {
        csv_reads_any_bytes(text.as_bytes());
        let mut bytes = text.into_bytes();
        let at = cut.index(bytes.len().max(1)).min(bytes.len());
        bytes.insert(at, byte);
        csv_reads_any_bytes(&bytes);
        csv_round_trip(&bytes);
    }

    #[test]
    fn any_toml_is_read_or_refused(text in nearly_toml()) {
        toml_reads_any_bytes(text.as_bytes());
        toml_round_trip(text.as_bytes());
    }

    #[test]
    fn tables_survive_being_written(text in mostly_csv(), near in nearly_csv()) {
        csv_round_trip(text.as_bytes());
        csv_round_trip(near.as_bytes());
        tbx_round_trip(text.as_bytes());
        tbx_round_trip(near.as_bytes());
    }

    #[test]
    fn any_tbx_is_read_or_refused(text in nearly_tbx()) {
        tbx_reads_any_text(&text);
    }

    #[test]
    fn decisions_survive_being_written(text in mostly_csv(), near in nearly_csv(), rendering in prop::sample::select(vec!["x3", "p2", "癸", "a\\|b\\", "c,\"d\" "])) {
        admitted_renderings_are_read(text.as_bytes(), rendering);
        admitted_renderings_are_read(near.as_bytes(), rendering);
    }
}
