//! Logging a session, changing it, wording its commitment, and saying what became of that.

use super::pair;
use crate::foundation::alerts;
use crate::people::coaching::rules::quality::VALUES;
use crate::people::coaching::rules::session::{Origin, Outcome, SaidSession, checked, checked_text, key_of, needed_text};
use crate::people::coaching::store::sessions::Session;
use crate::people::coaching::store::{self, Sight};
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::texts::say;
use platform::{Error, Result};
use serde_json::json;
use vocabulary::{CoachingAppointmentId, CoachingSessionId, PersonId};

/// What stands around a session that is being logged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Logging {
    /// Who helped to coach.
    pub co_coach: Option<PersonId>,
    /// The first session of the meeting, when several were coached together.
    pub meeting: Option<CoachingSessionId>,
    /// The appointment that it was.
    pub appointment: Option<CoachingAppointmentId>,
    /// What was answered to the appointment's prepared questions, in order.
    pub answers: Vec<String>,
    /// What became of the commitment before.
    pub outcome: Option<Outcome>,
    /// The level that the coach saw in the skill, 1 to 5.
    pub level: Option<i64>,
    /// How many seconds the entry took.
    pub entry_seconds: Option<i64>,
    /// The moment at which the form was opened: sent twice it logs one session.
    pub opened: Option<i64>,
}

/// Logs a session. Its texts go into no journal: they are the coachee's and the coach's alone. A form that is sent again answers with
/// the session that it logged before.
///
/// # Errors
/// Forbidden; not found when the coachee is nobody of the viewer's team; a refusal on a field.
pub async fn log(tx: &mut Tx, viewer: &Viewer, coachee: PersonId, said: SaidSession, around: Logging) -> Result<CoachingSessionId> {
    let (coach, _) = pair(tx, viewer, coachee).await?;
    let sight = Sight::of(viewer)?;
    let said = checked(said, Origin::Logged, tx.today())?;
    if let Some(co_coach) = around.co_coach
        && (co_coach == coachee || co_coach == coach || !crate::foundation::staff::by_ids(tx, &[co_coach]).await?.contains_key(&co_coach))
    {
        return Err(Error::refused_on("co_coach", "coaching.no_co_coach", say("coaching.no_co_coach")));
    }
    let meeting = match around.meeting {
        Some(id) => Some(store::sessions::find(tx, &sight, id).await?.id),
        None => None,
    };
    let id = CoachingSessionId::new(tx.ids());
    // Every session has a mark, so that a file of it that is imported again finds it.
    let source = match around.opened {
        Some(opened) => format!("form:{coach}:{coachee}:{opened}"),
        None => id.to_string(),
    };
    if let Some(before) = store::sessions::by_source(tx, std::slice::from_ref(&source)).await?.remove(&source) {
        return Ok(before.id);
    }
    let session = Session {
        id,
        coach,
        co_coach: around.co_coach,
        coachee,
        said,
        worded: false,
        outcome: None,
        level: around.level.filter(|level| VALUES.contains(level)),
        meeting,
        source: Some(source),
        entry_seconds: around.entry_seconds.filter(|seconds| (1..=7_200).contains(seconds)),
        version: 1,
    };
    if let Some(outcome) = around.outcome
        && let Some(last) = store::sessions::list_latest(tx, &sight, &[coachee]).await?.remove(&coachee)
        && last.is_open()
    {
        settle(tx, viewer, last, (outcome, coach)).await?;
    }
    store::sessions::insert(tx, std::slice::from_ref(&session)).await?;
    if let Some(id) = around.appointment {
        hold(tx, &sight, id, (&session, &around.answers)).await?;
    }
    store::requests::update_topic(tx, coachee).await?;
    let body = json!({ "coach": coach, "coachee": coachee, "day": session.said.day, "minutes": session.said.minutes });
    note(
        tx,
        viewer,
        "coaching_session_logged",
        ("coaching_session", session.id.to_string()),
        &body,
    )?;
    if touches_lights(tx, &session).await? {
        alerts::consider(tx, "coaching", &[coach]).await?;
    }
    Ok(session.id)
}

/// The appointment that a session was, with what was answered to its questions; another session's stays that one's.
async fn hold(tx: &mut Tx, sight: &Sight, id: CoachingAppointmentId, (session, answers): (&Session, &[String])) -> Result<()> {
    let held = store::appointments::find(tx, sight, id).await?;
    if held.coachee != session.coachee || held.session.is_some() {
        return Ok(());
    }
    let changed = store::appointments::Appointment {
        session: Some(session.id),
        ..held
    };
    store::appointments::update(tx, &changed).await?;
    let answers: Vec<String> = answers
        .iter()
        .map(|answer| checked_text("answers", answer))
        .collect::<Result<_, _>>()?;
    store::appointments::update_answers(tx, id, &answers).await
}

/// Whether a session that was just logged can change a light: lights are judged over months and quarters that are over, so one of
/// the month that runs cannot, unless its words stand in somebody else's record (R-COA-6).
async fn touches_lights(tx: &mut Tx, session: &Session) -> Result<bool> {
    if session.said.day < tx.today().month_start() {
        return Ok(true);
    }
    let keys = [&session.said.instance, &session.said.how].map(|text| key_of(text)).into();
    let written = store::minutes::list_written(tx, session.coach, &keys).await?;
    Ok(written.iter().any(|(coachee, _)| *coachee != session.coachee))
}

/// Changes what the viewer logged.
///
/// # Errors
/// Forbidden; not found; changed by somebody else; a refusal on a field.
pub async fn change(tx: &mut Tx, viewer: &Viewer, id: CoachingSessionId, version: i64, said: SaidSession) -> Result<()> {
    viewer.may(super::COACH)?;
    let before = store::sessions::find(tx, &Sight::of(viewer)?, id).await?;
    if viewer.person != Some(before.coach) {
        return Err(Error::NotFound { what: "session" });
    }
    if before.version != version {
        return Err(Error::Changed { what: "session" });
    }
    let said = checked(said, Origin::Logged, tx.today())?;
    if said == before.said {
        return Ok(());
    }
    // Words that the coachee chose stay theirs only as long as they are theirs.
    let same = said.commitment == before.said.commitment;
    let worded = before.worded && same;
    // What became of other words was not said of these.
    let outcome = before.outcome.filter(|_| same);
    let coach = before.coach;
    let body = json!({ "before": { "day": before.said.day, "minutes": before.said.minutes }, "after": { "day": said.day, "minutes": said.minutes } });
    store::sessions::update(
        tx,
        &Session {
            said,
            worded,
            outcome,
            ..before
        },
    )
    .await?;
    note(tx, viewer, "coaching_session_changed", ("coaching_session", id.to_string()), &body)?;
    alerts::consider(tx, "coaching", &[coach]).await
}

/// The coachee words the commitment, or confirms the words that the coach wrote down (R-COA-11).
///
/// # Errors
/// Not found unless it is the viewer's own session; changed by somebody else; a refusal on `commitment`.
pub async fn word(tx: &mut Tx, viewer: &Viewer, id: CoachingSessionId, version: i64, words: &str) -> Result<()> {
    let before = store::sessions::find(tx, &Sight::of(viewer)?, id).await?;
    if viewer.person != Some(before.coachee) {
        return Err(Error::NotFound { what: "session" });
    }
    if before.version != version {
        return Err(Error::Changed { what: "session" });
    }
    if before.outcome.is_some() {
        return Err(Error::refused_on(
            "commitment",
            "coaching.reviewed_before",
            say("coaching.reviewed_before"),
        ));
    }
    let commitment = needed_text("commitment", words)?;
    let due = before.said.due.or_else(|| Some(before.said.day.plus_days(14)));
    let said = SaidSession {
        commitment,
        due,
        ..before.said.clone()
    };
    let worded = Session {
        said,
        worded: true,
        ..before
    };
    store::sessions::update(tx, &worded).await?;
    note(tx, viewer, "commitment_worded", ("coaching_session", id.to_string()), &json!({}))
}

/// Says what became of a commitment: the coach confirms it, the coachee says it.
///
/// # Errors
/// Not found outside the viewer's sight; changed by somebody else; a refusal when there is no commitment.
pub async fn review(tx: &mut Tx, viewer: &Viewer, id: CoachingSessionId, version: i64, outcome: Outcome) -> Result<()> {
    let session = store::sessions::find(tx, &Sight::of(viewer)?, id).await?;
    let me = viewer.person.filter(|me| [session.coach, session.coachee].contains(me));
    let me = me.ok_or(Error::NotFound { what: "session" })?;
    if session.version != version {
        return Err(Error::Changed { what: "session" });
    }
    if session.said.commitment.is_empty() {
        return Err(Error::refused("coaching.no_commitment", say("coaching.no_commitment")));
    }
    settle(tx, viewer, session, (outcome, me)).await
}

async fn settle(tx: &mut Tx, viewer: &Viewer, session: Session, (outcome, by): (Outcome, PersonId)) -> Result<()> {
    let id = session.id;
    let today = tx.today();
    let settled = Session {
        outcome: Some((outcome, by, today)),
        ..session
    };
    store::sessions::update(tx, &settled).await?;
    note(
        tx,
        viewer,
        "commitment_reviewed",
        ("coaching_session", id.to_string()),
        &json!({ "outcome": outcome.word() }),
    )
}
