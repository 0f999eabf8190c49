//! A run, pure: what it read, what it computed. The same inputs give the same bytes, for ever.

use super::posting::{Posting, Settled, post};
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
    pub holdings: Vec<engine::Holding>,
    /// The class of each account that has one.
    pub account_classes: BTreeMap<String, String>,
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
    let mut totals: BTreeMap<&str, Vec<&CreditTotal>> = BTreeMap::new();
    for total in &credits.totals {
        totals.entry(&total.payee).or_default().push(total);
    }
    let each = over_each_transaction(plan);
    let mut participants = Vec::with_capacity(inputs.payees.len());
    for payee in &inputs.payees {
        let credited = totals.get(payee.reference.as_str()).map_or(&[][..], Vec::as_slice);
        let lines = if each { lines_of(payee)? } else { Vec::new() };
        participants.push(participant(plan, inputs, payee, credited, &lines));
    }
    let asked = Inputs {
        calendar: plan.calendar().clone(),
        asked: inputs.periods.clone(),
        participants,
    };
    let evaluation = payplan::evaluate(plan, &asked);
    let mut all = Vec::new();
    for (payee, result) in inputs.payees.iter().zip(&evaluation.participants) {
        lines_into(&mut all, inputs, payee, result)?;
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

fn participant(plan: &Plan, inputs: &RunInputs, payee: &Payee, credited: &[&CreditTotal], lines: &[CreditedLine]) -> Participant {
    let mut measures = BTreeMap::new();
    let mut transactions = BTreeMap::new();
    for measure in &plan.measures {
        let increments = inputs.periods.iter().map(|period| Increment {
            from: period.from,
            to: period.to,
            value: increment(plan, inputs, &measure.categories, credited, period),
        });
        measures.insert(measure.name.clone(), increments.collect());
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
        hired: payee.hired,
        leaves: payee.left,
        measures,
        transactions,
        quotas: dated(&payee.quotas),
        rates: dated(&payee.rates),
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
fn increment(plan: &Plan, inputs: &RunInputs, categories: &[String], credited: &[&CreditTotal], period: &Period) -> Result<Ratio, String> {
    if inputs.without_facts.contains(&period.name) {
        return Err(platform::texts::say_with("incentives.no_facts", &[("period", &period.label)]));
    }
    let mut sum = Ratio::zero();
    for total in credited
        .iter()
        .filter(|total| total.period == period.name && categories.contains(&total.category))
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
    inputs: &RunInputs,
    payee: &Payee,
    result: &ParticipantResult,
) -> Result<(), E> {
    for now in result.components.iter().filter(|component| component.period == inputs.period) {
        let before: Vec<&ComponentResult> = result
            .components
            .iter()
            .filter(|other| other.component == now.component && other.period.to <= now.period.from)
            .collect();
        let (earned, from_closed) = earned(inputs, payee, now, &before)?;
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
    inputs: &RunInputs,
    payee: &Payee,
    now: &ComponentResult,
    before: &[&ComponentResult],
) -> Result<(Explained<Money>, Option<Money>), E> {
    let settles = !inputs.closed.is_empty() && inputs.closed.len() + 1 == inputs.periods.len();
    let zero = Money::zero(inputs.currency);
    match (settles, payee.former) {
        (true, _) => {}
        (false, true) => return Ok((Explained::known(zero, Trace::new(now.component.clone(), Cell::Money(zero))), None)),
        (false, false) => return Ok((now.earned.clone(), None)),
    }
    let settled = settled(inputs, payee, now, before)?;
    let current = settled.iter().map(|(_, interval)| interval).find(|interval| interval.current);
    let known = if payee.former {
        Some(current.map_or(zero, |interval| interval.today.unwrap_or(interval.posted)))
    } else {
        now.earned_to_date.known_value().copied()
    };
    let Some(to_date) = known else {
        let because = now
            .earned_to_date
            .reason_unknown()
            .map(|unknown| unknown.because.clone())
            .unwrap_or_default();
        return Ok((Explained::unknown(because, now.earned_to_date.trace.clone()), None));
    };
    let sums: Vec<Settled> = settled.iter().map(|(_, interval)| *interval).collect();
    let Posting { earned, from_closed } = post(to_date, &sums)?;
    Ok((
        Explained::known(earned, posting_trace(now, to_date, &settled, earned)),
        Some(from_closed),
    ))
}

/// The intervals in which periods were closed, oldest first, with what they posted and what they would post today.
fn settled<E: From<vocabulary::MoneyProblem>>(
    inputs: &RunInputs,
    payee: &Payee,
    now: &ComponentResult,
    before: &[&ComponentResult],
) -> Result<Vec<(Period, Settled)>, E> {
    let posted = payee.posted.get(&now.component);
    let mut all: Vec<(Period, Settled)> = Vec::new();
    for closed in before.iter().filter(|period| inputs.closed.contains(&period.period.name)) {
        let zero = Money::zero(inputs.currency);
        let money = posted.and_then(|posted| posted.get(&closed.period.name)).copied().unwrap_or(zero);
        let today = closed.earned_to_date.known_value().copied();
        match all.last_mut().filter(|(interval, _)| *interval == closed.interval) {
            Some((_, sums)) => {
                sums.posted = sums.posted.checked_add(money)?;
                sums.today = today;
            }
            None => all.push((
                closed.interval.clone(),
                Settled {
                    posted: money,
                    today,
                    current: closed.interval == now.interval,
                },
            )),
        }
    }
    Ok(all)
}

/// The posting as a sum: the value to date, less what closed periods posted; then the thread of the value to date.
fn posting_trace(now: &ComponentResult, to_date: Money, settled: &[(Period, Settled)], earned: Money) -> Trace {
    let say = platform::texts::say;
    let row = |key: &str, period: &Period, money: Money| {
        vec![
            Cell::Text(platform::texts::say_with(key, &[("period", &period.label)])),
            Cell::Money(money),
        ]
    };
    let mut rows = vec![vec![Cell::Text(say("incentives.to_date").to_owned()), Cell::Money(to_date)]];
    for (interval, sums) in settled {
        let less = sums.posted.checked_neg().unwrap_or(sums.posted);
        match (sums.current, sums.today) {
            (true, _) => rows.push(row("incentives.posted_in", interval, less)),
            (false, Some(today)) if today != sums.posted => {
                rows.push(row("incentives.today_of", interval, today));
                rows.push(row("incentives.posted_in", interval, less));
            }
            (false, _) => {}
        }
    }
    let total = vec![Cell::Text(say("incentives.posts").to_owned()), Cell::Money(earned)];
    let heads = vec![say("incentives.what").to_owned(), say("incentives.amount").to_owned()];
    let what = platform::texts::say_with("incentives.posting", &[("period", &now.period.label)]);
    Trace::new(what, Cell::Money(earned))
        .formula(say("incentives.posting_formula"))
        .table(TraceTable {
            heads,
            rows,
            total: Some(total),
        })
        .input(now.earned_to_date.trace.clone())
}
