//! From a corpus to groups: runs the signals, joins what belongs together, counts it, names it.

use super::cluster::{self, Cluster};
use super::corpus::Corpus;
use super::count;
use super::evidence::{Evidence, Signal};
use super::facts::Facts;
use super::group::{Group, Rendering};
use super::presence::Presence;
use super::signals::{self, SIGNALS, compound, dot, short};
use crate::glossary::Kind;
use crate::text::script::{has_han, is_interpunct};

/// Groups of a run at most: more than a person will read is of no use.
const MOST_GROUPS: usize = 3_000;

/// The groups of a corpus, the likeliest first.
pub fn groups(corpus: &Corpus) -> Vec<Group> {
    let facts = Facts::new(corpus);
    let mut evidence = Evidence::default();
    for signal in SIGNALS {
        signal(&facts, &mut evidence);
    }
    dot::propose(&facts, &mut evidence);
    short::propose(&facts, &mut evidence);
    let presence = {
        let strings = evidence.strings.all();
        let wanted = evidence.wanted();
        // What is in no pair that could become likely is not looked for.
        let strings: Vec<&str> = strings.iter().zip(&wanted).map(|(text, wanted)| if *wanted { text } else { "" }).collect();
        let wants_context: Vec<bool> = strings.iter().map(|text| has_han(text) && !text.contains(is_interpunct)).collect();
        Presence::new(corpus, &strings, &wants_context)
    };
    signals::with_presence(&facts, &presence, &mut evidence);
    compound::find(corpus, &mut evidence);
    let clusters = cluster::clusters(&evidence);
    let strings: Vec<&str> =
        clusters.iter().flat_map(|cluster| cluster.members.iter().map(|&id| evidence.strings.get(id))).collect();
    let mut counted = count::count(corpus, &strings).into_iter();
    let mut groups: Vec<Group> = clusters
        .iter()
        .filter_map(|cluster| {
            let renderings: Vec<Rendering> = counted.by_ref().take(cluster.members.len()).collect();
            group(&evidence, cluster, renderings)
        })
        .collect();
    groups.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| mentions(b).cmp(&mentions(a))));
    groups.truncate(MOST_GROUPS);
    groups
}

fn mentions(group: &Group) -> usize {
    group.renderings.iter().map(|rendering| rendering.mentions).sum()
}

fn group(evidence: &Evidence, cluster: &Cluster, mut renderings: Vec<Rendering>) -> Option<Group> {
    renderings.retain(|rendering| rendering.mentions > 0);
    if renderings.len() < 2
        || !renderings.iter().any(|rendering| has_han(&rendering.text) || rendering.text.contains(char::is_alphabetic))
    {
        return None;
    }
    let once = renderings.iter().all(|rendering| rendering.mentions == 1);
    let is_gloss = cluster
        .joints
        .iter()
        .any(|&(left, right)| evidence.hints(left, right).iter().any(|hint| hint.signal == Signal::Apposition));
    // `亚当·海德(Adam Hyde)` and never again: nothing that differs.
    if once && is_gloss && renderings.len() == 2 {
        return None;
    }
    // A name and its short form: nothing that differs either.
    let whole = |text: &str| !renderings.iter().any(|other| other.text != text && is_part(text, &other.text));
    if renderings.iter().filter(|rendering| whole(&rendering.text)).count() < 2 {
        return None;
    }
    renderings.sort_by(|a, b| b.documents.cmp(&a.documents).then(b.mentions.cmp(&a.mentions)).then(a.text.cmp(&b.text)));
    let mut hints: Vec<(f64, &str)> = Vec::new();
    let mut signals: Vec<Signal> = Vec::new();
    for &(left, right) in &cluster.joints {
        for hint in evidence.hints(left, right) {
            hints.push((hint.weight, &hint.words));
            signals.push(hint.signal);
        }
    }
    hints.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    hints.dedup_by(|a, b| a.1 == b.1);
    let source = source(evidence, cluster, &renderings);
    let is_person = renderings.iter().any(|rendering| cluster::is_dotted(&rendering.text)) || signals.contains(&Signal::Profile);
    let kind = match () {
        () if is_person => Kind::Person,
        () if renderings.iter().any(|rendering| is_organization(&rendering.text)) => Kind::Organization,
        () if signals.iter().any(|signal| matches!(signal, Signal::Url | Signal::Split | Signal::Spelling)) => Kind::Product,
        () => Kind::Term,
    };
    Some(Group {
        score: cluster.score,
        kind,
        source,
        language: None,
        source_mentions: None,
        renderings,
        evidence: hints.into_iter().take(6).map(|(_, words)| words.to_owned()).collect(),
        concept: None,
    })
}

/// Whether a string is one of the parts of a name.
fn is_part(text: &str, name: &str) -> bool {
    name.split(|c: char| c == ' ' || is_interpunct(c)).any(|part| part == text)
}

/// Whether a name says that it is one of a company, a foundation, a school.
fn is_organization(text: &str) -> bool {
    const ENDS: &[&str] =
        &["公司", "基金会", "大学", "学院", "研究所", "集团", " Foundation", " Inc", " Labs", " University", " Institute"];
    ENDS.iter().any(|end| text.ends_with(end))
}

fn source(evidence: &Evidence, cluster: &Cluster, renderings: &[Rendering]) -> Option<String> {
    let mut totals: Vec<(&str, f64)> = Vec::new();
    for &member in &cluster.members {
        for (name, weight) in evidence.sources(member) {
            match totals.iter_mut().find(|(known, _)| *known == &**name) {
                Some((_, total)) => *total += weight,
                None => totals.push((name, *weight)),
            }
        }
    }
    totals.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let latin = renderings.iter().find(|rendering| !has_han(&rendering.text));
    latin.map(|rendering| rendering.text.clone()).or_else(|| totals.first().map(|(name, _)| (*name).to_owned()))
}
