//! glossator keeps a body of translated text to one rendering per name and term.

pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod document;
pub mod engine;
pub mod error;
pub mod format;
pub mod glossary;
pub mod matcher;
pub mod report;
pub mod rules;
pub mod similarity;
pub mod text;
