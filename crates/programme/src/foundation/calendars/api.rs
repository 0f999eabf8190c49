//! Calendars for programs: the places, their holidays of a year, and whether a day is worked on.

use super::SEE;
use super::rules::Where;
use super::store;
use platform::api::{Call, Found, Input, Listed, Operation, Operations};
use platform::web::Guard;
use platform::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::Day;

const YEAR: &[Input] = &[Input::whole("year", "calendars.year", 1, 9999)];
const ON: &[Input] = &[Input::day("on", "api.on")];

/// What programs can do with calendars.
pub(super) fn operations(api: Operations) -> Operations {
    let see = Guard::May(SEE);
    api.and(Operation::list_whole("list_calendars", "/calendars", see, list_calendars))
        .and(Operation::find("find_calendar", "/calendars/{country}", see, find_calendar).query(YEAR))
        .and(Operation::find("find_working_day", "/calendars/{country}/day", see, find_working_day).query(ON))
}

/// A place with its first and last known holiday.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Calendar")]
struct PlaceShown {
    place: String,
    first: Day,
    last: Day,
}

async fn list_calendars(call: Call) -> Result<Listed<PlaceShown>> {
    call.may(SEE)?;
    let mut tx = call.read().await?;
    let places = store::places(&mut tx).await?;
    let shown = places.into_iter().map(|(place, first, last)| PlaceShown {
        place: place.to_string(),
        first,
        last,
    });
    Ok(Listed::whole(shown.collect()))
}

/// A holiday.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Holiday")]
struct HolidayShown {
    day: Day,
    name: String,
}

/// The holidays of a year.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CalendarYear")]
struct YearShown {
    place: String,
    year: i32,
    holidays: Vec<HolidayShown>,
}

fn place(text: &str) -> Result<Where> {
    Where::parse(text).ok_or(Error::NotFound { what: "calendar" })
}

async fn find_calendar(call: Call) -> Result<Found<YearShown>> {
    call.may(SEE)?;
    let place = place(call.path("country"))?;
    let mut tx = call.read().await?;
    let year = call.query().text("year").parse().unwrap_or(tx.today().year());
    let holidays = store::list(&mut tx, &place, year).await?;
    Ok(Found::new(YearShown {
        place: place.to_string(),
        year,
        holidays: holidays
            .into_iter()
            .map(|holiday| HolidayShown {
                day: holiday.day,
                name: holiday.name,
            })
            .collect(),
    }))
}

/// Whether a day is worked on.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WorkingDay")]
struct DayShown {
    place: String,
    on: Day,
    /// `working`, `weekend` or `holiday`; none when that is unknown.
    is: Option<&'static str>,
    because: String,
}

async fn find_working_day(call: Call) -> Result<Found<DayShown>> {
    call.may(SEE)?;
    let place = place(call.path("country"))?;
    let mut tx = call.read().await?;
    let on = call.query().day("on")?.unwrap_or(tx.today());
    let found = super::day(&mut tx, &place, on).await?;
    let because = match &found.trace.value {
        vocabulary::Cell::Text(text) => text.clone(),
        vocabulary::Cell::Empty
        | vocabulary::Cell::Money(_)
        | vocabulary::Cell::Amount { .. }
        | vocabulary::Cell::Number(_)
        | vocabulary::Cell::Percent(_)
        | vocabulary::Cell::Day(_)
        | vocabulary::Cell::Count(_)
        | vocabulary::Cell::Unknown(_) => found.reason_unknown().map(|unknown| unknown.because.clone()).unwrap_or_default(),
    };
    Ok(Found::new(DayShown {
        place: place.to_string(),
        on,
        is: found.known_value().map(super::rules::Day::name),
        because,
    }))
}
