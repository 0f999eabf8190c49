//! What an imported list of positions comes to: which seats are new, who holds them from when to when, and who bore which title on a day.
//! Pure decisions.

use super::positions::{SaidPosition, checked_position};
use super::{interval, on_line, refuse, word};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Interval, Refusal};

/// What a row says: a seat and, if it says so, who holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidSeat {
    /// The seat.
    pub position: SaidPosition,
    /// The reference of who holds it, and when.
    pub held: Option<(String, Day, Option<Day>)>,
}

/// A seat with everybody who ever holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The seat.
    pub position: SaidPosition,
    /// The reference of each holder and when, by the first day.
    pub holders: BTreeMap<Day, (String, Interval)>,
}

/// Which line says something of a seat, for refusals that come after all rows were read.
type Lines = BTreeMap<(String, Day), u64>;

/// Every seat after an import, by reference; `known` holds those that the rows name. The later rows of a file do not contradict
/// the earlier ones: a seat has one name and one title. The title of a seat stays, because plans pay by it; one without a title
/// may be given one. What the rows leave out stays.
///
/// # Errors
/// A refusal that names the line.
pub fn seating(known: &BTreeMap<String, Seat>, rows: &[(u64, SaidSeat)]) -> Result<BTreeMap<String, Seat>, Refusal> {
    let (mut after, mut lines, mut said) = (known.clone(), Lines::new(), BTreeMap::new());
    for (line, row) in rows {
        let refused = |refusal| on_line(*line, refusal);
        let position = checked_position(&row.position).map_err(refused)?;
        let reference = position.reference.clone();
        let seat = after.entry(reference.clone()).or_insert_with(|| Seat {
            position: position.clone(),
            holders: BTreeMap::new(),
        });
        if said
            .insert(reference.clone(), position.name.clone())
            .is_some_and(|name| name != position.name)
        {
            return Err(refused(
                refuse("staff.position_named_twice", &[("reference", reference)]).on("name"),
            ));
        }
        seat.position = merged(&seat.position, position).map_err(refused)?;
        if let Some((person, from, to)) = &row.held {
            let holds = interval(*from, *to).map_err(refused)?;
            seat.holders.insert(*from, (person.clone(), holds));
            lines.insert((reference, *from), *line);
        }
    }
    let named = rows.iter().map(|(_, row)| row.position.reference.trim());
    for seat in named
        .collect::<BTreeSet<_>>()
        .into_iter()
        .filter_map(|reference| after.get(reference))
    {
        one_at_a_time(seat, &lines)?;
    }
    Ok(after)
}

fn merged(known: &SaidPosition, said: SaidPosition) -> Result<SaidPosition, Refusal> {
    let title = match (&known.title, said.title) {
        (Some(known), Some(said)) if word(known) != word(&said) => {
            let holes = [("known", known.clone()), ("said", said)];
            return Err(refuse("staff.position_retitled", &holes).on("title"));
        }
        (Some(known), _) => Some(known.clone()),
        (None, said) => said,
    };
    Ok(SaidPosition { title, ..said })
}

/// Refuses a seat that two people hold on one day.
fn one_at_a_time(seat: &Seat, lines: &Lines) -> Result<(), Refusal> {
    let reference = &seat.position.reference;
    for ((from, (person, holds)), (day, _)) in seat.holders.iter().zip(seat.holders.iter().skip(1)) {
        if !holds.contains(*day) {
            continue;
        }
        let line = [day, from].into_iter().find_map(|day| lines.get(&(reference.clone(), *day)));
        let holes = [
            ("position", format!("{} ({reference})", seat.position.name)),
            ("person", person.clone()),
            ("day", day.to_string()),
        ];
        let refusal = refuse("staff.position_held", &holes).on("from");
        return Err(line.map_or(refusal.clone(), |line| on_line(*line, refusal)));
    }
    Ok(())
}

/// The days of `within` on which somebody bears a title. On a day on which they hold positions with titles, these are theirs;
/// on any other day it is the title that stands with the person, which has no dates.
///
/// Example: `own` is "director", and the seat of a seller was held from 1 January to 1 July. Within the year the title "seller" is borne
/// from 1 January to 1 July, and "director" from 1 July on.
#[must_use]
pub fn bearing(own: Option<&str>, seats: &[(Interval, String)], title: &str, within: Interval) -> Vec<Interval> {
    let held: Vec<(Interval, &String)> = seats
        .iter()
        .filter_map(|(holds, of)| Some((holds.intersect(&within)?, of)))
        .collect();
    let mut days: BTreeSet<Day> = held
        .iter()
        .flat_map(|(holds, _)| std::iter::once(holds.start()).chain(holds.end()))
        .collect();
    days.insert(within.start());
    days.retain(|day| within.contains(*day));
    let ends = days.iter().skip(1).copied().map(Some).chain([within.end()]);
    let mut borne: Vec<Interval> = Vec::new();
    for (from, to) in days.iter().zip(ends) {
        let mut titles = held
            .iter()
            .filter(|(holds, _)| holds.contains(*from))
            .map(|(_, of)| of.as_str())
            .peekable();
        let bears = match titles.peek() {
            Some(_) => titles.any(|of| of == title),
            None => own == Some(title),
        };
        if !bears {
            continue;
        }
        let joined = borne.last().filter(|last| last.end() == Some(*from)).map_or(*from, Interval::start);
        if joined < *from {
            borne.pop();
        }
        borne.extend(Interval::new(joined, to));
    }
    borne
}
