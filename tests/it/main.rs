//! All integration tests, one binary: one link step.

mod bad_input;
mod dictionary;
mod layers;
mod program;
mod properties;
mod properties_glossary;
mod readers;
mod reports;
