//! What naming needs of a gap when the documents are gone.

use std::ops::Range;
use std::sync::OnceLock;

use super::statistics::{content_words, is_content};
use super::tokens::{Token, TokenKind, tokens};
use super::{Counterparts, Fate, Gap, Named, Sides, gaps, mentions_in};
use crate::bitext::Piece;
use crate::glossary::Kind;
use crate::text::{Locus, Span};

/// Tokens of a text that are kept; a unit that is longer is no sentence.
const TOKENS: usize = 400;
/// Below this the string may well stand in the unit before or after.
const SURE: f32 = 0.3;

/// The rendering of another term, which the source does not have there, or not as often.
#[derive(Clone, Debug)]
pub(super) struct Rival {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Index of its concept.
    pub concept: u32,
    /// Whether the source has the term near by.
    pub is_supported: bool,
}

/// The target of a unit, as much of it as naming a string there needs.
#[derive(Clone, Debug)]
pub struct LostText {
    pub(super) concept: u32,
    /// The target's text; pieces are set apart by line breaks.
    pub(super) text: Box<str>,
    pub(super) tokens: Box<[Token]>,
    /// Where each token stands in the file.
    loci: Box<[(u32, u32)]>,
    /// Tokens that renderings of concepts of the source are made of.
    pub(super) taken: Box<[bool]>,
    /// Tokens of the units beside.
    pub(super) away: Box<[bool]>,
    pub(super) rivals: Box<[Rival]>,
    /// Tokens before a source term in brackets.
    pub(super) glossed: Box<[u32]>,
    /// What kind of thing the concept is.
    pub(super) kind: Kind,
    /// Words of the source beside the term, and where each starts in the unit.
    pub(super) words: Box<[(u64, u32)]>,
    /// Every word of the source near by, sorted.
    pub(super) latin: Box<[u64]>,
    /// The source term.
    pub(super) name: Box<str>,
    /// Where mentions of the concept start in the unit's source, in bytes.
    pub(super) positions: Box<[u32]>,
    /// Bytes of the unit's source.
    pub(super) length: u32,
    /// How sure the unit is.
    pub(super) score: f32,
    pub(super) share: f32,
    pub(super) rank: u32,
    is_soft: bool,
    named: OnceLock<Option<Named>>,
}

impl LostText {
    /// What naming needs of a gap.
    pub fn of(sides: &Sides<'_>, gap: &Gap, counterparts: &Counterparts) -> Option<Self> {
        let unit = sides.bitext.units.get(gap.unit)?;
        let mention = sides.source_mentions.get(gap.mention)?;
        let source = sides.bitext.source.segment(mention.segment)?;
        let name = mention.span.get(source.text);
        let score = unit.score.unwrap_or(1.0);
        let near = [gap.unit.checked_sub(1), Some(gap.unit + 1)].into_iter().flatten();
        let beside: Vec<usize> = near.filter(|&other| other < sides.bitext.units.len()).collect();
        let latin = words(sides, beside.iter().chain([&gap.unit]));
        let mut target = Target { latin, ..Target::default() };
        target.add(sides, gap, counterparts, gap.unit)?;
        let paragraph = counterparts.paragraphs.iter().find(|members| members.contains(&gap.unit));
        for &other in beside.iter().filter(|other| paragraph.is_some_and(|members| members.contains(other))) {
            let other_unit = &sides.bitext.units[other];
            if (score < SURE || other_unit.source.is_empty()) && !other_unit.target.is_empty() {
                target.add(sides, gap, counterparts, other)?;
            }
        }
        let of_name = content_words(&tokens(name));
        let (mut words, mut positions, mut length) = (Vec::new(), Vec::new(), 0);
        for piece in &unit.source {
            let Some(segment) = sides.bitext.source.segment(piece.segment) else { continue };
            let tokens = tokens(piece.span.get(segment.text));
            let content = tokens.iter().filter(|token| is_content(token) && !of_name.contains(&token.hash));
            words.extend(content.filter_map(|token| Some((token.hash, u32::try_from(length + token.span.start).ok()?))));
            for other in mentions_in(sides.source_mentions, std::slice::from_ref(piece)) {
                if sides.source_matcher.entry(other.entry).concept == gap.concept {
                    positions.push(u32::try_from(length + other.span.start - piece.span.start).ok()?);
                }
            }
            length += piece.span.len();
        }
        if positions.is_empty() {
            positions.push(0);
        }
        Some(Self {
            concept: gap.concept,
            text: target.text.into(),
            tokens: target.tokens.into(),
            loci: target.loci.into(),
            taken: target.taken.into(),
            away: target.away.into(),
            rivals: target.rivals.into(),
            glossed: target.glossed.into(),
            words: words.into(),
            latin: target.latin.into(),
            name: name.into(),
            kind: sides.source_matcher.entry(mention.entry).kind,
            positions: positions.into(),
            length: u32::try_from(length).ok()?,
            score,
            // Code may have it.
            share: if gap.fate == Fate::Lost { gap.share } else { 0.0 },
            rank: u32::try_from(gap.rank).ok()?,
            is_soft: gap.is_soft,
            named: OnceLock::new(),
        })
    }

    /// The string that stands for the term: looked for once, however many rules ask.
    pub fn named(&self, find: impl FnOnce() -> Option<Named>) -> Option<Named> {
        self.named.get_or_init(find).clone()
    }

    /// Index of the concept.
    pub const fn concept(&self) -> u32 {
        self.concept
    }

    /// The source term as the original has it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether a rendering elsewhere may answer the term.
    pub const fn is_soft(&self) -> bool {
        self.is_soft
    }

    /// Whether it is the name of something.
    pub fn is_name(&self) -> bool {
        self.kind != Kind::Term
    }

    /// Whether a rendering of another term may stand for it.
    pub fn has_rivals(&self) -> bool {
        !self.rivals.is_empty()
    }

    /// The text before a stretch of tokens in its piece, the stretch, and the text behind; the whole first piece before
    /// and behind nothing if no stretch stands there.
    pub fn around(&self, locus: Locus) -> (&str, &str, &str) {
        let stands = |end: fn(&(u32, u32)) -> u32, at: usize| self.loci.iter().position(|place| end(place) as usize == at);
        let tokens = stands(|&(start, _)| start, locus.start).zip(stands(|&(_, end)| end, locus.end));
        let bounds = tokens.and_then(|(first, last)| {
            Some((self.tokens.get(first)?.span.start, self.tokens.get(last).filter(|_| first <= last)?.span.end))
        });
        let Some((start, end)) = bounds else { return ("", self.text.split('\n').next().unwrap_or_default(), "") };
        let (before, after) = (self.text.get(..start).unwrap_or_default(), self.text.get(end..).unwrap_or_default());
        let before = before.rsplit('\n').next().unwrap_or_default();
        (before, self.text.get(start..end).unwrap_or_default(), after.split('\n').next().unwrap_or_default())
    }

    /// Where a stretch of tokens stands.
    pub(super) fn locus(&self, first: usize, last: usize) -> Option<Locus> {
        let (start, _) = *self.loci.get(first)?;
        let (_, end) = *self.loci.get(last)?;
        Some(Locus::new(start as usize, end as usize))
    }
}

/// Every word of the sources of units, sorted.
fn words<'u>(sides: &Sides<'_>, units: impl Iterator<Item = &'u usize>) -> Vec<u64> {
    let mut words: Vec<u64> = Vec::new();
    for piece in units.flat_map(|&unit| &sides.bitext.units[unit].source) {
        let Some(segment) = sides.bitext.source.segment(piece.segment) else { continue };
        let tokens = tokens(piece.span.get(segment.text));
        words.extend(tokens.iter().filter(|token| token.kind == TokenKind::Word).map(|token| token.hash));
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// The text in the making.
#[derive(Default)]
struct Target {
    /// Every word of the source near by, sorted.
    latin: Vec<u64>,
    text: String,
    tokens: Vec<Token>,
    loci: Vec<(u32, u32)>,
    taken: Vec<bool>,
    away: Vec<bool>,
    rivals: Vec<Rival>,
    glossed: Vec<u32>,
}

impl Target {
    /// Whether tokens are words that the source has near by.
    fn is_copied(&self, tokens: Range<usize>) -> bool {
        let mut tokens = self.tokens[tokens].iter().filter(|token| token.kind != TokenKind::Sign).peekable();
        let is_copied = |token: &Token| token.kind == TokenKind::Word && self.latin.binary_search(&token.hash).is_ok();
        tokens.peek().is_some() && tokens.all(is_copied)
    }

    /// Adds the target of a unit; `None` if it is too long.
    fn add(&mut self, sides: &Sides<'_>, gap: &Gap, counterparts: &Counterparts, number: usize) -> Option<()> {
        let unit = sides.bitext.units.get(number)?;
        let mut left = Left::new(sides, gap.concept, unit);
        for piece in &unit.target {
            let segment = sides.target.segment(piece.segment)?;
            let first = self.tokens.len();
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            let start = self.text.len();
            let piece_text = piece.span.get(segment.text);
            self.text.push_str(piece_text);
            let mut spans: Vec<Span> = Vec::new();
            for token in tokens(piece_text) {
                let inside = Span::new(piece.span.start + token.span.start, piece.span.start + token.span.end);
                let locus = segment.locus(inside);
                self.loci.push((u32::try_from(locus.start).ok()?, u32::try_from(locus.end).ok()?));
                self.taken.push(false);
                self.away.push(number != gap.unit);
                self.tokens.push(Token { span: Span::new(start + token.span.start, start + token.span.end), ..token });
                spans.push(inside);
                if self.tokens.len() > TOKENS {
                    return None;
                }
            }
            let of = |span: Span| {
                let begin = spans.partition_point(|token| token.end <= span.start);
                let end = spans.partition_point(|token| token.start < span.end);
                first + begin..first + end.max(begin)
            };
            for (index, mention) in mentions_from(sides, *piece) {
                let range = of(mention.span);
                match left.owner(sides, mention, gap.concept) {
                    Owner::Nobody if gaps::is_gloss(segment.text, mention.span) => {
                        let before = first + spans.partition_point(|token| token.end <= mention.span.start);
                        let han = (first..before).rev().find(|&at| self.tokens[at].kind == TokenKind::Han);
                        self.glossed.extend(han.and_then(|at| u32::try_from(at).ok()));
                        self.taken[range].fill(true);
                    }
                    Owner::Nobody => {}
                    Owner::Source => self.taken[range].fill(true),
                    // The source has it, too, by a name that the glossary does not know as a source term.
                    Owner::Rival(_) if self.is_copied(range.clone()) => self.taken[range].fill(true),
                    Owner::Rival(concept) => {
                        let is_supported = counterparts.supported.get(index) == Some(&Some(true));
                        self.rivals.push(Rival { tokens: range, concept, is_supported });
                    }
                }
            }
        }
        let taken = &self.taken;
        self.rivals.retain(|rival| !taken[rival.tokens.clone()].contains(&true));
        Some(())
    }
}

/// Mentions of the target that start in a piece, with their indexes.
fn mentions_from<'a>(sides: &Sides<'a>, piece: Piece) -> impl Iterator<Item = (usize, &'a crate::matcher::Mention)> + 'a {
    let mentions = sides.mentions;
    let first = mentions.partition_point(|mention| (mention.segment, mention.span.start) < (piece.segment, piece.span.start));
    mentions[first..]
        .iter()
        .take_while(move |mention| (mention.segment, mention.span.start) < (piece.segment, piece.span.end.max(1)))
        .enumerate()
        .map(move |(at, mention)| (first + at, mention))
}

/// What a mention of the target belongs to.
enum Owner {
    Nobody,
    /// A concept that the source has as often.
    Source,
    /// A concept that it has less often, or not at all.
    Rival(u32),
}

/// Concepts of a unit's source, with how often it has them and the target has their renderings.
struct Left {
    counts: Vec<(u32, usize, usize)>,
}

impl Left {
    fn new(sides: &Sides<'_>, _concept: u32, unit: &crate::bitext::TranslationUnit) -> Self {
        let mut left = Self { counts: Vec::new() };
        for mention in mentions_in(sides.source_mentions, &unit.source) {
            for (id, _) in mention.readings() {
                left.slot(sides.source_matcher.entry(id).concept).1 += 1;
            }
        }
        for mention in mentions_in(sides.mentions, &unit.target) {
            let entry = sides.matcher.entry(mention.entry);
            if entry.status.is_approved() && !entry.is_source {
                left.slot(entry.concept).2 += 1;
            }
        }
        left
    }

    fn slot(&mut self, concept: u32) -> &mut (u32, usize, usize) {
        let at = self.counts.iter().position(|&(other, ..)| other == concept);
        let at = at.unwrap_or_else(|| {
            self.counts.push((concept, 0, 0));
            self.counts.len() - 1
        });
        &mut self.counts[at]
    }

    fn owner(&mut self, sides: &Sides<'_>, mention: &crate::matcher::Mention, concept: u32) -> Owner {
        let mut owner = Owner::Nobody;
        for (id, _) in mention.readings() {
            let entry = sides.matcher.entry(id);
            if entry.is_source {
                let (_, source, _) = *self.slot(entry.concept);
                if source > 0 && entry.concept != concept {
                    return Owner::Source;
                }
                continue;
            }
            if entry.concept == concept {
                if entry.status.is_approved() {
                    return Owner::Source;
                }
                continue;
            }
            let (_, source, target) = *self.slot(entry.concept);
            if source > 0 && target <= source {
                return Owner::Source;
            }
            if entry.status.is_approved() && !entry.ambiguous {
                owner = Owner::Rival(entry.concept);
            }
        }
        owner
    }
}
