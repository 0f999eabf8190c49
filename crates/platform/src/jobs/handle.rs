//! What the work of a job holds: it tells how far it is, and asks whether to go on. Cheap enough to be called for every row.

use super::rules::{Job, JobId, LEASE_SECONDS};
use super::store::{self, Progress};
use crate::access::Viewer;
use crate::database::{Database, Tx};
use crate::texts::say;
use crate::web::AppRef;
use crate::{Error, Result, users};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::Notify;
use vocabulary::UserId;

/// The handle of a running job. Clones are the same handle; they may go to other threads.
#[derive(Clone)]
pub struct Handle(Arc<Inner>);

struct Inner {
    db: Database,
    job: JobId,
    /// No job asked for the work: nobody else can have it.
    alone: bool,
    holder: String,
    asked_by: Option<UserId>,
    attempt: i64,
    so_far: Mutex<SoFar>,
    /// Something was told that is not written down yet.
    news: AtomicBool,
    told: Notify,
    /// The work should come to its end; why is for the worker to know.
    halted: AtomicBool,
    cancelled: AtomicBool,
}

/// How far the work is.
#[derive(Clone, Copy, Default)]
struct SoFar {
    done: u64,
    total: u64,
    step: &'static str,
}

impl Handle {
    pub(super) fn new(db: Database, job: &Job, holder: &str, attempt: i64) -> Self {
        Self::of(db, (job.id, false), holder, (job.asked_by, attempt))
    }

    /// A handle for the same work where no job asked for it, such as a command of the operator: whoever made it tells it to end
    /// ([`Handle::cancel`]), and what it is told can be read ([`Handle::so_far`]) and is not written down.
    #[must_use]
    pub fn alone(app: &AppRef) -> Self {
        let (db, id) = (app.db.clone(), JobId::new(&*app.db.ids()));
        Self::of(db, (id, true), "", (None, 1))
    }

    fn of(db: Database, (job, alone): (JobId, bool), holder: &str, (asked_by, attempt): (Option<UserId>, i64)) -> Self {
        Self(Arc::new(Inner {
            db,
            job,
            alone,
            holder: holder.to_owned(),
            asked_by,
            attempt,
            so_far: Mutex::new(SoFar::default()),
            news: AtomicBool::new(false),
            told: Notify::new(),
            halted: AtomicBool::new(false),
            cancelled: AtomicBool::new(false),
        }))
    }

    /// The job.
    #[must_use]
    pub fn job(&self) -> JobId {
        self.0.job
    }

    /// Which attempt this is, from one. A later one may find a part of the work done.
    #[must_use]
    pub fn attempt(&self) -> i64 {
        self.0.attempt
    }

    /// Tells how much is done, of how much. It never goes back; what is told a thousand times a second is written a few times.
    pub fn progress(&self, done: u64, total: u64) {
        let mut so_far = self.known();
        so_far.total = so_far.total.max(total);
        so_far.done = so_far.done.max(done);
        drop(so_far);
        self.tell();
    }

    /// How much is done, of how much, and the key of what the work is at.
    #[must_use]
    pub fn so_far(&self) -> (u64, u64, &'static str) {
        let SoFar { done, total, step } = *self.known();
        (done, total, step)
    }

    /// Tells what the work is at, by the key of a sentence.
    pub fn step(&self, sentence: &'static str) {
        self.known().step = sentence;
        self.tell();
    }

    /// Begins a part of the work that is counted by itself, such as another pass over a file. `total` is nought while nobody knows of
    /// how much.
    pub fn begin(&self, sentence: &'static str, total: u64) {
        *self.known() = SoFar {
            done: 0,
            total,
            step: sentence,
        };
        self.tell();
    }

    fn known(&self) -> MutexGuard<'_, SoFar> {
        self.0.so_far.lock().expect("nobody panics while holding how far the work is")
    }

    fn tell(&self) {
        if !self.0.news.swap(true, Ordering::AcqRel) {
            self.0.told.notify_one();
        }
    }

    /// Whether the work should end without a result: somebody cancelled it, the program stops, or another process has the job.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.halted.load(Ordering::Relaxed)
    }

    /// Goes on, or ends the work: `handle.go_on()?` between two parts of it.
    ///
    /// # Errors
    /// A refusal when the work should end. It stops nothing by itself and is shown to nobody.
    pub fn go_on(&self) -> Result<()> {
        if self.is_cancelled() {
            return Err(Error::refused("jobs.cancelled", say("jobs.cancelled")));
        }
        Ok(())
    }

    /// Makes sure, in a transaction of the work, that the job is still ours, and holds it for the rest of the transaction: what the
    /// transaction keeps is kept by one process, however long somebody was away. Call it as the last thing before the commit.
    ///
    /// # Errors
    /// A refusal when another process has the job, or it was ended.
    pub async fn confirm(&self, tx: &mut Tx) -> Result<()> {
        if self.0.alone {
            return Ok(());
        }
        // A long transaction began when the lease would have ended by now.
        let until = self.0.db.now().plus_seconds(LEASE_SECONDS);
        if store::update_lease(tx, self.0.job, &self.0.holder, until).await? {
            return Ok(());
        }
        self.halt();
        self.go_on()
    }

    /// Whoever asked for the job, with the rights they have now; the operator where the house asked.
    ///
    /// # Errors
    /// Not found when the user was closed in the meantime.
    pub async fn viewer(&self, app: &AppRef, tx: &mut Tx) -> Result<Viewer> {
        match self.0.asked_by {
            Some(user) => users::acts::viewer(app, tx, user).await,
            None => Ok(Viewer::operator(&app.book.access)),
        }
    }

    /// Ends the work for another reason than somebody's wish.
    pub(super) fn halt(&self) {
        self.0.halted.store(true, Ordering::Relaxed);
    }

    /// Wishes the work to end. Only for work that no job asked for; a job is cancelled by [`super::acts::cancel`].
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
        self.halt();
    }

    /// Whether somebody wished it to end.
    pub(super) fn is_unwanted(&self) -> bool {
        self.0.cancelled.load(Ordering::Relaxed)
    }

    pub(super) fn holder(&self) -> &str {
        &self.0.holder
    }

    /// Waits until something was told that is not written down.
    pub(super) async fn told(&self) {
        while !self.0.news.load(Ordering::Acquire) {
            self.0.told.notified().await;
        }
    }

    /// How far the work is, to be written down.
    pub(super) fn taken_down(&self) -> Progress {
        self.0.news.store(false, Ordering::Release);
        let SoFar { done, total, step } = *self.known();
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        Progress {
            done: whole(if total > 0 { done.min(total) } else { done }),
            total: whole(total),
            step: step.to_owned(),
        }
    }
}
