//! Jobs as those who ask for them, the processes that do them, and those who look meet them.

mod asking;
mod looking;
mod telling;
mod working;

use super::rules::{Job, JobId, State};
use super::store::{self, Sight};
use super::{Asked, Handle, Kind, Outcome, Payload, Request, acts, run_next};
use crate::access::{Role, Viewer};
use crate::chapter::{Book, Later};
use crate::database::Query;
use crate::testing::{Browser, TestProgramme};
use crate::web::AppRef;
use crate::{Error, Result};

/// Adds one to the counter of the sample.
const COUNT: Kind = kind("sample.count", count);
/// Works until it is told to end.
const PATIENT: Kind = kind("sample.patient", patient);
/// The same on a thread of its own, telling how far it is as often as it can.
const THREAD: Kind = kind("sample.thread", on_a_thread);
/// Tells the numbers that it is given, of eight, and waits after each until it is written down.
const TELL: Kind = kind("sample.tell", telling);
/// Is refused.
const REFUSED: Kind = kind("sample.refused", refused);
/// Goes wrong with a secret.
const FAULT: Kind = kind("sample.fault", fault);
/// Panics.
const PANIC: Kind = kind("sample.panic", panicking);
/// Says whose rights it has.
const RIGHTS: Kind = kind("sample.rights", rights);
/// Asked for by the house.
const DAILY: Kind = Kind {
    asked: Asked::Daily,
    ..kind("sample.daily", count)
};

const KINDS: &[Kind] = &[COUNT, PATIENT, THREAD, TELL, REFUSED, FAULT, PANIC, RIGHTS];

const fn kind(word: &'static str, run: super::Run) -> Kind {
    Kind {
        word,
        name: "sample.job",
        asked: Asked::ByActs,
        run,
    }
}

fn book() -> Book {
    crate::texts::register("[sample]\njob = \"Counting\"\ncounted = \"{n} counted.\"\nstep = \"Adding up\"\n");
    crate::sample::book().with_jobs(&[KINDS])
}

fn count(app: AppRef, _: Payload, handle: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async move {
        let mut tx = app.db.write().await?;
        tx.execute(&Query::new("update sample_counter set n = n + 1")).await?;
        let n = crate::sample::counted(&mut tx).await;
        handle.confirm(&mut tx).await?;
        tx.commit().await?;
        Ok(Outcome::new("sample.counted").with("n", n).leads_to("/sample"))
    })
}

fn patient(_: AppRef, _: Payload, handle: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async move {
        while !handle.is_cancelled() {
            tokio::task::yield_now().await;
        }
        handle.go_on()?;
        Ok(Outcome::default())
    })
}

fn on_a_thread(_: AppRef, _: Payload, handle: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async move {
        let work = move || {
            let mut row = 0;
            while !handle.is_cancelled() {
                row += 1;
                handle.progress(row, u64::MAX);
            }
            handle.go_on().map(|()| Outcome::default())
        };
        tokio::task::spawn_blocking(work).await.unwrap()
    })
}

fn telling(app: AppRef, payload: Payload, handle: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async move {
        handle.step("sample.step");
        let mut most = 0;
        for done in payload.read::<Vec<u64>>()? {
            handle.progress(done, 8);
            most = most.max(i64::try_from(done).unwrap());
            while store::find(&mut app.db.read().await?, Sight::All, handle.job()).await?.done != most {
                tokio::task::yield_now().await;
            }
        }
        Ok(Outcome::new("sample.counted").with("n", most))
    })
}

fn refused(_: AppRef, _: Payload, _: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async { Err(Error::refused_on("amount", "sample.too_much", "Too much. Take less.")) })
}

fn fault(_: AppRef, _: Payload, _: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async { Err(Error::from(anyhow::anyhow!("the inner secret")).context("counting")) })
}

fn panicking(_: AppRef, _: Payload, _: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async { panic!("the inner secret") })
}

fn rights(app: AppRef, _: Payload, handle: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async move {
        let viewer = handle.viewer(&app, &mut app.db.read().await?).await?;
        Ok(Outcome::new("sample.counted").with("n", viewer.name))
    })
}

/// Asks for a job as the operator.
async fn ask(programme: &TestProgramme, kind: &Kind) -> JobId {
    ask_with(programme, &programme.operator(), kind, Request::new(&Vec::<u64>::new()).unwrap()).await
}

async fn ask_with(programme: &TestProgramme, viewer: &Viewer, kind: &Kind, request: Request) -> JobId {
    let mut tx = programme.write().await;
    let id = acts::enqueue(&mut tx, viewer, kind, request).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn found(programme: &TestProgramme, id: JobId) -> Job {
    store::find(&mut programme.read().await, Sight::All, id).await.unwrap()
}

/// Waits until a job is in a state.
async fn until(programme: &TestProgramme, id: JobId, state: State) {
    while found(programme, id).await.state != state {
        tokio::task::yield_now().await;
    }
}

async fn runs(programme: &TestProgramme) -> bool {
    run_next(&programme.app).await.unwrap()
}

async fn cancel(programme: &TestProgramme, viewer: &Viewer, id: JobId) -> Result<()> {
    let mut tx = programme.write().await;
    acts::cancel(&mut tx, viewer, id).await?;
    tx.commit().await
}

async fn counted(programme: &TestProgramme) -> i64 {
    crate::sample::counted(&mut programme.read().await).await
}

/// Somebody who is signed in, and who they are.
async fn signed_in(programme: &TestProgramme, login: &str, roles: &[Role]) -> (Browser, Viewer) {
    let browser = programme.sign_in(login, roles, None).await;
    let mut tx = programme.read().await;
    let user = crate::users::store::look_up(&mut tx, login).await.unwrap().unwrap();
    let viewer = crate::users::acts::viewer(&programme.app, &mut tx, user.id).await.unwrap();
    (browser, viewer)
}
