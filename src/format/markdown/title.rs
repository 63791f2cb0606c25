//! The titles of links and images, which are segments of their own.

use std::ops::Range;

use super::Reader;
use crate::document::Role;
use crate::text::{Escape, Locus};

impl Reader<'_, '_, '_> {
    /// The title of a link or image at the end of its element. Where it is not found as it is, it is not editable.
    pub(super) fn title(&mut self, title: &str, range: Range<usize>) {
        if title.trim().is_empty() || self.prose.is_masked(self.locus(&range)) {
            return;
        }
        let element = self.source.get(range.clone()).unwrap_or_default();
        let inner =
            element.trim_end().strip_suffix(')').filter(|_| element.starts_with(['!', '['])).unwrap_or(element).trim_end();
        let (quote, escape) = match inner.as_bytes().last() {
            Some(b'"') => ('"', Escape::Html),
            Some(b'\'') => ('\'', Escape::SingleQuoted),
            _ => (')', Escape::Opaque),
        };
        let inner = inner.strip_suffix(quote).unwrap_or(inner);
        let found = inner.strip_suffix(title).filter(|before| before.ends_with(if quote == ')' { '(' } else { quote }));
        if let Some(before) = found {
            let start = self.base + range.start + before.len();
            self.prose.open(Role::Title, escape, 0);
            self.prose.plain(Locus::new(start, start + title.len()));
        } else {
            self.prose.open(Role::Title, Escape::Opaque, 0);
            self.prose.escaped(self.locus(&range), title);
        }
        self.prose.close();
    }
}
