//! All integration tests, one binary: one link step.

mod dictionary;
mod properties;
mod properties_glossary;
mod readers;
mod reports;
