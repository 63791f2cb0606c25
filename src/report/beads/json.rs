//! JSON Lines: a line a bead, and a line a pair with the score of the whole.

use std::io;

use serde::Serialize;

use super::{Format, Level, Pair, Part, nothing};

pub(super) const FORMAT: Format =
    Format { name: "json", about: "JSON Lines, a bead a line, with byte offsets", start: |_, _| Ok(()), pair, end: nothing };

#[derive(Serialize)]
#[serde(tag = "type", rename = "bead")]
struct Bead<'a> {
    level: &'a str,
    source: Vec<usize>,
    target: Vec<usize>,
    score: f32,
    source_spans: Vec<[usize; 2]>,
    target_spans: Vec<[usize; 2]>,
    source_path: &'a str,
    target_path: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "alignment")]
struct Alignment<'a> {
    source_path: &'a str,
    target_path: &'a str,
    source_language: &'a str,
    target_language: &'a str,
    score: f32,
    doubt: Option<String>,
}

fn pair(pair: &Pair<'_>, level: Level, out: &mut dyn io::Write) -> io::Result<()> {
    for shown in pair.beads(level) {
        let numbers = |parts: &[Part<'_>]| parts.iter().map(|part| part.number).collect();
        let spans = |parts: &[Part<'_>]| parts.iter().map(|part| [part.locus.start, part.locus.end]).collect();
        let bead = Bead {
            level: level.name(),
            source: numbers(&shown.source),
            target: numbers(&shown.target),
            score: rounded(shown.score),
            source_spans: spans(&shown.source),
            target_spans: spans(&shown.target),
            source_path: pair.source.path,
            target_path: pair.target.path,
        };
        line(out, &bead)?;
    }
    let whole = Alignment {
        source_path: pair.source.path,
        target_path: pair.target.path,
        source_language: pair.source.language,
        target_language: pair.target.language,
        score: rounded(pair.alignment.score),
        doubt: pair.alignment.doubt.map(|doubt| doubt.to_string()),
    };
    line(out, &whole)
}

fn line(out: &mut dyn io::Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Two places: more would say what nobody knows.
fn rounded(score: f32) -> f32 {
    (score * 100.0).round() / 100.0
}
