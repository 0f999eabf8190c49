//! Exchange rates for programs: the pairs, the rates of one, and the rate of a day with the way to it.

use super::rules::{Pair, Wanted};
use super::store::{self, Summary, Which};
use super::{SEE, pages};
use crate::foundation::paging;
use platform::api::{Call, Found, Input, Listed, Operation, Operations};
use platform::texts::say;
use platform::web::Guard;
use platform::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::{Day, Ratio, Trace};

const WORDS: &[Input] = &[Input::text("q", "api.words")];
const SPAN: &[Input] = &[Input::day("from", "api.from"), Input::day("until", "api.until")];
const OF_DAY: &[Input] = &[Input::day("on", "api.on"), Input::text("table", "currencies.table")];

/// What programs can do with currencies.
pub(super) fn operations(api: Operations) -> Operations {
    let see = Guard::May(SEE);
    api.and(Operation::list("list_pairs", "/currencies", see, list_pairs).query(WORDS))
        .and(Operation::find("find_pair", "/currencies/{pair}", see, find_pair).query(SPAN))
        .and(Operation::find("find_rate", "/currencies/{pair}/rate", see, find_rate).query(OF_DAY))
}

/// A pair of currencies in one table of rates.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CurrencyPair")]
struct Shown {
    pair: String,
    table: String,
    from: Day,
    until: Day,
    rate: String,
    days: u64,
}

impl Shown {
    fn new(summary: &Summary) -> Self {
        Self {
            pair: summary.pair.to_string(),
            table: summary.table.clone(),
            from: summary.first,
            until: summary.last,
            rate: summary.rate.as_str().to_owned(),
            days: summary.days,
        }
    }
}

async fn list_pairs(call: Call) -> Result<Listed<Shown>> {
    call.may(SEE)?;
    let cursor = call.page()?;
    let which = Which {
        words: cursor.words.clone(),
        ..Which::default()
    };
    let after = cursor.after.split_once('/').unwrap_or((&cursor.after, ""));
    let mut tx = call.read().await?;
    let last = match Pair::parse(after.0) {
        Some(pair) => store::list_of(&mut tx, &pair)
            .await?
            .into_iter()
            .find(|known| known.table == after.1),
        None => None,
    };
    paging::goes_on_from(&cursor, last)?;
    let pairs = store::list_after(&mut tx, &which, after, cursor.limit).await?;
    Ok(cursor.listed(&pairs, |one| format!("{}/{}", one.pair, one.table), Shown::new))
}

/// A rate of a day.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RateOfDay")]
struct DayShown {
    table: String,
    day: Day,
    rate: String,
}

/// The rates of a pair.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PairRates")]
struct OneShown {
    pair: String,
    rates: Vec<DayShown>,
}

/// The most days of one answer.
const DAYS_MAX: i64 = 1000;

async fn find_pair(call: Call) -> Result<Found<OneShown>> {
    call.may(SEE)?;
    let pair = pages::pair(call.path("pair"))?;
    let mut tx = call.read().await?;
    let tables = store::list_of(&mut tx, &pair).await?;
    let first = tables
        .iter()
        .map(|table| table.first)
        .min()
        .ok_or(Error::NotFound { what: "pair" })?;
    let from = call.query().day("from")?.unwrap_or(first);
    let until = call.query().day("until")?.unwrap_or(Day::MAX.prev()).min(Day::MAX.prev());
    let mut rates = Vec::new();
    for table in tables {
        let days = store::list_rates(&mut tx, &pair, &table.table, (from, until.next()), DAYS_MAX).await?;
        rates.extend(days.into_iter().map(|(day, rate)| DayShown {
            table: table.table.clone(),
            day,
            rate: rate.as_str().to_owned(),
        }));
    }
    Ok(Found::new(OneShown {
        pair: pair.to_string(),
        rates,
    }))
}

/// The rate of a day, or why there is none, with the way to it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Rate")]
struct RateShown {
    pair: String,
    table: String,
    on: Day,
    rate: Option<Ratio>,
    way: Option<&'static str>,
    because: Option<String>,
    trace: Trace,
}

async fn find_rate(call: Call) -> Result<Found<RateShown>> {
    call.may(SEE)?;
    let pair: Pair = pages::pair(call.path("pair"))?;
    let mut tx = call.read().await?;
    let on = call.query().day("on")?.unwrap_or(tx.today());
    let table = match call.query().optional("table") {
        Some(table) => table,
        None => one_table(&store::tables(&mut tx).await?)?,
    };
    let wanted = Wanted { table, pair, day: on };
    let found = super::rate(&mut tx, &wanted).await?;
    let known = found.known_value();
    Ok(Found::new(RateShown {
        pair: wanted.pair.to_string(),
        table: wanted.table.clone(),
        on,
        rate: known.map(|known| known.rate.clone()),
        way: known.map(|known| known.way.name()),
        because: found.reason_unknown().map(|unknown| unknown.because.clone()),
        trace: found.trace.clone(),
    }))
}

/// The only table there is; which of several is for the question to say.
fn one_table(tables: &[String]) -> Result<String> {
    match tables {
        [table] => Ok(table.clone()),
        [] | [_, ..] => Err(Error::refused_on("table", "currencies.which_table", say("currencies.which_table"))),
    }
}
