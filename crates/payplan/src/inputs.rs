//! What an evaluation is given: the calendar, the periods asked for, and per participant the measured amounts,
//! quotas and rates. All values are exact; what is not known says why.

use std::collections::BTreeMap;

use vocabulary::{Calendar, Day, Interval, Period, Ratio};

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
    /// By table: the rates of whatever the plan keys the table with.
    pub rates: BTreeMap<String, Vec<Dated>>,
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
