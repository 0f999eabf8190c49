//! Holidays in SQL.

use super::rules::{Holiday, Where};
use platform::Result;
use platform::database::{Query, Row, Tx};
use vocabulary::Day;

/// How many rows are written with one statement.
const ROWS_AT_ONCE: usize = 400;

const HOLIDAY: &str = "select country, subdivision, day, name from calendars_holiday";

fn holiday(row: &Row) -> Result<Holiday> {
    Ok(Holiday {
        place: Where {
            country: row.get(0)?,
            subdivision: row.get(1)?,
        },
        day: row.get(2)?,
        name: row.get(3)?,
    })
}

/// The holidays of a place and of its whole country in a year, in their order.
pub async fn list(tx: &mut Tx, place: &Where, year: i32) -> Result<Vec<Holiday>> {
    let (Some(first), Some(last)) = (Day::ymd(year, 1, 1), Day::ymd(year, 12, 31)) else {
        return Ok(Vec::new());
    };
    let query = Query::new(HOLIDAY).with(
        "where country = {} and subdivision in ('', {}) and day >= {} and day <= {} order by day, name",
        &[&place.country, &place.subdivision, &first, &last],
    );
    tx.all(&query).await?.iter().map(holiday).collect()
}

/// The holidays of a place and of its whole country from a day on, in their order.
pub async fn list_since(tx: &mut Tx, place: &Where, since: Day) -> Result<Vec<Holiday>> {
    let query = Query::new(HOLIDAY).with(
        "where country = {} and subdivision in ('', {}) and day >= {} order by day, name",
        &[&place.country, &place.subdivision, &since],
    );
    tx.all(&query).await?.iter().map(holiday).collect()
}

/// Every holiday, for an import.
pub async fn list_every(tx: &mut Tx) -> Result<Vec<Holiday>> {
    let query = Query::new(HOLIDAY).and("order by country, subdivision, day, name");
    tx.all(&query).await?.iter().map(holiday).collect()
}

/// The places there are, each with its first and its last day.
pub async fn places(tx: &mut Tx) -> Result<Vec<(Where, Day, Day)>> {
    let query = Query::new("select country, subdivision, min(day), max(day) from calendars_holiday")
        .and("group by country, subdivision order by country, subdivision");
    let rows = tx.all(&query).await?;
    rows.iter()
        .map(|row| {
            let place = Where {
                country: row.get(0)?,
                subdivision: row.get(1)?,
            };
            Ok((place, row.get(2)?, row.get(3)?))
        })
        .collect()
}

/// New holidays.
pub async fn insert(tx: &mut Tx, holidays: &[Holiday]) -> Result<()> {
    let now = tx.now();
    for chunk in holidays.chunks(ROWS_AT_ONCE) {
        let mut query = Query::new("insert into calendars_holiday (country, subdivision, day, name, recorded) values");
        for (at, holiday) in chunk.iter().enumerate() {
            let text = if at == 0 {
                "({}, {}, {}, {}, {})"
            } else {
                ", ({}, {}, {}, {}, {})"
            };
            let Holiday { place, day, name } = holiday;
            query = query.with(text, &[&place.country, &place.subdivision, day, name, &now]);
        }
        // Two imports at once may bring the same day.
        tx.execute(&query.and("on conflict do nothing")).await?;
    }
    Ok(())
}
