//! What holds for the whole plan besides its components: currencies, days of pay, guarantees, hand-overs, signatures.

use vocabulary::{Length, Ratio};

use super::LeaverTerms;

/// How other currencies become plan currency, and what people are paid in. Rates keep their direction and are never inverted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// The table of rates and which of its days counts; `None` refuses amounts in other currencies.
    pub table: Option<String>,
    pub policy: Option<ExchangePolicy>,
    pub payout: Payout,
    pub payout_policy: Option<ExchangePolicy>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExchangePolicy {
    /// One rate for the plan's whole time: the last on or before its first day.
    Fixed,
    /// The last rate on or before the day of the transaction.
    TransactionDate,
    /// The mean of the rates of the month.
    MonthAverage,
    /// The rate of the day on which the earning is posted: the last day of its period.
    AtPosting,
    /// The rate of the day of payment.
    PaymentDate,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Payout {
    #[default]
    Plan,
    /// The participant's home currency.
    Home,
}

/// When figures are calculated and paid. Without it both happen in every base period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PayCalendar {
    pub calculate: Option<Length>,
    pub pay: Option<Length>,
    /// Days after the end of the period.
    pub pay_day: i64,
}

/// Whose a credit note is after the account changed hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditNoteTo {
    OriginalHolder,
    CurrentHolder,
}

/// A category of credit that feeds several components on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    pub category: String,
    pub components: Vec<String>,
    pub because: String,
}

/// A draw is paid besides the earnings and recovered from them; a guarantee tops earnings up to its amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guarantee {
    pub kind: GuaranteeKind,
    /// From hire; the month of hire is month 1.
    pub first_months: u32,
    /// A month's amount in plan currency units; a part month's is prorated.
    pub amount: Ratio,
    /// `week`ly and dated calendars have an amount per period instead of per month.
    pub per_period: bool,
    pub recovery: Option<Recovery>,
    pub leaver: LeaverTerms,
    pub line: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuaranteeKind {
    NonRecoverableDraw,
    NonRecoverableGuarantee,
    RecoverableDraw,
    RecoverableGuarantee,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// Counted from hire.
    pub from_month: u32,
    pub max_share: Ratio,
    pub of: RecoveryOf,
    /// What is left after the run of that month is gone with the next one; `None` never writes off.
    pub write_off_after_months: Option<u32>,
}

/// What `max_share` is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryOf {
    Earning,
    AboveGuarantee,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledge {
    pub before_first_payment: bool,
    pub method: String,
    pub resend_on: Vec<String>,
}

impl GuaranteeKind {
    pub fn is_recoverable(self) -> bool {
        matches!(self, GuaranteeKind::RecoverableDraw | GuaranteeKind::RecoverableGuarantee)
    }

    /// Whether it is paid besides the earnings instead of topping them up.
    pub fn is_draw(self) -> bool {
        matches!(self, GuaranteeKind::NonRecoverableDraw | GuaranteeKind::RecoverableDraw)
    }
}
