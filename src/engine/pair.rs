//! Which source belongs to which target: by a template of paths, by a list, or by folders of the same shape.
//!
//! Whether the files are there is for those who read them; `walk` finds targets.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::walk::shown;

/// What stands for the part of a path that source and target have in common.
const VARIABLE: &str = "{path}";

/// Why a pairing cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PairError {
    /// A template without its two sides.
    #[error("pairs \"{0}\": write SOURCE=TARGET with {{path}} once on each side, or name a TSV file of source and target paths")]
    Template(String),
    /// A list that has no such columns.
    #[error("{0}:1: no columns \"source\" and \"target\" (a header names them; without one there are two columns)")]
    Columns(String),
    /// A row of a list that lacks a path.
    #[error("{list}:{line}: a row needs a source and a target path, separated by a tab")]
    Row {
        /// The list's name.
        list: String,
        /// Line from 1.
        line: usize,
    },
    /// A row whose paths are one.
    #[error("{list}:{line}: source and target are the same file")]
    Same {
        /// The list's name.
        list: String,
        /// Line from 1.
        line: usize,
    },
    /// A target that an earlier row gave another source.
    #[error("{list}:{line}: {target} has another source in line {earlier}")]
    Twice {
        /// The list's name.
        list: String,
        /// Line from 1.
        line: usize,
        /// The target.
        target: String,
        /// Line of the earlier row.
        earlier: usize,
    },
    /// A list without a row.
    #[error("{0}: no pairs; a row has a source and a target path, separated by a tab")]
    Empty(String),
}

/// A source and its target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The original.
    pub source: PathBuf,
    /// Its translation.
    pub target: PathBuf,
}

/// A pair of a list, and where it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The pair.
    pub pair: Pair,
    /// The list's name.
    pub list: Arc<str>,
    /// Line from 1.
    pub line: usize,
}

/// One side of a template: what stands before and after the variable.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Side {
    before: String,
    after: String,
}

impl Side {
    fn parse(text: &str) -> Option<Self> {
        let (before, after) = text.trim().split_once(VARIABLE)?;
        let before = before.strip_prefix("./").unwrap_or(before);
        (!after.contains(VARIABLE)).then(|| Self { before: before.to_owned(), after: after.to_owned() })
    }

    /// What the variable stands for in a path, if the path has this shape.
    fn variable<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(self.before.as_str())?.strip_suffix(self.after.as_str()).filter(|value| !value.is_empty())
    }

    fn path(&self, value: &str) -> PathBuf {
        PathBuf::from(format!("{}{value}{}", self.before, self.after))
    }

    /// The folder that all paths of this shape are in.
    fn root(&self) -> PathBuf {
        match self.before.rfind('/') {
            Some(0) => PathBuf::from("/"),
            Some(end) => PathBuf::from(&self.before[..end]),
            None => PathBuf::from("."),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    Template { source: Side, target: Side },
    List { by_target: BTreeMap<String, PathBuf>, pairs: Vec<Listed> },
}

/// All ways in which sources are found; the first that applies to a target comes first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairing {
    ways: Vec<Way>,
}

impl Pairing {
    /// Whether nothing was said about pairs.
    pub fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }

    /// Whether `text` is a template (`en/{path}=zh/{path}`), not the name of a list.
    pub fn is_template(text: &str) -> bool {
        text.contains(VARIABLE)
    }

    /// Adds a template: `content/en/{path}=content/zh/{path}`.
    ///
    /// # Errors
    /// When a side is missing, or does not have the variable exactly once.
    pub fn add_template(&mut self, text: &str) -> Result<(), PairError> {
        let sides = text.split_once('=').and_then(|(source, target)| Some((Side::parse(source)?, Side::parse(target)?)));
        let (source, target) = sides.ok_or_else(|| PairError::Template(text.to_owned()))?;
        self.ways.push(Way::Template { source, target });
        Ok(())
    }

    /// Adds two folders of the same shape.
    pub fn add_folders(&mut self, source: &Path, target: &Path) {
        let side = |folder: &Path| {
            let folder = shown(folder);
            let folder = folder.trim_end_matches('/');
            let before = if folder == "." { String::new() } else { format!("{folder}/") };
            Side { before, after: String::new() }
        };
        self.ways.push(Way::Template { source: side(source), target: side(target) });
    }

    /// Adds a list: tab-separated, with a header that names a `source` and a `target` column among others, or two columns
    /// without a header. Paths are relative to `folder`, where the list stands; `name` is for errors.
    ///
    /// # Errors
    /// When the columns are missing, a row has no two paths or twice the same, a target has two sources, or there is no row.
    pub fn add_list(&mut self, name: &str, text: &str, folder: &Path) -> Result<(), PairError> {
        let list: Arc<str> = name.into();
        let mut columns = (0, 1);
        let mut pairs: Vec<Listed> = Vec::new();
        let mut by_target = BTreeMap::new();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            if number == 0 {
                let column = |name: &str| cells.iter().position(|cell| cell.eq_ignore_ascii_case(name));
                match (column("source"), column("target")) {
                    (Some(source), Some(target)) => {
                        columns = (source, target);
                        continue;
                    }
                    (None, None) if cells.len() == 2 => {}
                    _ => return Err(PairError::Columns(name.to_owned())),
                }
            }
            let cell = |column: usize| cells.get(column).filter(|cell| !cell.is_empty()).map(|cell| folder.join(cell));
            let (Some(source), Some(target)) = (cell(columns.0), cell(columns.1)) else {
                return Err(PairError::Row { list: name.to_owned(), line: number + 1 });
            };
            let line = number + 1;
            let name_of_target = shown(&target);
            if shown(&source) == name_of_target {
                return Err(PairError::Same { list: name.to_owned(), line });
            }
            let first = by_target.entry(name_of_target.clone()).or_insert_with(|| source.clone());
            if shown(first) != shown(&source) {
                let is_earlier = |listed: &&Listed| shown(&listed.pair.target) == name_of_target;
                let earlier = pairs.iter().find(is_earlier).map_or(line, |listed| listed.line);
                return Err(PairError::Twice { list: name.to_owned(), line, target: name_of_target, earlier });
            }
            pairs.push(Listed { pair: Pair { source, target }, list: Arc::clone(&list), line });
        }
        if pairs.is_empty() {
            return Err(PairError::Empty(name.to_owned()));
        }
        self.ways.push(Way::List { by_target, pairs });
        Ok(())
    }

    /// Where the source of a target may be, the likeliest first; whether it is there is for the caller to see.
    pub fn sources_of(&self, target: &Path) -> Vec<PathBuf> {
        if self.ways.is_empty() {
            return Vec::new();
        }
        let target_shown = shown(target);
        let source = |way: &Way| match way {
            Way::Template { source, target } => target.variable(&target_shown).map(|value| source.path(value)),
            Way::List { by_target, .. } => by_target.get(&target_shown).cloned(),
        };
        let mut sources: Vec<PathBuf> = self.ways.iter().filter_map(source).filter(|source| source != target).collect();
        let mut seen = Vec::new();
        sources.retain(|source| {
            !seen.contains(source) && {
                seen.push(source.clone());
                true
            }
        });
        sources
    }

    /// The folders in which targets of templates are looked for.
    pub fn target_folders(&self) -> Vec<PathBuf> {
        let root = |way: &Way| match way {
            Way::Template { target, .. } => Some(target.root()),
            Way::List { .. } => None,
        };
        self.ways.iter().filter_map(root).collect()
    }

    /// The pairs that lists name, in their order.
    pub fn listed(&self) -> impl Iterator<Item = &Listed> {
        self.ways.iter().flat_map(|way| match way {
            Way::List { pairs, .. } => pairs.as_slice(),
            Way::Template { .. } => &[],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(pairing: &Pairing, target: &str) -> Vec<String> {
        pairing.sources_of(Path::new(target)).iter().map(|path| shown(path)).collect()
    }

    #[test]
    fn a_template_leads_from_target_to_source() {
        for (template, target, expected) in [
            ("content/en/{path}=content/zh/{path}", "content/zh/docs/a.md", vec!["content/en/docs/a.md"]),
            ("content/en/{path}=content/zh/{path}", "content/fr/docs/a.md", vec![]),
            ("./en/{path}=./zh/{path}", "zh/a.md", vec!["en/a.md"]),
            ("./en/{path}=./zh/{path}", "./zh/a.md", vec!["en/a.md"]),
            ("{path}_origin.md={path}.md", "chapter/a.md", vec!["chapter/a_origin.md"]),
            ("/data/en/{path}=/data/zh/{path}", "/data/zh/a.md", vec!["/data/en/a.md"]),
            // A file is not its own source.
            ("{path}={path}", "a.md", vec![]),
        ] {
            let mut pairing = Pairing::default();
            pairing.add_template(template).expect("a template");
            assert_eq!(sources(&pairing, target), expected, "{template} {target}");
        }
    }

    #[test]
    fn a_template_has_its_variable_once_on_each_side() {
        for template in ["en={path}", "en/{path}", "{path}{path}={path}", "en/{path}=zh"] {
            assert!(Pairing::default().add_template(template).is_err(), "{template}");
        }
    }

    #[test]
    fn targets_are_looked_for_where_the_template_begins() {
        for (template, root) in [
            ("a/en/{path}=a/zh/{path}", "a/zh"),
            ("{path}.en.md={path}.zh.md", "."),
            ("/en/{path}=/{path}", "/"),
            ("docs/en-{path}=docs/zh-{path}", "docs"),
        ] {
            let mut pairing = Pairing::default();
            pairing.add_template(template).expect("a template");
            assert_eq!(pairing.target_folders(), [PathBuf::from(root)], "{template}");
        }
    }

    #[test]
    fn folders_of_the_same_shape_are_a_template() {
        for (source, target, path, expected) in
            [("en", "zh", "zh/a/b.md", "en/a/b.md"), ("en/", "./zh/", "zh/b.md", "en/b.md"), ("en", ".", "b.md", "en/b.md")]
        {
            let mut pairing = Pairing::default();
            pairing.add_folders(Path::new(source), Path::new(target));
            assert_eq!(sources(&pairing, path), [expected]);
        }
    }

    #[test]
    fn a_list_names_paths_beside_itself() {
        let mut pairing = Pairing::default();
        let text = "lang\tsource\ttarget\tnote\r\nzh\ten/a.md\tzh/甲.md\thead\r\n\r\nzh\ten/b.md\tzh/b.md\t\r\n";
        pairing.add_list("x/pairs.tsv", text, Path::new("x")).expect("a list");
        assert_eq!(sources(&pairing, "x/zh/甲.md"), ["x/en/a.md"]);
        assert_eq!(sources(&pairing, "zh/甲.md"), Vec::<String>::new());
        assert_eq!(pairing.listed().map(|listed| shown(&listed.pair.target)).collect::<Vec<_>>(), ["x/zh/甲.md", "x/zh/b.md"]);
        pairing.add_list("two", "en/c.md\tzh/c.md\n", Path::new("")).expect("a list without a header");
        assert_eq!(sources(&pairing, "zh/c.md"), ["en/c.md"]);
    }

    #[test]
    fn a_broken_list_is_named_with_its_line() {
        let add = |text: &str| Pairing::default().add_list("p.tsv", text, Path::new("")).expect_err("broken").to_string();
        assert_eq!(add("source\ttarget\nen/a.md\t\n"), "p.tsv:2: a row needs a source and a target path, separated by a tab");
        assert!(add("path\n").starts_with("p.tsv:1: no columns"));
        assert!(add("zh\ten/a.md\tzh/a.md\n").starts_with("p.tsv:1: no columns"));
        assert!(add("source\ttarget\n").starts_with("p.tsv: no pairs"));
        let twice = "source\ttarget\nen/a.md\tzh/a.md\nen/b.md\tzh/a.md\n";
        assert_eq!(add(twice), "p.tsv:3: zh/a.md has another source in line 2");
        assert_eq!(add("en/a.md\tzh/a.md\nzh/b.md\t./zh/b.md\n"), "p.tsv:2: source and target are the same file");
    }
}
