//! Translations with their originals in memory: the texts of both, and which stretches say the same.
//!
//! What is counted in them is for the files beside this one.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::annotation::{self, Annotation};
use crate::align::language;
use crate::bitext::Piece;
use crate::discover::corpus::{Text, keep};
use crate::engine::beside::{self, NoPair};
use crate::engine::check::{Checker, Read};
use crate::engine::walk::Input;
use crate::text::Span;

/// Units that the aligner is less sure of are left out.
const LEAST_SCORE: f32 = 0.05;

/// Stretches of the original that say the same as stretches of the translation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bead {
    /// In the original's text.
    pub source: Vec<Span>,
    /// In the translation's text.
    pub target: Vec<Span>,
}

/// A translation and its original.
#[derive(Clone, Debug, Default)]
pub struct PairText {
    /// The original.
    pub source: Text,
    /// The translation.
    pub target: Text,
    /// Language tag of the original, as far as it is known.
    pub source_language: String,
    /// Language tag of the translation.
    pub target_language: String,
    /// In order of the translation; both sides have text.
    pub beads: Vec<Bead>,
    /// What the translator put beside the words: the original in brackets or above them.
    pub annotations: Vec<Annotation>,
}

/// All pairs, in the order of their paths.
#[derive(Clone, Debug, Default)]
pub struct PairCorpus {
    /// The pairs.
    pub texts: Vec<PairText>,
    /// How many files were looked at.
    pub files: usize,
    /// Why some of them are left out, with the path.
    pub left_out: Vec<NoPair>,
    /// How many have no original.
    pub alone: usize,
}

impl PairCorpus {
    /// Reads the files and their originals. What cannot be read or has no original is counted and left out.
    pub fn read(checker: &Checker<'_>, inputs: &[Input], read: &Read<'_>) -> Self {
        let alone = AtomicUsize::new(0);
        let memory = || (Vec::new(), crate::matcher::Scratch::default());
        let texts: Vec<Result<Option<PairText>, NoPair>> = inputs
            .par_iter()
            .map_init(memory, |(bytes, scratch), input| {
                let text = pair(checker, input, read, bytes, scratch);
                if let Ok(None) = &text {
                    alone.fetch_add(1, Ordering::Relaxed);
                }
                (checker.progress)();
                text
            })
            .collect();
        let mut corpus = Self { files: inputs.len(), alone: alone.into_inner(), ..Self::default() };
        for text in texts {
            match text {
                Ok(text) => corpus.texts.extend(text),
                Err(fault) => corpus.left_out.push(fault),
            }
        }
        corpus
    }

    /// The primary tag of the translations' language; of several, that of the first.
    pub fn language(&self) -> &str {
        self.texts.first().map_or("", |text| primary(&text.target_language))
    }

    /// A corpus for each language, as a rendering is in one: that with most pairs of sentences first. Where a language is
    /// `wanted`, of that one only; `Err` has the languages that there are, if it is not among them.
    ///
    /// # Errors
    ///
    /// When no translation is in the wanted language.
    pub fn by_language(self, wanted: Option<&str>) -> Result<Vec<Self>, Vec<String>> {
        let mut corpora: BTreeMap<String, Vec<PairText>> = BTreeMap::new();
        let about = Self { texts: Vec::new(), ..self };
        let source_language = self.texts.first().map(|text| primary(&text.source_language).to_ascii_lowercase());
        for text in self.texts {
            corpora.entry(primary(&text.target_language).to_ascii_lowercase()).or_default().push(text);
        }
        let wanted = wanted.map(|wanted| primary(wanted).to_ascii_lowercase());
        // What is in the language of the originals was not translated.
        let is_untranslated =
            |original: &&String| wanted.as_ref() != Some(original) && corpora.keys().any(|other| other != *original);
        if let Some(original) = source_language.as_ref().filter(is_untranslated) {
            corpora.remove(original);
        }
        if let Some(wanted) = wanted {
            if !corpora.is_empty() && !corpora.contains_key(&wanted) {
                return Err(corpora.into_keys().collect());
            }
            corpora.retain(|language, _| *language == wanted);
        }
        let mut corpora: Vec<Self> = corpora.into_values().map(|texts| Self { texts, ..about.clone() }).collect();
        corpora.sort_by_key(|corpus| std::cmp::Reverse(corpus.beads()));
        Ok(corpora)
    }

    /// Those that are left out of what is in the wanted language; where it is not known, they may be in it.
    pub fn left_out_of(&self, wanted: Option<&str>) -> impl Iterator<Item = &NoPair> + Clone {
        self.left_out.iter().filter(move |fault| fault.language.as_deref().is_none_or(|tag| is_wanted(tag, wanted)))
    }

    /// How many files are in the wanted language, or may be.
    pub fn files_in(&self, wanted: Option<&str>) -> usize {
        let others = self.texts.iter().map(|text| text.target_language.as_str());
        let left_out = self.left_out.iter().filter_map(|fault| fault.language.as_deref());
        self.files - others.chain(left_out).filter(|tag| !is_wanted(tag, wanted)).count()
    }

    /// How many beads there are.
    pub fn beads(&self) -> usize {
        self.texts.iter().map(|text| text.beads.len()).sum()
    }
}

/// Whether a language is the wanted one, if one is.
fn is_wanted(tag: &str, wanted: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| primary(tag).eq_ignore_ascii_case(primary(wanted)))
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

/// Whether two languages are written alike, as far as a text shows it.
fn is_alike(left: &str, right: &str) -> bool {
    let script = |tag| match primary(tag) {
        tag @ ("zh" | "ja" | "ko") => tag,
        _ => "",
    };
    script(left) == script(right)
}

fn pair(
    checker: &Checker<'_>,
    input: &Input,
    read: &Read<'_>,
    bytes: &mut Vec<u8>,
    scratch: &mut crate::matcher::Scratch,
) -> Result<Option<PairText>, NoPair> {
    let pair = beside::pair(checker, input, read, bytes, scratch)
        .map_err(|fault| NoPair { message: format!("{}: {}", input.shown, fault.message), ..fault })?;
    let Some(pair) = pair else { return Ok(None) };
    // What somebody said of all files may not hold for each.
    let shown = language::detect(pair.target.segments().map(|segment| segment.text));
    let target_language = shown.filter(|shown| !is_alike(shown, &pair.language)).map_or(pair.language, str::to_owned);
    let bitext = &pair.bitext;
    let target = keep(&input.shown, &pair.text, &pair.target);
    let source_path = bitext.source_path.as_ref().unwrap_or(&input.shown);
    let source_text: &str = if bitext.source_text.is_empty() { &pair.text } else { &bitext.source_text };
    let source = keep(source_path, source_text, &bitext.source);
    let spans = |text: &Text, pieces: &[Piece]| -> Vec<Span> { pieces.iter().filter_map(|piece| in_text(text, piece)).collect() };
    let beads = bitext
        .units
        .iter()
        .filter(|unit| unit.score.is_none_or(|score| score >= LEAST_SCORE))
        .map(|unit| Bead { source: spans(&source, &unit.source), target: spans(&target, &unit.target) })
        .filter(|bead| !bead.source.is_empty() && !bead.target.is_empty())
        .collect();
    let annotations = annotation::find(&pair.target, &target, &pair.text);
    let source_language = bitext.source_language.clone().unwrap_or_default();
    Ok(Some(PairText { source, target, source_language, target_language, beads, annotations }))
}

/// Where a piece of a segment stands in the text of the whole document.
fn in_text(text: &Text, piece: &Piece) -> Option<Span> {
    let start = text.parts.get(piece.segment)?.start as usize;
    Some(Span::new(start + piece.span.start, start + piece.span.end))
}
