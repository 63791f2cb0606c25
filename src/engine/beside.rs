//! The original beside a document: read, aligned, and its terms found.
//!
//! Which original it is, `pair` says; what follows from it is for `rules`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::check::{Checker, Read};
use super::language;
use super::pair::Pairing;
use super::walk::{Input, shown};
use crate::align::{self, Options, align};
use crate::bitext::Bitext;
use crate::diagnostic::Severity;
use crate::document::Document;
use crate::matcher::{Matcher, Mention, Scratch};
use crate::text::script::has_han;
use crate::text::{SourceFile, file, tag};

/// Where originals are, and what is looked for in them.
#[derive(Debug, Default)]
pub struct Sources {
    /// Which original belongs to which document.
    pub pairing: Pairing,
    /// The language of the originals, where it is known; otherwise each shows it.
    pub language: Option<String>,
    /// Matchers of source terms, made when the first original is read.
    matchers: OnceLock<BTreeMap<String, Matcher>>,
}

impl Sources {
    /// Originals where a pairing says, in `language` if that is known.
    pub fn new(pairing: Pairing, language: Option<String>) -> Self {
        Self { pairing, language, matchers: OnceLock::new() }
    }
}

impl Checker<'_> {
    /// Matchers of source terms, by language tag.
    pub fn source_matchers(&self) -> &BTreeMap<String, Matcher> {
        self.sources.matchers.get_or_init(|| {
            let tags = self.glossary.languages().into_iter().chain(self.sources.language.as_deref());
            let matcher = |tag: &str| Matcher::new(self.glossary, NO_LANGUAGE, &[tag.to_owned()]);
            tags.chain([NO_LANGUAGE]).map(|tag| (tag.to_owned(), matcher(tag))).collect()
        })
    }
}

/// The tag of no language (ISO 639-2): no term is in it, so that a matcher for it has source terms only.
const NO_LANGUAGE: &str = "zxx";

/// A document's original.
pub struct Beside {
    /// Source document and units.
    pub bitext: Bitext,
    /// The source's terms, in order.
    pub mentions: Vec<Mention>,
    /// The language whose terms were looked for.
    pub language: String,
}

/// Reads the original of an input, if it has one; `Err` says why there is none.
pub fn read(
    checker: &Checker<'_>,
    (input, target_text): (&Input, &str),
    target: &Document,
    language: &str,
    scratch: &mut Scratch,
) -> Result<Option<Beside>, Fault> {
    let Some((path, is_named)) = source_of(checker, input) else { return Ok(None) };
    let name = shown(&path);
    let mut bytes = Vec::new();
    if let Err(error) = file::read(&path, &mut bytes) {
        let severity = if is_named { Severity::Error } else { Severity::Info };
        return Err(Fault { message: format!("the original {name}: {}", file::reason(&error)), severity, is_read: false });
    }
    let text = match SourceFile::decode(&bytes) {
        Ok(source) => source.text().to_owned(),
        Err(error) => {
            return Err(Fault { message: format!("the original {name}: {error}"), severity: Severity::Error, is_read: false });
        }
    };
    if text == target_text {
        let severity = if path == input.path { Severity::Error } else { Severity::Warning };
        return Err(Fault { message: format!("this is the same text as the original {name}"), severity, is_read: true });
    }
    let mut source = Document::default();
    if let Some(format) = (checker.format)(&path) {
        format.read(&text, &mut source);
    }
    if let Some(fault) = empty(&source, target, &name) {
        return Err(fault);
    }
    if let Some(fault) = (checker.language)(&input.shown).and_then(|said| foreign(target, &said)) {
        return Err(fault);
    }
    let options =
        Options { source_language: checker.sources.language.as_deref(), target_language: Some(language), ..Options::default() };
    if let Some(fault) = swapped(&text, target_text, &name) {
        return Err(fault);
    }
    let alignment = align(&source, target, &options);
    let units = alignment.units();
    if units.len() >= FEWEST
        && alignment.score < STRANGERS
        && let Some(severity) = doubt(shared_names(&source, target))
    {
        let message =
            format!("this is no translation of {name}: score {:.2}, where a pair has {STRANGERS} and more", alignment.score);
        return Err(Fault { message, severity, is_read: true });
    }
    let bitext = Bitext {
        source,
        source_language: None,
        source_path: Some(name.into()),
        source_text: Arc::from(text),
        target_tag: tag::of_path(&input.shown).map(|tag| tag.to_ascii_lowercase().replace('_', "-")),
        units,
    };
    Ok(Some(beside(checker, bitext, scratch)))
}

/// A document and its original, for those who want no findings.
pub struct DocumentPair {
    /// The translation.
    pub target: Document,
    /// Text of its file, which its loci count.
    pub text: String,
    /// Language tag of the translation.
    pub language: String,
    /// The original and the units.
    pub bitext: Bitext,
}

/// Why a file and its original are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoPair {
    /// What is wrong, in words.
    pub message: String,
    /// Whether both could be read, and are judged no translations of each other.
    pub is_read: bool,
    /// Language tag of the file, as far as it is known.
    pub language: Option<String>,
}

impl NoPair {
    const fn unreadable(message: String) -> Self {
        Self { message, is_read: false, language: None }
    }
}

/// Reads an input and its original, and aligns them; `None` if it has no original.
///
/// # Errors
/// When either cannot be read, or they are no pair.
pub fn pair(
    checker: &Checker<'_>,
    input: &Input,
    read: &Read<'_>,
    bytes: &mut Vec<u8>,
    scratch: &mut Scratch,
) -> Result<Option<DocumentPair>, NoPair> {
    read(input, bytes).map_err(|error| NoPair::unreadable(file::reason(&error)))?;
    let source = SourceFile::decode(bytes).map_err(|error| NoPair::unreadable(error.to_string()))?;
    let text = source.text().to_owned();
    let Some(format) = (checker.format)(&input.path) else { return Ok(None) };
    let said = (checker.language)(&input.shown).or_else(|| format.languages(&text).into_iter().next());
    let mut target = Document::default();
    let units = format.read_units(&text, said.as_deref(), &mut target).map_err(|fault| NoPair::unreadable(fault.message))?;
    let shows = || align::language::detect(target.segments().map(|segment| segment.text)).unwrap_or("en").to_owned();
    let language = said.unwrap_or_else(shows);
    let bitext = match units {
        Some(units) => Some(beside(checker, units, scratch).bitext),
        None => {
            let beside = self::read(checker, (input, &text), &target, &language, scratch);
            let no_pair =
                |fault: Fault| NoPair { message: fault.message, is_read: fault.is_read, language: Some(language.clone()) };
            beside.map_err(no_pair)?.map(|beside| beside.bitext)
        }
    };
    Ok(bitext.map(|bitext| DocumentPair { target, text, language, bitext }))
}

/// Why the original of a document could not be used.
pub struct Fault {
    /// What is wrong, with the path.
    pub message: String,
    /// How grave that is: a page may well exist in one language only.
    pub severity: Severity,
    /// Whether the original could be read, and is judged none of this document.
    pub is_read: bool,
}

/// Units of a pair that is judged as a whole.
const FEWEST: usize = 8;
/// The mean score of the units of texts that have nothing to do with each other is below this.
const STRANGERS: f32 = 0.1;

/// Share of a translation's Latin words that the original has, from which it is one whatever the alignment says: of pages of
/// one project that are no pair one in fifty has so many.
const SAME_NAMES: f64 = 0.85;
/// Share below which nothing speaks for a pair.
const OTHER_NAMES: f64 = 0.5;

/// How grave it is that two texts do not go together, if they share so many names.
fn doubt(shared: f64) -> Option<Severity> {
    match shared {
        share if share >= SAME_NAMES => None,
        // A translation of what the original was years ago.
        share if share >= OTHER_NAMES => Some(Severity::Warning),
        _ => Some(Severity::Error),
    }
}

/// Share of the different Latin words of a translation in another script that the original has; 0 where there are few.
fn shared_names(source: &Document, target: &Document) -> f64 {
    const FEWEST_NAMES: usize = 5;
    let words = |document: &Document| -> BTreeSet<String> {
        let text = document.segments().flat_map(|segment| segment.text.split(|c: char| !c.is_ascii_alphanumeric()));
        let is_name = |word: &&str| word.len() > 1 && word.starts_with(|c: char| c.is_ascii_alphabetic());
        text.filter(is_name).map(str::to_ascii_lowercase).collect()
    };
    let is_latin = |document: &Document| !document.segments().any(|segment| has_han(segment.text));
    let (theirs, ours) = (words(source), words(target));
    if ours.len() < FEWEST_NAMES || is_latin(source) == is_latin(target) {
        return 0.0;
    }
    ours.intersection(&theirs).count() as f64 / ours.len() as f64
}

/// Whether one of the two has text, and the other has none.
fn empty(source: &Document, target: &Document, name: &str) -> Option<Fault> {
    let has_text = |document: &Document| document.segments().any(|segment| !segment.text.trim().is_empty());
    let message = match (has_text(source), has_text(target)) {
        (true, false) => format!("this has no text, and the original {name} has"),
        (false, true) => format!("the original {name} has no text, and this has"),
        (true, true) | (false, false) => return None,
    };
    Some(Fault { message, severity: Severity::Warning, is_read: true })
}

/// Letters of a text that show its script.
const ENOUGH_LETTERS: usize = 40;

/// Whether a translation is in another script than that of the language that it should be in.
fn foreign(target: &Document, said: &str) -> Option<Fault> {
    let texts = || target.segments().map(|segment| segment.text);
    let looks_like = align::language::detect(texts())?;
    let [looks, wanted] = [looks_like, said].map(|tag| align::language::script_of(tag.split('-').next().unwrap_or(tag)));
    let letters = texts().flat_map(str::chars).filter(|c| c.is_alphabetic()).take(ENOUGH_LETTERS).count();
    // Pages that are made of names have some characters of their own script.
    let is_of_names = looks == "en" && texts().any(|text| text.chars().any(|c| c.is_alphabetic() && u32::from(c) > 0x24f));
    (looks != wanted && letters == ENOUGH_LETTERS && !is_of_names).then(|| Fault {
        message: format!("this looks like \"{looks_like}\", and should be in \"{said}\""),
        severity: Severity::Error,
        is_read: true,
    })
}

/// Whether the original is in a script of East Asia and the translation has nothing of it.
fn swapped(source: &str, target: &str, name: &str) -> Option<Fault> {
    let shows = |text| language::by_script(text).filter(|language| *language != "en");
    let source = shows(source)?;
    (language::by_script(target) == Some("en")).then(|| Fault {
        message: format!(
            "{name} is in \"{source}\" and this is not: original and translation are swapped, or it is not the original"
        ),
        severity: Severity::Error,
        is_read: true,
    })
}

/// Whether an original belongs to an input.
pub fn has_source(checker: &Checker<'_>, input: &Input) -> bool {
    source_of(checker, input).is_some()
}

/// The path of the original, and whether somebody named it.
fn source_of(checker: &Checker<'_>, input: &Input) -> Option<(std::path::PathBuf, bool)> {
    let sources = checker.sources.pairing.sources_of(&input.path);
    let is_there = |path: &&std::path::PathBuf| path.is_file();
    let path = sources.iter().find(is_there).or(sources.first())?.clone();
    let is_named = checker.sources.pairing.listed().any(|listed| shown(&listed.pair.target) == shown(&input.path));
    Some((path, is_named))
}

/// Finds the terms of a source.
pub fn beside(checker: &Checker<'_>, mut bitext: Bitext, scratch: &mut Scratch) -> Beside {
    let tags = || checker.source_matchers().keys().map(String::as_str).filter(|tag| *tag != NO_LANGUAGE);
    let said = checker.sources.language.as_deref().or(bitext.source_language.as_deref());
    let language = match said.and_then(|said| language::available(said, tags())) {
        Some(language) => language.to_owned(),
        None if said.is_some() => NO_LANGUAGE.to_owned(),
        None => language::detect(&language::sample(&bitext.source), tags()).unwrap_or(NO_LANGUAGE).to_owned(),
    };
    let mut mentions = Vec::new();
    if let Some(matcher) = checker.source_matchers().get(&language) {
        let mut near = Vec::new();
        for segment in bitext.source.segments() {
            matcher.scan(segment.number, segment.text, scratch, &mut mentions, &mut near);
            near.clear();
        }
    }
    bitext.source_language.get_or_insert_with(|| language.clone());
    Beside { bitext, mentions, language }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        let mut document = Document::default();
        if let Some(format) = crate::format::by_name("markdown") {
            format.read(text, &mut document);
        }
        document
    }

    #[test]
    fn names_in_common_speak_for_a_pair() {
        let english = document("Alder, Birch, Cedar, Dogwood, Elm and Fir are trees.");
        let severity = |chinese: &str| doubt(shared_names(&english, &document(chinese)));
        assert_eq!(severity("Alder、Birch、Cedar、Dogwood、Elm 都是树。"), None);
        assert_eq!(severity("Alder、Birch、Cedar、Mite、Worm 不是。"), Some(Severity::Warning));
        assert_eq!(severity("Alder、Slug、Snail、Mite、Worm 不是。"), Some(Severity::Error));
        // Few names say nothing, nor do words of a language with the same letters.
        assert_eq!(severity("Alder 是树。"), Some(Severity::Error));
        assert_eq!(severity("Alder Birch Cedar Dogwood Elm."), Some(Severity::Error));
    }
}
