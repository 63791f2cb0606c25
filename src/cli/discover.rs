//! `glossator discover`.

use std::path::Path;

use super::args::{Common, Discover, DiscoverFormat};
use super::session::Session;
use super::{Ended, Failure, output};
use crate::discover::{self, Corpus, Group, Reader};

/// Proposes groups of renderings.
pub(super) fn run(common: &Common, args: &Discover) -> Result<Ended, Failure> {
    let session = Session::open(&Common { quiet: true, ..common.clone() })?;
    let inputs = session.inputs(&args.paths, None)?;
    let read = |input: &_, buffer: &mut _| inputs.read(input, buffer);
    let format = |path: &Path| session.format_of(path);
    let reader = Reader { read: &read, format: &format, progress: &|| () };
    let corpus = Corpus::read(&inputs.list, &reader);
    if corpus.unreadable == inputs.list.len() {
        return Err(Failure("no file could be read".to_owned()));
    }
    let groups = discover::groups(&corpus);
    match args.format {
        DiscoverFormat::Json => json(&groups)?,
        DiscoverFormat::Terminal => json(&groups)?,
    }
    Ok(Ended::Clean)
}

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
                    serde_json::json!({"text": rendering.text, "documents": rendering.documents, "mentions": rendering.mentions, "places": places})
                })
                .collect();
            let line = serde_json::json!({
                "type": "group", "score": (group.score * 1000.0).round() / 1000.0, "kind": group.kind.name(),
                "source": group.source, "renderings": renderings, "evidence": group.evidence,
            });
            writeln!(out, "{line}")?;
        }
        Ok(())
    })
}
