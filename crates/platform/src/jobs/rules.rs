//! A job and what becomes of it: when it may be taken, what a failure means, what can be cancelled or tried again.

use super::Outcome;
use crate::texts::say;
use vocabulary::{Day, Instant, Refusal, UserId, Zone};

crate::record_id! {
    /// A job.
    JobId of "job"
}

crate::words! {
    /// Where a job stands.
    State says "jobs.state_{}" {
        /// Nobody has begun, or it waits to be tried again.
        Waiting = "waiting",
        /// Some process holds it.
        Running = "running",
        /// It ended well.
        Done = "done",
        /// It ended badly, and why is written down.
        Failed = "failed",
        /// Somebody did not want it any more.
        Cancelled = "cancelled",
    }
}

impl State {
    /// Whether nothing more will happen by itself.
    #[must_use]
    pub fn has_ended(self) -> bool {
        match self {
            Self::Waiting | Self::Running => false,
            Self::Done | Self::Failed | Self::Cancelled => true,
        }
    }
}

/// A job as it is written down.
#[derive(Clone, PartialEq, Eq)]
pub struct Job {
    /// The id. Those asked for later are larger.
    pub id: JobId,
    /// The word of its kind.
    pub kind: String,
    /// What was asked, as JSON. It stays out of pages, answers and logs.
    pub payload: String,
    /// Who asked; none for the house itself and its operator.
    pub asked_by: Option<UserId>,
    /// What it is about, in a few words: the name of a file.
    pub subject: String,
    /// The page that it belongs to; empty when there is none.
    pub href: String,
    /// Of jobs with the same key there is one.
    pub once: Option<String>,
    /// Where it stands.
    pub state: State,
    /// How often it was begun and not given back.
    pub attempts: i64,
    /// Who holds it: a name for each taking.
    pub holder: Option<String>,
    /// Until when.
    pub lease_until: Option<Instant>,
    /// From when it may be taken.
    pub ready: Instant,
    /// When somebody asked to cancel it while it was running.
    pub cancel_asked: Option<Instant>,
    /// How much is done, in the unit of its kind.
    pub done: i64,
    /// Of how much; nought while nobody knows.
    pub total: i64,
    /// The key of the sentence that says what it is at; empty when there is nothing to say.
    pub step: String,
    /// What came of it.
    pub result: Option<Outcome>,
    /// Why it failed, or failed the last time.
    pub reason: String,
    /// When it was asked for.
    pub asked: Instant,
    /// When it was begun the last time.
    pub begun: Option<Instant>,
    /// When it ended.
    pub ended: Option<Instant>,
    /// Changes with everything above.
    pub version: i64,
}

/// For how long a holder may be silent before it counts as dead.
pub const LEASE_SECONDS: i64 = 60;
/// How often a job is begun before its failure stands.
pub const ATTEMPTS_MAX: i64 = 3;
/// How long a job rests after its first failure; twice as long after its second.
const REST_SECONDS: i64 = 30;

/// What whoever finds a job does with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// Runs it.
    Take,
    /// Cancels it: its process died after somebody had asked for that.
    Cancel,
    /// Lets it fail: the process that ran it has died every time.
    GiveUp,
}

/// What to do with a job that is ready, or whose lease has ended.
#[must_use]
pub fn found(job: &Job) -> Finding {
    if job.cancel_asked.is_some() {
        Finding::Cancel
    } else if job.attempts >= ATTEMPTS_MAX {
        Finding::GiveUp
    } else {
        Finding::Take
    }
}

/// What a failure means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterFailure {
    /// The job has failed.
    Fails,
    /// It is tried again after so many seconds.
    Rests(i64),
}

/// What a failure of the attempt of this number, from one, means. A refusal would be the same the next time.
#[must_use]
pub fn after_failure(attempt: i64, is_refusal: bool) -> AfterFailure {
    if is_refusal || attempt >= ATTEMPTS_MAX {
        AfterFailure::Fails
    } else {
        AfterFailure::Rests(attempt.max(1) * REST_SECONDS)
    }
}

/// A quarter of an hour: clocks of different zones differ by whole quarters.
const QUARTER_SECONDS: i64 = 15 * 60;
/// No zone is further than so many hours from UTC.
const HOURS_AWAY_MAX: i64 = 14;

/// The first moment of a day on which the clock of a zone shows an hour or a later one: an hour that is skipped in spring is the next
/// one then, one that comes twice in autumn is the first.
///
/// 7 o'clock of 2 March 2026 in Berlin is 06:00 UTC.
#[must_use]
pub fn at_hour(day: Day, hour: u8, zone: &Zone) -> Instant {
    let midnight = Instant::start_of(day);
    let shown = format!("{hour:02}:00");
    let quarters = 4 * (24 + 2 * HOURS_AWAY_MAX);
    let moments = (0..quarters).map(|n| midnight.plus_seconds(n * QUARTER_SECONDS - HOURS_AWAY_MAX * 3600));
    let mut moments = moments.filter(|at| at.day_in(zone) == day && at.clock_in(zone) >= shown);
    moments.next().unwrap_or(midnight)
}

/// Refuses to cancel what has ended.
///
/// # Errors
/// A refusal.
pub fn may_cancel(state: State) -> Result<(), Refusal> {
    if state.has_ended() {
        Err(Refusal::new("jobs.ended", say("jobs.ended")))
    } else {
        Ok(())
    }
}

/// Refuses to try again what has not failed and was not cancelled.
///
/// # Errors
/// A refusal.
pub fn may_retry(state: State) -> Result<(), Refusal> {
    match state {
        State::Failed | State::Cancelled => Ok(()),
        State::Waiting | State::Running | State::Done => Err(Refusal::new("jobs.no_retry", say("jobs.no_retry"))),
    }
}
