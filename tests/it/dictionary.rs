//! Makes `src/matcher/words/chinese.tree` again from the dictionary of jieba; see the README beside it.

use std::collections::BTreeMap;

#[test]
#[ignore = "a tool: DICT=path/to/dict.txt cargo test --test it make_dictionary -- --ignored"]
fn make_dictionary() {
    let path = std::env::var("DICT").expect("DICT names jieba's dict.txt");
    let text = std::fs::read_to_string(path).expect("the dictionary can be read");
    let mut words: BTreeMap<Vec<u16>, u8> = BTreeMap::new();
    for line in text.lines() {
        let mut fields = line.split(' ');
        let (Some(word), frequency) = (fields.next(), fields.next().and_then(|field| field.parse::<f64>().ok())) else {
            continue;
        };
        let frequency = frequency.unwrap_or(0.0);
        if !word.is_ascii() && frequency >= 3.0 {
            let characters = word.chars().map(|c| u16::try_from(u32::from(c)).expect("no word has a character beyond U+FFFF"));
            words.insert(characters.collect(), (frequency.ln() * 4.0).round() as u8);
        }
    }
    std::fs::write("src/matcher/words/chinese.tree", tree(&words)).expect("the file can be written");
}

/// The words as `text::segmentation::dictionary` reads them.
fn tree(words: &BTreeMap<Vec<u16>, u8>) -> Vec<u8> {
    let longest = words.keys().map(Vec::len).max().unwrap_or_default();
    let mut roots = vec![0u16; 0x5200];
    let (mut characters, mut frequencies) = (Vec::<u16>::new(), Vec::<u8>::new());
    // How many children each node has, the root first.
    let mut counts: Vec<u32> = vec![0];
    // The parents of a level are the nodes of the level before, in their order.
    let mut parents: BTreeMap<&[u16], usize> = [(&[][..], 0)].into();
    for length in 1..=longest {
        let mut level: BTreeMap<&[u16], usize> = BTreeMap::new();
        let mut starts: Vec<&[u16]> = words.keys().filter_map(|word| word.get(..length)).collect();
        starts.dedup();
        for start in starts {
            let (&last, before) = start.split_last().expect("it has this length");
            counts[parents[before]] += 1;
            level.insert(start, counts.len());
            counts.push(0);
            characters.push(last);
            frequencies.push(words.get(start).copied().unwrap_or(0));
            if let (1, Some(root)) = (length, usize::from(last).checked_sub(0x4e00).and_then(|at| roots.get_mut(at))) {
                *root = u16::try_from(characters.len()).expect("fewer characters than that start words");
            }
        }
        parents = level;
    }
    let mut bytes: Vec<u8> = roots.iter().flat_map(|root| root.to_le_bytes()).collect();
    let mut first = counts[0];
    // One more than there are: its first child is behind the last.
    for node in 0..=characters.len() {
        bytes.extend(characters.get(node).copied().unwrap_or(0).to_le_bytes());
        bytes.extend(&first.to_le_bytes()[..3]);
        bytes.push(frequencies.get(node).copied().unwrap_or(0));
        first += counts.get(node + 1).copied().unwrap_or(0);
    }
    bytes
}
