//! Calendars for programs: the places, their holidays of a year, and whether a day is worked on.

use super::SEE;
use super::rules::Where;
use super::store;
use platform::texts::say;
use platform::web::{Answer, Caller, Guard, Params, Path, Routes, json};
use platform::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;
use vocabulary::Day;

type Query = Params<BTreeMap<String, String>>;

/// The API's routes of calendars.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/calendars", Guard::May(SEE), list)
        .get("/api/v1/calendars/{country}", Guard::May(SEE), one)
        .get("/api/v1/calendars/{country}/day", Guard::May(SEE), day)
}

#[derive(Serialize)]
struct PlaceShown {
    place: String,
    first: Day,
    last: Day,
}

#[derive(Serialize)]
struct PlacesShown {
    calendars: Vec<PlaceShown>,
}

async fn list(caller: Caller) -> Answer {
    caller.may(SEE)?;
    let mut tx = caller.app.db.read().await?;
    let places = store::places(&mut tx).await?;
    let calendars = places
        .into_iter()
        .map(|(place, first, last)| PlaceShown {
            place: place.to_string(),
            first,
            last,
        })
        .collect();
    json(&PlacesShown { calendars })
}

#[derive(Serialize)]
struct HolidayShown {
    day: Day,
    name: String,
}

#[derive(Serialize)]
struct YearShown {
    place: String,
    year: i32,
    holidays: Vec<HolidayShown>,
}

fn place(text: &str) -> Result<Where> {
    Where::parse(text).ok_or(Error::NotFound { what: "calendar" })
}

async fn one(caller: Caller, Path(country): Path<String>, Params(params): Query) -> Answer {
    caller.may(SEE)?;
    let place = place(&country)?;
    let mut tx = caller.app.db.read().await?;
    let year = params
        .get("year")
        .and_then(|year| year.trim().parse().ok())
        .unwrap_or(tx.today().year());
    let holidays = store::list(&mut tx, &place, year).await?;
    json(&YearShown {
        place: place.to_string(),
        year,
        holidays: holidays
            .into_iter()
            .map(|holiday| HolidayShown {
                day: holiday.day,
                name: holiday.name,
            })
            .collect(),
    })
}

#[derive(Serialize)]
struct DayShown {
    place: String,
    on: Day,
    /// `working`, `weekend` or `holiday`; none when that is unknown.
    is: Option<&'static str>,
    because: String,
}

async fn day(caller: Caller, Path(country): Path<String>, Params(params): Query) -> Answer {
    caller.may(SEE)?;
    let place = place(&country)?;
    let mut tx = caller.app.db.read().await?;
    let on = match params.get("on").map_or("", |text| text.trim()) {
        "" => tx.today(),
        text => Day::parse(text)
            .ok()
            .ok_or_else(|| Error::refused_on("on", "calendars.no_day", say("calendars.no_day")))?,
    };
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
    json(&DayShown {
        place: place.to_string(),
        on,
        is: found.known_value().map(super::rules::Day::name),
        because,
    })
}
