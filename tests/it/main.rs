//! All integration tests, one binary: one link step.

mod dictionary;
mod properties;
mod readers;
