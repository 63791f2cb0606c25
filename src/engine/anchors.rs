//! Headings that other pages link to: a fix that changes the anchor of one needs a person.
//!
//! Links within the page are seen by the rules; those of other pages are known when all are read, or from a learned file.

use std::num::NonZeroU64;

use crate::diagnostic::{Applicability, Diagnostic};
use crate::document::{Document, Role, Segment};
use crate::matcher::evidence::Statistics;
use crate::text::Span;
use crate::text::anchor::{LONGEST, key, of_heading, slug};

/// The key of the heading's anchor that the safe fix of a finding would change, in the document at `path` with this text.
pub(super) fn changed(document: &Document, diagnostic: &Diagnostic, (path, text): (&str, &str)) -> Option<NonZeroU64> {
    let fix = diagnostic.fixes.first().filter(|fix| fix.applicability == Applicability::Safe)?;
    let locus = diagnostic.locus.filter(|_| diagnostic.role == Some(Role::Heading))?;
    if diagnostic.found.as_deref().is_some_and(|found| slug(found) == slug(&fix.replacement)) {
        return None;
    }
    let heading =
        segment_at(document, locus.start).filter(|segment| segment.role == Role::Heading && segment.text.len() <= LONGEST)?;
    let in_file = heading.locus(Span::new(0, heading.text.len())).get(text);
    NonZeroU64::new(key(path, &of_heading(heading.text, in_file)))
}

/// The segment that a byte of the file stands in.
fn segment_at(document: &Document, at: usize) -> Option<Segment<'_>> {
    let (mut low, mut high) = (0, document.segments().len());
    while low < high {
        let middle = low.midpoint(high);
        let segment = document.segment(middle)?;
        if segment.locus(Span::new(0, segment.text.len())).end <= at {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    document.segment(low)
}

/// Leaves the fixes of a finding to a person if a link of another page leads to the anchor.
pub(super) fn guard(diagnostic: &mut Diagnostic, anchor: Option<NonZeroU64>, statistics: &Statistics) {
    if anchor.is_some_and(|anchor| statistics.is_linked(anchor.get())) {
        for fix in &mut diagnostic.fixes {
            fix.applicability = fix.applicability.min(Applicability::Unsafe);
        }
        diagnostic.evidence.push("a link of another page points at the heading's anchor".to_owned());
    }
}
