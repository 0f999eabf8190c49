//! Kept values in SQL.

use super::Kept;
use crate::database::{Query, Row, Tx};
use crate::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{Cell, Day, Interval};

fn kept(row: &Row) -> Result<Kept> {
    let value: String = row.get(2)?;
    Ok(Kept {
        first: row.get(0)?,
        last: row.get(1)?,
        value: serde_json::from_str(&value).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading a kept value")))?,
    })
}

fn written(value: &Result<Cell, String>) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Failed(anyhow::Error::new(e).context("writing a kept value")))
}

/// The latest span of each subject of a figure.
pub(super) async fn list_latest(tx: &mut Tx, figure: &str) -> Result<BTreeMap<String, Kept>> {
    let query = Query::new("select k.first_day, k.last_day, k.value, k.subject from figures_kept k where").with(
        "k.figure = {} and k.first_day = (select max(l.first_day) from figures_kept l where l.figure = k.figure and l.subject = k.subject)",
        &[&figure],
    );
    tx.all(&query).await?.iter().map(|row| Ok((row.get(3)?, kept(row)?))).collect()
}

/// The latest span of one subject.
pub(super) async fn look_up_latest(tx: &mut Tx, figure: &str, subject: &str) -> Result<Option<Kept>> {
    let query = Query::new("select first_day, last_day, value from figures_kept where")
        .with("figure = {} and subject = {}", &[&figure, &subject])
        .and("order by first_day desc limit 1");
    tx.one(&query).await?.as_ref().map(kept).transpose()
}

/// The spans that touch some days, the earliest first.
pub(super) async fn list(tx: &mut Tx, figure: &str, subject: &str, days: &Interval) -> Result<Vec<Kept>> {
    let query = Query::new("select first_day, last_day, value from figures_kept where").with(
        "figure = {} and subject = {} and last_day >= {}",
        &[&figure, &subject, &days.start()],
    );
    let query = match days.end() {
        Some(end) => query.with("and first_day < {}", &[&end]),
        None => query,
    };
    tx.all(&query.and("order by first_day")).await?.iter().map(kept).collect()
}

pub(super) async fn insert(tx: &mut Tx, (figure, subject): (&str, &str), day: Day, value: &Result<Cell, String>) -> Result<()> {
    let query = Query::new("insert into figures_kept (figure, subject, first_day, last_day, value)")
        .with("values ({}, {}, {}, {}, {})", &[&figure, &subject, &day, &day, &written(value)?]);
    tx.execute(&query).await.map(drop)
}

/// Changes the last day of a span, and its value.
pub(super) async fn update(tx: &mut Tx, (figure, subject): (&str, &str), span: &Kept) -> Result<()> {
    let query = Query::new("update figures_kept set").with(
        "last_day = {}, value = {} where figure = {} and subject = {} and first_day = {}",
        &[&span.last, &written(&span.value)?, &figure, &subject, &span.first],
    );
    tx.execute(&query).await.map(drop)
}
