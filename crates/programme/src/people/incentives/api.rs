//! Incentive pay for programs: plans and their periods, runs, the people of a year, one statement, one figure with its thread.

mod paper;

use super::reading::{self, Question, Tally, YearStatement};
use super::rules::period::PeriodState;
use super::{APPROVE, RUN, SEE, SEE_PLANS, acts, store};
use crate::foundation::paging;
use platform::api::{Call, Found, Input, Listed, Made, MoneyText, Operation, Operations};
use platform::web::Guard;
use platform::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::{Day, PersonId, PlanVersionId, Ratio, Rounding, RunId, Trace};

/// The longest document of a plan, in characters.
const DOCUMENT_MAX: usize = 400_000;

const OF_YEAR: &[Input] = &[
    Input::text("plan", "incentives.api_plan"),
    Input::text("year", "incentives.api_year"),
];
const YEAR: &[Input] = &[Input::text("year", "incentives.api_year")];
const WHY: &[Input] = &[
    Input::text("component", "incentives.api_component").needed(),
    Input::text("period", "incentives.api_period").needed(),
    Input::text("account", "incentives.api_account"),
];
const DOCUMENT: &[Input] = &[Input::long("source", "incentives.api_source", DOCUMENT_MAX).needed()];
const APPROVAL: &[Input] = &[Input::id("run", "incentives.api_run").needed()];
const CLOSING: &[Input] = &[Input::text("name", "incentives.api_closing").needed()];

/// What programs can do with incentive pay.
pub(super) fn operations(api: Operations) -> Operations {
    let (see, plans) = (Guard::May(SEE), Guard::May(SEE_PLANS));
    let (run, approve) = (Guard::May(RUN), Guard::May(APPROVE));
    api.and(Operation::list("list_statements", "/incentives/statements", see, list_statements).query(OF_YEAR))
        .and(Operation::find("find_statement", "/incentives/statements/{person}", see, find_statement).query(YEAR))
        .and(
            Operation::find(
                "find_statement_paper",
                "/incentives/statements/{person}/paper",
                see,
                paper::find_paper,
            )
            .query(paper::ASKED),
        )
        .and(Operation::find("find_why", "/incentives/statements/{person}/why", see, find_why).query(WHY))
        .and(Operation::list_whole(
            "list_opening_balances",
            "/incentives/opening-balances/{person}",
            see,
            list_openings,
        ))
        .and(Operation::list_whole("list_plans", "/incentives/plans", plans, list_plans))
        .and(Operation::create("create_plan", "/incentives/plans", run, create_plan).body(DOCUMENT))
        .and(Operation::find("find_plan", "/incentives/plans/{plan}", plans, find_plan))
        .and(Operation::act(
            "approve_plan",
            "/incentives/plans/{plan}/approval",
            approve,
            approve_plan,
        ))
        .and(Operation::list_whole(
            "list_periods",
            "/incentives/plans/{plan}/periods",
            plans,
            list_periods,
        ))
        .and(Operation::act(
            "run_period",
            "/incentives/periods/{plan}/{period}/run",
            run,
            run_period,
        ))
        .and(
            Operation::act(
                "approve_period",
                "/incentives/periods/{plan}/{period}/approval",
                approve,
                approve_period,
            )
            .body(APPROVAL),
        )
        .and(Operation::act("close_period", "/incentives/periods/{plan}/{period}/closing", run, close_period).body(CLOSING))
        .and(Operation::find("find_run", "/incentives/runs/{run}", plans, find_run))
        .and(Operation::find("find_replay", "/incentives/runs/{run}/replay", plans, find_replay))
}

/// A statement for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Statement")]
pub struct StatementJson {
    person: String,
    reference: String,
    name: String,
    plan: String,
    plan_version: i64,
    plan_digest: String,
    year: String,
    earned: Option<MoneyText>,
    unknown_because: Option<String>,
    components: Vec<ComponentJson>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "StatementComponent")]
struct ComponentJson {
    component: String,
    earned: Option<MoneyText>,
    unknown_because: Option<String>,
    periods: Vec<PeriodJson>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "StatementPeriod")]
struct PeriodJson {
    period: String,
    state: &'static str,
    run: String,
    measure: Option<String>,
    quota: Option<String>,
    attainment: Option<String>,
    earned_to_date: Option<MoneyText>,
    earned: Option<MoneyText>,
    unknown_because: Option<String>,
}

fn known(tally: &Tally) -> Option<MoneyText> {
    tally.unknown.is_none().then(|| tally.known.into())
}

/// A statement as JSON, for the API and the command line.
#[must_use]
pub fn statement_json(statement: &YearStatement) -> StatementJson {
    let components = statement.rows.iter().map(|row| {
        let periods = statement.periods.iter().filter_map(|period| {
            let line = row.lines.get(&period.name)?;
            let exact = |ratio: &Option<Ratio>| ratio.as_ref().map(ToString::to_string);
            Some(PeriodJson {
                period: period.name.clone(),
                state: period.state.name(),
                run: line.run.to_string(),
                measure: exact(&line.measure),
                quota: exact(&line.quota),
                attainment: line.attainment.as_ref().map(|ratio| ratio.to_decimal(6, Rounding::HalfUp)),
                earned_to_date: line.to_date.map(Into::into),
                earned: line.earned.map(Into::into),
                unknown_because: line.unknown_because.clone(),
            })
        });
        ComponentJson {
            component: row.id.clone(),
            earned: known(&row.earned),
            unknown_because: row.earned.unknown.clone(),
            periods: periods.collect(),
        }
    });
    StatementJson {
        person: statement.person.id.to_string(),
        reference: statement.person.reference.clone(),
        name: statement.person.name.clone(),
        plan: statement.version.name.clone(),
        plan_version: statement.version.number,
        plan_digest: statement.version.digest.clone(),
        year: statement.year.clone(),
        earned: known(&statement.total),
        unknown_because: statement.total.unknown.clone(),
        components: components.collect(),
    }
}

/// One person of a year of a plan.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StatementSummary")]
struct PersonJson {
    plan: String,
    year: String,
    person: String,
    reference: String,
    name: String,
    attainment: Option<String>,
    earned: Option<MoneyText>,
    unknown_because: Option<String>,
}

const PAGE_MAX: usize = 200;

/// The people of one year of one plan: the latest that the caller sees, unless the query says which.
async fn list_statements(call: Call) -> Result<Listed<PersonJson>> {
    let cursor = call.page()?;
    let mut tx = call.read().await?;
    let years = reading::plan_years(&mut tx, call.viewer()).await?;
    let asked = |name: &str, known: &str| call.query().text(name).is_empty() || call.query().text(name) == known;
    let wanted = |year: &&reading::PlanYear| asked("plan", &year.plan_name) && asked("year", &year.year);
    let Some(year) = years.iter().find(wanted) else {
        paging::goes_on_from::<PersonId>(&cursor, None)?;
        return Ok(Listed::whole(Vec::new()));
    };
    let limit = usize::try_from(cursor.limit).unwrap_or(PAGE_MAX);
    let mut list = reading::year_list(&mut tx, call.viewer(), year).await?;
    list.people.sort_by(|one, other| one.person.reference.cmp(&other.person.reference));
    let last = list
        .people
        .iter()
        .find(|row| row.person.reference == cursor.after)
        .map(|row| row.person.id);
    paging::goes_on_from(&cursor, last)?;
    list.people
        .retain(|row| cursor.after.is_empty() || row.person.reference > cursor.after);
    let more = list.people.len() > limit;
    list.people.truncate(limit);
    let last = list.people.last().filter(|_| more);
    let next = last.map(|row| row.person.reference.clone());
    drop(tx);
    let people: Vec<PersonId> = list.people.iter().map(|row| row.person.id).collect();
    acts::log_reading_of_all(call.app(), call.viewer(), &people, "api statements").await?;
    let items = list.people.iter().map(|row| PersonJson {
        plan: year.plan_name.clone(),
        year: year.year.clone(),
        person: row.person.id.to_string(),
        reference: row.person.reference.clone(),
        name: row.person.name.clone(),
        attainment: row.attainment.as_ref().map(|ratio| ratio.to_decimal(6, Rounding::HalfUp)),
        earned: known(&row.earned),
        unknown_because: row.earned.unknown.clone(),
    });
    Ok(Listed::page(items.collect(), next))
}

fn person_id(text: &str) -> Result<PersonId> {
    PersonId::parse(text).map_err(|_no_id| Error::NotFound { what: "statement" })
}

async fn find_statement(call: Call) -> Result<Found<StatementJson>> {
    let person = person_id(call.path("person"))?;
    let mut tx = call.read().await?;
    let statement = reading::year_statement(&mut tx, call.viewer(), person, "", call.query().text("year")).await?;
    drop(tx);
    acts::log_reading(call.app(), call.viewer(), statement.person.id, "api statement").await?;
    Ok(Found::new(statement_json(&statement)))
}

/// A balance that was brought in.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OpeningBalance")]
struct OpeningJson {
    kind: &'static str,
    plan: Option<String>,
    of: Option<String>,
    day: String,
    amount: String,
    currency: &'static str,
    /// Whether an approved plan reads it; draws and holdbacks are kept until plans have them.
    used: bool,
}

async fn list_openings(call: Call) -> Result<Listed<OpeningJson>> {
    let person = person_id(call.path("person"))?;
    let mut tx = call.read().await?;
    let openings = reading::brought_by(&mut tx, call.viewer(), person).await?;
    drop(tx);
    acts::log_reading(call.app(), call.viewer(), person, "api opening balances").await?;
    let shown = openings.into_iter().map(|(opening, used)| OpeningJson {
        kind: opening.kind.word(),
        plan: opening.plan,
        of: opening.of,
        day: opening.day.to_string(),
        amount: opening.amount.to_string(),
        currency: opening.currency.code(),
        used,
    });
    Ok(Listed::whole(shown.collect()))
}

async fn find_why(call: Call) -> Result<Found<Trace>> {
    let text = |name: &str| call.query().text(name).to_owned();
    let person = person_id(call.path("person"))?;
    let mut tx = call.read().await?;
    let plan = reading::plan_of_period(&mut tx, call.viewer(), person, &text("period")).await?;
    drop(tx);
    let question = Question {
        person,
        plan,
        component: text("component"),
        period: text("period"),
        account: text("account"),
    };
    let explanation = reading::explain(call.app(), call.viewer(), &question).await?;
    acts::log_reading(call.app(), call.viewer(), person, "api why").await?;
    Ok(Found::new(explanation.trace))
}

/// A run with what it read and what it gave.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Run")]
struct RunJson {
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

async fn find_run(call: Call) -> Result<Found<RunJson>> {
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
async fn find_replay(call: Call) -> Result<Found<acts::Replayed>> {
    Ok(Found::new(acts::replay(call.app(), call.viewer(), run_id(&call)?).await?))
}

/// A version of a plan.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Plan")]
struct PlanShown {
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
struct PlanInFull {
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

async fn list_plans(call: Call) -> Result<Listed<PlanShown>> {
    call.may(SEE_PLANS)?;
    let mut tx = call.read().await?;
    let plans = store::list_plans(&mut tx).await?;
    Ok(Listed::whole(plans.iter().map(PlanShown::new).collect()))
}

async fn find_plan(call: Call) -> Result<Found<PlanInFull>> {
    call.may(SEE_PLANS)?;
    let mut tx = call.read().await?;
    let plan = store::find_plan(&mut tx, plan_id(&call)?).await?;
    let shown = PlanInFull {
        plan: PlanShown::new(&plan),
        source: plan.source,
    };
    Ok(Found::of_version(shown, plan.version))
}

async fn create_plan(call: Call) -> Result<Made> {
    let checked = acts::check_plan(call.fields().raw("source"))?;
    call.writing(async |tx| {
        let id = acts::add_plan(tx, call.viewer(), &checked).await?;
        Ok(Made::at(id, &format!("/incentives/plans/{id}")))
    })
    .await
}

async fn approve_plan(call: Call) -> Result<Made> {
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
struct PeriodShown {
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

async fn list_periods(call: Call) -> Result<Listed<PeriodShown>> {
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

async fn run_period(call: Call) -> Result<Made> {
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

async fn approve_period(call: Call) -> Result<Made> {
    let (plan, period) = (plan_id(&call)?, call.path("period"));
    let seen = RunId::parse(call.fields().text("run")).map_err(|_no_id| Error::Changed { what: "period" })?;
    call.writing(async |tx| {
        acts::approve_period(tx, call.viewer(), plan, period, seen).await?;
        Ok(of_period(plan, period))
    })
    .await
}

async fn close_period(call: Call) -> Result<Made> {
    let (plan, period) = (plan_id(&call)?, call.path("period"));
    call.writing(async |tx| {
        acts::close_period(tx, call.viewer(), plan, period, call.fields().text("name")).await?;
        Ok(of_period(plan, period))
    })
    .await
}
