//! How alike two names are: spelling, sound, and English against Chinese.
//!
//! Names are scored, never made: a candidate must come from a text.

pub mod skeleton;
pub mod sound;
pub mod spelling;
pub mod syllable;
pub mod transliteration;
