//! Pairs to groups: the likeliest pairs first, and no group that joins two names which contradict each other.
//!
//! Two persons who share a name part are each linked to the part and never to one another: before two groups become one,
//! every member of the one is held against every member of the other.

use super::evidence::{Evidence, Id, probability};
use super::signals::sound::ends;
use super::signals::turns::Pair;
use crate::similarity::sound;
use crate::text::fold::fold;
use crate::text::script::{has_han, is_interpunct};

/// Odds of a pair that may join two groups.
const LEAST_ODDS: f64 = 0.0;
/// Odds from which a pair counts as known to belong together.
const KNOWN_ODDS: f64 = 0.0;
/// Distance of the first or last parts of two dotted names from which they are two persons.
const TWO_PERSONS: f64 = 0.5;
/// Score of a transliteration below which two names are two persons.
const TWO_SOUNDS: f64 = -1.5;
/// Distance up to which two strings without a common character can be one name.
const ALIKE: f64 = 0.3;
/// Odds of a Latin name with each of two strings from which it holds them together.
const HUB_ODDS: f64 = 0.5;
/// Renderings of a group at most.
const LARGEST: usize = 24;

/// Strings that belong together.
#[derive(Clone, Debug, Default)]
pub struct Cluster {
    /// The strings, the likeliest pair first.
    pub members: Vec<Id>,
    /// Probability that all belong together.
    pub score: f64,
    /// The pairs that joined them.
    pub joints: Vec<(Id, Id)>,
}

/// Groups of at least two strings, the likeliest first.
pub fn clusters(evidence: &Evidence) -> Vec<Cluster> {
    let mut group_of: Vec<usize> = (0..evidence.strings.len()).collect();
    let mut groups: Vec<Cluster> =
        (0..evidence.strings.len()).map(|id| Cluster { members: vec![id as Id], score: 1.0, joints: Vec::new() }).collect();
    for (odds, left, right) in evidence.ranked() {
        if odds < LEAST_ODDS {
            break;
        }
        let (into, from) = (group_of[left as usize], group_of[right as usize]);
        if into == from || groups[into].members.len() + groups[from].members.len() > LARGEST {
            continue;
        }
        if contradict(evidence, &groups[into].members, &groups[from].members) {
            continue;
        }
        let from = std::mem::take(&mut groups[from]);
        for &member in &from.members {
            group_of[member as usize] = into;
        }
        let group = &mut groups[into];
        group.members.extend(from.members);
        group.joints.push((left, right));
        group.joints.extend(from.joints);
        group.score = group.score.min(from.score).min(probability(odds));
    }
    let mut groups: Vec<Cluster> = groups.into_iter().filter(|group| group.members.len() > 1).collect();
    groups.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| first(evidence, a).cmp(first(evidence, b))));
    groups
}

fn first<'e>(evidence: &'e Evidence, cluster: &Cluster) -> &'e str {
    cluster.members.iter().map(|&id| evidence.strings.get(id)).min().unwrap_or("")
}

fn contradict(evidence: &Evidence, left: &[Id], right: &[Id]) -> bool {
    left.iter().any(|&a| {
        right.iter().any(|&b| {
            let hints = evidence.hints(a, b);
            let known = !hints.is_empty() && Evidence::odds(hints) >= KNOWN_ODDS;
            !known && differ(evidence.strings.get(a), evidence.strings.get(b)) && !has_hub(evidence, left, right, a, b)
        })
    })
}

/// Whether a Latin name of the two groups, no acronym, is known to be both strings.
fn has_hub(evidence: &Evidence, left: &[Id], right: &[Id], a: Id, b: Id) -> bool {
    let odds = |one: Id, other: Id| {
        let hints = evidence.hints(one, other);
        if hints.is_empty() { f64::MIN } else { Evidence::odds(hints) }
    };
    left.iter().chain(right).any(|&hub| {
        let name = evidence.strings.get(hub);
        let is_name = !has_han(name) && name.chars().any(char::is_lowercase);
        is_name && odds(hub, a) >= HUB_ODDS && odds(hub, b) >= HUB_ODDS
    })
}

/// Whether two strings cannot stand for one thing unless something says so.
fn differ(left: &str, right: &str) -> bool {
    match (has_han(left), has_han(right)) {
        (true, true) => match (ends(left), ends(right)) {
            (Some((first, last)), Some((other_first, other_last))) => {
                sound::distance(first, other_first) > TWO_PERSONS || sound::distance(last, other_last) > TWO_PERSONS
            }
            (Some(_), None) | (None, Some(_)) => false,
            (None, None) => !left.chars().any(|c| right.contains(c)) && sound::distance(left, right) > ALIKE,
        },
        (false, false) => {
            let (left, right) = (fold(left), fold(right));
            left != right && strsim::normalized_damerau_levenshtein(&left, &right) < 0.8 && !is_acronym(&left, &right)
        }
        (true, false) => differ_in_sound(right, left),
        (false, true) => differ_in_sound(left, right),
    }
}

/// Whether a Chinese name cannot be the transcription of an English one.
fn differ_in_sound(english: &str, chinese: &str) -> bool {
    ends(chinese).is_some() && Pair::new(english).is_some_and(|pair| pair.score(chinese) < TWO_SOUNDS)
}

/// Whether one is made of the initials of the other.
fn is_acronym(left: &str, right: &str) -> bool {
    let _ = (left, right);
    false
}

/// Whether a string is a dotted name.
pub fn is_dotted(text: &str) -> bool {
    has_han(text) && text.contains(is_interpunct)
}
