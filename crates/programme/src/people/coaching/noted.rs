//! Notes stand on what is coached: on records, sessions, plans and appointments. They are read by whoever reads those, and searching
//! finds none.

use super::store::{self, Sight};
use super::{SEE, acts};
use crate::foundation::staff;
use platform::access::Viewer;
use platform::database::Tx;
use platform::look::format;
use platform::notes::{Kind, Seen, ids_of};
use platform::texts::say_with;
use platform::web::AppRef;
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{CoachingAppointmentId, CoachingPlanId, CoachingSessionId, Day, PersonId};

/// On what notes can stand.
pub const NOTED: &[Kind] = &[
    Kind {
        word: "coaching.records",
        name: "coaching.noted_record",
        place: "/coaching/people/",
        needs: SEE,
        searched: false,
        seen: Seen::ByReachOfPerson,
        names: |tx, viewer, ids| Box::pin(records(tx, viewer, ids)),
        reading: Some(|app, viewer, id| {
            Box::pin(async move {
                let coachee = PersonId::parse(id).map_err(|_no_id| Error::NotFound { what: "person" })?;
                acts::log_reading(app, viewer, coachee, &[]).await
            })
        }),
    },
    Kind {
        word: "coaching.sessions",
        name: "coaching.noted_session",
        place: "/coaching/sessions/",
        needs: SEE,
        searched: false,
        seen: Seen::ByItsReaders,
        names: |tx, viewer, ids| Box::pin(sessions(tx, viewer, ids)),
        reading: Some(|app, viewer, id| Box::pin(session_read(app, viewer, id))),
    },
    Kind {
        word: "coaching.plans",
        name: "coaching.noted_plan",
        place: "/coaching/plans/",
        needs: SEE,
        searched: false,
        seen: Seen::ByItsReaders,
        names: |tx, viewer, ids| Box::pin(plans(tx, viewer, ids)),
        reading: None,
    },
    Kind {
        word: "coaching.appointments",
        name: "coaching.noted_appointment",
        place: "/coaching/appointments/",
        needs: SEE,
        searched: false,
        seen: Seen::ByItsReaders,
        names: |tx, viewer, ids| Box::pin(appointments(tx, viewer, ids)),
        reading: None,
    },
];

async fn records(tx: &mut Tx, viewer: &Viewer, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let scope = viewer.may(SEE)?;
    let seen = ids_of(ids, PersonId::parse).into_iter().filter(|id| scope.people().holds(id));
    let people = staff::by_ids(tx, &seen.collect::<Vec<_>>()).await?;
    let named = |(id, person): (PersonId, staff::Person)| {
        let name = say_with("coaching.record_of", &[("name", &person.name)]);
        (id.to_string(), name)
    };
    Ok(people.into_iter().map(named).collect())
}

async fn sessions(tx: &mut Tx, viewer: &Viewer, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let found = store::sessions::list_days(tx, &Sight::of(viewer)?, &ids_of(ids, CoachingSessionId::parse)).await?;
    with_names(tx, found, "coaching.session_title").await
}

async fn plans(tx: &mut Tx, viewer: &Viewer, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let found = store::plans::list_days(tx, &Sight::of(viewer)?, &ids_of(ids, CoachingPlanId::parse)).await?;
    with_names(tx, found, "coaching.noted_plan_of").await
}

async fn appointments(tx: &mut Tx, viewer: &Viewer, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let found = store::appointments::list_days(tx, &Sight::of(viewer)?, &ids_of(ids, CoachingAppointmentId::parse)).await?;
    with_names(tx, found, "coaching.session_title").await
}

/// What is coached is called by its coachee and its day.
async fn with_names<T: ToString>(tx: &mut Tx, found: Vec<(T, PersonId, Day)>, key: &str) -> Result<BTreeMap<String, String>> {
    let coachees: BTreeSet<PersonId> = found.iter().map(|(_, coachee, _)| *coachee).collect();
    let people = staff::by_ids(tx, &coachees.into_iter().collect::<Vec<_>>()).await?;
    let named = |(id, coachee, day): (T, PersonId, Day)| {
        let name = people.get(&coachee).map_or("", |person| person.name.as_str());
        (id.to_string(), say_with(key, &[("name", name), ("day", &format::day(day))]))
    };
    Ok(found.into_iter().map(named).collect())
}

async fn session_read(app: &AppRef, viewer: &Viewer, id: &str) -> Result<()> {
    let id = CoachingSessionId::parse(id).map_err(|_no_id| Error::NotFound { what: "session" })?;
    let mut tx = app.db.read().await?;
    let session = store::sessions::find(&mut tx, &Sight::of(viewer)?, id).await?;
    drop(tx);
    acts::log_reading_of(app, viewer, &[session]).await
}
