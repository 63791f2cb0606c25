//! Dictionary words of Chinese text.
