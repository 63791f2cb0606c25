//! Puts edits into a text.
