//! Where an anchor stands in its pattern, and whether that stands around it.

/// Bytes of a pattern that its place has in itself.
const HEAD: usize = 16;

/// No place is of a pattern of so many bytes or more.
pub(super) const TOO_LONG: u16 = u16::MAX;

/// A pattern by one of its anchors.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    /// What is known of the characters beside the anchor.
    pub(super) known: u16,
    /// Whether who knows that it is there need not know where it is.
    pub(super) is_plain: bool,
    /// Whether it is of a run that a glance looks for.
    pub(super) is_run: bool,
    /// Where the pattern starts in the text of all.
    text: u32,
    /// Its length.
    pub(super) length: u16,
    /// Where in it the anchor stands.
    offset: u16,
    /// Its number, or its kind.
    pub(super) pattern: u32,
}

impl Place {
    /// The place of a pattern that starts at `start` of the text of all, unless it is too long.
    pub(super) fn new(pattern: u32, start: usize, length: usize, offset: usize) -> Option<Self> {
        let text = u32::try_from(start).ok()?;
        let length = u16::try_from(length).ok().filter(|&length| length < TOO_LONG)?;
        Some(Self { known: 0, is_plain: false, is_run: false, text, length, offset: u16::try_from(offset).ok()?, pattern })
    }

    /// The place of an anchor that is known by what stands beside it too, as `Beside::in_pattern` gives it.
    pub(super) const fn beside(self, known: u16) -> Self {
        Self { known, ..self }
    }

    /// The place of a run that a glance looks for, and wants wherever it stands, with so many bytes known before its anchor and
    /// from there on.
    pub(super) const fn run(self, known: (u16, u16)) -> Self {
        Self { is_run: true, ..self.plain(true, known) }
    }

    /// The place of a pattern that stands where its anchor does, with so many bytes known before and from there on, and that is
    /// wanted wherever it stands: if so wished, and if there is no more of it.
    pub(super) const fn plain(self, is_wanted: bool, known: (u16, u16)) -> Self {
        Self { is_plain: is_wanted && self.is_told(known), ..self }
    }

    /// Whether there is no more of the pattern than so many bytes before its anchor and from there on.
    #[inline]
    const fn is_told(&self, (before, after): (u16, u16)) -> bool {
        self.offset <= before && self.length <= self.offset + after
    }

    /// Where the anchor starts in the text of all.
    pub(super) const fn anchor(&self) -> usize {
        self.text as usize + self.offset as usize
    }

    /// The pattern.
    pub(super) fn text(self, texts: &[u8]) -> &[u8] {
        texts.get(self.text as usize..).and_then(|text| text.get(..usize::from(self.length))).unwrap_or_default()
    }

    /// Where the pattern is if its anchor is at `at`.
    #[inline]
    fn span(&self, at: usize) -> Option<(usize, usize)> {
        let start = at.checked_sub(usize::from(self.offset))?;
        Some((start, start + usize::from(self.length)))
    }
}

/// A place with the text of most patterns, in one line of the processor's cache: of a hundred thousand, each is mostly a miss.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
pub(super) struct Slot {
    /// What the pattern begins with; what stands behind a shorter one does not matter.
    head: [u8; HEAD],
    pub(super) place: Place,
}

impl Slot {
    /// With the text that this place is of.
    pub(super) fn new(place: Place, texts: &[u8]) -> Self {
        let mut head = [0; HEAD];
        head.iter_mut().zip(place.text(texts)).for_each(|(byte, &other)| *byte = other);
        Self { head, place }
    }

    /// Where the pattern stands in `bytes`, if it stands around the anchor at `at`.
    #[inline]
    pub(super) fn stands(&self, texts: &[u8], bytes: &[u8], at: usize) -> Option<(usize, usize)> {
        let (start, end) = self.place.span(at)?;
        let is_there = match bytes.get(start..)?.first_chunk::<HEAD>() {
            Some(&chunk) if self.place.length as usize <= HEAD => {
                let others = HEAD as u32 - u32::from(self.place.length);
                let differ = u128::from_le_bytes(chunk) ^ u128::from_le_bytes(self.head);
                differ & u128::MAX.checked_shr(8 * others).unwrap_or(0) == 0
            }
            _ => is_same(bytes.get(start..end)?, self.place.text(texts)),
        };
        is_there.then_some((start, end))
    }

    /// As `stands`, where so many bytes from the anchor on and so many before it are known to be the same: a text that is told by
    /// these need not be read. Seldom it says yes of another: where hashes are the same by chance, or characters but for the
    /// first bytes of one and of those beside the four.
    #[inline]
    pub(super) fn stands_likely(&self, texts: &[u8], bytes: &[u8], at: usize, known: (u16, u16)) -> Option<(usize, usize)> {
        if !self.place.is_told(known) {
            return self.stands(texts, bytes, at);
        }
        self.place.span(at).filter(|&(_, end)| end <= bytes.len())
    }
}

/// Whether two texts of one length are the same; shorter than a call for texts of some words. What pieces of eight bytes or
/// four leave over is compared as a part of such a piece.
#[inline]
fn is_same(left: &[u8], right: &[u8]) -> bool {
    if let (Some(left_last), Some(right_last)) = (left.last_chunk::<8>(), right.last_chunk::<8>()) {
        let (lefts, rights) = (left.as_chunks::<8>().0, right.as_chunks::<8>().0);
        return left_last == right_last && lefts.iter().zip(rights).all(|(left, right)| left == right);
    }
    match (left.first_chunk::<4>(), right.first_chunk::<4>()) {
        (Some(left_first), Some(right_first)) => left_first == right_first && left.last_chunk::<4>() == right.last_chunk::<4>(),
        _ => left == right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_of_any_length_stands_where_it_is() {
        let pattern: String = (b'a'..=b'z').map(char::from).collect();
        for length in 0..=pattern.len() {
            let pattern = &pattern[..length];
            let place = Place::new(0, 0, length, length / 2).expect("a short pattern");
            let place = Slot::new(place, pattern.as_bytes());
            for spare in [0, 3, 30] {
                let text = [b"-", pattern.as_bytes(), &[0; 30][..spare]].concat();
                assert_eq!(place.stands(pattern.as_bytes(), &text, 1 + length / 2), Some((1, 1 + length)), "{pattern} {spare}");
                let behind = place.stands(pattern.as_bytes(), &text, 1 + length / 2 + spare + 1);
                assert!(length == 0 || behind.is_none(), "{pattern} {spare}");
                for at in 1..=length {
                    let mut text = text.clone();
                    text[at] = b'?';
                    assert_eq!(place.stands(pattern.as_bytes(), &text, 1 + length / 2), None, "{pattern} without {at}");
                }
            }
        }
    }
}
