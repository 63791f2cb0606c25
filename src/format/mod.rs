//! Files to documents: one file per format, one list.
