//! Terms: what a concept is called, what it must not be called, and in which language.
//!
//! One file per format read or written. How terms are found in text is for `matcher`.

pub mod model;

pub use model::{AdministrativeStatus, CaseRule, Concept, Glossary, Kind, Origin, Term};
