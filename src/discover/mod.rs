//! Variants nobody listed: which strings of a corpus are renderings of one name or term.
//!
//! ```text
//! files ── corpus ──▶ texts ── facts (names, words) ── signals ──▶ evidence ── cluster ──▶ groups, counted
//! ```
//!
//! Where there are originals, `pairs` goes another way: from terms of the originals to what stands for them.

pub mod candidates;
mod cluster;
pub mod corpus;
mod count;
pub mod decisions;
mod evidence;
mod facts;
pub mod group;
pub mod known;
mod latin;
mod names;
pub mod pairs;
mod presence;
mod propose;
mod signals;
mod url;

pub use corpus::{Corpus, Reader};
pub use group::{Group, Place, Rendering};
pub use propose::groups;
