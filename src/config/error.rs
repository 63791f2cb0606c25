//! What is wrong with a configuration file, each fault with its place.
//!
//! The shape of the messages is that of broken glossary rows.

use std::fmt;

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConfigFault {
    /// Line, from 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// Column in characters, from 1; 0 when the file as a whole is meant.
    pub column: usize,
    /// What is wrong: lower case, no full stop.
    pub reason: String,
}

/// Everything that is wrong with a configuration file, in its order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// Path of the file as given.
    pub file: String,
    /// The faults; never empty.
    pub faults: Vec<ConfigFault>,
}

impl ConfigError {
    /// An error about the file as a whole.
    pub fn of_file(file: &str, reason: String) -> Self {
        Self { file: file.to_owned(), faults: vec![ConfigFault { line: 0, column: 0, reason }] }
    }
}

/// One fault a line.
impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, ConfigFault { line, column, reason }) in self.faults.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            match line {
                0 => write!(f, "{}: {reason}", self.file)?,
                _ => write!(f, "{}:{line}:{column}: {reason}", self.file)?,
            }
        }
        Ok(())
    }
}
