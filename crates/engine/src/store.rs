//! The fact store: the folder of batches, and what this process already knows about them.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::EngineProblem;
use crate::assignment::Assignments;
use crate::batch::read::{OpenBatch, Pinned};
use crate::credit::totals::Whole;
use crate::credit::uncredited::Listed;

/// A folder of fact batches.
///
/// A batch is checked against its checksum when this process first uses it, and again whenever its file has changed since.
#[derive(Debug)]
pub struct FactStore {
    folder: PathBuf,
    known: Mutex<BTreeMap<String, Known>>,
    memory: Mutex<Memory>,
}

/// What was computed before and is asked for again: the next run usually differs by one batch.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Who holds what, by the holdings it was made of, the latest first.
    assignments: Vec<(Fingerprint, Arc<Assignments>)>,
    /// The sums of whole runs, the latest first.
    sums: Vec<Remembered>,
}

/// What batches added up to when they were asked for a crediting.
#[derive(Debug, Clone, Default)]
pub(crate) struct Remembered {
    asked: Fingerprint,
    pub(crate) batches: Arc<Identities>,
    pub(crate) whole: Arc<Whole>,
    pub(crate) listed: Arc<Listed>,
}

/// The names and checksums of batches.
#[derive(Debug, Clone, Default)]
pub(crate) struct Identities(BTreeSet<(String, String)>);

impl Identities {
    pub(crate) fn contains(&self, (name, sha256): (&str, &str)) -> bool {
        self.0.contains(&(name.to_owned(), sha256.to_owned()))
    }
}

/// A digest of what was asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint([u8; 32]);

/// The digest of a value, the same within one process.
pub(crate) fn fingerprint(value: &(impl Hash + ?Sized)) -> Fingerprint {
    let mut digest = Digesting {
        sha256: Sha256::new(),
        waiting: Vec::with_capacity(2 * DIGESTED),
    };
    value.hash(&mut digest);
    digest.sha256.update(&digest.waiting);
    Fingerprint(digest.sha256.finalize().into())
}

/// So many bytes are digested at once: values come a few bytes at a time.
const DIGESTED: usize = 4_096;

struct Digesting {
    sha256: Sha256,
    waiting: Vec<u8>,
}

impl Hasher for Digesting {
    fn write(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= DIGESTED {
            self.sha256.update(&self.waiting);
            self.waiting.clear();
        }
    }

    /// Nobody asks for the short form.
    fn finish(&self) -> u64 {
        0
    }
}

/// So many firms' holdings are remembered: today's, and those of a run whose statements are read.
const ASSIGNMENTS_MAX: usize = 2;
/// So many runs are remembered.
const RUNS_MAX: usize = 4;

impl Memory {
    /// Who holds what, if it was made of these holdings before.
    pub(crate) fn assignments(&self, of: Fingerprint) -> Option<Arc<Assignments>> {
        let known = self.assignments.iter().find(|(known, _)| *known == of);
        known.map(|(_, assignments)| assignments.clone())
    }

    pub(crate) fn remember_assignments(&mut self, of: Fingerprint, assignments: &Arc<Assignments>) {
        self.assignments.retain(|(known, _)| *known != of);
        self.assignments.insert(0, (of, assignments.clone()));
        self.assignments.truncate(ASSIGNMENTS_MAX);
    }

    /// The largest part of these batches that was added up before.
    pub(crate) fn largest_part(&self, asked: Fingerprint, batches: &BTreeSet<(&str, &str)>) -> Option<Remembered> {
        let is_part = |run: &&Remembered| {
            let names = run.batches.0.iter().map(|(name, sha256)| (name.as_str(), sha256.as_str()));
            run.asked == asked && names.into_iter().all(|name| batches.contains(&name))
        };
        self.sums.iter().filter(is_part).max_by_key(|run| run.batches.0.len()).cloned()
    }

    pub(crate) fn remember(&mut self, asked: Fingerprint, batches: &BTreeSet<(&str, &str)>, (whole, listed): (&Arc<Whole>, &Arc<Listed>)) {
        let owned = batches.iter().map(|(name, sha256)| ((*name).to_owned(), (*sha256).to_owned()));
        let run = Remembered {
            asked,
            batches: Arc::new(Identities(owned.collect())),
            whole: whole.clone(),
            listed: listed.clone(),
        };
        self.sums.insert(0, run);
        self.sums.truncate(RUNS_MAX);
    }
}

/// A batch whose checksum was found right, and the state of its file then.
#[derive(Debug)]
struct Known {
    sha256: String,
    bytes: u64,
    changed: Option<SystemTime>,
    batch: Arc<OpenBatch>,
}

/// So many stores are remembered: a process serves one firm, a test a few.
const STORES_MAX: usize = 4;
/// So many batches are remembered; beyond, the memory begins anew.
const KNOWN_MAX: usize = 10_000;

impl FactStore {
    /// The store in a folder, with what this process learnt about it; the few stores last asked for are remembered.
    #[must_use]
    pub fn at(folder: &Path) -> Arc<FactStore> {
        static STORES: Mutex<Vec<Arc<FactStore>>> = Mutex::new(Vec::new());
        let mut stores = STORES.lock().unwrap_or_else(PoisonError::into_inner);
        let store = match stores.iter().position(|store| store.folder == folder) {
            Some(place) => stores.remove(place),
            None => Arc::new(FactStore::new(folder)),
        };
        stores.insert(0, store.clone());
        stores.truncate(STORES_MAX);
        store
    }

    /// A store that knows nothing yet, for whoever wants every checksum looked at.
    #[must_use]
    pub fn new(folder: &Path) -> FactStore {
        FactStore {
            folder: folder.to_owned(),
            known: Mutex::default(),
            memory: Mutex::default(),
        }
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the batches lie.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The pinned batches in the order in which they were recorded, oldest first, each once.
    pub(crate) fn open_all(&self, pinned: &[Pinned]) -> Result<Vec<Arc<OpenBatch>>, EngineProblem> {
        let mut ordered: Vec<&Pinned> = pinned.iter().collect();
        ordered.sort_by_key(|pinned| (pinned.recorded, pinned.id));
        ordered.dedup_by_key(|pinned| pinned.id);
        let opened: Vec<Result<Arc<OpenBatch>, EngineProblem>> = ordered.into_par_iter().map(|pinned| self.open(pinned)).collect();
        // Collected one by one, so that of several damaged batches the oldest is always the one named.
        opened.into_iter().collect()
    }

    /// A batch, checked.
    pub(crate) fn open(&self, pinned: &Pinned) -> Result<Arc<OpenBatch>, EngineProblem> {
        let state = std::fs::metadata(self.folder.join(&pinned.name)).ok();
        let state = state.map(|state| (state.len(), state.modified().ok()));
        if let Some((bytes, changed)) = state
            && let Some(batch) = self.known(pinned, bytes, changed)
        {
            return Ok(batch);
        }
        let batch = Arc::new(OpenBatch::open(&self.folder, pinned)?);
        if let Some((bytes, changed)) = state {
            let known = Known {
                sha256: pinned.sha256.clone(),
                bytes,
                changed,
                batch: batch.clone(),
            };
            let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if all.len() >= KNOWN_MAX {
                all.clear();
            }
            all.insert(pinned.name.clone(), known);
        }
        Ok(batch)
    }

    fn known(&self, pinned: &Pinned, bytes: u64, changed: Option<SystemTime>) -> Option<Arc<OpenBatch>> {
        let all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.get(&pinned.name)?;
        let is_as_it_was = known.sha256 == pinned.sha256 && known.bytes == bytes && changed.is_some() && known.changed == changed;
        is_as_it_was.then(|| known.batch.clone())
    }
}
