//! Files as they are on disk: reading, encodings, and the only place that writes.
//!
//! What the text means is for `format`; which files there are is for `engine::walk`.
