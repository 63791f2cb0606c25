//! Any text as markdown: places are exact, and edits read back as the replacement.
#![no_main]

#[path = "../../it/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let format = glossator::format::by_name("markdown").expect("it is a format");
    properties::places_are_exact(format, text);
    properties::edits_read_back(format, text);
});
