//! glossator keeps a body of translated text to one rendering per name and term.
#![allow(missing_docs, reason = "being built")]

pub mod config;
pub mod diagnostic;
pub mod document;
pub mod engine;
pub mod error;
pub mod format;
pub mod glossary;
pub mod report;
pub mod text;
