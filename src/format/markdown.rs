//! Markdown: CommonMark with the extensions of GitHub, as a document of segments with exact places.
//!
//! Front matter, shortcodes and HTML have files of their own; what all running text shares is in `prose`.

mod emphasis;
mod front_matter;
mod landmark;
mod line;
mod parts;
mod shortcode;
mod survey;
mod title;

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use line::Plain;
use parts::Parts;
use survey::Survey;
pub(crate) use survey::opens_far;

use super::prose::{BreakKind, Prose};
use super::{Format, html};
use crate::document::{Document, Role};
use crate::text::script::has_han;
use crate::text::{Escape, Locus, Span};

/// Markdown files.
pub struct Markdown;

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "Markdown with tables, footnotes, front matter, shortcodes and HTML"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["md", "markdown", "mdx", "qmd", "mdown"]
    }

    fn read(&self, text: &str, document: &mut Document) {
        self.read_parts(text, document, &mut Some);
    }

    fn has_parts(&self) -> bool {
        true
    }

    fn read_parts(&self, text: &str, document: &mut Document, wanted: &mut dyn FnMut(usize) -> Option<usize>) -> bool {
        document.clear();
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut prose = Prose::new(text, document.builder());
        let base = front_matter::end(text, start);
        if base > start && (wanted(start).is_some_and(|place| place < base) || front_matter::is_intricate(&text[start..base])) {
            front_matter::read(&mut prose, start);
        }
        let Some(mut place) = wanted(base) else { return true };
        let body = text.get(base..).unwrap_or_default();
        let mut survey = Survey::of(body);
        let has_comment = survey.has_comment;
        let masks = shortcode::masks(text, base, survey);
        let blotted = (!masks.is_empty()).then(|| shortcode::blot(text, base, &masks));
        if let Some(blotted) = &blotted {
            survey = Survey::of(blotted);
        }
        landmark::heading_ids(&mut prose, &masks);
        prose.set_masks(masks);
        let source = blotted.as_deref().unwrap_or(body);
        let mut reader = Reader::new(prose);
        let mut parts = Parts::new(source, survey.reaches_far);
        loop {
            parts.skip_to(place - base);
            let Some(part) = parts.next() else { break };
            let (piece, at, end) = (source.get(part.clone()).unwrap_or_default(), base + part.start, base + part.end);
            if place < end {
                reader.part(piece, at);
            }
            match wanted(end) {
                Some(next) => place = next,
                None => break,
            }
        }
        reader.prose.close_all();
        has_comment
    }
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
}

/// Whether a link's text is also its label.
const fn is_label(link_type: LinkType) -> bool {
    matches!(link_type, LinkType::Shortcut | LinkType::ShortcutUnknown | LinkType::Collapsed | LinkType::CollapsedUnknown)
}

/// A link or image whose end has not come yet.
struct Element {
    kind: ElementKind,
    /// Whether the text around it is fixed.
    was_fixed: bool,
    title: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ElementKind {
    Link,
    Autolink,
    Image,
}

struct Reader<'s, 't, 'd> {
    prose: Prose<'t, 'd>,
    /// What is parsed: a part of the file's text from `base` on, with masked places blotted out.
    source: &'s str,
    base: usize,
    /// Open containers (lists, quotes, tables …); a block that starts at depth 0 is a block of the document.
    depth: usize,
    quotes: usize,
    in_code: bool,
    html_block: Option<Range<usize>>,
    html: String,
    elements: Vec<Element>,
    /// The inline element without text that is open (`<code>`), and where it starts.
    raw: Option<(String, usize)>,
    /// One past the last byte that an event was seen for.
    cursor: usize,
    /// Memory for what needs no parser.
    plain: Plain,
}

impl<'s, 't, 'd> Reader<'s, 't, 'd> {
    fn new(prose: Prose<'t, 'd>) -> Self {
        Self {
            prose,
            source: "",
            base: 0,
            depth: 0,
            quotes: 0,
            in_code: false,
            html_block: None,
            html: String::new(),
            elements: Vec::new(),
            raw: None,
            cursor: 0,
            plain: Plain::default(),
        }
    }

    /// Reads a part of the text that starts at byte `base` of the file.
    fn part(&mut self, source: &'s str, base: usize) {
        (self.source, self.base, self.cursor) = (source, base, 0);
        let mut plain = std::mem::take(&mut self.plain);
        match plain.read(source) {
            true => self.plain(&plain),
            false => self.parse(),
        }
        self.plain = plain;
    }

    fn parse(&mut self) {
        let mut events = Parser::new_ext(self.source, options()).into_offset_iter();
        for (event, range) in events.by_ref() {
            self.event(event, range);
        }
        self.prose.close_all();
        let mut definitions: Vec<_> = events.reference_definitions().iter().map(|(_, definition)| definition).collect();
        definitions.sort_by_key(|definition| definition.span.start);
        for definition in definitions {
            self.link(&definition.dest, definition.span.clone());
            if let Some(title) = &definition.title {
                self.title(title, definition.span.clone());
            }
        }
    }

    const fn locus(&self, range: &Range<usize>) -> Locus {
        Locus::new(self.base + range.start, self.base + range.end)
    }

    fn event(&mut self, event: Event<'s>, range: Range<usize>) {
        match event {
            Event::Text(text) => self.text(&text, range),
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::SoftBreak => self.line_break(&range, BreakKind::Soft),
            Event::HardBreak => self.line_break(&range, BreakKind::Hard),
            Event::Code(_) | Event::FootnoteReference(_) => self.object(range),
            Event::InlineMath(_) | Event::DisplayMath(_) => self.math(range),
            Event::InlineHtml(_) => self.inline_html(range),
            Event::Html(_) => self.html_line(range),
            Event::TaskListMarker(_) => self.cursor = range.end,
            Event::Rule => self.block(&range),
        }
    }

    /// A block begins: what was open without an end of its own is over.
    fn block(&mut self, range: &Range<usize>) {
        self.prose.close_all();
        self.raw = None;
        if self.depth == 0 {
            self.prose.builder.next_block();
        }
        self.cursor = range.start;
    }

    fn body_role(&self) -> Role {
        if self.quotes > 0 { Role::Quote } else { Role::Body }
    }

    /// The text of a tight list item has no paragraph.
    fn ensure_open(&mut self) {
        if !self.prose.is_open() {
            self.prose.open(self.body_role(), Escape::Markdown, 0);
        }
    }

    fn start(&mut self, tag: Tag<'s>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.block(&range);
                self.prose.open(self.body_role(), Escape::Markdown, 0);
            }
            Tag::Heading { level, .. } => {
                self.block(&range);
                self.prose.open(Role::Heading, Escape::Markdown, level as u8);
            }
            Tag::BlockQuote(_) => {
                self.block(&range);
                self.quotes += 1;
                self.depth += 1;
            }
            Tag::CodeBlock(_) | Tag::MetadataBlock(_) => {
                self.block(&range);
                self.in_code = true;
                let locus = self.locus(&range);
                landmark::code_block(&mut self.prose, locus);
            }
            Tag::HtmlBlock => {
                self.block(&range);
                self.html_block = Some(range.start..range.start);
                self.html.clear();
            }
            Tag::List(_) | Tag::FootnoteDefinition(_) | Tag::DefinitionList => {
                self.block(&range);
                self.depth += 1;
            }
            Tag::Table(_) => {
                self.block(&range);
                self.depth += 1;
                let end = range.start + self.source.get(range.clone()).unwrap_or_default().trim_end().len();
                self.prose.builder.table(self.locus(&(range.start..end)));
            }
            Tag::Item | Tag::DefinitionListTitle | Tag::DefinitionListDefinition | Tag::TableHead | Tag::TableRow => {
                self.block(&range)
            }
            Tag::TableCell => {
                self.block(&range);
                self.prose.open(Role::TableCell, Escape::MarkdownTable, 0);
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {
                self.ensure_open();
                self.reach(&range);
            }
            Tag::Link { link_type, dest_url, title, .. } => {
                self.ensure_open();
                self.reach(&range);
                let is_label = is_label(link_type);
                // The title of a reference belongs to its definition.
                let title = if link_type == LinkType::Inline { title.into_string() } else { String::new() };
                let kind = match link_type {
                    LinkType::Autolink | LinkType::Email => ElementKind::Autolink,
                    _ => ElementKind::Link,
                };
                if kind == ElementKind::Link {
                    let url = self.target(&dest_url, &range).to_owned();
                    self.prose.open_link(url);
                } else {
                    self.link(&dest_url, range);
                }
                let was_fixed = self.prose.is_fixed;
                self.prose.is_fixed |= is_label;
                self.elements.push(Element { kind, was_fixed, title });
            }
            Tag::Image { link_type, dest_url, title, .. } => {
                let is_label = is_label(link_type);
                let title = if link_type == LinkType::Inline { title.into_string() } else { String::new() };
                self.ensure_open();
                self.reach(&range);
                self.prose.object(self.locus(&range));
                self.link(&dest_url, range);
                let was_fixed = self.prose.is_fixed;
                self.prose.is_fixed |= is_label;
                self.elements.push(Element { kind: ElementKind::Image, was_fixed, title });
                self.prose.open(Role::AltText, Escape::Markdown, 0);
            }
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell => self.prose.close_all(),
            TagEnd::BlockQuote(_) => {
                self.prose.close_all();
                self.quotes -= 1;
                self.depth -= 1;
            }
            TagEnd::List(_) | TagEnd::FootnoteDefinition | TagEnd::DefinitionList | TagEnd::Table => {
                self.prose.close_all();
                self.depth -= 1;
            }
            TagEnd::Item
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::TableHead
            | TagEnd::TableRow => {
                self.prose.close_all();
            }
            TagEnd::CodeBlock | TagEnd::MetadataBlock(_) => self.in_code = false,
            TagEnd::HtmlBlock => self.html_end(),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {
                self.cursor = range.end;
            }
            TagEnd::Link | TagEnd::Image => {
                if let Some(element) = self.elements.pop() {
                    match element.kind {
                        ElementKind::Autolink => self.prose.object(self.locus(&range)),
                        ElementKind::Link => self.prose.close_link(),
                        ElementKind::Image => self.prose.close(),
                    }
                    self.prose.is_fixed = element.was_fixed;
                    self.title(&element.title, range.clone());
                }
                self.cursor = range.end;
            }
        }
    }

    /// An inline element starts.
    fn reach(&mut self, range: &Range<usize>) {
        self.prose.reached(self.base + range.start);
        self.cursor = range.start;
    }

    fn is_silent(&self) -> bool {
        self.in_code || self.raw.is_some() || self.elements.last().is_some_and(|element| element.kind == ElementKind::Autolink)
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.is_silent() {
            self.cursor = range.end;
            return;
        }
        self.ensure_open();
        let mut start = range.start;
        let bytes = self.source.as_bytes();
        let is_escaped =
            start > self.cursor && bytes[start - 1] == b'\\' && bytes.get(start).is_some_and(u8::is_ascii_punctuation);
        let is_slice = self.source.get(range.clone()) == Some(text);
        if is_escaped && is_slice {
            self.prose.reached(self.base + start - 1);
            self.prose.escaped(self.locus(&(start - 1..start + 1)), text.get(..1).unwrap_or_default());
            start += 1;
        } else {
            self.prose.reached(self.base + start);
        }
        let locus = self.locus(&(start..range.end));
        if !is_slice {
            self.prose.escaped(locus, text);
        } else if let b"*" | b"_" = text.as_bytes()
            && !is_escaped
        {
            self.prose.stray(locus, text.as_bytes()[0]);
        } else {
            self.prose.verbatim(locus);
        }
        self.cursor = range.end;
    }

    fn line_break(&mut self, range: &Range<usize>, kind: BreakKind) {
        if self.is_silent() {
            return;
        }
        self.prose.line_break(self.base + self.cursor.min(range.start), None, kind);
        self.cursor = range.end;
    }

    fn object(&mut self, range: Range<usize>) {
        if !self.is_silent() {
            self.ensure_open();
            self.reach(&range);
            self.prose.object(self.locus(&range));
        }
        self.cursor = range.end;
    }

    /// A formula, unless there is Chinese between what are signs of dollars.
    fn math(&mut self, range: Range<usize>) {
        let inner = self.source.get(range.clone()).unwrap_or_default();
        if has_han(inner) && !inner.starts_with("$$") && memchr::memchr3(b'\n', b'\\', b'&', inner.as_bytes()).is_none() {
            let text = inner.to_owned();
            self.text(&text, range);
        } else {
            self.object(range);
        }
    }

    /// A target as the file has it, also where it is masked.
    fn target<'a>(&self, url: &'a str, range: &Range<usize>) -> &'a str
    where
        't: 'a,
    {
        if !self.prose.is_masked(self.locus(range)) {
            return url;
        }
        let source = self.source.get(range.clone()).unwrap_or_default();
        let Some(found) = memchr::memmem::rfind(source.as_bytes(), url.as_bytes()) else { return "" };
        let start = range.start + found;
        self.locus(&(start..start + url.len())).get(self.prose.text)
    }

    /// A link without visible text here.
    fn link(&mut self, url: &str, range: Range<usize>) {
        let target = self.target(url, &range);
        let at = self.prose.builder.len();
        self.prose.builder.link(target, Span::new(at, at));
    }

    /// One tag or comment within running text.
    fn inline_html(&mut self, range: Range<usize>) {
        let piece = self.source.get(range.clone()).unwrap_or_default();
        let base = self.base + range.start;
        self.ensure_open();
        self.reach(&range);
        self.cursor = range.end;
        if let Some((name, start)) = self.raw.take() {
            let ends = html::tag(piece).is_some_and(|tag| tag.kind == html::TagKind::Close && tag.name == name.as_str());
            if ends {
                self.prose.object(self.locus(&(start..range.end)));
            } else {
                self.raw = Some((name, start));
            }
            return;
        }
        if piece.starts_with("<!--") && piece.len() >= 7 {
            html::comment(&mut self.prose, piece, base, 4..piece.len() - 3);
            return;
        }
        let Some(tag) = html::tag(piece) else { return };
        match (tag.kind, tag.name.as_ref()) {
            (html::TagKind::Open, name) if html::is_raw(name) && !tag.is_self_closing => {
                self.raw = Some((name.to_owned(), range.start));
                return;
            }
            (html::TagKind::Open, "br" | "img" | "hr" | "input" | "video" | "audio") => self.prose.object(self.locus(&range)),
            (html::TagKind::Close, "a") if self.elements.is_empty() && self.prose.has_open_link() => self.prose.close_link(),
            _ => {}
        }
        if self.elements.is_empty() || tag.name != "a" {
            html::tag_attributes(&mut self.prose, piece, base, &tag);
        }
    }

    /// A line of an HTML block. Lines in a quote or list have a prefix, which counts as white space.
    fn html_line(&mut self, range: Range<usize>) {
        let Some(block) = &mut self.html_block else { return };
        if self.html.is_empty() {
            block.start = range.start;
        } else if block.end < range.start {
            self.html.extend(std::iter::repeat_n(' ', range.start - block.end));
        }
        block.end = range.end;
        self.html.push_str(self.source.get(range).unwrap_or_default());
    }

    fn html_end(&mut self) {
        let Some(block) = self.html_block.take() else { return };
        let html = std::mem::take(&mut self.html);
        if html.len() == block.len() {
            let (role, is_top) = (self.body_role(), self.depth == 0);
            html::block(&mut self.prose, &html, self.base + block.start, role, is_top);
        }
        self.html = html;
        self.cursor = block.end;
    }
}

#[cfg(test)]
mod tests;
