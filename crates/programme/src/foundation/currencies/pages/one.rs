//! One pair: its latest rate, its last year, and its days.

use super::super::SEE;
use super::super::rules::{Pair, named};
use super::super::store::{self, Summary};
use super::{PLACE, pair};
use crate::foundation::facts::rules::content::Decimal;
use hypertext::prelude::*;
use platform::look::charts::{About, Ink, LineChart, Series};
use platform::look::components::{Column, Head, Row, Section, Table, columns, lead, record_link};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_with};
use platform::web::spreadsheet;
use platform::web::{Answer, Caller, Path, View};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{Day, Ratio};

/// So many days stand on the page; the file has all of them.
const SHOWN: usize = 20;
/// A year and the day it begins with.
const YEAR_DAYS: i64 = 365;
/// The chart has one value for each week.
const WEEK_DAYS: i64 = 7;
const WEEKS: i64 = 52;
/// More lines than these cannot be told apart.
const LINES_MAX: usize = 6;

/// A table's rates of the last year before the latest of all, the latest first.
struct Year {
    summary: Summary,
    days: Vec<(Day, Decimal)>,
}

async fn load(caller: &Caller, pair: &Pair, days: i64) -> Result<(Vec<Year>, Day)> {
    let mut tx = caller.app.db.read().await?;
    let tables = store::list_of(&mut tx, pair).await?;
    let last = tables
        .iter()
        .map(|table| table.last)
        .max()
        .ok_or(Error::NotFound { what: "pair" })?;
    let first = tables.iter().map(|table| table.first).min().unwrap_or(last);
    let from = if days == i64::MAX { first } else { last.plus_days(-days) };
    let mut years = Vec::new();
    for summary in tables {
        let days = store::list_rates(&mut tx, pair, &summary.table, (from, last.next()), i64::MAX).await?;
        years.push(Year { summary, days });
    }
    Ok((years, last))
}

/// The page.
pub(super) async fn show(caller: Caller, Path(address): Path<String>) -> Answer {
    caller.may(SEE)?;
    let pair = pair(&address)?;
    let (years, last) = load(&caller, &pair, YEAR_DAYS).await?;
    let mut tx = caller.app.db.read().await?;
    let turned = store::list_of(&mut tx, &pair.turned()).await?;
    drop(tx);
    let head = Head::new(named(&pair)).sub(text(say_with("currencies.meaning", &[("from", &pair.from), ("to", &pair.to)])));
    let body = join([
        head.memoize(),
        lead(answer(&pair, &years)),
        columns(
            join([
                chart(&pair, &years, last),
                other_direction(&pair, !turned.is_empty() && pair.from != pair.to),
            ]),
            days(&pair, &years),
        ),
    ]);
    Ok(caller.page(View::new(named(&pair), PLACE, body).under(say("currencies.place"), PLACE)))
}

/// What one of the currency is worth by each table.
fn answer(pair: &Pair, years: &[Year]) -> String {
    let sentences: Vec<String> = years
        .iter()
        .map(|year| {
            let day = format::day(year.summary.last);
            let holes = [
                ("rate", year.summary.rate.as_str()),
                ("from", pair.from.as_str()),
                ("to", pair.to.as_str()),
                ("table", year.summary.table.as_str()),
                ("day", &day),
            ];
            say_with("currencies.latest", &holes)
        })
        .collect();
    sentences.join(" ")
}

/// So many units that their price is at least one half: one euro, but a hundred yen.
fn units(rate: &Ratio) -> i128 {
    let half = Ratio::fraction(1, 2).unwrap_or_else(Ratio::one);
    let enough = |units: &i128| rate * &Ratio::whole(*units) >= half;
    [1, 100, 10_000, 1_000_000].into_iter().find(enough).unwrap_or(1_000_000)
}

fn chart(pair: &Pair, years: &[Year], last: Day) -> Markup {
    let drawn: Vec<&Year> = years.iter().filter(|year| year.days.len() > 1).take(LINES_MAX).collect();
    let Some(latest) = drawn.first().and_then(|year| year.days.first()) else {
        return nothing();
    };
    let units = units(&latest.1.to_ratio());
    let first = drawn
        .iter()
        .filter_map(|year| year.days.last())
        .map(|(day, _)| *day)
        .min()
        .unwrap_or(last);
    let all = (0..=WEEKS).rev().map(|week| last.plus_days(-WEEK_DAYS * week));
    let ends: Vec<Day> = all.filter(|end| *end >= first).collect();
    if ends.len() < 2 {
        return nothing();
    }
    let values = |year: &Year| {
        let days: BTreeMap<Day, &Decimal> = year.days.iter().map(|(day, rate)| (*day, rate)).collect();
        let of_week = |end: &Day| {
            let (_, rate) = days.range(end.plus_days(1 - WEEK_DAYS)..=*end).next_back()?;
            Some(&rate.to_ratio() * &Ratio::whole(units))
        };
        ends.iter().map(of_week).collect::<Vec<_>>()
    };
    let series: Vec<Series> = (1..)
        .zip(&drawn)
        .map(|(place, year)| Series {
            name: year.summary.table.clone(),
            values: values(year),
            ink: if drawn.len() == 1 { Ink::Mark } else { Ink::Category(place) },
            assumed_from: None,
        })
        .collect();
    let known = || series.iter().flat_map(|series| series.values.iter().flatten());
    let (Some(low), Some(high)) = (known().min(), known().max()) else {
        return nothing();
    };
    let unit = say_with(
        "currencies.unit",
        &[
            ("to", &pair.to),
            ("n", &format::number(&Ratio::whole(units), 0)),
            ("from", &pair.from),
        ],
    );
    let summary = say_with(
        "currencies.year_summary",
        &[
            ("low", &format::number(low, 4)),
            ("high", &format::number(high, 4)),
            ("unit", &unit),
        ],
    );
    let chart = LineChart {
        about: About {
            id: "year".to_owned(),
            title: say("currencies.year").to_owned(),
            summary,
        },
        unit,
        labels: ends.iter().map(|day| format::day_short(*day)).collect(),
        series,
        target: None,
        here: None,
        from_zero: false,
        percent: false,
    };
    Section::new(say("currencies.year"), chart.figure())
        .about(say("currencies.year_about"))
        .memoize()
}

fn days(pair: &Pair, years: &[Year]) -> Markup {
    let mut all: Vec<(Day, &str, &Decimal)> = years
        .iter()
        .flat_map(|year| year.days.iter().map(|(day, rate)| (*day, year.summary.table.as_str(), rate)))
        .collect();
    all.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(other.1)));
    // Whose rate it is needs no saying where there is one table only.
    let several = years.len() > 1;
    let row = |(day, table, rate): &(Day, &str, &Decimal)| {
        let cells = [text(format::day(*day)), text(rate.as_str())];
        Row::new(cells.into_iter().chain(several.then(|| text(*table))).collect())
    };
    let rows = all.iter().take(SHOWN).map(row).collect();
    let heads = [
        Column::text("day", say("currencies.day")),
        Column::number("rate", say("currencies.rate")).lead(),
    ];
    let heads = heads
        .into_iter()
        .chain(several.then(|| Column::text("table", say("currencies.table"))));
    let table = Table::new(say("currencies.days_title"), heads.collect())
        .rows(rows)
        .file(say("currencies.all_days"), format!("{PLACE}/{pair}/rates.csv"));
    Section::new(say("currencies.days_title"), table).memoize()
}

/// The page of the other direction, where a source gives one.
fn other_direction(pair: &Pair, known: bool) -> Markup {
    if !known {
        return nothing();
    }
    let turned = pair.turned();
    let link = record_link(&named(&turned), &super::href(&turned));
    Section::new(say("currencies.turned"), maud! { p { (link) } }.memoize())
        .about(say("currencies.turned_about"))
        .memoize()
}

/// All days of the pair, in the columns that an import reads.
pub(super) async fn file(caller: Caller, Path(address): Path<String>) -> Answer {
    caller.may(SEE)?;
    let pair = pair(&address)?;
    let (years, _) = load(&caller, &pair, i64::MAX).await?;
    let rows = years.into_iter().flat_map(|year| {
        let (pair, table) = (pair.clone(), year.summary.table);
        year.days.into_iter().map(move |(day, rate)| {
            let Pair { from, to } = pair.clone();
            vec![table.clone(), day.to_string(), from, to, rate.as_str().to_owned()]
        })
    });
    spreadsheet::csv("rates.csv", &["table", "day", "from", "to", "rate"], rows)
}
