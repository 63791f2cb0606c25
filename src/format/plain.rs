//! Plain text: paragraphs between blank lines.

use super::Format;
use super::prose::{BreakKind, Prose};
use crate::document::{Document, Role};
use crate::text::{Escape, Locus};

/// Plain text files.
pub struct Plain;

impl Format for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn about(&self) -> &'static str {
        "plain text, paragraphs separated by blank lines"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "text"]
    }

    fn read(&self, text: &str, document: &mut Document) {
        document.clear();
        let mut prose = Prose::new(text, document.builder());
        let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        while start < text.len() {
            let rest = text.get(start..).unwrap_or_default();
            let end = start + memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
            let line = Locus::new(start, end).get(text);
            let inner = line.trim();
            if inner.is_empty() {
                prose.close();
            } else {
                let first = start + line.len() - line.trim_start().len();
                if prose.is_open() {
                    prose.reached(first);
                } else {
                    prose.builder.next_block();
                    prose.open(Role::Body, Escape::None, 0);
                }
                prose.verbatim(Locus::new(first, first + inner.len()));
                prose.line_break(first + inner.len(), None, BreakKind::Soft);
            }
            start = if text.get(end..).is_some_and(|rest| rest.starts_with("\r\n")) { end + 2 } else { end + 1 };
        }
        prose.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_become_segments() {
        let mut document = Document::default();
        Plain.read("\u{feff}中\r\n  文 *a*\r\nb\r\n\r\n \r\n见 https://a.b\n", &mut document);
        let found: Vec<_> = document.segments().map(|segment| (segment.text, segment.block)).collect();
        assert_eq!(found, [("中文 *a* b", 1), ("见 \u{fffc}", 2)]);
        assert_eq!(document.links().iter().map(|link| link.url.as_str()).collect::<Vec<_>>(), ["https://a.b"]);
    }
}
