//! The pipeline: walk, read, match, judge, suppress, sort.

pub mod run;
