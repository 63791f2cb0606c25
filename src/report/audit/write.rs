//! An audit in words, as JSON Lines, and as a table.

use std::io::{self, Write};

use super::{Audit, Row, Trap};
use crate::report::safe_text::visible;
use crate::text::counted;

/// How an audit is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// In words; so many rows of each part, all if 0.
    Terminal(usize),
    /// An object a line: rows, traps, a summary.
    Json,
    /// A row a concept.
    Csv,
}

/// Writes it.
///
/// # Errors
/// What the writer says.
pub fn write(audit: &Audit, format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Terminal(most) => terminal(audit, most, out),
        Format::Json => json(audit, out),
        Format::Csv => csv(audit, out).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => error,
            other => io::Error::other(format!("{other:?}")),
        }),
    }
}

fn terminal(audit: &Audit, most: usize, out: &mut dyn Write) -> io::Result<()> {
    let most = if most == 0 { usize::MAX } else { most };
    let mut dominated: Vec<&Row> = audit.rows.iter().filter(|row| row.rival.is_some()).collect();
    dominated.sort_by_key(|row| std::cmp::Reverse(row.rival.as_ref().map_or(0, |rival| rival.mentions)));
    section(out, "a rival dominates", &dominated, most, |out, row| {
        let Some(rival) = &row.rival else { return Ok(()) };
        let preferred = row.preferred.as_deref().unwrap_or(&row.concept);
        let (text, status) = (visible(&rival.text), rival.status.name());
        writeln!(
            out,
            "  {:>4}  {}: {status} \"{text}\" {}, approved ones {}: \"{}\"",
            percent(row.agreement),
            place(row),
            counted(rival.mentions, "time"),
            row.approved,
            visible(preferred)
        )
    })?;
    let mut others: Vec<&Row> =
        audit.rows.iter().filter(|row| row.rival.is_none() && row.agreement.is_some_and(|agreement| agreement < 1.0)).collect();
    others.sort_by(|left, right| left.agreement.unwrap_or(1.0).total_cmp(&right.agreement.unwrap_or(1.0)));
    section(out, "least agreement", &others, most, |out, row| {
        let (concept, approved, mentions) = (&row.concept, row.approved, row.mentions);
        writeln!(out, "  {:>4}  {}: {concept}, {approved} of {mentions} approved", percent(row.agreement), place(row))
    })?;
    let traps: Vec<&Trap> = audit.traps.iter().filter(|trap| !trap.unless.is_empty()).collect();
    section(out, "traps without `unless`", &traps, most, |out, trap| {
        let (file, line, text) = (visible(&trap.file), trap.line, visible(&trap.rendering));
        writeln!(
            out,
            "  {file}:{line}: \"{text}\" is a part of a longer word in {} of {}",
            trap.within,
            counted(trap.places, "place")
        )?;
        let words = trap.words.iter().take(5).map(|word| format!("{} ({})", visible(&word.text), word.places));
        writeln!(out, "        {}", words.collect::<Vec<_>>().join(", "))?;
        writeln!(out, "        unless: {}", visible(&trap.unless.join("|")))
    })?;
    let unused: Vec<&Row> = audit.rows.iter().filter(|row| row.mentions == 0).collect();
    section(out, "never used", &unused, most, |out, row| writeln!(out, "  {}: {}", place(row), row.concept))?;
    let used = audit.rows.len() - unused.len();
    let rows = audit.rows.len();
    writeln!(
        out,
        "{} in {}: {used} used, {} with a rival that dominates, {} with a trap",
        counted(rows, "concept"),
        counted(audit.files, "file"),
        dominated.len(),
        traps.len()
    )
}

fn section<T>(
    out: &mut dyn Write,
    title: &str,
    list: &[T],
    most: usize,
    each: impl Fn(&mut dyn Write, &T) -> io::Result<()>,
) -> io::Result<()> {
    if list.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title} ({})", list.len())?;
    for one in list.iter().take(most) {
        each(out, one)?;
    }
    if list.len() > most {
        writeln!(out, "  … and {} more", list.len() - most)?;
    }
    writeln!(out)
}

fn place(row: &Row) -> String {
    format!("{}:{}", visible(&row.file), row.line)
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.0}%", 100.0 * share))
}

fn json(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |kind: &str, value: serde_json::Value| {
        let serde_json::Value::Object(fields) = value else { return Ok(()) };
        let mut object = serde_json::Map::new();
        object.insert("type".to_owned(), kind.into());
        object.extend(fields);
        writeln!(out, "{}", serde_json::Value::Object(object))
    };
    for row in &audit.rows {
        line("row", serde_json::to_value(row)?)?;
    }
    for trap in &audit.traps {
        line("trap", serde_json::to_value(trap)?)?;
    }
    let count = |is: fn(&Row) -> bool| audit.rows.iter().filter(|row| is(row)).count();
    line(
        "summary",
        serde_json::json!({
            "files": audit.files,
            "concepts": audit.rows.len(),
            "unused": count(|row| row.mentions == 0),
            "dominated": count(|row| row.rival.is_some()),
            "traps": audit.traps.len(),
        }),
    )
}

fn csv(audit: &Audit, out: &mut dyn Write) -> Result<(), csv::Error> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    table.write_record([
        "concept",
        "file",
        "line",
        "preferred",
        "mentions",
        "documents",
        "approved",
        "agreement",
        "rival",
        "rival_status",
        "rival_mentions",
        "unused",
        "traps",
        "unless",
    ])?;
    for row in &audit.rows {
        let traps: Vec<&Trap> = audit.traps.iter().filter(|trap| trap.concept == row.concept).collect();
        let shown = traps.iter().map(|trap| format!("{} {}/{}", trap.rendering, trap.within, trap.places));
        let unless: Vec<&str> = traps.iter().flat_map(|trap| &trap.unless).map(String::as_str).collect();
        let rival = row.rival.as_ref();
        table.write_record([
            row.concept.as_str(),
            &row.file,
            &row.line.to_string(),
            row.preferred.as_deref().unwrap_or_default(),
            &row.mentions.to_string(),
            &row.documents.to_string(),
            &row.approved.to_string(),
            &row.agreement.map_or_else(String::new, |agreement| format!("{agreement:.3}")),
            rival.map_or("", |rival| rival.text.as_str()),
            rival.map_or("", |rival| rival.status.name()),
            &rival.map_or_else(String::new, |rival| rival.mentions.to_string()),
            &row.unused.join("|"),
            &shown.collect::<Vec<_>>().join("|"),
            &unless.join("|"),
        ])?;
    }
    table.flush()?;
    Ok(())
}
