//! The typed incentive plan: what a role is paid for, by which measure, at which rates, from when to when.
//! Every value was checked while the text was read; numbers are exact.

use vocabulary::{Calendar, Currency, Interval, Length, Ratio, Rounding};

use crate::example::Example;
use crate::expression::Condition;
use crate::expression::formula::Formula;

mod attachment;
mod component;
mod pay_terms;

pub use attachment::{
    Attachments, Bound, Cap, CapPer, CashRule, Clawback, ClawbackBasis, ClawbackShare, EarnOn, Gate, Holdback, Instalment, InstalmentAt,
    LeaverTerms, LeaverWord, PayTiming, PayWhen, TrueUp, WindfallReview,
};
pub use component::{
    Axis, Component, ComponentKind, Cycle, Interim, ItemReading, Matrix, Mbo, Milestone, MissingKpi, Objective, PoolSource, Quotient,
    RateSource, ScoreItem, Scorecard, Spiff, SpiffAmount,
};
pub use pay_terms::{
    Acknowledge, CreditNoteTo, Exchange, ExchangePolicy, Guarantee, GuaranteeKind, Overlap, PayCalendar, Payout, Recovery, RecoveryOf,
};

/// One immutable version of a plan, addressed by the hash of its text.
#[derive(Clone, Debug)]
pub struct Plan {
    pub name: String,
    pub version: u32,
    /// What the plan says to the people it pays, printed on statements.
    pub text: Option<String>,
    /// Half-open: the plan holds from the first day up to, not including, the last.
    pub effective: Interval,
    pub applies_to: AppliesTo,
    /// The currency of quotas, measures and earnings.
    pub currency: Currency,
    /// How amounts in other currencies become plan currency, and what people are paid in.
    pub exchange: Exchange,
    pub calendar: Calendar,
    /// When figures are calculated and when they are paid.
    pub pay_calendar: PayCalendar,
    pub rounding: RoundingRule,
    pub proration: Option<Proration>,
    /// A year's base salary in plan currency units.
    pub base_salary: Option<Ratio>,
    pub target_incentive: Option<TargetIncentive>,
    pub crediting: Crediting,
    pub measures: Vec<Measure>,
    pub components: Vec<Component>,
    /// Whose a credit note is after a hand-over.
    pub credit_note: Option<CreditNoteTo>,
    /// Categories of credit that feed several components on purpose.
    pub overlaps: Vec<Overlap>,
    pub guarantee: Option<Guarantee>,
    pub acknowledge: Option<Acknowledge>,
    /// What becomes of unpaid earnings when somebody leaves.
    pub leaver: Option<LeaverTerms>,
    pub lint_exceptions: Vec<LintException>,
    pub examples: Vec<Example>,
    pub(crate) source: String,
    pub(crate) hash: String,
    pub(crate) title_line: usize,
    pub(crate) components_line: usize,
    pub(crate) examples_line: usize,
}

impl Plan {
    /// SHA-256 of the plan's text in hexadecimal: two plans are the same if and only if their texts are.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The text exactly as it was written, comments included.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The calendar the plan's examples run on; the firm's calendar comes with the inputs.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    pub fn component(&self, id: &str) -> Option<&Component> {
        self.components.iter().find(|component| component.id == id)
    }

    /// The cycles of the deferred components, in the order of the plan.
    pub(crate) fn cycles(&self) -> impl Iterator<Item = &Cycle> {
        self.components.iter().filter_map(|component| {
            if let ComponentKind::Cycle(cycle) = &component.kind {
                Some(cycle)
            } else {
                None
            }
        })
    }

    pub fn measure(&self, name: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.name == name)
    }
}

/// Whom the plan is meant for; the assignment of people is made elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppliesTo {
    pub role: Option<String>,
    pub title: Option<String>,
    pub regions: Vec<String>,
}

/// Rounding happens once per participant, component and interval of the component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundingRule {
    /// Decimals kept, at most those of the currency.
    pub digits: u8,
    pub mode: Rounding,
    pub line: usize,
}

/// How a quota, target or salary shrinks for somebody who is employed for a part of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proration {
    pub of: ProrationOf,
    pub basis: Basis,
    pub quota: bool,
    pub target_incentive: bool,
    pub base: bool,
    pub line: usize,
}

/// Whether the year's quota is scaled as a whole, or each slice of its spread on its own (E23).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProrationOf {
    Annual,
    Spread,
}

/// What active time is counted in. Working days are Mondays to Fridays without the holidays that come with the person;
/// a whole month is one worked from its first to its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    CalendarDays,
    WorkingDays,
    WholeMonths,
}

/// The incentive paid when every component stands exactly at its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetIncentive {
    /// A year's amount in plan currency units.
    pub amount: Ratio,
    /// The share of base salary, where the amount is written as one.
    pub share_of_base: Option<Ratio>,
    pub spread: Spread,
    pub line: usize,
}

/// How a year's amount falls on the parts of the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spread {
    /// The same for every base period of the year.
    Even,
    /// Invariant: one weight per quarter, together exactly 1.
    Quarters(Vec<Ratio>),
    /// Invariant: one weight per half, together exactly 1.
    Halves(Vec<Ratio>),
}

/// Which sources count, and who is credited with what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crediting {
    pub sources: Vec<String>,
    pub rules: Vec<CreditingRule>,
    pub rollups: Vec<RollupRule>,
}

/// Indirect credit for the managers above whoever a direct rule credits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollupRule {
    pub id: String,
    /// The rule whose credits go up.
    pub from: String,
    /// How many managers up the chain are credited.
    pub levels: u32,
    pub category: String,
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditingRule {
    pub id: String,
    pub when: Condition,
    pub to: Receiver,
    /// The class of credit that measures select from.
    pub category: String,
    pub kind: CreditKind,
    pub amount: CreditAmount,
    pub line: usize,
}

/// Who receives the credit of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// `tx.seller`
    Seller,
    /// `holders(tx.account, role = "…", on = tx.date)`: whoever holds the account in the role on the day of the transaction.
    Holders { role: String },
}

/// Direct credits of a transaction make a whole; overlay credits come on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditKind {
    Direct,
    Overlay,
    /// From a roll-up rule: credit for the managers above.
    Indirect,
}

/// How much of the transaction each receiver is credited with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreditAmount {
    /// `tx.amount * split.share`
    TimesShare,
    /// `tx.amount`
    Whole,
    /// Another formula that gives money, such as `tx.margin * split.share`.
    Formula(Box<Formula>),
}

/// A named value that builds up over an interval: a sum of credits, a key figure, a growth rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub name: String,
    pub unit: Unit,
    /// For a measure over a cycle, the year in which it is read.
    pub interval: Length,
    /// Whether the measure builds up over the cycle of a deferred component instead of an interval of the calendar.
    pub over_cycle: bool,
    /// The categories of credit it reads, sorted.
    pub categories: Vec<String>,
    pub value: Formula,
    /// Taken off the value, such as last year's credits of the same accounts.
    pub minus: Option<Formula>,
    pub quota: Option<QuotaRule>,
    pub line: usize,
}

/// What a measure is counted in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    Money(Currency),
    /// Shares and growth rates; 1 is 100 %.
    Ratio,
    /// Anything that is counted, such as `customers`.
    Quantity(String),
}

/// The amount expected of the measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaRule {
    pub of: QuotaSource,
    /// With a spread the quota is the year's and each interval has its part; without, the quota is the interval's.
    pub spread: Option<Spread>,
    /// Less is expected of a newcomer: so many months from hire at so much of the quota.
    pub ramp: Vec<RampStep>,
    pub attain_against: AttainAgainst,
    pub line: usize,
}

/// The next `months` stand at `share` of the quota. All steps count from hire, so that two steps of a month from
/// 30 January end on 30 March.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RampStep {
    pub months: u32,
    pub share: Ratio,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuotaSource {
    Literal(Ratio),
    Table(TableRef),
    /// `sum_of: members`: the quotas of everybody in the team.
    Members,
}

/// A dated table outside the plan and whose row in it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRef {
    pub table: String,
    pub key: TableKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKey {
    Participant,
    Position,
    Title,
}

/// Whether a measure in mid-interval stands against the whole interval's quota or the quota due by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttainAgainst {
    Interval,
    SpreadToDate,
}

/// A finding of the design rules that the plan's owner accepts, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintException {
    pub id: String,
    /// The component, measure or part of the plan it is excepted for.
    pub at: String,
    pub because: String,
}

impl Unit {
    /// `EUR`, `ratio` or the name of what is counted.
    pub fn name(&self) -> &str {
        match self {
            Unit::Money(currency) => currency.code(),
            Unit::Ratio => "ratio",
            Unit::Quantity(name) => name,
        }
    }
}

impl Measure {
    /// Whether the measure is a sum of credits that a bulk run can feed by period.
    pub fn is_plain_sum(&self) -> bool {
        self.value.is_plain_sum() && self.minus.is_none() && !self.over_cycle
    }

    /// Whether what it gains in each stretch of time adds up to its value.
    pub(crate) fn is_additive(&self) -> bool {
        self.value.is_additive() && self.minus.as_ref().is_none_or(Formula::is_additive)
    }

    /// The name as it reads in a sentence: `key_revenue` is "key revenue".
    #[must_use]
    pub fn said(&self) -> String {
        self.name.replace('_', " ")
    }
}
