//! What must hold for every input. Plain functions, so that property tests and fuzzers share them.

use glossator::bitext::{Piece, State, TranslationUnit};
use glossator::document::{Document, OBJECT, Segment};
use glossator::format::Format;
use glossator::text::file::SourceFile;
use glossator::text::script::is_han;
use glossator::text::{Edit, Span};

/// Any bytes: they decode or are refused; decoded text that is written back is the file.
pub fn decoding_is_faithful(bytes: &[u8]) {
    let Ok(file) = SourceFile::decode(bytes) else { return };
    let text = file.text();
    let end = file.file_locus(glossator::text::Locus::new(0, text.len()));
    assert_eq!(end.start, 0);
    if file.round_trips() {
        assert_eq!(end.end, bytes.len());
        assert_eq!(file.encode(text).as_deref(), Some(bytes));
    }
    for format in glossator::format::FORMATS {
        places_are_exact(*format, text);
    }
}

/// Any text: every character of every segment is found at its place in the file, in order.
pub fn places_are_exact(format: &dyn Format, text: &str) {
    let mut document = Document::default();
    format.read(text, &mut document);
    for (number, segment) in document.segments().enumerate() {
        assert_eq!(segment.number, number);
        let mut reached = 0;
        for (at, c) in segment.text.char_indices() {
            let span = Span::new(at, at + c.len_utf8());
            let locus = segment.locus(span);
            assert!(locus.start <= locus.end && locus.end <= text.len(), "{locus:?} in {segment:?}");
            assert!(text.is_char_boundary(locus.start) && text.is_char_boundary(locus.end), "{locus:?} splits a character");
            assert!(
                locus.start >= reached || !is_verbatim(&segment, text, span),
                "{locus:?} goes back to before {reached} in {segment:?}"
            );
            reached = if is_verbatim(&segment, text, span) { locus.end } else { locus.start };
        }
        for link in segment.links() {
            assert!(segment.text.get(link.span.start..link.span.end).is_some(), "{link:?} in {segment:?}");
        }
    }
    let blocks: Vec<_> = document.segments().map(|segment| segment.block).collect();
    assert!(blocks.is_sorted(), "{blocks:?}");
    for comment in document.comments() {
        assert!(text.get(comment.locus.start..comment.locus.end).is_some(), "{comment:?}");
    }
    for table in document.tables() {
        assert!(text.get(table.start..table.end).is_some(), "{table:?}");
    }
}

fn is_verbatim(segment: &Segment<'_>, text: &str, span: Span) -> bool {
    segment.locus(span).get(text) == span.get(segment.text)
}

/// Any text: words that are replaced where an edit is offered read back as the replacement, and nothing else changes.
pub fn edits_read_back(format: &dyn Format, text: &str) {
    let mut document = Document::default();
    format.read(text, &mut document);
    let texts: Vec<_> = document.segments().map(|segment| segment.text.to_owned()).collect();
    for segment in document.segments() {
        // What a URL or path is depends on all its characters.
        if segment.text.contains(['/', '@']) || segment.text.contains("www") {
            continue;
        }
        for span in words(segment.text).into_iter().take(12) {
            // Whether `**` beside a word is emphasis hangs on its script, so the script stays.
            let word = span.get(segment.text);
            let new = if word.is_ascii() { "Word" } else { "新词" };
            // So does whether it is written as an entity.
            let is_entity = segment.locus(span).get(text).contains('&');
            let beside = [segment.text[..span.start].chars().next_back(), segment.text[span.end..].chars().next()];
            if is_entity || beside.contains(&Some(OBJECT)) || !word.is_ascii() && !word.chars().all(is_han) {
                continue;
            }
            let Some(edits) = segment.edit(text, span, new) else { continue };
            let edited = apply(text, edits);
            let mut expected = texts.clone();
            expected[segment.number].replace_range(span.start..span.end, new);
            let mut after = Document::default();
            format.read(&edited, &mut after);
            let found: Vec<_> = after.segments().map(|segment| squeeze(segment.text)).collect();
            let expected: Vec<_> = expected.iter().map(|text| squeeze(text)).collect();
            assert_eq!(found, expected, "{:?} became {edited:?}", text);
        }
    }
}

/// Name, state, source and target of a unit.
pub type Said = (Option<String>, State, Vec<String>, Vec<String>);

/// What a bilingual file says of every unit.
pub fn said(format: &dyn Format, text: &str, language: Option<&str>) -> Option<Vec<Said>> {
    let mut target = Document::default();
    let bitext = format.read_units(text, language, &mut target).ok()??;
    let side = |document: &Document, pieces: &[Piece]| {
        let of = |piece: &Piece| squeeze(document.segment(piece.segment).map_or("", |segment| piece.span.get(segment.text)));
        pieces.iter().map(of).collect::<Vec<_>>()
    };
    let unit =
        |unit: &TranslationUnit| (unit.id.clone(), unit.state, side(&bitext.source, &unit.source), side(&target, &unit.target));
    Some(bitext.units.iter().map(unit).collect())
}

/// Any bilingual file: sources are never edited; after an edit of a translation it is as well-formed as before, and says the
/// same, but for what was replaced. Looks at every `step`th segment.
pub fn units_read_back(format: &dyn Format, text: &str, language: Option<&str>, step: usize) {
    let mut target = Document::default();
    let Ok(bitext) = format.read_units(text, language, &mut target) else { return };
    let (Some(before), Some(bitext)) = (said(format, text, language), bitext) else { return };
    for segment in bitext.source.segments() {
        assert!(segment.edit(text, Span::new(0, segment.text.len()), "x").is_none(), "a source would be edited: {segment:?}");
    }
    for unit in &bitext.units {
        for (document, pieces) in [(&bitext.source, &unit.source), (&target, &unit.target)] {
            for piece in pieces {
                let segment = document.segment(piece.segment).expect("a piece lies in a segment");
                assert!(segment.text.get(piece.span.start..piece.span.end).is_some(), "{piece:?}");
            }
        }
    }
    for segment in target.segments().step_by(step.max(1)) {
        if segment.text.contains(['/', '@', '`']) || segment.text.contains("www") {
            continue;
        }
        let words = words(segment.text).into_iter().take(3);
        for (span, new) in words.flat_map(|span| [(span, "新词"), (span, "R&D \"<x>\" \\n")]) {
            let Some(edits) = segment.edit(text, span, new) else { continue };
            let edited = apply(text, edits);
            let after = said(format, &edited, language).unwrap_or_else(|| panic!("no longer readable: {edited:?}"));
            let changed: Vec<_> = before.iter().zip(&after).filter(|(before, after)| before != after).collect();
            assert_eq!(before.len(), after.len(), "{text:?} became {edited:?}");
            for (old, new) in &changed {
                assert_eq!((&old.0, old.1, &old.2), (&new.0, new.1, &new.2), "{text:?} became {edited:?}");
            }
            let mut expected = segment.text.to_owned();
            expected.replace_range(span.start..span.end, new);
            if new == "新词" && changed.len() == 1 {
                assert!(changed.iter().all(|(_, after)| after.3.contains(&squeeze(&expected))), "{text:?} became {edited:?}");
            }
        }
    }
}

/// A line break beside a replacement may join or part it from its neighbour: white space is not compared.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Stretches of letters and digits, as terms are. A number alone is no term, and may be the number of a list item; a statement
/// of a module makes the text MDX.
fn words(text: &str) -> Vec<Span> {
    let mut words: Vec<Span> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric() && *c != OBJECT) {
        match words.last_mut() {
            Some(last) if last.end == at => last.end = at + c.len_utf8(),
            _ => words.push(Span::new(at, at + c.len_utf8())),
        }
    }
    words.retain(|span| span.get(text).chars().any(char::is_alphabetic) && !text.contains("import"));
    words
}

fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort();
    let mut out = text.to_owned();
    for edit in edits.iter().rev() {
        out.replace_range(edit.locus.start..edit.locus.end, &edit.text);
    }
    out
}
