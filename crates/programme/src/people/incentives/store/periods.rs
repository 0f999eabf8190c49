//! The periods of plans: where each stands, and the run whose lines count.

use crate::people::incentives::rules::period::PeriodState;
use platform::database::{Query, Row, Tx};
use platform::{Error, Result};
use vocabulary::{Day, PlanVersionId, RunId};

/// A period of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanPeriod {
    /// Whose period it is.
    pub plan: PlanVersionId,
    /// Its name: `2027-Q1`.
    pub name: String,
    /// Its name for people: `Q1 2027`.
    pub label: String,
    /// The year it belongs to.
    pub year: String,
    /// The year for people.
    pub year_label: String,
    /// The first day.
    pub from: Day,
    /// The first day after it.
    pub to: Day,
    /// Where it stands.
    pub state: PeriodState,
    /// The run whose lines count.
    pub run: Option<RunId>,
    /// For optimistic locking.
    pub version: i64,
}

const PERIOD: &str = "select plan, name, label, year_name, year_label, from_day, to_day, state, run, version from incentives_period where";

fn period(row: &Row) -> Result<PlanPeriod> {
    let state: String = row.get(7)?;
    Ok(PlanPeriod {
        plan: row.get(0)?,
        name: row.get(1)?,
        label: row.get(2)?,
        year: row.get(3)?,
        year_label: row.get(4)?,
        from: row.get(5)?,
        to: row.get(6)?,
        state: PeriodState::parse(&state).ok_or_else(|| Error::Failed(anyhow::anyhow!("{state} is no state of a period")))?,
        run: row.get(8)?,
        version: row.get(9)?,
    })
}

/// The periods of a plan, in order.
pub async fn list_periods(tx: &mut Tx, plan: PlanVersionId) -> Result<Vec<PlanPeriod>> {
    let rows = tx.all(&Query::new(PERIOD).with("plan = {} order by from_day", &[&plan])).await?;
    rows.iter().map(period).collect()
}

/// The periods of every plan, in order of time.
pub async fn list_all_periods(tx: &mut Tx) -> Result<Vec<PlanPeriod>> {
    let rows = tx.all(&Query::new(PERIOD).and("1 = 1 order by from_day, plan limit 2000")).await?;
    rows.iter().map(period).collect()
}

/// A period by name.
pub async fn find_period(tx: &mut Tx, plan: PlanVersionId, name: &str) -> Result<PlanPeriod> {
    let row = tx.one(&Query::new(PERIOD).with("plan = {} and name = {}", &[&plan, &name])).await?;
    row.as_ref().map(period).transpose()?.ok_or(Error::NotFound { what: "period" })
}

/// A new period.
pub async fn insert_period(tx: &mut Tx, period: &PlanPeriod) -> Result<()> {
    let columns = "insert into incentives_period (plan, name, label, year_name, year_label, from_day, to_day, state, run, version)";
    let PlanPeriod {
        plan,
        name,
        label,
        year,
        year_label,
        from,
        to,
        state,
        run,
        version,
    } = period;
    tx.execute(&Query::new(columns).with(
        "values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        &[plan, name, label, year, year_label, from, to, &state.name(), run, version],
    ))
    .await
    .map(|_| ())
}

/// Keeps a period's state and run. A closed period is never touched: the statement itself leaves it out.
pub async fn update_period(tx: &mut Tx, period: &PlanPeriod, by: &str) -> Result<()> {
    let now = tx.now();
    let (approved, closed) = (period.state == PeriodState::Approved, period.state == PeriodState::Closed);
    let PlanPeriod {
        plan,
        name,
        state,
        run,
        version,
        ..
    } = period;
    let mut query = Query::new("update incentives_period set").with("state = {}, run = {}, version = version + 1", &[&state.name(), run]);
    if approved {
        query = query.with(", approved = {}, approved_by = {}", &[&now, &by]);
    }
    if closed {
        query = query.with(", closed = {}, closed_by = {}", &[&now, &by]);
    }
    let query = query.with(
        "where plan = {} and name = {} and version = {} and state <> 'closed'",
        &[plan, name, version],
    );
    tx.execute_versioned("period", &query).await
}
