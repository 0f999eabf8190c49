//! Reading somebody else's pay is written down, so that they can see who did.

use platform::Result;
use platform::access::Viewer;
use platform::journal::note;
use platform::web::AppRef;
use serde_json::json;
use vocabulary::PersonId;

/// The subject under which a person's readers are found.
pub const READ: &str = "statement";

/// Writes down that a viewer read a person's pay; one's own is not written down, nor what the operator reads on the server.
///
/// # Errors
/// When the database does not answer; then nothing is shown either.
pub async fn log_reading(app: &AppRef, viewer: &Viewer, person: PersonId, what: &str) -> Result<()> {
    if viewer.user.is_none() || viewer.person == Some(person) {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    note(
        &mut tx,
        viewer,
        "statement_read",
        (READ, person.to_string()),
        &json!({ "what": what }),
    )?;
    tx.commit().await
}

/// Writes down that a viewer took the pay of everybody in scope at once.
///
/// # Errors
/// When the database does not answer; then nothing is handed over either.
pub async fn log_reading_of_all(app: &AppRef, viewer: &Viewer, people: &[PersonId], what: &str) -> Result<()> {
    let others: Vec<&PersonId> = people.iter().filter(|person| viewer.person != Some(**person)).collect();
    if viewer.user.is_none() || others.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    for person in others {
        note(
            &mut tx,
            viewer,
            "statement_read",
            (READ, person.to_string()),
            &json!({ "what": what }),
        )?;
    }
    tx.commit().await
}
