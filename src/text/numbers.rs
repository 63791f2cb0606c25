//! Numbers as people write them: digits with separators, Chinese numerals, 万 and 亿, English scale words and months.
//!
//! A number may be read in several ways (`5 PM` is 17 too); two that share a reading are the same. What it means that one
//! is missing is for `rules`.

use super::Span;
use super::script::is_han;

/// A number in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Where it stands.
    pub span: Span,
    /// What it may be; the first is that of its digits.
    pub readings: Vec<Reading>,
    /// Whether it is written in digits, not in words, so that it must be there on the other side too.
    pub is_plain: bool,
}

/// One value of a number.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// A quantity, in thousandths, so that it compares exactly.
    Value(i128),
    /// What is no quantity: a version of several parts.
    Text(String),
}

/// Chinese digits and their values.
const DIGITS: &str = "零一二三四五六七八九";

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

const WORDS: [(&str, i128); 33] = [
    ("zero", 0),
    ("one", 1),
    ("first", 1),
    ("once", 1),
    ("single", 1),
    ("two", 2),
    ("second", 2),
    ("twice", 2),
    ("both", 2),
    ("pair", 2),
    ("three", 3),
    ("third", 3),
    ("four", 4),
    ("fourth", 4),
    ("five", 5),
    ("fifth", 5),
    ("six", 6),
    ("sixth", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("dozen", 12),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("hundred", 100),
    ("thousand", 1000),
    ("million", 1_000_000),
];

/// The numbers of a text, in order.
pub fn numbers(text: &str) -> Vec<Number> {
    let mut numbers = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let next = if c.is_ascii_digit() || is_wide_digit(c) {
            digits(text, at, &mut numbers)
        } else if c.is_ascii_alphabetic() {
            word(text, at, &mut numbers)
        } else if numeral(c).is_some() {
            numerals(text, at, &mut numbers)
        } else {
            at + c.len_utf8()
        };
        at = next.max(at + c.len_utf8());
    }
    numbers
}

const fn is_wide_digit(c: char) -> bool {
    matches!(c, '０'..='９')
}

/// A number in digits at `at`; gives where it ends.
fn digits(text: &str, at: usize, numbers: &mut Vec<Number>) -> usize {
    let rest = &text[at..];
    let is_part = |c: char| c.is_ascii_digit() || is_wide_digit(c);
    let mut end = 0;
    for (offset, c) in rest.char_indices() {
        let goes_on = |next: usize| rest[next..].chars().next().is_some_and(is_part);
        if is_part(c) || matches!(c, '.' | ',') && goes_on(offset + 1) {
            end = offset + c.len_utf8();
        } else {
            break;
        }
    }
    let plain: String = rest[..end]
        .chars()
        .map(|c| if is_wide_digit(c) { char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c) } else { c })
        .collect();
    // A list without spaces: `2,3,4`.
    let is_grouped =
        |text: &str| text.split(',').skip(1).all(|group| group.split('.').next().is_some_and(|whole| whole.len() == 3));
    if !is_grouped(&plain) && plain.len() == end {
        end = rest.find(',').unwrap_or(end);
    }
    let plain = plain.get(..end).unwrap_or(&plain).to_owned();
    // A part of a word, `k8s`, is no number.
    let before = text[..at].chars().next_back();
    let is_glued = before.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '#' | '$' | '/'));
    let after = &rest[end..];
    let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
    let is_word = letters > 2 && !MONTHS.iter().any(|month| month.starts_with(&after[..letters].to_ascii_lowercase()));
    if is_glued || is_word {
        return at + end + letters;
    }
    let readings = readings(&plain, after);
    numbers.push(Number { span: Span::new(at, at + end), readings, is_plain: true });
    at + end
}

/// What digits, with what follows them, may be.
fn readings(plain: &str, after: &str) -> Vec<Reading> {
    let parts: Vec<&str> = plain.split('.').collect();
    let grouped = |text: &str| {
        let groups: Vec<&str> = text.split(',').collect();
        groups.len() == 1 || groups[1..].iter().all(|group| group.len() == 3)
    };
    if parts.len() > 2 || !grouped(parts[0]) {
        // 1.22.0 is 1.22.
        let short = plain.strip_suffix(".0").filter(|_| parts.len() > 2);
        return [Some(plain), short].into_iter().flatten().map(|text| Reading::Text(text.to_owned())).collect();
    }
    let fraction = parts.get(1).copied().unwrap_or("");
    let whole: Option<i128> = parts[0].replace(',', "").parse().ok();
    let thousandths: Option<i128> = format!("{fraction:0<3}").get(..3).and_then(|digits| digits.parse().ok());
    let (Some(whole), Some(thousandths)) = (whole.filter(|whole| *whole < 10_i128.pow(24)), thousandths) else {
        return vec![Reading::Text(plain.to_owned())];
    };
    if fraction.len() > 3 {
        return vec![Reading::Text(plain.to_owned())];
    }
    let value = whole * 1000 + thousandths;
    let mut readings = vec![Reading::Value(value)];
    // 1.10 is a version, or 1.1.
    if !fraction.is_empty() {
        readings.push(Reading::Text(plain.to_owned()));
    }
    let after = after.trim_start_matches([' ', '-', '\u{a0}']);
    let lower: String = after.chars().take(10).collect::<String>().to_lowercase();
    let letters: String = lower.chars().take_while(char::is_ascii_alphabetic).collect();
    let scale = match letters.as_str() {
        "k" | "thousand" | "thousands" => 1000,
        "m" | "mm" | "mn" | "million" | "millions" => 1_000_000,
        "b" | "bn" | "billion" | "billions" => 1_000_000_000,
        "trillion" => 1_000_000_000_000,
        "hundred" => 100,
        "dozen" => 12,
        _ => match lower.chars().next() {
            Some('百') => 100 * following(&lower[3..]),
            Some('千') => 1000 * following(&lower[3..]),
            Some('万' | '萬') => 10_000 * following(&lower[3..]),
            Some('亿' | '億') => 100_000_000,
            _ => 1,
        },
    };
    if scale > 1 {
        readings.push(Reading::Value(value * scale));
    }
    if matches!(letters.as_str(), "pm") && whole < 12 {
        readings.push(Reading::Value(value + 12_000));
    }
    if (1..=99).contains(&whole) && lower.starts_with(['s', '年', '\'']) {
        readings.push(Reading::Value(value + 1_900_000));
        readings.push(Reading::Value(value + 2_000_000));
    }
    readings
}

/// The scale of a second scale word: 千万, 百万, 万亿.
fn following(rest: &str) -> i128 {
    match rest.chars().next() {
        Some('万' | '萬') => 10_000,
        Some('亿' | '億') => 100_000_000,
        _ => 1,
    }
}

/// A number in English words, or the number of a month.
fn word(text: &str, at: usize, numbers: &mut Vec<Number>) -> usize {
    let length = text[at..].find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len() - at);
    // A version right behind a word: `v1.5`, `PCIe4.0`.
    let digits = text[at..at + length].bytes().rev().take_while(u8::is_ascii_digit).count();
    let is_version = text[at + length..].strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if digits > 0 && is_version {
        let start = at + length - digits;
        let rest = &text[start..];
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let version = rest[..end].trim_end_matches('.');
        let readings = readings(version, &rest[version.len()..]);
        numbers.push(Number { span: Span::new(start, start + version.len()), readings, is_plain: true });
        return start + version.len();
    }
    let lower = text[at..at + length].to_ascii_lowercase();
    let bare = lower.strip_suffix('s').unwrap_or(&lower);
    let value = WORDS.iter().find(|(word, _)| *word == lower || *word == bare).map(|(_, value)| *value);
    let month = MONTHS.iter().position(|month| *month == lower || lower.len() >= 3 && month.starts_with(&lower));
    // The scale of the number before it is read with that.
    let is_scale = value.is_some_and(|value| value >= 100 || lower == "dozen") && follows(text, at, numbers);
    if is_scale {
        return at + length;
    }
    if let Some(value) = value.or_else(|| month.and_then(|month| i128::try_from(month + 1).ok())) {
        let readings = vec![Reading::Value(value * 1000)];
        numbers.push(Number { span: Span::new(at, at + length), readings, is_plain: false });
    }
    at + length
}

/// Whether a number in digits stands right before.
fn follows(text: &str, at: usize, numbers: &[Number]) -> bool {
    numbers.last().is_some_and(|last| last.is_plain && text[last.span.end..at].trim_matches([' ', '-', '\u{a0}']).is_empty())
}

fn numeral(c: char) -> Option<i128> {
    let digit = DIGITS.chars().position(|digit| digit == c).and_then(|digit| i128::try_from(digit).ok());
    digit.or(match c {
        '〇' => Some(0),
        '两' | '兩' | '双' => Some(2),
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        '万' | '萬' => Some(10_000),
        '亿' | '億' => Some(100_000_000),
        '半' => Some(0),
        _ => None,
    })
}

/// A number in Chinese numerals.
fn numerals(text: &str, at: usize, numbers: &mut Vec<Number>) -> usize {
    let length: usize = text[at..].chars().take_while(|&c| is_han(c) && numeral(c).is_some()).map(char::len_utf8).sum();
    let values: Vec<i128> = text[at..at + length].chars().filter_map(numeral).collect();
    if values.iter().all(|value| *value >= 100) && follows(text, at, numbers) {
        return at + length;
    }
    let (mut total, mut section, mut digit) = (0_i128, 0_i128, 0_i128);
    let mut sequence = 0_i128;
    for &value in &values {
        match value {
            0..=9 => {
                digit = value;
                sequence = sequence.saturating_mul(10).saturating_add(value);
            }
            10 | 100 | 1000 => {
                section += digit.max(1) * value;
                digit = 0;
            }
            scale => {
                total = (total + (section + digit).max(1)).saturating_mul(scale).min(10_i128.pow(20));
                (section, digit) = (0, 0);
            }
        }
    }
    let mut readings = vec![Reading::Value((total + section + digit) * 1000)];
    if values.len() > 1 && values.iter().all(|value| *value < 10) {
        // 二〇二四; 一二三 may be a list, too.
        readings.push(Reading::Value(sequence * 1000));
    }
    numbers.push(Number { span: Span::new(at, at + length), readings, is_plain: false });
    at + length
}

impl Number {
    /// Whether the two may be the same.
    pub fn is_same(&self, other: &Self) -> bool {
        self.readings.iter().any(|reading| other.readings.contains(reading))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(left: &str, right: &str) -> bool {
        let (left, right) = (numbers(left), numbers(right));
        !left.is_empty() && left.iter().all(|number| right.iter().any(|other| number.is_same(other)))
    }

    #[test]
    fn the_same_number_is_written_in_many_ways() {
        for (left, right) in [
            ("1,000 pods", "1000 个 pod"),
            ("2 million users", "200 万用户"),
            ("1.5 billion", "15 亿"),
            ("30 million", "3 千万"),
            ("three times", "三次"),
            ("12 nodes", "十二个节点"),
            ("5 PM", "17 点"),
            ("January 5, 2020", "2020 年 1 月 5 日"),
            ("version 1.20.3", "版本 1.20.3"),
            ("in 2024", "二〇二四年"),
            ("350,000", "35 万"),
            ("twenty", "二十"),
            ("10k", "1 万"),
            ("the 1990s", "1990 年代"),
            ("Kubernetes 1.6 or later", "Kubernetes1.6及以上"),
            ("PCIe 4.0", "PCIe4.0"),
            ("1.22.0", "1.22"),
            ("numbers 2, 3 and 4", "2,3,4"),
        ] {
            assert!(same(left, right), "{left} {right}: {:?} {:?}", numbers(left), numbers(right));
        }
    }

    #[test]
    fn different_numbers_differ_and_names_are_none() {
        for (left, right) in [("1,000", "100"), ("1.5", "15"), ("2 million", "20 万"), ("1.20.3", "1.20.4")] {
            assert!(!same(left, right), "{left} {right}");
        }
        for text in ["k8s", "i18n", "#12", "x86", "$1"] {
            assert_eq!(numbers(text), [], "{text}");
        }
    }
}
