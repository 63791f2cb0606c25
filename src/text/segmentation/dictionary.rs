//! The Chinese dictionary with its frequencies: a tree of characters that is read in place, nothing is built at start.
//!
//! The nodes are numbered by level. Those of first characters are sorted by character, those of second characters by the
//! number of the pair ([`pair`]) and then by character: of many children one is found at once. From there on, the children
//! of a node have consecutive numbers, and are sorted by character.
//! `tests/it/dictionary.rs` writes the file; numbers are little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 2 for each of U+4E00 to U+9FFF | the node of a word's first character, from 1; 0 if there is none |
//! | 3 for each number of a pair, and one more | the first node with this number; the last is before those of the next |
//! | 6 for each node | its character (2); the first of its children, the last is before those of the next node (3); four times the logarithm of the frequency of the word that ends there, 0 if none does (1) |
//! | 6 | as if one node more: where the children of the last one end |
//!
//! Nodes of first characters have no children there: the first one says where the nodes of second characters start.

static BYTES: &[u8] = include_bytes!("../../matcher/words/chinese.tree");

const FIRST: u32 = 0x4e00;
const FIRSTS: usize = 0x5200;
/// Numbers of pairs.
const PAIRS: usize = 1 << 17;

static ROOTS: &[u8] = BYTES.split_at(2 * FIRSTS).0;
static STARTS: &[[u8; 3]] = BYTES.split_at(2 * FIRSTS).1.split_at(3 * (PAIRS + 1)).0.as_chunks().0;
static NODES: &[[u8; 6]] = BYTES.split_at(2 * FIRSTS + 3 * (PAIRS + 1)).1.as_chunks().0;

/// What starts some words, or is one.
#[derive(Clone, Copy)]
pub(super) struct Node {
    number: usize,
    /// Its character, if it is the first of words; else 0.
    first: u32,
}

/// Four times the natural logarithm of a word's frequency, rounded; 0 for what is no word.
pub(super) type Frequency = u8;

fn character(node: usize) -> u32 {
    NODES.get(node).map_or(0, |&[low, high, ..]| u32::from(u16::from_le_bytes([low, high])))
}

/// The first child of a node, which is also behind the last one of the node before.
fn first_child(node: usize) -> usize {
    NODES.get(node).map_or(0, |&[_, _, low, middle, high, _]| u32::from_le_bytes([low, middle, high, 0]) as usize)
}

/// The number of two characters. The factor is odd: of pairs with one number, no two have the same second character.
const fn pair(first: u32, second: u32) -> usize {
    first.wrapping_mul(0x9e37_79b1).wrapping_add(second) as usize % PAIRS
}

/// The first node with the number of a pair, which is also behind the last one with the number before.
fn start(pair: usize) -> usize {
    STARTS.get(pair).map_or(0, |&[low, middle, high]| u32::from_le_bytes([low, middle, high, 0]) as usize)
}

/// The number of the node with a character among some.
fn find(mut first: usize, end: usize, c: u32) -> Option<usize> {
    let mut count = end.checked_sub(first).filter(|&count| count > 0)?;
    while count > 1 {
        let half = count / 2;
        first = if character(first + half) <= c { first + half } else { first };
        count -= half;
    }
    (character(first) == c).then_some(first)
}

/// The node of the words that start with a character.
pub(super) fn root(c: char) -> Option<Node> {
    let first = u32::from(c);
    let node = |number| Node { number, first };
    let Some(at) = first.checked_sub(FIRST).map(|at| at as usize).filter(|&at| at < FIRSTS) else {
        return find(0, first_child(0), first).map(node);
    };
    let number = ROOTS.get(2 * at..2 * at + 2).map_or(0, |bytes| u16::from_le_bytes([bytes[0], bytes[1]]));
    usize::from(number).checked_sub(1).map(node)
}

impl Node {
    /// The node with one more character.
    #[inline]
    pub(super) fn child(self, c: char) -> Option<Self> {
        let c = u32::from(c);
        let number = match self.first {
            0 => find(first_child(self.number), first_child(self.number + 1), c),
            first => {
                let pair = pair(first, c);
                (start(pair)..start(pair + 1)).find(|&number| character(number) == c)
            }
        };
        number.map(|number| Self { number, first: 0 })
    }

    /// The frequency of the word that ends here.
    pub(super) fn frequency(self) -> Frequency {
        NODES.get(self.number).map_or(0, |node| node[5])
    }
}

/// The frequency of a word.
pub(super) fn frequency(word: &str) -> Frequency {
    let mut characters = word.chars();
    let root = characters.next().and_then(root);
    characters.try_fold(root, |node, c| node.map(|node| node.child(c))).flatten().map_or(0, Node::frequency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_words_of_any_length_and_nothing_else() {
        for word in ["的", "集装箱", "中国", "中国科学院", "A股", "K歌之王"] {
            assert!(frequency(word) > 0, "{word}");
        }
        for word in ["", "A", "a", "股A", "集装箱集", "中国科学", "龘龘", "。", "\u{20000}", "\u{fffff}"] {
            assert_eq!(frequency(word), 0, "{word}");
        }
    }

    #[test]
    fn the_file_is_a_tree() {
        let last = NODES.len() - 1;
        assert_eq!(BYTES.len(), 2 * FIRSTS + 3 * (PAIRS + 1) + 6 * (last + 1));
        let (second, third) = (first_child(0), first_child(first_child(0)));
        assert_eq!((start(0), start(PAIRS), first_child(last)), (second, third, last));
        assert!((0..PAIRS).all(|pair| start(pair) <= start(pair + 1)));
        assert!((0..second).all(|node| first_child(node) == second));
        assert!((second..last).all(|node| first_child(node) > node && first_child(node) <= first_child(node + 1)));
        let ascends = |from: usize, to: usize| (from + 1..to).all(|node| character(node - 1) < character(node));
        assert!(ascends(0, second));
        assert!((0..PAIRS).all(|pair| ascends(start(pair), start(pair + 1))));
        assert!((second..last).all(|node| ascends(first_child(node), first_child(node + 1))));
    }
}
