//! Undoes what the journal noted of an assignment or of who holds a position, while nothing of it changed since.

use super::super::rules::{self, positions};
use super::super::store;
use super::super::{Assignment, CHANGE, Holder, Person, Position};
use super::assignments::{self, not_twice, nothing_twice};
use super::positions as holdings;
use crate::foundation::accounts::{self, Named};
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::{self, Noted, note};
use platform::texts::say;
use platform::{Error, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vocabulary::{AccountId, AssignmentId, Day, EntryId, PersonId, PositionId, Ratio};

/// What undoing an act comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Undo {
    /// An assignment was begun, and never was.
    Remove(Assignment),
    /// The end of an assignment is again what it was.
    Restore {
        /// As it is now.
        now: Assignment,
        /// As it was.
        then: Assignment,
    },
    /// An assignment was taken away, and is there again.
    Bring(Assignment),
    /// A person was seated, and never was.
    Unseat(Position, Holder),
    /// A position was vacated, and is held again until whenever it was.
    Reseat {
        /// Which.
        position: Position,
        /// What is left of the holding; nothing when it was taken away.
        now: Option<Holder>,
        /// The holding as it was.
        then: Holder,
    },
}

#[derive(Deserialize)]
struct SaidOfAssignment {
    assignment: AssignmentId,
    account: AccountId,
    role: String,
    share: Ratio,
    from: Day,
    to: Option<Day>,
}

#[derive(Deserialize)]
struct SaidOfHolding {
    position: PositionId,
    person: PersonId,
    from: Day,
    to: Option<Day>,
}

fn read<T: for<'a> Deserialize<'a>>(body: &Value) -> Result<T> {
    T::deserialize(body).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading what the journal noted")))
}

async fn person(tx: &mut Tx, id: PersonId) -> Result<Person> {
    let found = store::by_ids(tx, &[id]).await?.remove(&id);
    found.ok_or(Error::NotFound { what: "person" })
}

async fn assignment(tx: &mut Tx, body: &Value, of: &str) -> Result<Assignment> {
    let said: SaidOfAssignment = read(body)?;
    let id = PersonId::parse(of).map_err(|_no_id| Error::NotFound { what: "person" })?;
    Ok(Assignment {
        id: said.assignment,
        account: said.account,
        person: person(tx, id).await?,
        role: said.role,
        share: said.share,
        interval: rules::interval(said.from, said.to)?,
        version: 1,
    })
}

async fn holding(tx: &mut Tx, body: &Value) -> Result<(PositionId, Holder)> {
    let said: SaidOfHolding = read(body)?;
    let interval = rules::interval(said.from, said.to)?;
    let person = person(tx, said.person).await?;
    Ok((said.position, Holder { person, interval }))
}

/// What undoing an entry comes to, while what it noted stands as it did then.
///
/// # Errors
/// Forbidden; not found; changed since; nothing to undo, where the entry was erased or is of another kind.
pub(in super::super) async fn plan(tx: &mut Tx, viewer: &Viewer, noted: &Noted) -> Result<Undo> {
    viewer.may(CHANGE)?;
    let nothing = || Error::refused("form.nothing_to_undo", say("form.nothing_to_undo"));
    let body = noted.body.as_ref().ok_or_else(nothing)?;
    let side = |name: &str| body.get(name).filter(|side| side.is_object());
    let changed = || Error::Changed { what: "assignment" };
    match noted.kind.as_str() {
        "assignment_begun" => {
            let begun = assignment(tx, body, &noted.subject).await?;
            let now = store::find_assignment(tx, begun.id).await?;
            if now == begun { Ok(Undo::Remove(now)) } else { Err(changed()) }
        }
        "assignment_ended" => {
            let (before, after) = side("before").zip(side("after")).ok_or_else(nothing)?;
            let before = assignment(tx, before, &noted.subject).await?;
            let after = assignment(tx, after, &noted.subject).await?;
            let now = store::find_assignment(tx, after.id).await?;
            if (&now.interval, &now.share) != (&after.interval, &after.share) {
                return Err(changed());
            }
            let then = Assignment {
                interval: before.interval,
                ..now.clone()
            };
            Ok(Undo::Restore { now, then })
        }
        "assignment_removed" => match assignment(tx, body, &noted.subject).await {
            Ok(removed) if store::find_assignment(tx, removed.id).await.is_ok() => Err(changed()),
            read => read.map(Undo::Bring),
        },
        "position_held" => {
            let (position, holder) = holding(tx, body).await?;
            let position = seat(tx, viewer, position).await?;
            let holders = store::list_every_holder(tx, position.id).await?;
            if holders.contains(&holder) {
                Ok(Undo::Unseat(position, holder))
            } else {
                Err(Error::Changed { what: "position" })
            }
        }
        "position_vacated" => {
            let before = side("before").ok_or_else(nothing)?;
            let (position, then) = holding(tx, before).await?;
            let now = match side("after") {
                Some(after) => Some(holding(tx, after).await?.1),
                None => None,
            };
            let position = seat(tx, viewer, position).await?;
            let holders = store::list_every_holder(tx, position.id).await?;
            let stands = match &now {
                Some(now) => holders.contains(now),
                None => !holders.iter().any(|holder| holder.interval.start() == then.interval.start()),
            };
            if stands {
                Ok(Undo::Reseat { position, now, then })
            } else {
                Err(Error::Changed { what: "position" })
            }
        }
        _ => Err(nothing()),
    }
}

async fn seat(tx: &mut Tx, viewer: &Viewer, id: PositionId) -> Result<Position> {
    store::find_position(tx, &viewer.may(CHANGE)?, id).await
}

/// Undoes what an entry of the journal noted.
///
/// # Errors
/// What [`plan`] refuses; and where a day was taken in the meantime, what assigning and seating refuse.
pub async fn undo_noted(tx: &mut Tx, viewer: &Viewer, entry: EntryId) -> Result<()> {
    viewer.may(CHANGE)?;
    store::take_turn(tx).await?;
    let noted = journal::find(tx, entry).await?;
    match plan(tx, viewer, &noted).await? {
        Undo::Remove(now) => {
            store::delete_assignment(tx, &now).await?;
            note(tx, viewer, "assignment_removed", of(&now), &assignments::body(&now))
        }
        Undo::Restore { now, then } => {
            fits(tx, &then).await?;
            store::update_assignment(tx, &then).await?;
            let bodies = json!({ "before": assignments::body(&now), "after": assignments::body(&then) });
            note(tx, viewer, "assignment_ended", of(&then), &bodies)
        }
        Undo::Bring(then) => {
            fits(tx, &then).await?;
            store::insert_assignments(tx, std::slice::from_ref(&then)).await?;
            note(tx, viewer, "assignment_begun", of(&then), &assignments::body(&then))
        }
        Undo::Unseat(position, holder) => {
            store::update_position_version(tx, position.id, position.version).await?;
            store::delete_holder(tx, position.id, &holder).await?;
            let subject = ("person", holder.person.id.to_string());
            let bodies = json!({ "before": holdings::body(position.id, &holder), "after": null });
            note(tx, viewer, "position_vacated", subject, &bodies)
        }
        Undo::Reseat { position, now, then } => {
            let mut others = store::list_every_holder(tx, position.id).await?;
            others.retain(|holder| Some(holder) != now.as_ref());
            positions::free(&holdings::named(&position), &others, &then.interval)?;
            store::update_position_version(tx, position.id, position.version).await?;
            match now {
                Some(_) => store::update_holder(tx, position.id, &then).await?,
                None => store::insert_holder(tx, position.id, &then).await?,
            }
            let subject = ("person", then.person.id.to_string());
            note(tx, viewer, "position_held", subject, &holdings::body(position.id, &then))
        }
    }
}

fn of(held: &Assignment) -> (&'static str, String) {
    ("person", held.person.id.to_string())
}

/// Refuses an assignment that would give somebody else's share a second time.
async fn fits(tx: &mut Tx, then: &Assignment) -> Result<()> {
    let labels = accounts::labels(tx, &BTreeSet::from([then.account])).await?;
    let named = labels
        .into_iter()
        .map(|(id, label)| (label.reference, Named { id, name: label.name }));
    let named = named.collect();
    let mut others = store::list_of_accounts(tx, &[then.account], None).await?;
    others.retain(|held| held.id != then.id);
    not_twice(&others, then)?;
    nothing_twice(&named, others.iter().chain([then]))
}
