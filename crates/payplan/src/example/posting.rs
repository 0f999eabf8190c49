//! What a period posts: its own earning, what late facts change about closed ones, and what is taken back.
//! A fact recorded after its period was closed counts from the first period that was not closed on that day.

use std::cell::RefCell;
use std::collections::BTreeMap;

use vocabulary::{Cell, Day, Explained, Money, Period, Ratio, Trace};

use super::crediting::place_in_order;
use super::ledger::STEPS_MAX;
use super::{Example, Given, GivenEvent};
use crate::evaluate;
use crate::expression::formula::{FactField, Row, Value};
use crate::inputs::{Credit, Participant};
use crate::plan::{Clawback, ClawbackBasis, ClawbackShare, Component, Plan};

/// Twelve years: longer books are refused.
const DAYS_MAX: i64 = 12 * 366;

/// The base periods of an example in order, and what was known in each.
pub(super) struct Books<'a> {
    pub(super) plan: &'a Plan,
    pub(super) example: &'a Example,
    pub(super) steps: Vec<Period>,
    /// One participant per step, as known when the step was posted.
    known: Vec<Participant>,
    /// By component and step, what was earned to date: each later step and each pay run asks for it again.
    to_date: RefCell<BTreeMap<(String, usize), ToDate>>,
}

type ToDate = Result<(Money, Vec<Trace>), String>;

/// Something taken back in a period.
pub(super) struct TakenBack {
    pub(super) amount: Ratio,
    /// The part that was paid already; the rest lapses.
    pub(super) of_paid: Ratio,
    trace: Trace,
}

impl<'a> Books<'a> {
    /// Opens the books over steps that follow one another.
    pub(super) fn open(plan: &'a Plan, example: &'a Example, steps: Vec<Period>) -> Books<'a> {
        let mut known: Vec<Participant> = Vec::with_capacity(steps.len());
        let mut before: Option<(Given, Participant)> = None;
        for step in &steps {
            let given = example.given.as_known_in(step);
            let participant = match &before {
                Some((same, participant)) if *same == given => participant.clone(),
                Some(_) | None => {
                    let then = Example {
                        given: given.clone(),
                        ..example.clone()
                    };
                    then.participant(plan, &then.credits(plan), &steps)
                }
            };
            known.push(participant.clone());
            before = Some((given, participant));
        }
        Books {
            plan,
            example,
            steps,
            known,
            to_date: RefCell::default(),
        }
    }

    /// The participant as known when a step was posted.
    pub(super) fn known_in(&self, step: usize) -> Option<&Participant> {
        self.known.get(step)
    }

    /// From the first step to the end of one.
    pub(super) fn so_far(&self, last: &Period) -> Period {
        Period {
            from: self.steps.first().map_or(last.from, |first| first.from),
            ..last.clone()
        }
    }

    /// Earned to date over all intervals begun by the end of a step, as known then.
    fn cumulative(&self, component: &Component, step: usize) -> ToDate {
        let key = (component.id.clone(), step);
        let kept = self.to_date.borrow().get(&key).cloned();
        kept.unwrap_or_else(|| {
            let now = self.added_up(component, step);
            self.to_date.borrow_mut().insert(key, now.clone());
            now
        })
    }

    fn added_up(&self, component: &Component, step: usize) -> ToDate {
        let mut total = Money::zero(self.plan.currency);
        let mut traces = Vec::new();
        let (Some(person), Some(last), Some(first)) = (self.known.get(step), self.steps.get(step), self.steps.first()) else {
            return Ok((total, traces));
        };
        for interval in evaluate::frames(self.plan, person, component, &self.so_far(last)) {
            let through = last.to.min(interval.to);
            let earned = evaluate::earned_to_date(self.plan, person, component, (&interval, through));
            let money = earned.value.map_err(|unknown| unknown.because)?;
            // What an interval earned before the books were opened is not theirs.
            let before = if interval.from < first.from {
                let earlier = evaluate::earned_to_date(self.plan, person, component, (&interval, first.from));
                earlier.value.map_err(|unknown| unknown.because)?
            } else {
                Money::zero(self.plan.currency)
            };
            total = total
                .checked_add(money)
                .and_then(|total| total.checked_sub(before))
                .map_err(|problem| problem.to_string())?;
            traces.push(earned.trace);
        }
        Ok((total, traces))
    }

    /// Books of centuries are refused, so that no plan keeps the machine busy.
    pub(super) fn is_short(&self) -> Result<(), String> {
        let span = match (self.steps.first(), self.steps.last()) {
            (Some(first), Some(last)) => first.from.days_until(last.to),
            (None, _) | (_, None) => 0,
        };
        if self.steps.len() > STEPS_MAX || span > DAYS_MAX {
            return Err(format!(
                "the example runs over more than {STEPS_MAX} periods; ask for fewer, or begin the plan later"
            ));
        }
        Ok(())
    }

    /// What a step posts for a component, with late facts and clawbacks in it.
    pub(super) fn posted(&self, component: &Component, step: usize) -> Explained<Money> {
        let name = self.steps.get(step).map_or_else(String::new, |period| period.name.clone());
        let what = format!("{} posted in {name}", component.said());
        match self.posted_parts(component, step) {
            Ok((posted, mut traces, taken)) => {
                let mut trace = Trace::new(what, Cell::Money(posted)).formula("to date less what earlier periods posted");
                traces.extend(taken.into_iter().map(|taken| taken.trace));
                trace.inputs = traces;
                Explained::known(posted, trace)
            }
            Err(because) => Explained::unknown(because.clone(), Trace::new(what, Cell::Unknown(because))),
        }
    }

    fn posted_parts(&self, component: &Component, step: usize) -> Result<(Money, Vec<Trace>, Vec<TakenBack>), String> {
        self.is_short()?;
        let (now, traces) = self.cumulative(component, step)?;
        let before = match step.checked_sub(1) {
            Some(before) => self.cumulative(component, before)?.0,
            None => Money::zero(self.plan.currency),
        };
        let taken = self.taken_back(component, step)?;
        let lost: Ratio = taken.iter().map(|taken| &taken.amount).sum();
        let lost = self.money(&lost)?;
        let posted = now.checked_sub(before).and_then(|posted| posted.checked_sub(lost));
        Ok((posted.map_err(|problem| problem.to_string())?, traces, taken))
    }

    pub(super) fn money(&self, exact: &Ratio) -> Result<Money, String> {
        let rule = self.plan.rounding;
        let rounded = exact.round(rule.digits, rule.mode);
        Money::round(&rounded, self.plan.currency, rule.mode).map_err(|problem| problem.to_string())
    }

    /// The clawbacks that are posted in a step, in the order of the events, those of one day in the order of their
    /// contracts. Of a contract that ends after others only that is taken back which it still earned without them.
    pub(super) fn taken_back(&self, component: &Component, step: usize) -> Result<Vec<TakenBack>, String> {
        let (Some(rule), Some(period)) = (&component.attached.clawback, self.steps.get(step)) else {
            return Ok(Vec::new());
        };
        let posted_on = |event: &GivenEvent| self.example.given.counts_from(event.date, event.recorded);
        let mut events: Vec<&GivenEvent> = self.example.given.events.iter().flatten().collect();
        let contract = |event: &GivenEvent| {
            event
                .facts
                .value(FactField::Contract)
                .and_then(|name| name.as_text().map(str::to_owned))
        };
        events.sort_by_key(|event| (posted_on(event), event.date, contract(event), place_in_order(&event.facts)));
        let mut taken = Vec::new();
        let mut lost: Vec<String> = Vec::new();
        for event in events {
            if posted_on(event) >= period.to || !rule.when.holds(&event.facts)? {
                continue;
            }
            let Some((contract, share)) = Self::ended(rule, event)? else {
                continue;
            };
            if period.contains(posted_on(event)) {
                taken.push(self.take_back(component, rule, (&contract, &share), (&lost, step))?);
            }
            lost.push(contract);
        }
        Ok(taken)
    }

    /// The contract that an event ends, and the share that is taken back of it; `None` outside the window.
    fn ended(rule: &Clawback, event: &GivenEvent) -> Result<Option<(String, Ratio)>, String> {
        let Some(Value::Text(contract)) = event.facts.value(FactField::Contract) else {
            return Err(format!("which contract {} ended is not known", event.document));
        };
        let start = match event.facts.value(FactField::ContractStart) {
            Some(Value::Day(start)) => start,
            _ => return Err(format!("when the contract {contract} started is not known")),
        };
        let window = start.plus_months(i32::try_from(rule.first_months).unwrap_or(i32::MAX));
        if event.date >= window {
            return Ok(None);
        }
        let share = match &rule.share {
            ClawbackShare::Percent(share) => share.clone(),
            ClawbackShare::LinearRemainingTerm => match event.facts.value(FactField::TermMonths) {
                Some(Value::Quantity(term)) => remaining_share(start, event.date, &term),
                _ => return Err(format!("the term of the contract {contract} is not known")),
            },
        };
        Ok(Some((contract, share)))
    }

    /// The earning recomputed without the lost contract: the difference times the share of its remaining term.
    fn take_back(
        &self,
        component: &Component,
        rule: &Clawback,
        (contract, share): (&str, &Ratio),
        (lost, step): (&[String], usize),
    ) -> Result<TakenBack, String> {
        let (earned, paid) = self.on_contract(component, (contract, lost), step)?;
        let (amount, of_paid) = match rule.basis {
            ClawbackBasis::Earned => (&earned * share, &earned * share),
            ClawbackBasis::Paid => (&earned - &paid + &paid * share, &paid * share),
        };
        let trace = Trace::new(format!("taken back for the contract {contract}"), Cell::Number(-amount.clone()))
            .formula("earned on the contract × share of its remaining term")
            .place(format!("line {}", rule.line));
        Ok(TakenBack { amount, of_paid, trace })
    }

    /// What the component earned on a contract so far, besides those lost before it, and how much of that the
    /// customers' money covers.
    fn on_contract(&self, component: &Component, (contract, lost): (&str, &[String]), step: usize) -> Result<(Ratio, Ratio), String> {
        let (Some(person), Some(last)) = (self.known.get(step), self.steps.get(step)) else {
            return Ok((Ratio::zero(), Ratio::zero()));
        };
        let is_of = |credit: &Credit, contract: &str| credit.facts.value(FactField::Contract) == Some(Value::Text(contract.to_owned()));
        let mut with = person.clone();
        if let Some(facts) = &mut with.facts {
            facts.credits.retain(|credit| !lost.iter().any(|lost| is_of(credit, lost)));
        }
        let mut without = with.clone();
        let mut credited = Ratio::zero();
        let mut covered = Ratio::zero();
        if let Some(facts) = &mut without.facts {
            for credit in facts.credits.iter().filter(|credit| is_of(credit, contract)) {
                credited += &credit.credited();
                covered += &(&credit.credited() * &self.paid_share(component, credit, last.to));
            }
            facts.credits.retain(|credit| !is_of(credit, contract));
        }
        let bare = without_floor(component);
        let mut gone = Ratio::zero();
        for interval in evaluate::frames(self.plan, person, component, &self.so_far(last)) {
            let through = last.to.min(interval.to);
            let of = |person: &Participant, component: &Component| {
                let earned = evaluate::earned_to_date(self.plan, person, component, (&interval, through));
                earned.value.map(Money::to_ratio).map_err(|unknown| unknown.because)
            };
            let earned = of(&with, component)?;
            let difference = of(&with, &bare)? - of(&without, &bare)?;
            gone += &difference.min(earned).max(Ratio::zero());
        }
        let paid_share = covered.checked_div(&credited).unwrap_or_else(Ratio::zero);
        let paid = &gone * &paid_share;
        Ok((gone, paid))
    }
}

/// The earning as the rate gives it: a floor under the whole is no part of what one contract earned (E35).
fn without_floor(component: &Component) -> Component {
    let mut bare = component.clone();
    if let Some(true_up) = &mut bare.attached.true_up {
        true_up.floor = None;
    }
    bare
}

/// Term minus months run, a begun month counted as run, divided by the term: 12 months ended after 6 leave 50 %.
fn remaining_share(start: Day, ended: Day, term: &Ratio) -> Ratio {
    let mut run = 0;
    while start.plus_months(run) < ended && run < 1_200 {
        run += 1;
    }
    let left = term - Ratio::whole(run.into());
    left.max(Ratio::zero()).checked_div(term).unwrap_or_else(Ratio::zero)
}

impl Given {
    /// The first day on which a fact counts: its own, or the start of the first period not closed when it became known.
    pub(super) fn counts_from(&self, date: Day, recorded: Day) -> Day {
        let closed = |day: Day| {
            let around = self.closed.iter().find(|(period, on)| period.contains(day) && *on <= recorded);
            around.map(|(period, _)| period.to)
        };
        let mut day = date;
        while let Some(next) = closed(day) {
            day = next;
        }
        day
    }

    /// Only the facts that count by the end of a step.
    pub(super) fn as_known_in(&self, step: &Period) -> Given {
        if self.closed.is_empty() {
            return self.clone();
        }
        let known = |date: Day, recorded: Day| self.counts_from(date, recorded) < step.to;
        let mut given = self.clone();
        if let Some(transactions) = &mut given.transactions {
            transactions.retain(|each| known(each.date, each.recorded));
        }
        if let Some(events) = &mut given.events {
            events.retain(|each| known(each.date, each.recorded));
        }
        given.payments.retain(|each| known(each.date, each.recorded));
        given
    }
}
