//! The pages of jobs: the list with what is under way, and each job with how far it is and what came of it.

mod events;
mod one;

use super::acts;
use super::rules::{Job, JobId, State};
use crate::Result;
use crate::chapter::Book;
use crate::database::Tx;
use crate::look::components::{
    Button, Chip, Choice, Column, Empty, Evidence, Field, Filter, Form, Hazard, Head, Progress, Row, dim, none, record_link,
};
use crate::look::{Markup, format, join, nothing, text};
use crate::texts::{say, say_count, say_with};
use crate::users;
use crate::views::Views;
use crate::web::listing::{Asked, List};
use crate::web::{Answer, Caller, Fields, Guard, Params, Path, Routes, View, redirect};
use hypertext::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::UserId;

const PLACE: &str = "/jobs";
const LIST: List = List {
    path: PLACE,
    filter: "state",
    sorts: &["asked"],
    file: None,
};
/// How many jobs of a list tell how they go on: a browser keeps few streams open to one house.
const LIVE_MAX: usize = 2;
/// The states in which a job goes on.
const OPEN: &[State] = &[State::Waiting, State::Running];

/// The routes of jobs. Each shows the viewer's own, and everybody's to whoever sees all.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/jobs", Guard::SignedIn, show_list)
        .get("/jobs/{job}", Guard::SignedIn, one::show_one)
        .get("/jobs/{job}/events", Guard::SignedIn, events::show_events)
        .post("/jobs/{job}/cancellation", Guard::SignedIn, submit_cancellation)
        .post("/jobs/{job}/retry", Guard::SignedIn, submit_retry)
}

/// How far a job is, for any page that it belongs to: its bar while it goes on, which tells how it goes on, and nothing afterwards.
/// Without script the page is looked at again by a link.
#[must_use]
pub fn shown(book: &Book, job: &Job) -> Markup {
    if job.state.has_ended() {
        return nothing();
    }
    let bar = bar(book, job).live(format!("{PLACE}/{}/events", job.id), job.state.word());
    let again = record_link(say("jobs.again"), &format!("{PLACE}/{}", job.id));
    maud! { (bar) noscript { p { (again) } } }.memoize()
}

fn bar(book: &Book, job: &Job) -> Progress {
    Progress::new(name(book, job), whole(job.done), whole(job.total)).step(step(job))
}

/// What a job is at, in words.
fn step(job: &Job) -> String {
    match job.state {
        _ if job.cancel_asked.is_some() => say("jobs.cancelling").to_owned(),
        State::Running if !job.step.is_empty() => say(&job.step).to_owned(),
        State::Waiting | State::Running | State::Done | State::Failed | State::Cancelled => job.state.say().to_owned(),
    }
}

fn whole(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// What people call a job. One of a kind that this program does not know is called by its word.
#[must_use]
pub fn name(book: &Book, job: &Job) -> String {
    book.job(&job.kind)
        .map_or_else(|| job.kind.clone(), |kind| say(kind.name).to_owned())
}

fn chip(job: &Job) -> Chip {
    let chip = Chip::new(job.state.say());
    match job.state {
        State::Waiting => chip.evidence(Evidence::Assumed),
        State::Running | State::Cancelled => chip,
        State::Done => chip.evidence(Evidence::Confirmed),
        State::Failed => chip.hazard(Hazard::Act),
    }
}

/// How long a job took, or has taken so far.
fn took(job: &Job, now: vocabulary::Instant) -> Option<String> {
    let begun = job.begun.filter(|_| job.state != State::Waiting)?;
    let seconds = begun.seconds_until(job.ended.unwrap_or(now)).max(0);
    let (key, n) = match seconds {
        0 => return Some(say("jobs.moment").to_owned()),
        1..120 => ("jobs.seconds", seconds),
        120..7_200 => ("jobs.minutes", seconds / 60),
        _ => ("jobs.hours", seconds / 3_600),
    };
    Some(say_with(key, &[("n", &format::count(whole(n)))]))
}

/// The names of those who asked for some jobs.
async fn askers(tx: &mut Tx, jobs: &[Job]) -> Result<BTreeMap<UserId, String>> {
    let ids: BTreeSet<UserId> = jobs.iter().filter_map(|job| job.asked_by).collect();
    users::store::list_names(tx, &ids).await
}

fn asker(names: &BTreeMap<UserId, String>, job: &Job) -> Markup {
    match job.asked_by {
        Some(user) => names.get(&user).map_or_else(|| dim(say("jobs.gone")), |name| text(unbroken(name))),
        None => dim(&unbroken(say("jobs.house"))),
    }
}

/// Words that stay on one line, beside a name that may take several.
fn unbroken(words: &str) -> String {
    words.replace(' ', "\u{a0}")
}

/// The states of a filter's value; none of them means all.
fn states(filter: &str) -> Vec<State> {
    match filter {
        "open" => OPEN.to_vec(),
        word => State::parse(word).into_iter().collect(),
    }
}

async fn show_list(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let views = Views::of(&mut tx, &caller.viewer, LIST, &params).await?;
    let mut asked = views.asked();
    let states = states(&asked.filter);
    if states.is_empty() {
        asked.filter = String::new();
    }
    let all = acts::sees_all(&caller.viewer);
    let open = acts::count(&mut tx, &caller.viewer, OPEN).await?;
    let span = asked.span(acts::count(&mut tx, &caller.viewer, &states).await?);
    let jobs = acts::list(&mut tx, &caller.viewer, &states, span.limit_and_offset()).await?;
    let names = askers(&mut tx, &jobs).await?;
    drop(tx);
    let title = if open == 0 {
        say("jobs.quiet").to_owned()
    } else {
        say_count("jobs.under_way", open)
    };
    let mut live = 0;
    let rows = jobs
        .iter()
        .map(|job| {
            live += usize::from(job.state == State::Running);
            row(&caller, job, (all.then_some(&names), live <= LIVE_MAX))
        })
        .collect();
    let table = asked.table(say("jobs.place"), columns(all), span, filter(&asked)).rows(rows);
    let empty = if asked.filter.is_empty() {
        let why = if all { say("jobs.none") } else { say("jobs.none_own") };
        Empty::new(say("jobs.belong"), why).action(Button::link(say("jobs.home"), "/"))
    } else {
        asked.nothing_found(say("jobs.none_found"), say("jobs.none_found_why"))
    };
    let sub = if all { say("jobs.sub_all") } else { say("jobs.sub") };
    let body = join([
        Head::new(&title).sub(text(sub)).memoize(),
        views.bar(&caller, &asked),
        table.empty(empty).memoize(),
    ]);
    Ok(caller.page(View::new(say("jobs.place"), PLACE, body)))
}

fn filter(asked: &Asked) -> Filter {
    let state = asked.filter.as_str();
    let mut choices = vec![Choice::new("", say("jobs.every_state")), Choice::new("open", say("jobs.open"))];
    choices.extend(State::choices());
    Filter {
        action: PLACE.to_owned(),
        fields: vec![Field::select("state", say("jobs.state"), choices).value(state)],
        hidden: asked.hidden(),
        clear: (!state.is_empty()).then(|| PLACE.to_owned()),
    }
}

fn columns(all: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::text("job", say("jobs.job")),
        Column::text("state", say("jobs.state")).lead(),
    ];
    if all {
        columns.push(Column::text("by", say("jobs.asked_by")));
    }
    columns.push(Column::text("asked", say("jobs.asked")));
    columns.push(Column::number("took", say("jobs.took")).quiet());
    columns.push(Column::text("act", ""));
    columns
}

fn row(caller: &Caller, job: &Job, (names, live): (Option<&BTreeMap<UserId, String>>, bool)) -> Row {
    let book = &caller.app.book;
    let link = record_link(&name(book, job), &format!("{PLACE}/{}", job.id));
    let what = maud! { (link) @if !job.subject.is_empty() { small { (job.subject) } } }.memoize();
    let state = match job.state {
        State::Running if live => bar(book, job)
            .live(format!("{PLACE}/{}/events", job.id), job.state.word())
            .memoize(),
        State::Running => bar(book, job).memoize(),
        State::Waiting | State::Done | State::Failed | State::Cancelled => chip(job).memoize(),
    };
    let mut cells = vec![what, state];
    if let Some(names) = names {
        cells.push(asker(names, job));
    }
    cells.push(text(unbroken(&format::moment(job.asked, &caller.app.config.zone))));
    cells.push(took(job, caller.app.db.now()).map_or_else(none, text));
    cells.push(verb(caller, job));
    Row::new(cells)
}

/// The one thing that the viewer can do with a job.
fn verb(caller: &Caller, job: &Job) -> Markup {
    if !acts::may_change(&caller.viewer, job) {
        return nothing();
    }
    let (act, button) = match job.state {
        State::Waiting | State::Running if job.cancel_asked.is_none() => ("cancellation", Button::submit(say("jobs.cancel"))),
        State::Failed | State::Cancelled => ("retry", Button::submit(unbroken(say("jobs.retry")))),
        State::Waiting | State::Running | State::Done => return nothing(),
    };
    Form::post(format!("{PLACE}/{}/{act}", job.id))
        .csrf(Some(caller.csrf()))
        .inline()
        .button(button)
        .memoize()
}

async fn submit_cancellation(caller: Caller, Path(job): Path<String>, _fields: Fields) -> Answer {
    let id = JobId::in_address(&job)?;
    caller.writing(async |tx| acts::cancel(tx, &caller.viewer, id).await).await?;
    Ok(redirect(&format!("{PLACE}/{id}")))
}

async fn submit_retry(caller: Caller, Path(job): Path<String>, _fields: Fields) -> Answer {
    let id = JobId::in_address(&job)?;
    caller.writing(async |tx| acts::retry(tx, &caller.viewer, id).await).await?;
    Ok(redirect(&format!("{PLACE}/{id}")))
}
