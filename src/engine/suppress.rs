//! Comments in a document that say where findings are wanted: `glossator-ignore` and its kin.
//!
//! Which findings there are is for the rules; this only says which of them are covered, and which comments do nothing.
//!
//! ```text
//! <!-- glossator-ignore deprecated-rendering, concept:tectonic -->        the next block
//! <!-- glossator-ignore-start broken-latin-name:tectonic -- as printed -->  from here
//! <!-- glossator-ignore-end -->                                           up to here
//! <!-- glossator-ignore-file -->                                          the whole file, every rule
//! ```
//! What follows ` -- ` is a reason, for people.

use crate::document::Comment;
use crate::text::Locus;

/// The rule that reports comments which cover nothing; only `glossator-ignore-file unused-suppression` covers it.
pub const UNUSED: &str = "unused-suppression";

/// The rule that reports comments which cannot be understood; covered as [`UNUSED`] is, and by the same comment.
pub const UNKNOWN: &str = "unknown-suppression";

/// How much closer than this a name must be to be suggested (Jaro-Winkler, 0 to 1).
const ALIKE: f64 = 0.8;

/// A comment that cannot be followed, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The comment.
    pub locus: Locus,
    /// What is wrong with it.
    pub kind: ProblemKind,
}

/// What is wrong with a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// No rule has this name.
    UnknownRule {
        /// As written.
        name: String,
        /// The rule that was probably meant.
        suggestion: Option<String>,
    },
    /// No concept has this id.
    UnknownConcept {
        /// As written.
        id: String,
        /// The concept that was probably meant.
        suggestion: Option<String>,
    },
    /// `glossator-` is followed by something else than the words above.
    UnknownDirective {
        /// As written.
        name: String,
        /// The one that was probably meant.
        suggestion: Option<String>,
    },
    /// An end without a start.
    UnmatchedEnd,
    /// A start without an end; it covers the rest of the file.
    UnmatchedStart,
}

impl ProblemKind {
    /// One sentence, lower case, no full stop.
    pub fn message(&self) -> String {
        match self {
            Self::UnknownRule { name, .. } => format!("there is no rule \"{name}\""),
            Self::UnknownConcept { id, .. } => format!("there is no concept \"{id}\" in the glossary"),
            Self::UnknownDirective { name, .. } => format!("\"{name}\" is no comment that glossator knows"),
            Self::UnmatchedEnd => "\"glossator-ignore-end\" without a start".to_owned(),
            Self::UnmatchedStart => "\"glossator-ignore-start\" without an end covers the rest of the file".to_owned(),
        }
    }

    /// What was probably meant.
    pub fn suggestion(&self) -> Option<&str> {
        match self {
            Self::UnknownRule { suggestion, .. }
            | Self::UnknownConcept { suggestion, .. }
            | Self::UnknownDirective { suggestion, .. } => suggestion.as_deref(),
            Self::UnmatchedEnd | Self::UnmatchedStart => None,
        }
    }
}

/// The suppressions of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suppressions {
    entries: Vec<Suppression>,
}

/// One name of one comment.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Suppression {
    comment: Locus,
    selector: Selector,
    scope: Scope,
    used: bool,
}

/// Which findings; `None` for any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Selector {
    rule: Option<String>,
    concept: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    File,
    Block(usize),
    /// Bytes of the file; the end is `usize::MAX` while none was found.
    Bytes(Locus),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Directive {
    Next,
    Start,
    End,
    File,
}

const DIRECTIVES: [(&str, Directive); 4] = [
    ("glossator-ignore", Directive::Next),
    ("glossator-ignore-start", Directive::Start),
    ("glossator-ignore-end", Directive::End),
    ("glossator-ignore-file", Directive::File),
];

impl Suppressions {
    /// Reads a document's comments, given the names of all rules and the ids of all concepts.
    ///
    /// A name that nothing has covers nothing and is a problem; the comment's other names count. An end closes the
    /// last open start, or the last one of the same names if it has names.
    pub fn parse<'n>(
        comments: &[Comment],
        rules: impl Iterator<Item = &'n str> + Clone,
        concepts: impl Iterator<Item = &'n str> + Clone,
    ) -> (Self, Vec<Problem>) {
        let mut entries: Vec<Suppression> = Vec::new();
        let mut problems = Vec::new();
        let mut open: Vec<(Locus, Vec<Selector>)> = Vec::new();
        for comment in comments {
            let mut problem = |kind| problems.push(Problem { locus: comment.locus, kind });
            let directive = match directive(&comment.text) {
                Some(Ok(directive)) => directive,
                Some(Err(kind)) => {
                    problem(kind);
                    continue;
                }
                None => continue,
            };
            let mut selectors = Vec::new();
            let names: Vec<&str> = names(&comment.text).collect();
            for name in &names {
                match selector(name, rules.clone(), concepts.clone()) {
                    Ok(selector) => selectors.push(selector),
                    Err(kind) => problem(kind),
                }
            }
            let scope = match directive {
                Directive::Next => Scope::Block(comment.next_block),
                Directive::File => Scope::File,
                Directive::Start => {
                    open.push((comment.locus, selectors.clone()));
                    Scope::Bytes(Locus::new(comment.locus.end, usize::MAX))
                }
                Directive::End => {
                    match open
                        .iter()
                        .rposition(|(_, started)| names.is_empty() || (!selectors.is_empty() && *started == selectors))
                    {
                        Some(at) => {
                            let (start, _) = open.remove(at);
                            close(&mut entries, start, comment.locus.start);
                        }
                        None => problem(ProblemKind::UnmatchedEnd),
                    }
                    continue;
                }
            };
            if names.is_empty() {
                selectors.push(Selector::default());
            }
            let comment = comment.locus;
            entries.extend(selectors.into_iter().map(|selector| Suppression { comment, selector, scope, used: false }));
        }
        problems.extend(open.into_iter().map(|(locus, _)| Problem { locus, kind: ProblemKind::UnmatchedStart }));
        problems.sort_by_key(|problem| problem.locus);
        (Self { entries }, problems)
    }

    /// Whether a finding is covered; every comment that covers it counts as used.
    ///
    /// `block` and `byte_offset` (of the file's text) are `None` for a finding about the file as a whole, which only
    /// `glossator-ignore-file` covers. Findings of [`UNUSED`] and [`UNKNOWN`] are covered by
    /// `glossator-ignore-file unused-suppression` alone.
    pub fn covers(&mut self, rule: &str, concept: Option<&str>, block: Option<usize>, byte_offset: Option<usize>) -> bool {
        let about_comments = rule == UNUSED || rule == UNKNOWN;
        let mut covered = false;
        for entry in &mut self.entries {
            let selected = match (&entry.selector.rule, about_comments) {
                (Some(name), true) => name == UNUSED && entry.scope == Scope::File,
                (Some(name), false) => name == rule,
                (None, about_comments) => !about_comments,
            } && entry.selector.concept.as_deref().is_none_or(|id| concept == Some(id));
            let within = match entry.scope {
                Scope::File => true,
                Scope::Block(number) => block == Some(number),
                Scope::Bytes(bytes) => byte_offset.is_some_and(|at| bytes.start <= at && at < bytes.end),
            };
            if selected && within {
                entry.used = true;
                covered = true;
            }
        }
        covered
    }

    /// The comments that covered nothing, and what they name; asked after all findings. A comment for a rule that is off
    /// has nothing to cover now.
    pub fn unused(&self, is_on: impl Fn(&str) -> bool) -> Vec<(Locus, String)> {
        // Nothing is left that could use a suppression of this very report.
        let may_be_used = |rule: &str| rule != UNUSED && is_on(rule);
        let unused = self.entries.iter().filter(|entry| !entry.used && entry.selector.rule.as_deref().is_none_or(may_be_used));
        unused.map(|entry| (entry.comment, entry.selector.message())).collect()
    }
}

impl Selector {
    fn message(&self) -> String {
        match (&self.rule, &self.concept) {
            (None, None) => "nothing is found here that would have to be ignored".to_owned(),
            (Some(rule), None) => format!("\"{rule}\" is ignored here and not found"),
            (None, Some(id)) => format!("\"concept:{id}\" is ignored here and not found"),
            (Some(rule), Some(id)) => format!("\"{rule}:{id}\" is ignored here and not found"),
        }
    }
}

/// Ends the suppressions of the comment at `start`.
fn close(entries: &mut [Suppression], start: Locus, end: usize) {
    for entry in entries.iter_mut().filter(|entry| entry.comment == start) {
        entry.scope = Scope::Bytes(Locus::new(start.end, end));
    }
}

/// `None` for a comment that is not for us.
fn directive(text: &str) -> Option<Result<Directive, ProblemKind>> {
    let word = text.split_whitespace().next()?.trim_end_matches([',', ':']);
    if !word.starts_with("glossator-") {
        return None;
    }
    let known = DIRECTIVES.iter().find(|(name, _)| *name == word).map(|(_, directive)| *directive);
    Some(known.ok_or_else(|| ProblemKind::UnknownDirective {
        name: word.to_owned(),
        suggestion: nearest(word, DIRECTIVES.iter().map(|(name, _)| *name)),
    }))
}

/// The names after the directive, up to the reason.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    words.skip(1).take_while(|word| *word != "--")
}

fn selector<'n>(
    name: &str,
    rules: impl Iterator<Item = &'n str> + Clone,
    concepts: impl Iterator<Item = &'n str> + Clone,
) -> Result<Selector, ProblemKind> {
    let (rule, concept) = match name.split_once(':') {
        Some(("concept", id)) => (None, Some(id)),
        Some((rule, id)) => (Some(rule), Some(id)),
        None => (Some(name), None),
    };
    if let Some(rule) = rule
        && !rules.clone().any(|known| known == rule)
    {
        // A bare id of a concept would be taken for a rule by the next reader, so it must be written out.
        let bare = concepts.clone().find(|id| concept.is_none() && *id == rule).map(|id| format!("concept:{id}"));
        return Err(ProblemKind::UnknownRule { name: rule.to_owned(), suggestion: bare.or_else(|| nearest(rule, rules)) });
    }
    if let Some(id) = concept
        && !concepts.clone().any(|known| known == id)
    {
        return Err(ProblemKind::UnknownConcept { id: id.to_owned(), suggestion: nearest(id, concepts) });
    }
    Ok(Selector { rule: rule.map(str::to_owned), concept: concept.map(str::to_owned) })
}

/// The most similar name, if any is similar; of equally similar ones the first in the alphabet.
fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    let scored = known.map(|known| (strsim::jaro_winkler(name, known), known)).filter(|(score, _)| *score >= ALIKE);
    scored.max_by(|(a, a_name), (b, b_name)| a.total_cmp(b).then_with(|| b_name.cmp(a_name))).map(|(_, known)| known.to_owned())
}

#[cfg(test)]
mod tests;
