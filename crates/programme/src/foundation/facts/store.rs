//! Imports, refusals and the catalogue of batches in SQL.

use super::log::{Log, Logged};
use super::report::{ImportId, Report, State};
use super::rules::reject::Reject;
use super::sums::{ByKind, Sum, Written};
use super::told::Told;
use engine::{FactKind, Pinned};
use platform::database::{Query, Row, Tx};
use platform::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use vocabulary::{Currency, Instant, Interval, Ratio, UserId};

/// A batch as the catalogue knows it, with the systems its facts come from.
#[derive(Debug, Clone)]
pub(super) struct Catalogued {
    /// What the engine needs.
    pub(super) pinned: Pinned,
    /// The sources of its facts.
    pub(super) sources: BTreeSet<String>,
}

/// An import as it is kept: the report, and for a tried one what is needed to repeat it.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// The report, without the refusals.
    pub(super) report: Report,
    /// What the sender said about the files.
    pub(super) told: Told,
    /// When a tried import is forgotten.
    pub(super) expires: Option<Instant>,
}

fn written(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Failed(anyhow::Error::new(e).context("writing an import's report")))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading an import's report")))
}

/// PostgreSQL keeps no NUL in a text.
fn without_nul(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// A new import with its refusals.
pub(super) async fn insert(tx: &mut Tx, report: &Report, told: &Told, expires: Option<Instant>) -> Result<()> {
    let bare = Report {
        rejects: Vec::new(),
        ..report.clone()
    };
    let by = report.by;
    let put_together = report.put_together.map(|batches| i64::try_from(batches).unwrap_or(i64::MAX));
    tx.execute(
        &Query::new("insert into facts_import (id, state, at, by_user, told, summary, expires, takes_back, put_together)").with(
            "values ({}, {}, {}, {}, {}, {}, {}, {}, {})",
            &[
                &report.id,
                &report.state.name(),
                &report.at,
                &by,
                &written(told)?,
                &written(&bare)?,
                &expires,
                &report.takes_back,
                &put_together,
            ],
        ),
    )
    .await?;
    insert_rejects(tx, report).await
}

/// As many refusals as go into one statement: both databases take more than 30,000 values.
const REJECTS_PER_STATEMENT: usize = 500;

async fn insert_rejects(tx: &mut Tx, report: &Report) -> Result<()> {
    let mut number = 0_i64;
    for some in report.rejects.chunks(REJECTS_PER_STATEMENT) {
        let head = "insert into facts_reject (import_id, number, place, file, line, column_name, value, reason, fix, cells) values";
        let mut query = Query::new(head);
        for (at, reject) in some.iter().enumerate() {
            number += 1;
            let place = place_of(report, &reject.file);
            let line = i64::try_from(reject.line).unwrap_or(i64::MAX);
            let column = reject.column.as_deref().map(without_nul);
            let text = if at == 0 {
                "({}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
            } else {
                ", ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
            };
            query = query.with(
                text,
                &[
                    &report.id,
                    &number,
                    &place,
                    &without_nul(&reject.file),
                    &line,
                    &column,
                    &without_nul(&reject.value),
                    &without_nul(&reject.reason),
                    &without_nul(&reject.fix),
                    &written(&reject.row)?,
                ],
            );
        }
        tx.execute(&query).await?;
    }
    Ok(())
}

fn place_of(report: &Report, file: &str) -> i64 {
    let place = report.files.iter().find(|known| known.name == file).map(|known| known.place);
    place.and_then(|place| i64::try_from(place).ok()).unwrap_or(-1)
}

/// Takes a tried import away; says whether it was there. The same import may then be kept under its id.
pub(super) async fn delete_tried(tx: &mut Tx, id: ImportId) -> Result<bool> {
    // The state decides first: two people pressing the button at once meet here, and one of them finds it done.
    let mine = tx
        .execute(&Query::new("update facts_import set").with("state = state where id = {} and state = {}", &[&id, &State::Tried.name()]))
        .await?;
    if mine == 0 {
        return Ok(false);
    }
    tx.execute(&Query::new("delete from facts_reject where").with("import_id = {}", &[&id]))
        .await?;
    tx.execute(&Query::new("delete from facts_import where").with("id = {}", &[&id]))
        .await?;
    Ok(true)
}

/// The tried imports that are over.
pub(super) async fn list_expired(tx: &mut Tx) -> Result<Vec<ImportId>> {
    let now = tx.now();
    let query = Query::new("select id from facts_import where")
        .with("state = {} and expires <= {} order by at limit 100", &[&State::Tried.name(), &now]);
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

fn kept(row: &Row) -> Result<Kept> {
    Ok(Kept {
        report: read(&row.get::<String>(0)?)?,
        told: read(&row.get::<String>(1)?)?,
        expires: row.get(2)?,
    })
}

/// An import by id.
pub(super) async fn find(tx: &mut Tx, id: ImportId) -> Result<Kept> {
    let row = tx
        .one(&Query::new("select summary, told, expires from facts_import where").with("id = {}", &[&id]))
        .await?;
    row.as_ref().map(kept).transpose()?.ok_or(Error::NotFound { what: "import" })
}

/// The import that took this one back, if one did.
pub(super) async fn taken_back_by(tx: &mut Tx, id: ImportId) -> Result<Option<ImportId>> {
    let query = Query::new("select id from facts_import where").with("takes_back = {}", &[&id]);
    tx.one(&query).await?.map(|row| row.get(0)).transpose()
}

/// Those of some imports that others have taken back.
pub(super) async fn list_taken_back(tx: &mut Tx, imports: &[ImportId]) -> Result<BTreeSet<ImportId>> {
    let query = Query::new("select takes_back from facts_import").among("where takes_back", imports);
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// How many imports were kept.
pub(super) async fn count(tx: &mut Tx) -> Result<u64> {
    tx.count(&Query::new("select count(*) from facts_import where").with("state = {}", &[&State::Done.name()]))
        .await
}

/// Kept imports, newest first.
pub(super) async fn list(tx: &mut Tx, offset: i64, limit: i64) -> Result<Vec<Report>> {
    let query = Query::new("select summary, told, expires from facts_import where").with(
        "state = {} order by at desc, id desc limit {} offset {}",
        &[&State::Done.name(), &limit, &offset],
    );
    tx.all(&query).await?.iter().map(|row| kept(row).map(|kept| kept.report)).collect()
}

/// Kept imports older than one of them, newest first.
pub(super) async fn list_before(tx: &mut Tx, (at, id): (Instant, ImportId), limit: i64) -> Result<Vec<Report>> {
    let query = Query::new("select summary, told, expires from facts_import where").with(
        "state = {} and (at < {} or (at = {} and id < {})) order by at desc, id desc limit {}",
        &[&State::Done.name(), &at, &at, &id, &limit],
    );
    tx.all(&query).await?.iter().map(|row| kept(row).map(|kept| kept.report)).collect()
}

/// The tried imports of a user that are not over, newest first.
pub(super) async fn list_tried(tx: &mut Tx, user: UserId) -> Result<Vec<Report>> {
    let now = tx.now();
    let query = Query::new("select summary, told, expires from facts_import where").with(
        "state = {} and by_user = {} and expires > {} order by at desc, id desc limit 20",
        &[&State::Tried.name(), &user, &now],
    );
    tx.all(&query).await?.iter().map(|row| kept(row).map(|kept| kept.report)).collect()
}

/// Refusals of an import in the order of its files and lines: all, or those of the file at a place.
pub(super) async fn list_rejects(tx: &mut Tx, id: ImportId, place: Option<i64>, (offset, limit): (i64, i64)) -> Result<Vec<Reject>> {
    let mut query =
        Query::new("select file, line, column_name, value, reason, fix, cells from facts_reject where").with("import_id = {}", &[&id]);
    if let Some(place) = place {
        query = query.with("and place = {}", &[&place]);
    }
    let query = query.with("order by number limit {} offset {}", &[&limit, &offset]);
    tx.all(&query)
        .await?
        .iter()
        .map(|row| {
            Ok(Reject {
                file: row.get(0)?,
                line: row.get(1)?,
                column: row.get(2)?,
                value: row.get(3)?,
                reason: row.get(4)?,
                fix: row.get(5)?,
                row: read(&row.get::<String>(6)?)?,
            })
        })
        .collect()
}

/// The batches in the order in which they supersede one another.
pub(super) async fn list_batches(tx: &mut Tx) -> Result<Vec<Catalogued>> {
    let rows = tx
        .all(&Query::new(
            "select id, name, sha256, recorded, sources from facts_batch where retired is null order by recorded, id",
        ))
        .await?;
    rows.iter().map(catalogued).collect()
}

fn catalogued(row: &Row) -> Result<Catalogued> {
    let pinned = Pinned {
        id: row.get(0)?,
        name: row.get(1)?,
        sha256: row.get(2)?,
        recorded: row.get(3)?,
    };
    Ok(Catalogued {
        pinned,
        sources: read(&row.get::<String>(4)?)?,
    })
}

/// What imports said, as long as it is kept, whether it counts by itself or was put together with others since.
pub(super) async fn log(tx: &mut Tx) -> Result<Log> {
    let rows = tx
        .all(&Query::new(
            "select b.id, b.name, b.sha256, b.recorded, b.sources, b.import_id, t.id, \
             (select min(r.recorded) from facts_batch r where r.import_id = t.id) \
             from facts_batch b join facts_import i on i.id = b.import_id left join facts_import t on t.takes_back = i.id \
             where i.takes_back is null and i.put_together is null order by b.recorded, b.id",
        ))
        .await?;
    let logged = |row: &Row| {
        let by: Option<ImportId> = row.get(6)?;
        let since: Option<Instant> = row.get(7)?;
        Ok(Logged {
            batch: catalogued(row)?,
            import: row.get(5)?,
            // What took it back may be gone, because it is so long ago.
            taken_back: by.map(|_| since.unwrap_or(Instant::from_micros(0))),
        })
    };
    Ok(Log(rows.iter().map(logged).collect::<Result<_>>()?))
}

/// The days that the facts of each batch span, of the batches that hold some of the kinds.
pub(super) async fn list_days(tx: &mut Tx, kinds: &[FactKind]) -> Result<Vec<Interval>> {
    let kinds: Vec<String> = kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
    let query = Query::new("select distinct b.from_day, b.to_day from facts_batch b join facts_batch_total t on t.batch = b.id")
        .and("where b.from_day is not null and b.retired is null")
        .among("and t.kind", &kinds)
        .and("order by b.from_day, b.to_day");
    let rows = tx.all(&query).await?;
    let days = |row: &Row| {
        Interval::new(row.get(0)?, row.get(1)?).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading the days of a batch")))
    };
    rows.iter().map(days).collect()
}

/// What the store holds: the newest versions by kind and currency. Each batch says by how much it changed them.
pub(super) async fn holdings(tx: &mut Tx) -> Result<ByKind<Sum>> {
    let rows = tx
        .all(&Query::new(
            "select t.kind, t.currency, t.count_change, t.amount_change from facts_batch_total t join facts_batch b on b.id = t.batch where b.retired is null",
        ))
        .await?;
    let mut sums: ByKind<Sum> = ByKind::new();
    for row in &rows {
        let (kind, currency): (String, String) = (row.get(0)?, row.get(1)?);
        let kind = FactKind::parse(&kind).ok_or_else(|| Error::Failed(anyhow::anyhow!("a batch total has the unknown kind {kind}")))?;
        let currency = Currency::parse(&currency).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading a batch total")))?;
        sums.entry((kind, currency)).or_default().plus(row.get(2)?, &row.get::<Ratio>(3)?);
    }
    sums.retain(|_, sum| sum.count != 0 || !sum.amount.is_zero());
    Ok(sums)
}

/// Ends the counting of every batch; whoever writes what they said anew calls it.
pub(super) async fn retire_batches(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    let query = Query::new("update facts_batch set").with("retired = {} where retired is null", &[&now]);
    tx.execute(&query).await.map(|_| ())
}

/// The files of batches that stopped counting before an instant and that no import is taken back by any more: it was brought, and taken
/// back if it was, before another one.
pub(super) async fn list_retired(tx: &mut Tx, before: Instant, brought_before: Instant) -> Result<Vec<String>> {
    let query = Query::new("select b.name from facts_batch b join facts_import i on i.id = b.import_id where")
        .with("b.retired <= {} and (i.put_together is not null or (", &[&before])
        .with("i.at <= {}", &[&brought_before])
        .and("and not exists (select 1 from facts_import t where t.takes_back = i.id")
        .with("and t.at > {}))) order by b.recorded, b.id", &[&brought_before]);
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// Takes batches that do not count out of the catalogue.
pub(super) async fn delete_retired(tx: &mut Tx, names: &[String]) -> Result<()> {
    for name in names {
        let of = Query::new("delete from facts_batch_total where").with(
            "batch in (select id from facts_batch where name = {} and retired is not null)",
            &[name],
        );
        tx.execute(&of).await?;
        tx.execute(&Query::new("delete from facts_batch where").with("name = {} and retired is not null", &[name]))
            .await?;
    }
    Ok(())
}

/// The version of the catalogue: it changes with every batch.
pub(super) async fn catalogue_version(tx: &mut Tx) -> Result<i64> {
    let row = tx.one(&Query::new("select version from facts_catalogue where id = 1")).await?;
    row.ok_or_else(|| Error::Failed(anyhow::anyhow!("the catalogue of facts has no version; the schema is incomplete")))?
        .get(0)
}

/// Claims the next version of the catalogue. Whoever compared with an older one is told so.
pub(super) async fn claim_catalogue(tx: &mut Tx, seen: i64) -> Result<()> {
    let next = seen + 1;
    let query = Query::new("update facts_catalogue set").with("version = {} where id = 1 and version = {}", &[&next, &seen]);
    tx.execute_versioned("fact store", &query).await
}

/// Makes a batch visible: from this commit on its facts count.
pub(super) async fn insert_batch(tx: &mut Tx, import: ImportId, batch: &Written) -> Result<()> {
    let file = &batch.file;
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let (from, to) = (file.days.map(|days| days.start()), file.days.and_then(|days| days.end()));
    let latest: Option<Instant> = match tx.one(&Query::new("select max(recorded) from facts_batch")).await? {
        Some(row) => row.get(0)?,
        None => None,
    };
    // A clock that was set back must not let an older version of a fact win.
    let after = |latest: Instant| Instant::from_micros(latest.micros().saturating_add(1));
    let recorded = latest.map_or(tx.now(), |latest| tx.now().max(after(latest)));
    tx.execute(
        &Query::new("insert into facts_batch (id, name, sha256, fact_count, bytes, from_day, to_day, sources, import_id, recorded)").with(
            "values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
            &[
                &batch.id,
                &file.name,
                &file.sha256,
                &count(file.rows),
                &count(file.bytes),
                &from,
                &to,
                &written(&batch.sources)?,
                &import,
                &recorded,
            ],
        ),
    )
    .await?;
    let held = file.totals.iter().map(|total| (total.kind, total.currency));
    let keys: BTreeSet<(FactKind, Currency)> = held.chain(batch.changes.keys().copied()).collect();
    for (kind, currency) in keys {
        let written = file.totals.iter().find(|total| (total.kind, total.currency) == (kind, currency));
        let (rows, amount) = written.map_or((0, Ratio::zero()), |total| (count(total.rows), total.amount.to_ratio()));
        let change = batch.changes.get(&(kind, currency)).cloned().unwrap_or_default();
        tx.execute(
            &Query::new("insert into facts_batch_total (batch, kind, currency, fact_count, amount, count_change, amount_change)").with(
                "values ({}, {}, {}, {}, {}, {}, {})",
                &[
                    &batch.id,
                    &kind.as_str(),
                    &currency.code(),
                    &rows,
                    &amount,
                    &change.count,
                    &change.amount,
                ],
            ),
        )
        .await?;
    }
    Ok(())
}
