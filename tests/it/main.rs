//! The one integration binary: a module for each thing that is tested from outside.

mod properties_glossary;
