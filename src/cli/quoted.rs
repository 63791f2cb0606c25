//! Texts as `{:?}` writes them, quickly.
//!
//! `report` writes its settings so into what tells whether two of its parts belong together.

use std::fmt;

/// A text that is written as `{:?}` writes it, but where nothing in it needs an escape, at once.
pub(super) struct Quoted<'t>(pub &'t str);

impl<'t> Quoted<'t> {
    /// Each of these texts.
    pub fn all(texts: &'t [String]) -> Vec<Self> {
        texts.iter().map(|text| Self(text)).collect()
    }
}

impl fmt::Debug for Quoted<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain = |c: char| matches!(c, ' '..='~' | '\u{4e00}'..='\u{9fff}') && !matches!(c, '"' | '\\');
        if !self.0.chars().all(is_plain) {
            return fmt::Debug::fmt(self.0, formatter);
        }
        formatter.write_str("\"")?;
        formatter.write_str(self.0)?;
        formatter.write_str("\"")
    }
}

#[cfg(test)]
mod tests {
    use super::Quoted;

    #[test]
    fn a_text_is_quoted_as_debug_does() {
        for c in ('\0'..='\u{ffff}').chain(['\u{20000}', '😀']) {
            let text = format!("a{c}容");
            assert_eq!(format!("{:?}", Quoted(&text)), format!("{text:?}"));
        }
    }
}
