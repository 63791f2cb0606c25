//! The glossary as the matcher sees it: renderings, with the forms that follow from them.
//!
//! A person's full name brings its short form, and its form without the interpunct.

use std::sync::Arc;

use crate::glossary::{AdministrativeStatus, CaseRule, Concept, Kind, SharedText, Term};
use crate::text::Span;
use crate::text::fold::fold;
use crate::text::script::{has_han, is_han, is_interpunct};

/// Number of a rendering in its matcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(u32);

impl EntryId {
    /// No id is as high: what patterns are known by has two bits more.
    pub(super) const MOST: usize = 1 << 30;

    /// The id of the rendering at this index.
    pub fn new(index: usize) -> Self {
        Self(u32::try_from(index).expect("fewer than four billion renderings"))
    }

    /// The index of the rendering.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// How a rendering came into the list; ordered, the most authoritative first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// The glossary says it.
    Listed,
    /// The surname of a listed full name; counts only in a document that has the person in evidence.
    ShortForm,
    /// A listed full name without its interpunct.
    WithoutInterpunct,
}

/// How a text differs from the rendering that it folds to; ordered, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// Not at all.
    None,
    /// In width, in the kind of interpunct, or in a space between Chinese and Latin.
    Typography,
    /// In upper and lower case.
    Case,
    /// In spaces or hyphens inside a Latin name, perhaps in case too.
    Broken,
}

/// A rendering to look for. In one line of the processor's cache: of a hundred thousand, each is mostly a miss.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub struct Entry {
    /// Index of the concept in the glossary.
    pub concept: u32,
    /// What kind of thing the concept is.
    pub kind: Kind,
    /// The rendering.
    pub text: Arc<str>,
    /// Whether that has a Chinese character.
    pub has_han: bool,
    /// Whether that is ASCII.
    pub is_ascii: bool,
    /// What its owner says of it.
    pub status: AdministrativeStatus,
    /// Wrong for the concept and an ordinary word elsewhere.
    pub ambiguous: bool,
    /// How case counts.
    pub case: CaseRule,
    /// How it came into the list.
    pub form: Form,
    /// One approved part of a person's name, where the glossary knows longer ones: it may be anybody's.
    pub is_surname: bool,
    /// One wrong part of a person's name, to be replaced by the right part.
    pub is_part: bool,
    /// A name in a source language, not a rendering in the language of the text.
    pub is_source: bool,
    /// If anything is said of the words around it.
    around: Option<Box<Around>>,
    /// What to write instead, if the rendering is deprecated and the concept has a preferred one.
    pub replacement: Option<Arc<str>>,
    /// Whether it is written in Chinese where the glossary keeps the English name: `replacement` is that.
    pub translates_kept: bool,
}

/// What is said of the words around a rendering.
#[derive(Clone, Debug, Default)]
struct Around {
    when: Vec<String>,
    /// The rendering never counts inside these: (text before it, text after it), as written.
    unless: Vec<(String, String)>,
    against: Vec<String>,
}

impl Around {
    /// What a term says of them, if it does.
    fn of(term: &Term, stands_alone: impl Fn(&&String) -> bool) -> Option<Box<Self>> {
        if term.when().is_empty() && term.unless().is_empty() {
            return None;
        }
        Some(Box::new(Self {
            when: term.when().iter().map(|word| fold(word)).collect(),
            unless: term.unless().iter().flat_map(|word| around(word, &term.text)).collect(),
            against: term.unless().iter().filter(|_| term.ambiguous).filter(stands_alone).map(|word| fold(word)).collect(),
        }))
    }
}

impl Entry {
    /// Any of these must stand near an ambiguous rendering; folded.
    pub fn when(&self) -> &[String] {
        self.around.as_ref().map_or(&[], |around| &around.when)
    }

    /// Words that exclude it, without any rendering of the concept in them: near an ambiguous one they speak against it;
    /// folded.
    pub fn against(&self) -> &[String] {
        self.around.as_ref().map_or(&[], |around| &around.against)
    }

    /// Whether longer words exclude it.
    pub(super) fn has_exclusions(&self) -> bool {
        self.around.as_ref().is_some_and(|around| !around.unless.is_empty())
    }

    /// Whether the mention at `span` stands inside one of the longer words that exclude it.
    pub fn is_excluded(&self, text: &str, span: Span) -> bool {
        let Some(around) = &self.around else { return false };
        around.unless.iter().any(|(before, after)| {
            text.get(..span.start).is_some_and(|left| left.ends_with(before.as_str()))
                && text.get(span.end..).is_some_and(|right| right.starts_with(after.as_str()))
        })
    }

    /// The same rendering without exclusions, in another form.
    fn derived(&self, text: &str, form: Form, status: AdministrativeStatus, replacement: Option<Arc<str>>) -> Self {
        let mut entry = Self {
            text: text.into(),
            has_han: has_han(text),
            is_ascii: text.is_ascii(),
            form,
            status,
            replacement,
            ..self.clone()
        };
        if let Some(around) = &mut entry.around {
            around.unless.clear();
        }
        entry
    }

    /// Whether the rendering is listed, approved, Latin and long enough, so that finding it in a URL says something.
    pub fn names_in_slugs(&self) -> bool {
        self.form == Form::Listed && self.status.is_approved() && self.text.len() >= 3 && self.text.is_ascii()
    }

    /// Whether it is an approved name, as listed, of a person, organization or product.
    pub fn is_approved_name(&self) -> bool {
        self.kind != Kind::Term && self.form == Form::Listed && self.status.is_approved()
    }
}

/// RFC 4647 lookup: whether a term tagged `tag` serves texts in `language`, and how near it is (0 is nearest).
fn lookup(tag: &str, language: &str) -> Option<usize> {
    let (head, rest) = language.as_bytes().split_at_checked(tag.len())?;
    let fits = head.eq_ignore_ascii_case(tag.as_bytes()) && matches!(rest, [] | [b'-', ..]);
    fits.then(|| rest.iter().filter(|&&byte| byte == b'-').count())
}

/// Adds the renderings of one concept.
pub(super) fn add_concept(entries: &mut Vec<Entry>, number: u32, concept: &Concept, language: &str, source: &[String]) {
    let first = entries.len();
    let stands_alone =
        |word: &&String| !concept.terms.iter().any(|term| word.contains(term.text.as_str()) || term.text.contains(word.as_str()));
    let nearest = concept.terms.iter().filter_map(|term| lookup(&term.language, language)).min();
    let target = |tag: &str| nearest.is_some() && lookup(tag, language) == nearest;
    let preferred = concept.terms.iter().find(|term| target(&term.language) && term.status == AdministrativeStatus::Preferred);
    let preferred = preferred.map(|term| &term.text);
    for term in concept.terms.iter().filter(|term| target(&term.language)) {
        entries.push(Entry {
            concept: number,
            kind: concept.kind,
            text: term.text.share(),
            has_han: has_han(&term.text),
            is_ascii: term.text.is_ascii(),
            status: term.status,
            ambiguous: term.ambiguous,
            case: term.case,
            form: Form::Listed,
            is_surname: false,
            is_part: false,
            is_source: false,
            around: Around::of(term, stands_alone),
            replacement: preferred.filter(|_| !term.status.is_approved()).map(SharedText::share),
            translates_kept: false,
        });
    }
    for term in &concept.terms {
        let is_source = term.status.is_approved()
            && source.iter().any(|tag| lookup(&term.language, tag).is_some() || lookup(tag, &term.language).is_some());
        if !is_source {
            continue;
        }
        for text in source_forms(&term.text, concept.kind) {
            if entries[first..].iter().any(|entry| *entry.text == text) {
                continue;
            }
            entries.push(Entry {
                concept: number,
                kind: concept.kind,
                has_han: has_han(&text),
                is_ascii: text.is_ascii(),
                text: text.into(),
                status: AdministrativeStatus::Admitted,
                ambiguous: false,
                case: term.case,
                form: Form::Listed,
                is_surname: false,
                is_part: false,
                is_source: true,
                around: None,
                replacement: None,
                translates_kept: false,
            });
        }
    }
    if concept.kind == Kind::Person {
        derive_forms(entries, first);
        shorten_replacements(&mut entries[first..]);
        // A part that is right as it is needs no row.
        let own = entries.split_off(first);
        entries.extend(own.into_iter().filter(|entry| entry.replacement.as_ref() != Some(&entry.text)));
        let is_whole = |entry: &Entry| entry.text.contains(|c: char| is_interpunct(c) || c == ' ');
        if entries[first..].iter().any(|entry| entry.status.is_approved() && is_whole(entry)) {
            for entry in &mut entries[first..] {
                entry.is_surname = entry.form == Form::Listed && entry.status.is_approved() && !is_whole(entry);
            }
        }
    }
    let is_kept = |name: &Arc<str>| {
        let mut terms = concept.terms.iter();
        terms.any(|term| *term.text == **name && term.status.is_approved() && term.language.eq_ignore_ascii_case("en"))
    };
    for entry in &mut entries[first..] {
        entry.translates_kept = entry.replacement.as_ref().is_some_and(is_kept) && entry.has_han;
    }
}

/// How a source name stands in text: without the explanation in brackets behind it, and a common noun in the plural too.
fn source_forms(name: &str, kind: Kind) -> Vec<String> {
    let bare = name.split(['(', '（']).next().map(str::trim).filter(|bare| !bare.is_empty()).unwrap_or(name);
    let mut forms = vec![bare.to_owned()];
    if kind == Kind::Term && bare.ends_with(|c: char| c.is_ascii_lowercase()) {
        let stem = bare.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
        forms.push(match stem {
            Some(stem) => format!("{stem}ies"),
            None if bare.ends_with(['s', 'x', 'z']) || bare.ends_with("ch") || bare.ends_with("sh") => format!("{bare}es"),
            None => format!("{bare}s"),
        });
    }
    forms
}

/// The occurrences of a term in a longer word, as what stands before and after it.
fn around(word: &str, term: &str) -> Vec<(String, String)> {
    word.match_indices(term).map(|(at, _)| (word[..at].to_owned(), word[at + term.len()..].to_owned())).collect()
}

/// Adds short forms and forms without the interpunct of one person's full names.
fn derive_forms(entries: &mut Vec<Entry>, first: usize) {
    let own = entries[first..].to_vec();
    let preferred = own.iter().find(|entry| entry.status == AdministrativeStatus::Preferred).cloned();
    let preferred_surname: Option<Arc<str>> = preferred.as_ref().and_then(|entry| surname(&entry.text)).map(Arc::from);
    let approved_parts: Vec<&str> =
        own.iter().filter(|entry| entry.status.is_approved()).flat_map(|entry| entry.text.split(is_interpunct)).collect();
    let mut derived: Vec<Entry> = Vec::new();
    for entry in own.iter().filter(|entry| !entry.is_source && !entry.ambiguous && entry.text.contains(is_interpunct)) {
        if let Some(part) = surname(&entry.text) {
            let approved = entry.status.is_approved();
            if approved || !approved_parts.contains(&part) {
                derived.push(match approved {
                    true => entry.derived(part, Form::ShortForm, AdministrativeStatus::Admitted, None),
                    false => entry.derived(part, Form::ShortForm, AdministrativeStatus::Deprecated, preferred_surname.clone()),
                });
            }
        }
        let squashed: String = entry.text.chars().filter(|&c| !is_interpunct(c)).collect();
        if squashed.chars().count() >= 4 && squashed.chars().all(is_han) {
            let replacement = match entry.status.is_approved() {
                true => Some(Arc::clone(&entry.text)),
                false => entry.replacement.clone(),
            };
            derived.push(entry.derived(&squashed, Form::WithoutInterpunct, AdministrativeStatus::Deprecated, replacement));
        }
    }
    for entry in derived {
        if !entries[first..].iter().any(|known| known.text == entry.text) {
            entries.push(entry);
        }
    }
}

/// A listed single part of a name is replaced by the part of the preferred name that it stands for: the one that it
/// shares most characters with, else the surname.
fn shorten_replacements(own: &mut [Entry]) {
    for entry in own.iter_mut().filter(|entry| entry.form == Form::Listed && !entry.text.contains(is_interpunct) && entry.has_han)
    {
        let Some(full) = entry.replacement.as_ref().filter(|full| full.contains(is_interpunct)) else { continue };
        let without: String = full.chars().filter(|&c| !is_interpunct(c)).collect();
        // As long as the whole name: it is the whole name, written together.
        if entry.text.chars().count() + 1 >= without.chars().count() {
            continue;
        }
        let length = entry.text.chars().count();
        let shared = |part: &str| part.chars().filter(|&c| entry.text.contains(c)).count();
        let parts =
            full.split(is_interpunct).filter(|part| (2..=length + 1).contains(&part.chars().count()) && part.chars().all(is_han));
        let parts = parts.filter(|part| length <= part.chars().count() + 1);
        let nearest = parts.max_by_key(|part| (shared(part), Some(*part) == surname(full))).map(Arc::from);
        if nearest.is_some() {
            entry.replacement = nearest;
            entry.is_part = true;
        }
    }
}

/// The last part of a full name, if it is Chinese and has more than one character.
pub(super) fn surname(name: &str) -> Option<&str> {
    let part = name.rsplit(is_interpunct).next()?;
    (part.len() < name.len() && part.chars().count() > 1 && part.chars().all(is_han)).then_some(part)
}

/// How `surface` differs from a rendering that it folds alike with.
pub(super) fn difference(surface: &str, listed: &str) -> Difference {
    if surface == listed {
        return Difference::None;
    }
    if surface.is_ascii() && listed.is_ascii() {
        return ascii_difference(surface.as_bytes(), listed.as_bytes());
    }
    let typography = |text: &str| {
        let joined: Vec<char> = text.chars().map(|c| if is_interpunct(c) { '·' } else { narrow(c) }).collect();
        let mut out = String::with_capacity(text.len());
        for (at, &c) in joined.iter().enumerate() {
            let beside = |offset: usize| joined.get(at.wrapping_add(offset)).copied().unwrap_or(' ');
            let space_between_scripts = c == ' ' && (is_han(beside(usize::MAX)) || is_han(beside(1)));
            if !space_between_scripts {
                out.push(c);
            }
        }
        out
    };
    let (left, right) = (typography(surface), typography(listed));
    if left == right {
        return Difference::Typography;
    }
    if left.to_lowercase() == right.to_lowercase() {
        return Difference::Case;
    }
    // Between ordinary words a hyphen or space is a matter of taste: `open-source`, `on premises`.
    let words = |text: &str| text.replace('-', " ");
    if !has_han(listed) && listed.contains([' ', '-']) && words(&left).to_lowercase() == words(&right).to_lowercase() {
        return if words(&left) == words(&right) { Difference::Typography } else { Difference::Case };
    }
    Difference::Broken
}

/// A byte of a word, where a hyphen is a space.
fn word(byte: u8) -> u8 {
    if byte == b'-' { b' ' } else { byte }
}

/// As `difference`, of ASCII: no typography but that between ordinary words a hyphen or space is a matter of taste.
fn ascii_difference(surface: &[u8], listed: &[u8]) -> Difference {
    let alike = |same: fn(u8, u8) -> bool| {
        surface.len() == listed.len() && surface.iter().zip(listed).all(|(&found, &right)| same(found, right))
    };
    if alike(|found, right| found.eq_ignore_ascii_case(&right)) {
        return Difference::Case;
    }
    if !listed.contains(&b' ') && !listed.contains(&b'-') {
        Difference::Broken
    } else if alike(|found, right| word(found) == word(right)) {
        Difference::Typography
    } else if alike(|found, right| word(found).eq_ignore_ascii_case(&word(right))) {
        Difference::Case
    } else {
        Difference::Broken
    }
}

/// The ASCII form of a full-width character.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        c => c,
    }
}
