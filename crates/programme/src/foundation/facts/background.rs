//! Imports of large files, beside the requests: a job tries them, another keeps them. Their files wait on disk, so that a job which was
//! interrupted begins again from them; nothing of it counts before its one commit.

use super::acts::{self, Tried, checked};
use super::body::Body;
use super::compaction::{batches, compact};
use super::report::{ImportId, Report};
use super::told::Told;
use super::{IMPORT, shelf};
use platform::access::Viewer;
use platform::chapter::Later;
use platform::jobs::{self, Asked, Handle, JobId, Kind, Outcome, Payload, Request, State};
use platform::texts::say_with;
use platform::web::AppRef;
use platform::{Error, Result};
use serde::{Deserialize, Serialize};

/// From so many bytes of files on an import is a job.
const LARGE: u64 = 8 << 20;
/// From so many batches on they are put together over night.
const BATCHES_MAX: usize = 100;

/// Tries an import.
const TRY: Kind = Kind {
    word: "facts.try",
    name: "facts.job_try",
    asked: Asked::ByActs,
    run: run_try,
};
/// Keeps a tried import.
const KEEP: Kind = Kind {
    word: "facts.keep",
    name: "facts.job_keep",
    asked: Asked::ByActs,
    run: run_keep,
};
/// Puts batches together when there are many, and removes files that nobody needs.
const COMPACT: Kind = Kind {
    word: "facts.compact",
    name: "facts.job_compact",
    asked: Asked::Daily,
    run: run_compact,
};

/// The jobs of the chapter.
pub const JOBS: &[Kind] = &[TRY, KEEP, COMPACT];

/// What the jobs of an import know.
#[derive(Serialize, Deserialize)]
struct Wanted {
    import: ImportId,
    told: Told,
}

/// What asking for an import led to.
pub enum Asking {
    /// It is done.
    Done(Box<Report>),
    /// A job does it.
    Job(JobId),
}

fn is_large(files: &[(String, Body)]) -> bool {
    files.iter().fold(0_u64, |all, (_, body)| all.saturating_add(body.length())) >= LARGE
}

fn subject(files: &[(String, Body)]) -> String {
    let first = files.first().map_or("", |(name, _)| name.as_str());
    match files.len() {
        0 | 1 => first.to_owned(),
        more => say_with("facts.and_more", &[("file", first), ("n", &more.saturating_sub(1).to_string())]),
    }
}

/// Tries an import as [`acts::prepare`] does; large files by a job.
///
/// # Errors
/// As for [`acts::prepare`].
pub async fn prepare(app: &AppRef, viewer: &Viewer, files: Vec<(String, impl Into<Body>)>, told: Told) -> Result<Asking> {
    viewer.may(IMPORT)?;
    let files = checked(files)?;
    if is_large(&files) {
        return prepare_by_job(app, viewer, files, told).await.map(Asking::Job);
    }
    let report = acts::prepare(app, viewer, files, told).await?;
    Ok(Asking::Done(Box::new(report)))
}

/// Puts the files aside and asks for the job that tries them.
pub(super) async fn prepare_by_job(app: &AppRef, viewer: &Viewer, files: Vec<(String, Body)>, told: Told) -> Result<JobId> {
    let import = ImportId::new(&*app.db.ids());
    let (folder, subject) = (super::folder(&app.config), subject(&files));
    acts::blocking("keeping the files of an import", move || shelf::put_aside(&folder, import, &files)).await?;
    let mut tx = app.db.write().await?;
    let request = Request::new(&Wanted { import, told })?
        .about(subject, "/facts")
        .once(import.to_string());
    let job = jobs::enqueue(&mut tx, viewer, &TRY, request).await?;
    tx.commit().await?;
    Ok(job)
}

fn run_try(app: AppRef, payload: Payload, handle: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async move {
        let Wanted { import, told } = payload.read()?;
        let mut tx = app.db.read().await?;
        let viewer = handle.viewer(&app, &mut tx).await?;
        drop(tx);
        viewer.may(IMPORT)?;
        let tried = Tried::Aside(import);
        let report = acts::prepare_tried(&app, &viewer, tried, told, &handle).await?;
        let outcome = Outcome::new(if report.has_rows() {
            "facts.job_tried"
        } else {
            "facts.job_nothing"
        });
        Ok(outcome.leads_to(format!("/facts/{}", report.id)))
    })
}

/// Keeps a tried import as [`acts::accept`] does; large files by a job. Asked twice, it is kept once.
///
/// # Errors
/// As for [`acts::accept`].
pub async fn accept(app: &AppRef, viewer: &Viewer, id: ImportId) -> Result<Asking> {
    viewer.may(IMPORT)?;
    let folder = super::folder(&app.config);
    let length = acts::blocking("looking at the files of a tried import", move || {
        Ok(shelf::waiting_bytes(&folder, id))
    })
    .await?;
    if length < LARGE {
        let report = acts::accept(app, viewer, id).await?;
        return Ok(Asking::Done(Box::new(report)));
    }
    accept_by_job(app, viewer, id).await.map(Asking::Job)
}

/// Asks for the job that keeps a tried import.
pub(super) async fn accept_by_job(app: &AppRef, viewer: &Viewer, id: ImportId) -> Result<JobId> {
    let mut tx = app.db.write().await?;
    let report = acts::own(&mut tx, viewer, id).await?.report;
    let key = id.to_string();
    let known = jobs::acts::look_up(&mut tx, viewer, &KEEP, &key).await?;
    let job = match known {
        Some(job) if matches!(job.state, State::Failed | State::Cancelled) => {
            jobs::acts::retry(&mut tx, viewer, job.id).await?;
            job.id
        }
        Some(job) => job.id,
        None => {
            let wanted = Wanted {
                import: id,
                told: Told::default(),
            };
            let names: Vec<&str> = report.files.iter().map(|file| file.name.as_str()).collect();
            let request = Request::new(&wanted)?.about(names.first().copied().unwrap_or_default(), format!("/facts/{id}"));
            jobs::enqueue(&mut tx, viewer, &KEEP, request.once(key)).await?
        }
    };
    tx.commit().await?;
    Ok(job)
}

fn run_keep(app: AppRef, payload: Payload, handle: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async move {
        let Wanted { import, .. } = payload.read()?;
        let mut tx = app.db.read().await?;
        let viewer = handle.viewer(&app, &mut tx).await?;
        drop(tx);
        let report = acts::accept_with(&app, &viewer, import, &handle).await?;
        let outcome = Outcome::new("facts.job_kept")
            .count("created", report.kept.created)
            .count("changed", report.kept.changed);
        Ok(outcome.leads_to(format!("/facts/{}", report.id)))
    })
}

fn run_compact(app: AppRef, _: Payload, handle: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async move {
        handle.go_on()?;
        let viewer = Viewer::operator(&app.book.access);
        let compacted = if batches(&app).await? > BATCHES_MAX {
            compact(&app, &viewer).await?
        } else {
            super::compaction::sweep_only(&app, &viewer).await?
        };
        let outcome = Outcome::new("facts.job_compacted");
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        Ok(outcome
            .count("before", count(compacted.before))
            .count("after", count(compacted.after))
            .count("removed", count(compacted.removed)))
    })
}

/// The job that keeps a tried import, while there is one to look at.
pub(super) async fn keeping(tx: &mut platform::database::Tx, viewer: &Viewer, id: ImportId) -> Result<Option<jobs::Job>> {
    match jobs::acts::look_up(tx, viewer, &KEEP, &id.to_string()).await {
        Err(Error::Forbidden { .. }) => Ok(None),
        other => other,
    }
}
