//! Gaps in small pairs whose units, and how sure they are, are given.

use super::*;
use crate::bitext::TranslationUnit;
use crate::document::Role;
use crate::glossary;
use crate::matcher::Scratch;
use crate::text::Escape;

const GLOSSARY: &str = "id,kind,en,zh\ncontainer,term,container,容器\ngateway,term,gateway,网关\ncluster,term,cluster,集群\n";

/// Source and target of a unit, and how sure it is.
type Row = (&'static str, &'static str, f32);

/// One side of paragraphs: a segment for each, and the pieces by unit.
fn side(paragraphs: &[&[Row]], text_of: fn(&Row) -> &'static str) -> (Document, String, Vec<Vec<Piece>>) {
    let (mut document, mut text, mut pieces) = (Document::default(), String::new(), Vec::new());
    let mut builder = document.builder();
    let mut segment = 0;
    for rows in paragraphs {
        let paragraph: String = rows.iter().map(text_of).collect();
        let mut start = 0;
        for row in *rows {
            let span = Span::new(start, start + text_of(row).len());
            pieces.push(if span.start < span.end { vec![Piece { segment, span }] } else { Vec::new() });
            start = span.end;
        }
        if !paragraph.is_empty() {
            builder.next_block();
            builder.open(Role::Body, Escape::None);
            builder.verbatim(text.len(), &paragraph);
            builder.close();
            segment += 1;
        }
        text.push_str(&paragraph);
        text.push('\n');
    }
    (document, text, pieces)
}

/// Concept, unit and whether a rendering elsewhere may answer it, of each gap.
fn gaps(paragraphs: &[&[Row]]) -> Vec<(String, usize, bool)> {
    let glossary = glossary::load::read("g.csv", GLOSSARY.as_bytes()).expect("a glossary");
    let (source, source_text, sources) = side(paragraphs, |row| row.0);
    let (target, file_text, targets) = side(paragraphs, |row| row.1);
    let scores = paragraphs.iter().flat_map(|rows| rows.iter().map(|row| row.2));
    let pieces = sources.into_iter().zip(targets).zip(scores);
    let unit = |((source, target), score)| TranslationUnit { source, target, score: Some(score), ..TranslationUnit::default() };
    let bitext = Bitext { source, source_text: source_text.into(), units: pieces.map(unit).collect(), ..Bitext::default() };
    let scanned = |matcher: &Matcher, document: &Document| {
        let mut mentions = Vec::new();
        for segment in document.segments() {
            matcher.scan(segment.number, segment.text, &mut Scratch::default(), &mut mentions, &mut Vec::new());
        }
        mentions
    };
    let english = ["en".to_owned()];
    let (source_matcher, matcher) = (Matcher::new(&glossary, "zxx", &english), Matcher::new(&glossary, "zh", &english));
    let (source_mentions, mentions) = (scanned(&source_matcher, &bitext.source), scanned(&matcher, &target));
    let sides = Sides {
        bitext: &bitext,
        source_matcher: &source_matcher,
        source_mentions: &source_mentions,
        file_text: &file_text,
        target: &target,
        matcher: &matcher,
        mentions: &mentions,
    };
    let found = Counterparts::find(&sides, &mut PairStatistics::default());
    let id = |concept: u32| glossary.concepts[concept as usize].id.clone();
    found.gaps.iter().map(|gap| (id(gap.concept), gap.unit, gap.is_soft)).collect()
}

fn gap(concept: &str, unit: usize, is_soft: bool) -> (String, usize, bool) {
    (concept.to_owned(), unit, is_soft)
}

#[test]
fn a_rendering_in_the_unit_or_the_paragraph_answers() {
    assert_eq!(gaps(&[&[("A container runs.", "容器运行。", 0.9)]]), []);
    assert_eq!(gaps(&[&[("A container runs.", "它运行。", 0.9)]]), [gap("container", 0, false)]);
    let moved: &[Row] = &[("A container runs.", "它运行。", 0.9), ("It stops.", "容器停止。", 0.9)];
    assert_eq!(gaps(&[moved]), [gap("container", 0, true)]);
}

#[test]
fn a_rendering_in_the_next_paragraph_answers_what_is_not_sure() {
    let with = |here: f32, there: f32| -> Vec<(String, usize, bool)> {
        gaps(&[&[("A container runs.", "它运行。", here)], &[("It stops.", "容器停止。", there)]])
    };
    assert_eq!(with(0.9, 0.9), [gap("container", 0, false)]);
    assert_eq!(with(0.1, 0.9), [gap("container", 0, true)]);
    assert_eq!(with(0.9, 0.1), [gap("container", 0, true)]);
}

#[test]
fn a_doubtful_neighbour_does_not_make_the_rest_of_a_paragraph_doubtful() {
    let here: &[Row] = &[("A container runs.", "它运行。", 0.9), ("So be it.", "好吧。", 0.1)];
    assert_eq!(gaps(&[here, &[("It stops.", "容器停止。", 0.9)]]), [gap("container", 0, false)]);
}

#[test]
fn what_has_no_target_is_looked_for_beside_it() {
    let rows: &[Row] = &[("First.", "第一。", 0.9), ("A container runs.", "", 0.0), ("It is fast.", "很快。", 0.3)];
    assert_eq!(gaps(&[rows]), [gap("container", 2, false)]);
    let rows: &[Row] = &[("First.", "第一。", 0.2), ("A container runs.", "", 0.0), ("", "货舱运行。", 0.0)];
    assert_eq!(gaps(&[rows]), [gap("container", 2, false)]);
}

#[test]
fn a_doubted_unit_without_any_of_its_terms_says_nothing() {
    let with = |score: f32| gaps(&[&[("A container, a gateway, a cluster.", "别的东西在这里。", score)]]).len();
    assert_eq!((with(0.9), with(0.1)), (3, 0));
    assert_eq!(gaps(&[&[("A container, a gateway, a cluster.", "集群在这里。", 0.1)]]).len(), 2);
}
