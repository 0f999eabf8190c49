//! Taking an import back: its facts leave the store, and the versions they took the place of return.
//!
//! Nothing is deleted. A batch of its own says what is taken away and what returns, as a correction would; runs made before can still be
//! replayed, and closed periods settle the difference in the next one that is open.

use super::acts::{ATTEMPTS_MAX, blocking};
use super::assembly::store_totals;
use super::comparison::{ByKind, Comparison, Sum};
use super::report::{ImportId, Report, State};
use super::store::{self, NewBatch};
use super::{IMPORT, Told, shelf};
use engine::BatchFile;
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::texts::say;
use platform::web::AppRef;
use platform::{Error, Result};
use serde_json::json;
use vocabulary::BatchId;

/// What taking back does, against the store as it was at one moment.
struct Prepared {
    import: Report,
    comparison: Comparison,
    before: ByKind<Sum>,
    version: i64,
    batch: BatchId,
}

/// Takes the facts of a kept import back. Accounts, people and other records that it brought stay as they are.
///
/// # Errors
/// Forbidden without `facts.import`; not found; a refusal when it brought no facts, was taken back already, or when later imports have
/// corrected every one of its facts.
pub async fn take_back(app: &AppRef, viewer: &Viewer, id: ImportId) -> Result<Report> {
    viewer.may(IMPORT)?;
    let folder = super::folder(&app.config);
    let mut attempts = 1;
    loop {
        let prepared = prepare(app, id).await?;
        let (to, batch, comparison) = (folder.clone(), prepared.batch, prepared.comparison.clone());
        let file = blocking("writing a batch of facts", move || shelf::write(&to, batch, &comparison)).await?;
        let mut tx = app.db.write().await?;
        match keep(&mut tx, viewer, &prepared, &file).await {
            Ok(report) => {
                tx.commit().await?;
                return Ok(report);
            }
            Err(error) => {
                drop(tx);
                shelf::forget_batch(&folder, &file.name);
                if !matches!(error, Error::Changed { .. }) || attempts == ATTEMPTS_MAX {
                    return Err(error);
                }
                attempts += 1;
            }
        }
    }
}

async fn prepare(app: &AppRef, id: ImportId) -> Result<Prepared> {
    let mut tx = app.db.read().await?;
    let import = store::find(&mut tx, id).await?.report;
    if import.state != State::Done {
        return Err(Error::NotFound { what: "import" });
    }
    if import.takes_back.is_some() {
        return Err(Error::refused("facts.took_back_itself", say("facts.took_back_itself")));
    }
    if store::taken_back_by(&mut tx, id).await?.is_some() {
        return Err(Error::refused("facts.already_taken_back", say("facts.already_taken_back")));
    }
    let Some(name) = import.batch.as_ref().map(|batch| batch.name.clone()) else {
        return Err(Error::refused("facts.brought_no_facts", say("facts.brought_no_facts")));
    };
    let version = store::catalogue_version(&mut tx).await?;
    let before = store::holdings(&mut tx).await?;
    let batches = store::list_batches(&mut tx).await?;
    let batch = BatchId::new(tx.ids());
    drop(tx);
    let folder = super::folder(&app.config);
    let comparison = blocking("comparing an import with the store", move || {
        shelf::compare_taking_back(&folder, &batches, &name)
    })
    .await?;
    if comparison.is_nothing() {
        return Err(Error::refused("facts.corrected_since", say("facts.corrected_since")));
    }
    Ok(Prepared {
        import,
        comparison,
        before,
        version,
        batch,
    })
}

async fn keep(tx: &mut Tx, viewer: &Viewer, prepared: &Prepared, file: &BatchFile) -> Result<Report> {
    store::claim_catalogue(tx, prepared.version).await?;
    let id = ImportId::new(tx.ids());
    let comparison = &prepared.comparison;
    let report = Report {
        id,
        state: State::Done,
        at: tx.now(),
        by: viewer.user,
        files: Vec::new(),
        refused: 0,
        rejects: Vec::new(),
        findings: Vec::new(),
        kept: comparison.kept.first().copied().unwrap_or_default(),
        batch: Some(file.clone()),
        takes_back: Some(prepared.import.id),
        totals: store_totals(comparison, &prepared.before, std::iter::empty()),
    };
    store::insert(tx, &report, &Told::default(), None).await?;
    let new = NewBatch {
        id: prepared.batch,
        file,
        sources: &comparison.sources(),
        changes: &comparison.changes,
    };
    store::insert_batch(tx, id, &new).await?;
    let body = json!({ "takes_back": prepared.import.id.to_string(), "kept": report.kept, "batch": file.sha256 });
    note(tx, viewer, "facts_taken_back", ("import", id.to_string()), &body)?;
    Ok(report)
}
