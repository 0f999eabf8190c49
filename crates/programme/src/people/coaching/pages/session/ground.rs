//! What the form of a coachee stands on: their last commitment, the appointment, this month's hours, the coach's team.

use crate::foundation::staff::{self, Person};
use crate::people::coaching::rules::month::{hours, month_of};
use crate::people::coaching::store::appointments::{Appointment, Question};
use crate::people::coaching::store::sessions::Session;
use crate::people::coaching::store::{self, Sight};
use crate::people::coaching::{COACH, policy, reading};
use platform::database::Tx;
use platform::web::Caller;
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{CoachingAppointmentId, Day, PersonId, Ratio};

/// What the form of a coachee stands on.
pub(super) struct Ground {
    pub(super) coachee: Person,
    pub(super) last: Option<Session>,
    pub(super) appointment: Option<Appointment>,
    pub(super) questions: Vec<Question>,
    pub(super) team: BTreeMap<PersonId, Person>,
    /// The hours of this month so far, and the most that count.
    pub(super) hours: (Ratio, Ratio),
    /// The median seconds of the coach's entries; none when none was measured.
    pub(super) median: Option<i64>,
    pub(super) today: Day,
}

/// Everybody whom the caller may coach today.
pub(super) async fn team(tx: &mut Tx, caller: &Caller) -> Result<BTreeMap<PersonId, Person>> {
    let today = tx.today();
    let me = caller.viewer.person;
    let people = staff::list(tx, &caller.may(COACH)?).await?;
    let mine = people.into_iter().filter(|person| Some(person.id) != me && !person.has_left(today));
    Ok(mine.map(|person| (person.id, person)).collect())
}

/// The ground of a coachee; the appointment is the one named, or the one of today with this coach.
/// Not found when they are not in the caller's team.
pub(super) async fn ground(caller: &Caller, coachee: PersonId, appointment: &str) -> Result<Ground> {
    let sight = Sight::of(&caller.viewer)?;
    let scope = caller.may(COACH)?;
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let mut team = team(&mut tx, caller).await?;
    let person = team.remove(&coachee).ok_or(Error::NotFound { what: "coachee" })?;
    let last = store::sessions::list_latest(&mut tx, &sight, &[coachee]).await?.remove(&coachee);
    let appointment = match CoachingAppointmentId::parse(appointment) {
        Ok(id) => Some(store::appointments::find(&mut tx, &sight, id).await?),
        Err(_) => {
            let all = store::appointments::list_of_coachee(&mut tx, &sight, coachee, today).await?;
            all.into_iter()
                .find(|one| one.day == today && Some(one.coach) == caller.viewer.person)
        }
    };
    let appointment = appointment.filter(|one| one.coachee == coachee);
    let questions = match &appointment {
        Some(one) => store::appointments::list_questions(&mut tx, one).await?,
        None => Vec::new(),
    };
    let month = month_of(today);
    let received = store::minutes::list_of_coachee(&mut tx, &scope, coachee, &month).await?;
    let numbers = reading::Numbers::load(&mut tx, &month).await?;
    let median = match caller.viewer.person {
        Some(me) => store::sessions::median_entry(&mut tx, me).await?,
        None => None,
    };
    Ok(Ground {
        hours: (
            hours(received.iter().map(|session| session.minutes).sum()),
            numbers.number(policy::MAX_CREDIT_H),
        ),
        coachee: person,
        last,
        appointment,
        questions,
        team,
        median,
        today,
    })
}
