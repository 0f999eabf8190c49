//! Taking an import back: its facts leave the store, and the versions they took the place of return.
//!
//! Nothing is deleted. A batch of its own says what is taken away and what returns, as a correction would; runs made before can still be
//! replayed, and closed periods settle the difference in the next one that is open.

use super::acts::{ATTEMPTS_MAX, blocking};
use super::assembly::store_totals;
use super::report::{ImportId, Report, State};
use super::shelf::{self, problem};
use super::store::{self, Catalogued};
use super::sums::{self, ByKind, Sum, Written};
use super::{IMPORT, Kept, Told};
use engine::{BatchFile, FactRow, FactStore, Facts, Pinned};
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::texts::say;
use platform::web::AppRef;
use platform::{Error, Result};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use vocabulary::{BatchId, IdSource};

/// What taking back does, against the store as it was at one moment.
struct Prepared {
    import: Report,
    before: ByKind<Sum>,
    version: i64,
    kept: Kept,
    batches: Vec<Written>,
}

/// Takes the facts of a kept import back. Accounts, people and other records that it brought stay as they are.
///
/// # Errors
/// Forbidden without `facts.import`; not found; a refusal when it brought no facts, was taken back already, or when later imports have
/// corrected every one of its facts.
pub async fn take_back(app: &AppRef, viewer: &Viewer, id: ImportId) -> Result<Report> {
    viewer.may(IMPORT)?;
    let mut attempts = 1;
    loop {
        let prepared = prepare(app, id).await?;
        let mut tx = app.db.write().await?;
        match keep(&mut tx, viewer, &prepared).await {
            Ok(report) => {
                tx.commit().await?;
                return Ok(report);
            }
            Err(error) => {
                drop(tx);
                for batch in &prepared.batches {
                    shelf::forget_batch(&super::folder(&app.config), &batch.file.name);
                }
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
    if import.batches.is_empty() {
        return Err(Error::refused("facts.brought_no_facts", say("facts.brought_no_facts")));
    }
    if import.put_together.is_some() {
        return Err(Error::refused("facts.brought_no_facts", say("facts.brought_no_facts")));
    }
    let version = store::catalogue_version(&mut tx).await?;
    let before = store::holdings(&mut tx).await?;
    let batches = store::list_batches(&mut tx).await?;
    drop(tx);
    let (folder, ids) = (super::folder(&app.config), app.db.ids());
    let own: Vec<String> = import.batches.iter().map(|batch| batch.name.clone()).collect();
    if !batches.iter().any(|batch| own.contains(&batch.pinned.name)) {
        return Err(Error::refused("facts.put_together_since", say("facts.put_together_since")));
    }
    let taken = blocking("taking an import back", move || write_all(&folder, &batches, &own, &ids)).await?;
    let (kept, batches) = taken;
    if batches.is_empty() {
        return Err(Error::refused("facts.corrected_since", say("facts.corrected_since")));
    }
    Ok(Prepared {
        import,
        before,
        version,
        kept,
        batches,
    })
}

/// Writes for each batch of the import what takes it back. What was written is taken away again when one fails.
fn write_all(folder: &Path, batches: &[Catalogued], own: &[String], ids: &Arc<dyn IdSource>) -> Result<(Kept, Vec<Written>)> {
    let (mut kept, mut written) = (Kept::default(), Vec::new());
    for batch in batches.iter().filter(|batch| own.contains(&batch.pinned.name)) {
        match write_one(folder, batches, batch, BatchId::new(&**ids)) {
            Ok((more, one)) => {
                kept = kept.and(more);
                written.extend(one);
            }
            Err(error) => {
                for batch in &written {
                    let batch: &Written = batch;
                    shelf::forget_batch(folder, &batch.file.name);
                }
                return Err(error);
            }
        }
    }
    Ok((kept, written))
}

/// What takes one batch back: its facts that still count go, and the versions that they took the place of return. What a later import
/// corrected stays as that import said it.
fn write_one(folder: &Path, batches: &[Catalogued], batch: &Catalogued, id: BatchId) -> Result<(Kept, Option<Written>)> {
    let store = FactStore::at(folder);
    let (said, older) = store.read_facts(&batch.pinned).map_err(problem)?;
    let of_same = batches.iter().filter(|other| !other.sources.is_disjoint(&batch.sources));
    let pinned: Vec<Pinned> = of_same.map(|batch| batch.pinned.clone()).collect();
    let mut goes = vec![false; said.len()];
    let see = |row: usize, holder: &Pinned, _: &FactRow<'_>| {
        if let Some(goes) = goes.get_mut(row) {
            *goes = holder.id == batch.pinned.id;
        }
    };
    store.newest(&pinned, &said, see).map_err(problem)?;
    let gone: Vec<usize> = goes.iter().enumerate().filter(|(_, goes)| **goes).map(|(row, _)| row).collect();
    let count = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
    let kept = Kept {
        created: 0,
        changed: count(gone.len()),
        unchanged: count(said.len().saturating_sub(gone.len())),
    };
    if gone.is_empty() {
        return Ok((kept, None));
    }
    let places: BTreeMap<_, usize> = older.iter().map(|fact| (fact.source, fact.document, fact.line)).zip(0..).collect();
    let before = |row: &usize| {
        let fact = said.get(*row)?;
        places.get(&(fact.source, fact.document, fact.line)).copied()
    };
    let returns: Vec<usize> = gone.iter().filter_map(before).collect();
    let comes = older.totals(returns.iter().copied()).map_err(problem)?;
    let leaves = said.totals(gone.iter().copied()).map_err(problem)?;
    let facts = older.len();
    let rows = returns.into_iter().chain(gone.into_iter().map(|row| facts.saturating_add(row)));
    let rows = rows.filter_map(|row| u32::try_from(row).ok()).collect();
    let mut columns: Facts = older;
    columns.append(&said);
    let file: BatchFile = shelf::write(folder, id, &columns, (facts, rows))?;
    let sources: BTreeSet<String> = batch.sources.clone();
    let changes = sums::changes(&comes, &leaves);
    let written = Written {
        id,
        file,
        sources,
        changes,
    };
    Ok((kept, Some(written)))
}

async fn keep(tx: &mut Tx, viewer: &Viewer, prepared: &Prepared) -> Result<Report> {
    store::claim_catalogue(tx, prepared.version).await?;
    let id = ImportId::new(tx.ids());
    let mut changes = ByKind::new();
    prepared.batches.iter().for_each(|batch| sums::add(&mut changes, &batch.changes));
    let batches = prepared.batches.iter().map(|batch| batch.file.clone()).collect();
    let report = Report {
        kept: prepared.kept,
        takes_back: Some(prepared.import.id),
        totals: store_totals(&changes, &prepared.before, std::iter::empty()),
        ..Report::without_files(id, tx.now(), viewer.user, batches)
    };
    store::insert(tx, &report, &Told::default(), None).await?;
    for batch in &prepared.batches {
        store::insert_batch(tx, id, batch).await?;
    }
    let checksums: Vec<&str> = report.batches.iter().map(|batch| batch.sha256.as_str()).collect();
    let body = json!({ "takes_back": prepared.import.id.to_string(), "kept": report.kept, "batches": checksums });
    note(tx, viewer, "facts_taken_back", ("import", id.to_string()), &body)?;
    Ok(report)
}
