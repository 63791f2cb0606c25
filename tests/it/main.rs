//! All integration tests, one binary: one link step.

mod align;
mod bad_input;
mod bilingual;
mod cli;
mod dictionary;
mod discover;
mod discover_pairs;
mod fixes;
mod inconsistency;
mod large;
mod layers;
mod names;
mod pairs;
mod program;
mod properties;
mod properties_fix;
mod properties_glossary;
mod readers;
mod reports;
mod unharmed;
