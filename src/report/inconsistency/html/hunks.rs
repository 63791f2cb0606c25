//! A unified diff as pairs of lines, before and after: the page marks the changed words in one line of prose.

/// Line of the file before, the text before, the text after.
pub(super) type Change<'d> = (usize, &'d str, &'d str);

/// The changed lines of a diff's hunks; lines around them are left out. In a run of removed and added lines the first
/// removed one belongs to the first added one, and so on; what is left over has an empty partner.
pub(super) fn changes(diff: &str) -> Vec<Change<'_>> {
    let mut changes = Vec::new();
    let mut run = Run::default();
    let mut line = 0;
    for text in diff.lines() {
        if let Some(start) = hunk_start(text) {
            run.end(&mut changes);
            line = start;
        } else if let Some(removed) = text.strip_prefix('-') {
            if !run.added.is_empty() {
                run.end(&mut changes);
            }
            run.removed.push((line, removed));
            line += 1;
        } else if let Some(added) = text.strip_prefix('+') {
            run.added.push((line, added));
        } else if !text.starts_with('\\') {
            run.end(&mut changes);
            line += 1;
        }
    }
    run.end(&mut changes);
    changes
}

/// The first line of a hunk before the change, of `@@ -12,3 +12,4 @@`.
fn hunk_start(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("@@ -")?;
    rest.split([',', ' ']).next()?.parse().ok()
}

/// Removed lines and the added ones behind them.
#[derive(Default)]
struct Run<'d> {
    removed: Vec<(usize, &'d str)>,
    added: Vec<(usize, &'d str)>,
}

impl<'d> Run<'d> {
    fn end(&mut self, changes: &mut Vec<Change<'d>>) {
        for index in 0..self.removed.len().max(self.added.len()) {
            let (removed, added) = (self.removed.get(index), self.added.get(index));
            let line = removed.or(added).map_or(0, |it| it.0);
            changes.push((line, removed.map_or("", |it| it.1), added.map_or("", |it| it.1)));
        }
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, changes};

    #[test]
    fn lines_meet_what_they_become() {
        let cases: [(&str, &[Change<'_>]); 5] = [
            ("", &[]),
            ("@@ -7,3 +7,3 @@\n 前\n-海塔尔\n+海托华\n 后\n", &[(8, "海塔尔", "海托华")]),
            ("@@ -1,2 +1,2 @@\n-a\n-b\n+c\n+d\n", &[(1, "a", "c"), (2, "b", "d")]),
            ("@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n@@ -9,2 +9,1 @@\n x\n-y\n", &[(1, "a", "b"), (10, "y", "")]),
            ("@@ -3,0 +4 @@\n+new\n", &[(3, "", "new")]),
        ];
        for (diff, expected) in cases {
            assert_eq!(changes(diff), expected, "{diff}");
        }
    }

    #[test]
    fn a_removed_line_of_dashes_is_a_line() {
        assert_eq!(changes("@@ -1,1 +1,1 @@\n---- a\n++++ b\n"), [(1, "--- a", "+++ b")]);
    }
}
