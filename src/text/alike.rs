//! Which of many texts are the same: found by all threads, without a list of the texts in any order of theirs.

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

/// What a key says of the text.
const HASH: u64 = !NUMBER;
/// What a key says of its number.
const NUMBER: u64 = u32::MAX as u64;

/// The number of each text that is the same as one before, behind that of the first such one; ascending.
pub fn repeats<'t>(count: usize, text: impl Fn(usize) -> &'t str + Sync) -> Vec<(u32, u32)> {
    // Texts that are worth a thread's while.
    const SOME: usize = 1024;
    let count = u32::try_from(count).expect("fewer than four billion texts");
    let key = |number: u32| xxh3_64(text(number as usize).as_bytes()) & HASH | u64::from(number);
    let mut keys: Vec<u64> = (0..count).into_par_iter().with_min_len(SOME).map(key).collect();
    keys.par_sort_unstable();
    let mut repeats = Vec::new();
    for alike in keys.chunk_by(|left, right| left & HASH == right & HASH).filter(|alike| alike.len() > 1) {
        // Few hashes are those of two texts.
        let mut firsts: Vec<(&str, u32)> = Vec::new();
        for number in alike.iter().map(|key| (key & NUMBER) as u32) {
            let text = text(number as usize);
            match firsts.iter().find(|(first, _)| *first == text) {
                Some((_, first)) => repeats.push((*first, number)),
                None => firsts.push((text, number)),
            }
        }
    }
    repeats.sort_unstable();
    repeats
}

#[cfg(test)]
mod tests {
    use super::repeats;

    proptest::proptest! {
        #[test]
        fn every_repeat_is_found(texts in proptest::collection::vec("[ab]{0,3}", 0..60)) {
            let slow = texts.iter().enumerate().filter_map(|(number, text)| {
                let first = texts.iter().position(|other| other == text)?;
                (first < number).then_some((first as u32, number as u32))
            });
            let mut slow: Vec<(u32, u32)> = slow.collect();
            slow.sort_unstable();
            proptest::prop_assert_eq!(repeats(texts.len(), |number| &texts[number]), slow);
        }
    }
}
