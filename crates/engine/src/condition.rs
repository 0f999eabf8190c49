//! Which facts a crediting rule takes: a typed condition over a fact's kind, account, product, date, amount and so on.
//! One evaluator serves the bulk run and the explanation of a single line.

pub(crate) mod bound;

use serde::{Deserialize, Serialize};
use vocabulary::{Currency, Day, Ratio};

/// A condition on one fact. It is either met or not; there is no third answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Met by every fact.
    Always,
    /// Met when the inner condition is not. A missing value meets `Not(Text)`, for it is not among the listed.
    Not(Box<Condition>),
    /// Met when all are; an empty list is met.
    All(Vec<Condition>),
    /// Met when one is; an empty list is not met.
    Any(Vec<Condition>),
    /// Met when the field has exactly one of these texts. A missing value is among nothing.
    Text {
        /// The field looked at.
        field: TextField,
        /// The texts allowed.
        among: Vec<String>,
    },
    /// Compares the fact's amount. An amount in another currency does not meet it: amounts of two currencies have no order.
    Amount {
        /// How to compare.
        cmp: Comparison,
        /// The threshold in major units, exact.
        than: Ratio,
        /// The threshold's currency.
        currency: Currency,
    },
    /// Compares the fact's day.
    Date {
        /// How to compare.
        cmp: Comparison,
        /// The day compared with.
        than: Day,
    },
}

/// The texts of a fact that a condition may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextField {
    /// The kind's name, such as `invoice_line`.
    Kind,
    /// The source system.
    Source,
    /// The account's reference.
    Account,
    /// The account's class, from [`crate::Crediting::account_classes`].
    AccountClass,
    /// The product's reference.
    Product,
    /// The product's family, from [`crate::Crediting::product_families`].
    ProductFamily,
    /// The seller's reference.
    Seller,
    /// The currency's code.
    Currency,
    /// The document's number.
    Document,
}

/// How two values are compared: the fact's value stands on the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// `<`
    Below,
    /// `≤`
    AtMost,
    /// `=`
    Equal,
    /// `≠`
    Different,
    /// `≥`
    AtLeast,
    /// `>`
    Above,
}

impl Comparison {
    pub(crate) fn accepts(self, order: std::cmp::Ordering) -> bool {
        match self {
            Comparison::Below => order.is_lt(),
            Comparison::AtMost => order.is_le(),
            Comparison::Equal => order.is_eq(),
            Comparison::Different => order.is_ne(),
            Comparison::AtLeast => order.is_ge(),
            Comparison::Above => order.is_gt(),
        }
    }
}
