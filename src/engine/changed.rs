//! Which lines differ from a git revision, for runs that look at changes only (`--diff-from`).
//!
//! Asks the `git` program and reads what it says; which findings are kept is for the pipeline.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Why changed lines cannot be known.
#[derive(Debug, thiserror::Error)]
pub enum ChangedError {
    /// `git` could not be started.
    #[error("--diff-from needs git, which cannot be started: {0}")]
    NoGit(std::io::Error),
    /// A path that does not exist.
    #[error("{path}: {source}")]
    Path {
        /// The path.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A path outside every repository.
    #[error("{path}: not in a git repository, so --diff-from cannot tell what changed")]
    NotARepository {
        /// The path.
        path: String,
    },
    /// No commit has this name.
    #[error("{repository}: git knows no revision \"{revision}\"")]
    UnknownRevision {
        /// The repository's top folder.
        repository: String,
        /// As given.
        revision: String,
    },
    /// Anything else that git refuses.
    #[error("{repository}: git {command}: {message}")]
    Git {
        /// The repository's top folder.
        repository: String,
        /// What was asked.
        command: String,
        /// What git says.
        message: String,
    },
}

/// The lines of one file that differ, numbered from 1 as they are now.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lines {
    All,
    /// Ascending.
    Ranges(Ranges),
}

/// The lines that differ from a revision, in every file of the repositories asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangedLines {
    /// By absolute path without symbolic links.
    files: BTreeMap<PathBuf, Lines>,
}

impl ChangedLines {
    /// What differs between `revision` and the files on disk, in the repositories that the paths are in.
    ///
    /// A file that git does not know yet and does not ignore counts as changed as a whole. Where lines were only deleted,
    /// nothing changed that could be pointed at.
    ///
    /// # Errors
    /// If git cannot be started or fails, a path is in no repository, or the revision is unknown in one of them.
    pub fn since(revision: &str, paths: &[PathBuf]) -> Result<Self, ChangedError> {
        let mut repositories = BTreeSet::new();
        for path in paths {
            repositories.insert(repository(path)?);
        }
        let mut changed = Self::default();
        for top in &repositories {
            let commit = commit(top, revision)?;
            let diff = git(
                top,
                &[
                    "diff",
                    "--unified=0",
                    "--inter-hunk-context=0",
                    "--no-color",
                    "--no-ext-diff",
                    "--no-textconv",
                    "--no-relative",
                    "--find-renames",
                    "--ignore-submodules",
                    "--src-prefix=a/",
                    "--dst-prefix=b/",
                    &commit,
                    "--",
                ],
            )?;
            for (path, ranges) in hunks(&diff) {
                changed.files.insert(real(top, &path), Lines::Ranges(ranges));
            }
            // Files that git takes for binary, UTF-16 among them, have no lines in a diff.
            let counts = [
                "diff",
                "--numstat",
                "-z",
                "--no-renames",
                "--no-ext-diff",
                "--no-textconv",
                "--no-relative",
                "--ignore-submodules",
            ];
            let counts = git(top, &[&counts[..], &[&commit, "--"]].concat())?;
            for path in counts.split(|byte| *byte == 0).filter_map(|entry| entry.strip_prefix(b"-\t-\t")) {
                changed.files.insert(real(top, path), Lines::All);
            }
            let untracked = git(top, &["ls-files", "--others", "--exclude-standard", "-z"])?;
            for path in untracked.split(|byte| *byte == 0).filter(|path| !path.is_empty()) {
                changed.files.insert(real(top, path), Lines::All);
            }
        }
        Ok(changed)
    }

    /// The changes of one file, to ask about many of its lines.
    pub fn file(&self, path: &Path) -> FileChanges<'_> {
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        FileChanges { lines: self.files.get(&path) }
    }

    /// Whether any of these lines (from 1, both inclusive) changed.
    pub fn contains(&self, path: &Path, start_line: usize, end_line: usize) -> bool {
        self.file(path).contains(start_line, end_line)
    }
}

/// The changes of one file.
#[derive(Clone, Copy, Debug)]
pub struct FileChanges<'c> {
    lines: Option<&'c Lines>,
}

impl FileChanges<'_> {
    /// Whether anything changed; also the answer for a finding about the file as a whole.
    pub fn any(self) -> bool {
        match self.lines {
            Some(Lines::All) => true,
            Some(Lines::Ranges(ranges)) => !ranges.is_empty(),
            None => false,
        }
    }

    /// Whether any of these lines (from 1, both inclusive) changed.
    pub fn contains(self, start_line: usize, end_line: usize) -> bool {
        match self.lines {
            Some(Lines::All) => true,
            Some(Lines::Ranges(ranges)) => {
                let at = ranges.partition_point(|(_, last)| *last < start_line);
                ranges.get(at).is_some_and(|(first, _)| *first <= end_line)
            }
            None => false,
        }
    }
}

/// The top folder of the repository that the path is in.
fn repository(path: &Path) -> Result<PathBuf, ChangedError> {
    let shown = || path.display().to_string();
    // Standard input is in no repository; the folder one is in is what its user means.
    let path = if path == Path::new("-") { Path::new(".") } else { path };
    let real = std::fs::canonicalize(path).map_err(|source| ChangedError::Path { path: shown(), source })?;
    let folder = if real.is_dir() { real.as_path() } else { real.parent().unwrap_or(&real) };
    let top = match git(folder, &["rev-parse", "--show-toplevel"]) {
        Err(ChangedError::Git { message, .. }) if message.contains("not a git repository") => {
            return Err(ChangedError::NotARepository { path: shown() });
        }
        top => top?,
    };
    let top = path_of(top.strip_suffix(b"\n").unwrap_or(&top));
    Ok(std::fs::canonicalize(&top).unwrap_or(top))
}

/// The full name of the commit, so that no revision can be taken for an option.
fn commit(top: &Path, revision: &str) -> Result<String, ChangedError> {
    let wanted = format!("{revision}^{{commit}}");
    match git(top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]) {
        Ok(name) => Ok(String::from_utf8_lossy(&name).trim().to_owned()),
        Err(ChangedError::Git { repository, .. }) => {
            Err(ChangedError::UnknownRevision { repository, revision: revision.to_owned() })
        }
        Err(error) => Err(error),
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, ChangedError> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "core.quotepath=off", "--no-pager"]).args(arguments);
    // In a hook git sets these for the repository that runs it, relative to another folder.
    command.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_PREFIX").env_remove("GIT_INDEX_FILE");
    command.env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    let output = command.output().map_err(ChangedError::NoGit)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(ChangedError::Git {
        repository: folder.display().to_string(),
        command: arguments.first().copied().unwrap_or_default().to_owned(),
        message: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}

fn real(top: &Path, path: &[u8]) -> PathBuf {
    let path = top.join(path_of(path));
    std::fs::canonicalize(&path).unwrap_or(path)
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::new(&*String::from_utf8_lossy(bytes)))
}

/// First and last line of each hunk.
type Ranges = Vec<(usize, usize)>;

/// The changed lines of the new side of each file in a diff without context, by the file's name.
fn hunks(diff: &[u8]) -> Vec<(Vec<u8>, Ranges)> {
    let mut files: Vec<(Vec<u8>, Ranges)> = Vec::new();
    let mut lines = diff.split(|byte| *byte == b'\n');
    let mut deleted = false;
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix(b"+++ ") {
            deleted = name == b"/dev/null";
            if let Some(name) = unquoted(name).strip_prefix(b"b/") {
                files.push((name.to_owned(), Vec::new()));
            }
        } else if let Some((removed, first, added)) = hunk(line) {
            if let Some((_, ranges)) = files.last_mut()
                && added > 0
                && !deleted
            {
                ranges.push((first, first + added - 1));
            }
            // The text of a hunk may look like anything, a header too.
            let mut left = removed + added;
            while left > 0
                && let Some(line) = lines.next()
            {
                let no_line = line.starts_with(b"\\");
                left -= usize::from(!no_line);
            }
        }
    }
    files
}

/// Lines removed, the first line added, and lines added, of `@@ -12,3 +14,2 @@`.
fn hunk(line: &[u8]) -> Option<(usize, usize, usize)> {
    // Behind the numbers git shows a heading, which it may have cut inside a character.
    let line = String::from_utf8_lossy(line.strip_prefix(b"@@ -")?);
    let (old, rest) = line.split_once(" +")?;
    let (new, _) = rest.split_once(" @@")?;
    let range = |text: &str| {
        let (first, count) = text.split_once(',').unwrap_or((text, "1"));
        Some((first.parse::<usize>().ok()?, count.parse::<usize>().ok()?))
    };
    let ((_, removed), (first, added)) = (range(old)?, range(new)?);
    Some((removed, first, added))
}

/// A name as git writes it: in quotes with C escapes if it must, and with a tab behind it if it has spaces.
fn unquoted(name: &[u8]) -> Vec<u8> {
    let name = name.strip_suffix(b"\t").unwrap_or(name);
    let Some(inner) = name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")) else {
        return name.to_owned();
    };
    let mut out = Vec::with_capacity(inner.len());
    let mut bytes = inner.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next() {
            Some(first @ b'0'..=b'3') => {
                let digits = [first, bytes.next().unwrap_or(b'0'), bytes.next().unwrap_or(b'0')];
                out.push(digits.iter().fold(0_u8, |value, digit| value.wrapping_mul(8).wrapping_add(digit.wrapping_sub(b'0'))));
            }
            Some(escape) => out.push(match escape {
                b'a' => 0x07,
                b'b' => 0x08,
                b't' => b'\t',
                b'n' => b'\n',
                b'v' => 0x0b,
                b'f' => 0x0c,
                b'r' => b'\r',
                other => other,
            }),
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests;
