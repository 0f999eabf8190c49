//! Periods: a director approves what was computed, an analyst closes it for ever.

use crate::people::incentives::rules::period::{self, PeriodState};
use crate::people::incentives::store::{self, PlanPeriod};
use crate::people::incentives::{APPROVE, RUN};
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::{Error, Result};
use serde_json::json;
use vocabulary::PlanVersionId;

/// The subject of journal entries about a period.
pub(super) fn subject(plan: PlanVersionId, name: &str) -> (&'static str, String) {
    ("period", format!("{plan}/{name}"))
}

/// Approves the run of a period.
///
/// # Errors
/// Forbidden; not calculated; one's own run; closed.
pub async fn approve_period(tx: &mut Tx, viewer: &Viewer, plan: PlanVersionId, name: &str) -> Result<()> {
    viewer.may(APPROVE)?;
    let before = store::find_period(tx, plan, name).await?;
    let ran_by = match before.run {
        Some(run) => store::find_run(tx, run).await?.by,
        None => String::new(),
    };
    let state = period::approve(before.state, &ran_by, &viewer.actor())?;
    let run = before.run.map(|run| run.to_string());
    store::update_period(tx, &PlanPeriod { state, ..before }, &viewer.actor()).await?;
    note(tx, viewer, "period_approved", subject(plan, name), &json!({ "run": run }))
}

/// Closes a period for ever; `typed` is its name, typed by whoever closes it.
///
/// # Errors
/// Forbidden; not approved; an earlier period open; the name differs.
pub async fn close_period(tx: &mut Tx, viewer: &Viewer, plan: PlanVersionId, name: &str, typed: &str) -> Result<()> {
    viewer.may(RUN)?;
    let before = store::find_period(tx, plan, name).await?;
    let earlier: Vec<PeriodState> = store::list_periods(tx, plan)
        .await?
        .into_iter()
        .filter(|other| other.from < before.from)
        .map(|other| other.state)
        .collect();
    let run = before
        .run
        .ok_or_else(|| Error::refused("incentives.not_calculated", platform::texts::say("incentives.not_calculated")))?;
    let state = period::close(before.state, &earlier, name, typed)?;
    store::update_period(tx, &PlanPeriod { state, ..before }, &viewer.actor()).await?;
    note(tx, viewer, "period_closed", subject(plan, name), &json!({ "run": run.to_string() }))
}
