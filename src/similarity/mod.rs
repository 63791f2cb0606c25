//! How alike two names are: spelling and sound.

pub mod sound;
