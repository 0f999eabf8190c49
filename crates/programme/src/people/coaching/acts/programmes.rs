//! Starting and ending a recurring programme, and excusing somebody from it.

use crate::foundation::staff;
use crate::people::coaching::RUN_PROGRAMME;
use crate::people::coaching::rules::programme::{SaidProgramme, checked};
use crate::people::coaching::rules::session::needed_text;
use crate::people::coaching::store;
use crate::people::coaching::store::programmes::{Ended, Excuse, Programme};
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::texts::say;
use platform::{Error, Result};
use serde_json::json;
use std::collections::BTreeSet;
use vocabulary::{CoachingProgrammeId, Day, Interval, PersonId};

/// Starts a programme for some managers; whoever reports to them is enrolled, and whoever comes later is too.
///
/// # Errors
/// Forbidden; a refusal on a field, and on `coaches` when none is chosen or one leads nobody.
pub async fn start_programme(tx: &mut Tx, viewer: &Viewer, said: SaidProgramme, coaches: &[PersonId]) -> Result<CoachingProgrammeId> {
    viewer.may(RUN_PROGRAMME)?;
    let said = checked(said)?;
    let today = tx.today();
    let leading: BTreeSet<PersonId> = staff::managers_on(tx, today).await?.into_iter().collect();
    let coaches: BTreeSet<PersonId> = coaches.iter().copied().collect();
    if coaches.is_empty() || !coaches.is_subset(&leading) {
        return Err(Error::refused_on("coaches", "coaching.no_manager", say("coaching.no_manager")));
    }
    let programme = Programme {
        id: CoachingProgrammeId::new(tx.ids()),
        said,
        coaches: coaches.into_iter().collect(),
        ended: None,
        version: 1,
    };
    store::programmes::insert(tx, &programme).await?;
    let body = json!({ "name": programme.said.name, "weeks": programme.said.weeks, "coaches": programme.coaches });
    note(
        tx,
        viewer,
        "coaching_programme_started",
        ("coaching_programme", programme.id.to_string()),
        &body,
    )?;
    Ok(programme.id)
}

/// Ends a programme today.
///
/// # Errors
/// Forbidden; not found; changed by somebody else; a refusal when it has ended already.
pub async fn end_programme(tx: &mut Tx, viewer: &Viewer, id: CoachingProgrammeId, version: i64) -> Result<()> {
    let mut programme = programme_of(tx, viewer, id, version).await?;
    let today = tx.today();
    let planned = programme.said.to;
    let ends = today.max(programme.said.from.next());
    if planned.is_some_and(|planned| planned <= ends) {
        return Err(Error::refused("coaching.programme_over", say("coaching.programme_over")));
    }
    programme.ended = Some(Ended { at: tx.now(), planned });
    programme.said.to = Some(ends);
    store::programmes::update(tx, &programme).await?;
    let subject = ("coaching_programme", id.to_string());
    note(tx, viewer, "coaching_programme_ended", subject, &json!({ "to": ends }))
}

/// A programme that was ended goes on to the day that had been planned, as if it had not been ended.
///
/// # Errors
/// Forbidden; not found; changed by somebody else; a refusal when it was not ended, or the planned day is past.
pub async fn continue_programme(tx: &mut Tx, viewer: &Viewer, id: CoachingProgrammeId, version: i64) -> Result<()> {
    let mut programme = programme_of(tx, viewer, id, version).await?;
    let planned = match programme.ended {
        Some(ended) if can_continue(&programme, tx.today()) => ended.planned,
        Some(_) | None => return Err(Error::refused("coaching.programme_over", say("coaching.programme_over"))),
    };
    programme.said.to = planned;
    programme.ended = None;
    store::programmes::update(tx, &programme).await?;
    let subject = ("coaching_programme", id.to_string());
    note(tx, viewer, "coaching_programme_continued", subject, &json!({ "to": planned }))
}

/// Whether a programme was ended before its time and can go on.
#[must_use]
pub fn can_continue(programme: &Programme, today: Day) -> bool {
    programme
        .ended
        .is_some_and(|ended| ended.planned.is_none_or(|planned| planned > today))
}

async fn programme_of(tx: &mut Tx, viewer: &Viewer, id: CoachingProgrammeId, version: i64) -> Result<Programme> {
    let scope = viewer.may(RUN_PROGRAMME)?;
    let programme = store::programmes::find(tx, &scope, id).await?;
    if programme.version != version {
        return Err(Error::Changed { what: "programme" });
    }
    Ok(programme)
}

/// Excuses somebody from programmes for a time: spans that touch it are left out.
///
/// # Errors
/// Forbidden; a refusal on a field.
pub async fn excuse(tx: &mut Tx, viewer: &Viewer, person: &str, (from, to): (Day, Day), because: &str) -> Result<()> {
    viewer.may(RUN_PROGRAMME)?;
    let reference = person.trim().to_owned();
    let found = staff::by_reference(tx, [&reference]).await?.remove(&reference);
    let found = found.ok_or_else(|| Error::refused_on("person", "coaching.nobody", say("coaching.nobody")))?;
    let wrong = |_| Error::refused_on("to", "coaching.ends_before", say("coaching.ends_before"));
    let excuse = Excuse {
        coachee: found.id,
        span: Interval::new(from, Some(to)).map_err(wrong)?,
        because: needed_text("because", because)?,
    };
    store::programmes::insert_excuse(tx, &excuse).await?;
    note(
        tx,
        viewer,
        "coachee_excused",
        ("coachee", found.id.to_string()),
        &json!({ "from": from, "to": to }),
    )
}
