//! What an evaluation is given: the calendar, the periods asked for, and per participant the measured amounts,
//! quotas and rates. All values are exact; what is not known says why.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vocabulary::{Calendar, Currency, Day, Interval, Period, Ratio, Weekday};

use crate::expression::Facts;
use crate::expression::formula::{FactField, Row, Value};
use crate::plan::CreditKind;

/// One evaluation for any number of participants: a population and one person run the same code.
#[derive(Clone, Debug)]
pub struct Inputs {
    pub calendar: Calendar,
    /// In ascending order; usually base periods, longer ones work too.
    pub asked: Vec<Period>,
    pub participants: Vec<Participant>,
}

/// One person and everything the plan needs to know about them. Amounts are in plan currency units.
#[derive(Clone, Debug, Default)]
pub struct Participant {
    pub person: String,
    /// The first day employed; `None` is long before.
    pub hired: Option<Day>,
    /// The first day no longer employed.
    pub leaves: Option<Day>,
    /// By measure: what was credited in each stretch, from the start of the measure's interval on.
    /// A stretch of employed time that is left out makes the measure unknown; nothing credited is a zero.
    pub measures: BTreeMap<String, Vec<Increment>>,
    /// By measure, for tiers laid over each transaction: all credited transactions.
    pub transactions: BTreeMap<String, Vec<CreditedTransaction>>,
    /// By measure; these rows take the place of an amount written in the plan.
    /// A row's amount belongs to the row's own days; an open row, or one longer than the quota's interval,
    /// gives its amount to each interval.
    pub quotas: BTreeMap<String, Vec<Dated>>,
    /// By table: the rates, quotas or pools of whatever the plan keys the table with.
    pub rates: BTreeMap<String, Vec<Dated>>,
    /// How somebody leaves; only asked for where the plan tells leavers apart.
    pub leaver: Option<Leaver>,
    /// The share of full time worked; `None` is full time.
    pub share_of_time: Option<Ratio>,
    /// Which days count where a plan prorates by working days.
    pub working_days: WorkingDays,
    /// By key figure, in the order of time.
    pub kpis: BTreeMap<String, Vec<KpiReading>>,
    /// By milestone or objective: the share reached, or the value that is compared with its target.
    pub milestones: BTreeMap<String, Vec<Dated>>,
    pub figures: BTreeMap<String, Vec<Dated>>,
    /// By SPIFF: what it pays for which event, after its limits; missing where the events are not known.
    pub awards: BTreeMap<String, Result<Vec<Award>, String>>,
    /// The person's credits one by one. Where they are given they are complete, and measures that `measures` leaves
    /// out are computed from them.
    pub facts: Option<PersonFacts>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaver {
    Good,
    Bad,
}

/// A key figure as it stood at the end of some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KpiReading {
    pub holds: Interval,
    /// `None`: it is stated that the figure is missing.
    pub value: Option<Ratio>,
    /// How many answers it stands on, where it is a survey.
    pub responses: Option<u32>,
}

/// What a SPIFF pays for one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    pub date: Day,
    pub document: String,
    pub amount: Ratio,
    /// Whether its invoice is paid in full, and since when.
    pub paid: Option<Day>,
}

/// Everything that was credited to one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonFacts {
    pub credits: Vec<Credit>,
    /// By category: earlier credits of the accounts that the person holds so many years later, on that later day.
    pub restated: BTreeMap<(String, u32), Vec<(Day, Ratio)>>,
    /// Categories in which a rule could not decide, with the reason.
    pub undecided: BTreeMap<String, String>,
}

/// The part of a transaction that belongs to one person, in one category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    pub person: String,
    pub category: String,
    pub kind: CreditKind,
    pub document: String,
    pub date: Day,
    /// In plan currency units, before the share.
    pub amount: Ratio,
    pub share: Ratio,
    pub currency: Currency,
    /// The transaction's other facts.
    pub facts: Facts,
}

impl Credit {
    pub fn credited(&self) -> Ratio {
        &self.amount * &self.share
    }
}

impl Row for Credit {
    fn value(&self, field: FactField) -> Option<Value> {
        match field {
            FactField::Amount => Some(Value::Money(self.credited(), self.currency)),
            FactField::Category => Some(Value::Text(self.category.clone())),
            FactField::Document => Some(Value::Text(self.document.clone())),
            FactField::Share => Some(Value::Ratio(self.share.clone())),
            FactField::Date => Some(Value::Day(self.date)),
            FactField::Kind
            | FactField::Source
            | FactField::Account
            | FactField::AccountClass
            | FactField::Product
            | FactField::ProductFamily
            | FactField::Division
            | FactField::Seller
            | FactField::Margin
            | FactField::Quantity
            | FactField::Currency
            | FactField::Contract
            | FactField::ContractStart
            | FactField::TermMonths => self.facts.value(field),
        }
    }
}

/// What a measure gained from a day up to, not including, another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Increment {
    pub from: Day,
    pub to: Day,
    /// The error says why the amount is unknown.
    pub value: Result<Ratio, String>,
}

/// A transaction's credit to the participant: `amount × share`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditedTransaction {
    pub document: String,
    pub date: Day,
    pub amount: Ratio,
    pub share: Ratio,
}

impl CreditedTransaction {
    /// Half of an order of 1,000 is a credit of 500 (E27).
    pub fn credited(&self) -> Ratio {
        &self.amount * &self.share
    }
}

/// A value and the days it holds for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    pub holds: Interval,
    pub value: Ratio,
}

/// The days on which somebody's place works: without more, Mondays to Fridays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingDays {
    pub weekend: Weekend,
    /// Days off besides the weekend.
    pub holidays: BTreeSet<Day>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weekend {
    #[default]
    SaturdayAndSunday,
    FridayAndSaturday,
}

impl Weekend {
    fn holds(self, day: Day) -> bool {
        match (day.weekday(), self) {
            (Weekday::Saturday, _) | (Weekday::Sunday, Weekend::SaturdayAndSunday) | (Weekday::Friday, Weekend::FridayAndSaturday) => true,
            (Weekday::Monday | Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday | Weekday::Friday | Weekday::Sunday, _) => false,
        }
    }
}

impl WorkingDays {
    /// Whether nothing is known besides Mondays to Fridays.
    pub fn is_plain(&self) -> bool {
        *self == WorkingDays::default()
    }

    /// How many there are from one day up to another, counted by whole weeks and a rest.
    pub(crate) fn between(&self, from: Day, to: Day) -> i64 {
        if from >= to {
            return 0;
        }
        let weeks = from.days_until(to) / 7;
        let mut working = weeks * 5;
        let mut day = from.plus_days(weeks * 7);
        while day < to {
            working += i64::from(!self.weekend.holds(day));
            day = day.next();
        }
        let off = self.holidays.range(from..to).filter(|day| !self.weekend.holds(**day));
        working - i64::try_from(off.count()).unwrap_or(i64::MAX)
    }
}

/// The days a participant is employed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Employment {
    pub(crate) hired: Option<Day>,
    pub(crate) leaves: Option<Day>,
}

impl Employment {
    /// Employed on every day there is.
    pub(crate) const ALWAYS: Employment = Employment { hired: None, leaves: None };

    pub(crate) fn of(participant: &Participant) -> Employment {
        Employment {
            hired: participant.hired,
            leaves: participant.leaves,
        }
    }

    /// The employed part of `[from, to)`; `None` when there is none.
    pub(crate) fn within(&self, from: Day, to: Day) -> Option<(Day, Day)> {
        let from = self.hired.map_or(from, |hired| hired.max(from));
        let to = self.leaves.map_or(to, |leaves| leaves.min(to));
        (from < to).then_some((from, to))
    }
}
