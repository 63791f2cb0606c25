//! Language tags in paths and addresses.

/// Whether a part of a path names a language: `zh`, `zh-cn`, `zh_CN`.
pub fn is_language(part: &str) -> bool {
    let mut letters = part.split(['-', '_']);
    let primary = letters.next().unwrap_or_default().to_ascii_lowercase();
    matches!(primary.as_str(), "en" | "zh" | "cn" | "ja" | "ko" | "de" | "fr" | "es" | "pt" | "ru" | "it")
        && letters.all(|letter| letter.len() <= 4)
}

/// The language that a path names, by its folders or before the ending of its name: `content/de/a.md`, `a.de.md`. The last one
/// counts.
pub fn of_path(path: &str) -> Option<&str> {
    path.rsplit(['/', '\\', '.']).skip(1).find(|part| is_language(part))
}

#[cfg(test)]
mod tests {
    use super::of_path;

    #[test]
    fn a_path_names_its_language() {
        for (path, expected) in [
            ("content/zh-cn/docs/a.md", Some("zh-cn")),
            ("en/de/a.md", Some("de")),
            ("docs/a.fr.md", Some("fr")),
            ("docs/de.md", Some("de")),
            ("docs/a.md", None),
            ("de", None),
        ] {
            assert_eq!(of_path(path), expected, "{path}");
        }
    }
}
