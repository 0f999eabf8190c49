//! The folder of facts on disk: the batches, and the files of tried imports that wait for their user's decision.

use super::comparison::{Comparison, FileFacts, Key, compare, key, wanted};
use super::report::ImportId;
use super::store::Catalogued;
use engine::{BatchFile, EngineProblem, Fact, FactStore};
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use vocabulary::BatchId;

/// An error of the engine as ours: what an operator can mend is said as it is, what fails on the disk is our fault.
pub(super) fn problem(problem: EngineProblem) -> Error {
    let code = match &problem {
        EngineProblem::Damaged { .. } => "facts.batch_damaged",
        EngineProblem::Missing { .. } => "facts.batch_missing",
        EngineProblem::Unreadable { .. } => "facts.batch_unreadable",
        EngineProblem::TooLarge { .. } => "facts.too_large",
        EngineProblem::Repeated { .. } => "facts.repeated",
        EngineProblem::Unbalanced => "facts.batches_unbalanced",
        EngineProblem::AlreadyWritten { .. }
        | EngineProblem::PeriodsOverlap { .. }
        | EngineProblem::NotAShare { .. }
        | EngineProblem::TooManyConditions { .. }
        | EngineProblem::Io { .. }
        | EngineProblem::Threads { .. } => return Error::Failed(anyhow::Error::new(problem)),
    };
    Error::refused(code, problem.to_string())
}

/// Compares incoming facts with the store. One batch is in memory at a time, besides what comes in.
pub(super) fn compare_with_store(folder: &Path, batches: &[Catalogued], files: &[FileFacts<'_>]) -> Result<Comparison> {
    let (keys, sources) = wanted(files);
    let newest = newest(folder, batches, (&keys, &sources), |_| ())?;
    let newest = newest.into_iter().map(|(key, (fact, ()))| (key, fact)).collect();
    Ok(compare(files, &newest))
}

/// The newest versions of some keys, each with what `note` says of the batch that holds it.
fn newest<T: Copy>(
    folder: &Path,
    batches: &[Catalogued],
    (keys, sources): (&BTreeSet<Key>, &BTreeSet<String>),
    note: impl Fn(&Catalogued) -> T,
) -> Result<BTreeMap<Key, (Fact, T)>> {
    let mut newest = BTreeMap::new();
    for batch in batches.iter().filter(|batch| !batch.sources.is_disjoint(sources)) {
        let rows = FactStore::at(folder).read_batch(&batch.pinned).map_err(problem)?;
        // What is taken away comes first: a batch may take a version away and put nothing in its place.
        for fact in &rows.replaced {
            newest.remove(&key(fact));
        }
        for fact in rows.facts {
            let key = key(&fact);
            if keys.contains(&key) {
                newest.insert(key, (fact, note(batch)));
            }
        }
    }
    Ok(newest)
}

/// What taking back the facts of a batch does to the store.
pub(super) fn compare_taking_back(folder: &Path, batches: &[Catalogued], name: &str) -> Result<Comparison> {
    let Some(batch) = batches.iter().find(|batch| batch.pinned.name == name) else {
        return Err(Error::NotFound { what: "import" });
    };
    let ours = FactStore::at(folder).read_batch(&batch.pinned).map_err(problem)?;
    let keys: BTreeSet<Key> = ours.facts.iter().map(key).collect();
    let newest = newest(folder, batches, (&keys, &batch.sources), |holder| holder.pinned.name == name)?;
    Ok(Comparison::taking_back(ours, &newest))
}

/// Writes a batch, durable before this returns; makes the folder when it is missing.
pub(super) fn write(folder: &Path, id: BatchId, comparison: &Comparison) -> Result<BatchFile> {
    std::fs::create_dir_all(folder).map_err(|e| fault(e, "making the folder of facts"))?;
    let written = FactStore::at(folder).write_batch(id, &comparison.to_write, &comparison.replaced);
    written.map_err(problem)
}

/// Takes away a batch that never became visible.
pub(super) fn forget_batch(folder: &Path, name: &str) {
    if let Err(error) = std::fs::remove_file(folder.join(name)) {
        // Nothing reads a file that the catalogue does not name.
        tracing::warn!(file = name, "an unused batch file stays: {error}");
    }
}

fn fault(error: std::io::Error, doing: &'static str) -> Error {
    Error::Failed(anyhow::Error::new(error).context(doing))
}

fn waiting(folder: &Path, id: ImportId) -> PathBuf {
    folder.join("tried").join(id.to_string())
}

/// Puts the files of a tried import aside. On disk they are called by their number: a sender's name never becomes a path.
pub(super) fn put_aside(folder: &Path, id: ImportId, files: &[(String, Vec<u8>)]) -> Result<()> {
    let waiting = waiting(folder, id);
    std::fs::create_dir_all(&waiting).map_err(|e| fault(e, "making the folder of a tried import"))?;
    let names: Vec<&String> = files.iter().map(|(name, _)| name).collect();
    let names = serde_json::to_vec(&names).map_err(|e| Error::Failed(anyhow::Error::new(e).context("writing file names")))?;
    for (place, (_, bytes)) in files.iter().enumerate() {
        std::fs::write(waiting.join(place.to_string()), bytes).map_err(|e| fault(e, "keeping a file of a tried import"))?;
    }
    std::fs::write(waiting.join("names"), names).map_err(|e| fault(e, "keeping the names of a tried import"))
}

/// The files of a tried import, as they were sent.
pub(super) fn take_up(folder: &Path, id: ImportId) -> Result<Vec<(String, Vec<u8>)>> {
    let waiting = waiting(folder, id);
    let gone = |_| Error::refused("facts.expired", platform::texts::say("facts.expired"));
    let names = std::fs::read(waiting.join("names")).map_err(gone)?;
    let names: Vec<String> =
        serde_json::from_slice(&names).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading file names")))?;
    let read = |(place, name): (usize, String)| Ok((name, std::fs::read(waiting.join(place.to_string())).map_err(gone)?));
    names.into_iter().enumerate().map(read).collect()
}

/// Throws the files of a tried import away.
pub(super) fn clear(folder: &Path, id: ImportId) {
    match std::fs::remove_dir_all(waiting(folder, id)) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => tracing::warn!(import = %id, "the files of a tried import stay: {error}"),
    }
}
