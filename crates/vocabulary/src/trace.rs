//! How a figure came about: a tree of named values, each with its formula in words, its rule and the place that says so.

use crate::currency::Currency;
use crate::day::Day;
use crate::money::Money;
use crate::ratio::Ratio;

/// One step of a calculation and the steps it stands on.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Trace {
    /// What the value is, in the reader's words.
    pub what: String,
    pub value: Cell,
    /// In words: "attainment × target incentive".
    pub formula: Option<String>,
    /// The rule or plan component: `R-…`.
    pub rule: Option<String>,
    /// Where it is written: `plan.yaml line 12`.
    pub place: Option<String>,
    pub note: Option<String>,
    pub link: Option<Link>,
    pub table: Option<TraceTable>,
    pub inputs: Vec<Trace>,
}

impl Trace {
    pub fn new(what: impl Into<String>, value: Cell) -> Trace {
        Trace {
            what: what.into(),
            value,
            formula: None,
            rule: None,
            place: None,
            note: None,
            link: None,
            table: None,
            inputs: Vec::new(),
        }
    }

    #[must_use]
    pub fn formula(mut self, formula: impl Into<String>) -> Trace {
        self.formula = Some(formula.into());
        self
    }

    #[must_use]
    pub fn rule(mut self, rule: impl Into<String>) -> Trace {
        self.rule = Some(rule.into());
        self
    }

    #[must_use]
    pub fn place(mut self, place: impl Into<String>) -> Trace {
        self.place = Some(place.into());
        self
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Trace {
        self.note = Some(note.into());
        self
    }

    #[must_use]
    pub fn link(mut self, link: Link) -> Trace {
        self.link = Some(link);
        self
    }

    #[must_use]
    pub fn table(mut self, table: TraceTable) -> Trace {
        self.table = Some(table);
        self
    }

    /// One more step this one stands on.
    #[must_use]
    pub fn input(mut self, input: Trace) -> Trace {
        self.inputs.push(input);
        self
    }

    /// More steps this one stands on, after those already there.
    #[must_use]
    pub fn inputs(mut self, inputs: impl IntoIterator<Item = Trace>) -> Trace {
        self.inputs.extend(inputs);
        self
    }
}

/// A value as it stands in a table or trace, exact until it is shown.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    Empty,
    Text(String),
    /// Rounded: somebody is paid this.
    Money(Money),
    /// Exact and not yet money, in major units.
    Amount {
        value: Ratio,
        currency: Currency,
    },
    Number(Ratio),
    /// 1 is 100 %.
    Percent(Ratio),
    Day(Day),
    Count(u64),
    /// Because.
    Unknown(String),
}

/// A row of ours that a trace rests on.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Link {
    /// `account`, `order`, `run`, `plan`, `person`.
    pub kind: String,
    pub id: String,
    /// What the reader sees.
    pub label: String,
}

impl Link {
    pub fn new(kind: impl Into<String>, id: impl Into<String>, label: impl Into<String>) -> Link {
        Link {
            kind: kind.into(),
            id: id.into(),
            label: label.into(),
        }
    }
}

/// Rows behind a step, such as the tiers an amount runs through.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct TraceTable {
    pub heads: Vec<String>,
    /// Each as long as `heads`.
    pub rows: Vec<Vec<Cell>>,
    pub total: Option<Vec<Cell>>,
}
