//! Keeps the columns of a Markdown table aligned.
