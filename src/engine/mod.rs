//! The pipeline: walk, read, match, judge, suppress, sort.

pub mod baseline;
pub mod changed;
pub mod run;
pub mod suppress;
