//! A session that is to come: prepared by both, called off by either of them, and back.

use super::appointment_id;
use crate::foundation::staff;
use crate::people::coaching::acts;
use crate::people::coaching::pages::back::CALLED_OFF;
use crate::people::coaching::pages::{PLACE, Part, Query, SESSIONS, first_name, over_coachee, record_href, said};
use crate::people::coaching::store::appointments::{Appointment, Question};
use crate::people::coaching::store::sessions::Session;
use crate::people::coaching::store::{self, Sight};
use hypertext::prelude::*;
use platform::Result;
use platform::look::components::{
    Button, Chip, Column, Empty, Field, Form, Head, Row, Section, Table, folded, lead, none, note, quotation,
};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_with};
use platform::web::again::Shown;
use platform::web::done::after;
use platform::web::{Answer, Caller, Fields, Params, Path, View, redirect};
use std::collections::BTreeMap;
use vocabulary::{CoachingAppointmentId, Day, PersonId};

/// What the page shows.
struct Seen {
    appointment: Appointment,
    asked: Vec<Question>,
    last: Option<Session>,
    names: BTreeMap<PersonId, String>,
    today: Day,
    part: Part,
}

impl Seen {
    fn name(&self, id: PersonId) -> String {
        self.names.get(&id).cloned().unwrap_or_default()
    }

    fn is_open(&self) -> bool {
        self.appointment.session.is_none() && self.appointment.cancelled.is_none()
    }
}

async fn seen(caller: &Caller, id: CoachingAppointmentId) -> Result<Seen> {
    let sight = Sight::of(&caller.viewer)?;
    let mut tx = caller.app.db.read().await?;
    let appointment = store::appointments::find(&mut tx, &sight, id).await?;
    let asked = store::appointments::list_questions(&mut tx, &appointment).await?;
    let people = staff::by_ids(&mut tx, &[appointment.coach, appointment.coachee]).await?;
    let mut last = store::sessions::list_latest(&mut tx, &sight, &[appointment.coachee]).await?;
    Ok(Seen {
        last: last.remove(&appointment.coachee),
        names: people.into_iter().map(|(id, person)| (id, person.name)).collect(),
        today: tx.today(),
        part: Part::of(caller.viewer.person, &[appointment.coach], appointment.coachee),
        appointment,
        asked,
    })
}

/// The prepared session.
pub(in super::super) async fn show(caller: Caller, Path(appointment): Path<String>, Params(query): Query) -> Answer {
    let seen = seen(&caller, appointment_id(&appointment)?).await?;
    acts::log_reading(&caller.app, &caller.viewer, seen.appointment.coachee, &[seen.appointment.coach]).await?;
    view(&caller, &seen, query.contains_key("done"), None)
}

fn view(caller: &Caller, seen: &Seen, just_now: bool, again: Option<&Shown<'_>>) -> Answer {
    let (appointment, coachee) = (&seen.appointment, seen.name(seen.appointment.coachee));
    let title = title(seen);
    // Just after it the page opens with the same way back.
    let undo = !just_now && acts::can_restore(appointment, caller.viewer.person, seen.today);
    let body = join([
        head(caller, seen, &title),
        called_off(caller, seen, undo),
        about(seen),
        Section::new(say("coaching.questions"), questions(&seen.asked)).memoize(),
        calling_off(caller, seen, again),
    ]);
    let view = View::new(&title, PLACE, body)
        .under(seen.part.record(&coachee), record_href(appointment.coachee))
        .under(say("coaching.place"), PLACE)
        .notice(again.and_then(|shown| shown.notice(say("coaching.changed"))));
    Ok(match again {
        Some(shown) => caller.page_with(shown.status(), view),
        None => caller.page(view),
    })
}

/// What they set out to do last time, and the topic; after why it was called off it stands under a heading of its own.
fn about(seen: &Seen) -> Markup {
    let about = join([set_out(seen), topic(&seen.appointment)]);
    if seen.appointment.cancelled.is_none() {
        return about;
    }
    Section::new(say("coaching.topic"), about).memoize()
}

/// Who it is with, seen from whoever reads.
fn title(seen: &Seen) -> String {
    let (coach, coachee) = (seen.name(seen.appointment.coach), seen.name(seen.appointment.coachee));
    match seen.part {
        Part::Coachee => say_with("coaching.appointment_title", &[("name", &coach)]),
        Part::Coach => say_with("coaching.appointment_title", &[("name", &coachee)]),
        Part::Other => say_with("coaching.appointment_of", &[("coach", &coach), ("name", &coachee)]),
    }
}

fn set_out(seen: &Seen) -> Markup {
    let Some(said) = seen.last.as_ref().and_then(|last| said(last, |id| seen.name(id), seen.today)) else {
        return nothing();
    };
    let coachee = seen.name(seen.appointment.coachee);
    let who = match seen.part {
        Part::Coachee => say("coaching.you_set_out").to_owned(),
        Part::Coach | Part::Other => say_with("coaching.set_out", &[("name", first_name(&coachee))]),
    };
    quotation(&who, &said)
}

fn topic(appointment: &Appointment) -> Markup {
    if appointment.topic.is_empty() {
        note(text(say("coaching.topic_open")))
    } else {
        lead(text(&appointment.topic))
    }
}

fn questions(asked: &[Question]) -> Table {
    let row = |question: &Question| {
        let answer = if question.answer.is_empty() {
            none()
        } else {
            text(&question.answer)
        };
        Row::new(vec![text(&question.words), answer])
    };
    let columns = vec![
        Column::text("question", say("coaching.head_question")).lead(),
        Column::text("answer", say("coaching.head_answer")),
    ];
    let empty = Empty::new(say("coaching.no_questions"), say("coaching.no_questions_why"));
    Table::new(say("coaching.questions"), columns)
        .rows(asked.iter().map(row).collect())
        .empty(empty)
}

fn head(caller: &Caller, seen: &Seen, title: &str) -> Markup {
    let appointment = &seen.appointment;
    let when = say_with(
        "coaching.from_calendar",
        &[
            ("day", &format::day(appointment.day)),
            ("starts", &appointment.starts),
            ("n", &appointment.minutes.to_string()),
        ],
    );
    let mut head = Head::new(title).sub(text(when));
    if appointment.cancelled.is_some() {
        head = head.chip(Chip::new(say("coaching.was_cancelled")));
    }
    if let Some(session) = appointment.session {
        head = head.action(Button::link(say("coaching.to_session"), format!("{SESSIONS}/{session}")));
    }
    if seen.is_open() && seen.part == Part::Coach {
        let href = format!("{SESSIONS}/new?coachee={}&appointment={}", appointment.coachee, appointment.id);
        head = head.action(Button::link(say("coaching.open_session"), href).primary());
    }
    if appointment.cancelled.is_some()
        && over_coachee(caller, appointment.coachee).is_ok_and(|scope| scope.people().holds(&appointment.coachee))
    {
        let href = format!("{}/appointment?like={}", record_href(appointment.coachee), appointment.id);
        head = head.action(Button::link(say("coaching.another_day"), href));
    }
    head.memoize()
}

/// By whom it was called off, when and why; and the way back for whoever did it.
fn called_off(caller: &Caller, seen: &Seen, undo: bool) -> Markup {
    let Some(cancelled) = &seen.appointment.cancelled else {
        return nothing();
    };
    let when = format::moment(cancelled.at, &caller.app.config.zone);
    let who = match cancelled.by {
        Some(by) if Some(by) == caller.viewer.person => say_with("coaching.you_called_off", &[("when", &when)]),
        Some(by) => say_with("coaching.called_off_by", &[("name", &seen.name(by)), ("when", &when)]),
        None => say_with("coaching.called_off_on", &[("when", &when)]),
    };
    let because = if cancelled.because.is_empty() {
        note(text(say("coaching.called_off_no_reason")))
    } else {
        maud! { p.answer { (cancelled.because) } }.memoize()
    };
    let undo = if undo { undoing(caller, &seen.appointment) } else { nothing() };
    Section::new(who, join([because, undo])).memoize()
}

fn undoing(caller: &Caller, appointment: &Appointment) -> Markup {
    Form::post(format!("/coaching/appointments/{}/restoration", appointment.id))
        .csrf(Some(caller.csrf()))
        .hidden("version", appointment.version.to_string())
        .inline()
        .button(Button::submit(say("form.undo")))
        .memoize()
}

fn calling_off(caller: &Caller, seen: &Seen, again: Option<&Shown<'_>>) -> Markup {
    if !seen.is_open() || seen.part == Part::Other {
        return nothing();
    }
    let appointment = &seen.appointment;
    let empty = Fields::default();
    let first = Shown::first(&empty);
    let shown = again.unwrap_or(&first);
    let form = shown
        .form(
            format!("/coaching/appointments/{}/cancellation", appointment.id),
            caller.csrf(),
            &["because"],
        )
        .hidden("version", shown.opened_with("version", appointment.version))
        .field(shown.fill(Field::text("because", say("coaching.call_off_because")).hint(say("coaching.call_off_hint"))))
        .button(Button::submit(say("coaching.call_off")));
    folded(say("coaching.call_off"), form, again.is_some())
}

/// Calls it off.
pub(in super::super) async fn submit_cancellation(caller: Caller, Path(appointment): Path<String>, fields: Fields) -> Answer {
    let id = appointment_id(&appointment)?;
    let done: Result<()> = async {
        let (version, because) = (fields.version("appointment")?, fields.raw("because"));
        caller
            .writing(async |tx| acts::cancel(tx, &caller.viewer, id, version, because).await)
            .await
    }
    .await;
    match done {
        Ok(()) => Ok(redirect(&after(&format!("/coaching/appointments/{id}"), &CALLED_OFF, id))),
        Err(error) => {
            let shown = Shown::refused_or_changed(error, &fields)?;
            view(&caller, &seen(&caller, id).await?, false, Some(&shown))
        }
    }
}

/// It takes place after all.
pub(in super::super) async fn submit_restoration(caller: Caller, Path(appointment): Path<String>, fields: Fields) -> Answer {
    let (id, version) = (appointment_id(&appointment)?, fields.version("appointment")?);
    caller
        .writing(async |tx| acts::restore(tx, &caller.viewer, id, version).await)
        .await?;
    Ok(redirect(&format!("/coaching/appointments/{id}")))
}
