//! The lines of runs: what each posts, those that count for a person or a year, and who has any.

use super::currency;
use platform::access::{Extent, Scope};
use platform::database::{Query, Row, Tx};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{Currency, Day, Money, PersonId, PlanVersionId, Ratio, RunId};

/// A line of a run as lists need it; the traces stay behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The run.
    pub run: RunId,
    /// The person.
    pub person: PersonId,
    /// The component.
    pub component: String,
    /// What the period posts; none when unknown.
    pub earned: Option<Money>,
    /// The part of it that belongs to closed periods.
    pub earned_before: Option<Money>,
    /// The value to date in the component's interval.
    pub to_date: Option<Money>,
    /// The target of the interval.
    pub target: Option<Money>,
    /// The measure to date.
    pub measure: Option<Ratio>,
    /// The quota that attainment is divided by.
    pub quota: Option<Ratio>,
    /// Measure ÷ quota.
    pub attainment: Option<Ratio>,
    /// Why the earning is unknown.
    pub unknown_because: Option<String>,
}

const LINE: &str = "l.run, l.person, l.component, l.currency, l.earned, l.earned_before, l.to_date, l.target, l.measure, l.quota, \
     l.attainment, l.unknown_because";

fn line(row: &Row) -> Result<Line> {
    let currency = currency(&row.get::<String>(3)?)?;
    let money = |place| Ok::<_, Error>(row.get::<Option<i64>>(place)?.map(|minor| Money::from_minor(minor, currency)));
    Ok(Line {
        run: row.get(0)?,
        person: row.get(1)?,
        component: row.get(2)?,
        earned: money(4)?,
        earned_before: money(5)?,
        to_date: money(6)?,
        target: money(7)?,
        measure: row.get(8)?,
        quota: row.get(9)?,
        attainment: row.get(10)?,
        unknown_because: row.get(11)?,
    })
}

/// A new line; `body` is the whole line with its traces as JSON.
pub async fn insert_line(tx: &mut Tx, line: &Line, currency: Currency, body: &str) -> Result<()> {
    let minor = |money: Option<Money>| money.map(|money| money.minor());
    let columns = "insert into incentives_line (run, person, component, currency, earned, earned_before, to_date, target, measure, quota, \
         attainment, unknown_because, body)";
    tx.execute(&Query::new(columns).with(
        "values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        &[
            &line.run,
            &line.person,
            &line.component,
            &currency.code(),
            &minor(line.earned),
            &minor(line.earned_before),
            &minor(line.to_date),
            &minor(line.target),
            &line.measure,
            &line.quota,
            &line.attainment,
            &line.unknown_because,
            &body,
        ],
    ))
    .await
    .map(|_| ())
}

/// Everybody who has a line in a run.
pub async fn list_people_of(tx: &mut Tx, run: RunId) -> Result<Vec<PersonId>> {
    let query = Query::new("select distinct person from incentives_line where").with("run = {} order by person", &[&run]);
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// The lines of a run for the people in scope, by person and component.
pub async fn list_lines(tx: &mut Tx, scope: &Scope, run: RunId) -> Result<Vec<Line>> {
    let query = Query::new("select")
        .and(LINE)
        .and("from incentives_line l where")
        .with("l.run = {}", &[&run]);
    let query = among_people(query, scope).and("order by l.person, l.component");
    tx.all(&query).await?.iter().map(line).collect()
}

fn among_people(query: Query, scope: &Scope) -> Query {
    match scope.people() {
        Extent::All => query,
        Extent::Only(people) => query.among("and l.person", people),
    }
}

/// The lines that count for one person in one plan, with the name of their period, in order of time.
pub async fn list_lines_of(tx: &mut Tx, scope: &Scope, plan: PlanVersionId, person: PersonId) -> Result<Vec<(String, Line)>> {
    scope.of_person(person, "statement")?;
    let query = Query::new("select")
        .and(LINE)
        .and(", p.name from incentives_period p join incentives_line l on l.run = p.run where")
        .with("p.plan = {} and l.person = {} order by p.from_day, l.component", &[&plan, &person]);
    tx.all(&query).await?.iter().map(|row| Ok((row.get(12)?, line(row)?))).collect()
}

/// The lines that count in a year of a plan for the people in scope, with the name of their period.
pub async fn list_lines_of_year(tx: &mut Tx, scope: &Scope, plan: PlanVersionId, year: &str) -> Result<Vec<(String, Line)>> {
    let query = Query::new("select")
        .and(LINE)
        .and(", p.name from incentives_period p join incentives_line l on l.run = p.run where")
        .with("p.plan = {} and p.year_name = {}", &[&plan, &year]);
    let query = among_people(query, scope).and("order by l.person, p.from_day, l.component");
    tx.all(&query).await?.iter().map(|row| Ok((row.get(12)?, line(row)?))).collect()
}

/// The body of one line: everything with its traces, as JSON.
pub async fn find_line_body(tx: &mut Tx, scope: &Scope, run: RunId, person: PersonId, component: &str) -> Result<String> {
    scope.of_person(person, "statement")?;
    let query = Query::new("select body from incentives_line where")
        .with("run = {} and person = {} and component = {}", &[&run, &person, &component]);
    tx.one(&query).await?.ok_or(Error::NotFound { what: "statement" })?.get(0)
}

/// What closed periods of a plan have posted: person, component, period, money.
pub async fn list_posted(tx: &mut Tx, plan: PlanVersionId) -> Result<BTreeMap<PersonId, BTreeMap<String, BTreeMap<String, Money>>>> {
    let query = Query::new(
        "select l.person, l.component, p.name, l.earned, l.currency from incentives_period p join incentives_line l on l.run = p.run where",
    )
    .with("p.plan = {} and p.state = 'closed' and l.earned is not null", &[&plan]);
    let mut posted: BTreeMap<PersonId, BTreeMap<String, BTreeMap<String, Money>>> = BTreeMap::new();
    for row in tx.all(&query).await? {
        let money = Money::from_minor(row.get(3)?, currency(&row.get::<String>(4)?)?);
        posted
            .entry(row.get(0)?)
            .or_default()
            .entry(row.get(1)?)
            .or_default()
            .insert(row.get(2)?, money);
    }
    Ok(posted)
}

/// The plans that have lines for somebody in scope.
pub async fn list_plans_seen(tx: &mut Tx, scope: &Scope) -> Result<Vec<PlanVersionId>> {
    let query = Query::new("select distinct p.plan from incentives_period p join incentives_line l on l.run = p.run where 1 = 1");
    let query = among_people(query, scope).and("order by p.plan");
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// The plans that have lines for a person in scope, newest first.
pub async fn list_plans_of(tx: &mut Tx, scope: &Scope, person: PersonId) -> Result<Vec<PlanVersionId>> {
    scope.of_person(person, "statement")?;
    let query = Query::new(
        "select distinct q.id, q.from_day from incentives_plan q join incentives_period p on p.plan = q.id \
         join incentives_line l on l.run = p.run where",
    )
    .with("l.person = {} order by q.from_day desc, q.id desc", &[&person]);
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// Those of some people in scope who have a statement.
pub async fn list_paid(tx: &mut Tx, scope: &Scope, people: &[PersonId]) -> Result<Vec<PersonId>> {
    let query = Query::new("select distinct l.person from incentives_line l where").among("l.person", people);
    tx.all(&among_people(query, scope)).await?.iter().map(|row| row.get(0)).collect()
}

/// Everybody for whom lines count, for the house alone.
pub(in super::super) async fn list_people_paid(tx: &mut Tx) -> Result<Vec<PersonId>> {
    let query = Query::new("select distinct l.person from incentives_period p join incentives_line l on l.run = p.run order by l.person");
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// The attainment of a component in a closed period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedAttainment {
    /// Whose.
    pub person: PersonId,
    /// The period as people name it.
    pub label: String,
    /// The period's name in its plan.
    pub name: String,
    /// The first day after it.
    pub end: Day,
    /// The attainment, where it is known.
    pub attainment: Option<Ratio>,
}

/// The attainments of some people in closed periods, by person, the latest period first, then by component; those without a quota
/// are left out.
pub async fn list_closed_attainments(tx: &mut Tx, people: &[PersonId]) -> Result<Vec<ClosedAttainment>> {
    let mut found = Vec::new();
    for some in people.chunks(2_000) {
        let query = Query::new(
            "select l.person, p.label, p.to_day, l.attainment, p.name from incentives_line l join incentives_period p on p.run = l.run \
             where p.state = 'closed' and (l.attainment is not null or l.quota is not null)",
        )
        .among("and l.person", some)
        .and("order by l.person, p.to_day desc, p.plan desc, l.component");
        for row in tx.all(&query).await? {
            found.push(ClosedAttainment {
                person: row.get(0)?,
                label: row.get(1)?,
                end: row.get(2)?,
                attainment: row.get(3)?,
                name: row.get(4)?,
            });
        }
    }
    Ok(found)
}
