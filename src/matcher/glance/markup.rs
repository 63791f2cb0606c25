//! What markup hides from a glance: what a reader sees next behind it, and entities that stand for words.

use std::cell::OnceCell;

use crate::format::markdown::opens_far;
use crate::text::script::byte_set;

/// What stands after an interruption, for a reader.
pub(super) enum Next {
    /// The character at this byte.
    At(usize),
    /// Nothing that could go on.
    Nothing,
    /// Hard to say.
    Unknown,
}

/// Whether an entity stands for something else than punctuation.
pub(super) fn is_odd_entity(rest: &[u8]) -> bool {
    const PUNCTUATION: [&[u8]; 6] = [b"amp;", b"lt;", b"gt;", b"quot;", b"nbsp;", b"apos;"];
    match rest.first() {
        Some(b'#') => true,
        Some(byte) if byte.is_ascii_alphabetic() => {
            let name = rest.iter().take(33).take_while(|byte| byte.is_ascii_alphanumeric()).count();
            rest.get(name) == Some(&b';') && !PUNCTUATION.contains(&&rest[..=name])
        }
        _ => false,
    }
}

/// Bytes that `next` may find more behind than itself.
const INTERRUPTS: [bool; 256] = byte_set(b"*_~[]$< \t\n\r&{\\:ie");

/// Whether what stands at `at` may be markup, for `next` to look at.
#[inline]
pub(super) fn may_interrupt(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at..) {
        // A space before a word is the common case.
        Some([b' ', next, ..]) => matches!(next, b' ' | b'\t' | b'\n' | b'\r' | b'>'),
        Some([first, ..]) => INTERRUPTS[usize::from(*first)],
        _ => false,
    }
}

/// What a reader sees after `at`, if markup stands there; `far` is whether HTML may go on past blank lines.
pub(super) fn next(bytes: &[u8], mut at: usize, far: &OnceCell<bool>) -> Next {
    let line_of = |from: usize| &bytes[from..bytes.len().min(from + 4096)];
    loop {
        match bytes.get(at) {
            Some(b'*' | b'_' | b'~' | b'[' | b'$') => at += 1,
            Some(b']') => {
                let close = match bytes.get(at + 1) {
                    Some(b'(') => b')',
                    Some(b'[') => b']',
                    _ => {
                        at += 1;
                        continue;
                    }
                };
                match line_of(at + 2).iter().position(|&byte| byte == close || byte == b'<' || byte == b'(' || byte == b'"') {
                    Some(found) if bytes[at + 2 + found] == close => at += 3 + found,
                    _ => return Next::Unknown,
                }
            }
            Some(b'<') => match line_of(at + 1).iter().position(|&byte| matches!(byte, b'>' | b'"' | b'\'' | b'<')) {
                Some(found) if bytes[at + 1 + found] == b'>' => at += 2 + found,
                _ => return Next::Unknown,
            },
            Some(b' ' | b'\t' | b'\n' | b'\r') => {
                let blank = bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'>')).count();
                let space = &bytes[at..at + blank];
                let breaks = space.iter().filter(|&&byte| byte == b'\n').count();
                at += blank;
                match breaks {
                    0 if !space.contains(&b'\r') => return Next::Nothing,
                    0 | 1 => {}
                    // A blank line ends every block but HTML that has an end of its own, and scalars of front matter.
                    _ if *far.get_or_init(|| has_far_html(bytes)) => return Next::Unknown,
                    _ => return Next::Nothing,
                }
            }
            Some(b'&' | b'{' | b'\\') => return Next::Unknown,
            // The mark of a container may stand behind a line end.
            Some(b':') if bytes[at..].starts_with(b":::") => return Next::Unknown,
            // What folding drops, or makes something else of, is looked for by itself.
            Some(0xe0..0xf0) => return Next::At(at),
            // A statement of a module within text may be no text.
            Some(b'i' | b'e') if bytes[at..].starts_with(b"import ") || bytes[at..].starts_with(b"export ") => {
                return Next::Unknown;
            }
            Some(byte) if byte.is_ascii_alphanumeric() => return Next::At(at),
            Some(_) | None => return Next::Nothing,
        }
    }
}

/// Whether a text has HTML that goes on past blank lines.
fn has_far_html(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'<', bytes).any(|at| opens_far(&bytes[at + 1..]))
}
