//! A document that deviates from the rendering that the corpus settled on.
//!
//! Only with the policy `variant = "one"`: of several admitted renderings of one concept, the one in most documents
//! (then the preferred one, then the first by code point) is the corpus's. A document that uses another one most is
//! reported once. A majority is never a reason to fix, so there is no fix.

use std::collections::BTreeMap;

use super::{CorpusContext, DocumentContext, Draft, Pending, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::matcher::{Difference, EntryId, Form, Mention};
use crate::text::counted;

pub(super) static RULE: Rule = Rule {
    name: "inconsistent-across-documents",
    severity: Some(Severity::Warning),
    source: include_str!("inconsistent_across_documents.rs"),
    check,
    settle,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    if !cx.policy.one_variant {
        return;
    }
    for (concept, (rendering, mention)) in dominant_variants(cx.matcher, cx.mentions) {
        let entry = cx.entry(rendering);
        let segment = cx.segment(mention.segment);
        let message = format!("this document writes \"{}\"", entry.text);
        let diagnostic = cx.diagnostic(&RULE, segment, mention.span, Some(&cx.concept(entry).id), message);
        drafts.push(Draft::new(diagnostic, Some(Pending::Variant { concept, rendering })));
    }
}

/// For each concept the approved rendering that a document uses most, with its first mention.
pub(crate) fn dominant_variants<'m>(
    matcher: &crate::matcher::Matcher,
    mentions: &'m [Mention],
) -> BTreeMap<u32, (EntryId, &'m Mention)> {
    let mut counts: BTreeMap<u32, BTreeMap<EntryId, (usize, &Mention)>> = BTreeMap::new();
    for mention in mentions {
        let entry = matcher.entry(mention.entry);
        if entry.form == Form::Listed
            && !entry.is_source
            && entry.status.is_approved()
            && mention.difference <= Difference::Typography
        {
            counts.entry(entry.concept).or_default().entry(mention.entry).or_insert((0, mention)).0 += 1;
        }
    }
    let most = |renderings: BTreeMap<EntryId, (usize, &'m Mention)>| {
        renderings
            .into_iter()
            .max_by_key(|&(id, (count, _))| (count, std::cmp::Reverse(id)))
            .map(|(id, (_, mention))| (id, mention))
    };
    counts.into_iter().filter_map(|(concept, renderings)| Some((concept, most(renderings)?))).collect()
}

fn settle(cx: &CorpusContext<'_>, mut diagnostic: Diagnostic, pending: &Pending) -> Option<Diagnostic> {
    let &Pending::Variant { concept, rendering } = pending else { return None };
    let settled = cx.statistics.settled_variant(cx.matcher, concept, &cx.glossary.concepts[concept as usize].id)?;
    if *settled.text == *cx.matcher.entry(rendering).text {
        return None;
    }
    diagnostic.message = format!("{}, the corpus \"{}\"", diagnostic.message, settled.text);
    diagnostic.evidence.push(format!(
        "\"{}\" in {} of {}",
        settled.text,
        settled.documents,
        counted(settled.of as usize, "document")
    ));
    Some(diagnostic)
}
