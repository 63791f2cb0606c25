//! Any bytes as a file under `fix`: a second run changes nothing; any fixes that are chosen fit.
#![no_main]

use glossator::diagnostic::Applicability;

#[path = "../../it/properties_fix.rs"]
mod properties_fix;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    properties_fix::fixes_are_final("a.md", bytes, Applicability::Unsafe);
    properties_fix::fixes_are_final("a.txt", bytes, Applicability::Safe);
    if let Some((head, tail)) = bytes.split_at_checked(16) {
        let loci: Vec<(u8, u8)> = head.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        properties_fix::chosen_fixes_fit(&String::from_utf8_lossy(tail), &loci);
    }
});
