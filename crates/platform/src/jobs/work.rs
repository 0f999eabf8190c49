//! Doing jobs: take one by its lease, run it, write down how far it is, and leave it ended or waiting.

use super::handle::Handle;
use super::rules::{self, AfterFailure, Finding, Job, JobId, State};
use super::store::{self, Left};
use super::{Asked, ENDED, Elsewhere, Kind, Outcome, Payload, Request, acts};
use crate::access::Viewer;
use crate::database::Tx;
use crate::journal::note;
use crate::notifications::{self, Happened};
use crate::texts::{say, say_with};
use crate::web::AppRef;
use crate::{Error, Result, secret};
use serde_json::json;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{Instant as Moment, sleep, sleep_until};
use vocabulary::Day;

/// How many jobs a process runs at once: a short one need not wait for a long one.
const AT_ONCE: usize = 2;
/// How often a process without work looks for what others have asked, what rests, and what a dead process left.
const LOOK: Duration = Duration::from_secs(10);
/// How often a silent job renews its lease, which lasts several times as long.
const BEAT: Duration = Duration::from_secs(15);
/// How often at most what a job tells is written down.
const WRITE: Duration = Duration::from_millis(250);
/// How long the work of a job has to come to its end by itself when the program stops.
const FAREWELL: Duration = Duration::from_secs(5);

/// Does jobs until the node stops; then gives back what has begun.
pub async fn work(app: AppRef) {
    let hands: Vec<JoinHandle<()>> = (0..AT_ONCE).map(|_| tokio::spawn(hand(app.clone()))).collect();
    for hand in hands {
        if let Err(fault) = hand.await {
            tracing::error!("doing jobs: {fault}");
        }
    }
}

async fn hand(app: AppRef) {
    let (mut bell, mut stopping) = (app.db.bell(), app.stopping());
    let mut scheduled = None;
    while !*stopping.borrow() {
        bell.mark_unchanged();
        match turn(&app, &mut scheduled).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(fault) => tracing::error!("doing jobs: {fault:#}"),
        }
        tokio::select! {
            _rung = bell.changed() => {}
            _stops = stopping.changed() => {}
            () = sleep(LOOK) => {}
        }
    }
}

async fn turn(app: &AppRef, scheduled: &mut Option<Day>) -> Result<bool> {
    let today = app.db.today();
    if *scheduled != Some(today) {
        schedule(app).await?;
        *scheduled = Some(today);
    }
    run_next(app).await
}

/// Asks for the daily jobs of today that nobody has asked for yet.
///
/// # Errors
/// When the database does not answer.
pub async fn schedule(app: &AppRef) -> Result<()> {
    let house = Viewer::operator(&app.book.access);
    for kind in &app.book.jobs {
        let hour = match kind.asked {
            Asked::ByActs => continue,
            Asked::Daily => 0,
            Asked::DailyAt(hour) => match hour(&app.config) {
                Some(hour) => hour,
                None => continue,
            },
        };
        let mut tx = app.db.write().await?;
        let today = tx.today();
        let from = rules::at_hour(today, hour, &app.config.zone);
        let request = Request::new(&json!({ "day": today.to_string() }))?.once(today.to_string());
        acts::enqueue(&mut tx, &house, kind, request.not_before(from)).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Takes the next job, if there is one, and runs it to its end; says whether there was one.
///
/// # Errors
/// When the database does not answer. What becomes of the job is no error: it is written down with the job.
pub async fn run_next(app: &AppRef) -> Result<bool> {
    let Some((job, kind, handle)) = take(app).await? else {
        return Ok(false);
    };
    let payload = Payload(job.payload.clone());
    let begun = Moment::now();
    let work = tokio::spawn((kind.run)(app.clone(), payload, handle.clone()));
    let end = accompany(app, &handle, work).await;
    if let Some(state) = leave(app, &job, &handle, end).await? {
        app.metrics.job_ended(&job.kind, state.word(), begun.elapsed());
    }
    Ok(true)
}

/// Takes the next job of a kind that this program knows.
pub(super) async fn take(app: &AppRef) -> Result<Option<(Job, &'static Kind, Handle)>> {
    let kinds: Vec<&str> = app.book.jobs.iter().map(|kind| kind.word).collect();
    loop {
        // Looking needs no write lock, and most looks find nothing.
        let Some(found) = store::look_up_next(&mut app.db.read().await?, &kinds).await? else {
            return Ok(None);
        };
        match rules::found(&found) {
            Finding::Take => {
                let mut tx = app.db.write().await?;
                let holder = JobId::new(tx.ids()).to_string();
                if !store::update_taken(&mut tx, &found, &holder).await? {
                    continue;
                }
                tx.ring();
                tx.commit().await?;
                let handle = Handle::new(app.db.clone(), &found, &holder, found.attempts + 1);
                let kind = app.book.job(&found.kind);
                return Ok(kind.map(|kind| (found, kind, handle)));
            }
            Finding::Cancel => end(app, &found, None, cancelled(&found, found.attempts)).await?,
            Finding::GiveUp => {
                let reason = say_with("jobs.died", &[("n", &found.attempts.to_string())]);
                end(app, &found, None, failed(&found, found.attempts, reason)).await?;
            }
        }
    }
}

/// How the work of a job ended.
enum End {
    Returned(Result<Outcome>),
    Panicked,
    /// The program stops, and the work did not end by itself.
    Broken,
    /// Another process has the job.
    Lost,
}

/// Writes down what the work tells, renews the lease and passes wishes on, until the work has ended.
async fn accompany(app: &AppRef, handle: &Handle, mut work: JoinHandle<Result<Outcome>>) -> End {
    let (mut bell, mut stopping) = (app.db.bell(), app.stopping());
    let mut written = Moment::now();
    let mut farewell: Option<Moment> = None;
    loop {
        let beats = tokio::select! {
            ended = &mut work => return match ended {
                Ok(returned) => End::Returned(returned),
                Err(_panic) => End::Panicked,
            },
            () = news(handle, written) => true,
            () = sleep_until(written + BEAT) => true,
            _rung = bell.changed() => false,
            _stops = stopping.wait_for(|stops| *stops), if farewell.is_none() => {
                farewell = Some(Moment::now() + FAREWELL);
                handle.halt();
                false
            }
            () = sleep_until(farewell.unwrap_or(written)), if farewell.is_some() => {
                work.abort();
                return End::Broken;
            }
        };
        let held = if beats {
            written = Moment::now();
            beat(app, handle).await
        } else {
            hear(app, handle).await
        };
        if beats {
            // What this job told itself is no news to it.
            bell.mark_unchanged();
        }
        match held {
            Ok(true) => {}
            Ok(false) => {
                handle.halt();
                work.abort();
                return End::Lost;
            }
            Err(fault) => tracing::warn!(job = %handle.job(), "a lease was not renewed: {fault:#}"),
        }
    }
}

/// Waits for what the work tells, but not more often than is written.
async fn news(handle: &Handle, written: Moment) {
    handle.told().await;
    sleep_until(written + WRITE).await;
}

/// Renews the lease and writes down how far the job is; says whether it is still ours.
async fn beat(app: &AppRef, handle: &Handle) -> Result<bool> {
    let mut tx = app.db.write().await?;
    let held = store::update_held(&mut tx, handle.job(), handle.holder(), &handle.taken_down()).await?;
    let wish = store::look_up_wish(&mut tx, handle.job(), handle.holder()).await?;
    tx.ring();
    tx.commit().await?;
    Ok(held && obey(handle, wish))
}

/// Looks whether somebody cancelled the job.
async fn hear(app: &AppRef, handle: &Handle) -> Result<bool> {
    let wish = store::look_up_wish(&mut app.db.read().await?, handle.job(), handle.holder()).await?;
    Ok(obey(handle, wish))
}

fn obey(handle: &Handle, wish: Option<bool>) -> bool {
    if wish == Some(true) {
        handle.cancel();
    }
    wish.is_some()
}

/// Writes down how a job is left, unless another process has it by now; says how.
async fn leave(app: &AppRef, job: &Job, handle: &Handle, how: End) -> Result<Option<State>> {
    let attempt = handle.attempt();
    // The last that was told belongs to the job as well, and so does a wish that nobody has heard yet.
    if matches!(how, End::Lost) || !beat(app, handle).await? {
        tracing::warn!(job = %job.id, kind = job.kind, "another process has the job now");
        return Ok(None);
    }
    let left = match how {
        End::Returned(Ok(outcome)) => Left {
            state: State::Done,
            result: serde_json::to_string(&outcome).map_err(|e| Error::Failed(e.into()))?,
            ..cancelled(job, attempt)
        },
        End::Returned(Err(_)) if handle.is_unwanted() => cancelled(job, attempt),
        End::Returned(Err(_)) | End::Broken if handle.is_cancelled() => given_back(app, job, attempt),
        End::Returned(Err(error)) => after(app, job, attempt, Some(error)),
        End::Panicked | End::Broken | End::Lost => after(app, job, attempt, None),
    };
    let state = left.state;
    end(app, job, Some(handle.holder()), left).await?;
    Ok(Some(state))
}

fn cancelled(job: &Job, attempts: i64) -> Left {
    Left {
        state: State::Cancelled,
        result: String::new(),
        reason: String::new(),
        ready: job.ready,
        attempts,
    }
}

/// The program stops: whoever comes next begins anew, and the attempt does not count.
fn given_back(app: &AppRef, job: &Job, attempt: i64) -> Left {
    Left {
        state: State::Waiting,
        reason: job.reason.clone(),
        ready: app.db.now(),
        ..cancelled(job, attempt - 1)
    }
}

fn failed(job: &Job, attempts: i64, reason: String) -> Left {
    Left {
        state: State::Failed,
        reason,
        ..cancelled(job, attempts)
    }
}

/// What is left of a failure: its reason in words for whoever asked. Of our own faults those are a reference to the log.
fn after(app: &AppRef, job: &Job, attempt: i64, error: Option<Error>) -> Left {
    let (reason, is_refusal) = match error {
        Some(Error::Refused(refusal)) => (refusal.sentence, true),
        Some(error @ (Error::NotFound { .. } | Error::Forbidden { .. })) => (format!("{}: {error}.", say("jobs.refused")), true),
        Some(Error::Changed { what }) => (say_with("error.changed_why", &[("what", what)]), false),
        Some(Error::Failed(fault)) => match fault.downcast_ref::<Elsewhere>() {
            Some(elsewhere) => (elsewhere.to_string(), false),
            None => (faulty(job, &format!("{fault:#}")), false),
        },
        // The panic itself was told by its hook already.
        None => (faulty(job, "the work panicked"), false),
    };
    match rules::after_failure(attempt, is_refusal) {
        AfterFailure::Fails => failed(job, attempt, reason),
        AfterFailure::Rests(seconds) => Left {
            state: State::Waiting,
            ready: app.db.now().plus_seconds(seconds),
            ..failed(job, attempt, reason)
        },
    }
}

fn faulty(job: &Job, fault: &str) -> String {
    let reference: String = secret::token().unwrap_or_default().chars().take(8).collect();
    tracing::error!(reference, job = %job.id, kind = job.kind, "{fault}");
    say_with("jobs.our_fault", &[("reference", &reference)])
}

/// Leaves a job, with an entry in the journal when it has ended.
async fn end(app: &AppRef, job: &Job, holder: Option<&str>, left: Left) -> Result<()> {
    let mut tx = app.db.write().await?;
    if !store::update_left(&mut tx, job, holder, &left).await? {
        tracing::warn!(job = %job.id, kind = job.kind, "somebody else has left the job meanwhile");
        return Ok(());
    }
    let kind = match left.state {
        State::Done => Some("job_done"),
        State::Failed => Some("job_failed"),
        // Whoever cancelled it stands in the journal already.
        State::Cancelled | State::Waiting | State::Running => None,
    };
    tell(&mut tx, app, job, left.state).await?;
    if let Some(kind) = kind {
        let house = Viewer::operator(&app.book.access);
        note(&mut tx, &house, kind, ("job", job.id.to_string()), &json!({ "kind": job.kind }))?;
    }
    tx.ring();
    tx.commit().await
}

/// Tells whoever asked for the job that it has ended. Whoever cancelled it knows.
async fn tell(tx: &mut Tx, app: &AppRef, job: &Job, state: State) -> Result<()> {
    let sentence = match state {
        State::Done => "jobs.told_done",
        State::Failed => "jobs.told_failed",
        State::Cancelled | State::Waiting | State::Running => return Ok(()),
    };
    let Some(asker) = job.asked_by else { return Ok(()) };
    let happened = Happened::new(sentence, format!("/jobs/{}", job.id))
        .with("job", super::pages::name(&app.book, job))
        .with("subject", &job.subject);
    notifications::tell(tx, &ENDED, &[(asker, happened)]).await
}
