//! Deprecated renderings in blocks of code: comments are written by people, too.

use super::{EntryId, Form, Matcher, Scratch};
use crate::document::{Document, LandmarkKind};
use crate::text::Locus;
use crate::text::script::has_han;

/// A deprecated rendering in a block of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeMention {
    /// Where it stands.
    pub locus: Locus,
    /// The rendering.
    pub entry: EntryId,
}

/// Finds the deprecated renderings in the blocks of code of a document, in order.
pub fn in_code(matcher: &Matcher, document: &Document, file_text: &str, scratch: &mut Scratch) -> Vec<CodeMention> {
    let mut found = Vec::new();
    let (mut mentions, mut near) = (Vec::new(), Vec::new());
    for landmark in document.landmarks().iter().filter(|landmark| landmark.kind == LandmarkKind::CodeBlock) {
        let code = landmark.locus.get(file_text);
        if !has_han(code) {
            continue;
        }
        let mut start = landmark.locus.start;
        for line in code.split_inclusive('\n') {
            mentions.clear();
            near.clear();
            if has_han(line) {
                matcher.scan(0, line, scratch, &mut mentions, &mut near);
            }
            for mention in &mentions {
                let entry = matcher.entry(mention.entry);
                if entry.form == Form::Listed && !entry.status.is_approved() && !entry.ambiguous && has_han(&entry.text) {
                    let locus = Locus::new(start + mention.span.start, start + mention.span.end);
                    found.push(CodeMention { locus, entry: mention.entry });
                }
            }
            start += line.len();
        }
    }
    found.sort_by_key(|mention| mention.locus);
    found
}
