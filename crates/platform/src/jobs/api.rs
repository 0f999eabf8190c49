//! Jobs for programs: a list, newest first, one of them, and the two things that can be done with it.

use super::acts;
use super::pages::name;
use super::rules::{Job, JobId};
use crate::chapter::Book;
use crate::texts::say;
use crate::web::listing::Cursor;
use crate::web::{Answer, Caller, Fields, Guard, Params, Path, Routes, json};
use serde::Serialize;
use std::collections::BTreeMap;

/// The API's routes of jobs.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/jobs", Guard::SignedIn, list)
        .get("/api/v1/jobs/{job}", Guard::SignedIn, find)
        .post("/api/v1/jobs/{job}/cancellation", Guard::SignedIn, cancel)
        .post("/api/v1/jobs/{job}/retry", Guard::SignedIn, retry)
}

/// A job as programs read it.
#[must_use]
pub fn told(book: &Book, job: &Job) -> impl Serialize + use<> {
    Shown::new(book, job)
}

#[derive(Serialize)]
struct ResultShown {
    sentence: String,
    values: BTreeMap<String, String>,
    href: Option<String>,
}

#[derive(Serialize)]
struct Shown {
    id: String,
    kind: String,
    name: String,
    subject: String,
    href: String,
    asked_by: Option<String>,
    state: &'static str,
    cancelling: bool,
    attempts: i64,
    done: i64,
    total: i64,
    step: String,
    asked: String,
    begun: Option<String>,
    ended: Option<String>,
    reason: String,
    result: Option<ResultShown>,
}

impl Shown {
    fn new(book: &Book, job: &Job) -> Self {
        Self {
            id: job.id.to_string(),
            kind: job.kind.clone(),
            name: name(book, job),
            subject: job.subject.clone(),
            href: job.href.clone(),
            asked_by: job.asked_by.map(|user| user.to_string()),
            state: job.state.word(),
            cancelling: job.cancel_asked.is_some(),
            attempts: job.attempts,
            done: job.done,
            total: job.total,
            step: if job.step.is_empty() {
                String::new()
            } else {
                say(&job.step).to_owned()
            },
            asked: job.asked.to_rfc3339(),
            begun: job.begun.map(|at| at.to_rfc3339()),
            ended: job.ended.map(|at| at.to_rfc3339()),
            reason: job.reason.clone(),
            result: job.result.as_ref().map(|result| ResultShown {
                sentence: result.say(),
                values: result.values().clone(),
                href: result.href().map(str::to_owned),
            }),
        }
    }
}

async fn list(caller: Caller, Params(asked): Params<BTreeMap<String, String>>) -> Answer {
    let cursor = Cursor::read(&asked)?;
    let before = match cursor.after.as_str() {
        "" => None,
        id => Some(JobId::in_address(id)?),
    };
    let mut tx = caller.app.db.read().await?;
    let jobs = acts::list_before(&mut tx, &caller.viewer, before, cursor.limit).await?;
    let shown: Vec<Shown> = jobs.iter().map(|job| Shown::new(&caller.app.book, job)).collect();
    cursor.answer("jobs", &shown, |job| &job.id, |job| job)
}

async fn one(caller: &Caller, id: JobId) -> Answer {
    let mut tx = caller.app.db.read().await?;
    json(&Shown::new(&caller.app.book, &acts::find(&mut tx, &caller.viewer, id).await?))
}

async fn find(caller: Caller, Path(job): Path<String>) -> Answer {
    one(&caller, JobId::in_address(&job)?).await
}

async fn cancel(caller: Caller, Path(job): Path<String>, _fields: Fields) -> Answer {
    let id = JobId::in_address(&job)?;
    caller.writing(async |tx| acts::cancel(tx, &caller.viewer, id).await).await?;
    one(&caller, id).await
}

async fn retry(caller: Caller, Path(job): Path<String>, _fields: Fields) -> Answer {
    let id = JobId::in_address(&job)?;
    caller.writing(async |tx| acts::retry(tx, &caller.viewer, id).await).await?;
    one(&caller, id).await
}
