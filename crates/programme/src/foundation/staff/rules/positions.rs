//! What may be said of a position, and who may hold it when: never two people on one day. Pure decisions.

use super::super::Holder;
use super::{REFERENCE_MAX, TEXT_MAX, needed, optional, refuse, word};
use platform::texts::say;
use vocabulary::{Day, Interval, Refusal};

/// What somebody says of a position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaidPosition {
    /// The firm's own mark of the position: `DE-07`.
    pub reference: String,
    /// The name: "Key accounts north".
    pub name: String,
    /// The title as people say it.
    pub title: Option<String>,
}

/// What ending a holding comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Vacated {
    /// It ended on its first day, so it never held and is taken away.
    Removed(Holder),
    /// It ends earlier than it would have.
    Ended {
        /// As it was.
        before: Holder,
        /// As it is now.
        after: Holder,
    },
}

/// Checks what is said of a position.
///
/// # Errors
/// A refusal on the field.
pub fn checked_position(said: &SaidPosition) -> Result<SaidPosition, Refusal> {
    let said = SaidPosition {
        reference: needed("reference", &said.reference, REFERENCE_MAX)?,
        name: needed("name", &said.name, TEXT_MAX)?,
        title: optional("title", said.title.as_deref(), TEXT_MAX)?,
    };
    if said.title.as_deref().is_some_and(|title| word(title).is_empty()) {
        return Err(Refusal::new("staff.title_words", say("staff.title_words")).on("title"));
    }
    Ok(said)
}

/// The first day on which somebody else, or the same person, holds the position already, and who that is.
///
/// A successor from 1 July clashes on 1 July with a holder without an end; with one that ends on 1 July it does not.
#[must_use]
pub fn clash<'a>(holders: &'a [Holder], wanted: &Interval) -> Option<(Day, &'a Holder)> {
    holders
        .iter()
        .filter_map(|holder| Some((holder.interval.intersect(wanted)?.start(), holder)))
        .min_by_key(|(day, _)| *day)
}

/// Refuses a second holder on any day.
///
/// # Errors
/// The refusal, which names the position, who holds it and the day.
pub fn free(position: &str, holders: &[Holder], wanted: &Interval) -> Result<(), Refusal> {
    let Some((day, holder)) = clash(holders, wanted) else {
        return Ok(());
    };
    let holes = [
        ("position", position.to_owned()),
        ("person", holder.person.name.clone()),
        ("day", day.to_string()),
    ];
    Err(refuse("staff.position_held", &holes).on("from"))
}

/// Ends whoever holds the position on a day: on that day they no longer do. Later holders stay.
///
/// # Errors
/// The refusal, when nobody holds it on that day.
pub fn vacate(position: &str, holders: &[Holder], day: Day) -> Result<Vacated, Refusal> {
    let vacant = || {
        let holes = [("position", position.to_owned()), ("day", day.to_string())];
        refuse("staff.position_vacant", &holes).on("day")
    };
    let before = holders
        .iter()
        .find(|holder| holder.interval.contains(day))
        .ok_or_else(vacant)?
        .clone();
    if before.interval.start() == day {
        return Ok(Vacated::Removed(before));
    }
    let after = Holder {
        interval: super::interval(before.interval.start(), Some(day))?,
        ..before.clone()
    };
    Ok(Vacated::Ended { before, after })
}
