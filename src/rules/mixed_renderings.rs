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
    let listed = cx.mentions.iter().enumerate().filter_map(|(number, mention)| {
        let entry = cx.entry(mention.entry);
        let counts = entry.form == Form::Listed && entry.status.is_approved() && mention.difference <= Difference::Case;
        (counts && !is_acronym(entry)).then_some((entry.concept, mention.entry, number))
    });
    let mut listed: Vec<(u32, EntryId, usize)> = listed.collect();
    listed.sort_unstable();
    for of_concept in listed.chunk_by(|one, next| one.0 == next.0) {
        // Most concepts are written in one way.
        if of_concept.first().map(|first| first.1) == of_concept.last().map(|last| last.1) {
            continue;
        }
        let mentions = of_concept.iter().map(|&(_, id, number)| (id, number, &cx.mentions[number]));
        let mut entries: Vec<(usize, EntryId, usize, &Mention)> = Vec::new();
        for (id, number, mention) in mentions.filter(|(.., mention)| !is_gloss(cx, mention)) {
            match entries.last_mut().filter(|known| known.1 == id) {
                Some(known) => known.2 += 1,
                None => entries.push((number, id, 1, mention)),
            }
        }
        if entries.len() < 2 {
            continue;
        }
        // In the order of the text, so that of renderings that fold alike the first one stands for all.
        entries.sort_unstable_by_key(|&(first, ..)| first);
        let mut renderings: BTreeMap<String, (EntryId, usize, &Mention)> = BTreeMap::new();
        for &(_, id, count, mention) in &entries {
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
            drafts.push(now(cx.diagnostic(&RULE, segment, mention.span, Some(&concept.id), message)));
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
