//! Bytes and text: spans, files as they are on disk, positions, folding and script classes.
//!
//! Nothing here knows what a glossary or a rule is.

pub mod alike;
pub mod anchor;
mod counted;
mod encoding;
pub mod file;
pub mod fold;
pub mod numbers;
pub mod offset_map;
pub mod place;
pub mod script;
pub mod segmentation;
pub mod span;
pub mod spool;
pub mod step;
pub mod tag;
pub mod window;
pub mod xml;

pub use counted::{counted, form, grouped, noun};
pub use encoding::Encoding;
pub use file::{ReadError, SourceFile, WriteError, WriteFault};
pub use offset_map::{Escape, Run, RunKind};
pub use place::{LineIndex, Place};
pub use span::{Edit, Locus, Malformed, Span};
