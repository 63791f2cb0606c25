//! The pipeline: walk, read, match, judge, suppress, sort; and the same again for fixes.
//!
//! How findings look is for `report`.

pub mod analyse;
mod anchors;
pub mod baseline;
pub mod beside;
pub mod census;
pub mod changed;
pub mod check;
pub mod fix;
mod glance;
pub mod language;
mod located;
pub mod pair;
pub mod pieces;
pub mod preview;
pub mod run;
pub mod stream;
pub mod suppress;
pub mod walk;
