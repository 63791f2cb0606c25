//! Makes `src/matcher/words/chinese.fst` again from the dictionary of jieba; see the README beside it.

use std::collections::BTreeMap;

#[test]
#[ignore = "a tool: DICT=path/to/dict.txt cargo test --test it make_dictionary -- --ignored"]
fn make_dictionary() {
    let path = std::env::var("DICT").expect("DICT names jieba's dict.txt");
    let text = std::fs::read_to_string(path).expect("the dictionary can be read");
    let mut words: BTreeMap<&str, u64> = BTreeMap::new();
    for line in text.lines() {
        let mut fields = line.split(' ');
        let (Some(word), frequency) = (fields.next(), fields.next().and_then(|field| field.parse::<f64>().ok())) else {
            continue;
        };
        let frequency = frequency.unwrap_or(0.0);
        if !word.is_ascii() && frequency >= 3.0 {
            words.insert(word, (frequency.ln() * 4.0).round() as u64);
        }
    }
    let map = fst::Map::from_iter(words).expect("words are sorted");
    std::fs::write("src/matcher/words/chinese.fst", map.as_fst().as_bytes()).expect("the file can be written");
}
