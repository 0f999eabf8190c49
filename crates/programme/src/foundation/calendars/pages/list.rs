//! The holidays of a country, or a part of it, in a year.

use super::super::SEE;
use super::super::rules::{Holiday, Where, weekday_key};
use super::super::store;
use super::PLACE;
use crate::foundation::facts;
use hypertext::prelude::*;
use platform::look::components::{Button, Choice, Column, Empty, Field, Filter, Head, Row, Table};
use platform::look::{format, join, text};
use platform::texts::{say, say_count, say_with};
use platform::web::{Answer, Caller, Params, View};
use std::collections::BTreeMap;
use vocabulary::Day;

/// What is shown: the place and the year, and what may be chosen instead.
struct Chosen {
    place: Where,
    year: i32,
    places: Vec<Where>,
    years: Vec<i32>,
}

/// The place and year of the address, as far as there is something; else the first place, and the year nearest to today's.
fn chosen(params: &BTreeMap<String, String>, all: &[(Where, Day, Day)], today: Day) -> Option<Chosen> {
    let asked = params.get("country").and_then(|text| Where::parse(text.trim()));
    let (place, first, last) = all
        .iter()
        .find(|(place, _, _)| Some(place) == asked.as_ref())
        .or_else(|| all.first())?;
    let (first, last) = (first.year(), last.year());
    let year = params.get("year").and_then(|year| year.trim().parse().ok()).unwrap_or(today.year());
    Some(Chosen {
        place: place.clone(),
        year: year.clamp(first, last),
        places: all.iter().map(|(place, _, _)| place.clone()).collect(),
        years: (first..=last).rev().collect(),
    })
}

/// The page.
pub(super) async fn show(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    caller.may(SEE)?;
    let mut tx = caller.app.db.read().await?;
    let all = store::places(&mut tx).await?;
    let today = tx.today();
    let chosen = chosen(&params, &all, today);
    let holidays = match &chosen {
        Some(chosen) => store::list(&mut tx, &chosen.place, chosen.year).await?,
        None => Vec::new(),
    };
    drop(tx);
    let title = match &chosen {
        Some(chosen) => {
            let count = say_count("calendars.count", u64::try_from(holidays.len()).unwrap_or_default());
            let year = chosen.year.to_string();
            say_with(
                "calendars.title",
                &[("holidays", &count), ("place", &chosen.place.to_string()), ("year", &year)],
            )
        }
        None => say("calendars.place").to_owned(),
    };
    let columns = vec![
        Column::text("name", say("calendars.name")),
        Column::text("day", say("calendars.day")).lead(),
        Column::text("weekday", say("calendars.weekday")),
        Column::text("where", say("calendars.where")),
    ];
    let mut table = Table::new(say("calendars.place"), columns)
        .rows(holidays.iter().map(|holiday| row(holiday, today)).collect())
        .empty(empty(&caller));
    if let Some(chosen) = &chosen {
        table = table.filter(filter(chosen));
    }
    let head = Head::new(title).sub(text(say("calendars.about")));
    Ok(caller.page(View::new(say("calendars.place"), PLACE, join([head.memoize(), table.memoize()]))))
}

fn row(holiday: &Holiday, today: Day) -> Row {
    let weekday = say(weekday_key(holiday.day));
    let row = Row::new(vec![
        text(&holiday.name),
        text(format::day(holiday.day)),
        text(weekday),
        match holiday.place.subdivision.as_str() {
            "" => text(say("calendars.everywhere")),
            subdivision => text(subdivision),
        },
    ]);
    if holiday.day < today { row.dim() } else { row }
}

fn filter(chosen: &Chosen) -> Filter {
    let places = chosen
        .places
        .iter()
        .map(|place| Choice::new(place.to_string(), place.to_string()))
        .collect();
    let years = chosen
        .years
        .iter()
        .map(|year| Choice::new(year.to_string(), year.to_string()))
        .collect();
    Filter {
        action: PLACE.to_owned(),
        fields: vec![
            Field::select("country", say("calendars.country"), places).value(chosen.place.to_string()),
            Field::select("year", say("calendars.year"), years).value(chosen.year.to_string()),
        ],
        hidden: Vec::new(),
        clear: None,
    }
}

fn empty(caller: &Caller) -> Empty {
    let empty = Empty::new(say("calendars.none"), say("calendars.none_why"));
    if caller.viewer.holds(facts::IMPORT) {
        empty.action(Button::link(say("calendars.import"), "/facts/import"))
    } else {
        empty
    }
}
