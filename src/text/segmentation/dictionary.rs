//! The Chinese dictionary with its frequencies: a tree of characters that is read in place, nothing is built at start.
//!
//! The nodes are numbered by level, so that the children of a node have consecutive numbers, and are sorted by character.
//! `tests/it/dictionary.rs` writes the file; numbers are little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 2 for each of U+4E00 to U+9FFF | the node of a word's first character, from 1; 0 if there is none |
//! | 6 for each node | its character (2); the first of its children, the last is before those of the next node (3); four times the logarithm of the frequency of the word that ends there, 0 if none does (1) |
//! | 6 | as if one node more: where the children of the last one end |

static BYTES: &[u8] = include_bytes!("../../matcher/words/chinese.tree");

const FIRST: u32 = 0x4e00;
const FIRSTS: usize = 0x5200;

static ROOTS: &[u8] = BYTES.split_at(2 * FIRSTS).0;
static NODES: &[[u8; 6]] = BYTES.split_at(2 * FIRSTS).1.as_chunks().0;

/// What starts some words, or is one.
#[derive(Clone, Copy)]
pub(super) struct Node(usize);

/// Four times the natural logarithm of a word's frequency, rounded; 0 for what is no word.
pub(super) type Frequency = u8;

fn character(node: usize) -> u32 {
    NODES.get(node).map_or(0, |&[low, high, ..]| u32::from(u16::from_le_bytes([low, high])))
}

/// The first child of a node, which is also behind the last one of the node before.
fn first_child(node: usize) -> usize {
    NODES.get(node).map_or(0, |&[_, _, low, middle, high, _]| u32::from_le_bytes([low, middle, high, 0]) as usize)
}

/// The node with a character among some.
fn find(mut first: usize, end: usize, c: u32) -> Option<Node> {
    let mut count = end.checked_sub(first).filter(|&count| count > 0)?;
    while count > 1 {
        let half = count / 2;
        first = if character(first + half) <= c { first + half } else { first };
        count -= half;
    }
    (character(first) == c).then_some(Node(first))
}

/// The node of the words that start with a character.
pub(super) fn root(c: char) -> Option<Node> {
    let c = u32::from(c);
    let Some(at) = c.checked_sub(FIRST).map(|at| at as usize).filter(|&at| at < FIRSTS) else {
        return find(0, first_child(0), c);
    };
    let node = ROOTS.get(2 * at..2 * at + 2).map_or(0, |bytes| u16::from_le_bytes([bytes[0], bytes[1]]));
    usize::from(node).checked_sub(1).map(Node)
}

impl Node {
    /// The node with one more character.
    pub(super) fn child(self, c: char) -> Option<Self> {
        find(first_child(self.0), first_child(self.0 + 1), u32::from(c))
    }

    /// The frequency of the word that ends here.
    pub(super) fn frequency(self) -> Frequency {
        NODES.get(self.0).map_or(0, |node| node[5])
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
        assert_eq!(BYTES.len(), 2 * FIRSTS + 6 * (last + 1));
        assert_eq!(first_child(last), last);
        for node in 0..last {
            assert!(first_child(node) > node && first_child(node) <= first_child(node + 1));
            let children = first_child(node)..first_child(node + 1);
            assert!(children.clone().zip(children.skip(1)).all(|(one, next)| character(one) < character(next)));
        }
    }
}
