//! How a job goes on, told to a page that is open: its state and how far it is, until it has ended.

use super::{step, whole};
use crate::Error;
use crate::jobs::acts;
use crate::jobs::rules::{Job, JobId};
use crate::look::components::Progress;
use crate::texts::say;
use crate::web::live::{Events, Gone, stream};
use crate::web::{Answer, Caller, Path};
use serde::Serialize;
use std::time::Duration;
use tokio::time::{Instant as Moment, sleep, sleep_until};

/// After how long a stream ends and the browser asks again: whoever was signed out in the meantime hears no more.
const LIFE: Duration = Duration::from_secs(60);
/// How often a job is looked at that another process may run.
const LOOK: Duration = Duration::from_secs(2);
/// After how many looks without news the stream shows that it lives.
const PULSE: u32 = 8;

#[derive(Serialize)]
struct Shown {
    state: &'static str,
    ended: bool,
    done: i64,
    total: i64,
    counted: String,
    step: String,
}

impl Shown {
    fn new(job: &Job) -> Self {
        Self {
            state: job.state.word(),
            ended: job.state.has_ended(),
            done: job.done,
            total: job.total,
            counted: Progress::counted(whole(job.done), whole(job.total)),
            step: step(job),
        }
    }
}

pub(super) async fn show_events(caller: Caller, Path(job): Path<String>) -> Answer {
    let id = JobId::in_address(&job)?;
    acts::find(&mut caller.app.db.read().await?, &caller.viewer, id).await?;
    let whose = caller.viewer.user.map(|user| user.to_string()).unwrap_or_default();
    let too_many = || Error::refused("jobs.too_many_streams", say("jobs.too_many_streams"));
    let open = caller.app.open_stream(&whose).ok_or_else(too_many)?;
    Ok(stream(move |events| async move {
        let told = tell(caller, id, events).await;
        drop(open);
        told
    }))
}

async fn tell(caller: Caller, id: JobId, mut events: Events) -> Result<(), Gone> {
    let app = &caller.app;
    let (mut bell, mut stopping) = (app.db.bell(), app.stopping());
    let ends = Moment::now() + LIFE;
    let (mut told, mut silent) = (None, 0);
    loop {
        bell.mark_unchanged();
        let looked = async { acts::find(&mut app.db.read().await?, &caller.viewer, id).await };
        let job = looked.await.ok().ok_or(Gone)?;
        if told == Some(job.version) {
            silent += 1;
        } else {
            events.tell("job", job.version, &Shown::new(&job)).await?;
            (told, silent) = (Some(job.version), 0);
        }
        if job.state.has_ended() {
            return Ok(());
        }
        if silent >= PULSE {
            events.pulse().await?;
            silent = 0;
        }
        tokio::select! {
            _rung = bell.changed() => {}
            () = sleep(LOOK) => {}
            () = sleep_until(ends) => return Ok(()),
            _stops = stopping.wait_for(|stops| *stops) => return Ok(()),
        }
    }
}
