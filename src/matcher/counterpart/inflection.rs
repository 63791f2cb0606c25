//! Where a rendering stands in another form than the glossary has it: `machines virtuelles` for *machine virtuelle*.
//!
//! A glossary lists one form of a term; the sentences of most languages want others. Beside an original it is enough to know
//! that the term was rendered, so a likeness of the words will do: no dictionary is asked. Text in Chinese characters does not
//! inflect.

use crate::text::Span;
use crate::text::script::{Script, has_han, script};

/// Characters at the end of a word that may differ.
const ENDING: usize = 3;
/// Words that are no longer than this are articles and the like, of which one may stand for another: *de*, *des*.
const PARTICLE: usize = 3;

/// Where a rendering stands in a text: as it is, without what it has in brackets, or inflected.
pub(super) fn occurrences(text: &str, rendering: &str) -> Vec<Span> {
    let exact =
        |form: &str| -> Vec<Span> { text.match_indices(form).map(|(at, found)| Span::new(at, at + found.len())).collect() };
    let mut found = exact(rendering);
    for form in forms(rendering) {
        if form != rendering {
            found.extend(exact(form));
        }
        if !has_han(text) {
            found.extend(inflected(text, form));
        }
    }
    found.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    found.dedup_by(|later, kept| later.start < kept.end);
    found
}

/// A rendering, or what stands before its brackets and in them: *ingénierie du chaos (chaos engineering)*.
fn forms(rendering: &str) -> impl Iterator<Item = &str> {
    let brackets = |(open, close)| {
        let (before, rest) = rendering.split_once(open)?;
        Some([before.trim(), rest.strip_suffix(close)?.trim()])
    };
    let parts = [('(', ')'), ('（', '）')].into_iter().find_map(brackets);
    let parts = parts.filter(|parts| parts.iter().all(|part| part.chars().count() > 1));
    parts.unwrap_or([rendering, ""]).into_iter().filter(|part| !part.is_empty())
}

/// Where words like those of a form follow each other.
fn inflected(text: &str, form: &str) -> Vec<Span> {
    let (words, wanted) = (words(text), words(form));
    let wanted: Vec<Vec<char>> = wanted.iter().map(|span| folded(span.get(form))).collect();
    if wanted.is_empty() || wanted.iter().all(|word| word.len() <= PARTICLE) {
        return Vec::new();
    }
    let starts = words
        .windows(wanted.len())
        .filter(|window| window.iter().zip(&wanted).all(|(span, wanted)| is_like(&folded(span.get(text)), wanted)));
    starts.filter_map(|window| Some(Span::new(window.first()?.start, window.last()?.end))).collect()
}

/// The words of a text in scripts with spaces.
fn words(text: &str) -> Vec<Span> {
    let mut words: Vec<Span> = Vec::new();
    for (at, c) in text.char_indices().filter(|&(_, c)| script(c) == Script::Spaced) {
        match words.last_mut() {
            Some(last) if last.end == at => last.end = at + c.len_utf8(),
            _ => words.push(Span::new(at, at + c.len_utf8())),
        }
    }
    words
}

fn folded(word: &str) -> Vec<char> {
    word.chars().flat_map(char::to_lowercase).collect()
}

/// Whether two words may be forms of one: they differ in a few last characters.
fn is_like(word: &[char], other: &[char]) -> bool {
    if word.len() <= PARTICLE && other.len() <= PARTICLE {
        return word.first() == other.first();
    }
    let common = word.iter().zip(other).take_while(|(left, right)| left == right).count();
    common >= PARTICLE && common * 10 >= other.len() * 6 && word.len().max(other.len()) - common <= ENDING
}

#[cfg(test)]
mod tests {
    use super::occurrences;

    #[test]
    fn a_rendering_stands_in_other_forms() {
        for (text, rendering, expected) in [
            ("Les machines virtuelles sont là.", "Machine virtuelle", vec!["machines virtuelles"]),
            ("le cycle agiler Softwareentwicklung", "Agile Softwareentwicklung", vec!["agiler Softwareentwicklung"]),
            ("l'orchestration des conteneurs", "Orchestration de conteneurs", vec!["orchestration des conteneurs"]),
            ("L'ingénierie du chaos", "Ingénierie du chaos (Chaos Engineering)", vec!["ingénierie du chaos"]),
            ("ポータビリティは再利用性", "ポータビリティ(可搬性)", vec!["ポータビリティ"]),
            ("容器与容器", "容器", vec!["容器", "容器"]),
            ("Les machines physiques", "Machine virtuelle", vec![]),
            ("Im Portal", "Pod", vec![]),
            ("a (b)", "x (y)", vec![]),
            ("de des", "du", vec![]),
        ] {
            let found: Vec<&str> = occurrences(text, rendering).iter().map(|span| span.get(text)).collect();
            assert_eq!(found, expected, "{rendering} in {text}");
        }
    }
}
