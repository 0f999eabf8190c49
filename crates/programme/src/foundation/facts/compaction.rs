//! Putting batches together: what counts is written anew as few batches, and files that nobody needs are removed.
//!
//! The old batches stop counting in the transaction in which the new ones begin to. A file stays as long as its import can be taken back,
//! and as long as a run that pinned it may be replayed.

use super::acts::{ATTEMPTS_MAX, blocking};
use super::report::{ImportId, Report};
use super::shelf::{self, problem};
use super::store::{self, Catalogued};
use super::sums::{self, ByKind, Sum, Written};
use super::{IMPORT, Told};
use engine::{FactStore, Facts, Pinned};
use platform::access::Viewer;
use platform::chapter::Later;
use platform::database::Tx;
use platform::journal::note;
use platform::web::AppRef;
use platform::{Error, Result};
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use vocabulary::{BatchId, Day, IdSource, Interval};

/// Says which batches, by file name, a chapter still needs although they no longer count.
pub type Needs = for<'a> fn(&'a mut Tx) -> Later<'a, Result<BTreeSet<String>>>;

/// A batch that stopped counting stays for a day: somebody may be reading it.
const STAYS_SECONDS: i64 = 24 * 60 * 60;
/// So many facts go into one batch that was put together.
const BATCH_ROWS: u64 = 1 << 23;

/// What was put together and removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Compacted {
    /// Batches that counted before.
    pub before: usize,
    /// Batches that count now.
    pub after: usize,
    /// Files that nobody needed any more.
    pub removed: usize,
}

/// Puts all batches together, and removes what nobody needs.
///
/// # Errors
/// Forbidden without `facts.import`; a damaged batch, which changes nothing; a refusal when imports keep coming in between.
pub async fn compact(app: &AppRef, viewer: &Viewer) -> Result<Compacted> {
    viewer.may(IMPORT)?;
    let mut attempts = 1;
    loop {
        match put_together(app, viewer).await {
            Ok(mut compacted) => {
                compacted.removed = sweep(app, viewer).await?;
                return Ok(compacted);
            }
            Err(error) if !matches!(error, Error::Changed { .. }) || attempts == ATTEMPTS_MAX => return Err(error),
            Err(_) => attempts += 1,
        }
    }
}

async fn put_together(app: &AppRef, viewer: &Viewer) -> Result<Compacted> {
    let mut tx = app.db.read().await?;
    let version = store::catalogue_version(&mut tx).await?;
    let before = store::holdings(&mut tx).await?;
    let batches = store::list_batches(&mut tx).await?;
    drop(tx);
    let count = batches.len();
    if count < 2 {
        return Ok(Compacted {
            before: count,
            after: count,
            removed: 0,
        });
    }
    let (folder, ids) = (super::folder(&app.config), app.db.ids());
    let written = blocking("putting batches of facts together", move || write_all(&folder, &batches, &ids)).await?;
    let kept = keep(app, viewer, (version, &before, count), &written).await;
    if kept.is_err() {
        written
            .iter()
            .for_each(|batch| shelf::forget_batch(&super::folder(&app.config), &batch.file.name));
    }
    kept?;
    Ok(Compacted {
        before: count,
        after: written.len(),
        removed: 0,
    })
}

async fn keep(app: &AppRef, viewer: &Viewer, (version, before, count): (i64, &ByKind<Sum>, usize), written: &[Written]) -> Result<()> {
    let mut after = ByKind::new();
    written.iter().for_each(|batch| sums::add(&mut after, &batch.changes));
    if after != *before {
        return Err(Error::Failed(anyhow::anyhow!(
            "putting batches together would change what the fact store holds; nothing was changed"
        )));
    }
    let mut tx = app.db.write().await?;
    store::claim_catalogue(&mut tx, version).await?;
    store::retire_batches(&mut tx).await?;
    let id = ImportId::new(tx.ids());
    let batches = written.iter().map(|batch| batch.file.clone()).collect();
    let report = Report {
        put_together: Some(u64::try_from(count).unwrap_or(u64::MAX)),
        ..Report::without_files(id, tx.now(), viewer.user, batches)
    };
    store::insert(&mut tx, &report, &Told::default(), None).await?;
    for batch in written {
        store::insert_batch(&mut tx, id, batch).await?;
    }
    let checksums: Vec<&str> = written.iter().map(|batch| batch.file.sha256.as_str()).collect();
    let body = json!({ "put_together": count, "batches": checksums });
    note(&mut tx, viewer, "facts_put_together", ("import", id.to_string()), &body)?;
    tx.commit().await
}

fn write_all(folder: &Path, batches: &[Catalogued], ids: &Arc<dyn IdSource>) -> Result<Vec<Written>> {
    let store = FactStore::at(folder);
    let pinned: Vec<Pinned> = batches.iter().map(|batch| batch.pinned.clone()).collect();
    let mut written: Vec<Written> = Vec::new();
    let write = |span: Interval, written: &mut Vec<Written>| -> Result<()> {
        let facts = store.standing(&pinned, span).map_err(problem)?;
        if !facts.is_empty() {
            written.push(write_one(folder, &facts, BatchId::new(&**ids))?);
        }
        Ok(())
    };
    let spans = spans(&store.lines_by_day(&pinned).map_err(problem)?);
    match spans.into_iter().try_for_each(|span| write(span, &mut written)) {
        Ok(()) => Ok(written),
        Err(error) => {
            written.iter().for_each(|batch| shelf::forget_batch(folder, &batch.file.name));
            Err(error)
        }
    }
}

fn write_one(folder: &Path, facts: &Facts, id: BatchId) -> Result<Written> {
    let rows = (0..facts.len()).filter_map(|row| u32::try_from(row).ok()).collect();
    let totals = facts.totals(0..facts.len()).map_err(problem)?;
    Ok(Written {
        id,
        file: shelf::write(folder, id, facts, (facts.len(), rows))?,
        sources: facts.sources().map(str::to_owned).collect(),
        changes: sums::changes(&totals, &[]),
    })
}

/// The days cut into spans of which each fits a batch; a month is cut only where it does not.
fn spans(lines: &BTreeMap<Day, u64>) -> Vec<Interval> {
    let mut months: BTreeMap<Day, u64> = BTreeMap::new();
    for (day, lines) in lines {
        let month = months.entry(day.month_start()).or_default();
        *month = month.saturating_add(*lines);
    }
    let fits = |month: Day| months.get(&month).is_none_or(|lines| *lines <= BATCH_ROWS);
    let parts = lines.iter().map(|(day, lines)| match fits(day.month_start()) {
        true => (day.month_start(), day.month_start().plus_months(1), *lines),
        false => (*day, day.next(), *lines),
    });
    let mut spans: Vec<(Day, Day, u64)> = Vec::new();
    for (from, to, lines) in parts {
        match spans.last_mut() {
            // Days of a month that fits come one by one and stay together.
            Some((_, end, sum)) if to <= *end || sum.saturating_add(months.get(&from).copied().unwrap_or(lines)) <= BATCH_ROWS => {
                *end = to.max(*end);
                *sum = sum.saturating_add(lines);
            }
            Some(_) | None => spans.push((from, to, lines)),
        }
    }
    spans
        .into_iter()
        .filter_map(|(from, to, _)| Interval::closed(from, to).ok())
        .collect()
}

/// How many batches count.
pub(super) async fn batches(app: &AppRef) -> Result<usize> {
    let mut tx = app.db.read().await?;
    Ok(store::list_batches(&mut tx).await?.len())
}

/// Removes what nobody needs, and puts nothing together.
pub(super) async fn sweep_only(app: &AppRef, viewer: &Viewer) -> Result<Compacted> {
    let before = batches(app).await?;
    Ok(Compacted {
        before,
        after: before,
        removed: sweep(app, viewer).await?,
    })
}

/// Removes the files of batches that do not count any more and that nobody needs.
async fn sweep(app: &AppRef, viewer: &Viewer) -> Result<usize> {
    let folder = super::folder(&app.config);
    let mut tx = app.db.write().await?;
    let mut needed = BTreeSet::new();
    for needs in crate::NEEDS_BATCHES {
        needed.append(&mut needs(&mut tx).await?);
    }
    let before = tx.now().plus_seconds(-STAYS_SECONDS);
    let brought_before = tx.now().plus_seconds(app.config.take_back_seconds.saturating_neg());
    let retired = store::list_retired(&mut tx, before, brought_before).await?;
    let gone: Vec<String> = retired.into_iter().filter(|name| !needed.contains(name)).collect();
    if gone.is_empty() {
        return Ok(0);
    }
    store::delete_retired(&mut tx, &gone).await?;
    note(
        &mut tx,
        viewer,
        "facts_swept",
        ("fact_store", "1".to_owned()),
        &json!({ "batches": gone }),
    )?;
    tx.commit().await?;
    let count = gone.len();
    blocking("removing batches of facts", move || {
        gone.iter().for_each(|name| shelf::forget_batch(&folder, name));
        Ok(())
    })
    .await?;
    Ok(count)
}
