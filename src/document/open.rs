//! Segments that are being written, and the memory that they leave.

use super::{Link, Role};
use crate::text::{Escape, Run};

/// A segment that is being written.
#[derive(Clone, Debug, Default)]
pub(super) struct Open {
    pub text: String,
    pub runs: Vec<Run>,
    pub links: Vec<Link>,
    pub role: Option<Role>,
    pub level: u8,
    pub escape: Option<Escape>,
}

/// Memory of segments that were written, for the next ones.
#[derive(Clone, Default)]
pub(super) struct Spare(pub Vec<Open>);

impl std::fmt::Debug for Spare {
    /// Nothing: it is no part of what a document says.
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}
