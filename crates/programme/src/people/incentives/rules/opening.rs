//! What people bring into a plan when Mainstay begins: what was credited and earned before the first imported fact, draws and holdbacks.
//!
//! A measure to date takes the place of everything credited before its day in its interval; what was earned to date counts as posted. Of
//! draws and holdbacks the runs know nothing yet, so these are kept and shown as such.

use super::compute::Payee;
use payplan::{Component, ComponentKind, Increment, Measure, Plan, TierBy};
use platform::texts::{say, say_with};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocabulary::{Currency, Day, Length, Money, Period, Ratio, Refusal, Rounding, Scaled};

platform::words! {
    /// What is brought in.
    OpeningKind says "incentives.opening_{}" {
        /// What a measure was credited with.
        Measure = "measure",
        /// What a component earned.
        Earned = "earned",
        /// An advance that is still owed.
        Draw = "draw",
        /// What was earned and is held back.
        Holdback = "holdback",
    }
}

/// An amount that somebody brings in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The person's reference.
    pub person: String,
    /// What it is.
    pub kind: OpeningKind,
    /// The plan by its name; none means every plan that names the measure or component.
    pub plan: Option<String>,
    /// The measure or component, as plans name it.
    pub of: Option<String>,
    /// The first day that is not in it.
    pub day: Day,
    /// The amount; what is owed is positive.
    pub amount: Scaled,
    /// Its currency.
    pub currency: Currency,
}

impl Opening {
    /// Whether a plan reads it.
    #[must_use]
    pub fn is_read_by(&self, plan: &Plan) -> bool {
        let named = self.of.as_deref().unwrap_or_default();
        let knows = match self.kind {
            OpeningKind::Measure => plan.measure(named).is_some(),
            OpeningKind::Earned => plan.component(named).is_some(),
            OpeningKind::Draw | OpeningKind::Holdback => false,
        };
        knows && self.plan.as_ref().is_none_or(|name| *name == plan.name)
    }
}

/// Checks what is said of an opening balance.
///
/// # Errors
/// A refusal on the field.
pub fn checked(opening: &Opening) -> Result<(), Refusal> {
    let refuse = |code: &str, field: &str| Err(Refusal::new(code, say(code)).on(field));
    match opening.kind {
        OpeningKind::Measure | OpeningKind::Earned if opening.of.is_none() => return refuse("incentives.opening_of_nothing", "of"),
        OpeningKind::Draw | OpeningKind::Holdback if opening.amount.is_negative() => {
            return refuse("incentives.opening_negative", "amount");
        }
        OpeningKind::Measure | OpeningKind::Earned | OpeningKind::Draw | OpeningKind::Holdback => {}
    }
    // A measure is exact; the others were paid or are owed, so they are money.
    if opening.kind != OpeningKind::Measure && money(&opening.amount.to_ratio(), opening.currency).is_none() {
        return refuse("incentives.opening_not_money", "amount");
    }
    Ok(())
}

/// An exact amount as money; none where it has a part of the smallest coin.
fn money(amount: &Ratio, currency: Currency) -> Option<Money> {
    let money = Money::round(amount, currency, Rounding::HalfUp).ok()?;
    (money.to_ratio() == *amount).then_some(money)
}

/// What a run pins of an opening balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// The first day that is not in it.
    pub day: Day,
    /// The exact amount.
    pub amount: Ratio,
    /// Its currency.
    pub currency: Currency,
}

impl Brought {
    /// What an opening balance comes to.
    #[must_use]
    pub fn of(opening: &Opening) -> Self {
        Self {
            day: opening.day,
            amount: opening.amount.to_ratio(),
            currency: opening.currency,
        }
    }

    fn is_within(&self, interval: &Period) -> bool {
        interval.from < self.day && self.day <= interval.to
    }

    /// The stretch of an interval length that it belongs to: until its day.
    fn interval(&self, plan: &Plan, length: Length) -> Option<Period> {
        plan.calendar().period_at(length, self.day.prev())
    }

    fn in_the_plans_currency(&self, plan: &Plan) -> Result<(), String> {
        if self.currency == plan.currency {
            return Ok(());
        }
        let codes = [("currency", self.currency.code()), ("plan", plan.currency.code())];
        Err(say_with("incentives.opening_currency", &codes))
    }
}

/// What a person brings into a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroughtIn {
    /// What was credited, by measure.
    pub measures: BTreeMap<String, Brought>,
    /// What was earned, by component.
    pub earned: BTreeMap<String, Brought>,
}

impl BroughtIn {
    /// Whether nothing is brought in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.measures.is_empty() && self.earned.is_empty()
    }
}

/// What a measure was credited with, and when: what is brought in takes the place of everything before its day in its interval.
///
/// Example: with 400.00 on 1 July and a year as its interval, the first half-year counts 400.00, whatever facts it has.
#[must_use]
pub fn increments(plan: &Plan, payee: &Payee, measure: &Measure, credited: Vec<Increment>) -> Vec<Increment> {
    let found = payee.brought.measures.get(&measure.name);
    let Some((brought, interval)) = found.and_then(|brought| Some((brought, brought.interval(plan, measure.interval)?))) else {
        return credited;
    };
    let is_before = |part: &Increment| interval.from <= part.from && part.from < brought.day;
    let end = credited
        .iter()
        .filter(|part| is_before(part))
        .map(|part| part.to)
        .fold(brought.day, Day::max);
    let value = if end > brought.day {
        Err(say_with("incentives.opening_inside", &[("day", &brought.day.to_string())]))
    } else {
        brought.in_the_plans_currency(plan).map(|()| brought.amount.clone())
    };
    let mut all: Vec<Increment> = credited.into_iter().filter(|part| !is_before(part)).collect();
    all.push(Increment {
        from: interval.from,
        to: end,
        value,
    });
    all.sort_by_key(|part| part.from);
    all
}

/// What a component earned in an interval before Mainstay began, with its day.
///
/// # Errors
/// Why it is not known: a measure to date without what was earned on it would be paid a second time.
pub fn earned_in(plan: &Plan, payee: &Payee, component: &str, interval: &Period) -> Result<Option<(Day, Money)>, String> {
    let Some(component) = plan.component(component) else {
        return Ok(None);
    };
    let measure = payee
        .brought
        .measures
        .get(&component.measure)
        .filter(|brought| brought.is_within(interval));
    let earned = payee
        .brought
        .earned
        .get(&component.id)
        .filter(|brought| brought.is_within(interval));
    match (measure, earned) {
        (None, None) => Ok(None),
        (Some(_), _) if over_each_transaction(component) => Err(say("incentives.opening_each").to_owned()),
        (Some(measure), None) => Err(say_with(
            "incentives.opening_without_earned",
            &[("component", &component.id), ("day", &measure.day.to_string())],
        )),
        (Some(measure), Some(earned)) if measure.day != earned.day => Err(say("incentives.opening_two_days").to_owned()),
        (_, Some(earned)) => {
            earned.in_the_plans_currency(plan)?;
            let money = money(&earned.amount, earned.currency).ok_or_else(|| say("incentives.opening_not_money").to_owned())?;
            Ok(Some((earned.day, money)))
        }
    }
}

fn over_each_transaction(component: &Component) -> bool {
    match &component.kind {
        ComponentKind::Tiers(tiers) => tiers.by == TierBy::EachTransaction,
        ComponentKind::Rate(_)
        | ComponentKind::Curve(_)
        | ComponentKind::Matrix(_)
        | ComponentKind::Scorecard(_)
        | ComponentKind::Mbo(_)
        | ComponentKind::Spiff(_)
        | ComponentKind::Cycle(_)
        | ComponentKind::Override(_) => false,
    }
}

/// What a measure brings into an interval: the lines before its day do not count.
#[must_use]
pub fn measure_in<'a>(plan: &Plan, payee: &'a Payee, component: &str, interval: &Period) -> Option<&'a Brought> {
    let component = plan.component(component)?;
    payee
        .brought
        .measures
        .get(&component.measure)
        .filter(|brought| brought.is_within(interval))
}
