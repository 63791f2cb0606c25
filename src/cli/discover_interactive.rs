//! `glossator discover --interactive`: asks about each group, and writes what is decided at once.
//!
//! Answers are read line by line from standard input, so that a file of answers does as well as a person.

use std::collections::VecDeque;
use std::path::PathBuf;

use super::args::{Common, Discover};
use super::session::Session;
use super::{Ended, Failure, output};
use crate::discover::candidates;
use crate::discover::decisions::{Decisions, Verdict};
use crate::discover::{Group, Rendering};
use crate::engine::walk;
use crate::glossary::insert::NewRow;
use crate::glossary::{self, AdministrativeStatus, Kind};
use crate::report::safe_text::visible;
use crate::text::counted;
use crate::text::file;
use crate::text::fold::fold;
use crate::text::script::has_han;

const HELP: &str = "\
a                   accept: into the glossary, each rendering as marked
r                   reject: not names of one thing, or not wanted
c N                 rendering N is the right one; the one that was becomes wrong
e N TEXT            rendering N is to read TEXT
e N STATUS          rendering N is admitted, or deprecated
e N drop            rendering N is left out
e source TEXT       the name in the source language
e id ID, e kind KIND
s N [N...]          split: these renderings are another thing, asked next
m N                 merge: the group with number N belongs to this one
n                   not now
q                   stop; what was decided is kept";

/// A group while it is asked about.
struct Draft {
    /// Its number on the screen.
    number: usize,
    group: Group,
    /// What is decided of each rendering; the preferred one is the first.
    statuses: Vec<AdministrativeStatus>,
    id: Option<String>,
    /// The renderings that people saw; what is edited or dropped is among them.
    asked: Vec<String>,
}

/// What an answer leads to.
enum Next {
    Ask,
    Show,
    Done,
    Stop,
}

/// All that is gone through.
struct Dialogue<'d> {
    glossary: PathBuf,
    language: &'d str,
    decisions: Decisions,
    path: PathBuf,
    waiting: VecDeque<Draft>,
    /// The next number for a part that was split off.
    next_number: usize,
    counts: [usize; 3],
}

/// Asks about each group that nothing was decided about.
pub(super) fn run(common: &Common, args: &Discover, session: &Session, groups: Vec<Group>) -> Result<Ended, Failure> {
    let glossary = glossary_file(common, session)?;
    let path = args.decisions.clone().unwrap_or_else(|| glossary.with_extension("decisions.jsonl"));
    let shown = walk::shown(&path);
    let decisions = match std::fs::read_to_string(&path) {
        Ok(text) => Decisions::read(&text, &shown)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Decisions::default(),
        Err(error) => return Err(Failure(format!("{shown}: {}", file::reason(&error)))),
    };
    let all = groups.len();
    let language = groups.first().and_then(|group| group.language.clone());
    let language = language.unwrap_or_else(|| session.language_pair()[1].to_owned());
    let language = language.as_str();
    let groups = groups.into_iter().filter(|group| !decisions.covers(group));
    let waiting: VecDeque<Draft> = groups.enumerate().map(|(number, group)| Draft::new(number + 1, group)).collect();
    let (asked, decided) = (waiting.len(), all - waiting.len());
    if !glossary.exists() {
        file::write(&glossary, header(language).as_bytes())?;
    }
    let mut dialogue = Dialogue { glossary, language, decisions, path, next_number: asked + 1, waiting, counts: [0; 3] };
    dialogue.go_through()?;
    if !common.quiet {
        let [accepted, rejected, put_off] = dialogue.counts;
        let left = dialogue.waiting.len() + put_off;
        output::remark(format_args!(
            "{accepted} accepted, {rejected} rejected, {left} left, {decided} decided before; decisions in {shown}"
        ));
    }
    Ok(Ended::Clean)
}

/// Whether a glossary is named that is not there yet, or has no row.
pub(super) fn is_new(glossaries: &[String]) -> bool {
    let [path] = glossaries else { return false };
    match std::fs::read(path) {
        Ok(bytes) => glossary::load::read(path, &bytes).is_ok_and(|glossary| glossary.concepts.is_empty()),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound && !path.contains(['*', '?', '[']),
    }
}

/// The file that rows go into: the last one of those that are named.
fn glossary_file(common: &Common, session: &Session) -> Result<PathBuf, Failure> {
    if is_new(&common.glossary) {
        return Ok(common.glossary.iter().map(PathBuf::from).collect());
    }
    let files =
        if common.glossary.is_empty() { session.config.glossaries.clone().unwrap_or_default() } else { common.glossary.clone() };
    let last = glossary::load::files(&files)?.pop();
    let missing = || Failure("no glossary to write to: name one with --glossary or in glossator.toml".to_owned());
    last.map(PathBuf::from).ok_or_else(missing)
}

/// The first line of a new glossary.
fn header(language: &str) -> String {
    let lists = ["admitted", "deprecated", "ambiguous"].map(|list| format!("{language}:{list}")).join(",");
    format!("id,kind,en,{language},{lists},when,unless,note\n")
}

impl Draft {
    fn new(number: usize, group: Group) -> Self {
        let is_source = |text: &str| group.source.as_deref().is_some_and(|source| fold(source) == fold(text));
        let status = |(number, rendering): (usize, &Rendering)| match number {
            0 if group.concept.is_none() => AdministrativeStatus::Preferred,
            // A name that is left in its own letters is not wrong because it is not the usual way.
            _ if is_source(&rendering.text) || !has_han(&rendering.text) => AdministrativeStatus::Admitted,
            _ => AdministrativeStatus::Deprecated,
        };
        let statuses = group.renderings.iter().enumerate().map(status).collect();
        let asked = group.renderings.iter().map(|rendering| rendering.text.clone()).collect();
        Self { number, group, statuses, id: None, asked }
    }

    fn id(&self) -> String {
        let name =
            self.group.source.as_deref().or_else(|| self.group.renderings.first().map(|rendering| rendering.text.as_str()));
        self.id.clone().unwrap_or_else(|| candidates::id(name.unwrap_or_default()))
    }

    fn show(&self) {
        let group = &self.group;
        let of = group.concept.as_deref().map_or_else(String::new, |concept| format!(", not listed for {concept}"));
        let source = group.source.as_deref().unwrap_or("(source unknown)");
        output::ask(format_args!("#{}  {:.2}  {}  {}{of}\n", self.number, group.score, group.kind.name(), visible(source)));
        for (number, (rendering, status)) in group.renderings.iter().zip(&self.statuses).enumerate() {
            let places: Vec<String> =
                rendering.places.iter().map(|place| format!("{}:{}", visible(&place.path), place.line)).collect();
            let Rendering { text, documents, mentions, .. } = rendering;
            output::ask(format_args!(
                "  {}  {}  {} ({}, {})  {}\n",
                number + 1,
                status.name(),
                visible(text),
                counted(*documents, "document"),
                counted(*mentions, "mention"),
                places.join(" ")
            ));
        }
        for words in &group.evidence {
            output::ask(format_args!("     because {}\n", visible(words)));
        }
    }

    /// The index of the rendering with this number on the screen.
    fn rendering(&self, number: &str) -> Result<usize, String> {
        let index = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let index = index.filter(|&index| index < self.group.renderings.len());
        index.ok_or_else(|| format!("no rendering {number}: 1 to {}", self.group.renderings.len()))
    }

    /// Makes a rendering the preferred one.
    fn choose(&mut self, number: &str) -> Result<(), String> {
        if self.group.concept.is_some() {
            return Err("the concept has its preferred rendering already".to_owned());
        }
        let index = self.rendering(number)?;
        let rendering = self.group.renderings.remove(index);
        self.group.renderings.insert(0, rendering);
        let before = self.statuses.remove(index);
        if let Some(first) = self.statuses.first_mut().filter(|_| before != AdministrativeStatus::Preferred) {
            *first = AdministrativeStatus::Deprecated;
        }
        self.statuses.insert(0, AdministrativeStatus::Preferred);
        Ok(())
    }

    fn edit(&mut self, what: &str, value: &str) -> Result<(), String> {
        if value.is_empty() {
            return Err("what is it to be? e N TEXT, e source TEXT".to_owned());
        }
        match what {
            "source" => self.group.source = Some(value.to_owned()),
            "id" => self.id = Some(value.to_owned()),
            "kind" => {
                let kind = Kind::ALL.into_iter().find(|kind| kind.name() == value);
                let names = || Kind::ALL.map(Kind::name).join(", ");
                self.group.kind = kind.ok_or_else(|| format!("no kind \"{value}\": {}", names()))?;
            }
            number => {
                let index = self.rendering(number)?;
                let is_preferred = self.statuses.get(index) == Some(&AdministrativeStatus::Preferred);
                match value {
                    "admitted" | "deprecated" | "drop" if is_preferred => {
                        return Err("it is the preferred one: choose another first (c N)".to_owned());
                    }
                    "drop" => self.drop(index),
                    "admitted" => self.set(index, AdministrativeStatus::Admitted),
                    "deprecated" => self.set(index, AdministrativeStatus::Deprecated),
                    text => {
                        if let Some(rendering) = self.group.renderings.get_mut(index) {
                            rendering.text = text.to_owned();
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn set(&mut self, index: usize, status: AdministrativeStatus) {
        if let Some(known) = self.statuses.get_mut(index) {
            *known = status;
        }
    }

    fn drop(&mut self, index: usize) {
        self.group.renderings.remove(index);
        self.statuses.remove(index);
    }
}

impl Dialogue<'_> {
    fn go_through(&mut self) -> Result<(), Failure> {
        let mut lines = std::io::stdin().lines();
        while let Some(mut draft) = self.waiting.pop_front() {
            let mut next = Next::Show;
            loop {
                if matches!(next, Next::Show) {
                    draft.show();
                }
                output::ask(format_args!("[a/r/c/e/s/m/n/q/?] "));
                let Some(Ok(line)) = lines.next() else {
                    self.waiting.push_front(draft);
                    return Ok(());
                };
                next = match self.answer(&mut draft, line.trim()) {
                    Ok(next) => next,
                    Err(reason) => {
                        output::ask(format_args!("{}\n", visible(&reason)));
                        Next::Ask
                    }
                };
                match next {
                    Next::Ask | Next::Show => {}
                    Next::Done => break,
                    Next::Stop => {
                        self.waiting.push_front(draft);
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// Does what the answer says; a reason why it cannot be done.
    fn answer(&mut self, draft: &mut Draft, line: &str) -> Result<Next, String> {
        let (command, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        match command {
            "a" => {
                let concept = self.accept(draft)?;
                self.keep(Verdict::Accepted, &draft.asked, Some(concept))?;
                self.counts[0] += 1;
                Ok(Next::Done)
            }
            "r" => {
                self.keep(Verdict::Rejected, &draft.asked, None)?;
                self.counts[1] += 1;
                Ok(Next::Done)
            }
            "c" => draft.choose(rest).map(|()| Next::Show),
            "e" => {
                let (what, value) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                draft.edit(what, value.trim()).map(|()| Next::Show)
            }
            "s" => self.split(draft, rest).map(|()| Next::Show),
            "m" => self.merge(draft, rest).map(|()| Next::Show),
            "n" => {
                self.counts[2] += 1;
                Ok(Next::Done)
            }
            "q" => Ok(Next::Stop),
            _ => {
                output::ask(format_args!("{HELP}\n"));
                Ok(Next::Ask)
            }
        }
    }

    /// Writes the group into the glossary; the concept's id.
    fn accept(&self, draft: &Draft) -> Result<String, String> {
        let marked = draft.group.renderings.iter().map(|rendering| rendering.text.as_str()).zip(&draft.statuses);
        if let Some(concept) = &draft.group.concept {
            for (text, status) in marked {
                let written = match status {
                    AdministrativeStatus::Deprecated => glossary::load::deprecate(&self.glossary, concept, self.language, text),
                    AdministrativeStatus::Preferred | AdministrativeStatus::Admitted => {
                        glossary::load::admit(&self.glossary, concept, self.language, text)
                    }
                };
                written.map_err(|error| error.to_string())?;
            }
            return Ok(concept.clone());
        }
        let row = NewRow {
            id: draft.id(),
            kind: draft.group.kind,
            source: draft.group.source.clone().map(|source| ("en".to_owned(), source)),
            language: self.language.to_owned(),
            renderings: marked.map(|(text, status)| (text.to_owned(), *status)).collect(),
        };
        let hint = if row.source.is_none() { "; the source name is not known: e source TEXT" } else { "" };
        glossary::load::insert(&self.glossary, &row).map_err(|error| format!("{error}{hint}"))?;
        Ok(row.id)
    }

    /// Keeps a decision, on disk too.
    fn keep(&mut self, verdict: Verdict, renderings: &[String], concept: Option<String>) -> Result<(), String> {
        self.decisions.add(verdict, renderings, concept);
        let text = self.decisions.write().map_err(|error| error.to_string())?;
        file::write(&self.path, text.as_bytes()).map_err(|error| error.to_string())
    }

    /// Makes a group of its own of some renderings; it is asked about next.
    fn split(&mut self, draft: &mut Draft, numbers: &str) -> Result<(), String> {
        let mut taken: Vec<usize> = numbers.split_whitespace().map(|number| draft.rendering(number)).collect::<Result<_, _>>()?;
        taken.sort_unstable();
        taken.dedup();
        if taken.is_empty() || taken.len() == draft.group.renderings.len() {
            return Err("which renderings are another thing? s N [N...], not all of them".to_owned());
        }
        self.keep(Verdict::Split, &draft.asked, None)?;
        let mut parts: [Vec<Rendering>; 2] = [Vec::new(), Vec::new()];
        for (index, rendering) in draft.group.renderings.drain(..).enumerate() {
            parts[usize::from(taken.contains(&index))].push(rendering);
        }
        let [stays, goes] = parts;
        // Whose name the source is cannot be said any more.
        let other = Group { renderings: goes, source: None, ..draft.group.clone() };
        let stays = Group { renderings: stays, ..draft.group.clone() };
        *draft = Draft::new(draft.number, stays);
        self.waiting.push_front(Draft::new(self.next_number, other));
        self.next_number += 1;
        Ok(())
    }

    /// Takes the renderings of a group that is still to come.
    fn merge(&mut self, draft: &mut Draft, number: &str) -> Result<(), String> {
        let found = number.trim_start_matches('#').parse::<usize>().ok();
        let index = found.and_then(|number| self.waiting.iter().position(|other| other.number == number));
        let other = index.and_then(|index| self.waiting.remove(index));
        let other = other.ok_or_else(|| format!("no group {number} is left to ask about"))?;
        let merged = Draft::new(other.number, other.group);
        draft.group.source = draft.group.source.take().or(merged.group.source);
        for (rendering, status) in merged.group.renderings.into_iter().zip(merged.statuses) {
            let status = if status == AdministrativeStatus::Preferred { AdministrativeStatus::Deprecated } else { status };
            if draft.group.renderings.iter().all(|known| known.text != rendering.text) {
                draft.group.renderings.push(rendering);
                draft.statuses.push(status);
            }
        }
        draft.asked.extend(other.asked);
        draft.group.evidence.extend(merged.group.evidence);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(source: Option<&str>, texts: &[&str]) -> Group {
        let rendering =
            |text: &&str| Rendering { text: (*text).to_owned(), documents: 1, mentions: 1, places: Vec::new(), beside: None };
        Group {
            score: 0.9,
            kind: Kind::Person,
            source: source.map(str::to_owned),
            language: None,
            source_mentions: None,
            renderings: texts.iter().map(rendering).collect(),
            evidence: Vec::new(),
            concept: None,
        }
    }

    /// Goes through two groups with these answers; the glossary and the decisions afterwards.
    fn decide(answers: &[&str]) -> (String, String) {
        let folder = tempfile::tempdir().unwrap();
        let glossary = folder.path().join("g.csv");
        std::fs::write(&glossary, "id,kind,en,zh,zh:admitted,zh:deprecated\na,term,A,甲,,\nz,term,Z,乙,,\n").unwrap();
        let groups =
            [group(Some("Mara Bellini"), &["玛拉", "马拉", "Mara Bellini"]), group(Some("Nils Holm"), &["尼尔斯", "尼斯"])];
        let mut dialogue = Dialogue {
            glossary: glossary.clone(),
            language: "zh",
            decisions: Decisions::default(),
            path: folder.path().join("g.decisions.jsonl"),
            waiting: groups.into_iter().enumerate().map(|(number, group)| Draft::new(number + 1, group)).collect(),
            next_number: 3,
            counts: [0; 3],
        };
        let mut answers = answers.iter();
        while let Some(mut draft) = dialogue.waiting.pop_front() {
            for answer in answers.by_ref() {
                if matches!(dialogue.answer(&mut draft, answer), Ok(Next::Done | Next::Stop)) {
                    break;
                }
            }
        }
        let rows = std::fs::read_to_string(&glossary).unwrap();
        let verdicts =
            dialogue.decisions.list.iter().map(|decision| format!("{:?} {}", decision.decision, decision.renderings.join(" ")));
        (rows.lines().skip(1).collect::<Vec<_>>().join("\n"), verdicts.collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn answers_become_rows_and_decisions() {
        for (answers, rows, decisions) in [
            (
                &["a", "r"][..],
                "a,term,A,甲,,\nmara-bellini,person,Mara Bellini,玛拉,Mara Bellini,马拉\nz,term,Z,乙,,",
                "Accepted Mara Bellini 玛拉 马拉\nRejected 尼尔斯 尼斯",
            ),
            (
                &["c 2", "e 2 admitted", "e 3 drop", "e id mara", "e kind product", "a", "n"],
                "a,term,A,甲,,\nmara,product,Mara Bellini,马拉,玛拉,\nz,term,Z,乙,,",
                "Accepted Mara Bellini 玛拉 马拉",
            ),
            (
                &["s 2", "a", "e source Mala", "e 1 马拉拉", "a", "c 9", "?", "a"],
                "a,term,A,甲,,\nmala,person,Mala,马拉拉,,\nmara-bellini,person,Mara Bellini,玛拉,Mara Bellini,\n\
                 nils-holm,person,Nils Holm,尼尔斯,,尼斯\nz,term,Z,乙,,",
                "Split Mara Bellini 玛拉 马拉\nAccepted Mara Bellini 玛拉\nAccepted 马拉\nAccepted 尼尔斯 尼斯",
            ),
            (
                &["m 2", "e 4 drop", "a"],
                "a,term,A,甲,,\nmara-bellini,person,Mara Bellini,玛拉,Mara Bellini,马拉|尼斯\nz,term,Z,乙,,",
                "Accepted Mara Bellini 尼尔斯 尼斯 玛拉 马拉",
            ),
            (&["e 1 drop", "e id z", "a", "q"], "a,term,A,甲,,\nz,term,Z,乙,,", ""),
        ] {
            assert_eq!(decide(answers), (rows.to_owned(), decisions.to_owned()), "{answers:?}");
        }
    }
}
