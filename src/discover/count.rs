//! How often the renderings of the groups occur, and where.
//!
//! What they stand for there is not asked.

use rayon::prelude::*;

use super::corpus::Corpus;
use super::group::{Place, Rendering};
use crate::matcher::strings::Strings;

/// Places that are kept of a rendering.
const PLACES: usize = 3;

/// A rendering for each of the strings, in their order.
pub fn count(corpus: &Corpus, strings: &[&str]) -> Vec<Rendering> {
    let mut renderings: Vec<Rendering> = strings
        .iter()
        .map(|text| Rendering { text: (*text).to_owned(), documents: 0, mentions: 0, places: Vec::new(), beside: None })
        .collect();
    let Ok(search) = Strings::new(strings.iter().copied()) else { return renderings };
    let hits: Vec<Vec<(usize, u32, u32)>> = corpus
        .texts
        .par_iter()
        .map_init(Vec::new, |memory, text| {
            let mut hits: Vec<(usize, u32, u32)> = Vec::new();
            search.find(&text.text, memory, |number, span| hits.push((number, span.start as u32, 1)));
            // First place and times of each.
            hits.sort_unstable();
            hits.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                kept.2 += u32::from(same);
                same
            });
            hits
        })
        .collect();
    for (text, hits) in corpus.texts.iter().zip(hits) {
        for (number, start, times) in hits {
            let rendering = &mut renderings[number];
            rendering.documents += 1;
            rendering.mentions += times as usize;
            if rendering.places.len() < PLACES {
                rendering.places.push(Place { path: text.path.clone(), line: text.line(start as usize) });
            }
        }
    }
    renderings
}
