//! Spelling: how alike two Latin names are written.

/// How alike two names are written, 0 to 1: case, marks, spaces, hyphens and dots do not count.
///
/// The mean of Jaro-Winkler, which favours a common beginning, and of the normalised Damerau-Levenshtein similarity.
pub fn similarity(left: &str, right: &str) -> f64 {
    let (left, right) = (folded(left), folded(right));
    if left.is_empty() || right.is_empty() {
        return 0.0;
    }
    f64::midpoint(strsim::jaro_winkler(&left, &right), strsim::normalized_damerau_levenshtein(&left, &right))
}

fn folded(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    name.nfkd().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn near_spellings_score_high() {
        for (left, right, low, high) in [
            ("Kube Con", "KubeCon", 1.0, 1.0),
            ("René", "Rene", 1.0, 1.0),
            ("Hightower", "Hightowr", 0.9, 0.99),
            ("Kelsey", "Brendan", 0.0, 0.5),
            ("", "Kelsey", 0.0, 0.0),
        ] {
            let score = super::similarity(left, right);
            assert!((low..=high).contains(&score), "{left} {right}: {score}");
        }
    }
}
