//! The formulas of the report, each in one place.
//!
//! What is counted is in `compose`.

/// Terminology success rate: mentions in an approved rendering / all mentions (Semenov et al. 2023, *Findings of the WMT
/// 2023 Shared Task on Machine Translation with Terminologies*, where it is the share of terms rendered as required).
/// 1 without mentions.
pub fn success_rate(approved: usize, mentions: usize) -> f64 {
    share(approved, mentions)
}

/// Consistency: the share of the dominant rendering (the term-level agreement of Semenov and Bojar 2022, *Automated
/// Evaluation Metric for Terminology Consistency in MT*, for a corpus instead of a document). 1 without mentions.
pub fn consistency(dominant: usize, mentions: usize) -> f64 {
    share(dominant, mentions)
}

/// Shannon entropy of the renderings in bits (Shannon 1948): 0 when there is one, log2(n) when n are equally frequent.
pub fn entropy(counts: impl Iterator<Item = usize> + Clone) -> f64 {
    let total: usize = counts.clone().sum();
    let terms = counts.filter(|&count| count > 0).map(|count| {
        let p = count as f64 / total as f64;
        -p * p.log2()
    });
    rounded(terms.sum())
}

/// Harm: each document in which a reader meets a wrong form counts once, and once more for each doubling of the mentions
/// in it (the sublinear weight 1 + log of Manning, Raghavan and Schütze 2008, *Introduction to Information Retrieval*,
/// section 6.4.1).
pub fn harm(wrong_by_document: impl Iterator<Item = usize>) -> f64 {
    rounded(wrong_by_document.filter(|&wrong| wrong > 0).map(|wrong| 1.0 + (wrong as f64).log2()).sum())
}

/// Four decimals: the same on every machine.
pub fn rounded(value: f64) -> f64 {
    // Adding zero makes the negative zero positive.
    (value * 1e4).round() / 1e4 + 0.0
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { rounded(part as f64 / whole as f64) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formulas_are_those_of_the_books() {
        assert_eq!((success_rate(0, 0), success_rate(1, 3), consistency(2, 4)), (1.0, 0.3333, 0.5));
        assert_eq!(entropy([7].into_iter()), 0.0);
        assert_eq!(entropy([2, 2, 2, 2].into_iter()), 2.0);
        assert_eq!(entropy([3, 1, 0].into_iter()), 0.8113);
        assert_eq!(entropy(std::iter::empty::<usize>()), 0.0);
        assert_eq!(harm([0, 1, 2, 8].into_iter()), 1.0 + 2.0 + 4.0);
        assert!(entropy([7].into_iter()).is_sign_positive() && harm(std::iter::empty()).is_sign_positive());
    }
}
