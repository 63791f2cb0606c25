//! A term of the original without its approved rendering in the translation.
//!
//! The source term stands in the original, and neither its unit nor the paragraph around it, nor a neighbouring one, has an
//! approved rendering to spare. The finding says what became of it: it stayed as it is, or it became an unlisted string, which
//! is shown. Names are found by their sound, other terms by what the whole corpus says: where the approved rendering, put in
//! the place of a string, makes the sentence like the others, that string stands for the term. Renderings that the glossary
//! deprecates are reported by their own rules.
//!
//! How sure the finding is shows in its severity: an error names the string; one that may well be a pronoun or was left out on
//! purpose is only for information.

use super::{CorpusContext, DocumentContext, Draft, Pending, Rule};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use crate::matcher::counterpart::{self, Fate, Gap, LostText};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: "missing-rendering",
    severity: Some(Severity::Error),
    source: include_str!("missing_rendering.rs"),
    check,
    settle,
};

fn check(cx: &DocumentContext<'_>, drafts: &mut Vec<Draft>) {
    let Some(pair) = cx.pair else { return };
    for gap in &pair.counterparts.gaps {
        if let Fate::Variant(_) = gap.fate {
            continue;
        }
        drafts.extend(draft(cx, gap));
    }
}

fn draft(cx: &DocumentContext<'_>, gap: &Gap) -> Option<Draft> {
    let sides = &cx.pair?.sides;
    let unit = sides.bitext.units.get(gap.unit)?;
    let mention = sides.source_mentions.get(gap.mention)?;
    let concept = &cx.glossary.concepts[gap.concept as usize];
    let name = mention.span.get(sides.bitext.source.segment(mention.segment)?.text);
    let piece = unit.target.first()?;
    let segment = cx.document.segment(piece.segment)?;
    let (span, segment) = match gap.fate {
        Fate::Kept(Some(kept)) => {
            let kept = &cx.mentions[kept];
            (kept.span, cx.segment(kept.segment))
        }
        _ => (visible(segment.text, piece.span), segment),
    };
    let approved = cx.matcher.of_concept(gap.concept).find(|entry| entry.status.is_approved() && !entry.is_source)?;
    let message = match gap.fate {
        Fate::Kept(_) => format!("\"{name}\" stayed as it is, the approved rendering is \"{}\"", approved.text),
        _ => format!("no approved rendering of \"{name}\" here, such as \"{}\"", approved.text),
    };
    let mut diagnostic = cx.diagnostic(&RULE, segment, span, Some(concept), message);
    diagnostic.severity = Severity::Info;
    if gap.approved > 0 {
        diagnostic.evidence.push(format!("{} times in the original, {} times here", gap.source, gap.approved));
    }
    let pending = match gap.fate {
        Fate::Lost => LostText::of(sides, gap).map(|text| Pending::Lost(Box::new(text))),
        _ => None,
    };
    Some(Draft { diagnostic, pending })
}

/// A span without the white space at its ends.
fn visible(text: &str, span: Span) -> Span {
    let inner = span.get(text);
    let start = span.start + inner.len() - inner.trim_start().len();
    Span::new(start, (start + inner.trim().len()).max(start))
}

fn settle(cx: &CorpusContext<'_>, mut diagnostic: Diagnostic, pending: &Pending) -> Option<Diagnostic> {
    let Pending::Lost(text) = pending else { return Some(diagnostic) };
    let Some(usual) = cx.pairs.usual(cx.matcher, text.concept()) else { return Some(diagnostic) };
    let approved = &cx.matcher.entry(usual).text;
    let rendered = cx.pairs.rendered(text.concept());
    let Some(named) = counterpart::name(text, approved, cx.sketches, cx.pairs) else { return Some(diagnostic) };
    diagnostic.evidence.push(format!("score {:+.1}", named.score));
    diagnostic.evidence.push(format!("rendered as approved in {} of {} places", rendered.approved, rendered.source));
    if named.score > 0.0 {
        diagnostic.severity = if named.score > 6.0 { Severity::Error } else { Severity::Warning };
        diagnostic.message =
            format!("\"{}\" stands for \"{}\", the approved rendering is \"{approved}\"", named.text, text.name());
        diagnostic.locus = Some(named.locus);
        diagnostic.fixes = vec![Fix {
            title: format!("use \"{approved}\""),
            applicability: Applicability::Display,
            replacement: approved.clone(),
            edits: Vec::new(),
        }];
        diagnostic.found = Some(named.text);
    }
    Some(diagnostic)
}
