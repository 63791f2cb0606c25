//! Short forms of the names of a group: `海托华` and `Hightower` of `凯尔西·海托华`, when nobody else has them.
//!
//! A surname that another name of the corpus shares, or that is an ordinary word, is left out.

use rustc_hash::{FxHashMap, FxHashSet};

use super::cluster::Cluster;
use super::evidence::Evidence;
use super::facts::Facts;
use super::names;
use super::signals::sound::ends;
use crate::matcher::segmentation;
use crate::matcher::words::is_english;
use crate::text::script::{has_han, is_han, is_interpunct};

/// Mean odds of the characters of a short form at least: `高塔` is a word.
const LEAST_ODDS: f64 = 3.0;

/// Adds them to the clusters that have a dotted name.
pub fn add(facts: &Facts<'_>, evidence: &mut Evidence, clusters: &mut [Cluster]) {
    // How many names have a part.
    let mut owners: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
    for name in &facts.dotted.list {
        for part in name.text.split(is_interpunct) {
            owners.entry(part).or_default().insert(name.text);
        }
    }
    for name in &facts.latin.list {
        if let Some((_, last)) = name.text.rsplit_once(' ') {
            owners.entry(last).or_default().insert(name.text);
        }
    }
    let mut taken: FxHashMap<String, usize> = FxHashMap::default();
    let mut wanted: Vec<(usize, String)> = Vec::new();
    for (number, cluster) in clusters.iter().enumerate() {
        let texts: Vec<String> = cluster.members.iter().map(|&id| evidence.strings.get(id).to_owned()).collect();
        if !texts.iter().any(|text| ends(text).is_some()) {
            continue;
        }
        for text in &texts {
            let Some(short) = short_form(text) else { continue };
            let only = owners.get(short).is_none_or(|names| names.iter().all(|name| texts.iter().any(|text| text == name)));
            if only && !wanted.contains(&(number, short.to_owned())) && !texts.iter().any(|text| text == short) {
                *taken.entry(short.to_owned()).or_default() += 1;
                wanted.push((number, short.to_owned()));
            }
        }
    }
    // A string that is a rendering elsewhere already stays there.
    let elsewhere: FxHashSet<&str> =
        clusters.iter().flat_map(|cluster| cluster.members.iter().map(|&id| evidence.strings.get(id))).collect();
    wanted.retain(|(_, short)| taken[short] == 1 && !elsewhere.contains(short.as_str()));
    for (number, short) in wanted {
        let id = evidence.strings.id(&short);
        clusters[number].members.push(id);
    }
}

/// The part of a name that stands for the whole: the last that is Chinese, or the last word.
fn short_form(text: &str) -> Option<&str> {
    if has_han(text) {
        ends(text)?;
        let part = text.rsplit(is_interpunct).find(|part| part.chars().all(is_han))?;
        let count = part.chars().count();
        let mean = part.chars().map(names::odds).sum::<f64>() / count.max(1) as f64;
        let is_word = segmentation::ln_frequency(part).is_some_and(|ln| ln > 4.0);
        return (count > 1 && mean >= LEAST_ODDS && !is_word).then_some(part);
    }
    let (_, last) = text.rsplit_once(' ')?;
    (last.len() > 3 && last.starts_with(char::is_uppercase) && !is_english(&last.to_lowercase())).then_some(last)
}
