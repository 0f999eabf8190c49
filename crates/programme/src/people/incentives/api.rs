//! Incentive pay for programs: the people of a year, one statement, one figure with its thread, runs.

use super::reading::{self, Question, Tally, YearStatement};
use super::{SEE, SEE_PLANS, acts, store};
use crate::foundation::paging;
use platform::web::listing::Cursor;
use platform::web::{Answer, Caller, Guard, Params, Path, Routes, json};
use platform::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;
use vocabulary::{Money, PersonId, Ratio, Rounding, RunId};

type Query = Params<BTreeMap<String, String>>;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/incentives/statements", Guard::May(SEE), list_statements)
        .get("/api/v1/incentives/statements/{person}", Guard::May(SEE), find_statement)
        .get("/api/v1/incentives/statements/{person}/why", Guard::May(SEE), find_why)
        .get("/api/v1/incentives/opening-balances/{person}", Guard::May(SEE), list_openings)
        .get("/api/v1/incentives/runs/{run}", Guard::May(SEE_PLANS), find_run)
}

/// Money as programs read it: a decimal text and a currency, never a float.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct MoneyText {
    /// `28800.00`.
    pub amount: String,
    /// `EUR`.
    pub currency: &'static str,
}

impl From<Money> for MoneyText {
    fn from(money: Money) -> Self {
        Self {
            amount: money.to_decimal(),
            currency: money.currency().code(),
        }
    }
}

/// A statement for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct ComponentJson {
    component: String,
    earned: Option<MoneyText>,
    unknown_because: Option<String>,
    periods: Vec<PeriodJson>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

#[derive(Serialize)]
struct PersonJson {
    person: String,
    reference: String,
    name: String,
    attainment: Option<String>,
    earned: Option<MoneyText>,
    unknown_because: Option<String>,
}

#[derive(Serialize)]
struct ListJson {
    plan: String,
    year: String,
    items: Vec<PersonJson>,
    next: Option<String>,
}

const PAGE_MAX: usize = 200;

async fn list_statements(caller: Caller, Params(query): Query) -> Answer {
    let cursor = Cursor::read(&query)?;
    let mut tx = caller.app.db.read().await?;
    let years = reading::plan_years(&mut tx, &caller.viewer).await?;
    let text = |name: &str| query.get(name).map_or("", String::as_str);
    let wanted = |year: &&reading::PlanYear| {
        (text("plan").is_empty() || year.plan_name == text("plan")) && (text("year").is_empty() || year.year == text("year"))
    };
    let Some(year) = years.iter().find(wanted) else {
        return json(&ListJson {
            plan: text("plan").to_owned(),
            year: text("year").to_owned(),
            items: Vec::new(),
            next: None,
        });
    };
    let limit = usize::try_from(cursor.limit).unwrap_or(PAGE_MAX);
    let mut list = reading::year_list(&mut tx, &caller.viewer, year).await?;
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
    let next = if more {
        list.people.last().map(|row| row.person.reference.clone())
    } else {
        None
    };
    drop(tx);
    let people: Vec<PersonId> = list.people.iter().map(|row| row.person.id).collect();
    acts::log_reading_of_all(&caller.app, &caller.viewer, &people, "api statements").await?;
    let items = list.people.iter().map(|row| PersonJson {
        person: row.person.id.to_string(),
        reference: row.person.reference.clone(),
        name: row.person.name.clone(),
        attainment: row.attainment.as_ref().map(|ratio| ratio.to_decimal(6, Rounding::HalfUp)),
        earned: known(&row.earned),
        unknown_because: row.earned.unknown.clone(),
    });
    json(&ListJson {
        plan: year.plan_name.clone(),
        year: year.year.clone(),
        items: items.collect(),
        next,
    })
}

fn person_id(text: &str) -> Result<PersonId> {
    PersonId::parse(text).map_err(|_no_id| Error::NotFound { what: "statement" })
}

async fn find_statement(caller: Caller, Path(person): Path<String>, Params(query): Query) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let year = query.get("year").map_or("", String::as_str);
    let statement = reading::year_statement(&mut tx, &caller.viewer, person_id(&person)?, "", year).await?;
    drop(tx);
    acts::log_reading(&caller.app, &caller.viewer, statement.person.id, "api statement").await?;
    json(&statement_json(&statement))
}

#[derive(Serialize)]
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

#[derive(Serialize)]
struct OpeningsJson {
    opening_balances: Vec<OpeningJson>,
}

async fn list_openings(caller: Caller, Path(person): Path<String>) -> Answer {
    let person = person_id(&person)?;
    let mut tx = caller.app.db.read().await?;
    let openings = reading::brought_by(&mut tx, &caller.viewer, person).await?;
    drop(tx);
    acts::log_reading(&caller.app, &caller.viewer, person, "api opening balances").await?;
    let shown = openings.into_iter().map(|(opening, used)| OpeningJson {
        kind: opening.kind.word(),
        plan: opening.plan,
        of: opening.of,
        day: opening.day.to_string(),
        amount: opening.amount.to_string(),
        currency: opening.currency.code(),
        used,
    });
    json(&OpeningsJson {
        opening_balances: shown.collect(),
    })
}

async fn find_why(caller: Caller, Path(person): Path<String>, Params(query): Query) -> Answer {
    let text = |name: &str| query.get(name).cloned().unwrap_or_default();
    let person = person_id(&person)?;
    let mut tx = caller.app.db.read().await?;
    let plan = reading::plan_of_period(&mut tx, &caller.viewer, person, &text("period")).await?;
    drop(tx);
    let question = Question {
        person,
        plan,
        component: text("component"),
        period: text("period"),
        account: text("account"),
    };
    let explanation = reading::explain(&caller.app, &caller.viewer, &question).await?;
    acts::log_reading(&caller.app, &caller.viewer, person, "api why").await?;
    json(&explanation.trace)
}

#[derive(Serialize)]
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

#[derive(Serialize)]
struct BatchJson {
    name: String,
    sha256: String,
}

async fn find_run(caller: Caller, Path(run): Path<String>) -> Answer {
    caller.may(SEE_PLANS)?;
    let id = RunId::parse(&run).map_err(|_no_id| Error::NotFound { what: "run" })?;
    let mut tx = caller.app.db.read().await?;
    let run = store::find_run(&mut tx, id).await?;
    let plan = store::find_plan(&mut tx, run.plan).await?;
    let batches = store::list_run_batches(&mut tx, id).await?;
    let control = serde_json::from_str(&run.control).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading a run")))?;
    json(&RunJson {
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
    })
}
