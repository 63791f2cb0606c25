//! Which asterisks and low lines mean emphasis, and which are text: the rules of CommonMark, as the parser has them.
//!
//! Where they stand is for `line`; what they become, for the reader.

use std::ops::Range;

/// Asterisks or low lines in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Delimiter {
    /// Which of the two.
    pub byte: u8,
    /// Where they start.
    pub place: usize,
    /// How many they are.
    pub length: usize,
    /// Whether emphasis may begin with them.
    pub can_open: bool,
    /// Whether it may end with them.
    pub can_close: bool,
    /// How many of the first end some.
    pub closing: usize,
    /// How many of the last begin some.
    pub opening: usize,
}

impl Delimiter {
    /// The asterisks or low lines at `place` in a line's text, if it is certain what they can be, as CommonMark has it.
    pub fn at(part: &str, text: &Range<usize>, place: usize) -> Option<Self> {
        let (before, rest) = (&part[text.start..place], &part[place..text.end]);
        let byte = rest.as_bytes()[0];
        let after = rest.trim_start_matches(char::from(byte));
        let (before, next) = (Side::of(before.chars().next_back()), Side::of(after.chars().next()));
        if before == Side::Unknown || next == Side::Unknown {
            return None;
        }
        // Low lines within a word are a part of it.
        let touches = |this, other| match this {
            Side::Word => byte == b'*' || other != Side::Word,
            Side::Mark => other != Side::Word,
            Side::Space | Side::Unknown => false,
        };
        Some(Self {
            byte,
            place,
            length: rest.len() - after.len(),
            can_open: touches(next, before),
            can_close: touches(before, next),
            closing: 0,
            opening: 0,
        })
    }

    /// Those that are text: behind what ends emphasis, before what begins it.
    pub fn text(&self) -> Range<usize> {
        self.place + self.closing..self.place + self.length - self.opening
    }
}

/// What stands beside a delimiter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Space,
    Mark,
    Word,
    /// Whatever a parser must be asked about.
    Unknown,
}

impl Side {
    fn of(c: Option<char>) -> Self {
        match c {
            None | Some(' ') => Self::Space,
            Some('\u{4e00}'..='\u{9fff}') => Self::Word,
            Some('，' | '。' | '、' | '：' | '；' | '？' | '！' | '（' | '）' | '“' | '”' | '《' | '》' | '「' | '」') => {
                Self::Mark
            }
            Some(c) if c.is_ascii_alphanumeric() => Self::Word,
            Some(c) if c.is_ascii_punctuation() => Self::Mark,
            Some(_) => Self::Unknown,
        }
    }
}

/// What may still begin emphasis.
#[derive(Clone, Copy)]
struct Waiting {
    number: usize,
    /// How many of it are left.
    count: usize,
}

/// Finds out what the delimiters of one text are, in their order.
pub(super) fn resolve(delimiters: &mut [Delimiter]) {
    let mut waiting: Vec<Waiting> = Vec::new();
    // Where nothing before is wanted any more: by byte, and length or whether it can only close.
    let mut bounds = [[0; 4]; 2];
    for number in 0..delimiters.len() {
        let own = delimiters[number];
        let is_both = own.can_open && own.can_close;
        let of_byte = usize::from(own.byte == b'_');
        let mut count = own.length;
        while own.can_close && count > 0 {
            let of_length = bounds[of_byte][own.length % 3];
            let bound = if is_both { of_length } else { of_length.min(bounds[of_byte][ONLY_CLOSING]) };
            let bound = bound.min(waiting.len());
            let is_match = |other: &Waiting| {
                let other = &delimiters[other.number];
                let is_both = is_both || other.can_open && other.can_close;
                // Of two that could be either, the lengths must not add up to a multiple of three, unless both are one.
                other.byte == own.byte
                    && (!is_both || !(own.length + other.length).is_multiple_of(3) || own.length.is_multiple_of(3))
            };
            let Some(found) = waiting[bound..].iter().rposition(is_match).map(|found| bound + found) else {
                bounds[of_byte][own.length % 3] = waiting.len();
                if !is_both {
                    bounds[of_byte][ONLY_CLOSING] = waiting.len();
                }
                break;
            };
            let opener = waiting[found];
            waiting.truncate(found);
            bounds.as_flattened_mut().iter_mut().for_each(|bound| *bound = found.min(*bound));
            let matched = count.min(opener.count);
            delimiters[opener.number].opening += matched;
            delimiters[number].closing += matched;
            if opener.count > matched {
                waiting.push(Waiting { count: opener.count - matched, ..opener });
            }
            count -= matched;
        }
        if count > 0 && own.can_open {
            waiting.push(Waiting { number, count });
        }
    }
}

/// The place of the bound for what can close and not open.
const ONLY_CLOSING: usize = 3;
