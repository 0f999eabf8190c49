//! What files hold, on disk: each content once, in the folder of facts, under its SHA-256. No sender's name ever becomes a path.

use crate::secret::digest_of;
use crate::texts::say;
use crate::{Error, Result};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use vocabulary::Instant;

/// For how long a content that no file names is left alone: somebody may be about to name it.
const UNNAMED_SECONDS: i64 = 24 * 60 * 60;

fn fault(error: std::io::Error, doing: &'static str) -> Error {
    Error::Failed(anyhow::Error::new(error).context(doing))
}

fn folder(facts: &Path) -> PathBuf {
    facts.join("evidence")
}

/// Where a content lies. A digest is 64 letters of our own making, so it is no way out of the folder.
fn place(facts: &Path, digest: &str) -> Result<PathBuf> {
    let sound = digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    match digest.get(..2).filter(|_| sound) {
        Some(first) => Ok(folder(facts).join(first).join(digest)),
        None => Err(Error::Failed(anyhow::anyhow!("`{digest}` is no digest of a file"))),
    }
}

/// An instant of the firm's clock as the disk keeps it.
fn on_disk(at: Instant) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(at.micros()).unwrap_or_default())
}

/// Keeps a content, durable before this returns; gives its digest. One that is there already is kept as it is, unless it is damaged.
///
/// # Errors
/// When the disk does not take it.
pub(super) fn put(facts: &Path, bytes: &[u8], now: Instant) -> Result<String> {
    let digest = digest_of(bytes);
    let place = place(facts, &digest)?;
    if fs::read(&place).is_ok_and(|kept| kept == bytes) {
        let file = fs::File::options()
            .write(true)
            .open(&place)
            .map_err(|e| fault(e, "keeping a file"))?;
        // From now on it is named again, whatever forgets unnamed ones at this moment.
        file.set_modified(on_disk(now)).map_err(|e| fault(e, "keeping a file"))?;
        return Ok(digest);
    }
    let above = place.parent().unwrap_or(facts);
    fs::create_dir_all(above).map_err(|e| fault(e, "making the folder of files"))?;
    let begun = above.join(format!("{digest}.{}", crate::secret::token()?));
    let written = fs::File::create(&begun).and_then(|mut file| {
        file.write_all(bytes)?;
        file.set_modified(on_disk(now))?;
        file.sync_all()
    });
    written
        .and_then(|()| fs::rename(&begun, &place))
        .map_err(|e| fault(e, "keeping a file"))?;
    Ok(digest)
}

/// What lies under a digest, if it is still what was put there.
///
/// # Errors
/// A refusal when it is damaged or gone: nothing else is handed out under its name.
pub(super) fn take(facts: &Path, digest: &str) -> Result<Vec<u8>> {
    let place = place(facts, digest)?;
    let damaged = |why: &str| {
        tracing::error!(digest, "a kept file is {why}");
        Error::refused("notes.damaged", say("notes.damaged"))
    };
    let bytes = fs::read(&place).map_err(|_gone| damaged("gone"))?;
    if digest_of(&bytes) == digest {
        Ok(bytes)
    } else {
        Err(damaged("damaged"))
    }
}

/// The digests of contents that have lain untouched for a day.
pub(super) fn old(facts: &Path, now: Instant) -> BTreeSet<String> {
    let before = on_disk(now.plus_seconds(-UNNAMED_SECONDS));
    let inside = |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().flatten();
    let files = inside(folder(facts)).flat_map(|first| inside(first.path()));
    let is_old = |file: &fs::DirEntry| {
        let touched = file.metadata().and_then(|about| about.modified()).ok();
        touched.is_some_and(|at| at < before)
    };
    files
        .filter(is_old)
        .filter_map(|file| file.file_name().into_string().ok())
        .collect()
}

/// Takes away a content that no file names.
pub(super) fn remove(facts: &Path, name: &str) {
    let first = name.get(..2).unwrap_or_default();
    if let Err(error) = fs::remove_file(folder(facts).join(first).join(name)) {
        tracing::warn!(name, "an unnamed file stays: {error}");
    }
}
