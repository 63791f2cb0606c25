//! All integration tests, one binary: one link step.

mod properties;
mod readers;
