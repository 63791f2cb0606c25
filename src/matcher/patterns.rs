//! Which renderings a pattern of the engine stands for.

use std::borrow::Cow;

use rayon::prelude::*;

use super::entries::Entries;
use super::glance::is_whole_run;
use super::terms::{Entry, EntryId};
use crate::glossary::Kind;
use crate::text::alike::repeats;
use crate::text::fold::Folded;

/// The renderings that each pattern of the engine stands for.
///
/// What the engine knows a pattern by tells its only rendering, or where several are listed: of a hundred thousand patterns
/// a list by their order would mostly be read from memory that is far away.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// What the engine knows each pattern by, in the order of the patterns.
    pub(super) numbers: Vec<u32>,
    /// Whether each is a run that a glance looks for, too.
    pub(super) runs: Vec<bool>,
    /// Where the renderings of patterns that are not plain start and end in `ids`.
    several: Vec<(u32, u32)>,
    ids: Vec<EntryId>,
}

/// The renderings of one pattern.
#[derive(Clone, Copy, Debug)]
pub(super) enum Listed<'p> {
    /// The only one, listed as it folds, and nothing excludes it: a text that is the same needs no other look at it.
    Plain {
        id: EntryId,
        is_person: bool,
    },
    Several(&'p [EntryId]),
}

/// A rendering as the engine looks for it.
pub(super) struct Pattern<'e> {
    pub(super) text: Cow<'e, str>,
    id: EntryId,
    /// Whether it is listed as it folds, and nothing excludes it.
    is_plain: bool,
    is_person: bool,
    /// Whether it is deprecated, and a run that a glance finds by the engine's anchors.
    is_run: bool,
}

impl<'e> Pattern<'e> {
    /// The patterns of all renderings, in parts as these are.
    pub(super) fn all(entries: &'e Entries) -> Vec<Vec<Self>> {
        let of_part = |(number, part): (usize, &'e Vec<Entry>)| {
            let mut folded = Folded::default();
            let pattern = |(at, entry)| Self::new(&mut folded, entry, entries.id(number, at));
            part.iter().enumerate().map(pattern).collect()
        };
        entries.parts().par_iter().enumerate().map(of_part).collect()
    }

    /// The pattern of a rendering; the first is memory.
    fn new(folded: &mut Folded, entry: &'e Entry, id: EntryId) -> Self {
        let mut folds_alike = || {
            folded.fold(&entry.text);
            folded.bytes() == entry.text.as_bytes()
        };
        let is_same = folds_as_is(&entry.text) || folds_alike();
        let text = if is_same { Cow::Borrowed(&*entry.text) } else { Cow::Owned(folded.text().to_owned()) };
        let is_run = !entry.status.is_approved() && is_whole_run(&entry.text);
        Self { text, id, is_plain: is_same && !entry.has_exclusions(), is_person: entry.kind == Kind::Person, is_run }
    }
}

/// Whether a text is nothing but lower case, digits, the usual interpunct and common Chinese, and so stays as it is.
fn folds_as_is(text: &str) -> bool {
    let mut bytes = text.as_bytes();
    loop {
        bytes = match bytes {
            [] => return true,
            [b'a'..=b'z' | b'0'..=b'9', rest @ ..] | [0xc2, 0xb7, rest @ ..] => rest,
            // From U+3400 on, without the hexagrams from U+4DC0 on.
            [0xe3, 0x90..=0xbf, _, rest @ ..]
            | [0xe4, 0x80..=0xb6 | 0xb8..=0xbf, _, rest @ ..]
            | [0xe5..=0xe9, _, _, rest @ ..] => rest,
            _ => return false,
        }
    }
}

impl Patterns {
    const SEVERAL: u32 = 1 << 31;
    const PERSON: u32 = 1 << 30;

    /// For patterns in the order of their renderings; and the text of each, once.
    pub(super) fn new<'p>(patterns: &[&'p Pattern<'_>]) -> (Self, Vec<&'p str>) {
        let number = |at: usize| u32::try_from(at).ok().filter(|&at| at < Self::PERSON).expect("fewer than a billion renderings");
        let repeats = repeats(patterns.len(), |number| &patterns[number].text);
        let mut is_repeat = vec![false; patterns.len()];
        repeats.iter().for_each(|&(_, later)| is_repeat[later as usize] = true);
        let mut repeats = repeats.chunk_by(|left, right| left.0 == right.0).peekable();
        let count = patterns.len();
        let mut all =
            Self { numbers: Vec::with_capacity(count), runs: Vec::with_capacity(count), several: Vec::new(), ids: Vec::new() };
        let mut texts = Vec::with_capacity(count);
        for ((at, pattern), _) in patterns.iter().enumerate().zip(&is_repeat).filter(|&(_, &is_repeat)| !is_repeat) {
            let more = repeats.next_if(|alike| alike[0].0 as usize == at).unwrap_or_default();
            if pattern.text.is_empty() {
                continue;
            }
            texts.push(&*pattern.text);
            all.runs.push(pattern.is_run || more.iter().any(|&(_, later)| patterns[later as usize].is_run));
            all.numbers.push(match pattern {
                Pattern { id, is_plain: true, is_person: false, .. } if more.is_empty() => number(id.index()),
                Pattern { id, is_plain: true, is_person: true, .. } if more.is_empty() => number(id.index()) | Self::PERSON,
                _ => {
                    let start = number(all.ids.len());
                    all.ids.push(pattern.id);
                    all.ids.extend(more.iter().map(|&(_, later)| patterns[later as usize].id));
                    all.several.push((start, number(all.ids.len())));
                    number(all.several.len() - 1) | Self::SEVERAL
                }
            });
        }
        (all, texts)
    }

    /// The renderings of the pattern that the engine knows by this number.
    pub(super) fn get(&self, number: u32) -> Listed<'_> {
        if number & Self::SEVERAL == 0 {
            let id = EntryId::new((number & !Self::PERSON) as usize);
            return Listed::Plain { id, is_person: number & Self::PERSON != 0 };
        }
        let range = self.several.get((number & !Self::SEVERAL) as usize);
        Listed::Several(range.map_or(&[], |&(start, end)| &self.ids[start as usize..end as usize]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_as_it_is_folds_to_itself() {
        for c in '\0'..='\u{ffff}' {
            for text in [format!("{c}"), format!("a{c}1"), format!("容{c}器"), format!("{c}·{c}")] {
                let folded = Folded::new(&text);
                assert!(!folds_as_is(&text) || folded.text() == text, "{text:?}");
            }
        }
        assert!(folds_as_is("凯尔西·海托华㐀k8s"));
    }

    proptest::proptest! {
        #[test]
        fn alike_patterns_are_one(texts in proptest::collection::vec("[aA容·]{1,2}", 0..40)) {
            let pattern = |(number, text): (usize, &String)| {
                let text = Cow::Owned(crate::text::fold::fold(text));
                Pattern { text, id: EntryId::new(number), is_plain: number % 3 > 0, is_person: number % 2 > 0, is_run: number % 5 > 3 }
            };
            let all: Vec<Pattern<'_>> = texts.iter().enumerate().map(pattern).collect();
            let (patterns, found) = Patterns::new(&all.iter().collect::<Vec<_>>());
            let firsts = all.iter().enumerate().filter(|(at, one)| all[..*at].iter().all(|other| other.text != one.text));
            let mut expected = Vec::new();
            for (_, first) in firsts {
                let alike: Vec<&Pattern<'_>> = all.iter().filter(|one| one.text == first.text).collect();
                expected.push((&*first.text, alike.iter().map(|one| one.id).collect::<Vec<_>>(), alike.len() == 1 && first.is_plain));
            }
            let listed = found.iter().zip(&patterns.numbers).map(|(text, &number)| match patterns.get(number) {
                Listed::Plain { id, is_person } => {
                    assert_eq!(is_person, all[id.index()].is_person);
                    (*text, vec![id], true)
                }
                Listed::Several(ids) => (*text, ids.to_vec(), false),
            });
            proptest::prop_assert_eq!(listed.collect::<Vec<_>>(), expected);
        }
    }
}
