//! Findings that are written while files are still read, in the order of the files.
//!
//! Most findings are final as soon as their file was judged. What is written of them waits for the files before it and goes
//! out then, so that few are ever in memory. From the first file on that the whole corpus must decide, all waits to the end.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::analyse::Analysis;
use super::check::is_fixable;
use super::run::{Finding, Summary};
use crate::diagnostic::Severity;

/// Makes of a file's findings what is written of them.
pub type Render<'r> = dyn Fn(&[Finding], &mut Vec<u8>) -> io::Result<()> + Sync + 'r;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Figures about the whole.
    pub summary: Summary,
    /// The severity of the gravest finding, if there are any.
    pub gravest: Option<Severity>,
}

impl Written {
    /// Whether all files were unreadable.
    pub const fn is_unreadable(&self) -> bool {
        self.summary.files > 0 && self.summary.unreadable == self.summary.files
    }

    /// Counts findings.
    pub(super) fn count(&mut self, findings: &[Finding]) {
        self.summary.diagnostics += findings.len();
        self.summary.fixable += findings.iter().filter(|finding| is_fixable(finding)).count();
        self.gravest = self.gravest.max(findings.iter().map(|finding| finding.diagnostic.severity).max());
    }

    /// Adds what others counted.
    pub(super) fn add(&mut self, other: Self) {
        let (ours, theirs) = (&mut self.summary, other.summary);
        ours.files += theirs.files;
        ours.segments += theirs.segments;
        ours.mentions += theirs.mentions;
        ours.diagnostics += theirs.diagnostics;
        ours.fixable += theirs.fixable;
        ours.unreadable += theirs.unreadable;
        ours.elsewhere += theirs.elsewhere;
        self.gravest = self.gravest.max(other.gravest);
    }
}

/// A part of the output.
enum Part {
    /// What is written of files whose findings are final.
    Closed(Vec<u8>),
    /// A file that waits for the whole corpus, and its number.
    Open(usize, Box<Analysis>),
}

/// What becomes of some files that follow each other.
#[derive(Default)]
pub(super) struct Batch(Vec<Part>);

/// The output, to which all threads give their batches.
pub(super) struct Stream<'s> {
    render: &'s Render<'s>,
    queue: Mutex<Queue<'s>>,
}

struct Queue<'s> {
    out: &'s mut (dyn io::Write + Send),
    done: io::Result<()>,
    /// The number of the batch that comes next.
    next: usize,
    /// Batches behind it, by number.
    waiting: BTreeMap<usize, Batch>,
    /// Whether any file could be read: without one, nothing is written.
    has_text: bool,
}

impl Batch {
    /// Adds a file that waits for the whole corpus.
    pub fn open(&mut self, number: usize, analysis: Analysis) {
        self.0.push(Part::Open(number, Box::new(analysis)));
    }

    /// Where what is written of the next file goes.
    fn bytes(&mut self) -> &mut Vec<u8> {
        if !matches!(self.0.last(), Some(Part::Closed(_))) {
            self.0.push(Part::Closed(Vec::new()));
        }
        match self.0.last_mut() {
            Some(Part::Closed(bytes)) => bytes,
            _ => unreachable!("it was pushed just now"),
        }
    }
}

impl<'s> Stream<'s> {
    /// A stream that nothing was given to.
    pub fn new(render: &'s Render<'s>, out: &'s mut (dyn io::Write + Send)) -> Self {
        let queue = Queue { out, done: Ok(()), next: 0, waiting: BTreeMap::new(), has_text: false };
        Self { render, queue: Mutex::new(queue) }
    }

    /// Adds the findings of a file, which are final, to a batch.
    pub fn close(&self, batch: &mut Batch, findings: &[Finding]) {
        if !findings.is_empty()
            && let Err(error) = (self.render)(findings, batch.bytes())
        {
            self.queue.lock().unwrap_or_else(PoisonError::into_inner).note(Err(error));
        }
    }

    /// Takes a batch, and writes what nothing before it holds up.
    pub fn put(&self, number: usize, batch: Batch, has_text: bool) {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.has_text |= has_text;
        queue.waiting.insert(number, batch);
        if queue.has_text {
            queue.write();
        }
    }

    /// Writes the rest, in which `settle` decides what was open; counts the findings of that.
    pub fn finish(self, settle: &(dyn Fn(usize, Analysis) -> Vec<Finding> + Sync)) -> (Written, io::Result<()>) {
        let mut queue = self.queue.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut written = Written::default();
        let mut parts = std::mem::take(&mut queue.waiting).into_values().flat_map(|batch| batch.0);
        loop {
            // Some at a time, so that not all that was open is in memory twice.
            let some: Vec<Part> = parts.by_ref().take(1024).collect();
            if some.is_empty() {
                return (written, queue.done);
            }
            let settled = some.into_par_iter().map(|part| match part {
                Part::Closed(bytes) => (bytes, Written::default(), Ok(())),
                Part::Open(number, analysis) => {
                    let findings = settle(number, *analysis);
                    let (mut bytes, mut written) = (Vec::new(), Written::default());
                    written.count(&findings);
                    let done = (self.render)(&findings, &mut bytes);
                    (bytes, written, done)
                }
            });
            for (bytes, of_part, done) in settled.collect::<Vec<_>>() {
                written.add(of_part);
                queue.note(done);
                queue.put(&bytes);
            }
        }
    }
}

impl Queue<'_> {
    /// Writes the batches that come next, up to the first file that is open.
    fn write(&mut self) {
        while let Some(batch) = self.waiting.remove(&self.next) {
            let open = batch.0.iter().position(|part| matches!(part, Part::Open(..)));
            let mut parts = batch.0.into_iter();
            for part in parts.by_ref().take(open.unwrap_or(usize::MAX)) {
                if let Part::Closed(bytes) = part {
                    self.put(&bytes);
                }
            }
            if open.is_some() {
                // It stays, and so holds up all that comes after it.
                self.waiting.insert(self.next, Batch(parts.collect()));
                return;
            }
            self.next += 1;
        }
    }

    /// Writes, unless that failed before.
    fn put(&mut self, bytes: &[u8]) {
        if self.done.is_ok() {
            self.done = self.out.write_all(bytes);
        }
    }

    /// Remembers the first failure.
    fn note(&mut self, done: io::Result<()>) {
        if self.done.is_ok() {
            self.done = done;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;

    fn findings(of: &str) -> Vec<Finding> {
        let mut diagnostic: Diagnostic = crate::rules::unreadable(of.to_owned(), None);
        diagnostic.severity = Severity::Warning;
        vec![Finding { path: "a.md".into(), diagnostic, places: None, excerpt: None }]
    }

    fn render(findings: &[Finding], out: &mut Vec<u8>) -> io::Result<()> {
        findings.iter().for_each(|finding| out.extend_from_slice(finding.diagnostic.message.as_bytes()));
        Ok(())
    }

    fn closed(stream: &Stream<'_>, text: &str) -> Batch {
        let mut batch = Batch::default();
        stream.close(&mut batch, &findings(text));
        batch
    }

    #[test]
    fn batches_are_written_in_order_and_open_ones_hold_up_the_rest() {
        let mut out = Vec::new();
        let stream = Stream::new(&render, &mut out);
        let queue = |stream: &Stream<'_>| stream.queue.lock().unwrap().waiting.len();
        stream.put(1, closed(&stream, "b"), false);
        stream.put(0, closed(&stream, "a"), false);
        assert_eq!(queue(&stream), 2, "nothing was readable yet");
        stream.put(2, Batch::default(), true);
        assert_eq!(queue(&stream), 0);
        let mut open = closed(&stream, "c");
        open.open(30, Analysis::default());
        stream.close(&mut open, &findings("e"));
        stream.put(4, closed(&stream, "f"), true);
        stream.put(3, open, true);
        assert_eq!(queue(&stream), 2);
        let (written, done) = stream.finish(&|number, _| findings(&number.to_string()));
        done.unwrap();
        assert_eq!((written.summary.diagnostics, written.gravest), (1, Some(Severity::Warning)));
        let out = String::from_utf8(out).unwrap();
        let at = |text: &str| out.find(text).unwrap_or_else(|| panic!("{text} in {out}"));
        assert!(["a", "b", "c", "30", "e", "f"].windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{out}");
    }
}
