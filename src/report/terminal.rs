//! For people: each finding with its line, what to do and why, then a summary.
//!
//! Lines are drawn by `annotate-snippets`: right columns for Chinese, long lines trimmed, control characters escaped.

use std::borrow::Cow;
use std::io;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::safe_text::visible;
use super::terminal_summary::{self, Paint};
use super::{Format, Style};
use crate::diagnostic::{Applicability, Severity};
use crate::engine::run::{Excerpt, Finding, Run};
use crate::text::grouped;

pub(super) const FORMAT: Format =
    Format { name: "terminal", about: "for people: lines, fixes, reasons and a summary", excerpts: true, lines: None, write };

/// Stands where a line was cut, as the renderer itself writes it.
const CUT: &str = "...";

/// Columns that the renderer needs beside a line's text: line number, bar, marks where it was cut.
const GUTTER: usize = 24;

/// No underline is cut to less than this.
const NARROW: usize = 24;

fn write(run: &Run, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(style.width).decor_style(DecorStyle::Ascii);
    let shown = match style.max_findings {
        0 => run.findings.len(),
        most => most.min(run.findings.len()),
    };
    for finding in run.findings.iter().take(shown) {
        writeln!(out, "{}\n", with_column(renderer.render(&[group(finding, style.width)]), finding))?;
    }
    let paint = Paint::new(style.color);
    let hidden = run.findings.len() - shown;
    if hidden > 0 {
        writeln!(out, "{}\n", paint.bold(&format!("... and {} more; --max-findings 0 shows all", grouped(hidden))))?;
    }
    if style.quiet { Ok(()) } else { terminal_summary::write(run, paint, out) }
}

fn group(finding: &Finding, width: usize) -> Group<'_> {
    let diagnostic = &finding.diagnostic;
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.rule);
    let path = visible(&finding.path);
    let mut group = match (finding.places, &finding.excerpt) {
        (Some((start, _)), Some(excerpt)) => title.element(snippet(excerpt, start.line, width).path(path)),
        (Some((start, _)), None) => title.element(Origin::path(path).line(start.line).char_column(start.column)),
        (None, _) => title.element(Origin::path(path)),
    };
    for fix in &diagnostic.fixes {
        let who = match fix.applicability {
            Applicability::Safe => "",
            Applicability::Unsafe => " (unsafe)",
            Applicability::Display => " (by hand)",
        };
        group = group.element(Level::HELP.message(format!("{}{who}", visible(&fix.title()))));
    }
    for evidence in &diagnostic.evidence {
        group = group.element(Level::NOTE.message(visible(evidence)));
    }
    group
}

/// The renderer counts columns in the excerpt; where the line was cut before it, they are put right.
fn with_column(rendered: String, finding: &Finding) -> String {
    let (Some((start, _)), Some(excerpt)) = (finding.places, &finding.excerpt) else { return rendered };
    if excerpt.column <= 1 {
        return rendered;
    }
    let counted = CUT.len() + excerpt.text.get(..excerpt.start).map_or(0, |before| before.chars().count()) + 1;
    let place = |column| format!("{}:{}:{column}", visible(&finding.path), start.line);
    rendered.replacen(&place(counted), &place(start.column), 1)
}

/// What is shown of an excerpt. Of one of several lines that are wider than the terminal, the line in which the finding
/// starts: the renderer trims no other.
fn shown(excerpt: &Excerpt, width: usize) -> &str {
    if excerpt.text.lines().all(|line| line.width() + GUTTER <= width) {
        return &excerpt.text;
    }
    let end = excerpt.text.get(excerpt.start..).and_then(|rest| rest.find('\n')).map(|found| excerpt.start + found);
    excerpt.text.get(..end.unwrap_or(excerpt.text.len())).unwrap_or_default()
}

/// The end of what is underlined: the finding's, or sooner where its line ends or the terminal is narrower.
fn visible_end(excerpt: &Excerpt, width: usize) -> usize {
    let shown = shown(excerpt, width);
    let found = shown.get(excerpt.start..excerpt.end.min(shown.len())).unwrap_or_default();
    if found.contains('\n') {
        return excerpt.end;
    }
    let most = width.saturating_sub(GUTTER).max(NARROW);
    let mut column = 0;
    let fits = found.char_indices().take_while(|(_, c)| {
        column += c.width().unwrap_or(1);
        column <= most
    });
    excerpt.start + fits.last().map_or(0, |(at, c)| at + c.len_utf8())
}

fn snippet(excerpt: &Excerpt, line: usize, width: usize) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    let cut_before = excerpt.column > 1;
    let shift = if cut_before { CUT.len() } else { 0 };
    let shown = shown(excerpt, width);
    let text = match (cut_before, excerpt.cut || shown.len() < excerpt.text.len()) {
        (false, false) => Cow::Borrowed(shown),
        (true, false) => Cow::Owned(format!("{CUT}{shown}")),
        (false, true) => Cow::Owned(format!("{shown}{CUT}")),
        (true, true) => Cow::Owned(format!("{CUT}{shown}{CUT}")),
    };
    let found = AnnotationKind::Primary.span(excerpt.start + shift..visible_end(excerpt, width) + shift).highlight_source(true);
    Snippet::source(text).line_start(line).annotation(found)
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::FORMAT;
    use crate::engine::run::Run;
    use crate::report::Style;
    use crate::report::testing::{STYLE, assert_snapshot, run, written};

    #[test]
    fn only_so_many_are_shown_and_all_are_counted() {
        let one = run();
        let findings = one.findings.iter().take(3).cycle().take(9960).cloned().collect();
        let text = written(&FORMAT, &Run { findings, ..one }, &Style { max_findings: 2, ..STYLE });
        assert_snapshot("terminal-most", &text);
    }

    #[test]
    fn quiet_leaves_the_summary_out() {
        let one = run();
        let findings = one.findings.into_iter().skip(3).take(1).collect();
        let text = written(&FORMAT, &Run { findings, ..Run::default() }, &Style { quiet: true, ..STYLE });
        assert!(text.ends_with("--> docs/a \"b\", 100%:c,d=<e>.md\n\n"), "{text}");
    }

    #[test]
    fn colour_is_used_when_allowed_and_columns_stay_right() {
        let text = written(&FORMAT, &run(), &Style { color: true, ..STYLE });
        assert!(text.contains("\u{1b}[1m"));
        assert!(text.contains("./docs/中文.md:31:321"), "{text}");
    }

    #[test]
    fn a_finding_wider_than_the_terminal_is_cut() {
        let mut finding = run().findings.swap_remove(0);
        if let Some(excerpt) = &mut finding.excerpt {
            (excerpt.start, excerpt.end) = (3, excerpt.text.len());
        }
        let text = written(&FORMAT, &Run { findings: vec![finding], ..run() }, &Style { quiet: true, ..STYLE });
        assert!(text.lines().filter(|line| line.contains('|')).all(|line| line.width() <= 80), "{text}");
    }

    #[test]
    fn of_a_finding_over_several_lines_the_first_is_shown() {
        let mut finding = run().findings.swap_remove(0);
        if let Some(excerpt) = &mut finding.excerpt {
            let line = "容器".repeat(60);
            (excerpt.text, excerpt.start, excerpt.end) = (format!("{line}\n{line}"), line.len() - 6, line.len() + 7);
        }
        let text = written(&FORMAT, &Run { findings: vec![finding], ..run() }, &Style { quiet: true, ..STYLE });
        let lines: Vec<&str> = text.lines().filter(|line| line.contains('|')).collect();
        assert!(lines.iter().all(|line| line.width() <= 80) && text.contains("容器..."), "{text}");
    }

    #[test]
    fn no_line_of_an_excerpt_is_wider_than_the_terminal() {
        for width in [40, 60, 80, 100] {
            let text = written(&FORMAT, &run(), &Style { width, quiet: true, ..STYLE });
            for line in text.lines().filter(|line| line.contains(" | ")) {
                assert!(line.width() <= width, "{width}: {line}");
            }
        }
    }
}
