//! Source mentions that no rendering answers, unit by unit.
//!
//! A rendering answers one mention. First those of the same unit are told off against each other; what is left over there is
//! a gap. How many of a paragraph's gaps renderings elsewhere may answer is said with each: translators move words from
//! sentence to sentence, and so do wrong alignments.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::inflection::occurrences;
use super::statistics::stretches;
use super::tally::{Tallies, Tally};
use super::tokens::{join, tokens};
use super::{Counterparts, Fate, Gap, PairStatistics, Sides, objects};
use crate::bitext::{Piece, State, TranslationUnit};
use crate::document::Document;
use crate::matcher::{Form, Mention};
use crate::text::Span;
use crate::text::script::has_han;

/// Below this an aligned unit may be none.
pub(super) const SURE: f32 = 0.25;

/// One concept in one paragraph.
struct Place<'a> {
    sides: &'a Sides<'a>,
    tallies: &'a Tallies,
    tally: &'a Tally,
    concept: u32,
    paragraph: usize,
    /// Units of each paragraph.
    members: &'a [Vec<usize>],
}

/// Finds the source mentions of one concept in one paragraph that have no rendering.
pub(super) fn find(
    sides: &Sides<'_>,
    tallies: &Tallies,
    (paragraph, concept): (usize, u32),
    members: &[Vec<usize>],
    statistics: &mut PairStatistics,
    found: &mut Counterparts,
) {
    let Some(tally) = tallies.get(&(paragraph, concept)) else { return };
    let place = Place { sides, tallies, tally, concept, paragraph, members };
    let Some(open) = place.open().filter(|open| !open.is_empty()) else { return };
    let first = found.gaps.len();
    let excused = place.add_gaps(open, found);
    let rendered = statistics.rendered.entry(concept).or_default();
    rendered.approved += u32::try_from(excused).unwrap_or(0);
    let gaps = found.gaps[first..].iter().filter(|gap| !gap.is_soft);
    let mut lost: Vec<usize> = Vec::new();
    for gap in gaps {
        match gap.fate {
            Fate::Kept(_) => rendered.kept += 1,
            Fate::Lost => {
                rendered.lost += 1;
                lost.push(gap.unit);
            }
            Fate::Variant(_) => {}
        }
    }
    lost.sort_unstable();
    lost.dedup();
    for unit in lost {
        let text = super::text_of(sides.target, &sides.bitext.units[unit].target);
        let mut keys: Vec<u64> = stretches(&tokens(&text)).map(|(_, stretch)| join(stretch, u64::from(concept))).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *statistics.lost.entry(key).or_default() += 1;
        }
    }
}

/// What is left of a paragraph that may say what became of a mention, with units.
struct Fates {
    kept: Vec<(Option<usize>, usize)>,
    wrong: Vec<(usize, usize)>,
}

impl Fates {
    /// What became of a mention: what stands in its unit, or in another one that `may` say it.
    fn take(&mut self, unit: usize, may: impl Fn(usize) -> bool) -> Fate {
        let at = |units: Vec<usize>| {
            let here = units.iter().position(|&other| other == unit);
            here.or_else(|| units.iter().position(|&other| may(other)))
        };
        if let Some(at) = at(self.wrong.iter().map(|&(_, unit)| unit).collect()) {
            return Fate::Variant(self.wrong.remove(at).0);
        }
        match at(self.kept.iter().map(|&(_, unit)| unit).collect()) {
            Some(at) => Fate::Kept(self.kept.remove(at).0),
            None => Fate::Lost,
        }
    }
}

/// An approved rendering that is no mention, because a longer word or name holds it, or it is inflected.
struct Hidden {
    unit: usize,
    /// Whether it is a part of the rendering of a term that the source does not have.
    is_part: bool,
}

impl Place<'_> {
    fn units(&self) -> &[usize] {
        self.members.get(self.paragraph).map_or(&[], Vec::as_slice)
    }

    fn unit(&self, unit: usize) -> &TranslationUnit {
        &self.sides.bitext.units[unit]
    }

    /// Source mentions that nothing in their unit answers: index and unit. `None` where nothing is translated.
    fn open(&self) -> Option<Vec<(usize, usize)>> {
        let is_done = |unit: &usize| !self.unit(*unit).target.is_empty() && self.unit(*unit).state == State::Translated;
        if self.tally.source.is_empty() || !self.units().iter().any(is_done) {
            return None;
        }
        let mut answers: BTreeMap<usize, usize> = BTreeMap::new();
        for &(_, unit) in self.tally.approved.iter().chain(self.others()) {
            *answers.entry(unit).or_default() += 1;
        }
        let mut open = self.tally.source.clone();
        for &(_, unit) in &self.tally.source {
            if let Some(left) = answers.get_mut(&unit).filter(|left| **left > 0) {
                *left -= 1;
                let first = open.iter().position(|&(_, other)| other == unit).unwrap_or(0);
                open.remove(first);
            }
        }
        Some(open)
    }

    /// The same string may name several concepts: a rendering of any of them will do.
    fn others(&self) -> impl Iterator<Item = &(usize, usize)> {
        let mentions = self.tally.source.iter().map(|&(number, _)| &self.sides.source_mentions[number]);
        let rivals: BTreeSet<u32> = mentions
            .flat_map(|mention| mention.rivals.iter())
            .map(|&(id, _)| self.sides.source_matcher.entry(id).concept)
            .filter(|&rival| rival != self.concept)
            .collect();
        let tallies = rivals.into_iter().filter_map(|rival| self.tallies.get(&(self.paragraph, rival)));
        tallies.flat_map(|tally| &tally.approved)
    }

    /// Adds the gaps; gives how many mentions renderings elsewhere may answer that are none of the paragraph's.
    fn add_gaps(&self, mut open: Vec<(usize, usize)>, found: &mut Counterparts) -> usize {
        let approved = self.tally.approved.len() + self.others().count();
        let hidden = self.hidden();
        for hidden in hidden.iter().filter(|hidden| !hidden.is_part) {
            if let Some(at) = open.iter().position(|&(_, unit)| unit == hidden.unit) {
                open.remove(at);
            }
        }
        let missing = self.tally.source.len().saturating_sub(approved);
        let excused = missing.min(hidden.len() + self.spare_beside(&open));
        let missing = (missing - excused).min(open.len());
        let share = missing as f32 / open.len().max(1) as f32;
        let mut fates = Fates { kept: self.kept(), wrong: self.tally.wrong.clone() };
        let mut ranks: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, &(mention, unit)) in open.iter().enumerate() {
            let is_soft = at >= missing;
            let is_alone = |other: usize| !is_soft && (!is_sure(&self.sides.bitext.units, &[unit]) || !self.has_source(other));
            let fate = fates.take(unit, is_alone);
            let this = self.unit(unit);
            if is_soft && (fate != Fate::Lost || this.target.is_empty() || this.state != State::Translated) {
                continue;
            }
            let unit = if this.target.is_empty() { self.stand_in(unit) } else { unit };
            let rank = ranks.entry(unit).or_default();
            found.gaps.push(Gap {
                concept: self.concept,
                unit,
                mention,
                fate,
                source: self.tally.source.len(),
                approved,
                share,
                rank: *rank,
                is_soft,
            });
            *rank += 1;
        }
        excused
    }

    /// Where the translation of a unit without a target is to be looked for: the nearest unit of the paragraph that has one; of
    /// two, the one that has no source, or the less sure one, which may be a translation of both.
    fn stand_in(&self, unit: usize) -> usize {
        let others = self.units().iter().copied().filter(|&other| !self.unit(other).target.is_empty());
        let key = |other: usize| {
            let this = self.unit(other);
            (other.abs_diff(unit), if this.source.is_empty() { -1.0 } else { this.score.unwrap_or(1.0) })
        };
        others.min_by(|&left, &right| key(left).partial_cmp(&key(right)).unwrap_or(Ordering::Equal)).unwrap_or(unit)
    }

    fn has_source(&self, unit: usize) -> bool {
        self.tally.source.iter().any(|&(_, other)| other == unit)
    }

    /// Renderings to spare in the paragraphs beside. Mentions in sure units need no help from there, and renderings in sure units
    /// give none.
    fn spare_beside(&self, open: &[(usize, usize)]) -> usize {
        let is_sure = |&(_, unit): &(usize, usize)| is_sure(&self.sides.bitext.units, &[unit]);
        let is_open = !open.iter().all(is_sure);
        let spare = |other: usize| {
            let tally = self.tallies.get(&(other, self.concept));
            tally.filter(|tally| is_open || !tally.approved.iter().all(is_sure)).map_or(0, Tally::spare)
        };
        [self.paragraph.checked_sub(1), Some(self.paragraph + 1)].into_iter().flatten().map(spare).sum()
    }

    /// Whether the unit's source is nothing but the term, and its target has it beside a translation: "插槽 Slots".
    fn is_bilingual(&self, mention: &Mention, unit: usize) -> bool {
        let unit = self.unit(unit);
        let source = super::text_of(&self.sides.bitext.source, &unit.source);
        let target = super::text_of(self.sides.target, &unit.target);
        let name = self.sides.target.segment(mention.segment).map_or("", |segment| mention.span.get(segment.text));
        source.trim() == name && has_han(&target)
    }

    /// Source terms that stayed as they are, with their units; those in code or the alternative text of something last.
    fn kept(&self) -> Vec<(Option<usize>, usize)> {
        let is_gloss = |number: usize, unit: usize| {
            let mention = &self.sides.mentions[number];
            let segment = self.sides.target.segment(mention.segment);
            segment.is_some_and(|segment| is_gloss(segment.text, mention.span)) || self.is_bilingual(mention, unit)
        };
        let kept = self.tally.kept.iter().filter(|&&(number, unit)| !is_gloss(number, unit));
        let mut kept: Vec<(Option<usize>, usize)> = kept.map(|&(number, unit)| (Some(number), unit)).collect();
        for &unit in self.units() {
            kept.extend(std::iter::repeat_n((None, unit), self.kept_in_objects(unit)));
        }
        kept
    }

    /// Approved renderings that are no mentions, because a longer word or name holds them or they are inflected; but not those
    /// that are a part of the rendering of another term of the source.
    fn hidden(&self) -> Vec<Hidden> {
        let Sides { bitext, matcher, target, mentions, .. } = *self.sides;
        let is_named = |concept: u32| self.tallies.get(&(self.paragraph, concept)).is_some_and(|tally| !tally.source.is_empty());
        let others = |segment: usize, span: Span| {
            let first = mentions.partition_point(|mention| mention.segment < segment);
            let here = mentions[first..].iter().take_while(move |mention| mention.segment == segment);
            here.filter(move |mention| mention.span.overlaps(&span))
                .flat_map(Mention::readings)
                .map(|(id, _)| matcher.entry(id).concept)
                .filter(|&other| other != self.concept)
        };
        let approved = matcher.of_concept(self.concept).filter(|entry| {
            entry.form != Form::WithoutInterpunct && entry.status.is_approved() && !entry.ambiguous && !entry.is_source
        });
        let seen = |segment: usize, span: Span| {
            let is_same =
                |&(number, _): &(usize, usize)| mentions[number].segment == segment && mentions[number].span.overlaps(&span);
            self.tally.approved.iter().any(is_same)
        };
        let mut places: BTreeMap<(usize, usize), Hidden> = BTreeMap::new();
        for entry in approved {
            for &unit in self.units() {
                for piece in &bitext.units[unit].target {
                    let Some(segment) = target.segment(piece.segment) else { continue };
                    for inner in occurrences(piece.span.get(segment.text), &entry.text) {
                        let span = Span::new(piece.span.start + inner.start, piece.span.start + inner.end);
                        if !seen(piece.segment, span) && !others(piece.segment, span).any(is_named) {
                            let is_part = others(piece.segment, span).next().is_some();
                            places.insert((piece.segment, span.start), Hidden { unit, is_part });
                        }
                    }
                }
            }
        }
        places.into_values().collect()
    }

    /// How often the source term stands in a unit's code, or in the alternative text of something, beyond the original.
    fn kept_in_objects(&self, unit: usize) -> usize {
        let Some(&(number, _)) = self.tally.source.first() else { return 0 };
        let Sides { bitext, source_mentions, target, file_text, .. } = *self.sides;
        let mention = &source_mentions[number];
        let Some(segment) = bitext.source.segment(mention.segment) else { return 0 };
        let name = mention.span.get(segment.text).to_lowercase();
        let count = |document: &Document, file_text: &str, pieces: &[Piece]| {
            let segments = pieces.iter().filter_map(|piece| Some((document.segment(piece.segment)?, piece.span)));
            let objects = segments.flat_map(|(segment, span)| objects(segment, span, file_text).collect::<Vec<_>>());
            // What opens or closes something has no text of its own.
            let is_tag = |object: &str| object.starts_with(['<', '{']);
            objects.filter(|(_, object)| !is_tag(object) && object.to_lowercase().contains(&name)).count()
        };
        // What is code in the original too is no rendering.
        let source_text = if bitext.source_text.is_empty() { file_text } else { &bitext.source_text };
        let unit = self.unit(unit);
        count(target, file_text, &unit.target).saturating_sub(count(&bitext.source, source_text, &unit.source))
    }
}

/// Whether a source term only explains the Chinese before it: 服务网格（service mesh）.
pub(super) fn is_gloss(text: &str, span: Span) -> bool {
    // Other words of the same phrase may stand before it: 元组结构体（tuple structs）.
    let is_phrase = |c: char| c.is_whitespace() || c.is_ascii_alphanumeric() || matches!(c, '*' | '_' | '"' | '“' | '-');
    let before = text[..span.start].trim_end_matches(is_phrase);
    let Some(before) = before.strip_suffix(['（', '(']) else { return false };
    before.trim_end().chars().next_back().is_some_and(|c| has_han(c.encode_utf8(&mut [0; 4])))
}

/// Whether all units of a paragraph have both sides and belong together.
fn is_sure(units: &[TranslationUnit], members: &[usize]) -> bool {
    members
        .iter()
        .filter_map(|&unit| units.get(unit))
        .all(|unit| !unit.source.is_empty() && !unit.target.is_empty() && unit.score.is_none_or(|score| score >= SURE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_term_in_brackets_explains_what_stands_before_it() {
        for (text, name, expected) in [
            ("一种网格（service mesh）。", "service mesh", true),
            ("一种网格 (*service mesh*)。", "service mesh", true),
            ("用 service mesh。", "service mesh", false),
            ("见下（service mesh 部分）", "service mesh", true),
            ("元组结构体（*tuple structs*）", "structs", true),
            ("Envoy (proxy)", "proxy", false),
            ("proxy", "proxy", false),
        ] {
            let at = text.find(name).expect("a name");
            assert_eq!(is_gloss(text, Span::new(at, at + name.len())), expected, "{text}");
        }
    }
}
