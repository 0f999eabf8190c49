//! Who is credited with which facts: the rules, the dated holdings they read, and the credits they yield.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vocabulary::{Currency, Day, Ratio, Scaled};

use crate::{Condition, CreditTotals, Fact, FactKind, Holdings};

/// To whom a rule gives its credit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditTo {
    /// The seller the fact names, whole.
    Seller,
    /// Those who hold the role at the fact's account on the fact's day, by their shares.
    Holders {
        /// The role.
        role: String,
    },
}

/// One crediting rule of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CreditingRule {
    /// The rule's id in the plan.
    pub id: String,
    /// Which facts it takes.
    pub when: Condition,
    /// Who gets the credit.
    pub to: CreditTo,
    /// The category the credit feeds.
    pub category: String,
    /// Credit beyond the 100 %: every overlay rule that is met applies; of the others only the first.
    pub overlay: bool,
    /// Whether a holder gets the amount times their share (`amount * split.share`) or the whole amount.
    pub by_share: bool,
}

/// Everything that decides who is credited. Rules are tried in the order given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Crediting {
    /// The rules, in the plan's order.
    pub rules: Vec<CreditingRule>,
    /// Who holds what.
    pub holdings: Holdings,
    /// Class by account reference.
    pub account_classes: BTreeMap<String, String>,
    /// Family by product reference.
    pub product_families: BTreeMap<String, String>,
}

/// Why nobody was credited with a fact directly.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Its day lies in none of the periods asked for.
    OutsidePeriods,
    /// No rule takes it.
    NoRule,
    /// The rule credits the seller and the fact names none.
    NoSeller,
    /// Nobody holds the role at the account on that day.
    NoHolder {
        /// The role.
        role: String,
    },
    /// The holders' shares on that day do not total exactly 100 %; nothing is paid in part.
    SharesNotWhole {
        /// The role.
        role: String,
        /// What they total instead.
        total: Ratio,
    },
}

impl Reason {
    /// The reason's name, without its particulars.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Reason::OutsidePeriods => "outside_periods",
            Reason::NoRule => "no_rule",
            Reason::NoSeller => "no_seller",
            Reason::NoHolder { .. } => "no_holder",
            Reason::SharesNotWhole { .. } => "shares_not_whole",
        }
    }
}

/// A fact that nobody is credited with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uncredited {
    /// Why.
    pub reason: Reason,
    /// Its day.
    pub date: Day,
    /// Its source.
    pub source: String,
    /// Its document.
    pub document: String,
    /// Its line.
    pub line: String,
    /// Its account.
    pub account: String,
    /// Its amount.
    pub amount: Scaled,
    /// Its currency.
    pub currency: Currency,
}

/// How much stays uncredited for one reason, complete even where the list of facts is cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UncreditedTotal {
    /// The reason's name, as [`Reason::name`].
    pub reason: String,
    /// Currency of the amount.
    pub currency: Currency,
    /// Exact sum.
    pub amount: Scaled,
    /// How many facts.
    pub lines: u64,
}

/// Control totals of one kind and currency.
/// Invariant: facts = direct + overlay_only + uncredited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlTotal {
    /// The kind of fact.
    pub kind: FactKind,
    /// The currency.
    pub currency: Currency,
    /// Sum of the facts that were read and not superseded.
    pub facts: Scaled,
    /// Sum of the facts that a direct rule credited.
    pub direct: Scaled,
    /// Sum of the facts that no direct rule takes and an overlay credited.
    pub overlay_only: Scaled,
    /// Sum of the facts that nobody is credited with, or whose direct rule could not be followed.
    pub uncredited: Scaled,
    /// How many facts.
    pub lines: u64,
}

/// What a crediting run yields. The same for any order or cut of the batches and any number of threads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credits {
    /// Credits by payee, period, rule (in the plan's order) and currency, in that order.
    pub totals: CreditTotals,
    /// Facts that nobody is credited with: per reason the first [`UNCREDITED_LISTED_MAX`] by account, date, source, document, line.
    pub uncredited: Vec<Uncredited>,
    /// Their totals by reason and currency, complete.
    pub uncredited_totals: Vec<UncreditedTotal>,
    /// How many facts counted.
    pub facts: u64,
    /// How many facts were left out because a newer version exists.
    pub superseded: u64,
    /// Totals that tie credits back to the facts.
    pub control: Vec<ControlTotal>,
}

/// How many uncredited facts are listed per reason.
pub const UNCREDITED_LISTED_MAX: usize = 1_000;

/// One fact's credit to one payee, for the drill-down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditedLine {
    /// The fact.
    pub fact: Fact,
    /// The rule that credited it.
    pub rule: String,
    /// The payee's share; 1 for a seller or where the rule does not go by share.
    pub share: Ratio,
    /// Amount × share, exact, in major units.
    pub credited: Ratio,
}
