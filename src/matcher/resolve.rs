//! Nesting: which of the candidates at one place is the mention.
//!
//! The longest wins; one that fails its boundary or its `unless` never became a candidate, so the shorter one is
//! tried by itself. An approved rendering thereby protects what it contains.

use super::boundary::Edges;
use super::terms::{Difference, EntryId, Form, difference};
use super::{Matcher, Mention, Reading};
use crate::glossary::{CaseRule, Kind};
use crate::text::Span;

/// A place where some rendering stands with right boundaries.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub span: Span,
    pub joined: bool,
    /// One reading per concept: the best, and the others in their order.
    pub best: Reading,
    pub rivals: Box<[Reading]>,
}

/// The readings of a surface, if it has any: for each concept the rendering that is nearest to it; the best, and the others. The
/// renderings come by concept, as a matcher lists them.
pub(super) fn readings(
    matcher: &Matcher,
    ids: &[EntryId],
    text: &str,
    span: Span,
    edges: Edges,
) -> Option<(Reading, Box<[Reading]>)> {
    let surface = span.get(text);
    let mut best: Vec<Reading> = Vec::with_capacity(ids.len().min(4));
    let is_of = |id: &EntryId, concept: u32| matcher.entry(*id).concept == concept;
    for (at, &id) in ids.iter().enumerate() {
        let entry = matcher.entry(id);
        let difference = difference(surface, &entry.text);
        let allowed = match entry.case {
            CaseRule::Fold => true,
            CaseRule::Exact => !matches!(difference, Difference::Case | Difference::Broken),
            CaseRule::Title => difference != Difference::Case || is_title(surface, &entry.text),
        };
        // Where a concept lists several forms that fold alike, a deprecated one means just itself.
        let beside = || [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| ids.get(at));
        let alike = || beside().any(|other| is_of(other, entry.concept));
        let exact_only = !entry.status.is_approved() && matches!(difference, Difference::Case | Difference::Broken) && alike();
        // A part of another name is not this person.
        let other_name = edges.dotted && entry.kind == Kind::Person;
        if !allowed || exact_only || other_name || entry.is_excluded(text, span) {
            continue;
        }
        match best.last_mut().filter(|(other, _)| is_of(other, entry.concept)) {
            Some(known) => {
                let rank =
                    |id: EntryId, difference: Difference| (difference, matcher.entry(id).form, matcher.entry(id).is_source);
                if rank(id, difference) < rank(known.0, known.1) {
                    *known = (id, difference);
                }
            }
            None => best.push((id, difference)),
        }
    }
    // A derived form never overrides a listed one; an approved listed one comes first.
    best.sort_by_key(|&(id, difference)| {
        let entry = matcher.entry(id);
        (entry.form != Form::Listed, difference, !entry.status.is_approved(), entry.is_source, entry.concept)
    });
    let (&first, others) = best.split_first()?;
    Some((first, others.into()))
}

fn is_title(surface: &str, listed: &str) -> bool {
    let mut words = surface.split(' ').zip(listed.split(' '));
    surface.split(' ').count() == listed.split(' ').count()
        && words.all(|(found, listed)| {
            found == listed || {
                let mut chars = listed.chars();
                chars.next().is_some_and(|first| found.strip_prefix(&first.to_uppercase().to_string()) == Some(chars.as_str()))
            }
        })
}

/// Picks the mentions among the candidates of one segment, longest first, and appends them in order.
pub(super) fn resolve(segment: usize, candidates: &mut Vec<Candidate>, mentions: &mut Vec<Mention>) {
    candidates.sort_by_key(|candidate| (candidate.span.start, std::cmp::Reverse(candidate.span.end)));
    let first = mentions.len();
    let mut cluster = 0;
    while cluster < candidates.len() {
        // Candidates that overlap one another, directly or through others.
        let mut end = candidates[cluster].span.end;
        let mut after = cluster + 1;
        while after < candidates.len() && candidates[after].span.start < end {
            end = end.max(candidates[after].span.end);
            after += 1;
        }
        let members = &mut candidates[cluster..after];
        if members.len() > 1 {
            members.sort_by_key(|candidate| (std::cmp::Reverse(candidate.span.len()), candidate.span.start));
        }
        let chosen = mentions.len();
        for candidate in members {
            if mentions[chosen..].iter().any(|mention| mention.span.overlaps(&candidate.span)) {
                continue;
            }
            let (entry, difference) = candidate.best;
            mentions.push(Mention {
                segment,
                span: candidate.span,
                entry,
                difference,
                joined: candidate.joined,
                rivals: std::mem::take(&mut candidate.rivals),
            });
        }
        cluster = after;
    }
    candidates.clear();
    if let Some(found) = mentions.get_mut(first..) {
        found.sort_by_key(|mention| mention.span);
    }
}
