//! Exchange rates in SQL.

use super::rules::{Allowed, Pair, Rates, Wanted};
use crate::foundation::facts::rules::content::Decimal;
use crate::foundation::facts::rules::numbers::Notation;
use platform::database::{Query, Row, Tx};
use platform::web::listing::{Order, Span, anywhere};
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Interval};

/// How many rows are written with one statement.
const ROWS_AT_ONCE: usize = 400;

/// A rate as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Which currencies, in which direction.
    pub pair: Pair,
    /// Whose rate.
    pub table: String,
    /// Of which day.
    pub day: Day,
    /// The rate.
    pub rate: Decimal,
}

/// A rate that its source corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it was.
    pub before: Decimal,
    /// What it is.
    pub after: Quote,
}

/// A pair of a table as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Which currencies, in which direction.
    pub pair: Pair,
    /// Whose rates.
    pub table: String,
    /// The first day with a rate.
    pub first: Day,
    /// The last day with a rate.
    pub last: Day,
    /// The rate of that day.
    pub rate: Decimal,
    /// How many days have a rate.
    pub days: u64,
}

/// Which pairs a list is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Which {
    /// Letters of the pair, such as `USD`; empty means all.
    pub words: String,
    /// The table; empty means all.
    pub table: String,
}

fn broken(what: &str, text: &str) -> Error {
    Error::Failed(anyhow::anyhow!("{what} of an exchange rate is kept as {text}"))
}

fn pair(text: &str) -> Result<Pair> {
    Pair::parse(text).ok_or_else(|| broken("the pair", text))
}

fn decimal(text: &str) -> Result<Decimal> {
    let read = Decimal::parse(text, &Notation::plain()).ok().flatten();
    read.ok_or_else(|| broken("the number", text))
}

/// Waits until nobody else keeps rates.
pub async fn take_turn(tx: &mut Tx) -> Result<()> {
    tx.execute(&Query::new("update currencies_turn set number = number + 1 where id = 1"))
        .await
        .map(|_| ())
}

/// The kept rates of a pair between the first and the last of some days.
pub async fn list_within<T>(tx: &mut Tx, pair: &Pair, table: &str, days: &BTreeMap<Day, T>) -> Result<BTreeMap<Day, Decimal>> {
    let (Some((first, _)), Some((last, _))) = (days.first_key_value(), days.last_key_value()) else {
        return Ok(BTreeMap::new());
    };
    let query = Query::new("select day, rate from currencies_rate where").with(
        "pair = {} and rate_table = {} and day >= {} and day <= {} order by day",
        &[&pair.to_string(), &table, first, last],
    );
    let rows = tx.all(&query).await?;
    rows.iter().map(|row| Ok((row.get(0)?, decimal(&row.get::<String>(1)?)?))).collect()
}

/// New rates.
pub async fn insert(tx: &mut Tx, quotes: &[Quote]) -> Result<()> {
    let now = tx.now();
    for chunk in quotes.chunks(ROWS_AT_ONCE) {
        let mut query = Query::new("insert into currencies_rate (pair, rate_table, day, rate, recorded) values");
        for (place, quote) in chunk.iter().enumerate() {
            let text = if place == 0 {
                "({}, {}, {}, {}, {})"
            } else {
                ", ({}, {}, {}, {}, {})"
            };
            query = query.with(
                text,
                &[&quote.pair.to_string(), &quote.table, &quote.day, &quote.rate.as_str(), &now],
            );
        }
        tx.execute(&query).await?;
    }
    Ok(())
}

/// Keeps a corrected rate and what it was before.
pub async fn update(tx: &mut Tx, change: &Change) -> Result<()> {
    let now = tx.now();
    let quote = &change.after;
    let key = quote.pair.to_string();
    let former = Query::new("insert into currencies_former (pair, rate_table, day, rate, recorded, superseded)")
        .with("select pair, rate_table, day, rate, recorded, {}", &[&now])
        .with(
            "from currencies_rate where pair = {} and rate_table = {} and day = {}",
            &[&key, &quote.table, &quote.day],
        );
    tx.execute(&former).await?;
    let query = Query::new("update currencies_rate set").with(
        "rate = {}, recorded = {} where pair = {} and rate_table = {} and day = {}",
        &[&quote.rate.as_str(), &now, &key, &quote.table, &quote.day],
    );
    tx.execute(&query).await.map(|_| ())
}

/// Looks anew which days a pair of a table has.
pub async fn update_pair(tx: &mut Tx, pair: &Pair, table: &str) -> Result<()> {
    let key = pair.to_string();
    let gone = Query::new("delete from currencies_pair where").with("pair = {} and rate_table = {}", &[&key, &table]);
    tx.execute(&gone).await?;
    let query = Query::new("insert into currencies_pair (pair, rate_table, first_day, last_day, rate, days)")
        .with(
            "select r.pair, r.rate_table, d.first_day, d.last_day, r.rate, d.days from \
             (select min(day) as first_day, max(day) as last_day, count(*) as days from currencies_rate where pair = {} and rate_table = {}) d",
            &[&key, &table],
        )
        .with(
            "join currencies_rate r on r.pair = {} and r.rate_table = {} and r.day = d.last_day",
            &[&key, &table],
        );
    tx.execute(&query).await.map(|_| ())
}

const PAIR: &str = "select p.pair, p.rate_table, p.first_day, p.last_day, p.rate, p.days from currencies_pair p";

fn summary(row: &Row) -> Result<Summary> {
    Ok(Summary {
        pair: pair(&row.get::<String>(0)?)?,
        table: row.get(1)?,
        first: row.get(2)?,
        last: row.get(3)?,
        rate: decimal(&row.get::<String>(4)?)?,
        days: u64::try_from(row.get::<i64>(5)?).unwrap_or_default(),
    })
}

fn wanted(query: Query, which: &Which) -> Query {
    let mut query = query.and("where 1 = 1");
    if !which.table.is_empty() {
        query = query.with("and p.rate_table = {}", &[&which.table]);
    }
    let letters: String = which.words.chars().filter(|letter| letter.is_alphabetic()).collect();
    match (which.words.is_empty(), letters.to_uppercase()) {
        (true, _) => query,
        (false, letters) if letters.chars().count() == 6 => {
            let (from, to) = letters.split_at_checked(3).unwrap_or((&letters, ""));
            query.with("and p.pair = {}", &[&format!("{from}-{to}")])
        }
        (false, letters) => query.with("and p.pair like {} escape '!'", &[&anywhere(&letters)]),
    }
}

/// By the last day, the pair or the table.
fn order(order: Order) -> &'static str {
    match (order.by, order.descending) {
        ("pair", false) => "order by p.pair, p.rate_table",
        ("pair", true) => "order by p.pair desc, p.rate_table desc",
        ("table", false) => "order by p.rate_table, p.pair",
        ("table", true) => "order by p.rate_table desc, p.pair desc",
        (_, false) => "order by p.last_day, p.pair, p.rate_table",
        (_, true) => "order by p.last_day desc, p.pair, p.rate_table",
    }
}

/// How many pairs are wanted.
pub async fn count(tx: &mut Tx, which: &Which) -> Result<u64> {
    tx.count(&wanted(Query::new("select count(*) from currencies_pair p"), which)).await
}

/// One page of the wanted pairs.
pub async fn list(tx: &mut Tx, which: &Which, by: Order, span: Span) -> Result<Vec<Summary>> {
    let [limit, skip] = span.limit_and_offset();
    let query = wanted(Query::new(PAIR), which)
        .and(order(by))
        .with("limit {} offset {}", &[&limit, &skip]);
    tx.all(&query).await?.iter().map(summary).collect()
}

/// The wanted pairs behind one, in the order of pairs and tables.
pub async fn list_after(tx: &mut Tx, which: &Which, after: (&str, &str), limit: i64) -> Result<Vec<Summary>> {
    let (pair, table) = after;
    let query = wanted(Query::new(PAIR), which)
        .with("and (p.pair > {} or (p.pair = {} and p.rate_table > {}))", &[&pair, &pair, &table])
        .with("order by p.pair, p.rate_table limit {}", &[&limit]);
    tx.all(&query).await?.iter().map(summary).collect()
}

/// The tables that hold a pair, by name.
pub async fn list_of(tx: &mut Tx, pair: &Pair) -> Result<Vec<Summary>> {
    let query = Query::new(PAIR).with("where p.pair = {} order by p.rate_table", &[&pair.to_string()]);
    tx.all(&query).await?.iter().map(summary).collect()
}

/// Those of some pairs that have rates.
pub async fn list_kept(tx: &mut Tx, pairs: &[Pair]) -> Result<BTreeSet<String>> {
    let names: Vec<String> = pairs.iter().map(ToString::to_string).collect();
    let query = Query::new("select distinct p.pair from currencies_pair p where").among("p.pair", &names);
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// The names of all tables.
pub async fn tables(tx: &mut Tx) -> Result<Vec<String>> {
    let query = Query::new("select distinct p.rate_table from currencies_pair p order by p.rate_table");
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// The rates of a pair in a table from a day on, the latest first.
pub async fn list_rates(tx: &mut Tx, pair: &Pair, table: &str, (from, before): (Day, Day), limit: i64) -> Result<Vec<(Day, Decimal)>> {
    let query = Query::new("select day, rate from currencies_rate where").with(
        "pair = {} and rate_table = {} and day >= {} and day < {} order by day desc limit {}",
        &[&pair.to_string(), &table, &from, &before, &limit],
    );
    let rows = tx.all(&query).await?;
    rows.iter().map(|row| Ok((row.get(0)?, decimal(&row.get::<String>(1)?)?))).collect()
}

/// All rates of a table within some days.
pub async fn rates(tx: &mut Tx, table: &str, within: &Interval) -> Result<Rates> {
    let mut rates = Rates::new();
    let which = Which {
        table: table.to_owned(),
        ..Which::default()
    };
    for summary in list_after(tx, &which, ("", ""), i64::MAX).await? {
        let days = list_rates(
            tx,
            &summary.pair,
            table,
            (within.start(), within.end().unwrap_or(Day::MAX)),
            i64::MAX,
        )
        .await?;
        rates.insert(summary.pair, days.into_iter().collect());
    }
    Ok(rates)
}

/// The rates of a table that a question can stand on.
pub async fn rates_of(tx: &mut Tx, wanted: &Wanted, allowed: &Allowed, since: Day) -> Result<Rates> {
    let mut pairs = vec![wanted.pair.clone()];
    if let Some(through) = allowed.through {
        pairs.push(Pair::new(wanted.pair.from.clone(), through.code()));
        pairs.push(Pair::new(through.code(), wanted.pair.to.clone()));
    }
    // The other direction is read even where it may not be used, so that the answer can say so.
    pairs.extend(pairs.clone().iter().map(Pair::turned));
    let mut rates = Rates::new();
    for pair in pairs {
        let days = list_rates(tx, &pair, &wanted.table, (since, wanted.day.next()), i64::MAX).await?;
        rates.insert(pair, days.into_iter().collect());
    }
    Ok(rates)
}
