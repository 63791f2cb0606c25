//! Writes running text into a document: line breaks, entities, masked places, links, and what is found only when a
//! segment is complete (bare URLs, emphasis that CommonMark does not see beside Chinese punctuation).
//!
//! Shared by the readers of marked-up text; it parses no markup.

use pulldown_cmark::{Event, Parser};
use xxhash_rust::xxh3::xxh3_64;

use super::{inline, url, values};
use crate::bitext::Piece;
use crate::document::{Builder, Cut, LandmarkKind, OBJECT, Role};
use crate::text::script::{is_han, is_spaced};
use crate::text::{Escape, Locus, Span};

/// What a masked place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaskKind {
    /// Something that stands for a value: `{{ site.title }}`.
    Object,
    /// The same, shown as it is: what stands in `{% raw %}`.
    Example,
    /// Markup at the start of text: `::: tip`.
    Gap,
    /// Markup at the end of text: `{: .note}`.
    Attributes,
    /// A comment: `{/* … */}`.
    Comment,
}

/// A place that no Markdown is read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mask {
    /// Where it is.
    pub locus: Locus,
    /// What it is.
    pub kind: MaskKind,
}

/// A line break whose right-hand side is not known yet.
#[derive(Clone, Copy, Debug)]
struct Break {
    start: usize,
    end: Option<usize>,
    kind: BreakKind,
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakKind {
    /// Within a paragraph: nothing between Chinese characters, else a space.
    Soft,
    /// One that shows.
    Hard,
}

/// What belongs to one open segment.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    pending: Option<Break>,
    first_link: usize,
    first_stray: usize,
    is_url_free: bool,
}

/// A delimiter of emphasis that Markdown left as text.
#[derive(Clone, Copy, Debug)]
struct Stray {
    span: Span,
    byte: u8,
}

#[derive(Debug)]
struct OpenLink {
    url: String,
    /// `None` until there is text in it.
    start: Option<usize>,
}

/// A document being written.
#[derive(Debug)]
pub struct Prose<'t, 'd> {
    /// The file's text.
    pub text: &'t str,
    /// Whether text is a label that must stay as it is.
    pub is_fixed: bool,
    /// Whether it is the strings of a program: placeholders, tags and code in them are no language.
    pub is_strings: bool,
    /// Where the text goes.
    pub builder: Builder<'d>,
    masks: Vec<Mask>,
    next_mask: usize,
    masked_to: usize,
    states: Vec<State>,
    links: Vec<OpenLink>,
    strays: Vec<Stray>,
    cuts: Vec<Cut>,
}

impl<'t, 'd> Prose<'t, 'd> {
    pub fn new(text: &'t str, builder: Builder<'d>) -> Self {
        Self {
            text,
            is_fixed: false,
            is_strings: false,
            builder,
            masks: Vec::new(),
            next_mask: 0,
            masked_to: 0,
            states: Vec::new(),
            links: Vec::new(),
            strays: Vec::new(),
            cuts: Vec::new(),
        }
    }

    /// Sets the places that are masked, ascending.
    pub fn set_masks(&mut self, masks: Vec<Mask>) {
        self.masks = masks;
    }

    /// Whether some of it is masked.
    pub fn is_masked(&self, locus: Locus) -> bool {
        let first = self.masks.partition_point(|mask| mask.locus.end <= locus.start);
        self.masks.get(first).is_some_and(|mask| mask.locus.overlaps(&locus))
    }

    pub fn open(&mut self, role: Role, escape: Escape, level: u8) {
        self.builder.open(role, escape);
        self.builder.level(level);
        self.states.push(State {
            pending: None,
            first_link: self.links.len(),
            first_stray: self.strays.len(),
            is_url_free: matches!(role, Role::Metadata),
        });
    }

    pub fn is_open(&self) -> bool {
        !self.states.is_empty()
    }

    /// Ends the innermost segment, with the links that are still open in it.
    pub fn close(&mut self) {
        self.close_piece();
    }

    /// As `close`; gives all of the segment, if it has text.
    pub fn close_piece(&mut self) -> Option<Piece> {
        let state = self.states.last().copied()?;
        while self.links.len() > state.first_link {
            self.close_link();
        }
        self.find_cuts(state);
        self.strays.truncate(state.first_stray);
        if !self.cuts.is_empty() {
            self.builder.cut(&mut self.cuts);
            self.cuts.clear();
        }
        self.states.pop();
        let span = Span::new(0, self.builder.len());
        self.builder.close().map(|segment| Piece { segment, span })
    }

    pub fn close_all(&mut self) {
        while self.is_open() {
            self.close();
        }
    }

    /// Something starts at `at`: a line break before it ends here.
    pub fn reached(&mut self, at: usize) {
        if let Some(pending) = self.states.last_mut().and_then(|state| state.pending.as_mut()) {
            pending.end.get_or_insert(at);
        }
    }

    /// A line break; what it becomes depends on the characters around it.
    pub fn line_break(&mut self, start: usize, end: Option<usize>, kind: BreakKind) {
        if let Some(state) = self.states.last_mut() {
            state.pending.get_or_insert(Break { start, end, kind });
        }
    }

    fn before(&mut self, next: char, at: usize) {
        let Some(state) = self.states.last_mut() else { return };
        if let Some(pending) = state.pending.take()
            && let Some(last) = self.builder.last_char()
        {
            let end = pending.end.unwrap_or(at).max(pending.start);
            let joined = pending.kind == BreakKind::Soft && joins(last, next);
            if !joined && !last.is_whitespace() && !next.is_whitespace() {
                self.builder.escaped(Locus::new(pending.start, end), " ");
            }
        }
        for link in self.links.iter_mut().skip(state.first_link).rev().take_while(|link| link.start.is_none()) {
            link.start = Some(self.builder.len());
        }
    }

    /// Text that stands in the file byte for byte, unless it is masked.
    pub fn verbatim(&mut self, locus: Locus) {
        if self.masks.is_empty() {
            self.plain(locus);
            return;
        }
        let mut at = locus.start.max(self.masked_to);
        while let Some(mask) = self.masks.get(self.next_mask).copied() {
            if mask.locus.start >= locus.end {
                break;
            }
            self.next_mask += 1;
            if mask.locus.start >= at {
                self.plain(Locus::new(at, mask.locus.start));
                match mask.kind {
                    MaskKind::Object => {
                        self.object(mask.locus);
                        self.values(mask.locus);
                    }
                    MaskKind::Example => self.object(mask.locus),
                    MaskKind::Gap => self.values(mask.locus),
                    MaskKind::Attributes => {}
                    MaskKind::Comment => {
                        let text =
                            mask.locus.get(self.text).trim_start_matches(['{', '/', '*']).trim_end_matches(['}', '/', '*']);
                        if !self.goes_on(mask.locus.end) || !self.builder.leading_comment(mask.locus, text) {
                            self.builder.comment(mask.locus, text);
                        }
                    }
                }
            }
            self.masked_to = self.masked_to.max(mask.locus.end);
            at = at.max(mask.locus.end);
        }
        self.plain(Locus::new(at, locus.end));
    }

    /// Segments of their own for what readers see of the markup in a masked place.
    fn values(&mut self, masked: Locus) {
        for value in values::visible(masked.get(self.text)) {
            self.attribute(value.role, value.escape, masked.start + value.start, value.text);
        }
    }

    /// Whether the paragraph goes on behind a place: on its line or the next.
    fn goes_on(&self, at: usize) -> bool {
        let line = self.text.get(at..).unwrap_or_default().trim_start_matches([' ', '\t']);
        let next = line.strip_prefix("\r\n").or_else(|| line.strip_prefix(['\n', '\r'])).unwrap_or(line);
        next.trim_start_matches([' ', '\t', '>']).starts_with(|c| !matches!(c, '\n' | '\r'))
    }

    /// Text that stands in the file byte for byte, and is not masked.
    pub fn plain(&mut self, locus: Locus) {
        if locus.start >= locus.end {
            return;
        }
        let piece = locus.get(self.text);
        if let Some(first) = piece.chars().next() {
            self.before(first, locus.start);
            if self.is_fixed {
                self.builder.fixed(locus.start, piece);
            } else {
                self.builder.verbatim(locus.start, piece);
            }
        }
    }

    /// A delimiter of emphasis that was left as text.
    pub fn stray(&mut self, locus: Locus, byte: u8) {
        self.plain(locus);
        let end = self.builder.len();
        let first = self.states.last().map_or(0, |state| state.first_stray);
        match self.strays.get_mut(first..).and_then(<[Stray]>::last_mut) {
            Some(stray) if stray.byte == byte && stray.span.end + 1 == end => stray.span.end = end,
            _ => self.strays.push(Stray { span: Span::new(end - 1, end), byte }),
        }
    }

    /// Text that the file writes in another way.
    pub fn escaped(&mut self, locus: Locus, text: &str) {
        if let Some(first) = text.chars().next() {
            self.before(first, locus.start);
            self.builder.escaped(locus, text);
        }
    }

    /// Text that the file writes in another way and that must stay.
    pub fn kept(&mut self, locus: Locus, text: &str) {
        if let Some(first) = text.chars().next() {
            self.before(first, locus.start);
            self.builder.kept(locus, text);
        }
    }

    /// Something that is no text.
    pub fn object(&mut self, locus: Locus) {
        if self.is_open() {
            self.before(OBJECT, locus.start);
            self.builder.object(locus);
            self.builder.landmark(LandmarkKind::Inline, locus, xxh3_64(locus.get(self.text).as_bytes()));
        }
    }

    /// A link's visible text begins.
    pub fn open_link(&mut self, url: String) {
        self.links.push(OpenLink { url, start: None });
    }

    /// Whether a link is open in the innermost segment.
    pub fn has_open_link(&self) -> bool {
        self.states.last().is_some_and(|state| state.first_link < self.links.len())
    }

    /// A link's visible text ends. If it is a URL itself, it is no text.
    pub fn close_link(&mut self) {
        let Some(link) = self.links.pop() else { return };
        let end = self.builder.len();
        let span = Span::new(link.start.unwrap_or(end), end);
        self.builder.link(link.url, span);
        if url::is_whole(span.get(self.builder.text())) {
            self.builder.cut(&mut [Cut { span, object: true }]);
            while self.strays.last().is_some_and(|stray| stray.span.start >= span.start) {
                self.strays.pop();
            }
        }
    }

    /// Text that may hold HTML entities; `bytes` of it stand in the file at `start`.
    pub fn with_entities(&mut self, start: usize, text: &str) {
        let mut done = 0;
        for at in memchr::memchr_iter(b'&', text.as_bytes()) {
            if at < done {
                continue;
            }
            if let Some((len, decoded)) = text.get(at..).and_then(entity) {
                self.verbatim(Locus::new(start + done, start + at));
                self.escaped(Locus::new(start + at, start + at + len), &decoded);
                done = at + len;
            }
        }
        self.verbatim(Locus::new(start + done, start + text.len()));
    }

    /// A segment of its own for the value of an attribute, inside or beside the open one.
    pub fn attribute(&mut self, role: Role, escape: Escape, start: usize, value: &str) {
        if !value.trim().is_empty() {
            self.open(role, escape, 0);
            self.with_entities(start, value);
            self.close();
        }
    }

    /// Collects what leaves the complete segment: paired stray delimiters, URLs and paths.
    fn find_cuts(&mut self, state: State) {
        let text = self.builder.text();
        self.cuts.clear();
        let strays = self.strays.get(state.first_stray..).unwrap_or_default();
        if strays.len() > 1 {
            pair_strays(text, strays, &mut self.cuts);
        }
        if state.is_url_free {
            return;
        }
        let cuts = &mut self.cuts;
        let mut urls: Vec<(usize, String)> = Vec::new();
        if self.is_strings {
            inline::scan(text, cuts, |target| urls.push((0, target.to_owned())));
        }
        url::scan(text, |span, found| {
            cuts.push(Cut { span, object: true });
            if found == url::Found::Url {
                urls.push((span.start, span.get(text).to_owned()));
            }
        });
        for (start, url) in urls {
            self.builder.link(url, Span::new(start, start));
        }
        self.cuts.sort_by_key(|cut| (cut.span.start, !cut.object));
    }
}

/// Pairs left-over delimiters that stand beside Chinese: `这**强调。**后文` means emphasis.
fn pair_strays(text: &str, strays: &[Stray], cuts: &mut Vec<Cut>) {
    // One waiting opener per delimiter and length 1 to 3 is enough: emphasis does not nest in its own kind.
    let mut waiting: [Option<(Stray, bool)>; 6] = [None; 6];
    for stray in strays {
        let before = text.get(..stray.span.start).and_then(|text| text.chars().next_back());
        let after = text.get(stray.span.end..).and_then(|text| text.chars().next());
        let is_chinese = |c: Option<char>| c.is_some_and(|c| is_han(c) || is_han_punctuation(c));
        let near = is_chinese(before) || is_chinese(after);
        let slot = (stray.span.len() - 1) * 2 + usize::from(stray.byte == b'_');
        let Some(slot) = waiting.get_mut(slot) else { continue };
        let closes = before.is_some_and(|c| !c.is_whitespace());
        let opens = after.is_some_and(|c| !c.is_whitespace());
        match slot.take() {
            Some((opener, opener_near)) if closes && opener.span.end < stray.span.start && (near || opener_near) => {
                cuts.push(Cut { span: opener.span, object: false });
                cuts.push(Cut { span: stray.span, object: false });
            }
            _ if opens => *slot = Some((*stray, near)),
            waiting => *slot = waiting,
        }
    }
}

/// Whether a line break between the two is only layout.
fn joins(before: char, after: char) -> bool {
    let (han_before, han_after) = (is_han(before), is_han(after));
    let (mark_before, mark_after) = (is_han_punctuation(before), is_han_punctuation(after));
    let full = |c: char| matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff60}');
    han_before && (han_after || mark_after)
        || mark_before && han_after
        || full(before) && mark_after
        || mark_before && full(after)
}

/// Punctuation of Chinese text.
fn is_han_punctuation(c: char) -> bool {
    match c {
        '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff60}' => !is_spaced(c),
        '“' | '”' | '‘' | '’' | '—' | '…' | '·' | '・' => true,
        _ => false,
    }
}

/// The HTML entity that the text starts with: its length and what it stands for.
fn entity(text: &str) -> Option<(usize, String)> {
    let window = text.as_bytes().get(..text.len().min(34))?;
    let len = memchr::memchr(b';', window)? + 1;
    let raw = text.get(..len)?;
    if raw.len() < 3 || !raw[1..len - 1].bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#') {
        return None;
    }
    let mut events = Parser::new(raw).skip(1);
    match events.next()? {
        Event::Text(decoded) if decoded.as_ref() != raw && matches!(events.next(), Some(Event::End(_))) => {
            Some((len, decoded.into_string()))
        }
        _ => None,
    }
}
