//! `glossator fix`: apply, show or ask.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal};
use std::sync::Arc;

use super::args::{Common, Fix as FixArgs};
use super::check::apply_baseline;
use super::session::Session;
use super::{Ended, Failure, output};
use crate::diagnostic::{Applicability, Fix};
use crate::engine::fix::{self, Mended, Outcome};
use crate::engine::pieces::Large;
use crate::engine::run::Finding;
use crate::text::Edit;
use crate::text::counted;

/// Mends what may be mended, and says what was done and what is left.
pub(super) fn run(common: &Common, args: &FixArgs) -> Result<Ended, Failure> {
    let (session, mut inputs) = Session::open_with(common, &args.inputs)?;
    if inputs.stdin.is_none() {
        inputs.list.retain(|input| {
            let knows = session.knows(&input.path);
            if !knows {
                output::remark(format_args!(
                    "{}: left alone, its kind of file is not known; see `glossator formats`",
                    input.shown
                ));
            }
            knows
        });
    }
    let allowed = if args.allow_unsafe { Applicability::Unsafe } else { Applicability::Safe };
    let mut outcome = session.with_checker(false, None, inputs.list.len(), |checker| {
        checker.large = Some(Large::IN_MEMORY);
        match (&inputs.stdin, args.interactive) {
            (Some(_), true) => Err(Failure("--interactive needs files: standard input is the text itself".to_owned())),
            (Some(bytes), false) => {
                let read = |_: &_, buffer: &mut Vec<u8>| {
                    buffer.clear();
                    buffer.extend_from_slice(bytes);
                    Ok(())
                };
                Ok(fix::fix(checker, &inputs.list, &read, allowed))
            }
            (None, false) => Ok(fix::fix(checker, &inputs.list, &crate::engine::check::from_disk, allowed)),
            (None, true) => interactive(checker, &inputs.list, allowed),
        }
    })?;
    if args.diff {
        print_diff(&outcome, session.color)?;
    } else if let Some(bytes) = &inputs.stdin {
        let mended = outcome.mended.values().next().map_or(bytes.as_slice(), |mended| &mended.bytes);
        output::write(mended)?;
    }
    let failed = if args.diff || inputs.stdin.is_some() { Vec::new() } else { fix::write(outcome.mended.values()) };
    let failures = failed.iter().map(|(path, reason)| (&**path, reason.as_str()));
    let changed = outcome.changed.iter().map(|path| (&**path, "changed while it was looked at, left alone"));
    let unwritable = outcome.unwritable.iter().map(|path| (&**path, "left alone, its encoding cannot hold the text unchanged"));
    say_left(failures.chain(changed).chain(unwritable));
    session.say_elsewhere(&outcome.remaining.summary);
    apply_baseline(&mut outcome.remaining, &session, &args.inputs)?;
    if !session.quiet {
        summarize(&outcome, args, &failed);
    }
    if !failed.is_empty() && failed.len() == outcome.mended.len() {
        return Err(Failure("nothing could be written".to_owned()));
    }
    let fail_on = session.fail_on(args.inputs.fail_on);
    let remains = !failed.is_empty()
        || args.diff && !outcome.mended.is_empty()
        || outcome.remaining.findings.iter().any(|finding| finding.diagnostic.severity >= fail_on);
    Ok(if remains { Ended::Findings } else { Ended::Clean })
}

/// Says of files why they were left: of some for each reason, of the others how many they are.
fn say_left<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) {
    const NAMED: usize = 20;
    let mut of_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    files.for_each(|(path, reason)| of_reason.entry(reason).or_default().push(path));
    for (reason, paths) in of_reason {
        // One line saves nothing where it stands for one file.
        let named = if paths.len() > NAMED + 1 { NAMED } else { paths.len() };
        paths[..named].iter().for_each(|path| output::remark(format_args!("{path}: {reason}")));
        if let others @ 1.. = paths.len() - named {
            output::remark(format_args!("{others} more files: {reason}"));
        }
    }
}

fn summarize(outcome: &Outcome, args: &FixArgs, failed: &[(Arc<str>, String)]) {
    let files = outcome.mended.len() - failed.len();
    let lost: usize = failed.iter().filter_map(|(path, _)| outcome.mended.get(path)).map(|mended| mended.fixes).sum();
    let verb = if args.diff { "would fix" } else { "fixed" };
    output::remark(format_args!("{verb} {} in {}", counted(outcome.fixed - lost, "finding"), counted(files, "file")));
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &outcome.remaining.findings {
        let kind = match finding.diagnostic.fixes.first().map(|fix| fix.applicability) {
            Some(Applicability::Safe) if outcome.unwritable.contains(&finding.path) => {
                "with a fix that the encoding of the file cannot hold"
            }
            Some(Applicability::Safe) => "with a safe fix that was declined or is in the way of another",
            Some(Applicability::Unsafe) => "with a fix for a person to look at (--unsafe)",
            Some(Applicability::Display) => "with a fix to make by hand",
            None => "without a fix",
        };
        *left.entry(kind).or_default() += 1;
    }
    for (kind, number) in left {
        output::remark(format_args!("left {} {kind}", counted(number, "finding")));
    }
}

/// A name as a patch has it: in quotes as of C where it has characters that would end it, and with a tab after one with
/// blanks; so `patch` and `git apply` know where it ends.
fn in_header(name: &str) -> Cow<'_, str> {
    if name.contains(|c: char| c.is_ascii_control() || matches!(c, '"' | '\\')) {
        let escaped = |c: char| match c {
            '\t' => "\\t".to_owned(),
            '\n' => "\\n".to_owned(),
            '"' | '\\' => format!("\\{c}"),
            c if c.is_ascii_control() => format!("\\{:03o}", u32::from(c)),
            c => c.to_string(),
        };
        return format!("\"{}\"", name.chars().map(escaped).collect::<String>()).into();
    }
    if name.contains(char::is_whitespace) { format!("{name}\t").into() } else { name.into() }
}

/// Hunks as the file has its text, so that they can be applied.
fn in_patch(mended: &Mended, hunks: String) -> Vec<u8> {
    let Mended { input, encoding, .. } = mended;
    // Neither `patch` nor `git apply` finds the lines of such a file.
    if encoding.is_utf16() {
        output::remark(format_args!("{} is in {}: its part of the patch cannot be applied", input.shown, encoding.name()));
        return hunks.into_bytes();
    }
    encoding.encode(&hunks).unwrap_or_else(|| hunks.into_bytes())
}

fn print_diff(outcome: &Outcome, color: bool) -> Result<(), Failure> {
    output::with(|out| {
        for mended in outcome.mended.values() {
            let name = in_header(&mended.input.shown);
            let header = format!("--- {name}\n+++ {name}\n");
            let hunks = similar::TextDiff::from_lines(&mended.before, &mended.after).unified_diff().context_radius(3).to_string();
            // A pipe gets a patch that can be applied, byte for byte; a terminal gets what cannot drive it.
            if !color && !std::io::stdout().is_terminal() {
                out.write_all(header.as_bytes())?;
                out.write_all(&in_patch(mended, hunks))?;
                continue;
            }
            for line in header.lines().chain(hunks.lines()) {
                let paint = match line.as_bytes().first() {
                    Some(b'-') if color => "\u{1b}[31m",
                    Some(b'+') if color => "\u{1b}[32m",
                    Some(b'@') if color => "\u{1b}[36m",
                    _ => "",
                };
                let reset = if paint.is_empty() { "" } else { "\u{1b}[0m" };
                writeln!(out, "{paint}{}{reset}", visible(line))?;
            }
        }
        Ok(())
    })
}

/// A line in which control characters are shown, not obeyed.
fn visible(line: &str) -> String {
    line.chars().map(|c| if c.is_control() && c != '\t' { '\u{fffd}' } else { c }).collect()
}

const HELP: &str = "y  apply\nn  leave\na  apply this and all others of its concept\ne  edit the replacement\ns  skip the rest of this file\nq  stop asking; what was agreed to is applied";

/// Asks for each fix in turn.
fn interactive(
    checker: &crate::engine::check::Checker<'_>,
    inputs: &[crate::engine::walk::Input],
    allowed: Applicability,
) -> Result<Outcome, Failure> {
    let mut lines = std::io::stdin().lock().lines();
    let mut stopped = false;
    let mut skipped: Option<Arc<str>> = None;
    let mut always: Vec<(&str, Option<String>)> = Vec::new();
    let mut decide = |finding: &Finding, fix: &Fix, text: &str| -> Option<Fix> {
        if always.contains(&(finding.diagnostic.rule, finding.diagnostic.concept.clone())) {
            return Some(fix.clone());
        }
        if stopped || skipped.as_ref() == Some(&finding.path) {
            return None;
        }
        loop {
            let line = finding.places.map_or(0, |(start, _)| start.line);
            output::ask(format_args!("{}:{line}: {}\n", finding.path, visible(&finding.diagnostic.message)));
            if let Some(locus) = finding.diagnostic.locus {
                let excerpt = crate::engine::run::Excerpt::cut(text, locus);
                output::ask(format_args!("    {}\n", visible(&excerpt.text)));
            }
            output::ask(format_args!("{} ({})? [y/n/a/e/s/q/?] ", visible(&fix.title()), fix.applicability.name()));
            let Some(Ok(answer)) = lines.next() else {
                stopped = true;
                return None;
            };
            match answer.trim() {
                "y" => return Some(fix.clone()),
                "n" => return None,
                "a" => {
                    always.push((finding.diagnostic.rule, finding.diagnostic.concept.clone()));
                    return Some(fix.clone());
                }
                "s" => {
                    skipped = Some(finding.path.clone());
                    return None;
                }
                "q" => {
                    stopped = true;
                    return None;
                }
                "e" => {
                    output::ask(format_args!("replacement: "));
                    if let Some(Ok(new)) = lines.next()
                        && let [edit] = fix.edits.as_slice()
                    {
                        let new = new.trim_end_matches(['\r', '\n']);
                        // What would need escaping depends on the place, which only the reader knows.
                        if !new.contains(|c: char| c.is_control() || "\\`*_[]<>&~|'\":#{}".contains(c)) {
                            let edit = Edit { locus: edit.locus, text: new.to_owned() };
                            return Some(Fix { edits: vec![edit], replacement: new.to_owned(), ..fix.clone() });
                        }
                    }
                    output::ask(format_args!("not here: it has several parts, or a character that may be markup\n"));
                }
                _ => output::ask(format_args!("{HELP}\n")),
            }
        }
    };
    Ok(fix::fix_asking(checker, inputs, allowed, &mut decide))
}
