//! The versions of plans, and their approval.

use super::currency;
use platform::database::{Query, Row, Tx};
use platform::{Error, Result};
use vocabulary::{Currency, Day, Instant, PlanVersionId};

/// A version of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanVersion {
    /// The id.
    pub id: PlanVersionId,
    /// The plan's name in its document.
    pub name: String,
    /// The version in its document.
    pub number: i64,
    /// SHA-256 of the document, printed on statements.
    pub digest: String,
    /// The document, to the byte.
    pub source: String,
    /// The first day in force.
    pub from: Day,
    /// The first day no longer in force.
    pub to: Option<Day>,
    /// The title whose holders it pays; none means everybody with a quota or a rate.
    pub title: Option<String>,
    /// Its currency.
    pub currency: Currency,
    /// Whether a director has approved it.
    pub approved: Option<Instant>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// Who added it.
    pub added_by: String,
    /// For optimistic locking.
    pub version: i64,
}

const PLAN: &str = "select id, name, number, digest, source, from_day, to_day, title, currency, approved, approved_by, added_by, version \
     from incentives_plan where";

fn plan(row: &Row) -> Result<PlanVersion> {
    Ok(PlanVersion {
        id: row.get(0)?,
        name: row.get(1)?,
        number: row.get(2)?,
        digest: row.get(3)?,
        source: row.get(4)?,
        from: row.get(5)?,
        to: row.get(6)?,
        title: row.get(7)?,
        currency: currency(&row.get::<String>(8)?)?,
        approved: row.get(9)?,
        approved_by: row.get(10)?,
        added_by: row.get(11)?,
        version: row.get(12)?,
    })
}

/// Every version of every plan, newest first.
pub async fn list_plans(tx: &mut Tx) -> Result<Vec<PlanVersion>> {
    let rows = tx
        .all(&Query::new(PLAN).and("1 = 1 order by from_day desc, name, number desc limit 500"))
        .await?;
    rows.iter().map(plan).collect()
}

/// What a version of a plan is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanTitle {
    /// The version.
    pub id: PlanVersionId,
    /// The plan's name.
    pub name: String,
    /// The version's number.
    pub number: i64,
}

/// What every version of every plan is called, without its source, newest first.
pub async fn list_plan_titles(tx: &mut Tx) -> Result<Vec<PlanTitle>> {
    let query = Query::new("select id, name, number from incentives_plan order by from_day desc, name, number desc limit 500");
    let title = |row: &Row| {
        Ok(PlanTitle {
            id: row.get(0)?,
            name: row.get(1)?,
            number: row.get(2)?,
        })
    };
    tx.all(&query).await?.iter().map(title).collect()
}

/// A version of a plan.
pub async fn find_plan(tx: &mut Tx, id: PlanVersionId) -> Result<PlanVersion> {
    let row = tx.one(&Query::new(PLAN).with("id = {}", &[&id])).await?;
    row.as_ref().map(plan).transpose()?.ok_or(Error::NotFound { what: "plan" })
}

/// A version by its name and number.
pub async fn look_up_plan(tx: &mut Tx, name: &str, number: Option<i64>) -> Result<Option<PlanVersion>> {
    let query = match number {
        Some(number) => Query::new(PLAN).with("name = {} and number = {}", &[&name, &number]),
        None => Query::new(PLAN).with("name = {} and approved is not null order by number desc limit 1", &[&name]),
    };
    tx.one(&query).await?.as_ref().map(plan).transpose()
}

/// A new version of a plan.
pub async fn insert_plan(tx: &mut Tx, plan: &PlanVersion) -> Result<()> {
    let now = tx.now();
    let columns = "insert into incentives_plan \
         (id, name, number, digest, source, from_day, to_day, title, currency, state, added, added_by, version)";
    tx.execute(&Query::new(columns).with(
        "values ({}, {}, {}, {}, {}, {}, {}, {}, {}, 'draft', {}, {}, {})",
        &[
            &plan.id,
            &plan.name,
            &plan.number,
            &plan.digest,
            &plan.source,
            &plan.from,
            &plan.to,
            &plan.title,
            &plan.currency.code(),
            &now,
            &plan.added_by,
            &plan.version,
        ],
    ))
    .await
    .map(|_| ())
}

/// Keeps a plan's approval.
pub async fn update_plan_approval(tx: &mut Tx, plan: &PlanVersion, by: &str) -> Result<()> {
    let now = tx.now();
    let query = Query::new("update incentives_plan set state = 'approved',").with(
        "approved = {}, approved_by = {}, version = version + 1 where id = {} and version = {}",
        &[&now, &by, &plan.id, &plan.version],
    );
    tx.execute_versioned("plan", &query).await
}

/// Takes turns on all versions of a plan, so that two of them cannot be approved side by side.
pub async fn lock_plan(tx: &mut Tx, name: &str) -> Result<()> {
    let query = Query::new("update incentives_plan set name = name where").with("name = {}", &[&name]);
    tx.execute(&query).await.map(|_| ())
}
