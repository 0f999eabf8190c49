//! Arranging a session that is to come, and preparing it: the topic, the questions, what both set out to do.

use super::{PLACE, SESSIONS, first_name, over_coachee, questions, record_href, said};
use crate::foundation::{calendars, staff};
use crate::people::coaching::acts::{self, SaidAppointment};
use crate::people::coaching::rules::session::Skill;
use crate::people::coaching::store::appointments::Appointment;
use crate::people::coaching::store::{self, Sight};
use hypertext::prelude::*;
use platform::look::components::{Button, Choice, Column, Empty, Field, Form, Head, Row, Section, Table, lead, note, quotation};
use platform::look::{format, join, nothing, text};
use platform::texts::{say, say_with};
use platform::web::again::Shown;
use platform::web::{Answer, Caller, Fields, Path, View, redirect};
use platform::{Error, Result};
use vocabulary::{CoachingAppointmentId, PersonId};

const FIELDS: [&str; 6] = ["day", "starts", "minutes", "topic", "skill", "questions"];

fn appointment_id(text: &str) -> Result<CoachingAppointmentId> {
    CoachingAppointmentId::parse(text)
        .ok()
        .ok_or(Error::NotFound { what: "appointment" })
}

async fn new_view(caller: &Caller, id: PersonId, again: Option<Shown<'_>>) -> Answer {
    let scope = over_coachee(caller, id)?;
    let sight = Sight::of(&caller.viewer)?;
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let firm = calendars::working_days(&mut tx, today).await?;
    let person = staff::find(&mut tx, &scope, id).await?;
    let style = store::requests::list_styles(&mut tx, &sight, &[id]).await?.remove(&id);
    let plan = store::plans::list_open(&mut tx, &sight, &[id]).await?.remove(&id);
    let last = store::sessions::list_latest(&mut tx, &sight, &[id]).await?.remove(&id);
    drop(tx);
    let area = plan.as_ref().and_then(|plan| plan.areas.first()).map(|area| area.skill);
    let skill = area.or(last.as_ref().and_then(|last| last.said.skill));
    let topic = style.as_ref().map(|style| style.topic.clone()).filter(|topic| !topic.is_empty());
    let topic = topic.or(skill.map(|skill| super::topic(skill).to_owned())).unwrap_or_default();
    let values = Fields::of([
        ("day", firm.after(today, 1).to_string()),
        ("starts", "10:00".to_owned()),
        ("minutes", "45".to_owned()),
        ("topic", topic),
        ("skill", skill.map_or("", Skill::word).to_owned()),
        ("questions", skill.map(questions).unwrap_or_default().join("\n")),
    ]);
    let shown = again.unwrap_or(Shown::first(&values));
    let mut skills = vec![Choice::new("", say("coaching.no_skill"))];
    skills.extend(Skill::choices());
    let form = shown
        .form(format!("{}/appointment", record_href(id)), caller.csrf(), &FIELDS)
        .they_get(first_name(&person.name), say("coaching.arrange_they_get"))
        .get(say("coaching.arrange_get"))
        .fields(vec![
            shown.fill(Field::date("day", say("coaching.day")).required()),
            shown.fill(Field::text("starts", say("coaching.starts")).required()),
            shown.fill(
                Field::number("minutes", say("coaching.minutes"))
                    .unit(say("coaching.minutes_unit"))
                    .required(),
            ),
        ])
        .field(shown.fill(Field::text("topic", say("coaching.topic"))))
        .field(shown.fill(Field::select("skill", say("coaching.skill"), skills)))
        .field(shown.fill(Field::area("questions", say("coaching.questions"), 4).hint(say("coaching.questions_hint"))))
        .button(Button::submit(say("coaching.arrange")).primary())
        .button(Button::link(say("coaching.cancel"), record_href(id)).quiet());
    let title = say_with("coaching.arrange_with", &[("name", &person.name)]);
    let body = join([Head::new(&title).memoize(), form.memoize()]);
    let view = View::new(&title, PLACE, body)
        .under(&person.name, record_href(id))
        .under(say("coaching.place"), PLACE);
    Ok(caller.page_with(shown.status(), view))
}

/// The form of an appointment.
pub(super) async fn show_new(caller: Caller, Path(person): Path<String>) -> Answer {
    new_view(&caller, super::person_id(&person)?, None).await
}

async fn create(caller: &Caller, id: PersonId, fields: &Fields) -> Result<CoachingAppointmentId> {
    let missing = |name: &str| Error::refused_on(name, "form.missing", say("form.missing"));
    let minutes = fields.number("minutes")?.and_then(|number| number.to_i128());
    let said = SaidAppointment {
        day: fields.day("day")?.ok_or_else(|| missing("day"))?,
        starts: fields.text("starts").to_owned(),
        minutes: minutes
            .and_then(|minutes| i64::try_from(minutes).ok())
            .ok_or_else(|| missing("minutes"))?,
        topic: fields.text("topic").to_owned(),
        skill: Skill::parse(fields.text("skill")),
        questions: fields.raw("questions").to_owned(),
    };
    caller.writing(async |tx| acts::arrange(tx, &caller.viewer, id, said).await).await
}

/// The filled form.
pub(super) async fn submit_new(caller: Caller, Path(person): Path<String>, fields: Fields) -> Answer {
    let id = super::person_id(&person)?;
    match create(&caller, id, &fields).await {
        Ok(appointment) => Ok(redirect(&format!("/coaching/appointments/{appointment}"))),
        Err(error) => new_view(&caller, id, Some(Shown::refused(error, &fields)?)).await,
    }
}

/// The prepared session.
pub(super) async fn show(caller: Caller, Path(appointment): Path<String>) -> Answer {
    let id = appointment_id(&appointment)?;
    let sight = Sight::of(&caller.viewer)?;
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let appointment = store::appointments::find(&mut tx, &sight, id).await?;
    let asked = store::appointments::list_questions(&mut tx, &appointment).await?;
    let people = staff::by_ids(&mut tx, &[appointment.coach, appointment.coachee]).await?;
    let last = store::sessions::list_latest(&mut tx, &sight, &[appointment.coachee])
        .await?
        .remove(&appointment.coachee);
    drop(tx);
    let name = |id: PersonId| people.get(&id).map(|person| person.name.clone()).unwrap_or_default();
    let coachee = name(appointment.coachee);
    let when = say_with(
        "coaching.from_calendar",
        &[
            ("day", &format::day(appointment.day)),
            ("starts", &appointment.starts),
            ("n", &appointment.minutes.to_string()),
        ],
    );
    let quoted = last.as_ref().and_then(|last| said(last, name, today)).map_or_else(nothing, |said| {
        quotation(&say_with("coaching.set_out", &[("name", first_name(&coachee))]), &said)
    });
    let topic = if appointment.topic.is_empty() {
        note(text(say("coaching.topic_open")))
    } else {
        lead(text(&appointment.topic))
    };
    let rows = asked
        .iter()
        .map(|question| Row::new(vec![text(&question.words), text(&question.answer)]));
    let columns = vec![
        Column::text("question", say("coaching.head_question")).lead(),
        Column::text("answer", say("coaching.head_answer")),
    ];
    let empty = Empty::new(say("coaching.no_questions"), say("coaching.no_questions_why"));
    let table = Table::new(say("coaching.questions"), columns).rows(rows.collect()).empty(empty);
    let title = say_with("coaching.appointment_title", &[("name", &coachee)]);
    let body = join([
        head(&caller, &appointment, (&title, &when)),
        quoted,
        topic,
        Section::new(say("coaching.questions"), table).memoize(),
        calling_off(&caller, &appointment),
    ]);
    let view = View::new(&title, PLACE, body)
        .under(&coachee, record_href(appointment.coachee))
        .under(say("coaching.place"), PLACE);
    Ok(caller.page(view))
}

fn is_open(appointment: &Appointment) -> bool {
    appointment.session.is_none() && !appointment.cancelled
}

fn head(caller: &Caller, appointment: &Appointment, (title, when): (&str, &str)) -> platform::look::Markup {
    let mut head = Head::new(title).sub(text(when));
    if appointment.cancelled {
        head = head.chip(platform::look::components::Chip::new(say("coaching.was_cancelled")));
    }
    if let Some(session) = appointment.session {
        head = head.action(Button::link(say("coaching.to_session"), format!("{SESSIONS}/{session}")));
    }
    if is_open(appointment) && caller.viewer.person == Some(appointment.coach) {
        let href = format!("{SESSIONS}/new?coachee={}&appointment={}", appointment.coachee, appointment.id);
        head = head.action(Button::link(say("coaching.open_session"), href).primary());
    }
    head.memoize()
}

fn calling_off(caller: &Caller, appointment: &Appointment) -> platform::look::Markup {
    if !is_open(appointment) || ![Some(appointment.coach), Some(appointment.coachee)].contains(&caller.viewer.person) {
        return nothing();
    }
    Form::post(format!("/coaching/appointments/{}/cancellation", appointment.id))
        .csrf(Some(caller.csrf()))
        .hidden("version", appointment.version.to_string())
        .inline()
        .button(Button::submit(say("coaching.call_off")))
        .memoize()
}

/// Calls it off.
pub(super) async fn submit_cancellation(caller: Caller, Path(appointment): Path<String>, fields: Fields) -> Answer {
    let id = appointment_id(&appointment)?;
    let version = fields.version("appointment")?;
    caller
        .writing(async |tx| acts::cancel(tx, &caller.viewer, id, version).await)
        .await?;
    Ok(redirect(&format!("/coaching/appointments/{id}")))
}
