//! Any bytes as a file: what decodes is written back byte for byte, and every place is exact, in every format.
#![no_main]

#[path = "../../it/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::decoding_is_faithful(bytes));
