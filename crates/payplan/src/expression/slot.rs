//! The places of a plan where an expression may stand. Each knows the names and functions that mean something there.

use super::formula::Root;

/// A place for an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    CreditWhen,
    CreditAmount,
    MeasureValue,
    MilestoneValue,
    SpiffEvent,
    SpiffAmount,
    EventWhen,
}

const OVER_CREDITS: &[&str] = &[
    "sum",
    "count",
    "count_distinct",
    "min",
    "max",
    "baseline",
    "cagr",
    "kpi",
    "figure",
    "default",
    "months_between",
    "days_between",
];
const OVER_A_TRANSACTION: &[&str] = &["first_invoice", "default", "months_between", "days_between"];
const OVER_AN_EVENT: &[&str] = &["default", "months_between", "days_between"];

impl Slot {
    /// What the expression is, in a message.
    pub(crate) fn said(self) -> &'static str {
        match self {
            Slot::CreditWhen => "a crediting condition",
            Slot::CreditAmount => "a credited amount",
            Slot::MeasureValue => "a measure",
            Slot::MilestoneValue => "a milestone",
            Slot::SpiffEvent => "an event that earns",
            Slot::SpiffAmount => "an amount per event",
            Slot::EventWhen => "a condition on an event",
        }
    }

    pub(crate) fn roots(self) -> &'static [Root] {
        match self {
            Slot::CreditWhen | Slot::SpiffEvent | Slot::SpiffAmount => &[Root::Transaction],
            Slot::CreditAmount => &[Root::Transaction, Root::Split],
            Slot::MeasureValue | Slot::MilestoneValue => &[Root::Credits],
            Slot::EventWhen => &[Root::Event],
        }
    }

    pub(crate) fn functions(self) -> &'static [&'static str] {
        match self {
            Slot::CreditWhen | Slot::CreditAmount | Slot::SpiffEvent | Slot::SpiffAmount => OVER_A_TRANSACTION,
            Slot::MeasureValue | Slot::MilestoneValue => OVER_CREDITS,
            Slot::EventWhen => OVER_AN_EVENT,
        }
    }

    /// What is expected where nothing sensible stands.
    pub(crate) fn wanted(self) -> &'static str {
        match self {
            Slot::CreditWhen | Slot::SpiffEvent => "a field such as `tx.kind`",
            Slot::CreditAmount => "an amount such as `tx.amount * split.share`",
            Slot::MeasureValue | Slot::MilestoneValue => "a value such as `sum(credits.amount where credits.category == \"…\")`",
            Slot::SpiffAmount => "an amount such as `1500 EUR`",
            Slot::EventWhen => "a field such as `event.kind`",
        }
    }
}
