//! A file whose every block is checked before what it says is used; what nobody reads is not hashed.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};
use sha2::{Digest, Sha256};

use super::write::hexadecimal;
use crate::EngineProblem;

/// How many bytes are checked together.
pub(super) const BLOCK: usize = if cfg!(test) { 256 } else { 64 * 1024 };

/// A SHA-256 in bytes.
pub(crate) type Sum = [u8; 32];

/// A stretch of a file and the checksums of its blocks.
#[derive(Debug)]
pub(crate) struct Checked {
    path: PathBuf,
    /// The batch that it belongs to, for problems.
    name: String,
    /// Where the stretch begins in the file.
    from: u64,
    length: u64,
    sums: Vec<Sum>,
    /// A bit for each block that was found right.
    proven: Vec<AtomicU64>,
}

impl Checked {
    pub(super) fn new(path: &Path, name: &str, (from, length): (u64, u64), sums: Vec<Sum>) -> Checked {
        Checked {
            path: path.to_owned(),
            name: name.to_owned(),
            from,
            length,
            proven: (0..=sums.len() / 64).map(|_| AtomicU64::new(0)).collect(),
            sums,
        }
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    fn io(&self, action: &'static str) -> impl Fn(std::io::Error) -> EngineProblem {
        let file = self.name.clone();
        move |error| EngineProblem::Io {
            file: file.clone(),
            action,
            error,
        }
    }

    fn is_proven(&self, block: usize) -> bool {
        let word = self.proven.get(block / 64).map(|word| word.load(Ordering::Relaxed));
        word.is_some_and(|word| word >> (block % 64) & 1 == 1)
    }

    fn prove(&self, block: usize, bytes: &[u8]) -> Result<(), EngineProblem> {
        let found: Sum = Sha256::digest(bytes).into();
        if self.sums.get(block) != Some(&found) {
            let hexadecimal = |sum: &Sum| sum.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            return Err(EngineProblem::Damaged {
                file: self.name.clone(),
                expected: format!(
                    "a block with the checksum {}",
                    self.sums.get(block).map(hexadecimal).unwrap_or_default()
                ),
                found: hexadecimal(&found),
            });
        }
        if let Some(word) = self.proven.get(block / 64) {
            word.fetch_or(1 << (block % 64), Ordering::Relaxed);
        }
        Ok(())
    }

    /// The bytes of a range, read from the file; its blocks are checked when they are first read.
    pub(super) fn read(&self, file: &mut File, range: Range<u64>) -> Result<Bytes, EngineProblem> {
        let block_of = |at: u64| usize::try_from(at).unwrap_or(usize::MAX) / BLOCK;
        let range = range.start.min(self.length)..range.end.min(self.length);
        if range.is_empty() {
            return Ok(Bytes::new());
        }
        let (first, last) = (block_of(range.start), block_of(range.end - 1));
        let start_of = |block: usize| super::write::count(block * BLOCK);
        let all_proven = (first..=last).all(|block| self.is_proven(block));
        let wide = if all_proven {
            range.clone()
        } else {
            start_of(first)..start_of(last + 1).min(self.length)
        };
        let size = usize::try_from(wide.end - wide.start).unwrap_or_default();
        let mut bytes = Vec::with_capacity(size);
        file.seek(SeekFrom::Start(self.from + wide.start)).map_err(self.io("read"))?;
        file.take(wide.end - wide.start).read_to_end(&mut bytes).map_err(self.io("read"))?;
        if !all_proven {
            for (block, bytes) in (first..).zip(bytes.chunks(BLOCK)) {
                if !self.is_proven(block) {
                    self.prove(block, bytes)?;
                }
            }
        }
        if bytes.len() < size {
            return Err(EngineProblem::Damaged {
                file: self.name.clone(),
                expected: format!("{} bytes", self.length),
                found: "fewer".to_owned(),
            });
        }
        let skipped = usize::try_from(range.start - wide.start).unwrap_or_default();
        let taken = usize::try_from(range.end - range.start).unwrap_or_default();
        Ok(Bytes::from(bytes).slice(skipped..skipped + taken))
    }

    /// Reads all of it and checks every block again.
    pub(super) fn prove_all(&self) -> Result<(), EngineProblem> {
        let mut file = self.open()?;
        file.seek(SeekFrom::Start(self.from)).map_err(self.io("read"))?;
        let mut bytes = Vec::with_capacity(BLOCK);
        for block in 0..self.sums.len() {
            bytes.clear();
            (&mut file)
                .take(super::write::count(BLOCK))
                .read_to_end(&mut bytes)
                .map_err(self.io("read"))?;
            self.prove(block, &bytes)?;
        }
        Ok(())
    }

    pub(super) fn open(&self) -> Result<File, EngineProblem> {
        super::read::open(&self.path, &self.name)
    }
}

/// A way to read a checked file for Parquet, which asks for pages one by one: what lies behind a page is read along.
#[derive(Debug)]
pub(super) struct Reading {
    checked: Arc<Checked>,
    ahead: u64,
    state: Mutex<(File, u64, Bytes)>,
    found: Found,
}

/// Our own problem, kept while Parquet carries its words only.
#[derive(Debug, Clone, Default)]
pub(super) struct Found(Arc<Mutex<Option<EngineProblem>>>);

impl Found {
    fn keep(&self, problem: EngineProblem) -> ParquetError {
        let words = problem.to_string();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(problem);
        ParquetError::General(words)
    }

    /// What we found, if we did; else what Parquet has to say.
    pub(super) fn or(&self, said: &impl std::fmt::Display, otherwise: impl FnOnce(String) -> EngineProblem) -> EngineProblem {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        found.unwrap_or_else(|| otherwise(said.to_string()))
    }
}

impl Reading {
    /// `ahead` is how many bytes are read at once.
    pub(super) fn of(checked: &Arc<Checked>, ahead: usize) -> Result<Reading, EngineProblem> {
        Ok(Reading {
            state: Mutex::new((checked.open()?, 0, Bytes::new())),
            checked: checked.clone(),
            ahead: super::write::count(ahead),
            found: Found::default(),
        })
    }

    /// Where a problem of ours is to be looked for.
    pub(super) fn found(&self) -> Found {
        self.found.clone()
    }

    fn bytes(&self, start: u64, length: u64) -> Result<Bytes, EngineProblem> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, from, held) = &mut *state;
        let inside = |from: u64, held: &Bytes| {
            let skipped = usize::try_from(start.checked_sub(from)?).ok()?;
            let end = skipped.checked_add(usize::try_from(length).ok()?)?;
            (end <= held.len()).then(|| held.slice(skipped..end))
        };
        if let Some(bytes) = inside(*from, held) {
            return Ok(bytes);
        }
        *held = self.checked.read(file, start..start.saturating_add(length.max(self.ahead)))?;
        *from = start;
        // At the end of the file there is less than was asked for; Parquet says so itself.
        Ok(inside(start, held).unwrap_or_else(|| held.clone()))
    }
}

impl Length for Reading {
    fn len(&self) -> u64 {
        self.checked.length
    }
}

impl ChunkReader for Reading {
    type T = Forward;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Forward> {
        // The head of a page: what is read ahead for it holds the page too.
        let length = self.checked.length.saturating_sub(start).min(HEAD);
        Ok(Forward(std::io::Cursor::new(
            self.bytes(start, length).map_err(|problem| self.found.keep(problem))?,
        )))
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        self.bytes(start, super::write::count(length))
            .map_err(|problem| self.found.keep(problem))
    }
}

/// More than the head of a page takes; heads with minima and maxima of texts may be some hundred bytes long.
const HEAD: u64 = 16 * 1024;

/// Bytes read one after the other.
pub(super) struct Forward(std::io::Cursor<Bytes>);

impl Read for Forward {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(buffer)
    }
}

/// Collects the checksums of what passes.
#[derive(Default)]
pub(crate) struct Summing {
    hash: Sha256,
    filled: usize,
    sums: Vec<Sum>,
    length: u64,
}

impl Summing {
    pub(crate) fn see(&mut self, mut bytes: &[u8]) {
        self.length += super::write::count(bytes.len());
        while !bytes.is_empty() {
            let (now, rest) = bytes.split_at(bytes.len().min(BLOCK - self.filled));
            self.hash.update(now);
            self.filled += now.len();
            bytes = rest;
            if self.filled == BLOCK {
                self.sums.push(self.hash.finalize_reset().into());
                self.filled = 0;
            }
        }
    }

    /// How many bytes there were, and the checksum of each block.
    pub(crate) fn finish(mut self) -> (u64, Vec<Sum>) {
        if self.filled > 0 {
            self.sums.push(self.hash.finalize_reset().into());
        }
        (self.length, self.sums)
    }
}

/// The checksum of some bytes, hexadecimal.
pub(super) fn checksum(bytes: &[u8]) -> String {
    hexadecimal(Sha256::new_with_prefix(bytes))
}
