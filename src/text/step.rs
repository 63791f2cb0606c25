//! Bytes of a text sixteen at a step: which of them are what, as a bit for each, the first one lowest.
//!
//! Bytes are signed here, as the machine compares them: those above ASCII are negative.

use wide::i8x16;

/// Bytes that are looked at in one step.
pub const STEP: usize = 16;

/// The bytes of a step.
#[inline]
pub fn load(bytes: &[u8; STEP]) -> i8x16 {
    i8x16::from(bytes.map(u8::cast_signed))
}

/// One byte at every place.
#[inline]
pub const fn all(byte: u8) -> i8x16 {
    i8x16::new([byte.cast_signed(); STEP])
}

/// Which bytes are `byte`; all bits of these are set, and none of the others.
#[inline]
pub fn same(bytes: i8x16, byte: u8) -> i8x16 {
    bytes.simd_eq(all(byte))
}

/// As `same`, which bytes are in a range that is neither empty nor all there is.
#[inline]
pub fn in_range(bytes: i8x16, first: u8, last: u8) -> i8x16 {
    // The first of the range becomes the lowest of all signed bytes.
    (bytes + all(0x80_u8.wrapping_sub(first))).simd_lt(all(0x81_u8.wrapping_add(last - first)))
}

/// A bit for each byte whose bits are set.
#[inline]
pub fn bits(which: i8x16) -> u32 {
    which.to_bitmask() & 0xffff
}

/// The numbers of the bits of a set, ascending.
#[inline]
pub fn places(set: u64) -> impl Iterator<Item = u32> {
    places_without(set, 1)
}

/// As `places`; with each bit those are passed over that `with_it`, which has the lowest, has after it.
#[inline]
pub fn places_without(mut set: u64, with_it: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = set.trailing_zeros();
        (bit < u64::BITS).then(|| {
            set &= !(with_it << bit);
            bit
        })
    })
}

/// The first of the bytes that `is` says yes of, and that `which` tells of those of a step.
#[inline]
pub fn first(bytes: &[u8], which: impl Fn(i8x16) -> u32, is: impl Fn(u8) -> bool) -> Option<usize> {
    let (steps, rest) = bytes.as_chunks();
    for (number, step) in steps.iter().enumerate() {
        let found = which(load(step));
        if found != 0 {
            return Some(number * STEP + found.trailing_zeros() as usize);
        }
    }
    Some(steps.len() * STEP + rest.iter().position(|&byte| is(byte))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_told_wherever_it_stands() {
        for byte in 0..=255_u8 {
            for place in 0..STEP {
                let mut bytes = *b"\x00az\x7f\x80\xbf\xc0\xe4\xff 09AZ-.";
                bytes[place] = byte;
                let set = |is: &dyn Fn(u8) -> bool| bytes.iter().rev().fold(0, |set, &byte| set << 1 | u32::from(is(byte)));
                for (first, last) in [(b'a', b'z'), (0, b' '), (0x80, 0xff), (0xe4, 0xe9), (0, 0xfe), (byte, byte)] {
                    let expected = set(&|byte| (first..=last).contains(&byte));
                    assert_eq!(
                        bits(in_range(load(&bytes), first, last)),
                        expected,
                        "{byte:#x} at {place}, {first:#x} to {last:#x}"
                    );
                }
                assert_eq!(bits(same(load(&bytes), byte)), set(&|other| other == byte));
            }
        }
        assert_eq!(places(1 << 63 | 0b1010).collect::<Vec<_>>(), [1, 3, 63]);
        assert_eq!(places(0).count(), 0);
        assert_eq!(places_without(0b1101_1011, 0b1001).collect::<Vec<_>>(), [0, 1, 6, 7]);
    }
}
