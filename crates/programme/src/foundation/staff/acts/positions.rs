//! What can be done with positions: make one, let a person hold it, vacate it. No position has two holders on one day.

use super::super::rules::positions::{self as rules, SaidPosition, Vacated};
use super::super::rules::{interval, word};
use super::super::store;
use super::super::{CHANGE, Holder, Person, Position};
use super::title_of;
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::texts::say_with;
use platform::{Error, Result};
use serde_json::{Value, json};
use vocabulary::{Day, PositionId};

/// What somebody says of a holding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidHolding {
    /// The reference of the person.
    pub person: String,
    /// The first day.
    pub from: Day,
    /// The first day no longer.
    pub to: Option<Day>,
}

/// A new position, which nobody holds yet.
///
/// # Errors
/// Forbidden; a reference that is taken; a name or title that is none.
pub async fn create_position(tx: &mut Tx, viewer: &Viewer, said: &SaidPosition) -> Result<PositionId> {
    viewer.may(CHANGE)?;
    store::take_turn(tx).await?;
    let said = rules::checked_position(said)?;
    if let Some(taken) = store::look_up_position(tx, &said.reference).await? {
        let sentence = say_with("staff.position_taken", &[("reference", &said.reference), ("position", &taken.name)]);
        return Err(Error::refused_on("reference", "staff.position_taken", sentence));
    }
    let mut titles = store::titles(tx)
        .await?
        .into_iter()
        .map(|title| (title.word.clone(), title))
        .collect();
    let title = title_of(tx, &mut titles, said.title.as_deref()).await?;
    let position = Position {
        id: PositionId::new(tx.ids()),
        reference: said.reference,
        name: said.name,
        title: said.title.as_deref().map(word),
        title_name: said.title,
        version: 1,
    };
    store::insert_position(tx, &position, title).await?;
    let body = json!({ "reference": position.reference, "name": position.name, "title": position.title_name });
    note(tx, viewer, "position_created", ("position", position.id.to_string()), &body)?;
    Ok(position.id)
}

/// Lets a person hold a position from a day on.
///
/// # Errors
/// Forbidden; not found; changed by somebody else; a person who does not exist; a day on which somebody holds it already.
pub async fn hold(tx: &mut Tx, viewer: &Viewer, id: PositionId, version: i64, said: &SaidHolding) -> Result<()> {
    let position = open(tx, viewer, id, version).await?;
    let interval = interval(said.from, said.to)?;
    let no_person = || {
        Error::refused_on(
            "person",
            "staff.no_person",
            say_with("staff.no_person", &[("reference", &said.person)]),
        )
    };
    let person: Person = super::super::meant(tx, &said.person).await?.ok_or_else(no_person)?;
    rules::free(&named(&position), &store::list_every_holder(tx, id).await?, &interval)?;
    let holder = Holder { person, interval };
    store::update_position_version(tx, id, version).await?;
    store::insert_holder(tx, id, &holder).await?;
    let subject = ("person", holder.person.id.to_string());
    note(tx, viewer, "position_held", subject, &body(id, &holder))
}

/// Vacates a position: whoever holds it on the day no longer does. On the first day of a holding it is taken away, as if it had never been.
///
/// # Errors
/// Forbidden; not found; changed by somebody else; a day on which nobody holds it.
pub async fn vacate(tx: &mut Tx, viewer: &Viewer, id: PositionId, version: i64, day: Day) -> Result<()> {
    let position = open(tx, viewer, id, version).await?;
    let vacated = rules::vacate(&named(&position), &store::list_every_holder(tx, id).await?, day)?;
    store::update_position_version(tx, id, version).await?;
    let (person, bodies) = match vacated {
        Vacated::Removed(before) => {
            store::delete_holder(tx, id, &before).await?;
            (before.person.id, json!({ "before": body(id, &before), "after": null }))
        }
        Vacated::Ended { before, after } => {
            store::update_holder(tx, id, &after).await?;
            (after.person.id, json!({ "before": body(id, &before), "after": body(id, &after) }))
        }
    };
    note(tx, viewer, "position_vacated", ("person", person.to_string()), &bodies)
}

/// The position whose holders are about to change, alone.
async fn open(tx: &mut Tx, viewer: &Viewer, id: PositionId, version: i64) -> Result<Position> {
    let scope = viewer.may(CHANGE)?;
    store::take_turn(tx).await?;
    let position = store::find_position(tx, &scope, id).await?;
    if position.version == version {
        Ok(position)
    } else {
        Err(Error::Changed { what: "position" })
    }
}

pub(super) fn named(position: &Position) -> String {
    format!("{} ({})", position.name, position.reference)
}

/// A holding for the journal.
pub(super) fn body(id: PositionId, holder: &Holder) -> Value {
    json!({
        "position": id.to_string(), "person": holder.person.id.to_string(),
        "from": holder.interval.start().to_string(), "to": holder.interval.end().map(|day| day.to_string()),
    })
}
