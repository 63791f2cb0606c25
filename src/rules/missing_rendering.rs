//! A term of the original without its approved rendering in the translation.
//!
//! The source term stands in the original, and neither its unit nor the paragraph around it, nor a neighbouring one, has an
//! approved rendering to spare, inflected or not. The finding says what became of it: it stayed as it is, or it became an unlisted string, which
//! is shown. Names are found by their sound, other terms by what the whole corpus says: where the approved rendering, put in
//! the place of a string, makes the sentence more like the others, that string stands for the term. Renderings that the
//! glossary deprecates are reported by their own rules, and so is the rendering of another term (`wrong-sense`).
//!
//! How sure the finding is shows in its severity: an error names the string; a warning names it or, where several may stand
//! for the term, shows the sentence; a term that may well be a pronoun or was left out on purpose is only for information.

use super::{CorpusContext, DocumentContext, Draft, Pending, Rule};
use crate::bitext::TranslationUnit;
use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use crate::document::Segment;
use crate::matcher::Entry;
use crate::matcher::counterpart::{self, Fate, Gap, LostText, Named};
use crate::text::script::has_han;
use crate::text::{Locus, Span, counted};

pub(super) static RULE: Rule = Rule {
    name: "missing-rendering",
    severity: Some(Severity::Error),
    source: include_str!("missing_rendering.rs"),
    check,
    settle,
};

/// Above these log-odds that a string stands for the term, there is a finding.
const LIKELY: f64 = -5.5;
/// The same where a rendering elsewhere may answer the term.
const RATHER_LIKELY: f64 = -4.0;
/// Above these, the string rather stands for the term than not, and the finding is an error.
const CERTAIN: f64 = 0.5;
/// Above these log-odds that it is this string and no other, it is named.
const SURE: f64 = 0.45;
/// In fewer places than this a corpus has no habit.
const FEW: u32 = 5;
/// A string that stands in so many places where a name is missing stands for it.
const MANY: u32 = 3;

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    let Some(pair) = cx.pair else { return };
    for gap in &pair.counterparts.gaps {
        if matches!(gap.fate, Fate::Variant(_)) || super::do_not_translate::is_kept(cx, gap) {
            continue;
        }
        drafts.extend(draft(cx, gap, &RULE));
    }
}

/// The draft for a gap, for this rule and `do-not-translate`.
pub(super) fn draft(cx: &DocumentContext<'_>, gap: &Gap, rule: &'static Rule) -> Option<Draft> {
    let diagnostic = diagnostic(cx, gap, rule)?;
    let pair = cx.pair?;
    let pending = match gap.fate {
        Fate::Lost | Fate::Kept(None) => pair.counterparts.lost_text(&pair.sides, gap).map(Pending::Lost),
        Fate::Kept(Some(_)) | Fate::Variant(_) => None,
    };
    // `occurrence-parity` speaks of those of which nothing more is known.
    (pending.is_some() || gap.approved == 0).then_some(Draft::new(diagnostic, pending))
}

/// The finding for a gap as long as no string is named.
pub(super) fn diagnostic(cx: &DocumentContext<'_>, gap: &Gap, rule: &'static Rule) -> Option<Diagnostic> {
    let sides = &cx.pair?.sides;
    let unit = sides.bitext.units.get(gap.unit)?;
    let mention = sides.source_mentions.get(gap.mention)?;
    let concept = &cx.glossary.concepts[gap.concept as usize];
    let name = mention.span.get(sides.bitext.source.segment(mention.segment)?.text);
    let (segment, span) = match gap.fate {
        Fate::Kept(Some(kept)) => (cx.segment(cx.mentions[kept].segment), cx.mentions[kept].span),
        Fate::Kept(None) | Fate::Lost | Fate::Variant(_) => start_of_unit(cx, unit)?,
    };
    let approved = cx.matcher.of_concept(gap.concept).find(|entry| is_right(entry))?;
    let message = match gap.fate {
        Fate::Kept(_) => format!("\"{name}\" stayed as it is, the approved rendering is \"{}\"", approved.text),
        Fate::Lost | Fate::Variant(_) if *approved.text == *name => format!("no \"{name}\" here"),
        Fate::Lost | Fate::Variant(_) => format!("no approved rendering of \"{name}\" here, such as \"{}\"", approved.text),
    };
    let mut diagnostic = cx.diagnostic(rule, segment, span, Some(&concept.id), message);
    diagnostic.severity = Severity::Info;
    if gap.approved > 0 && !gap.is_soft {
        diagnostic.evidence.push(format!(
            "{} in the original, {} here",
            counted(gap.source, "time"),
            counted(gap.approved, "time")
        ));
    }
    Some(diagnostic)
}

fn is_right(entry: &Entry) -> bool {
    entry.status.is_approved() && !entry.is_source
}

/// Where the translation of a unit starts: its first piece, without the white space at its ends.
fn start_of_unit<'d>(cx: &DocumentContext<'d>, unit: &TranslationUnit) -> Option<(Segment<'d>, Span)> {
    let piece = unit.target.first()?;
    let segment = cx.document.segment(piece.segment)?;
    Some((segment, visible(segment.text, piece.span)))
}

/// The place that the draft of a gap has until a string is named.
pub fn place_of_unit(cx: &DocumentContext<'_>, unit: &TranslationUnit) -> Option<Locus> {
    start_of_unit(cx, unit).map(|(segment, span)| segment.locus(span))
}

/// A span without the white space at its ends.
fn visible(text: &str, span: Span) -> Span {
    let inner = span.get(text);
    let start = span.start + inner.len() - inner.trim_start().len();
    Span::new(start, (start + inner.trim().len()).max(start))
}

/// What the corpus says of a term without a rendering.
pub(super) enum Said {
    /// This string stands for it.
    Named {
        /// The string.
        named: Named,
        /// What should stand there.
        approved: String,
        /// How sure it is.
        severity: Severity,
    },
    /// Some string does; this is the best guess.
    Something {
        /// The string.
        named: Named,
    },
    /// No string does.
    Nothing {
        /// The nearest guess.
        score: f64,
    },
}

/// Names the string that stands for a term.
pub(super) fn said(cx: &CorpusContext<'_>, text: &LostText) -> Said {
    let nothing = Said::Nothing { score: f64::NEG_INFINITY };
    let Some(usual) = cx.pairs.usual(cx.matcher, text.concept()) else { return nothing };
    let approved = cx.matcher.entry(usual).text.to_string();
    let named = text.named(|| counterpart::name(text, &approved, cx.sketches, cx.pairs));
    let Some(named) = named else { return nothing };
    let is_latin = !has_han(&approved) && !named.by_sound;
    // What is usual around a name that stays as it is says nothing.
    let is_foreign = is_latin && text.is_name() && named.units < MANY;
    // What holds a rendering was not missed.
    let is_right = |entry: &Entry| is_right(entry) && named.text.contains(&*entry.text);
    if cx.matcher.of_concept(text.concept()).any(is_right) && !named.by_sound {
        return nothing;
    }
    let least = if text.is_soft() { RATHER_LIKELY } else { LIKELY };
    if is_foreign || named.score <= least {
        return Said::Nothing { score: named.score };
    }
    // A single character may be any part of a word.
    if named.sureness <= SURE || named.text.chars().nth(1).is_none() {
        return if text.is_soft() { Said::Nothing { score: named.score } } else { Said::Something { named } };
    }
    // A guess that nothing else supports is no error.
    let is_kin = |c: char| has_han(c.encode_utf8(&mut [0; 4])) && approved.contains(c);
    let is_supported = named.by_sound || named.units > 1 || named.text.chars().any(is_kin) || named.rival.is_some();
    let is_certain = !text.is_soft() && named.score > CERTAIN && is_supported;
    let severity = if is_certain { Severity::Error } else { Severity::Warning };
    Said::Named { named, approved, severity }
}

/// What is not there.
pub(super) fn lacks(approved: &str, name: &str) -> String {
    if approved == name { format!("no \"{approved}\" here") } else { format!("no \"{approved}\" for \"{name}\" here") }
}

/// A fix for a person to make.
pub(super) fn shown(approved: &str) -> Fix {
    Fix { applicability: Applicability::Display, replacement: approved.to_owned(), edits: Vec::new() }
}

fn settle(cx: &CorpusContext<'_>, diagnostic: Diagnostic, pending: &Pending) -> Option<Diagnostic> {
    let Pending::Lost(text) = pending else { return Some(diagnostic) };
    named(cx, diagnostic, text, said(cx, text), |string, name, approved| {
        format!("\"{string}\" stands for \"{name}\", the approved rendering is \"{approved}\"")
    })
}

/// The finding with what is `said` of its term: the string that was named, in the words of `message` (string, source term, approved rendering).
pub(super) fn named(
    cx: &CorpusContext<'_>,
    mut diagnostic: Diagnostic,
    text: &LostText,
    said: Said,
    message: fn(&str, &str, &str) -> String,
) -> Option<Diagnostic> {
    let rendered = cx.pairs.rendered(text.concept());
    // Where the corpus does not follow the glossary, it is a hint.
    let is_alone = |named: &Named| !named.by_sound && named.units < 2;
    let is_guess = matches!(&said, Said::Named { named, .. } | Said::Something { named } if is_alone(named));
    let is_other = rendered.approved == 0 && rendered.source > 1 && is_guess;
    let is_followed = !is_other && (rendered.source < FEW || rendered.approved * 2 >= rendered.source);
    let graded = |severity| if is_followed { severity } else { Severity::Info };
    let habit = format!("as approved in {} of {}", rendered.approved, counted(rendered.source as usize, "place"));
    match said {
        Said::Named { named, .. } if named.rival.is_some() => None,
        Said::Named { named, approved, severity } => {
            diagnostic.severity = graded(severity);
            diagnostic.message = match severity == Severity::Error {
                true => message(&named.text, text.name(), &approved),
                false => format!("{}, perhaps \"{}\" stands for it", lacks(&approved, text.name()), named.text),
            };
            diagnostic.locus = Some(named.locus);
            diagnostic.fixes = vec![shown(&approved)];
            diagnostic.evidence.push(habit);
            if named.units > 1 {
                diagnostic.evidence.push(format!("the same string in {} such places", named.units));
            }
            diagnostic.evidence.push(format!("score {:+.1}", named.score));
            diagnostic.found = Some(named.text);
            Some(diagnostic)
        }
        Said::Something { named } => {
            diagnostic.severity = graded(Severity::Warning);
            diagnostic.evidence.push(habit);
            diagnostic.evidence.push(format!("perhaps \"{}\" stands for it, score {:+.1}", named.text, named.score));
            Some(diagnostic)
        }
        // Then `occurrence-parity` speaks.
        Said::Nothing { .. } if text.is_soft() || !diagnostic.evidence.is_empty() => None,
        Said::Nothing { score } => {
            if score.is_finite() {
                diagnostic.evidence.push(format!("score {score:+.1}"));
            }
            Some(diagnostic)
        }
    }
}
