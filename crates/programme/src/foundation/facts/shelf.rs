//! The folder of facts on disk: the batches, and the files of tried imports that wait for their user's decision.

use super::body::Body;
use super::report::ImportId;
use super::rules::text::Text;
use engine::{BatchFile, EngineProblem, FactStore, Facts};
use platform::{Error, Result};
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

/// Writes a batch, durable before this returns; makes the folder when it is missing. The rows from `facts` on are older versions.
pub(super) fn write(folder: &Path, id: BatchId, columns: &Facts, (facts, rows): (usize, Vec<u32>)) -> Result<BatchFile> {
    std::fs::create_dir_all(folder).map_err(|e| fault(e, "making the folder of facts"))?;
    FactStore::at(folder).write_rows(id, columns, facts, rows).map_err(problem)
}

/// Takes away a batch that never became visible.
pub(super) fn forget_batch(folder: &Path, name: &str) {
    if let Err(error) = FactStore::at(folder).remove(name) {
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
pub(super) fn put_aside(folder: &Path, id: ImportId, files: &[(String, Body)]) -> Result<()> {
    let waiting = waiting(folder, id);
    std::fs::create_dir_all(&waiting).map_err(|e| fault(e, "making the folder of a tried import"))?;
    let names: Vec<&String> = files.iter().map(|(name, _)| name).collect();
    let names = serde_json::to_vec(&names).map_err(|e| Error::Failed(anyhow::Error::new(e).context("writing file names")))?;
    for (place, (_, body)) in files.iter().enumerate() {
        let kept = std::fs::File::create(waiting.join(place.to_string())).and_then(|mut file| std::io::copy(&mut body.open(), &mut file));
        kept.map_err(|e| fault(e, "keeping a file of a tried import"))?;
    }
    std::fs::write(waiting.join("names"), names).map_err(|e| fault(e, "keeping the names of a tried import"))
}

/// How many bytes the files of a tried import have; none when they are gone.
pub(super) fn waiting_bytes(folder: &Path, id: ImportId) -> u64 {
    let files = std::fs::read_dir(waiting(folder, id)).into_iter().flatten().flatten();
    files.filter_map(|file| Some(file.metadata().ok()?.len())).sum()
}

/// The files of a tried import, as they were sent.
pub(super) fn take_up(folder: &Path, id: ImportId) -> Result<Vec<(String, Body)>> {
    let waiting = waiting(folder, id);
    let gone = || Error::refused("facts.expired", platform::texts::say("facts.expired"));
    let names = std::fs::read(waiting.join("names")).ok().ok_or_else(gone)?;
    let names: Vec<String> =
        serde_json::from_slice(&names).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading file names")))?;
    let read = |(place, name): (usize, String)| Ok((name, Body::on_disk(&waiting.join(place.to_string())).ok().ok_or_else(gone)?));
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
