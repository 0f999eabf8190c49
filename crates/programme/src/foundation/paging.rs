//! The pages of the API's lists: a program goes on where a page before ended, and nowhere else.

use platform::texts::say;
use platform::web::listing::Cursor;
use platform::{Error, Result};

/// Refuses a cursor that no page of the list has given: it names nothing there. A list that took it for a place between two records
/// would leave some out without a word.
///
/// # Errors
/// `form.cursor`.
pub(crate) fn goes_on_from<T>(cursor: &Cursor, found: Option<T>) -> Result<Option<T>> {
    if cursor.after.is_empty() || found.is_some() {
        Ok(found)
    } else {
        Err(Error::refused_on("cursor", "form.cursor", say("form.cursor")))
    }
}
