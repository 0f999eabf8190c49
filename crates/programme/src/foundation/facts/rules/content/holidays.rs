//! Holidays as a file brings them.

use serde::{Deserialize, Serialize};
use vocabulary::Day;

use super::super::cells::Cells;
use super::{Keys, checked};

/// A day on which a country or a part of it does not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayRow {
    /// Two letters of ISO 3166-1.
    pub country: String,
    /// The part of the country; absent means all of it.
    pub subdivision: Option<String>,
    pub day: Day,
    pub name: String,
}

pub(in super::super) fn holiday(cells: &mut Cells<'_>, line: u64, keys: &mut Keys) -> Option<HolidayRow> {
    let country = cells.label("country");
    let subdivision = cells.label("subdivision");
    let (day, name) = (cells.day("day"), cells.label("name"));
    let is_code = |code: &String| code.len() == 2 && code.chars().all(|letter| letter.is_ascii_uppercase());
    if country.as_ref().is_some_and(|country| !is_code(country)) {
        cells.refuse(
            "country",
            "This is no code of a country.",
            "Write its two capital letters, such as DE.",
        );
    }
    let row = HolidayRow {
        country: country?,
        subdivision,
        day: day?,
        name: name?,
    };
    let part = row.subdivision.clone().unwrap_or_default();
    let key = vec![row.country.clone(), part, row.day.to_string(), row.name.clone()];
    checked(cells, keys, line, ("day", key), row)
}
