//! Terms: what a concept is called, what it must not be called, and in which language.
//!
//! One file per format read or written. How terms are found in text is for `matcher`.

pub mod csv;
pub mod error;
pub mod model;
pub mod validate;

mod cells;
mod columns;

pub use error::{GlossaryError, RowError};
pub use model::{AdministrativeStatus, CaseRule, Concept, FirstMention, Glossary, Kind, Origin, SelfTest, Term};
