//! Policy values in SQL. Rows are only ever added.

use super::rules::Version;
use platform::database::{Query, Row, Tx};
use platform::{Error, Result};
use vocabulary::PolicyId;

const VERSION: &str = "select id, name, value, from_day, recorded, by_user, because from policies_value where";

fn version(row: &Row) -> Result<Version> {
    Ok(Version {
        id: row.get(0)?,
        name: row.get(1)?,
        value: row.get(2)?,
        from: row.get(3)?,
        recorded: row.get(4)?,
        by: row.get(5)?,
        because: row.get(6)?,
    })
}

/// The versions of every policy, the latest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Version>> {
    let rows = tx
        .all(&Query::new(VERSION).and("1 = 1 order by name, from_day desc, recorded desc, id desc"))
        .await?;
    rows.iter().map(version).collect()
}

/// The versions of one policy, the latest first.
pub async fn list_of(tx: &mut Tx, name: &str) -> Result<Vec<Version>> {
    let rows = tx
        .all(&Query::new(VERSION).with("name = {} order by from_day desc, recorded desc, id desc", &[&name]))
        .await?;
    rows.iter().map(version).collect()
}

/// A version by its id.
pub async fn find(tx: &mut Tx, id: PolicyId) -> Result<Version> {
    let row = tx.one(&Query::new(VERSION).with("id = {}", &[&id])).await?;
    version(&row.ok_or(Error::NotFound { what: "policy value" })?)
}

/// A new version.
pub async fn insert(tx: &mut Tx, new: &Version) -> Result<()> {
    let query = Query::new("insert into policies_value (id, name, value, from_day, recorded, by_user, because) values").with(
        "({}, {}, {}, {}, {}, {}, {})",
        &[&new.id, &new.name, &new.value, &new.from, &new.recorded, &new.by, &new.because],
    );
    tx.execute(&query).await.map(|_| ())
}

/// Waits until nobody else sets a value.
pub async fn take_turn(tx: &mut Tx) -> Result<()> {
    tx.execute(&Query::new("update policies_turn set number = number + 1 where id = 1"))
        .await
        .map(|_| ())
}
