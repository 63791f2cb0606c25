//! Two approved renderings of one concept in one document.
//!
//! A reader may take 集群 and 群集 for two things, and Kelsey Hightower and 凯尔西·海托华 for two persons. The first
//! mention of each less frequent rendering is reported, once a document. Short forms of a name and acronyms are no second
//! rendering, nor is the original in brackets beside the translation. The severity is the mixing policy: info by default.

use std::collections::BTreeMap;

use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::diagnostic::Severity;
use crate::matcher::{Difference, Entry, EntryId, Form, Mention};
use crate::text::fold::fold;

pub(super) static RULE: Rule = Rule {
    name: "mixed-renderings",
    severity: Some(Severity::Info),
    source: include_str!("mixed_renderings.rs"),
    check,
    settle: no_settling,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    let mut by_entry: BTreeMap<EntryId, (usize, usize, &Mention)> = BTreeMap::new();
    for (number, mention) in cx.mentions.iter().enumerate() {
        let entry = cx.entry(mention.entry);
        if entry.form != Form::Listed
            || !entry.status.is_approved()
            || mention.difference > Difference::Case
            || is_acronym(entry)
            || is_gloss(cx, mention)
        {
            continue;
        }
        by_entry.entry(mention.entry).or_insert((number, 0, mention)).1 += 1;
    }
    // By concept, then in the order of the text, so that of renderings that fold alike the first one stands for all.
    let mut in_order: Vec<_> = by_entry.into_iter().map(|(id, (first, count, mention))| (first, id, count, mention)).collect();
    in_order.sort_by_key(|&(first, ..)| first);
    in_order.sort_by_key(|&(_, id, ..)| cx.entry(id).concept);
    let of_concepts = in_order.chunk_by(|one, next| cx.entry(one.1).concept == cx.entry(next.1).concept);
    for entries in of_concepts.filter(|entries| entries.len() > 1) {
        let mut renderings: BTreeMap<String, (EntryId, usize, &Mention)> = BTreeMap::new();
        for &(_, id, count, mention) in entries {
            renderings.entry(fold(&cx.entry(id).text)).or_insert((id, 0, mention)).1 += count;
        }
        let rank =
            |&(id, count, mention): &(EntryId, usize, &Mention)| (count, std::cmp::Reverse((mention.segment, mention.span, id)));
        let Some(&dominant) = renderings.values().max_by_key(|rendering| rank(rendering)) else { continue };
        let most: &str = &cx.entry(dominant.0).text;
        for &(id, count, mention) in renderings.values().filter(|rendering| rendering.0 != dominant.0) {
            let entry = cx.entry(id);
            // One contains the other: the short and the long form of one rendering.
            if most.contains(&*entry.text) || entry.text.contains(most) {
                continue;
            }
            let segment = cx.segment(mention.segment);
            let concept = cx.concept(entry);
            let message =
                format!("\"{}\" ({count} here) beside \"{most}\" ({} here) for \"{}\"", entry.text, dominant.1, concept.name());
            drafts.push(now(cx.diagnostic(&RULE, segment, mention.span, Some(concept), message)));
        }
    }
}

fn is_acronym(entry: &Entry) -> bool {
    entry.text.len() <= 6
        && entry.text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == 's')
        && !entry.has_han
}

/// Whether the mention stands in brackets, as the original beside a translation does.
fn is_gloss(cx: &DocumentContext<'_>, mention: &Mention) -> bool {
    let text = cx.segment(mention.segment).text;
    let before = text[..mention.span.start].trim_end().chars().next_back();
    let after = text[mention.span.end..].trim_start().chars().next();
    matches!(before, Some('(' | '（')) || matches!(after, Some('(' | '（'))
}
