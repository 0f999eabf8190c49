//! Statements for programs: the people of a year, one statement, opening balances, one figure with its thread.

use super::person_id;
use crate::foundation::paging;
use crate::people::incentives::acts;
use crate::people::incentives::reading::{self, Question, Tally, YearStatement};
use platform::Result;
use platform::api::{Call, Found, Listed, MoneyText};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::{PersonId, Ratio, Rounding, Trace};

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
pub(super) struct PersonJson {
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
pub(super) async fn list_statements(call: Call) -> Result<Listed<PersonJson>> {
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

pub(super) async fn find_statement(call: Call) -> Result<Found<StatementJson>> {
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
pub(super) struct OpeningJson {
    kind: &'static str,
    plan: Option<String>,
    of: Option<String>,
    day: String,
    amount: String,
    currency: &'static str,
    /// Whether an approved plan reads it; draws and holdbacks are kept until plans have them.
    used: bool,
}

pub(super) async fn list_openings(call: Call) -> Result<Listed<OpeningJson>> {
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

pub(super) async fn find_why(call: Call) -> Result<Found<Trace>> {
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
