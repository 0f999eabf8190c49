//! What can be done in coaching. Each is one act, whichever way in.

mod appointments;
mod forms;
mod imports;
mod plans;
mod programmes;
mod ratings;
mod readings;
mod requests;
mod sessions;

pub use appointments::{SaidAppointment, arrange, can_restore, cancel, close_feed, open_feed, restore};
pub use forms::{make_form, retire_form, return_form, score};
pub use imports::keep;
pub use plans::{can_reopen, close_plan, reopen_plan, start_plan, talk};
pub use programmes::{can_continue, continue_programme, end_programme, excuse, start_programme};
pub use ratings::rate;
pub use readings::{READ, log_reading, log_reading_of};
pub use requests::{Asked, agree, answer, ask, link, prefer, step_in, withdraw};
pub use sessions::{Logging, change, log, review, word};

use super::{COACH, SEE};
use crate::foundation::staff::{self, Person};
use platform::access::Viewer;
use platform::database::Tx;
use platform::{Error, Result};
use vocabulary::PersonId;

/// The coach that a viewer is, and a coachee of theirs: somebody who reports to them today.
async fn pair(tx: &mut Tx, viewer: &Viewer, coachee: PersonId) -> Result<(PersonId, Person)> {
    let scope = viewer.may(COACH)?;
    scope.of_person(coachee, "coachee")?;
    // Nobody coaches themselves, though one's own record lies within every reach.
    let coach = viewer
        .person
        .filter(|coach| *coach != coachee)
        .ok_or(Error::NotFound { what: "coachee" })?;
    Ok((coach, staff::find(tx, &scope, coachee).await?))
}

/// The coachee that a viewer is, with the coach they report to today.
async fn own(tx: &mut Tx, viewer: &Viewer) -> Result<(PersonId, Option<Person>)> {
    viewer.may(SEE)?;
    let me = viewer.person.ok_or(Error::NotFound { what: "person" })?;
    let today = tx.today();
    Ok((me, staff::manager_of(tx, me, today).await?))
}
