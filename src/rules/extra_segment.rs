//! Paragraphs of the translation that the original does not have.
//!
//! A translator's note, or a part that the original has lost since. Neighbouring paragraphs are one finding; it is for
//! information, for nothing need be wrong.

use super::missing_segment::runs;
use super::paragraph::short;
use super::{DocumentContext, Draft, Rule, no_settling, now};
use crate::diagnostic::Severity;
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: "extra-segment",
    severity: Some(Severity::Info),
    source: include_str!("extra_segment.rs"),
    check,
    settle: no_settling,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    let Some(bitext) = cx.pair.map(|pair| pair.sides.bitext).filter(|bitext| bitext.source_path.is_some()) else { return };
    for run in runs(cx.document, &bitext.units, |unit| &unit.target, |unit| &unit.source) {
        let Some(segment) = cx.document.segment(run.segment) else { continue };
        let message = match run.count {
            1 => format!("the original does not have this paragraph: \"{}\"", short(&run.text)),
            count => format!("the original does not have these {count} paragraphs, from \"{}\"", short(&run.text)),
        };
        drafts.push(now(cx.diagnostic(&RULE, segment, Span::new(0, segment.text.len()), None, message)));
    }
}
