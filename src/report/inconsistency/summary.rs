//! `summary.md`: the report for a comment on a pull request, 60 lines at most.
//!
//! Names of files and renderings are escaped: none of them is markup.

use std::fmt::Write as _;

use super::badge::percent;
use super::model::{Change, Comparison, Concept, Direction, Document, Figures, Report};
use crate::report::safe_text::visible;
use crate::text::counted;

/// Concepts and documents that are named; the figures are of all.
const CONCEPTS: usize = 15;
const DOCUMENTS: usize = 10;
const CHANGES: usize = 8;
/// Renderings that are named of one concept.
const RENDERINGS: usize = 4;

/// The summary.
pub fn summary(report: &Report) -> String {
    let mut out = String::new();
    let totals = &report.totals;
    let _ = writeln!(out, "## Terminology: {} approved\n", percent(totals.success_rate));
    let _ = writeln!(
        out,
        "{} in {}: {} in an approved rendering. {}, of which `glossator fix` would mend {}.",
        counted(totals.mentions, "mention"),
        counted(totals.files, "file"),
        totals.approved,
        counted(totals.findings, "finding"),
        totals.fixable
    );
    if totals.unreadable > 0 {
        let _ = writeln!(out, "{} could not be read.", counted(totals.unreadable, "file"));
    }
    figures(&mut out, report);
    if let Some(comparison) = &report.compare {
        compared(&mut out, comparison);
    }
    concepts(&mut out, report);
    documents(&mut out, report);
    out
}

fn figures(out: &mut String, report: &Report) {
    let totals = &report.totals;
    let old = report.compare.as_ref().map(|comparison| comparison.totals);
    let _ = writeln!(out, "\n| | now |{}", if old.is_some() { " before |" } else { "" });
    let _ = writeln!(out, "|---|---:|{}", if old.is_some() { "---:|" } else { "" });
    let mut row = |name: &str, now: String, before: Option<String>| {
        let _ = writeln!(out, "| {name} | {now} |{}", before.map_or_else(String::new, |before| format!(" {before} |")));
    };
    row("terminology success rate", percent(totals.success_rate), old.map(|old| percent(old.success_rate)));
    row("consistency", percent(totals.consistency), old.map(|old| percent(old.consistency)));
    row("entropy, bits", format!("{:.2}", totals.entropy), old.map(|old| format!("{:.2}", old.entropy)));
    let severe = |errors: usize, warnings: usize, infos: usize| format!("{errors} / {warnings} / {infos}");
    row(
        "errors / warnings / info",
        severe(totals.errors, totals.warnings, totals.infos),
        old.map(|old| severe(old.errors, old.warnings, old.infos)),
    );
}

fn compared(out: &mut String, comparison: &Comparison) {
    let of = |direction: Direction| comparison.concepts.iter().filter(move |change| change.direction == direction);
    let _ = writeln!(
        out,
        "\nSince {}: {} better, {} worse, {} as before.",
        text(&comparison.label),
        of(Direction::Better).count(),
        of(Direction::Worse).count(),
        comparison.unchanged + of(Direction::Same).count()
    );
    for (direction, name) in [(Direction::Worse, "Worse"), (Direction::Better, "Better")] {
        let changes: Vec<&Change> = of(direction).collect();
        if changes.is_empty() {
            continue;
        }
        let named = changes.iter().take(CHANGES).map(|change| format!("{} ({})", text(&change.source), moved(change)));
        let _ = writeln!(out, "\n{name}: {}{}", named.collect::<Vec<_>>().join(", "), more(changes.len(), CHANGES));
    }
}

/// How a concept changed: in wrong mentions, or else in consistency.
fn moved(change: &Change) -> String {
    let wrong = |figures: Option<Figures>| figures.map_or(0, |figures| figures.mentions - figures.approved);
    let consistency = |figures: Option<Figures>| percent(figures.map_or(1.0, |figures| figures.consistency));
    let (before, after) = (change.before, change.after);
    if wrong(before) == wrong(after) && consistency(before) != consistency(after) {
        return format!("consistency {} → {}", consistency(before), consistency(after));
    }
    format!("{} → {} wrong", wrong(before), wrong(after))
}

fn concepts(out: &mut String, report: &Report) {
    let harmful: Vec<&Concept> = report.concepts.iter().filter(|concept| concept.harm > 0.0).collect();
    if harmful.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n| concept | renderings | wrong | in documents |\n|---|---|---:|---:|");
    for concept in harmful.iter().take(CONCEPTS) {
        let renderings = concept.renderings.iter().take(RENDERINGS).map(|rendering| {
            let mark = if rendering.status.is_approved() { "" } else { "✗ " };
            format!("{mark}{} {}", text(&rendering.text), rendering.mentions)
        });
        let _ = writeln!(
            out,
            "| {} | {}{} | {} | {} |",
            text(&concept.source),
            renderings.collect::<Vec<_>>().join(", "),
            more(concept.renderings.len(), RENDERINGS),
            concept.mentions - concept.approved,
            concept.wrong_documents
        );
    }
    rest(out, harmful.len(), CONCEPTS, "concept", "`index.html`");
}

fn documents(out: &mut String, report: &Report) {
    let mut worst: Vec<&Document> = report.documents.iter().filter(|document| document.errors + document.warnings > 0).collect();
    if worst.is_empty() {
        return;
    }
    worst.sort_by_key(|document| std::cmp::Reverse((document.errors, document.warnings)));
    let _ = writeln!(out, "\n| document | errors | warnings | fixable |\n|---|---:|---:|---:|");
    for document in worst.iter().take(DOCUMENTS) {
        let Document { path, errors, warnings, fixable, .. } = document;
        let _ = writeln!(out, "| {} | {errors} | {warnings} | {fixable} |", text(path));
    }
    rest(out, worst.len(), DOCUMENTS, "document", "`findings.csv`");
}

fn rest(out: &mut String, all: usize, shown: usize, thing: &str, place: &str) {
    if all > shown {
        let _ = writeln!(out, "\n{} more in {place}.", counted(all - shown, thing));
    }
}

fn more(all: usize, shown: usize) -> String {
    if all > shown { format!(" and {} more", all - shown) } else { String::new() }
}

/// Text that is no markup, and whose direction ends where it does.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A name is no reason to call somebody or to link to an issue.
            '@' => out.push_str("&#64;"),
            '#' => out.push_str("&#35;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn names_are_no_markup() {
        assert_eq!(text("a|b_c.md"), "a\\|b\\_c.md");
        assert_eq!(text("<script>@x #1\u{202e}\n"), "&lt;script&gt;&#64;x &#35;1\\\\u{202e}\\\\n");
    }
}
