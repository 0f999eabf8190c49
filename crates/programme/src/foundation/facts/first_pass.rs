//! The first pass over the files of an import: their content tells what they are and how their columns are written. Whoever watches hears
//! how far it is, and may end it.

use super::body::Body;
use super::pouring::Watch;
use super::rules::text::Text;
use std::fmt::{self, Debug, Formatter};
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How far a first pass is.
pub(super) struct FirstPass {
    watch: Watch,
    /// The bytes of all files.
    total: u64,
    /// The bytes of the files that are through.
    through: AtomicU64,
    /// What was told last: a text is opened more than once, and no bar goes back.
    told: AtomicU64,
    ended: AtomicBool,
}

impl FirstPass {
    /// A pass over some files. `watch` is told how many bytes were read of how many; false ends it.
    pub(super) fn over(files: &[(String, Body)], watch: Watch) -> Arc<Self> {
        Arc::new(Self {
            watch,
            total: bytes_of(files),
            through: AtomicU64::new(0),
            told: AtomicU64::new(0),
            ended: AtomicBool::new(false),
        })
    }

    /// Whether somebody ended it: what was read since means nothing.
    pub(super) fn is_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    /// Tells how far it is and asks whether to go on.
    pub(super) fn goes_on(&self) -> bool {
        self.goes_on_at(0)
    }

    fn goes_on_at(&self, inside: u64) -> bool {
        let done = self.through.load(Ordering::Relaxed).saturating_add(inside).min(self.total);
        let done = self.told.fetch_max(done, Ordering::Relaxed).max(done);
        if !self.is_ended() && !(self.watch)(done, self.total) {
            self.ended.store(true, Ordering::Relaxed);
        }
        !self.is_ended()
    }

    /// A file is through.
    pub(super) fn is_through(&self, file: &Body) {
        self.through.fetch_add(file.length(), Ordering::Relaxed);
        self.goes_on();
    }
}

/// The bytes of some files.
pub(super) fn bytes_of(files: &[(String, Body)]) -> u64 {
    files.iter().fold(0_u64, |all, (_, body)| all.saturating_add(body.length()))
}

/// A text, and the pass that counts what is read of it.
pub(super) struct Watched {
    pub(super) body: Body,
    pub(super) pass: Option<Arc<FirstPass>>,
}

impl Debug for Watched {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        self.body.fmt(out)
    }
}

impl Text for Watched {
    fn head(&self) -> &[u8] {
        self.body.head()
    }

    fn open(&self) -> Box<dyn Read + Send + '_> {
        match &self.pass {
            None => self.body.open(),
            Some(pass) => Box::new(Counted {
                source: self.body.open(),
                read: 0,
                // A table that is told as text may be longer than its file.
                most: self.body.length(),
                pass,
            }),
        }
    }
}

struct Counted<'a> {
    source: Box<dyn Read + Send + 'a>,
    read: u64,
    most: u64,
    pass: &'a FirstPass,
}

impl Read for Counted<'_> {
    /// A text that nobody wants to know any more ends.
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if !self.pass.goes_on_at(self.read.min(self.most)) {
            return Ok(0);
        }
        let read = self.source.read(buffer)?;
        self.read = self.read.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        Ok(read)
    }
}
