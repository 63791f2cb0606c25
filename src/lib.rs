//! glossator keeps a body of translated text to one rendering per name and term. This is the map.
//!
//! # From files to findings
//!
//! ```text
//! files ── engine::walk ──▶ text::SourceFile ── format ──▶ Document { segments, links, comments }
//!                                                                │
//! glossary files ── glossary::load ──▶ Glossary ──▶ Matcher ── mentions, near mentions
//!                                                                │
//!                         matcher::presence, matcher::evidence ── what is spoken of, what speaks for each mention
//!                                                                │
//!                                                             rules ──▶ drafts
//!                                                                │
//!           evidence::Statistics of all documents ──▶ settle ──▶ suppress ──▶ baseline ──▶ Run
//!                                                                                           │
//!                                                                    report · engine::fix ◀─┘
//!
//! engine::census (each mention, sampled lines) ─┐
//! Run ── engine::preview (what fix would do) ───┴─▶ report::inconsistency: tally ── compose ──▶ page, tables, JSON
//! ```
//!
//! With a glossary that is a plain list of wrong and right forms, `engine::glance` looks at a file's bytes first, and only
//! the parts of it that may hold a finding are read.
//!
//! Beside an original, `engine::pair` says which, `engine::beside` reads and aligns it (`align`), and
//! `matcher::counterpart` counts the mentions of both sides against each other. What the pairs of the whole corpus teach is
//! summed like the rest (`counterpart::PairStatistics`), and names the strings that stand for terms when drafts are settled.
//!
//! A run looks at each file once. What can be decided from one document is decided there; what the whole corpus must
//! decide (an ambiguous rendering, a placeholder, the variant that the corpus settled on) waits as a draft with an
//! observation, and is settled when the statistics of all files are summed. Only findings are kept, not texts, and where
//! a report is one line for each finding, not even these: `engine::stream` writes what is final, and what waits goes to a
//! file without a name if it is much. A large
//! translation memory is read piece by piece (`engine::pieces`), so that its size does not matter much.
//! `discover` goes another way: it keeps the texts, lets signals say which strings belong together, and joins what does not
//! contradict itself. Beside originals it counts which strings stand where which terms do (`discover::pairs`).
//! `engine::fix` repeats this in memory for each file until nothing changes, and writes the file then.
//!
//! # Layers
//!
//! A module uses the ones above it in this table, never its own neighbour or one below.
//!
//! | module | what lives there |
//! |---|---|
//! | [`error`] | "did you mean" for unknown names |
//! | [`text`] | bytes: spans, loci, edits, files and their encodings, offset maps, folding, scripts |
//! | [`document`] | a document as readers see it: segments, roles, links, comments |
//! | [`bitext`] | a document beside its original, unit by unit |
//! | [`diagnostic`] | findings and fixes, and how fixes are applied to a text |
//! | [`glossary`] | concepts and terms; one file per format read or written |
//! | [`mod@format`] | files to documents: one file per format, one list |
//! | [`similarity`] | how alike two names are: spelling, sound, English against Chinese |
//! | [`matcher`] | where terms occur, and the evidence for ambiguous ones; the only user of the multi-pattern engine |
//! | [`align`] | two documents to a bitext: sentences, lexicons, beads |
//! | [`config`] | `glossator.toml`, as written and as resolved |
//! | [`rules`] | what is wrong with what was found: one file per rule, one list |
//! | [`engine`] | the pipeline: walk, check, suppress, baseline, fix; a census of mentions |
//! | [`report`] | findings out: one file per format, one list; [`report::inconsistency`] shows a whole corpus, [`report::beads`] an alignment |
//! | [`discover`] | renderings that no glossary lists: texts, signals, evidence, groups |
//! | [`cli`] | arguments, one file per command, exit statuses |
//!
//! # What always holds
//!
//! - A [`Span`](text::Span) is bytes of decoded, visible text. A [`Locus`](text::Locus) is bytes of a file. Only a
//!   segment's offset map turns one into the other.
//! - Only `Segment::edit` makes edits. Where it says `None`, because markup or half an escape would go, the finding is
//!   reported without a fix.
//! - Only [`LineIndex`](text::LineIndex) counts lines and columns.
//! - Only `text::file` (which does all writing of documents), `text::window`, `text::spool`, `config`, `glossary::load`,
//!   `engine::walk`, `engine::changed` and `cli` touch the file system or start programs. Only `cli` prints.
//! - A rule is pure: it neither searches nor does I/O.
//! - Only the glossary is a reason to fix. A majority is none.
//! - A second `fix` changes nothing.
//! - The same input gives the same output, on any number of threads. A file judged with what `learn` stored from a corpus
//!   is judged as in a run on that corpus.
//! - What is sampled of a corpus (`matcher::evidence::sample`) is told by hashes of its text: it depends neither on the order
//!   of files nor on how they are divided.
//! - The tallies of parts, united in any order, are the tally of the whole, if all were made under the same settings.
//! - One bad file never stops a run: it is a finding. A broken glossary or configuration stops it before it starts.
//!
//! # Where to add things
//!
//! | thing | place |
//! |---|---|
//! | a rule | a file in `rules/`, a line in [`rules::RULES`] |
//! | an input format | a file in `format/`, a line in [`format::FORMATS`] |
//! | a report | a file in `report/`, a line in [`report::FORMATS`] |
//! | a lexicon format | a file in `align/lexicon/`, an arm in `lexicon::read` |
//! | a way to write alignments | a file in `report/beads/`, a line in [`report::beads::FORMATS`] |
//! | a command | a file in `cli/`, a variant in `cli/args.rs`, an arm in `cli/mod.rs` |
//! | a setting | a field in `config/as_written.rs`, its meaning in `config/resolve.rs`, a line in `config/template.toml` |
//! | a signal that two strings are one name | a file in `discover/signals/`, a line in its `SIGNALS` |
//! | evidence | a feature in `matcher/evidence/score.rs`, its counts in `observe.rs` or `statistics.rs` |
//! | a name or term | a row in `glossary/cloud-native.csv`: never a name in the code |
//!
//! The steps are in `CONTRIBUTING.md`.

pub mod align;
pub mod bitext;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod discover;
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
