//! A coaching plan: started with areas that trends propose, followed, and closed by a named person.

use super::back::PLAN_CLOSED;
use super::{PLACE, over_coachee, record_href};
use crate::foundation::staff;
use crate::people::coaching::rules::month::month_of;
use crate::people::coaching::rules::plan::{Progress, Proposal, SaidArea, Trend, add, proposals};
use crate::people::coaching::rules::session::Skill;
use crate::people::coaching::store::plans::{Area, Plan};
use crate::people::coaching::store::sessions::Session;
use crate::people::coaching::store::{self, Sight};
use crate::people::coaching::{COACH, acts, policy, reading};
use hypertext::prelude::*;
use platform::look::components::{
    Button, Chip, Choice, Column, Empty, Evidence, Field, Form, Head, Row, Section, Table, lead, none, note, unknown,
};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::web::again::Shown;
use platform::web::done::after;
use platform::web::{Answer, Caller, Fields, Path, View, redirect};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{CoachingPlanId, PersonId};

/// How many months of sessions a proposal looks back on.
const MONTHS_BACK: i32 = 6;
/// How many sessions at most.
const SESSIONS_MAX: i64 = 100;

fn plan_id(text: &str) -> Result<CoachingPlanId> {
    CoachingPlanId::parse(text).ok().ok_or(Error::NotFound { what: "coaching plan" })
}

/// What the form of a new plan stands on.
struct Ground {
    name: String,
    proposals: Vec<Proposal>,
    areas_max: u64,
}

async fn ground(caller: &Caller, coachee: PersonId) -> Result<Ground> {
    let scope = over_coachee(caller, coachee)?;
    let sight = Sight::of(&caller.viewer)?;
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let person = staff::find(&mut tx, &scope, coachee).await?;
    let areas_max = reading::Numbers::load(&mut tx, &month_of(today)).await?.count(policy::MAX_AREAS);
    let sessions = store::sessions::list_of_coachee(&mut tx, &sight, coachee, SESSIONS_MAX).await?;
    let since = today.plus_months(-MONTHS_BACK);
    let mut trends: BTreeMap<Skill, Trend> = BTreeMap::new();
    for session in sessions.iter().filter(|session: &&Session| session.said.day >= since) {
        if let Some(skill) = session.said.skill {
            add(&mut trends, skill, session.outcome.map(|(outcome, ..)| outcome));
        }
    }
    Ok(Ground {
        name: person.name,
        proposals: proposals(&trends, areas_max),
        areas_max,
    })
}

/// Why a skill is proposed, in words.
fn because(proposal: &Proposal) -> String {
    let trend = proposal.trend;
    if trend.missed > 0 {
        say_with(
            "coaching.proposed_missed",
            &[("n", &trend.missed.to_string()), ("all", &(trend.missed + trend.kept).to_string())],
        )
    } else {
        say("coaching.proposed_never").to_owned()
    }
}

/// The form of a plan, filled with what trends propose.
pub(super) async fn show_new(caller: Caller, Path(person): Path<String>) -> Answer {
    let id = super::person_id(&person)?;
    let ground = ground(&caller, id).await?;
    let mut values = Vec::new();
    for (place, proposal) in (1_usize..).zip(&ground.proposals) {
        values.push((format!("skill-{place}"), proposal.skill.word().to_owned()));
        values.push((format!("because-{place}"), because(proposal)));
    }
    let values = Fields::of(values);
    Ok(new_view(&caller, id, &ground, &Shown::first(&values)))
}

fn new_view(caller: &Caller, id: PersonId, ground: &Ground, shown: &Shown<'_>) -> platform::web::Response {
    let mut form = shown
        .form(format!("{}/plan", record_href(id)), caller.csrf(), &[])
        .get(say("coaching.plan_get"));
    for place in 1..=ground.areas_max.min(6) {
        let mut skills = vec![Choice::new("", say("coaching.no_area_here"))];
        skills.extend(Skill::choices());
        form = form
            .part(Section::new(say_with("coaching.area", &[("n", &place.to_string())]), nothing()))
            .field(shown.fill(Field::select(format!("skill-{place}"), say("coaching.skill"), skills)))
            .field(shown.fill(Field::text(format!("because-{place}"), say("coaching.because"))))
            .field(shown.fill(Field::text(format!("target-{place}"), say("coaching.target"))));
    }
    let form = form
        .button(Button::submit(say("coaching.start_plan")).primary())
        .button(Button::link(say("coaching.cancel"), record_href(id)).quiet());
    let sources = ["scorecard", "verifiers", "assessments"].map(|source| {
        let because = say("coaching.source_unknown");
        let words = say(&format!("coaching.source_{source}"));
        maud! { p.note { (words) " " (unknown(because)) } }.memoize()
    });
    let title = say_with("coaching.plan_with", &[("name", &ground.name)]);
    let head = Head::new(&title).sub(text(say_with("coaching.plan_sub", &[("max", &ground.areas_max.to_string())])));
    let sources = Section::new(say("coaching.sources"), join(sources));
    let body = join([head.memoize(), form.memoize(), sources.memoize()]);
    let view = View::new(&title, PLACE, body)
        .under(&ground.name, record_href(id))
        .under(say("coaching.place"), PLACE);
    caller.page_with(shown.status(), view)
}

/// The areas that a form says; those without a skill are left out. Programs and forms may say more than the policy allows, and are
/// then refused with it (R-COA-9).
fn areas(fields: &Fields) -> Vec<SaidArea> {
    let area = |place: usize| {
        Some(SaidArea {
            skill: Skill::parse(fields.text(&format!("skill-{place}")))?,
            because: fields.text(&format!("because-{place}")).to_owned(),
            target: fields.text(&format!("target-{place}")).to_owned(),
        })
    };
    (1..=12).filter_map(area).collect()
}

/// The filled form.
pub(super) async fn submit_new(caller: Caller, Path(person): Path<String>, fields: Fields) -> Answer {
    let id = super::person_id(&person)?;
    let areas = areas(&fields);
    let started = caller
        .writing(async |tx| acts::start_plan(tx, &caller.viewer, id, areas).await)
        .await;
    match started {
        Ok(plan) => Ok(redirect(&format!("/coaching/plans/{plan}"))),
        Err(error) => {
            let shown = Shown::refused(error, &fields)?;
            let ground = ground(&caller, id).await?;
            Ok(new_view(&caller, id, &ground, &shown))
        }
    }
}

/// The page of a plan.
pub(super) async fn show(caller: Caller, Path(plan): Path<String>) -> Answer {
    view(&caller, plan_id(&plan)?, None).await
}

async fn view(caller: &Caller, id: CoachingPlanId, again: Option<Shown<'_>>) -> Answer {
    let sight = Sight::of(&caller.viewer)?;
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let plan = store::plans::find(&mut tx, &sight, id).await?;
    let people = staff::by_ids(&mut tx, &[plan.coachee, plan.coach]).await?;
    let sessions = store::sessions::list_of_coachee(&mut tx, &sight, plan.coachee, SESSIONS_MAX).await?;
    let next = store::appointments::list_of_coachee(&mut tx, &sight, plan.coachee, today).await?;
    let coaches = caller.viewer.holds(COACH) && caller.viewer.person != Some(plan.coachee);
    let reopens = coaches && acts::can_reopen(&mut tx, &caller.viewer, &plan).await?;
    drop(tx);
    acts::log_reading(&caller.app, &caller.viewer, plan.coachee, &[plan.coach]).await?;
    let name = people.get(&plan.coachee).map_or("", |person| person.name.as_str());
    let empty = Fields::default();
    let shown = again.unwrap_or(Shown::first(&empty));
    let form = match plan.closed {
        None if coaches => closing(caller, &plan, &shown),
        Some(_) if reopens => reopening(caller, &plan),
        None | Some(_) => nothing(),
    };
    let next = match (plan.closed, next.first()) {
        (Some(closed), _) => say_with("coaching.plan_closed_on", &[("day", &format::day(closed))]),
        (None, Some(next)) => say_with("coaching.plan_next", &[("day", &format::day(next.day))]),
        (None, None) => say("coaching.plan_no_next").to_owned(),
    };
    let title = say_with(
        "coaching.plan_title",
        &[("name", name), ("areas", &say_count("coaching.areas", count(plan.areas.len())))],
    );
    let chip = match plan.closed {
        Some(_) => Chip::new(say("coaching.plan_is_closed")).evidence(Evidence::Confirmed),
        None => Chip::new(say("coaching.plan_is_open")).evidence(Evidence::Assumed),
    };
    let since = say_with("coaching.plan_since", &[("day", &format::day(plan.started))]);
    let head = Head::new(&title).chip(chip).sub(text(since));
    let body = join([head.memoize(), lead(text(next)), table(&plan, &sessions), form]);
    let view = View::new(&title, PLACE, body)
        .under(name, record_href(plan.coachee))
        .under(say("coaching.place"), PLACE)
        .notice(shown.notice(say("coaching.changed")));
    Ok(caller.page_with(shown.status(), view))
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// Baseline, what was done since, what came of it: a row for each area.
fn table(plan: &Plan, sessions: &[Session]) -> Markup {
    let columns = vec![
        Column::text("skill", say("coaching.skill")).lead(),
        Column::text("because", say("coaching.because")),
        Column::text("target", say("coaching.target")),
        Column::text("baseline", say("coaching.baseline")),
        Column::text("marks", say("coaching.marks")),
        Column::number("sessions", say("coaching.sessions_since")),
        Column::text("progress", say("coaching.progress")),
    ];
    let row = |area: &Area| {
        let since = sessions.iter().filter(|session| {
            let within = session.said.day >= plan.started && plan.closed.is_none_or(|closed| session.said.day <= closed);
            within && session.said.skill == Some(area.skill)
        });
        let progress = match area.progress {
            Some(progress) => text(progress.say()),
            None => unknown(say("coaching.progress_open")),
        };
        let shown = |words: &str| if words.is_empty() { none() } else { text(words) };
        Row::new(vec![
            text(area.skill.say()),
            shown(&area.because),
            shown(&area.target),
            super::level(&area.baseline),
            marks(plan, area, sessions),
            text(format::count(count(since.count()))),
            progress,
        ])
    };
    let empty = Empty::new(say("coaching.no_area"), say("coaching.no_plan_why"));
    let table = Table::new(say("coaching.plan"), columns)
        .rows(plan.areas.iter().map(row).collect())
        .empty(empty);
    table.memoize()
}

/// The coach's marks in an area: the last one before the plan began, and the latest since.
fn marks(plan: &Plan, area: &Area, sessions: &[Session]) -> Markup {
    let marked = |session: &&Session| session.said.skill == Some(area.skill) && session.level.is_some();
    // Sessions come latest first.
    let before = sessions.iter().filter(marked).find(|session| session.said.day < plan.started);
    let within = |session: &&Session| session.said.day >= plan.started && plan.closed.is_none_or(|closed| session.said.day <= closed);
    let since = sessions.iter().filter(marked).find(within);
    let level = |session: Option<&Session>| session.and_then(|session| session.level);
    match (level(before), level(since)) {
        (None, None) => unknown(say("coaching.no_marks")),
        (before, since) => {
            let shown = |level: Option<i64>| level.map_or(format::NONE.to_owned(), |level| level.to_string());
            text(format!("{} → {}", shown(before), shown(since)))
        }
    }
}

fn closing(caller: &Caller, plan: &Plan, shown: &Shown<'_>) -> Markup {
    let mut form = shown
        .form(
            format!("/coaching/plans/{}/closing", plan.id),
            caller.csrf(),
            &["progress-1", "progress-2", "progress-3"],
        )
        .hidden("version", shown.opened_with("version", plan.version));
    for (place, area) in (1_usize..).zip(&plan.areas) {
        let label = say_with("coaching.progress_in", &[("skill", area.skill.say())]);
        form = form.field(shown.fill(Field::choice(format!("progress-{place}"), label, Progress::choices()).required()));
    }
    let form = form.button(Button::submit(say("coaching.close_plan")).primary());
    let about = note(text(say("coaching.close_plan_about")));
    Section::new(say("coaching.close_plan"), join([about, form.memoize()])).memoize()
}

/// The way back while nothing followed.
fn reopening(caller: &Caller, plan: &Plan) -> Markup {
    let form = Form::post(format!("/coaching/plans/{}/reopening", plan.id))
        .csrf(Some(caller.csrf()))
        .hidden("version", plan.version.to_string())
        .inline()
        .button(Button::submit(say("coaching.reopen_plan")));
    let about = note(text(say("coaching.reopen_plan_about")));
    Section::new(say("coaching.plan_is_closed_head"), join([about, form.memoize()])).memoize()
}

/// A closed plan is opened again.
pub(super) async fn submit_reopening(caller: Caller, Path(plan): Path<String>, fields: Fields) -> Answer {
    let (id, version) = (plan_id(&plan)?, fields.version("coaching plan")?);
    caller
        .writing(async |tx| acts::reopen_plan(tx, &caller.viewer, id, version).await)
        .await?;
    Ok(redirect(&format!("/coaching/plans/{id}")))
}

/// What came of each area.
pub(super) async fn submit_closing(caller: Caller, Path(plan): Path<String>, fields: Fields) -> Answer {
    let id = plan_id(&plan)?;
    let progress: Vec<Option<Progress>> = (1..=12)
        .map(|place| Progress::parse(fields.text(&format!("progress-{place}"))))
        .collect();
    let done: Result<()> = async {
        let version = fields.version("coaching plan")?;
        caller
            .writing(async |tx| acts::close_plan(tx, &caller.viewer, id, version, &progress).await)
            .await
    }
    .await;
    match done {
        Ok(()) => Ok(redirect(&after(&format!("/coaching/plans/{id}"), &PLAN_CLOSED, id))),
        Err(error) => view(&caller, id, Some(Shown::refused_or_changed(error, &fields)?)).await,
    }
}
