//! Plans, their periods and their runs for programs.

use crate::people::incentives::rules::period::PeriodState;
use crate::people::incentives::{SEE_PLANS, acts, store};
use platform::api::{Call, Found, Listed, Made};
use platform::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::{Day, PlanVersionId, RunId};

/// A run with what it read and what it gave.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Run")]
pub(super) struct RunJson {
    run: String,
    plan: String,
    plan_version: i64,
    plan_digest: String,
    period: String,
    number: i64,
    at: String,
    facts: i64,
    people: i64,
    inputs_digest: String,
    results_digest: String,
    batches: Vec<BatchJson>,
    control: serde_json::Value,
}

/// A batch of facts that a run read.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RunBatch")]
struct BatchJson {
    name: String,
    sha256: String,
}

fn run_id(call: &Call) -> Result<RunId> {
    RunId::parse(call.path("run")).map_err(|_no_id| Error::NotFound { what: "run" })
}

pub(super) async fn find_run(call: Call) -> Result<Found<RunJson>> {
    call.may(SEE_PLANS)?;
    let id = run_id(&call)?;
    let mut tx = call.read().await?;
    let run = store::find_run(&mut tx, id).await?;
    let plan = store::find_plan(&mut tx, run.plan).await?;
    let batches = store::list_run_batches(&mut tx, id).await?;
    let control = serde_json::from_str(&run.control).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading a run")))?;
    Ok(Found::new(RunJson {
        run: id.to_string(),
        plan: plan.name,
        plan_version: plan.number,
        plan_digest: plan.digest,
        period: run.period,
        number: run.number,
        at: run.at.to_rfc3339(),
        facts: run.facts,
        people: run.people,
        inputs_digest: run.inputs_digest,
        results_digest: run.results_digest,
        batches: batches
            .into_iter()
            .map(|batch| BatchJson {
                name: batch.name,
                sha256: batch.sha256,
            })
            .collect(),
        control,
    }))
}

/// Computes a run again and compares it to the byte. Nothing is kept, so it is a reading.
pub(super) async fn find_replay(call: Call) -> Result<Found<acts::Replayed>> {
    Ok(Found::new(acts::replay(call.app(), call.viewer(), run_id(&call)?).await?))
}

/// A version of a plan.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Plan")]
pub(super) struct PlanShown {
    id: PlanVersionId,
    name: String,
    number: i64,
    digest: String,
    from: Day,
    to: Option<Day>,
    title: Option<String>,
    currency: &'static str,
    approved: bool,
    version: i64,
}

/// A version of a plan with its document.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PlanInFull")]
pub(super) struct PlanInFull {
    #[serde(flatten)]
    plan: PlanShown,
    /// The document, to the byte.
    source: String,
}

impl PlanShown {
    fn new(plan: &store::PlanVersion) -> Self {
        Self {
            id: plan.id,
            name: plan.name.clone(),
            number: plan.number,
            digest: plan.digest.clone(),
            from: plan.from,
            to: plan.to,
            title: plan.title.clone(),
            currency: plan.currency.code(),
            approved: plan.approved.is_some(),
            version: plan.version,
        }
    }
}

fn plan_id(call: &Call) -> Result<PlanVersionId> {
    PlanVersionId::parse(call.path("plan")).map_err(|_no_id| Error::NotFound { what: "plan" })
}

pub(super) async fn list_plans(call: Call) -> Result<Listed<PlanShown>> {
    call.may(SEE_PLANS)?;
    let mut tx = call.read().await?;
    let plans = store::list_plans(&mut tx).await?;
    Ok(Listed::whole(plans.iter().map(PlanShown::new).collect()))
}

pub(super) async fn find_plan(call: Call) -> Result<Found<PlanInFull>> {
    call.may(SEE_PLANS)?;
    let mut tx = call.read().await?;
    let plan = store::find_plan(&mut tx, plan_id(&call)?).await?;
    let shown = PlanInFull {
        plan: PlanShown::new(&plan),
        source: plan.source,
    };
    Ok(Found::of_version(shown, plan.version))
}

pub(super) async fn create_plan(call: Call) -> Result<Made> {
    let checked = acts::check_plan(call.fields().raw("source"))?;
    call.writing(async |tx| {
        let id = acts::add_plan(tx, call.viewer(), &checked).await?;
        Ok(Made::at(id, &format!("/incentives/plans/{id}")))
    })
    .await
}

pub(super) async fn approve_plan(call: Call) -> Result<Made> {
    let id = plan_id(&call)?;
    call.writing(async |tx| {
        acts::approve_plan(tx, call.viewer(), id).await?;
        let version = store::find_plan(tx, id).await?.version;
        Ok(Made::at(id, &format!("/incentives/plans/{id}")).version(version))
    })
    .await
}

/// A period of a plan.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PlanPeriod")]
pub(super) struct PeriodShown {
    name: String,
    label: String,
    year: String,
    from: Day,
    /// The first day after it.
    to: Day,
    state: &'static str,
    /// The run whose lines count.
    run: Option<RunId>,
}

pub(super) async fn list_periods(call: Call) -> Result<Listed<PeriodShown>> {
    call.may(SEE_PLANS)?;
    let id = plan_id(&call)?;
    let mut tx = call.read().await?;
    store::find_plan(&mut tx, id).await?;
    let periods = store::list_periods(&mut tx, id).await?;
    let shown = periods.into_iter().map(|period| PeriodShown {
        name: period.name,
        label: period.label,
        year: period.year,
        from: period.from,
        to: period.to,
        state: PeriodState::name(period.state),
        run: period.run,
    });
    Ok(Listed::whole(shown.collect()))
}

pub(super) async fn run_period(call: Call) -> Result<Made> {
    let (plan, period) = (plan_id(&call)?, call.path("period"));
    let (app, viewer) = (call.app(), call.viewer());
    call.working(async {
        let id = acts::run(app, viewer, plan, period).await?;
        Ok(Made::at(id, &format!("/incentives/runs/{id}")))
    })
    .await
}

fn of_period(plan: PlanVersionId, name: &str) -> Made {
    Made::at(name, &format!("/incentives/plans/{plan}/periods"))
}

pub(super) async fn approve_period(call: Call) -> Result<Made> {
    let (plan, period) = (plan_id(&call)?, call.path("period"));
    let seen = RunId::parse(call.fields().text("run")).map_err(|_no_id| Error::Changed { what: "period" })?;
    call.writing(async |tx| {
        acts::approve_period(tx, call.viewer(), plan, period, seen).await?;
        Ok(of_period(plan, period))
    })
    .await
}

pub(super) async fn close_period(call: Call) -> Result<Made> {
    let (plan, period) = (plan_id(&call)?, call.path("period"));
    call.writing(async |tx| {
        acts::close_period(tx, call.viewer(), plan, period, call.fields().text("name")).await?;
        Ok(of_period(plan, period))
    })
    .await
}
