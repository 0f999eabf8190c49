//! Arranging a session that is to come, calling it off and back, and the address of a calendar.

use super::pair;
use crate::people::coaching::rules::session::{MINUTES_MAX, Skill, checked_text};
use crate::people::coaching::store::appointments::{Appointment, Cancelled};
use crate::people::coaching::store::{self, Sight};
use crate::people::coaching::{CALLED_OFF, SEE};
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::look::format;
use platform::notifications::{self, Happened};
use platform::secret;
use platform::texts::say;
use platform::{Error, Result};
use serde_json::json;
use vocabulary::{CoachingAppointmentId, Day, PersonId};

/// How far ahead a session may be arranged, in days.
const AHEAD_DAYS_MAX: i64 = 400;
/// The most prepared questions.
const QUESTIONS_MAX: usize = 8;

/// What somebody says of an appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidAppointment {
    /// The day.
    pub day: Day,
    /// When it begins: `14:00`.
    pub starts: String,
    /// How long, in minutes.
    pub minutes: i64,
    /// What it is about.
    pub topic: String,
    /// The skill.
    pub skill: Option<Skill>,
    /// The prepared questions, a line each.
    pub questions: String,
}

fn checked_time(text: &str) -> Result<String> {
    let refused = || Error::refused_on("starts", "coaching.no_time", say("coaching.no_time"));
    let (hour, minute) = text.trim().split_once(':').ok_or_else(refused)?;
    let number = |text: &str, below: u8| text.parse::<u8>().ok().filter(|number| text.len() <= 2 && *number < below);
    match (number(hour, 24), number(minute, 60)) {
        (Some(hour), Some(minute)) => Ok(format!("{hour:02}:{minute:02}")),
        _ => Err(refused()),
    }
}

/// Arranges a session with a coachee.
///
/// # Errors
/// Forbidden; not found when the coachee is nobody of the viewer's team; a refusal on a field.
pub async fn arrange(tx: &mut Tx, viewer: &Viewer, coachee: PersonId, said: SaidAppointment) -> Result<CoachingAppointmentId> {
    let (coach, _) = pair(tx, viewer, coachee).await?;
    let today = tx.today();
    if said.day < today || said.day > today.plus_days(AHEAD_DAYS_MAX) {
        return Err(Error::refused_on("day", "coaching.day_gone", say("coaching.day_gone")));
    }
    if !(1..=MINUTES_MAX).contains(&said.minutes) {
        return Err(Error::refused_on(
            "minutes",
            "coaching.minutes_range",
            say("coaching.minutes_range"),
        ));
    }
    let questions = checked_text("questions", &said.questions)?;
    let questions: Vec<String> = questions
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    if questions.len() > QUESTIONS_MAX {
        return Err(Error::refused_on(
            "questions",
            "coaching.too_many_questions",
            say("coaching.too_many_questions"),
        ));
    }
    let appointment = Appointment {
        id: CoachingAppointmentId::new(tx.ids()),
        coach,
        coachee,
        day: said.day,
        starts: checked_time(&said.starts)?,
        minutes: said.minutes,
        topic: checked_text("topic", &said.topic)?,
        skill: said.skill,
        session: None,
        cancelled: None,
        version: 1,
    };
    store::appointments::insert(tx, &appointment, &questions).await?;
    let body = json!({ "coachee": coachee, "day": appointment.day, "minutes": appointment.minutes });
    note(
        tx,
        viewer,
        "session_arranged",
        ("coaching_appointment", appointment.id.to_string()),
        &body,
    )?;
    Ok(appointment.id)
}

/// An appointment of which the viewer is one of the two, in the version that they saw; it came to no session.
async fn of_both(tx: &mut Tx, viewer: &Viewer, id: CoachingAppointmentId, version: i64) -> Result<(Appointment, PersonId)> {
    let found = store::appointments::find(tx, &Sight::of(viewer)?, id).await?;
    let me = viewer.person.filter(|me| [found.coach, found.coachee].contains(me));
    let me = me.ok_or(Error::NotFound { what: "appointment" })?;
    if found.version != version || found.session.is_some() {
        return Err(Error::Changed { what: "appointment" });
    }
    Ok((found, me))
}

/// Calls an appointment off; either of the two may, and both read why. The other is told that it was, and no word of why.
///
/// # Errors
/// Not found unless the viewer is one of the two; changed by somebody else; a refusal on `because`.
pub async fn cancel(tx: &mut Tx, viewer: &Viewer, id: CoachingAppointmentId, version: i64, because: &str) -> Result<()> {
    let (before, me) = of_both(tx, viewer, id, version).await?;
    if before.cancelled.is_some() {
        return Err(Error::Changed { what: "appointment" });
    }
    let cancelled = Cancelled {
        at: tx.now(),
        by: Some(me),
        because: checked_text("because", because)?,
    };
    let after = Appointment {
        cancelled: Some(cancelled),
        ..before
    };
    store::appointments::update(tx, &after).await?;
    let subject = ("coaching_appointment", id.to_string());
    note(tx, viewer, "session_cancelled", subject, &json!({}))?;
    tell(tx, viewer, &after, "coaching.told_called_off").await
}

/// Whether a person called an appointment off, as far as that is known.
fn is_theirs(appointment: &Appointment, me: PersonId) -> bool {
    let by = appointment.cancelled.as_ref().map(|cancelled| cancelled.by);
    by.is_some_and(|by| by.is_none_or(|by| by == me)) && [appointment.coach, appointment.coachee].contains(&me)
}

/// Whether somebody can take back that they called an appointment off.
#[must_use]
pub fn can_restore(appointment: &Appointment, me: Option<PersonId>, today: Day) -> bool {
    me.is_some_and(|me| is_theirs(appointment, me)) && appointment.session.is_none() && appointment.day >= today
}

/// A session that was called off takes place after all, until its day is past.
///
/// # Errors
/// Not found unless the viewer is one of the two; changed by somebody else; a refusal when the other called it off, or its day is past.
pub async fn restore(tx: &mut Tx, viewer: &Viewer, id: CoachingAppointmentId, version: i64) -> Result<()> {
    let (before, me) = of_both(tx, viewer, id, version).await?;
    if before.cancelled.is_none() {
        return Err(Error::Changed { what: "appointment" });
    }
    if !is_theirs(&before, me) {
        return Err(Error::refused("coaching.others_calling_off", say("coaching.others_calling_off")));
    }
    if before.day < tx.today() {
        return Err(Error::refused("coaching.appointment_past", say("coaching.appointment_past")));
    }
    let after = Appointment { cancelled: None, ..before };
    store::appointments::update(tx, &after).await?;
    let subject = ("coaching_appointment", id.to_string());
    note(tx, viewer, "session_restored", subject, &json!({}))?;
    tell(tx, viewer, &after, "coaching.told_after_all").await
}

/// Tells the other of the two.
async fn tell(tx: &mut Tx, viewer: &Viewer, of: &Appointment, sentence: &'static str) -> Result<()> {
    let happened = Happened::new(sentence, format!("/coaching/appointments/{}", of.id))
        .with("name", &viewer.name)
        .with("day", format::day(of.day));
    let told = [of.coach, of.coachee].map(|person| (person, happened.clone()));
    notifications::tell_people(tx, viewer, &CALLED_OFF, told.to_vec()).await
}

/// Makes the viewer's calendar readable under a secret address; an earlier one stops working. The secret is shown once.
///
/// # Errors
/// Forbidden; not found when the viewer is nobody in the firm.
pub async fn open_feed(tx: &mut Tx, viewer: &Viewer) -> Result<String> {
    viewer.may(SEE)?;
    let me = viewer.person.ok_or(Error::NotFound { what: "person" })?;
    let token = secret::token()?;
    store::appointments::insert_feed(tx, me, &secret::digest(&token)).await?;
    note(tx, viewer, "calendar_opened", ("coachee", me.to_string()), &json!({}))?;
    Ok(token)
}

/// Ends the viewer's calendar address.
///
/// # Errors
/// Forbidden; not found when the viewer is nobody in the firm.
pub async fn close_feed(tx: &mut Tx, viewer: &Viewer) -> Result<()> {
    viewer.may(SEE)?;
    let me = viewer.person.ok_or(Error::NotFound { what: "person" })?;
    store::appointments::delete_feed(tx, me).await?;
    note(tx, viewer, "calendar_closed", ("coachee", me.to_string()), &json!({}))
}
