//! Exchange rates for programs: the pairs, the rates of one, and the rate of a day with the way to it.

use super::rules::{Pair, Wanted};
use super::store::{self, Summary, Which};
use super::{SEE, pages};
use crate::foundation::paging;
use platform::texts::say;
use platform::web::listing::Cursor;
use platform::web::{Answer, Caller, Guard, Params, Path, Routes, json};
use platform::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;
use vocabulary::{Day, Ratio, Trace};

type Query = Params<BTreeMap<String, String>>;

/// The API's routes of currencies.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/currencies", Guard::May(SEE), list)
        .get("/api/v1/currencies/{pair}", Guard::May(SEE), one)
        .get("/api/v1/currencies/{pair}/rate", Guard::May(SEE), rate)
}

#[derive(Serialize)]
struct Shown {
    /// Where the next page begins behind.
    #[serde(skip)]
    place: String,
    pair: String,
    table: String,
    from: Day,
    until: Day,
    rate: String,
    days: u64,
}

impl Shown {
    fn new(summary: Summary) -> Self {
        Self {
            place: format!("{}/{}", summary.pair, summary.table),
            pair: summary.pair.to_string(),
            table: summary.table,
            from: summary.first,
            until: summary.last,
            rate: summary.rate.as_str().to_owned(),
            days: summary.days,
        }
    }
}

async fn list(caller: Caller, Params(params): Query) -> Answer {
    caller.may(SEE)?;
    let cursor = Cursor::read(&params)?;
    let which = Which {
        words: cursor.words.clone(),
        ..Which::default()
    };
    let after = cursor.after.split_once('/').unwrap_or((&cursor.after, ""));
    let mut tx = caller.app.db.read().await?;
    let last = match Pair::parse(after.0) {
        Some(pair) => store::list_of(&mut tx, &pair)
            .await?
            .into_iter()
            .find(|known| known.table == after.1),
        None => None,
    };
    paging::goes_on_from(&cursor, last)?;
    let pairs = store::list_after(&mut tx, &which, after, cursor.limit).await?;
    let shown: Vec<Shown> = pairs.into_iter().map(Shown::new).collect();
    cursor.answer("pairs", &shown, |pair| &pair.place, |pair| pair)
}

#[derive(Serialize)]
struct DayShown {
    table: String,
    day: Day,
    rate: String,
}

#[derive(Serialize)]
struct OneShown {
    pair: String,
    rates: Vec<DayShown>,
}

/// A day of the question, or what holds without one.
fn day(params: &BTreeMap<String, String>, name: &'static str, otherwise: Day) -> Result<Day> {
    match params.get(name).map_or("", |text| text.trim()) {
        "" => Ok(otherwise),
        text => Day::parse(text)
            .ok()
            .ok_or_else(|| Error::refused_on(name, "currencies.no_day", say("currencies.no_day"))),
    }
}

/// The most days of one answer.
const DAYS_MAX: i64 = 1000;

async fn one(caller: Caller, Path(pair): Path<String>, Params(params): Query) -> Answer {
    caller.may(SEE)?;
    let pair = pages::pair(&pair)?;
    let mut tx = caller.app.db.read().await?;
    let tables = store::list_of(&mut tx, &pair).await?;
    let first = tables
        .iter()
        .map(|table| table.first)
        .min()
        .ok_or(Error::NotFound { what: "pair" })?;
    let from = day(&params, "from", first)?;
    let until = day(&params, "until", Day::MAX.prev())?;
    let mut rates = Vec::new();
    for table in tables {
        let days = store::list_rates(&mut tx, &pair, &table.table, (from, until.next()), DAYS_MAX).await?;
        rates.extend(days.into_iter().map(|(day, rate)| DayShown {
            table: table.table.clone(),
            day,
            rate: rate.as_str().to_owned(),
        }));
    }
    json(&OneShown {
        pair: pair.to_string(),
        rates,
    })
}

#[derive(Serialize)]
struct RateShown {
    pair: String,
    table: String,
    on: Day,
    rate: Option<Ratio>,
    way: Option<&'static str>,
    because: Option<String>,
    trace: Trace,
}

async fn rate(caller: Caller, Path(pair): Path<String>, Params(params): Query) -> Answer {
    caller.may(SEE)?;
    let pair: Pair = pages::pair(&pair)?;
    let mut tx = caller.app.db.read().await?;
    let on = day(&params, "on", tx.today())?;
    let table = match params.get("table").map(|text| text.trim()).filter(|text| !text.is_empty()) {
        Some(table) => table.to_owned(),
        None => one_table(&store::tables(&mut tx).await?)?,
    };
    let wanted = Wanted { table, pair, day: on };
    let found = super::rate(&mut tx, &wanted).await?;
    let known = found.known_value();
    json(&RateShown {
        pair: wanted.pair.to_string(),
        table: wanted.table.clone(),
        on,
        rate: known.map(|known| known.rate.clone()),
        way: known.map(|known| known.way.name()),
        because: found.reason_unknown().map(|unknown| unknown.because.clone()),
        trace: found.trace.clone(),
    })
}

/// The only table there is; which of several is for the question to say.
fn one_table(tables: &[String]) -> Result<String> {
    match tables {
        [table] => Ok(table.clone()),
        [] | [_, ..] => Err(Error::refused_on("table", "currencies.which_table", say("currencies.which_table"))),
    }
}
