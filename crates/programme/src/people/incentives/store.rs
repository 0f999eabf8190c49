//! Plans, periods, quotas, rates, runs and their lines in SQL.

mod openings;

pub use openings::{insert_opening, list_openings, list_openings_of};

use super::rules::period::PeriodState;
use platform::access::{Extent, Scope};
use platform::database::{Query, Row, Tx};
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Currency, Day, Instant, Money, PersonId, PlanVersionId, QuotaId, Ratio, RunId, Scaled};

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

fn currency(code: &str) -> Result<Currency> {
    Currency::parse(code).map_err(|_no_id| Error::Failed(anyhow::anyhow!("{code} is no currency")))
}

/// Every version of every plan, newest first.
pub async fn list_plans(tx: &mut Tx) -> Result<Vec<PlanVersion>> {
    let rows = tx
        .all(&Query::new(PLAN).and("1 = 1 order by from_day desc, name, number desc limit 500"))
        .await?;
    rows.iter().map(plan).collect()
}

/// Everybody who has a line in a run.
pub async fn list_people_of(tx: &mut Tx, run: RunId) -> Result<Vec<PersonId>> {
    let query = Query::new("select distinct person from incentives_line where").with("run = {} order by person", &[&run]);
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
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

/// A quota in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// The person's reference.
    pub person: String,
    /// The measure, as plans name it.
    pub measure: String,
    /// The first day.
    pub from: Day,
    /// The first day after it.
    pub to: Option<Day>,
    /// The amount.
    pub amount: Scaled,
    /// Its currency.
    pub currency: Currency,
}

/// The quotas in force, by person, measure and day.
pub async fn list_quotas(tx: &mut Tx) -> Result<Vec<Quota>> {
    let text = "select person, measure, from_day, to_day, amount, currency from incentives_quota \
         where superseded is null order by person, measure, from_day";
    let rows = tx.all(&Query::new(text)).await?;
    let quota = |row: &Row| {
        Ok(Quota {
            person: row.get(0)?,
            measure: row.get(1)?,
            from: row.get(2)?,
            to: row.get(3)?,
            amount: row.get(4)?,
            currency: currency(&row.get::<String>(5)?)?,
        })
    };
    rows.iter().map(quota).collect()
}

/// The quotas that another one has taken the place of: measure, first day, and when.
pub async fn list_quota_changes(tx: &mut Tx) -> Result<Vec<(String, Day, Instant)>> {
    let query = Query::new("select measure, from_day, superseded from incentives_quota where")
        .with("superseded > {} order by superseded, person, measure, from_day", &[&0_i64]);
    let rows = tx.all(&query).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// A new quota; the one with the same person, measure and first day is superseded.
pub async fn insert_quota(tx: &mut Tx, quota: &Quota) -> Result<()> {
    let now = tx.now();
    let id = QuotaId::new(tx.ids());
    let Quota {
        person,
        measure,
        from,
        to,
        amount,
        currency,
    } = quota;
    let old = "superseded = {} where superseded is null and person = {} and measure = {} and from_day = {}";
    tx.execute(&Query::new("update incentives_quota set").with(old, &[&now, person, measure, from]))
        .await?;
    let columns = "insert into incentives_quota (id, person, measure, from_day, to_day, amount, currency, recorded)";
    let values = Query::new(columns).with(
        "values ({}, {}, {}, {}, {}, {}, {}, {})",
        &[&id, person, measure, from, to, amount, &currency.code(), &now],
    );
    tx.execute(&values).await.map(|_| ())
}

/// A rate in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// The table, as plans name it.
    pub table: String,
    /// The person's reference.
    pub person: String,
    /// The first day; none means since ever.
    pub from: Option<Day>,
    /// The first day after it.
    pub to: Option<Day>,
    /// The rate; 0.012 is 1.2 %.
    pub rate: Scaled,
}

/// The rates in force, by table, person and day.
pub async fn list_rates(tx: &mut Tx) -> Result<Vec<Rate>> {
    let text = "select table_name, person, from_day, to_day, rate from incentives_rate \
         where superseded is null order by table_name, person, from_day";
    let rows = tx.all(&Query::new(text)).await?;
    let rate = |row: &Row| {
        Ok(Rate {
            table: row.get(0)?,
            person: row.get(1)?,
            from: row.get(2)?,
            to: row.get(3)?,
            rate: row.get(4)?,
        })
    };
    rows.iter().map(rate).collect()
}

/// A new rate; the one with the same table, person and first day is superseded.
pub async fn insert_rate(tx: &mut Tx, rate: &Rate) -> Result<()> {
    let now = tx.now();
    let id = QuotaId::new(tx.ids());
    let Rate {
        table,
        person,
        from,
        to,
        rate,
    } = rate;
    let old = "superseded = {} where superseded is null and table_name = {} and person = {} and coalesce(from_day, '') = {}";
    let first = from.map(|day| day.to_string()).unwrap_or_default();
    tx.execute(&Query::new("update incentives_rate set").with(old, &[&now, table, person, &first]))
        .await?;
    let columns = "insert into incentives_rate (id, table_name, person, from_day, to_day, rate, recorded)";
    tx.execute(&Query::new(columns).with("values ({}, {}, {}, {}, {}, {}, {})", &[&id, table, person, from, to, rate, &now]))
        .await
        .map(|_| ())
}

/// A run as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The id.
    pub id: RunId,
    /// The plan version it computed.
    pub plan: PlanVersionId,
    /// The period it computed.
    pub period: String,
    /// The how-manieth run of the period.
    pub number: i64,
    /// When it ran.
    pub at: Instant,
    /// Who ran it.
    pub by: String,
    /// How many facts it read.
    pub facts: i64,
    /// How many people it paid.
    pub people: i64,
    /// What it read besides the facts, as JSON.
    pub inputs: String,
    /// SHA-256 of the inputs.
    pub inputs_digest: String,
    /// SHA-256 of the results.
    pub results_digest: String,
    /// Control totals and what was not credited, as JSON.
    pub control: String,
}

const RUN: &str = "select id, plan, period, number, at, by_user, facts, people, inputs, inputs_digest, results_digest, control \
     from incentives_run where";

fn run(row: &Row) -> Result<Run> {
    Ok(Run {
        id: row.get(0)?,
        plan: row.get(1)?,
        period: row.get(2)?,
        number: row.get(3)?,
        at: row.get(4)?,
        by: row.get(5)?,
        facts: row.get(6)?,
        people: row.get(7)?,
        inputs: row.get(8)?,
        inputs_digest: row.get(9)?,
        results_digest: row.get(10)?,
        control: row.get(11)?,
    })
}

/// A run.
pub async fn find_run(tx: &mut Tx, id: RunId) -> Result<Run> {
    let row = tx.one(&Query::new(RUN).with("id = {}", &[&id])).await?;
    row.as_ref().map(run).transpose()?.ok_or(Error::NotFound { what: "run" })
}

/// Number and period of some runs.
pub async fn list_run_names(tx: &mut Tx, ids: &[RunId]) -> Result<Vec<(RunId, i64, String)>> {
    let query = Query::new(
        "select r.id, r.number, p.label from incentives_run r \
         join incentives_period p on p.plan = r.plan and p.name = r.period where",
    )
    .among("r.id", ids);
    let rows = tx.all(&query).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// The number of the next run of a period.
pub async fn next_run_number(tx: &mut Tx, plan: PlanVersionId, period: &str) -> Result<i64> {
    let query = Query::new("select count(*) from incentives_run where").with("plan = {} and period = {}", &[&plan, &period]);
    Ok(i64::try_from(tx.count(&query).await?).unwrap_or(i64::MAX) + 1)
}

/// A new run with the batches it pins.
pub async fn insert_run(tx: &mut Tx, run: &Run, batches: &[engine::Pinned]) -> Result<()> {
    let columns = "insert into incentives_run \
         (id, plan, period, number, at, by_user, facts, people, inputs, inputs_digest, results_digest, control)";
    let Run {
        id,
        plan,
        period,
        number,
        at,
        by,
        facts,
        people,
        inputs,
        inputs_digest,
        results_digest,
        control,
    } = run;
    tx.execute(&Query::new(columns).with(
        "values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        &[
            id,
            plan,
            period,
            number,
            at,
            by,
            facts,
            people,
            inputs,
            inputs_digest,
            results_digest,
            control,
        ],
    ))
    .await?;
    for (place, batch) in batches.iter().enumerate() {
        let place = i64::try_from(place).unwrap_or(i64::MAX);
        let columns = "insert into incentives_run_batch (run, place, batch, name, sha256, recorded)";
        let query = Query::new(columns).with(
            "values ({}, {}, {}, {}, {}, {})",
            &[id, &place, &batch.id, &batch.name, &batch.sha256, &batch.recorded],
        );
        tx.execute(&query).await?;
    }
    Ok(())
}

/// The files of all batches that some run pins.
pub async fn batches_pinned(tx: &mut Tx) -> Result<BTreeSet<String>> {
    let rows = tx.all(&Query::new("select distinct name from incentives_run_batch")).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The batches that a run pins, in its order.
pub async fn list_run_batches(tx: &mut Tx, run: RunId) -> Result<Vec<engine::Pinned>> {
    let query = Query::new("select batch, name, sha256, recorded from incentives_run_batch where").with("run = {} order by place", &[&run]);
    let rows = tx.all(&query).await?;
    rows.iter()
        .map(|row| {
            Ok(engine::Pinned {
                id: row.get(0)?,
                name: row.get(1)?,
                sha256: row.get(2)?,
                recorded: row.get(3)?,
            })
        })
        .collect()
}

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
pub(super) async fn list_people_paid(tx: &mut Tx) -> Result<Vec<PersonId>> {
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
            "select l.person, p.label, p.to_day, l.attainment from incentives_line l join incentives_period p on p.run = l.run \
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
            });
        }
    }
    Ok(found)
}
