//! Periods: a director approves what was computed, an analyst closes it for ever.

use super::inputs_of;
use crate::people::incentives::rules::period::{self, PeriodState};
use crate::people::incentives::store::{self, PlanPeriod};
use crate::people::incentives::{APPROVE, FINAL, RUN};
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::notifications::{self, Happened};
use platform::{Error, Result};
use serde_json::json;
use vocabulary::{PersonId, PlanVersionId, RunId};

/// The subject of journal entries about a period.
pub(super) fn subject(plan: PlanVersionId, name: &str) -> (&'static str, String) {
    ("period", format!("{plan}/{name}"))
}

/// Approves the run of a period: the one that the director has seen, and no later one.
///
/// # Errors
/// Forbidden; not calculated; one's own run; another run in the meantime; closed.
pub async fn approve_period(tx: &mut Tx, viewer: &Viewer, plan: PlanVersionId, name: &str, seen: RunId) -> Result<()> {
    viewer.may(APPROVE)?;
    let before = store::find_period(tx, plan, name).await?;
    if before.run.is_some_and(|run| run != seen) {
        return Err(Error::Changed { what: "period" });
    }
    let ran_by = match before.run {
        Some(run) => {
            let run = store::find_run(tx, run).await?;
            settles_with_the_closed(tx, &before, &inputs_of(&run)?.closed).await?;
            run.by
        }
        None => String::new(),
    };
    let state = period::approve(before.state, &ran_by, &viewer.actor())?;
    let run = before.run.map(|run| run.to_string());
    store::update_period(tx, &PlanPeriod { state, ..before }, &viewer.actor()).await?;
    note(tx, viewer, "period_approved", subject(plan, name), &json!({ "run": run }))
}

/// Refuses a run that was computed while an earlier period was still open: what that period posts has changed since.
async fn settles_with_the_closed(tx: &mut Tx, period: &PlanPeriod, closed: &[String]) -> Result<()> {
    let all = store::list_periods(tx, period.plan).await?;
    let mut earlier = all.iter().filter(|other| other.from < period.from);
    if earlier.all(|other| closed.contains(&other.name)) {
        return Ok(());
    }
    Err(Error::refused(
        "incentives.earlier_not_closed",
        platform::texts::say("incentives.earlier_not_closed"),
    ))
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
    let closed = PlanPeriod { state, ..before };
    store::update_period(tx, &closed, &viewer.actor()).await?;
    tell(tx, viewer, &closed, run).await?;
    note(tx, viewer, "period_closed", subject(plan, name), &json!({ "run": run.to_string() }))
}

/// Tells everybody who has a statement of the run that it is final, and no figure of it.
async fn tell(tx: &mut Tx, viewer: &Viewer, period: &PlanPeriod, run: RunId) -> Result<()> {
    let people = store::list_people_of(tx, run).await?;
    let plan = period.plan.to_string();
    let happened = |person: PersonId| {
        let path = format!("/incentives/statements/{person}");
        let href = platform::web::address(&path, &[("plan", &plan), ("year", &period.year)]);
        (person, Happened::new("incentives.told_final", href).with("period", &period.label))
    };
    notifications::tell_people(tx, viewer, &FINAL, people.into_iter().map(happened).collect()).await
}
