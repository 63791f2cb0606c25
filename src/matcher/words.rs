//! English words: is a Latin token another word, rather than a misspelt name?
//!
//! The list, where it comes from and its licence are in `words/`.

static ENGLISH: &str = include_str!("words/english.txt");

/// Whether the list has the word, which must be in lower case.
pub fn is_english(word: &str) -> bool {
    let bytes = ENGLISH.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memchr::memrchr(b'\n', &bytes[low..middle]).map_or(low, |at| low + at + 1);
        let end = memchr::memchr(b'\n', &bytes[middle..high]).map_or(high, |at| middle + at);
        match ENGLISH.get(start..end).unwrap_or_default().cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_english;

    #[test]
    fn finds_the_first_the_last_and_none_between() {
        for word in super::ENGLISH.lines().step_by(997).chain(super::ENGLISH.lines().take(1)).chain(super::ENGLISH.lines().last())
        {
            assert!(is_english(word), "{word}");
        }
        for word in ["", "a", "kubernets", "zzzzzz", "coresos"] {
            assert!(!is_english(word), "{word}");
        }
    }
}
