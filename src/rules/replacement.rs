//! What a fix puts in place of a mention, and whether a person must look at it first.
//!
//! Spacing follows the text around it; a measure word before the mention, the rest of a word behind it, or a heading
//! anchor that others link to makes the fix unsafe.

use super::DocumentContext;
use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::document::{Role, Segment};
use crate::glossary::Kind;
use crate::matcher::segmentation;
use crate::matcher::{Entry, Mention, NearMention};
use crate::text::Span;
use crate::text::anchor::{LONGEST, of_heading, percent_decode, slug, without_number};
use crate::text::script::{has_han, is_han, is_interpunct, is_spaced};

/// How sure the rule is that the replacement is right, before the words around it are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Confidence {
    /// The glossary contradicts itself: only show it.
    Contested,
    /// A person should look.
    Probable,
    /// It may be applied.
    Sure,
}

fn is_latin(c: char) -> bool {
    is_spaced(c)
}

/// Gives a finding the fix of its mention.
pub(super) fn attach(
    cx: &DocumentContext<'_>,
    diagnostic: &mut Diagnostic,
    segment: Segment<'_>,
    mention: &Mention,
    new: &str,
    confidence: Confidence,
) {
    let confidence = if mention.joined { confidence.min(Confidence::Probable) } else { confidence };
    attach_at(cx, diagnostic, segment, mention.span, cx.entry(mention.entry), new, confidence);
}

/// Gives a finding the fix of its near mention.
pub(super) fn attach_near(
    cx: &DocumentContext<'_>,
    diagnostic: &mut Diagnostic,
    near: &NearMention,
    new: &str,
    confidence: Confidence,
) {
    attach_at(cx, diagnostic, cx.segment(near.segment), near.span, cx.entry(near.entry), new, confidence);
}

/// Adds a fix that removes the near mention and the space before it.
pub(super) fn attach_removal(cx: &DocumentContext<'_>, diagnostic: &mut Diagnostic, near: &NearMention) {
    let segment = cx.segment(near.segment);
    let before = &segment.text[..near.span.start];
    let after = &segment.text[near.span.end..];
    let start = near.span.start - before.len() + before.trim_end_matches(' ').len();
    let end = near.span.end + after.len() - after.trim_start_matches(' ').len();
    let (left, right) = (segment.text[..start].chars().next_back(), segment.text[end..].chars().next());
    let keep_space =
        left.is_some_and(is_latin) && right.is_some_and(|c| !c.is_whitespace()) || right.is_some_and(is_latin) && left.is_some();
    let new = if keep_space { " " } else { "" };
    if let Some(edits) = segment.edit(cx.file_text, Span::new(start, end), new) {
        diagnostic.fixes.push(Fix { applicability: Applicability::Unsafe, replacement: new.to_owned(), edits });
    }
}

fn attach_at(
    cx: &DocumentContext<'_>,
    diagnostic: &mut Diagnostic,
    segment: Segment<'_>,
    span: Span,
    entry: &Entry,
    new: &str,
    confidence: Confidence,
) {
    let hazard = hazard(cx, segment, span, entry, new);
    let (wide, written) = spaced(cx, segment, span, new);
    // A space that would go may stand behind markup: then it stays.
    let spans = [wide, Span::new(wide.start, span.end), Span::new(span.start, wide.end), span];
    let edits = spans.into_iter().find_map(|span| segment.edit(cx.file_text, span, &written)).unwrap_or_default();
    let applicability = match (confidence, &hazard) {
        _ if edits.is_empty() => Applicability::Display,
        (Confidence::Contested, _) => Applicability::Display,
        (Confidence::Sure, None) => Applicability::Safe,
        (Confidence::Sure | Confidence::Probable, _) => Applicability::Unsafe,
    };
    if let Some(hazard) = hazard {
        diagnostic.evidence.push(hazard);
    }
    debug_assert_eq!(written.trim_matches(' '), new, "a term has no space at its ends");
    diagnostic.fixes = vec![Fix { applicability, replacement: written, edits }];
}

/// The span and text of a replacement that keeps the spacing between Chinese and Latin right.
fn spaced(cx: &DocumentContext<'_>, segment: Segment<'_>, span: Span, new: &str) -> (Span, String) {
    let text = segment.text;
    let old = span.get(text);
    let mut written = new.to_owned();
    let mut wide = span;
    // A space inside of emphasis would break it: `的*新堆栈*` must not become `的* The New Stack*`.
    let touches = |left: Span, right: Span| segment.locus(left).end == segment.locus(right).start;
    // Where Chinese takes the place of Chinese, or Latin that of Latin, nothing changes.
    let matters = |&(old, new): &(char, char)| is_latin(old) != is_latin(new);
    if let Some((old_first, new_first)) = old.chars().next().zip(new.chars().next()).filter(matters) {
        let before = text[..span.start].chars().next_back();
        match before.filter(|c| touches(Span::new(span.start - c.len_utf8(), span.start), span)) {
            Some(c) if is_han(c) && is_latin(new_first) && is_han(old_first) && cx.is_spaced() => written.insert(0, ' '),
            Some(c) if is_latin(c) && is_han(new_first) && is_latin(old_first) && cx.is_spaced() => written.insert(0, ' '),
            Some(c) if is_latin(c) && is_latin(new_first) && is_han(old_first) => written.insert(0, ' '),
            Some(' ')
                if is_han(new_first) && is_latin(old_first) && text[..span.start - 1].chars().next_back().is_some_and(is_han) =>
            {
                wide.start -= 1
            }
            _ => {}
        }
    }
    if let Some((old_last, new_last)) = old.chars().next_back().zip(new.chars().next_back()).filter(matters) {
        let after = text[span.end..].chars().next();
        match after.filter(|c| touches(span, Span::new(span.end, span.end + c.len_utf8()))) {
            Some(c) if is_han(c) && is_latin(new_last) && is_han(old_last) && cx.is_spaced() => written.push(' '),
            Some(c) if is_latin(c) && is_han(new_last) && is_latin(old_last) && cx.is_spaced() => written.push(' '),
            Some(c) if is_latin(c) && is_latin(new_last) && is_han(old_last) => written.push(' '),
            Some(' ') if is_han(new_last) && is_latin(old_last) && text[span.end + 1..].chars().next().is_some_and(is_han) => {
                wide.end += 1
            }
            _ => {}
        }
    }
    (wide, written)
}

/// Bytes on either side of a mention that say whether its replacement is safe: a line may be as long as a file.
const NEARBY: usize = 480;

/// What stands right before and right after a span.
fn nearby(text: &str, span: Span) -> (&str, &str) {
    let start = text.floor_char_boundary(span.start.saturating_sub(NEARBY));
    let end = text.floor_char_boundary(span.end + NEARBY);
    (&text[start..span.start], &text[span.end..end.max(span.end)])
}

/// Whether a term stands among words of a language that may inflect: an article before it has a gender, an adjective an ending.
fn agrees(text: &str, span: Span) -> bool {
    let is_word = |text: &str| text.chars().any(char::is_alphabetic);
    !has_han(text) && (is_word(&text[..span.start]) || is_word(&text[span.end..]))
}

/// Why the replacement needs a person, if it does.
fn hazard(cx: &DocumentContext<'_>, segment: Segment<'_>, span: Span, entry: &Entry, new: &str) -> Option<String> {
    let (before, after) = nearby(segment.text, span);
    let found = span.get(segment.text);
    if stands_in_notation(before, after) {
        return Some("it may be a part of a path, a handle or other notation".to_owned());
    }
    if segment.role == Role::AltText && !has_han(segment.text) {
        return Some("an alternative text that is not translated".to_owned());
    }
    if segment.role == Role::Heading && breaks_anchor(cx, segment, span, new) {
        return Some("a link points at the heading's anchor".to_owned());
    }
    if entry.kind != Kind::Term
        && ["这", "那", "该", "此"].iter().any(|word| before.trim_end_matches(['一', '个']).ends_with(word))
    {
        return Some("a demonstrative stands before it".to_owned());
    }
    if entry.kind != Kind::Term && follows_description(before) {
        return Some("an indefinite description stands before it".to_owned());
    }
    if matches!(entry.kind, Kind::Product | Kind::Organization)
        && has_han(found)
        && segmentation::neighbours(segment.text, span).0.chars().count() > 2
    {
        return Some("a long word stands right before it: it may be a part of that".to_owned());
    }
    let letter_after_hyphen =
        |mut chars: std::str::Chars<'_>| chars.next() == Some('-') && chars.next().is_some_and(|c| c.is_ascii_alphanumeric());
    if letter_after_hyphen(after.chars()) {
        return Some("a hyphen joins it to a Latin word".to_owned());
    }
    if entry.kind == Kind::Term && agrees(segment.text, span) && !found.eq_ignore_ascii_case(new) {
        return Some("the words around it may have to agree with it".to_owned());
    }
    if let Some(word) = measure_word_before(before) {
        return Some(format!("the measure word \"{word}\" before it may not fit"));
    }
    if entry.kind == Kind::Term && follows_modal(before) {
        return Some("a modal verb stands before it: it may be a verb here".to_owned());
    }
    if loses_coverb(before, found, new) {
        return Some("a coverb before it may govern it: 将…作为…".to_owned());
    }
    if let Some(rest) = residue_after(segment.text, span) {
        return Some(format!("\"{rest}\" behind it may belong to it"));
    }
    if is_shorter_name(cx, entry, after) {
        return Some("it may be the beginning of a longer name".to_owned());
    }
    if entry.kind == Kind::Person { person_hazard(found, before, after, new) } else { None }
}

/// Whether what stands before describes one of several: 一个…的.
fn follows_description(before: &str) -> bool {
    if !before.ends_with('的') {
        return false;
    }
    let clause = before.rsplit(['，', '。', '；', '、', '：', '“', ',', ':']).next().unwrap_or(before);
    let start = ["一个", "一种", "一名", "一家"].iter().filter_map(|word| clause.rfind(word)).max();
    start.is_some_and(|start| (8..=14).contains(&clause[start..].chars().count()))
}

/// Whether what stands around is no prose: a path, a handle, a wiki link, a formula, an attribute.
fn stands_in_notation(before: &str, after: &str) -> bool {
    // Marks of one byte, which stands in no other character.
    let (left, right) = (before.bytes().next_back(), after.bytes().next());
    let extension = right == Some(b'.') && after.as_bytes().get(1).is_some_and(u8::is_ascii_alphanumeric);
    let handle = matches!(left, Some(b'@' | b'#' | b'$' | b'{' | b'\\' | b'=')) || matches!(right, Some(b'@' | b'}' | b'$'));
    let touches_slash = matches!(left, Some(b'/' | b'\\')) || matches!(right, Some(b'/' | b'\\'));
    extension || handle || touches_slash && is_in_path(before, after) || is_in_wiki_link(before, after)
}

/// Whether the tokens that touch a mention are a path together.
fn is_in_path(before: &str, after: &str) -> bool {
    let start = before.rfind(char::is_whitespace).map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let (before, after) = (&before[start..], &after[..after.find(char::is_whitespace).unwrap_or(after.len())]);
    let slashes = |token: &str| token.matches(['/', '\\']).count();
    match slashes(before) + slashes(after) {
        0 => false,
        1 => before.contains('.') || after.contains('.') || before.starts_with(['/', '\\']),
        _ => true,
    }
}

/// Whether `[[` is open before a mention, and `]]` comes after it.
fn is_in_wiki_link(before: &str, after: &str) -> bool {
    // Mostly there is no bracket at all or a single one, and one byte is looked for faster than two.
    let is_double = |&at: &usize| before[..at].ends_with('[');
    let open = memchr::memrchr_iter(b'[', before.as_bytes()).find(is_double);
    open.is_some_and(|open| !before[open..].contains("]]") && after.contains("]]"))
}

/// Whether a modal word stands right before, after which a noun-like term may be a verb and its object.
fn follows_modal(before: &str) -> bool {
    match before.chars().next_back() {
        // With or without another character: 将会, 可能.
        Some('会' | '能' | '要') => true,
        Some('须' | '该' | '当' | '够' | '以' | '法') => {
            ["必须", "应该", "应当", "能够", "可以", "无法"].iter().any(|modal| before.ends_with(modal))
        }
        _ => false,
    }
}

/// What makes a person's name doubtful: it may be a part of a longer one, a company's, or not this person's.
fn person_hazard(found: &str, before: &str, after: &str, new: &str) -> Option<String> {
    let parts = |name: &str| name.split(|c: char| is_interpunct(c) || c.is_whitespace()).filter(|part| !part.is_empty()).count();
    let length = |name: &str| name.chars().filter(|&c| !is_interpunct(c)).count();
    let initial = before.trim_end_matches(' ').ends_with(['.', '．', '·', '•']);
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let quotes = |c: char| matches!(c, ' ' | '\'' | '"' | '“' | '”' | '‘' | '’' | '(' | '[');
    let latin_before = latin(before.trim_end_matches(quotes).chars().next_back());
    // What a machine left in place of markup is no word.
    let after = after.strip_prefix([' ', '\u{fffc}']).filter(|rest| is_placeholder(rest)).map_or(after, |_| "");
    let latin_after = latin(after.trim_start_matches(' ').chars().next())
        || found.is_ascii() && latin(after.trim_start_matches(quotes).chars().next());
    let tails = ["公司", "集团", "实验室", "基金会", "出版社", "机构"];
    if initial {
        Some("an initial stands before it".to_owned())
    } else if has_han(new) && parts(found) < parts(new) && length(found) + 1 < length(new) {
        Some("the name has fewer parts than the approved one".to_owned())
    } else if latin_after || latin_before && (found.is_ascii() && has_han(new)) {
        Some("a Latin word stands beside it".to_owned())
    } else if before.trim().is_empty() && after.starts_with([':', '：']) {
        Some("a speaker's name in front of a line".to_owned())
    } else {
        tails.iter().find(|tail| after.starts_with(**tail)).map(|tail| format!("\"{tail}\" behind it: it may be no person"))
    }
}

/// Whether a text starts with a placeholder such as `T5`.
fn is_placeholder(text: &str) -> bool {
    let digits = text.strip_prefix('T').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    (1..=2).contains(&digits) && !text[1 + digits..].starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// Whether another concept's name starts with this one's, and more words and a colon follow: a show, a column.
fn is_shorter_name(cx: &DocumentContext<'_>, entry: &Entry, after: &str) -> bool {
    if entry.kind == Kind::Term {
        return false;
    }
    let word = after.chars().take(7).take_while(|&c| is_han(c)).count();
    if !(2..=6).contains(&word) || !after.chars().nth(word).is_some_and(|c| matches!(c, ':' | '：')) {
        return false;
    }
    let name = format!("{} ", cx.concept(entry).name());
    cx.glossary.concepts.iter().any(|concept| concept.name().starts_with(&name))
}

/// A measure word right before a mention that counts things of one kind, so that another noun may not fit it.
fn measure_word_before(before: &str) -> Option<&str> {
    let mut chars = before.char_indices().rev();
    let (at, _) = chars.next().filter(|&(_, c)| is_measure(c))?;
    let (_, number) = chars.next()?;
    let counts = "一二两三四五六七八九十百千万几这那每各某数多半".contains(number)
        || number.is_ascii_digit()
        || number == ' ' && chars.next().is_some_and(|(_, c)| c.is_ascii_digit());
    counts.then(|| &before[at..])
}

/// Whether a character counts things of one kind.
#[rustfmt::skip]
const fn is_measure(c: char) -> bool {
    matches!(
        c,
        '架' | '艘' | '辆' | '匹' | '头' | '只' | '条' | '把' | '颗' | '粒' | '枚' | '座' | '栋' | '幢' | '扇' | '株' | '棵' | '朵' | '支' | '枝'
            | '根' | '块' | '片' | '张' | '幅' | '册' | '本' | '名' | '位' | '家'
    )
}

/// Whether the mention takes part in the sentence as `将…作为…` does, and the replacement would not: `将网络配置作为代码存储`.
fn loses_coverb(before: &str, found: &str, new: &str) -> bool {
    if !found.contains(['作', '为']) {
        return false;
    }
    let has = |text: &str, coverb: &str| text.as_bytes().windows(coverb.len()).any(|bytes| bytes == coverb.as_bytes());
    let is_lost = |coverb: &str| has(found, coverb) && !has(new, coverb);
    if !["作为", "当作", "视为"].into_iter().any(is_lost) {
        return false;
    }
    let clause = before.rsplit(['，', '。', '；', '：', ',', ';']).next().unwrap_or(before);
    clause.contains(['将', '把', '以'])
}

/// What right behind a mention looks like the rest of a longer mistake: its last character once more, an English ending, or one
/// character that makes words for persons, kinds and acts, and is no word of its own there.
fn residue_after(text: &str, span: Span) -> Option<&str> {
    let next = text[span.end..].chars().next()?;
    if next.is_ascii_lowercase() && span.get(text).ends_with(is_han) {
        let letters = text[span.end..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let word = &text[span.end..span.end + letters];
        return (letters < 3 || ["ing", "ers", "ed"].contains(&word)).then_some(word);
    }
    let makes_words = matches!(next, '人' | '者' | '员' | '们' | '师' | '族' | '徒' | '手' | '兵' | '商' | '船' | '图');
    if !(makes_words || is_han(next) && span.get(text).ends_with(next)) {
        return None;
    }
    let (_, after) = segmentation::neighbours(text, span);
    (after.len() == next.len_utf8()).then_some(after)
}

/// Whether a link of the document points at the anchor that the heading's text makes, and the fix changes it.
fn breaks_anchor(cx: &DocumentContext<'_>, segment: Segment<'_>, span: Span, new: &str) -> bool {
    let mut targets = segment.document().links().iter().filter_map(|link| link.url.strip_prefix('#')).peekable();
    if targets.peek().is_none() || segment.text.len() > LONGEST {
        return false;
    }
    let in_file = segment.locus(Span::new(0, segment.text.len())).get(cx.file_text);
    let anchor = of_heading(segment.text, in_file);
    let is_target = |target: &str| {
        let target = slug(&percent_decode(target));
        target == anchor || without_number(&target) == Some(&anchor)
    };
    slug(span.get(segment.text)) != slug(new) && targets.any(is_target)
}

#[cfg(test)]
mod tests {
    use super::stands_in_notation;

    #[test]
    fn notation_is_no_prose() {
        for (before, after) in [("见 docs/", ".md"), ("a/", "/b"), ("./", " 里"), ("@", ""), ("[[甲 ", " 乙]]"), ("甲", ".js")]
        {
            assert!(stands_in_notation(before, after), "{before} {after}");
        }
        for (before, after) in [("甲/", "，乙"), ("a/b 的", "。"), ("[[甲]] ", " 乙]]"), ("[甲", "乙]"), ("甲", "。")]
        {
            assert!(!stands_in_notation(before, after), "{before} {after}");
        }
    }
}
