//! What can be done with files: keep one, delete and bring back one's own, take it out again.

use super::rules::{self, Evidence, EvidenceId};
use super::{shelf, store};
use crate::access::Viewer;
use crate::database::Tx;
use crate::journal::note as journal;
use crate::notes::WRITE;
use crate::notes::acts::own;
use crate::notes::noted::{self, Opened, Record};
use crate::notes::rules::KEPT_SECONDS;
use crate::texts::say;
use crate::web::{App, File};
use crate::{Error, Result};
use serde_json::json;
use std::path::Path;
use vocabulary::Instant;

/// A file as it was sent, checked and laid on the shelf before a transaction begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    name: String,
    ending: rules::Ending,
    bytes: i64,
    digest: String,
}

impl Sent {
    /// Checks a file and lays what it holds on the shelf; what no file names is forgotten after a day.
    ///
    /// # Errors
    /// A refusal on `file`; when the disk does not take it.
    pub async fn take(app: &App, file: File) -> Result<Self> {
        let (facts, now) = (app.config.facts_folder.clone(), app.db.now());
        let taking = tokio::task::spawn_blocking(move || Self::laid(&facts, &file, now));
        taking
            .await
            .map_err(|error| Error::Failed(anyhow::Error::new(error).context("keeping a file")))?
    }

    fn laid(facts: &Path, file: &File, now: Instant) -> Result<Self> {
        let name = rules::name(&file.name);
        let ending = rules::ending(&name, &file.bytes)?;
        Ok(Self {
            digest: shelf::put(facts, &file.bytes, now)?,
            bytes: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
            name,
            ending,
        })
    }
}

/// Keeps a file on a record.
///
/// # Errors
/// Forbidden; not found when the viewer does not see the record.
pub async fn keep(tx: &mut Tx, app: &App, viewer: &Viewer, record: &Record, sent: Sent) -> Result<Evidence> {
    viewer.may(WRITE)?;
    let author = own(viewer)?;
    noted::open(tx, &app.book, viewer, record).await?;
    let Sent {
        name,
        ending,
        bytes,
        digest,
    } = sent;
    let file = Evidence {
        id: EvidenceId::new(tx.ids()),
        record: record.clone(),
        name,
        ending,
        bytes,
        digest,
        author,
        written: tx.now(),
        deleted: None,
        version: 1,
    };
    store::insert(tx, &file).await?;
    journal(tx, viewer, "file_kept", ("file", file.id.to_string()), &body(&file))?;
    Ok(file)
}

/// What the journal holds of a file: where it stands and the digest of what it holds, by which it can be recognised; not its name.
fn body(file: &Evidence) -> serde_json::Value {
    let Evidence {
        id: _,
        record,
        name: _,
        ending,
        bytes,
        digest,
        author: _,
        written: _,
        deleted: _,
        version: _,
    } = file;
    json!({ "on": record.kind, "record": record.id, "ending": ending.word(), "bytes": bytes, "digest": digest })
}

/// A file with its record, if the viewer sees both now.
///
/// # Errors
/// Not found.
pub(super) async fn find(tx: &mut Tx, app: &App, viewer: &Viewer, id: EvidenceId) -> Result<(Evidence, Opened)> {
    let file = store::find(tx, own(viewer)?, id).await?;
    let mut seen = noted::seen(tx, &app.book, viewer, [&file.record]).await?;
    let opened = seen.remove(&file.record).ok_or(Error::NotFound { what: "file" })?;
    Ok((file, opened))
}

/// What a file holds, if it is still what was kept.
///
/// # Errors
/// A refusal when it is damaged or gone, or was deleted.
pub(super) async fn content(app: &App, file: &Evidence) -> Result<Vec<u8>> {
    if file.deleted.is_some() {
        return Err(Error::refused("notes.file_deleted", say("notes.file_deleted")));
    }
    let (facts, digest) = (app.config.facts_folder.clone(), file.digest.clone());
    let taking = tokio::task::spawn_blocking(move || shelf::take(&facts, &digest));
    taking
        .await
        .map_err(|error| Error::Failed(anyhow::Error::new(error).context("reading a file")))?
}

async fn find_own(tx: &mut Tx, app: &App, viewer: &Viewer, id: EvidenceId) -> Result<Evidence> {
    viewer.may(WRITE)?;
    let (file, _) = find(tx, app, viewer, id).await?;
    if Some(file.author) == viewer.user {
        Ok(file)
    } else {
        Err(Error::Forbidden { permission: WRITE })
    }
}

/// Deletes a file that one has sent.
///
/// # Errors
/// Not found, forbidden or changed.
pub async fn delete(tx: &mut Tx, app: &App, viewer: &Viewer, (id, version): (EvidenceId, i64)) -> Result<Evidence> {
    let before = find_own(tx, app, viewer, id).await?;
    let file = Evidence {
        deleted: before.deleted.or(Some(tx.now())),
        version,
        ..before
    };
    store::update(tx, &file).await?;
    journal(tx, viewer, "file_deleted", ("file", id.to_string()), &body(&file))?;
    Ok(file)
}

/// Brings back a file that one has sent, until what was deleted is forgotten.
///
/// # Errors
/// Not found, forbidden or changed.
pub async fn restore(tx: &mut Tx, app: &App, viewer: &Viewer, (id, version): (EvidenceId, i64)) -> Result<Evidence> {
    let before = find_own(tx, app, viewer, id).await?;
    let file = Evidence {
        deleted: None,
        version,
        ..before
    };
    store::update(tx, &file).await?;
    journal(tx, viewer, "file_restored", ("file", id.to_string()), &body(&file))?;
    Ok(file)
}

/// Forgets what was deleted long enough ago, and contents that no file names; says how many files.
///
/// # Errors
/// When the database does not answer.
pub(in crate::notes) async fn sweep(tx: &mut Tx, facts: &Path) -> Result<u64> {
    let forgotten = tx.now().plus_seconds(-KEPT_SECONDS);
    let gone = store::delete_before(tx, forgotten).await?;
    let old = shelf::old(facts, tx.now());
    let named = store::list_named(tx, &old).await?;
    for unnamed in old.difference(&named) {
        shelf::remove(facts, unnamed);
    }
    Ok(gone)
}
