//! Jobs in SQL. Every change of a running job names its holder, so that whoever has lost a job can change nothing of it.

use super::rules::{Job, JobId, LEASE_SECONDS, State};
use crate::database::{Query, Row, Tx};
use crate::{Error, Result};
use vocabulary::{Instant, UserId};

const JOB: &str = "select id, kind, payload, asked_by, subject, href, once, state, attempts, holder, lease_until, ready, cancel_asked, \
     done, total, step, result, reason, asked, begun, ended, version from jobs_job where";

fn job(row: &Row) -> Result<Job> {
    let result: String = row.get(16)?;
    Ok(Job {
        id: row.get(0)?,
        kind: row.get(1)?,
        payload: row.get(2)?,
        asked_by: row.get(3)?,
        subject: row.get(4)?,
        href: row.get(5)?,
        once: row.get(6)?,
        state: row.get(7)?,
        attempts: row.get(8)?,
        holder: row.get(9)?,
        lease_until: row.get(10)?,
        ready: row.get(11)?,
        cancel_asked: row.get(12)?,
        done: row.get(13)?,
        total: row.get(14)?,
        step: row.get(15)?,
        result: serde_json::from_str(&result).ok(),
        reason: row.get(17)?,
        asked: row.get(18)?,
        begun: row.get(19)?,
        ended: row.get(20)?,
        version: row.get(21)?,
    })
}

/// Whose jobs somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Everybody's.
    All,
    /// Those that this user asked for.
    Of(UserId),
}

impl Sight {
    fn of(self, query: Query) -> Query {
        match self {
            Self::All => query,
            Self::Of(user) => query.with("and asked_by = {}", &[&user]),
        }
    }
}

/// A new job that waits; says whether it is new, which it is not when there is one with its key.
pub async fn insert(tx: &mut Tx, job: &Job) -> Result<bool> {
    let query = Query::new(
        "insert into jobs_job (id, kind, payload, asked_by, subject, href, once, state, attempts, ready, done, total, step, result, \
         reason, asked, version)",
    )
    .with(
        "values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}) on conflict (once) do nothing",
        &[
            &job.id,
            &job.kind,
            &job.payload,
            &job.asked_by,
            &job.subject,
            &job.href,
            &job.once,
            &job.state,
            &job.attempts,
            &job.ready,
            &job.done,
            &job.total,
            &job.step,
            &"",
            &job.reason,
            &job.asked,
            &job.version,
        ],
    );
    Ok(tx.execute(&query).await? == 1)
}

/// A job by id, of those that somebody sees.
pub async fn find(tx: &mut Tx, sight: Sight, id: JobId) -> Result<Job> {
    let row = tx.one(&sight.of(Query::new(JOB).with("id = {}", &[&id]))).await?;
    row.as_ref().map(job).transpose()?.ok_or(Error::NotFound { what: "job" })
}

/// The job of a key.
pub async fn look_up_once(tx: &mut Tx, once: &str) -> Result<Option<Job>> {
    let row = tx.one(&Query::new(JOB).with("once = {}", &[&once])).await?;
    row.as_ref().map(job).transpose()
}

fn narrowed(query: Query, sight: Sight, states: &[State]) -> Query {
    let query = sight.of(query);
    if states.is_empty() {
        query
    } else {
        query.among("and state", states)
    }
}

/// How many jobs somebody sees, in some states or in all.
pub async fn count(tx: &mut Tx, sight: Sight, states: &[State]) -> Result<u64> {
    tx.count(&narrowed(Query::new("select count(*) from jobs_job where 1 = 1"), sight, states))
        .await
}

/// The jobs that somebody sees, the latest first: so many after so many.
pub async fn list(tx: &mut Tx, sight: Sight, states: &[State], [limit, skip]: [i64; 2]) -> Result<Vec<Job>> {
    let query = narrowed(Query::new(JOB).and("1 = 1"), sight, states);
    let rows = tx.all(&query.with("order by id desc limit {} offset {}", &[&limit, &skip])).await?;
    rows.iter().map(job).collect()
}

/// The jobs that somebody sees and that were asked for before another one, the latest first.
pub async fn list_before(tx: &mut Tx, sight: Sight, before: Option<JobId>, limit: i64) -> Result<Vec<Job>> {
    let query = sight.of(Query::new(JOB).and("1 = 1"));
    let query = match before {
        Some(before) => query.with("and id < {}", &[&before]),
        None => query,
    };
    let rows = tx.all(&query.with("order by id desc limit {}", &[&limit])).await?;
    rows.iter().map(job).collect()
}

/// The job of some kinds that should be taken next: one that waits and is ready, else one whose holder is dead.
pub async fn look_up_next(tx: &mut Tx, kinds: &[&str]) -> Result<Option<Job>> {
    let now = tx.now();
    let waiting = Query::new(JOB)
        .with("state = {} and ready <= {}", &[&State::Waiting, &now])
        .among("and kind", kinds)
        .and("order by ready, id limit 1");
    let dead = Query::new(JOB)
        .with("state = {} and lease_until < {}", &[&State::Running, &now])
        .among("and kind", kinds)
        .and("order by lease_until, id limit 1");
    let row = match tx.one(&waiting).await? {
        Some(row) => Some(row),
        None => tx.one(&dead).await?,
    };
    row.as_ref().map(job).transpose()
}

/// Takes a job as it was found; says whether nobody was faster.
pub async fn update_taken(tx: &mut Tx, found: &Job, holder: &str) -> Result<bool> {
    let (now, until) = (tx.now(), tx.now().plus_seconds(LEASE_SECONDS));
    let query = Query::new("update jobs_job set").with(
        "state = {}, holder = {}, lease_until = {}, begun = {}, attempts = attempts + 1, done = 0, total = 0, step = '', \
         version = version + 1 where id = {} and version = {} and state = {}",
        &[&State::Running, &holder, &until, &now, &found.id, &found.version, &found.state],
    );
    Ok(tx.execute(&query).await? == 1)
}

/// How far a job is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// How much is done.
    pub done: i64,
    /// Of how much; nought while nobody knows.
    pub total: i64,
    /// The key of what it is at.
    pub step: String,
}

/// Renews the lease and writes down how far the job is; says whether the holder still has it.
pub async fn update_held(tx: &mut Tx, id: JobId, holder: &str, progress: &Progress) -> Result<bool> {
    let until = tx.now().plus_seconds(LEASE_SECONDS);
    let query = Query::new("update jobs_job set").with(
        "lease_until = {}, done = {}, total = {}, step = {}, version = version + 1 where id = {} and holder = {} and state = {}",
        &[
            &until,
            &progress.done,
            &progress.total,
            &progress.step,
            &id,
            &holder,
            &State::Running,
        ],
    );
    Ok(tx.execute(&query).await? == 1)
}

/// Renews the lease alone; says whether the holder still has the job.
pub async fn update_lease(tx: &mut Tx, id: JobId, holder: &str, until: Instant) -> Result<bool> {
    let query = Query::new("update jobs_job set").with(
        "lease_until = {}, version = version + 1 where id = {} and holder = {} and state = {}",
        &[&until, &id, &holder, &State::Running],
    );
    Ok(tx.execute(&query).await? == 1)
}

/// Whether a holder still has its job, and whether somebody asked to cancel it.
pub async fn look_up_wish(tx: &mut Tx, id: JobId, holder: &str) -> Result<Option<bool>> {
    let query = Query::new("select cancel_asked from jobs_job where")
        .with("id = {} and holder = {} and state = {}", &[&id, &holder, &State::Running]);
    let row = tx.one(&query).await?;
    row.map(|row| row.get::<Option<Instant>>(0).map(|asked| asked.is_some()))
        .transpose()
}

/// How a job is left: ended, or waiting again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Where it stands now.
    pub state: State,
    /// What came of it, as JSON; empty when nothing did.
    pub result: String,
    /// Why it failed.
    pub reason: String,
    /// From when it may be taken again, if it waits.
    pub ready: Instant,
    /// How many attempts count.
    pub attempts: i64,
}

/// Leaves a job as it was found, or as its holder has it; says whether nobody else has it now.
pub async fn update_left(tx: &mut Tx, before: &Job, holder: Option<&str>, left: &Left) -> Result<bool> {
    let ended = left.state.has_ended().then(|| tx.now());
    let query = Query::new("update jobs_job set").with(
        "state = {}, result = {}, reason = {}, ready = {}, attempts = {}, ended = {}, holder = null, lease_until = null, \
         cancel_asked = null, version = version + 1 where id = {}",
        &[
            &left.state,
            &left.result,
            &left.reason,
            &left.ready,
            &left.attempts,
            &ended,
            &before.id,
        ],
    );
    let query = match holder {
        Some(holder) => query.with("and holder = {} and state = {}", &[&holder, &State::Running]),
        None => query.with("and version = {}", &[&before.version]),
    };
    Ok(tx.execute(&query).await? == 1)
}

/// Writes down that somebody wants a job cancelled. One that nobody has begun is cancelled at once; says whether anything was left.
pub async fn update_cancelled(tx: &mut Tx, id: JobId) -> Result<bool> {
    let now = tx.now();
    let wish = Query::new("update jobs_job set").with(
        "cancel_asked = {}, version = version + 1 where id = {} and ended is null",
        &[&now, &id],
    );
    let wished = tx.execute(&wish).await? == 1;
    let end = Query::new("update jobs_job set").with(
        "state = {}, ended = {}, cancel_asked = null where id = {} and state = {}",
        &[&State::Cancelled, &now, &id, &State::Waiting],
    );
    tx.execute(&end).await?;
    Ok(wished)
}

/// Deletes what ended before an instant; says how many jobs that were.
pub async fn delete_ended(tx: &mut Tx, before: Instant) -> Result<u64> {
    let query = Query::new("delete from jobs_job where").with("ended < {}", &[&before]);
    tx.execute(&query).await
}
