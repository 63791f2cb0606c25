//! Tab-separated values: a row a bead, with the places of both sides and their texts.

use std::borrow::Cow;
use std::io;

use super::{Format, Level, Pair, Part, nothing};
use crate::text::LineIndex;

pub(super) const FORMAT: Format = Format {
    name: "tsv",
    about: "tab-separated: score, places and texts of both sides",
    start: |_, out| out.write_all(b"score\tsource\ttarget\tsource_place\ttarget_place\n"),
    pair,
    end: nothing,
};

fn pair(pair: &Pair<'_>, level: Level, out: &mut dyn io::Write) -> io::Result<()> {
    let mut indexes = (LineIndex::new(pair.source.text), LineIndex::new(pair.target.text));
    for bead in pair.beads(level) {
        let place = |path: &str, index: &mut LineIndex<'_>, parts: &[Part<'_>]| match parts.first() {
            Some(first) => {
                let place = index.place(first.locus.start);
                format!("{path}:{}:{}", place.line, place.column)
            }
            None => String::new(),
        };
        writeln!(
            out,
            "{:.2}\t{}\t{}\t{}\t{}",
            bead.score,
            text(&bead.source),
            text(&bead.target),
            cell(&place(pair.source.path, &mut indexes.0, &bead.source)),
            cell(&place(pair.target.path, &mut indexes.1, &bead.target)),
        )?;
    }
    Ok(())
}

fn text(parts: &[Part<'_>]) -> String {
    parts.iter().map(|part| cell(part.text)).collect::<Vec<_>>().join(" ")
}

/// A text that stays in its cell.
fn cell(text: &str) -> Cow<'_, str> {
    if text.contains(['\t', '\n', '\r']) { text.replace(['\t', '\n', '\r'], " ").into() } else { text.into() }
}
