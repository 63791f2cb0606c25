//! Where any of many plain strings occur: no folding, no glossary; boundaries and "the longest wins" as for terms.
//!
//! For what looks through a corpus for strings that it found there.

use aho_corasick::{AhoCorasick, BuildError, MatchKind};

use crate::text::Span;
use crate::text::script::{is_interpunct, is_spaced};

/// Strings to look for, by their number.
#[derive(Clone, Debug)]
pub struct Strings {
    engine: AhoCorasick,
    /// The strings' numbers, by those of the engine, which gets no empty ones.
    numbers: Vec<usize>,
}

impl Strings {
    /// Prepares the search; empty strings are never found.
    ///
    /// # Errors
    ///
    /// When there are too many strings for the engine.
    pub fn new<'s>(strings: impl IntoIterator<Item = &'s str>) -> Result<Self, BuildError> {
        let strings = strings.into_iter().enumerate().filter(|(_, string)| !string.is_empty());
        let (numbers, strings): (Vec<usize>, Vec<&str>) = strings.unzip();
        let engine = AhoCorasick::builder().match_kind(MatchKind::Standard).build(strings)?;
        Ok(Self { engine, numbers })
    }

    /// Calls `each` with the number and place of every string in the text, in reading order.
    ///
    /// A Latin edge must be the edge of a word, and no edge may touch a dot that joins the parts of a name, unless the
    /// string is a part of a longer one. Of strings that overlap the one that starts first counts, then the longest.
    pub fn find(&self, text: &str, found: &mut Vec<(Span, usize)>, mut each: impl FnMut(usize, Span)) {
        self.all(text, found);
        let mut done = 0;
        for &(span, number) in found.iter() {
            if span.start >= done {
                done = span.end;
                each(number, span);
            }
        }
    }

    /// As `find`, but strings within longer ones are found too.
    pub fn find_all(&self, text: &str, found: &mut Vec<(Span, usize)>, mut each: impl FnMut(usize, Span)) {
        self.all(text, found);
        found.iter().for_each(|&(span, number)| each(number, span));
    }

    fn all(&self, text: &str, found: &mut Vec<(Span, usize)>) {
        found.clear();
        for hit in self.engine.find_overlapping_iter(text) {
            let span = Span::new(hit.start(), hit.end());
            if has_edges(text, span) {
                found.push((span, self.numbers[hit.pattern().as_usize()]));
            }
        }
        found.sort_unstable_by_key(|(span, number)| (span.start, std::cmp::Reverse(span.end), *number));
    }
}

/// Whether both edges of a span are edges of words.
fn has_edges(text: &str, span: Span) -> bool {
    let edge = |inner: Option<char>, outer: Option<char>| match (inner, outer) {
        (Some(inner), Some(outer)) => !(is_interpunct(outer) || is_spaced(inner) && is_spaced(outer)),
        (Some(_), None) => true,
        (None, _) => false,
    };
    let string = span.get(text);
    edge(string.chars().next(), text[..span.start].chars().next_back())
        && edge(string.chars().next_back(), text[span.end..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_wins_and_edges_count() {
        let strings = Strings::new(["", "容器", "容器化", "", "Docker", "海托华", "凯尔西·海托华"]).expect("few strings");
        let text = "容器化与容器，Docker、Dockerfile，凯尔西·海托华与凯尔文·海托华和海托华。";
        let (mut memory, mut found) = (Vec::new(), Vec::new());
        strings.find(text, &mut memory, |_, span| found.push(span.get(text)));
        assert_eq!(found, ["容器化", "容器", "Docker", "凯尔西·海托华", "海托华"]);
    }
}
