//! `glossator explain`, `rules` and `formats`.

use super::args::Explain;
use super::{Ended, Failure, output};
use crate::{format, glossary, report, rules};

/// Prints a rule's documentation.
pub(super) fn explain(args: &Explain) -> Result<Ended, Failure> {
    if let Some(rule) = rules::by_name(&args.rule) {
        let severity = rule.severity.map_or("off", |severity| severity.name());
        output::write(format!("{} ({severity} by default)\n\n{}\n", rule.name, rule.documentation()).as_bytes())?;
        return Ok(Ended::Clean);
    }
    if let Some((name, about)) = glossary::check::RULES.iter().find(|(name, _)| *name == args.rule) {
        output::write(format!("{name} (a rule of `glossator glossary check`)\n\n{about}\n").as_bytes())?;
        return Ok(Ended::Clean);
    }
    let names = rules::RULES.iter().map(|rule| rule.name).chain(glossary::check::RULES.iter().map(|(name, _)| *name));
    Err(Failure(format!(
        "no such rule: {}{}; `glossator rules` lists them",
        args.rule,
        crate::error::did_you_mean(&args.rule, names)
    )))
}

/// Lists the rules.
pub(super) fn rules() -> Result<Ended, Failure> {
    output::with(|out| {
        for rule in rules::RULES {
            let severity = rule.severity.map_or("off", |severity| severity.name());
            writeln!(out, "{}", output::folded(&format!("{:<30} {severity:<8} {}", rule.name, rule.summary()), 40))?;
        }
        writeln!(out, "\nOf the glossary itself (`glossator glossary check`):")?;
        for (name, about) in glossary::check::RULES {
            let about = about.lines().next().unwrap_or_default();
            writeln!(out, "{}", output::folded(&format!("{name:<30} {about}"), 31))?;
        }
        Ok(())
    })?;
    Ok(Ended::Clean)
}

/// Lists the formats.
pub(super) fn formats() -> Result<Ended, Failure> {
    output::with(|out| {
        writeln!(out, "Read:")?;
        for format in format::FORMATS {
            let line = format!("  {:<12} {} ({})", format.name(), format.about(), format.extensions().join(", "));
            writeln!(out, "{}", output::folded(&line, 15))?;
        }
        writeln!(out, "\nWritten by `check --format`:")?;
        for format in report::FORMATS {
            writeln!(out, "{}", output::folded(&format!("  {:<12} {}", format.name, format.about), 15))?;
        }
        Ok(())
    })?;
    Ok(Ended::Clean)
}
