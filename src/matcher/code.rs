//! Deprecated renderings in the comments of blocks of code, which are written for people.

use super::{EntryId, Form, Matcher, Scratch};
use crate::document::{Document, LandmarkKind};
use crate::text::Locus;
use crate::text::script::has_han;

/// A deprecated rendering in a comment of a block of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeMention {
    /// Where it stands.
    pub locus: Locus,
    /// The rendering.
    pub entry: EntryId,
}

/// Finds the deprecated renderings in the comments of a document's blocks of code, in order.
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
                let is_wrong = entry.form == Form::Listed && !entry.status.is_approved() && !entry.ambiguous;
                if is_wrong && has_han(&entry.text) && is_comment(line, mention.span.start) {
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

/// Whether a comment, or a documentation string, has begun on the line before this byte.
fn is_comment(line: &str, at: usize) -> bool {
    let before = line.get(..at).unwrap_or_default();
    let marks = ["//", "/*", "--", "<!--", "\"\"\"", "'''"];
    // A hash inside a word or an address is none.
    let has_hash =
        before.match_indices('#').any(|(at, _)| before[..at].is_empty() || before[..at].ends_with(char::is_whitespace));
    let starts = before.trim_start().starts_with(['*', '%', ';']);
    has_hash || starts || marks.iter().any(|mark| before.contains(mark) && !before.contains("://"))
}

#[cfg(test)]
mod tests {
    use super::is_comment;

    #[test]
    fn comments_are_told_from_code() {
        for (line, expected) in [
            ("x = 1  # 标记", true),
            ("// 标记", true),
            ("/* 标记", true),
            (" * 标记", true),
            ("<!-- 标记", true),
            ("\"\"\"返回标记", true),
            ("-- 标记", true),
            ("name: 标记", false),
            ("print('标记')", false),
            ("https://a.io/#标记", false),
        ] {
            assert_eq!(is_comment(line, line.find("标记").expect("it is there")), expected, "{line}");
        }
    }
}
