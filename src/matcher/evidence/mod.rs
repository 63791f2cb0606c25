//! Evidence: does an ambiguous string stand for its concept here, or is it the ordinary word?
//!
//! `observe` records what one document offers for each mention, `statistics` what the corpus teaches, `score` weighs
//! both into one score. What is done with it is for `rules`.

mod counts;
mod grams;
mod observe;
mod sample;
mod score;
mod statistics;
mod storage;
mod topic;

pub use observe::{Observation, Stand, observe};
pub use score::{Features, Verdict, starts_with_name};
pub use statistics::{Settled, Statistics};
pub use storage::LearnedError;
