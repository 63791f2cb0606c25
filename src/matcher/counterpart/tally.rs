//! Mentions on both sides, counted against each other.
//!
//! Units that share a paragraph are counted together: an approved form excuses one mention, wherever in the paragraph it
//! stands, and one to spare in a neighbouring paragraph excuses another.

use std::collections::BTreeMap;

use super::statistics::stretches;
use super::tokens::{join, tokens};
use super::{Counterparts, Fate, Gap, PairStatistics, Sides, Surplus, objects};
use crate::bitext::{Piece, State, TranslationUnit};
use crate::document::Document;
use crate::glossary::Kind;
use crate::matcher::{Difference, Form, Mention};
use crate::text::Span;

/// Which unit a place of one side belongs to.
struct Places {
    /// Ascending.
    pieces: Vec<(Piece, usize)>,
}

impl Places {
    fn new(units: &[TranslationUnit], side: fn(&TranslationUnit) -> &[Piece]) -> Self {
        let mut pieces: Vec<(Piece, usize)> =
            units.iter().enumerate().flat_map(|(number, unit)| side(unit).iter().map(move |piece| (*piece, number))).collect();
        pieces.sort_unstable();
        Self { pieces }
    }

    /// The unit of a place, or the last one before it in its segment.
    fn unit(&self, segment: usize, at: usize) -> Option<usize> {
        let after = self.pieces.partition_point(|(piece, _)| (piece.segment, piece.span.start) <= (segment, at));
        let (piece, unit) = self.pieces.get(after.checked_sub(1)?)?;
        (piece.segment == segment).then_some(*unit)
    }
}

/// The paragraph of each unit: units that share a segment on either side have the same number, ascending.
fn paragraphs(units: &[TranslationUnit]) -> Vec<usize> {
    let mut roots: Vec<usize> = (0..units.len()).collect();
    fn root(roots: &mut [usize], mut unit: usize) -> usize {
        while roots[unit] != unit {
            roots[unit] = roots[roots[unit]];
            unit = roots[unit];
        }
        unit
    }
    for side in [|unit: &TranslationUnit| unit.source.clone(), |unit: &TranslationUnit| unit.target.clone()] {
        let mut first: BTreeMap<usize, usize> = BTreeMap::new();
        for (number, unit) in units.iter().enumerate() {
            for piece in side(unit) {
                let other = *first.entry(piece.segment).or_insert(number);
                let (left, right) = (root(&mut roots, other), root(&mut roots, number));
                roots[left.max(right)] = left.min(right);
            }
        }
    }
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    (0..units.len())
        .map(|unit| {
            let next = numbers.len();
            *numbers.entry(root(&mut roots, unit)).or_insert(next)
        })
        .collect()
}

/// Mentions of one concept in one paragraph: indexes with their units.
#[derive(Default)]
struct Tally {
    source: Vec<(usize, usize)>,
    approved: Vec<(usize, usize)>,
    kept: Vec<(usize, usize)>,
    wrong: Vec<(usize, usize)>,
}

impl Tally {
    /// Approved renderings that no source mention needs.
    fn spare(&self) -> usize {
        self.approved.len().saturating_sub(self.source.len())
    }
}

/// Whether a source mention surely names the concept: a name in lower case may be an ordinary word.
fn names(sides: &Sides<'_>, mention: &Mention) -> bool {
    let entry = sides.source_matcher.entry(mention.entry);
    entry.kind == Kind::Term || mention.difference < Difference::Case
}

pub(super) fn compare(sides: &Sides<'_>, statistics: &mut PairStatistics) -> Counterparts {
    let units = &sides.bitext.units;
    let (sources, targets) = (Places::new(units, |unit| &unit.source), Places::new(units, |unit| &unit.target));
    let paragraphs = paragraphs(units);
    let count = paragraphs.iter().max().map_or(0, |last| last + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
    paragraphs.iter().enumerate().for_each(|(unit, &paragraph)| members[paragraph].push(unit));
    let mut tallies: BTreeMap<(usize, u32), Tally> = BTreeMap::new();
    for (number, mention) in sides.source_mentions.iter().enumerate().filter(|(_, mention)| names(sides, mention)) {
        let Some(unit) = sources.unit(mention.segment, mention.span.start) else { continue };
        let concept = sides.source_matcher.entry(mention.entry).concept;
        tallies.entry((paragraphs[unit], concept)).or_default().source.push((number, unit));
    }
    let mut homes: Vec<Option<usize>> = Vec::with_capacity(sides.mentions.len());
    for (number, mention) in sides.mentions.iter().enumerate() {
        let unit = targets.unit(mention.segment, mention.span.start);
        homes.push(unit);
        let Some(unit) = unit else { continue };
        let mut seen = Vec::new();
        for (id, _) in mention.readings() {
            let entry = sides.matcher.entry(id);
            if seen.contains(&entry.concept) {
                continue;
            }
            seen.push(entry.concept);
            let tally = tallies.entry((paragraphs[unit], entry.concept)).or_default();
            let list = match () {
                () if entry.is_source => &mut tally.kept,
                () if entry.status.is_approved() && !entry.ambiguous => &mut tally.approved,
                () => &mut tally.wrong,
            };
            list.push((number, unit));
        }
    }
    let mut found = Counterparts { supported: vec![None; sides.mentions.len()], ..Counterparts::default() };
    for (number, mention) in sides.mentions.iter().enumerate() {
        let Some(unit) = homes[number] else { continue };
        let paragraph = paragraphs[unit];
        let has_source = members[paragraph].iter().any(|&unit| !units[unit].source.is_empty());
        if has_source {
            let near = paragraph.saturating_sub(1)..=paragraph + 1;
            let named = |concept| {
                near.clone().any(|paragraph| tallies.get(&(paragraph, concept)).is_some_and(|tally| !tally.source.is_empty()))
            };
            found.supported[number] = Some(mention.readings().any(|(id, _)| named(sides.matcher.entry(id).concept)));
        }
    }
    statistics.documents += 1;
    for (&(paragraph, concept), tally) in &tallies {
        let first = found.gaps.len();
        gaps(sides, &tallies, (paragraph, concept), tally, &members, statistics, &mut found);
        if found.gaps.len() == first && tally.kept.is_empty() && tally.wrong.is_empty() {
            soft_gaps(sides, concept, tally, &mut found);
        }
        let rendered = statistics.rendered.entry(concept).or_default();
        rendered.source += u32::try_from(tally.source.len()).unwrap_or(0);
        rendered.approved += u32::try_from(tally.source.len().min(tally.approved.len())).unwrap_or(0);
        if tally.source.is_empty() {
            let is_own = |number: usize| sides.matcher.entry(sides.mentions[number].entry).concept == concept;
            let surplus = tally.approved.iter().filter(|(number, _)| found.supported[*number] == Some(false) && is_own(*number));
            found.surpluses.extend(surplus.map(|&(mention, unit)| Surplus { concept, mention, unit }));
        } else {
            for &(number, _) in &tally.approved {
                let entry = sides.mentions[number].entry;
                let key = (concept, u32::try_from(entry.index()).unwrap_or(0));
                *statistics.approved.entry(key).or_default() += 1;
            }
        }
    }
    found.paragraphs = members;
    found.gaps.sort_by_key(|gap| gap.mention);
    found.surpluses.sort_by_key(|surplus| surplus.mention);
    found
}

/// Finds the source mentions of one concept in one paragraph that have no rendering.
fn gaps(
    sides: &Sides<'_>,
    tallies: &BTreeMap<(usize, u32), Tally>,
    (paragraph, concept): (usize, u32),
    tally: &Tally,
    all: &[Vec<usize>],
    statistics: &mut PairStatistics,
    found: &mut Counterparts,
) {
    let units = &sides.bitext.units;
    let Some(members) = all.get(paragraph).map(Vec::as_slice) else { return };
    let is_done = |unit: usize| !units[unit].target.is_empty() && units[unit].state == State::Translated;
    let has_target = members.iter().any(|&unit| is_done(unit));
    // The same string may name several concepts: a rendering of any of them will do.
    let others: usize = tally
        .source
        .iter()
        .flat_map(|&(number, _)| sides.source_mentions[number].rivals.iter())
        .map(|&(id, _)| sides.source_matcher.entry(id).concept)
        .filter(|&rival| rival != concept)
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .filter_map(|rival| tallies.get(&(paragraph, rival)))
        .map(|tally| tally.approved.len())
        .sum();
    let approved = tally.approved.len() + others;
    let Some(mut missing) = tally.source.len().checked_sub(approved).filter(|&missing| missing > 0 && has_target) else { return };
    // Places that have none of their own, the last first.
    let mut open: Vec<(usize, usize)> = tally.source.clone();
    for &(_, unit) in &tally.approved {
        let same = open.iter().position(|&(_, other)| other == unit).unwrap_or(0);
        if !open.is_empty() {
            open.remove(same);
        }
    }
    open.truncate(missing);
    // A sure paragraph needs no help from its neighbours, and a sure neighbour gives none.
    let neighbours = [paragraph.checked_sub(1), Some(paragraph + 1)].into_iter().flatten();
    let spare = |other: usize| {
        let is_open = !is_sure(units, members) || all.get(other).is_some_and(|members| !is_sure(units, members));
        tallies.get(&(other, concept)).filter(|_| is_open).map_or(0, Tally::spare)
    };
    let spare: usize = neighbours.map(spare).sum();
    let hidden = hidden(sides, tallies, (paragraph, concept), tally, members);
    let excused = missing.min(spare + hidden);
    missing -= excused;
    open.truncate(missing);
    let rendered = statistics.rendered.entry(concept).or_default();
    rendered.approved += u32::try_from(excused).unwrap_or(0);
    let mut kept: Vec<Option<usize>> = tally.kept.iter().map(|&(number, _)| Some(number)).collect();
    kept.extend(std::iter::repeat_n(None, kept_in_objects(sides, tally, members)));
    let mut kept = kept.into_iter();
    let mut wrong = tally.wrong.iter();
    let first = found.gaps.len();
    for (number, unit) in open {
        let fate = match (kept.next(), wrong.next()) {
            (_, Some(&(mention, _))) => Fate::Variant(mention),
            (Some(mention), None) => Fate::Kept(mention),
            (None, None) => Fate::Lost,
        };
        match fate {
            Fate::Kept(_) => rendered.kept += 1,
            Fate::Lost => rendered.lost += 1,
            Fate::Variant(_) => {}
        }
        // A sentence may have been taken for another one's.
        let unit = match units[unit].target.is_empty() {
            true => members.iter().copied().find(|&other| !units[other].target.is_empty()).unwrap_or(unit),
            false => unit,
        };
        let source = tally.source.len();
        found.gaps.push(Gap { concept, unit, mention: number, fate, source, approved, is_soft: false });
    }
    let mut lost: Vec<usize> = found.gaps[first..].iter().filter(|gap| gap.fate == Fate::Lost).map(|gap| gap.unit).collect();
    lost.sort_unstable();
    lost.dedup();
    for unit in lost {
        let text = super::text_of(sides.target, &units[unit].target);
        let mut keys: Vec<u64> = stretches(&tokens(&text)).map(|(_, stretch)| join(stretch, u64::from(concept))).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *statistics.lost.entry(key).or_default() += 1;
        }
    }
}

/// Sentences without a rendering of a term that their original has, in a paragraph with enough renderings.
fn soft_gaps(sides: &Sides<'_>, concept: u32, tally: &Tally, found: &mut Counterparts) {
    let units = &sides.bitext.units;
    for (at, &(number, unit)) in tally.source.iter().enumerate() {
        let Some(this) = units.get(unit).filter(|_| is_sure(units, &[unit])) else { continue };
        let is_first = tally.source[..at].iter().all(|&(_, other)| other != unit);
        if !is_first || this.state != State::Translated {
            continue;
        }
        let text = super::text_of(sides.target, &this.target);
        let approved = sides.matcher.of_concept(concept).filter(|entry| entry.status.is_approved());
        // Wherever it stands, in a longer word too.
        let count: usize = approved.map(|entry| text.matches(entry.text.as_str()).count()).sum();
        let here = tally.approved.iter().filter(|&&(_, other)| other == unit).count();
        if count.max(here) < tally.source.iter().filter(|&&(_, other)| other == unit).count() {
            let (source, approved) = (tally.source.len(), tally.approved.len());
            found.gaps.push(Gap { concept, unit, mention: number, fate: Fate::Lost, source, approved, is_soft: true });
        }
    }
}

/// Below this an aligned unit may be none.
const SURE: f32 = 0.25;

/// Whether all units of a paragraph have both sides and belong together.
fn is_sure(units: &[TranslationUnit], members: &[usize]) -> bool {
    members
        .iter()
        .filter_map(|&unit| units.get(unit))
        .all(|unit| !unit.source.is_empty() && !unit.target.is_empty() && unit.score.is_none_or(|score| score >= SURE))
}

/// Approved renderings that are no mentions, because a longer word or name holds them; but not those that are a part of the
/// rendering of another term of the source.
fn hidden(
    sides: &Sides<'_>,
    tallies: &BTreeMap<(usize, u32), Tally>,
    (paragraph, concept): (usize, u32),
    tally: &Tally,
    members: &[usize],
) -> usize {
    let is_named = |concept: u32| tallies.get(&(paragraph, concept)).is_some_and(|tally| !tally.source.is_empty());
    let taken = |segment: usize, span: Span| {
        let first = sides.mentions.partition_point(|mention| mention.segment < segment);
        let here = sides.mentions[first..].iter().take_while(|mention| mention.segment == segment);
        here.filter(|mention| mention.span.overlaps(&span))
            .flat_map(Mention::readings)
            .map(|(id, _)| sides.matcher.entry(id).concept)
            .any(|other| other != concept && is_named(other))
    };
    let approved = sides.matcher.of_concept(concept).filter(|entry| {
        entry.form != Form::WithoutInterpunct && entry.status.is_approved() && !entry.ambiguous && !entry.is_source
    });
    let seen = |segment: usize, span: Span| {
        tally
            .approved
            .iter()
            .any(|&(number, _)| sides.mentions[number].segment == segment && sides.mentions[number].span.overlaps(&span))
    };
    let mut places: Vec<(usize, usize)> = Vec::new();
    for entry in approved {
        for piece in members.iter().flat_map(|&unit| &sides.bitext.units[unit].target) {
            let Some(segment) = sides.target.segment(piece.segment) else { continue };
            for (at, found) in piece.span.get(segment.text).match_indices(entry.text.as_str()) {
                let span = Span::new(piece.span.start + at, piece.span.start + at + found.len());
                if !seen(piece.segment, span) && !taken(piece.segment, span) {
                    places.push((piece.segment, span.start));
                }
            }
        }
    }
    places.sort_unstable();
    places.dedup();
    places.len()
}

/// Source terms that stand in code, or in the alternative text of something.
fn kept_in_objects(sides: &Sides<'_>, tally: &Tally, members: &[usize]) -> usize {
    let Some(&(number, _)) = tally.source.first() else { return 0 };
    let mention = &sides.source_mentions[number];
    let Some(segment) = sides.bitext.source.segment(mention.segment) else { return 0 };
    let name = mention.span.get(segment.text).to_lowercase();
    let units = || members.iter().filter_map(|&unit| sides.bitext.units.get(unit));
    let count = |document: &Document, file_text: &str, side: fn(&TranslationUnit) -> &[Piece]| {
        let segments = units().flat_map(side).filter_map(|piece| Some((document.segment(piece.segment)?, piece.span)));
        let objects = segments.flat_map(|(segment, span)| objects(segment, span, file_text).collect::<Vec<_>>());
        objects.filter(|(_, object)| object.to_lowercase().contains(&name)).count()
    };
    // What is code in the original too is no rendering.
    let source_text = if sides.bitext.source_text.is_empty() { sides.file_text } else { &sides.bitext.source_text };
    let before = count(&sides.bitext.source, source_text, |unit| &unit.source);
    count(sides.target, sides.file_text, |unit| &unit.target).saturating_sub(before)
}
