//! The signals: one file per kind of evidence, each with its weights, one list.
//!
//! A signal reads `Facts` and adds hints to `Evidence`; it decides nothing.

mod apposition;
mod headline;
pub mod sound;
mod spelling;
mod split;
mod url;

use super::evidence::Evidence;
use super::facts::Facts;

/// All signals. To add one: a file beside this one and a line here.
pub const SIGNALS: &[fn(&Facts<'_>, &mut Evidence)] =
    &[url::find, apposition::find, headline::find, sound::find, split::find, spelling::find];
