//! Runs as they are kept, with the batches that each pins.

use platform::database::{Query, Row, Tx};
use platform::{Error, Result};
use std::collections::BTreeSet;
use vocabulary::{Instant, PlanVersionId, RunId};

/// A run as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The id.
    pub id: RunId,
    /// The plan version it computed.
    pub plan: PlanVersionId,
    /// The period it computed.
    pub period: String,
    /// The how-manieth run of the period.
    pub number: i64,
    /// When it ran.
    pub at: Instant,
    /// Who ran it.
    pub by: String,
    /// How many facts it read.
    pub facts: i64,
    /// How many people it paid.
    pub people: i64,
    /// What it read besides the facts, as JSON.
    pub inputs: String,
    /// SHA-256 of the inputs.
    pub inputs_digest: String,
    /// SHA-256 of the results.
    pub results_digest: String,
    /// Control totals and what was not credited, as JSON.
    pub control: String,
}

const RUN: &str = "select id, plan, period, number, at, by_user, facts, people, inputs, inputs_digest, results_digest, control \
     from incentives_run where";

fn run(row: &Row) -> Result<Run> {
    Ok(Run {
        id: row.get(0)?,
        plan: row.get(1)?,
        period: row.get(2)?,
        number: row.get(3)?,
        at: row.get(4)?,
        by: row.get(5)?,
        facts: row.get(6)?,
        people: row.get(7)?,
        inputs: row.get(8)?,
        inputs_digest: row.get(9)?,
        results_digest: row.get(10)?,
        control: row.get(11)?,
    })
}

/// A run.
pub async fn find_run(tx: &mut Tx, id: RunId) -> Result<Run> {
    let row = tx.one(&Query::new(RUN).with("id = {}", &[&id])).await?;
    row.as_ref().map(run).transpose()?.ok_or(Error::NotFound { what: "run" })
}

/// Number and period of some runs.
pub async fn list_run_names(tx: &mut Tx, ids: &[RunId]) -> Result<Vec<(RunId, i64, String)>> {
    let query = Query::new(
        "select r.id, r.number, p.label from incentives_run r \
         join incentives_period p on p.plan = r.plan and p.name = r.period where",
    )
    .among("r.id", ids);
    let rows = tx.all(&query).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// The number of the next run of a period.
pub async fn next_run_number(tx: &mut Tx, plan: PlanVersionId, period: &str) -> Result<i64> {
    let query = Query::new("select count(*) from incentives_run where").with("plan = {} and period = {}", &[&plan, &period]);
    Ok(i64::try_from(tx.count(&query).await?).unwrap_or(i64::MAX) + 1)
}

/// A new run with the batches it pins.
pub async fn insert_run(tx: &mut Tx, run: &Run, batches: &[engine::Pinned]) -> Result<()> {
    let columns = "insert into incentives_run \
         (id, plan, period, number, at, by_user, facts, people, inputs, inputs_digest, results_digest, control)";
    let Run {
        id,
        plan,
        period,
        number,
        at,
        by,
        facts,
        people,
        inputs,
        inputs_digest,
        results_digest,
        control,
    } = run;
    tx.execute(&Query::new(columns).with(
        "values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        &[
            id,
            plan,
            period,
            number,
            at,
            by,
            facts,
            people,
            inputs,
            inputs_digest,
            results_digest,
            control,
        ],
    ))
    .await?;
    for (place, batch) in batches.iter().enumerate() {
        let place = i64::try_from(place).unwrap_or(i64::MAX);
        let columns = "insert into incentives_run_batch (run, place, batch, name, sha256, recorded)";
        let query = Query::new(columns).with(
            "values ({}, {}, {}, {}, {}, {})",
            &[id, &place, &batch.id, &batch.name, &batch.sha256, &batch.recorded],
        );
        tx.execute(&query).await?;
    }
    Ok(())
}

/// The files of all batches that some run pins.
pub async fn batches_pinned(tx: &mut Tx) -> Result<BTreeSet<String>> {
    let rows = tx.all(&Query::new("select distinct name from incentives_run_batch")).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The batches that a run pins, in its order.
pub async fn list_run_batches(tx: &mut Tx, run: RunId) -> Result<Vec<engine::Pinned>> {
    let query = Query::new("select batch, name, sha256, recorded from incentives_run_batch where").with("run = {} order by place", &[&run]);
    let rows = tx.all(&query).await?;
    rows.iter()
        .map(|row| {
            Ok(engine::Pinned {
                id: row.get(0)?,
                name: row.get(1)?,
                sha256: row.get(2)?,
                recorded: row.get(3)?,
            })
        })
        .collect()
}
