//! Quotas and rates: what plans measure a person against, and what they pay by. A new one takes the place of an older one.

use super::currency;
use platform::Result;
use platform::database::{Query, Row, Tx};
use vocabulary::{Currency, Day, Instant, QuotaId, Scaled};

/// A quota in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// The person's reference.
    pub person: String,
    /// The measure, as plans name it.
    pub measure: String,
    /// The first day.
    pub from: Day,
    /// The first day after it.
    pub to: Option<Day>,
    /// The amount.
    pub amount: Scaled,
    /// Its currency.
    pub currency: Currency,
}

/// The quotas in force, by person, measure and day.
pub async fn list_quotas(tx: &mut Tx) -> Result<Vec<Quota>> {
    let text = "select person, measure, from_day, to_day, amount, currency from incentives_quota \
         where superseded is null order by person, measure, from_day";
    let rows = tx.all(&Query::new(text)).await?;
    let quota = |row: &Row| {
        Ok(Quota {
            person: row.get(0)?,
            measure: row.get(1)?,
            from: row.get(2)?,
            to: row.get(3)?,
            amount: row.get(4)?,
            currency: currency(&row.get::<String>(5)?)?,
        })
    };
    rows.iter().map(quota).collect()
}

/// The quotas that another one has taken the place of: measure, first day, and when.
pub async fn list_quota_changes(tx: &mut Tx) -> Result<Vec<(String, Day, Instant)>> {
    let query = Query::new("select measure, from_day, superseded from incentives_quota where")
        .with("superseded > {} order by superseded, person, measure, from_day", &[&0_i64]);
    let rows = tx.all(&query).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// A new quota; the one with the same person, measure and first day is superseded.
pub async fn insert_quota(tx: &mut Tx, quota: &Quota) -> Result<()> {
    let now = tx.now();
    let id = QuotaId::new(tx.ids());
    let Quota {
        person,
        measure,
        from,
        to,
        amount,
        currency,
    } = quota;
    let old = "superseded = {} where superseded is null and person = {} and measure = {} and from_day = {}";
    tx.execute(&Query::new("update incentives_quota set").with(old, &[&now, person, measure, from]))
        .await?;
    let columns = "insert into incentives_quota (id, person, measure, from_day, to_day, amount, currency, recorded)";
    let values = Query::new(columns).with(
        "values ({}, {}, {}, {}, {}, {}, {}, {})",
        &[&id, person, measure, from, to, amount, &currency.code(), &now],
    );
    tx.execute(&values).await.map(|_| ())
}

/// A rate in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// The table, as plans name it.
    pub table: String,
    /// The person's reference.
    pub person: String,
    /// The first day; none means since ever.
    pub from: Option<Day>,
    /// The first day after it.
    pub to: Option<Day>,
    /// The rate; 0.012 is 1.2 %.
    pub rate: Scaled,
}

/// The rates in force, by table, person and day.
pub async fn list_rates(tx: &mut Tx) -> Result<Vec<Rate>> {
    let text = "select table_name, person, from_day, to_day, rate from incentives_rate \
         where superseded is null order by table_name, person, from_day";
    let rows = tx.all(&Query::new(text)).await?;
    let rate = |row: &Row| {
        Ok(Rate {
            table: row.get(0)?,
            person: row.get(1)?,
            from: row.get(2)?,
            to: row.get(3)?,
            rate: row.get(4)?,
        })
    };
    rows.iter().map(rate).collect()
}

/// A new rate; the one with the same table, person and first day is superseded.
pub async fn insert_rate(tx: &mut Tx, rate: &Rate) -> Result<()> {
    let now = tx.now();
    let id = QuotaId::new(tx.ids());
    let Rate {
        table,
        person,
        from,
        to,
        rate,
    } = rate;
    let old = "superseded = {} where superseded is null and table_name = {} and person = {} and coalesce(from_day, '') = {}";
    let first = from.map(|day| day.to_string()).unwrap_or_default();
    tx.execute(&Query::new("update incentives_rate set").with(old, &[&now, table, person, &first]))
        .await?;
    let columns = "insert into incentives_rate (id, table_name, person, from_day, to_day, rate, recorded)";
    tx.execute(&Query::new(columns).with("values ({}, {}, {}, {}, {}, {}, {})", &[&id, table, person, from, to, rate, &now]))
        .await
        .map(|_| ())
}
