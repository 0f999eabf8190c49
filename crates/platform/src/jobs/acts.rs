//! What can be done with jobs: ask for one, cancel it, try it again; and who may look.

use super::rules::{self, Job, JobId, State};
use super::store::{self, Left, Sight};
use super::{CHANGE, Kind, SEE};
use crate::access::Viewer;
use crate::database::Tx;
use crate::journal::note;
use crate::{Error, Result};
use serde::Serialize;
use serde_json::json;
use vocabulary::Instant;

/// What a job is asked to do.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    payload: String,
    subject: String,
    href: String,
    once: Option<String>,
    not_before: Option<Instant>,
}

impl Request {
    /// A job with what its kind needs to know. Secrets do not belong there: it is kept as long as the job.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn new(payload: &impl Serialize) -> Result<Self> {
        let payload = serde_json::to_string(payload);
        Ok(Self {
            payload: payload.map_err(|e| Error::Failed(anyhow::Error::new(e).context("writing what a job is asked")))?,
            subject: String::new(),
            href: String::new(),
            once: None,
            not_before: None,
        })
    }

    /// What it is about, in a few words, and the page of our own that it belongs to.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>, href: impl Into<String>) -> Self {
        (self.subject, self.href) = (subject.into(), href.into());
        self
    }

    /// It begins at an instant at the earliest.
    #[must_use]
    pub fn not_before(mut self, at: Instant) -> Self {
        self.not_before = Some(at);
        self
    }

    /// Of the jobs of its kind with the same key there is one, however often it is asked for.
    #[must_use]
    pub fn once(mut self, key: impl Into<String>) -> Self {
        self.once = Some(key.into());
        self
    }
}

/// Asks for a job, in the transaction of the act that needs it: without the act there is no job. It begins once that is kept.
/// The act asks whether the viewer may; everybody may ask for a job.
///
/// # Errors
/// When the database does not answer.
pub async fn enqueue(tx: &mut Tx, viewer: &Viewer, kind: &Kind, request: Request) -> Result<JobId> {
    let once = request.once.map(|key| only(kind, &key));
    let new = Job {
        id: JobId::new(tx.ids()),
        kind: kind.word.to_owned(),
        payload: request.payload,
        asked_by: viewer.user,
        subject: request.subject,
        href: request.href,
        once,
        state: State::Waiting,
        attempts: 0,
        holder: None,
        lease_until: None,
        ready: request.not_before.unwrap_or(tx.now()).max(tx.now()),
        cancel_asked: None,
        done: 0,
        total: 0,
        step: String::new(),
        result: None,
        reason: String::new(),
        asked: tx.now(),
        begun: None,
        ended: None,
        version: 1,
    };
    if store::insert(tx, &new).await? {
        note(tx, viewer, "job_asked", ("job", new.id.to_string()), &json!({ "kind": new.kind }))?;
        tx.ring();
        return Ok(new.id);
    }
    let known = store::look_up_once(tx, new.once.as_deref().unwrap_or_default()).await?;
    Ok(known.ok_or(Error::Changed { what: "job" })?.id)
}

/// The key under which there is one job: keys of other kinds are other keys.
fn only(kind: &Kind, key: &str) -> String {
    format!("{} {key}", kind.word)
}

/// Whose jobs a viewer sees. The operator asks for jobs as the house does, and sees all.
fn sight(viewer: &Viewer) -> Result<Sight> {
    match viewer.user {
        Some(user) if !viewer.holds(SEE) => Ok(Sight::Of(user)),
        Some(_) | None => viewer.may(SEE).map(|_| Sight::All),
    }
}

/// Whether a viewer sees the jobs of others.
#[must_use]
pub fn sees_all(viewer: &Viewer) -> bool {
    viewer.holds(SEE)
}

/// Whether a viewer may cancel a job, or try it again.
#[must_use]
pub fn may_change(viewer: &Viewer, job: &Job) -> bool {
    is_own(viewer, job) || viewer.holds(CHANGE)
}

fn is_own(viewer: &Viewer, job: &Job) -> bool {
    job.asked_by.is_some() && viewer.user == job.asked_by
}

/// A job, for whoever asked for it and whoever sees all.
///
/// # Errors
/// Not found.
pub async fn find(tx: &mut Tx, viewer: &Viewer, id: JobId) -> Result<Job> {
    store::find(tx, sight(viewer)?, id).await
}

/// The job of a kind that was asked for once under a key, if the viewer sees it.
///
/// # Errors
/// When the database does not answer.
pub async fn look_up(tx: &mut Tx, viewer: &Viewer, kind: &Kind, key: &str) -> Result<Option<Job>> {
    let found = store::look_up_once(tx, &only(kind, key)).await?;
    let sight = sight(viewer)?;
    Ok(found.filter(|job| sight == Sight::All || is_own(viewer, job)))
}

/// How many jobs a viewer sees, in some states or in all.
///
/// # Errors
/// When the database does not answer.
pub async fn count(tx: &mut Tx, viewer: &Viewer, states: &[State]) -> Result<u64> {
    store::count(tx, sight(viewer)?, states).await
}

/// The jobs that a viewer sees, the latest first: so many after so many.
///
/// # Errors
/// When the database does not answer.
pub async fn list(tx: &mut Tx, viewer: &Viewer, states: &[State], limit_and_offset: [i64; 2]) -> Result<Vec<Job>> {
    store::list(tx, sight(viewer)?, states, limit_and_offset).await
}

/// The jobs that a viewer sees and that were asked for before another one, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list_before(tx: &mut Tx, viewer: &Viewer, before: Option<JobId>, limit: i64) -> Result<Vec<Job>> {
    store::list_before(tx, sight(viewer)?, before, limit).await
}

async fn find_to_change(tx: &mut Tx, viewer: &Viewer, id: JobId) -> Result<Job> {
    let job = find(tx, viewer, id).await?;
    if !is_own(viewer, &job) {
        viewer.may(CHANGE)?;
    }
    Ok(job)
}

/// Cancels a job: at once when nobody has begun it, else as soon as its work looks.
///
/// # Errors
/// Not found; forbidden; a refusal when it has ended.
pub async fn cancel(tx: &mut Tx, viewer: &Viewer, id: JobId) -> Result<()> {
    let job = find_to_change(tx, viewer, id).await?;
    rules::may_cancel(job.state)?;
    if !store::update_cancelled(tx, id).await? {
        rules::may_cancel(State::Done)?;
    }
    tx.ring();
    note(tx, viewer, "job_cancelled", ("job", id.to_string()), &json!({ "kind": job.kind }))
}

/// Tries a job again that has failed or was cancelled, from its beginning.
///
/// # Errors
/// Not found; forbidden; a refusal when it has neither failed nor been cancelled; changed.
pub async fn retry(tx: &mut Tx, viewer: &Viewer, id: JobId) -> Result<()> {
    let job = find_to_change(tx, viewer, id).await?;
    rules::may_retry(job.state)?;
    let left = Left {
        state: State::Waiting,
        result: String::new(),
        reason: String::new(),
        ready: tx.now(),
        attempts: 0,
    };
    if !store::update_left(tx, &job, None, &left).await? {
        return Err(Error::Changed { what: "job" });
    }
    tx.ring();
    note(tx, viewer, "job_retried", ("job", id.to_string()), &json!({ "kind": job.kind }))
}
