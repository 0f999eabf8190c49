//! The examples of a plan are its own tests: given facts, the figures the plan must come to.

mod facts;
mod running;

use std::collections::BTreeMap;

use serde::Serialize;
use vocabulary::{Day, Interval, Period, Ratio, Trace};

use crate::expression::Facts;
use crate::inputs::Dated;

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
    pub(crate) quotas: BTreeMap<String, Vec<Dated>>,
    pub(crate) measures: BTreeMap<String, GivenMeasure>,
    /// Where given they are complete: a period without any is zero.
    pub(crate) transactions: Option<Vec<GivenTransaction>>,
    pub(crate) assignments: Vec<GivenAssignment>,
    pub(crate) tables: BTreeMap<String, Vec<Dated>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum GivenMeasure {
    /// The value of each of the measure's intervals as a whole.
    WholeInterval(Ratio),
    Dated(Vec<(Period, Ratio)>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GivenTransaction {
    pub(crate) document: Option<String>,
    /// The transaction that a credit note belongs to.
    pub(crate) of: Option<String>,
    pub(crate) facts: Facts,
    pub(crate) date: Day,
    pub(crate) amount: Ratio,
    /// Invariant: empty, or shares that together make exactly 1.
    pub(crate) splits: Vec<(String, Ratio)>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GivenAssignment {
    pub(crate) account: String,
    pub(crate) role: String,
    pub(crate) person: String,
    pub(crate) share: Ratio,
    pub(crate) holds: Interval,
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
