//! Keeps an imported list of positions: new seats, and who holds them from when to when.

use super::super::rules::positions::SaidPosition;
use super::super::rules::seating::{SaidSeat, Seat, seating};
use super::super::rules::word;
use super::super::store;
use super::super::{CHANGE, Holder, Person, Position};
use super::positions::body;
use super::title_of;
use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::{Placed, PositionRow};
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::texts::say_with;
use platform::{Error, Result};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Interval, PositionId, TitleId};

/// What an import needs to know besides the seats.
struct Book {
    people: BTreeMap<String, Person>,
    titles: BTreeMap<String, store::Title>,
}

/// Keeps an imported list of positions. The same list again changes nothing; what the list leaves out stays.
///
/// # Errors
/// Forbidden; a person who does not exist, a seat that two hold on one day or whose title would change, with the line.
pub async fn keep_positions(tx: &mut Tx, viewer: &Viewer, rows: &[Placed<PositionRow>]) -> Result<Kept> {
    viewer.may(CHANGE)?;
    store::take_turn(tx).await?;
    let references: BTreeSet<String> = rows.iter().map(|placed| placed.row.reference.trim().to_owned()).collect();
    let seats = store::list_seats(tx, &references.into_iter().collect::<Vec<_>>()).await?;
    let known: BTreeMap<String, Seat> = seats
        .iter()
        .map(|(reference, (position, held))| (reference.clone(), seat(position, held)))
        .collect();
    let rows: Vec<(u64, SaidSeat)> = rows.iter().map(|placed| (placed.line, said(&placed.row))).collect();
    let after = seating(&known, &rows)?;
    let mut book = Book {
        people: people(tx, &rows).await?,
        titles: store::titles(tx)
            .await?
            .into_iter()
            .map(|title| (title.word.clone(), title))
            .collect(),
    };
    let mut kept = Kept::default();
    for (reference, after) in &after {
        match seats.get(reference) {
            None => {
                create(tx, &mut book, after).await?;
                kept.created += 1;
            }
            Some(_) if known.get(reference) == Some(after) => kept.unchanged += 1,
            Some((position, held)) => {
                change(tx, viewer, &mut book, (position, held), after).await?;
                kept.changed += 1;
            }
        }
    }
    note(tx, viewer, "positions_imported", ("import", "positions".to_owned()), &kept)?;
    Ok(kept)
}

fn said(row: &PositionRow) -> SaidSeat {
    let PositionRow {
        reference,
        name,
        title,
        held,
    } = row.clone();
    SaidSeat {
        position: SaidPosition { reference, name, title },
        held: held.map(|held| (held.person, held.from, held.to)),
    }
}

fn seat(position: &Position, holders: &[Holder]) -> Seat {
    let held = |holder: &Holder| (holder.interval.start(), (holder.person.reference.clone(), holder.interval));
    Seat {
        position: SaidPosition {
            reference: position.reference.clone(),
            name: position.name.clone(),
            title: position.title_name.clone(),
        },
        holders: holders.iter().map(held).collect(),
    }
}

/// The people whom the rows name, all of whom must exist.
async fn people(tx: &mut Tx, rows: &[(u64, SaidSeat)]) -> Result<BTreeMap<String, Person>> {
    let named = || rows.iter().filter_map(|(line, row)| Some((line, &row.held.as_ref()?.0)));
    let known = super::super::by_reference(tx, named().map(|(_, person)| person)).await?;
    match named().find(|(_, person)| !known.contains_key(*person)) {
        None => Ok(known),
        Some((line, person)) => {
            let sentence = say_with("staff.no_person_on_line", &[("line", &line.to_string()), ("reference", person)]);
            Err(Error::refused_on("person", "staff.no_person_on_line", sentence))
        }
    }
}

/// The seat as it is kept, and its title.
async fn kept_as(tx: &mut Tx, book: &mut Book, id: PositionId, version: i64, seat: &Seat) -> Result<(Position, Option<TitleId>)> {
    let SaidPosition { reference, name, title } = seat.position.clone();
    let title_id = title_of(tx, &mut book.titles, title.as_deref()).await?;
    let position = Position {
        id,
        reference,
        name,
        title: title.as_deref().map(word),
        title_name: title,
        version,
    };
    Ok((position, title_id))
}

async fn create(tx: &mut Tx, book: &mut Book, seat: &Seat) -> Result<()> {
    let id = PositionId::new(tx.ids());
    let (position, title) = kept_as(tx, book, id, 1, seat).await?;
    store::insert_position(tx, &position, title).await?;
    for holder in holders(book, seat).values() {
        store::insert_holder(tx, id, holder).await?;
    }
    Ok(())
}

/// Everybody who holds the seat, by the first day.
fn holders(book: &Book, seat: &Seat) -> BTreeMap<Day, Holder> {
    let holder = |(person, holds): &(String, Interval)| {
        let person = book.people.get(person)?.clone();
        Some(Holder { person, interval: *holds })
    };
    // Whoever the rows do not name was known before and stays as they were.
    seat.holders
        .iter()
        .filter_map(|(from, held)| Some((*from, holder(held)?)))
        .collect()
}

async fn change(tx: &mut Tx, viewer: &Viewer, book: &mut Book, (before, held): (&Position, &[Holder]), seat: &Seat) -> Result<()> {
    let (after, title) = kept_as(tx, book, before.id, before.version, seat).await?;
    store::update_position(tx, &after, title).await?;
    if (&before.name, &before.title) != (&after.name, &after.title) {
        let told = |position: &Position| json!({ "name": position.name, "title": position.title_name });
        let bodies = json!({ "before": told(before), "after": told(&after) });
        note(tx, viewer, "position_changed", ("position", before.id.to_string()), &bodies)?;
    }
    let known: BTreeMap<Day, &Holder> = held.iter().map(|holder| (holder.interval.start(), holder)).collect();
    for (from, holder) in holders(book, seat) {
        let before_it = known.get(&from).copied();
        if before_it == Some(&holder) {
            continue;
        }
        if let Some(earlier) = before_it {
            store::delete_holder(tx, after.id, earlier).await?;
        }
        store::insert_holder(tx, after.id, &holder).await?;
        let bodies = json!({ "before": before_it.map(|earlier| body(after.id, earlier)), "after": body(after.id, &holder) });
        note(tx, viewer, "position_held", ("person", holder.person.id.to_string()), &bodies)?;
    }
    Ok(())
}
