//! A translated name that must stay as it is.
//!
//! The glossary gives the concept the same name in both languages, and the text has a translation of it that the
//! glossary lists as deprecated. `fix` restores the name, as for `deprecated-rendering`.
//!
//! ```text
//! 部署在数字海洋上   →   部署在 DigitalOcean 上
//! ```
//!
//! Beside an original it also finds a name that stands there and not in the translation, and shows the string that stands
//! for it if that can be told; see `missing-rendering`.

use super::missing_rendering::{self, Said};
use super::{CorpusContext, DocumentContext, Draft, Pending, Rule, deprecated_rendering};
use crate::diagnostic::{Diagnostic, Severity};
use crate::glossary::{AdministrativeStatus, Kind};
use crate::matcher::Entry;
use crate::matcher::counterpart::{Fate, Gap};
use crate::text::script::has_han;
use crate::text::segmentation;

pub(super) static RULE: Rule = Rule {
    name: "do-not-translate",
    severity: Some(Severity::Error),
    source: include_str!("do_not_translate.rs"),
    check,
    settle,
};

/// Units in which a string stands for a name, that are no accident.
const MANY: u32 = 5;
/// A string that stands in fewer than one in so many of the units without the name says nothing about it.
const SHARE: u32 = 2;
/// Natural logarithm of the frequency of a common word.
const COMMON: f64 = 5.0;

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    for mention in cx.mentions {
        let entry = cx.entry(mention.entry);
        if entry.translates_kept && deprecated_rendering::is_deprecated(entry) {
            drafts.push(deprecated_rendering::draft(cx, &RULE, mention));
        }
    }
    let Some(pair) = cx.pair else { return };
    for gap in pair.counterparts.gaps.iter().filter(|gap| gap.fate == Fate::Lost && is_kept(cx, gap)) {
        drafts.extend(missing_rendering::draft(cx, gap, &RULE));
    }
}

/// Whether the term that is missing is a name that stays as it is.
pub(super) fn is_kept(cx: &DocumentContext<'_>, gap: &Gap) -> bool {
    let Some(sides) = cx.pair.map(|pair| &pair.sides) else { return false };
    let Some(mention) = sides.source_mentions.get(gap.mention) else { return false };
    let name = &sides.source_matcher.entry(mention.entry).text;
    // Where another rendering is preferred, the name itself is admitted at most.
    let is_preferred = |entry: &&Entry| entry.status == AdministrativeStatus::Preferred && !entry.is_source;
    let mut preferred = cx.matcher.of_concept(gap.concept).filter(is_preferred);
    preferred.any(|entry| entry.text == *name)
}

fn settle(cx: &CorpusContext<'_>, diagnostic: Diagnostic, pending: &Pending) -> Option<Diagnostic> {
    let Pending::Lost(text) = pending else { return Some(diagnostic) };
    let said = missing_rendering::said(cx, text);
    // A pronoun, or whatever else the sentence needs, stands there as often as a translation of the name does.
    let is_seldom = |units: u32| units < MANY || units * SHARE < cx.pairs.rendered(text.concept()).lost;
    let is_doubtful =
        matches!(&said, Said::Named { named, .. } if !named.by_sound && is_seldom(named.units) && is_ordinary(&named.text));
    let mut diagnostic = missing_rendering::named(cx, diagnostic, text, said, |string, name, _| {
        format!("\"{string}\" stands for \"{name}\", which stays as it is")
    })?;
    if is_doubtful {
        // A term is left in the source language on purpose; a name often goes without saying.
        let is_term = cx.matcher.kind(text.concept()) == Some(Kind::Term);
        diagnostic.severity = diagnostic.severity.min(if is_term { Severity::Warning } else { Severity::Info });
    }
    Some(diagnostic)
}

/// Whether a string is made of common words.
fn is_ordinary(text: &str) -> bool {
    let is_common = |word: &str| segmentation::ln_frequency(word).is_some_and(|frequency| frequency > COMMON);
    has_han(text) && text.split_whitespace().flat_map(segmentation::words).all(is_common)
}
