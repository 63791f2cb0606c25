//! Path patterns of the configuration, read like those of `.gitignore`.
//!
//! Which files there are is for `engine::walk`.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Patterns of paths relative to the configuration's folder.
///
/// `*` stops at `/`, `**` does not. A pattern without a `/` before its end counts in every folder; one that matches a
/// folder matches all that is in it.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    set: GlobSet,
}

impl Patterns {
    /// Reads patterns.
    ///
    /// # Errors
    /// The number of each pattern that is none, with what is wrong.
    pub fn new<S: AsRef<str>>(patterns: &[S]) -> Result<Self, Vec<(usize, String)>> {
        let mut builder = GlobSetBuilder::new();
        let mut faults = Vec::new();
        for (number, pattern) in patterns.iter().enumerate() {
            let written = pattern.as_ref();
            let plain = written.strip_prefix("./").unwrap_or(written).trim_end_matches('/');
            if plain.is_empty() {
                faults.push((number, format!("pattern \"{written}\" is empty")));
                continue;
            }
            let anchored = match plain.strip_prefix('/') {
                Some(rest) => rest.to_owned(),
                None if plain.contains('/') || written.starts_with("./") => plain.to_owned(),
                None => format!("**/{plain}"),
            };
            for glob in [anchored.clone(), format!("{anchored}/**")] {
                match GlobBuilder::new(&glob).literal_separator(true).build() {
                    Ok(glob) => {
                        builder.add(glob);
                    }
                    Err(error) => {
                        faults.push((number, format!("\"{written}\" is no pattern: {}", error.kind())));
                        break;
                    }
                }
            }
        }
        let set = builder.build().map_err(|error| vec![(0, error.to_string())]);
        if faults.is_empty() { Ok(Self { set: set? }) } else { Err(faults) }
    }

    /// Whether the path, relative and with `/`, matches.
    pub fn matches(&self, path: &str) -> bool {
        self.set.is_match(path)
    }

    /// Whether there is no pattern at all.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_read_like_those_of_gitignore() {
        for (pattern, path, expected) in [
            ("*.md", "a.md", true),
            ("*.md", "docs/a.md", true),
            ("/*.md", "docs/a.md", false),
            ("./*.md", "docs/a.md", false),
            ("docs", "docs/a/b.md", true),
            ("docs/", "x/docs/b.md", true),
            ("docs/zh", "docs/zh/a.md", true),
            ("docs/zh", "x/docs/zh/a.md", false),
            ("docs/*.md", "docs/zh/a.md", false),
            ("docs/**/*.md", "docs/zh/a.md", true),
            ("docs/**/*.md", "docs/a.md", true),
            ("{a,b}/**", "b/c", true),
            ("doc", "docs/a.md", false),
        ] {
            assert_eq!(Patterns::new(&[pattern]).unwrap().matches(path), expected, "{pattern} {path}");
        }
        assert_eq!(
            Patterns::new(&["a", "", "[b"]).unwrap_err(),
            [
                (1, "pattern \"\" is empty".to_owned()),
                (2, "\"[b\" is no pattern: unclosed character class; missing ']'".to_owned()),
            ]
        );
    }
}
