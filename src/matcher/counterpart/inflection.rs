//! Where a rendering stands in another form than the glossary has it: `machines virtuelles` for *machine virtuelle*.
//!
//! A glossary lists one form of a term; the sentences of most languages want others. Beside an original it is enough to know
//! that the term was rendered, so a likeness of the words will do: no dictionary is asked. Text in Chinese characters does not
//! inflect.

use crate::text::Span;
use crate::text::script::{Script, has_han, script};

/// Words of grammar that change with the noun beside them, in the languages of Europe; one may stand for another.
const PARTICLES: [&str; 40] = [
    "a", "al", "alla", "au", "aux", "d", "da", "das", "de", "dei", "del", "della", "dem", "den", "der", "des", "di", "die", "do",
    "du", "een", "ein", "eine", "el", "het", "i", "il", "l", "la", "las", "le", "les", "lo", "los", "na", "no", "os", "um", "un",
    "une",
];
/// Endings of which one may stand for another.
const ENDINGS: [&[&str]; 2] = [&["e", "er", "es", "en", "em"], &["r", "s", "n", "m"]];
/// Endings that may be added.
const ADDED: [&str; 9] = ["s", "e", "n", "x", "r", "es", "en", "er", "em"];
/// Shorter words have no forms.
const STEM: usize = 3;

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
    let wanted: Vec<&str> = wanted.iter().map(|span| span.get(form)).collect();
    if wanted.iter().all(|word| is_particle(&word.to_lowercase())) {
        return Vec::new();
    }
    let is_like = |(span, wanted): (&Span, &&str)| is_like(span.get(text), wanted);
    let starts = words.windows(wanted.len()).filter(|window| window.iter().zip(&wanted).all(is_like));
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

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// Whether two words may be forms of one: they are the same but for an ending.
fn is_like(word: &str, other: &str) -> bool {
    // What is all in capitals is an abbreviation.
    let is_short = |word: &str| word.chars().nth(1).is_some() && word.chars().all(|c| c.is_uppercase() || c.is_numeric());
    if is_short(word) || is_short(other) {
        return word == other;
    }
    let (word, other) = (word.to_lowercase(), other.to_lowercase());
    if word == other || is_particle(&word) && is_particle(&other) {
        return true;
    }
    let common = word.chars().zip(other.chars()).take_while(|(left, right)| left == right).map(|(c, _)| c);
    let (length, bytes) = common.fold((0, 0), |(length, bytes), c| (length + 1, bytes + c.len_utf8()));
    let rests = [&word[bytes..], &other[bytes..]];
    let is_added = rests.contains(&"") && rests.iter().any(|rest| ADDED.contains(rest));
    let is_changed = ENDINGS.iter().enumerate().any(|(number, endings)| {
        rests.iter().all(|rest| endings.contains(rest)) && (number == 0 || word[..bytes].ends_with('e'))
    });
    length >= STEM && (is_added || is_changed)
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
            ("mit verteilten Systemen", "Verteiltes System", vec!["verteilten Systemen"]),
            ("it contains one", "container", vec![]),
            ("Die CD-Pipeline", "CI-Pipeline", vec![]),
            ("nur als Gateway", "API Gateway", vec![]),
        ] {
            let found: Vec<&str> = occurrences(text, rendering).iter().map(|span| span.get(text)).collect();
            assert_eq!(found, expected, "{rendering} in {text}");
        }
    }
}
