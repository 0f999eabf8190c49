//! What statements show: the year of a person, the people of a year, and the thread from a figure to its orders.
//! Page, API and command line read the same.

use super::SEE;
use super::acts::crediting_of;
use super::rules::compute::{self, RunInputs};
use super::rules::opening::{self, Opening};
use super::store::{self, Line, PlanPeriod, PlanVersion};
use crate::foundation::{accounts, facts, staff};
use engine::CreditedLine;
use payplan::Plan;
use platform::access::{Scope, Viewer};
use platform::database::Tx;
use platform::texts::{say, say_count, say_with};
use platform::web::AppRef;
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{Cell, Interval, Link, Money, Period, PersonId, PlanVersionId, Ratio, Trace, TraceTable};

/// How many accounts a thread lists before it adds up the rest.
const ACCOUNTS_SHOWN_MAX: usize = 40;
/// How many lines of an account a thread lists before it adds up the rest.
const LINES_SHOWN_MAX: usize = 100;

/// A plan's year that somebody has lines in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanYear {
    /// The plan.
    pub plan: PlanVersionId,
    /// Its name.
    pub plan_name: String,
    /// The year's name.
    pub year: String,
    /// The year for people.
    pub label: String,
}

/// Money that is known, and why some of it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The sum of what is known.
    pub known: Money,
    /// Why a part is unknown; none when everything is known.
    pub unknown: Option<String>,
}

/// A component's row on the statement.
#[derive(Debug, Clone)]
pub struct ComponentRow {
    /// The component's id in the plan.
    pub id: String,
    /// What the plan says of it in words.
    pub text: Option<String>,
    /// The lines by period name.
    pub lines: BTreeMap<String, Line>,
    /// What the year has earned so far.
    pub earned: Tally,
}

impl ComponentRow {
    /// The component's name for people: `key-revenue` reads "Key revenue".
    #[must_use]
    pub fn name(&self) -> String {
        let words = self.id.replace('-', " ");
        let mut letters = words.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// The line of the latest period.
    #[must_use]
    pub fn latest(&self, periods: &[PlanPeriod]) -> Option<&Line> {
        periods.iter().rev().find_map(|period| self.lines.get(&period.name))
    }
}

/// The statement of a person for a year of a plan.
#[derive(Debug, Clone)]
pub struct YearStatement {
    /// Whose it is.
    pub person: staff::Person,
    /// The plan version.
    pub version: PlanVersion,
    /// The plan as read.
    pub plan: Plan,
    /// The year's name.
    pub year: String,
    /// The year for people.
    pub label: String,
    /// The periods of the year, in order.
    pub periods: Vec<PlanPeriod>,
    /// The components, in the plan's order.
    pub rows: Vec<ComponentRow>,
    /// All components together.
    pub total: Tally,
    /// The years one can turn to.
    pub years: Vec<PlanYear>,
}

impl YearStatement {
    /// The latest period that was calculated.
    #[must_use]
    pub fn through(&self) -> Option<&PlanPeriod> {
        self.periods.iter().rev().find(|period| period.run.is_some())
    }
}

fn plan_of(version: &PlanVersion) -> Result<Plan> {
    super::acts::read_plan(&version.source)
}

/// The statement of a person: of the year asked for, else of the latest.
///
/// # Errors
/// Forbidden; not found when out of scope, or when there is no calculated period for the person.
pub async fn year_statement(tx: &mut Tx, viewer: &Viewer, person: PersonId, plan: &str, year: &str) -> Result<YearStatement> {
    let scope = viewer.may(SEE)?;
    scope.of_person(person, "statement")?;
    let person = staff::by_ids(tx, &[person])
        .await?
        .remove(&person)
        .ok_or(Error::NotFound { what: "statement" })?;
    let years = years_of(tx, &scope, person.id).await?;
    let asked = years
        .iter()
        .find(|known| known.year == year && (plan.is_empty() || known.plan.to_string() == plan));
    let chosen = asked
        .or(if year.is_empty() { years.first() } else { None })
        .ok_or(Error::NotFound { what: "statement" })?
        .clone();
    let version = store::find_plan(tx, chosen.plan).await?;
    let periods: Vec<PlanPeriod> = store::list_periods(tx, chosen.plan)
        .await?
        .into_iter()
        .filter(|period| period.year == chosen.year)
        .collect();
    let mut lines: BTreeMap<String, BTreeMap<String, Line>> = BTreeMap::new();
    for (period, line) in store::list_lines_of(tx, &scope, chosen.plan, person.id).await? {
        lines.entry(line.component.clone()).or_default().insert(period, line);
    }
    let plan = plan_of(&version)?;
    let mut rows = Vec::new();
    for component in &plan.components {
        let mut of_component = lines.remove(&component.id).unwrap_or_default();
        of_component.retain(|name, _| periods.iter().any(|period| period.name == *name));
        let earned = tally(of_component.values(), plan.currency)?;
        rows.push(ComponentRow {
            id: component.id.clone(),
            text: component.text.clone(),
            lines: of_component,
            earned,
        });
    }
    let total = tally(rows.iter().flat_map(|row| row.lines.values()), plan.currency)?;
    Ok(YearStatement {
        person,
        version,
        plan,
        year: chosen.year,
        label: chosen.label,
        periods,
        rows,
        total,
        years,
    })
}

fn tally<'a>(lines: impl Iterator<Item = &'a Line>, currency: vocabulary::Currency) -> Result<Tally> {
    let mut known = Money::zero(currency);
    let mut unknown = None;
    for line in lines {
        match line.earned {
            Some(earned) => known = known.checked_add(earned).map_err(|e| Error::Failed(anyhow::Error::new(e)))?,
            None => unknown = unknown.or_else(|| line.unknown_because.clone()),
        }
    }
    Ok(Tally { known, unknown })
}

async fn years_of(tx: &mut Tx, scope: &Scope, person: PersonId) -> Result<Vec<PlanYear>> {
    let mut years: Vec<PlanYear> = Vec::new();
    for plan in store::list_plans_of(tx, scope, person).await? {
        let version = store::find_plan(tx, plan).await?;
        let own: Vec<String> = store::list_lines_of(tx, scope, plan, person)
            .await?
            .into_iter()
            .map(|(period, _)| period)
            .collect();
        let periods = store::list_periods(tx, plan)
            .await?
            .into_iter()
            .filter(|period| own.contains(&period.name))
            .collect();
        let mut of_plan = distinct_years(&version, periods);
        of_plan.reverse();
        years.extend(of_plan);
    }
    Ok(years)
}

fn distinct_years(version: &PlanVersion, periods: Vec<PlanPeriod>) -> Vec<PlanYear> {
    let mut years: Vec<PlanYear> = Vec::new();
    for period in periods.into_iter().filter(|period| period.run.is_some()) {
        if years.last().is_none_or(|last| last.year != period.year) {
            let plan_name = version.name.clone();
            years.push(PlanYear {
                plan: version.id,
                plan_name,
                year: period.year,
                label: period.year_label,
            });
        }
    }
    years
}

/// What a person brought in when Mainstay began, each with whether an approved plan reads it.
///
/// # Errors
/// Forbidden without `incentives.see`; not found when out of scope.
pub async fn brought_by(tx: &mut Tx, viewer: &Viewer, person: PersonId) -> Result<Vec<(Opening, bool)>> {
    let scope = viewer.may(SEE)?;
    scope.of_person(person, "statement")?;
    let known = staff::by_ids(tx, &[person])
        .await?
        .remove(&person)
        .ok_or(Error::NotFound { what: "statement" })?;
    let openings = store::list_openings_of(tx, &scope, person, &known.reference).await?;
    if openings.is_empty() {
        return Ok(Vec::new());
    }
    let mut plans = Vec::new();
    for version in store::list_plans(tx).await?.iter().filter(|version| version.approved.is_some()) {
        plans.push(plan_of(version)?);
    }
    let read = |opening: Opening| {
        let is_read = plans.iter().any(|plan| opening.is_read_by(plan));
        (opening, is_read)
    };
    Ok(openings.into_iter().map(read).collect())
}

/// Every plan's year that has calculated periods, the latest first.
///
/// # Errors
/// Forbidden without `incentives.see`.
pub async fn plan_years(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<PlanYear>> {
    viewer.may(SEE)?;
    let mut years = Vec::new();
    for version in store::list_plans(tx)
        .await?
        .into_iter()
        .filter(|version| version.approved.is_some())
    {
        let periods = store::list_periods(tx, version.id).await?;
        let mut of_plan = distinct_years(&version, periods);
        of_plan.reverse();
        years.extend(of_plan);
    }
    Ok(years)
}

/// A person's row among the people of a year.
#[derive(Debug, Clone)]
pub struct PersonYear {
    /// The person.
    pub person: staff::Person,
    /// What each period posted, in order of the periods; none where nothing was calculated or it is unknown.
    pub by_period: Vec<Option<Money>>,
    /// The attainment of the first component that has one, to date.
    pub attainment: Option<Ratio>,
    /// What the year has earned so far.
    pub earned: Tally,
}

/// The people of a year.
#[derive(Debug, Clone)]
pub struct YearList {
    /// The plan version.
    pub version: PlanVersion,
    /// The plan as read.
    pub plan: Plan,
    /// The component whose attainment the list shows: the first with a quota.
    pub measured: String,
    /// The year.
    pub year: PlanYear,
    /// The periods of the year, in order.
    pub periods: Vec<PlanPeriod>,
    /// The people in scope who have lines.
    pub people: Vec<PersonYear>,
    /// All of them together.
    pub total: Tally,
}

/// What the people in scope earned in a year of a plan.
///
/// # Errors
/// Forbidden without `incentives.see`.
pub async fn year_list(tx: &mut Tx, viewer: &Viewer, year: &PlanYear) -> Result<YearList> {
    let scope = viewer.may(SEE)?;
    let version = store::find_plan(tx, year.plan).await?;
    let plan = plan_of(&version)?;
    let has_quota = |component: &&payplan::Component| plan.measure(&component.measure).is_some_and(|measure| measure.quota.is_some());
    let measured = plan
        .components
        .iter()
        .find(has_quota)
        .map(|component| component.id.clone())
        .unwrap_or_default();
    let all = store::list_periods(tx, year.plan).await?;
    let periods: Vec<PlanPeriod> = all.into_iter().filter(|period| period.year == year.year).collect();
    let mut lines: BTreeMap<PersonId, Vec<(String, Line)>> = BTreeMap::new();
    for (period, line) in store::list_lines_of_year(tx, &scope, year.plan, &year.year).await? {
        lines.entry(line.person).or_default().push((period, line));
    }
    let ids: Vec<PersonId> = lines.keys().copied().collect();
    let known = staff::by_ids(tx, &ids).await?;
    let mut people = Vec::new();
    for (id, of_person) in &lines {
        let Some(person) = known.get(id) else { continue };
        let mut by_period = Vec::new();
        for period in &periods {
            let of_period = of_person.iter().filter(|(name, _)| *name == period.name).map(|(_, line)| line);
            let sum = tally(of_period.clone(), version.currency)?;
            by_period.push((of_period.count() > 0 && sum.unknown.is_none()).then_some(sum.known));
        }
        let latest = of_person.iter().rev().find(|(_, line)| line.component == measured);
        let attainment = latest.and_then(|(_, line)| line.attainment.clone());
        let earned = tally(of_person.iter().map(|(_, line)| line), version.currency)?;
        people.push(PersonYear {
            person: person.clone(),
            by_period,
            attainment,
            earned,
        });
    }
    let total = tally(lines.values().flatten().map(|(_, line)| line), version.currency)?;
    Ok(YearList {
        version,
        plan,
        measured,
        year: year.clone(),
        periods,
        people,
        total,
    })
}

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
        let mut accounts = by_account(&lines, &names, &line);
        if !question.account.is_empty() {
            let of_account: Vec<&CreditedLine> = lines.iter().filter(|line| line.fact.account == question.account).collect();
            if of_account.is_empty() {
                return Err(Error::NotFound { what: "account" });
            }
            accounts = accounts.input(lines_of(&of_account, &question.account, &names));
        }
        hang_under(&mut trace, &line.result.measure.trace, accounts);
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
    let (inputs, plan) = (super::acts::inputs_of(run)?, plan_of(version)?);
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
    let inputs = super::acts::inputs_of(run)?;
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
        lines.extend(
            store
                .credited_lines(batches, &crediting, &wanted)
                .map_err(super::acts::fact_store_fault)?,
        );
    }
    if let Some(payee) = inputs.payees.iter().find(|payee| payee.reference == behind.payee) {
        let brought = opening::measure_in(plan, payee, &behind.component, &behind.interval);
        lines.retain(|line| payee.counts_on(line.fact.date) && brought.is_none_or(|brought| line.fact.date >= brought.day));
    }
    Ok(lines)
}

type Names = BTreeMap<String, accounts::Named>;

fn name_of(reference: &str, names: &Names) -> String {
    names
        .get(reference)
        .map_or_else(|| reference.to_owned(), |named| named.name.clone())
}

fn amount(value: Ratio, lines: &[&CreditedLine]) -> Cell {
    match lines.first() {
        Some(line) => Cell::Amount {
            value,
            currency: line.fact.currency,
        },
        None => Cell::Number(value),
    }
}

fn by_account(lines: &[CreditedLine], names: &Names, line: &compute::Line) -> Trace {
    let all: Vec<&CreditedLine> = lines.iter().collect();
    let mut sums: BTreeMap<&str, (Ratio, u64)> = BTreeMap::new();
    for line in lines {
        let (sum, count) = sums.entry(&line.fact.account).or_insert_with(|| (Ratio::zero(), 0));
        *sum = sum.clone() + &line.credited;
        *count += 1;
    }
    let mut ranked: Vec<(&str, Ratio, u64)> = sums.into_iter().map(|(account, (sum, count))| (account, sum, count)).collect();
    ranked.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(other.0)));
    let total: Ratio = lines.iter().map(|line| line.credited.clone()).sum();
    let through = say_with("incentives.by_account_note", &[("through", &line.result.period.label)]);
    let mut trace = Trace::new(say("incentives.by_account"), amount(total, &all)).note(through);
    for (account, sum, count) in ranked.iter().take(ACCOUNTS_SHOWN_MAX) {
        let name = name_of(account, names);
        let link = Link::new("account_lines", (*account).to_owned(), name.clone());
        trace = trace.input(
            Trace::new(name, amount(sum.clone(), &all))
                .link(link)
                .note(say_count("incentives.lines", *count)),
        );
    }
    let rest: Vec<&(&str, Ratio, u64)> = ranked.iter().skip(ACCOUNTS_SHOWN_MAX).collect();
    if !rest.is_empty() {
        let sum: Ratio = rest.iter().map(|(_, sum, _)| sum.clone()).sum();
        let what = say_with("incentives.further_accounts", &[("n", &rest.len().to_string())]);
        trace = trace.input(Trace::new(what, amount(sum, &all)));
    }
    trace
}

fn lines_of(lines: &[&CreditedLine], account: &str, names: &Names) -> Trace {
    let total: Ratio = lines.iter().map(|line| line.credited.clone()).sum();
    let mut largest = lines.to_vec();
    largest.sort_by(|one, other| {
        other
            .credited
            .abs()
            .cmp(&one.credited.abs())
            .then_with(|| one.fact.document.cmp(&other.fact.document))
    });
    let kept: Vec<&CreditedLine> = largest.iter().take(LINES_SHOWN_MAX).copied().collect();
    let mut rows: Vec<Vec<Cell>> = lines
        .iter()
        .filter(|line| kept.iter().any(|known| std::ptr::eq(*known, **line)))
        .map(|line| row_of(line))
        .collect();
    let rest: Vec<&&CreditedLine> = largest.iter().skip(LINES_SHOWN_MAX).collect();
    if !rest.is_empty() {
        let sum: Ratio = rest.iter().map(|line| line.credited.clone()).sum();
        let what = say_with("incentives.further_lines", &[("n", &rest.len().to_string())]);
        rows.push(vec![Cell::Text(what), Cell::Empty, Cell::Empty, Cell::Empty, amount(sum, lines)]);
    }
    let heads = [
        "incentives.document",
        "incentives.day",
        "incentives.amount",
        "incentives.share",
        "incentives.credited",
    ];
    let table = TraceTable {
        heads: heads.iter().map(|key| say(key).to_owned()).collect(),
        rows,
        total: Some(vec![
            Cell::Text(say("incentives.credited_to_you").to_owned()),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            amount(total.clone(), lines),
        ]),
    };
    let name = name_of(account, names);
    let mut trace = Trace::new(say_with("incentives.lines_of", &[("account", &name)]), amount(total, lines)).table(table);
    if let Some(named) = names.get(account) {
        trace = trace.link(Link::new("account", named.id.to_string(), say("incentives.open_account")));
    }
    trace
}

fn row_of(line: &CreditedLine) -> Vec<Cell> {
    let fact = &line.fact;
    let document = if fact.line.is_empty() || fact.line == "0" {
        fact.document.clone()
    } else {
        format!("{} / {}", fact.document, fact.line)
    };
    vec![
        Cell::Text(document),
        Cell::Day(fact.date),
        Cell::Amount {
            value: fact.amount.to_ratio(),
            currency: fact.currency,
        },
        Cell::Percent(line.share.clone()),
        Cell::Amount {
            value: line.credited.clone(),
            currency: fact.currency,
        },
    ]
}

/// The plan whose period of that name counts for a person, the latest where several have one.
///
/// # Errors
/// Forbidden; not found.
pub async fn plan_of_period(tx: &mut Tx, viewer: &Viewer, person: PersonId, period: &str) -> Result<PlanVersionId> {
    let scope = viewer.may(SEE)?;
    for plan in store::list_plans_of(tx, &scope, person).await? {
        if store::list_lines_of(tx, &scope, plan, person)
            .await?
            .iter()
            .any(|(known, _)| known == period)
        {
            return Ok(plan);
        }
    }
    Err(Error::NotFound { what: "period" })
}
