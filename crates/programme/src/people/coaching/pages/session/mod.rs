//! The form of a session: made for a thumb, three fields and three taps, the last commitment first.

mod edit;
mod fields;
mod ground;

pub(super) use edit::{show_edit, submit_edit};
pub(in crate::people::coaching) use fields::said as said_session;

use super::{PLACE, Query, SESSIONS, first_name, said as commitment_said};
use crate::foundation::staff::{self, Person};
use crate::people::coaching::acts::{self, Logging};
use crate::people::coaching::rules::quality::VALUES;
use crate::people::coaching::rules::session::{Kind, Outcome};
use fields::{FIELDS, fields, said};
use ground::{Ground, ground, team};
use hypertext::prelude::*;
use platform::look::components::{Button, Choice, Column, Empty, Field, Head, Notice, Row, Table, Tone, folded, note, quotation};
use platform::look::{Markup, format, join, text};
use platform::texts::{say, say_with};
use platform::web::again::Shown;
use platform::web::{Answer, Caller, Fields, View, address, redirect};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{CoachingAppointmentId, CoachingSessionId, PersonId};

/// How many minutes are offered when no calendar says better.
const MINUTES: i64 = 45;
/// In how many days a commitment is due unless somebody says otherwise: two weeks.
const DUE_DAYS: i64 = 14;

/// How far the coachee was in the skill, 1 to 5.
fn levels() -> Vec<Choice> {
    VALUES.map(|level| Choice::new(level.to_string(), level.to_string())).collect()
}

/// The chosen coachee's form, or first the question whom it was.
pub(super) async fn show_new(caller: Caller, query: Query) -> Answer {
    let asked = |name: &str| query.0.get(name).map_or("", String::as_str);
    let Ok(coachee) = PersonId::parse(asked("coachee")) else {
        return choose(&caller).await;
    };
    let ground = ground(&caller, coachee, asked("appointment")).await?;
    let minutes = ground.appointment.as_ref().map_or(MINUTES, |one| one.minutes);
    let day = ground.appointment.as_ref().map_or(ground.today, |one| one.day.min(ground.today));
    let skill = ground.appointment.as_ref().and_then(|one| one.skill);
    let or = |asked: &str, otherwise: String| if asked.is_empty() { otherwise } else { asked.to_owned() };
    let values = Fields::of([
        ("day", or(asked("day"), day.to_string())),
        ("minutes", or(asked("minutes"), minutes.to_string())),
        (
            "kind",
            or(asked("kind"), skill.map_or(String::new(), |_| Kind::Skill.word().to_owned())),
        ),
        ("stage", asked("stage").to_owned()),
        (
            "skill",
            or(asked("skill"), skill.map_or(String::new(), |skill| skill.word().to_owned())),
        ),
        ("due", ground.today.plus_days(DUE_DAYS).to_string()),
        ("meeting", asked("meeting").to_owned()),
        ("others", asked("others").to_owned()),
        ("opened", caller.app.db.now().micros().to_string()),
    ]);
    new_view(&caller, &ground, &Shown::first(&values))
}

/// Whom was it? Two taps instead of a search.
async fn choose(caller: &Caller) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let team = team(&mut tx, caller).await?;
    drop(tx);
    let rows = team.values().map(|person| {
        let href = address(&format!("{SESSIONS}/new"), &[("coachee", &person.id.to_string())]);
        let button = Button::link(say_with("coaching.log_with", &[("name", first_name(&person.name))]), href);
        Row::new(vec![text(&person.name), button.memoize()])
    });
    let columns = vec![
        Column::text("coachee", say("coaching.head_coachee")).lead(),
        Column::text("act", say("coaching.head_act")),
    ];
    let empty = Empty::new(say("coaching.no_team"), say("coaching.no_team_why"));
    let table = Table::new(say("coaching.whom"), columns).rows(rows.collect()).empty(empty).aside();
    let body = join([Head::new(say("coaching.whom")).memoize(), table.memoize()]);
    let view = View::new(say("coaching.log"), PLACE, body).under(say("coaching.place"), PLACE);
    Ok(caller.page(view))
}

fn new_view(caller: &Caller, ground: &Ground, shown: &Shown<'_>) -> Answer {
    let name = first_name(&ground.coachee.name);
    let names = |id: PersonId| match caller.viewer.person {
        Some(me) if me == id => say("coaching.you").to_owned(),
        Some(_) | None => name.to_owned(),
    };
    let next = say_with("coaching.you_get", &[("day", &format::day_short(ground.today.plus_days(DUE_DAYS)))]);
    let mut form = shown
        .form(SESSIONS, caller.csrf(), &FIELDS)
        .phone()
        .hidden("coachee", ground.coachee.id.to_string())
        .hidden("meeting", shown.text("meeting"))
        .hidden("others", shown.text("others"))
        .hidden("opened", shown.text("opened"))
        .they_get(name, say("coaching.they_get"))
        .get(next);
    if let Some(appointment) = &ground.appointment {
        form = form.hidden("appointment", appointment.id.to_string());
    }
    let open = ground.last.as_ref().filter(|last| last.is_open());
    if let Some(last) = &ground.last
        && let Some(said) = commitment_said(last, names, ground.today)
    {
        form = form.context(quotation(&say_with("coaching.set_out", &[("name", name)]), &said));
    }
    if open.is_some() {
        form = form.field(shown.fill(Field::choice("outcome", say("coaching.what_became"), Outcome::choices())));
    }
    form = fields(form, shown, name);
    if !ground.questions.is_empty() {
        let asked = (1_usize..).zip(&ground.questions);
        let asked = asked.map(|(place, question)| shown.fill(Field::text(format!("question-{place}"), &question.words)).memoize());
        form = form.part(folded(say("coaching.questions"), join(asked), false));
    }
    form = form.field(shown.fill(Field::taps("level", say_with("coaching.level", &[("name", name)]), levels())));
    if shown.text("meeting").is_empty() {
        let boxes = ground
            .team
            .values()
            .map(|person| shown.fill(Field::check(format!("with-{}", person.id), &person.name, false)));
        let boxes: Vec<Field> = boxes.collect();
        if !boxes.is_empty() {
            form = form.part(more(shown, boxes));
        }
    }
    let form = form
        .button(Button::submit(say("coaching.save_session")).primary())
        .button(Button::link(say("coaching.cancel"), PLACE).quiet());
    let head = Head::new(&ground.coachee.name).sub(sub(ground));
    let body = join([head.memoize(), form.memoize()]);
    let view = View::new(say("coaching.log"), PLACE, body)
        .under(say("coaching.place"), PLACE)
        .notice(beyond(ground));
    Ok(caller.page_with(shown.status(), view))
}

/// What most sessions do not need: others who were there, and a second coach.
fn more(shown: &Shown<'_>, boxes: Vec<Field>) -> Markup {
    let co_coach = shown.fill(Field::text("co_coach", say("coaching.co_coach")).hint(say("coaching.co_coach_hint")));
    let question = note(text(say("coaching.others")));
    let boxes = boxes.into_iter().map(|one| one.memoize());
    // A refusal of the second coach must not lie in a closed fold.
    let filled = !shown.text("co_coach").is_empty();
    folded(
        say("coaching.more"),
        join([co_coach.memoize(), question].into_iter().chain(boxes)),
        filled,
    )
}

fn sub(ground: &Ground) -> Markup {
    let planned = match &ground.appointment {
        Some(one) => say_with(
            "coaching.from_calendar",
            &[
                ("day", &format::day_short(one.day)),
                ("starts", &one.starts),
                ("n", &one.minutes.to_string()),
            ],
        ),
        None => say("coaching.not_planned").to_owned(),
    };
    match ground.median {
        Some(seconds) => text(format!(
            "{planned} {}",
            say_with("coaching.usually", &[("n", &seconds.to_string())])
        )),
        None => text(planned),
    }
}

/// Beyond the hours that count the form says so before anybody fills it (R-COA-1).
fn beyond(ground: &Ground) -> Option<Notice> {
    let (received, max) = &ground.hours;
    (received >= max).then(|| {
        let values = [
            ("name", first_name(&ground.coachee.name).to_owned()),
            ("hours", super::hours(received)),
            ("max", super::hours(max)),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Notice::new(Tone::Watch, say_with("coaching.no_more_credit", &values))
    })
}

/// Who else was there: the boxes ticked, or those still waiting from the form before.
fn others(fields: &Fields, team: &BTreeMap<PersonId, Person>) -> Vec<PersonId> {
    let waiting = fields.text("others").split(',').filter_map(|id| PersonId::parse(id).ok());
    let ticked = team.keys().copied().filter(|id| fields.text(&format!("with-{id}")) == "yes");
    waiting.chain(ticked).filter(|id| team.contains_key(id)).collect()
}

async fn create(caller: &Caller, coachee: PersonId, fields: &Fields) -> Result<CoachingSessionId> {
    let said = said(fields)?;
    let opened: Option<i64> = fields.text("opened").parse().ok();
    let co_coach = fields.optional("co_coach");
    let appointment = CoachingAppointmentId::parse(fields.text("appointment")).ok();
    let meeting = CoachingSessionId::parse(fields.text("meeting")).ok();
    let outcome = Outcome::parse(fields.text("outcome"));
    let answers = (1..=8).map(|place| fields.raw(&format!("question-{place}")).to_owned()).collect();
    let level: Option<i64> = fields.text("level").parse().ok();
    caller
        .writing(async |tx| {
            // The form carries the moment; whoever forges it only loses their own measurement.
            let seconds = opened
                .and_then(|opened| tx.now().micros().checked_sub(opened))
                .map(|micros| micros / 1_000_000);
            let co_coach = match &co_coach {
                Some(reference) => {
                    let found = staff::by_reference(tx, [reference]).await?.remove(reference);
                    let nobody = || Error::refused_on("co_coach", "coaching.no_co_coach", say("coaching.no_co_coach"));
                    Some(found.ok_or_else(nobody)?.id)
                }
                None => None,
            };
            let around = Logging {
                co_coach,
                meeting,
                appointment,
                answers,
                outcome,
                level,
                entry_seconds: seconds,
                opened,
            };
            acts::log(tx, &caller.viewer, coachee, said, around).await
        })
        .await
}

/// The filled form. Where others were there, theirs come next, one after the other.
pub(super) async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    let coachee = super::person_id(fields.text("coachee"))?;
    match create(&caller, coachee, &fields).await {
        Ok(id) => {
            let mut tx = caller.app.db.read().await?;
            let team = team(&mut tx, &caller).await?;
            drop(tx);
            let others = others(&fields, &team);
            let Some((next, rest)) = others.split_first() else {
                return Ok(redirect(&format!("{SESSIONS}/{id}")));
            };
            let rest = rest.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            let meeting = fields.text("meeting");
            let meeting = if meeting.is_empty() { id.to_string() } else { meeting.to_owned() };
            let query = [
                ("coachee", next.to_string()),
                ("meeting", meeting),
                ("others", rest),
                ("day", fields.text("day").to_owned()),
                ("minutes", fields.text("minutes").to_owned()),
                ("kind", fields.text("kind").to_owned()),
                ("stage", fields.text("stage").to_owned()),
                ("skill", fields.text("skill").to_owned()),
            ];
            let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
            Ok(redirect(&address(&format!("{SESSIONS}/new"), &query)))
        }
        Err(error) => {
            let shown = Shown::refused(error, &fields)?;
            let ground = ground(&caller, coachee, fields.text("appointment")).await?;
            new_view(&caller, &ground, &shown)
        }
    }
}
