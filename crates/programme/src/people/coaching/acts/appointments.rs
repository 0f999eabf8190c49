//! Arranging a session that is to come, cancelling it, and the address of a calendar.

use super::pair;
use crate::people::coaching::SEE;
use crate::people::coaching::rules::session::{MINUTES_MAX, Skill, checked_text};
use crate::people::coaching::store::appointments::Appointment;
use crate::people::coaching::store::{self, Sight};
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
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
        cancelled: false,
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

/// Cancels an appointment; either of the two may.
///
/// # Errors
/// Not found unless the viewer is one of the two; changed by somebody else.
pub async fn cancel(tx: &mut Tx, viewer: &Viewer, id: CoachingAppointmentId, version: i64) -> Result<()> {
    let before = store::appointments::find(tx, &Sight::of(viewer)?, id).await?;
    if ![Some(before.coach), Some(before.coachee)].contains(&viewer.person) {
        return Err(Error::NotFound { what: "appointment" });
    }
    if before.version != version || before.session.is_some() {
        return Err(Error::Changed { what: "appointment" });
    }
    store::appointments::update(tx, &Appointment { cancelled: true, ..before }).await?;
    note(
        tx,
        viewer,
        "session_cancelled",
        ("coaching_appointment", id.to_string()),
        &json!({}),
    )
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
