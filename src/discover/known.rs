//! Groups held against a glossary: what it lists already is left out.
//!
//! Which glossary that is, is for `cli`: the shipped one is never meant.

use rustc_hash::{FxHashMap, FxHashSet};

use super::group::Group;
use crate::glossary::Glossary;
use crate::text::fold::fold;

/// Of the groups what the glossary lacks: first unlisted renderings of its concepts, the likeliest first, then concepts
/// that it has not, those first that touch most documents.
pub fn lacking(groups: Vec<Group>, glossary: &Glossary) -> Vec<Group> {
    let mut listed: FxHashMap<String, Vec<&str>> = FxHashMap::default();
    for concept in &glossary.concepts {
        for term in &concept.terms {
            let concepts = listed.entry(fold(&term.text)).or_default();
            if !concepts.contains(&concept.id.as_str()) {
                concepts.push(&concept.id);
            }
        }
    }
    // As written: what differs in case from a listed term is new.
    let exact: FxHashSet<&str> =
        glossary.concepts.iter().flat_map(|concept| concept.terms.iter().map(|term| term.text.as_str())).collect();
    let (mut known, mut new) = (Vec::new(), Vec::new());
    for mut group in groups {
        let mut votes: FxHashMap<&str, usize> = FxHashMap::default();
        let names = group.renderings.iter().map(|rendering| (rendering.text.as_str(), rendering.documents));
        for (text, documents) in names.chain(group.source.as_deref().map(|source| (source, 1))) {
            for concept in listed.get(&fold(text)).into_iter().flatten() {
                *votes.entry(concept).or_default() += documents;
            }
        }
        let concept = votes.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))).map(|(concept, _)| concept.to_owned());
        match concept {
            Some(concept) => {
                group.renderings.retain(|rendering| !exact.contains(rendering.text.as_str()));
                // Beside originals each rendering has a probability of its own.
                let own = group.renderings.iter().filter_map(|rendering| rendering.beside.map(|beside| beside.score));
                group.score = own.reduce(f64::max).unwrap_or(group.score);
                if !group.renderings.is_empty() {
                    group.concept = Some(concept);
                    known.push(group);
                }
            }
            None => new.push(group),
        }
    }
    known.sort_by(|a, b| b.score.total_cmp(&a.score));
    let touched = |group: &Group| group.renderings.iter().map(|rendering| rendering.documents).sum::<usize>();
    new.sort_by_key(|group| std::cmp::Reverse(touched(group)));
    known.append(&mut new);
    known
}
