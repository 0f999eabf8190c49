//! The examples of a plan are its own tests: given facts, the figures the plan must come to.

mod crediting;
mod exchange;
mod facts;
mod ledger;
mod payable;
mod posting;
mod running;
mod spiffs;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use vocabulary::{Currency, Day, Interval, Period, Ratio, Trace};

use crate::expression::Facts;
use crate::inputs::{Dated, KpiReading, Leaver};

pub(crate) use running::run;

/// One worked example, as written in the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    pub name: String,
    pub(crate) given: Given,
    /// Periods asked for besides those that `expect` names.
    pub(crate) periods: Vec<Period>,
    pub(crate) expect: Vec<Expected>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Given {
    /// Who the example pays; `participant` where it does not matter.
    pub(crate) person: Option<String>,
    pub(crate) hired: Option<Day>,
    pub(crate) leaves: Option<Day>,
    pub(crate) leaver: Option<Leaver>,
    pub(crate) home: Option<Currency>,
    /// When the plan was acknowledged; in time where it does not say.
    pub(crate) acknowledged: Option<Day>,
    pub(crate) share_of_time: Option<Ratio>,
    /// Days off besides the weekend.
    pub(crate) holidays: BTreeSet<Day>,
    /// What tables may be keyed by.
    pub(crate) keys: Vec<String>,
    pub(crate) quotas: BTreeMap<String, Vec<Dated>>,
    pub(crate) measures: BTreeMap<String, GivenMeasure>,
    pub(crate) kpis: BTreeMap<String, Vec<KpiReading>>,
    pub(crate) milestones: BTreeMap<String, Vec<Dated>>,
    pub(crate) figures: BTreeMap<String, Vec<Dated>>,
    /// Where given they are complete: a period without any is zero.
    pub(crate) transactions: Option<Vec<GivenTransaction>>,
    pub(crate) payments: Vec<GivenPayment>,
    pub(crate) events: Option<Vec<GivenEvent>>,
    pub(crate) assignments: Vec<GivenAssignment>,
    pub(crate) managers: Vec<GivenManager>,
    pub(crate) tables: BTreeMap<String, Vec<Dated>>,
    pub(crate) fx: Vec<GivenRate>,
    /// The periods that were closed, each on its day.
    pub(crate) closed: Vec<(Period, Day)>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum GivenMeasure {
    /// The value of each of the measure's intervals as a whole.
    WholeInterval(Ratio),
    Dated(Vec<(Period, Ratio)>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GivenTransaction {
    pub(crate) document: String,
    /// The transaction that a credit note belongs to.
    pub(crate) of: Option<String>,
    pub(crate) facts: Facts,
    pub(crate) date: Day,
    /// When it became known.
    pub(crate) recorded: Day,
    pub(crate) amount: Ratio,
    pub(crate) currency: Currency,
    /// Invariant: empty, or shares that together make exactly 1.
    pub(crate) splits: Vec<(String, Ratio)>,
}

/// Money of a customer for a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GivenPayment {
    pub(crate) date: Day,
    pub(crate) recorded: Day,
    pub(crate) of: String,
    pub(crate) amount: Ratio,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GivenEvent {
    pub(crate) date: Day,
    pub(crate) recorded: Day,
    /// A kind of the sources, or the id of the SPIFF that the event satisfies.
    pub(crate) kind: String,
    pub(crate) document: String,
    pub(crate) person: Option<String>,
    /// The component whose windfall is approved; all of them where it does not say.
    pub(crate) component: Option<String>,
    pub(crate) facts: Facts,
    /// Whether its invoice is paid in full.
    pub(crate) paid: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GivenAssignment {
    pub(crate) account: String,
    pub(crate) role: String,
    pub(crate) person: String,
    pub(crate) share: Ratio,
    pub(crate) holds: Interval,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GivenManager {
    pub(crate) person: String,
    pub(crate) manager: String,
    pub(crate) holds: Interval,
}

/// How many units of one currency a unit of another is, from a day on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GivenRate {
    pub(crate) from: Currency,
    pub(crate) to: Currency,
    /// `None` holds on every day.
    pub(crate) date: Option<Day>,
    pub(crate) rate: Ratio,
}

/// What a figure must come to in a period.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expected {
    pub(crate) period: Period,
    pub(crate) name: String,
    pub(crate) figure: Figure,
    pub(crate) value: ExpectedValue,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Figure {
    Component(String),
    TotalIncentive,
    TotalWithBase,
    Quota(String),
    Target(String),
    Measure(String),
    Attainment(String),
    Credits(String),
    Rate(String),
    PayMixBase,
    Payments,
    Balance,
    DrawBalance,
}

/// Compared with the actual value rounded half up to the decimals written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExpectedValue {
    pub(crate) written: String,
    pub(crate) value: Ratio,
    pub(crate) decimals: u8,
    pub(crate) percent: bool,
}

/// How an example came out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExampleResult {
    pub name: String,
    pub ok: bool,
    pub lines: Vec<ExampleLine>,
}

/// One expected figure and what the plan makes of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExampleLine {
    pub period: String,
    pub name: String,
    pub expected: String,
    /// `unknown: …` where an input is missing.
    pub actual: String,
    /// `None` where the two agree or the actual value is unknown.
    pub difference: Option<String>,
    pub trace: Option<Trace>,
}

impl GivenMeasure {
    /// The value as it reads in a document.
    pub(crate) fn said(&self) -> String {
        match self {
            GivenMeasure::WholeInterval(value) => format!("is {}", crate::evaluate::amount_text(value)),
            GivenMeasure::Dated(values) => {
                let values: Vec<String> = values
                    .iter()
                    .map(|(period, value)| format!("{} in {}", crate::evaluate::amount_text(value), period.label))
                    .collect();
                format!("is {}", values.join(", "))
            }
        }
    }
}
