//! Any text as po: places are exact, edits read back, and all other units stay as they are.
#![no_main]

#[path = "../../it/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let format = glossator::format::by_name("po").expect("it is a format");
    properties::places_are_exact(format, text);
    properties::edits_read_back(format, text);
    properties::units_read_back(format, text, None, 1);
});
