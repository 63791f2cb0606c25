//! Terms: what a concept is called, what it must not be called, and in which language.
//!
//! One file per format read or written. How terms are found in text is for `matcher`.

pub mod check;
pub mod csv;
pub mod error;
pub mod insert;
pub mod load;
pub mod model;
pub mod omegat;
pub mod tbx;
pub mod toml;
pub mod validate;
pub mod write;

mod cells;
mod columns;
mod shared;

pub use error::{GlossaryError, RowError};
pub use model::{About, AdministrativeStatus, CaseRule, Concept, FirstMention, Glossary, Kind, Origin, SelfTest, Term, Usage};
pub use shared::SharedText;
