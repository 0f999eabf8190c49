//! Reading somebody's coaching record is written down when the reader is neither of the two who were in the room, so that the coachee
//! sees who did.

use platform::Result;
use platform::access::Viewer;
use platform::journal::note;
use platform::web::AppRef;
use serde_json::json;
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
    if viewer.user.is_none() || in_the_room {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    note(&mut tx, viewer, "coaching_record_read", (READ, coachee.to_string()), &json!({}))?;
    tx.commit().await
}
