//! The thread from a figure of a statement down to the orders it was made of.

use super::orders::by_account;
use super::plan_of;
use crate::foundation::{accounts, facts};
use crate::people::incentives::SEE;
use crate::people::incentives::acts::{crediting_of, fact_store_fault, inputs_of};
use crate::people::incentives::rules::compute::{self, RunInputs};
use crate::people::incentives::rules::opening;
use crate::people::incentives::store::{self, PlanPeriod, PlanVersion};
use engine::CreditedLine;
use payplan::Plan;
use platform::access::Viewer;
use platform::texts::{say, say_with};
use platform::web::AppRef;
use platform::{Error, Result};
use vocabulary::{Cell, Interval, Period, PersonId, PlanVersionId, Trace};

/// What somebody asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Whose figure.
    pub person: PersonId,
    /// The plan.
    pub plan: PlanVersionId,
    /// The component.
    pub component: String,
    /// The period.
    pub period: String,
    /// The account whose lines are asked for, by reference; empty for none.
    pub account: String,
}

/// A figure with its thread down to the orders.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The thread.
    pub trace: Trace,
    /// The line as the run computed it.
    pub line: compute::Line,
    /// The run.
    pub run: store::Run,
    /// The plan version.
    pub version: PlanVersion,
    /// The period.
    pub period: PlanPeriod,
}

/// Follows a figure down to the orders it was made of.
///
/// # Errors
/// Forbidden; not found; batches missing or damaged, named.
pub async fn explain(app: &AppRef, viewer: &Viewer, question: &Question) -> Result<Explanation> {
    let scope = viewer.may(SEE)?;
    let mut tx = app.db.read().await?;
    let period = store::find_period(&mut tx, question.plan, &question.period).await?;
    let run_id = period.run.ok_or(Error::NotFound { what: "statement" })?;
    let body = store::find_line_body(&mut tx, &scope, run_id, question.person, &question.component).await?;
    let line: compute::Line =
        serde_json::from_str(&body).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading a statement line")))?;
    let run = store::find_run(&mut tx, run_id).await?;
    let version = store::find_plan(&mut tx, question.plan).await?;
    let batches = store::list_run_batches(&mut tx, run.id).await?;
    drop(tx);
    let lines = credited(app, &run, &version, batches, &line).await?;
    let mut tx = app.db.read().await?;
    let names = accounts::names(&mut tx, lines.iter().map(|line| &line.fact.account)).await?;
    let mut trace = line.earned.trace.clone();
    if !lines.is_empty() {
        let open = Some(question.account.as_str()).filter(|account| !account.is_empty());
        if open.is_some_and(|account| !lines.iter().any(|line| line.fact.account == account)) {
            return Err(Error::NotFound { what: "account" });
        }
        hang_under(&mut trace, &line.result.measure.trace, by_account(&lines, &names, &line, open));
    }
    if let Some(brought) = brought_in(&run, &version, &line)? {
        hang_under(&mut trace, &line.result.measure.trace, brought);
    }
    Ok(Explanation {
        trace,
        line,
        run,
        version,
        period,
    })
}

/// What was brought into the measure when Mainstay began; it stands in the place of the lines before its day.
fn brought_in(run: &store::Run, version: &PlanVersion, line: &compute::Line) -> Result<Option<Trace>> {
    let (inputs, plan) = (inputs_of(run)?, plan_of(version)?);
    let payee = inputs.payees.iter().find(|payee| payee.reference == line.reference);
    let brought = payee.and_then(|payee| opening::measure_in(&plan, payee, &line.result.component, &line.result.interval));
    Ok(brought.filter(|brought| brought.day <= line.result.period.to).map(|brought| {
        let (value, currency) = (brought.amount.clone(), brought.currency);
        let what = say_with("incentives.opening_credited", &[("day", &brought.day.to_string())]);
        Trace::new(what, Cell::Amount { value, currency }).note(say("incentives.opening_credited_note"))
    }))
}

/// Hangs the rows under the node of the measure that they add up to; at the end where the trace does not name it.
fn hang_under(trace: &mut Trace, measure: &Trace, rows: Trace) {
    match node(trace, measure) {
        Some(found) => found.inputs.push(rows),
        None => trace.inputs.push(rows),
    }
}

fn node<'a>(trace: &'a mut Trace, wanted: &Trace) -> Option<&'a mut Trace> {
    if trace == wanted {
        return Some(trace);
    }
    trace.inputs.iter_mut().find_map(|input| node(input, wanted))
}

/// Every credited line behind a figure, in order of events.
///
/// # Errors
/// As [`explain`].
pub async fn credited_lines(app: &AppRef, viewer: &Viewer, question: &Question) -> Result<Vec<CreditedLine>> {
    let scope = viewer.may(SEE)?;
    let mut tx = app.db.read().await?;
    let period = store::find_period(&mut tx, question.plan, &question.period).await?;
    let run_id = period.run.ok_or(Error::NotFound { what: "statement" })?;
    let body = store::find_line_body(&mut tx, &scope, run_id, question.person, &question.component).await?;
    let line: compute::Line =
        serde_json::from_str(&body).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading a statement line")))?;
    let run = store::find_run(&mut tx, run_id).await?;
    let version = store::find_plan(&mut tx, question.plan).await?;
    let batches = store::list_run_batches(&mut tx, run.id).await?;
    drop(tx);
    credited(app, &run, &version, batches, &line).await
}

/// The lines behind a figure. No transaction stays open while files are read: readers are few, and everybody needs one.
async fn credited(
    app: &AppRef,
    run: &store::Run,
    version: &PlanVersion,
    batches: Vec<engine::Pinned>,
    line: &compute::Line,
) -> Result<Vec<CreditedLine>> {
    let inputs = inputs_of(run)?;
    let plan = plan_of(version)?;
    let store = facts::fact_store(&app.config);
    let (payee, component) = (line.reference.clone(), line.result.component.clone());
    let span = Interval::new(line.result.interval.from, Some(line.result.period.to))
        .map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading the dates of a period")))?;
    let behind = Behind {
        payee,
        component,
        interval: line.result.interval.clone(),
        span,
    };
    let work = move || lines_behind(&plan, &inputs, &batches, &store, &behind);
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading the lines of a figure")))?
}

struct Behind {
    payee: String,
    component: String,
    interval: Period,
    span: Interval,
}

fn lines_behind(
    plan: &Plan,
    inputs: &RunInputs,
    batches: &[engine::Pinned],
    store: &engine::FactStore,
    behind: &Behind,
) -> Result<Vec<CreditedLine>> {
    let crediting = crediting_of(plan, inputs);
    let measure = plan
        .component(&behind.component)
        .and_then(|component| plan.measure(&component.measure));
    let mut lines = Vec::new();
    for category in measure.iter().flat_map(|measure| &measure.categories) {
        let wanted = engine::CreditWanted {
            payee: behind.payee.clone(),
            category: category.clone(),
            span: behind.span,
        };
        lines.extend(store.credited_lines(batches, &crediting, &wanted).map_err(fact_store_fault)?);
    }
    if let Some(payee) = inputs.payees.iter().find(|payee| payee.reference == behind.payee) {
        let brought = opening::measure_in(plan, payee, &behind.component, &behind.interval);
        lines.retain(|line| payee.counts_on(line.fact.date) && brought.is_none_or(|brought| line.fact.date >= brought.day));
    }
    Ok(lines)
}
