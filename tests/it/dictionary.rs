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

/// Numbers of pairs of characters, and the number of a pair, as `text::segmentation::dictionary` has them.
const PAIRS: usize = 1 << 17;

fn pair(first: u16, second: u16) -> usize {
    u32::from(first).wrapping_mul(0x9e37_79b1).wrapping_add(u32::from(second)) as usize % PAIRS
}

/// The words as `text::segmentation::dictionary` reads them.
fn tree(words: &BTreeMap<Vec<u16>, u8>) -> Vec<u8> {
    let longest = words.keys().map(Vec::len).max().unwrap_or_default();
    // What starts words, by level, each level in the order of its nodes.
    let mut levels: Vec<Vec<&[u16]>> = Vec::new();
    let mut numbers: BTreeMap<&[u16], usize> = BTreeMap::new();
    for length in 1..=longest {
        let mut level: Vec<&[u16]> = words.keys().filter_map(|word| word.get(..length)).collect();
        level.dedup();
        match length {
            1 => {}
            2 => level.sort_by_key(|start| (pair(start[0], start[1]), start[1])),
            _ => level.sort_by_key(|start| (numbers[&start[..length - 1]], start[length - 1])),
        }
        for start in &level {
            numbers.insert(start, numbers.len());
        }
        levels.push(level);
    }
    let mut roots = vec![0u16; 0x5200];
    for (node, start) in (1..).zip(&levels[0]) {
        if let Some(root) = usize::from(start[0]).checked_sub(0x4e00).and_then(|at| roots.get_mut(at)) {
            *root = node;
        }
    }
    let second = levels[0].len();
    let starts = (0..=PAIRS).map(|number| second + levels[1].partition_point(|start| pair(start[0], start[1]) < number));
    let mut bytes: Vec<u8> = roots.iter().flat_map(|root| root.to_le_bytes()).collect();
    bytes.extend(starts.flat_map(|start| start.to_le_bytes()[..3].to_vec()));
    // The children of a node are behind those of the nodes before it.
    let mut children = vec![0; numbers.len()];
    for start in levels.iter().skip(2).flatten() {
        children[numbers[&start[..start.len() - 1]]] += 1;
    }
    let mut first = second;
    for (node, start) in levels.iter().flatten().enumerate() {
        first += if node == second { levels[1].len() } else { 0 };
        bytes.extend(start[start.len() - 1].to_le_bytes());
        bytes.extend(&first.to_le_bytes()[..3]);
        bytes.push(words.get(*start).copied().unwrap_or(0));
        first += children[node];
    }
    // One more than there are: its first child is behind the last.
    bytes.extend([0, 0]);
    bytes.extend(&first.to_le_bytes()[..3]);
    bytes.push(0);
    bytes
}
