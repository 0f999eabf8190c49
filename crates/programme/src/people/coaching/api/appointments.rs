//! Sessions that are to come, and the calendar that shows them.

use super::TEXT_MAX;
use super::records::person_id;
use crate::people::coaching::acts::{self, SaidAppointment};
use crate::people::coaching::rules::session::Skill;
use crate::people::coaching::store::Sight;
use crate::people::coaching::store::appointments::{self, Appointment};
use platform::api::{Call, Found, Input, Made, Operation, Operations};
use platform::web::Guard;
use platform::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::{CoachingAppointmentId, CoachingSessionId, Day, PersonId};

const APPOINTMENT: &[Input] = &[
    Input::day("day", "coaching.day").needed(),
    Input::text("starts", "coaching.api_starts").needed(),
    Input::whole("minutes", "coaching.minutes", 1, 600).needed(),
    Input::text("topic", "coaching.topic"),
    Input::word("skill", "coaching.skill", Skill::words),
    Input::texts("questions", "coaching.api_questions", 8),
];

const CANCELLATION: &[Input] = &[Input::long("because", "coaching.api_called_off", TEXT_MAX)];

/// What programs can do with appointments.
pub(super) fn operations(api: Operations, see: Guard, coach: Guard) -> Operations {
    api.and(
        Operation::create(
            "create_appointment",
            "/coaching/people/{person}/appointment",
            coach,
            create_appointment,
        )
        .body(APPOINTMENT),
    )
    .and(Operation::find(
        "find_appointment",
        "/coaching/appointments/{appointment}",
        see,
        find_appointment,
    ))
    .and(
        Operation::act(
            "cancel_appointment",
            "/coaching/appointments/{appointment}/cancellation",
            see,
            cancel_appointment,
        )
        .body(CANCELLATION)
        .versioned(),
    )
    .and(
        Operation::act(
            "restore_appointment",
            "/coaching/appointments/{appointment}/restoration",
            see,
            restore_appointment,
        )
        .versioned(),
    )
    .and(Operation::act("end_calendar", "/coaching/calendar/end", see, end_calendar))
}

/// A session that is to come.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Appointment")]
pub(super) struct AppointmentShown {
    id: CoachingAppointmentId,
    coach: PersonId,
    coachee: PersonId,
    day: Day,
    /// When it begins, where the firm is: `14:00`.
    starts: String,
    minutes: i64,
    topic: String,
    skill: Option<&'static str>,
    /// The session that came of it.
    session: Option<CoachingSessionId>,
    cancelled: bool,
    /// Which of the two called it off.
    cancelled_by: Option<PersonId>,
    /// Why it was called off; may be empty.
    because: Option<String>,
    version: i64,
}

impl AppointmentShown {
    pub(super) fn new(one: &Appointment) -> Self {
        Self {
            id: one.id,
            coach: one.coach,
            coachee: one.coachee,
            day: one.day,
            starts: one.starts.clone(),
            minutes: one.minutes,
            topic: one.topic.clone(),
            skill: one.skill.map(Skill::word),
            session: one.session,
            cancelled: one.cancelled.is_some(),
            cancelled_by: one.cancelled.as_ref().and_then(|cancelled| cancelled.by),
            because: one.cancelled.as_ref().map(|cancelled| cancelled.because.clone()),
            version: one.version,
        }
    }
}

fn appointment_id(call: &Call) -> Result<CoachingAppointmentId> {
    CoachingAppointmentId::parse(call.path("appointment")).map_err(|_no_id| Error::NotFound { what: "appointment" })
}

async fn create_appointment(call: Call) -> Result<Made> {
    let (id, fields) = (person_id(&call)?, call.fields());
    let said = SaidAppointment {
        day: fields.needed_day("day")?,
        starts: fields.text("starts").to_owned(),
        minutes: fields.text("minutes").parse().unwrap_or_default(),
        topic: fields.text("topic").to_owned(),
        skill: Skill::parse(fields.text("skill")),
        questions: fields.all("questions").join("\n"),
    };
    call.writing(async |tx| {
        let id = acts::arrange(tx, call.viewer(), id, said).await?;
        Ok(made(id, 1))
    })
    .await
}

async fn find_appointment(call: Call) -> Result<Found<AppointmentShown>> {
    let id = appointment_id(&call)?;
    let mut tx = call.read().await?;
    let one = appointments::find(&mut tx, &Sight::of(call.viewer())?, id).await?;
    drop(tx);
    acts::log_reading(call.app(), call.viewer(), one.coachee, &[one.coach]).await?;
    Ok(Found::of_version(AppointmentShown::new(&one), one.version))
}

async fn cancel_appointment(call: Call) -> Result<Made> {
    let (id, version) = (appointment_id(&call)?, call.version()?);
    call.writing(async |tx| {
        acts::cancel(tx, call.viewer(), id, version, call.fields().raw("because")).await?;
        Ok(made(id, version + 1))
    })
    .await
}

async fn restore_appointment(call: Call) -> Result<Made> {
    let (id, version) = (appointment_id(&call)?, call.version()?);
    call.writing(async |tx| {
        acts::restore(tx, call.viewer(), id, version).await?;
        Ok(made(id, version + 1))
    })
    .await
}

fn made(id: CoachingAppointmentId, version: i64) -> Made {
    Made::at(id, &format!("/coaching/appointments/{id}")).version(version)
}

/// The address of the calendar works no more. A new one is made on the page: it is a secret, and an answer would be kept.
async fn end_calendar(call: Call) -> Result<Made> {
    let me = call.viewer().person.ok_or(Error::NotFound { what: "calendar" })?;
    call.writing(async |tx| {
        acts::close_feed(tx, call.viewer()).await?;
        Ok(Made::at(me, "/coaching/preference"))
    })
    .await
}
