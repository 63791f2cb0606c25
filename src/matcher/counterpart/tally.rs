//! Mentions on both sides, counted against each other.
//!
//! Units that share a paragraph are counted together. Which mentions go without an answer, `gaps` finds.

use std::collections::{BTreeMap, BTreeSet};

use super::{Counterparts, Fate, PairStatistics, Sides, gaps};
use crate::bitext::{Piece, TranslationUnit};
use crate::glossary::Kind;
use crate::matcher::{Difference, Mention};

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
pub(super) struct Tally {
    pub source: Vec<(usize, usize)>,
    pub approved: Vec<(usize, usize)>,
    pub kept: Vec<(usize, usize)>,
    pub wrong: Vec<(usize, usize)>,
}

/// By paragraph and concept.
pub(super) type Tallies = BTreeMap<(usize, u32), Tally>;

impl Tally {
    /// Approved renderings that no source mention needs.
    pub fn spare(&self) -> usize {
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
    let mut tallies = Tallies::new();
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
        gaps::find(sides, &tallies, (paragraph, concept), &members, statistics, &mut found);
        let rendered = statistics.rendered.entry(concept).or_default();
        if members[paragraph].iter().any(|&unit| !units[unit].source.is_empty()) {
            rendered.renderings += u32::try_from(tally.approved.len()).unwrap_or(0);
            rendered.spare += u32::try_from(tally.spare()).unwrap_or(0);
        }
        if tally.source.is_empty() {
            continue;
        }
        rendered.source += u32::try_from(tally.source.len()).unwrap_or(0);
        rendered.approved += u32::try_from(tally.source.len().min(tally.approved.len())).unwrap_or(0);
        for &(number, _) in &tally.approved {
            let entry = sides.mentions[number].entry;
            let key = (concept, u32::try_from(entry.index()).unwrap_or(0));
            *statistics.approved.entry(key).or_default() += 1;
        }
    }
    found.paragraphs = members;
    drop_doubted(sides, &sources, &mut found);
    found.gaps.sort_by_key(|gap| gap.mention);
    found
}

/// So many terms without a rendering make a unit doubtful, where none of its terms has one.
const MANY_LOST: usize = 3;

/// Drops the gaps of units that the aligner doubts and in which none of several terms is rendered: something else was translated.
fn drop_doubted(sides: &Sides<'_>, sources: &Places, found: &mut Counterparts) {
    let mut terms: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
    for mention in sides.source_mentions.iter().filter(|mention| names(sides, mention)) {
        if let Some(unit) = sources.unit(mention.segment, mention.span.start) {
            terms.entry(unit).or_default().insert(sides.source_matcher.entry(mention.entry).concept);
        }
    }
    let mut lost: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
    for gap in found.gaps.iter().filter(|gap| gap.fate == Fate::Lost) {
        lost.entry(gap.unit).or_default().insert(gap.concept);
    }
    let is_unsure = |unit: usize| sides.bitext.units[unit].score.is_some_and(|score| score < gaps::SURE);
    let is_doubted = |unit: usize| {
        let has_none =
            |lost: &BTreeSet<u32>| lost.len() >= MANY_LOST && terms.get(&unit).is_none_or(|terms| terms.is_subset(lost));
        is_unsure(unit) && lost.get(&unit).is_some_and(has_none)
    };
    found.gaps.retain(|gap| gap.fate != Fate::Lost || !is_doubted(gap.unit));
}
