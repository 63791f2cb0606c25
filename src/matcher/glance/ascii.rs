//! Letters and digits of ASCII among eight bytes at once.

/// The highest bit of each byte.
pub(super) const HIGH: u64 = all(0x80);

/// Eight times the same byte.
pub(super) const fn all(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The eight bytes at `at`, the first one lowest; those past the end are 0.
#[inline]
pub(super) fn eight(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk) {
        Some(&eight) => u64::from_le_bytes(eight),
        None => bytes.get(at..).unwrap_or_default().iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte)),
    }
}

/// `HIGH` of the bytes that are letters or digits.
#[inline]
pub(super) const fn alphanumeric(eight: u64) -> u64 {
    let low = eight & !HIGH;
    let lower = low | all(0x20);
    // A sum has the highest bit from the first of a range on, or from behind its last; no byte carries into the next.
    let letters = (lower + all(0x80 - b'a')) & !(lower + all(0x7f - b'z'));
    let digits = (low + all(0x80 - b'0')) & !(low + all(0x7f - b'9'));
    (letters | digits) & !eight & HIGH
}

/// How many bytes stand before the first of a set, which is given as `HIGH` of its bytes.
#[inline]
pub(super) const fn before(set: u64) -> usize {
    (set.trailing_zeros() / 8) as usize
}

/// How many bytes stand before the first that is `byte`.
#[inline]
pub(super) const fn before_byte(eight: u64, byte: u8) -> usize {
    let zero = eight ^ all(byte);
    before(zero.wrapping_sub(all(1)) & !zero & HIGH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_known_wherever_it_stands() {
        for byte in 0..=255u8 {
            for place in 0..8 {
                let mut bytes = [b'-', 0xe4, b'a', b'&', b'9', 0x80, 0xff, b'@'];
                bytes[place] = byte;
                let known = alphanumeric(u64::from_le_bytes(bytes)) >> (8 * place) & 0xff;
                assert_eq!(known, if byte.is_ascii_alphanumeric() { 0x80 } else { 0 }, "{byte:#x} at {place}");
                let first = bytes.iter().position(|&other| other == byte).unwrap_or(8);
                assert_eq!(before_byte(u64::from_le_bytes(bytes), byte), first, "{byte:#x} at {place}");
            }
        }
    }
}
