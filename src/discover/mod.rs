//! Variants nobody listed: which strings of a corpus are renderings of one name or term.

pub mod group;

pub use group::{Group, Place, Rendering};
