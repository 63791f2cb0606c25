//! What error messages of every layer share: the name that was probably meant.
//!
//! The errors themselves live with what they are about.

/// The candidate that `name` was probably meant to be: the nearest, when it is near enough.
pub fn suggest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let name = name.to_lowercase();
    let length = name.chars().count();
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&name, &candidate.to_lowercase()), candidate))
        .filter(|&(distance, candidate)| distance <= (length.max(candidate.chars().count()) / 3).max(1) && distance < length)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// The end of a message about an unknown name: ` (did you mean "kind"?)`, or nothing.
pub fn did_you_mean<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> String {
    suggest(name, candidates).map_or_else(String::new, |candidate| format!(" (did you mean \"{candidate}\"?)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_and_a_far_one_is_not() {
        let names = ["kind", "definition", "unless", "id"];
        for (name, expected) in [
            ("knid", Some("kind")),
            ("Kinds", Some("kind")),
            ("defintion", Some("definition")),
            ("colour", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(suggest(name, names), expected, "{name}");
        }
    }
}
