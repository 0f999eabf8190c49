//! What hangs on a component besides its own function: conditions, limits, the time of payment and what is taken back.

use vocabulary::{Day, Length, Ratio};

use crate::expression::{Comparison, Condition};
use crate::inputs::Leaver;

/// Everything attached to a component. Nothing attached changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachments {
    pub earn_on: Option<EarnOn>,
    pub pay_when: Option<PayWhen>,
    pub holdback: Option<Holdback>,
    pub clawback: Option<Clawback>,
    pub true_up: Option<TrueUp>,
    pub cap: Option<Cap>,
    pub gates: Vec<Gate>,
    pub windfall_review: Option<WindfallReview>,
    /// A measure of unit `ratio` that multiplies the payout.
    pub times: Option<String>,
    pub because: Option<String>,
    pub leaver: Option<LeaverTerms>,
}

/// The fact that earns. The sources of the crediting rules deliver it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarnOn {
    Booking,
    InvoicePosted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayWhen {
    pub timing: PayTiming,
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayTiming {
    /// With the pay run of the period, so many days after its end.
    PeriodEnd {
        days: i64,
    },
    /// As the customers' money comes in; `None` pays an invoice once it is paid in full.
    Cash(CashRule),
    Instalments(Vec<Instalment>),
    /// Everything earned so far is paid on these days.
    Dates(Vec<Day>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CashRule {
    /// Invoices count once they are paid in full.
    Full,
    /// The paid share of the credits pays that share of the pooled earning.
    Pooled,
    /// The first cash fills the lower tiers: the earning is what the cash so far would earn (E28).
    ThresholdFirst,
}

/// A part of each earning and when it is paid. Invariant: the shares of a component make exactly 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instalment {
    pub share: Ratio,
    pub at: InstalmentAt,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstalmentAt {
    /// So many days after the last day of the period.
    After {
        days: i64,
    },
    On(Day),
    /// Once such an event has happened.
    When(Box<Condition>),
}

/// A fixed share of each earning that is kept back by design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holdback {
    pub share: Ratio,
    pub release: InstalmentAt,
}

/// Taking back what was earned on a contract that ends early: the earning recomputed without its credits, and without
/// those of the contracts that ended before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clawback {
    pub when: Condition,
    /// Events later than so many months after the contract's start take nothing back.
    pub first_months: u32,
    pub basis: ClawbackBasis,
    pub share: ClawbackShare,
    pub line: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClawbackBasis {
    /// The share of what was paid is taken back, all of the unpaid rest lapses. The customers' money tells what was paid;
    /// without `cash_received` everything earned counts as paid.
    Paid,
    Earned,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClawbackShare {
    Percent(Ratio),
    /// Term minus months run, a begun month counted as run, divided by the term.
    LinearRemainingTerm,
}

/// The value to date is recomputed each period; `floor` limits it, never the difference of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrueUp {
    /// At least the component's own interval; over a longer one the value to date is the sum of its intervals,
    /// so that a bad month stands against later ones of the year.
    pub interval: Option<Length>,
    pub floor: Option<Ratio>,
    pub line: usize,
}

/// A ceiling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    pub at: Bound,
    pub per: CapPer,
    /// The ceiling does not hold while this condition is met.
    pub unless: Option<Gate>,
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// In plan currency units.
    Amount(Ratio),
    /// Of the component's target.
    OfTarget(Ratio),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapPer {
    Interval,
    Transaction,
}

/// A condition on a measure. Gates read measures only, so that no component waits for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    pub measure: String,
    /// Whether the measure's attainment is compared, or its value.
    pub by_attainment: bool,
    pub how: Comparison,
    pub with: Ratio,
    /// What of the payout stays when the condition is not met.
    pub otherwise: Ratio,
    pub because: Option<String>,
    pub line: usize,
}

/// A very large earning is looked at by somebody before it is paid; it is not cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindfallReview {
    /// Multiple of the component's target.
    pub over: Ratio,
    pub approver: String,
    pub line: usize,
}

/// What becomes of it when somebody leaves well, or badly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeaverTerms {
    pub good: LeaverWord,
    pub bad: LeaverWord,
}

impl LeaverTerms {
    /// The term for one leaver; unknown is which, where the two differ.
    pub(crate) fn word(self, leaver: Option<Leaver>) -> Result<LeaverWord, String> {
        match leaver {
            Some(Leaver::Good) => Ok(self.good),
            Some(Leaver::Bad) => Ok(self.bad),
            None if self.good == self.bad => Ok(self.good),
            None => Err("whether it is a good or a bad leaver is not known".to_owned()),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaverWord {
    /// The part of the cycle that has run, by the milestones reached.
    ProrataToDate,
    /// Whatever is not paid yet is lost.
    ForfeitUnpaid,
    /// Whatever is earned is paid at exit.
    PayEarned,
    /// The debt of a draw is forgiven.
    WriteOff,
    /// The debt is set against everything still payable.
    DueAtExit,
}
