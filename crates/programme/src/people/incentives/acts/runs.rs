//! Runs: everything read is pinned, everything computed is kept, and the same run can be replayed for ever.

use super::periods::subject;
use crate::foundation::{accounts, calendars, facts, products, staff};
use crate::people::incentives::rules::compute::{self, Line, Payee, RunInputs, Span};
use crate::people::incentives::rules::opening::{Brought, BroughtIn, OpeningKind};
use crate::people::incentives::rules::period::PeriodState;
use crate::people::incentives::rules::{crediting, period, titles};
use crate::people::incentives::store::{self, PlanPeriod, PlanVersion, Run};
use crate::people::incentives::{RUN, SEE_PLANS};
use engine::{ControlTotal, Crediting, FactStore, Pinned, Uncredited, UncreditedTotal};
use payplan::Plan;
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::texts::{say, say_with};
use platform::web::AppRef;
use platform::{Error, Result, secret};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use vocabulary::{Day, Interval, Period, PlanVersionId, RunId};

/// What a run reconciles: the facts it read against what it credited, and what nobody was credited for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Control {
    /// Facts read, superseded versions left out.
    pub facts: u64,
    /// By kind and currency.
    pub totals: Vec<ControlTotal>,
    /// By reason.
    pub uncredited_totals: Vec<UncreditedTotal>,
    /// The first of each reason, as a worklist.
    pub uncredited: Vec<Uncredited>,
}

struct Prepared {
    plan: Plan,
    version: PlanVersion,
    period: PlanPeriod,
    inputs: RunInputs,
    batches: Vec<Pinned>,
    store: Arc<FactStore>,
}

struct Computed {
    lines: Vec<(Line, String)>,
    inputs: String,
    results_digest: String,
    control: Control,
}

/// Computes a period of a plan and keeps the result; the period is then calculated.
///
/// # Errors
/// Forbidden; closed; damaged batches, named; changed by somebody else in the meantime.
pub async fn run(app: &AppRef, viewer: &Viewer, plan: PlanVersionId, name: &str) -> Result<RunId> {
    viewer.may(RUN)?;
    let mut tx = app.db.read().await?;
    let prepared = prepare(&mut tx, plan, name, facts::fact_store(&app.config)).await?;
    drop(tx);
    let (prepared, computed) = blocking(move || {
        let computed = compute_all(&prepared.plan, &prepared.inputs, &prepared.batches, &prepared.store)?;
        Ok((prepared, computed))
    })
    .await?;
    let mut tx = app.db.write().await?;
    let id = keep(&mut tx, viewer, &prepared, &computed).await?;
    tx.commit().await?;
    Ok(id)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Error::Failed(anyhow::Error::new(e).context("computing a run")))?
}

/// Loads everything that a run reads, at one moment.
async fn prepare(tx: &mut Tx, id: PlanVersionId, name: &str, store: Arc<FactStore>) -> Result<Prepared> {
    let version = store::find_plan(tx, id).await?;
    let period = store::find_period(tx, id, name).await?;
    period::calculate(period.state)?;
    let plan = super::read_plan(&version.source)?;
    let batches = facts::pinned(tx).await?;
    if batches.is_empty() {
        return Err(Error::refused("incentives.no_batches", say("incentives.no_batches")));
    }
    let now = base_period(&plan, &period)?;
    let all = store::list_periods(tx, id).await?;
    let earlier: Vec<&PlanPeriod> = all.iter().filter(|other| other.from < now.from).collect();
    let closed: Vec<String> = earlier
        .iter()
        .filter(|other| other.state == PeriodState::Closed)
        .map(|other| other.name.clone())
        .collect();
    let mut periods = earlier
        .iter()
        .map(|other| base_period(&plan, other))
        .collect::<Result<Vec<Period>>>()?;
    periods.push(now.clone());
    let covered = facts::covered(tx, &kinds_of(&plan)).await?;
    let without_facts = periods
        .iter()
        .filter(|period| !covered.iter().any(|days| days.overlaps(&period.interval())))
        .map(|period| period.name.clone())
        .collect();
    let year = plan.calendar().year_at(now.from).ok_or_else(|| outside(&period))?;
    let first = periods.first().map_or(year.from, |first| first.from.min(year.from));
    let payees = payees(tx, &plan, &version, (first, &year)).await?;
    if payees.is_empty() {
        return Err(Error::refused("incentives.nobody", say("incentives.nobody")));
    }
    let by_working_days = plan
        .proration
        .is_some_and(|proration| proration.basis == payplan::Basis::WorkingDays);
    let working_days = if by_working_days {
        calendars::working_days_of(tx, now.last_day(), first).await?.for_plans(first)
    } else {
        payplan::WorkingDays::default()
    };
    let inputs = RunInputs {
        period: now,
        currency: plan.currency,
        periods,
        closed,
        without_facts,
        payees,
        holdings: staff::holdings(tx).await?.into(),
        working_days,
        account_classes: accounts::classes(tx).await?,
        product_families: families(tx, &plan).await?,
    };
    Ok(Prepared {
        plan,
        version,
        period,
        inputs,
        batches,
        store,
    })
}

/// The products of the families that the plan names, each with its family. Families have no dates: a product that changes family
/// is settled in the first period that is not closed.
async fn families(tx: &mut Tx, plan: &Plan) -> Result<BTreeMap<String, String>> {
    let named = crediting::families_of(plan);
    if named.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut families = products::families(tx).await?;
    families.retain(|_, family| named.contains(family));
    Ok(families)
}

/// The kinds of facts that the plan's sources name; all kinds where it names none.
fn kinds_of(plan: &Plan) -> Vec<engine::FactKind> {
    let named = plan.crediting.sources.iter().filter_map(|source| source.split_once('.'));
    let kinds: Vec<engine::FactKind> = named.filter_map(|(_, kind)| engine::FactKind::parse(kind)).collect();
    if kinds.is_empty() { engine::FactKind::ALL.to_vec() } else { kinds }
}

fn outside(period: &PlanPeriod) -> Error {
    Error::refused(
        "incentives.outside_calendar",
        say_with("incentives.outside_calendar", &[("period", &period.label)]),
    )
}

fn base_period(plan: &Plan, period: &PlanPeriod) -> Result<Period> {
    plan.calendar()
        .period_at(plan.calendar().base_length(), period.from)
        .ok_or_else(|| outside(period))
}

/// Who is paid by a plan in a year: whoever bears its title on some day of it, or has a quota or a rate where it names none.
/// `first` is the first day that the run looks at.
async fn payees(tx: &mut Tx, plan: &Plan, version: &PlanVersion, (first, year): (Day, &Period)) -> Result<Vec<Payee>> {
    let measures: BTreeSet<&str> = plan.measures.iter().map(|measure| measure.name.as_str()).collect();
    let mut quotas: BTreeMap<String, BTreeMap<String, Vec<Span>>> = BTreeMap::new();
    for quota in store::list_quotas(tx).await? {
        let holds = interval(Some(quota.from), quota.to)?;
        if quota.currency == plan.currency && measures.contains(quota.measure.as_str()) {
            let spans = quotas.entry(quota.person).or_default().entry(quota.measure).or_default();
            spans.push(Span {
                holds,
                value: quota.amount.to_ratio(),
            });
        }
    }
    let mut rates: BTreeMap<String, BTreeMap<String, Vec<Span>>> = BTreeMap::new();
    for rate in store::list_rates(tx).await? {
        let span = Span {
            holds: interval(rate.from, rate.to)?,
            value: rate.rate.to_ratio(),
        };
        rates.entry(rate.person).or_default().entry(rate.table).or_default().push(span);
    }
    let mut brought = brought_in(tx, plan).await?;
    let mut posted = store::list_posted(tx, version.id).await?;
    let title = version.title.as_deref().map(staff::rules::word);
    let within = interval(Some(first), Some(year.to))?;
    let mut bearers = match &title {
        Some(title) => staff::bearers(tx, title, within).await?,
        None => BTreeMap::new(),
    };
    let mut payees = Vec::new();
    for person in staff::people(tx).await? {
        let employed = person.hired.is_none_or(|day| day < year.to) && person.left.is_none_or(|day| day > year.from);
        let bears = bearers.remove(&person.id).unwrap_or_default();
        let takes_part = match &title {
            Some(_) => employed && bears.iter().any(|days| days.overlaps(&year.interval())),
            None => quotas.contains_key(&person.reference) || rates.contains_key(&person.reference),
        };
        // Whoever was paid by a closed period stays: what becomes known about it is still settled with them.
        if takes_part || posted.contains_key(&person.id) {
            payees.push(Payee {
                id: person.id,
                former: !takes_part,
                // Nothing is pinned of whoever bears the title throughout.
                bears: if bears == [within] { Vec::new() } else { bears },
                hired: person.hired,
                left: person.left,
                quotas: quotas.remove(&person.reference).unwrap_or_default(),
                rates: rates.remove(&person.reference).unwrap_or_default(),
                posted: posted.remove(&person.id).unwrap_or_default(),
                brought: brought.remove(&person.reference).unwrap_or_default(),
                reference: person.reference,
            });
        }
    }
    payees.sort_by(|one, other| one.reference.cmp(&other.reference));
    Ok(payees)
}

/// What people brought into the plan, by reference. What names the plan counts before what names none.
async fn brought_in(tx: &mut Tx, plan: &Plan) -> Result<BTreeMap<String, BroughtIn>> {
    let mut all: BTreeMap<String, BroughtIn> = BTreeMap::new();
    // Those without a plan come first, so that one with a plan takes their place.
    for opening in store::list_openings(tx)
        .await?
        .into_iter()
        .filter(|opening| opening.is_read_by(plan))
    {
        let of = opening.of.clone().unwrap_or_default();
        let person = all.entry(opening.person.clone()).or_default();
        match opening.kind {
            OpeningKind::Measure => person.measures.insert(of, Brought::of(&opening)),
            OpeningKind::Earned => person.earned.insert(of, Brought::of(&opening)),
            OpeningKind::Draw | OpeningKind::Holdback => None,
        };
    }
    Ok(all)
}

fn interval(from: Option<Day>, to: Option<Day>) -> Result<Interval> {
    Interval::new(from.unwrap_or(vocabulary::Day::MIN), to)
        .map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading the dates of a quota or rate")))
}

/// What the engine credits by, from the pinned inputs.
pub(in crate::people::incentives) fn crediting_of(plan: &Plan, inputs: &RunInputs) -> Crediting {
    Crediting {
        rules: crediting::rules_of(plan),
        holdings: inputs.holdings.clone(),
        account_classes: inputs.account_classes.clone(),
        product_families: inputs.product_families.clone(),
    }
}

/// A fault of the fact store in words of our own: damaged batches are named, nothing is computed over them.
pub(in crate::people::incentives) fn fact_store_fault(problem: engine::EngineProblem) -> Error {
    Error::Failed(anyhow::Error::new(problem).context("reading the fact batches"))
}

fn compute_all(plan: &Plan, inputs: &RunInputs, batches: &[Pinned], store: &FactStore) -> Result<Computed> {
    let crediting = crediting_of(plan, inputs);
    let credits = store
        .credit(batches, &crediting, &titles::credited_periods(inputs), None)
        .map_err(fact_store_fault)?;
    let span = span_of(&inputs.periods)?;
    let lines_of = |payee: &Payee| {
        let categories: BTreeSet<&String> = plan.measures.iter().flat_map(|measure| &measure.categories).collect();
        let mut lines = Vec::new();
        for category in categories {
            let wanted = engine::CreditWanted {
                payee: payee.reference.clone(),
                category: category.clone(),
                span,
            };
            lines.extend(store.credited_lines(batches, &crediting, &wanted).map_err(fact_store_fault)?);
        }
        Ok(lines)
    };
    let lines = compute::compute::<Fault>(plan, inputs, &credits, |payee| lines_of(payee).map_err(Fault)).map_err(|fault| fault.0)?;
    let mut digest = String::new();
    let mut kept = Vec::with_capacity(lines.len());
    for line in lines {
        let body = text(&line)?;
        digest = secret::digest(&format!("{digest}{body}"));
        kept.push((line, body));
    }
    let control = Control {
        facts: credits.facts,
        totals: credits.control,
        uncredited_totals: credits.uncredited_totals,
        uncredited: credits.uncredited.into_iter().take(500).collect(),
    };
    Ok(Computed {
        lines: kept,
        inputs: text(inputs)?,
        results_digest: digest,
        control,
    })
}

/// The house's error, able to take a money problem.
struct Fault(Error);

impl From<vocabulary::MoneyProblem> for Fault {
    fn from(problem: vocabulary::MoneyProblem) -> Self {
        Self(Error::Failed(anyhow::Error::new(problem).context("posting a period")))
    }
}

fn span_of(periods: &[Period]) -> Result<Interval> {
    match (periods.first(), periods.last()) {
        (Some(first), Some(last)) => interval(Some(first.from), Some(last.to)),
        (None, _) | (_, None) => Err(Error::Failed(anyhow::anyhow!("a run without periods"))),
    }
}

fn text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Failed(anyhow::Error::new(e).context("writing a run")))
}

async fn keep(tx: &mut Tx, viewer: &Viewer, prepared: &Prepared, computed: &Computed) -> Result<RunId> {
    let id = RunId::new(tx.ids());
    let plan = prepared.version.id;
    let number = store::next_run_number(tx, plan, &prepared.period.name).await?;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let run = Run {
        id,
        plan,
        period: prepared.period.name.clone(),
        number,
        at: tx.now(),
        by: viewer.actor(),
        facts: i64::try_from(computed.control.facts).unwrap_or(i64::MAX),
        people: count(prepared.inputs.payees.len()),
        inputs_digest: secret::digest(&computed.inputs),
        inputs: computed.inputs.clone(),
        results_digest: computed.results_digest.clone(),
        control: text(&computed.control)?,
    };
    store::insert_run(tx, &run, &prepared.batches).await?;
    for (line, body) in &computed.lines {
        store::insert_line(tx, &row_of(id, line), prepared.plan.currency, body).await?;
    }
    let state = period::calculate(prepared.period.state)?;
    store::update_period(
        tx,
        &PlanPeriod {
            state,
            run: Some(id),
            ..prepared.period.clone()
        },
        &viewer.actor(),
    )
    .await?;
    let body = json!({ "run": id.to_string(), "number": number, "results": run.results_digest });
    note(tx, viewer, "period_calculated", subject(plan, &prepared.period.name), &body)?;
    Ok(id)
}

fn row_of(run: RunId, line: &Line) -> store::Line {
    let result = &line.result;
    store::Line {
        run,
        person: line.person,
        component: result.component.clone(),
        earned: line.earned.known_value().copied(),
        earned_before: line.from_closed,
        to_date: result.earned_to_date.known_value().copied(),
        target: result.target.as_ref().and_then(|target| target.known_value().copied()),
        measure: result.measure.known_value().cloned(),
        quota: result.quota.as_ref().and_then(|quota| quota.known_value().cloned()),
        attainment: result.attainment.as_ref().and_then(|attainment| attainment.known_value().cloned()),
        unknown_because: line.earned.reason_unknown().map(|unknown| unknown.because.clone()),
    }
}

/// What a replay found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Replayed {
    /// Whether every byte of the result is the same.
    pub same: bool,
    /// The digest of the results as they were kept.
    pub kept_digest: String,
    /// The digest of the results as they were computed now.
    pub replayed_digest: String,
    /// How many lines were compared.
    pub lines: usize,
}

/// Computes a run again from what it pinned, and compares to the byte. Nothing is kept.
///
/// # Errors
/// Forbidden; batches that are missing or damaged, named.
pub async fn replay(app: &AppRef, viewer: &Viewer, id: RunId) -> Result<Replayed> {
    viewer.may(SEE_PLANS)?;
    let mut tx = app.db.read().await?;
    let run = store::find_run(&mut tx, id).await?;
    let version = store::find_plan(&mut tx, run.plan).await?;
    let batches = store::list_run_batches(&mut tx, id).await?;
    drop(tx);
    let store = facts::fact_store(&app.config);
    let plan = super::read_plan(&version.source)?;
    let inputs = inputs_of(&run)?;
    let computed = blocking(move || compute_all(&plan, &inputs, &batches, &store)).await?;
    Ok(Replayed {
        same: computed.results_digest == run.results_digest && secret::digest(&computed.inputs) == run.inputs_digest,
        kept_digest: run.results_digest,
        replayed_digest: computed.results_digest,
        lines: computed.lines.len(),
    })
}

/// The inputs that a run pinned.
pub(in crate::people::incentives) fn inputs_of(run: &Run) -> Result<RunInputs> {
    serde_json::from_str(&run.inputs).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading the inputs of a run")))
}
