//! Jobs for programs: a list, newest first, one of them, and the two things that can be done with it.

use super::acts;
use super::pages::name;
use super::rules::{Job, JobId};
use crate::Result;
use crate::api::{Call, Found, Listed, Made, Operation, Operations};
use crate::chapter::Book;
use crate::texts::say;
use crate::web::Guard;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// What programs can do with jobs.
pub(super) fn operations(api: Operations) -> Operations {
    let signed_in = Guard::SignedIn;
    api.and(Operation::list("list_jobs", "/jobs", signed_in, list_jobs))
        .and(Operation::find("find_job", "/jobs/{job}", signed_in, find_job))
        .and(Operation::act("cancel_job", "/jobs/{job}/cancellation", signed_in, cancel_job))
        .and(Operation::act("retry_job", "/jobs/{job}/retry", signed_in, retry_job))
}

/// A job as programs read it.
#[must_use]
pub fn told(book: &Book, job: &Job) -> impl Serialize + use<> {
    Shown::new(book, job)
}

/// What came of a job.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "JobResult")]
struct ResultShown {
    sentence: String,
    values: BTreeMap<String, String>,
    href: Option<String>,
}

/// A job.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Job")]
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

async fn list_jobs(call: Call) -> Result<Listed<Shown>> {
    let page = call.page()?;
    let before = match page.after.as_str() {
        "" => None,
        id => Some(JobId::in_address(id)?),
    };
    let mut tx = call.read().await?;
    let jobs = acts::list_before(&mut tx, call.viewer(), before, page.limit).await?;
    let book = &call.app().book;
    Ok(page.listed(&jobs, |job| job.id.to_string(), |job| Shown::new(book, job)))
}

async fn find_job(call: Call) -> Result<Found<Shown>> {
    let id = JobId::in_address(call.path("job"))?;
    let mut tx = call.read().await?;
    let job = acts::find(&mut tx, call.viewer(), id).await?;
    Ok(Found::new(Shown::new(&call.app().book, &job)))
}

fn made(id: JobId) -> Made {
    Made::at(id, &format!("/jobs/{id}"))
}

async fn cancel_job(call: Call) -> Result<Made> {
    let id = JobId::in_address(call.path("job"))?;
    call.writing(async |tx| acts::cancel(tx, call.viewer(), id).await.map(|_| made(id)))
        .await
}

async fn retry_job(call: Call) -> Result<Made> {
    let id = JobId::in_address(call.path("job"))?;
    call.writing(async |tx| acts::retry(tx, call.viewer(), id).await.map(|_| made(id)))
        .await
}
