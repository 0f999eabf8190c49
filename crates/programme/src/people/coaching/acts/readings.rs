//! Reading somebody's coaching record is written down when the reader is neither of the two who were in the room, so that the coachee
//! sees who did.

use crate::people::coaching::store::sessions::Session;
use platform::Result;
use platform::access::Viewer;
use platform::journal::note;
use platform::web::AppRef;
use serde_json::json;
use std::collections::BTreeSet;
use vocabulary::PersonId;

/// The subject under which a coachee's readers are found.
pub const READ: &str = "coaching_record";

/// Writes down that a viewer read a coachee's record as the manager they are. Neither the coachee's own reading is written down nor
/// that of who coached the session, nor what the operator reads on the server.
///
/// # Errors
/// When the database does not answer; then nothing is shown either.
pub async fn log_reading(app: &AppRef, viewer: &Viewer, coachee: PersonId, coaches: &[PersonId]) -> Result<()> {
    let in_the_room = viewer.person.is_some_and(|me| me == coachee || coaches.contains(&me));
    if in_the_room {
        return Ok(());
    }
    log_readings(app, viewer, &[coachee].into()).await
}

/// The same of what programs and files read of several sessions at once: one line for each coachee of a session in which the viewer
/// was not.
///
/// # Errors
/// When the database does not answer; then nothing is shown either.
pub async fn log_reading_of(app: &AppRef, viewer: &Viewer, sessions: &[Session]) -> Result<()> {
    let was_there = |session: &Session| {
        let there = [Some(session.coachee), Some(session.coach), session.co_coach];
        viewer.person.is_some() && there.contains(&viewer.person)
    };
    let others = sessions.iter().filter(|session| !was_there(session));
    log_readings(app, viewer, &others.map(|session| session.coachee).collect()).await
}

async fn log_readings(app: &AppRef, viewer: &Viewer, coachees: &BTreeSet<PersonId>) -> Result<()> {
    if viewer.user.is_none() || coachees.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    for coachee in coachees {
        note(&mut tx, viewer, "coaching_record_read", (READ, coachee.to_string()), &json!({}))?;
    }
    tx.commit().await
}
