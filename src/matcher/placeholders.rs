//! Stray placeholders of machine translation: where `T2` and its like stand alone between words.
//!
//! Whether a corpus has such placeholders at all is for `rules`.

use super::terms::EntryId;
use super::{Mention, NearKind, NearMention};
use crate::text::Span;
use crate::text::script::{is_han, is_interpunct};

/// `T2` and its like between Chinese words, with nothing near that makes it a model, an instance or a time.
pub(super) fn find(segment: usize, text: &str, mentions: &[Mention], near: &mut Vec<NearMention>) {
    const MODELS: [&str; 16] = [
        "gpu",
        "nvidia",
        "tesla",
        "aws",
        "ec2",
        "instance",
        "实例",
        "英伟达",
        "显卡",
        "芯片",
        "iphone",
        "处理器",
        "层级",
        "级别",
        "turing",
        "线",
    ];
    let mut rest = 0;
    while let Some(at) = memchr::memchr(b'T', text.as_bytes().get(rest..).unwrap_or_default()).map(|at| rest + at) {
        rest = at + 1;
        let digits = text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        let span = Span::new(at, at + 1 + digits);
        let number = text[at + 1..span.end].parse::<u32>().unwrap_or(0);
        if !(1..=2).contains(&digits) || number < 2 || text.as_bytes().get(at + 1) == Some(&b'0') {
            continue;
        }
        let before = text[..at].chars().next_back();
        let after = text[span.end..].chars().next();
        let alone = |c: Option<char>| {
            c.is_none_or(|c| {
                is_han(c) || is_interpunct(c) || matches!(c, ' ' | '“' | '”' | '(' | ')' | '，' | '。' | '、' | ':' | '"')
            })
        };
        let beside_latin = |text: &str| text.trim_start_matches(' ').starts_with(|c: char| c.is_ascii_alphanumeric());
        let latin_before = text[..at].trim_end_matches(' ').ends_with(|c: char| c.is_ascii_alphanumeric());
        if !alone(before) || !alone(after) || latin_before && beside_latin(&text[span.end..]) {
            continue;
        }
        let start = text[..at].char_indices().rev().nth(40).map_or(0, |(at, _)| at);
        let end = text[span.end..].char_indices().nth(40).map_or(text.len(), |(at, _)| span.end + at);
        let around = text[start..end].to_ascii_lowercase();
        if MODELS.iter().any(|model| around.contains(model)) || mentions.iter().any(|mention| mention.span.overlaps(&span)) {
            continue;
        }
        near.push(NearMention { segment, span, entry: EntryId::new(0), replacement: None, kind: NearKind::Placeholder });
    }
}
