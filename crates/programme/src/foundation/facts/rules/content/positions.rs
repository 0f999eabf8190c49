//! Positions as a file brings them: a row for each seat, and for each person who holds it for a time.

use serde::{Deserialize, Serialize};
use vocabulary::Day;

use super::super::cells::Cells;
use super::{Keys, checked};

/// A seat, and who holds it if the row says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionRow {
    pub reference: String,
    pub name: String,
    /// Absent means that the file does not say.
    pub title: Option<String>,
    pub held: Option<HeldRow>,
}

/// Who holds a seat when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRow {
    /// The reference of a person.
    pub person: String,
    pub from: Day,
    /// The first day on which they no longer hold it.
    pub to: Option<Day>,
}

pub(in super::super) fn position(cells: &mut Cells<'_>, line: u64, keys: &mut Keys) -> Option<PositionRow> {
    let (reference, name) = (cells.reference("reference"), cells.label("name"));
    let title = cells.label("title");
    let person = cells.reference("person");
    let from = cells.day("from");
    let to = cells.end(from);
    if person.is_some() && from.is_none() && !cells.is_refused() {
        cells.refuse(
            "from",
            "Somebody holds the position, but the row does not say from when.",
            "Write the first day.",
        );
    }
    let held = person.zip(from).map(|(person, from)| HeldRow { person, from, to });
    let row = PositionRow {
        reference: reference?,
        name: name?,
        title,
        held,
    };
    let since = row.held.as_ref().map_or_else(String::new, |held| held.from.to_string());
    let key = vec![row.reference.clone(), since];
    checked(cells, keys, line, ("from", key), row)
}
