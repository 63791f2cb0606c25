//! `glossator discover`.

use std::path::Path;

use super::args::{Common, Discover, DiscoverFormat};
use super::session::Session;
use super::{Ended, Failure, output};
use crate::discover::{self, Corpus, Group, Reader, candidates, known};
use crate::engine::walk;
use crate::text::file;

/// Proposes groups of renderings.
pub(super) fn run(common: &Common, args: &Discover) -> Result<Ended, Failure> {
    if !(0.0..=1.0).contains(&args.min_score) {
        return Err(Failure(format!("--min-score {}: a score is between 0 and 1", args.min_score)));
    }
    // The shipped glossary does not count here, and nothing is said of it.
    // A glossary that begins here has nothing to read yet.
    let is_new = args.interactive && super::discover_interactive::is_new(&common.glossary);
    let glossary = if is_new { Vec::new() } else { common.glossary.clone() };
    let session = Session::open(&Common { quiet: true, glossary, ..common.clone() })?;
    let glossary = (!session.is_built_in).then_some(&session.glossary);
    if args.known && glossary.is_none() {
        return Err(Failure("--known needs a glossary: name one with --glossary or in glossator.toml".to_owned()));
    }
    let inputs = session.inputs(&args.paths, None)?;
    let read = |input: &_, buffer: &mut _| inputs.read(input, buffer);
    let format = |path: &Path| session.format_of(path);
    let corpus = session.with_progress(common.quiet, inputs.list.len(), |step| {
        Corpus::read(&inputs.list, &Reader { read: &read, format: &format, progress: step })
    });
    if corpus.unreadable == corpus.files && corpus.files > 0 {
        return Err(Failure("none of the files could be read".to_owned()));
    }
    let mut groups = discover::groups(&corpus);
    groups.retain(|group| group.score >= args.min_score);
    if let Some(glossary) = glossary {
        groups = known::lacking(groups, glossary);
        if args.known {
            groups.retain(|group| group.concept.is_some());
        }
    }
    if args.interactive {
        return super::discover_interactive::run(common, args, &session, groups);
    }
    if let Some(path) = &args.output {
        let language = session.config.languages.first().map_or("zh", String::as_str);
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .map_err(|error| Failure(format!("{}: {}", walk::shown(folder), file::reason(&error))))?;
        }
        file::write(path, &candidates::csv(&groups, language)?)?;
        if !common.quiet {
            output::remark(format_args!("{} rows written to {}", groups.len(), walk::shown(path)));
        }
    }
    match args.format {
        DiscoverFormat::Json => json(&groups)?,
        DiscoverFormat::Terminal if args.output.is_some() => {}
        DiscoverFormat::Terminal => terminal(&groups, args.max_groups, &corpus, common.quiet)?,
    }
    if corpus.unreadable > 0 && !common.quiet {
        output::remark(format_args!("{} of {} files could not be read", corpus.unreadable, corpus.files));
    }
    Ok(Ended::Clean)
}

/// One object a line, as DESIGN.md says.
fn json(groups: &[Group]) -> Result<(), Failure> {
    output::with(|out| {
        for group in groups {
            let renderings: Vec<serde_json::Value> = group
                .renderings
                .iter()
                .map(|rendering| {
                    let places: Vec<serde_json::Value> = rendering
                        .places
                        .iter()
                        .map(|place| serde_json::json!({"path": &*place.path, "line": place.line}))
                        .collect();
                    serde_json::json!({
                        "text": rendering.text,
                        "documents": rendering.documents,
                        "mentions": rendering.mentions,
                        "places": places,
                    })
                })
                .collect();
            let line = serde_json::json!({
                "type": "group",
                "score": (group.score * 1000.0).round() / 1000.0,
                "kind": group.kind.name(),
                "source": group.source,
                "renderings": renderings,
                "evidence": group.evidence,
                "concept": group.concept,
            });
            writeln!(out, "{line}")?;
        }
        Ok(())
    })
}

fn terminal(groups: &[Group], most: usize, corpus: &Corpus, quiet: bool) -> Result<(), Failure> {
    let shown = if most == 0 { groups.len() } else { most.min(groups.len()) };
    output::with(|out| {
        for group in &groups[..shown] {
            let name = group.source.as_deref().unwrap_or("(source unknown)");
            let of = group.concept.as_deref().map_or_else(String::new, |concept| format!(", not listed for {concept}"));
            writeln!(out, "{:.2}  {}  {}{of}", group.score, group.kind.name(), visible(name))?;
            for rendering in &group.renderings {
                let places: Vec<String> =
                    rendering.places.iter().map(|place| format!("{}:{}", visible(&place.path), place.line)).collect();
                writeln!(
                    out,
                    "      {}  {}, {}  {}",
                    visible(&rendering.text),
                    count(rendering.documents, "document"),
                    count(rendering.mentions, "mention"),
                    places.join(" ")
                )?;
            }
            for words in &group.evidence {
                writeln!(out, "      because {}", visible(words))?;
            }
            writeln!(out)?;
        }
        if !quiet {
            let rest = if shown < groups.len() { format!(", the {shown} likeliest shown") } else { String::new() };
            let texts = count(corpus.texts.len(), "document");
            writeln!(out, "{} in {texts}{rest}", count(groups.len(), "group"))?;
        }
        Ok(())
    })
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Text of users on the screen: no control character gets out.
fn visible(text: &str) -> String {
    crate::report::safe_text::visible(text).into_owned()
}
