//! All renderings of a matcher, in the parts in which several threads made them: nobody copies them into one list.
//!
//! What a rendering is, and which a concept has, is for `terms`.

use rayon::prelude::*;

use super::terms::{Entry, EntryId, add_concept};
use crate::glossary::{Concept, Glossary};

/// Renderings by concept.
#[derive(Debug, Default)]
pub struct Entries {
    /// Each of whole concepts, none empty.
    parts: Vec<Vec<Entry>>,
    /// How many bits of an id tell where in its part a rendering is; those above tell the part.
    bits: u32,
}

impl Entries {
    /// All renderings that matter for texts in `language`.
    pub(super) fn new(glossary: &Glossary, language: &str, source: &[String]) -> Self {
        // Concepts that a thread takes at once.
        const SOME: usize = 512;
        let some = |(number, concepts): (usize, &[Concept])| {
            let mut entries: Vec<Entry> = Vec::with_capacity(concepts.iter().map(|concept| concept.terms.len()).sum());
            for (number, concept) in (number * SOME..).zip(concepts) {
                let number = u32::try_from(number).expect("fewer than four billion concepts");
                add_concept(&mut entries, number, concept, language, source);
            }
            entries
        };
        let mut parts: Vec<Vec<Entry>> = glossary.concepts.par_chunks(SOME).enumerate().map(some).collect();
        parts.retain(|part| !part.is_empty());
        let mut entries = Self { bits: bits_of(&parts), parts };
        // Where one part is much longer than others, ids would be too large.
        if entries.parts.len() << entries.bits > EntryId::MOST {
            let whole: Vec<Entry> = std::mem::take(&mut entries.parts).into_iter().flatten().collect();
            entries.parts.push(whole);
            entries.bits = bits_of(&entries.parts);
        }
        entries
    }

    /// The rendering behind an id.
    #[inline]
    pub fn get(&self, id: EntryId) -> &Entry {
        let mask = (1 << self.bits) - 1;
        &self.parts[id.index() >> self.bits][id.index() & mask]
    }

    /// The renderings of some concepts each, in order.
    pub(super) fn parts(&self) -> &[Vec<Entry>] {
        &self.parts
    }

    /// The id of the rendering at `at` in a part.
    pub(super) fn id(&self, part: usize, at: usize) -> EntryId {
        EntryId::new(part << self.bits | at)
    }

    /// All of them, by concept.
    pub fn iter(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.parts
            .iter()
            .enumerate()
            .flat_map(move |(number, part)| part.iter().enumerate().map(move |(at, entry)| (self.id(number, at), entry)))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.parts.iter().map(Vec::len).sum()
    }

    /// Those of one concept.
    pub(super) fn of_concept(&self, concept: u32) -> impl Iterator<Item = &Entry> {
        let part = self.parts.partition_point(|part| part.last().is_some_and(|last| last.concept < concept));
        let part = self.parts.get(part).map_or(&[][..], |part| part);
        let first = part.partition_point(|entry| entry.concept < concept);
        part[first..].iter().take_while(move |entry| entry.concept == concept)
    }
}

/// How many bits tell where in its part a rendering is.
fn bits_of(parts: &[Vec<Entry>]) -> u32 {
    parts.iter().map(Vec::len).max().unwrap_or(1).next_power_of_two().trailing_zeros()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::csv;

    #[test]
    fn every_rendering_has_its_id_whatever_part_it_is_in() {
        let row = |number: usize| match number {
            ..600 => format!("t{number},name {number},,名{number}\n"),
            _ if number.is_multiple_of(4) => format!("t{number},name {number},,容{number}\n"),
            _ => format!("t{number},name {number},容{number}|器{number},\n"),
        };
        let rows: String = (0..2000).map(row).collect();
        let glossary =
            csv::read("g.csv", format!("id,de,zh,ja\n{rows}").as_bytes(), None).unwrap_or_else(|error| panic!("{error}"));
        let entries = Entries::new(&glossary, "zh", &[]);
        let all: Vec<(EntryId, &Entry)> = entries.iter().collect();
        let texts = glossary.concepts.iter().flat_map(|concept| &concept.terms).filter(|term| term.language == "zh");
        assert_eq!(
            all.iter().map(|(_, entry)| &*entry.text).collect::<Vec<_>>(),
            texts.map(|term| &*term.text).collect::<Vec<_>>()
        );
        assert!(entries.parts.len() > 1 && all.is_sorted_by_key(|(id, _)| *id));
        for &(id, entry) in &all {
            assert!(std::ptr::eq(entries.get(id), entry));
        }
        for concept in 0..2001 {
            let expected: Vec<&str> =
                all.iter().filter(|(_, entry)| entry.concept == concept).map(|(_, entry)| &*entry.text).collect();
            assert_eq!(entries.of_concept(concept).map(|entry| &*entry.text).collect::<Vec<_>>(), expected);
        }
    }
}
