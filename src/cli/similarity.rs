//! `glossator similarity`: scores of name pairs, and the training of the figures behind them.

use std::io::Read as _;
use std::path::Path;

use super::args::{Common, Similarity, SimilarityFormat};
use super::{Ended, Failure, existing, output};
use crate::engine::walk;
use crate::similarity::transliteration::{self, Name, Table};
use crate::text::script::has_han;
use crate::text::{counted, file};

/// What stands above trained figures.
const HEADING: &str = "\
# How likely Chinese syllables are written for English letters in names: README.md beside this file says how it is made.
# Figures from CC-CEDICT (https://cc-cedict.org), Creative Commons Attribution-ShareAlike 4.0 International.
# =LETTER, how often it occurs | @, how often seen, characters | SYLLABLE, how often seen, LETTERS=PROBABILITY, ...
";

/// Stretches of letters that are rarer for a syllable are left out of the file.
const LEAST: f32 = 0.003;

/// Scores pairs, or makes the figures.
pub(super) fn run(common: &Common, args: &Similarity) -> Result<Ended, Failure> {
    if let Some(lexicon) = &args.train {
        return train(common, lexicon, args.output.as_deref());
    }
    let own = args.table.as_deref().map(table).transpose()?;
    let table = own.as_ref().unwrap_or_else(|| Table::shipped());
    let text = args.pairs.as_deref().map(read).transpose()?.unwrap_or_default();
    let pairs = match &args.pairs {
        Some(path) => parse(&text).map_err(|(line, reason)| Failure(format!("{}:{line}: {reason}", shown(path))))?,
        None => args.english.as_deref().zip(args.chinese.as_deref()).into_iter().collect(),
    };
    let swapped = pairs.iter().filter(|(english, chinese)| has_han(english) && !has_han(chinese)).count();
    if swapped > 0 {
        output::remark(format_args!(
            "{swapped} of {}: Chinese on the left and none on the right; swapped?",
            counted(pairs.len(), "pair")
        ));
    }
    let mut last: Option<(&str, Name<'_>)> = None;
    output::with(|out| {
        for (english, chinese) in pairs {
            // Lists come by the name: one preparation does for all its candidates.
            if last.as_ref().is_none_or(|(name, _)| *name != english) {
                last = Some((english, Name::with_table(english, table)));
            }
            let score = last.as_ref().map_or(transliteration::WORST, |(_, name)| name.score(chinese));
            match args.format {
                SimilarityFormat::Terminal => writeln!(out, "{score:6.2}  {english}  {chinese}")?,
                SimilarityFormat::Json => {
                    let score = (score * 1e4).round() / 1e4;
                    let object =
                        serde_json::json!({"type": "similarity", "english": english, "chinese": chinese, "score": score});
                    writeln!(out, "{object}")?;
                }
            }
        }
        Ok(())
    })?;
    Ok(Ended::Clean)
}

fn train(common: &Common, lexicon: &Path, path: Option<&Path>) -> Result<Ended, Failure> {
    if let Some(path) = path {
        let is_own = |start: &[u8]| HEADING.lines().next().is_some_and(|line| start.starts_with(line.as_bytes()));
        existing::refuse_foreign(path, "table that --train wrote", is_own, "name another file with --output")?;
    }
    let trained = transliteration::train(&read(lexicon)?);
    if trained.used == 0 {
        return Err(Failure(format!(
            "{}: no names found; want a dictionary in the format of CC-CEDICT: 馬洛 马洛 [Ma3 luo4] /Marlowe (name)/",
            shown(lexicon)
        )));
    }
    let text = format!("{HEADING}{}", trained.table.write(LEAST));
    match path {
        Some(path) => file::write(path, text.as_bytes())?,
        None => output::write(text.as_bytes())?,
    }
    if !common.quiet {
        output::remark(format_args!(
            "{} of {} names in {} are transliterations, counted",
            trained.used,
            trained.candidates,
            shown(lexicon)
        ));
    }
    Ok(Ended::Clean)
}

fn table(path: &Path) -> Result<Table, Failure> {
    Table::parse(&read(path)?).map_err(|error| Failure(format!("{}:{}: {}", shown(path), error.line, error.reason)))
}

fn read(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let result = match path.as_os_str() == "-" {
        true => std::io::stdin().lock().read_to_string(&mut text).map(|_| ()),
        false => std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text).map(|_| ())),
    };
    result.map_err(|error| Failure(format!("{}: {}", shown(path), file::reason(&error))))?;
    Ok(text)
}

fn shown(path: &Path) -> String {
    if path.as_os_str() == "-" { "standard input".to_owned() } else { walk::shown(path) }
}

/// The pairs of a TSV file without quoting; a broken line with its number from 1 and what is wrong.
fn parse(text: &str) -> Result<Vec<(&str, &str)>, (usize, String)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().enumerate();
    let header: Vec<&str> = lines.next().map(|(_, line)| line.split('\t').collect()).unwrap_or_default();
    let column = |name: &str| {
        let found = header.iter().position(|cell| cell.trim() == name);
        found
            .ok_or_else(|| (1, format!("no column \"{name}\": the header must name \"english\" and \"chinese\", parted by tabs")))
    };
    let (english, chinese) = (column("english")?, column("chinese")?);
    let wanted = english.max(chinese) + 1;
    let mut pairs = Vec::new();
    for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        match (cells.get(english), cells.get(chinese)) {
            (Some(english), Some(chinese)) => pairs.push((*english, *chinese)),
            _ => {
                let columns = counted(cells.len(), "column");
                return Err((number + 1, format!("{columns} where {wanted} are needed")));
            }
        }
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_by_the_names_of_their_columns() {
        assert_eq!(parse("english\tchinese\na\t甲\n\nb \"x\t乙\r\n"), Ok(vec![("a", "甲"), ("b \"x", "乙")]));
        assert_eq!(parse("\u{feff}count\tchinese\tenglish\n1\t甲\ta\n"), Ok(vec![("a", "甲")]));
        for (text, line, reason) in [
            ("", 1, "no column \"english\": the header must name \"english\" and \"chinese\", parted by tabs"),
            ("english\na", 1, "no column \"chinese\": the header must name \"english\" and \"chinese\", parted by tabs"),
            ("english\tchinese\na\t甲\nb", 3, "1 column where 2 are needed"),
        ] {
            assert_eq!(parse(text), Err((line, reason.to_owned())));
        }
    }
}
