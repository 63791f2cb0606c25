//! Ids and names of concepts as findings give them: side by side, so that one finding reads memory once for both.

use crate::glossary::Glossary;

/// The labels of all concepts.
#[derive(Debug)]
pub(super) struct Labels {
    /// Each concept's id and name, one after another.
    text: String,
    /// Where each concept's id starts, and its name; one more at the end.
    starts: Vec<(u32, u32)>,
}

/// What a concept is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Label<'l> {
    /// Its id.
    pub id: &'l str,
    /// Its name for people.
    pub name: &'l str,
}

impl Labels {
    /// The labels of a glossary's concepts.
    pub(super) fn new(glossary: &Glossary) -> Self {
        // What is not needed is never touched.
        let mut text = String::with_capacity(glossary.concepts.len() * 32);
        let mut starts = Vec::with_capacity(glossary.concepts.len() + 1);
        let here = |text: &String| u32::try_from(text.len()).expect("less than four gigabytes of names");
        for concept in &glossary.concepts {
            let start = here(&text);
            text.push_str(&concept.id);
            starts.push((start, here(&text)));
            text.push_str(concept.name());
        }
        starts.push((here(&text), here(&text)));
        Self { text, starts }
    }

    /// What the concept at this index of the glossary is called.
    pub(super) fn get(&self, concept: u32) -> Label<'_> {
        let at = concept as usize;
        let Some(&[(id, name), (end, _)]) = self.starts.get(at..at + 2) else { return Label::default() };
        Label { id: &self.text[id as usize..name as usize], name: &self.text[name as usize..end as usize] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::Concept;

    #[test]
    fn every_concept_has_its_own_label() {
        let concept = |id: &str| Concept { id: id.to_owned(), ..Concept::default() };
        let glossary = Glossary { concepts: vec![concept("甲"), concept(""), concept("b")], ..Glossary::default() };
        let labels = Labels::new(&glossary);
        for (number, concept) in glossary.concepts.iter().enumerate() {
            assert_eq!(labels.get(number as u32), Label { id: &concept.id, name: concept.name() });
        }
        assert_eq!(labels.get(3), Label::default());
    }
}
