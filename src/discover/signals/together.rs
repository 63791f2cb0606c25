//! Where the strings of a pair stand: a rendering of `Fastly` stands in texts about it, the adverb `快速` everywhere.
//!
//! For a Chinese and a Latin string it counts how many documents of the Chinese one have the Latin one too, against
//! chance; for two Chinese terms, how alike the words around them are.

use crate::discover::evidence::{Evidence, Id, Signal};
use crate::discover::presence::Presence;
use crate::similarity::{sound, transliteration};
use crate::text::counted;
use crate::text::script::{has_han, is_interpunct};

/// Documents from which a share means something.
const FEWEST: usize = 6;
/// Share of the documents of the Chinese string, with the Latin one, at which nothing is said.
const EVEN_SHARE: f64 = 0.35;
/// Weight of each point of the share's distance from it.
const WEIGHT_SHARE: f64 = 5.0;
/// How many times chance the share must be.
const LEAST_LIFT: f64 = 3.0;
/// What less takes away.
const WEIGHT_CHANCE: f64 = 2.0;
/// What it takes away that the Chinese string is an anchor once and stands nowhere else.
const WEIGHT_ONCE: f64 = 0.8;
/// Score from which a transcription speaks for itself.
const LEAST_SOUND: f64 = 0.7;
/// What it takes away that names which sound alike share no document.
const WEIGHT_APART: f64 = 2.5;
/// Distance of two names of four characters up to which that takes away only half of it.
const CLOSE: f64 = 0.12;
/// Likeness of surroundings at which nothing is said.
const EVEN_LIKENESS: f64 = 0.11;
/// Weight of each point of likeness.
const WEIGHT_LIKENESS: f64 = 14.0;

/// Adds what the documents say of every pair that other signals propose.
pub fn find(presence: &Presence, texts: usize, evidence: &mut Evidence) {
    let pairs: Vec<(Id, Id)> = evidence.ranked().into_iter().map(|(_, left, right)| (left, right)).collect();
    for (left, right) in pairs {
        let (one, other) = (evidence.strings.get(left).to_owned(), evidence.strings.get(right).to_owned());
        let is_name = |text: &str| text.contains(is_interpunct);
        match (has_han(&one), has_han(&other)) {
            (true, true) if !is_name(&one) && !is_name(&other) => {
                let hints = evidence.hints(left, right);
                // Surnames stand in the same surroundings, whosever they are.
                if hints.iter().all(|hint| hint.signal == Signal::Sound) {
                    if presence.together(left as usize, right as usize) == 0 {
                        let close = one.chars().count().min(other.chars().count()) > 3 && sound::distance(&one, &other) < CLOSE;
                        let weight = if close { WEIGHT_APART / 2.0 } else { WEIGHT_APART };
                        evidence.add(&one, &other, Signal::Together, -weight, "no document has both");
                    }
                    continue;
                }
                if let Some(likeness) = presence.likeness(left as usize, right as usize) {
                    let weight = (WEIGHT_LIKENESS * (likeness - EVEN_LIKENESS)).clamp(-2.0, 2.5);
                    evidence.add(&one, &other, Signal::Context, weight, "they stand in the same surroundings");
                }
            }
            (true, false) if !is_name(&one) => share(presence, texts, evidence, (left, &one), (right, &other)),
            (false, true) if !is_name(&other) => share(presence, texts, evidence, (right, &other), (left, &one)),
            (true | false, _) => {}
        }
    }
}

fn share(presence: &Presence, texts: usize, evidence: &mut Evidence, chinese: (Id, &str), latin: (Id, &str)) {
    let (with_chinese, with_latin) = (presence.texts[chinese.0 as usize].len(), presence.texts[latin.0 as usize].len());
    let both = presence.together(chinese.0 as usize, latin.0 as usize) as f64;
    if with_chinese < FEWEST {
        // Nothing but an anchor: it may say anything about the page.
        let hints = evidence.hints(chinese.0, latin.0);
        if presence.mentions[chinese.0 as usize] == 1 && hints.iter().all(|hint| hint.signal == Signal::Url) {
            let sound = transliteration::score(latin.1, chinese.1);
            let weight = if sound > LEAST_SOUND { WEIGHT_CHANCE } else { -WEIGHT_ONCE };
            evidence.add(chinese.1, latin.1, Signal::Together, weight, "it stands nowhere else");
        }
        return;
    }
    let share = both / with_chinese as f64;
    let lift = share * texts as f64 / (with_latin.max(1)) as f64;
    let chance = if lift < LEAST_LIFT { WEIGHT_CHANCE } else { 0.0 };
    let weight = (WEIGHT_SHARE * (share - EVEN_SHARE)).min(1.2) - chance;
    let words = format!("\"{}\" stands in {both} of the {} with \"{}\"", latin.1, counted(with_chinese, "document"), chinese.1);
    evidence.add(chinese.1, latin.1, Signal::Together, weight, words);
}
