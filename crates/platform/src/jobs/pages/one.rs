//! The page of one job: how far it is, what came of it, and who asked for it when.

use super::{PLACE, asker, askers, chip, name, shown, took, verb, whole};
use crate::jobs::acts;
use crate::jobs::rules::{ATTEMPTS_MAX, Job, JobId, State};
use crate::look::components::{Button, Head, SumLine, SumList, columns, lead, note, record_link};
use crate::look::{Markup, format, join, nothing, text};
use crate::texts::{say, say_with};
use crate::web::{Answer, Caller, Path, View};
use hypertext::prelude::*;
use vocabulary::{Instant, UserId};

pub(super) async fn show_one(caller: Caller, Path(job): Path<String>) -> Answer {
    let id = JobId::in_address(&job)?;
    let mut tx = caller.app.db.read().await?;
    let job = acts::find(&mut tx, &caller.viewer, id).await?;
    let names = askers(&mut tx, std::slice::from_ref(&job)).await?;
    drop(tx);
    let called = name(&caller.app.book, &job);
    let mut head = Head::new(&called).control(verb(&caller, &job));
    if job.state.has_ended() {
        head = head.chip(chip(&job));
    }
    if !(job.subject.is_empty() && job.href.is_empty()) {
        let page = if job.subject.is_empty() { say("jobs.page") } else { &job.subject };
        head = head.sub(record_link(page, &job.href));
    }
    let main = join([said(&caller, &job), shown(&caller.app.book, &job), way(&job)]);
    let body = join([head.memoize(), columns(main, particulars(&caller, &job, &names))]);
    Ok(caller.page(View::new(called, PLACE, body).under(say("jobs.place"), PLACE)))
}

/// The answer: what came of it, or what to expect.
fn said(caller: &Caller, job: &Job) -> Markup {
    let at = |moment: Instant| format::moment(moment, &caller.app.config.zone);
    match job.state {
        State::Waiting if !job.reason.is_empty() && job.ready > caller.app.db.now() => {
            join([lead(say_with("jobs.rests", &[("when", &at(job.ready))])), note(&job.reason)])
        }
        State::Waiting if job.ready > caller.app.db.now() => lead(say_with("jobs.waits_until", &[("when", &at(job.ready))])),
        State::Waiting => lead(say("jobs.waits")),
        State::Running if job.cancel_asked.is_some() => lead(say("jobs.stops")),
        State::Running => lead(say("jobs.runs")),
        State::Done => job.result.as_ref().map_or_else(nothing, |result| lead(result.say())),
        State::Failed => lead(job.reason.as_str()),
        State::Cancelled => lead(say("jobs.cancelled_why")),
    }
}

/// Where to look at what came of it.
fn way(job: &Job) -> Markup {
    let result = job.result.as_ref().and_then(|result| result.href());
    match result.filter(|_| job.state == State::Done) {
        Some(href) => maud! { p { (Button::link(say("jobs.look"), href).primary()) } }.memoize(),
        None => nothing(),
    }
}

fn particulars(caller: &Caller, job: &Job, names: &std::collections::BTreeMap<UserId, String>) -> SumList {
    let at = |moment: Instant| text(format::moment(moment, &caller.app.config.zone));
    let mut lines = vec![
        SumLine::new(say("jobs.asked_by"), asker(names, job)),
        SumLine::new(say("jobs.asked"), at(job.asked)),
    ];
    if let Some(begun) = job.begun {
        lines.push(SumLine::new(say("jobs.begun"), at(begun)));
    }
    if let Some(ended) = job.ended {
        lines.push(SumLine::new(say("jobs.ended_at"), at(ended)));
    }
    if let Some(took) = took(job, caller.app.db.now()) {
        let label = if job.state.has_ended() { "jobs.took" } else { "jobs.so_far" };
        lines.push(SumLine::new(say(label), text(took)));
    }
    if job.attempts > 1 {
        let (n, most) = (format::count(whole(job.attempts)), format::count(whole(ATTEMPTS_MAX)));
        let attempts = say_with("jobs.of_attempts", &[("n", &n), ("most", &most)]);
        lines.push(SumLine::new(say("jobs.attempts"), text(attempts)));
    }
    SumList::new(lines)
}
