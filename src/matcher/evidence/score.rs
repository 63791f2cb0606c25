//! One score from all evidence: log-odds that an ambiguous mention stands for its concept.
//!
//! The score is a sum of points, each a feature times a weight. The weights were fitted by logistic regression on
//! labelled mentions, validated on concepts that were left out; they are general, and no word is known to them.

use std::sync::LazyLock;

use super::counts::Counts;
use super::grams::Gram;
use super::observe::{NEAR, Observation, Stand};
use super::sample::Surroundings;
use super::statistics::{CUT, ConceptStatistics, RenderingStatistics, Statistics};
use super::storage::FRAMES;
use crate::glossary::{Glossary, Kind};
use crate::matcher::segmentation::Joints;
use crate::matcher::{Entry, Matcher};

/// Whether a mention means its concept, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Log-odds.
    pub score: f64,
    /// Why, in words, the weightiest first.
    pub reasons: Vec<String>,
    /// Something speaks against mending it without a person, whatever the score.
    pub doubt: bool,
}

/// Above this, the mention means the concept.
const LIKELY: f64 = 0.1;
/// Above this, a fix needs no person.
const CERTAIN: f64 = 0.75;
/// A term in a paragraph whose words are less like those around the concept is not mended without a person.
const TOPIC: f64 = -1.0;
/// Above this, it is mended whatever the words of the paragraph.
const UNMISTAKABLE: f64 = 2.0;

/// What a listed word against it takes off in the same segment.
const AGAINST: f64 = 5.0;

impl Verdict {
    /// Whether the mention rather means the concept than the ordinary word.
    pub fn means_concept(&self) -> bool {
        self.score > LIKELY
    }

    /// Whether a fix needs no person.
    pub fn is_certain(&self) -> bool {
        self.score >= CERTAIN && !self.doubt
    }

    fn never(reason: &str) -> Self {
        Self { score: f64::NEG_INFINITY, reasons: vec![reason.to_owned()], doubt: true }
    }
}

/// What the score is made of; all are in nats or logits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Features {
    /// Logit of the share of documents in which the rendering behaves as the concept does.
    pub mimics_in_documents: f64,
    /// Logit of the same share for the surroundings of two segments.
    pub mimics_nearby: f64,
    /// Log likelihood ratio of the evidence in this document, or of its absence.
    pub document: f64,
    /// Log likelihood ratio of the evidence nearby, or of its absence.
    pub nearby: f64,
    /// 1 where the mention is the text of a link that names the concept, -1 where the link names something else.
    pub anchor: f64,
    /// Logit of the share of links on the rendering that name the concept.
    pub anchors: f64,
    /// Mean log-odds of the words in the segment and beside it, as in segments with the concept.
    pub topic: f64,
    /// Log-odds of what stands right before, around the concept against elsewhere.
    pub left: f64,
    /// The same for what stands right after.
    pub right: f64,
    /// The same for the words around.
    pub around: f64,
    /// 1 for the name of a person, organization or product.
    pub is_name: f64,
    /// 1 where the words before or after belong to the concept alone.
    pub frame: f64,
    /// 1 if the title or file name names the concept.
    pub title: f64,
    /// 1 in a title or heading.
    pub heading: f64,
    /// Logarithm of how much more frequent the rendering is here than in general Chinese.
    pub excess: f64,
    /// 1 where listed context words are near.
    pub listed_near: f64,
    /// 1 where listed context words are in the document only.
    pub listed: f64,
}

impl Features {
    /// Names, values and weights, for explanation and for fitting.
    pub fn list(&self) -> [(&'static str, f64, f64); 17] {
        [
            ("mimics_in_documents", self.mimics_in_documents, 0.24),
            ("mimics_nearby", self.mimics_nearby, 0.18),
            ("document", self.document, 0.37),
            ("nearby", self.nearby, 0.0),
            ("anchor", self.anchor, 0.6),
            ("anchors", self.anchors, 0.0),
            ("topic", self.topic, 0.14),
            ("left", self.left, 0.0),
            ("right", self.right, 0.06),
            ("around", self.around, 0.06),
            ("is_name", self.is_name, 0.5),
            ("frame", self.frame, 1.7),
            ("title", self.title, 0.0),
            ("heading", self.heading, 0.0),
            ("excess", self.excess, 0.0),
            ("listed_near", self.listed_near, 3.0),
            ("listed", self.listed, 2.0),
        ]
    }

    fn score(&self) -> f64 {
        INTERCEPT + self.list().iter().map(|(_, value, weight)| value * weight).sum::<f64>()
    }
}

const INTERCEPT: f64 = -0.04;

fn logit(share: f64) -> f64 {
    let share = share.clamp(0.03, 0.97);
    (share / (1.0 - share)).ln()
}

fn share(part: impl Into<f64>, whole: impl Into<f64>) -> f64 {
    let whole = whole.into();
    if whole > 0.0 { part.into() / whole } else { 0.0 }
}

/// Log of how much more often something stands around the concept than around the rendering where the concept is not.
fn log_ratio(
    ours: &Surroundings,
    theirs: &Surroundings,
    own: f64,
    prior: f64,
    base: f64,
    of: fn(&Surroundings) -> &Counts,
    gram: Gram,
) -> f64 {
    let count = |surroundings: &Surroundings| f64::from(of(surroundings).get(gram));
    let with = (count(ours) + prior * base) / (f64::from(ours.count) + prior);
    let without = ((count(theirs) - own).max(0.0) + prior * base) / ((f64::from(theirs.count) - own).max(0.0) + prior);
    (with / without).ln()
}

/// Characters that transcribe foreign names and are seldom words by themselves: one of them beside a Chinese name makes
/// it a part of another name.
const TRANSCRIBING: &str = "阿埃艾奥巴贝伯布查戴德蒂丁顿恩尔菲弗夫戈格哈赫亨霍基吉杰卡凯科克库奎莱赖劳勒雷莉琳卢鲁伦罗洛迈曼梅莫姆穆纳娜尼努诺帕佩珀普奇乔琼冉萨塞森珊斯施舒索塔泰坦汀瓦韦沃乌锡谢雅泽扎詹兹佐";

impl Statistics {
    /// Whether a mention means its concept.
    pub fn verdict(&self, matcher: &Matcher, glossary: &Glossary, observation: &Observation) -> Verdict {
        let entry = matcher.entry(observation.entry);
        if observation.in_source == Some(false) {
            return Verdict::never("the original does not mention the concept here");
        }
        if observation.cut_cost > CUT && observation.stand < Stand::Around {
            return Verdict::never("a longer word of the dictionary crosses its edge");
        }
        if observation.other_original && observation.stand < Stand::Around {
            return Verdict::never("another original stands in brackets behind it");
        }
        let is_name = entry.kind != Kind::Term;
        if is_name && (observation.name_continues || observation.dotted) {
            return Verdict::never("it is a part of another name");
        }
        if is_name && observation.before_name {
            return Verdict::never("a person's full name follows directly");
        }
        if observation.in_phrase && observation.stand < Stand::Near {
            return Verdict::never("a part of an English phrase");
        }
        let features = self.features(matcher, glossary, observation);
        let mut score = features.score();
        if features.frame > 0.0 {
            score = score.max(2.0);
        }
        if observation.against == Some(0) {
            score -= AGAINST;
        }
        if observation.stand == Stand::Around {
            score = score.max(CERTAIN + 1.0);
        }
        if observation.in_source == Some(true) {
            score = score.max(UNMISTAKABLE + 1.0);
            let reasons = vec!["the original mentions the concept here".to_owned()];
            // The original may say "the harbor" too: where the row's own words are missing, a person should look.
            let is_bare = !entry.when().is_empty() && observation.stand == Stand::NotAsked;
            return Verdict { score, reasons, doubt: observation.after_latin || is_bare || observation.is_contradicted() };
        }
        let doubt = match observation.stand {
            Stand::NotAsked => self.doubt(matcher, glossary, observation, &features, score),
            // Words that merely stand in a document that never names the concept.
            Stand::Document if !observation.is_named() => true,
            Stand::Near if !observation.is_named() && !observation.in_title => features.mimics_nearby <= 0.5,
            Stand::Document | Stand::Near | Stand::Around => observation.after_latin,
        };
        let doubt = doubt || observation.is_contradicted() && observation.stand < Stand::Around;
        Verdict { score, reasons: reasons(entry, observation, &features, score), doubt }
    }

    /// Whether something speaks against mending the mention without a person, whatever the score.
    fn doubt(&self, matcher: &Matcher, glossary: &Glossary, observation: &Observation, features: &Features, score: f64) -> bool {
        let entry = matcher.entry(observation.entry);
        let (concept, rendering) = self.of(glossary, entry);
        let is_name = entry.kind != Kind::Term;
        if observation.after_latin {
            return true;
        }
        if features.anchor > 0.0 || features.frame > 0.0 {
            return false;
        }
        let weak = if is_name {
            features.mimics_nearby < 0.0 || features.mimics_in_documents < logit(0.2)
        } else {
            features.mimics_nearby < logit(0.75) || features.mimics_in_documents < logit(0.3)
        };
        let few = if is_name { rendering.near.any < 1 } else { rendering.mentions < 4 || rendering.near.any < 3 };
        let off_topic = !is_name && features.topic < TOPIC && score < UNMISTAKABLE;
        let far = is_name
            && observation.text_distance.is_none_or(|distance| distance > NEAR)
            && observation.link_distance.is_none_or(|distance| distance > NEAR)
            && observation.evident_segments <= 2;
        let never_linked = rendering.linked >= 3 && rendering.anchored == 0;
        // The name and what follows make one word that the name itself never makes.
        let glued = is_name
            && rendering.mentions < 10
            && observation.glued
            && !concept.surroundings().right.contains(observation.words.right);
        weak || few || glued || off_topic || far || never_linked || observation.anchored == Some(false)
    }

    /// What is known of a rendering and its concept.
    fn of(&self, glossary: &Glossary, entry: &Entry) -> (&ConceptStatistics, &RenderingStatistics) {
        static NO_CONCEPT: LazyLock<ConceptStatistics> = LazyLock::new(ConceptStatistics::default);
        static NO_RENDERING: LazyLock<RenderingStatistics> = LazyLock::new(RenderingStatistics::default);
        let id = &glossary.concepts[entry.concept as usize].id;
        let concept = self.concepts.get(id).unwrap_or(&NO_CONCEPT);
        (concept, self.renderings.get(id).and_then(|of| of.get(&*entry.text)).unwrap_or(&NO_RENDERING))
    }

    /// What is weighed for a mention.
    pub fn features(&self, matcher: &Matcher, glossary: &Glossary, observation: &Observation) -> Features {
        let entry = matcher.entry(observation.entry);
        let (concept, rendering) = self.of(glossary, entry);
        // A concept that most documents link to is their publisher: links say nothing then.
        let by_text = share(concept.linked, self.documents) > 0.5 && self.documents >= 10;
        let is_near = |distance: Option<usize>| distance.is_some_and(|distance| distance <= NEAR);
        let in_text = observation.text_distance.is_some();
        let in_document = in_text || !by_text && (observation.link_distance.is_some() || observation.in_title);
        let near = is_near(observation.text_distance) || !by_text && is_near(observation.link_distance);

        // How often the concept's own mentions have further evidence, shrunk towards often; and how much of the text has it.
        let sensitivity = (concept.supported.get(by_text) + 3.0) / (f64::from(concept.mentions) + 4.0);
        let sensitivity_near = (concept.supported_near.get(by_text) + 1.5) / (f64::from(concept.mentions) + 3.0);
        let base = share(concept.bytes.get(by_text), self.bytes as f64);
        let base_near = share(concept.bytes_near.get(by_text), self.bytes as f64);
        // How often the rendering's other mentions have it, without this one.
        let own = f64::from(u8::from(observation.cut_cost <= CUT));
        let others = (f64::from(rendering.documents) - own).max(0.0);
        let others_near = (f64::from(rendering.mentions) - own).max(0.0);
        let with = (rendering.evident.get(by_text) - own * f64::from(u8::from(in_document))).max(0.0);
        let with_near = (rendering.near.get(by_text) - own * f64::from(u8::from(near))).max(0.0);
        let in_documents = (with + base + 0.25 * (base + sensitivity)) / (others + 1.5);
        let nearby = (with_near + base_near + 0.25 * (base_near + sensitivity_near)) / (others_near + 1.5);
        let mimicry = (in_documents - base) / (sensitivity - base).max(0.05);
        let mimicry_near = (nearby - base_near) / (sensitivity_near - base_near).max(0.05);

        let likelihood = |seen: bool, sensitivity: f64, base: f64| {
            if seen { (sensitivity / (base + 0.02)).ln() } else { ((1.0 - sensitivity.min(0.97)) / (1.0 - base + 0.02)).ln() }
        };
        let elsewhere_own = if in_text { 0.0 } else { own };
        let words = &observation.words;
        let surroundings = concept.surroundings();
        let beside = |of: fn(&Surroundings) -> &Counts, gram: Gram, base: f32| {
            log_ratio(surroundings, &rendering.elsewhere, elsewhere_own, 2.0, f64::from(base), of, gram).clamp(-2.5, 2.5)
        };
        let around: f64 = words
            .around
            .iter()
            .map(|&(gram, base)| {
                let base = (f64::from(base) * 8.0).min(0.5);
                log_ratio(surroundings, &rendering.elsewhere, elsewhere_own, 4.0, base, |surroundings| &surroundings.around, gram)
                    .clamp(-1.5, 1.5)
            })
            .sum();
        Features {
            mimics_in_documents: logit(mimicry),
            mimics_nearby: logit(mimicry_near),
            document: likelihood(in_document, sensitivity, base),
            nearby: likelihood(near, sensitivity_near, base_near),
            frame: self.frame(concept, observation),
            anchor: match observation.anchored {
                Some(true) if !by_text => 1.0,
                Some(false) => -1.0,
                Some(true) | None => 0.0,
            },
            anchors: ((f64::from(rendering.anchored) + 1.0)
                / (f64::from(rendering.linked - rendering.anchored.min(rendering.linked)) + 1.0))
                .ln(),
            topic: self.topic(concept, &observation.topic),
            left: beside(|surroundings| &surroundings.left, words.left, words.base.0),
            right: beside(|surroundings| &surroundings.right, words.right, words.base.1),
            around,
            is_name: f64::from(u8::from(entry.kind != Kind::Term)),
            title: f64::from(u8::from(observation.in_title && !by_text)),
            heading: f64::from(u8::from(observation.in_heading)),
            excess: self.excess(entry, rendering),
            listed_near: f64::from(u8::from(observation.stand >= Stand::Near)),
            listed: f64::from(u8::from(observation.stand == Stand::Document)),
        }
    }

    /// Mean of the capped log-odds of the grams, which ascend, shrunk towards 0 where there are few.
    fn topic(&self, concept: &ConceptStatistics, grams: &[Gram]) -> f64 {
        const PRIOR: f64 = 8.0;
        let log_odds = |ratio: f64| ratio.ln().clamp(-2.0, 2.0);
        // What never stands beside the concept does not, however frequent it is.
        let ours = concept.topic();
        let never = log_odds(PRIOR / (f64::from(ours.segments) + PRIOR));
        let weigh = |&gram: &Gram| {
            let count = ours.get(gram);
            if count == 0 {
                return never;
            }
            let base = (f64::from(self.topic.get(gram)) + 1.0) / (f64::from(self.topic.segments) + 1.0);
            let with = (f64::from(count) + PRIOR * base) / (f64::from(ours.segments) + PRIOR);
            log_odds(with / base)
        };
        let sum: f64 = grams.iter().map(weigh).sum();
        sum / (grams.len() as f64 + 20.0) * 4.0
    }

    /// Whether the four characters before or after stand, at mentions of anything, beside this concept only.
    fn frame(&self, concept: &ConceptStatistics, observation: &Observation) -> f64 {
        let belongs = |frame: Gram| {
            let ours = f64::from(concept.frames.get(frame));
            let all = f64::from(self.frames.get(frame));
            frame != 0 && ours >= f64::from(FRAMES) && ours / (all + 3.0) >= 0.8
        };
        f64::from(u8::from(belongs(observation.frame.0) || belongs(observation.frame.1)))
    }

    /// How much more frequent the rendering is in the corpus than in the general dictionary, as a logarithm.
    fn excess(&self, entry: &Entry, rendering: &RenderingStatistics) -> f64 {
        let general = crate::matcher::segmentation::ln_frequency(&entry.text).map_or(1.0, f64::exp) + 20.0;
        // A running word is some two characters of three bytes each.
        let words = (self.bytes as f64 / 6.0).max(1.0);
        ((f64::from(rendering.mentions) + 0.5) / words / (general / 60_101_964.0)).ln().clamp(-4.0, 4.0)
    }
}

/// The evidence in words.
fn reasons(entry: &Entry, observation: &Observation, features: &Features, score: f64) -> Vec<String> {
    let mut reasons = Vec::new();
    match observation.stand {
        Stand::Around => reasons.push("a listed phrase around it".to_owned()),
        Stand::Near => reasons.push("listed context words nearby".to_owned()),
        Stand::Document => reasons.push("listed context words in this document".to_owned()),
        Stand::NotAsked => {}
    }
    match observation.against {
        Some(distance) if distance <= NEAR => reasons.push("a listed word nearby speaks against it".to_owned()),
        Some(distance) if distance <= super::observe::FAR => {
            reasons.push("a listed word some paragraphs away speaks against it".to_owned())
        }
        Some(_) | None => {}
    }
    if observation.anchored == Some(true) {
        reasons.push("the link on it names the concept".to_owned());
    }
    match observation.text_distance {
        Some(0) => reasons.push("the concept is named in the same paragraph".to_owned()),
        Some(distance) if distance <= NEAR => reasons.push("the concept is named nearby".to_owned()),
        Some(_) => reasons.push("the concept is named in this document".to_owned()),
        None if observation.link_distance.is_some() => reasons.push("a link of this document names the concept".to_owned()),
        None if observation.in_title => reasons.push("the title or file name names the concept".to_owned()),
        None => {}
    }
    if features.mimics_nearby > 0.5 {
        reasons.push(format!("in this corpus \"{}\" stands where the concept stands", entry.text));
    }
    if features.topic > 0.5 {
        reasons.push("the words around are those around the concept".to_owned());
    }
    reasons.push(format!("score {score:+.1}"));
    reasons
}

/// Whether a text starts with a transcribed full name, such as 莱曼·霍林斯.
pub fn starts_with_name(text: &str) -> bool {
    let given: Vec<char> = text.chars().take_while(|&c| TRANSCRIBING.contains(c)).take(6).collect();
    let rest = text.get(given.iter().map(|c| c.len_utf8()).sum::<usize>()..).unwrap_or_default();
    let mut rest = rest.chars();
    given.len() >= 2
        && rest.next().is_some_and(crate::text::script::is_interpunct)
        && rest.next().is_some_and(crate::text::script::is_han)
}

/// Whether a character that transcribes names continues a Chinese mention.
pub(super) fn continues_name(joints: &Joints<'_>) -> bool {
    let is_lone = |word: &str| word.chars().count() == 1 && word.chars().all(|c| TRANSCRIBING.contains(c));
    is_lone(joints.before) || is_lone(joints.after)
}
