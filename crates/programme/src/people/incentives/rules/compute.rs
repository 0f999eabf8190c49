//! A run, pure: what it read, what it computed. The same inputs give the same bytes, for ever.

use super::opening::{self, BroughtIn};
use super::posting::{Posting, Settled, post};
use super::titles::{Part, begins, ends, interruption, parts_of};
use engine::{CreditTotal, CreditedLine, Credits};
use payplan::{
    ComponentKind, ComponentResult, CreditedTransaction, Dated, Increment, Inputs, Participant, ParticipantResult, Plan, TierBy,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocabulary::{Cell, Currency, Day, Explained, Interval, Money, Period, PersonId, Ratio, Trace, TraceTable};

/// A participant as the run saw them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payee {
    /// The person.
    pub id: PersonId,
    /// The firm's reference, as in facts, quotas and rates.
    pub reference: String,
    /// The first day of work, where it is known.
    pub hired: Option<Day>,
    /// The first day no longer employed.
    pub left: Option<Day>,
    /// The quotas by measure.
    pub quotas: BTreeMap<String, Vec<Span>>,
    /// The rates by table.
    pub rates: BTreeMap<String, Vec<Span>>,
    /// What closed periods have posted, by component and period name.
    pub posted: BTreeMap<String, BTreeMap<String, Money>>,
    /// Whether they take part no more, and only what closed periods posted is settled with them.
    pub former: bool,
    /// When they bear the title that the plan pays, in order; empty means on every day that they are employed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bears: Vec<Interval>,
    /// What they brought in when Mainstay began.
    #[serde(default, skip_serializing_if = "BroughtIn::is_empty")]
    pub brought: BroughtIn,
}

impl Payee {
    /// Whether what happens on a day counts for them.
    #[must_use]
    pub fn counts_on(&self, day: Day) -> bool {
        self.bears.is_empty() || self.bears.iter().any(|days| days.contains(day))
    }
}

/// A dated value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// When it holds.
    pub holds: Interval,
    /// The exact value.
    pub value: Ratio,
}

/// Everything a run reads besides the facts, whose batches are pinned beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunInputs {
    /// The period that is computed.
    pub period: Period,
    /// The plan's currency.
    pub currency: Currency,
    /// The plan's base periods from its first to the one that is computed, in order.
    pub periods: Vec<Period>,
    /// The names of those that were closed when the run read them; always the first ones.
    pub closed: Vec<String>,
    /// The names of the periods for which no facts were there; their measures are unknown.
    pub without_facts: Vec<String>,
    /// Who takes part, by reference.
    pub payees: Vec<Payee>,
    /// The account assignments.
    pub holdings: engine::Holdings,
    /// The days on which the firm works, where the plan prorates by them.
    #[serde(default, skip_serializing_if = "payplan::WorkingDays::is_plain")]
    pub working_days: payplan::WorkingDays,
    /// The class of each account that has one.
    pub account_classes: BTreeMap<String, String>,
    /// The family of each product that has one of those that the plan names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub product_families: BTreeMap<String, String>,
}

/// What a run computed for one person and component.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The person.
    pub person: PersonId,
    /// Their reference.
    pub reference: String,
    /// The component with its measure, quota, attainment, target and value to date, each explained.
    pub result: ComponentResult,
    /// What the period posts, explained; unknown where an input is.
    pub earned: Explained<Money>,
    /// The part of it that belongs to closed periods.
    pub from_closed: Option<Money>,
}

/// Computes every line of a period. `lines_of` gives a person's credited lines, and is asked only for tiers laid over
/// each transaction.
///
/// # Errors
/// What `lines_of` gives, and sums beyond the range of money.
pub fn compute<E: From<vocabulary::MoneyProblem>>(
    plan: &Plan,
    inputs: &RunInputs,
    credits: &Credits,
    lines_of: impl Fn(&Payee) -> Result<Vec<CreditedLine>, E>,
) -> Result<Vec<Line>, E> {
    let each = over_each_transaction(plan);
    let mut participants = Vec::with_capacity(inputs.payees.len());
    let parts = parts_of(inputs);
    for payee in &inputs.payees {
        let credited = credits.totals.of_payee(&payee.reference);
        let counts = |total: &CreditTotal<'_>| parts.get(total.period).is_some_and(|part| payee.counts_on(part.days.from));
        let credited: Vec<CreditTotal<'_>> = credited.filter(counts).collect();
        let mut lines = if each { lines_of(payee)? } else { Vec::new() };
        lines.retain(|line| payee.counts_on(line.fact.date));
        participants.push(participant(plan, inputs, payee, (&credited, &parts), &lines));
    }
    let asked = Inputs {
        calendar: plan.calendar().clone(),
        asked: inputs.periods.clone(),
        participants,
    };
    let evaluation = payplan::evaluate(plan, &asked);
    let mut all = Vec::new();
    for (payee, result) in inputs.payees.iter().zip(&evaluation.participants) {
        lines_into(&mut all, (plan, inputs), payee, result)?;
    }
    Ok(all)
}

/// Whether some component lays its tiers over each transaction, so that single lines are needed.
fn over_each_transaction(plan: &Plan) -> bool {
    let each = |component: &payplan::Component| match &component.kind {
        ComponentKind::Tiers(tiers) => tiers.by == TierBy::EachTransaction,
        ComponentKind::Rate(_)
        | ComponentKind::Curve(_)
        | ComponentKind::Matrix(_)
        | ComponentKind::Scorecard(_)
        | ComponentKind::Mbo(_)
        | ComponentKind::Spiff(_)
        | ComponentKind::Cycle(_)
        | ComponentKind::Override(_) => false,
    };
    plan.components.iter().any(each)
}

fn participant(
    plan: &Plan,
    inputs: &RunInputs,
    payee: &Payee,
    credited: (&[CreditTotal<'_>], &BTreeMap<String, Part>),
    lines: &[CreditedLine],
) -> Participant {
    let interrupted = interruption(plan, payee);
    let mut measures = BTreeMap::new();
    let mut transactions = BTreeMap::new();
    for measure in &plan.measures {
        let increments = inputs.periods.iter().map(|period| Increment {
            from: period.from,
            to: period.to,
            value: match &interrupted {
                Some(because) => Err(because.clone()),
                None => increment(plan, inputs, &measure.categories, credited, period),
            },
        });
        measures.insert(
            measure.name.clone(),
            opening::increments(plan, payee, measure, increments.collect()),
        );
        let of_measure = lines
            .iter()
            .filter(|line| takes(plan, &line.rule, &measure.categories))
            .map(transaction);
        transactions.insert(measure.name.clone(), of_measure.collect());
    }
    let dated = |spans: &BTreeMap<String, Vec<Span>>| {
        let one = |span: &Span| Dated {
            holds: span.holds,
            value: span.value.clone(),
        };
        spans
            .iter()
            .map(|(name, spans)| (name.clone(), spans.iter().map(one).collect()))
            .collect()
    };
    Participant {
        person: payee.reference.clone(),
        hired: payee.hired.into_iter().chain(begins(payee)).max(),
        leaves: payee.left.into_iter().chain(ends(payee)).min(),
        measures,
        transactions,
        quotas: dated(&payee.quotas),
        rates: dated(&payee.rates),
        working_days: inputs.working_days.clone(),
        ..Participant::default()
    }
}

fn takes(plan: &Plan, rule: &str, categories: &[String]) -> bool {
    plan.crediting
        .rules
        .iter()
        .any(|known| known.id == rule && categories.contains(&known.category))
}

fn transaction(line: &CreditedLine) -> CreditedTransaction {
    CreditedTransaction {
        document: line.fact.document.clone(),
        date: line.fact.date,
        amount: line.fact.amount.to_ratio(),
        share: line.share.clone(),
    }
}

/// What a person was credited in a period, in the plan's currency; unknown where no facts were there, or another
/// currency came without a rate.
fn increment(
    plan: &Plan,
    inputs: &RunInputs,
    categories: &[String],
    (credited, parts): (&[CreditTotal<'_>], &BTreeMap<String, Part>),
    period: &Period,
) -> Result<Ratio, String> {
    if inputs.without_facts.contains(&period.name) {
        return Err(platform::texts::say_with("incentives.no_facts", &[("period", &period.label)]));
    }
    let mut sum = Ratio::zero();
    for total in credited
        .iter()
        .filter(|total| categories.iter().any(|category| category == total.category))
        .filter(|total| parts.get(total.period).is_some_and(|part| part.of == period.name))
    {
        if total.currency != plan.currency {
            let values = [("currency", total.currency.code()), ("plan", plan.currency.code())];
            return Err(platform::texts::say_with("incentives.other_currency", &values));
        }
        sum += &total.amount;
    }
    Ok(sum)
}

fn lines_into<E: From<vocabulary::MoneyProblem>>(
    all: &mut Vec<Line>,
    asked: (&Plan, &RunInputs),
    payee: &Payee,
    result: &ParticipantResult,
) -> Result<(), E> {
    let (_, inputs) = asked;
    for now in result.components.iter().filter(|component| component.period == inputs.period) {
        let before: Vec<&ComponentResult> = result
            .components
            .iter()
            .filter(|other| other.component == now.component && other.period.to <= now.period.from)
            .collect();
        let (earned, from_closed) = earned(asked, payee, now, &before)?;
        all.push(Line {
            person: payee.id,
            reference: payee.reference.clone(),
            result: now.clone(),
            earned,
            from_closed,
        });
    }
    Ok(())
}

fn earned<E: From<vocabulary::MoneyProblem>>(
    (plan, inputs): (&Plan, &RunInputs),
    payee: &Payee,
    now: &ComponentResult,
    before: &[&ComponentResult],
) -> Result<(Explained<Money>, Option<Money>), E> {
    let settles = !inputs.closed.is_empty() && inputs.closed.len() + 1 == inputs.periods.len();
    let zero = Money::zero(inputs.currency);
    let unknown = |because: String| Ok((Explained::unknown(because, now.earned_to_date.trace.clone()), None));
    let brought = match opening::earned_in(plan, payee, &now.component, &now.interval) {
        Err(because) if !payee.former => return unknown(because),
        Ok(Some((day, _))) if !payee.former && now.period.to < day => {
            return unknown(platform::texts::say_with("incentives.opening_whole", &[("day", &day.to_string())]));
        }
        Ok(brought) => brought,
        Err(_) => None,
    };
    match (settles, payee.former) {
        (true, _) => {}
        (false, true) => return Ok((Explained::known(zero, Trace::new(now.component.clone(), Cell::Money(zero))), None)),
        (false, false) if !brought.is_some_and(|(day, _)| now.period.contains(day.prev())) => return Ok((now.earned.clone(), None)),
        (false, false) => {}
    }
    let before = if settles { before } else { &[] };
    let settled = settled((plan, inputs), payee, now, before)?;
    let current = settled.iter().map(|posted| &posted.sums).find(|sums| sums.current);
    let known = if payee.former {
        Some(current.map_or(zero, |sums| sums.today.unwrap_or(sums.posted)))
    } else {
        now.earned_to_date.known_value().copied()
    };
    let Some(to_date) = known else {
        return unknown(
            now.earned_to_date
                .reason_unknown()
                .map(|unknown| unknown.because.clone())
                .unwrap_or_default(),
        );
    };
    let sums: Vec<Settled> = settled.iter().map(|posted| posted.sums).collect();
    let Posting { earned, from_closed } = post(to_date, &sums)?;
    Ok((
        Explained::known(earned, posting_trace(now, to_date, &settled, earned)),
        settles.then_some(from_closed),
    ))
}

/// What an interval posted: by its closed periods, and before Mainstay began.
struct Posted {
    interval: Period,
    sums: Settled,
    /// The part of it that was brought in, and the first day that is not in it.
    brought: Option<(Day, Money)>,
}

/// The intervals in which periods were closed, oldest first, with what they posted and what they would post today; and the current one,
/// if something was brought into it.
fn settled<E: From<vocabulary::MoneyProblem>>(
    (plan, inputs): (&Plan, &RunInputs),
    payee: &Payee,
    now: &ComponentResult,
    before: &[&ComponentResult],
) -> Result<Vec<Posted>, E> {
    let zero = Money::zero(inputs.currency);
    let of = |interval: &Period| Posted {
        interval: interval.clone(),
        sums: Settled {
            posted: zero,
            today: None,
            current: *interval == now.interval,
        },
        brought: None,
    };
    let posted = payee.posted.get(&now.component);
    let mut all: Vec<Posted> = Vec::new();
    for closed in before.iter().filter(|period| inputs.closed.contains(&period.period.name)) {
        let money = posted.and_then(|posted| posted.get(&closed.period.name)).copied().unwrap_or(zero);
        if all.last().is_none_or(|last| last.interval != closed.interval) {
            all.push(of(&closed.interval));
        }
        if let Some(last) = all.last_mut() {
            last.sums.posted = last.sums.posted.checked_add(money)?;
            last.sums.today = closed.earned_to_date.known_value().copied();
        }
    }
    if all.last().is_none_or(|last| last.interval != now.interval) {
        all.push(of(&now.interval));
    }
    for posted in &mut all {
        match opening::earned_in(plan, payee, &now.component, &posted.interval) {
            Ok(Some((day, money))) => {
                posted.sums.posted = posted.sums.posted.checked_add(money)?;
                posted.brought = Some((day, money));
            }
            Ok(None) => {}
            // What is not known is not settled.
            Err(_) => posted.sums.today = None,
        }
    }
    all.retain(|posted| {
        posted.interval != now.interval || posted.brought.is_some() || before.iter().any(|one| one.interval == now.interval)
    });
    Ok(all)
}

/// The posting as a sum: the value to date, less what closed periods posted and what was brought in; then the thread of the value to date.
fn posting_trace(now: &ComponentResult, to_date: Money, settled: &[Posted], earned: Money) -> Trace {
    let say = platform::texts::say;
    let row = |what: String, money: Money| vec![Cell::Text(what), Cell::Money(money)];
    let of = |key: &str, period: &Period| platform::texts::say_with(key, &[("period", &period.label)]);
    let less = |money: Money| money.checked_neg().unwrap_or(money);
    let mut rows = vec![row(say("incentives.to_date").to_owned(), to_date)];
    for Posted { interval, sums, brought } in settled {
        let closed = brought.map_or(Some(sums.posted), |(_, money)| sums.posted.checked_sub(money).ok());
        let closed = closed.filter(|closed| brought.is_none() || !closed.is_zero());
        match (sums.current, sums.today) {
            (false, Some(today)) if today != sums.posted => rows.push(row(of("incentives.today_of", interval), today)),
            (false, _) => continue,
            (true, _) => {}
        }
        if let Some((day, money)) = brought {
            let what = platform::texts::say_with("incentives.opening_posted", &[("day", &day.to_string())]);
            rows.push(row(what, less(*money)));
        }
        rows.extend(closed.map(|closed| row(of("incentives.posted_in", interval), less(closed))));
    }
    let total = row(say("incentives.posts").to_owned(), earned);
    let formula = if settled.iter().any(|posted| posted.brought.is_some()) {
        "incentives.posting_formula_brought"
    } else {
        "incentives.posting_formula"
    };
    let heads = vec![say("incentives.what").to_owned(), say("incentives.amount").to_owned()];
    let what = platform::texts::say_with("incentives.posting", &[("period", &now.period.label)]);
    Trace::new(what, Cell::Money(earned))
        .formula(say(formula))
        .table(TraceTable {
            heads,
            rows,
            total: Some(total),
        })
        .input(now.earned_to_date.trace.clone())
}
