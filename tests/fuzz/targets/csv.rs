//! Any bytes as a CSV glossary: read or refused with places, and the same again after writing.
#![no_main]

#[path = "../../it/properties_glossary.rs"]
mod properties_glossary;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    properties_glossary::csv_reads_any_bytes(bytes);
    properties_glossary::csv_round_trip(bytes);
    properties_glossary::admitted_renderings_are_read(bytes, "癸");
});
