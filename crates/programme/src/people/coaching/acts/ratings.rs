//! The coachee's two taps: value to my growth, and was I shown how.

use crate::people::coaching::rules::month::quarter_of;
use crate::people::coaching::rules::quality::VALUES;
use crate::people::coaching::store::ratings::{self, Rating};
use crate::people::coaching::store::{self, Sight};
use platform::access::Viewer;
use platform::database::Tx;
use platform::texts::say;
use platform::{Error, Result};
use vocabulary::CoachingSessionId;

/// Takes one of the two taps, or both. An answer counts in the quarter of its first tap and stays as it is when that quarter is over:
/// what has been told of a quarter never changes, so nobody can tell one answer from a difference.
///
/// # Errors
/// Not found unless it is the viewer's own session; a refusal on a value outside 1 to 5, on a missing first tap, and after the quarter.
pub async fn rate(tx: &mut Tx, viewer: &Viewer, id: CoachingSessionId, value: Option<i64>, shown: Option<bool>) -> Result<()> {
    let session = store::sessions::find(tx, &Sight::of(viewer)?, id).await?;
    if viewer.person != Some(session.coachee) {
        return Err(Error::NotFound { what: "session" });
    }
    let today = tx.today();
    let before = ratings::look_up(tx, session.coachee, id).await?;
    if before.is_some_and(|before| quarter_of(before.day) != quarter_of(today)) {
        return Err(Error::refused("coaching.rated_before", say("coaching.rated_before")));
    }
    let value = value.or(before.map(|before| before.value));
    let value = value.filter(|value| VALUES.contains(value));
    let value = value.ok_or_else(|| Error::refused_on("value", "coaching.value_range", say("coaching.value_range")))?;
    let rating = Rating {
        value,
        shown: shown.or(before.and_then(|before| before.shown)),
        day: before.map_or(today, |before| before.day),
    };
    // No note: whoever reads the journal would learn that this coachee answered, and when (R-COA-10).
    ratings::insert(tx, id, (session.coach, session.coachee), rating).await
}
