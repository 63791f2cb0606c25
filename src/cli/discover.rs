//! `glossator discover`.

use std::path::Path;

use super::args::{Common, Discover, DiscoverFormat, Inputs};
use super::session::{self, Session};
use super::{Ended, Failure, existing, output};
use crate::discover::pairs::PairCorpus;
use crate::discover::{self, Corpus, Group, Place, Reader, Rendering, candidates, known};
use crate::engine::walk;
use crate::format::Format;
use crate::glossary::Glossary;
use crate::text::{counted, file, form};

/// Proposes groups of renderings.
pub(super) fn run(common: &Common, args: &Discover) -> Result<Ended, Failure> {
    if !(0.0..=1.0).contains(&args.min_score) {
        return Err(Failure(format!("--min-score {}: a score is between 0 and 1", args.min_score)));
    }
    // The shipped glossary does not count here, and nothing is said of it.
    // A glossary that begins here has nothing to read yet.
    let is_new = args.interactive && super::discover_interactive::is_new(&common.glossary);
    let glossary = if is_new { Vec::new() } else { common.glossary.clone() };
    let mut session = Session::open(&Common { quiet: true, glossary, ..common.clone() })?;
    if args.known && session.is_built_in {
        return Err(Failure("--known needs a glossary: name one with --glossary or in glossator.toml".to_owned()));
    }
    let named = Inputs { paths: args.paths.clone(), pairs: args.pairs.clone(), ..Inputs::default() };
    let inputs = session.paired_inputs(&named)?;
    let [source_language, target_language] = session.language_pair().map(str::to_owned);
    let has_pairs = session.has_pairs(&inputs);
    let bilingual = inputs.list.iter().filter(|input| session.format_of(&input.path).is_some_and(Format::is_bilingual)).count();
    if !has_pairs && bilingual > 0 && !common.quiet {
        output::remark(format_args!(
            "{bilingual} of {} hold their originals, the rest have none: all are read without; name those alone to compare",
            counted(inputs.list.len(), "file")
        ));
    }
    // Beside originals a language that is named selects among the files' own.
    let wanted = session.target_language().filter(|_| has_pairs).map(str::to_owned);
    if has_pairs {
        session.let_files_show_their_language();
    }
    let glossary = (!session.is_built_in).then_some(&session.glossary);
    let found = if has_pairs {
        beside_originals(&session, &inputs, [wanted.as_deref(), Some(&target_language)], glossary, common.quiet)?
    } else {
        alone(&session, &inputs, common.quiet)?
    };
    let Found { mut groups, about } = found;
    if let Some(glossary) = glossary {
        groups = known::lacking(groups, glossary);
        if args.known {
            groups.retain(|group| group.concept.is_some());
        }
    }
    groups.retain(|group| group.score >= args.min_score);
    if args.interactive && groups.windows(2).any(|two| two[0].language != two[1].language) {
        return Err(Failure("--interactive goes through one language: name it with --target-language".to_owned()));
    }
    if args.interactive {
        return super::discover_interactive::run(common, args, &session, groups);
    }
    if let Some(path) = &args.output {
        // Somebody may have gone through it, or it is the glossary itself.
        existing::refuse_any(path, "name another file")?;
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .map_err(|error| Failure(format!("{}: {}", walk::shown(folder), file::reason(&error))))?;
        }
        let rows = candidates::csv(&groups, [&source_language, &target_language])?;
        file::write(path, &rows)?;
        if !common.quiet {
            let written = csv::Reader::from_reader(rows.as_slice()).byte_records().count();
            output::remark(format_args!("{} written to {}", counted(written, "row"), walk::shown(path)));
        }
    }
    match args.format {
        DiscoverFormat::Json => json(&groups)?,
        DiscoverFormat::Terminal if args.output.is_some() => {}
        DiscoverFormat::Terminal => terminal(&groups, args.max_groups, &about, common.quiet)?,
    }
    Ok(Ended::Clean)
}

/// Groups, and what they were looked for in.
struct Found {
    groups: Vec<Group>,
    /// `12 documents`.
    about: String,
}

/// Groups of the renderings of translations without their originals.
fn alone(session: &Session, inputs: &session::Inputs, quiet: bool) -> Result<Found, Failure> {
    let read = |input: &_, buffer: &mut _| inputs.read(input, buffer);
    let format = |path: &Path| session.format_of(path);
    let corpus = session.with_progress(quiet, inputs.list.len(), |step| {
        Corpus::read(&inputs.list, &Reader { read: &read, format: &format, progress: step })
    });
    unreadable(corpus.unreadable, corpus.files, quiet)?;
    Ok(Found { groups: discover::groups(&corpus), about: counted(corpus.texts.len(), "document") })
}

/// Terms of originals with their renderings.
fn beside_originals(
    session: &Session,
    inputs: &session::Inputs,
    [wanted, usual]: [Option<&str>; 2],
    glossary: Option<&Glossary>,
    quiet: bool,
) -> Result<Found, Failure> {
    let read = |input: &_, buffer: &mut _| inputs.read(input, buffer);
    let corpus = session.with_checker(false, None, inputs.list.len(), |checker| PairCorpus::read(checker, &inputs.list, &read));
    left_out(&corpus, wanted, quiet)?;
    if corpus.texts.is_empty() && corpus.files > 0 {
        return Err(Failure(format!("none of {} has an original", counted(corpus.files, "file"))));
    }
    if corpus.alone > 0 && !quiet {
        let verbs = form(corpus.alone, "has no original and is", "have no original and are");
        output::remark(format_args!("{} of {} {verbs} left out", corpus.alone, counted(corpus.files, "file")));
    }
    let all = corpus.texts.len();
    let corpora = corpus.by_language(wanted).map_err(|there| {
        let wanted = wanted.unwrap_or_default();
        Failure(format!("no translation is in \"{wanted}\" (--target-language): there are {}", there.join(", ")))
    })?;
    let kept: usize = corpora.iter().map(|corpus| corpus.texts.len()).sum();
    if wanted.is_none() && kept < all && !quiet {
        output::remark(format_args!("{} in the language of the originals left out", counted(all - kept, "document")));
    }
    let (mut groups, mut beads, mut documents) = (Vec::new(), 0, 0);
    for corpus in &corpora {
        (beads, documents) = (beads + corpus.beads(), documents + corpus.texts.len());
        // The tag that somebody gave; else that of the files.
        let given = wanted.or(usual.filter(|usual| usual.split('-').next() == Some(corpus.language())));
        let language = given.unwrap_or(corpus.language()).to_owned();
        let found = discover::pairs::groups(corpus, glossary);
        groups.extend(found.into_iter().map(|group| Group { language: Some(language.clone()), ..group }));
    }
    if corpora.len() > 1 {
        groups.sort_by(|left, right| right.score.total_cmp(&left.score));
    }
    if let [first, _, ..] = corpora.as_slice()
        && !quiet
    {
        let languages: Vec<String> =
            corpora.iter().map(|corpus| format!("{} ({})", corpus.language(), counted(corpus.texts.len(), "document"))).collect();
        output::remark(format_args!(
            "translations in {}: a column for each; --target-language {} selects one",
            languages.join(", "),
            first.language()
        ));
    }
    let about = format!("{} of sentences, {}", counted(beads, "pair"), counted(documents, "document"));
    Ok(Found { groups, about })
}

/// Says which pairs in the wanted language could not be read, and which are judged none.
fn left_out(corpus: &PairCorpus, wanted: Option<&str>, quiet: bool) -> Result<(), Failure> {
    let faults = corpus.left_out_of(wanted);
    if let (Some(fault), false) = (faults.clone().next(), quiet) {
        output::remark(format_args!("{}", fault.message));
    }
    let files = corpus.files_in(wanted);
    let strangers = faults.clone().filter(|fault| fault.is_read).count();
    unreadable(faults.count() - strangers, files, quiet)?;
    if strangers == files && files > 0 {
        return Err(Failure("none of the files is a translation of its original".to_owned()));
    }
    if strangers > 0 && !quiet {
        let verbs = if strangers == 1 {
            "is judged no translation of its original and is"
        } else {
            "are judged no translations of their originals and are"
        };
        output::remark(format_args!("{strangers} of {} {verbs} left out", counted(files, "file")));
    }
    Ok(())
}

/// Says how many files could not be read; it is a failure if none could.
fn unreadable(unreadable: usize, files: usize, quiet: bool) -> Result<(), Failure> {
    if unreadable == files && files > 0 {
        return Err(Failure("none of the files could be read".to_owned()));
    }
    if unreadable > 0 && !quiet {
        output::remark(format_args!("{unreadable} of {} could not be read", counted(files, "file")));
    }
    Ok(())
}

/// One object a line, as DESIGN.md says; beside originals it has counts of these too.
fn json(groups: &[Group]) -> Result<(), Failure> {
    output::with(|out| {
        for group in groups {
            let mut line = serde_json::json!({
                "type": "group",
                "score": round(group.score),
                "kind": group.kind.name(),
                "source": group.source,
                "renderings": group.renderings.iter().map(rendering).collect::<Vec<_>>(),
                "evidence": group.evidence,
                "concept": group.concept,
            });
            if let Some(language) = &group.language {
                line["language"] = language.as_str().into();
            }
            if let Some(mentions) = group.source_mentions {
                line["source_mentions"] = mentions.into();
            }
            writeln!(out, "{line}")?;
        }
        Ok(())
    })
}

fn rendering(rendering: &Rendering) -> serde_json::Value {
    let place = |place: &Place| serde_json::json!({"path": &*place.path, "line": place.line});
    let mut object = serde_json::json!({
        "text": rendering.text,
        "documents": rendering.documents,
        "mentions": rendering.mentions,
        "places": rendering.places.iter().map(place).collect::<Vec<_>>(),
    });
    if let Some(beside) = rendering.beside {
        object["beside"] = serde_json::json!({
            "score": round(beside.score),
            "beads": beside.beads,
            "dice": round(beside.dice),
            "log_likelihood": round(beside.log_likelihood),
        });
    }
    object
}

/// Three decimals are enough.
fn round(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

fn terminal(groups: &[Group], most: usize, about: &str, quiet: bool) -> Result<(), Failure> {
    let has_several = groups.windows(2).any(|two| two[0].language != two[1].language);
    let shown = if most == 0 { groups.len() } else { most.min(groups.len()) };
    output::with(|out| {
        for group in &groups[..shown] {
            let name = group.source.as_deref().unwrap_or("(source unknown)");
            let of = group.concept.as_deref().map_or_else(String::new, |concept| format!(", not listed for {concept}"));
            let times = group.source_mentions.map_or_else(String::new, |times| format!("  {}", counted(times, "mention")));
            let language = group.language.as_ref().filter(|_| has_several).map_or_else(String::new, |tag| format!("  {tag}"));
            writeln!(out, "{:.2}  {}  {}{language}{times}{of}", group.score, group.kind.name(), visible(name))?;
            for rendering in &group.renderings {
                let places: Vec<String> =
                    rendering.places.iter().map(|place| format!("{}:{}", visible(&place.path), place.line)).collect();
                let line = format!(
                    "      {}  {}, {}  {}",
                    visible(&rendering.text),
                    counted(rendering.documents, "document"),
                    counted(rendering.mentions, "mention"),
                    places.join(" ")
                );
                writeln!(out, "{}", output::folded(&line, 10))?;
            }
            for words in &group.evidence {
                writeln!(out, "{}", output::folded(&format!("      because {}", visible(words)), 14))?;
            }
            writeln!(out)?;
        }
        if !quiet {
            let rest = if shown < groups.len() { format!(", the first {shown} shown") } else { String::new() };
            writeln!(out, "{} in {about}{rest}", counted(groups.len(), "group"))?;
        }
        Ok(())
    })
}

/// Text of users on the screen: no control character gets out.
fn visible(text: &str) -> String {
    crate::report::safe_text::visible(text).into_owned()
}
