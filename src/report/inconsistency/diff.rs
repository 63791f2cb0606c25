//! What changes between two texts, short enough to look at: paragraphs are long lines, of which only the places that
//! change are shown.
//!
//! For a patch that can be applied there is `fix --diff`.

use std::fmt::Write as _;

use similar::{Algorithm, DiffOp, TextDiff, capture_diff_slices};

/// Characters kept on either side of a change.
const CONTEXT: usize = 24;
/// Hunks that are kept of one document.
const HUNKS: usize = 60;
/// Lines longer than this are compared as one change.
const LONGEST: usize = 20_000;

/// The hunks (`@@ -LINE +LINE @@`, then lines with `-` and `+`) and how many were left out. `…` stands for what is the same.
pub fn hunks(before: &str, after: &str) -> (String, usize) {
    let diff = TextDiff::from_lines(before, after);
    let (old, new): (Vec<&str>, Vec<&str>) = (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let (mut out, mut left, mut kept) = (String::new(), 0, 0);
    for op in diff.ops() {
        let (removed, added) = (op.old_range(), op.new_range());
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        if kept == HUNKS {
            left += 1;
            continue;
        }
        kept += 1;
        // Writing into a `String` cannot fail.
        let _ = writeln!(out, "@@ -{} +{} @@", removed.start + 1, added.start + 1);
        let old = old.get(removed).unwrap_or_default();
        let new = new.get(added).unwrap_or_default();
        if old.len() == new.len() {
            for (old, new) in old.iter().zip(new) {
                let (old, new) = changed(trimmed(old), trimmed(new));
                let _ = write!(out, "-{old}\n+{new}\n");
            }
        } else {
            for line in old {
                let _ = writeln!(out, "-{}", changed(trimmed(line), "").0);
            }
            for line in new {
                let _ = writeln!(out, "+{}", changed("", trimmed(line)).1);
            }
        }
    }
    (out, left)
}

fn trimmed(line: &str) -> &str {
    line.trim_end_matches(['\n', '\r'])
}

/// The parts of two lines that differ, with some characters around them.
fn changed(old: &str, new: &str) -> (String, String) {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    if old.len() + new.len() > LONGEST {
        return changed_at_once(&old, &new);
    }
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let mut shown = (String::new(), String::new());
    let last = ops.len().saturating_sub(1);
    for (number, op) in ops.iter().enumerate() {
        let (removed, added) = (op.old_range(), op.new_range());
        if !matches!(op, DiffOp::Equal { .. }) {
            shown.0.extend(old.get(removed).unwrap_or_default().iter().map(|&c| visible(c)));
            shown.1.extend(new.get(added).unwrap_or_default().iter().map(|&c| visible(c)));
            continue;
        }
        let same = new.get(added).unwrap_or_default();
        let (head, tail) = (if number == 0 { 0 } else { CONTEXT }, if number == last { 0 } else { CONTEXT });
        let text: String = if same.len() <= head + tail + 1 {
            same.iter().map(|&c| visible(c)).collect()
        } else {
            let (start, end) = (same.get(..head).unwrap_or_default(), same.get(same.len() - tail..).unwrap_or_default());
            start.iter().chain(&['…']).chain(end).map(|&c| visible(c)).collect()
        };
        shown.0.push_str(&text);
        shown.1.push_str(&text);
    }
    shown
}

/// For lines as long as a file: what is between the beginning and the end that both have, cut.
fn changed_at_once(old: &[char], new: &[char]) -> (String, String) {
    let start = old.iter().zip(new).take_while(|(left, right)| left == right).count();
    let rest = |line: &[char]| line.get(start.saturating_sub(CONTEXT)..).unwrap_or_default().to_vec();
    let show = |line: Vec<char>| {
        let cut = if line.len() > 4 * CONTEXT { "…" } else { "" };
        format!("…{}{cut}", line.iter().take(4 * CONTEXT).map(|&c| visible(c)).collect::<String>())
    };
    (show(rest(old)), show(rest(new)))
}

fn visible(c: char) -> char {
    if c.is_control() && c != '\t' { '\u{fffd}' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changes_is_shown() {
        let filler = "很长的一段话".repeat(20);
        let before = format!("标题\n{filler}构造{filler}货柜{filler}\n结尾\n");
        let after = before.replace("构造", "Tectonic").replace("货柜", "容器");
        let (text, left) = hunks(&before, &after);
        let side: String = filler.chars().rev().take(CONTEXT).collect::<Vec<_>>().into_iter().rev().collect();
        let head: String = filler.chars().take(CONTEXT).collect();
        let line = |one: &str, two: &str| format!("…{side}{one}{head}…{side}{two}{head}…");
        assert_eq!(text, format!("@@ -2 +2 @@\n-{}\n+{}\n", line("构造", "货柜"), line("Tectonic", "容器")));
        assert_eq!(left, 0);
    }

    #[test]
    fn hunks_are_bounded_and_the_rest_is_counted() {
        let before: String = (0..200).map(|number| format!("行{number}甲\n\n")).collect();
        let (text, left) = hunks(&before, &before.replace('甲', "乙"));
        assert_eq!((text.matches("@@ -").count(), left), (HUNKS, 200 - HUNKS));
        let long = "甲".repeat(LONGEST);
        let (text, _) = hunks(&format!("{long}\n"), &format!("{long}乙\n"));
        assert!(text.chars().count() < 300, "{text}");
    }
}
