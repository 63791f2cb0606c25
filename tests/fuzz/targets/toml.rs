//! Any bytes as a TOML glossary: read or refused with places, and its renderings survive being written as CSV.
#![no_main]

#[path = "../../it/properties_glossary.rs"]
mod properties_glossary;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    properties_glossary::toml_reads_any_bytes(bytes);
    properties_glossary::toml_round_trip(bytes);
});
