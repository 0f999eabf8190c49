//! The typed incentive plan: what a role is paid for, by which measure, at which rates, from when to when.
//! Every value was checked while the text was read; numbers are exact.

use vocabulary::{Calendar, Currency, Interval, Length, Ratio, Rounding};

use crate::curve::Curve;
use crate::example::Example;
use crate::expression::Condition;
use crate::tiers::Tiers;

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
    pub calendar: Calendar,
    pub rounding: RoundingRule,
    pub proration: Option<Proration>,
    /// A year's base salary in plan currency units.
    pub base_salary: Option<Ratio>,
    pub target_incentive: Option<TargetIncentive>,
    pub crediting: Crediting,
    pub measures: Vec<Measure>,
    pub components: Vec<Component>,
    pub lint_exceptions: Vec<LintException>,
    pub examples: Vec<Example>,
    pub(crate) source: String,
    pub(crate) hash: String,
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

/// What active time is counted in. Working days are Mondays to Fridays; a whole month is one worked from its first to its last day.
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
}

/// How much of the transaction each receiver is credited with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditAmount {
    /// `tx.amount * split.share`
    TimesShare,
    /// `tx.amount`
    Whole,
}

/// A named sum of credits that builds up over an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub name: String,
    pub interval: Length,
    /// `sum(credits.amount where credits.category in […])`
    pub categories: Vec<String>,
    pub quota: Option<QuotaRule>,
    pub line: usize,
}

/// The amount expected of the measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaRule {
    pub of: QuotaSource,
    /// With a spread the quota is the year's and each interval has its part; without, the quota is the interval's.
    pub spread: Option<Spread>,
    pub attain_against: AttainAgainst,
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuotaSource {
    Literal(Ratio),
    Table(TableRef),
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

/// One incentive inside the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    pub id: String,
    pub kind: ComponentKind,
    pub measure: String,
    /// Share of the target incentive; present in every component when the plan has a target incentive.
    pub weight: Option<Ratio>,
    pub text: Option<String>,
    /// The attainment at which full upside is paid.
    pub excellence: Option<Ratio>,
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComponentKind {
    /// `commission.rate`: the measure times one rate.
    Rate(RateSource),
    /// `commission.tiers`: the measure through a table of tiers.
    Tiers(Tiers),
    /// `bonus.curve`: the target times what a curve says.
    Curve(Curve),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RateSource {
    Literal(Ratio),
    Table(TableRef),
}

/// A finding of the design rules that the plan's owner accepts, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintException {
    pub id: String,
    /// The component, measure or part of the plan it is excepted for.
    pub at: String,
    pub because: String,
}

impl Measure {
    /// The name as it reads in a sentence: `key_revenue` is "key revenue".
    #[must_use]
    pub fn said(&self) -> String {
        self.name.replace('_', " ")
    }
}

impl Component {
    /// The id as it reads for people: `key-revenue` is "Key revenue".
    #[must_use]
    pub fn said(&self) -> String {
        let words = self.id.replace('-', " ");
        let mut letters = words.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }
}
