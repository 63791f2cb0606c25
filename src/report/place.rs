//! Places of edits within a finding, for formats that know lines and columns only.
//!
//! Counting itself is done in `text::place`.

use crate::diagnostic::Fix;
use crate::diagnostic::apply::apply;
use crate::engine::run::Finding;
use crate::text::{Edit, LineIndex, Locus, Place};

/// A fix as one replacement: where it starts and ends, and what stands there afterwards.
///
/// Several edits are joined with what stands between them. `None` if the fix has no edits, or one that reaches
/// beyond what the finding's excerpt shows.
pub(super) fn replacement(finding: &Finding, fix: &Fix) -> Option<(Place, Place, String)> {
    let (first, last) = (fix.edits.first()?, fix.edits.last()?);
    let (bytes, places) = (finding.bytes()?, finding.places?);
    if let [edit] = fix.edits.as_slice()
        && edit.locus == bytes
    {
        return Some((places.0, places.1, edit.text.clone()));
    }
    let source = source(finding)?;
    let within = |at: usize| at.checked_sub(bytes.start).filter(|at| source.is_char_boundary(*at));
    let (start, end) = (within(first.locus.start)?, within(last.locus.end)?);
    let edits = fix.edits.iter().map(|edit| {
        let locus = Locus::new(within(edit.locus.start)?.checked_sub(start)?, within(edit.locus.end)?.checked_sub(start)?);
        Some(Edit { locus, text: edit.text.clone() })
    });
    let edits: Vec<Edit> = edits.collect::<Option<_>>()?;
    let mut lines = LineIndex::new(source);
    let (from, to) = (lines.place(start), lines.place(end));
    Some((beyond(places.0, from), beyond(places.0, to), apply(source.get(start..end)?, &edits)))
}

/// The finding's bytes, if the excerpt holds all of them and the file is written as the excerpt is.
fn source(finding: &Finding) -> Option<&str> {
    let (excerpt, bytes) = (finding.excerpt.as_ref()?, finding.bytes()?);
    let source = excerpt.text.get(excerpt.start..excerpt.end)?;
    (source.len() == bytes.end - bytes.start && !source.starts_with('\u{feff}')).then_some(source)
}

/// The place that is `relative` when counting starts at `start`.
fn beyond(start: Place, relative: Place) -> Place {
    if relative.line > 1 {
        return Place { line: start.line + relative.line - 1, ..relative };
    }
    Place {
        line: start.line,
        column: start.column + relative.column - 1,
        byte_column: start.byte_column + relative.byte_column - 1,
        utf16_column: start.utf16_column + relative.utf16_column - 1,
    }
}

#[cfg(test)]
mod tests {
    use super::replacement;
    use crate::report::testing::run;
    use crate::text::Place;

    #[test]
    fn several_edits_become_one_replacement() {
        let run = run();
        let finding = &run.findings[1];
        let (start, end, text) = replacement(finding, &finding.diagnostic.fixes[0]).unwrap();
        assert_eq!(text, "凯尔西·海托华\n");
        assert_eq!((start.line, start.column, end.line, end.byte_column), (20, 3, 21, 10));
    }

    #[test]
    fn an_edit_inside_the_finding_has_its_own_columns() {
        let mut finding = run().findings[0].clone();
        finding.diagnostic.fixes[0].edits[0].locus.start += 3;
        let (start, ..) = replacement(&finding, &finding.diagnostic.fixes[0]).unwrap();
        assert_eq!(start, Place { line: 18, column: 12, byte_column: 33, utf16_column: 12 });
    }

    #[test]
    fn an_edit_outside_the_finding_has_no_place() {
        let mut finding = run().findings[0].clone();
        finding.diagnostic.fixes[0].edits[0].locus.start -= 3;
        assert_eq!(replacement(&finding, &finding.diagnostic.fixes[0]), None);
    }
}
