//! Which files there are: paths to inputs, as git sees them.
//!
//! What is in them is for `check`.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{WalkBuilder, WalkState};
use rustc_hash::FxHashSet;

use crate::text::file;

/// A file to look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// The path as given on the command line, with `/` between its parts; the order of everything.
    pub shown: Arc<str>,
    /// Where it is.
    pub path: PathBuf,
}

/// Why there is nothing to look at.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// A path that was named does not exist or cannot be entered.
    #[error("{path}: {reason}")]
    Path {
        /// As given.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// The paths exist, and nothing in them is a document.
    #[error("no file to check in {paths}; documents are found by their extension: {extensions}")]
    Nothing {
        /// As given.
        paths: String,
        /// The extensions of all formats.
        extensions: String,
    },
}

/// Decides about a path.
pub type Choice<'c> = dyn Fn(&Path) -> bool + Sync + 'c;

/// The files in and under `paths`, sorted by shown path, without duplicates.
///
/// A file that is named is taken whatever its name, unless it is `excluded`: tools that name every changed file should
/// not need to know the configuration. In folders, `.gitignore` and hidden files are respected, and `wanted` decides.
///
/// # Errors
/// When a path does not exist, or nothing was found.
pub fn walk(paths: &[PathBuf], wanted: &Choice<'_>, excluded: &Choice<'_>) -> Result<Vec<Input>, WalkError> {
    walk_until(&AtomicBool::new(false), paths, wanted, excluded)
}

/// As `walk`, but what it gives is of no use any more once `stop` is set, and then it ends early.
///
/// # Errors
/// As `walk`.
pub fn walk_until(
    stop: &AtomicBool,
    paths: &[PathBuf],
    wanted: &Choice<'_>,
    excluded: &Choice<'_>,
) -> Result<Vec<Input>, WalkError> {
    let mut inputs = Vec::new();
    let mut left_out = false;
    for path in paths {
        let metadata =
            std::fs::metadata(path).map_err(|error| WalkError::Path { path: shown(path), reason: file::reason(&error) })?;
        if !metadata.is_dir() && excluded(path) {
            left_out = true;
            continue;
        }
        if !metadata.is_dir() {
            inputs.push(Input { shown: shown(path).into(), path: path.clone() });
            continue;
        }
        inputs.extend(folder(stop, path, wanted));
    }
    sort(&mut inputs);
    if paths.len() > 1 {
        // `a.md`, `./a.md` and its full path are one file.
        let mut seen = FxHashSet::default();
        inputs.retain(|input| seen.insert(input.path.canonicalize().unwrap_or_else(|_| input.path.clone())));
    }
    if inputs.is_empty() && !left_out {
        let extensions: Vec<&str> = crate::format::FORMATS.iter().flat_map(|format| format.extensions()).copied().collect();
        let paths: Vec<String> = paths.iter().map(|path| shown(path)).collect();
        return Err(WalkError::Nothing { paths: paths.join(", "), extensions: extensions.join(", ") });
    }
    Ok(inputs)
}

/// Sorts as `sort_unstable` does: by the first bytes that are not the same for all, and by the rest only where these are.
///
/// Tens of thousands of paths are compared half a million times, each time with a look at two texts somewhere in memory.
fn sort(inputs: &mut [Input]) {
    let Some(first) = inputs.first().map(|input| Arc::clone(&input.shown)) else { return };
    let same = |input: &Input| first.bytes().zip(input.shown.bytes()).take_while(|(one, other)| one == other).count();
    let common = inputs.iter().map(same).min().unwrap_or(0);
    let key = |input: &Input| {
        let rest = &input.shown.as_bytes()[common..];
        let mut key = [0; 16];
        let length = rest.len().min(key.len());
        key[..length].copy_from_slice(&rest[..length]);
        u128::from_be_bytes(key)
    };
    inputs.sort_by_cached_key(key);
    inputs.chunk_by_mut(|one, other| key(one) == key(other)).for_each(<[Input]>::sort_unstable);
}

/// The files of a folder, in no order: several threads look for them until they shall `stop`.
fn folder(stop: &AtomicBool, path: &Path, wanted: &Choice<'_>) -> Vec<Input> {
    let lists = Mutex::new(Vec::new());
    let threads = rayon::current_num_threads();
    let walker = WalkBuilder::new(path).require_git(false).threads(threads).build_parallel();
    walker.run(|| {
        let mut found = Found { inputs: Vec::new(), lists: &lists };
        Box::new(move |entry| {
            // A folder inside that cannot be entered is a file that cannot be read; what vanished is gone.
            if let Some(path) = entry.as_ref().err().and_then(locked) {
                found.inputs.push(Input { shown: spelled(path).into(), path: path.to_path_buf() });
            }
            let is_file = |entry: &ignore::DirEntry| {
                entry.file_type().is_some_and(|kind| kind.is_file() || kind.is_symlink() && entry.path().is_file())
            };
            if let Some(entry) = entry.ok().filter(is_file)
                && wanted(entry.path())
            {
                found.inputs.push(Input { shown: spelled(entry.path()).into(), path: entry.into_path() });
            }
            if stop.load(Ordering::Relaxed) { WalkState::Quit } else { WalkState::Continue }
        })
    });
    lists.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect()
}

/// What one thread finds; it goes to the lists of all when the thread ends.
struct Found<'l> {
    inputs: Vec<Input>,
    lists: &'l Mutex<Vec<Vec<Input>>>,
}

impl Drop for Found<'_> {
    fn drop(&mut self) {
        let inputs = std::mem::take(&mut self.inputs);
        self.lists.lock().unwrap_or_else(PoisonError::into_inner).push(inputs);
    }
}

/// The folder that may not be entered, if that is what went wrong.
fn locked(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithDepth { err, .. } => locked(err),
        ignore::Error::WithPath { path, err } => {
            let is_locked = err.io_error().is_some_and(|error| error.kind() == std::io::ErrorKind::PermissionDenied);
            is_locked.then_some(path.as_path())
        }
        _ => None,
    }
}

/// A path for people and for every output: `/` between its parts, no `./` in front.
pub fn shown(path: &Path) -> String {
    spelled(path).into_owned()
}

/// As `shown`, without a copy where the path is spelled so.
fn spelled(path: &Path) -> Cow<'_, str> {
    let text = path.to_str().map_or_else(|| path.to_string_lossy(), Cow::Borrowed);
    let text = if std::path::MAIN_SEPARATOR == '\\' { Cow::Owned(text.replace('\\', "/")) } else { text };
    let is_here = text.starts_with("./") && text.len() > 2;
    match text {
        Cow::Borrowed(text) if is_here => Cow::Borrowed(&text[2..]),
        Cow::Owned(text) if is_here => Cow::Owned(text[2..].to_owned()),
        text => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn inputs_are_sorted_by_path(names in proptest::collection::vec("[ab]{0,3}(/|long-name-of-a-folder/)?[\u{0}ab甲]{0,20}", 0..60)) {
            let input = |name: &String| Input { shown: name.as_str().into(), path: name.into() };
            let mut inputs: Vec<Input> = names.iter().map(input).collect();
            let mut expected = inputs.clone();
            sort(&mut inputs);
            expected.sort();
            proptest::prop_assert_eq!(inputs, expected);
        }
    }
}
