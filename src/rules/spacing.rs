//! Whether a text puts a space between Chinese and Latin, as what is put into it should.
//!
//! Where that matters is for `replacement`.

use crate::text::script::is_han;
use crate::text::step::{bits, first};

/// Whether a text puts a space between Chinese and Latin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spacing {
    spaced: u32,
    tight: u32,
}

/// So many places where Chinese and Latin meet show the habit of a file.
const HABIT: u32 = 100;

impl Spacing {
    /// Counts the habit of a file's text as it is written, markup and all, up to where it is plain.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut spacing = Self::default();
        let mut at = 0;
        // Chinese and Latin meet where a byte above ASCII and one of it do: from there to there.
        while let Some(found) = first_with(&bytes[at..], true) {
            let start = at + found;
            let end = first_with(&bytes[start..], false).map_or(bytes.len(), |length| start + length);
            let run = &bytes[start..end];
            spacing.count(run, || text[at..start].chars().next_back().is_some_and(is_han));
            spacing.count(run.iter().rev(), || text[end..].chars().next().is_some_and(is_han));
            if spacing.is_plain() {
                break;
            }
            at = end;
        }
        spacing
    }

    /// Counts one end of a run of ASCII, from the outside in, if it touches Chinese.
    fn count<'b>(&mut self, run: impl IntoIterator<Item = &'b u8>, touches: impl FnOnce() -> bool) {
        let mut run = run.into_iter();
        let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let count = match run.next() {
            Some(b' ') if is_word(run.next()) => &mut self.spaced,
            word if is_word(word) => &mut self.tight,
            _ => return,
        };
        *count += u32::from(touches());
    }

    /// Whether enough was counted; one side may win before that, for a run counts for two at most.
    const fn is_plain(self) -> bool {
        self.spaced + self.tight >= HABIT || self.spaced > HABIT / 2 || self.tight > HABIT / 2
    }

    /// Whether Chinese and Latin are set apart; where the text shows no habit, they are.
    pub const fn is_spaced(self) -> bool {
        self.spaced >= self.tight
    }
}

/// The first byte that is ASCII, or the first that is not.
fn first_with(bytes: &[u8], is_ascii: bool) -> Option<usize> {
    let flip = if is_ascii { 0xffff } else { 0 };
    // A bit for each byte: its highest.
    first(bytes, |step| bits(step) ^ flip, |byte| byte.is_ascii() == is_ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_of_a_kind_is_found_wherever_it_stands() {
        let text = "容器 abcdefghijk 编排系统里的 K8s，再来一些汉字x";
        for start in 0..text.len() {
            let bytes = &text.as_bytes()[start..];
            for is_ascii in [true, false] {
                let slow = bytes.iter().position(|byte| byte.is_ascii() == is_ascii);
                assert_eq!(first_with(bytes, is_ascii), slow, "{start} {is_ascii}");
            }
        }
    }

    #[test]
    fn a_text_shows_how_it_is_spaced() {
        let count = |spaced, tight| Spacing { spaced, tight };
        assert_eq!(Spacing::of("用 Go 写a的 b，K8s 集群 - 和"), count(4, 2));
        assert_eq!(Spacing::of("a 容\n\n器 "), count(1, 0));
        assert_eq!(Spacing::of("これはKubernetesの、二〇a、㐀b、𠮷 c"), count(1, 4));
        assert!(Spacing::of(&("容 a 器b".repeat(25) + &"容a器".repeat(200))).is_spaced());
        assert!(!Spacing::of(&("容 a 器".repeat(20) + &"容a器".repeat(200))).is_spaced());
        // Both ends of a run count.
        assert!(!Spacing::of(&("容 a，".repeat(50) + &"容b，".repeat(49) + "容a器")).is_spaced());
    }
}
