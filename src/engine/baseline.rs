//! Findings that are known and accepted for now, in a file: only new ones are reported.
//!
//! Known by path (from the baseline's folder), rule, concept and found text, with a count; never by line, which every paragraph
//! above would move.

use std::collections::{BTreeMap, HashMap};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::run::{Finding, Run};

/// The version of the file that is written, and the only one that is read.
const VERSION: u64 = 1;

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// Not JSON, cut off, or not of the shape that `write` gives.
    #[error("{path}:{line}:{column}: not a baseline: {reason}")]
    Malformed {
        /// The file's name.
        path: String,
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
        /// What the JSON reader says.
        reason: String,
    },
    /// Written by another glossator.
    #[error("{path}: baseline of version {version}, and only version {VERSION} is known; write it anew")]
    UnknownVersion {
        /// The file's name.
        path: String,
        /// What the file says.
        version: u64,
    },
    /// Two entries for the same findings, as a merge of two branches leaves them.
    #[error("{path}: two entries for {rule} in {file}; write it anew")]
    Twice {
        /// The baseline's name.
        path: String,
        /// The rule of both.
        rule: String,
        /// The file of both.
        file: String,
    },
}

/// The accepted findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    counts: BTreeMap<Key, usize>,
}

/// What a baseline did to a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Findings that were known and are not reported.
    pub known: usize,
    /// Findings of the baseline that are no longer there: mended, or in files that were not looked at.
    pub stale: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
struct Key {
    path: String,
    rule: String,
    concept: Option<String>,
    found: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    #[serde(flatten)]
    key: Key,
    count: usize,
}

#[derive(Serialize, Deserialize)]
struct Written {
    version: u64,
    findings: Vec<Entry>,
}

/// Only as much as every version has.
#[derive(Deserialize)]
struct AnyVersion {
    version: u64,
}

/// Where a baseline lies: it names files from there, whichever folder they are checked from.
#[derive(Clone, Debug, Default)]
pub struct Base {
    folder: PathBuf,
    current: PathBuf,
}

impl Base {
    /// That of the baseline at `path`, which need not exist yet.
    pub fn of(path: &Path) -> Self {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        match (folder.canonicalize(), Path::new(".").canonicalize()) {
            (Ok(folder), Ok(current)) => Self { folder, current },
            _ => Self::default(),
        }
    }

    /// The name of a file that is shown as `path`.
    fn name(&self, path: &str) -> String {
        let mut parts: Vec<Component<'_>> = self.current.components().collect();
        let path = Path::new(path);
        if path.is_absolute() {
            parts.clear();
        }
        for part in path.components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir if matches!(parts.last(), Some(Component::Normal(_))) => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        let shared = parts.iter().zip(self.folder.components()).take_while(|(one, other)| **one == *other).count();
        let up = self.folder.components().skip(shared).map(|_| "..".into());
        let down = parts[shared..].iter().map(|part| part.as_os_str().to_string_lossy());
        up.chain(down).collect::<Vec<_>>().join("/")
    }
}

/// The keys of findings; those of one file stand together.
struct Keys<'b> {
    base: &'b Base,
    last: Option<(Arc<str>, String)>,
}

impl Keys<'_> {
    fn of(&mut self, finding: &Finding) -> Key {
        let name = match &self.last {
            Some((path, name)) if *path == finding.path => name.clone(),
            _ => {
                let name = self.base.name(&finding.path);
                self.last = Some((Arc::clone(&finding.path), name.clone()));
                name
            }
        };
        let diagnostic = &finding.diagnostic;
        let (rule, concept, found) = (diagnostic.rule.to_owned(), diagnostic.concept.clone(), diagnostic.found.clone());
        Key { path: name, rule, concept, found }
    }
}

/// All findings of the run as a baseline that lies at `base`, sorted, in JSON.
pub fn write(run: &Run, base: &Base) -> String {
    let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
    let mut keys = Keys { base, last: None };
    for finding in &run.findings {
        *counts.entry(keys.of(finding)).or_default() += 1;
    }
    let findings = counts.into_iter().map(|(key, count)| Entry { key, count }).collect();
    let written = Written { version: VERSION, findings };
    let mut text = serde_json::to_string_pretty(&written).expect("strings and numbers are JSON");
    text.push('\n');
    text
}

/// Whether a file starts as those of [`write()`] do, of whatever version.
pub fn is_written(start: &[u8]) -> bool {
    let start: Vec<u8> = start.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(64).collect();
    start.starts_with(b"{\"version\":") && memchr::memmem::find(&start, b",\"findings\":[").is_some()
}

impl Baseline {
    /// Reads what [`write()`] gave; `path` is for messages.
    ///
    /// # Errors
    /// If the text is cut off or no baseline, of another version, or has an entry twice.
    pub fn read(text: &str, path: &str) -> Result<Self, BaselineError> {
        let malformed = |error: serde_json::Error| BaselineError::Malformed {
            path: path.to_owned(),
            line: error.line(),
            column: error.column(),
            reason: reason(&error),
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let AnyVersion { version } = serde_json::from_str(text).map_err(malformed)?;
        if version != VERSION {
            return Err(BaselineError::UnknownVersion { path: path.to_owned(), version });
        }
        let written: Written = serde_json::from_str(text).map_err(malformed)?;
        let mut counts = BTreeMap::new();
        for Entry { mut key, count } in written.findings {
            key.path = plain(&key.path).to_owned();
            let (rule, file) = (key.rule.clone(), key.path.clone());
            if counts.insert(key, count).is_some() {
                return Err(BaselineError::Twice { path: path.to_owned(), rule, file });
            }
        }
        Ok(Self { counts })
    }

    /// Removes the known findings: of those that are alike, the first ones, up to the count.
    pub fn apply(&self, base: &Base, findings: &mut Vec<Finding>) -> Applied {
        let mut keys = Keys { base, last: None };
        let mut left: HashMap<&Key, usize> = self.counts.iter().map(|(key, count)| (key, *count)).collect();
        let before = findings.len();
        findings.retain(|finding| match left.get_mut(&keys.of(finding)) {
            Some(0) | None => true,
            Some(count) => {
                *count -= 1;
                false
            }
        });
        Applied { known: before - findings.len(), stale: left.values().sum() }
    }
}

/// `./docs/a.md` and `docs/a.md` are one file.
fn plain(path: &str) -> &str {
    path.trim_start_matches("./")
}

/// The JSON reader's words without the place, which the message starts with.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Applied, Base, Baseline, write};
    use crate::diagnostic::{Diagnostic, Severity};
    use crate::engine::run::{Finding, Run};
    use crate::text::Locus;

    fn finding(path: &str, rule: &'static str, found: Option<&str>, at: usize) -> Finding {
        Finding {
            path: path.into(),
            diagnostic: Box::new(Diagnostic {
                rule,
                severity: Severity::Error,
                message: String::new(),
                concept: found.map(|_| "kelsey-hightower".to_owned()),
                found: found.map(str::to_owned),
                locus: found.map(|_| Locus::new(at, at + 9)),
                role: None,
                block: None,
                fixes: Vec::new(),
                evidence: Vec::new(),
            }),
            places: None,
            excerpt: None,
        }
    }

    fn run() -> Run {
        let findings = vec![
            finding("./b \"x\".md", "deprecated-rendering", Some("海塔尔"), 1),
            finding("./b \"x\".md", "deprecated-rendering", Some("海塔尔"), 50),
            finding("./a.md", "unreadable-file", None, 0),
        ];
        Run { findings, ..Run::default() }
    }

    const TEXT: &str = r#"{
  "version": 1,
  "findings": [
    {
      "path": "a.md",
      "rule": "unreadable-file",
      "concept": null,
      "found": null,
      "count": 1
    },
    {
      "path": "b \"x\".md",
      "rule": "deprecated-rendering",
      "concept": "kelsey-hightower",
      "found": "海塔尔",
      "count": 2
    }
  ]
}
"#;

    #[test]
    fn what_is_written_reads_back_and_hides_its_findings() {
        assert_eq!(write(&run(), &Base::default()), TEXT);
        let mut findings = run().findings;
        let applied = Baseline::read(TEXT, "baseline.json").unwrap().apply(&Base::default(), &mut findings);
        assert_eq!((applied, findings.len()), (Applied { known: 3, stale: 0 }, 0));
    }

    #[test]
    fn the_earliest_are_known_and_the_rest_is_new() {
        let baseline = Baseline::read(TEXT, "baseline.json").unwrap();
        let mut findings = vec![
            finding("b \"x\".md", "deprecated-rendering", Some("海塔尔"), 300),
            finding("b \"x\".md", "deprecated-rendering", Some("高塔"), 400),
            finding("b \"x\".md", "deprecated-rendering", Some("海塔尔"), 500),
            finding("b \"x\".md", "deprecated-rendering", Some("海塔尔"), 600),
        ];
        assert_eq!(baseline.apply(&Base::default(), &mut findings), Applied { known: 2, stale: 1 });
        let left: Vec<_> = findings.iter().filter_map(Finding::bytes).map(|bytes| bytes.start).collect();
        assert_eq!(left, [400, 600]);
    }

    #[test]
    fn a_broken_baseline_says_what_is_wrong() {
        let half = &TEXT[..TEXT.find("recated").unwrap()];
        let twice = TEXT.replace("b \\\"x\\\".md", "a.md").replace("deprecated-rendering", "unreadable-file");
        let twice = twice.replace("\"kelsey-hightower\"", "null").replace("\"海塔尔\"", "null");
        let cases = [
            (half, "b.json:13:18: not a baseline: EOF while parsing a string"),
            ("", "b.json:1:0: not a baseline: EOF while parsing a value"),
            ("true", "b.json:1:4: not a baseline: invalid type"),
            (r#"{"version":2,"entries":{}}"#, "b.json: baseline of version 2, and only version 1 is known; write it anew"),
            (r#"{"version":1}"#, "b.json:1:13: not a baseline: missing field `findings`"),
            (&twice, "b.json: two entries for unreadable-file in a.md; write it anew"),
        ];
        for (text, wanted) in cases {
            let error = Baseline::read(text, "b.json").unwrap_err().to_string();
            assert!(error.starts_with(wanted), "{error}");
        }
    }
}
