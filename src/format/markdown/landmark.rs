//! What stays in a translation: ids of headings, blocks of code.

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::document::LandmarkKind;
use crate::format::prose::{Mask, MaskKind, Prose};
use crate::text::Locus;

/// Records the ids that headings are given: `{#id}`, whatever its case.
pub(super) fn heading_ids(prose: &mut Prose<'_, '_>, masks: &[Mask]) {
    for mask in masks.iter().filter(|mask| mask.kind == MaskKind::Attributes) {
        let inside = mask.locus.get(prose.text).trim_start_matches('{').trim_end_matches('}');
        let id = inside.split_whitespace().find_map(|part| part.strip_prefix('#'));
        if let Some(id) = id {
            prose.builder.landmark(LandmarkKind::HeadingId, mask.locus, xxh3_64(id.to_lowercase().as_bytes()));
        }
    }
}

/// Records a block of code; its key does not count indentation and comments, which translators change.
pub(super) fn code_block(prose: &mut Prose<'_, '_>, locus: Locus) {
    let mut hash = Xxh3::new();
    for line in locus.get(prose.text).lines() {
        let line = line.trim();
        if !["//", "#", "--", "/*", "*", "<!--", ";", "%"].iter().any(|mark| line.starts_with(mark)) {
            let code = memchr::memchr_iter(b' ', line.as_bytes()).find(|&at| opens_comment(&line.as_bytes()[at + 1..]));
            hash.update(line.get(..code.unwrap_or(line.len())).unwrap_or_default().trim_end().as_bytes());
        }
    }
    prose.builder.landmark(LandmarkKind::CodeBlock, locus, hash.digest());
}

/// Whether a comment begins here, in whatever language of code.
fn opens_comment(code: &[u8]) -> bool {
    [&b"//"[..], b"#", b"--", b"/*", b"<!--"].iter().any(|mark| code.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::format::Format;
    use crate::format::markdown::Markdown;

    fn landmarks(text: &str) -> Vec<(LandmarkKind, String, u64)> {
        let mut document = Document::default();
        Markdown.read(text, &mut document);
        document.landmarks().iter().map(|mark| (mark.kind, mark.locus.get(text).trim_end().to_owned(), mark.key)).collect()
    }

    #[test]
    fn ids_and_code_are_landmarks() {
        let text = "# 标题 {#Some-id}\n\n用 `kubectl` 看\n\n```sh\nls\n```\n";
        let found = landmarks(text);
        let expected = [
            (LandmarkKind::HeadingId, "{#Some-id}"),
            (LandmarkKind::Inline, "`kubectl`"),
            (LandmarkKind::CodeBlock, "```sh\nls\n```"),
        ];
        assert_eq!(found.iter().map(|(kind, text, _)| (*kind, text.as_str())).collect::<Vec<_>>(), expected);
        assert_eq!(found[0].2, landmarks("## Title {#some-id}")[0].2);
    }

    #[test]
    fn translated_comments_leave_code_the_same() {
        let key = |text: &str| landmarks(text)[0].2;
        let source = key("```go\n// the pod\nrun(pod) // now\n```\n");
        assert_eq!(source, key("- 项\n\n  ```go\n  // 容器组\n  run(pod)  // 马上\n  ```\n".trim_start_matches("- 项\n\n")));
        assert_ne!(source, key("```go\nrun(pods)\n```\n"));
    }
}
