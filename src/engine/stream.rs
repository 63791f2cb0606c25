//! Findings that are written while files are still read, in the order of the files.
//!
//! Most findings are final as soon as their file was judged. What is written of them waits for the files before it and goes
//! out then. From the first file on that the whole corpus must decide, all waits; if that is more than shall wait, it goes
//! out, and what the corpus must decide comes last, again in the order of the files.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::analyse::Analysis;
use super::check::is_fixable;
use super::run::{Finding, Summary};
use crate::diagnostic::Severity;
use crate::text::spool::{Spool, Spooled};

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

/// What becomes of some files that follow each other; its memory can be used again.
#[derive(Default)]
pub(super) struct Batch {
    /// What is written of files whose findings are final, one after another.
    text: Vec<u8>,
    /// The files that wait for the whole corpus: where in the text, the number of the file, and what is known of it.
    open: Vec<(usize, usize, Box<Analysis>)>,
}

/// A part of the output that waits.
enum Part {
    /// What is written of files whose findings are final.
    Closed(Spooled),
    /// A file that waits for the whole corpus, and its number.
    Open(usize, Box<Analysis>),
}

impl Part {
    /// Bytes of text.
    const fn size(&self) -> usize {
        match self {
            Self::Closed(spooled) => spooled.size(),
            Self::Open(..) => 0,
        }
    }

    fn into_open(self) -> Option<(usize, Box<Analysis>)> {
        match self {
            Self::Closed(_) => None,
            Self::Open(number, analysis) => Some((number, analysis)),
        }
    }
}

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
    waiting: BTreeMap<usize, Vec<Part>>,
    spool: Spool,
    /// Whether a file that comes next waits for the whole corpus.
    is_held: bool,
    /// Bytes that may wait for that file, those that do, and the number of the first batch that is not counted.
    limit: usize,
    held: usize,
    uncounted: usize,
    /// If more waited: what the whole corpus must decide, by the number of its file.
    late: Option<Vec<(usize, Box<Analysis>)>>,
    /// Whether any file could be read: without one, nothing is written.
    has_text: bool,
}

impl Batch {
    /// Adds a file that waits for the whole corpus.
    pub fn open(&mut self, number: usize, analysis: Analysis) {
        self.open.push((self.text.len(), number, Box::new(analysis)));
    }

    /// Takes all out, the text from `from` on in pieces between the files that wait.
    fn drain(&mut self, from: usize, spool: &mut Spool) -> Vec<Part> {
        let mut parts = Vec::with_capacity(2 * self.open.len() + 1);
        let mut start = from;
        let mut close = |end: usize, parts: &mut Vec<Part>| {
            if end > start {
                parts.push(Part::Closed(spool.put(&self.text[start..end])));
                start = end;
            }
        };
        for (at, number, analysis) in self.open.drain(..) {
            close(at, &mut parts);
            parts.push(Part::Open(number, analysis));
        }
        close(self.text.len(), &mut parts);
        self.text.clear();
        parts
    }
}

impl<'s> Stream<'s> {
    /// A stream that nothing was given to. At most `limit` bytes wait for what is before them and the whole corpus decides.
    pub fn new(render: &'s Render<'s>, limit: usize, out: &'s mut (dyn io::Write + Send)) -> Self {
        let queue = Queue {
            out,
            done: Ok(()),
            next: 0,
            waiting: BTreeMap::new(),
            spool: Spool::default(),
            is_held: false,
            limit,
            held: 0,
            uncounted: 0,
            late: None,
            has_text: false,
        };
        Self { render, queue: Mutex::new(queue) }
    }

    /// Adds the findings of a file, which are final, to a batch.
    pub fn close(&self, batch: &mut Batch, findings: &[Finding]) {
        if !findings.is_empty()
            && let Err(error) = (self.render)(findings, &mut batch.text)
        {
            self.queue.lock().unwrap_or_else(PoisonError::into_inner).note(Err(error));
        }
    }

    /// Takes what is in a batch, and writes what nothing before it holds up.
    pub fn put(&self, number: usize, batch: &mut Batch, has_text: bool) {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.has_text |= has_text;
        queue.take(number, batch);
    }

    /// Writes the rest, in which `settle` decides what was open; counts the findings of that.
    pub fn finish(self, settle: &(dyn Fn(usize, Analysis) -> Vec<Finding> + Sync)) -> (Written, io::Result<()>) {
        /// A part whose text is made, or is still to be had.
        type Settled = Result<(Vec<u8>, Written, io::Result<()>), Spooled>;
        let mut queue = self.queue.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut written = Written::default();
        let mut late = queue.late.take().unwrap_or_default();
        // Parts of one file stay in their order: the sort is stable, and they came in one batch.
        late.sort_by_key(|&(number, _)| number);
        let late = late.into_iter().map(|(number, analysis)| Part::Open(number, analysis));
        let mut parts = std::mem::take(&mut queue.waiting).into_values().flatten().chain(late);
        let settle = |part: Part| match part {
            Part::Closed(spooled) => Err(spooled),
            Part::Open(number, analysis) => {
                let findings = settle(number, *analysis);
                let (mut bytes, mut written) = (Vec::new(), Written::default());
                written.count(&findings);
                let done = (self.render)(&findings, &mut bytes);
                Ok((bytes, written, done))
            }
        };
        let mut write = |settled: Settled| match settled {
            Err(spooled) => queue.put_spooled(spooled),
            Ok((bytes, of_part, done)) => {
                written.add(of_part);
                queue.note(done);
                queue.put(&bytes);
            }
        };
        let mut before: Vec<Settled> = Vec::new();
        // How many are in memory twice; they are written while the next are settled.
        const SOME: usize = 4096;
        loop {
            let some: Vec<Part> = parts.by_ref().take(SOME).collect();
            if some.is_empty() && before.is_empty() {
                break;
            }
            let settle = || some.into_par_iter().map(settle).collect();
            (before, ()) = rayon::join(settle, || before.into_iter().for_each(&mut write));
        }
        (written, queue.done)
    }
}

impl Queue<'_> {
    /// Takes what is in a batch, and writes what comes next.
    fn take(&mut self, number: usize, batch: &mut Batch) {
        if let Some(late) = &mut self.late {
            late.extend(batch.open.drain(..).map(|(_, number, analysis)| (number, analysis)));
        }
        let mut from = 0;
        if number == self.next && self.has_text && !self.is_held {
            from = batch.open.first().map_or(batch.text.len(), |&(at, ..)| at);
            self.put(&batch.text[..from]);
            self.is_held = !batch.open.is_empty();
            self.next += usize::from(!self.is_held);
        }
        let parts = batch.drain(from, &mut self.spool);
        if number >= self.next {
            self.waiting.insert(number, parts);
        }
        if self.has_text {
            self.write();
        }
    }

    /// Writes the batches that wait and come next, up to the first file that is open: it stays, and so holds up all after it.
    fn write(&mut self) {
        while !self.is_held
            && let Some(parts) = self.waiting.remove(&self.next)
        {
            let mut parts = parts.into_iter().peekable();
            while let Some(Part::Closed(spooled)) = parts.next_if(|part| matches!(part, Part::Closed(_))) {
                self.put_spooled(spooled);
            }
            self.is_held = parts.peek().is_some();
            match self.is_held {
                true => _ = self.waiting.insert(self.next, parts.collect()),
                false => self.next += 1,
            }
        }
        if self.is_held {
            self.count();
        }
    }

    /// Counts what waits for a file that the whole corpus must decide, batch by batch in their order, so that threads do not
    /// matter. If it is too much, such files come last from now on.
    fn count(&mut self) {
        self.uncounted = self.uncounted.max(self.next);
        while let Some(parts) = self.waiting.get(&self.uncounted) {
            self.held += parts.iter().map(Part::size).sum::<usize>();
            self.uncounted += 1;
        }
        if self.held <= self.limit {
            return;
        }
        let mut late = Vec::new();
        for parts in self.waiting.values_mut() {
            let (open, closed) = std::mem::take(parts).into_iter().partition(|part| matches!(part, Part::Open(..)));
            *parts = closed;
            late.extend(Vec::into_iter(open).filter_map(Part::into_open));
        }
        self.late = Some(late);
        self.is_held = false;
        self.write();
    }

    /// Writes a text that waited.
    fn put_spooled(&mut self, spooled: Spooled) {
        let done = self.spool.take(spooled).and_then(|text| if self.done.is_ok() { self.out.write_all(&text) } else { Ok(()) });
        self.note(done);
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
        vec![Finding { path: "a.md".into(), diagnostic: Box::new(diagnostic), places: None, excerpt: None }]
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

    /// What comes out of five batches of which the fourth has something open, and how many of them wait to the end.
    fn streamed(limit: usize) -> (String, usize) {
        let mut out = Vec::new();
        let stream = Stream::new(&render, limit, &mut out);
        let waiting = |stream: &Stream<'_>| stream.queue.lock().unwrap().waiting.len();
        stream.put(1, &mut closed(&stream, "<b>"), false);
        stream.put(0, &mut closed(&stream, "<a>"), false);
        assert_eq!(waiting(&stream), 2, "nothing was readable yet");
        stream.put(2, &mut Batch::default(), true);
        assert_eq!(waiting(&stream), 0);
        let mut open = closed(&stream, "<c>");
        open.open(30, Analysis::default());
        stream.close(&mut open, &findings("<e>"));
        stream.put(4, &mut closed(&stream, "<f>"), true);
        stream.put(3, &mut open, true);
        assert!(open.text.is_empty() && open.open.is_empty());
        let count = waiting(&stream);
        let (written, done) = stream.finish(&|number, _| findings(&format!("<{number}>")));
        done.unwrap();
        assert_eq!((written.summary.diagnostics, written.gravest), (1, Some(Severity::Warning)));
        let out = String::from_utf8(out).unwrap();
        (out.split_inclusive('>').filter_map(|part| part.split_once('<')).map(|(_, name)| name).collect(), count)
    }

    #[test]
    fn what_waits_for_the_corpus_comes_last_or_holds_up_the_rest() {
        let held = ["<e>", "<f>"].map(|of| findings(of)[0].diagnostic.message.len()).iter().sum::<usize>();
        assert_eq!(streamed(held), ("a>b>c>30>e>f>".to_owned(), 2));
        assert_eq!(streamed(held - 1), ("a>b>c>e>f>30>".to_owned(), 0));
        assert_eq!(streamed(0), ("a>b>c>e>f>30>".to_owned(), 0));
    }

    proptest::proptest! {
        #[test]
        fn the_order_in_which_batches_come_shows_nowhere(
            batches in proptest::collection::vec((0..100_u8, proptest::collection::vec(proptest::bool::weighted(0.8), 0..4)), 0..12),
            limit in 0..600_usize,
        ) {
            let mut out = Vec::new();
            let stream = Stream::new(&render, limit, &mut out);
            let mut numbered: Vec<_> = batches.iter().enumerate().collect();
            numbered.sort_by_key(|(_, (turn, _))| turn);
            let name = |batch: usize, file: usize| format!("<{}>", 10 * batch + file);
            for (number, (_, files)) in numbered {
                let mut batch = Batch::default();
                for (file, is_closed) in files.iter().enumerate() {
                    match is_closed {
                        true => stream.close(&mut batch, &findings(&name(number, file))),
                        false => batch.open(10 * number + file, Analysis::default()),
                    }
                }
                stream.put(number, &mut batch, true);
            }
            stream.finish(&|number, _| findings(&format!("<{number}>"))).1.unwrap();

            let files = batches.iter().enumerate().flat_map(|(number, (_, files))| {
                files.iter().enumerate().map(move |(file, is_closed)| (*is_closed, name(number, file)))
            });
            let text = |(_, name): &(bool, String)| findings(name)[0].diagnostic.message.clone();
            let mut files: Vec<(bool, String)> = files.collect();
            let behind = files.iter().skip_while(|(is_closed, _)| *is_closed).filter(|(is_closed, _)| *is_closed);
            if behind.map(|file| text(file).len()).sum::<usize>() > limit {
                files.sort_by_key(|(is_closed, _)| !is_closed);
            }
            proptest::prop_assert_eq!(String::from_utf8(out).unwrap(), files.iter().map(text).collect::<String>());
        }
    }
}
