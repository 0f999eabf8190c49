//! Taking an import back: its facts leave the store, and the versions they took the place of return.
//!
//! Nothing is deleted. A batch of its own says what is taken away and what returns, as a correction would; runs made before can still be
//! replayed, and closed periods settle the difference in the next one that is open. It makes no difference whether batches were put
//! together since: the batches of imports are kept for as long as they can be taken back.

use super::acts::{ATTEMPTS_MAX, blocking};
use super::assembly::store_totals;
use super::log::{Log, Logged};
use super::report::{ImportId, Report, State};
use super::shelf::{self, problem};
use super::store::{self, Catalogued};
use super::sums::{self, ByKind, Sum, Written};
use super::{IMPORT, Kept, Told};
use engine::{FactRow, FactStore, Facts, Pinned};
use platform::access::Viewer;
use platform::config::Config;
use platform::database::Tx;
use platform::journal::note;
use platform::texts::{say, say_with};
use platform::web::AppRef;
use platform::{Error, Result};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use vocabulary::{BatchId, IdSource, Instant};

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
/// Forbidden without `facts.import`; not found; a refusal when it brought no facts, was taken back already, is older than the setting
/// `facts.take_back_days` allows, or when later imports have corrected every one of its facts.
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
    if until(&app.config, &import) <= Some(tx.now()) {
        let days = take_back_days(&app.config).to_string();
        return Err(Error::refused(
            "facts.take_back_over",
            say_with("facts.take_back_over", &[("n", &days)]),
        ));
    }
    let version = store::catalogue_version(&mut tx).await?;
    let before = store::holdings(&mut tx).await?;
    let (batches, log) = (store::list_batches(&mut tx).await?, store::log(&mut tx).await?);
    drop(tx);
    if log.of(id).count() < import.batches.len() {
        return Err(Error::refused("facts.put_together_since", say("facts.put_together_since")));
    }
    let (folder, ids) = (super::folder(&app.config), app.db.ids());
    let taken = blocking("taking an import back", move || write_all(&folder, (&batches, &log), id, &ids)).await?;
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

/// Until when the facts of a kept import can be taken back; none when it brought none.
#[must_use]
pub fn until(config: &Config, import: &Report) -> Option<Instant> {
    let brought = !import.batches.is_empty() && import.takes_back.is_none() && import.put_together.is_none();
    brought.then(|| import.at.plus_seconds(config.take_back_seconds))
}

/// For how many days an import can be taken back.
pub(super) fn take_back_days(config: &Config) -> i64 {
    config.take_back_seconds / (24 * 60 * 60)
}

/// Writes for each batch of the import what takes it back. What was written is taken away again when one fails.
fn write_all(
    folder: &Path,
    (batches, log): (&[Catalogued], &Log),
    import: ImportId,
    ids: &Arc<dyn IdSource>,
) -> Result<(Kept, Vec<Written>)> {
    let (mut kept, mut written): (Kept, Vec<Written>) = (Kept::default(), Vec::new());
    for own in log.of(import) {
        match write_one(folder, (batches, log), own, BatchId::new(&**ids)) {
            Ok((more, one)) => {
                kept = kept.and(more);
                written.extend(one);
            }
            Err(error) => {
                written.iter().for_each(|batch| shelf::forget_batch(folder, &batch.file.name));
                return Err(error);
            }
        }
    }
    Ok((kept, written))
}

/// What takes one batch back: its facts that still count go, and what stood before them returns. What a later import corrected stays as
/// that import said it.
fn write_one(folder: &Path, (batches, log): (&[Catalogued], &Log), own: &Logged, id: BatchId) -> Result<(Kept, Option<Written>)> {
    let store = FactStore::at(folder);
    let (said, older) = store.read_facts(&own.batch.pinned).map_err(problem)?;
    let mut goes = log.uncorrected(&store, own, &said)?;
    still_counts(&store, (batches, own), &said, &mut goes)?;
    let leaves = only(&said, &goes)?;
    let count = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
    let kept = Kept {
        created: 0,
        changed: count(leaves.len()),
        unchanged: count(said.len().saturating_sub(leaves.len())),
    };
    if leaves.is_empty() {
        return Ok((kept, None));
    }
    drop(said);
    let returns = log.before(&store, own, (&leaves, older))?;
    let comes = returns.totals(0..returns.len()).map_err(problem)?;
    let changes = sums::changes(&comes, &leaves.totals(0..leaves.len()).map_err(problem)?);
    let (facts, mut columns) = (returns.len(), returns);
    columns.append(&leaves);
    let rows = (0..columns.len()).filter_map(|row| u32::try_from(row).ok()).collect();
    let written = Written {
        id,
        file: shelf::write(folder, id, &columns, (facts, rows))?,
        sources: own.batch.sources.clone(),
        changes,
    };
    Ok((kept, Some(written)))
}

/// Leaves only those that the batches which count now hold as they were said: nothing else may be taken away.
fn still_counts(store: &FactStore, (batches, own): (&[Catalogued], &Logged), said: &Facts, goes: &mut [bool]) -> Result<()> {
    let of_same = batches.iter().filter(|batch| !batch.sources.is_disjoint(&own.batch.sources));
    let pinned: Vec<Pinned> = of_same.map(|batch| batch.pinned.clone()).collect();
    let mut counts = vec![false; said.len()];
    let see = |row: usize, _: &Pinned, version: &FactRow<'_>| {
        if let Some(counts) = counts.get_mut(row) {
            *counts = said.get(row).as_ref() == Some(version);
        }
    };
    store.newest(&pinned, said, see).map_err(problem)?;
    goes.iter_mut().zip(counts).for_each(|(goes, counts)| *goes &= counts);
    Ok(())
}

fn only(facts: &Facts, wanted: &[bool]) -> Result<Facts> {
    let mut some = Facts::default();
    for (fact, _) in facts.iter().zip(wanted).filter(|(_, wanted)| **wanted) {
        some.push(&fact).map_err(problem)?;
    }
    Ok(some)
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
