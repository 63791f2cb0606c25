//! Keeps the columns of a Markdown table aligned.
//!
//! Only padding spaces and the dashes of the delimiter row change; what stands in cells is for `apply`. Cells are split
//! as GitHub does it (GFM, section 4.10): at every `|` without a backslash before it, in code spans too.

use unicode_width::UnicodeWidthStr;

/// Width of a text on the screen, in columns.
type Measure = fn(&str) -> usize;

/// The table `after` edits with its columns aligned again, or `None` if they were not aligned `before` or cannot be.
///
/// Both are the whole table, header to last row; the first line may lack the indentation or `> ` of the others. A column
/// grows when it must and never shrinks, so that rows without edits stay as they are where possible.
pub fn realign(before: &str, after: &str) -> Option<String> {
    if before.contains('\t') || after.contains('\t') {
        return None;
    }
    // Fonts differ in `·`, `“` and other ambiguous characters (UAX #11), and so do the tools that align tables.
    let measures: [Measure; 2] = [UnicodeWidthStr::width, UnicodeWidthStr::width_cjk];
    let (old, new) = (rows(before)?, rows(after)?);
    measures.into_iter().find_map(|measure| Some(padded(&new, &widths(&old, &new, measure)?, measure)))
}

/// One line of a table.
struct Row<'t> {
    /// Indentation and block quote markers.
    prefix: &'t str,
    /// What stands before each unescaped `|`; empty before a leading one.
    cells: Vec<Cell<'t>>,
    /// What follows the last `|`, with the line's end.
    rest: &'t str,
}

struct Cell<'t> {
    lead: usize,
    content: &'t str,
    trail: usize,
}

/// How the delimiter row asks for a column's text to be put.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Center,
}

fn rows(table: &str) -> Option<Vec<Row<'_>>> {
    let rows: Vec<Row<'_>> = table.split_inclusive('\n').map(row).collect();
    let (first, delimiter) = (rows.first()?, rows.get(1)?);
    let columns = first.cells.len();
    let alike = rows.iter().all(|row| row.cells.len() == columns);
    let indented = rows.iter().skip(1).all(|row| row.prefix == delimiter.prefix)
        && (first.prefix.is_empty() || first.prefix == delimiter.prefix);
    let delimits = delimiter.cells.iter().enumerate().all(|(number, cell)| match cell.content {
        "" => number == 0,
        content => dashes(content).is_some(),
    });
    (columns > 1 && alike && indented && delimits).then_some(rows)
}

fn row(line: &str) -> Row<'_> {
    let rest = line.trim_start_matches([' ', '>']);
    let (prefix, mut rest) = line.split_at(line.len() - rest.len());
    let mut cells = Vec::new();
    while let Some(bar) = next_bar(rest) {
        let (text, after) = rest.split_at(bar);
        let trimmed = text.trim_start_matches(' ');
        let content = trimmed.trim_end_matches(' ');
        cells.push(Cell { lead: text.len() - trimmed.len(), content, trail: trimmed.len() - content.len() });
        rest = after.get(1..).unwrap_or_default();
    }
    Row { prefix, cells, rest }
}

fn next_bar(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'|', bytes).find(|at| *at == 0 || bytes.get(at - 1) != Some(&b'\\'))
}

/// The number of dashes if the text is a cell of a delimiter row.
fn dashes(content: &str) -> Option<usize> {
    let inner = content.strip_prefix(':').unwrap_or(content);
    let inner = inner.strip_suffix(':').unwrap_or(inner);
    (!inner.is_empty() && inner.bytes().all(|byte| byte == b'-')).then_some(inner.len())
}

fn side(delimiter: &Cell<'_>) -> Side {
    match (delimiter.content.starts_with(':'), delimiter.content.ends_with(':')) {
        (true, true) => Side::Center,
        (false, true) => Side::Right,
        (true | false, false) => Side::Left,
    }
}

/// How wide each column must be for the new rows, or `None` if the old rows were not aligned.
fn widths(old: &[Row<'_>], new: &[Row<'_>], measure: Measure) -> Option<Vec<usize>> {
    let columns = old.first()?.cells.len();
    if old.len() != new.len() || new.first()?.cells.len() != columns {
        return None;
    }
    let cells = |rows: &[Row<'_>], column: usize| rows.iter().map(|row| width(&row.cells[column], measure)).collect::<Vec<_>>();
    (0..columns)
        .map(|column| {
            let before = cells(old, column);
            let first = *before.first()?;
            if before.iter().any(|width| *width != first) {
                return None;
            }
            let body = || new.iter().enumerate().filter(|(line, _)| *line != 1).map(|(_, row)| &row.cells[column]);
            let filled = || body().filter(|cell| !cell.content.is_empty());
            // A cell keeps the least room that its column has on a side, but not the spare room of a loose column.
            let lead = filled().map(|cell| cell.lead).min().unwrap_or(0);
            let trail = filled().map(|cell| cell.trail).min().unwrap_or(0);
            let room = lead.min(trail.max(1)) + trail.min(lead.max(1));
            let widest = filled().map(|cell| measure(cell.content)).max().unwrap_or(0);
            Some(first.max(widest + room))
        })
        .collect()
}

fn width(cell: &Cell<'_>, measure: Measure) -> usize {
    cell.lead + measure(cell.content) + cell.trail
}

fn padded(rows: &[Row<'_>], widths: &[usize], measure: Measure) -> String {
    let sides: Vec<Side> = rows.get(1).map(|row| row.cells.iter().map(side).collect()).unwrap_or_default();
    let mut out = String::with_capacity(rows.iter().map(|row| row.prefix.len() + row.rest.len()).sum::<usize>() * 2);
    for (line, row) in rows.iter().enumerate() {
        out.push_str(row.prefix);
        for ((cell, width), side) in row.cells.iter().zip(widths).zip(&sides) {
            match line {
                1 if !cell.content.is_empty() => push_delimiter(&mut out, cell, *width),
                _ => push_cell(&mut out, cell, *width, *side, measure),
            }
            out.push('|');
        }
        out.push_str(row.rest);
    }
    out
}

fn push_delimiter(out: &mut String, cell: &Cell<'_>, width: usize) {
    let colons = cell.content.bytes().filter(|byte| *byte == b':').count();
    out.extend(std::iter::repeat_n(' ', cell.lead));
    out.push_str(if cell.content.starts_with(':') { ":" } else { "" });
    out.extend(std::iter::repeat_n('-', width.saturating_sub(cell.lead + cell.trail + colons)));
    out.push_str(if cell.content.ends_with(':') { ":" } else { "" });
    out.extend(std::iter::repeat_n(' ', cell.trail));
}

/// The side of the text that had more room gives or takes; where both had the same, the column's alignment says.
fn push_cell(out: &mut String, cell: &Cell<'_>, width: usize, side: Side, measure: Measure) {
    let room = width.saturating_sub(measure(cell.content));
    let lead = match side {
        Side::Center if cell.lead.abs_diff(cell.trail) <= 1 => (room + usize::from(cell.lead > cell.trail)) / 2,
        Side::Right if cell.lead == cell.trail => room.saturating_sub(cell.trail),
        Side::Left | Side::Right | Side::Center if cell.lead > cell.trail => room.saturating_sub(cell.trail),
        Side::Left | Side::Right | Side::Center => cell.lead.min(room),
    };
    out.extend(std::iter::repeat_n(' ', lead));
    out.push_str(cell.content);
    out.extend(std::iter::repeat_n(' ', room - lead));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::realign;

    /// `from` becomes `to` in the table, then its columns are aligned.
    fn edited(table: &str, from: &str, to: &str) -> Option<String> {
        assert!(table.contains(from));
        realign(table, &table.replace(from, to))
    }

    #[test]
    fn a_shorter_cell_is_padded() {
        let table =
            "| 作者           | 年   |\n|----------------|-----:|\n| 凯尔西·海塔尔  | 2015 |\n| 某人           | 2016 |\n";
        assert_eq!(
            edited(table, "凯尔西·海塔尔", "海托华").unwrap(),
            "| 作者           | 年   |\n|----------------|-----:|\n| 海托华         | 2015 |\n| 某人           | 2016 |\n"
        );
    }

    #[test]
    fn a_column_grows_when_it_must() {
        let table = "| 词   | 译   |\n| ---- | ---- |\n| 容器 | 构造 |\n";
        assert_eq!(edited(table, "构造", "Tectonic").unwrap(), "| 词   | 译       |\n| ---- | -------- |\n| 容器 | Tectonic |\n");
    }

    #[test]
    fn right_and_centred_columns_stay_so() {
        let table = "|   右 |  中央  |\n|-----:|:------:|\n| 海塔 | 海塔尔 |\n|    1 |   二   |\n";
        assert_eq!(
            edited(table, "海塔", "海托华德").unwrap(),
            "|       右 |    中央    |\n|---------:|:----------:|\n| 海托华德 | 海托华德尔 |\n|        1 |     二     |\n"
        );
    }

    #[test]
    fn indentation_quotes_line_ends_and_open_rows_are_kept() {
        let table = "a    | 容器 | x\r\n  > -----|------|---\r\n  > b    | 二   | y and so on\r\n";
        assert_eq!(
            edited(table, "容器", "集装箱").unwrap(),
            "a    | 集装箱 | x\r\n  > -----|--------|---\r\n  > b    | 二     | y and so on\r\n"
        );
    }

    #[test]
    fn escaped_bars_do_not_split_and_code_does_not_protect() {
        let table = "| a\\|b | `c | d` |\n|------|----|----|\n| 容   | e  | f  |";
        assert_eq!(edited(table, "容", "容器类").unwrap(), "| a\\|b   | `c | d` |\n|--------|----|----|\n| 容器类 | e  | f  |");
    }

    #[test]
    fn tables_that_were_not_aligned_are_left() {
        for table in [
            "| a | b |\n|---|---|\n| 容器 | c |\n",
            "| a | b |\n| 容器 | c |\n",
            "| 容器 | b |\n|------|\n",
            "容器\n---\n",
            "容器",
        ] {
            assert_eq!(edited(table, "容器", "x"), None, "{table}");
        }
        assert_eq!(realign("| a |\n|---|\n| b |\n", "| a |\n|---|\n| b | c |\n"), None);
    }

    #[test]
    fn interpuncts_may_have_been_counted_as_two() {
        let table = "| 名                | x |\n|-------------------|---|\n| 凯尔西·海塔尔    | y |\n";
        assert_eq!(
            edited(table, "海塔尔", "海托华德").unwrap(),
            "| 名                | x |\n|-------------------|---|\n| 凯尔西·海托华德  | y |\n"
        );
    }

    /// An aligned table of these cells.
    fn table(cells: &[[String; 2]]) -> String {
        let width = |column: usize| {
            cells.iter().map(|row| unicode_width::UnicodeWidthStr::width(&*row[column])).max().unwrap_or(0).max(3)
        };
        let pad =
            |text: &str, column| format!("{text}{}", " ".repeat(width(column) - unicode_width::UnicodeWidthStr::width(text)));
        let mut lines: Vec<_> = cells.iter().map(|row| format!("| {} | {} |\n", pad(&row[0], 0), pad(&row[1], 1))).collect();
        lines.insert(1, format!("| {} | {} |\n", "-".repeat(width(0)), "-".repeat(width(1))));
        lines.concat()
    }

    proptest! {
        #[test]
        fn only_padding_changes_and_a_second_time_nothing(
            cells in proptest::collection::vec(["[a海容·]{0,5}", "[b器🙂]{0,5}"], 1..5), to in "[x托华]{0,6}"
        ) {
            let before = table(&cells);
            let after = before.replace('海', &to);
            let aligned = realign(&before, &after).unwrap();
            let bare = |text: &str| text.replace([' ', '-'], "");
            prop_assert_eq!(bare(&aligned), bare(&after));
            prop_assert_eq!(realign(&aligned, &aligned), Some(aligned.clone()));
        }
    }
}
