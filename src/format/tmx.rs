//! TMX translation memories: of each unit, the variants in the checked language become segments, the one in the source
//! language their source.
//!
//! Which language is checked is said by the caller; a file may have many.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::units::{Fields, Units, bitext};
use super::{Format, Malformed, Seams, language_tag};
use crate::bitext::{Bitext, State};
use crate::document::Document;
use crate::text::Locus;
use crate::text::xml::{Xml, attribute, is_preserved};

/// TMX files.
pub struct Tmx;

/// How many units are looked at to learn which languages a file has.
const SAMPLE: usize = 1000;

impl Format for Tmx {
    fn name(&self) -> &'static str {
        "tmx"
    }

    fn about(&self) -> &'static str {
        "TMX translation memories: the variants in the checked language, beside those in the source language"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tmx"]
    }

    fn read(&self, text: &str, document: &mut Document) {
        // What stands before a fault is of use to those who do not ask for faults.
        let _malformed = self.read_units(text, None, document).is_err();
    }

    fn read_units(&self, text: &str, language: Option<&str>, target: &mut Document) -> Result<Option<Bitext>, Malformed> {
        let language = language.map(str::to_owned).or_else(|| self.languages(text).into_iter().next()).unwrap_or_default();
        let mut source = Document::default();
        let units = Units::new(text, &mut source, target);
        let mut reader = Reader { text, xml: Xml::new(text), units, language, source_language: None };
        reader.read()?;
        let source_language = reader.source_language.as_deref().and_then(language_tag);
        let units = reader.units.finish();
        Ok(Some(bitext(source, source_language, units)))
    }

    fn seams(&self, start: &str) -> Option<Seams> {
        let mut xml = Xml::new(start);
        let mut is_memory = false;
        while let Ok(Some((event, locus))) = xml.event() {
            let Event::Start(tag) = event else { continue };
            match tag.name().into_inner() {
                "tmx" => is_memory = true,
                "body" if is_memory => {
                    let brackets = &[("<!--", "-->"), ("<![CDATA[", "]]>")];
                    return Some(Seams { head: locus.end, end: "</tu>", close: "</body></tmx>", brackets });
                }
                "tu" => return None,
                _ => {}
            }
        }
        None
    }

    fn is_bilingual(&self) -> bool {
        true
    }

    fn languages(&self, text: &str) -> Vec<String> {
        let mut xml = Xml::new(text);
        let mut source = None;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut units = 0;
        while let Ok(Some((event, _))) = xml.event() {
            let (Event::Start(start) | Event::Empty(start)) = event else { continue };
            match start.local_name().into_inner() {
                "header" => source = attribute(&start, "srclang"),
                "tu" => units += 1,
                "tuv" => {
                    let language = attribute(&start, "lang").and_then(|language| language_tag(&language));
                    *counts.entry(language.unwrap_or_default()).or_default() += 1;
                }
                _ => {}
            }
            if units > SAMPLE {
                break;
            }
        }
        let source = source.unwrap_or_default();
        let mut languages: Vec<(String, usize)> = counts.into_iter().filter(|(language, _)| !language.is_empty()).collect();
        languages.sort_by_key(|(language, count)| (language.eq_ignore_ascii_case(&source), std::cmp::Reverse(*count)));
        languages.into_iter().map(|(language, _)| language).collect()
    }
}

/// One rendering of a unit.
struct Variant {
    language: String,
    inner: Locus,
    is_preserved: bool,
}

struct Reader<'t, 'd> {
    text: &'t str,
    xml: Xml<'t>,
    units: Units<'t, 'd>,
    language: String,
    source_language: Option<String>,
}

impl Reader<'_, '_> {
    fn read(&mut self) -> Result<(), Malformed> {
        let mut is_first = true;
        while let Some((event, locus)) = self.xml.event()? {
            match event {
                Event::Start(start) | Event::Empty(start)
                    if std::mem::take(&mut is_first) && start.local_name().into_inner() != "tmx" =>
                {
                    return Err(Malformed { locus, message: "the first element is not <tmx>".to_owned() });
                }
                Event::Start(start) | Event::Empty(start) if start.local_name().into_inner() == "header" => {
                    self.source_language = attribute(&start, "srclang").filter(|language| language != "*all*");
                }
                Event::Start(start) if start.local_name().into_inner() == "tu" => self.unit(&start)?,
                Event::Comment(_) => self.comment(locus),
                _ => {}
            }
        }
        if is_first { Err(Malformed::without_root(self.text, "tmx")) } else { Ok(()) }
    }

    /// A comment, or the text of a note, in which a suppression may stand.
    fn comment(&mut self, locus: Locus) {
        let raw = locus.get(self.text);
        if raw.contains("glossator") {
            self.units.target.builder.comment(locus, raw.trim_start_matches("<!--").trim_end_matches("-->").trim());
        }
    }

    fn unit(&mut self, start: &BytesStart<'_>) -> Result<(), Malformed> {
        let id = attribute(start, "tuid");
        let source_language = attribute(start, "srclang").filter(|language| language != "*all*");
        let mut variants = Vec::new();
        while let Some((event, locus)) = self.xml.event()? {
            match event {
                Event::Start(child) => match child.local_name().into_inner() {
                    "tuv" => self.variant(&child, &mut variants)?,
                    "note" => {
                        let inner = self.xml.skip(&child)?;
                        self.comment(inner);
                    }
                    _ => {
                        self.xml.skip(&child)?;
                    }
                },
                Event::Comment(_) => self.comment(locus),
                Event::End(_) => break,
                _ => {}
            }
        }
        self.pair(id, source_language.or_else(|| self.source_language.clone()), &variants)
    }

    fn variant(&mut self, start: &BytesStart<'_>, variants: &mut Vec<Variant>) -> Result<(), Malformed> {
        let language = attribute(start, "lang").unwrap_or_default();
        let is_preserved = is_preserved(start).unwrap_or(true);
        while let Some((event, locus)) = self.xml.event()? {
            match event {
                Event::Start(child) => {
                    let inner = self.xml.skip(&child)?;
                    match child.local_name().into_inner() {
                        "seg" => variants.push(Variant { language: language.clone(), inner, is_preserved }),
                        "note" => self.comment(inner),
                        _ => {}
                    }
                }
                Event::Comment(_) => self.comment(locus),
                Event::End(_) => break,
                _ => {}
            }
        }
        Ok(())
    }

    /// Every variant that is nearest to the checked language, each with the source.
    fn pair(&mut self, id: Option<String>, source_language: Option<String>, variants: &[Variant]) -> Result<(), Malformed> {
        let best = variants.iter().map(|variant| nearness(&self.language, &variant.language)).max().unwrap_or_default();
        if best == 0 {
            return Ok(());
        }
        let is_target = |variant: &Variant| nearness(&self.language, &variant.language) == best;
        let source = variants
            .iter()
            .filter(|variant| !is_target(variant))
            .max_by_key(|variant| source_language.as_deref().map_or(0, |language| nearness(language, &variant.language)));
        for target in variants.iter().filter(|variant| is_target(variant)) {
            let fields = Fields {
                id: id.clone(),
                source: source.map(|source| source.inner),
                target: Some(target.inner),
                state: State::Translated,
                is_preserved: target.is_preserved,
            };
            self.units.read(&fields, |_| None)?;
        }
        Ok(())
    }
}

/// How well a language fits the one that is wanted: 3 the same, 2 a kind of it, 1 a relative (`zh-TW` of `zh-CN`), 0 another.
fn nearness(wanted: &str, language: &str) -> u8 {
    let normal = |tag: &str| tag.replace('_', "-").to_ascii_lowercase();
    let (wanted, language) = (normal(wanted), normal(language));
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    if wanted == language {
        3
    } else if language.strip_prefix(&wanted).is_some_and(|rest| rest.starts_with('-')) {
        2
    } else {
        u8::from(!wanted.is_empty() && primary(&wanted) == primary(&language))
    }
}

#[cfg(test)]
mod tests;
